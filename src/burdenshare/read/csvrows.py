"""CSV files to nouns, every problem with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar

from burdenshare.read.files import text_of
from burdenshare.read.structure import Fault, Slot, form, nearest
from burdenshare.vocabulary import Place, Placed, Problem

Noun = TypeVar("Noun", bound=Placed)


def rows_of(
    folder: Path, name: str, shown: str, kind: type[Noun], problems: list[Problem]
) -> tuple[Noun, ...]:
    text = text_of(folder, name, shown)
    if isinstance(text, Problem):
        problems.append(text)
        return ()
    return tuple(rows(text, shown, kind, problems))


def rows(text: str, shown: str, kind: type[Noun], problems: list[Problem]) -> Iterator[Noun]:
    """Each row of ``text`` as a ``kind``. Rows with a problem are told and left out."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        slots = _columns(next(reader, []), shown, kind, problems)
        if slots is None:
            return
        columns = [(slot.name, _cell_reader(slot)) for slot in slots]
        width = len(columns)
        make = maker(kind)
        before = reader.line_num
        for cells in reader:
            place, before = Place(shown, before + 1), reader.line_num
            if not any(cells):
                continue
            if len(cells) == width:
                row = _row(columns, cells, place, problems)
                if row is not None:
                    yield make(row)
            else:
                problems.append(_ragged(place, width, len(cells)))
    except csv.Error as error:
        problems.append(Problem(Place(shown, reader.line_num), "not-csv", {"reason": str(error)}))


def _cell_reader(slot: Slot) -> Callable[[str], Any]:
    return str.strip if slot.of is str and not slot.required else Cells(slot).__getitem__


class Cells(dict[str, Any]):
    """The values of a column's cells. Most columns say few different things many times, so each
    is read once; a fault is kept as what it is."""

    MOST = 10_000

    def __init__(self, slot: Slot) -> None:
        super().__init__()
        self.read = slot.from_cell
        self.empty = Fault("empty-cell") if slot.required else None

    def __missing__(self, cell: str) -> Any:
        written = cell.strip()
        try:
            value = self.read(written) if written else self.empty
        except Fault as fault:
            value = fault
        if len(self) < self.MOST:
            self[cell] = value
        return value


def _ragged(place: Place, expected: int, found: int) -> Problem:
    return Problem(place, "ragged-row", {"expected": str(expected), "found": str(found)})


def _columns(
    header: list[str], shown: str, kind: type[Placed], problems: list[Problem]
) -> list[Slot] | None:
    known = form(kind)
    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        mark = "tab" if "\t" in header[0] else ";"
        problems.append(Problem(Place(shown, 1), "wrong-separator", {"key": mark}))
        return None
    slots: list[Slot] = []
    before = len(problems)
    for written in header:
        name = written.strip()
        slot = known.get("years" if name == "year" and "years" in known else name)
        if slot is None:
            details = {"key": name, "meant": nearest(name, known), "known": ", ".join(known)}
            problems.append(Problem(Place(shown, 1), "unknown-column", details))
        elif slot in slots:
            problems.append(Problem(Place(shown, 1), "duplicate-column", {"key": name}))
        else:
            slots.append(slot)
    for slot in known.values():
        if slot.required and slot not in slots:
            problems.append(Problem(Place(shown, 1), "missing-column", {"key": slot.name}))
    return slots if len(problems) == before else None


def _row(
    columns: list[tuple[str, Callable[[str], Any]]],
    cells: list[str],
    place: Place,
    problems: list[Problem],
) -> dict[str, Any] | None:
    """What a row says. An empty cell says nothing, so that the default holds."""
    values: dict[str, Any] = {"place": place}
    sound = True
    for (name, read), cell in zip(columns, cells, strict=True):
        value = read(cell)
        if value is None:
            continue
        if type(value) is Fault:
            problems.append(Problem(place, value.kind, {"key": name, **value.details}))
            sound = False
        values[name] = value
    return values if sound else None


def maker(kind: type[Noun]) -> Callable[[dict[str, Any]], Noun]:
    """What makes a noun of the values of a row, as its constructor would, only faster: a frozen
    dataclass sets its fields one by one, and a record has twenty, most of them at their default.
    """
    defaults = {
        one.name: one.default_factory() if one.default_factory is not MISSING else one.default
        for one in fields(kind)
        if one.default is not MISSING or one.default_factory is not MISSING
    }
    assert "__post_init__" not in dir(kind)

    def make(values: dict[str, Any]) -> Noun:
        made = object.__new__(kind)
        made.__dict__.update(defaults)
        made.__dict__.update(values)
        return made

    return make
