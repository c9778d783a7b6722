"""``vigie cameras``: the generic camera models, with their sources."""

from __future__ import annotations

from argparse import Namespace

from api.catalogue_views import camera_model_view
from api.terminal import print_json, print_table
from api.texts.reader import Texts
from planner.catalogues.reader import load


def run(arguments: Namespace, texts: Texts) -> int:
    """Print the catalogue of cameras."""
    catalogue = load()
    if arguments.format == "json":
        print_json([camera_model_view(model, texts) for model in catalogue.cameras.values()])
        return 0
    head = ["model", "label", "pixels", "focal_mm", "hfov_deg", "streams", "state", "source"]
    print_table(
        [texts.say(f"table.{name}") for name in head],
        [
            [
                model.id,
                model.label.fr if texts.language == "fr" else model.label.en,
                f"{model.width_px} x {model.height_px}",
                f"{texts.number(model.focal_min_mm, decimals=1)}–{texts.number(model.focal_max_mm, decimals=1)}",
                f"{texts.number(model.hfov_wide_deg)}–{texts.number(model.hfov_tele_deg)}",
                str(model.streams),
                texts.say(f"status.{model.status}"),
                model.source.href or model.source.title,
            ]
            for model in catalogue.cameras.values()
        ],
        right="5",
    )
    return 0
