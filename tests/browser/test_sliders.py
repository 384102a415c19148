"""Rates on the page of proposals: a slider, a field and what the record gives, always one rate."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

PAGE = "/korea/proposals?names=sma-12,eleventh-carried-on"
FOUR = "/korea/proposals?names=sma-12,eleventh-carried-on,eighth-carried-on,us-five-billion"
RESTED = 700
"""Milliseconds in which a slider at rest has asked, and nothing more comes."""


@pytest.fixture
def asked(page: Page) -> Iterator[list[str]]:
    """The answers that the page asked for."""
    found: list[str] = []
    page.on("request", lambda r: found.append(r.url) if "hx-request" in r.headers else None)
    yield found


def ready(page: Page) -> None:
    """The page's script is there, which comes after the first picture."""
    while not page.evaluate("window.htmx !== undefined"):
        page.wait_for_timeout(20)


def slider(page: Page) -> Locator:
    return page.locator("[data-of='o-assume.cpi-kr'][type=range]")


def field(page: Page) -> Locator:
    return page.locator("[name='assume.cpi-kr']")


def is_one(page: Page, rate: str) -> None:
    """Slider, field, address and answer say the same."""
    expect(page.locator(".headline")).to_contain_text(f"{rate}\u00a0%")
    assert field(page).input_value() == rate
    assert slider(page).input_value() == rate
    assert slider(page).get_attribute("aria-valuetext") == f"{rate} % a year"
    assert f"assume=cpi-kr%3D{rate}" in page.url
    assert f"cpi-kr%3D{rate}" in str(page.locator("#lang").get_attribute("href"))


def test_nothing_is_asked_while_a_slider_is_drawn(
    page: Page, address: str, asked: list[str]
) -> None:
    page.goto(f"{address}{PAGE}&lang=en")
    ready(page)
    slider(page).scroll_into_view_if_needed()
    assert slider(page).get_attribute("aria-valuetext") == "not assumed"
    box = slider(page).bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 20, middle)
    page.mouse.down()
    seen = set()
    for step in range(20, 120, 5):
        page.mouse.move(box["x"] + step, middle)
        seen.add(field(page).input_value())
    assert len(seen) > 10
    page.wait_for_timeout(RESTED)
    assert asked == []
    page.mouse.up()
    rate = field(page).input_value()
    is_one(page, rate)
    page.wait_for_timeout(RESTED)
    assert len(asked) == 1
    assert page.evaluate("document.activeElement.type") == "range"


def test_keys_move_a_slider_and_ask_once_it_rests(
    page: Page, address: str, asked: list[str]
) -> None:
    page.goto(f"{address}{PAGE}&assume.cpi-kr=2.0&lang=en")
    ready(page)
    field(page).focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.of") == "o-assume.cpi-kr"
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    is_one(page, "2.5")
    page.wait_for_timeout(RESTED)
    assert len(asked) == 1
    page.keyboard.press("Home")
    expect(field(page)).to_have_value("-1")
    assert slider(page).get_attribute("aria-valuetext") == "−1 % a year"
    expect(page.locator(".headline")).to_contain_text("−1\u00a0%")
    assert page.evaluate("document.activeElement.type") == "range"
    page.go_back()
    expect(page.locator(".headline")).to_contain_text("2.5\u00a0%")
    is_one(page, "2.5")


def test_a_slider_follows_its_field(page: Page, address: str) -> None:
    """Beyond its ends it stands at the end and says what the field says; emptied, nothing."""
    page.goto(f"{address}{PAGE}&lang=en")
    ready(page)
    field(page).fill("3.3")
    assert slider(page).input_value() == "3.3"
    field(page).press("Tab")
    is_one(page, "3.3")
    field(page).fill("12.5")
    assert slider(page).input_value() == "10"
    assert slider(page).get_attribute("aria-valuetext") == "12.5 % a year"
    field(page).fill("")
    assert slider(page).get_attribute("aria-valuetext") == "not assumed"
    assert "none" in str(slider(page).get_attribute("class"))


@pytest.mark.parametrize(("number", "rate"), [(0, "3.1"), (1, "5.1")])
def test_a_rate_is_taken_from_the_record_and_the_other_choices_stay(
    number: int, rate: str, page: Page, address: str, asked: list[str]
) -> None:
    page.goto(f"{address}{PAGE}&lang=en")
    ready(page)
    page.fill("[name='assume.defence-budget-growth-kr']", "7.5")
    page.keyboard.press("Tab")
    taken = page.locator("a.preset[data-of='o-assume.cpi-kr']").nth(number)
    expect(taken).to_have_attribute("href", re.compile("defence-budget-growth-kr%3D7.5"))
    asked.clear()
    taken.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".headline")).to_contain_text(f"{rate}\u00a0%")
    assert field(page).input_value() == slider(page).input_value() == rate
    assert "defence-budget-growth-kr%3D7.5" in page.url
    assert f"cpi-kr%3D{rate}" in page.url
    assert len(asked) == 1
    assert page.evaluate("document.activeElement.dataset.rate") == rate


@pytest.mark.parametrize("language", ["en", "ko"])
def test_without_scripts_there_is_no_slider_and_a_rate_is_a_link(
    language: str, browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(f"{address}{PAGE}&assume.defence-budget-growth-kr=7.5&lang={language}")
    assert slider(opened).count() == 1
    assert not slider(opened).is_visible()
    opened.locator("a.preset[data-of='o-assume.cpi-kr']").first.click()
    assert field(opened).input_value() == "3.1"
    assert opened.input_value("[name='assume.defence-budget-growth-kr']") == "7.5"
    context.close()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_slider_is_named_and_large_enough_for_a_finger(
    language: str, browser: Browser, address: str
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, has_touch=True)
    opened = context.new_page()
    opened.goto(f"{address}{PAGE}&assume.cpi-kr=-0.5&lang={language}")
    ready(opened)
    name = {"en": "Consumer prices, Korea, % a year", "ko": "소비자물가 상승률, 연 %"}[language]
    told = {"en": "−0.5 % a year", "ko": "연 −0.5%"}[language]
    found = opened.get_by_role("slider", name=name)
    assert found.get_attribute("aria-valuetext") == told
    for one in (found, *opened.locator(".presets a").all()):
        box = one.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    context.close()


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("more", ["", "&futures=1000", "&prices=2025&discount=3"])
def test_proposals_stand_in_one_column_on_a_telephone(
    more: str, language: str, page: Page, address: str
) -> None:
    """No table is wider than the screen; each number has its heading before it."""
    page.goto(f"{address}{FOUR}&assume=cpi-kr=2.0{more}&lang={language}")
    wide = "[...document.querySelectorAll('.wide')].filter(w => w.scrollWidth > w.clientWidth)"
    for width in (390, 360, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(f"{wide}.map(w => w.ariaLabel)") == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    less = {"en": "Less the first", "ko": "첫 안과의 차이"}[language]
    last = page.locator(f"table.stack td[data-head='{less}']").nth(2)
    assert less in last.evaluate("e => getComputedStyle(e, '::before').content")
    assert page.locator("table.stack").first.locator("thead").bounding_box()["width"] <= 1  # type: ignore[index]
    page.set_viewport_size({"width": 1280, "height": 900})
    assert last.evaluate("e => getComputedStyle(e, '::before').content") == "none"
