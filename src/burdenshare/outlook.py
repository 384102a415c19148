"""What the next years cost under each agreement and proposal, on one path of the drivers."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import ModuleType
from typing import Any

from burdenshare import accounting, ranges, study, support
from burdenshare.model import comparison, paths
from burdenshare.model.money import converted, money_of, rate_pair, rescaled, rounded
from burdenshare.model.operations import Inputs
from burdenshare.model.payments import deflated
from burdenshare.model.projection import Look, of_agreement
from burdenshare.model.series import figure
from burdenshare.running import Running, run
from burdenshare.vocabulary import (
    Agreement,
    CapStart,
    Dossier,
    Laid,
    Money,
    Outlook,
    Prospect,
    Spread,
    Step,
    Years,
    plain_id,
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


def sum_called(dossier: Dossier, name: str, assume: Assumed) -> Step | None:
    """The sum over years that an id names, ``sum-sma-12-2026-2030``, as far as it can be told with
    what is assumed."""
    match = re.fullmatch(r"sum-(.+?)-(\d{4})(?:-(\d{4}))?", plain_id(name))
    known = {one.name: one for one in (*dossier.agreements, *dossier.proposals)}
    if match is None or match[1] not in known:
        return None
    years = accounting.span_of("-".join(filter(None, match.groups()[1:])))
    if years is None:
        return None
    return compare(dossier, (known[match[1]],), years, assume)[0].total


def compare(
    dossier: Dossier,
    held: Sequence[Agreement],
    years: Years,
    assume: Assumed,
    base: int | None = None,
    discount: Decimal | None = None,
    rate: Decimal | None = None,
    path: Laid | None = None,
) -> tuple[Outlook, ...]:
    """Each over ``years``; the first is the one that the others are held against."""
    owed = study.project(dossier, assume=assume, path=path)
    alone = [_alone(dossier, one, years, assume, owed, base, discount, rate, path) for one in held]
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
    path: Laid | None,
) -> Outlook:
    steps = by_year(dossier, one, years, assume, path, rate, owed)
    total = comparison.together(one.name, [*steps.values()], years)
    return Outlook(
        of=one,
        years=years,
        steps=steps,
        open=tuple(year for year in years if year not in steps),
        total=total,
        real=None if base is None else _real(dossier, one, steps, years, base, assume, path),
        dollars=dollars(dossier, one, steps, total, rate, path),
        present=None if discount is None
        else comparison.present(one.name, steps, years, discount),
        less=None,
        binding=tuple(year for year, step in steps.items() if step.value and _is_capped(step)),
    )  # fmt: skip


def laid(dossier: Dossier, name: str, held: Sequence[Agreement], years: Years) -> Laid:
    """A path laid over the years to come, from the first on that the terms or the exchange of
    what is compared want a figure of and that has none. A year whose exchange rate is on record
    has passed: a figure of it that is printed late begins no path.

    Raises ``NotFoundError`` for a path that does not exist.
    """
    if name not in dossier.paths:
        raise study.NotFoundError("path", name, dossier.paths)
    told = study.drivers(dossier)
    moved = {dossier.drivers[one].follows for one in told.paths[name].figures}
    wanted = [at for at in _lacking(dossier, held, years) if at[0] in moved]
    newest = accounting.newest_rate(dossier)
    passed = newest.year if newest is not None and newest.year is not None else 0
    first = min((year for _, year in wanted if year > passed), default=years.last)
    fits = {one: p.fit for one, p in told.drivers.items() if p.fit is not None}
    return paths.laid(told.paths[name], first, dossier.drivers, fits, dossier.series, wanted)


def _lacking(
    dossier: Dossier, held: Sequence[Agreement], years: Years
) -> Iterator[tuple[str, int]]:
    """The figures that are wanted and not known yet: series and year."""
    plain = study.looking(dossier)
    asked: dict[tuple[str, int], Step] = {}

    def look(name: str, year: int, vintage: Sequence[str]) -> Step:
        return asked.setdefault((name, year), plain(name, year, vintage))

    for one in held:
        for each in (*_since(dossier, one, years), one):
            of_agreement(each, {}, look)
    for year in years:
        if dossier.exchange:
            look(dossier.exchange, year, ("first",))
    yield from (at for at, step in asked.items() if step.gap == "not-yet")


def _since(dossier: Dossier, one: Agreement, years: Years) -> tuple[Agreement, ...]:
    """What ``one`` grows from: the agreement before it, and those that hold in ``years``."""
    last = [each for each in dossier.agreements if each.name == one.after]
    return tuple({each.name: each for each in (*before(dossier, one, years), *last)}.values())


def _abroad(total: Step | None, exchange: Step | None) -> Step | None:
    """A total in the other currency of a rate, in millions."""
    if total is None or exchange is None:
        return None
    ours, _, theirs = exchange.unit.partition(" per ")
    if money_of(total.unit).currency != ours:
        return None
    return replace(converted(total, exchange, money_of(f"{theirs} mn")), status=total.status)


def abroad(dossier: Dossier) -> Money | None:
    """The other money of the exchange rate, in millions."""
    pair = rate_pair(dossier.series[dossier.exchange].unit) if dossier.exchange else None
    return None if pair is None else money_of(f"{pair[1]} mn")


def in_other(total: Step | None, converted: Step | None, other: Money) -> Step | None:
    """All years together in the other money: as they stand where they are in it."""
    if total is not None and money_of(total.unit).currency == other.currency:
        return rescaled(total, other)
    return converted


def dollars(
    dossier: Dossier,
    one: Agreement,
    steps: Mapping[int, Step],
    total: Step | None,
    rate: Decimal | None,
    path: Laid | None,
) -> Step | None:
    """The total at one rate; where a path moves the rate, each year at that of its own."""
    if total is None or rate is not None or path is None or dossier.exchange not in path.drivers:
        return _abroad(total, accounting.newest_rate(dossier, rate))
    look = study.looking(dossier, {}, path)
    parts = [_abroad(s, _rate_in(dossier, year, look)) for year, s in steps.items()]
    held = [step for step in parts if step is not None]
    return comparison.together(one.name, held, Years(min(steps), max(steps)), "dollars")


def _rate_in(dossier: Dossier, year: int, look: Look) -> Step | None:
    found = look(dossier.exchange, year, ("first",))
    return found if found.value is not None else None


def before(dossier: Dossier, one: Agreement, years: Years) -> tuple[Agreement, ...]:
    """The agreements that hold in the first of ``years``, up to where ``one`` begins."""
    if one.years.first <= years.first:
        return ()
    return tuple(
        each
        for each in dossier.agreements
        if each.years.last < one.years.first and each.years.last >= years.first
    )


def by_year(
    dossier: Dossier,
    one: Agreement,
    years: Years,
    assume: Assumed,
    path: Laid | None = None,
    rate: Decimal | None = None,
    every: Sequence[Step] | None = None,
) -> dict[int, Step]:
    """The sum of each year that has one, in the money of the agreement; before its own years
    that of the agreements which hold then. ``every`` is what all agreements give on this path,
    where that is known already."""
    if every is None:
        every = study.project(dossier, assume=assume, path=path)
    spans = [each.years for each in before(dossier, one, years)]
    owed = [
        *study.project_one(dossier, one, every, assume, path, rate),
        *(s for s in every if any(s.year in span for span in spans)),
    ]
    found = {}
    for year in years:
        of_year = [step for step in owed if step.year == year]
        whole = _whole(dossier, one, year, of_year, path, rate)
        if whole is not None:
            found[year] = whole
    return found


def _whole(
    dossier: Dossier,
    one: Agreement,
    year: int,
    parts: Sequence[Step],
    path: Laid | None,
    rate: Decimal | None,
) -> Step | None:
    """The sum of a year's parts; one in other money at the rate of the year, or the newest."""
    ours = one.money
    if not parts or any(step.value is None for step in parts):
        return None
    if len(parts) == 1:
        return parts[0] if parts[0].unit == ours.unit else None
    exchange = None
    if rate is None and path is not None and dossier.exchange in path.drivers:
        exchange = _rate_in(dossier, year, study.looking(dossier, {}, path))
    exchange = exchange or accounting.rate(dossier, Years(year, year), rate)
    held = []
    for step in parts:
        if money_of(step.unit).currency == ours.currency:
            held.append(rescaled(step, ours))
        elif exchange is not None:
            held.append(converted(step, exchange, ours))
    if len(held) != len(parts):
        return None
    return comparison.parts(one.name, held, year)


