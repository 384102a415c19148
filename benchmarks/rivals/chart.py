"""What every rival draws: the title and the bars of a bridge, from the functions of the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import burdenshare
from burdenshare import accounting
from burdenshare.show import charts
from burdenshare.show.amounts import Numbers
from burdenshare.show.words import words

DOSSIER, SPAN, START = "korea", "2016", "official"
ENDS = ("spark-2016", "mnd-continuing")
COLOURS = {"bar": "#3c6e91", "up": "#8a5a00", "down": "#5b4b8a"}


@dataclass(frozen=True)
class Bar:
    """A bar of the bridge, in percent."""

    head: str
    low: float
    high: float
    colour: str
    end: str


@cache
def bridge(end: str) -> tuple[str, tuple[Bar, ...]]:
    """Title and bars, kept once made, as the page keeps its answers."""
    dossier = _dossier()
    span = accounting.span_of(SPAN)
    assert span is not None
    first, last = (accounting.share(dossier, span, dossier.definitions[d]) for d in (START, end))
    numbers = Numbers(words("en"), dossier.currency)
    made = charts.bridge(accounting.bridge(dossier, first, last), dossier, numbers)
    bars = [
        Bar(f"{n}. {row.head}", float(row.low), float(row.high), COLOURS[row.look], str(row.end))
        for n, row in enumerate(made.rows, 1)
    ]
    return str(made.title), tuple(bars)


@cache
def _dossier() -> burdenshare.Dossier:
    return burdenshare.load(DOSSIER)
