"""What the marks beside numbers mean: told under the first table in which a mark stands, and under
each chart that has one; a mark that does not stand there is not told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from burdenshare.show import marks
from burdenshare.show.amounts import MARKS
from burdenshare.show.charts import Chart
from burdenshare.show.tables import HARD, Sheet
from burdenshare.show.words import Words

_NUMBER = r"[\w%)]"
EVERYWHERE: Mapping[str, re.Pattern[str]] = {
    "computed": re.compile(rf"(?<={_NUMBER})\*(?![\w.*])"),
    "assumed": re.compile("†"),
    "projected": re.compile("‡"),
    "differing": re.compile(r"≠ \D{0,4}\d"),
}
"""Marks that mean the same wherever they stand."""

OWN: Mapping[str, re.Pattern[str]] = {
    "derived": re.compile("‡"),
    "doubtful": re.compile(r"\(\?\)"),
    "no-number": re.compile(r"^≥?\?$"),
    "lacking": re.compile(r"\(\+\d+\)"),
    "rival": re.compile(r"\d[^/]* / \S*\d"),
    "converted": re.compile("≈"),
    "parts": re.compile(r"\d[^+\d]* \+ \D{0,4}\d"),
    "no-sum": re.compile("^○$"),
}
"""Marks of single tables, which say that they have them."""

GAPS = ("not-published", "withheld", "not-applicable", "not-yet")
LEDGER = ("rival", "converted", "parts", *GAPS)
"""Marks of tables in which sums of documents stand side by side."""

LINES = (("computed", "assumed", "projected"), ("rival", "converted", "parts", "no-sum"),
         GAPS)  # fmt: skip
"""Which meanings stand on one line; every other has a line of its own."""


def of_sheets(sheets: Iterable[Sheet], words: Words) -> Iterator[Sheet]:
    """The tables of one answer, each mark told where it is first used."""
    told: set[str] = set()
    for sheet in sheets:
        found = [one for one in _of_sheet(sheet, words) if _meaning(one, words) not in told]
        told |= {_meaning(one, words) for one in found}
        yield replace(sheet, notes=(*sheet.notes, *_lines(found, words))) if found else sheet


def of_charts(charts: Iterable[Chart | None], words: Words) -> Iterator[Chart | None]:
    """The charts of one answer, each with what its own marks mean: it is also a picture alone."""
    for chart in charts:
        if chart is None:
            yield None
            continue
        rows = [text for row in chart.rows for text in (row.value, row.after, row.end)]
        held = [_plain(text) for text in (*rows, *chart.notes, chart.title)]
        found = [name for name, mark in EVERYWHERE.items() if any(map(mark.search, held))]
        yield replace(chart, notes=(*chart.notes, *_lines(found, words))) if found else chart


def _of_sheet(sheet: Sheet, words: Words) -> Iterator[str]:
    """The marks that stand in a table and in its notes, but those that a note of it explains."""
    cells = [_plain(cell) for row in sheet.rows for cell in row]
    notes = [_plain(line) for note in sheet.notes for line in note.split("\n")]
    explained = {line[:1] for line in notes if line[:1] in MARKS.values()}
    said = [line for line in notes if line[:1] not in MARKS.values()]
    own = {name: OWN[name] for name in sheet.marks if name in OWN}
    theirs = {mark.pattern for mark in own.values()}
    for name, mark in EVERYWHERE.items():
        if mark.pattern in theirs or MARKS.get(name) in explained:
            continue
        if any(map(mark.search, (*cells, *said))):
            yield name
    sums = _sums(sheet)
    for name, mark in own.items():
        if any(map(mark.search, sums)):
            yield name
    pieces = {piece for cell in sums for piece in re.split(r" [/+≈] ", cell)}
    yield from (
        name for name in sheet.marks if name in GAPS and words.say("gap-mark", name) in pieces
    )


def _sums(sheet: Sheet) -> list[str]:
    """The cells of the columns of numbers; of a table without any, all."""
    numbers = [n for n, column in enumerate(sheet.columns) if column.number]
    return [_plain(row[n]) for row in sheet.rows for n in numbers or range(len(row))]


def _lines(names: Iterable[str], words: Words) -> Iterator[str]:
    """The meanings in lines: short ones that belong together side by side."""
    held = dict.fromkeys(names)
    for _, group in groupby(held, key=_line):
        yield " · ".join(_meaning(name, words) for name in group)


def _line(name: str) -> object:
    return next((line for line in LINES if name in line), name)


def _meaning(name: str, words: Words) -> str:
    return words.say("legend", name)


def _plain(text: str) -> str:
    return marks.plain(text).replace(HARD, " ")
