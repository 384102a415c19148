"""What every rival of the futures computes: the terms, the drivers as NumPy draws them, the answer.

Five parts of a sum that grow apart, ten years, three drivers: two rates and an exchange rate that
keep half, half and all of where they stand. Won in billions and dollars in millions, as printed.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

D = Decimal
Array = NDArray[np.float64]
FIRST = 2026
LINES, YEARS, FUTURES = 5, 10, 1_000_000
PARTS = (0.05, 0.5, 0.95)


def base(line: int) -> Decimal:
    """The first year's sum of a part, in bn won."""
    return D("300.1") + 10 * line


def cap(line: int) -> Decimal:
    return D("0.05") - D(line) / 1000


def generator() -> np.random.Generator:
    return np.random.Generator(np.random.SFC64(1))


def figures(normals: Array) -> tuple[Array, Array, Array]:
    """Prices and budget in percent, won per dollar, each year × future and as printed.

    ``normals`` are year × driver × future; the first year is that before the agreement's.
    """
    years, _, futures = normals.shape
    shared = 0.3 * normals[:, 0] + np.sqrt(1 - 0.3**2) * normals[:, 2]
    cpi, budget = np.full(futures, 2.3), np.full(futures, 4.3)
    level = np.full(futures, np.log(1420.0))
    found = np.empty((3, years, futures))
    for year in range(years):
        cpi = 1.0 + 0.5 * cpi + normals[year, 0]
        budget = 2.0 + 0.5 * budget + 2.0 * normals[year, 1]
        level = level + 0.08 * shared[year]
        found[0, year] = np.floor(cpi * 10 + 0.5) / 10
        found[1, year] = np.floor(budget * 10 + 0.5) / 10
        found[2, year] = np.floor(np.exp(level) * 100 + 0.5) / 100
    return found[0], found[1], found[2]


def drawn(draw: np.random.Generator, futures: int) -> tuple[Array, Array, Array]:
    return figures(draw.standard_normal((YEARS + 1, 3, futures)))


def told(won: Array, dollars: Array) -> Array:
    """Mean and quantiles of sums, year × future: money × year × number."""
    held = [
        np.concatenate([one.mean(axis=1)[None], np.quantile(one, PARTS, axis=1)])
        for one in (won, dollars)
    ]
    return np.array(held).transpose(0, 2, 1)
