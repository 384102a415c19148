"""Schedules and drivers brought together as the arrays that the loops run over."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import inf, lcm, prod
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from burdenshare.futures.drivers import Driver, Drivers, Meter, factor, key_of, poisson
from burdenshare.futures.kernel import BLOCK, PLAIN, Counts, Draws, Room, Terms
from burdenshare.futures.schedule import (
    GROWN,
    METERED,
    SCALE,
    STATED,
    Exchange,
    Schedule,
    Wholes,
    common_step,
)
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
        ours, theirs = ((s.years, s.exchange, s.rates, s.lead) for s in (one, first))
        if ours != theirs:
            raise ValueError(f"{one.name} has other years or another exchange than {first.name}")
    _check_drawn(schedules, drivers)
    parts = lcm(*(one.parts for one in schedules), *_finenesses(schedules, drivers))
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
        draws=_draws(drivers, finer, seed),
        terms=_terms(finer, drivers, order, moneys, steps),
        rules=tuple(place for place, _ in governed),
        rule_of=tuple(rule for _, rule in governed),
    )


def _check_drawn(schedules: Sequence[Schedule], drivers: Drivers) -> None:
    """Every figure that is not known has a driver, and the exchange moves as a level."""
    held = {one.series: one for one in drivers.each}
    anew = {one.series for one in drivers.recorded} | {one.series for one in drivers.meters}
    for name, year in sorted(frozenset().union(*(one.needed for one in schedules))):
        if name in anew:
            continue
        if name not in held:
            raise ValueError(f"no figure of {name} for {year}, and no driver moves it")
        if year <= held[name].known:
            raise ValueError(f"no figure of {name} for {year}, and its driver starts after it")
    exchange = held.get(schedules[0].exchange.series)
    if exchange is not None and exchange.kind != "level":
        raise ValueError(f"{exchange.series} is an exchange rate and moves as a level")
    keys = [key_of(one.series) for one in drivers.recorded]
    keys += list({key_of(event.name) for one in drivers.meters for event in one.events})
    if len(set(keys)) < len(keys):
        raise ValueError("two names have one stream: rename a driver")


def _finenesses(schedules: Sequence[Schedule], drivers: Drivers) -> Iterator[int]:
    """Parts of one in which each figure of a rate, printed in percent, is whole."""
    followed = {name for one in schedules for places in one.follow for name, _ in places}
    for one in drivers.each:
        yield (Fraction(one.unit) / 100).denominator if one.kind == "rate" else 1
    for value in drivers.recorded:
        if value.series in followed:
            yield (Fraction(value.unit) / 100).denominator


def _step_of(schedules: Sequence[Schedule], exchange: Exchange, money: int) -> Fraction:
    """The step in which sums of a money are whole: as wished, or as fine as a line needs."""
    told = (exchange.home, exchange.other)[money]
    scale = Fraction(10) ** SCALE[told.scale]
    lines = [line for one in schedules for line in one.lines]
    ours = [line.worth / scale for line in lines if line.money.currency == told.currency]
    return common_step([Fraction((exchange.step, exchange.other_step)[money]), *ours])


def _span(schedules: Sequence[Schedule], drivers: Drivers) -> Years:
    """The years that are drawn, none where the last lies before the first: from the first after
    a known figure, or in which a recorded value is wanted."""
    needed = {at for one in schedules for at in one.needed}
    recorded = {one.series for one in drivers.recorded}
    last = max((year for _, year in needed), default=0)
    begins = [one.known + 1 for one in drivers.each]
    begins += [year for name, year in needed if name in recorded]
    return Years(min(begins, default=last + 1), last)


def _draws(drivers: Drivers, schedules: Sequence[Schedule], seed: int) -> Draws:
    each, recorded = drivers.each, drivers.recorded
    span, meters = _span(schedules, drivers), _meters(schedules, drivers)
    needed = frozenset().union(*(one.needed for one in schedules))
    moves, is_wanted = (
        np.array(rows, bool).reshape(max(span.last + 1 - span.first, 0), len(each))
        for rows in (
            [[year > one.known for one in each] for year in span],
            [[(one.series, year) in needed for one in each] for year in span],
        )
    )
    together = np.array(factor(drivers.correlation())).reshape(len(each), len(each))
    last = np.array([max(np.flatnonzero(one), default=-1) for one in is_wanted.T], np.int64)
    tables = {one.times: poisson(one.times) for _, _, meter in meters for one in meter.events}
    tables_from = dict(zip(tables, _from(len(one) for one in tables.values()), strict=False))
    events = [
        (n, year, key_of(one.name), tables_from[one.times],
         tables_from[one.times] + len(tables[one.times]), one.cost, meter)
        for n, (_, year, meter) in enumerate(meters)
        for one in meter.events
    ]  # fmt: skip
    is_level = [one.kind == "level" for one in each]
    return Draws(
        seed=np.uint64(seed),
        first_year=span.first,
        start=np.array([_latent(one, one.last) for one in each], float),
        mean=np.array([_latent(one, one.last if one.mean is None else one.mean) for one in each]),
        persistence=np.array([float(one.persistence) for one in each]),
        drift=np.array([_news(one, one.drift) for one in each]),
        spread=np.array([_news(one, one.spread) for one in each]),
        together=together,
        is_level=np.array(is_level, bool),
        known=np.array([float(Fraction(one.last) / Fraction(one.unit)) for one in each]),
        moves=moves,
        is_wanted=is_wanted,
        last_wanted=last,
        last_news=np.array([max(last[column != 0]) for column in together.T], np.int64),
        picks=_table(
            (key_of(one.series), begin, len(one.values))
            for one, begin in zip(recorded, _from(len(o.values) for o in recorded), strict=False)
        ),
        pick_values=np.array(
            [float(Fraction(v) / Fraction(one.unit)) for one in recorded for v in one.values]
        ),
        events=_table(event[:5] for event in events),
        event_costs=np.array([float(Fraction(e[5]) / step_of(e[6])) for e in events]),
        thresholds=np.array([n for one in tables.values() for n in one], np.int64),
    )


def _table(rows: Iterable[tuple[int, ...]]) -> Wholes:
    """Rows of whole numbers; of none, an empty table with room for any."""
    held = list(rows)
    return np.array(held, np.int64).reshape(len(held), len(held[0]) if held else 8)


Metering: TypeAlias = tuple[str, int, Meter]
"""A metered cost of one year, of a series."""


def _meters(schedules: Sequence[Schedule], drivers: Drivers) -> list[Metering]:
    """Every metered cost that is wanted, in the order of its series and years."""
    held = {one.series: one for one in drivers.meters}
    wanted = {at for one in schedules for at in one.needed if at[0] in held}
    return [(name, year, held[name]) for name, year in sorted(wanted)]


def step_of(meter: Meter) -> Fraction:
    """The largest step, in the money of a meter, that all its costs are whole multiples of."""
    return common_step(one.cost for one in meter.events)


def _latent(driver: Driver, figure: Decimal) -> float:
    """Where a driver stands in printed units; a level, in their logarithm."""
    if driver.kind == "level":
        return float((figure / driver.unit).ln())
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
    number = {at: n for n, at in enumerate(order)}
    for s, one in enumerate(schedules):
        for y, n in zip(*np.nonzero(one.kind == GROWN), strict=True):
            place = (one.name, one.years.first + int(y), one.lines[n].tranche)
            yield place, number[s, int(one.rule[y, n])]


def _terms(
    schedules: Sequence[Schedule],
    drivers: Drivers,
    order: Order,
    moneys: tuple[Money, Money],
    steps: tuple[Fraction, Fraction],
) -> Terms:
    first = schedules[0]
    series = [one.series for one in drivers.each] + [one.series for one in drivers.recorded]
    names = {name: k for k, name in enumerate(series)}
    start = _span(schedules, drivers).first
    follow = [schedules[s].follow[r] for s, r in order]
    rule_years = [int(schedules[s].rule_year[r]) for s, r in order]
    flat = [at for one in follow for at in one]
    moved = {one.series: one for one in drivers.each}
    units = {one.series: one.unit for one in drivers.each}
    units |= {one.series: one.unit for one in drivers.recorded}
    times = {name: float(first.parts * Fraction(unit) / 100) for name, unit in units.items()}
    home, other = (steps[m] * 10 ** SCALE[moneys[m].scale] for m in (0, 1))
    lines = [line for one in schedules for line in one.lines]
    is_home = [line.money.currency == moneys[0].currency for line in lines]
    rate = _rate_step(first, moved.get(first.exchange.series))
    kind = np.concatenate([one.kind for one in schedules], axis=1)
    is_plain = np.concatenate([_plain(one) for one in schedules], axis=1)
    rule = _places(schedules, order)
    delays = _table(_delays(schedules, order, names, units, start))
    factors = [
        np.array([first.parts + getattr(schedules[s], one)[r] for s, r in order], float)
        for one in ("fixed", "floor", "cap")
    ]
    to_home, to_other = other * rate / home, home / (rate * other)
    return Terms(
        parts=float(first.parts),
        line_from=_from(len(one.lines) for one in schedules),
        base=np.concatenate([one.base for one in schedules]),
        kind=kind,
        stated=np.concatenate([one.stated for one in schedules], axis=1),
        rounding=np.concatenate([one.rounding for one in schedules], axis=1),
        is_plain=is_plain,
        rule=rule,
        is_own=_own(rule[kind == GROWN], is_plain[kind == GROWN], follow, delays),
        is_home=np.array(is_home, bool),
        weight=np.array(
            [
                float(line.worth / (home if is_ours else other))
                for line, is_ours in zip(lines, is_home, strict=True)
            ]
        ),
        rule_from=_from(map(rule_years.count, first.years)),
        fixed=factors[0],
        floor=factors[1],
        cap=factors[2],
        follow_from=_from(len(one) for one in follow),
        follow_year=np.array([year - start for _, year in flat], np.int64),
        follow_driver=np.array([names[name] for name, _ in flat], np.int64),
        follow_times=np.array([times[name] for name, _ in flat], float),
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
        lead=np.zeros(first.lead, np.int64),
        delays=delays,
        **_measured(schedules, drivers, rate),
    )


def _delays(
    schedules: Sequence[Schedule],
    order: Order,
    names: Mapping[str, int],
    units: Mapping[str, Decimal],
    start: int,
) -> Iterator[tuple[int, ...]]:
    for s, one in enumerate(schedules):
        for delay in one.delays:
            late = order.index((s, delay.late)) if delay.late >= 0 else -1
            year_of = Fraction(12) / Fraction(units[delay.lapse])
            if year_of.denominator != 1:
                raise ValueError(f"{delay.lapse}: a year is no whole number of its unit")
            yield (
                order.index((s, delay.rule)), late, delay.since, delay.renewal - start,
                names[delay.lapse], int(year_of),
            )  # fmt: skip


def _measured(
    schedules: Sequence[Schedule], drivers: Drivers, rate: Fraction
) -> dict[str, NDArray[Any]]:
    """Each metered sum: where it stands, and its numbers in whole steps of its line."""
    places = {(name, year): n for n, (name, year, _) in enumerate(_meters(schedules, drivers))}
    held = {one.series: one for one in drivers.meters}
    lines = _from(len(one.lines) for one in schedules)
    rows, numbers = [], []
    for s, schedule in enumerate(schedules):
        for one in schedule.measured:
            line, meter, term = schedule.lines[one.line], held[one.term.cost], one.term
            turned = meter.money.currency != line.money.currency
            by = step_of(meter) * 10 ** SCALE[meter.money.scale] * Fraction(term.share)
            by = by * (rate if turned else 1) / line.worth
            ends = (term.round_to, term.floor or Decimal(0), term.ceiling, one.stated)
            whole = [inf if e is None else float(Fraction(e) / line.step) for e in ends]
            row = one.year - schedule.years.first, int(lines[s]) + one.line
            rows.append((*row, places[term.cost, one.year], int(turned)))
            numbers.append((float(by.numerator), float(by.denominator), *whole))
    table = np.array(numbers, float).reshape(len(numbers), 6)
    return {"metered": _table(rows), "metered_by": table}


def _plain(schedule: Schedule) -> NDArray[np.bool_]:
    """Year × line: where rules with bounds keep a sum between 0 and ``PLAIN`` in any future."""
    found = np.zeros(schedule.kind.shape, bool)
    factors = _factors(schedule)
    for n, base in enumerate(schedule.base):
        most = float(base) if base >= 0 else inf  # of the year before, as far as is known
        for y, kind in enumerate(schedule.kind[:, n]):
            if kind == STATED:
                most = float(schedule.stated[y, n]) if schedule.stated[y, n] >= 0 else inf
            elif kind == GROWN:
                lowest, highest = factors[schedule.rule[y, n]]
                product = max(most, 1.0) * highest + schedule.parts * schedule.rounding[y, n]
                found[y, n] = lowest >= 0 and product < PLAIN
                most = product / schedule.parts if found[y, n] else inf
            elif kind == METERED:
                most = inf
    return found


def _own(
    rules: Wholes, is_plain: NDArray[np.bool_], follow: Sequence[Sequence[object]], delays: Wholes
) -> NDArray[np.bool_]:
    """Which of all rules follow one figure and govern one plain sum, and are not put off;
    ``rules`` and ``is_plain`` are of each sum that grows."""
    number = np.bincount(rules, minlength=len(follow))
    plain = np.bincount(rules[is_plain], minlength=len(follow))
    followed = np.array([len(one) for one in follow], np.int64)
    found: NDArray[np.bool_] = (number == 1) & (plain == 1) & (followed == 1)
    found[[r for r in delays[:, :2].ravel() if r >= 0]] = False
    return found


def _factors(schedule: Schedule) -> list[tuple[float, float]]:
    """The least and the most that each rule can multiply by, while it is put off, too."""
    parts = float(schedule.parts)
    found = [
        (parts + float(low), parts + float(high))
        for low, high in zip(schedule.floor, schedule.cap, strict=True)
    ]
    for one in schedule.delays:
        low, high = zip(*(found[r] for r in (one.rule, one.late) if r >= 0), strict=True)
        found[one.rule] = min(*low, parts), max(*high, parts)
    return found


def _rate_step(schedule: Schedule, driver: Driver | None) -> Fraction:
    known = [rate for rate in schedule.rates if rate is not None]
    return common_step([*known, *((driver.unit,) if driver else ())])


def _times(driver: Driver | None, rate: Fraction) -> float:
    return float(Fraction(driver.unit) / rate) if driver else 1.0


def _places(schedules: Sequence[Schedule], order: Order) -> Wholes:
    """The number of each cell's rule among all rules."""
    places = []
    for s, one in enumerate(schedules):
        number = {r: n for n, (of, r) in enumerate(order) if of == s}
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
        normals=_zeros(drivers, BLOCK),
        state=_zeros(drivers, BLOCK),
        drawn=_zeros(years, drivers + len(one.draws.picks), BLOCK),
        metered=_zeros(1 + int(one.draws.events[:, 0].max(initial=-1)), BLOCK),
        growth=_zeros(int(np.diff(one.terms.rule_from).max(initial=1)), BLOCK),
        amounts=_zeros(one.terms.base.size, BLOCK),
        home=_zeros(BLOCK),
        other=_zeros(BLOCK),
        rate=_zeros(BLOCK),
        values=_zeros(schedules, moneys, rows, BLOCK),
        peak=_zeros(1),
        wholes=_zeros(BLOCK).view(np.int64),
    )


LINE = 64
"""Bytes that memory hands out at once."""


def _zeros(*shape: int) -> NDArray[np.float64]:
    """An array that begins with a line of memory, so that eight numbers never lie on two."""
    size = prod(shape) * 8
    bytes_ = np.zeros(size + LINE, np.uint8)
    begin = -bytes_.ctypes.data % LINE
    return bytes_[begin : begin + size].view(np.float64).reshape(shape)


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
