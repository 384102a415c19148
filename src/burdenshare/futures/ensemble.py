"""Many futures in blocks, and what is kept of them: exact counts that add up in any order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, reduce
from itertools import pairwise
from math import ceil
from typing import Literal, TypeAlias

import numpy as np

from burdenshare.futures.drivers import Driver, Drivers, Event, Meter, Recorded
from burdenshare.futures.kernel import (
    BLOCK,
    LIMIT,
    Counts,
    Room,
    add_held,
    collect,
    draw,
    places,
    run_blocks,
    work_out,
)
from burdenshare.futures.program import Program, counts_for, program, room_for, step_of
from burdenshare.futures.schedule import Floats, Schedule, Wholes, common_step
from burdenshare.vocabulary import Money, Years

PILOT = 1
"""The first blocks, which show how far the sums reach, before any are counted."""

MOST_COUNTERS = 2**25
"""No more counters than this are kept: 128 MB a thread."""

MOST_BLOCKS = 2**21
"""A counter holds no more than this many blocks, some 10⁹ futures, before it is put away."""

Which: TypeAlias = Literal["home", "other"]


class TooLargeError(ArithmeticError):
    """A sum that whole numbers of 53 bits do not hold, or that reaches too far to be counted."""


@dataclass(frozen=True, eq=False)
class Tally:
    """How often each sum came: the exact distribution over all futures.

    ``sums`` are those that came, in whole steps and rising.
    """

    step: Fraction
    sums: Wholes
    counts: Wholes

    @cached_property
    def futures(self) -> int:
        return int(self.counts.sum())

    @property
    def lowest(self) -> Decimal:
        return self._amount(int(self.sums[0]))

    @property
    def highest(self) -> Decimal:
        return self._amount(int(self.sums[-1]))

    def mean(self) -> Fraction:
        """Exact: no future is lost in rounding."""
        least, futures = int(self.sums[0]), self.futures
        beyond, counts = self.sums - least, self.counts
        if (int(beyond[-1]) + 1) * futures < 2**63:
            total = int(beyond @ counts)
        else:
            total = sum(
                n * times for n, times in zip(beyond.tolist(), counts.tolist(), strict=True)
            )
        return (least + Fraction(total, futures)) * self.step

    def quantile(self, part: Decimal | Fraction) -> Decimal:
        """The least sum that at least this part of the futures does not exceed.

        That is the inverse of the distribution, ``inverted_cdf`` in NumPy.
        """
        of, below = part.as_integer_ratio()
        wanted = max(-(-of * self.futures // below), 1)
        return self._amount(int(self.sums[self._up_to.searchsorted(wanted)]))

    def above(self, amount: Decimal | Fraction) -> int:
        """Futures in which the sum is more than ``amount``."""
        steps = int(Fraction(amount) / self.step // 1)
        return int(self.counts[np.searchsorted(self.sums, steps, side="right") :].sum())

    def merged(self, other: Tally) -> Tally:
        sums = np.concatenate([self.sums, other.sums])
        order = np.argsort(sums, kind="stable")  # two rising runs: merged in one pass
        sums = sums[order]
        first = np.flatnonzero(np.diff(sums, prepend=sums[0] - 1))
        counts = np.concatenate([self.counts, other.counts])[order]
        return Tally(self.step, sums[first], np.add.reduceat(counts, first))

    @cached_property
    def _up_to(self) -> Wholes:
        """Futures whose sum is no more than each."""
        return np.cumsum(self.counts)

    def _amount(self, steps: int) -> Decimal:
        return steps * _decimal(self.step)


@dataclass(frozen=True, eq=False)
class Summary:
    """What is kept of any number of futures: its size depends on how many sums are possible.

    Two summaries of different blocks merge into that of all, whatever the order, bit for bit.
    """

    problem: str
    schedules: tuple[str, ...]
    years: Years
    moneys: tuple[Money, Money]
    futures: int
    tallies: tuple[Tally, ...]
    caps: Mapping[tuple[str, int, str], int]
    floors: Mapping[tuple[str, int, str], int]
    over: Wholes
    alone: Wholes

    def sums(self, schedule: str, year: int | None = None, money: Which = "home") -> Tally:
        """The sums of a year, or of the whole span, in one money."""
        return self.tallies[self._at(self.schedules.index(schedule), year, money)]

    def differences(self, schedule: str, year: int | None = None, money: Which = "home") -> Tally:
        """How much more a schedule asks for than the first one, future by future."""
        number = self.schedules.index(schedule)
        if number == 0:
            raise ValueError(f"{schedule} is what the others are compared with")
        return self.tallies[self._at(len(self.schedules) + number - 1, year, money)]

    def regrets(self, schedule: str) -> Tally:
        """How much more a schedule asks for over the whole span than the cheapest of all does in
        the same future, in home money."""
        number = self.schedules.index(schedule)
        if len(self.schedules) == 1:
            raise ValueError(f"{schedule} is alone: there is nothing that could be cheaper")
        rows = self.years.last - self.years.first + 2
        return self.tallies[2 * rows * (2 * len(self.schedules) - 1) + number]

    def cheapest(self, schedule: str) -> tuple[int, int]:
        """Futures in which no other schedule asks for less, and those in which every other asks
        for more."""
        number = self.schedules.index(schedule)
        regrets = self.regrets(schedule)
        return regrets.futures - regrets.above(Fraction(0)), int(self.alone[number])

    def more(self, schedule: str, than: str, year: int | None = None) -> int:
        """Futures in which one schedule asks for more than another, in home money."""
        one, other = self.schedules.index(schedule), self.schedules.index(than)
        return int(self.over[one, other, self._row(year)])

    def capped(self, schedule: str, year: int, tranche: str = "") -> int:
        """Futures in which the cap binds in a year."""
        return self.caps.get((schedule, year, tranche), 0)

    def floored(self, schedule: str, year: int, tranche: str = "") -> int:
        return self.floors.get((schedule, year, tranche), 0)

    def merged(self, other: Summary) -> Summary:
        if self.problem != other.problem:
            raise ValueError("summaries of different terms, drivers or seeds do not merge")
        pairs = zip(self.tallies, other.tallies, strict=True)
        return Summary(
            problem=self.problem,
            schedules=self.schedules,
            years=self.years,
            moneys=self.moneys,
            futures=self.futures + other.futures,
            tallies=tuple(one.merged(two) for one, two in pairs),
            caps={place: count + other.caps[place] for place, count in self.caps.items()},
            floors={place: count + other.floors[place] for place, count in self.floors.items()},
            over=self.over + other.over,
            alone=self.alone + other.alone,
        )

    @property
    def size(self) -> int:
        """Bytes of the counts."""
        return sum(one.counts.nbytes + one.sums.nbytes for one in self.tallies) + self.over.nbytes

    @property
    def digest(self) -> str:
        """The same for the same counts: to compare bit for bit."""
        told = hashlib.blake2s(f"{self.problem} {self.futures}".encode())
        for one in self.tallies:
            told.update(f"{one.step} {len(one.counts)} ".encode())
            told.update(one.sums.tobytes() + one.counts.tobytes())
        told.update(repr((sorted(self.caps.items()), sorted(self.floors.items()))).encode())
        told.update(self.over.tobytes() + self.alone.tobytes())
        return told.hexdigest()

    def _at(self, number: int, year: int | None, money: Which) -> int:
        rows = self.years.last - self.years.first + 2
        return (2 * number + (money == "other")) * rows + self._row(year)

    def _row(self, year: int | None) -> int:
        if year is not None and year not in self.years:
            raise ValueError(f"{year} is not within {self.years}")
        return (self.years.last + 1 if year is None else year) - self.years.first


def run(
    schedules: Sequence[Schedule],
    drivers: Drivers,
    seed: int,
    blocks: Iterable[int],
    threads: int = 1,
) -> Summary:
    """Blocks of 1,024 futures under every schedule. The first is what others are compared with.

    A future is known by seed and number: threads and the order of blocks change nothing.
    """
    one = program(schedules, drivers, seed)
    wanted = np.array(list(blocks), np.int64)
    if not wanted.size or wanted.min() < 0:
        raise ValueError("blocks are numbered from 0, and there is at least one")
    least, most = _reach(one, wanted[:PILOT])
    margin = most - least + 16
    held = (
        _counted_on(one, blocks, threads, least - margin, most + margin)
        for blocks in _shares(wanted, ceil(len(wanted) / MOST_BLOCKS))
    )
    return reduce(Summary.merged, held)


# -- parts of a run ------------------------------------------------------------------------------


def _shares(blocks: Wholes, number: int) -> list[Wholes]:
    return [blocks[n::number].copy() for n in range(min(number, len(blocks)))]


def _reach(one: Program, blocks: Wholes) -> tuple[Wholes, Wholes]:
    """The least and the most of each sum in some blocks."""
    counts = nothing_counted(one)
    _run(one, blocks, counts)
    return counts.least, counts.most


def _counted_on(one: Program, blocks: Wholes, threads: int, least: Wholes, most: Wholes) -> Summary:
    """The summary of some blocks, each thread with counters of its own. Where a sum falls
    outside, all is counted in more room."""
    shares = _shares(blocks, threads)
    counts = _run_all(one, shares, least, most)
    if counts.outside.any():
        least, most = np.minimum(least, counts.least), np.maximum(most, counts.most)
        counts = _run_all(one, shares, least, most)
    return _summary(one, len(blocks) * BLOCK, counts)


def _run_all(one: Program, shares: Sequence[Wholes], least: Wholes, most: Wholes) -> Counts:
    counts = [_counters(one, least, most) for _ in shares]
    # The first share here: this thread has its core already, and others find the free ones.
    with ThreadPoolExecutor(max(len(shares) - 1, 1)) as pool:
        others = pool.map(_run, [one] * len(shares), shares[1:], counts[1:])
        _run(one, shares[0], counts[0])
        list(others)
    return reduce(_added, counts)


def _added(one: Counts, other: Counts) -> Counts:
    """Both in the counters of one."""
    add_held(one, other)
    for name in ("outside", "capped", "floored", "above", "alone"):
        total = getattr(one, name)
        total += getattr(other, name)
    far = [counts.far[: counts.far_used[0]] for counts in (one, other)]
    return one._replace(
        least=np.minimum(one.least, other.least),
        most=np.maximum(one.most, other.most),
        far=np.concatenate(far),
        far_used=one.far_used + other.far_used,
    )


def _counters(one: Program, least: Wholes, most: Wholes) -> Counts:
    if int((most - least + 1).sum()) > MOST_COUNTERS:
        raise TooLargeError("the sums reach too far to count every step of them")
    return counts_for(one, least, most)


def _run(one: Program, blocks: Wholes, counts: Counts) -> None:
    room = room_for(one)
    run_blocks(one.draws, one.terms, blocks, room, counts, np.zeros((0, 0, BLOCK)))
    check_exact(room)


def check_exact(room: Room) -> None:
    """Raises ``TooLargeError`` where a sum was larger than can be held exactly."""
    if not room.peak.max() < LIMIT:
        raise TooLargeError("a sum is larger than whole numbers hold exactly")


def nothing_counted(one: Program) -> Counts:
    """Counters without room, for sums that are only looked at."""
    nothing = np.zeros(_counted(one), np.int64)
    return counts_for(one, nothing, nothing - 1)


def _counted(one: Program) -> int:
    schedules, moneys, rows = one.shape
    regrets = schedules if schedules > 1 else 0
    return (2 * schedules - 1) * moneys * rows + regrets


def _summary(one: Program, futures: int, counts: Counts) -> Summary:
    places = list(zip(one.rules, one.rule_of, strict=True))
    return Summary(
        problem=one.fingerprint,
        schedules=tuple(schedule.name for schedule in one.schedules),
        years=one.years,
        moneys=one.moneys,
        futures=futures,
        tallies=tuple(_tallies(one, counts)),
        caps={place: int(counts.capped[rule]) for place, rule in places},
        floors={place: int(counts.floored[rule]) for place, rule in places},
        over=counts.above,
        alone=counts.alone,
    )


def _tallies(one: Program, counts: Counts) -> Iterator[Tally]:
    """Only sums that came, so that the room left around them is not told."""
    schedules, moneys, rows = one.shape
    regrets = (2 * schedules - 1) * moneys * rows
    far = counts.far[: counts.far_used[0]]
    ends = np.empty_like(counts.least)
    sums, times = np.empty((2, places(counts)), np.int64)
    collect(counts, sums, times, ends)
    for m, (begin, end) in enumerate(pairwise([0, *ends.tolist()])):
        step = one.steps[m // rows % moneys if m < regrets else 0]
        near = Tally(step, sums[begin:end], times[begin:end])
        beyond = far[far[:, 0] == m, 1]
        if len(beyond):
            near = near.merged(Tally(step, *np.unique(beyond, return_counts=True)))
        yield near


# -- single futures, to look at -------------------------------------------------------------------


def figures(schedules: Sequence[Schedule], drivers: Drivers, seed: int, block: int) -> Floats:
    """What a block draws: year × driver × future, in printed units; those, too, that no schedule
    asks for."""
    one = program(schedules, drivers, seed)
    last = np.full_like(one.draws.last_news, len(one.draws.moves))
    wanted = np.ones_like(one.draws.is_wanted)
    room = room_for(one)
    draw(one.draws._replace(is_wanted=wanted, last_wanted=last, last_news=last), block, room)
    return room.drawn


def stored(
    schedules: Sequence[Schedule], drivers: Drivers, seed: int, blocks: Iterable[int]
) -> Wholes:
    """Every sum of every future, in whole steps: schedule × money × year and span × future.

    It grows with the futures, and is for small numbers of them.
    """
    one = program(schedules, drivers, seed)
    room = room_for(one)
    counts = nothing_counted(one)
    found = []
    for block in blocks:
        draw(one.draws, block, room)
        work_out(one.terms, room, counts, np.zeros((0, 0, BLOCK)))
        found.append(room.values.astype(np.int64))
    check_exact(room)
    return np.concatenate(found, axis=3)


# -- along stated paths --------------------------------------------------------------------------

Path: TypeAlias = Mapping[tuple[str, int], Decimal]
"""The figure of a series in a year, where it is not known."""


@dataclass(frozen=True)
class Sums:
    """What is owed along one path: each tranche, and all of them in each money."""

    lines: Mapping[tuple[int, str], Decimal]
    home: Mapping[int, Decimal]
    other: Mapping[int, Decimal]


def along(schedule: Schedule, paths: Sequence[Path]) -> tuple[Sums, ...]:
    """The sums along stated paths, by the loop that drawn futures run through."""
    starts = range(0, len(paths), BLOCK)
    return tuple(
        sums for start in starts for sums in _along(schedule, paths[start : start + BLOCK])
    )


def _along(schedule: Schedule, paths: Sequence[Path]) -> Iterator[Sums]:
    one = program([schedule], _as_drivers(schedule, paths), 0)
    room = room_for(one)
    nothing = np.zeros(_counted(one), np.int64)
    lines = np.zeros((len(list(one.years)), len(schedule.lines), BLOCK))
    _fill(one, room, schedule, paths)
    work_out(one.terms, room, counts_for(one, nothing, nothing), lines)
    check_exact(room)
    for n in range(len(paths)):
        yield _sums(one, room.values[0, :, :, n], lines[:, :, n])


def _as_drivers(schedule: Schedule, paths: Sequence[Path]) -> Drivers:
    """Drivers that have the units of the stated figures. A metered cost is one event that costs
    the largest step of what is stated of it."""
    figures: dict[str, list[Decimal]] = {}
    years = [year for _, year in schedule.needed]
    for name, year in schedule.needed:
        figures.setdefault(name, []).extend(path[name, year] for path in paths)
    costs = {one.term.cost: schedule.lines[one.line].money for one in schedule.measured}
    lapses = {one.lapse for one in schedule.delays}
    steps = {name: common_step(held) for name, held in sorted(figures.items())}
    return Drivers(
        each=tuple(
            Driver(
                series=name,
                known=min(years) - 1,
                last=Decimal(1),
                spread=Decimal(0),
                persistence=Decimal(1),
                unit=_decimal(step),
                kind="level" if name == schedule.exchange.series else "rate",
            )
            for name, step in steps.items()
            if name not in costs and name not in lapses
        ),
        recorded=tuple(
            Recorded(series=name, values=(Decimal(0),), unit=_decimal(_part_of_year(steps[name])))
            for name in sorted(lapses)
        ),
        meters=tuple(
            Meter(
                series=name,
                money=money,
                events=(Event(name=name, times=Fraction(0), cost=_decimal(steps[name])),),
            )
            for name, money in sorted(costs.items())
        ),
    )


def _part_of_year(step: Fraction) -> Fraction:
    """Months of which a year is a whole number, as fine as stated months need."""
    return common_step([step, Fraction(12)])


def _fill(one: Program, room: Room, schedule: Schedule, paths: Sequence[Path]) -> None:
    room.drawn[:] = 1.0
    drivers = _as_drivers(schedule, paths)
    units = {driver.series: driver.unit for driver in drivers.each}
    units |= {lapse.series: lapse.unit for lapse in drivers.recorded}
    costs = {meter.series: meter for meter in drivers.meters}
    wanted = sorted(at for at in schedule.needed if at[0] in costs)
    for name, year in schedule.needed:
        if name in costs:
            held, step = room.metered[wanted.index((name, year))], step_of(costs[name])
        else:
            held = room.drawn[year - one.draws.first_year, list(units).index(name)]
            step = Fraction(units[name])
        for n, path in enumerate(paths):
            held[n] = float(Fraction(path[name, year]) / step)


def _sums(one: Program, totals: Floats, lines: Floats) -> Sums:
    (schedule,) = one.schedules
    home, other = (
        {
            year: int(totals[money, y]) * _decimal(one.steps[money])
            for y, year in enumerate(one.years)
        }
        for money in (0, 1)
    )
    parts = {
        (year, line.tranche): int(lines[y, n]) * _decimal(line.step)
        for y, year in enumerate(one.years)
        for n, line in enumerate(schedule.lines)
        if schedule.kind[y, n]
    }
    return Sums(parts, home, other)


def _decimal(exact: Fraction) -> Decimal:
    return Decimal(exact.numerator) / Decimal(exact.denominator)
