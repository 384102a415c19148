"""The job by ours, and its answer as the rivals give theirs."""

from __future__ import annotations

import numpy as np

from benchmarks.rivals.job import FIRST, FUTURES, LINES, PARTS, YEARS, Array, D, base, cap
from burdenshare.futures import Driver, Drivers, Exchange, Schedule, Summary, compiled, run
from burdenshare.futures.kernel import BLOCK
from burdenshare.vocabulary import Agreement, Contribution, Escalator, Money, Text, Years

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


def ours(threads: int, futures: int = FUTURES, **terms: int) -> Summary:
    return run([schedule(**terms)], DRIVERS, 1, range(-(-futures // BLOCK)), threads)


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
