"""The job as one loop by hand, for this job alone: nothing kept that grows with the futures.

Blocks that the nearest memory holds; one xoshiro256++ stream for each place of a block, seeded by
splitmix64; Box–Muller with polynomials, two normals from 64 bits; sums as whole steps, counted in
histograms that mean and quantiles are read from. A multiply and an add may be fused, and threads
have streams of their own, so that the bits depend on processor and threads.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, log, pi, sqrt

import numpy as np
from numba import float64, int64, njit, prange, uint64
from numpy.typing import NDArray

from benchmarks.rivals.job import FUTURES, LINES, PARTS, YEARS, Array, base, cap

Bits = NDArray[np.uint64]
Counts = NDArray[np.int32]

BLOCK = 512
WON_LEAST, WON_ROOM = int(sum(base(n) for n in range(LINES)) * 10), 2**14
"""In 0.1 bn: the first year's sum, below which it cannot fall, and room for nine years of caps."""

DOLLAR_ROOM = 2**16
"""In 0.1 mn. What is beyond is counted in the last place: too rare to touch mean or quantiles."""

SHARED, OWN = 0.08 * 0.3, 0.08 * sqrt(1 - 0.3**2)
BASES = tuple(float(base(n) * 10) for n in range(LINES))
CAP_0, CAP_1, CAP_2, CAP_3, CAP_4 = (float(cap(n) * 1000) for n in range(LINES))
LN2, TURN = log(2), pi / 2**32
CPI, BUDGET, LEVEL, PART, WON, DOLLAR = (n * BLOCK for n in (0, 1, 2, 3, 3 + LINES, 4 + LINES))
"""Where each begins in the room of a block."""

FAST = {"contract", "nsz", "nnan", "ninf"}


@njit(fastmath=FAST, error_model="numpy")
def _normals(seeds: Bits, one: Array, two: Array) -> None:
    for i in range(BLOCK):
        s0, s1, s2, s3 = seeds[i], seeds[BLOCK + i], seeds[2 * BLOCK + i], seeds[3 * BLOCK + i]
        x = s0 + s3
        x = ((x << uint64(23)) | (x >> uint64(41))) + s0
        s2 ^= s0
        s3 ^= s1
        seeds[BLOCK + i] = s1 ^ s2
        seeds[i] = s0 ^ s3
        seeds[2 * BLOCK + i] = s2 ^ (s1 << uint64(17))
        seeds[3 * BLOCK + i] = (s3 << uint64(45)) | (s3 >> uint64(19))
        # The logarithm of 2⁻³² to 1: the exponent, and a series for the rest.
        u = np.float64(1.0 - float64(int64(x >> uint64(32))) * 2.0**-32)
        bits = u.view(np.int64)
        exponent = (bits - 0x3FE6A09E667F3BCD) >> 52
        m = np.int64(bits - (exponent << 52)).view(np.float64)
        z = (m - 1.0) / (m + 1.0)
        w = z * z
        series = 1 / 9 + w * (1 / 11 + w * (1 / 13 + w * (1 / 15)))
        series = 1.0 + w * (1 / 3 + w * (1 / 5 + w * (1 / 7 + w * series)))
        radius = sqrt(-2.0 * (float64(exponent) * LN2 + 2.0 * z * series))
        # Half a turn, and the last bit for the other half.
        a = float64(int64(x & uint64(0xFFFFFFFF)) - 2**31) * TURN
        q = a * a
        sine = 1 / 39916800 - q * (1 / 6227020800 - q * (1 / 1307674368000 - q / 355687428096000))
        sine = 1 / 120 - q * (1 / 5040 - q * (1 / 362880 - q * sine))
        cosine = 1 / 479001600 - q * (1 / 87178291200 - q * (1 / 20922789888000))
        cosine = 1 / 24 - q * (1 / 720 - q * (1 / 40320 - q * (1 / 3628800 - q * cosine)))
        one[i] = radius * a * (1.0 - q * (1 / 6 - q * sine))
        cosine = radius * (1.0 - q * (1 / 2 - q * cosine))
        two[i] = cosine if x & uint64(1) else -cosine


@njit(fastmath=FAST, error_model="numpy")
def _grown(part: float, growth: float) -> float:
    """Half-up, in whole steps: a product is whole thousandths, and a quarter is safely between."""
    return np.floor((part * (1000.0 + growth) + 500.25) * 0.001)


