"""Signs of the map file, as small SVG pictures centred on their place. Pixels.

A camera is an ink disc with its number and a mark of its kind on each bearing; existing
equipment has the same sign, white inside.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Literal

from api.render.screen_palette import INK, ClassLook, GapLook, LineLook
from planner.geometry import heading
from planner.optics import Panoramic
from planner.plan import Camera

SIZE = 52  # of a sign's picture
_MIDDLE = SIZE / 2
_DISC, _RING = 9.0, 14.5
_APART = 13.0  # between a shared mast and each of its signs
_SAME_PLACE_M = 2.0
_SWATCH_WIDTH, _SWATCH_HEIGHT = 44, 18

Kind = Literal["fixed", "plate", "ptz", "multi", "panoramic"]


def kind_of(camera: Camera) -> Kind:
    """Tell the kind of a camera from what the plan says of it."""
    if camera.sensors:
        return "multi"
    if camera.presets:
        return "ptz"
    if camera.mission == "plate":
        return "plate"
    return "panoramic" if isinstance(camera.optics, Panoramic) else "fixed"


def numbers_of(cameras: Sequence[Camera]) -> tuple[str, ...]:
    """Give each camera the number on its sign: that of its id, else its rank.

    The numbers of ids serve when every id ends with one and no two are alike.
    """
    found = [re.fullmatch(r"\D*?0*(\d{1,3})", camera.id) for camera in cameras]
    numbers = [match[1] for match in found if match]
    if len(set(numbers)) == len(cameras):
        return tuple(numbers)
    return tuple(str(rank) for rank in range(1, len(cameras) + 1))


def shifts_of(
    positions: Sequence[tuple[float, float]], bearings_deg: Sequence[float]
) -> tuple[tuple[float, float], ...]:
    """Move signs apart where cameras share a mast: side by side, seen from the first of them.

    Parameters
    ----------
    positions : sequence of (x, y)
        Metres, in the scene's CRS.
    bearings_deg : sequence of float
        One per camera.

    Returns
    -------
    tuple of (float, float)
        Pixels to the right and down; (0, 0) for a camera that stands alone.
    """
    mates = [
        [k for k, other in enumerate(positions) if math.dist(here, other) < _SAME_PLACE_M]
        for here in positions
    ]
    shifts = []
    for rank, group in enumerate(mates):
        turn = 360.0 * group.index(rank) / len(group)
        east, north = heading(bearings_deg[group[0]] - 90.0 + turn)
        away = _APART if len(group) > 1 else 0.0
        shifts.append((away * east, -away * north))
    return tuple(shifts)


def camera_sign(
    camera: Camera,
    number: str,
    bearings_deg: Sequence[float],
    *,
    shift: tuple[float, float] = (0.0, 0.0),
) -> str:
    """Draw a camera: disc, number, and a mark of its kind on each bearing."""
    existing = camera.status == "existing"
    inside, letters = ("#FFFFFF", INK) if existing else (INK, "#FFFFFF")
    edge = INK if existing else "#FFFFFF"
    marks = "".join(_mark(kind_of(camera), bearing, inside, edge) for bearing in bearings_deg)
    if kind_of(camera) == "panoramic":
        marks = _circle(_RING, "none", INK, 2.5)
    number_px = 11 if len(number) < 3 else 9
    x, y = shift
    return _picture(
        f'<g transform="translate({x:.1f} {y:.1f})">'
        + marks
        + _circle(_DISC + (0.8 if existing else 1.6), edge, edge, 0)
        + _circle(_DISC - (0.9 if existing else 0), inside, edge, 0)
        + f'<text x="0" y="{number_px * 0.36:.1f}" font-size="{number_px}" font-weight="700" '
        f'text-anchor="middle" fill="{letters}">{number}</text></g>'
    )


def supervision_sign() -> str:
    """Draw the supervision building: an ink square with a white screen."""
    return _picture(
        f'<rect x="-12" y="-12" width="24" height="24" rx="1" fill="{INK}" stroke="#FFFFFF" '
        'stroke-width="2"/><rect x="-7" y="-7" width="14" height="10" fill="none" '
        'stroke="#FFFFFF" stroke-width="2"/><path d="M0 3v4M-4 7h8" stroke="#FFFFFF" '
        'stroke-width="2"/>'
    )


def mast_sign() -> str:
    """Draw a mast: a stem with its foot and arm."""
    return _picture(
        f'<path d="M0 0v-22h8M-5 0h10" fill="none" stroke="#FFFFFF" stroke-width="5"/>'
        f'<path d="M0 0v-22h8M-5 0h10" fill="none" stroke="{INK}" stroke-width="2.4"/>'
    )


def relay_sign() -> str:
    """Draw a radio relay: a white triangle with a magenta border."""
    return _picture(
        '<path d="M0 -11L10 8H-10Z" fill="#FFFFFF" stroke="#A03595" stroke-width="2.2"/>'
        '<path d="M0 -4v6" stroke="#A03595" stroke-width="2"/>'
    )


def pattern(key: str, look: ClassLook) -> str:
    """Give the SVG pattern of a density class; ``key`` is its id in the page."""
    pitch = look.pitch
    turn = f' patternTransform="rotate({-look.angle_deg:g})"' if look.motif == "lines" else ""
    return (
        f'<pattern id="{key}" patternUnits="userSpaceOnUse" width="{pitch:g}" height="{pitch:g}"'
        f'{turn}><rect width="{pitch:g}" height="{pitch:g}" fill="{look.fill}"/>'
        f"{_motif(look)}</pattern>"
    )


def line_swatch(look: LineLook) -> str:
    """Draw a sample of a medium for the legend."""
    strokes = [(look.colour, look.width, look.dash)]
    if look.core:
        strokes.append(("#FFFFFF", look.core, ""))
    if look.thin:
        strokes.insert(0, (look.colour, look.thin, ""))
    lines = "".join(_stroke(*stroke) for stroke in strokes)
    return _swatch(lines)


def zone_swatch() -> str:
    """Draw a sample of a zone's outline for the legend."""
    return _swatch(
        f'<rect x="3" y="3" width="{_SWATCH_WIDTH - 6}" height="{_SWATCH_HEIGHT - 6}" fill="none" '
        f'stroke="{INK}" stroke-width="1.8" stroke-dasharray="8 4"/>'
    )


