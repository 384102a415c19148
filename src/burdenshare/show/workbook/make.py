"""A workbook of an answer: the answer, assumptions, steps, records, documents, and how to make it
again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from burdenshare.show import marks
from burdenshare.show.amounts import Numbers
from burdenshare.show.tables import Sheet
from burdenshare.show.workbook import answer, ledger, operations, paper, shares, sums
from burdenshare.show.workbook.cells import Cell, Leaf, heads, text
from burdenshare.show.workbook.kinds import Board, Calculator, Checks, Kind, Side, Yearly
from burdenshare.show.workbook.trace import Trace
from burdenshare.vocabulary import Source, Step

SOURCE_HEADS = ("id", "date", "publisher", "title", "language", "kind", "link")


@dataclass(frozen=True)
class Asked:
    """An answer as a workbook wants it: its parts, and what it is made from."""

    title: str
    lead: str
    tables: Iterable[Sheet]
    lines: Sequence[str]
    steps: Sequence[Step]
    shown: Mapping[str, Step]
    kind: Kind | None
    numbers: Numbers
    sources: Mapping[str, Source]
    command: str
    program: str
    version: str


def made(asked: Asked) -> bytes:
    """The bytes of the workbook."""
    leaves = laid(asked)
    words = asked.numbers.words
    about = words.say("workbook", "made-by", command=asked.command, version=asked.version)
    return paper.bound(leaves, asked.title, about, _newest(asked.sources), words.language)


def laid(asked: Asked) -> list[Leaf]:
    """The sheets of the workbook."""
    say = asked.numbers.words.say
    trace = Trace(asked.numbers, asked.sources)
    first = Leaf(say("workbook", "answer"))
    moving = bool(asked.steps)
    _head(first, asked, moving)
    more = _kind(first, asked, trace)
    leaves = [first, *more]
    told = [sheet for sheet in asked.tables if sheet.title or sheet.rows or sheet.notes]
    if told:
        page = first
        if isinstance(asked.kind, Board | Yearly | Side | Calculator):
            page = Leaf(say("workbook", "tables"))
            page.add(text(say("workbook", "tables"), "title"))
            page.add(text(say("workbook", "tables-note"), "note"))
            page.add()
            leaves.append(page)
        answer.tables(page, told, asked.shown, trace, moving)
    answer.lines(first, asked.lines, moving)
    trace.all(asked.steps)
    return [*leaves, *trace.leaves(), _sources(asked, trace), _about(asked)]


def _head(leaf: Leaf, asked: Asked, moving: bool) -> None:
    say = asked.numbers.words.say
    leaf.add(text(asked.title, "title"))
    if asked.lead:
        told = say("workbook", "as-asked", answer=marks.plain(asked.lead))
        leaf.add(text(told, "fixed" if moving else "text"))
    leaf.add(text(say("workbook", "made-by", command=asked.command, version=asked.version), "note"))
    leaf.add(text(say("workbook", "fixed-note") if moving else "", "fixed"))


def _kind(leaf: Leaf, asked: Asked, trace: Trace) -> list[Leaf]:
    """What an answer has of its own; the sheets it needs besides."""
    match asked.kind:
        case Board():
            return shares.board(leaf, asked.kind, trace)
        case Yearly():
            sums.yearly(leaf, asked.kind, trace)
        case Side():
            sums.side(leaf, asked.kind, trace)
        case Calculator():
            operations.calculator(leaf, asked.kind, trace)
        case Checks():
            ledger.checks(leaf, asked.kind, trace)
        case None:
            pass
    return []


def _sources(asked: Asked, trace: Trace) -> Leaf:
    """The documents that the numbers rest on, with their addresses."""
    say = asked.numbers.words.say
    leaf = Leaf(say("workbook", "sources"), widths=(28, 12, 30, 70, 9, 12, 60), frozen=(4, 0))
    leaf.add(text(say("workbook", "sources"), "title"))
    leaf.add(text(say("workbook", "sources-note"), "note"))
    leaf.add()
    leaf.add(*heads(*(say("workbook", f"head-{key}") for key in SOURCE_HEADS)))
    korean = asked.numbers.words.language == "ko"
    for name in sorted(trace.cited):
        one = asked.sources.get(name)
        if one is None:
            leaf.add(text(name))
            continue
        leaf.add(
            text(one.id), text(one.date), text(one.publisher),
            text(one.title_ko if korean else one.title), text(one.language), text(one.kind),
            Cell(one.url, link=one.url),
        )  # fmt: skip
    return leaf


def _about(asked: Asked) -> Leaf:
    say = asked.numbers.words.say
    leaf = Leaf(say("workbook", "about"), widths=(28, 110))
    leaf.add(text(say("workbook", "about"), "title"))
    leaf.add()
    for key, value in (
        ("about-program", f"burdenshare {asked.program}"),
        ("about-data", asked.version),
        ("about-command", asked.command),
        ("about-python", f"burdenshare.ask({asked.command.removeprefix('burdenshare ')!r})"),
        ("about-licence", say("web", "licence")),
    ):
        leaf.add(text(say("workbook", key), "strong"), text(value))
    leaf.add()
    for line in say("workbook", "about-note").split("\n"):
        leaf.add(text(line, "note"))
    return leaf


def _newest(sources: Mapping[str, Source]) -> datetime:
    """The day of the newest document: the file says no other day."""
    days = [one.date for one in sources.values() if len(one.date) == len("2018-07-24")]
    return datetime.fromisoformat(max(days, default="1980-01-01"))
