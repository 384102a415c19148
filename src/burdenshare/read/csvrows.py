"""CSV files to nouns, every problem with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

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
        before = reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cells):
                continue
            if len(cells) != len(slots):
                problems.append(_ragged(Place(shown, line), len(slots), len(cells)))
                continue
            row = _row(slots, cells, Place(shown, line), kind, problems)
            if row is not None:
                yield row
    except csv.Error as error:
        problems.append(Problem(Place(shown, reader.line_num), "not-csv", {"reason": str(error)}))


def _ragged(place: Place, expected: int, found: int) -> Problem:
    return Problem(place, "ragged-row", {"expected": str(expected), "found": str(found)})


def _columns(
    header: list[str], shown: str, kind: type[Placed], problems: list[Problem]
) -> list[Slot] | None:
    known = form(kind)
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
    slots: list[Slot],
    cells: list[str],
    place: Place,
    kind: type[Noun],
    problems: list[Problem],
) -> Noun | None:
    values = {}
    sound = True
    for slot, written in zip(slots, cells, strict=True):
        cell = written.strip()
        if not cell:
            if slot.required:
                problems.append(Problem(place, "empty-cell", {"key": slot.name}))
                sound = False
            continue
        try:
            values[slot.name] = slot.from_cell(cell)
        except Fault as fault:
            problems.append(Problem(place, fault.kind, {"key": slot.name, **fault.details}))
            sound = False
    return kind(place=place, **values) if sound else None
