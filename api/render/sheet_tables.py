"""The sheets that describe: cameras, network, prices with their sources. No money is made here."""

from __future__ import annotations

from collections.abc import Sequence

from api.render.sheet_bill import unit_word
from api.render.sheet_book import Book, Page, cell
from api.render.vocabulary import level_word, mission_word, model_word, standard_word
from api.texts.reader import Texts
from planner.coverage.model import CameraCoverage
from planner.coverage.told import is_whole_person
from planner.estimate.model import Line
from planner.money import euros
from planner.network.model import Medium, Network
from planner.plan import Camera
from planner.study import Study

_MEDIA: tuple[Medium, ...] = ("trench", "duct", "aerial", "radio", "copper")


def write_cameras(book: Book, study: Study) -> None:
    """Write one row per camera (what it is, what it sees), then one per zone."""
    texts, levels = book.texts, [level.name for level in study.coverage.union_levels]
    page = book.page(
        "cameras", (7, 30, 30, 10, 9, 11, 11, 13, 10, 11, 9, 9, 10, 11, *[12] * len(levels), 60)
    )
    page.text(0, 0, texts.say("sheet.names.cameras"), style="title")
    page.text(1, 0, _about(texts, study), style="note")
    columns = (
        "id", "place", "model", "support", "height", "bearing", "tilt", "mission", "purposes",
        "state", "near", "far", "visible", "public",
    )  # fmt: skip
    heads = [texts.say(f"sheet.cameras.{name}") for name in columns]
    heads += [texts.say("sheet.cameras.at_level", level=level_word(texts, name)) for name in levels]
    heads.append(texts.say("sheet.cameras.justification"))
    page.head(3, heads, right=(4, 5, 6, *range(10, len(heads) - 1)))
    page.freeze(4)
    seen = {camera.id: camera for camera in study.coverage.cameras}
    for row, camera in enumerate(study.plan.cameras, start=4):
        _write_camera(page, texts, row, camera, study.plan.date)
        _write_seen(page, row, seen.get(camera.id), levels)
        page.text(row, 14 + len(levels), camera.justification, style="wrap")
    zones = 6 + len(study.plan.cameras)
    _write_zones(page, texts, study, zones)
    page.print_until(zones + 1 + len(study.plan.zones), 13 + len(levels))


def _about(texts: Texts, study: Study) -> str:
    standard = standard_word(texts, study.coverage.standard, study.plan.date)
    key = "sheet.cameras_note_person" if is_whole_person(study.coverage) else "sheet.cameras_note"
    return texts.say(key, standard=standard, height=study.coverage.target_height_m)


def _write_camera(page: Page, texts: Texts, row: int, camera: Camera, date: str) -> None:
    purposes = ", ".join(str(purpose) for purpose in camera.purposes)
    mission, model = mission_word(texts, camera), model_word(texts, camera, date)
    words = (camera.id, camera.label, model, texts.say(f"supports.{camera.support}"))
    for column, word in enumerate(words):
        page.text(row, column, word, style="wrap")
    for column, value in enumerate((camera.height_m, camera.bearing_deg, camera.tilt_deg), start=4):
        page.number(row, column, value)
    state = texts.say(f"equipment_status.{camera.status}")
    for column, word in enumerate((mission, purposes, state), start=7):
        page.text(row, column, word)


def _write_seen(page: Page, row: int, seen: CameraCoverage | None, levels: Sequence[str]) -> None:
    if seen is None:
        return
    areas = {level.name: level.area_m2 for level in seen.levels}
    values = (
        seen.near_limit_m, seen.far_limit_m, seen.visible_area_m2, seen.public_area_m2,
        *(areas.get(name, 0.0) for name in levels),
    )  # fmt: skip
    for column, value in enumerate(values, start=10):
        if value is None:
            page.text(row, column, "\u221e", style="mark")
        else:
            page.number(row, column, value)


def _write_zones(page: Page, texts: Texts, study: Study, top: int) -> None:
    page.text(top, 0, texts.say("sheet.zones.title"), style="section")
    columns = ("id", "label", "level", "area", "likely", "at_least", "by")
    page.head(top + 1, [texts.say(f"sheet.zones.{name}") for name in columns], right=(3, 4, 5))
    for row, zone in enumerate(study.coverage.zones, start=top + 2):
        words = (zone.id, zone.label, level_word(texts, zone.level))
        for column, word in enumerate(words):
            page.text(row, column, word, style="wrap")
        page.number(row, 3, zone.area_m2)
        for column, value in enumerate((zone.covered_share, zone.covered_share_low), start=4):
            if value is None:
                page.text(row, column, "\u2013", style="mark")
            else:
                page.number(row, column, value, style="rate")
        page.text(row, 6, ", ".join(camera for camera, _ in zone.by), style="wrap")


