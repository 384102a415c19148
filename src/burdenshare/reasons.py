"""What makes the difference between agreements and proposals: their clauses, what moves them, and
what they would be worth under other ways of counting."""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from statistics import NormalDist
from typing import Any, Literal

from burdenshare import accounting, outlook, study
from burdenshare.model import clauses as _clauses
from burdenshare.model import comparison
from burdenshare.model.costs import Book
from burdenshare.model.money import SCALE, money_of, rate_pair, rounded
from burdenshare.vocabulary import (
    Agreement,
    ClauseBridge,
    Definition,
    Dossier,
    Driven,
    Driver,
    EqualRate,
    Fit,
    Laid,
    Outlook,
    Share,
    SharesIf,
    Spent,
    Step,
    Swing,
    Text,
    Tornado,
    Years,
    least_sure,
)

TENTH = Decimal("0.1")
Assumed = Mapping[str, Decimal]
Pair = tuple[Agreement, Agreement]


# -- clause by clause ------------------------------------------------------------------------------


def clauses(
    dossier: Dossier, pair: Pair, years: Years, assume: Assumed, path: Laid | None = None
) -> ClauseBridge | None:
    """From the total of one to that of another, clause by clause, on one path; None where one of
    them, or a mixture of both, has no sum."""
    first, last = (_total(dossier, one, years, assume, path) for one in pair)
    one, other = (
        _clauses.side(each, study.project(dossier, each.name, assume, path), years) for each in pair
    )
    if one is None or other is None or first is None or last is None or first.unit != last.unit:
        return None
    look = study.looking(dossier, assume, path)
    names = _clauses.differing((one, other), years)

    def mix(taken: frozenset[str]) -> Step | None:
        held = _clauses.mixture((one, other), taken, years, look)
        return None if held is None else _mixed(_clauses.name_of((one, other), taken), held, years)

    totals = _clauses.every(mix, names)
    if totals is None:
        return None
    whole = frozenset(names)
    if (totals[frozenset()].value, totals[whole].value) != (first.value, last.value):
        return None  # a term that no clause stands for: nothing is told rather than a part
    totals |= {frozenset(): first, whole: last} if names else {}
    return ClauseBridge(
        of=pair, years=years, first=first, last=last, steps=_clauses.steps(totals, names)
    )


def _total(
    dossier: Dossier, one: Agreement, years: Years, assume: Assumed, path: Laid | None = None
) -> Step | None:
    steps = outlook.by_year(dossier, one, years, assume, path)
    return comparison.together(one.name, [*steps.values()], years)


def _mixed(name: str, held: tuple[Step, ...], years: Years) -> Step | None:
    """The total of a mixture; each year may have several parts."""
    assumed = any(step.status == "assumed" for step in held)
    return Step(
        id=f"mixed-{name}-{years}", name="clause-mixture",
        value=sum((step.value or Decimal(0) for step in held), Decimal(0)), unit=held[0].unit,
        status="assumed" if assumed else "computed", how="sum", details={"years": str(years)},
        uses=held, confidence=least_sure("high", *(step.confidence for step in held)),
    )  # fmt: skip


# -- the exchange rate at which two cost the same --------------------------------------------------

PRINTED_RATE = Decimal("0.1")
"""A rate of exchange is printed to a tenth, as documents print it."""


