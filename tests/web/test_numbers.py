"""Every number of every page leads to its explanation, which ends in a document and a line."""

from __future__ import annotations

import html
import re
from functools import cache
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest

import burdenshare
from burdenshare.show.words import words
from tests.serving import Site
from tests.web.numbers import naked, read, texts
from tests.web.test_server import EXTRA, PLACES

SKIPPED = ("/korea/n/", "/korea/sources/")
"""Explanations themselves: what they tell of a number is not explained again."""

STATES = [
    "/korea/share?span=2016&definition=official&rate=1100&leave-out=relocation",
    "/korea/share/bridge?span=2016&start=spark-2016&end=official&rate=1300",
    "/korea/share/multiverse?span=2016&definition=spark-2016&over=70&only=land",
    "/korea/share?span=2019&definition=us-indirect",
    "/korea/operational/2017?carrier=extra&count=2&hours=10&rate=1300",
    "/korea/operational/2017?beside=2018",
    "/korea/operational?budget=USD 5 bn",
    "/korea/agreements/12?assume=cpi-kr%3D2.0",
    "/korea/talks/11?zone=&package=signed: amount KRW 1183.3 bn",
    "/korea/proposals?names=sma-12,eleventh-carried-on&assume=cpi-kr=2.0,"
    "defence-budget-growth-kr=5.0&prices=2025&discount=3&break-even=cpi-kr",
    "/korea/proposals?names=sma-12,eleventh-carried-on&assume=cpi-kr=2.0,"
    "defence-budget-growth-kr=7.5&clauses=&cash=&share=official",
    "/korea/proposals?names=sma-12,eleventh-carried-on&influence=&seed=3",
    "/korea/proposals?names=sma-10,us-usd-1200mn&years=2019-2019&break-even=krw-per-usd",
    "/korea/proposals?names=sma-12,eleventh-carried-on,us-twice&futures=1000&assume.cpi-kr=2.0",
    "/korea/proposals?names=sma-12&futures=1000",
    "/korea/check?text=$33bn", "/korea/check?text=72.6%25",
    "/korea/years?in=KRW&years=1999-2004", "/korea/years?years=2014-2019&category=",
    "/korea/agreements/11?beside=12&beside=8", "/korea/agreements?as-of=2018-07-24",
    "/korea/share/claims?as-of=2016-12-31",
]  # fmt: skip
OWN = {"/korea/talks/11": {"₩1,183.3\u00a0bn", "1조\u00a01,833억\u00a0원"}}
"""What a reader put into the question, told as the page writes it."""
READ = [one for one in (*PLACES, *EXTRA, *STATES) if not one.startswith(SKIPPED)]


@cache
def quoted(dossier: str, language: str) -> frozenset[str]:
    return frozenset(texts(burdenshare.load(dossier), language))


def address(place: str, language: str) -> str:
    return f"{place}{'&' if '?' in place else '?'}lang={language}"


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("place", READ)
def test_no_number_leads_nowhere(place: str, language: str, site: Site) -> None:
    page = site.get(address(place, language))
    assert page.status == 200
    reader = read(page.text)
    asked = {value for _, value in parse_qsl(urlsplit(place).query)}
    asked |= OWN.get(place.split("?", maxsplit=1)[0], set())
    found = quoted(place.split("/")[1], language) | asked
    assert naked(reader.pieces, set(found)) == []
    cells = [one.text for one in reader.pieces if one.number and not one.linked]
    assert [text for text in cells if re.search(r"\d", text)] == []


def test_a_number_that_leads_nowhere_is_found() -> None:
    page = '<div id="result"><p>It costs <a class="n" href="?explain=x">₩1 bn</a> or ₩2 bn.</p>'
    assert len(naked(read(page).pieces, set())) == 1
    assert naked(read(page).pieces, {"or ₩2 bn"}) == []


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("place", READ)
def test_every_explanation_ends_in_a_document_and_a_line(
    place: str, language: str, site: Site
) -> None:
    """All of them in English; every seventh in Korean, where only words differ."""
    here = address(place, language)
    links = sorted({html.unescape(one) for one in read(site.get(here).text).links})
    for link in links if language == "en" else links[::7]:
        page = site.get(urljoin(here, link))
        assert page.status == 200, link
        assert page.text.count("<h1>") == 1
        speech = words("ko" if language == "ko" else "en")
        if any(speech.say("how", own) in page.text for own in ("assumed", "stated-rate")):
            continue  # what the reader put in is said to be that, and rests on no document
        assert re.search(r"\.(csv|toml):\d+", page.text), link
        assert re.search(r'href="/\w+/sources/[^"?]+\?', page.text), link


def test_an_explanation_tells_the_number_that_was_shown(site: Site) -> None:
    """Under a rate of the reader's own, the explanation is of that number and no other."""
    place = "/korea/share?span=2010&definition=spark-2010&rate=1300&lang=en"
    page = site.get(place)
    shown = re.search(r'<a class="n" href="([^"]+)">([\d.]+)</a> % of the cost', page.text)
    assert shown is not None
    told = site.get(urljoin(place, html.unescape(shown[1]))).text
    assert shown[2] in told
    plain = site.get("/korea/share?span=2010&definition=spark-2010&lang=en").text
    assert f">{shown[2]}</a> % of the cost" not in plain


def test_a_line_for_a_terminal_stands_as_it_is_typed(site: Site) -> None:
    """Options are named by their fields elsewhere; a whole line keeps its words."""
    page = site.get("/korea/proposals?names=sma-12&influence=&lang=en")
    assert "burdenshare compare korea sma-12 --years 2026-2030 --assume cpi-kr=<a " in page.text
