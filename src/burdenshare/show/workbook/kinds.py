"""What an answer gives a workbook besides its tables: the parts that a sheet of its own is made
of. Light: nothing here knows how a workbook is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from burdenshare.vocabulary import (
    Bridge,
    CapStart,
    Ledger,
    Operations,
    Outlook,
    RateBasis,
    Share,
    Step,
    Text,
)


@dataclass(frozen=True)
class Switch:
    """An item with one recorded value, and for each definition whether it is counted; None where
    the definition cannot take it by itself, as when it counts the item in another way."""

    item: str
    title: Text
    bearer: str
    step: Step
    on: tuple[bool | None, ...]
    stands_for: tuple[str, ...] = ()
    """The items that are switched with it."""


@dataclass(frozen=True)
class Board:
    """Definitions of a share, and the items they switch; with a bridge between the first two."""

    shares: Sequence[Share]
    titles: Sequence[Text]
    switches: Sequence[Switch]
    bridge: Bridge | None = None


@dataclass(frozen=True)
class Met:
    """A computed sum, and a printed one beside it with the difference that the program found."""

    computed: Step
    printed: Step | None = None
    difference: Decimal | None = None
    title: Text | str = ""


@dataclass(frozen=True)
class Yearly:
    """Sums year by year, each from its terms, beside what was printed."""

    sums: Sequence[Met]


@dataclass(frozen=True)
class Side:
    """Agreements and proposals side by side."""

    outlooks: Sequence[Outlook]
    starts: Sequence[CapStart] = ()
    """The rates from which their caps bind."""


@dataclass(frozen=True)
class Checks:
    """A ledger, with the identities that its years must meet."""

    ledger: Ledger


@dataclass(frozen=True)
class Calculator:
    """What was sent or is planned: how many, how long, at which rate."""

    held: Operations
    titles: Mapping[str, Text]
    sums: Mapping[RateBasis, Step]
    home: Mapping[RateBasis, Step] = field(default_factory=dict)
    """The same in the money of contributions."""


Kind = Board | Yearly | Side | Checks | Calculator
