"""Tables for a terminal: as wide as it is, Korean letters counted as two."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

GAP = "  "
HARD = "\u00a0"
"""A blank at which no line is broken; it is printed as a plain one."""

LEAST = 40
"""A word up to this wide is never broken: an id is copied whole. A longer one is an address."""


LEAST_KOREAN = 13
"""So much of a Korean word stands together where nothing else makes the columns fit."""


@dataclass(frozen=True)
class Column:
    """A heading, whether its cells are numbers (at the right), and whether they may be broken."""

    head: str
    number: bool = False
    whole: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table with what stands above and below it."""

    title: str
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    """Names of the marks that may stand in it and mean something here alone."""
    ids: bool = False
    """Whether a document tells at its foot the id of each number that stands in it."""


def drawn(sheet: Sheet, width: int) -> str:
    lines = [sheet.title] if sheet.title else []
    if sheet.rows:
        lines.extend(_table(sheet.columns, sheet.rows, width))
    for note in sheet.notes:
        lines.extend(wrapped(note, width))
    return "\n".join(line.rstrip() for line in lines).replace(HARD, " ")


def _table(columns: Sequence[Column], rows: Sequence[tuple[str, ...]], width: int) -> Iterator[str]:
    used = [
        n
        for n, one in enumerate(columns)
        if one.head.strip() or any(row[n].strip() for row in rows)
    ]
    columns = [columns[n] for n in used]
    rows = [tuple(row[n] for n in used) for row in rows]
    widths = _fitted(columns, rows, width)
    if _together(widths) > width:
        rows = [tuple(cell.replace(HARD, " ") for cell in row) for row in rows]
        widths = _fitted(columns, rows, width)
    if _together(widths) > width:
        widths = _fitted(columns, rows, width, LEAST_KOREAN)
    if _together(widths) > width:
        yield from _turned(columns, rows, width) or _stacked(columns, rows, width)
        return
    yield from _lines(columns, rows, widths)


def _lines(
    columns: Sequence[Column], rows: Sequence[tuple[str, ...]], widths: Sequence[int]
) -> Iterator[str]:
    yield from _row([one.head for one in columns], columns, widths)
    yield GAP.join("─" * w for w in widths)
    for row in rows:
        yield from _row(row, columns, widths)


MOST_TURNED = 6


def _turned(columns: Sequence[Column], rows: Sequence[tuple[str, ...]], width: int) -> list[str]:
    """A column a row, for a few rows that are mostly numbers, so that they stay side by side;
    nothing where those do not fit either."""
    first, *others = columns
    numbers = [one.number for one in others]
    if not 1 < len(rows) <= MOST_TURNED or 2 * sum(numbers) < len(numbers):
        return []
    turned = (Column(first.head, whole=True), *(Column(row[0], True) for row in rows))
    lines = [(one.head, *(row[n] for row in rows)) for n, one in enumerate(others, 1)]
    widths = _fitted(turned, lines, width)
    return [*_lines(turned, lines, widths)] if _together(widths) <= width else []


def _together(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _stacked(
    columns: Sequence[Column], rows: Sequence[tuple[str, ...]], width: int
) -> Iterator[str]:
    """A block a row, a line a cell, where the columns do not fit side by side."""
    head = min(max(_wide(one.head) for one in columns), width // 3)
    for number, row in enumerate(rows):
        if number:
            yield ""
        for column, cell in zip(columns, row, strict=True):
            if not cell.strip():
                continue
            heads = wrapped(column.head, head)
            cells = wrapped(cell, width - head - len(GAP))
            for n in range(max(len(heads), len(cells))):
                name, told = (part[n] if n < len(part) else "" for part in (heads, cells))
                yield f"{_padded(name, head, False)}{GAP}{told}"


def _row(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> Iterator[str]:
    broken = [wrapped(cell, w) for cell, w in zip(cells, widths, strict=True)]
    for number in range(max(len(lines) for lines in broken)):
        parts = [lines[number] if number < len(lines) else "" for lines in broken]
        yield GAP.join(
            _padded(part, w, column.number)
            for part, w, column in zip(parts, widths, columns, strict=True)
        )


def _fitted(
    columns: Sequence[Column], rows: Sequence[tuple[str, ...]], width: int, korean: int = LEAST
) -> list[int]:
    """Natural widths; where they do not fit, the widest columns give way down to a word, to
    ``korean`` columns of a Korean one."""
    widths, least = [], []
    for n, column in enumerate(columns):
        cells = [row[n] for row in rows]
        longest = max((_wide(cell) for cell in cells), default=0)
        head = max((_wide(word) for word in column.head.split()), default=0)
        widths.append(max(longest, _wide(column.head), 1))
        words = [
            _wide(piece) if piece.isascii() else min(_wide(piece), korean)
            for cell in cells
            for word in cell.split(" ")
            for piece in _PIECES.split(word)
        ]
        word = max([head, *words])
        free = min(word, LEAST) if not column.number else word
        least.append(max(longest, head) if column.whole else max(free, 1))
    room = width - len(GAP) * (len(columns) - 1)
    while sum(widths) > room:
        able = [n for n in range(len(columns)) if widths[n] > least[n]]
        if not able:
            break
        widths[max(able, key=lambda n: widths[n])] -= 1
    return widths


def wrapped(text: str, width: int) -> list[str]:
    """``text`` in lines no wider than ``width``, broken at spaces where there are any."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        indent = paragraph[: len(paragraph) - len(paragraph.lstrip())]
        line = indent
        for word in paragraph.split(" "):
            if not word:
                continue
            trial = f"{line} {word}" if line.strip() else f"{line}{word}"
            if _wide(trial) <= width or not line.strip():
                line = trial
            else:
                lines.append(line)
                line = indent + word
            while _wide(line) > width and len(line) > 1:
                cut = _cut(line, width)
                lines.append(line[:cut])
                line = line[cut:]
        lines.append(line)
    return lines


_INDENT = re.compile(r"[ │]*")


def folded(text: str, width: int) -> str:
    """Lines no wider than ``width``, broken between words alone: an id stays whole. What goes on
    stands farther in."""
    found: list[str] = []
    for line in text.split("\n"):
        indent = _INDENT.match(line)
        begin = indent[0] if indent is not None else ""
        now = begin
        for word in line[len(begin) :].split(" "):
            trial = now + word if now.strip(" │") == "" else f"{now} {word}"
            if _wide(trial) > width and now.strip(" │"):
                found.append(now)
                trial = f"{begin}    {word}"
            now = trial
        found.append(now)
    return "\n".join(found)


_PIECES = re.compile(r"(?<=.)(?=\()")
"""Where a word that is too wide may be broken first: before a bracket, where an id begins."""


def _cut(line: str, width: int) -> int:
    soft = [m.start() for m in _PIECES.finditer(line) if _wide(line[: m.start()]) <= width]
    if soft:
        return soft[-1]
    taken = 0
    for number, letter in enumerate(line):
        taken += _wide(letter)
        if taken > width:
            return max(number, 1)
    return len(line)


def _padded(text: str, width: int, right: bool) -> str:
    blank = " " * (width - _wide(text))
    return blank + text if right else text + blank


def _wide(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
