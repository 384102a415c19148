"""What every page has: its question in words, its lines to repeat it, its charts with documents."""

from __future__ import annotations

import html
import json
import re
import shlex
from urllib.parse import urljoin

import pytest

import burdenshare
from burdenshare.show import data
from burdenshare.show.words import words
from tests.serving import Site
from tests.web.test_numbers import STATES, address
from tests.web.test_server import EXTRA, PLACES, printed

READ = [*PLACES, *EXTRA, *STATES]
DRAWN = ["/korea/", "/korea/agreements/12", "/korea/years", "/korea/share", "/korea/share/bridge",
         "/korea/share/multiverse", "/korea/share/claims", "/korea/operational", "/korea/talks",
         "/ruritania/years"]  # fmt: skip


@pytest.mark.parametrize("place", READ)
def test_every_chart_names_its_documents(place: str, site: Site) -> None:
    page = site.get(address(place, "en")).text
    for chart in re.findall(r'<figure class="frame".*?</figure>', page, re.DOTALL):
        assert re.search(r'Sources: <a href="/\w+/sources/', chart), place
        for tool in ("CSV", "JSON", "SVG", "PNG", "Link to cite", "Embed"):
            assert f">{tool}</a>" in chart


@pytest.mark.parametrize("place", DRAWN)
def test_pages_that_should_have_a_chart_have_one(place: str, site: Site) -> None:
    assert '<figure class="frame"' in site.get(address(place, "ko")).text


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("place", DRAWN)
def test_every_chart_comes_as_a_picture(place: str, language: str, site: Site) -> None:
    here = address(place, language)
    page = site.get(here).text
    pictures = re.findall(r'href="([^"]*form=(?:svg|png)[^"]*)"', page)
    assert pictures
    for one in map(html.unescape, pictures):
        picture = site.get(urljoin(here, one))
        assert picture.status == 200
        assert picture.headers["content-type"].startswith("image/")
        if "form=svg" in one:
            assert place in html.unescape(picture.text)
            assert words("ko" if language == "ko" else "en").say("web", "licence") in picture.text
    assert f'og:image" content="http://127.0.0.1:{site.port}' in page
    assert site.get(f"{place}?form=png&chart=9").status == 404


SAID = [
    ("/korea/share?span=2016&definition=official", "Definition: SMA over non-personnel"),
    ("/korea/share/bridge?rate=1156", "Won per dollar: 1156"),
    ("/korea/share?span=2016&leave-out=land", "Leave out: Rental value of land"),
    ("/korea/years?in=USD&prices=2020", "Prices of: 2020"),
    ("/korea/operational?plan=b-1b 1x13", "Plan: b-1b 1x13"),
]


@pytest.mark.parametrize(("place", "told"), SAID)
def test_the_question_stands_in_words(place: str, told: str, site: Site) -> None:
    page = site.get(address(place, "en")).text
    scenario = re.search(r'<p class="scenario">(.*?)</p>', page)
    assert scenario is not None
    assert told in html.unescape(scenario[1])
    assert page.index('class="scenario"') < page.index('class="headline"')


@pytest.mark.parametrize("place", [*EXTRA, *STATES])
def test_the_lines_that_repeat_a_page_give_its_answer(place: str, site: Site) -> None:
    page = site.get(address(place, "en")).text
    (line,) = re.findall(r"The same in a terminal: <code>burdenshare (.*?)</code>", page)
    (asked,) = re.findall(r"burdenshare\.ask\((.*?)\)</code>", page)
    (api,) = re.findall(r"Over HTTP: <code>http://[^/]+(.*?)</code>", page)
    here = json.loads(site.get(html.unescape(api)).text)
    assert json.loads(printed([*shlex.split(html.unescape(line)), "--json"])) == here
    python = burdenshare.ask(eval(html.unescape(asked)))
    assert json.loads(data.as_json(python.content(), words("en"))) == here


def test_every_definition_is_a_dot(site: Site) -> None:
    page = site.get("/korea/share/multiverse?span=2016&definition=official&lang=en").text
    told = json.loads(site.get("/api/v1/korea/multiverse?span=2016&definition=official").text)
    count = 1
    for _, options in told["choices"]:
        count *= len(options)
    assert count == told["definitions"] == len(told["each"])
    assert page.count('class="dot"/>') == count
    part = site.get("/korea/share/multiverse?span=2016&definition=official&only=land").text
    assert part.count('class="dot"/>') == count // 2


def test_years_in_two_currencies_are_drawn_whole_in_one(site: Site) -> None:
    """The won part of 1999 alone would be 257.5; with its dollars it is 425.5."""
    page = site.get("/korea/years?lang=en").text
    chart = re.search(r'<figure class="frame".*?</figure>', page, re.DOTALL)
    assert chart is not None
    rows = dict(re.findall(r"rowheader\">(\d{4})</th>.*?>([\d,.]+)</a>", chart[0], re.DOTALL))
    assert rows["1999"] == "425.5"
    assert rows["1991"] == "107.3"
    assert rows["2026"] == "1,519.2"
    assert [*rows] == sorted(rows)
    assert "converted at the average rate" in chart[0]


def test_agreements_stand_side_by_side_and_differences_are_marked(site: Site) -> None:
    page = site.get("/korea/agreements/11?beside=12&lang=en").text
    rows = re.findall(r"<tr><td>(.*?)</tr>", page)
    marks = {re.sub("<.*?>", "", row.split("</td>")[0]): row for row in rows}
    assert "≠ differs" in marks["Rule"]
    assert "cap" in marks["Rule"]
    same = site.get("/korea/agreements/8?beside=9&lang=en").text
    assert re.search(r"<td>Rule</td>.*?<td>same</td>", same)
    assert site.get("/korea/agreements/8?beside=8&lang=ko").status == 400


def test_a_year_leads_to_its_neighbours(site: Site) -> None:
    page = site.get("/korea/years/2016?lang=en").text
    assert 'rel="prev" href="/korea/years/2015?' in page
    assert 'rel="next" href="/korea/years/2017?' in page
