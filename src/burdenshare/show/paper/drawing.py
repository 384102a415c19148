"""Letters and shapes on a page, and a chart as such: the picture of the house, taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, TypeAlias
from xml.etree import ElementTree

from burdenshare.show import pictures
from burdenshare.show.charts import Chart
from burdenshare.show.letters import exactly_wide
from burdenshare.vocabulary import Language

INK, GREY, RULE = "#1a1a1a", "#444444", "#d6d6d0"

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True)
class Letters:
    """A line of letters: where its baseline begins, and how it looks."""

    x: float
    y: float
    text: str
    size: float
    colour: str = INK
    bold: bool = False
    url: str = ""

    def moved(self, x: float, y: float, scale: float) -> Letters:
        return replace(
            self, x=x + self.x * scale, y=y + self.y * scale, size=self.size * scale
        )  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """A line, a rectangle (two corners), a circle (its middle and a point on it) or a polygon."""

    kind: Literal["line", "rect", "circle", "polygon"]
    points: tuple[Point, ...]
    fill: str = ""
    stroke: str = ""
    width: float = 1.0
    dash: tuple[float, ...] = ()

    @property
    def top(self) -> float:
        return min(y for _, y in self.points)

    @property
    def is_upright(self) -> bool:
        """Whether it goes straight down through several rows, so that it may be cut."""
        return self.points[0][0] == self.points[1][0]

    @property
    def bottom(self) -> float:
        return max(y for _, y in self.points)

    def moved(self, x: float, y: float, scale: float) -> Shape:
        return replace(
            self,
            points=tuple((x + a * scale, y + b * scale) for a, b in self.points),
            width=max(self.width * scale, 0.35),
            dash=tuple(part * scale for part in self.dash),
        )


Put: TypeAlias = Letters | Shape


@dataclass(frozen=True)
class Picture:
    """A chart in its own dots, without margins. It may be cut at ``cuts``: below each row."""

    width: float
    height: float
    held: tuple[Put, ...]
    cuts: tuple[float, ...]

    def between(self, start: float, end: float) -> Iterator[Put]:
        """What stands from ``start`` to ``end``; what goes through is cut."""
        for one in self.held:
            if isinstance(one, Letters):
                if start < one.y <= end:
                    yield one
            elif one.kind == "line" and one.is_upright:
                top, bottom = max(one.top, start), min(one.bottom, end)
                if top < bottom:
                    x = one.points[0][0]
                    yield replace(one, points=((x, top), (x, bottom)))
            elif start < (one.top + one.bottom) / 2 <= end:
                yield one


def picture(chart: Chart, language: Language, across: int) -> Picture:
    """The chart as it is drawn ``across`` dots wide, its margins taken away."""
    margin = pictures.MARGIN
    root = ElementTree.fromstring(pictures.svg(chart, (), language, across))
    held = [
        one.moved(-margin, -margin, 1)
        for element in root
        for one in _taken_apart(element)
        if not (isinstance(one, Shape) and one.kind == "rect" and one.points[0] == (0, 0))
    ]
    rules = [
        one.points[0][1]
        for one in held
        if isinstance(one, Shape) and one.kind == "line" and one.stroke == pictures.RULE
    ]
    ends = [one.y + 6 if isinstance(one, Letters) else one.bottom + 2 for one in held]
    height = max(ends)
    return Picture(across - 2 * margin, height, tuple(held), (*rules, height))


def _taken_apart(element: ElementTree.Element) -> Iterator[Put]:
    """The shapes that ``pictures`` draws with, and no others."""
    told = element.attrib
    kind = element.tag.rpartition("}")[2]
    look = {
        "fill": _colour(told.get("fill", "")), "stroke": _colour(told.get("stroke", "")),
        "width": float(told.get("stroke-width", 1)),
        "dash": tuple(map(float, told.get("stroke-dasharray", "").split())),
    }  # fmt: skip
    if kind == "text":
        yield from _letters(element)
    elif kind == "path":
        yield Shape("line", _points(told["d"]), **look)  # type: ignore[arg-type]
    elif kind == "polyline":
        for ends in pairwise(_points(told["points"])):
            yield Shape("line", ends, **look)  # type: ignore[arg-type]
    elif kind == "rect":
        x, y = float(told.get("x", 0)), float(told.get("y", 0))
        corner = (x + float(told["width"]), y + float(told["height"]))
        yield Shape("rect", ((x, y), corner), **look)  # type: ignore[arg-type]
    elif kind == "circle":
        x, y, radius = (float(told[key]) for key in ("cx", "cy", "r"))
        yield Shape("circle", ((x - radius, y - radius), (x + radius, y + radius)), **look)  # type: ignore[arg-type]
    elif kind == "polygon":
        yield Shape("polygon", _points(told["points"]), **look)  # type: ignore[arg-type]


def _colour(text: str) -> str:
    return "" if text == "none" else text


def _points(text: str) -> tuple[Point, ...]:
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", text)]
    return tuple(pairwise(numbers))[::2]


def _letters(element: ElementTree.Element) -> Iterator[Letters]:
    """A text, and what is said smaller behind it."""
    told = element.attrib
    runs = [(element.text or "", float(told["font-size"]), told["fill"])]
    runs += [
        (part.text or "", float(part.attrib["font-size"]), part.attrib["fill"]) for part in element
    ]
    if len(runs) > 1:
        runs[0] = (runs[0][0].rstrip("\u00a0"), *runs[0][1:])
    length = _length(runs)
    part = {"end": 1.0, "middle": 0.5}.get(told.get("text-anchor", ""), 0.0)
    x = float(told["x"]) - length * part
    for text, size, colour in runs:
        yield Letters(x, float(told["y"]), text, size, colour, "stroke" in told)
        x += exactly_wide(text, size) + size * 0.45


def _length(runs: Sequence[tuple[str, float, str]]) -> float:
    return sum(exactly_wide(text, size) for text, size, _ in runs)
