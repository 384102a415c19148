"""Every mark that stands beside a number is explained where it stands, and no other is: over all
kinds of answers, in both languages, and through every door that prints them."""

from __future__ import annotations

import html
import io
import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import pypdf
import pytest

from burdenshare.answers import answer, forms
from burdenshare.answers.asked import Answer, Asked
from burdenshare.answers.commands import COMMANDS, given
from burdenshare.show import legends
from burdenshare.show.letters import in_font
from burdenshare.show.paper.document import plain
from burdenshare.show.tables import Column, Sheet
from burdenshare.show.words import words
from tests.serving import Site
from tests.workbook.made import LINES as WORKBOOKS

ELSEWHERE = ("serve", "new", "export", "run", "reproduce", "report", "diff", "check", "sources")
"""Commands that print no table of numbers, or write files."""
MORE = [
    "share korea 2019", "share korea 2010", "share korea 2018", "share ruritania 2021",
    "bridge korea 2016 official full-pay --assume us-nonpay='KRW 1280 bn',us-pay=interpolate",
    "agreement korea 5", "agreement korea 11 --beside 12", "talks korea 11",
    "operations korea --category 2019", "operations korea --budget 'USD 5 bn'",
    "brief korea --as-of 2018-07-24", "compare korea sma-12,us-twice --assume cpi-kr=2.0",
    "payments korea --year 2003", "payments ruritania", "claims korea --as-of 2016-12-31",
    "compare korea sma-12,eleventh-carried-on --futures 256 --assume cpi-kr=2.0",
]  # fmt: skip
LINES = [*dict.fromkeys(
    re.sub(r" --(lang \w\w|md)", "", line.removeprefix("burdenshare "))
    for line in (
        *WORKBOOKS.values(), *MORE,
        *(e for c in COMMANDS if c.name not in ELSEWHERE for e in c.examples
          if "--futures" not in e and "--save" not in e),
    )
    if not line.removeprefix("burdenshare ").startswith(ELSEWHERE)
)]  # fmt: skip

MARK = re.compile(
    r"(?<=[\w%)])\*(?![\w.*])"  # 8,361*, and no name of a file
    r"|\(\?\)|(?<=[\d)])\?|^≥?\?$"
    r"|\(\+\d+\)"
    r"|≠(?= \D{0,4}\d)|(?<=[\w*†‡)][ \xa0])≠$"
    r"|[†‡≈○§¶‖※°⁂•◦★☆▲▼△▽ᵃᵇ¹²³⁴⁵]"
)
LEGEND = re.compile(r"(?:^|· )([*†‡≠≈○]|\(\?\)|\(\+n\)|\?)[ :]|(\?) behind|뒤의 (\?):")


def asked(line: str, language: str) -> tuple[Answer, Asked]:
    told = given([*shlex.split(line), "--lang", language])
    speech = words("ko" if language == "ko" else "en")
    return answer(Asked(told, speech, 100, date.today()))


def in_tables(held: Answer) -> Iterator[tuple[list[str], list[str]]]:
    """The cells and the notes of all tables: they are explained together, as they stand."""
    sheets = [*held.tables()]
    yield (
        [plain(cell) for sheet in sheets for row in sheet.rows for cell in row],
        [plain(line) for sheet in sheets for note in sheet.notes for line in note.split("\n")],
    )


def in_charts(held: Answer) -> Iterator[tuple[list[str], list[str]]]:
    """Of each chart its marks and its notes: it is a picture alone."""
    for chart in filter(None, held.charts()):
        texts = [t for row in chart.rows for t in (row.small, row.value, row.after, row.end)]
        yield [plain(text) for text in texts], [plain(note) for note in chart.notes]


def marks_in(texts: Iterable[str]) -> set[str]:
    found = {mark for text in texts for mark in MARK.findall(text)}
    return {"(+n)" if one.startswith("(+") else one.removeprefix("≥") for one in found}


def explained_in(notes: Iterable[str]) -> set[str]:
    return {next(filter(None, found)) for note in notes for found in LEGEND.findall(note)}


@cache
def told(line: str, language: str) -> tuple[set[str], ...]:
    """Marks without a legend and legends without a mark, in the tables and in each chart."""
    held, _ = asked(line, language)
    found = []
    for cells, notes in (*in_tables(held), *in_charts(held)):
        others = [one for one in notes if not LEGEND.search(one)]
        marks, known = marks_in([*cells, *others]), explained_in(notes)
        found += [marks - known, known - marks]
    facts = [plain(str(fact["sentence"])) for fact in held.facts()]
    lines = held.lines() if held.lines is not None else ()  # they say in words what a mark says
    said = [re.sub(r" {4}\w[\w.-]*: .*|^.*“.*” — ", "", plain(line)) for line in lines]
    return (*found, marks_in([*facts, plain(held.lead()), *said]) - {"≠"})


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("line", LINES)
def test_every_mark_has_its_legend_and_every_legend_its_mark(line: str, language: str) -> None:
    assert set().union(*told(line, language)) == set()


