"""The job in the EMA Workbench: a model that is a function of one future's news, run one by one.

Its own sampler draws the news, its sequential evaluator runs the model; spread over two processes
it took three times as long. It is made for models that take seconds each, so that fewer are run.
"""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it tells of what else could be installed
    from ema_workbench import (
        ArrayOutcome,
        Model,
        RealParameter,
        Samplers,
        perform_experiments,
    )
from scipy.stats import norm

from benchmarks.rivals import numpy_arrays
from benchmarks.rivals.job import LINES, YEARS, Array, base, cap, figures, told

NEWS = [f"{driver}_{year}" for year in range(YEARS + 1) for driver in ("cpi", "budget", "rate")]
BASES = [float(base(n)) for n in range(LINES)]
CAPS = [float(cap(n) * 100) for n in range(LINES)]
SHARED = math.sqrt(1 - 0.3**2)


def future(**news: float) -> dict[str, list[float]]:
    """Won and dollars of each year."""
    parts = BASES
    cpi, budget, level = 2.3, 4.3, math.log(1420.0)
    won, dollars = [], []
    for year in range(YEARS + 1):
        if year > 1:
            seen = [math.floor(cpi * 10 + 0.5) / 10, math.floor(budget * 10 + 0.5) / 10]
            parts = [
                math.floor(part * (1 + min(max(seen[n % 2], 0.0), CAPS[n]) / 100) * 10 + 0.5) / 10
                for n, part in enumerate(parts)
            ]
        cpi = 1.0 + 0.5 * cpi + news[f"cpi_{year}"]
        budget = 2.0 + 0.5 * budget + 2.0 * news[f"budget_{year}"]
        level += 0.08 * (0.3 * news[f"cpi_{year}"] + SHARED * news[f"rate_{year}"])
        if year > 0:
            total = sum(parts)
            rate = math.floor(math.exp(level) * 100 + 0.5) / 100
            won.append(total)
            dollars.append(math.floor(total * 10_000 / rate + 0.5) / 10)
    return {"won": won, "dollars": dollars}


def model() -> Model:
    made = Model("job", function=future)
    made.uncertainties = [RealParameter.from_dist(name, norm(0, 1)) for name in NEWS]
    made.outcomes = [ArrayOutcome("won"), ArrayOutcome("dollars")]
    return made


def experiments(futures: int) -> tuple[Any, Array, Array]:
    """The news of each future as a data frame; won and dollars, year × future."""
    np.random.seed(1)  # the sampler has no other handle
    table, found = perform_experiments(
        model(), futures, uncertainty_sampling=Samplers.MC, log_progress=True
    )
    return table, found["won"].T, found["dollars"].T


def job(futures: int) -> Array:
    _, won, dollars = experiments(futures)
    return told(won, dollars)


def off(futures: int) -> float:
    """By how much a sum differs at most from NumPy's on the news that the sampler drew."""
    table, *found = experiments(futures)
    news = table[NEWS].to_numpy(float).T.reshape(YEARS + 1, 3, futures)
    pairs = zip(found, numpy_arrays.sums(*figures(news)), strict=True)
    return max(float(np.abs(one - other).max()) for one, other in pairs)
