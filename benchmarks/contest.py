"""The rivals of many futures beside ours: answers checked, then timed in turns, then the budgets.

A rival that is not installed is named and left out.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

import numpy as np

from benchmarks.ours import numbers, ours
from benchmarks.rivals.job import FUTURES, LINES, YEARS, Array

APART = 0.005
"""By how much an answer may differ from ours; more where fewer futures are run, as their root."""

FEWER = 10_000
"""Futures that the EMA Workbench runs; its time is that of a million, scaled up."""

SAMPLES = 4
"""Samples that a population is also cut into, since smaller arrays are faster."""

LOOP, DRAWS, PLAIN, MICRO, WORKBENCH = 1.5, 1.0, 7.0, 10.0, 1_500.0
"""Budgets: at most, times the loop by hand and times NumPy's draws; at least, times faster than
plain NumPy, than OpenFisca-core and policyengine-core, than the EMA Workbench."""

DRAWN = "NumPy draws, no more: "
PACKAGES = ("numpy", "numba", "openfisca-core", "policyengine-core", "ema-workbench")
CORES = {"openfisca-core": "openfisca_core", "policyengine-core": "policyengine_core"}


@dataclass(frozen=True)
class Way:
    """A way to the answer. ``work`` gives it, or nothing; it is run for ``futures``."""

    name: str
    work: Callable[[], Array | None]
    futures: int = FUTURES
    least: float = 0.0


@dataclass(frozen=True)
class Took:
    """Seconds by the clock and of all cores, run by run, for a million futures."""

    clock: tuple[float, ...]
    cores: tuple[float, ...]


def apart(one: Array, other: Array) -> float:
    """By how much two answers differ at most, as a part of the sum."""
    return float(np.max(np.abs(one / other - 1)))


def ways() -> Iterator[Way]:
    """Ours first. Rivals are loaded here, so that memory is measured without them."""
    hand = import_module("benchmarks.rivals.fused").fused
    stored = import_module("benchmarks.rivals.stored").stored
    arrays = import_module("benchmarks.rivals.numpy_arrays")
    for threads in (2, 1):
        yield Way(_on("burdenshare", threads), lambda threads=threads: numbers(ours(threads)))
    for threads in (2, 1):
        yield Way(_on("loop fused by hand", threads), hand(threads))
    for threads in (2, 1):
        yield Way(_on("loop that stores", threads), stored(threads))
    yield Way(f"NumPy, blocks of {arrays.BLOCK:,}", arrays.in_blocks, least=PLAIN)
    yield Way("NumPy, whole arrays", arrays.whole_arrays, least=PLAIN)
    for kind in arrays.GENERATORS:
        yield Way(f"{DRAWN}{kind.__name__}", partial(arrays.normals_alone, kind))
    for package, core in CORES.items():
        if loaded(package, core):
            job = import_module("benchmarks.rivals.microsimulation").job
            yield Way(package, partial(job, core), least=MICRO)
            yield Way(f"{package}, {SAMPLES} samples", partial(job, core, SAMPLES), least=MICRO)
    if loaded("ema_workbench", "benchmarks.rivals.workbench"):
        job = import_module("benchmarks.rivals.workbench").job
        yield Way(f"EMA Workbench, from {FEWER:,}", partial(job, FEWER), FEWER, WORKBENCH)


def _on(name: str, threads: int) -> str:
    return f"{name}, {threads} thread{'s' * (threads > 1)}"


def loaded(package: str, module: str) -> bool:
    """Whether a rival is there; says which is not."""
    try:
        import_module(module)
    except ImportError as missing:
        print(f"left out: {package} is not installed ({missing}); pip install '.[benchmark]'")
        return False
    return True


def side_by_side(runs: int) -> None:
    every = list(ways())
    found = {name: version(name) for name in PACKAGES if find_spec(name.replace("-", "_"))}
    print(", ".join(f"{name} {number}" for name, number in found.items()))
    wanted = numbers(ours(2))
    for way in every:
        check(way, wanted)
    took = scaled(every, timed([way.work for way in every], runs))
    best = {name: min(one.clock) for name, one in took.items()}
    least = min(one for name, one in best.items() if name.startswith(DRAWN))
    shown = [n for n in took if not n.startswith(DRAWN) or best[n] == least]
    print(f"\n{FUTURES:,} futures, {LINES} parts, {YEARS} years, ms (of {runs}, in turns)")
    print(f"{'':<38}{'fastest':>9}{'median':>9}{'times':>9}{'cores':>9}{'times':>9}")
    first = next(iter(took.values()))
    for name in shown:
        wall, cores = took[name].clock, took[name].cores
        by_wall, by_cores = min(wall) / min(first.clock), min(cores) / min(first.cores)
        print(
            f"{name:<38}{min(wall) * 1000:>9,.0f}{statistics.median(wall) * 1000:>9,.0f}"
            f"{by_wall:>9,.1f}{min(cores) * 1000:>9,.0f}{by_cores:>9,.1f}"
        )
    verdicts(every, best, least)
    _single_sums()


def check(way: Way, wanted: Array) -> None:
    """The same means and quantiles as ours, before anything is timed."""
    answer = way.work()
    if answer is None:
        return
    far, allowed = apart(answer, wanted), APART * (FUTURES / way.futures) ** 0.5
    print(f"{way.name:<38} within {far:.2%} of ours (at most {allowed:.1%})")
    if far > allowed:
        raise AssertionError(f"{way.name} differs by {far:.2%}")


def scaled(every: list[Way], took: list[list[tuple[float, float]]]) -> dict[str, Took]:
    """By name, each for a million futures."""
    found = {}
    for way, times in zip(every, took, strict=True):
        clock, cores = np.array(times).T * (FUTURES / way.futures)
        found[way.name] = Took(tuple(clock), tuple(cores))
    return found


def verdicts(every: list[Way], best: dict[str, float], draws: float) -> None:
    """Budgets, by the fastest on the clock. Rivals are held against ours on two threads."""
    print()
    for threads in (1, 2):
        times = best[_on("burdenshare", threads)] / best[_on("loop fused by hand", threads)]
        verdict(_on("burdenshare to the fused loop", threads), times, LOOP)
    alone = best[_on("burdenshare", 1)]
    verdict("burdenshare, 1 thread, to NumPy's draws", alone / draws, DRAWS)
    for way in every:
        if way.least:
            times = best[way.name] / best[_on("burdenshare", 2)]
            told = f"; {best[way.name] / alone:,.1f} × to 1 thread"
            verdict(f"{way.name} to burdenshare", times, way.least, at_least=True, told=told)


def verdict(
    what: str, value: float, limit: float, unit: str = "×", at_least: bool = False, told: str = ""
) -> None:
    held = value >= limit if at_least else value <= limit
    missed, bound = ("under", "at least") if at_least else ("over", "at most")
    print(f"{what:<48}{value:>9,.2f} {unit}   {'within' if held else missed}, "
          f"{bound} {limit:,g} {unit}{told}")  # fmt: skip


def _single_sums() -> None:
    """What float32 does to single sums, and what comes of asking for the last year first."""
    for package, core in CORES.items():
        if not find_spec(core):
            continue
        rival = import_module("benchmarks.rivals.microsimulation")
        for money, (part, most) in rival.off(core).items():
            print(f"{package}, float32: {part:.1%} of sums in {money} off, by up to {most:.1f}")
        print(f"{package}, asked for the last year first: {rival.last_first(core)}")
    if find_spec("ema_workbench"):
        most = import_module("benchmarks.rivals.workbench").off(FEWER)
        print(f"EMA Workbench: sums off those of NumPy on the same news by up to {most:.1f}")


def timed(works: list[Callable[[], Any]], runs: int) -> list[list[tuple[float, float]]]:
    """Seconds by the clock and seconds of all cores, which other work disturbs less."""
    found: list[list[tuple[float, float]]] = [[] for _ in works]
    for _ in range(runs):
        for work, times in zip(works, found, strict=True):
            start, cores = time.perf_counter(), time.process_time()
            work()
            times.append((time.perf_counter() - start, time.process_time() - cores))
    return found
