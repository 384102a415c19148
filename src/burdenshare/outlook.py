"""What the next years cost under each agreement and proposal, on one path of the drivers."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from types import ModuleType
from typing import Any

from burdenshare import accounting, study
from burdenshare.model import comparison
from burdenshare.model.money import converted, money_of
from burdenshare.model.payments import at_prices
from burdenshare.model.series import figure
from burdenshare.running import Running, run
from burdenshare.vocabulary import Agreement, Dossier, Outlook, Spread, Step, Years

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
    alone = [_alone(dossier, one, years, assume, base, discount, rate) for one in held]
    return tuple(
        replace(one, less=comparison.less(one.of.name, one.total, alone[0].total)) for one in alone
    )


def _alone(
    dossier: Dossier,
    one: Agreement,
    years: Years,
    assume: Assumed,
    base: int | None,
    discount: Decimal | None,
    rate: Decimal | None,
) -> Outlook:
    steps = by_year(dossier, one, years, assume)
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


def by_year(dossier: Dossier, one: Agreement, years: Years, assume: Assumed) -> dict[int, Step]:
    """The sum of each year that has one, parts added up, in the money of the agreement."""
    owed = study.project(dossier, one.name, assume)
    found = {y: comparison.of_year(one, [s for s in owed if s.year == y]) for y in years}
    return {year: step for year, step in found.items() if step is not None}


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


# -- many futures ----------------------------------------------------------------------------------

BLOCK = 512
"""Futures of a block, as the room of futures has them."""

PARTS = {"low": Decimal("0.05"), "middle": Decimal("0.5"), "high": Decimal("0.95")}


def spreads(
    dossier: Dossier, held: Sequence[Agreement], years: Years, count: int, seed: int, how: Running
) -> tuple[Spread, ...]:
    """Each over at least ``count`` futures (whole blocks of 512), every one in the same futures.

    Raises ``ModuleNotFoundError`` where the packages of many futures are not installed, and what
    ``running.run`` raises.
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
    drivers, fits = fitted(dossier, futures)
    told = run(futures, [*terms.values()], drivers, seed, -(-count // BLOCK), how)
    first = next(iter(terms))
    return tuple(
        Spread(of=one, refused=refused[one.name])
        if one.name in refused
        else Spread(of=one, steps=_told(told, one, first, years, seed, fits))
        for one in held
    )


def _known(dossier: Dossier) -> Callable[[str, int, Sequence[str]], Decimal | None]:
    """Figures that are recorded; the rest is drawn."""

    def look(name: str, year: int, vintage: Sequence[str]) -> Decimal | None:
        return figure(dossier.series, name, year, vintage).value

    return look


def fitted(dossier: Dossier, futures: ModuleType) -> tuple[Any, list[Step]]:
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


def _told(
    told: Any, one: Agreement, first: str, years: Years, seed: int, fits: Sequence[Step]
) -> dict[str, Step]:
    """The sums of one over all futures, and beside the first of them."""
    details = {"years": str(years), "futures": f"{told.futures:,}", "seed": str(seed)}
    unit = one.money.unit

    def step(key: str, value: Decimal, unit: str) -> Step:
        return Step(
            id=f"futures-{key}-{one.name}-{years}", name=f"futures-{key}", value=value, unit=unit,
            status="projected", how="drawn", details={**details, "title": one.title},
            uses=tuple(fits), place=one.place, source=one.source,
        )  # fmt: skip

    sums = told.sums(one.name)
    mean = sums.mean()
    found = {"mean": step("mean", _tenth(Decimal(mean.numerator) / mean.denominator), unit)}
    for key, part in PARTS.items():
        found[key] = step(key, sums.quantile(part), unit)
    if one.name != first:
        more = told.differences(one.name)
        for key, part in PARTS.items():
            found[f"less-{key}"] = step(f"less-{key}", more.quantile(part), unit)
        often = Decimal(told.more(one.name, first)) / told.futures * 100
        found["more"] = step("more", _tenth(often), "percent")
    return found


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


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
