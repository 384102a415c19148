"""How figures move that nobody knows yet, and how they move together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import sqrt
from typing import Literal


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
class Drivers:
    """Drivers, and how the news of two of them go together: −1 to 1, none where not named."""

    each: tuple[Driver, ...]
    together: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)

    def correlation(self) -> list[list[float]]:
        names = [one.series for one in self.each]
        if len(set(names)) != len(names):
            raise ValueError("a series has two drivers")
        if unknown := {name for pair in self.together for name in pair} - set(names):
            raise ValueError(f"no driver moves {', '.join(sorted(unknown))}")
        return [[1.0 if a == b else self._between(a, b) for b in names] for a in names]

    def _between(self, one: str, other: str) -> float:
        found = self.together.get((one, other), self.together.get((other, one), Decimal(0)))
        return float(found)


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
