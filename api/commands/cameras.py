"""``vigie cameras``: the generic camera models, with their sources."""

from __future__ import annotations

from argparse import Namespace

from api.catalogue_tables import CAMERA_HEADS, camera_rows, heads
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
    print_table(heads(CAMERA_HEADS, texts), camera_rows(catalogue, texts), right="5")
    return 0
