"""How figures move that nobody knows yet, and how they move together."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from math import sqrt
from typing import Literal

from burdenshare.vocabulary import Money


@dataclass(frozen=True, kw_only=True)
class Driver:
    """A series that goes on from its last known figure.

    Each year keeps ``persistence`` of its distance from ``mean`` and adds news of standard
    deviation ``spread``. A ``rate`` moves in its own points; a ``level``, such as an exchange
    rate, moves in logarithms, so that ``spread`` and ``drift`` are fractions of it. With a
    persistence of 1 it wanders and has no mean. A drawn figure is rounded to ``unit``, as an
    office prints it, before anything uses it; what it goes on from is not rounded.
    """

    series: str
    known: int
    last: Decimal
    spread: Decimal
    mean: Decimal | None = None
    persistence: Decimal = Decimal(0)
    drift: Decimal = Decimal(0)
    unit: Decimal = Decimal("0.1")
    kind: Literal["rate", "level"] = "rate"

    def __post_init__(self) -> None:
        if self.mean is None and self.persistence != 1:
            raise ValueError(f"{self.series}: a driver that returns needs a mean to return to")
        if self.spread < 0 or self.unit <= 0:
            raise ValueError(f"{self.series}: a spread is not negative, a unit is above zero")


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """Values of which one is drawn each year anew, each as likely as the others, whatever the
    years before it and the other drivers gave. All are whole multiples of ``unit``."""

    series: str
    values: tuple[Decimal, ...]
    unit: Decimal = Decimal("0.1")

    def __post_init__(self) -> None:
        if not self.values or self.unit <= 0:
            raise ValueError(f"{self.series}: there is a value, and a unit above zero")
        if any(value % self.unit for value in self.values):
            raise ValueError(f"{self.series}: a value is no whole multiple of {self.unit}")


@dataclass(frozen=True, kw_only=True)
class Event:
    """What comes ``times`` a year on average (Poisson), each time at a ``cost``."""

    name: str
    times: Fraction
    cost: Decimal

    def __post_init__(self) -> None:
        if not 0 <= self.times <= MOST_TIMES:
            raise ValueError(f"{self.name}: comes 0 to {MOST_TIMES} times a year")


@dataclass(frozen=True, kw_only=True)
class Meter:
    """A yearly cost in one money, made of events that come apart from each other and from all
    drivers."""

    series: str
    money: Money
    events: tuple[Event, ...]

    def __post_init__(self) -> None:
        if not self.events:
            raise ValueError(f"{self.series}: a metered cost has at least one event")


MOST_TIMES = 100


@dataclass(frozen=True, kw_only=True)
class Drivers:
    """Drivers, and how the news of two of them go together: −1 to 1, none where not named.
    Recorded values and meters are drawn apart from them and from each other."""

    each: tuple[Driver, ...]
    together: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    recorded: tuple[Recorded, ...] = ()
    meters: tuple[Meter, ...] = ()

    def moves(self, series: str, year: int) -> bool:
        """Whether a figure of a year is drawn."""
        anew = {one.series for one in self.recorded} | {one.series for one in self.meters}
        return series in anew or any(o.series == series and year > o.known for o in self.each)

    def correlation(self) -> list[list[float]]:
        names = [one.series for one in self.each]
        others = [one.series for one in self.recorded]
        others += [one.series for one in self.meters]
        if len({*names, *others}) != len(names) + len(others):
            raise ValueError("a series has two drivers")
        if unknown := {name for pair in self.together for name in pair} - set(names):
            raise ValueError(f"no driver moves {', '.join(sorted(unknown))}")
        return [[1.0 if a == b else self._between(a, b) for b in names] for a in names]

    def _between(self, one: str, other: str) -> float:
        found = self.together.get((one, other), self.together.get((other, one), Decimal(0)))
        return float(found)


def key_of(name: str) -> int:
    """32 bits, never nought, by which what is drawn under a name has a stream of its own."""
    return int.from_bytes(hashlib.blake2s(name.encode(), digest_size=4).digest(), "big") or 1


def poisson(times: Fraction) -> list[int]:
    """Where a word of 32 bits is at least the n-th of these, the event comes more than n times.

    Each is the part of years in which it comes at most n times, in 2³² parts, half-up: exact to
    some 10⁻¹⁰, and the same everywhere, since decimals are.
    """
    with localcontext(Context(prec=50)):
        mean = Decimal(times.numerator) / times.denominator
        part = (-mean).exp()
        below, count, found = part, 0, []
        while (reached := int(below * 2**32 + Decimal("0.5"))) < 2**32:
            found.append(reached)
            count += 1
            part = part * mean / count
            below += part
    return found


def factor(correlation: Sequence[Sequence[float]]) -> list[list[float]]:
    """The lower triangle whose product with itself gives the correlation (Cholesky).

    Plain sums in a fixed order: a linear-algebra library would give other bits elsewhere.
    """
    size = len(correlation)
    lower = [[0.0] * size for _ in range(size)]
    for row in range(size):
        for column in range(row + 1):
            known = 0.0
            for k in range(column):
                known += lower[row][k] * lower[column][k]
            left = correlation[row][column] - known
            if row != column:
                lower[row][column] = left / lower[column][column]
            elif left > 0.0:
                lower[row][row] = sqrt(left)
            else:
                raise ValueError("no figures can go together in this way")
    return lower
