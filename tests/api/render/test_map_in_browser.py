"""The map file in a real browser: it opens from a disk, asks nobody, and answers a click."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from studies import Names, toy_study

from api.render.map import render_map
from api.texts.reader import load

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=\"document.title='taken'\">{{ 7*7 }}</script>"


@pytest.fixture(scope="module")
def opened(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Page, list[str], list[str]]]:
    """Open the map of a study with hostile names; give the page, its requests, its complaints."""
    file = pathlib.Path(tmp_path_factory.mktemp("map")) / "carte.html"
    file.write_bytes(render_map(toy_study(3, names=Names(title="Bourg", zone=HOSTILE)), load("fr")))
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(file.as_uri())
    yield page, requests, complaints
    page.close()


def test_it_asks_for_nothing_but_itself(opened: tuple[Page, list[str], list[str]]) -> None:
    page, requests, complaints = opened
    expect(page.get_by_role("region", name="Carte")).to_be_visible()
    assert [url for url in requests if not url.startswith("data:")] == [page.url]
    assert complaints == []


def test_a_hostile_zone_name_is_shown_and_not_run(
    opened: tuple[Page, list[str], list[str]],
) -> None:
    page, _, _ = opened
    label = page.locator(".zone-label")
    expect(label.locator("b")).to_have_text("Z1")
    assert HOSTILE in label.evaluate("node => node.textContent")
    assert page.title() == "Bourg"


def test_a_camera_shows_what_it_alone_sees_while_its_popup_is_open(
    opened: tuple[Page, list[str], list[str]],
) -> None:
    page, _, complaints = opened
    chosen = page.locator(".leaflet-chosen-pane path")
    assert chosen.count() == 0
    page.get_by_role("button", name="C02", exact=True).click()
    popup = page.locator(".leaflet-popup-content")
    expect(popup).to_contain_text("Caméra C02")
    expect(popup).to_contain_text("262°")
    assert chosen.count() == 4
    page.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    assert chosen.count() == 0
    assert complaints == []


def test_a_class_is_filled_by_its_own_pattern(opened: tuple[Page, list[str], list[str]]) -> None:
    page, _, _ = opened
    path = page.locator(".leaflet-cover-pane path.class-observe").first
    assert "pattern-observe" in path.evaluate("node => getComputedStyle(node).fill")


def test_layers_can_be_put_away(opened: tuple[Page, list[str], list[str]]) -> None:
    page, _, _ = opened
    paths = page.locator(".leaflet-cover-pane path")
    assert paths.count() > 0
    page.get_by_label("Couverture par classe").uncheck()
    expect(paths).to_have_count(0)
    page.get_by_label("Couverture par classe").check()


def test_every_button_has_a_name_and_cameras_are_reached_by_keyboard(
    opened: tuple[Page, list[str], list[str]],
) -> None:
    page, _, _ = opened
    sign = page.get_by_role("button", name="Caméra C01, orientation 85°")
    expect(sign).to_have_attribute("tabindex", "0")
    sign.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup-content")).to_contain_text("Caméra C01")
