"""The packaged catalogue, as of one date: the only file access of the planner.

Nothing here corrects or fills in: a value that is unsourced, undated or out of order does not
load, and the error names the file and the field (see ``documents``). Prices come in the order of
their files, which is the order of a bill.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources
from typing import TypeVar

from planner.catalogues.camera_files import parse_cameras
from planner.catalogues.dated import newest
from planner.catalogues.documents import Entry, read
from planner.catalogues.law_file import Article, parse_articles
from planner.catalogues.model import CameraModel, Catalogue, Plates, Price, Scheme, Standard
from planner.catalogues.plate_files import parse_plates
from planner.catalogues.price_files import parse_prices
from planner.catalogues.scheme_files import parse_scheme
from planner.catalogues.standard_files import parse_rate, parse_standard
from planner.errors import CatalogueError

VAT_FILE = "law/vat.yaml"
LAW_FILE = "law/articles.yaml"
PLATE_FILE = "plates/plates.yaml"

Thing = TypeVar("Thing")
Sheet = TypeVar("Sheet", Standard, Scheme)


def packaged() -> dict[str, str]:
    """Give the text of every packaged file the catalogue is made from, keyed by its short path.

    Returns
    -------
    dict of str to str
        Sorted by path, for example ``prices/01_cameras.yaml``.
    """
    folder = resources.files("planner.catalogues").joinpath("data")
    texts = {
        file: folder.joinpath(file).read_text(encoding="utf-8") for file in (VAT_FILE, PLATE_FILE)
    }
    for room in ("cameras", "funding", "prices", "standards"):
        for file in folder.joinpath(room).iterdir():
            if file.name.endswith(".yaml"):
                texts[f"{room}/{file.name}"] = file.read_text(encoding="utf-8")
    return dict(sorted(texts.items()))


@lru_cache(maxsize=1)
def law() -> tuple[Article, ...]:
    """Give the texts that Vigie cites, each with where it was read."""
    file = resources.files("planner.catalogues").joinpath("data", LAW_FILE)
    return parse_articles(read(file.read_text(encoding="utf-8"), LAW_FILE))


@lru_cache(maxsize=4)
def load(*, on: str | None = None) -> Catalogue:
    """Load the packaged catalogue as it stands on a day.

    Parameters
    ----------
    on : str or None
        ISO date; each value is the latest dated not after it, or the earliest known when all are
        later. None for the newest values.

    Returns
    -------
    Catalogue
        Every price, camera, standard and scheme, with the newest date among what was used.

    Raises
    ------
    CatalogueError
        When a file does not hold what it should.
    """
    return catalogue_of(packaged(), on=on)


def catalogue_of(texts: Mapping[str, str], *, on: str | None = None) -> Catalogue:
    """Make a catalogue from the texts of its files.

    Parameters
    ----------
    texts : Mapping of str to str
        YAML texts keyed by short path (``prices/…``, ``cameras/…``, ``standards/…``,
        ``funding/…``, ``law/vat.yaml``, and ``plates/plates.yaml`` if any).
    on : str or None
        ISO date; None for the newest values.

    Returns
    -------
    Catalogue
        As of that date.

    Raises
    ------
    CatalogueError
        When a file does not hold what it should, when an id is written in two files, or when a
        camera's item has no price.
    """
    tops = {file: read(text, file) for file, text in sorted(texts.items())}
    prices = _gather(parse_prices(top, on=on) for top in _room(tops, "prices"))
    cameras = _gather(parse_cameras(top) for top in _room(tops, "cameras"))
    standards = _gather(_by_id(parse_standard(top)) for top in _room(tops, "standards"))
    schemes = _gather(_by_id(parse_scheme(top)) for top in _room(tops, "funding"))
    for model in cameras.values():
        if model.item not in prices:
            raise CatalogueError("unknown_item", item=model.item)
    plates = parse_plates(tops[PLATE_FILE]) if PLATE_FILE in tops else None
    return Catalogue(
        date=_date(prices, cameras, standards, schemes, plates=plates),
        sha256=_fingerprint(tops),
        cameras=cameras,
        prices=prices,
        standards=standards,
        schemes=schemes,
        vat_rate=parse_rate(tops[VAT_FILE], on=on),
        plates=plates,
    )


def _room(tops: Mapping[str, Entry], name: str) -> list[Entry]:
    return [top for file, top in tops.items() if file.startswith(f"{name}/")]


def _by_id(thing: Sheet) -> dict[str, Sheet]:
    return {thing.id: thing}


def _gather(files: Iterable[Mapping[str, Thing]]) -> dict[str, Thing]:
    """Put the things of several files together; an id written in two of them is an error."""
    gathered: dict[str, Thing] = {}
    for found in files:
        for name, thing in found.items():
            if name in gathered:
                raise CatalogueError("catalogue_duplicate", id=name)
            gathered[name] = thing
    return gathered


def _date(
    prices: Mapping[str, Price],
    cameras: Mapping[str, CameraModel],
    standards: Mapping[str, Standard],
    schemes: Mapping[str, Scheme],
    *,
    plates: Plates | None,
) -> str:
    """Give the newest day on which a value came into force or was read again."""
    sources = [price.source for price in prices.values()]
    sources += [model.source for model in cameras.values()]
    sources += [standard.source for standard in standards.values()]
    sources += [rule.source for rule in (plates.rules if plates else ())]
    for scheme in schemes.values():
        sources += [ruled.source for ruled in scheme.fields.values() if ruled.source is not None]
    read_again = [source.checked_on for source in sources]
    return newest([*(price.since for price in prices.values()), *read_again])


def _fingerprint(tops: Mapping[str, Entry]) -> str:
    """Give the SHA-256 of what the files say: a comment or a blank line changes nothing."""
    content = {file: top.content for file, top in tops.items()}
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()
