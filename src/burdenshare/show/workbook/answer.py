"""The tables of an answer as cells: each number that leads somewhere leads there as a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from burdenshare.show import marks
from burdenshare.show.tables import HARD, Sheet
from burdenshare.show.workbook.cells import Cell, Leaf, heads, text
from burdenshare.show.workbook.trace import Trace
from burdenshare.vocabulary import Step

SIGNS = "*†‡ %+"
"""What may stand beside a number without being part of it."""
WIDEST, NARROWEST = 46, 9


def tables(leaf: Leaf, held: Iterable[Sheet], shown: Mapping[str, Step], trace: Trace) -> None:
    """Every table under the other, with its title, notes and a line between."""
    widths: list[int] = [*leaf.widths]
    for sheet in held:
        if sheet.title:
            leaf.add(text(plain(sheet.title), "strong"))
        used = [
            n for n, one in enumerate(sheet.columns)
            if one.head.strip() or any(row[n].strip() for row in sheet.rows)
        ]  # fmt: skip
        if sheet.rows:
            leaf.add(*heads(*(plain(sheet.columns[n].head) for n in used)))
        for row in sheet.rows:
            cells = [cell(row[n], shown, trace, sheet.columns[n].number) for n in used]
            leaf.add(*cells)
            for number, one in enumerate(cells):
                _widen(widths, number, one)
        for note in sheet.notes:
            for line in plain(note).split("\n"):
                leaf.add(text(line, "note"))
        leaf.add()
    leaf.widths = widths


def _widen(widths: list[int], number: int, one: Cell) -> None:
    while len(widths) <= number:
        widths.append(NARROWEST)
    wide = sum(2 if ord(c) > 0x1100 else 1 for c in str(one.value if not one.formula else "")) + 2
    widths[number] = min(max(widths[number], wide), WIDEST)


def plain(told: str) -> str:
    return marks.plain(told).replace(HARD, " ")


def cell(told: str, shown: Mapping[str, Step], trace: Trace, number: bool) -> Cell:
    """A text, a number, or a number of elsewhere in the digits in which it is told."""
    pieces = [(piece, name) for piece, name in marks.parts(told) if piece]
    named = [(piece, name) for piece, name in pieces if name]
    rest = "".join(piece for piece, name in pieces if not name).replace(HARD, " ")
    if len(named) == 1 and not rest.strip(SIGNS):
        piece, name = named[0]
        found = shown.get(name)
        if found is not None and found.value is not None and found.how != "made":
            linked = _linked(piece, rest, found, trace)
            if linked is not None:
                return linked
    bare = plain(told)
    digits = _digits(bare.strip(SIGNS)) if number else None
    if digits is not None:
        return Cell(digits, look="number", digits=_format(bare.strip(SIGNS), _rest(bare)))
    return Cell(bare, look="wide" if len(bare) > WIDEST else "text")


def _rest(bare: str) -> str:
    return "".join(c for c in bare if c in "*†‡%").strip()


def _digits(bare: str) -> Decimal | None:
    if not re.fullmatch(r"[−-]?\d[\d,]*(\.\d+)?", bare):
        return None
    return Decimal(bare.replace(",", "").replace("−", "-"))


def _linked(piece: str, rest: str, step: Step, trace: Trace) -> Cell | None:
    """The number of a step in the digits told, by a power of ten where units differ; with its
    unit, where the text has one."""
    assert step.value is not None
    bare = piece.replace(HARD, " ").strip(SIGNS)
    digits = _digits(bare)
    if digits is None:
        unit = trace.unit(step.unit)
        value = trace.sum(step.value, step.unit)
        places = 0 if value == value.to_integral_value() else 2
        told = "#,##0" + (f".{'0' * places}" if places else "")
        return Cell(value, trace.ref(step), "number", f'{told}" {_quoted(unit)}"')
    places = len(bare.partition(".")[2])
    half = Decimal(1).scaleb(-places) / 2
    value = trace.sum(step.value, step.unit)
    for power in (0, 1, -1, 2, 3, -3, 4, 6, -6, 9, -9):
        if abs(value.scaleb(power) - digits) <= half:
            moved = f"*1{'0' * power}" if power > 0 else f"/1{'0' * -power}" if power else ""
            return Cell(value.scaleb(power), trace.ref(step) + moved, "number",
                        _format(bare, rest.strip()))  # fmt: skip
    return None


def _format(bare: str, beside: str = "") -> str:
    places = len(bare.partition(".")[2])
    told = "#,##0" if "," in bare or len(bare.partition(".")[0]) > 4 else "0"
    told += f".{'0' * places}" if places else ""
    beside = beside.replace("+", "").strip()
    return f'{told}"{_quoted(beside)}"' if beside else told


def _quoted(told: str) -> str:
    return told.replace('"', "")


def lines(leaf: Leaf, told: Sequence[str]) -> None:
    """Lines as a terminal shows them, each in a cell."""
    for line in told:
        leaf.add(text(plain(line)))
