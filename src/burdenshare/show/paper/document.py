"""The nouns of a document: what stands on it, in order, whatever it is written as."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias
from urllib.parse import quote

from burdenshare.show import marks, tables
from burdenshare.show.charts import Chart, Mark
from burdenshare.show.tables import Column, Sheet
from burdenshare.show.words import Words
from burdenshare.vocabulary import Source

Size: TypeAlias = Literal["a4", "letter"]
SIZES: tuple[Size, ...] = ("a4", "letter")


@dataclass(frozen=True)
class Sentence:
    """A sentence with the numbers of its references, where it is written, and its number's id."""

    text: str
    references: tuple[int, ...] = ()
    place: str = ""
    id: str = ""


@dataclass(frozen=True)
class Section:
    """Sentences under a heading."""

    title: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Lines:
    """Lines as they stand, with the blanks before them."""

    lines: tuple[str, ...]


Part: TypeAlias = Section | Lines | Sheet | Chart


@dataclass(frozen=True)
class Reference:
    """A document that the answer rests on, by its place in the order of the paper."""

    number: int
    id: str
    text: str
    url: str = ""
    reprint: str = ""
    """Said of a document that is later than the day of the question."""


@dataclass(frozen=True)
class Paper:
    """An answer as a document.

    ``again`` are the ways to make it again: each with its name, and where it is an address,
    that. ``pages`` is how many it should take on paper; 0 is as many as it needs.
    """

    words: Words
    title: str
    question: str
    lead: str
    notes: tuple[str, ...]
    parts: tuple[Part, ...]
    references: tuple[Reference, ...]
    again: tuple[tuple[str, str], ...]
    version: str
    pages: int = 0


def plain(text: str) -> str:
    """Text for people, without the letters of a terminal or of a page."""
    return marks.plain(text).replace(tables.HARD, " ")


def unmarked(part: Part) -> Part:
    """A table or a chart without the letters by which a page links its numbers."""
    if isinstance(part, Sheet):
        return replace(
            part, title=marks.plain(part.title), notes=tuple(map(marks.plain, part.notes)),
            rows=tuple(tuple(map(marks.plain, row)) for row in part.rows),
        )  # fmt: skip
    if isinstance(part, Chart):
        return replace(
            part, title=marks.plain(part.title), notes=tuple(map(marks.plain, part.notes)),
            rows=tuple(
                replace(
                    row, head=marks.plain(row.head), small=marks.plain(row.small),
                    value=marks.plain(row.value), after=marks.plain(row.after),
                    end=marks.plain(row.end),
                )
                for row in part.rows
            ),
        )  # fmt: skip
    return part


def ids_of(sheet: Sheet, known: Iterable[str] = ()) -> Iterator[str]:
    """Row by row, each number of a table with its id; each id once, and none that is known."""
    told_of = {"", *known}
    for row in sheet.rows:
        new = {name: text for cell in row for text, name in marks.parts(cell)}
        told = [f"{plain(text)} = {name}" for name, text in new.items() if name not in told_of]
        told_of |= {*new}
        if told:
            yield f"{plain(row[0])}: {', '.join(told)}"


def used(sheet: Sheet) -> tuple[tuple[Column, ...], tuple[tuple[str, ...], ...]]:
    """The columns that say something, and their cells."""
    kept = [
        n
        for n, column in enumerate(sheet.columns)
        if column.head.strip() or any(row[n].strip() for row in sheet.rows)
    ]
    columns = tuple(sheet.columns[n] for n in kept)
    return columns, tuple(tuple(plain(row[n]) for n in kept) for row in sheet.rows)


def of_chart(chart: Chart) -> tuple[tuple[str, ...], ...]:
    """The rows of a chart as cells: head, value, choices, what is said behind, what is reached."""
    rows = [_cells(mark, chart.choices) for mark in chart.rows]
    kept = [n for n in range(5) if any(row[n] for row in rows)]
    return tuple(tuple(row[n] for n in kept) for row in rows)


def _cells(mark: Mark, choices: Sequence[str]) -> tuple[str, ...]:
    chosen = ", ".join(name for name, yes in zip(choices, mark.chosen, strict=False) if yes)
    head = f"{mark.head} {mark.small}".strip()
    return tuple(plain(text) for text in (head, mark.value, chosen, mark.after, mark.end))


_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*[A-Za-z0-9]")


def documents_of(part: Part, known: Mapping[str, object]) -> Iterator[str]:
    """Ids of documents that stand in a part, in the order in which they stand there."""
    if isinstance(part, Chart):
        yield from part.documents
    for text in _texts(part):
        yield from (word for word in _ID.findall(text) if word in known)


def _texts(part: Part) -> Iterable[str]:
    if isinstance(part, Sheet):
        for row in part.rows:
            yield from (plain(cell) for cell in row)
        yield from part.notes
    elif isinstance(part, Lines):
        yield from part.lines
    elif isinstance(part, Chart):
        yield from part.notes


def references(
    names: Iterable[str], sources: Mapping[str, Source], words: Words, day: str
) -> tuple[Reference, ...]:
    """The documents, each once, numbered in this order."""
    return tuple(
        _reference(number, name, sources[name], words, day)
        for number, name in enumerate(dict.fromkeys(n for n in names if n in sources), 1)
    )


def _reference(number: int, name: str, one: Source, words: Words, day: str) -> Reference:
    title = one.title_ko if words.language == "ko" else one.title
    text = words.say("paper", "reference", publisher=one.publisher, title=title, date=one.date)
    reprint = words.say("brief", "reprint") if one.date > day else ""
    url = quote(one.url, safe="/:?#[]@!$&'()*+,;=%~-._")  # letters that every font has
    return Reference(number, name, text, url, reprint)
