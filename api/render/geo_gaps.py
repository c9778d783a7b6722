"""The layers of ``plan.gpkg`` that tell what is missed and what is seen twice.

A study whose gaps were not looked for has the layers all the same, empty.
"""

from __future__ import annotations

from api.render.geo_layer import Layer, layer_of
from api.render.map_why import why_of
from api.texts.reader import Texts
from planner.study import Study


def shared_ground_layer(study: Study, texts: Texts) -> Layer:
    """Give the ground seen by at least one, two and three cameras, drawn over each other."""
    shared = study.gaps.overlap.at_least if study.gaps else ()
    features = [
        (
            one.region,
            (
                str(one.cameras),
                texts.say("map.layers.shared", count=one.cameras),
                one.cameras,
                round(one.area_m2, 2),
            ),
        )
        for one in shared
        if not one.region.is_empty
    ]
    columns = "id label at_least:int area_m2:real"
    return layer_of(texts, "shared_ground", "MultiPolygon", columns, features)


def dead_zones_layer(study: Study, texts: Texts) -> Layer:
    """Give the dead zone of each camera, at the target height and on the ground."""
    features = [
        (region, (dead.camera, plane, texts.say(f"geo.planes.{plane}"), limit, round(area, 2)))
        for dead in (study.gaps.dead_zones if study.gaps else ())
        for plane, region, limit, area in (
            ("feet", dead.feet_region, dead.feet_limit_m, dead.feet_area_m2),
            ("target", dead.region, dead.near_limit_m, dead.area_m2),
        )
        if not region.is_empty
    ]
    columns = "camera plane plane_label near_limit_m:real area_m2:real"
    return layer_of(texts, "dead_zones", "MultiPolygon", columns, features)


def blind_spots_layer(study: Study, texts: Texts) -> Layer:
    """Give each blind spot of each zone with its cause."""
    why = why_of(study, texts)
    features = [
        (
            spot.region,
            (
                f"{spot.zone}-{rank}", spot.zone, texts.say("map.gaps.blind", zone=spot.zone),
                round(spot.area_m2, 2), round(spot.dead_m2, 2), spot.island,
                " ".join(why(spot.point)),
            ),
        )
        for zone in (study.gaps.blind_spots if study.gaps else ())
        for rank, spot in enumerate(zone.spots, start=1)
    ]  # fmt: skip
    columns = "id zone label area_m2:real dead_m2:real island:bool why"
    return layer_of(texts, "blind_spots", "Polygon", columns, features)
