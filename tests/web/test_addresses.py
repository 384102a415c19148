"""Addresses of pages, drawn: whatever stands in one, the page is whole and says a sentence."""

from __future__ import annotations

import html
import json
import re
from functools import cache
from html.parser import HTMLParser
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from burdenshare.answers.commands import command_of
from burdenshare.vocabulary import Language
from burdenshare.web.pages import PAGES, Page, asks
from burdenshare.web.questions import address, options_of
from tests.serving import Site
from tests.web.test_interface import QUIET, plausible

HOSTILE = [
    "<script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>", "</pre></main><h1>x",
    "{{7*7}}", "\u202e\u0000", "\ud55c\uae00" * 50, "9" * 400, "javascript:alert(1)",
]  # fmt: skip
VOID = {"meta", "link", "input", "br", "img", "hr"}


class Whole(HTMLParser):
    """Every element that opens closes, in order; no handler and no script but our own is in it."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings = 0
        self.styles = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("img", "iframe"), tag
        assert tag != "style" or (self.open == ["html", "head"] and not self.styles), self.open
        self.styles += tag == "style"
        assert tag != "script" or str(dict(attrs).get("src")).startswith("/static/"), attrs
        assert not any(name.startswith("on") for name, _ in attrs), attrs
        links = [value or "" for name, value in attrs if name in ("href", "src", "action")]
        assert not any(link.strip().lower().startswith("javascript") for link in links), links
        self.headings += tag == "h1"
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element of a drawing that has no inside."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@cache
def words() -> st.SearchStrategy[str]:
    """A word of the dossier for any parameter, a hostile one, or any at all."""
    known = st.one_of(*(plausible()[key] for key in sorted(plausible()) if key not in LINKS))
    return known | st.sampled_from(HOSTILE) | st.text(max_size=30)


LINKS = ("lang", "form", "dossier")


@st.composite
def queries(draw: st.DrawFn, page: Page) -> list[tuple[str, str]]:
    command = command_of(page.command)
    keys = [*options_of(command), *command.arguments, *command.optional, "v", "cited", "x"]
    chosen = draw(st.lists(st.sampled_from(keys), max_size=4))
    return [(key, draw(plausible().get(key, words()) | words())) for key in chosen]


@st.composite
def items(draw: st.DrawFn, page: Page) -> str:
    """The last part of a path that has one."""
    near = plausible().get(page.argument, words()) if page.argument else st.just("")
    return draw(near | words()) if page.argument else ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
@settings(QUIET, max_examples=100)
@given(data=st.data())
def test_any_address_gives_a_whole_page(page: Page, site: Site, data: st.DataObject) -> None:
    dossier = data.draw(st.sampled_from(["korea", "korea", "korea", "ruritania", "nowhere"]))
    item = quote(data.draw(items(page)), safe="")
    query = [*data.draw(queries(page)), ("lang", data.draw(st.sampled_from(["en", "ko"])))]
    path = f"/{dossier}/{page.path.replace('{item}', item)}"
    reply = site.get(f"{path}?{urlencode(query)}")
    assert reply.status in (200, 307, 400, 404, 414), (path, query)
    if "html" in reply.headers.get("content-type", ""):
        read = Whole()
        read.feed(reply.text)
        read.close()
        assert read.open == []
        assert read.headings == 1
        assert f'<html lang="{query[-1][1]}">' in reply.text
    elif reply.status >= 400:
        assert json.loads(reply.text)["problems"][0]["message"]
    for trace in ("Traceback", "<script>alert", "<img src=x", "</pre></main><h1>x"):
        assert trace not in reply.text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
@settings(QUIET, max_examples=50)
@given(data=st.data())
def test_the_complete_address_of_a_page_asks_the_same(page: Page, data: st.DataObject) -> None:
    """The address that a page gives for itself leads to the same question."""
    language: Language = data.draw(st.sampled_from(["en", "ko"]))
    item = data.draw(plausible()[page.argument]) if page.argument else ""
    query = data.draw(queries(page))
    one = asks(page, "korea", item, query, language)
    told = address(one, f"/korea/{page.path.replace('{item}', quote(item, safe=''))}")
    again = asks(
        page, "korea", item, parse_qsl(urlsplit(told).query, keep_blank_values=True), language
    )
    assert again.key == one.key


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_is_told_back_as_text(value: str, site: Site) -> None:
    """It stands in the controls of the page, but never as a mark of the page."""
    page = site.get(f"/korea/years?status={quote(value)}&lang=en")
    assert page.status == 400
    Whole().feed(page.text)
    shown = re.search(r'name="status">.*?<option value="([^"]*)" selected', page.text, re.DOTALL)
    assert shown is not None
    assert html.unescape(shown[1]).replace("\ufffd", "\0") == value