def equal_rate(
    dossier: Dossier, pair: Pair, years: Years, assume: Assumed, path: Laid | None = None
) -> EqualRate | Literal["same-money", "no-sum"]:
    """The exchange rate, the same in every year, at which a sum in home money and one in the other
    money are worth the same; else why there is none."""
    totals = [_total(dossier, one, years, assume, path) for one in pair]
    ours, theirs = rate_pair(dossier.series[dossier.exchange].unit) or ("", "")
    by_currency = {
        money_of(total.unit).currency: (one, total)
        for one, total in zip(pair, totals, strict=True)
        if total is not None and total.value
    }
    if any(total is None or not total.value for total in totals):
        return "no-sum"
    if set(by_currency) != {ours, theirs}:
        return "same-money"
    (_, home), (foreign, other) = by_currency[ours], by_currency[theirs]
    units = [
        (total.value or Decimal(0)).scaleb(SCALE[money_of(total.unit).scale])
        for total in (home, other)
    ]
    with localcontext(prec=60):
        exact = units[0] / units[1]
    step = Step(
        id=f"equal-rate-{pair[0].name}-{pair[1].name}-{years}", name="equal-rate",
        value=rounded(exact, PRINTED_RATE), unit=dossier.series[dossier.exchange].unit,
        status=home.status if "assumed" not in (home.status, other.status) else "assumed",
        how="equal-rate", details={"years": str(years)}, uses=(home, other),
        confidence=least_sure(home.confidence, other.confidence),
    )  # fmt: skip
    return EqualRate(rate=step, foreign=foreign, newest=accounting.newest_rate(dossier))


# -- the share under a definition ------------------------------------------------------------------


def shares(dossier: Dossier, held: Sequence[Outlook], definition: Definition) -> SharesIf:
    """The host's share with the sum of each year of each, all else as in the last year for which
    the definition can be computed with the contribution as an item of its own."""
    whole = accounting.whole_book(dossier)
    base, lacking = _last_share(dossier, definition, whole)
    if lacking:
        return SharesIf(definition=definition, base=base, lacking=lacking, steps={})
    (item,) = (one.item for one in base.counted if dossier.items[one.item].contribution)

    def told(one: Agreement, year: int, owed: Step) -> Step | None:
        terms = accounting.Terms(assume={item: owed})
        found = accounting.share(dossier, base.years, definition, terms, False, whole)
        if found.share.value is None or not any(c.item == item for c in found.counted):
            return None
        host, sending = (
            replace(side, id=f"{side.name}-{definition.name}-{one.name}-{year}", status="assumed")
            for side in (found.host, found.sending)
        )
        details: dict[str, str | Text] = {
            "definition": definition.title,
            "base": str(base.years),
            "title": one.title,
        }
        return replace(
            found.share, id=f"share-{definition.name}-{one.name}-{year}", name="share-if",
            status="assumed", year=year, details=details, uses=(host, sending),
        )  # fmt: skip

    steps = {
        one.of.name: {y: step for y, owed in one.steps.items() if (step := told(one.of, y, owed))}
        for one in held
    }
    return SharesIf(definition=definition, base=base, lacking=(), steps=steps)


def _last_share(
    dossier: Dossier, definition: Definition, whole: Book
) -> tuple[Share, tuple[str, ...]]:
    """The share of the last year that has one with the contribution counted by itself; else that
    of the newest year, and the items that stand in the way."""
    single = [y for y in accounting.years_with_costs(dossier) if y.first == y.last]
    every = [accounting.share(dossier, y, definition, whole=whole) for y in reversed(single)]
    known = [one for one in every if one.share.value is not None]
    for one in known:
        if sum(dossier.items[c.item].contribution for c in one.counted) == 1:
            return one, ()
    if known:
        bare = accounting.bare_book(dossier)
        of_host = {n for n, one in dossier.items.items() if one.contribution}
        within = [c.item for c in known[0].counted if bare.leaves(c.item) & of_host]
        return known[0], tuple(within) or ("",)
    gaps = [str(gap.details["name"]) for gap in every[0].missing]
    return every[0], tuple(gaps)


# -- the cash path ------------------------------------------------------------------------------

WORDED = {"mean": "spent-part-mean", "least": "spent-part-least", "most": "spent-part-most"}
"""How each is made."""


