"""Write the reference pages from the code and the catalogues: ``make docs``.

What the pages say is never typed twice: prices, cameras, schemes and the help of each command
come from where the program reads them. A test fails when a page is out of date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from api.catalogue_tables import (
    CAMERA_HEADS,
    PRICE_HEADS,
    camera_rows,
    heads,
    named,
    price_rows,
)
from api.cli import COMMANDS
from api.texts.reader import Texts, load
from planner.catalogues.model import Catalogue, Ruled
from planner.catalogues.reader import law
from planner.catalogues.reader import load as load_catalogue


def pages(texts: Texts) -> dict[str, str]:
    """Give each reference page by its file name."""
    catalogue = load_catalogue()
    return {
        "prix.md": _prices(catalogue, texts),
        "cameras.md": _cameras(catalogue, texts),
        "dispositifs.md": _schemes(catalogue, texts),
        "droit.md": _law(texts),
        "commandes.md": _commands(texts),
    }


def main(folder: str) -> None:
    """Write the pages into a folder."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for name, content in pages(load("fr")).items():
        (target / name).write_text(content, encoding="utf-8")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += [
        "| " + " | ".join(str(cell).replace("|", "/").replace("\n", " ") for cell in row) + " |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def _prices(catalogue: Catalogue, texts: Texts) -> str:
    table = _table(heads(PRICE_HEADS, texts), price_rows(catalogue, texts))
    return texts.say("reference.prices", date=catalogue.date) + "\n" + table


def _cameras(catalogue: Catalogue, texts: Texts) -> str:
    table = _table(heads(CAMERA_HEADS, texts), camera_rows(catalogue, texts))
    return texts.say("reference.cameras") + "\n" + table + _plates(catalogue, texts)


def _plates(catalogue: Catalogue, texts: Texts) -> str:
    """Give the rules of plates under those of cameras."""
    plates = catalogue.plates
    if plates is None:
        return ""
    rows = [
        [
            f"`{rule.id}`",
            named(rule.label, texts),
            texts.number(rule.plate_px),
            texts.number(rule.plate_px / plates.width_m, decimals=1),
            f"{texts.number(rule.horizontal_deg)} – {texts.number(rule.vertical_deg)}",
            texts.say(f"status.{rule.status}"),
            rule.source.href or rule.source.title,
        ]
        for rule in plates.rules
    ]
    names = ("rule", "label", "plate_px", "px_per_m", "plate_angles", "state", "source")
    lead = texts.say(
        "reference.plates",
        width=plates.width_m,
        height=plates.height_m,
        blur=plates.blur_px,
        lane=plates.lane_width_m,
        speeds=[texts.number(speed) for speed in plates.speeds_kmh],
    )
    return f"\n{lead}\n{_table(heads(names, texts), rows)}"


def _law(texts: Texts) -> str:
    rows = [
        [
            article.id,
            article.title,
            texts.say(f"field_status.{article.status}"),
            article.source.date,
            article.source.checked_on or "–",
            article.source.href,
        ]
        for article in law()
    ]
    names = ("rule", "label", "state", "date", "checked_on", "source")
    return texts.say("reference.law") + "\n" + _table(heads(names, texts), rows)


def _schemes(catalogue: Catalogue, texts: Texts) -> str:
    parts = [texts.say("reference.schemes")]
    head = [texts.say(f"table.{name}") for name in ("rule", "value", "state", "source")]
    for scheme in catalogue.schemes.values():
        rows = [[f"`{name}`", *_ruled(ruled, texts)] for name, ruled in scheme.fields.items()]
        parts.append(f"\n## `{scheme.id}` — {scheme.label.fr}\n\n{_table(head, rows)}")
    return "\n".join(parts)


def _ruled(ruled: Ruled, texts: Texts) -> list[str]:
    source = "–" if ruled.source is None else ruled.source.href or ruled.source.title
    shown = "–" if ruled.value is None else str(ruled.value)
    return [shown, texts.say(f"field_status.{ruled.status}"), source]


def _commands(texts: Texts) -> str:
    parts = [texts.say("reference.commands")]
    for name, options in COMMANDS.items():
        rows = [
            [
                f"`--{option.lstrip('!')}`",
                texts.say(f"cli.option_{option.lstrip('!').replace('-', '_')}"),
                texts.say("reference.required") if option.startswith("!") else "",
            ]
            for option in options.split()
        ]
        head = [texts.say(f"table.{column}") for column in ("option", "label", "state")]
        parts.append(f"\n## `vigie {name}`\n\n{texts.say(f'cli.{name}')}\n\n{_table(head, rows)}")
    return "".join(parts)


if __name__ == "__main__":
    main(sys.argv[1])