def test_the_marks_that_there_are_were_all_met() -> None:
    """Else the test above would prove nothing of them."""
    met: set[str] = set()
    for line in LINES:
        held, _ = asked(line, "en")
        for cells, _ in (*in_tables(held), *in_charts(held)):
            met |= marks_in(cells)
    assert met == {"*", "†", "‡", "≈", "≠", "○", "?", "(?)", "(+n)"}


def test_a_mark_without_a_legend_is_found() -> None:
    assert marks_in(["1,280‡", "archive/*.csv", "50?", "What is it?", "$1 mn (+3)"]) == {
        "‡", "?", "(+n)",
    }  # fmt: skip
    assert explained_in(["* computed · † assumed", "연도 뒤의 ?: 문서에"]) == {"*", "†", "?"}


def test_a_mark_is_told_once_and_where_it_stands_first() -> None:
    columns = (Column("what"), Column("sum", True))
    bare = Sheet("", columns, (("a", "1.0"),))
    first = Sheet("", columns, (("a", "1.0*"),))
    other = Sheet("", columns, (("a", "1.0*"), ("b", "2.0†")))
    held = [*legends.of_sheets((bare, first, other), words("en"))]
    assert [sheet.notes for sheet in held] == [(), ("* computed",), ("† assumed",)]


def test_a_table_that_says_what_its_mark_means_is_left_as_it_is() -> None:
    own = Sheet("", (Column("sum", True),), (("1.0†",),), ("† Assumed: as in 2016.",))
    assert [*legends.of_sheets([own], words("en"))] == [own]


# -- through the doors -----------------------------------------------------------------------------

PRINTED = [
    "share korea 2016", "share korea 2016 official", "payments korea --years 1999-2004",
    "operations korea 2017", "compare korea sma-12,eleventh-carried-on --assume cpi-kr=2.0",
]  # fmt: skip


def text_of(content: bytes, form: str) -> str:
    if form == "pdf":
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        return "".join(page.extract_text() for page in pages)
    if form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        return "".join(
            str(cell) for leaf in book for row in leaf.iter_rows(values_only=True) for cell in row
        )
    text = content.decode()
    return html.unescape(re.sub(r"<[^>]+>", "", text)) if form == "html" else text


def squeezed(text: str) -> str:
    return re.sub(r"[\s\\]", "", in_font(plain(text)))


@pytest.mark.parametrize("form", ["txt", "md", "html", "pdf", "xlsx"])
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("line", PRINTED)
def test_a_legend_is_printed_by_every_door(
    line: str, language: str, form: str, tmp_path: Path
) -> None:
    held, question = asked(f"{line} --save {tmp_path}/answer.{form}", language)
    text = squeezed(text_of(forms.made(held, question, form), form))
    drawn = form in ("md", "html", "pdf")  # the others hold no chart
    wanted = [one for _, notes in in_tables(held) for one in notes if LEGEND.search(one)]
    if drawn:
        wanted += [one for _, notes in in_charts(held) for one in notes if LEGEND.search(one)]
    assert wanted or (form in ("txt", "xlsx") and line == "share korea 2016")
    for one in wanted:
        assert squeezed(one) in text, one


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(("line", "path"), [
    ("share korea 2016", "share?span=2016"),
    ("operations korea 2017", "operational/2017?"),
    ("payments korea --years 1999-2004", "years?years=1999-2004"),
])  # fmt: skip
def test_a_legend_stands_on_the_page(line: str, path: str, language: str, site: Site) -> None:
    page = squeezed(text_of(site.get(f"/korea/{path}&lang={language}").content, "html"))
    held, _ = asked(line, language)
    parts = (*in_tables(held), *in_charts(held))
    wanted = [one for _, notes in parts for one in notes if LEGEND.search(one)]
    assert wanted
    for one in wanted:
        assert squeezed(one) in page, one


def test_a_picture_says_what_its_own_marks_mean() -> None:
    """A chart that was already explained is not explained again."""
    held, _ = asked("share korea 2016", "en")
    (chart,) = held.charts()
    assert chart is not None
    rows = tuple(replace(row, value=f"{row.value}†") for row in chart.rows)
    (other,) = legends.of_charts([replace(chart, rows=rows)], words("en"))
    assert other is not None
    assert [*other.notes][len(chart.notes) :] == ["† assumed"]


def test_every_mark_is_a_letter_of_the_font_of_the_paper() -> None:
    assert in_font("*†‡?≈≠○") == "*†‡?≈≠○"
