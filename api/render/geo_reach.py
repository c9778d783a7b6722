"""The layers of ``plan.gpkg`` that tell where PTZ cameras could be turned to, never counted.

A study without such a camera has the layers all the same, empty.
"""

from __future__ import annotations

from api.render.geo_layer import Layer, layer_of
from api.render.vocabulary import level_word
from api.texts.reader import Texts
from planner.study import Study

_COUNTED = False  # as covered: in each row, so that no sum takes it for coverage


def ptz_reach_layer(study: Study, texts: Texts) -> Layer:
    """Give the reach of each PTZ camera at the coarsest level."""
    features = [
        (
            reach.region,
            (
                reach.camera, _COUNTED, coarsest.name, level_word(texts, coarsest.name),
                coarsest.min_px_per_m, round(coarsest.limit_m, 2), coarsest.capped, reach.cap_m,
                round(coarsest.area_m2, 2), round(reach.dead_zone_m, 2), reach.tilt_max_deg,
                reach.hfov_tele_deg, reach.density_model,
            ),
        )
        for reach in study.coverage.reaches
        for coarsest in reach.levels[:1]
        if not reach.region.is_empty
    ]  # fmt: skip
    columns = (
        "camera counted:bool level level_label min_px_per_m:real limit_m:real capped:bool "
        "cap_m:real area_m2:real dead_zone_m:real tilt_max_deg:real hfov_tele_deg:real "
        "density_model"
    )
    return layer_of(texts, "ptz_reach", "MultiPolygon", columns, features)


def ptz_presets_layer(study: Study, texts: Texts) -> Layer:
    """Give what each preset shows, but the home one, which is in the coverage."""
    features = [
        (
            preset.region,
            (
                reach.camera, preset.name, _COUNTED, preset.bearing_deg, preset.tilt_deg,
                round(preset.hfov_deg, 2), round(preset.area_m2, 2),
            ),
        )
        for reach in study.coverage.reaches
        for preset in reach.presets
        if not preset.home and not preset.region.is_empty
    ]  # fmt: skip
    columns = "camera name counted:bool bearing_deg:real tilt_deg:real hfov_deg:real area_m2:real"
    return layer_of(texts, "ptz_presets", "MultiPolygon", columns, features)
