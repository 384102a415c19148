"""A million futures of one agreement: mean and three quantiles a year, in won and in dollars.

Five parts of a sum that grow apart, ten years, three drivers: two rates and an exchange rate that
keep half, half and all of where they stand. Every way draws the same model, rounds rates and sums
as printed, and must give the same means before it is timed. Ours gives more than is asked: every
quantile exactly, the span, and how often each cap binds.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from burdenshare.futures import Driver, Drivers, Exchange, Schedule, Summary, compiled, run
from burdenshare.vocabulary import Agreement, Contribution, Escalator, Money, Text, Years

D = Decimal
Array = NDArray[np.float64]
FIRST = 2026
LINES, YEARS, FUTURES = 5, 10, 1_000_000
BLOCK = 16_384
PARTS = (0.05, 0.5, 0.95)
WON, DOLLAR = Money("KRW", "bn"), Money("USD", "mn")
DRIVERS = Drivers(
    each=(
        Driver(series="cpi", known=FIRST - 2, last=D("2.3"), mean=D(2), persistence=D("0.5"),
               spread=D(1)),
        Driver(series="budget", known=FIRST - 2, last=D("4.3"), mean=D(4), persistence=D("0.5"),
               spread=D(2)),
        Driver(series="rate", known=FIRST - 2, last=D(1420), persistence=D(1), spread=D("0.08"),
               unit=D("0.01"), kind="level"),
    ),
    together={("cpi", "rate"): D("0.3")},
)  # fmt: skip


def schedule(lines: int = LINES, years: int = YEARS) -> Schedule:
    """Odd parts follow prices, even ones the budget; each has a cap of its own."""
    names = [f"part-{n}" for n in range(lines)]
    agreement = Agreement(
        name="job", title=Text("", ""), years=Years(FIRST, FIRST + years - 1), money=WON,
        contribution=tuple(
            Contribution(years=Years(FIRST, FIRST), amount=base(n), tranche=name)
            for n, name in enumerate(names)
        ),
        escalator=tuple(
            Escalator(
                years=Years(FIRST + 1, FIRST + years - 1), follow=(("cpi", "budget")[n % 2],),
                lag=1, floor=D(0), cap=cap(n), round_to=D("0.1"), tranche=name,
            )
            for n, name in enumerate(names)
        ),
    )  # fmt: skip
    return compiled(
        [agreement], agreement.years, {}, lambda *_: None, Exchange("rate", WON, DOLLAR)
    )


def base(line: int) -> Decimal:
    return D("300.1") + 10 * line


def cap(line: int) -> Decimal:
    return D("0.05") - D(line) / 1000


def ours(threads: int, futures: int = FUTURES, **terms: int) -> Summary:
    return run([schedule(**terms)], DRIVERS, 1, range(-(-futures // 512)), threads)


# -- NumPy ---------------------------------------------------------------------------------------


def drawn(draw: np.random.Generator, futures: int) -> tuple[Array, Array, Array]:
    """Prices and budget in percent, won per dollar, each year × future and as printed."""
    normals = draw.standard_normal((YEARS + 1, 3, futures))
    shared = 0.3 * normals[:, 0] + np.sqrt(1 - 0.3**2) * normals[:, 2]
    cpi, budget = np.full(futures, 2.3), np.full(futures, 4.3)
    level = np.full(futures, np.log(1420.0))
    found = np.empty((3, YEARS + 1, futures))
    for year in range(YEARS + 1):
        cpi = 1.0 + 0.5 * cpi + normals[year, 0]
        budget = 2.0 + 0.5 * budget + 2.0 * normals[year, 1]
        level = level + 0.08 * shared[year]
        found[0, year] = np.floor(cpi * 10 + 0.5) / 10
        found[1, year] = np.floor(budget * 10 + 0.5) / 10
        found[2, year] = np.floor(np.exp(level) * 100 + 0.5) / 100
    return found[0], found[1], found[2]


def sums(draw: np.random.Generator, futures: int) -> tuple[Array, Array]:
    """Won and dollars, year × future."""
    cpi, budget, rate = drawn(draw, futures)
    won = np.empty((YEARS, futures))
    parts = [np.full(futures, float(base(n))) for n in range(LINES)]
    won[0] = sum(parts)
    for year in range(1, YEARS):
        for n in range(LINES):
            growth = np.clip((cpi, budget)[n % 2][year], 0.0, float(cap(n)) * 100)
            parts[n] = np.floor(parts[n] * (1 + growth / 100) * 10 + 0.5) / 10
        won[year] = sum(parts)
    return won, np.floor(won * 10_000 / rate[1:] + 0.5) / 10


def told(won: Array, dollars: Array) -> Array:
    """Mean and quantiles: money × year × number."""
    held = [
        np.concatenate([one.mean(axis=1)[None], np.quantile(one, PARTS, axis=1)])
        for one in (won, dollars)
    ]
    return np.array(held).transpose(0, 2, 1)


def generator() -> np.random.Generator:
    return np.random.Generator(np.random.SFC64(1))


def whole_arrays() -> Array:
    return told(*sums(generator(), FUTURES))


def in_blocks() -> Array:
    draw = generator()
    won, dollars = np.empty((YEARS, FUTURES)), np.empty((YEARS, FUTURES))
    for start in range(0, FUTURES, BLOCK):
        part = slice(start, min(start + BLOCK, FUTURES))
        won[:, part], dollars[:, part] = sums(draw, part.stop - part.start)
    return told(won, dollars)


def normals_alone() -> None:
    """Only the draws of the others, by the fastest of NumPy's generators, in blocks."""
    draw = generator()
    held = np.empty((YEARS + 1, 3, BLOCK))
    for _ in range(-(-FUTURES // BLOCK)):
        draw.standard_normal(out=held)


# -- a loop by hand ------------------------------------------------------------------------------


def _fused(futures: int, bases: Array, caps: Array, won: Array, dollars: Array) -> None:
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


def by_hand(threads: int) -> Callable[[], Array]:
    fused = njit(parallel=threads > 1, error_model="numpy")(_fused)
    bases = np.array([float(base(n)) for n in range(LINES)])
    caps = np.array([float(cap(n)) * 100 for n in range(LINES)])

    def work() -> Array:
        won, dollars = np.empty((YEARS, FUTURES)), np.empty((YEARS, FUTURES))
        fused(FUTURES, bases, caps, won, dollars)
        return told(won, dollars)

    return work


# -- what is printed -----------------------------------------------------------------------------


def numbers(summary: Summary) -> Array:
    """Mean and quantiles as the others give them."""
    years, parts = list(summary.years), [D(str(part)) for part in PARTS]
    return np.array(
        [
            [
                [float(tally.mean()), *(float(tally.quantile(part)) for part in parts)]
                for tally in (summary.sums("job", year, money) for year in years)
            ]
            for money in ("home", "other")  # type: ignore[misc]
        ]
    )


def apart(one: Array, other: Array) -> float:
    """By how much two answers differ at most, as a part of the sum."""
    return float(np.max(np.abs(one / other - 1)))


def side_by_side(runs: int) -> None:
    ways: dict[str, Callable[[], Any]] = {
        "burdenshare, 2 threads": lambda: numbers(ours(2)),
        "burdenshare, 1 thread": lambda: numbers(ours(1)),
        "numba by hand, 2 threads": by_hand(2),
        "numba by hand, 1 thread": by_hand(1),
        f"NumPy, blocks of {BLOCK:,}": in_blocks,
        "NumPy, whole arrays": whole_arrays,
        "NumPy draws the normals, no more": normals_alone,
    }
    answers = [work() for work in ways.values()]
    for name, answer in zip(ways, answers, strict=True):
        if answer is not None and (far := apart(answer, answers[0])) > 0.005:
            raise AssertionError(f"{name} differs by {far:.2%}")
    took = _timed(list(ways.values()), runs)
    print(f"\n{FUTURES:,} futures, {LINES} parts, {YEARS} years, ms (of {runs}, in turns)")
    print(f"{'':<34}{'fastest':>9}{'median':>9}{'times':>8}{'cores':>9}{'times':>8}")
    for name, of_way in zip(ways, took, strict=True):
        wall, cores = zip(*of_way, strict=True)
        ratios = (min(one) / min(of[n] for of in took[0]) for n, one in enumerate((wall, cores)))
        by_wall, by_cores = ratios
        middle = statistics.median(wall) * 1000
        print(
            f"{name:<34}{min(wall) * 1000:>9.0f}{middle:>9.0f}{by_wall:>8.1f}"
            f"{min(cores) * 1000:>9.0f}{by_cores:>8.1f}"
        )


def _timed(works: list[Callable[[], Any]], runs: int) -> list[list[tuple[float, float]]]:
    """Seconds by the clock and seconds of all cores, which other work disturbs less."""
    found: list[list[tuple[float, float]]] = [[] for _ in works]
    for _ in range(runs):
        for work, times in zip(works, found, strict=True):
            start, cores = time.perf_counter(), time.process_time()
            work()
            times.append((time.perf_counter() - start, time.process_time() - cores))
    return found


def proportions(runs: int) -> None:
    """Time of the core for twice the futures, years or parts."""
    print("\nTwice as many, 1 thread: fastest ms of its core, and times the row before")
    rows: dict[str, list[dict[str, int]]] = {
        "futures": [{"futures": n} for n in (250_000, 500_000, 1_000_000, 2_000_000)],
        "years": [{"years": n, "futures": 500_000} for n in (5, 10, 20, 40)],
        "parts": [{"lines": n, "futures": 500_000} for n in (5, 10, 20, 40)],
    }
    for name, cases in rows.items():
        took = [
            min(cores for _, cores in one)
            for one in _timed([partial(ours, 1, **case) for case in cases], runs)
        ]
        before = [None, *took]
        for case, now, last in zip(cases, took, before, strict=False):
            times = f"{now / last:.2f}" if last else ""
            label = f"{case.get({'parts': 'lines'}.get(name, name), 0):,} {name}"
            print(f"{label:<22}{now * 1000:>8.0f}{times:>8}")


CHILD = """
import re, sys, time
from pathlib import Path
from benchmarks.futures import ours
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
ours(1, 512)
start = time.perf_counter()
held = ours(2, int(sys.argv[1]))
print(f"{time.perf_counter() - start:.2f} {peak():.0f} {held.size / 2**20:.1f}")
"""


def memory(most: int) -> None:
    """Each in a process of its own, 2 threads."""
    print(f"\n{'futures':>13}{'s':>8}{'process, MB':>13}{'kept, MB':>10}")
    futures = 10_000
    while futures <= most:
        took, peak, kept = _told(CHILD, str(futures)).split()
        print(f"{futures:>13,}{took:>8}{peak:>13}{kept:>10}")
        futures *= 10


FIRST_CALL = """
import time
start = time.perf_counter()
from benchmarks.futures import ours
loaded = time.perf_counter()
ours(1, 512)
print(f"{loaded - start:.2f} {time.perf_counter() - loaded:.2f}")
"""


def first_call() -> None:
    """Before and after the loops have been compiled and kept."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("compiled now", "compiled before"):
            loading, first = _told(FIRST_CALL, folder=folder).split()
            print(f"{name:<18} imports {loading} s, first call {first} s")


def _told(code: str, *words: str, folder: str = "") -> str:
    environment = {**os.environ, **({"NUMBA_CACHE_DIR": folder} if folder else {})}
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=Path(__file__).parents[1], env=environment,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def futures(runs: int = 9, most: int = 10_000_000) -> None:
    load = os.getloadavg()[0]
    print(f"\nMany futures; load of the machine at the start {load:.1f}")
    first_call()
    side_by_side(runs)
    proportions(runs)
    memory(most)
    print(f"load at the end {os.getloadavg()[0]:.1f}")
