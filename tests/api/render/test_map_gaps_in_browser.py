"""Blind spots, dead zones and overlap in a real browser: shown, ticked, explained."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

import pytest
from gap_studies import gap_study
from playwright.sync_api import Browser, Page, expect

from api.render.map import render_map
from api.texts.reader import load

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(browser: Browser, tmp_path: pathlib.Path) -> Iterator[tuple[Page, list[str]]]:
    """Open the map of a study with gaps; give the page and what it complained of."""
    file = tmp_path / "carte.html"
    file.write_bytes(render_map(gap_study(), load("fr")))
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(file.as_uri())
    yield page, complaints
    page.close()


def test_blind_spots_are_filled_with_their_pattern_from_the_start(
    opened: tuple[Page, list[str]],
) -> None:
    page, complaints = opened
    spot = page.locator("path.gap-blind")
    expect(spot).to_have_count(1)
    assert "pattern-gap-blind" in spot.evaluate("node => getComputedStyle(node).fill")
    expect(page.locator("path.gap-dead")).to_have_count(0)
    assert complaints == []


def test_layers_that_wait_are_ticked_one_by_one(opened: tuple[Page, list[str]]) -> None:
    page, complaints = opened
    page.get_by_role("checkbox", name="Zones aveugles au pied des caméras").check()
    expect(page.locator("path.gap-dead")).to_have_count(2)
    page.get_by_role("checkbox", name="Vu par 2 caméras ou plus").check()
    expect(page.locator("path.gap-shared-2")).to_have_count(1)
    page.get_by_role("checkbox", name="Zones aveugles au pied des caméras").uncheck()
    expect(page.locator("path.gap-dead")).to_have_count(0)
    assert complaints == []


def test_a_button_of_the_table_shows_a_blind_spot_and_why(opened: tuple[Page, list[str]]) -> None:
    page, complaints = opened
    page.get_by_role("checkbox", name="Angles morts des zones").uncheck()
    page.get_by_role("button", name="Voir l’angle mort").click()
    expect(page.locator("path.gap-blind")).to_have_count(1)
    expect(page.get_by_role("checkbox", name="Angles morts des zones")).to_be_checked()
    popup = page.locator(".leaflet-popup-content")
    expect(popup.get_by_role("heading")).to_have_text("Angle mort de la zone Z1")
    expect(popup).to_contain_text("Niveau demandé")
    assert popup.locator("p").count() >= 1  # why
    assert complaints == []


def test_the_panel_has_no_scroll_bar_across(opened: tuple[Page, list[str]]) -> None:
    page, _ = opened
    panel = page.locator(".panel")
    assert panel.evaluate("node => node.scrollWidth <= node.clientWidth")