def spent(dossier: Dossier, held: Sequence[Outlook]) -> Spent | None:
    """What each would cost in cash if as large a part of it were spent as in the years of which
    under-spending is recorded: on average, at least and at most. None where none is recorded."""
    parts = tuple(_parts_spent(dossier))
    if not parts:
        return None
    values = [part.value or Decimal(0) for part in parts]
    mean = rounded(sum(values, Decimal(0)) / len(values), TENTH)
    at = {
        key: _of_parts(key, value, parts)
        for key, value in zip(WORDED, (mean, min(values), max(values)), strict=True)
    }
    paths: dict[str, dict[int, Step]] = {}
    totals: dict[str, dict[str, Step]] = {}
    for one in held:
        name = one.of.name
        cash = {key: {y: _in_cash(s, at[key], key) for y, s in one.steps.items()} for key in WORDED}
        paths[name] = cash["mean"]
        sums = {
            key: comparison.together(f"cash-{key}-{name}", [*path.values()], one.years)
            for key, path in cash.items()
        }
        totals[name] = {key: total for key, total in sums.items() if total is not None}
    return Spent(parts=parts, at=at, paths=paths, totals=totals)


def _parts_spent(dossier: Dossier) -> Iterator[Step]:
    """Of each year that says what was available and what was left of it: spent ÷ agreed."""
    for row in study.payments(dossier).years:
        agreed, used, left = (row.cells[key].first for key in ("agreed", "executed", "unspent"))
        if not agreed.value or used.value is None or left.value is None:
            continue
        if used.how != "difference" or agreed.unit != used.unit:
            continue
        yield Step(
            id=f"spent-part-{row.year}", name="spent-part",
            value=rounded(used.value / agreed.value * 100, TENTH), unit="percent",
            status="computed", year=row.year, how="spent-part", uses=(used, agreed),
            confidence=least_sure(used.confidence, agreed.confidence), place=used.place,
        )  # fmt: skip


def _of_parts(key: str, value: Decimal, parts: tuple[Step, ...]) -> Step:
    years = ", ".join(str(part.year) for part in parts)
    return Step(
        id=WORDED[key], name=WORDED[key], value=value, unit="percent",
        status="computed", how=WORDED[key], details={"years": years}, uses=parts,
        confidence=least_sure(*(part.confidence for part in parts)),
    )  # fmt: skip


def _in_cash(owed: Step, part: Step, key: str) -> Step:
    value = (owed.value or Decimal(0)) * (part.value or Decimal(0)) / 100
    return Step(
        id=f"cash-{key}-{owed.id}", name=f"cash-{key}", value=rounded(value, TENTH),
        unit=owed.unit, status="assumed", year=owed.year, how="cash", uses=(owed, part),
        confidence="low",
    )  # fmt: skip


# -- which driver matters most: one at a time ----------------------------------------------------

ENDS = (Decimal("0.05"), Decimal("0.95"))
"""The parts of all years that lie below the low and below the high rate of a driver."""


def tornadoes(
    dossier: Dossier,
    held: Sequence[Outlook],
    assume: Assumed,
    rate: Decimal | None = None,
    path: Laid | None = None,
) -> tuple[Tornado, ...]:
    """How far each driver alone moves each total, and the difference where there are two: exact
    arithmetic on paths that ``assume`` and ``rate`` can state; in dollars too where a ``rate`` is
    stated. What a ``path`` moves is moved only after its last year, an exchange rate not at all."""
    told = study.drivers(dossier)
    fits = {
        name: (one.driver, one.fit)
        for name, one in told.drivers.items()
        if one.fit is not None and one.driver.kind == "rate"
    }
    rates = {
        driver.follows: _stated(dossier, driver, assume) or _rate(driver, fit, None)
        for driver, fit in fits.values()
    }
    years = held[0].years
    is_laid = path is not None and dossier.exchange in path.drivers
    walk = None if is_laid else _exchange(dossier, years, rate)
    run = _Run(dossier, years, fits, rates, rate, walk, path)
    targets = _targets([one.of for one in held])
    every = (False,) if rate is None else (False, True)
    return tuple(_tornado(run, target, abroad) for abroad in every for target in targets)


