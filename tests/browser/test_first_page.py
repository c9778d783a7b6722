"""The first page in a real browser: map, tabs, downloads, accessibility, no outside call."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_the_page_shows_its_map_and_its_money(page: Page, server: str) -> None:
    outside: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: outside.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto(f"{server}/etudes/demo")
    expect(page.get_by_role("region", name="Carte")).to_be_visible()
    frame = page.frame_locator("iframe")
    expect(frame.locator(".leaflet-container")).to_be_visible()
    expect(page.get_by_text("Base éligible")).to_be_visible()
    expect(page.get_by_role("table").first).to_contain_text("C1")
    assert [url for url in outside if not url.startswith((server, "data:", "blob:"))] == []
    assert [fault for fault in faults if "404" not in fault] == []


def test_tabs_answer_to_the_keyboard(page: Page, server: str) -> None:
    page.goto(f"{server}/etudes/demo")
    page.get_by_role("tab", name="Couverture").focus()
    page.keyboard.press("ArrowRight")
    network = page.get_by_role("tab", name="Réseau")
    expect(network).to_be_focused()
    expect(network).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tabpanel", name="Réseau")).to_be_visible()
    expect(page.get_by_role("tabpanel", name="Couverture")).to_be_hidden()


@pytest.mark.slow
def test_the_dossier_becomes_downloadable(page: Page, server: str) -> None:
    page.goto(f"{server}/etudes/demo")
    page.get_by_role("tab", name="Dossier").click()
    link = page.get_by_role("link", name="Télécharger le dossier")
    expect(link).to_have_attribute("aria-disabled", "false", timeout=90_000)
    with page.expect_download() as download:
        link.click()
    assert re.search(r"\.zip$", download.value.suggested_filename)


@pytest.mark.parametrize("tab", ["Couverture", "Réseau", "Coût et aides", "Dossier"])
def test_no_accessibility_fault_is_found(page: Page, server: str, tab: str) -> None:
    page.goto(f"{server}/etudes/demo")
    page.get_by_role("tab", name=tab).click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (820, 1180), (640, 360)])
def test_nothing_runs_off_the_screen(page: Page, server: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{server}/etudes/demo")
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0
