"""``vigie prices``: every unit price with its range, status and source."""

from __future__ import annotations

from argparse import Namespace

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
    head = ["item", "label", "unit", "low", "likely_price", "high", "category", "state", "source"]
    print_table(
        [texts.say(f"table.{name}") for name in head],
        [
            [
                price.id,
                price.label.fr if texts.language == "fr" else price.label.en,
                price.unit,
                texts.euros(price.amount.low, decimals=2),
                texts.euros(price.amount.likely, decimals=2),
                texts.euros(price.amount.high, decimals=2),
                price.category,
                texts.say(f"status.{price.status}"),
                price.source.href or price.source.title,
            ]
            for price in catalogue.prices.values()
        ],
        right="345",
    )
    return 0