def write_network(book: Book, study: Study) -> None:
    """Write the runs with their length and cost, lengths by medium, the link of each site."""
    texts, network = book.texts, study.network
    page = book.page("network", (12, 20, 16, 12, 14, 38, 10, 30, 16))
    page.text(0, 0, texts.say("sheet.names.network"), style="title")
    sentence = texts.say(
        "sheet.network_note",
        cost=network.objective_cents, bound=network.lower_bound_cents, gap=network.gap,
    )  # fmt: skip
    page.text(1, 0, sentence, style="note")
    columns = ("id", "medium", "surface", "assumed", "length", "street", "count", "sites", "cost")
    page.head(3, [texts.say(f"sheet.network.{name}") for name in columns], right=(4, 6, 8))
    page.freeze(4)
    _write_segments(page, texts, network)
    last = 4 + len(network.segments)
    _write_media(page, texts, network, last + 2)
    _write_sites(page, texts, network, last + 6 + len(_MEDIA))


def _write_segments(page: Page, texts: Texts, network: Network) -> None:
    for row, segment in enumerate(network.segments, start=4):
        page.text(row, 0, segment.id)
        page.text(row, 1, texts.say(f"media.{segment.medium}"))
        page.text(row, 2, texts.say(f"surfaces.{segment.surface}"))
        page.text(row, 3, texts.say("sheet.yes" if segment.surface_assumed else "sheet.no"))
        page.number(row, 4, round(segment.length_m, 2))
        page.text(row, 5, segment.street, style="wrap")
        page.number(row, 6, len(segment.sites), style="count")
        page.text(row, 7, ", ".join(segment.sites), style="wrap")
        page.money(row, 8, segment.cost_cents)
    last = 4 + len(network.segments)
    for column in range(9):
        page.text(last, column, "", style="total")
    page.text(last, 0, texts.say("sheet.network.total"), style="total")
    metres = sum(round(segment.length_m, 2) for segment in network.segments)
    cents = sum(segment.cost_cents for segment in network.segments)
    page.formula(last, 4, _sum_above(network, 4), round(metres, 2), style="total_decimal")
    page.formula(last, 8, _sum_above(network, 8), euros(cents), style="total_money")


def _sum_above(network: Network, column: int) -> str:
    if not network.segments:
        return "0"
    return f"SUM({cell(4, column)}:{cell(3 + len(network.segments), column)})"


def _write_media(page: Page, texts: Texts, network: Network, top: int) -> None:
    """Write the length in each medium, by SUMIFS over the runs."""
    page.text(top, 0, texts.say("sheet.network.by_medium"), style="section")
    last = max(4, 3 + len(network.segments))
    for row, medium in enumerate(_MEDIA, start=top + 1):
        own = [s for s in network.segments if s.medium == medium]
        page.text(row, 1, texts.say(f"media.{medium}"))
        names, lengths = page.column(4, last, 1), page.column(4, last, 4)
        value = round(sum(round(segment.length_m, 2) for segment in own), 2)
        page.formula(row, 4, f"SUMIFS({lengths},{names},{cell(row, 1)})", value, style="decimal")


def _write_sites(page: Page, texts: Texts, network: Network, top: int) -> None:
    page.text(top, 0, texts.say("sheet.sites.title"), style="section")
    columns = ("id", "link", "blank", "blank", "length", "via", "blank", "blank", "cost")
    heads = ["" if name == "blank" else texts.say(f"sheet.sites.{name}") for name in columns]
    page.head(top + 1, heads, right=(4, 8))
    for row, site in enumerate(network.sites, start=top + 2):
        page.text(row, 0, site.id)
        page.text(row, 1, texts.say(f"links.{site.link}"))
        page.text(row, 5, ", ".join(site.via), style="wrap")
        page.number(row, 4, round(site.length_m, 2))
        page.money(row, 8, site.cost_cents)


def write_prices(book: Book, study: Study) -> None:
    """Write each price once, with where it was read and how sure it is."""
    texts = book.texts
    page = book.page("prices", (16, 46, 12, 14, 14, 14, 12, 46, 46, 12, 14))
    page.text(0, 0, texts.say("sheet.names.prices"), style="title")
    page.text(1, 0, texts.say("sheet.prices_note"), style="note")
    columns = (
        "item", "label", "unit", "price_low", "price", "price_high", "status", "source", "href",
        "source_date", "checked_on",
    )  # fmt: skip
    page.head(3, [texts.say(f"sheet.bill.{name}") for name in columns], right=(3, 4, 5))
    page.freeze(4)
    used: dict[str, Line] = {}
    for line in (*study.estimate.lines, *study.estimate.running):
        used.setdefault(line.item, line)
    for row, item in enumerate(sorted(used), start=4):
        _write_price(page, texts, row, used[item])


def _write_price(page: Page, texts: Texts, row: int, line: Line) -> None:
    label = line.label.fr if texts.language == "fr" else line.label.en
    for column, word in enumerate((line.item, label, unit_word(texts, line.unit))):
        page.text(row, column, word, style="wrap")
    style = "decimal" if line.unit.startswith("%") else "money"
    for column, cents in enumerate(
        (line.unit_price.low, line.unit_price.likely, line.unit_price.high), start=3
    ):
        page.number(row, column, euros(cents), style=style)
    source = line.source
    words = (
        texts.say(f"status.{line.status}"), source.title, source.href, source.date,
        source.checked_on,
    )  # fmt: skip
    for column, word in enumerate(words, start=6):
        page.text(row, column, word, style="wrap")
