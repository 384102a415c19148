"""Four proposals over 10,000 futures, as the page asks it: another seed each time, so that nothing
kept is shown again. The time is the server's alone, from the question to the whole page."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable

from burdenshare.web import pages
from burdenshare.web.app import Kept, Made
from burdenshare.web.questions import Shelf

NAMES = "sma-12,eleventh-carried-on,eighth-carried-on,twelfth-two-percent"
FUTURES = 10_000
BUDGET = 50
"""Milliseconds."""


def asking(form: str) -> Callable[[int], Made]:
    """What makes the answer to a seed: a page, or the same as data."""
    kept = Kept(Shelf(None))
    page = pages.BY_NAME["proposals"]
    place = pages.Place("/korea/proposals", "http://localhost")

    def made(seed: int) -> Made:
        told = [("names", NAMES), ("futures", str(FUTURES)), ("seed", str(seed)),
                ("assume", "cpi-kr=2.0,defence-budget-growth-kr=5.0")]  # fmt: skip
        one = pages.asks(page, "korea", "", told, "en")
        return kept.page(one, page, place, "") if form == "page" else kept.data(one, form)

    return made


def timed(work: Callable[[int], Made], runs: int) -> tuple[list[float], list[float]]:
    """Milliseconds by the clock and of all cores, which other work disturbs less."""
    wall, cores = [], []
    for seed in range(1, runs + 1):
        start, busy = time.perf_counter(), time.process_time()
        status, content, _ = work(seed)
        wall.append((time.perf_counter() - start) * 1000)
        cores.append((time.process_time() - busy) * 1000)
        assert status == 200, content[:300]
    return wall, cores


def comparing(runs: int = 50) -> None:
    load = os.getloadavg()[0]
    print(f"\nFour proposals × {FUTURES:,} futures, another seed each time, ms (of {runs}); "
          f"load {load:.1f} at the start")  # fmt: skip
    print(f"{'':<12}{'first':>9}{'fastest':>9}{'median':>9}{'slowest':>9}{'cores':>9}")
    for form in ("page", "json"):
        work = asking(form)
        start = time.perf_counter()
        work(0)
        first = (time.perf_counter() - start) * 1000
        wall, cores = timed(work, runs)
        middle = statistics.median(wall)
        print(f"{form:<12}{first:>9.0f}{min(wall):>9.1f}{middle:>9.1f}{max(wall):>9.1f}"
              f"{statistics.median(cores):>9.1f}   {'within' if middle <= BUDGET else 'over'} "
              f"{BUDGET} ms")  # fmt: skip
    print(f"load at the end {os.getloadavg()[0]:.1f}")