@dataclass(frozen=True)
class _Walk:
    """The exchange rate as it may walk: its middle, and its low and its high."""

    driver: Driver
    middle: Step
    ends: tuple[Step, Step]


@dataclass(frozen=True)
class _Run:
    """What all tornadoes of a question share."""

    dossier: Dossier
    years: Years
    fits: Mapping[str, tuple[Driver, Fit]]
    rates: Mapping[str, Step]
    rate: Decimal | None
    exchange: _Walk | None
    path: Laid | None


def _exchange(dossier: Dossier, years: Years, rate: Decimal | None) -> _Walk | None:
    """How the exchange rate may walk to the middle of years of which none is known yet."""
    newest, middle = accounting.newest_rate(dossier), accounting.newest_rate(dossier, rate)
    walks = [
        one
        for one in study.drivers(dossier).drivers.values()
        if one.driver.kind == "log-walk" and one.driver.follows == dossier.exchange
    ]
    if newest is None or middle is None or newest.year is None or years.first <= newest.year:
        return None
    for one in walks:
        if one.fit is not None:
            low, high = (_walked(one.driver, one.fit, newest, years, part) for part in ENDS)
            return _Walk(one.driver, middle, (low, high))
    return None


def _walked(driver: Driver, fit: Fit, last: Step, years: Years, part: Decimal) -> Step:
    """The rate below which a part of all walks lie in the middle of ``years``."""
    ahead = (years.first + years.last) / 2 - (last.year or 0)
    news = NormalDist().inv_cdf(float(part)) * fit.spread * math.sqrt(ahead)
    value = float(last.value or 0) * math.exp((fit.mean * ahead + news) / 100)
    name, how = (("driver-low", "walk-low"), ("driver-high", "walk-high"))[ENDS.index(part)]
    return Step(
        id=f"{name}-{driver.name}-{years}", name=name,
        value=rounded(Decimal(repr(value)), driver.printed), unit=last.unit, status="computed",
        how=how, details={"driver": driver.title, "ahead": f"{ahead:g}"},
        uses=(last, *(fit.steps[name] for name in ("mean", "spread") if name in fit.steps)),
        place=driver.place,
    )  # fmt: skip


def _targets(held: Sequence[Agreement]) -> list[tuple[Agreement, ...]]:
    """Each alone; of two also what the second costs more than the first."""
    alone: list[tuple[Agreement, ...]] = [(one,) for one in held]
    return [*alone, tuple(held)] if len(held) == 2 else alone


def _stated(dossier: Dossier, driver: Driver, assume: Assumed) -> Step | None:
    """The rate that the reader assumes."""
    if driver.follows not in assume:
        return None
    return Step(
        id=f"driver-{driver.name}-assumed", name="driver-middle", value=assume[driver.follows],
        unit="percent", status="assumed", how="assumed", details={"driver": driver.title},
        confidence="low", place=dossier.series[driver.follows].place,
    )  # fmt: skip


def _rate(driver: Driver, fit: Fit, part: Decimal | None) -> Step:
    """The middle of a driver, or the rate below which a part of all its years lie once it has
    settled; as an office prints it."""
    ends = ("driver-low", "driver-high")
    key = "driver-middle" if part is None else ends[ENDS.index(part)]
    value = fit.mean
    if part is not None:
        settled = fit.spread / math.sqrt(1 - fit.persistence**2)
        value += NormalDist().inv_cdf(float(part)) * settled
    names = ("mean",) if part is None else ("mean", "spread", "persistence")
    return Step(
        id=f"driver-{driver.name}-{key.partition('-')[2]}", name=key,
        value=rounded(Decimal(repr(value)), driver.printed), unit="percent", status="computed",
        how=key, details={"driver": driver.title},
        uses=tuple(fit.steps[name] for name in names if name in fit.steps), place=driver.place,
    )  # fmt: skip


