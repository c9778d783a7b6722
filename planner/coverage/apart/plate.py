"""Whether a person can read plates: pixels on the plate, angles, shutter against speed, lanes.

For each street in the picture, lane by lane, the stretch where a plate is sharp enough, not too
oblique and not seen from too high. A plate is a horizontal segment across the street, its middle
at a stated height; its width in pixels is the difference of the columns of its two ends in the
picture, so that nothing is approximated. Angles are those of the line of sight: with the street
seen from above, and below the horizon.

Nothing here reads a plate: automatic reading is not open to a commune's video protection.

Streets are walked in steps of 10 cm, which is how exact the ends of a stretch are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Polygon, prepare
from shapely.geometry.base import BaseGeometry

from planner.catalogues.model import PlateRule, Plates
from planner.coverage.apart.plate_walk import Walk, axis_of, has_cars, walk_along, way_of, yard_of
from planner.coverage.engine.columns import Bools, Floats, Ints
from planner.coverage.engine.eyes import Eye
from planner.coverage.engine.obstacles import Obstacles
from planner.coverage.engine.regions import regions_of
from planner.coverage.engine.sight import look
from planner.findings import Finding, note, warning
from planner.optics import DensityModel, density_model_of
from planner.scene.model import Street

_IN_SIGHT = 0.5  # a street is told from half of the density asked on
_FINDINGS = {  # what stops a rule, in the order in which it is asked
    "density": "plate_too_coarse",
    "horizontal": "plate_too_oblique",
    "vertical": "plate_too_steep",
    "pixels": "plate_too_coarse",
    "lane": "plate_lane_cut",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """The longest exposure, in seconds, that leaves a plate sharp at a speed; may be infinite."""

    speed_kmh: float
    longest_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetCapture:
    """Plates of one street under one rule.

    Attributes
    ----------
    street : str
        Id, empty along the camera's axis when no street is in the picture.
    name : str
    rule : str
        Id of the rule.
    fails : str
        What stops it everywhere: density (or what hides), horizontal, vertical, pixels (a plate
        turned away has fewer than the density tells), lane; empty when it holds.
    start_m, end_m : float
        Horizontal distances from the camera of the ends of the longest stretch.
    length_m : float
        Of that stretch, along the street.
    capture_m : float
        Horizontal distance of the best line: most lanes, then most pixels.
    px_per_m, plate_px, horizontal_deg, vertical_deg : float
        There, on the worst of its lanes.
    lanes, lanes_held, lanes_covered : int
        Of the carriageway; those that hold somewhere on the street; those that hold together on
        the best line.
    frame_width_m : float
        Width of the scene in the picture on the best line.
    exposures : tuple of Exposure
        On the worst of its lanes, one per speed.
    """

    street: str
    name: str
    rule: str
    lanes: int
    fails: str = ""
    start_m: float = 0.0
    end_m: float = 0.0
    length_m: float = 0.0
    capture_m: float = 0.0
    px_per_m: float = 0.0
    plate_px: float = 0.0
    horizontal_deg: float = 0.0
    vertical_deg: float = 0.0
    lanes_held: int = 0
    lanes_covered: int = 0
    frame_width_m: float = 0.0
    exposures: tuple[Exposure, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether a person can read plates somewhere on the street."""
        return not self.fails


