"""What people come for, from the first page to the quotation, in a real Chromium."""

from __future__ import annotations

import io
import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pypdf import PdfReader

from burdenshare.show.words import words

LANGUAGES = ["en", "ko"]
WIDTHS = [1280, 768, 390]


def narrowed(page: Page, width: int) -> Page:
    page.set_viewport_size({"width": width, "height": 900})
    return page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_reporter_checks_a_figure_and_quotes_it(
    width: int, language: str, page: Page, address: str
) -> None:
    narrowed(page, width).goto(f"{address}/korea/?lang={language}")
    first = page.locator(".headline").inner_text()
    assert "2026" in first
    assert ("1조 5,192억" if language == "ko" else "₩1.52 trillion") in first.replace("\u00a0", " ")
    assert {"42", "72.6"} <= set(page.locator("#chart-1 .number").all_inner_texts())
    page.fill("#check", "$33bn")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check**")
    card = page.locator(".lines").inner_text().replace("\u00a0", " ")
    assert "2026–2035" in card
    assert "30,839.9" in card or "308억 3,990만" in card
    page.locator("#cite summary").click()
    cite = page.locator("#cite dd").first.inner_text()
    assert "v=" in cite
    page.goto(f"{address}/korea/share/bridge?lang={language}")
    picture = page.get_by_role("link", name="PNG").first.get_attribute("href")
    assert picture is not None
    drawn = page.request.get(f"{address}{picture}")
    assert drawn.headers["content-type"] == "image/png"
    assert drawn.body().startswith(b"\x89PNG")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_researcher_goes_from_the_ledger_to_the_table_in_the_document(
    width: int, language: str, page: Page, address: str
) -> None:
    narrowed(page, width).goto(f"{address}/korea/years?lang={language}")
    page.goto(f"{address}/korea/years/2019?lang={language}")
    assert "2019" in page.locator(".headline").inner_text()
    page.locator("table.sheet a.n").first.click()
    told = page.locator(".lines").inner_text()
    assert re.search(r"payments\.csv:\d+", told)
    page.locator(".lines a[href*='/sources/']").first.click()
    page.wait_for_url("**/sources/**")
    assert page.locator("a.document").count() >= 1
    page.goto(f"{address}/korea/years/2019?lang={language}")
    rows = page.request.get(f"{address}{page.locator('.twins a').first.get_attribute('href')}")
    assert rows.text().removeprefix("\ufeff").startswith("id,")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_two_sides_open_one_link_and_each_takes_the_other_s_definition(
    width: int, language: str, page: Page, address: str
) -> None:
    narrowed(page, width).goto(
        f"{address}/korea/share?span=2016&definition=official&lang={language}"
    )
    assert "42.44" in page.locator(".headline").inner_text()
    page.focus("#o-definition")
    page.select_option("#o-definition", "spark-2016")
    expect(page.locator(".headline")).to_contain_text("72.60")
    assert "definition=spark-2016" in page.url
    assert page.evaluate("document.activeElement.id") == "o-definition"
    assert "definition=spark-2016" in str(page.locator("#lang").get_attribute("href"))
    page.select_option("#o-definition", "official")
    expect(page.locator(".headline")).to_contain_text("42.44")
    page.go_back()
    expect(page.locator(".headline")).to_contain_text("72.60")
    page.goto(f"{address}/korea/share/multiverse?lang={language}")
    assert page.locator("#chart-1 tbody tr").count() == 32


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_an_official_prices_visits_and_reads_the_talks(
    width: int, language: str, page: Page, address: str
) -> None:
    narrowed(page, width).goto(f"{address}/korea/operational?lang={language}")
    page.fill("#o-plan", "b-1b 1x13, b-2a 1x13, b-52h 1x13")
    page.locator("#o-plan").blur()
    expect(page.locator("#result")).to_contain_text(re.compile("3,470,337|347만"))
    assert "plan=" in page.url
    page.goto(f"{address}/korea/talks/12?lang={language}")
    assert page.locator("table.sheet").count() >= 2


def test_the_language_switch_keeps_the_state(page: Page, address: str) -> None:
    page.goto(f"{address}/korea/share?span=2016&definition=official&rate=1156&lang=en")
    page.click("#lang")
    assert "rate=1156" in page.url
    assert "lang=ko" in page.url
    assert page.locator("html").get_attribute("lang") == "ko"


def test_a_refused_question_keeps_what_was_asked(page: Page, address: str) -> None:
    page.goto(f"{address}/korea/operational?plan=b-99 1x13&lang=en")
    assert page.locator(".problem").first.is_visible()
    assert page.input_value("#o-plan") == "b-99 1x13"
    page.goto(f"{address}/korea/share?span=1950&lang=ko")
    assert page.locator(".problem, .note").first.inner_text()


# -- keys ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_single_keys_lead_everywhere_and_can_be_switched_off(
    language: str, page: Page, address: str
) -> None:
    page.goto(f"{address}/korea/?lang={language}")
    for key, path in zip("aysotr", ("agreements", "years", "share", "operational", "talks",
                                    "sources"), strict=True):  # fmt: skip
        page.keyboard.press("g")
        page.keyboard.press(key)
        page.wait_for_url(f"**/korea/{path}?**")
    page.keyboard.press("h")
    page.wait_for_url("**/korea/?**")
    page.keyboard.press("t")
    page.wait_for_url("**view=table**")
    assert page.locator("td.drawn").count() == 0
    page.keyboard.press("?")
    assert page.locator("#keys").get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert page.locator("#keys").get_attribute("open") is None
    page.keyboard.press("c")
    assert page.evaluate("document.activeElement.closest('details').id") == "cite"
    page.keyboard.press("u")
    assert page.evaluate("document.activeElement.closest('details').id") == "units"
    page.keyboard.press("e")
    page.wait_for_url("**explain=**")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "check"
    page.keyboard.type("gl?")
    assert page.input_value("#check") == "gl?"
    page.locator("#keys summary").click()
    page.locator("#keys-off").click()
    here = page.url
    page.locator("h1").click()
    page.keyboard.press("h")
    page.keyboard.press("l")
    page.wait_for_timeout(200)
    assert page.url == here


