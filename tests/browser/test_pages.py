"""The pages in a real Chromium: accessible, alone, readable on a phone, the journeys end to end."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from burdenshare.web.pages import PAGES
from tests.serving import serving

AXE = Path(__file__).parent / "axe-4.14.1.min.js"
AXE_HASH = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]

ITEMS = {
    "agreement": "12", "year": "2016", "operation": "2017", "negotiation": "10",
    "source": "kmib-20180724", "explain": "share-official-2016",
}  # fmt: skip
PLACES = [f"/korea/{page.path.replace('{item}', ITEMS.get(page.name, ''))}" for page in PAGES] + [
    "/korea/check?text=1조 389억 달러", "/korea/?as-of=2018-07-24", "/korea/share?span=abc",
    "/korea/operational?category=2019", "/korea/talks/10?zone=&on=2018-12-28",
]  # fmt: skip


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as site:
        yield site.address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "no Chromium; on Debian: apt-get install chromium fonts-noto-cjk"
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=found,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield made
        made.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails when it asks another machine or says anything on the console."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    strange: list[str] = []
    opened.on("request", lambda r: None if r.url.startswith(address) else strange.append(r.url))
    opened.on("console", lambda m: strange.append(m.text) if "status of 4" not in m.text else None)
    opened.on("pageerror", lambda e: strange.append(str(e)))
    yield opened
    assert strange == []
    context.close()


def test_the_vendored_file_is_what_it_says() -> None:
    assert hashlib.sha256(AXE.read_bytes()).hexdigest() == AXE_HASH


def test_the_check_of_accessibility_can_fail(page: Page, address: str) -> None:
    page.goto(f"{address}/korea/?lang=en")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.evaluate("document.querySelector('h1').innerHTML = '<img src=\"data:,\">'")
    told = page.evaluate("axe.run().then(r => r.violations.map(v => v.id))")
    assert "image-alt" in told


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("place", PLACES)
def test_a_page_is_accessible_and_fits_a_phone(
    place: str, language: str, page: Page, address: str
) -> None:
    mark = "&" if "?" in place else "?"
    page.goto(f"{address}{place}{mark}lang={language}")
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        bad, held = page.evaluate(
            "rules => axe.run(document, {runOnly: rules}).then(r => [r.violations.map("
            "v => [v.id, v.impact, v.nodes.slice(0, 2).map(n => n.html)]), r.passes.length])",
            RULES,
        )
        assert bad == []
        assert held > 10
    page.set_viewport_size({"width": 320, "height": 900})
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 320, wide


def test_the_language_switch_keeps_the_state(page: Page, address: str) -> None:
    page.goto(f"{address}/korea/share?span=2016&definition=official&rate=1156&lang=en")
    page.click("#lang")
    assert "rate=1156" in page.url
    assert "lang=ko" in page.url
    assert page.locator("html").get_attribute("lang") == "ko"


def test_a_reporter_checks_a_figure_and_reaches_the_document(page: Page, address: str) -> None:
    page.goto(f"{address}/korea/?lang=ko")
    assert "1조" in page.locator(".headline").first.inner_text()
    page.fill("input[name=text]", "1조 389억 달러")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check**")
    assert "agreed-2019" in page.locator("pre.lines").inner_text()
    page.goto(f"{address}/korea/?lang=ko")
    page.locator("a.explain").first.click()
    assert "payments.csv:" in page.locator("pre.lines").inner_text()


def test_two_sides_open_the_same_bridge(page: Page, address: str) -> None:
    page.goto(f"{address}/korea/?lang=en")
    page.click("text=Why the difference?")
    told = page.locator("table.chart").inner_text()
    assert "42.44" in told
    assert "72.60" in told
    page.click("summary")
    page.fill("#a-end", "mnd-continuing")
    page.click("details button")
    assert "end=mnd-continuing" in page.url
    assert page.locator("h1").count() == 1


def test_the_keyboard_reaches_the_answer(page: Page, address: str) -> None:
    page.goto(f"{address}/korea/years?lang=en")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#result")


@pytest.mark.parametrize("place", ["/korea/", "/korea/share/bridge", "/korea/operational/2017"])
def test_it_works_without_scripts(place: str, browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(f"{address}{place}?lang=en")
    assert opened.locator("main table").count() >= 1
    opened.locator("summary").click()
    opened.fill("#as-of", "2018-07-24")
    opened.click("details button")
    assert "as-of=2018-07-24" in opened.url
    assert "2018-07-24" in opened.locator("p.day").inner_text()
    context.close()


def test_a_page_prints(page: Page, address: str) -> None:
    page.goto(f"{address}/korea/share/bridge?lang=ko")
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert page.locator("table.chart").is_visible()