def _tornado(run: _Run, of: tuple[Agreement, ...], abroad: bool) -> Tornado:
    middles = {series: step.value or Decimal(0) for series, step in run.rates.items()}
    name = "-".join(one.name for one in of)

    def at(key: str, path: Assumed, rate: Decimal | None = run.rate) -> Step | None:
        totals = [_total_in(run, one, path, rate, abroad) for one in of]
        told = totals[0] if len(of) == 1 else comparison.less(name, totals[1], totals[0])
        money = "dollars-" if abroad else ""
        return None if told is None else replace(told, id=f"swing-{money}{key}-{name}-{run.years}")

    def swing(driver: Driver, ends: tuple[Step, Step]) -> Swing | None:
        """What a driver does; None where it does nothing."""
        walks = driver.kind == "log-walk"
        low, high = (
            at(f"{driver.name}-{key}", middles, end.value)
            if walks
            else at(f"{driver.name}-{key}", {**middles, driver.follows: end.value or Decimal(0)})
            for key, end in zip(("low", "high"), ends, strict=True)
        )
        if low is None or high is None or low.value == high.value:
            return None
        return Swing(driver=driver.name, rates=ends, sums=(low, high))

    middle = at("middle", middles)
    moved = [(driver, _ends(driver, fit)) for driver, fit in run.fits.values()]
    if run.exchange is not None:
        moved.append((run.exchange.driver, run.exchange.ends))
    found = {driver.name: swing(driver, ends) for driver, ends in moved if middle is not None}
    swings = [one for one in found.values() if one is not None]
    walks = run.exchange is not None and found.get(run.exchange.driver.name) is not None
    return Tornado(
        of=of, abroad=abroad, years=run.years, middle=middle, rates=run.rates,
        exchange=run.exchange.middle if walks and run.exchange is not None else None,
        still=tuple(name for name, one in found.items() if one is None),
        swings=tuple(sorted(swings, key=lambda one: one.width, reverse=True)),
        drawn=without_news(run.dossier, of, run.years),
    )  # fmt: skip


def without_news(dossier: Dossier, of: Sequence[Agreement], years: Years) -> tuple[str, ...]:
    """What terms follow in some of ``years`` and no news move: steps and lapses, of which one on
    record is drawn, and costs of a posture, whose deployments come or do not."""
    found = []
    for one in (each for named in of for each in (*outlook.before(dossier, named, years), named)):
        for rule in one.escalator:
            if set(rule.years) & set(years):
                found += [name for name in (*rule.follow, rule.lapse) if _is_drawn(dossier, name)]
        for term in one.metered:
            if set(term.years) & set(years) and dossier.series[term.cost].posture:
                found.append(term.cost)
    return tuple(dict.fromkeys(found))


def _is_drawn(dossier: Dossier, name: str) -> bool:
    return name in dossier.drivers and dossier.drivers[name].kind in ("step", "lapse")


def _ends(driver: Driver, fit: Fit) -> tuple[Step, Step]:
    low, high = (_rate(driver, fit, part) for part in ENDS)
    return low, high


def _total_in(
    run: _Run, one: Agreement, path: Assumed, rate: Decimal | None, abroad: bool
) -> Step | None:
    """All years together, in the money of the terms or in that of the exchange rate."""
    steps = outlook.by_year(run.dossier, one, run.years, path, run.path, rate)
    total = comparison.together(one.name, [*steps.values()], run.years)
    other = outlook.abroad(run.dossier) if abroad else None
    if other is None:
        return total
    told = outlook.dollars(run.dossier, one, steps, total, rate, run.path)
    return outlook.in_other(total, told, other)


# -- which driver matters most: all at once --------------------------------------------------------

BASE = 2048
"""Points of the design; each is evaluated once more for every driver, and twice besides."""


