"""A document as PDF, in the packed font, without a browser. fpdf2 loads only here.

The same document gives the same bytes: a file carries no time and no number drawn by chance.
"""

from __future__ import annotations

import importlib
import logging
from typing import Any

from burdenshare.show.letters import FAMILY, FONT, exactly_wide, in_font
from burdenshare.show.paper.document import Paper, Size, plain
from burdenshare.show.paper.drawing import Letters, Put, Shape
from burdenshare.show.paper.layout import Pages, laid_out

PACKAGE, EXTRA = "fpdf2", "paper"


class NoPackageError(RuntimeError):
    """What writes a PDF is not installed."""


def written(paper: Paper, size: Size = "a4") -> bytes:
    """The document as the bytes of a PDF. Raises ``NoPackageError``."""
    try:
        fpdf: Any = importlib.import_module("fpdf")
        output: Any = importlib.import_module("fpdf.output")
    except ImportError:
        raise NoPackageError from None
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it tells of hints that it leaves out
    pages = laid_out(paper, size)
    file = fpdf.FPDF(unit="pt", format=(pages.width, pages.height))
    file.set_auto_page_break(False)
    file.set_margin(0)
    file.add_font(FAMILY, fname=str(FONT))
    file.set_title(plain(paper.title))
    file.set_author("burdenshare")
    file.set_subject(plain(paper.question))
    file.set_lang(paper.words.language)
    file.c_margin = 0
    file.file_id = lambda: None  # it would be made of the time
    for number, page in enumerate(pages.held):
        file.add_page()
        _outline(file, pages, number)
        for one in page:
            _put(file, one)
    return bytes(file.output(output_producer_class=_without_time(output.OutputProducer)))


def _without_time(producer: Any) -> Any:
    """A writer that says nothing of when the file was made: the question and its day say that."""

    class Timeless(producer):  # type: ignore[misc]
        def _add_info(self) -> Any:
            told = super()._add_info()
            told.creation_date = None
            return told

    return Timeless


def _outline(file: Any, pages: Pages, number: int) -> None:
    """The headings of a page, for the list beside it."""
    for title, page, y in pages.headings:
        if page == number:
            file.set_y(y)
            file.start_section(in_font(title), level=0)


def _put(file: Any, one: Put) -> None:
    if isinstance(one, Letters):
        _letters(file, one)
    else:
        _shape(file, one)


def _letters(file: Any, one: Letters) -> None:
    file.set_font(FAMILY, size=one.size)
    file.set_text_color(one.colour)
    text = in_font(one.text)
    if one.bold:  # one weight is packed; a thin line around the letters makes it heavier
        with file.local_context(text_mode="FILL_STROKE", line_width=one.size * 0.035,
                                draw_color=one.colour):  # fmt: skip
            file.text(one.x, one.y, text)
    else:
        file.text(one.x, one.y, text)
    if one.url:
        file.link(one.x, one.y - one.size, exactly_wide(text, one.size), one.size * 1.2, one.url)


def _shape(file: Any, one: Shape) -> None:
    style = f"{'F' if one.fill else ''}{'D' if one.stroke else ''}"
    if not style:
        return
    if one.fill:
        file.set_fill_color(one.fill)
    if one.stroke:
        file.set_draw_color(one.stroke)
        file.set_line_width(one.width)
    if one.dash:
        file.set_dash_pattern(dash=one.dash[0], gap=one.dash[1])
    (x1, y1), (x2, y2) = one.points[0], one.points[1]
    if one.kind == "line":
        file.line(x1, y1, x2, y2)
    elif one.kind == "rect":
        file.rect(x1, y1, x2 - x1, y2 - y1, style)
    elif one.kind == "circle":
        file.ellipse(x1, y1, x2 - x1, y2 - y1, style)
    else:
        file.polygon(one.points, style=style)
    if one.dash:
        file.set_dash_pattern()
