"""The catalogues as JSON: each entry with its source and status."""

from __future__ import annotations

from typing import Any

from api.catalogue_tables import named
from api.texts.reader import Texts
from planner.catalogues.model import CameraModel, Price, Scheme, Source
from planner.money import euros


def price_view(price: Price, texts: Texts) -> dict[str, Any]:
    """Give a unit price, in euros HT or percent."""
    return {
        "id": price.id,
        "label": named(price.label, texts),
        "unit": price.unit,
        "low": euros(price.amount.low),
        "likely": euros(price.amount.likely),
        "high": euros(price.amount.high),
        "category": price.category,
        "eligible": price.eligible,
        "status": price.status,
        "source": _source(price.source),
        "note": price.note,
    }


def camera_model_view(model: CameraModel, texts: Texts) -> dict[str, Any]:
    """Give a camera model."""
    return {
        "id": model.id,
        "label": named(model.label, texts),
        "kind": model.kind,
        "item": model.item,
        "width_px": model.width_px,
        "height_px": model.height_px,
        "focal_mm": [model.focal_min_mm, model.focal_max_mm],
        "hfov_deg": [model.hfov_wide_deg, model.hfov_tele_deg],
        "sensor_mm": [model.sensor_width_mm, model.sensor_height_mm],
        "tilt_max_deg": model.tilt_max_deg,
        "streams": model.streams,
        "mbps": model.stream.mbps,
        "power_w": model.power_w,
        "ir_range_m": model.ir_range_m,
        "microphone": model.microphone,
        "status": model.status,
        "source": _source(model.source),
    }


def scheme_view(scheme: Scheme, texts: Texts) -> dict[str, Any]:
    """Give a scheme, each rule with its status and source."""
    return {
        "id": scheme.id,
        "label": named(scheme.label, texts),
        "funder": scheme.funder,
        "edition": scheme.edition,
        "fields": {
            name: {
                "value": ruled.value,
                "status": ruled.status,
                "source": None if ruled.source is None else _source(ruled.source),
                "note": ruled.note,
            }
            for name, ruled in scheme.fields.items()
        },
    }


def _source(source: Source) -> dict[str, str]:
    return {
        "title": source.title,
        "href": source.href,
        "date": source.date,
        "checked_on": source.checked_on,
    }
