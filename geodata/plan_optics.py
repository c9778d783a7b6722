"""Lens and sensor as a plan file writes them, turned into the planner's optics.

Pixels are those of the video mode that is recorded, and a sensor size that of the area which
this mode reads (a camera's ``stream`` scales a picture instead, see ``planner.optics.in_mode``).
"""

from __future__ import annotations

from planner.members import Members
from planner.optics import Optics, Panoramic, Rectilinear, field_of_view, vertical_field

KINDS = ("rectilinear", "panoramic")
WIDEST_PX = 1_000_000_000  # an ideal sensor is a legal way to ask for visibility alone
LONGEST_MM = 10_000.0
LONGEST_RANGE_M = 100_000.0


def read_optics(
    optics: Members, *, hfov_deg: float | None = None, focal_mm: float | None = None
) -> Optics:
    """Read an ``optics`` object.

    Parameters
    ----------
    optics : Members
    hfov_deg, focal_mm : float, optional
        The camera's own zoom, used when the object says none.

    Returns
    -------
    Rectilinear or Panoramic
        Angles in degrees; a rectilinear lens without a vertical field gets that of square
        pixels, vfov = 2 atan(tan(hfov / 2) height_px / width_px).

    Raises
    ------
    VigieError
        ``optics_without_angle`` and the ``member_*`` codes.
    """
    optics.require("kind")
    kind = optics.word("kind", KINDS)
    width = _pixels(optics, "width_px")
    range_m = optics.number("range_m", least=0.0, most=LONGEST_RANGE_M, above=True)
    if kind == "panoramic":
        angle = optics.number("hfov_deg", least=0.0, most=360.0, above=True) or hfov_deg
        if angle is None:
            raise optics.error("optics_without_angle", where=optics.where)
        return Panoramic(width_px=width, hfov_deg=angle, range_m=range_m)
    height = _pixels(optics, "height_px")
    horizontal, vertical = _angles(optics, hfov_deg, focal_mm)
    if vertical is None:
        vertical = vertical_field(width, height, horizontal)
    return Rectilinear(
        width_px=width,
        height_px=height,
        hfov_deg=horizontal,
        vfov_deg=vertical,
        range_m=range_m,
    )


def _angles(
    optics: Members, hfov_deg: float | None, focal_mm: float | None
) -> tuple[float, float | None]:
    """Give both fields of view: what is written first, then what the sensor and focal give."""
    horizontal = _angle(optics, "hfov_deg")
    vertical = _angle(optics, "vfov_deg")
    if horizontal is not None:
        return horizontal, vertical
    focal = _millimetres(optics, "focal_mm") or focal_mm
    sensor_width = _millimetres(optics, "sensor_width_mm")
    if sensor_width is not None and focal is not None:
        sensor_height = _millimetres(optics, "sensor_height_mm")
        if vertical is None and sensor_height is not None:
            vertical = field_of_view(sensor_height, focal)
        return field_of_view(sensor_width, focal), vertical
    if hfov_deg is None or not hfov_deg < 180.0:
        raise optics.error("optics_without_angle", where=optics.where)
    return hfov_deg, vertical


def _angle(optics: Members, name: str) -> float | None:
    """Read the angle of a rectilinear lens, which cannot see half a turn."""
    angle = optics.number(name, least=0.0, most=180.0, above=True)
    if angle == 180.0:
        raise optics.refusal("member_out_of_range", name, least="0.1", most="179.9")
    return angle


def _pixels(optics: Members, name: str) -> int:
    optics.require(name)
    return optics.whole(name, least=1, most=WIDEST_PX) or 0


def _millimetres(optics: Members, name: str) -> float | None:
    return optics.number(name, least=0.0, most=LONGEST_MM, above=True)
