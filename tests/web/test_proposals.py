"""The page of proposals: what is seen first, what can be turned, and what is told of bad input."""

from __future__ import annotations

import csv
import html
import re
import tomllib
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from urllib.parse import urljoin

import pytest

from burdenshare.cli import main
from burdenshare.show.words import words
from tests.serving import Site
from tests.written import ROOT

PAGE = "/korea/proposals"
FOUR = f"{PAGE}?names=sma-12,eleventh-carried-on,eighth-carried-on,us-five-billion&futures=1000"


def headline(page: str) -> str:
    found = re.search(r'<p class="headline"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert found is not None
    return html.unescape(re.sub("<[^>]+>", "", found[1])).replace("\u00a0", " ")


def notices(page: str) -> list[str]:
    return [html.unescape(one) for one in re.findall(r'<p class="notice"[^>]*>(.*?)</p>', page)]


def test_the_rate_of_a_sum_in_dollars_stands_under_the_table_and_leads_to_its_line(
    site: Site,
) -> None:
    for language, before in (
        ("en", "In dollars: every year at "), ("ko", "달러 환산 환율: 모든 해에 "),
    ):  # fmt: skip
        page = site.get(f"{PAGE}?names=sma-12&assume.cpi-kr=2.0&lang={language}").text
        after = page.partition(before)[2]
        assert re.match(r'<a class="n"[^>]*krw-per-usd-\d{4}-first', after), after[:200]


def test_the_first_sentence_is_the_finding(site: Site) -> None:
    page = site.get(f"{PAGE}?names=sma-12,eighth-carried-on&assume.cpi-kr=2.0&lang=en").text
    assert headline(page) == (
        "Over 2026–2030 “12th Special Measures Agreement” costs ₩7.91 trillion with Consumer "
        "prices, Korea at 2.0 %. At its cap it is ₩8.20 trillion. “Rule of the 8th and 9th from "
        "2026, cap 4 %” costs ₩438.0 billion less."
    )
    numbered = re.search(r'<p class="headline".*?</p>', page, re.DOTALL)
    assert numbered is not None
    assert numbered[0].count('class="n"') == 4


@pytest.mark.parametrize("language", ["en", "ko"])
def test_ranges_stand_in_tables_and_in_a_chart_of_fans(language: str, site: Site) -> None:
    page = site.get(f"{FOUR}&lang={language}").text
    say = words("ko" if language == "ko" else "en").say
    for key in ("pairs", "regret", "dollars", "bounds"):
        assert f"<h2>{say('fans', key)}</h2>" in page
    figure = re.search(r'<table class="chart fans.*?</table>', page, re.DOTALL)
    assert figure is not None
    assert figure[0].count('<svg class="fan"') == 3  # the ask of one year is not run
    assert say("outlook", "refused-no-terms") in page
    table = site.get(f"{FOUR}&lang={language}&view=table").text
    assert "<polygon" not in table
    assert 'class="chart fans' in table


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_fans_come_as_pictures_and_to_be_shown_elsewhere(language: str, site: Site) -> None:
    svg = site.get(f"{FOUR}&lang={language}&form=svg&chart=1")
    assert svg.status == 200
    assert svg.text.count("<polygon") == 6
    assert site.get(f"{FOUR}&lang={language}&form=png&chart=1").status == 200
    assert "<polygon" in site.get(f"{FOUR}&lang={language}&form=embed&chart=1").text


def test_each_rate_is_a_field_of_its_own(site: Site) -> None:
    """A field a series; what they say is one assumption in the address that is cited."""
    told = "assume.cpi-kr=2.5&assume.defence-budget-growth-kr="
    page = site.get(f"{PAGE}?names=sma-12,eighth-carried-on&{told}&lang=en").text
    fields = dict(re.findall(r'name="assume\.([a-z-]+)" value="([^"]*)" type="number"', page))
    assert fields == {
        "cpi-kr": "2.5", "defence-budget-growth-kr": "", "gdp-deflator-kr": ""
    }  # fmt: skip
    assert "assume=cpi-kr%3D2.5" in page
    assert "--assume cpi-kr=2.5" in page
    same = site.get(f"{PAGE}?names=sma-12,eighth-carried-on&assume=cpi-kr=2.5&lang=en").text
    assert headline(same) == headline(page)
    other = site.get(f"{PAGE}?names=sma-12&assume=defence-budget-growth-rounded=1&lang=en").text
    assert 'name="assume" value="defence-budget-growth-rounded=1"' in other


def on_record(series: str, first: int, vintages: tuple[str, ...]) -> list[Decimal]:
    """The figures of a series from a year on, read from its file alone."""
    with (ROOT / f"dossiers/korea/series/{series}.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if int(row["year"]) >= first]
    found: dict[int, Decimal] = {}
    for wanted in reversed(vintages):
        found |= {int(r["year"]): Decimal(r["value"]) for r in rows if r["vintage"] == wanted}
    return [found[year] for year in sorted(found)]


@pytest.mark.parametrize(
    ("series", "driver", "first", "vintages", "last_five", "high"),
    [("cpi-kr", "cpi", 1989, ("first", "today"), "3.1", "5.1"),
     ("defence-budget-growth-kr", "budget", 2000, ("first",), "5.0", "8.2"),
     ("gdp-deflator-kr", "deflator", 1989, ("today",), "1.4", "3.2")],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_can_be_taken_is_what_the_record_gives(
    language: str, series: str, driver: str, first: int, vintages: tuple[str, ...],
    last_five: str, high: str, site: Site,
) -> None:  # fmt: skip
    """The mean of five recorded years and the highest of ten, as an office prints them; each leads
    to the answer with it, and to the figures it is made of."""
    known = on_record(series, first, vintages)
    tenth = Decimal("0.1")
    assert (sum(known[-5:], Decimal(0)) / 5).quantize(tenth, ROUND_HALF_UP) == Decimal(last_five)
    assert max(known[-10:]).quantize(tenth, ROUND_HALF_UP) == Decimal(high)
    page = site.get(f"{PAGE}?names=sma-12&assume=step=3.5&as-of=2026-11-01&lang={language}").text
    taken = dict(re.findall(
        rf'<a class="preset" href="([^"]+)" data-of="o-assume.{series}" data-rate="([^"]+)"', page
    ))  # fmt: skip
    assert [*taken.values()] == [last_five, high]
    there = site.get(PAGE + html.unescape(next(iter(taken)))).text
    assert f'name="assume.{series}" value="{last_five}"' in there
    assert f"step=3.5,{series}={last_five}" in there
    assert "--as-of 2026-11-01" in there
    link = re.search(rf'href="(/korea/n/preset-{driver}-last-five[^"]*)"', page)
    assert link is not None
    told = html.unescape(re.sub("<[^>]+>", "", site.get(html.unescape(link[1])).text))
    assert len(set(re.findall(rf"\[({series}-\d{{4}}-(?:first|today))\]", told))) == 5


def test_a_word_stands_for_a_rate_of_the_record(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    """Through every door the same, and the reader is told the rate and where it comes from."""
    page = site.get(f"{PAGE}?names=sma-12&assume.cpi-kr=last-five&lang=en").text
    same = site.get(f"{PAGE}?names=sma-12&assume.cpi-kr=3.1&lang=en").text
    assert headline(page) == headline(same)
    assert 'name="assume.cpi-kr" value="3.1"' in page
    (note,) = notices(page)
    assert re.sub("<[^>]+>", "", note).replace("\u00a0", " ") == (
        "cpi-kr = 3.1 %: mean of the last five years on record, 2021–2025 (preset-cpi-last-five)."
    )
    assert "explain=preset-cpi-last-five" in note
    main(["compare", "korea", "sma-12", "--assume", "cpi-kr=last-five", "--lang", "en"])
    told = capsys.readouterr()
    assert "preset-cpi-last-five" in told.err
    main(["compare", "korea", "sma-12", "--assume", "cpi-kr=3.1", "--lang", "en"])
    assert told.out == capsys.readouterr().out
    for word in ("krw-per-usd=high", "cpi-kr=forecast", "real-gdp-growth-kr=high"):
        assert site.get(f"{PAGE}?names=sma-12&assume={word}&lang=en").status == 400


def test_what_was_not_known_on_a_day_cannot_be_taken(site: Site) -> None:
    """On a page that is refused as well: the 10th was not known then. No day at all keeps the
    choices that were made."""
    page = site.get(f"{PAGE}?names=sma-09&as-of=never&assume.cpi-kr=2.5&lang=en")
    assert page.status == 400
    assert 'name="assume.cpi-kr" value="2.5"' in page.text
    for name, status in (("sma-09", 200), ("sma-10", 404)):
        page = site.get(f"{PAGE}?names={name}&as-of=2018-07-24&lang=en")
        assert page.status == status
        rates = re.findall(r'data-of="o-assume.cpi-kr" data-rate="([^"]+)"', page.text)
        assert rates == ["1.2", "4.7"]
        assert "(2013–2017)" in page.text


def test_a_slider_holds_all_of_the_record_and_is_not_sent(site: Site) -> None:
    """It has no name, so that without scripts only the field is sent; it is not shown then."""
    page = site.get(f"{PAGE}?names=sma-12&assume.cpi-kr=-2.5&lang=ko").text
    sliders = re.findall(r'<input type="range"[^>]*>', page)
    assert len(sliders) == 3
    assert not [one for one in sliders if " name=" in one]
    assert 'min="-1" max="10" step="0.1" value="-2.5"' in sliders[0]
    assert 'aria-valuetext="연 −2.5%"' in sliders[0]
    assert 'aria-valuetext="가정하지 않음"' in sliders[1]
    assert 'min="-6" max="13"' in sliders[1]
    assert "/static/slide.js" in page
    assert "/static/slide.js" not in site.get("/korea/share?lang=ko").text


def test_every_proposal_is_listed_with_whose_it_is_and_the_day(site: Site) -> None:
    page = site.get(f"{PAGE}?lang=en").text
    assert "12th Special Measures Agreement (signed, 2024-11-04)" in page
    listed = re.findall(r'name="names" value="([a-z0-9-]+)"', page)
    files = {path.stem for path in (ROOT / "dossiers/korea/proposals").glob("*.toml")}
    assert files <= set(listed)


def test_one_alone_invites_a_second(site: Site) -> None:
    page = site.get(f"{PAGE}?names=sma-12&lang=en").text
    invited = re.search(r"<h2>One alone.*?</section>", page, re.DOTALL)
    assert invited is not None
    links = [html.unescape(one) for one in re.findall(r'href="([^"]+)"', invited[0])]
    assert len(links) == 3
    for link in links:
        there = site.get(link)
        assert there.status == 200
        assert "One alone" not in there.text


def test_ranges_are_one_step_away(site: Site) -> None:
    page = site.get(f"{PAGE}?names=sma-12,eighth-carried-on&lang=ko").text
    link = re.search(r'<a href="([^"]+futures=1000[^"]*)"', page)
    assert link is not None
    there = site.get(urljoin(PAGE, html.unescape(link[1]))).text
    assert '<svg class="fan"' in there
    assert "1,024" in headline(there)
    assert "futures=1000" not in site.get("/ruritania/proposals?lang=en").text


@pytest.mark.parametrize(("rate", "doubted"), [("40", True), ("-10.1", True), ("30", False),
                                               ("-10", False)])  # fmt: skip
def test_growth_that_is_seldom_meant_is_asked_about_and_computed(
    rate: str, doubted: bool, site: Site
) -> None:
    page = site.get(f"{PAGE}?names=sma-12,eighth-carried-on&assume.cpi-kr={rate}&lang=en")
    assert page.status == 200
    assert bool(notices(page.text)) is doubted
    if doubted:
        (told,) = notices(page.text)
        assert told.startswith(f"cpi-kr = {rate.replace('-', '−')} %: growth below −10")
        assert "--meant" not in told
        link = re.search(r'<a href="([^"]+)">Yes, it is meant</a>', told)
        assert link is not None
        meant = site.get(link[1])
        assert (meant.status, notices(meant.text)) == (200, [])
        assert headline(meant.text) == headline(page.text)
        assert f"--assume cpi-kr={rate} --meant" in meant.text
    assert "trillion" in headline(page.text)


@pytest.mark.parametrize("command", ["compare", "sweep"])
def test_a_terminal_says_how_to_mean_it(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [command, "korea", "sma-12", "--assume", "cpi-kr=40,step=-11", "--lang", "en"]
    main(asked)
    told = capsys.readouterr()
    assert told.err.count("was it meant?") == 2
    assert told.err.count("If it was, add --meant.") == 1
    main([*asked, "--meant"])
    again = capsys.readouterr()
    assert (again.err, again.out) == ("", told.out)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_cell_knows_its_heading_where_a_table_stands_in_one_column(
    language: str, site: Site
) -> None:
    page = site.get(f"{FOUR}&lang={language}").text
    tables = re.findall(r'<table class="sheet stack" role="table">.*?</table>', page, re.DOTALL)
    assert len(tables) >= 8
    for table in tables:
        heads = re.findall(r'<th scope="col" role="columnheader"[^>]*>(.*?)</th>', table)
        for row in re.findall(r'<tr role="row"><td.*?</tr>', table, re.DOTALL):
            assert re.findall(r'<td role="(\w+)"', row) == ["rowheader"] + ["cell"] * (
                len(heads) - 1
            )
            assert re.findall(r'data-head="([^"]*)"', row) == heads[1:]
    assert (
        "stack" not in site.get(f"/korea/agreements?lang={language}").text.partition("</style>")[2]
    )


@pytest.mark.parametrize(
    ("asked", "status", "told"),
    [("names=nothing", 404, "Nothing has the name"), ("futures=many", 400, "whole number"),
     ("seed=-1", 400, "whole number"), ("years=2030-2020", 400, "2030-2020"),
     ("assume.cpi-kr=two", 400, "not an assumption"), ("assume.nothing=2", 400, "nothing=2"),
     ("discount=x", 400, "not a percentage"), ("names=sma-12&clauses=on", 400, "exactly two")],
)  # fmt: skip
def test_bad_input_is_told_in_a_sentence(asked: str, status: int, told: str, site: Site) -> None:
    page = site.get(f"{PAGE}?{asked}&lang=en")
    assert page.status == status
    problem = re.search(r'<p class="problem" role="alert">(.*?)</p>', page.text, re.DOTALL)
    assert problem is not None
    assert told in html.unescape(problem[1])
    assert '<form method="get"' in page.text


@pytest.mark.parametrize("name", ["eleventh-carried-on", "sma-12"])
def test_the_text_of_each_stands_ready_to_be_copied(name: str, site: Site) -> None:
    page = site.get(f"{PAGE}?names=sma-12,eleventh-carried-on&lang=en").text
    link = re.search(rf'href="(/korea/agreements/{name}\?[^"]*text=on[^"]*)"', page)
    assert link is not None
    shown = site.get(html.unescape(link[1])).text
    text = re.search(r'<pre class="copied"[^>]*><code>(.*?)</code></pre>', shown, re.DOTALL)
    assert text is not None
    place, _, copied = html.unescape(text[1]).partition("\n")
    path = Path(place.removeprefix("# "))
    assert copied == (ROOT / path).read_text(encoding="utf-8")
    assert tomllib.loads(copied)["title"]["en"]


def test_the_text_on_a_past_day_holds_what_was_known(site: Site) -> None:
    """The 11th as it was known in its first months."""
    page = site.get("/korea/agreements/11?text=on&as-of=2021-05-01&lang=en").text
    text = re.search(r'<pre class="copied"[^>]*><code>(.*?)</code></pre>', page, re.DOTALL)
    assert text is not None
    days = re.findall(r"\b20\d\d-\d\d-\d\d\b", text[1])
    assert days
    assert max(days) <= "2021-05-01"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_up_to_four_stand_side_by_side(language: str, site: Site) -> None:
    """A column each with what it asks for; a fifth makes a row of each."""
    names = ["sma-12", "eleventh-carried-on", "eighth-carried-on", "twelfth-carried-on"]
    head = {"en": "What stands behind each", "ko": "각 안의 근거"}[language]
    first = {"en": "First sum", "ko": "첫해 금액"}[language]

    def table(names: list[str]) -> str:
        page = site.get(f"{PAGE}?names={','.join(names)}&assume=cpi-kr=2.0&lang={language}").text
        found = re.search(rf"<h2>{head}</h2>.*?</table>", page, re.DOTALL)
        assert found is not None
        return found[0]

    four = table(names)
    assert four.count('<th scope="col"') == 1 + 4
    rows = re.findall(r"<tr[^>]*><td[^>]*>(.*?)</tr>", four, re.DOTALL)
    ids = next(row for row in rows if "eighth-carried-on" in row)
    assert [ids.index(name) for name in names] == sorted(ids.index(name) for name in names)
    row = next(row for row in rows if row.startswith(first))
    assert {"en": "₩1,519.2", "ko": "1조"}[language] in row
    assert 'class="n"' in row
    five = table([*names, "twelfth-two-percent"])
    assert five.count("<tr") == 1 + 5
    assert first not in five
