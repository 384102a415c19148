"""Counting definitions: 2²⁰ ways to count, under each of 64 valuations of one item."""

from __future__ import annotations

import contextlib
import io
import logging
import random
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import islice, product

import numpy as np
import pandas as pd
import specification_curve as specy

from burdenshare.model.multiverse import Choice, Option, count_below

ITEMS, VALUATIONS = 20, 64
HOST, SENDING = 10_000, 15_000
BAND = (Fraction(83, 2), Fraction(85, 2))
"""What prints as 42."""

CONTROLS = 8


def invented() -> tuple[list[tuple[int, int]], list[int]]:
    """Items as (host, sending), each on one side; and the valuations of one host item."""
    draw = random.Random(1)
    items = [
        (draw.randrange(1, 900), 0) if draw.random() < 0.5 else (0, draw.randrange(1, 900))
        for _ in range(ITEMS)
    ]
    return items, [draw.randrange(1, 2_000) for _ in range(VALUATIONS)]


def halves(items: list[tuple[int, int]], valuations: list[int]) -> int:
    """Ours: sums of two halves, sorted, walked once."""
    nothing = Option("leave out", Fraction(0), Fraction(0))
    choices = [
        Choice(str(n), (nothing, Option("count", Fraction(host), Fraction(sending))))
        for n, (host, sending) in enumerate(items)
    ]
    valued = tuple(Option(str(v), Fraction(v), Fraction(0)) for v in valuations)
    choices.append(Choice("valued", valued))
    low, high = (count_below(choices, Fraction(HOST), Fraction(SENDING), end) for end in BAND)
    return high - low


def doubling(items: list[tuple[int, int]], valuations: list[int]) -> int:
    """NumPy: one array of all 2²⁰ sums in whole numbers, compared with 64 thresholds."""
    counts = []
    for limit in BAND:
        top, bottom = limit.numerator, limit.denominator
        host, sending = 100 * bottom - top, -top
        sums = np.array([host * HOST + sending * SENDING], dtype=np.int64)
        for ours, theirs in items:
            sums = np.concatenate([sums, sums + host * ours + sending * theirs])
        counts.append(sum(int(np.count_nonzero(sums + host * v < 0)) for v in valuations))
    return counts[1] - counts[0]


def listing(items: list[tuple[int, int]], valuation: int, most: int) -> int:
    """itertools and pandas: the first ``most`` definitions as rows, for one valuation."""
    rows = pd.DataFrame(islice(product((0, 1), repeat=ITEMS), most))
    host = rows.dot([ours for ours, _ in items]) + HOST + valuation
    sending = rows.dot([theirs for _, theirs in items]) + SENDING
    return int((100 * host / (host + sending)).between(41.5, 42.5, inclusive="left").sum())


def specifications(table: pd.DataFrame) -> None:
    """specification_curve: a regression for each of 2⁸ sets of controls."""
    controls = [name for name in table.columns if name.startswith("c")]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        specy.SpecificationCurve(table, y_endog="y", x_exog="x", controls=controls).fit()


def fastest(work: Callable[[], object], runs: int) -> float:
    took = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return min(took)


def counting() -> None:
    logging.disable(logging.WARNING)
    items, valuations = invented()
    ours, theirs = halves(items, valuations), doubling(items, valuations)
    assert ours == theirs, (ours, theirs)
    each = sum(listing(items, v, 1 << ITEMS) for v in valuations[:1])
    assert each == doubling(items, valuations[:1])
    draw = np.random.default_rng(1)
    names = ["y", "x", *(f"c{n}" for n in range(CONTROLS))]
    table = pd.DataFrame(draw.normal(size=(64, len(names))), columns=names)

    definitions = VALUATIONS << ITEMS
    measured = [
        ("burdenshare", fastest(partial(halves, items, valuations), 5), 1),
        ("NumPy, all sums", fastest(partial(doubling, items, valuations), 3), 1),
        ("itertools + pandas", fastest(partial(listing, items, valuations[0], 1 << ITEMS), 1),
         VALUATIONS),
        ("specification_curve", fastest(partial(specifications, table), 1),
         definitions >> CONTROLS),
    ]  # fmt: skip
    print(f"\nCounting the {ours:,} of {definitions:,} definitions that print as 42")
    print(f"{'':<22}{'measured, s':>12}  {'scaled by':>10}  {'all, s':>12}  {'times':>10}")
    for name, took, scale in measured:
        whole = took * scale
        times = whole / measured[0][1]
        print(f"{name:<22}{took:>12.4f}  {scale:>10,}  {whole:>12,.3f}  {times:>10,.0f}")
    draw30 = random.Random(2)
    many = [
        Choice(str(n), tuple(Option(o, Fraction(draw30.randrange(900)), Fraction(0)) for o in "ab"))
        for n in range(30)
    ]
    took = fastest(
        lambda: [count_below(many, Fraction(HOST), Fraction(SENDING), end) for end in BAND], 3
    )
    print(f"{'burdenshare, 2³⁰':<22}{took:>12.4f}")


if __name__ == "__main__":
    counting()
