"""What the next years cost under each agreement and proposal, on one path of the drivers."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import ModuleType
from typing import Any

from burdenshare import accounting, ranges, study
from burdenshare.model import comparison
from burdenshare.model.money import converted, money_of
from burdenshare.model.payments import at_prices
from burdenshare.model.projection import of_agreement
from burdenshare.model.series import figure
from burdenshare.vocabulary import (
    Agreement,
    CapStart,
    Dossier,
    Outlook,
    Spread,
    Step,
    Years,
)

Assumed = Mapping[str, Decimal]


def chosen(dossier: Dossier, names: Sequence[str]) -> tuple[Agreement, ...]:
    """The agreements and proposals called ``names``; without any, the newest agreement and the
    proposals that cover its first year.

    Raises ``NotFoundError`` for a name that nothing has.
    """
    if names:
        found = (study.agreement(dossier, name) for name in names)
        return tuple({one.name: one for one in found}.values())
    if not dossier.agreements:
        return dossier.proposals
    newest = dossier.agreements[-1]
    return (newest, *(p for p in dossier.proposals if newest.years.first in p.years))


SUGGESTED = 3


def beside(dossier: Dossier, alone: Agreement) -> tuple[Agreement, ...]:
    """What could stand beside one that is alone: of the same years, rules before stated sums; else
    the newest agreements."""
    others = [p for p in dossier.proposals if alone.years.first in p.years and p.name != alone.name]
    others.sort(key=lambda one: not one.escalator)
    others += [one for one in reversed(dossier.agreements) if one.name != alone.name]
    return tuple(others[:SUGGESTED])


def compare(
    dossier: Dossier,
    held: Sequence[Agreement],
    years: Years,
    assume: Assumed,
    base: int | None = None,
    discount: Decimal | None = None,
    rate: Decimal | None = None,
) -> tuple[Outlook, ...]:
    """Each over ``years``; the first is the one that the others are held against."""
    owed = study.project(dossier, assume=assume)
    alone = [_alone(dossier, one, years, assume, owed, base, discount, rate) for one in held]
    return tuple(
        replace(one, less=comparison.less(one.of.name, one.total, alone[0].total)) for one in alone
    )


def _alone(
    dossier: Dossier,
    one: Agreement,
    years: Years,
    assume: Assumed,
    owed: Sequence[Step],
    base: int | None,
    discount: Decimal | None,
    rate: Decimal | None,
) -> Outlook:
    steps = by_year(dossier, one, years, assume, owed)
    total = comparison.together(one.name, [*steps.values()], years)
    return Outlook(
        of=one,
        years=years,
        steps=steps,
        open=tuple(year for year in years if year not in steps),
        total=total,
        real=None if base is None else _real(dossier, one, steps, years, base, assume),
        dollars=_abroad(total, accounting.newest_rate(dossier, rate)),
        present=None if discount is None
        else comparison.present(one.name, steps, years, discount),
        less=None,
        binding=tuple(year for year, step in steps.items() if step.value and _is_capped(step)),
    )  # fmt: skip


def _abroad(total: Step | None, exchange: Step | None) -> Step | None:
    """A total in the other currency of a rate, in millions."""
    if total is None or exchange is None:
        return None
    ours, _, theirs = exchange.unit.partition(" per ")
    if money_of(total.unit).currency != ours:
        return None
    return replace(converted(total, exchange, money_of(f"{theirs} mn")), status=total.status)


def by_year(
    dossier: Dossier,
    one: Agreement,
    years: Years,
    assume: Assumed,
    every: Sequence[Step] | None = None,
) -> dict[int, Step]:
    """The sum of each year that has one alone, in the money of the agreement; ``every`` is what all
    agreements give on this path, where that is known already."""
    if every is None:
        every = study.project(dossier, assume=assume)
    owed = [s for s in study.project_one(dossier, one, every, assume) if s.year in years]
    known = [s for s in owed if s.value is not None and s.unit == one.money.unit]
    return {
        step.year: step
        for step in known
        if step.year is not None and sum(other.year == step.year for other in owed) == 1
    }


def _real(
    dossier: Dossier,
    one: Agreement,
    steps: Mapping[int, Step],
    years: Years,
    base: int,
    assume: Assumed,
) -> Step | None:
    if not dossier.prices:
        return None
    told = [at_prices(s, dossier.series, dossier.prices, base, assume) for s in steps.values()]
    known = [step for step in told if step is not None]
    return comparison.together(one.name, known, years, "real")


def cap_starts(dossier: Dossier, one: Agreement, years: Years) -> tuple[CapStart, ...]:
    """Where the cap of each rule that governs one of ``years`` begins to bind."""
    printed = {held.follows: held.printed for held in dossier.drivers.values()}
    found = {
        (rule.follow, rule.plus, rule.cap, rule.tranche): rule
        for rule in reversed(one.escalator)
        if rule.cap is not None and rule.follow and {*rule.years} & {*years}
    }
    return tuple(
        CapStart(
            of=one, rule=rule, series=rule.follow[0],
            step=comparison.cap_start(one, rule, printed.get(rule.follow[0], comparison.TENTH)),
        )
        for rule in reversed(found.values())
    )  # fmt: skip


def at_cap(dossier: Dossier, one: Agreement, years: Years, assume: Assumed) -> Step | None:
    """All years together where every rate that is not known is the one from which a cap binds;
    None where nothing is capped, or a year stays open."""
    starts = {
        held.series: held.step.value
        for held in cap_starts(dossier, one, years)
        if held.step is not None and held.step.value is not None
    }
    if not starts:
        return None
    steps = by_year(dossier, one, years, {**assume, **starts})
    return comparison.together(one.name, [*steps.values()], years, "at-cap")


def clauses(
    dossier: Dossier, pair: tuple[Agreement, Agreement], years: Years, assume: Assumed
) -> dict[str, Decimal] | None:
    """Which clause makes the difference of two, in parts that add up to it; None where one of
    them, or a mixture of both, has no sum."""
    firsts = [by_year(dossier, one, years, assume).get(years.first) for one in pair]
    if firsts[0] is None or firsts[1] is None or firsts[0].unit != firsts[1].unit:
        return None
    starts = (firsts[0], firsts[1])
    look = study.looking(dossier, assume)

    def total(taken: frozenset[str]) -> Decimal | None:
        one = comparison.mixed(*pair, taken, starts)
        steps = [s for s in of_agreement(one, {}, look) if s.year in years and s.value is not None]
        held = comparison.together(one.name, steps, years)
        return held.value if held is not None else None

    return comparison.shapley(total)


# -- many futures ----------------------------------------------------------------------------------

BLOCK = 512
"""Futures of a block, as the room of futures has them."""

FEWEST = 128
"""A thread with fewer blocks saves less time than it takes to bring its counts together."""


def spreads(
    dossier: Dossier, held: Sequence[Agreement], years: Years, count: int, seed: int, threads: int
) -> tuple[Spread, ...]:
    """Each over at least ``count`` futures (whole blocks of 512), every one in the same futures.

    Raises ``ModuleNotFoundError`` where the packages of many futures are not installed.
    """
    futures = importlib.import_module("burdenshare.futures")
    exchange = futures.Exchange(dossier.exchange, accounting.home(dossier), money_of("USD mn"))
    terms, refused = {}, {}
    owed = study.project(dossier)
    for one in held:
        last = study.carried(dossier, one, owed)
        try:
            terms[one.name] = futures.compiled([one], years, last, _known(dossier), exchange)
        except futures.RefusedError as error:
            refused[one.name] = error.reason
    if not terms:
        return tuple(Spread(of=one, refused=refused[one.name]) for one in held)
    drivers, fits = _drivers(dossier, futures)
    blocks = range(-(-count // BLOCK))
    threads = max(1, min(threads, len(blocks) // FEWEST))
    told = futures.run([*terms.values()], drivers, seed, blocks, threads)
    titles = {one.name: one.title for one in held}
    drawn = ranges.Drawn(told, years, seed, tuple(fits), titles)
    return tuple(
        Spread(of=one, refused=refused[one.name]) if one.name in refused else drawn.spread(one)
        for one in held
    )


def _known(dossier: Dossier) -> Callable[[str, int, Sequence[str]], Decimal | None]:
    """Figures that are recorded; the rest is drawn."""

    def look(name: str, year: int, vintage: Sequence[str]) -> Decimal | None:
        return figure(dossier.series, name, year, vintage).value

    return look


def _drivers(dossier: Dossier, futures: ModuleType) -> tuple[Any, list[Step]]:
    """The fitted drivers as the room of futures wants them, and the numbers of their fits."""
    held = study.drivers(dossier)
    each, steps, follows = [], [], {}
    for name, one in held.drivers.items():
        if one.fit is None or one.driver.kind not in ("rate", "log-walk"):
            continue
        known = one.fit.years[-1]
        last = figure(dossier.series, one.driver.follows, known, one.driver.vintage).value
        if last is None:
            continue
        walks = one.driver.kind == "log-walk"
        scale = Decimal(100 if walks else 1)
        follows[name] = one.driver.follows
        steps += [one.fit.steps[k] for k in ("mean", "spread", "persistence") if k in one.fit.steps]
        each.append(futures.Driver(
            series=one.driver.follows, known=known, last=last,
            spread=_digits(one.fit.spread) / scale, unit=one.driver.printed,
            mean=None if walks else _digits(one.fit.mean),
            persistence=Decimal(1) if walks else _digits(one.fit.persistence),
            drift=_digits(one.fit.mean) / scale if walks else Decimal(0),
            kind="level" if walks else "rate",
        ))  # fmt: skip
    together = {
        (follows[a], follows[b]): pair.value.value or Decimal(0)
        for pair in held.together.pairs
        for a, b in (pair.between,)
        if a in follows and b in follows
    }
    return futures.Drivers(each=tuple(each), together=together), steps


def _digits(value: float) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal("0.000001"))


def _is_capped(step: Step) -> bool:
    return any(used.details.get("bound") == "cap" for used in step.uses)


def break_even(
    dossier: Dossier, pair: tuple[Agreement, Agreement], years: Years, assume: Assumed, driver: str
) -> tuple[Decimal, Decimal] | None:
    """The rates of ``driver`` between which the dearer of two becomes the cheaper, all its years
    that are not known at the same rate."""

    def difference(rate: Decimal) -> Decimal | None:
        path = {**assume, driver: rate}
        totals = [
            comparison.together(one.name, [*by_year(dossier, one, years, path).values()], years)
            for one in pair
        ]
        first, second = (total.value if total is not None else None for total in totals)
        return None if first is None or second is None else first - second

    return comparison.crossing(difference)
