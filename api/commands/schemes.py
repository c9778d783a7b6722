"""``vigie schemes``: who may pay, and how sure each rule is."""

from __future__ import annotations

from argparse import Namespace

from api.catalogue_tables import heads, named
from api.catalogue_views import scheme_view
from api.terminal import print_json, print_table
from api.texts.reader import Texts
from planner.catalogues.model import Scheme
from planner.catalogues.reader import load


def run(arguments: Namespace, texts: Texts) -> int:
    """Print the catalogue of schemes."""
    catalogue = load()
    if arguments.format == "json":
        print_json([scheme_view(scheme, texts) for scheme in catalogue.schemes.values()])
        return 0
    print_table(
        heads(("scheme", "label", "rate", "cap", "window"), texts),
        [
            [
                scheme.id,
                named(scheme.label, texts),
                _field(scheme, "rate", texts),
                _field(scheme, "cap_eur", texts),
                _field(scheme, "window", texts),
            ]
            for scheme in catalogue.schemes.values()
        ],
    )
    return 0


def _field(scheme: Scheme, name: str, texts: Texts) -> str:
    """Write a rule with its status: an unknown one says so."""
    ruled = scheme.fields.get(name)
    if ruled is None or ruled.value is None:
        return texts.say("field_status.unknown")
    value = ruled.value
    if name == "rate":
        shown = texts.percent(float(str(value)))
    elif isinstance(value, list | tuple):
        shown = " – ".join(str(item) for item in value)
    else:
        shown = texts.number(float(str(value)))
    return f"{shown} ({texts.say(f'field_status.{ruled.status}')})"
