"""Schedules and drivers brought together as the arrays that the loops run over."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

import numpy as np

from burdenshare.futures.drivers import Driver, Drivers, factor
from burdenshare.futures.kernel import BLOCK, Counts, Draws, Room, Terms
from burdenshare.futures.schedule import SCALE, Exchange, Schedule, Wholes, common_step
from burdenshare.vocabulary import Money, Years

FAR = 2**16
"""Sums that may fall outside the counters and are listed one by one."""


@dataclass(frozen=True, eq=False)
class Program:
    """What is run, and how its numbers are read back."""

    schedules: tuple[Schedule, ...]
    years: Years
    moneys: tuple[Money, Money]
    steps: tuple[Fraction, Fraction]
    draws: Draws
    terms: Terms
    rules: tuple[tuple[str, int, str], ...]
    """Schedule, year and tranche of each place where a rule governs."""
    rule_of: tuple[int, ...]
    """The rule that governs there."""

    @property
    def shape(self) -> tuple[int, int, int]:
        """Schedules, moneys, and years with the whole span after them."""
        return len(self.schedules), 2, self.years.last - self.years.first + 2

    @property
    def fingerprint(self) -> str:
        """The same for the same terms, drivers and seed."""
        told = hashlib.blake2s()
        for one in (*self.draws, *self.terms):
            told.update(np.ascontiguousarray(one).tobytes())
        told.update(repr([(s.name, s.lines) for s in self.schedules]).encode())
        told.update(repr((self.years, self.moneys, self.steps)).encode())
        return told.hexdigest()


def program(schedules: Sequence[Schedule], drivers: Drivers, seed: int) -> Program:
    """All schedules on the same futures. They span the same years and share an exchange."""
    first = schedules[0]
    if len({one.name for one in schedules}) < len(schedules):
        raise ValueError("two schedules have one name")
    for one in schedules:
        if (one.years, one.exchange, one.rates) != (first.years, first.exchange, first.rates):
            raise ValueError(f"{one.name} has other years or another exchange than {first.name}")
    _check_drawn(schedules, drivers)
    parts = lcm(*(one.parts for one in schedules), *(_fineness(one) for one in drivers.each))
    finer = tuple(one.finer(parts) for one in schedules)
    moneys = first.exchange.home, first.exchange.other
    steps = _step_of(finer, first.exchange, 0), _step_of(finer, first.exchange, 1)
    order = _order(finer)
    governed = tuple(_governed(finer, order))
    return Program(
        schedules=finer,
        years=first.years,
        moneys=moneys,
        steps=steps,
        draws=_draws(drivers, _last_year(finer), seed),
        terms=_terms(finer, drivers, order, moneys, steps),
        rules=tuple(place for place, _ in governed),
        rule_of=tuple(rule for _, rule in governed),
    )


def _check_drawn(schedules: Sequence[Schedule], drivers: Drivers) -> None:
    """Every figure that is not known has a driver, and the exchange moves as a level."""
    held = {one.series: one for one in drivers.each}
    for name, year in sorted(frozenset().union(*(one.needed for one in schedules))):
        if name not in held:
            raise ValueError(f"no figure of {name} for {year}, and no driver moves it")
        if year <= held[name].known:
            raise ValueError(f"no figure of {name} for {year}, and its driver starts after it")
    exchange = held.get(schedules[0].exchange.series)
    if exchange is not None and exchange.kind != "level":
        raise ValueError(f"{exchange.series} is an exchange rate and moves as a level")


def _fineness(driver: Driver) -> int:
    """Parts of one in which a figure of a rate, printed in percent, is whole."""
    return (Fraction(driver.unit) / 100).denominator if driver.kind == "rate" else 1


def _step_of(schedules: Sequence[Schedule], exchange: Exchange, money: int) -> Fraction:
    """The step in which sums of a money are whole: as wished, or as fine as a line needs."""
    told = (exchange.home, exchange.other)[money]
    scale = Fraction(10) ** SCALE[told.scale]
    lines = [line for one in schedules for line in one.lines]
    ours = [line.worth / scale for line in lines if line.money.currency == told.currency]
    return common_step([Fraction((exchange.step, exchange.other_step)[money]), *ours])


def _last_year(schedules: Sequence[Schedule]) -> int:
    return max((year for one in schedules for _, year in one.needed), default=0)


def _draws(drivers: Drivers, last: int, seed: int) -> Draws:
    each = drivers.each
    first = min((one.known for one in each), default=last) + 1
    is_level = [one.kind == "level" for one in each]
    return Draws(
        seed=np.uint64(seed),
        first_year=first,
        start=np.array([_latent(one, one.last) for one in each], float),
        mean=np.array([_latent(one, one.last if one.mean is None else one.mean) for one in each]),
        persistence=np.array([float(one.persistence) for one in each]),
        drift=np.array([_news(one, one.drift) for one in each]),
        spread=np.array([_news(one, one.spread) for one in each]),
        together=np.array(factor(drivers.correlation())).reshape(len(each), len(each)),
        is_level=np.array(is_level, bool),
        unit=np.array([float(one.unit) for one in each]),
        known=np.array([float(Fraction(one.last) / Fraction(one.unit)) for one in each]),
        moves=np.array(
            [[year > one.known for one in each] for year in range(first, last + 1)], bool
        ).reshape(max(last + 1 - first, 0), len(each)),
    )


def _latent(driver: Driver, figure: Decimal) -> float:
    """Where a driver stands: a rate in printed units, a level in its logarithm."""
    if driver.kind == "level":
        return float(figure.ln())
    return float(Fraction(figure) / Fraction(driver.unit))


def _news(driver: Driver, size: Decimal) -> float:
    return float(size if driver.kind == "level" else Fraction(size) / Fraction(driver.unit))


# -- terms ---------------------------------------------------------------------------------------

Order = list[tuple[int, int]]
"""Every rule as schedule and number, in the order of years."""


def _order(schedules: Sequence[Schedule]) -> Order:
    every = [(s, r) for s, one in enumerate(schedules) for r in range(len(one.follow))]
    return sorted(every, key=lambda at: (int(schedules[at[0]].rule_year[at[1]]), at))


def _governed(
    schedules: Sequence[Schedule], order: Order
) -> Iterator[tuple[tuple[str, int, str], int]]:
    for s, one in enumerate(schedules):
        for y, year in enumerate(one.years):
            for n, line in enumerate(one.lines):
                if one.kind[y, n] == 2:
                    place = (one.name, year, line.tranche)
                    yield place, order.index((s, int(one.rule[y, n])))


def _terms(
    schedules: Sequence[Schedule],
    drivers: Drivers,
    order: Order,
    moneys: tuple[Money, Money],
    steps: tuple[Fraction, Fraction],
) -> Terms:
    first = schedules[0]
    names = {one.series: k for k, one in enumerate(drivers.each)}
    start = min((one.known for one in drivers.each), default=0) + 1
    follow = [schedules[s].follow[r] for s, r in order]
    flat = [at for one in follow for at in one]
    moved = {one.series: one for one in drivers.each}
    home, other = (steps[m] * 10 ** SCALE[moneys[m].scale] for m in (0, 1))
    lines = [line for one in schedules for line in one.lines]
    is_home = [line.money.currency == moneys[0].currency for line in lines]
    rate = _rate_step(first, moved.get(first.exchange.series))
    to_home, to_other = other * rate / home, home / (rate * other)
    return Terms(
        parts=float(first.parts),
        line_from=_from(len(one.lines) for one in schedules),
        base=np.concatenate([one.base for one in schedules]),
        kind=np.concatenate([one.kind for one in schedules], axis=1),
        stated=np.concatenate([one.stated for one in schedules], axis=1),
        rounding=np.concatenate([one.rounding for one in schedules], axis=1),
        rule=_places(schedules, order),
        is_home=np.array(is_home, bool),
        weight=np.array(
            [
                float(line.worth / (home if is_ours else other))
                for line, is_ours in zip(lines, is_home, strict=True)
            ]
        ),
        rule_from=_from(
            sum(schedules[s].rule_year[r] == year for s, r in order) for year in first.years
        ),
        fixed=np.array([schedules[s].fixed[r] for s, r in order], float),
        floor=np.array([schedules[s].floor[r] for s, r in order], float),
        cap=np.array([schedules[s].cap[r] for s, r in order], float),
        follow_from=_from(len(one) for one in follow),
        follow_year=np.array([year - start for _, year in flat], np.int64),
        follow_driver=np.array([names[name] for name, _ in flat], np.int64),
        follow_times=np.array(
            [float(first.parts * Fraction(moved[name].unit) / 100) for name, _ in flat], float
        ),
        rate_known=np.array([float(Fraction(r or 0) / rate) for r in first.rates]),
        rate_times=_times(moved.get(first.exchange.series), rate),
        rate_year=np.array(
            [
                year - start if known is None else -1
                for year, known in zip(first.years, first.rates, strict=True)
            ],
            np.int64,
        ),
        rate_driver=names.get(first.exchange.series, 0),
        to_home=np.array([float(to_home.numerator), float(to_home.denominator)]),
        to_other=np.array([float(to_other.numerator), float(to_other.denominator)]),
    )


def _rate_step(schedule: Schedule, driver: Driver | None) -> Fraction:
    known = [rate for rate in schedule.rates if rate is not None]
    return common_step([*known, *((driver.unit,) if driver else ())])


def _times(driver: Driver | None, rate: Fraction) -> float:
    return float(Fraction(driver.unit) / rate) if driver else 1.0


def _places(schedules: Sequence[Schedule], order: Order) -> Wholes:
    """The number of each cell's rule among all rules."""
    places = []
    for s, one in enumerate(schedules):
        number = {r: order.index((s, r)) for r in range(len(one.follow))}
        flat = [number.get(int(r), 0) for r in one.rule.ravel()]
        places.append(np.array(flat, np.int64).reshape(one.rule.shape))
    return np.concatenate(places, axis=1)


