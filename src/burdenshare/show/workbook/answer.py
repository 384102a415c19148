"""The tables of an answer as cells: each number that leads somewhere leads there as a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from burdenshare.show import marks, precision
from burdenshare.show.tables import HARD, Sheet, wrapped
from burdenshare.show.workbook.cells import Cell, Leaf, Look, heads, text
from burdenshare.show.workbook.trace import Trace
from burdenshare.vocabulary import Step

SIGNS = "*†‡≠ %+"
"""What may stand beside a number without being part of it."""
WIDEST, NARROWEST, NOTE = 46, 9, 130


def tables(
    leaf: Leaf, held: Iterable[Sheet], shown: Mapping[str, Step], trace: Trace, moving: bool
) -> None:
    """Every table under the other, with its title, notes and a line between. Where there is
    something to change, ``moving``, all that stays as it is looks so; but the first column, the
    names of the rows."""
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
            if moving:
                cells = [*cells[:1], *(staying(one) for one in cells[1:])]
            leaf.add(*cells)
            for number, one in enumerate(cells):
                _widen(widths, number, one)
        for note in sheet.notes:
            for line in note.split("\n"):
                leaf.rows += [[one] for one in _note(line, shown, trace, moving)]
        leaf.add()
    leaf.widths = widths


def _leads(step: Step, trace: Trace) -> bool:
    """Whether there is one cell for it."""
    return step.value is not None and step.how != "made" and not trace.is_of_several(step)


STAYS: Mapping[Look, Look] = {"text": "fixed", "number": "fixed", "wide": "fixed-wide"}


def staying(one: Cell) -> Cell:
    """A cell that looks as if it stays, where it does."""
    if one.formula:
        return one
    return replace(one, look=STAYS.get(one.look, one.look))


def _note(
    line: str, shown: Mapping[str, Step], trace: Trace, moving: bool
) -> list[Cell]:  # fmt: skip
    """A line under a table, in rows that a page can hold."""
    told = spelled(line, shown, trace)
    if told is not None:
        return [replace(told, look="note" if told.look in ("text", "wide") else told.look)]
    look: Look = "fixed" if moving else "note"
    return [text(part, look) for part in wrapped(plain(line), NOTE)] or [text("")]


def _widen(widths: list[int], number: int, one: Cell) -> None:
    while len(widths) <= number:
        widths.append(NARROWEST)
    wide = sum(2 if ord(c) > 0x1100 else 1 for c in _as_seen(one)) + 2
    widths[number] = min(max(widths[number], wide), WIDEST)


def _as_seen(one: Cell) -> str:
    """What a cell shows: of a number its digits, as its format has them."""
    if isinstance(one.value, str) or one.value is None:
        return one.value or ""
    told, _, beside = one.digits.partition('"')
    places = len(told.partition(".")[2])
    return f"{one.value:,.{places}f}{beside}"


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
        if found is not None and _leads(found, trace):
            linked = _linked(piece, rest, found, trace)
            if linked is not None:
                return linked
    if (joined := spelled(told, shown, trace)) is not None:
        return joined
    bare = plain(told)
    digits = _digits(bare.strip(SIGNS)) if number else None
    if digits is not None:
        return Cell(digits, look="number", digits=_format(bare.strip(SIGNS), _rest(bare)))
    return Cell(bare, look="wide" if len(bare) > WIDEST else "text")


def _rest(bare: str) -> str:
    return "".join(c for c in bare if c in "*†‡≠%").strip()


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
        beside = f" {trace.unit(step.unit)}{rest.replace('+', '').strip()}"
        value = trace.sum(step.value, step.unit)
        known = precision.known_to(step)
        if known is not None:
            to = min(-trace.sum(known, step.unit).adjusted(), 0)
            value = trace.sum(precision.told(step), step.unit)
            told = f"ROUND({trace.ref(step)},{to})"
            return Cell(value, told, _look(step, trace), f'#,##0"{_quoted(beside)}"')
        places = 0 if value == value.to_integral_value() else 2
        told = "#,##0" + (f".{'0' * places}" if places else "")
        return Cell(value, trace.ref(step), _look(step, trace), f'{told}"{_quoted(beside)}"')
    places = _places(bare, step, trace)
    power = _power(digits, places, step, trace)
    if power is None:
        return None
    value = trace.sum(step.value, step.unit).scaleb(power)
    told = trace.ref(step) + _moved(power)
    if places < 0:
        value, told = digits, f"ROUND({told},{places})"
    return Cell(value, told, _look(step, trace), _format(bare, rest.strip()))


def _places(told: str, step: Step, trace: Trace) -> int:
    """How many digits behind the point a number is told with; less than none where it is known to
    tens or hundreds."""
    printed = len(told.partition(".")[2])
    known = precision.known_to(step)
    if printed or known is None:
        return printed
    return min(-trace.sum(known, step.unit).adjusted(), 0)


def _look(step: Step, trace: Trace) -> Look:
    return "number" if trace.follows(step) else "fixed"


def _power(digits: Decimal, places: int, step: Step, trace: Trace) -> int | None:
    """By which power of ten a number is told larger than its cell has it; None where the digits
    are not its own."""
    half = Decimal(1).scaleb(-places) / 2
    value = trace.sum(step.value or Decimal(0), step.unit)
    powers = (0, 1, -1, 2, 3, -3, 4, 6, -6, 9, -9)
    return next((n for n in powers if abs(value.scaleb(n) - digits) <= half), None)


def _moved(power: int) -> str:
    return f"*1{'0' * power}" if power > 0 else f"/1{'0' * -power}" if power else ""


# -- numbers within a text -------------------------------------------------------------------------

NUMBER = re.compile(r"([^\d−+]*)([−+]?)([^\d−+]*)(\d[\d,]*(?:\.\d+)?)(\D*)")
"""What stands before a number, its sign, its currency, its digits, and what stands behind."""
ALONE = ("cap-from",)
"""Numbers that are told in the same words whatever they are. Of others the words change with the
number, as when a cap begins to bind, which no cell can say anew."""
LONGEST_QUOTE = 250
LONGEST_FORMULA = 8_000


def spelled(told: str, shown: Mapping[str, Step], trace: Trace) -> Cell | None:
    """A text with numbers of elsewhere in it, joined anew whenever they change; None where it has
    none, or one of them cannot be told so."""
    joined, stays = [], False
    for piece, name in marks.parts(told):
        if not name:
            joined.append(_quotes(piece))
            continue
        step = shown.get(name)
        number = _told(piece, step, trace) if step is not None and step.how in ALONE else None
        if number is None or step is None:
            return None
        stays = stays or not trace.follows(step)
        joined.append(number)
    if len(joined) < 2:
        return None
    formula = "&".join(filter(None, joined))
    bare = plain(told)
    wide = len(bare) > WIDEST
    look: Look = ("fixed-wide" if wide else "fixed") if stays else "wide" if wide else "text"
    return Cell(bare, formula, look) if len(formula) < LONGEST_FORMULA else None


def _told(piece: str, step: Step, trace: Trace) -> str | None:
    """A number in the digits in which it is told, as a formula that gives a text."""
    found = NUMBER.fullmatch(piece.replace(HARD, " "))
    if found is None or step.value is None or step.how == "made":
        return None
    before, sign, currency, digits, behind = found.groups()
    places = _places(digits, step, trace)
    value = Decimal(digits.replace(",", "")) * (-1 if sign == "−" else 1)
    power = _power(value, places, step, trace)
    if power is None:
        return None
    ref = trace.ref(step) + _moved(power)
    size = f"ROUND({ref},{places + 6})"
    parted = "FALSE" if "," in digits or len(digits.partition(".")[0]) < len("1000") else "TRUE"
    plus = '"+"' if sign == "+" else '""'
    signs = f'IF({size}<0,"−",{plus})'
    told = "&".join(filter(None, (
        _quotes(before), signs, _quotes(currency), f"FIXED(ABS({size}),{places},{parted})",
        _quotes(behind),
    )))  # fmt: skip
    return f'IF(ISNUMBER({ref}),{told},"–")'


def _quotes(piece: str) -> str:
    """A text within a formula, in pieces that are not too long."""
    piece = piece.replace(HARD, " ")
    parts = [piece[n : n + LONGEST_QUOTE] for n in range(0, len(piece), LONGEST_QUOTE)]
    return "&".join('"' + part.replace('"', '""') + '"' for part in parts)


def _format(bare: str, beside: str = "") -> str:
    places = len(bare.partition(".")[2])
    told = "#,##0" if "," in bare or len(bare.partition(".")[0]) > 4 else "0"
    told += f".{'0' * places}" if places else ""
    beside = beside.replace("+", "").strip()
    return f'{told}"{_quoted(beside)}"' if beside else told


def _quoted(told: str) -> str:
    return told.replace('"', "")


def lines(leaf: Leaf, told: Sequence[str], moving: bool) -> None:
    """Lines as a terminal shows them, each in a cell."""
    for line in told:
        leaf.add(text(plain(line), "fixed" if moving else "text"))
