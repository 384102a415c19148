"""Which driver matters most: Sobol indices of a total on the news of each driver.

News are the independent draws of each year, before the drivers are made to go together; all years
of a driver are one group. Where two drivers go together, the news of the earlier one move both.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from burdenshare.futures.drivers import Drivers
from burdenshare.futures.ensemble import check_exact, nothing_counted
from burdenshare.futures.kernel import BLOCK, draw_along, work_out
from burdenshare.futures.program import Program, program, room_for
from burdenshare.futures.schedule import Floats, Schedule

FARTHEST = 6.8
"""News no farther out than the generator of futures ever draws."""

RESAMPLES = 400
"""Times that the evaluations are drawn again for the margins."""

LEVEL = 0.95

Target: TypeAlias = tuple[str, str]
"""A schedule, and the one that is taken off it; nothing for its own total."""


@dataclass(frozen=True)
class Index:
    """The part of the variance that the news of one driver make: alone, and with what they do
    together with others; each with half the width of its interval of 95 %."""

    series: str
    alone: float
    alone_margin: float
    whole: float
    whole_margin: float


@dataclass(frozen=True)
class Influence:
    """The indices of one total, and on how many evaluations they rest. Without any where nothing
    moves the total."""

    target: Target
    indices: tuple[Index, ...]
    evaluations: int


def influence(
    schedules: Sequence[Schedule],
    drivers: Drivers,
    targets: Sequence[Target],
    seed: int,
    base: int,
) -> tuple[Influence, ...]:
    """The indices of the whole span in home money, of each target. ``base`` is a power of two:
    there are ``base`` × (drivers + 2) evaluations.

    Design and estimates are those of SALib: Saltelli's, on a scrambled Sobol sequence. Raises
    ``ModuleNotFoundError`` where it is not installed.
    """
    sample = importlib.import_module("SALib.sample.sobol")
    analyze = importlib.import_module("SALib.analyze.sobol")
    one = program(schedules, drivers, 0)
    problem = problem_of(one, drivers)
    if not problem["num_vars"]:
        return tuple(Influence(target, (), 0) for target in targets)
    points = sample.sample(problem, base, calc_second_order=False, seed=seed)
    sums = along_news(one, spread_out(one, np.clip(points, -FARTHEST, FARTHEST)))
    names = [schedule.name for schedule in one.schedules]
    groups = list(dict.fromkeys(problem["groups"]))
    found = []
    for target in targets:
        total, less = target
        values = sums[names.index(total)] - (sums[names.index(less)] if less else 0.0)
        if values.min() == values.max():
            found.append(Influence(target, (), len(values)))
            continue
        told = analyze.analyze(
            problem, values, calc_second_order=False, num_resamples=RESAMPLES, conf_level=LEVEL,
            seed=seed + 1,  # it takes 0 for none
        )  # fmt: skip
        columns = [[float(x) for x in told[key]] for key in ("S1", "S1_conf", "ST", "ST_conf")]
        rows = zip(groups, *columns, strict=True)
        found.append(Influence(target, tuple(Index(*row) for row in rows), len(values)))
    return tuple(found)


def problem_of(one: Program, drivers: Drivers) -> dict[str, Any]:
    """The news as SALib wants them: a standard normal for each driver in each year it moves."""
    places = list(zip(*np.nonzero(one.draws.moves), strict=True))
    series = [drivers.each[k].series for _, k in places]
    years = [one.draws.first_year + int(t) for t, _ in places]
    return {
        "num_vars": len(places),
        "names": [f"{name} {year}" for name, year in zip(series, years, strict=True)],
        "groups": series,
        "bounds": [[0.0, 1.0]] * len(places),
        "dists": ["norm"] * len(places),
    }


def spread_out(one: Program, points: Floats) -> Floats:
    """Points (point × news) as year × driver × point; a driver that does not move has no news."""
    news = np.zeros((*one.draws.moves.shape, len(points)))
    for column, (t, k) in enumerate(zip(*np.nonzero(one.draws.moves), strict=True)):
        news[t, k] = points[:, column]
    return news


def along_news(one: Program, news: Floats) -> Floats:
    """The total of the whole span in home money along stated news: schedule × point, in steps."""
    count = news.shape[2]
    padded = np.zeros((*news.shape[:2], -(-count // BLOCK) * BLOCK))
    padded[:, :, :count] = news
    room, counts, lines = room_for(one), nothing_counted(one), np.zeros((0, 0, BLOCK))
    found = []
    for start in range(0, padded.shape[2], BLOCK):
        part = np.ascontiguousarray(padded[:, :, start : start + BLOCK])
        draw_along(one.draws, part, room)
        work_out(one.terms, room, counts, lines)
        found.append(room.values[:, 0, -1].copy())
    check_exact(room)
    return np.concatenate(found, axis=1)[:, :count]
