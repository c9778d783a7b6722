"""The catalogues as tables of words: the terminal and the reference pages print the same rows."""

from __future__ import annotations

from collections.abc import Sequence

from api.texts.reader import Texts
from planner.catalogues.model import CameraModel, Catalogue, Label

CAMERA_HEADS = (
    "model", "label", "pixels", "focal_mm", "hfov_deg", "sensor_mm", "tilt_max_deg", "streams",
    "state", "source",
)  # fmt: skip
PRICE_HEADS = (
    "item", "label", "unit", "low", "likely_price", "high", "category", "eligible", "state",
    "source",
)  # fmt: skip


def heads(names: Sequence[str], texts: Texts) -> list[str]:
    """Give column heads in the reader's language."""
    return [texts.say(f"table.{name}") for name in names]


def camera_rows(catalogue: Catalogue, texts: Texts) -> list[list[str]]:
    """Give a row per camera model, under ``CAMERA_HEADS``."""
    return [
        [
            model.id,
            named(model.label, texts),
            f"{model.width_px} × {model.height_px}",
            (
                f"{texts.number(model.focal_min_mm, decimals=1)} – "
                f"{texts.number(model.focal_max_mm, decimals=1)}"
            ),
            f"{texts.number(model.hfov_wide_deg)} – {texts.number(model.hfov_tele_deg)}",
            _sensor(model, texts),
            "–" if model.tilt_max_deg is None else texts.number(model.tilt_max_deg),
            str(model.streams),
            texts.say(f"status.{model.status}"),
            model.source.href or model.source.title,
        ]
        for model in catalogue.cameras.values()
    ]


def price_rows(catalogue: Catalogue, texts: Texts) -> list[list[str]]:
    """Give a row per unit price, under ``PRICE_HEADS``."""
    return [
        [
            price.id,
            named(price.label, texts),
            texts.say(f"units.{price.unit}"),
            texts.euros(price.amount.low, decimals=2),
            texts.euros(price.amount.likely, decimals=2),
            texts.euros(price.amount.high, decimals=2),
            price.category,
            texts.say(f"eligible.{price.eligible}"),
            texts.say(f"status.{price.status}"),
            price.source.href or price.source.title,
        ]
        for price in catalogue.prices.values()
    ]


def _sensor(model: CameraModel, texts: Texts) -> str:
    """Write the sides of a sensor, a dash where nobody knows them."""
    if model.sensor_width_mm is None or model.sensor_height_mm is None:
        return "–"
    sides = (model.sensor_width_mm, model.sensor_height_mm)
    return " × ".join(texts.number(side, decimals=2) for side in sides)


def named(label: Label, texts: Texts) -> str:
    """Give a label in the reader's language."""
    return label.fr if texts.language == "fr" else label.en