@njit(fastmath=FAST, error_model="numpy")
def _year(year: int, room: Array, of_cpi: Array, of_budget: Array, of_rate: Array) -> None:
    for i in range(BLOCK):
        cpi = min(max(np.floor(room[CPI + i] + 0.5), 0.0), CAP_0)
        budget = min(max(np.floor(room[BUDGET + i] + 0.5), 0.0), CAP_1)
        if year > 1:
            room[PART + i] = _grown(room[PART + i], cpi)
            room[PART + BLOCK + i] = _grown(room[PART + BLOCK + i], budget)
            room[PART + 2 * BLOCK + i] = _grown(room[PART + 2 * BLOCK + i], min(cpi, CAP_2))
            room[PART + 3 * BLOCK + i] = _grown(room[PART + 3 * BLOCK + i], min(budget, CAP_3))
            room[PART + 4 * BLOCK + i] = _grown(room[PART + 4 * BLOCK + i], min(cpi, CAP_4))
    for i in range(BLOCK):
        level = room[LEVEL + i] + SHARED * of_cpi[i] + OWN * of_rate[i]
        room[CPI + i] = 10.0 + 0.5 * room[CPI + i] + 10.0 * of_cpi[i]
        room[BUDGET + i] = 20.0 + 0.5 * room[BUDGET + i] + 20.0 * of_budget[i]
        room[LEVEL + i] = level
        # The exponential: a power of two, and a series for the rest.
        power = np.floor(level * (1 / LN2) + 0.5)
        x = level - power * LN2
        series = 1 / 5040 + x * (1 / 40320 + x * (1 / 362880 + x * (1 / 3628800)))
        series = 1 / 6 + x * (1 / 24 + x * (1 / 120 + x * (1 / 720 + x * series)))
        series = 1.0 + x * (1.0 + x * (1 / 2 + x * series))
        two_to = np.int64((int64(power) + 1023) << 52).view(np.float64)
        rate = np.floor(142000.0 * series * two_to + 0.5)
        won = room[PART + i] + room[PART + BLOCK + i] + room[PART + 2 * BLOCK + i]
        won += room[PART + 3 * BLOCK + i] + room[PART + 4 * BLOCK + i]
        room[WON + i] = won - WON_LEAST
        room[DOLLAR + i] = min(np.floor(100_000.0 * won / rate + 0.5), DOLLAR_ROOM - 1.0)


@njit
def _count(room: Array, won: Counts, dollars: Counts) -> None:
    for i in range(BLOCK):
        won[np.uint64(room[WON + i])] += 1
        dollars[np.uint64(room[DOLLAR + i])] += 1


@njit
def _seeded(thread: int) -> Bits:
    """By splitmix64."""
    seeds = np.empty(4 * BLOCK, np.uint64)
    x = uint64(thread) << uint64(32)
    for i in range(4 * BLOCK):
        x += uint64(0x9E3779B97F4A7C15)
        z = (x ^ (x >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> uint64(27))) * uint64(0x94D049BB133111EB)
        seeds[i] = z ^ (z >> uint64(31))
    return seeds


def _job(threads: int, blocks: int, won: Counts, dollars: Counts) -> None:
    """Counts are thread × year × sum."""
    for thread in prange(threads):
        seeds, room = _seeded(thread), np.empty((5 + LINES) * BLOCK)
        # Arrays of their own: of rows of one array numba does not know that they are apart.
        one, two, three, four = np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK)
        for _ in range(thread, blocks, threads):
            room[CPI : CPI + BLOCK], room[BUDGET : BUDGET + BLOCK] = 23.0, 43.0
            room[LEVEL : LEVEL + BLOCK] = 0.0
            for n in range(LINES):
                room[PART + n * BLOCK : PART + (n + 1) * BLOCK] = BASES[n]
            for year in range(YEARS + 1):
                _normals(seeds, one, two)
                if year == YEARS:  # no one asks for the budget of the last year
                    _year(year, room, one, one, two)
                elif year % 2:
                    _year(year, room, one, two, four)
                else:
                    _normals(seeds, three, four)
                    _year(year, room, one, two, three)
                if year > 0:
                    _count(room, won[thread, year - 1], dollars[thread, year - 1])


def fused(threads: int) -> Callable[[], Array]:
    loop = njit(parallel=threads > 1, error_model="numpy")(_job)

    def work() -> Array:
        won = np.zeros((threads, YEARS, WON_ROOM), np.int32)
        dollars = np.zeros((threads, YEARS, DOLLAR_ROOM), np.int32)
        loop(threads, -(-FUTURES // BLOCK), won, dollars)
        return np.array([_told(won.sum(axis=0), WON_LEAST), _told(dollars.sum(axis=0), 0)])

    return work


def _told(counts: Counts, least: int) -> Array:
    """Mean and quantiles of each year's counts."""
    futures = int(counts[0].sum())
    means = counts.astype(float) @ np.arange(counts.shape[1], dtype=float) / futures
    rising = np.cumsum(counts, axis=1, dtype=np.int32)
    wanted = np.array([ceil(part * futures) for part in PARTS], np.int32)
    found = [[mean, *row.searchsorted(wanted)] for mean, row in zip(means, rising, strict=True)]
    return (np.array(found) + least) / 10