def driven(
    dossier: Dossier, held: Sequence[Outlook], seed: int, path: Laid | None = None
) -> tuple[Driven, ...]:
    """Sobol indices of each total in home money, and of the difference where there are two, on
    the news of each driver; of what a ``path`` moves, on the news after it.

    Raises ``ModuleNotFoundError`` where the packages for it are not installed.
    """
    futures = importlib.import_module("burdenshare.futures")
    agreements = [one.of for one in held]
    drivers, fits = outlook.fitted(dossier, futures, agreements, path)
    schedules, refused = _runnable(dossier, agreements, held[0].years, drivers, path)
    targets = _targets(agreements)
    run = [
        (of[-1].name, of[0].name if len(of) == 2 else "")
        for of in targets
        if not any(one.name in refused for one in of)
    ]
    told = futures.influence([*schedules.values()], drivers, run, seed, BASE) if schedules else ()
    found = {one.target: one for one in told}
    return tuple(
        replace(_driven(dossier, of, found, refused, fits, seed),
                drawn=without_news(dossier, of, held[0].years))
        for of in targets
    )  # fmt: skip


def _runnable(
    dossier: Dossier, held: Sequence[Agreement], years: Years, drivers: Any, path: Laid | None
) -> tuple[dict[str, Any], dict[str, str]]:
    """The terms of each as many futures run them, and why the others cannot be run: all that they
    need and that is neither recorded nor on the path must be moved by a fitted driver."""
    futures = importlib.import_module("burdenshare.futures")
    moved = {one.series: one.known for one in drivers.each}
    terms, refused = {}, {}
    owed = study.project(dossier, path=path)
    span = outlook.run_over(dossier, held, years, owed)
    for one in held:
        try:
            told = outlook.schedule(dossier, one, span, owed, path, years.first - span.first)
        except futures.RefusedError as error:
            refused[one.name] = error.reason
            continue
        left = [at for at in told.needed if at[0] not in moved or at[1] <= moved[at[0]]]
        if not left:
            terms[one.name] = told
        else:
            drawn = without_news(dossier, [one], years)
            refused[one.name] = "no-news" if {name for name, _ in left} <= {*drawn} else "no-driver"
    return terms, refused


def _driven(
    dossier: Dossier,
    of: tuple[Agreement, ...],
    found: Mapping[tuple[str, str], Any],
    refused: Mapping[str, str],
    fits: Sequence[Step],
    seed: int,
) -> Driven:
    reason = next((refused[one.name] for one in of if one.name in refused), "")
    if reason:
        return Driven(of=of, indices={}, evaluations=0, refused=reason)
    told = found[of[-1].name, of[0].name if len(of) == 2 else ""]
    names = {one.follows: name for name, one in dossier.drivers.items() if one.follows}
    return Driven(
        of=of,
        evaluations=told.evaluations,
        indices={
            names[one.series]: _index(one, dossier.drivers[names[one.series]], of, told, fits, seed)
            for one in told.indices
        },
    )


def _index(
    one: Any, driver: Driver, of: tuple[Agreement, ...], told: Any, fits: Sequence[Step], seed: int
) -> dict[str, Step]:
    name = "-".join(each.name for each in of)
    values = {
        "alone": one.alone, "alone-margin": one.alone_margin,
        "whole": one.whole, "whole-margin": one.whole_margin,
    }  # fmt: skip
    details: dict[str, str | Text] = {
        "driver": driver.title,
        "evaluations": f"{told.evaluations:,}",
        "seed": str(seed),
    }
    return {
        key: Step(
            id=f"influence-{key}-{driver.name}-{name}", name=f"influence-{key}",
            value=rounded(Decimal(repr(value)) * 100, TENTH) + 0, unit="percent",
            status="projected",
            how="influence-margin" if key.endswith("margin") else "influence",
            details=details, uses=tuple(fits), place=driver.place,
        )
        for key, value in values.items()
    }  # fmt: skip
