"""A million futures of one agreement: mean and three quantiles a year, in won and in dollars.

Every way draws the same model, rounds rates and sums as printed, and must give the same means and
quantiles before it is timed; ``rivals/job.py`` says what the job is. Ours gives more than is asked:
every quantile exactly, the span, and how often each cap binds.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.contest import side_by_side, timed, verdict
from benchmarks.ours import ours

START = 10_000
"""Futures that memory is measured from, in tens of as many."""

MEGABYTES = 500
"""Budget of a process, whatever the number of futures."""


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
            for one in timed([partial(ours, 1, **case) for case in cases], runs)
        ]
        before = [None, *took]
        for case, now, last in zip(cases, took, before, strict=False):
            times = f"{now / last:.2f}" if last else ""
            label = f"{case.get({'parts': 'lines'}.get(name, name), 0):,} {name}"
            print(f"{label:<22}{now * 1000:>8.0f}{times:>8}")


CHILD = """
import re, sys, time
from pathlib import Path
from benchmarks.ours import ours
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
ours(1, 1)
start = time.perf_counter()
held = ours(2, int(sys.argv[1]))
print(f"{time.perf_counter() - start:.2f} {peak():.0f} {held.size / 2**20:.1f}")
"""


def memory(most: int) -> None:
    """Each in a process of its own, 2 threads."""
    print(f"\n{'futures':>13}{'s':>8}{'process, MB':>13}{'kept, MB':>10}")
    futures = START
    while futures <= most:
        took, peak, kept = _told(CHILD, str(futures)).split()
        print(f"{futures:>13,}{took:>8}{peak:>13}{kept:>10}")
        last = futures
        futures *= 10
    verdict(f"process, {last:,} futures", float(peak), MEGABYTES, "MB")


FIRST_CALL = """
import time
start = time.perf_counter()
from benchmarks.ours import ours
loaded = time.perf_counter()
ours(1, 1)
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