def _real(
    dossier: Dossier,
    one: Agreement,
    steps: Mapping[int, Step],
    years: Years,
    base: int,
    assume: Assumed,
    path: Laid | None,
) -> Step | None:
    if not dossier.prices:
        return None
    look = study.looking(dossier, assume, path)
    told = [deflated(step, look, dossier.prices, base) for step in steps.values()]
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


# -- many futures ----------------------------------------------------------------------------------

BLOCK = 1024
"""Futures of a block, as the room of futures has them."""

FEWEST = 64
"""A thread with fewer blocks saves less time than it takes to bring its counts together."""


def spreads(
    dossier: Dossier,
    held: Sequence[Agreement],
    years: Years,
    count: int,
    seed: int,
    how: Running,
    path: Laid | None = None,
) -> tuple[Spread, ...]:
    """Each over at least ``count`` futures (whole blocks of 1,024), every one in the same futures.

    What a ``path`` moves has its figures in its years, and is drawn on from them after it.
    Raises ``ModuleNotFoundError`` where the packages of many futures are not installed, and what
    ``running.run`` raises.
    """
    futures = importlib.import_module("burdenshare.futures")
    terms, refused = {}, {}
    owed = study.project(dossier, path=path)
    span = run_over(dossier, held, years, owed)
    for one in held:
        try:
            terms[one.name] = schedule(dossier, one, span, owed, path, years.first - span.first)
        except futures.RefusedError as error:
            refused[one.name] = error.reason
    drivers, fits = drawn(dossier, [one for one in held if one.name in terms], path)
    for name in [*terms]:
        if not all(drivers.moves(*at) for at in terms[name].needed):
            refused[name] = "no-driver"
            del terms[name]
    if not terms:
        return tuple(Spread(of=one, refused=refused[one.name]) for one in held)
    blocks = -(-count // BLOCK)
    threads = max(1, min(how.threads, blocks // FEWEST))
    told = run(futures, [*terms.values()], drivers, seed, blocks, replace(how, threads=threads))
    titles = {one.name: one.title for one in held}
    return tuple(
        Spread(of=one, refused=refused[one.name])
        if one.name in refused
        else ranges.Drawn(told, years, seed, (*fits, *_drawn_for(dossier, one)), titles).spread(one)
        for one in held
    )


def run_over(
    dossier: Dossier, held: Sequence[Agreement], years: Years, owed: Sequence[Step]
) -> Years:
    """The years to run, so that every sum of ``years`` has one to grow from."""
    return Years(min(_begins(dossier, one, years, owed) for one in held), years.last)


def _begins(dossier: Dossier, one: Agreement, years: Years, owed: Sequence[Step]) -> int:
    """The first year to run: that of the comparison, or of the agreement before it from which
    the sum of that year grows, where it is not known yet."""
    first = years.first
    while True:
        chain = [*before(dossier, one, Years(first, years.last)), one]
        last = study.carried(dossier, chain[0], owed)
        earlier = [each for each in dossier.agreements if each.years.last == first - 1]
        is_known = all(step.value is not None for step in last.values())
        if is_known or not earlier or chain[0].years.first < first:
            return first
        first = earlier[0].years.first


def schedule(
    dossier: Dossier,
    one: Agreement,
    years: Years,
    owed: Sequence[Step],
    path: Laid | None = None,
    lead: int = 0,
) -> Any:
    """The terms of ``years`` as many futures run them: those of the agreements that hold before
    ``one`` begins, and its own. ``owed`` is what all agreements give; the first ``lead`` years
    are in no total."""
    futures = importlib.import_module("burdenshare.futures")
    exchange = futures.Exchange(dossier.exchange, accounting.home(dossier), money_of("USD mn"))
    chain = [*before(dossier, one, years), one]
    last = study.carried(dossier, chain[0], owed)
    meters = {name: each.money.currency for name, each in _meters(dossier, held_by(chain)).items()}
    told = futures.compiled(chain, years, last, known(dossier, path), exchange, meters, lead)
    return replace(told, name=one.name)


def known(
    dossier: Dossier, path: Laid | None
) -> Callable[[str, int, Sequence[str]], Decimal | None]:
    """Figures that are recorded or on a path; the rest is drawn."""

    def look(name: str, year: int, vintage: Sequence[str]) -> Decimal | None:
        if name not in dossier.series:
            return None
        known = figure(dossier.series, name, year, vintage).value
        if known is None and path is not None:
            at = path.figures.get((name, year)) or path.before.get((name, year))
            return at.value if at is not None else None
        return known

    return look


def drawn(
    dossier: Dossier, held: Sequence[Agreement], path: Laid | None = None
) -> tuple[Any, list[Step]]:
    """All that moves the futures of some agreements, and the numbers of the fits."""
    futures = importlib.import_module("burdenshare.futures")
    drivers, fits = fitted(dossier, futures, held, path)
    meters = _meters(dossier, held_by(held))
    recorded = _recorded(dossier, futures)
    return replace(drivers, recorded=recorded, meters=(*meters.values(),)), fits


def fitted(
    dossier: Dossier, futures: ModuleType, held: Sequence[Agreement], path: Laid | None = None
) -> tuple[Any, list[Step]]:
    """The fitted drivers as the room of futures wants them, and the numbers of their fits.

    Those at the end that none of ``held`` follows are left out, which changes no other draw.
    """
    told = study.drivers(dossier)
    each, steps, follows = [], [], {}
    for name, one in _drawn_drivers(dossier, held, told.drivers):
        if one.fit is None:
            continue
        known = one.fit.years[-1]
        last = figure(dossier.series, one.driver.follows, known, one.driver.vintage).value
        on_path = [y for n, y in path.figures if n == one.driver.follows] if path else []
        if path is not None and on_path and max(on_path) > known:
            known = max(on_path)
            last = path.figures[one.driver.follows, known].value
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
        for pair in told.together.pairs
        for a, b in (pair.between,)
        if a in follows and b in follows
    }
    return futures.Drivers(each=tuple(each), together=together), steps


def _drawn_drivers(
    dossier: Dossier, held: Sequence[Agreement], told: Mapping[str, Prospect]
) -> list[tuple[str, Prospect]]:
    """The drivers with a process, up to the last that is followed."""
    rules = [rule for one in (*dossier.agreements, *held) for rule in one.escalator]
    wanted = {dossier.exchange, *(name for rule in rules for name in rule.follow)}
    found = [
        (name, one)
        for name, one in told.items()
        if one.fit is not None and one.driver.kind in ("rate", "log-walk")
    ]
    while found and found[-1][1].driver.follows not in wanted:
        found.pop()
    return found


def _recorded(dossier: Dossier, futures: ModuleType) -> tuple[Any, ...]:
    """The steps and lapses on record, of which one is drawn at each renewal."""
    return tuple(
        futures.Recorded(
            series=name,
            values=tuple(step.value for step in one.figures if step.value is not None),
            unit=one.driver.printed,
        )
        for name, one in study.drivers(dossier).drivers.items()
        if one.fit is not None and one.driver.kind in ("step", "lapse")
        if name not in dossier.series
    )


THOUSAND = Decimal(1000)
"""Dollars to which the cost of a deployment is rounded, so that sums of many are exact."""


def held_by(agreements: Sequence[Agreement]) -> tuple[str, ...]:
    """The series of metered costs that some agreements follow."""
    return tuple(dict.fromkeys(term.cost for one in agreements for term in one.metered))


def _meters(dossier: Dossier, names: Sequence[str]) -> dict[str, Any]:
    """Costs of a posture, as the recorded deployments that come again in a year of it."""
    futures = importlib.import_module("burdenshare.futures")
    found = {}
    for name in names:
        one = dossier.series[name]
        times = support.times_of(dossier, one.posture, one.on, one.carrier) if one.posture else {}
        events = tuple(
            futures.Event(name=f"{one.posture}-{id_}", times=often, cost=rounded(cost, THOUSAND))
            for id_, (often, cost) in times.items()
        )
        if any(event.cost for event in events):
            found[name] = futures.Meter(
                series=name, money=support.field(dossier).money, events=events
            )
    return found


def _drawn_for(dossier: Dossier, one: Agreement) -> Iterator[Step]:
    """What the draws of its own terms rest on: steps, lapses, and the cost of a posture."""
    told = study.drivers(dossier).drivers
    named = [n for e in one.escalator for n in (*e.follow, e.lapse) if n not in dossier.series]
    for name in dict.fromkeys(name for name in named if name in told):
        fit = told[name].fit
        yield from (fit.steps[key] for key in ("mean", "spread") if fit and key in fit.steps)
    for name in held_by([one]):
        series = dossier.series[name]
        if series.posture:
            inputs = Inputs(carrier=series.carrier)
            yield support.expected(dossier, series.posture, series.on, inputs, draws=1).mean


def _digits(value: float) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal("0.000001"))


def _is_capped(step: Step) -> bool:
    """Whether a cap holds for the sum of a year, or for a part of it."""
    if step.how in ("of-parts", "converted"):
        return any(map(_is_capped, step.uses))
    return any(used.details.get("bound") == "cap" for used in step.uses)


def break_even(
    dossier: Dossier,
    pair: tuple[Agreement, Agreement],
    years: Years,
    assume: Assumed,
    driver: str,
    path: Laid | None = None,
) -> tuple[Decimal, Decimal] | None:
    """The rates of ``driver`` between which the dearer of two becomes the cheaper, all its years
    that are not known at the same rate, whatever a path says of it."""
    left = path.without(driver) if path is not None else None

    def difference(rate: Decimal) -> Decimal | None:
        at = {**assume, driver: rate}
        found = [by_year(dossier, one, years, at, left) for one in pair]
        totals = [
            comparison.together(one.name, [*held.values()], years)
            for one, held in zip(pair, found, strict=True)
        ]
        first, second = (total.value if total is not None else None for total in totals)
        return None if first is None or second is None else first - second

    return comparison.crossing(difference)