@dataclass(frozen=True, slots=True, kw_only=True)
class PlateCheck:
    """Plates that a camera shows. ``plates`` holds the rules; the first one judges."""

    camera: str
    plates: Plates
    density_model: DensityModel
    streets: tuple[StreetCapture, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the first rule holds on some street."""
        first = self.plates.rules[0].id
        return any(one.holds for one in self.streets if one.rule == first)


def plate_check(
    eyes: Sequence[Eye],
    obstacles: Obstacles,
    streets: Sequence[Street],
    plates: Plates,
    *,
    ir_range_m: float | None = None,
) -> PlateCheck:
    """Check the plates that a camera shows.

    Parameters
    ----------
    eyes : sequence of Eye
        The sensors of the camera, one at least, bearings in the scene's grid.
    obstacles : Obstacles
        What hides.
    streets : sequence of Street
        Of the scene; cars must be allowed there.
    plates : Plates
        Plate, speeds, lanes and rules (``Catalogue.plates``).
    ir_range_m : float, optional
        Reach of the infrared light, for what is read at night.

    Returns
    -------
    PlateCheck
        By street in the scene's order, rules from coarse to fine; a street that several sensors
        show is told by the first that makes it hold.

    Raises
    ------
    PlanError
        ``target_above_lens`` when a lens is not higher than the plates.
    """
    found: dict[tuple[str, str], StreetCapture] = {}
    for eye in eyes:
        for capture in _of_eye(eye, obstacles, streets, plates):
            key = (capture.street, capture.rule)
            if key not in found or (capture.holds and not found[key].holds):
                found[key] = capture
    captures = _without_axis(list(found.values()))
    camera = eyes[0].camera
    return PlateCheck(
        camera=camera,
        plates=plates,
        density_model=density_model_of(eyes[0].optics),
        streets=tuple(captures),
        findings=tuple(_findings(camera, captures, plates, ir_range_m)),
    )


def longest_exposure(
    speed_kmh: float, angle_deg: float, px_per_m: float, *, blur_px: float
) -> float:
    """Give the longest exposure in seconds that blurs a moving plate by no more than asked.

    Parameters
    ----------
    speed_kmh : float
        Of the vehicle, more than 0.
    angle_deg : float
        Between the line of sight and the way it goes, in space.
    px_per_m : float
        Density on the plate.
    blur_px : float
        How far the plate may move in the picture meanwhile.

    Notes
    -----
    blur = v t sin(angle) rho. Two cases quoted from a maker's paper, 11.6 ms at 5 degrees and
    50 km/h, 0.8 ms at 30 degrees and 130 km/h, both let the plate move by 14 mm across the line
    of sight: the formula has their shape, with blur / rho = 14 mm. A pixel at 200 px/m is 5 mm,
    almost three times stricter.
    """
    across = speed_kmh / 3.6 * math.sin(math.radians(angle_deg)) * px_per_m
    return blur_px / across if across > 0.0 else math.inf


# --- a rule on a street -----------------------------------------------------------------


def _of_eye(
    eye: Eye, obstacles: Obstacles, streets: Sequence[Street], plates: Plates
) -> list[StreetCapture]:
    """Check the streets in the picture of one eye, or its axis when there is none."""
    asked = [rule.plate_px / plates.width_m for rule in plates.rules]
    yards = [yard_of(plates, density) for density in (asked[0] * _IN_SIGHT, *asked)]
    patches = look(eye, obstacles, yards[0])
    drawn: Sequence[BaseGeometry] = [Polygon()] * len(yards)
    if patches:
        drawn = regions_of(eye, patches, obstacles.solids, yards)
    in_sight, *sharp = drawn
    ways = [way_of(street, plates) for street in streets if has_cars(street)]
    shown = [way for way in ways if way.line.intersects(in_sight)]
    captures = []
    for way in shown or [axis_of(eye, in_sight, plates)]:
        walk = walk_along(way, eye, in_sight, plates)
        captures += [
            _capture(walk, rule, region, plates)
            for rule, region in zip(plates.rules, sharp, strict=True)
        ]
    return captures


def _capture(walk: Walk, rule: PlateRule, region: BaseGeometry, plates: Plates) -> StreetCapture:
    """Hold one rule against one walk."""
    way = walk.way
    held = np.ones(walk.plate_px.shape, dtype=bool)
    for fails, mask in _masks(walk, rule, region).items():
        held &= mask
        if not held.any():
            return StreetCapture(
                street=way.street, name=way.name, rule=rule.id, lanes=way.lanes, fails=fails
            )
    first, last = _longest(np.asarray(held.any(axis=1)), walk.rank)
    best = _best(walk, held, first, last)
    there = held[best]
    ends = walk.away_m[[first, last]].min(axis=1)
    density = walk.px_per_m[best][there]
    return StreetCapture(
        street=way.street,
        name=way.name,
        rule=rule.id,
        lanes=way.lanes,
        start_m=float(ends.min()),
        end_m=float(ends.max()),
        length_m=(last - first + 1) * walk.step_m,
        capture_m=float(walk.away_m[best][there].min()),
        px_per_m=float(density.min()),
        plate_px=float(walk.plate_px[best][there].min()),
        horizontal_deg=float(walk.horizontal_deg[best][there].max()),
        vertical_deg=float(walk.vertical_deg[best][there].max()),
        lanes_held=int(np.count_nonzero(held.any(axis=0))),
        lanes_covered=int(np.count_nonzero(there)),
        frame_width_m=walk.width_px / float(density.max()),
        exposures=_exposures(walk.travel_deg[best][there], density, plates),
    )


def _masks(walk: Walk, rule: PlateRule, region: BaseGeometry) -> dict[str, Bools]:
    """Mark the plates that pass each part of a rule, shape (n_steps, n_lanes) each."""
    prepare(region)
    inside = shapely.contains_xy(region, walk.edge_x, walk.edge_y)
    return {
        "density": shapely.contains_xy(region, walk.x, walk.y),
        "horizontal": walk.horizontal_deg <= rule.horizontal_deg,
        "vertical": walk.vertical_deg <= rule.vertical_deg,
        "pixels": walk.plate_px >= rule.plate_px,
        "lane": inside[:, :-1] & inside[:, 1:],
    }


def _longest(held: Bools, rank: Ints) -> tuple[int, int]:
    """Give the first and last step of the longest stretch; one at least is held."""
    kept = np.flatnonzero(held)
    stretches = np.split(kept, np.flatnonzero(np.diff(rank[kept]) > 1) + 1)
    longest = max(stretches, key=len)
    return int(longest[0]), int(longest[-1])


def _best(walk: Walk, held: Bools, first: int, last: int) -> int:
    """Give the step of a stretch where most lanes are held, then where plates are largest."""
    lanes = held[first : last + 1].sum(axis=1)
    worst_px = np.where(held, walk.plate_px, np.inf)[first : last + 1].min(axis=1)
    return first + int(np.lexsort((-worst_px, -lanes))[0])


def _exposures(travel_deg: Floats, density: Floats, plates: Plates) -> tuple[Exposure, ...]:
    return tuple(
        Exposure(
            speed_kmh=speed,
            longest_s=min(
                longest_exposure(speed, float(angle), float(sharp), blur_px=plates.blur_px)
                for angle, sharp in zip(travel_deg, density, strict=True)
            ),
        )
        for speed in plates.speeds_kmh
    )


# --- what to look at --------------------------------------------------------------------


def _without_axis(captures: list[StreetCapture]) -> list[StreetCapture]:
    """Drop the axes of sensors that show no street when another one does."""
    streets = [one for one in captures if one.street]
    return streets or captures


def _findings(
    camera: str, captures: Sequence[StreetCapture], plates: Plates, ir_range_m: float | None
) -> Iterator[Finding]:
    first = plates.rules[0]
    judged = [one for one in captures if one.rule == first.id]
    if not any(one.street for one in captures):
        yield note("plate_without_street", subject=camera)
    held = [one for one in judged if one.holds]
    if not held:
        yield _refused(camera, judged, first, plates)
        return
    yield from _lanes(camera, held)
    nearest = min(one.start_m for one in held)
    if ir_range_m is not None and nearest > ir_range_m:
        yield warning(
            "plate_beyond_infrared", subject=camera, distance_m=nearest, range_m=ir_range_m
        )


def _lanes(camera: str, held: Sequence[StreetCapture]) -> Iterator[Finding]:
    """Say which streets have lanes that are never read, or never on one line."""
    for one in held:
        if one.street and one.lanes_covered < one.lanes:
            apart = one.lanes_held == one.lanes
            yield note(
                "plate_lanes_apart" if apart else "plate_lanes_missed",
                subject=camera,
                street=one.name or one.street,
                covered=one.lanes_covered if apart else one.lanes_held,
                lanes=one.lanes,
            )


def _refused(
    camera: str, judged: Sequence[StreetCapture], rule: PlateRule, plates: Plates
) -> Finding:
    """Say what stops the street that comes nearest to being read."""
    order = list(_FINDINGS)
    fails = max((one.fails for one in judged), key=order.index)
    return warning(
        _FINDINGS[fails],
        subject=camera,
        plate_px=rule.plate_px,
        density=rule.plate_px / plates.width_m,
        horizontal_deg=rule.horizontal_deg,
        vertical_deg=rule.vertical_deg,
    )
