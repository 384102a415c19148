"""Sheets as the bytes of a workbook. This module alone knows XlsxWriter.

The same sheets give the same bytes: nothing in the file tells when or where it was made.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from burdenshare.show.workbook.cells import Cell, Leaf

FONTS = {"en": "Arial", "ko": "Malgun Gothic"}
LONGEST = 32_000
"""Letters of a cell."""
LONGEST_LINK = 2_000
MOST_LINKS = 60_000
LINE = {"en": 13.5, "ko": 16.5}
"""Height of a line, in points."""
MOST_LINES = 12
DEEPEST = 60
"""Rows under a head that are looked at."""
PLAIN_WIDTH = 8
FIRST_WIDE = 0x1100
RUN = ("=", "+", "-", "−", "@", "\t", "\r", "\n", "'")
"""Beginnings that a spreadsheet may take for a formula when a text is typed in again."""

HEAD: dict[str, Any] = {
    "bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EDF2", "bottom": 1,
}  # fmt: skip
LOOKS: dict[str, dict[str, Any]] = {
    "text": {"valign": "top", "indent": 1},
    "wide": {"valign": "top", "text_wrap": True},
    "number": {"valign": "top", "num_format": "General", "align": "right", "indent": 1},
    "strong": {"valign": "top", "bold": True},
    "head-number": HEAD | {"align": "right", "indent": 1},
    "head": HEAD,
    "title": {"bold": True, "font_size": 14},
    "note": {"font_color": "#444444", "valign": "top"},
    "fixed": {"valign": "top", "italic": True, "font_color": "#5F5F5F"},
    "fixed-wide": {"valign": "top", "italic": True, "font_color": "#5F5F5F", "text_wrap": True},
    "input": {"bg_color": "#FFF8DC", "border": 1, "border_color": "#B8A96A", "valign": "top"},
}
RIGHT = {"align": "right", "indent": 1}
"""As numbers stand."""
LINK = {"font_color": "#0B57A4", "underline": 1}


def bound(leaves: Sequence[Leaf], title: str, about: str, day: datetime, language: str) -> bytes:
    """All sheets as one workbook; ``day`` stands for the day it was made."""
    held = io.BytesIO()
    font = {"font_name": FONTS[language], "font_size": 10}
    options = {"in_memory": True, "default_format_properties": font}
    book = xlsxwriter.Workbook(held, options)
    book.set_properties({"title": title, "comments": about, "created": day})
    book.set_calc_mode("auto")
    pen = Pen(book, font, LINE[language])
    for leaf in leaves:
        pen.leaf(leaf)
    book.close()
    return held.getvalue()


class Pen:
    """Writes sheets into one workbook; a look is made once."""

    def __init__(self, book: Any, font: dict[str, Any], line: float) -> None:
        self.book = book
        self.line = line
        self.font = font
        self.looks: dict[object, Any] = {}
        self.links = 0

    def leaf(self, leaf: Leaf) -> None:
        sheet = self.book.add_worksheet(leaf.title)
        for number, width in enumerate(leaf.widths):
            sheet.set_column(number, number, width)
        for row, cells in enumerate(leaf.rows):
            for col, cell in enumerate(cells):
                over = cell.look == "head" and _is_over_numbers(leaf.rows[row + 1 :], col)
                looked = replace(cell, look="head-number") if over else cell
                self.cell(sheet, row, col, looked, leaf.title)
            if (lines := _lines(cells, leaf.widths)) > 1:
                sheet.set_row(row, self.line * lines)
        if any(leaf.frozen):
            sheet.freeze_panes(*leaf.frozen)
            if leaf.frozen[0]:
                sheet.repeat_rows(0, min(leaf.frozen[0], 20) - 1)
        for held in leaf.switches:
            sheet.data_validation(held, {"validate": "list", "source": ["1", "0"]})
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.5)
        sheet.set_footer("&L&A&R&P / &N")

    def cell(self, sheet: Any, row: int, col: int, cell: Cell, title: str) -> None:
        value = cell.value
        if isinstance(value, str):
            value = value[:LONGEST]
        number = _number(value)
        look = self.look(cell, isinstance(value, str) and value.startswith(RUN))
        if cell.formula:
            found = value if isinstance(value, str) else number
            sheet.write_formula(row, col, f"={cell.formula}", look, "" if found is None else found)
        elif number is not None:
            sheet.write_number(row, col, number, look)
        elif not value:
            sheet.write_blank(row, col, None, look)
        elif self._is_link(cell):
            self.links += 1
            sheet.write_url(row, col, cell.link, look, str(value))
        else:
            sheet.write_string(row, col, str(value), look)
        if cell.name:
            quoted = title.replace("'", "''")
            place = f"='{quoted}'!{xlsxwriter.utility.xl_rowcol_to_cell(row, col, True, True)}"
            self.book.define_name(cell.name, place)

    def _is_link(self, cell: Cell) -> bool:
        plain = cell.link.startswith(("https://", "http://")) and len(cell.link) <= LONGEST_LINK
        return plain and self.links < MOST_LINKS

    def look(self, cell: Cell, kept_text: bool) -> Any:
        key = (cell.look, cell.digits, bool(cell.link), kept_text)
        if key not in self.looks:
            told = {**self.font, **LOOKS[cell.look]}
            told |= {"num_format": cell.digits} if cell.digits else {}
            told |= RIGHT if cell.digits and cell.look in ("strong", "fixed") else {}
            told |= LINK if cell.link else {}
            told |= {"quote_prefix": True} if kept_text else {}
            self.looks[key] = self.book.add_format(told)
        return self.looks[key]


def _is_over_numbers(below: Sequence[Sequence[Cell]], col: int) -> bool:
    """Whether the first filled cell under a head is a number, which stands at the right."""
    for cells in below[:DEEPEST]:
        if not cells or cells[0].look == "head":
            return False
        if col < len(cells) and (cells[col].formula or cells[col].value not in ("", "–", None)):
            return _number(cells[col].value) is not None
    return False


def _lines(cells: Sequence[Cell], widths: Sequence[int]) -> int:
    """How many lines the broken texts of a row take; a Korean letter is two wide."""
    most = 1
    for col, cell in enumerate(cells):
        if cell.look in ("head", "wide", "fixed-wide") and isinstance(cell.value, str):
            wide = sum(2 if ord(letter) > FIRST_WIDE else 1 for letter in cell.value) + 1
            most = max(most, -(-wide // (widths[col] if col < len(widths) else PLAIN_WIDTH)))
    return min(most, MOST_LINES)


def _number(value: object) -> float | None:
    """A number as a spreadsheet keeps it."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int | float):
        return None
    told = float(value)
    return told if math.isfinite(told) else None
