"""Charts as pictures that stand alone: an SVG document, and from it a PNG.

The same chart gives the same bytes. A picture asks nothing of the machine: its letters are measured
and drawn in the font that is packed with it.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from html import escape
from typing import Any

from burdenshare.show.charts import Chart, Mark, Point
from burdenshare.show.letters import FAMILY, FONT, broken, in_font, plain, shortened, wide
from burdenshare.vocabulary import Language

WIDTH = 1200
SCALE = 2
"""Dots of a PNG for one of the SVG, so that it is sharp in print."""
TALL = 6000
"""A picture higher than this has one dot for one."""

MARGIN = 56
_GAP = 20

_TITLE, _MEASURE, _TEXT, _SMALL = 28, 17, 16, 13
_LINE = 21
_PAD = 6
_BAR_HIGH = 18.0
_DOT = 6
_FAN_HIGH, _FAN_FOOT = 96.0, 18.0
"""Height of a panel, and of the years below it."""
_ONE_PLACE = Decimal("0.1")
"""Positions that are no farther apart are one, in percent."""

_INK, _GREY, _AXIS, RULE, _GRID = "#1a1a1a", "#444444", "#767676", "#e6e6e0", "#d6d6d0"
_BAR, _UP, _DOWN = "#3c6e91", "#8a5a00", "#5b4b8a"
_FAR, _NEAR = "#d5e1ea", "#8fb0c6"

_HEAD_MOST, _VALUE_MOST, _END_MOST, _AFTER_MOST = 330, 190, 150, 290
_CELL_LINES = 3
_CHOICE_LEAST, _CHOICE_MOST = 64, 104
_CELL_LEAST, _WORD_MOST = 90, 170
_PLOT_LEAST = 276
_TICKS = (0, 25, 50, 75, 100)


class NoPictureError(RuntimeError):
    """What draws a PNG is not installed; the sentences for it stand under ``error``."""

    key = "no-picture"
    remedy = "no-picture-remedy"


def png(svg: str) -> bytes:
    """The picture as PNG, in the packed font and no other.

    Raises ``NoPictureError`` where the package that draws it is not installed.
    """
    try:
        resvg: Any = importlib.import_module("resvg_py")
    except ImportError:
        raise NoPictureError from None
    drawn: bytes = resvg.svg_to_bytes(
        svg_string=in_font(svg),
        skip_system_fonts=True,
        font_files=[str(FONT)],
        font_family=FAMILY,
        sans_serif_family=FAMILY,
        zoom=SCALE if _height(svg) <= TALL else 1,
    )
    return bytes(drawn)


def _height(svg: str) -> int:
    return int(svg.partition(' height="')[2].partition('"')[0])


def svg(chart: Chart, foot: Sequence[str], language: Language, width: int = WIDTH) -> str:
    """``chart`` as a whole SVG document, with the lines of ``foot`` below it.

    A smaller ``width`` leaves the letters as large as they are: they are larger on a page.
    """
    chart = _plain(chart)
    inner = float(width - 2 * MARGIN)
    frame = _frame(chart, inner)
    rows = [_Row(mark, _row_height(mark, frame)) for mark in chart.rows]
    body: list[str] = []
    y = MARGIN + 0.0
    y = _paragraph(body, inner, chart.title, y, _TITLE, _INK, bold=True) + 4
    y = _paragraph(body, inner, chart.measure, y, _MEASURE, _GREY) + 4
    if chart.choices and not frame.choices_named:
        y = _paragraph(body, inner, _key(chart.choices), y, _SMALL, _GREY) + 4
    top = y + 14 + _heading_height(chart, frame)
    bottom = top + sum(row.height for row in rows)
    body += _heading(chart, frame, top)
    body += _ground(chart, frame, top, bottom)
    body += _rows(chart, frame, rows, top)
    y = bottom + 22
    for line in (*chart.notes, *(plain(one) for one in foot)):
        y = _paragraph(body, inner, line, y, _SMALL, _GREY) + 3
    return _document(chart, body, width, round(y + MARGIN - 14), language)


# What stands where.


@dataclass(frozen=True)
class _Column:
    left: float
    width: float

    @property
    def right(self) -> float:
        return self.left + self.width


@dataclass(frozen=True)
class _Frame:
    """The columns of a chart, and the width of them all."""

    inner: float
    head: _Column
    choices: tuple[_Column, ...]
    choices_named: bool
    value: _Column
    plot: _Column
    after: _Column
    """No wider than 0 where it is said behind the bar."""
    end: _Column
    right: float
    """Where the room for the drawing ends; bars leave room for what is said behind them."""

    def at(self, percent: float) -> float:
        return self.plot.left + self.plot.width * percent / 100


@dataclass(frozen=True)
class _Row:
    mark: Mark
    height: float


def _frame(chart: Chart, inner: float) -> _Frame:
    rows, aside = chart.rows, chart.kind != "bars"
    choice, named = _choice_width(chart, inner)
    head, value, after, end = _fitted(
        (
            _cells((_whole_head(r) for r in rows), _HEAD_MOST),
            _cells((r.value for r in rows), _VALUE_MOST, whole=True),
            _cells((r.after if aside else "" for r in rows), _AFTER_MOST),
            _cells((r.end for r in rows), _END_MOST, whole=True),
        ),
        inner - (choice * len(chart.choices) + _GAP if chart.choices else 0) - _PLOT_LEAST,
    )
    left, (heads, choices, values) = _from_left(head, choice * len(chart.choices), value)
    right, (ends, afters) = _from_right(MARGIN + inner, end, after)
    if aside:  # a dot at 0 or 100 does not touch what is beside it
        left, right = left + 8, right - (8 if end or after else 20)
    return _Frame(
        inner=inner,
        head=heads,
        choices=tuple(
            _Column(choices.left + choice * n, choice) for n in range(len(chart.choices))
        ),
        choices_named=named,
        value=values,
        plot=_Column(left, right - left if aside else _room_for_bars(rows, right - left)),
        after=afters,
        end=ends,
        right=right,
    )


def _from_left(*widths: float) -> tuple[float, list[_Column]]:
    """Columns with a gap behind each that is there, and where they end."""
    columns: list[_Column] = []
    left = float(MARGIN)
    for width in widths:
        columns.append(_Column(left, width))
        left += width + _GAP if width else 0
    return left, columns


def _from_right(right: float, *widths: float) -> tuple[float, list[_Column]]:
    """The same from the right margin."""
    columns: list[_Column] = []
    for width in widths:
        columns.append(_Column(right - width, width))
        right -= width + _GAP if width else 0
    return right, columns


@dataclass(frozen=True)
class _Cells:
    """The cells of a column: how wide they would be, and how narrow they may be."""

    width: float
    least: float


def _cells(texts: Iterator[str], most: float, whole: bool = False) -> _Cells:
    """No wider than ``most``, but for the words of ``whole`` cells: a number is not broken."""
    held = list(texts)
    width = max((wide(text, _TEXT) for text in held), default=0.0)
    word = max((wide(word, _TEXT) for text in held for word in text.split(" ")), default=0.0)
    least = min(word, _WORD_MOST) if whole else min(width, _CELL_LEAST)
    return _Cells(max(min(width, most), least), least)


def _fitted(columns: Sequence[_Cells], room: float) -> list[float]:
    """Widths that fit into ``room`` with the gaps: the widest give way, down to their least."""
    widths = [column.width for column in columns]
    while sum(width + _GAP for width in widths if width) > room:
        able = [n for n, column in enumerate(columns) if widths[n] > column.least]
        if not able:
            break
        widest = max(able, key=lambda n: widths[n])
        widths[widest] = max(widths[widest] - 1, columns[widest].least)
    return widths


def _whole_head(mark: Mark) -> str:
    return f"{mark.head} {mark.small}".strip()


def _choice_width(chart: Chart, inner: float) -> tuple[float, bool]:
    """How wide the column of a choice is, and whether its name stands above it."""
    if not chart.choices:
        return 0.0, True
    room = min(inner * 0.4 / len(chart.choices), _CHOICE_MOST)
    return (room, True) if room >= _CHOICE_LEAST else (max(min(room, 30.0), 16.0), False)


def _room_for_bars(rows: Sequence[Mark], room: float) -> float:
    """A width at which what is said behind each bar has its place, if that is at all possible."""
    widths = [
        (room - 8 - wide(row.after, _TEXT)) / float(row.high) * 100
        for row in rows
        if row.after and row.high > 0
    ]
    return max(min([room, *widths]), room * 0.5)


def _row_height(mark: Mark, frame: _Frame) -> float:
    cells = (
        _head_lines(mark, frame.head.width),
        _cell(mark.value, frame.value),
        _cell(mark.after, frame.after),
        _cell(mark.end, frame.end),
    )
    drawn = _FAN_HIGH + _FAN_FOOT if mark.fan is not None else 0
    return (
        max([1, *(len(lines) for lines in cells)]) * _LINE + 2 * _PAD
        if not drawn
        else (max(drawn, max(len(lines) for lines in cells) * _LINE) + 2 * _PAD)
    )


def _cell(text: str, column: _Column) -> list[str]:
    return broken(text, _TEXT, column.width + 0.1, _CELL_LINES) if column.width else []


def _head_lines(mark: Mark, width: float) -> list[tuple[str, str]]:
    """Lines of the head; what is said smaller stands behind the last, or below where it is full."""
    lines = [(line, "") for line in broken(mark.head, _TEXT, width + 0.1, _CELL_LINES)]
    small = shortened(mark.small, _SMALL, width)
    if not small:
        return lines
    last = lines[-1][0] if lines else ""
    if not last or wide(f"{last} ", _TEXT) + wide(small, _SMALL) > width + 0.1:
        return [*lines, ("", small)]
    return [*lines[:-1], (last, small)]


# What is drawn.


def _heading_height(chart: Chart, frame: _Frame) -> float:
    if chart.kind in ("bars", "fans"):
        return 0
    named = _choice_names(chart, frame)
    return max([22, *(len(lines) * 17 + 8 for lines in named)])


def _choice_names(chart: Chart, frame: _Frame) -> list[list[str]]:
    if not frame.choices_named:
        return [[str(n)] for n in range(1, len(chart.choices) + 1)]
    return [
        broken(name, _SMALL, column.width - 10, 4)
        for name, column in zip(chart.choices, frame.choices, strict=True)
    ]


def _key(choices: Sequence[str]) -> str:
    return " · ".join(f"{n}\u00a0{name}" for n, name in enumerate(choices, 1))


def _heading(chart: Chart, frame: _Frame, top: float) -> Iterator[str]:
    """The names of the choices, and the percents of the line."""
    for lines, column in zip(_choice_names(chart, frame), frame.choices, strict=True):
        for n, line in enumerate(reversed(lines)):
            x = column.left + column.width / 2
            yield _text(x, top - 9 - 17 * n, line, _SMALL, _GREY, "middle")
    if chart.kind not in ("bars", "fans"):
        for tick in _TICKS:
            name = f"{tick} %" if tick == _TICKS[-1] else str(tick)
            yield _text(frame.at(tick), top - 9, name, _SMALL, _GREY, "middle")


def _ground(chart: Chart, frame: _Frame, top: float, bottom: float) -> Iterator[str]:
    """Where measuring begins."""
    yield _line(MARGIN, top, MARGIN + frame.inner, top, _AXIS)
    if chart.kind == "fans":
        return
    if chart.kind == "bars":
        x = frame.at(_percent(chart.ground))
        yield _line(x, top, x, bottom, _AXIS)
        return
    for tick in _TICKS:
        colour = _AXIS if tick in (_TICKS[0], _TICKS[-1]) else _GRID
        yield _line(frame.at(tick), top, frame.at(tick), bottom, colour)


def _rows(chart: Chart, frame: _Frame, rows: Sequence[_Row], top: float) -> Iterator[str]:
    draw = {"bars": _bar, "fans": _fan}.get(chart.kind, _dots)
    for n, row in enumerate(rows):
        middle = top + row.height / 2
        below = top + row.height
        yield _line(MARGIN, below, MARGIN + frame.inner, below, RULE)
        yield from _head(row.mark, frame, middle)
        yield from _squares(row.mark, frame, middle)
        yield from _right(row.mark.value, frame.value, middle)
        yield from draw(row.mark, frame, middle)
        yield from _left(row.mark.after, frame.after, middle)
        yield from _right(row.mark.end, frame.end, middle)
        if chart.kind == "bars" and n + 1 < len(rows):
            yield from _link(row, rows[n + 1], frame, top)
        top = below


def _head(mark: Mark, frame: _Frame, middle: float) -> Iterator[str]:
    lines = _head_lines(mark, frame.head.width)
    for (line, small), y in zip(lines, _baselines(len(lines), middle), strict=True):
        if not line:
            yield _text(frame.head.left, y, small, _SMALL, _GREY)
        else:
            yield _text(frame.head.left, y, line, _TEXT, _INK, behind=small)


def _right(text: str, column: _Column, middle: float) -> Iterator[str]:
    lines = _cell(text, column)
    for line, y in zip(lines, _baselines(len(lines), middle), strict=True):
        yield _text(column.right, y, line, _TEXT, _INK, "end")


def _left(text: str, column: _Column, middle: float) -> Iterator[str]:
    lines = _cell(text, column)
    for line, y in zip(lines, _baselines(len(lines), middle), strict=True):
        yield _text(column.left, y, line, _TEXT, _GREY)


def _baselines(count: int, middle: float) -> list[float]:
    first = middle - (count - 1) * _LINE / 2 + _TEXT * 0.36
    return [first + _LINE * n for n in range(count)]


def _squares(mark: Mark, frame: _Frame, middle: float) -> Iterator[str]:
    for chosen, column in zip(mark.chosen, frame.choices, strict=False):
        side = 13
        x, y = column.left + (column.width - side) / 2, middle - side / 2
        fill = _INK if chosen else "none"
        yield _rect(x, y, side, side, f'fill="{fill}" stroke="{_INK if chosen else _AXIS}"')


def _bar(mark: Mark, frame: _Frame, middle: float) -> Iterator[str]:
    """A bar with what is said behind it. A step points where it goes; what is projected is open."""
    left, right = frame.at(_percent(mark.low)), frame.at(_percent(mark.high))
    y, high = middle - _BAR_HIGH / 2, _BAR_HIGH
    if mark.look == "none":
        right = left
    elif mark.look == "dot":
        yield from _dots(mark, frame, middle)
        left, right = left - _DOT, right + _DOT
    elif mark.look in ("up", "down"):
        yield _arrow(left, right, middle, mark.look == "up")
    elif mark.look == "projected":
        dashed = f'fill="none" stroke="{_BAR}" stroke-width="1.5" stroke-dasharray="5 3"'
        yield _rect(left, y + 0.75, max(right - left, 1.5), high - 1.5, dashed)
    else:
        yield _rect(left, y, max(right - left, 1.5), high, f'fill="{_BAR}"')
    yield from _said_behind(mark, frame, left, right, middle)


def _arrow(left: float, right: float, middle: float, up: bool) -> str:
    right, high = max(right, left + 2), _BAR_HIGH
    tip = min(7.0, (right - left) / 2)
    colour, start, end = (_UP, left, right) if up else (_DOWN, right, left)
    neck = end - tip if up else end + tip
    corners = [
        (start, middle - high / 2), (neck, middle - high / 2), (end, middle),
        (neck, middle + high / 2), (start, middle + high / 2),
    ]  # fmt: skip
    points = " ".join(f"{_number(x)},{_number(y)}" for x, y in corners)
    return f'<polygon points="{points}" fill="{colour}"/>'


def _said_behind(
    mark: Mark, frame: _Frame, left: float, right: float, middle: float
) -> Iterator[str]:
    """Behind the bar; where there is no room, before it; else as much as fits behind."""
    if not mark.after:
        return
    y = middle + _TEXT * 0.36
    room = frame.right - right - 8
    needed = wide(mark.after, _TEXT)
    if needed <= room + 0.1:
        yield _text(right + 8, y, mark.after, _TEXT, _INK)
    elif needed <= left - frame.plot.left - 16:
        yield _text(left - 8, y, mark.after, _TEXT, _INK, "end")
    else:
        yield _text(right + 8, y, shortened(mark.after, _TEXT, room), _TEXT, _INK)


def _link(row: _Row, following: _Row, frame: _Frame, top: float) -> Iterator[str]:
    """From what a step reaches to where the next begins, if they are one."""
    if not {"up", "down"} & {row.mark.look, following.mark.look}:
        return
    reached = row.mark.low if row.mark.look == "down" else row.mark.high
    begins = following.mark.low if following.mark.look == "up" else following.mark.high
    if abs(reached - begins) > _ONE_PLACE:
        return
    x = frame.at(_percent(reached))
    above = top + row.height / 2 + _BAR_HIGH / 2
    below = top + row.height + (following.height - _BAR_HIGH) / 2
    yield _line(x, above, x, below, _AXIS)


def _fan(mark: Mark, frame: _Frame, middle: float) -> Iterator[str]:
    """A panel: nine tenths of the futures light, the inner half dark, the middle as a line."""
    if mark.fan is None:
        return
    top = middle - (_FAN_HIGH + _FAN_FOOT) / 2
    foot = top + _FAN_HIGH
    yield _line(frame.at(0), foot, frame.at(100), foot, _AXIS)

    def told(points: Sequence[Point]) -> str:
        placed = ((frame.at(float(x)), top + _FAN_HIGH * float(y) / 100) for x, y in points)
        return " ".join(f"{_number(x)},{_number(y)}" for x, y in placed)

    far, near = told(mark.fan.area(0, 4)), told(mark.fan.area(1, 3))
    yield f'<polygon points="{far}" fill="{_FAR}" stroke="{_BAR}" stroke-width="1"/>'
    yield f'<polygon points="{near}" fill="{_NEAR}"/>'
    yield (
        f'<polyline points="{told(mark.fan.line(2))}" fill="none" stroke="{_INK}" '
        'stroke-width="2"/>'
    )
    yield _text(frame.at(0), foot + _SMALL + 2, mark.fan.first, _SMALL, _GREY)
    yield _text(frame.at(100), foot + _SMALL + 2, mark.fan.last, _SMALL, _GREY, "end")


def _dots(mark: Mark, frame: _Frame, middle: float) -> Iterator[str]:
    """A dot, or two with a line between them for a range."""
    low, high = _percent(mark.low), _percent(mark.high)
    if high > low:
        yield _line(frame.at(low), middle, frame.at(high), middle, _BAR, 3)
        yield _circle(frame.at(high), middle)
    yield _circle(frame.at(low), middle)


def _percent(value: Decimal) -> float:
    return min(max(float(value), 0.0), 100.0)


# How it is written.


def _paragraph(
    body: list[str], inner: float, text: str, y: float, size: int, colour: str, bold: bool = False
) -> float:
    """Adds ``text`` below ``y`` in as many lines as it takes; returns where it ends."""
    for line in broken(text, size, inner):
        body.append(_text(MARGIN, y + size * 0.86, line, size, colour, bold=bold))
        y += size * 1.36
    return y


def _plain(chart: Chart) -> Chart:
    return replace(
        chart,
        title=plain(chart.title),
        measure=plain(chart.measure),
        rows=tuple(_plain_mark(row) for row in chart.rows),
        notes=tuple(plain(note) for note in chart.notes),
        choices=tuple(plain(name) for name in chart.choices),
    )


def _plain_mark(mark: Mark) -> Mark:
    return replace(
        mark,
        head=plain(mark.head),
        small=plain(mark.small),
        value=plain(mark.value),
        after=plain(mark.after),
        end=plain(mark.end),
    )


def _told(chart: Chart) -> str:
    """All of the chart in words, for those who do not see it."""
    return "\n".join([chart.measure, *(_told_row(row, chart.choices) for row in chart.rows)])


def _told_row(mark: Mark, choices: Sequence[str]) -> str:
    chosen = (name for name, yes in zip(choices, mark.chosen, strict=False) if yes)
    said = (_whole_head(mark), ", ".join(chosen), mark.value, mark.after, mark.end)
    return "; ".join(part for part in said if part)


def _document(
    chart: Chart, body: Sequence[str], width: int, height: int, language: Language
) -> str:
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="title told" '
        f'xml:lang="{language}" lang="{language}" font-family="{FAMILY}, \'Nanum Gothic\', '
        "'Noto Sans KR', 'Noto Sans CJK KR', 'Apple SD Gothic Neo', 'Malgun Gothic', "
        'sans-serif">',
        f'<title id="title">{escape(chart.title)}</title>',
        f'<desc id="told">{escape(_told(chart))}</desc>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *body,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _text(
    x: float,
    y: float,
    text: str,
    size: int,
    colour: str,
    anchor: str = "",
    behind: str = "",
    bold: bool = False,
) -> str:
    """``text``, with what is said smaller ``behind`` it."""
    more = f' text-anchor="{anchor}"' if anchor else ""
    if bold:  # one weight is packed; a thin line around the letters makes it heavier everywhere
        more += f' stroke="{colour}" stroke-width="0.7" stroke-linejoin="round"'
    smaller = f'\u00a0<tspan dx="2" font-size="{_SMALL}" fill="{_GREY}">{escape(behind)}</tspan>'
    return (
        f'<text x="{_number(x)}" y="{_number(y)}" font-size="{size}" fill="{colour}"{more}>'
        f"{escape(text)}{smaller if behind else ''}</text>"
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: int = 1) -> str:
    return (
        f'<path d="M{_number(x1)} {_number(y1)}L{_number(x2)} {_number(y2)}" '
        f'stroke="{colour}" stroke-width="{width}"/>'
    )


def _rect(x: float, y: float, width: float, height: float, look: str) -> str:
    return (
        f'<rect x="{_number(x)}" y="{_number(y)}" width="{_number(width)}" '
        f'height="{_number(height)}" {look}/>'
    )


def _circle(x: float, y: float) -> str:
    return f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{_DOT}" fill="{_BAR}"/>'


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
