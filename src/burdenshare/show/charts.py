"""Charts as rows with a bar, a dot or squares each: what a page draws inside a table, and what a
picture draws alone. Positions are percent of the width."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from burdenshare.vocabulary import Step

Kind: TypeAlias = Literal["bars", "strip", "specks"]
"""Bars from a ground line; dots on a line from 0 to 100; dots with the choices each is made of."""

Look: TypeAlias = Literal["bar", "projected", "up", "down", "dot"]


@dataclass(frozen=True)
class Mark:
    """A row of a chart."""

    head: str
    low: Decimal
    """Where it starts, in percent of the width; a dot lies here."""
    high: Decimal
    look: Look
    small: str = ""
    """Said smaller behind the head: a year."""
    value: str = ""
    after: str = ""
    """Said behind the bar."""
    end: str = ""
    """The last cell: what is reached."""
    step: Step | None = None
    """The number that is drawn."""
    chosen: tuple[bool, ...] = ()
    """Which choices it is made of, in the order of the chart's ``choices``."""


@dataclass(frozen=True)
class Chart:
    """A chart: the finding in words, what is measured, and a row a mark."""

    kind: Kind
    title: str
    measure: str
    """Measure, unit and year basis."""
    rows: tuple[Mark, ...]
    documents: tuple[str, ...] = ()
    """Ids of the documents that the rows rest on."""
    notes: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
