"""The reach of PTZ cameras in a real browser: ticked, outlined, answered by a click on its line."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

import pytest
from apart_studies import apart_study
from playwright.sync_api import Browser, Page, expect

from api.render.map import render_map
from api.texts.reader import load

pytestmark = pytest.mark.browser
LAYER = "Portée des caméras motorisées (hors couverture)"


@pytest.fixture
def opened(browser: Browser, tmp_path: pathlib.Path) -> Iterator[tuple[Page, list[str]]]:
    """Open the map of a study with a PTZ camera; give the page and what it complained of."""
    file = tmp_path / "carte.html"
    file.write_bytes(render_map(apart_study(), load("fr")))
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(file.as_uri())
    yield page, complaints
    page.close()


def test_the_layer_is_off_then_drawn_as_lines_without_a_fill(
    opened: tuple[Page, list[str]],
) -> None:
    page, complaints = opened
    lines = page.locator(".leaflet-reach-pane path")
    expect(lines).to_have_count(0)
    page.get_by_role("checkbox", name=LAYER).check()
    expect(lines).to_have_count(4)  # a white casing and a line, for the reach and for the preset
    fills = lines.evaluate_all("all => all.map(one => getComputedStyle(one).fill)")
    dashes = lines.evaluate_all("all => all.map(one => one.getAttribute('stroke-dasharray'))")
    assert set(fills) == {"none"}
    assert sum(bool(dash) for dash in dashes) == 2
    expect(page.locator(".preset-label")).to_have_text("Vers le moulin")
    assert complaints == []


def test_a_click_on_the_line_says_what_it_is_and_inside_does_not(
    opened: tuple[Page, list[str]],
) -> None:
    page, complaints = opened
    page.get_by_role("checkbox", name=LAYER).check()
    inside = page.evaluate(
        """() => {
          const line = document.querySelector('.leaflet-reach-pane path[stroke-dasharray^="16"]');
          const seen = document.querySelector('main').getBoundingClientRect();
          for (let at = 0; at < line.getTotalLength(); at += 1) {
            const p = line.getPointAtLength(at).matrixTransform(line.getScreenCTM());
            const here = document.elementFromPoint(p.x, p.y);
            if (p.x > seen.left + 60 && p.x < seen.right && here === line) { return [p.x, p.y]; }
          }
          return null;
        }"""
    )
    assert inside is not None
    page.mouse.click(*inside)
    popup = page.locator(".leaflet-popup-content")
    expect(popup.get_by_role("heading")).to_have_text("Portée de la caméra C01")
    expect(popup).to_contain_text("jamais compté comme couvert")
    assert complaints == []


def test_the_popup_of_a_camera_stays_on_the_map(opened: tuple[Page, list[str]]) -> None:
    page, complaints = opened
    for key in ("C01", "C02"):
        page.get_by_role("button", name=key, exact=True).click()
        popup = page.locator(".leaflet-popup")
        expect(popup).to_contain_text(f"Caméra {key}")
        page.wait_for_function(  # the map slides until it holds the popup
            """() => {
              const box = document.querySelector('.leaflet-popup').getBoundingClientRect();
              return box.top >= 0 && box.bottom <= window.innerHeight;
            }"""
        )
    assert complaints == []