def test_the_keyboard_alone_reaches_the_answer_and_the_choices(page: Page, address: str) -> None:
    page.goto(f"{address}/korea/share?lang=en")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#result")
    seen = set()
    for _ in range(120):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
        if "as-of" in seen:
            break
    assert {"n", "o-span", "o-definition", "as-of"} <= seen


# -- without a part ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", ["/korea/", "/korea/share/bridge", "/korea/operational/2017"])
def test_it_works_without_scripts(
    place: str, language: str, browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(f"{address}{place}?lang={language}")
    assert opened.locator("main table").count() >= 1
    if not opened.locator("#as-of").is_visible():
        opened.locator("#controls > summary").click()
    opened.fill("#as-of", "2018-07-24")
    opened.click(".turns form > button")
    assert "as-of=2018-07-24" in opened.url
    assert "2018-07-24" in opened.locator("p.day").inner_text()
    context.close()


def test_a_page_stays_readable_when_the_program_is_gone(browser: Browser, address: str) -> None:
    context = browser.new_context()
    opened = context.new_page()
    opened.goto(f"{address}/korea/share?span=2016&definition=official&lang=en")
    opened.route("**/*", lambda route: route.abort())
    opened.select_option("#o-definition", "spark-2016")
    opened.wait_for_selector("#stopped", state="visible")
    assert "burdenshare serve" in opened.locator("#stopped").inner_text()
    assert "42.44" in opened.locator(".headline").inner_text()
    context.close()


def test_a_choice_made_before_the_page_is_ready_for_it_counts(
    browser: Browser, address: str
) -> None:
    context = browser.new_context()
    opened = context.new_page()
    held: list[Route] = []
    opened.route("**/htmx*.js", lambda route: held.append(route))  # noqa: PLW0108  (it counts arguments)
    opened.goto(f"{address}/korea/share?span=2016&definition=official&lang=en", wait_until="commit")
    while not held:
        opened.wait_for_timeout(20)
    opened.select_option("#o-definition", "spark-2016")
    assert "42.44" in opened.locator(".headline").inner_text()
    held[0].continue_()
    expect(opened.locator(".headline")).to_contain_text("72.60")
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_printed_page_holds_number_sources_and_link_in_order(
    paper: str, language: str, page: Page, address: str
) -> None:
    page.goto(f"{address}/korea/share/bridge?lang={language}")
    printed = PdfReader(io.BytesIO(page.pdf(format=paper)))
    text = re.sub(r"[\s\x01]+", "", "".join(one.extract_text() for one in printed.pages))
    heading = re.sub(
        r"\s+", "", words("ko" if language == "ko" else "en").say("web", "title-bridge")
    )
    places = [text.find(part) for part in
              (heading, "42.44", "72.60", "mnd-wp2018-p181", "v=")]  # fmt: skip
    assert -1 not in places
    assert places == sorted(places)
    version = page.locator("footer p").first.inner_text().split()[1]
    assert version in text
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert not page.locator(".turns").is_visible()
    assert page.locator("table.chart").is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_proposals_are_compared_without_scripts(
    language: str, browser: Browser, address: str
) -> None:
    """A rate is typed, ranges are asked for, and a second proposal is put beside the first."""
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(f"{address}/korea/proposals?names=sma-12&lang={language}")
    opened.locator("#result section ul a").first.click()
    opened.fill("[name='assume.cpi-kr']", "2.0")
    opened.click(".turns form > button")
    total = "7조 9,121억" if language == "ko" else "₩7.91 trillion"
    assert total in opened.locator(".headline").inner_text().replace("\u00a0", " ")
    opened.locator("#result p.more a").first.click()
    assert opened.locator("svg.fan").count() == 2
    assert opened.locator("[name='assume.cpi-kr']").input_value() == "2.0"
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_printed_ranges_hold_numbers_fans_and_link(language: str, page: Page, address: str) -> None:
    page.goto(f"{address}/korea/proposals?names=sma-12,eighth-carried-on&futures=10000"
              f"&lang={language}")  # fmt: skip
    printed = PdfReader(io.BytesIO(page.pdf(format="A4")))
    text = re.sub(r"[\s\x01]+", "", "".join(one.extract_text() for one in printed.pages))
    ends = ("15,556", "17,803") if language == "ko" else ("1,555.6", "1,780.3")
    for part in (*ends, "10,240", "mofa-12th-bonn", "futures=10000"):
        assert part in text
    page.emulate_media(media="print")
    assert page.locator("svg.fan").first.is_visible()
    page.set_viewport_size({"width": 320, "height": 900})
    page.emulate_media(media="screen")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_shown_chart_may_stand_in_another_page(page: Page, address: str) -> None:
    for width in (320, 680):
        page.set_viewport_size({"width": width, "height": 600})
        page.goto(f"{address}/korea/share/bridge?form=embed&chart=1&lang=ko")
        assert page.locator("table.chart").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert "v=" in str(page.locator(".note a").get_attribute("href"))
