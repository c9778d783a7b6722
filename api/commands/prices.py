"""``vigie prices``: every unit price with its range, status and source."""

from __future__ import annotations

from argparse import Namespace

from api.catalogue_tables import PRICE_HEADS, heads, price_rows
from api.catalogue_views import price_view
from api.terminal import print_json, print_table
from api.texts.reader import Texts
from planner.catalogues.reader import load


def run(arguments: Namespace, texts: Texts) -> int:
    """Print the catalogue of prices."""
    catalogue = load()
    if arguments.format == "json":
        print_json([price_view(price, texts) for price in catalogue.prices.values()])
        return 0
    print_table(heads(PRICE_HEADS, texts), price_rows(catalogue, texts), right="345")
    return 0
