"""The job in plain NumPy, in whole arrays and in blocks that the near memory holds."""

from __future__ import annotations

import numpy as np

from benchmarks.rivals.job import FUTURES, LINES, YEARS, Array, base, cap, drawn, generator, told

BLOCK = 16_384
GENERATORS = (np.random.SFC64, np.random.PCG64, np.random.PCG64DXSM, np.random.Philox,
              np.random.MT19937)  # fmt: skip


def sums(cpi: Array, budget: Array, rate: Array) -> tuple[Array, Array]:
    """Won and dollars, year × future."""
    won = np.empty((YEARS, cpi.shape[1]))
    parts = [np.full(cpi.shape[1], float(base(n))) for n in range(LINES)]
    won[0] = sum(parts)
    for year in range(1, YEARS):
        for n in range(LINES):
            growth = np.clip((cpi, budget)[n % 2][year], 0.0, float(cap(n)) * 100)
            parts[n] = np.floor(parts[n] * (1 + growth / 100) * 10 + 0.5) / 10
        won[year] = sum(parts)
    return won, np.floor(won * 10_000 / rate[1:] + 0.5) / 10


def whole_arrays() -> Array:
    return told(*sums(*drawn(generator(), FUTURES)))


def in_blocks() -> Array:
    draw = generator()
    won, dollars = np.empty((YEARS, FUTURES)), np.empty((YEARS, FUTURES))
    for start in range(0, FUTURES, BLOCK):
        part = slice(start, min(start + BLOCK, FUTURES))
        won[:, part], dollars[:, part] = sums(*drawn(draw, part.stop - part.start))
    return told(won, dollars)


def normals_alone(kind: type[np.random.BitGenerator]) -> None:
    """Only the draws of the others, in blocks, and nothing made of them."""
    draw = np.random.Generator(kind(1))
    held = np.empty((YEARS + 1, 3, BLOCK))
    for _ in range(-(-FUTURES // BLOCK)):
        draw.standard_normal(out=held)
