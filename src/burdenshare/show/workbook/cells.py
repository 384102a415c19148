"""What a workbook is made of: cells, and sheets of cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

Value: TypeAlias = str | Decimal | int | float | None

Look: TypeAlias = Literal[
    "text", "wide", "head", "head-number", "title", "note", "input", "number", "strong", "fixed",
    "fixed-wide"
]  # fmt: skip
"""``wide`` is text that is broken, ``note`` runs over its neighbours, ``input`` may be changed,
``fixed`` stays as it was when the file was made, whatever is changed."""


@dataclass(frozen=True)
class Cell:
    """One cell. With a ``formula`` its ``value`` is what the program found for it."""

    value: Value = ""
    formula: str = ""
    look: Look = "text"
    digits: str = ""
    """Number format."""
    link: str = ""
    name: str = ""
    """Name of the cell in the whole workbook."""


Row: TypeAlias = Sequence[Cell]


@dataclass
class Leaf:
    """A sheet: rows of cells, widths of columns, and the row and column that stay in sight."""

    title: str
    rows: list[Row] = field(default_factory=list)
    widths: Sequence[int] = ()
    frozen: tuple[int, int] = (0, 0)
    switches: tuple[str, ...] = ()
    """Areas whose cells are 1 or 0."""

    def add(self, *cells: Cell) -> int:
        """Adds a row; its number, from 0."""
        self.rows.append(cells)
        return len(self.rows) - 1


def text(value: object, look: Look = "text") -> Cell:
    return Cell(str(value).replace("\u00a0", " "), look=look)


def heads(*words: str) -> list[Cell]:
    return [text(word, "head") for word in words]


def column(number: int) -> str:
    """0 is A, 26 is AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def address(row: int, col: int) -> str:
    """A cell of the same sheet, by numbers from 0."""
    return f"{column(col)}{row + 1}"


def area(first: tuple[int, int], last: tuple[int, int]) -> str:
    return f"{address(*first)}:{address(*last)}"


def fixed(row: int, col: int) -> str:
    """A cell that stays itself where a formula is copied."""
    return f"${column(col)}${row + 1}"


def elsewhere(sheet: str, row: int, col: int) -> str:
    """A cell of another sheet."""
    return f"'{sheet.replace(chr(39), chr(39) * 2)}'!{fixed(row, col)}"


def named(*parts: object) -> str:
    """A name for a cell: letters, digits and low lines, with a low line so that it is no cell."""
    words = [re.sub(r"[^0-9A-Za-z가-힣]+", "_", str(part)).strip("_") for part in parts]
    told = "_".join(filter(None, words))[:200]
    return told if "_" in told and not told[0].isdigit() else f"n_{told}"