def _from(lengths: Iterator[int] | Sequence[int]) -> Wholes:
    return np.concatenate([[0], np.cumsum(np.array(list(lengths), np.int64))]).astype(np.int64)


# -- room ----------------------------------------------------------------------------------------


def room_for(one: Program) -> Room:
    """Memory for one block, of the size of the terms and never of the number of futures."""
    years, drivers = one.draws.moves.shape
    schedules, moneys, rows = one.shape
    return Room(
        normals=np.zeros((drivers, BLOCK)),
        state=np.zeros((drivers, BLOCK)),
        drawn=np.zeros((years, drivers, BLOCK)),
        growth=np.zeros((int(np.diff(one.terms.rule_from).max(initial=1)), BLOCK)),
        amounts=np.zeros((one.terms.base.size, BLOCK)),
        home=np.zeros(BLOCK),
        other=np.zeros(BLOCK),
        rate=np.zeros(BLOCK),
        values=np.zeros((schedules, moneys, rows, BLOCK)),
        peak=np.zeros(BLOCK),
        wholes=np.zeros(BLOCK, np.int64),
        ones=np.ones(BLOCK),
    )


def counts_for(one: Program, least: Wholes, most: Wholes) -> Counts:
    """Counters for every whole number from ``least`` to ``most`` of each sum."""
    schedules, _, rows = one.shape
    rules = len(one.terms.fixed)
    begin = _from(int(size) for size in np.maximum(most - least + 1, 0))
    return Counts(
        origin=least,
        begin=begin,
        held=np.zeros(int(begin[-1]), np.int32),
        outside=np.zeros(least.size, np.int64),
        far=np.zeros((FAR if begin[-1] else 0, 2), np.int64),
        far_used=np.zeros(1, np.int64),
        least=np.full(least.size, np.iinfo(np.int64).max),
        most=np.full(least.size, np.iinfo(np.int64).min),
        capped=np.zeros(rules, np.int64),
        floored=np.zeros(rules, np.int64),
        above=np.zeros((schedules, schedules, rows), np.int64),
        alone=np.zeros(schedules, np.int64),
    )