def outline_swatch(look: LineLook) -> str:
    """Draw a sample of an outline without a fill for the legend."""
    return _swatch(
        f'<rect x="3" y="3" width="{_SWATCH_WIDTH - 6}" height="{_SWATCH_HEIGHT - 6}" fill="none" '
        f'stroke="{look.colour}" stroke-width="{look.width:g}" stroke-dasharray="{look.dash}"/>'
    )


def class_swatch(key: str) -> str:
    """Draw a step of the density ladder, filled by its pattern."""
    return _swatch(
        f'<rect x="0.5" y="0.5" width="{_SWATCH_WIDTH - 1}" height="{_SWATCH_HEIGHT - 1}" '
        f'fill="url(#{key})" stroke="{INK}"/>'
    )


def gap_swatch(name: str, look: GapLook) -> str:
    """Draw a sample of ground that is missed or seen twice, with its own edge."""
    dash = f' stroke-dasharray="{look.edge_dash}"' if look.edge_dash else ""
    return _swatch(
        f'<rect x="1.5" y="1.5" width="{_SWATCH_WIDTH - 3}" height="{_SWATCH_HEIGHT - 3}" '
        f'fill="url(#pattern-gap-{name})" stroke="{look.edge}" '
        f'stroke-width="{look.edge_width:g}"{dash}/>'
    )


def _mark(kind: Kind, bearing_deg: float, fill: str, edge: str) -> str:
    """Draw the mark of one bearing, before the disc that covers its foot."""
    ink = f'fill="{fill}" stroke="{edge}" stroke-width="1.6"'
    if fill == "#FFFFFF":
        ink = f'fill="{fill}" stroke="{INK}" stroke-width="1.6"'
    if kind == "plate":
        shape = f'<rect x="-6.4" y="-19" width="12.8" height="9.5" {ink}/>'
        shape += '<path d="M-4 -14.2h8" stroke="#FFFFFF" stroke-width="2"/>'
    elif kind == "ptz":
        shape = (
            f'<path d="M-12.6 -7.2A{_RING} {_RING} 0 0 1 12.6 -7.2" fill="none" stroke="{INK}" '
            f'stroke-width="2.5"/><path d="M-16 -8l3.6 5 3-6zM16 -8l-3.6 5-3-6z" fill="{INK}"/>'
        )
    else:
        shape = f'<path d="M0 -20L6.8 -8H-6.8Z" {ink} stroke-linejoin="round"/>'
    return f'<g transform="rotate({bearing_deg:g})">{shape}</g>'


def _motif(look: ClassLook) -> str:
    pitch, pen = look.pitch, f'stroke="{look.line}" stroke-width="{look.width:g}"'
    drawings = {
        "none": "",
        "dots": f'<circle cx="{pitch / 2:g}" cy="{pitch / 2:g}" r="{look.width / 2:g}" '
        f'fill="{look.line}"/>',
        "lines": f'<path d="M0 {pitch / 2:g}H{pitch:g}" {pen}/>',
        "cross": f'<path d="M0 0L{pitch:g} {pitch:g}M0 {pitch:g}L{pitch:g} 0" {pen}/>',
    }
    return drawings[look.motif]


def _circle(radius: float, fill: str, stroke: str, width: float) -> str:
    return f'<circle r="{radius:g}" fill="{fill}" stroke="{stroke}" stroke-width="{width:g}"/>'


def _stroke(colour: str, width: float, dash: str) -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    middle = _SWATCH_HEIGHT / 2
    return (
        f'<path d="M0 {middle:g}H{_SWATCH_WIDTH}" stroke="{colour}" '
        f'stroke-width="{width:g}"{dashes}/>'
    )


def _picture(drawing: str) -> str:
    """Frame a sign; its middle is the place."""
    return (
        f'<svg width="{SIZE}" height="{SIZE}" viewBox="{-_MIDDLE:g} {-_MIDDLE:g} {SIZE} {SIZE}" '
        f'aria-hidden="true" focusable="false">{drawing}</svg>'
    )


def _swatch(drawing: str) -> str:
    return (
        f'<svg class="swatch" width="{_SWATCH_WIDTH}" height="{_SWATCH_HEIGHT}" '
        f'aria-hidden="true" focusable="false">{drawing}</svg>'
    )
