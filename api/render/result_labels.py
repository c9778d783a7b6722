"""The features of ``resultats.geojson``: short labels that a form shows as they are."""

from __future__ import annotations

from typing import Any

from shapely.geometry.base import BaseGeometry

from api.render.lonlat import LonLat
from api.render.vocabulary import kind_word, level_word, mission_word, run_word
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
    for zone in study.plan.zones:
        if zone.id in zones:
            features.append(_zone(zones[zone.id], zone.polygon, to, texts))
    features += [_run(segment, to, texts) for segment in study.network.segments]
    place = study.plan.supervision
    title = texts.say("geo.supervision")
    features.append(
        _feature(to, place.position, ("supervision", place.id), (title, place.label or title))
    )
    return features


def camera_label(camera: Camera, texts: Texts) -> str:
    """Say a camera in one line: Caméra C1, fixed, 6 m, 84°."""
    kind = texts.say(f"geo.kinds.{_short_kind(camera, texts)}")
    height = texts.number(camera.height_m, 0 if camera.height_m % 1 == 0 else 1)
    return texts.say(
        "geo.camera", id=camera.id, kind=kind, height=height, bearing=texts.number(camera.bearing_deg)
    )


def zone_label(zone: ZoneCoverage, texts: Texts) -> str:
    """Say a zone in one line: Zone Z1, its likely share and the least."""
    if zone.covered_share is None or zone.covered_share_low is None:
        return texts.say("geo.zone_no_ground", id=zone.id)
    return texts.say(
        "geo.zone", id=zone.id, likely=zone.covered_share, low=zone.covered_share_low
    )


def run_label(segment: Segment, texts: Texts) -> str:
    """Say a run in one line: its medium, surface, length and street."""
    name = run_word(texts, segment).replace(",", "")
    key = "geo.run" if segment.street else "geo.run_unnamed"
    told = texts.say(key, name=name, length=segment.length_m, street=segment.street)
    return told[:1].upper() + told[1:]
