"""Furniture: sidewalks drawn apart, street lamps, lines of trees, an existing duct."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from shapely import LineString, Point, STRtree

from geodata.invented import names
from geodata.invented.chance import Chance
from geodata.invented.parts import tree
from geodata.invented.shapes import Line, beside, chain, rounded
from geodata.invented.streets import Way, way
from planner.scene.model import Landmark, SceneDuct
from planner.scene.public_space import street_width

_CROSSING_M = 8.0  # from a junction
_SHORTEST_M = 2 * _CROSSING_M + 2.0  # street with sidewalks drawn apart
_SIDEWALK_M = 0.75  # from kerb to the middle of the sidewalk
_LAMP_M = 0.7  # from kerb to lamp
_LAMP_STEP_M = {"core": 24.0, "town": 32.0, "estate": 34.0, "hamlet": 45.0, "zone": 45.0}
_DUCT_M = 1.0  # from the middle of the street


def with_sidewalks(ways: Sequence[Way]) -> list[Way]:
    """Draw apart the sidewalks of the streets that say so, with a crossing at each end.

    The street gets a vertex at each crossing, equal to that of the crossing. Where two junctions
    are too near for two crossings, the sidewalks are not drawn apart.
    """
    drawn: list[Way] = []
    for each in ways:
        if each.street.sidewalk != "separate" or each.street.bridge:
            drawn.append(each)
        elif each.street.line.length > _SHORTEST_M:
            drawn += _street_and_sidewalks(each)
        else:
            street = dataclasses.replace(each.street, sidewalk="both")
            drawn.append(dataclasses.replace(each, street=street))
    return drawn


def _street_and_sidewalks(street: Way) -> Iterator[Way]:
    walked = chain(street.line)
    middle = rounded(walked.between(_CROSSING_M, walked.length - _CROSSING_M))
    line = np.vstack([walked.at(0.0), middle, walked.at(walked.length)])
    record = dataclasses.replace(street.street, line=LineString(rounded(line)))
    yield dataclasses.replace(street, street=record)
    reach = street_width(street.street)[0] / 2 + _SIDEWALK_M
    left, right = (rounded(beside(middle, side * reach)) for side in (1.0, -1.0))
    tags = {"highway": "footway", "surface": "paving_stones", "width_m": 2 * _SIDEWALK_M}
    for sidewalk in (left, right):
        yield way(sidewalk, "walk", **tags)
    for end in (0, -1):
        yield way(np.array([left[end], middle[end], right[end]]), "walk", **tags)


def lamps(ways: Sequence[Way]) -> Iterator[Landmark]:
    """Light the streets of the town, one side after the other, outside every carriageway.

    Lanes are too narrow for a lamp.
    """
    carriageways = [each for each in ways if each.carries_cars]
    lines = STRtree([each.street.line for each in carriageways])
    reaches = np.array([street_width(each.street)[0] / 2 for each in carriageways])
    for each in ways:
        step = _LAMP_STEP_M.get(each.part)
        if step is None or not each.carries_cars or each.street.highway == "pedestrian":
            continue
        for spot in _staggered(each, step):
            point = Point(rounded(spot))
            near = lines.query(point, "dwithin", 8.0)
            gaps = shapely.distance(lines.geometries.take(near), point) - reaches[near]
            if np.min(gaps) > _LAMP_M / 2:
                height = 5.0 if each.part == "core" else 7.0
                yield Landmark(id="", point=point, kind="lamp", height_m=height)


def _staggered(street: Way, step_m: float) -> Iterator[Line]:
    reach = street_width(street.street)[0] / 2 + _LAMP_M
    walked = chain(street.line)
    for k, s in enumerate(np.arange(step_m / 2, walked.length, step_m).tolist()):
        yield walked.at(s) + (reach if k % 2 else -reach) * walked.inward(s)


def avenues(ways: Sequence[Way], chance: Chance) -> Iterator[Landmark]:
    """Plant both sides of the station's avenue and of the eastern road as it enters town."""
    for each in ways:
        is_planted = each.street.name in {names.ROADS[-1], names.ROADS[0]}
        if not is_planted or each.street.bridge:
            continue
        walked = chain(each.line)
        reach = street_width(each.street)[0] / 2 + 2.4
        for s in np.arange(9.0, min(walked.length - 6.0, 240.0), 13.0).tolist():
            for side in (1.0, -1.0):
                at = walked.at(s) + side * reach * walked.inward(s)
                yield tree(at, round(chance.between(9.0, 13.0), 1), 5.0)


def ducts(ways: Sequence[Way]) -> tuple[SceneDuct, ...]:
    """Lay an old lighting duct under the eastern main street, up to the street around town."""
    street = next(
        each for each in ways if each.part == "core" and each.street.name == names.RADIALS[0]
    )
    line = LineString(rounded(beside(street.line, _DUCT_M)))
    return (SceneDuct(id="d0001", line=line, medium="duct"),)
