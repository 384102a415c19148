"""Every page in a real Chromium: accessible, alone, and as wide as the screen."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from playwright.sync_api import Page

from burdenshare import web
from burdenshare.web.pages import PAGES

AXE = Path(__file__).parent / "axe-4.14.1.min.js"
STATIC = Path(web.__file__).parent / "static"
HTMX_HASH = "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"
AXE_HASH = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]

ITEMS = {
    "agreement": "12", "year": "2016", "operation": "2017", "negotiation": "10",
    "source": "kmib-20180724", "explain": "share-official-2016", "report": "share-official-2016",
    "driver": "cpi",
}  # fmt: skip
PLACES = [f"/korea/{page.path.replace('{item}', ITEMS.get(page.name, ''))}" for page in PAGES] + [
    "/korea/check?text=1조 389억 달러", "/korea/?as-of=2018-07-24", "/korea/share?span=abc",
    "/korea/operational?category=2019", "/korea/talks/10?zone=&on=2018-12-28",
    "/korea/share/bridge?view=table", "/korea/?explain=contribution-sma-12-2026",
    "/korea/share/bridge?form=embed", "/korea/share?span=2016&v=0badc0de&cited=41 %",
    "/ruritania/", "/korea/years?in=USD&prices=2020",
    "/korea/proposals?names=sma-12,eleventh-carried-on,eighth-carried-on,us-twice&futures=1000",
    "/korea/proposals?names=sma-12&assume.cpi-kr=40", "/korea/proposals?futures=many",
    "/korea/agreements/eleventh-carried-on?text=on",
]  # fmt: skip


def test_the_vendored_files_are_what_they_say() -> None:
    assert hashlib.sha256(AXE.read_bytes()).hexdigest() == AXE_HASH
    htmx = (STATIC / "htmx-4.0.1.min.js").read_bytes()
    assert hashlib.sha256(htmx).hexdigest() == HTMX_HASH
    assert "Zero-Clause BSD" in (STATIC / "htmx-LICENSE.txt").read_text(encoding="utf-8")


def test_the_check_of_accessibility_can_fail(page: Page, address: str) -> None:
    page.goto(f"{address}/korea/?lang=en")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.evaluate("document.querySelector('h1').innerHTML = '<img src=\"data:,\">'")
    told = page.evaluate("axe.run().then(r => r.violations.map(v => v.id))")
    assert "image-alt" in told


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("place", PLACES)
def test_a_page_is_accessible_and_fits_every_width(
    place: str, language: str, page: Page, address: str
) -> None:
    mark = "&" if "?" in place else "?"
    page.goto(f"{address}{place}{mark}lang={language}")
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for width in (1280, 768, 390):
        page.set_viewport_size({"width": width, "height": 900})
        bad, held = page.evaluate(
            "rules => axe.run(document, {runOnly: rules}).then(r => [r.violations.map("
            "v => [v.id, v.impact, v.nodes.slice(0, 2).map(n => n.html)]), r.passes.length])",
            RULES,
        )
        assert bad == []
        assert held > 10
    for width in (768, 390, 320):  # 320 is also what a reader sees at 1280 and 400 %
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
