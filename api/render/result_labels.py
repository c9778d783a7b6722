"""The features of ``resultats.geojson``: short labels that a form shows as they are."""

from __future__ import annotations

from typing import Any

from shapely.geometry.base import BaseGeometry

from api.render.lonlat import LonLat
from api.render.map_signs import kind_of
from api.render.vocabulary import degrees, level_word, mission_word, run_word
from api.texts.reader import Texts
from planner.coverage.model import ZoneCoverage
from planner.network.model import Segment
from planner.plan import Camera
from planner.study import Study

Feature = dict[str, Any]


def result_features(study: Study, to: LonLat, texts: Texts) -> list[Feature]:
    """Give cameras, zones, runs and the supervision building as GeoJSON features.

    Parameters
    ----------
    study : Study
    to : LonLat
        From the scene's CRS.
    texts : Texts
        Language of the labels.
    """
    zones = {zone.id: zone for zone in study.coverage.zones}
    features = [_camera(camera, to, texts) for camera in study.plan.cameras]
    features += [
        _zone(zones[zone.id], zone.polygon, to, texts)
        for zone in study.plan.zones
        if zone.id in zones
    ]
    features += [_run(segment, to, texts) for segment in study.network.segments]
    place = study.plan.supervision
    title = texts.say("geo.supervision")
    features.append(
        _feature(to, place.position, ("supervision", place.id), (title, place.label or title))
    )
    return features


def camera_label(camera: Camera, texts: Texts) -> str:
    """Say a camera in one line: Caméra C1, fixe, 6 m, 84°."""
    whole = camera.height_m % 1 == 0
    return texts.say(
        "geo.camera",
        id=camera.id,
        kind=texts.say(f"geo.kinds.{kind_of(camera)}"),
        height=texts.number(camera.height_m, decimals=0 if whole else 1),
        bearing=degrees(camera.bearing_deg),
    )


def zone_label(zone: ZoneCoverage, texts: Texts) -> str:
    """Say a zone in one line: Zone Z1, its likely share and the least."""
    if zone.covered_share is None or zone.covered_share_low is None:
        return texts.say("geo.zone_no_ground", id=zone.id)
    return texts.say("geo.zone", id=zone.id, likely=zone.covered_share, low=zone.covered_share_low)


def run_label(segment: Segment, texts: Texts) -> str:
    """Say a run in one line: its medium, surface, length and street."""
    name = run_word(texts, segment).replace(",", "")
    key = "geo.run" if segment.street else "geo.run_unnamed"
    told = texts.say(key, name=name, length=segment.length_m, street=segment.street)
    return told[:1].upper() + told[1:]


def _camera(camera: Camera, to: LonLat, texts: Texts) -> Feature:
    parts = (camera.label, mission_word(texts, camera), camera.justification)
    words = (camera_label(camera, texts), _joined(parts))
    return _feature(to, camera.position, ("camera", camera.id), words)


def _zone(zone: ZoneCoverage, polygon: BaseGeometry, to: LonLat, texts: Texts) -> Feature:
    by = texts.say("geo.seen_by", cameras=[camera for camera, _ in zone.by]) if zone.by else ""
    parts = (zone.label, texts.say("geo.level", level=level_word(texts, zone.level)), by)
    return _feature(to, polygon, ("zone", zone.id), (zone_label(zone, texts), _joined(parts)))


def _run(segment: Segment, to: LonLat, texts: Texts) -> Feature:
    serves = texts.say("geo.serves", sites=list(segment.sites)) if segment.sites else ""
    assumed = texts.say("map.assumed") if segment.surface_assumed else ""
    words = (run_label(segment, texts), _joined((serves, assumed)))
    return _feature(to, segment.line, ("network", segment.id), words)


def _joined(parts: tuple[str, ...]) -> str:
    return " \u2013 ".join(part for part in parts if part)


def _feature(
    to: LonLat, geometry: BaseGeometry, which: tuple[str, str], words: tuple[str, str]
) -> Feature:
    kind, key = which
    label, description = words
    return {
        "type": "Feature",
        "id": f"{kind}-{key}",
        "properties": {"kind": kind, "id": key, "label": label, "description": description},
        "geometry": to.geojson(geometry),
    }
