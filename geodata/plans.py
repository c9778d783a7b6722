"""Plan files: GeoJSON that a GIS opens, read into a Plan, written back with what it holds.

What the planner does not know is kept: an unknown member stays in the document, an unknown kind
of feature is told and left alone. The reading is split as the file is: ``plan_header`` (what is
asked), ``plan_features`` (what is drawn), ``plan_cameras`` and ``plan_optics``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.geojson import crs_of, feature_name, read_document
from geodata.plan_features import read_features
from geodata.plan_header import header_of, read_date, read_request
from geodata.projection import north_of
from planner.errors import PlanError
from planner.plan import Plan
from planner.scene.model import Scene

FARTHEST_M = 1000.0  # a plan farther than this from every street and building is elsewhere


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """A plan file as it was read, every member kept."""

    raw: dict[str, Any]


def read_plan(path: Path) -> PlanDocument:
    """Read a plan file, without judging what it asks.

    Raises
    ------
    PlanError
        Codes of ``geodata.geojson.read_document``, and ``plan_not_finite``.
    """
    document = read_document(path, error=PlanError)
    _check_finite(document)
    return PlanDocument(raw=document)


def parse_plan(document: Mapping[str, Any], scene_crs: str) -> Plan:
    """Turn a plan document into a Plan.

    Parameters
    ----------
    document : Mapping
        A GeoJSON FeatureCollection with a ``vigie`` member.
    scene_crs : str
        Metric CRS of the scene, in which the plan's geometries are given.

    Returns
    -------
    Plan
        Its findings are what the reading noticed.

    Raises
    ------
    PlanError
        Naming the member or the feature that cannot be used.
    """
    _check_finite(document)
    features = _features(document)
    header = header_of(document)
    date = read_date(header)
    crs = crs_of(dict(document), error=PlanError)
    equipment = read_features(features, crs, scene_crs, date=date)
    plan = read_request(header, equipment)
    return replace(plan, north_deg=north_of(plan.supervision.position, crs, scene_crs))


def plan_text(document: PlanDocument) -> str:
    """Write a document in canonical form: keys sorted, two spaces, one line feed at the end."""
    text = json.dumps(document.raw, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)
    return text + "\n"


def write_plan(document: PlanDocument, path: Path) -> None:
    """Write a plan file, unknown members included; never half of it.

    Raises
    ------
    PlanError
        ``plan_not_written``.
    """
    text = plan_text(document)
    draft = path.with_name(path.name + ".part")
    try:
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(path)
    except OSError as fault:
        draft.unlink(missing_ok=True)
        raise PlanError("plan_not_written", file=path.name) from fault


def check_against_scene(plan: Plan, scene: Scene) -> None:
    """Refuse a plan that belongs to another town.

    Raises
    ------
    PlanError
        ``plan_far_from_scene`` when the plan is more than 1 km from every street and building.
    """
    town: list[BaseGeometry] = [street.line for street in scene.streets]
    town += [building.footprint for building in scene.buildings]
    if not town:
        return
    drawn = np.array(_geometries(plan), dtype=object)
    _, distances = shapely.STRtree(town).query_nearest(
        drawn, all_matches=False, return_distance=True
    )
    nearest = float(distances.min())
    if nearest > FARTHEST_M:
        raise PlanError(
            "plan_far_from_scene", distance_m=nearest, limit_m=FARTHEST_M, scene=scene.name
        )


def _geometries(plan: Plan) -> list[BaseGeometry]:
    return [
        plan.supervision.position,
        *(camera.position for camera in plan.cameras),
        *(mast.position for mast in plan.masts),
        *(opening.position for opening in plan.openings),
        *(panel.position for panel in plan.panels),
        *(relay.position for relay in plan.relays),
        *(zone.polygon for zone in plan.zones),
        *(duct.line for duct in plan.ducts),
        *(surface.line for surface in plan.surfaces),
        *(route.line for route in plan.routes),
        *(forbidden.geometry for forbidden in plan.forbidden),
    ]


def _features(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the features of a document that may not come from a file (a page, a program)."""
    features = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise PlanError("plan_not_a_collection")
    checked: list[dict[str, Any]] = []
    for index, feature in enumerate(features):
        if not isinstance(feature, dict):
            raise PlanError("plan_not_a_feature", feature=f"#{index + 1}")
        properties = feature.get("properties") or {}
        if not isinstance(properties, dict):
            raise PlanError("plan_not_a_feature", feature=feature_name(feature, index))
        checked.append({**feature, "properties": properties})
    return checked


def _check_finite(document: Mapping[str, Any]) -> None:
    """Refuse NaN and Infinity, which Python's JSON reads and no other program does."""
    features = document.get("features")
    listed = features if isinstance(features, list) else []
    for index, feature in enumerate(listed):
        if isinstance(feature, dict):
            _refuse_not_finite(feature, feature_name(feature, index))
    _refuse_not_finite({**document, "features": None}, "plan")


def _refuse_not_finite(values: Mapping[str, Any], where: str) -> None:
    pending: list[tuple[str, object]] = [(str(name), value) for name, value in values.items()]
    while pending:
        name, value = pending.pop()
        if isinstance(value, float) and not math.isfinite(value):
            raise PlanError("plan_not_finite", where=where, member=name)
        if isinstance(value, Mapping):
            pending.extend((str(key), one) for key, one in value.items())
        elif isinstance(value, list):
            pending.extend((name, one) for one in value)
