"""The layers of ``plan.gpkg``: cameras, what they see, zones, network, the town around."""

from __future__ import annotations

from collections.abc import Callable

import shapely

from api.render.geo_gaps import blind_spots_layer, dead_zones_layer, shared_ground_layer
from api.render.geo_layer import Layer, layer_of
from api.render.geo_reach import ptz_presets_layer, ptz_reach_layer
from api.render.map_signs import kind_of
from api.render.vocabulary import kind_word, level_word, mission_word, model_word, run_word
from api.texts.reader import Texts
from planner.coverage.gaps.model import Gaps
from planner.money import euros
from planner.scene.public_space import street_width
from planner.study import Study


def layers_of(study: Study, texts: Texts) -> list[Layer]:
    """Give every layer, the ones below first; an empty layer keeps its columns.

    Returns
    -------
    list of Layer
        streets, buildings, coverage, shared_ground, dead_zones, ptz_reach, ptz_presets, zones,
        blind_spots, network, sites, masts, supervision, cameras.
    """
    makers: tuple[Callable[[Study, Texts], Layer], ...] = (
        _streets, _buildings, _coverage, shared_ground_layer, dead_zones_layer,
        ptz_reach_layer, ptz_presets_layer, _zones, blind_spots_layer, _network, _sites, _masts,
        _supervision, _cameras,
    )  # fmt: skip
    return [make(study, texts) for make in makers]


def _cameras(study: Study, texts: Texts) -> Layer:
    seen = {camera.id: camera for camera in study.coverage.cameras}
    features = []
    for camera in study.plan.cameras:
        found = seen[camera.id]
        row = (
            camera.id, camera.label, model_word(texts, camera, study.plan.date), kind_of(camera),
            kind_word(texts, camera), camera.support, camera.mast, camera.height_m,
            camera.bearing_deg, camera.tilt_deg, round(found.hfov_deg[0], 2),
            mission_word(texts, camera), ", ".join(str(one) for one in camera.purposes),
            camera.status, round(found.visible_area_m2, 2), round(found.public_area_m2, 2),
            found.near_limit_m, found.far_limit_m, *_brought(study.gaps, camera.id),
            camera.justification,
        )  # fmt: skip
        features.append((shapely.Point(found.position), row))
    columns = (
        "id label model kind kind_label support mast height_m:real bearing_deg:real "
        "tilt_deg:real hfov_deg:real mission purposes status visible_m2:real public_m2:real "
        "near_m:real far_m:real alone_m2:real dead_m2:real justification"
    )
    return layer_of(texts, "cameras", "Point", columns, features)


def _brought(gaps: Gaps | None, camera: str) -> tuple[float | None, float | None]:
    """Give what a camera alone sees and what it misses at its foot, m2."""
    if gaps is None:
        return None, None
    return round(gaps.share_of(camera).alone_m2, 2), round(gaps.dead_zone_of(camera).area_m2, 2)


def _coverage(study: Study, texts: Texts) -> Layer:
    """Give nested polygons, the coarse ones first so that the fine ones are drawn over them."""
    features = [
        (
            level.region,
            (
                camera.id,
                level.name,
                level_word(texts, level.name),
                level.min_px_per_m,
                round(level.area_m2, 2),
                camera.density_model,
            ),
        )
        for rank in range(len(study.coverage.union_levels))
        for camera in study.coverage.cameras
        for level in camera.levels[rank : rank + 1]
        if level.region is not None and not level.region.is_empty
    ]
    columns = "camera level level_label min_px_per_m:real area_m2:real density_model"
    return layer_of(texts, "coverage", "MultiPolygon", columns, features)


def _zones(study: Study, texts: Texts) -> Layer:
    measured = {zone.id: zone for zone in study.coverage.zones}
    features = []
    for zone in study.plan.zones:
        found = measured.get(zone.id)
        shares = (found.covered_share, found.covered_share_low) if found else (None, None)
        by = ", ".join(camera for camera, _ in found.by) if found else ""
        row = (
            zone.id, zone.label, zone.level, level_word(texts, zone.level),
            round(found.area_m2, 2) if found else None, *shares, by,
        )  # fmt: skip
        features.append((zone.polygon, row))
    columns = (
        "id label level level_label area_m2:real covered_share:real covered_share_low:real "
        "by_cameras"
    )
    return layer_of(texts, "zones", "Polygon", columns, features)


def _network(study: Study, texts: Texts) -> Layer:
    features = [
        (
            segment.line,
            (
                segment.id, segment.medium, run_word(texts, segment), segment.surface,
                segment.surface_assumed, round(segment.length_m, 2), segment.street,
                len(segment.sites), ", ".join(segment.sites), euros(segment.cost_cents),
            ),
        )
        for segment in study.network.segments
    ]  # fmt: skip
    columns = (
        "id medium label surface surface_assumed:bool length_m:real street n_sites:int sites "
        "cost_eur_ht:real"
    )
    return layer_of(texts, "network", "LineString", columns, features)


def _sites(study: Study, texts: Texts) -> Layer:
    links = {site.id: site for site in study.network.sites}
    features = []
    for point in study.equipment.points:
        site = links.get(point.id)
        linked = (
            (texts.say(f"links.{site.link}"), round(site.length_m, 2), ", ".join(site.via))
            if site
            else ("", None, "")
        )
        row = (
            point.id, ", ".join(point.cameras), point.support, *linked, point.power,
            point.power_assumed, round(point.mbps, 2), round(point.power_w, 2),
        )  # fmt: skip
        features.append((point.position, row))
    columns = (
        "id cameras support link length_m:real via power power_assumed:bool mbps:real power_w:real"
    )
    return layer_of(texts, "sites", "Point", columns, features)


def _masts(study: Study, texts: Texts) -> Layer:
    features = [(mast.position, (mast.id, mast.height_m, mast.status)) for mast in study.plan.masts]
    return layer_of(texts, "masts", "Point", "id height_m:real status", features)


def _supervision(study: Study, texts: Texts) -> Layer:
    place = study.plan.supervision
    row = (place.id, place.label, place.external, place.operator)
    return layer_of(
        texts, "supervision", "Point", "id label external:bool operator", [(place.position, row)]
    )


def _buildings(study: Study, texts: Texts) -> Layer:
    features = [
        (
            building.footprint,
            (
                building.id, building.name, building.use, building.kind, building.height_m,
                building.min_height_m, building.height_status,
            ),
        )
        for building in study.scene.buildings
    ]  # fmt: skip
    columns = "id name use kind height_m:real min_height_m:real height_status"
    return layer_of(texts, "buildings", "Polygon", columns, features)


def _streets(study: Study, texts: Texts) -> Layer:
    features = []
    for street in study.scene.streets:
        width, assumed = street_width(street)
        row = (street.id, street.name, street.highway, street.surface, width, assumed)
        features.append((street.line, row))
    columns = "id name highway surface width_m:real width_assumed:bool"
    return layer_of(texts, "streets", "LineString", columns, features)
