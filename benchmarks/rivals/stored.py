"""The job as the first loop one writes: future by future, sums stored for NumPy's quantiles."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numba import njit, prange

from benchmarks.rivals.job import FUTURES, LINES, YEARS, Array, base, cap, told

BLOCK = 16_384


def _loop(futures: int, bases: Array, caps: Array, won: Array, dollars: Array) -> None:
    """Future by future, with numba's own generator; sums are kept for the quantiles."""
    shared = np.sqrt(1 - 0.3**2)
    for chunk in prange((futures + BLOCK - 1) // BLOCK):
        np.random.seed(chunk)
        parts = np.empty(bases.size)
        for i in range(chunk * BLOCK, min((chunk + 1) * BLOCK, futures)):
            parts[:] = bases
            cpi, budget, level = 2.3, 4.3, np.log(1420.0)
            seen_cpi, seen_budget = 0.0, 0.0
            for t in range(won.shape[0] + 1):
                if t > 1:
                    for n in range(parts.size):
                        growth = min(max(seen_budget if n % 2 else seen_cpi, 0.0), caps[n])
                        parts[n] = np.floor(parts[n] * (1 + growth / 100) * 10 + 0.5) / 10
                news = np.random.standard_normal()
                cpi = 1.0 + 0.5 * cpi + news
                budget = 2.0 + 0.5 * budget + 2.0 * np.random.standard_normal()
                level += 0.08 * (0.3 * news + shared * np.random.standard_normal())
                seen_cpi = np.floor(cpi * 10 + 0.5) / 10
                seen_budget = np.floor(budget * 10 + 0.5) / 10
                if t > 0:
                    total = parts.sum()
                    rate = np.floor(np.exp(level) * 100 + 0.5) / 100
                    won[t - 1, i] = total
                    dollars[t - 1, i] = np.floor(total * 10_000 / rate + 0.5) / 10


def stored(threads: int) -> Callable[[], Array]:
    loop = njit(parallel=threads > 1, error_model="numpy")(_loop)
    bases = np.array([float(base(n)) for n in range(LINES)])
    caps = np.array([float(cap(n)) * 100 for n in range(LINES)])

    def work() -> Array:
        won, dollars = np.empty((YEARS, FUTURES)), np.empty((YEARS, FUTURES))
        loop(FUTURES, bases, caps, won, dollars)
        return told(won, dollars)

    return work
