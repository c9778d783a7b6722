"""Write the reference pages from the code and the catalogues: ``make docs``.

What the pages say is never typed twice: prices, cameras, schemes and the help of each command
come from where the program reads them. A test fails when a page is out of date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from api.cli import COMMANDS
from api.texts.reader import Texts, load
from planner.catalogues.model import Catalogue, Ruled
from planner.catalogues.reader import load as load_catalogue


def pages(texts: Texts) -> dict[str, str]:
    """Give each reference page by its file name."""
    catalogue = load_catalogue()
    return {
        "prix.md": _prices(catalogue, texts),
        "cameras.md": _cameras(catalogue, texts),
        "dispositifs.md": _schemes(catalogue, texts),
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
    head = [texts.say(f"table.{name}") for name in ("item", "label", "unit")]
    head += [texts.say(f"table.{name}") for name in ("low", "likely_price", "high")]
    head += [texts.say(f"table.{name}") for name in ("category", "eligible", "state", "source")]
    rows = [
        [
            f"`{price.id}`",
            price.label.fr,
            price.unit,
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
    return texts.say("reference.prices", date=catalogue.date) + "\n" + _table(head, rows)


def _cameras(catalogue: Catalogue, texts: Texts) -> str:
    names = ("model", "label", "pixels", "focal_mm", "hfov_deg", "streams", "state", "source")
    rows = [
        [
            f"`{model.id}`",
            model.label.fr,
            f"{model.width_px} × {model.height_px}",
            f"{texts.number(model.focal_min_mm, decimals=1)} – {texts.number(model.focal_max_mm, decimals=1)}",
            f"{texts.number(model.hfov_wide_deg)} – {texts.number(model.hfov_tele_deg)}",
            str(model.streams),
            texts.say(f"status.{model.status}"),
            model.source.href or model.source.title,
        ]
        for model in catalogue.cameras.values()
    ]
    table = _table([texts.say(f"table.{name}") for name in names], rows)
    return texts.say("reference.cameras") + "\n" + table


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
