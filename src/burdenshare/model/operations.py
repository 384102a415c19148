"""What deployments cost: count × time × rate, on bases that are never added up.

A cost keeps the record of how many came, for how long, and the rate; where one of these is not
known, it has no value and says which.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import get_args

from burdenshare.model.money import converted, money_of, rescaled
from burdenshare.model.records import count_of
from burdenshare.vocabulary import (
    Asset,
    CarrierDays,
    Count,
    Deployment,
    Expected,
    Money,
    Operations,
    Place,
    Posture,
    Rate,
    RateBasis,
    Route,
    Sent,
    Step,
    Tally,
    Text,
    digest,
    doubt,
    least_sure,
)

EXACT = Context(prec=40)
BASES: tuple[RateBasis, ...] = get_args(RateBasis)
CARRIER: tuple[CarrierDays, ...] = get_args(CarrierDays)
LONGEST: Mapping[str, int] = {"hour": 8784, "day": 366}
"""What one aircraft or ship can do in a year."""

MOST = 10_000


class InputError(ValueError):
    """An input that cannot be. ``kind`` names the sentence, ``details`` fill its blanks."""

    def __init__(self, kind: str, **details: str) -> None:
        super().__init__(f"{kind}: {', '.join(details.values())}")
        self.kind = kind
        self.details = details


@dataclass(frozen=True)
class Planned:
    """Part of a plan: an asset, how many, and hours or days of each."""

    asset: str
    count: int
    time: Decimal


@dataclass(frozen=True)
class Inputs:
    """What the reader decides. The defaults count what is recorded and decide nothing.

    ``count``, ``hours`` and ``days`` stand in where nothing is recorded; without them there is a
    gap. ``on_station`` is added to hours that were worked out from the way. Tankers are in no
    published rate, so they are left out until hours and a rate are given. The host's share is 1,
    so that the whole cost is shown; what would have been flown anyway has no default, so that
    both ends are shown.
    """

    count: int | None = None
    hours: Decimal | None = None
    days: Decimal | None = None
    on_station: Decimal = Decimal(0)
    tanker_hours: Decimal = Decimal(0)
    tanker_rate: Decimal | None = None
    escort: tuple[Planned, ...] = ()
    counterfactual_share: Decimal | None = None
    host_share: Decimal = Decimal(1)
    carrier: CarrierDays = "all"
    rates_of: int | None = None
    prices: int | None = None


PLAIN = Inputs()


@dataclass(frozen=True)
class Field:
    """The records of deployments, and how money is brought together."""

    assets: Mapping[str, Asset]
    routes: Sequence[Route]
    rates: Sequence[Rate]
    deployments: Sequence[Deployment]
    money: Money
    exchange: Callable[[int], Step | None]
    """The exchange rate of a year."""
    in_prices: Callable[[Step, int], Step | None]
    """A sum in prices of another year."""


def check(inputs: Inputs, where: Field) -> None:
    """Refuses what cannot be.

    Raises ``InputError``.
    """
    for name, value in (
        ("host_share", inputs.host_share),
        ("counterfactual_share", inputs.counterfactual_share),
    ):
        if value is not None and not 0 <= value <= 1:
            raise InputError("not-a-part", name=name, value=str(value))
    for name, value, per in (
        ("hours", inputs.hours, "hour"),
        ("on_station", inputs.on_station, "hour"),
        ("tanker_hours", inputs.tanker_hours, "hour"),
        ("days", inputs.days, "day"),
    ):
        if value is not None and not 0 <= value <= LONGEST[per]:
            raise InputError("beyond-a-year", name=name, value=str(value), most=str(LONGEST[per]))
    if inputs.count is not None and not 0 < inputs.count <= MOST:
        raise InputError("bad-count", value=str(inputs.count), most=str(MOST))
    if inputs.tanker_rate is not None and inputs.tanker_rate < 0:
        raise InputError("negative-rate", value=str(inputs.tanker_rate))
    if inputs.tanker_hours and inputs.tanker_rate is None:
        raise InputError("tanker-without-rate")
    for one in inputs.escort:
        check_planned(one, where)


def check_planned(one: Planned, where: Field, day: str = "") -> None:
    """Refuses a part of a plan that cannot be."""
    asset = where.assets.get(one.asset)
    if asset is None:
        raise InputError("unknown-asset", name=one.asset, known=", ".join(where.assets))
    if not 0 < one.count <= MOST:
        raise InputError("bad-count", value=str(one.count), most=str(MOST))
    most = LONGEST[asset.per]
    if not 0 < one.time <= most:
        raise InputError("beyond-a-year", name=one.asset, value=str(one.time), most=str(most))
    if day and asset.since is not None and day < asset.since[: len(day)]:
        raise InputError("before-the-asset", name=one.asset, value=day, first=asset.since)


# -- rates ---------------------------------------------------------------------------------------


def recorded_rate(rate: Rate, assets: Mapping[str, Asset]) -> Step:
    """A published rate, as it stands in the file."""
    names = [assets[name].title for name in rate.asset if name in assets]
    title = Text(" + ".join(n.en for n in names), " + ".join(n.ko for n in names))
    return Step(
        id=rate.id,
        name="rate-of-asset",
        value=rate.amount,
        unit=rate.money.unit,
        status="recorded",
        year=rate.year,
        how="worked-out" if rate.worked_out else "recorded",
        details={
            "asset": title if names else Text(rate.of, rate.of_ko),
            "kind": rate.kind,
            "per": rate.per,
            "upper": "" if rate.upper is None else str(rate.upper),
            "of": Text(rate.of, rate.of_ko) if rate.of else "",
        },
        source=rate.source,
        at=rate.at,
        note=Text(rate.note, rate.note_ko) if rate.note else None,
        confidence=rate.confidence,
        place=rate.place,
    )


def rates_of(where: Field, asset: str, kind: str, year: int | None = None) -> list[Rate]:
    """Published rates of an asset of one kind, per hour or day; the surest, then the newest,
    first. Ranges and sums that hold several assets are no rate of one."""
    found = [
        rate
        for rate in where.rates
        if rate.asset == (asset,)
        and rate.kind == kind
        and rate.per == where.assets[asset].per
        and rate.upper is None
        and year in (None, rate.year)
    ]
    home = where.money.currency
    return sorted(
        found,
        key=lambda r: (doubt(r.confidence), r.money.currency != home, -r.year, -r.amount),
    )


def rate_on(where: Field, asset: str, basis: RateBasis, inputs: Inputs = PLAIN) -> Step:
    """The rate that is used, in units of one, with its rivals; a gap where none is published."""
    ranked = rates_of(where, asset, basis, inputs.rates_of)
    title = where.assets[asset].title
    if not ranked:
        return _gap(f"rate-{asset}-{basis}-missing", "no-rate", where.assets[asset].place, title)
    first, *others = (recorded_rate(rate, where.assets) for rate in ranked)
    step = _in_units(replace(first, rivals=tuple(others)), where)
    if step is None:
        return _gap(f"rate-{asset}-{basis}-no-exchange", "no-exchange", first.place, title)
    if inputs.prices is not None and step.year != inputs.prices:
        held = where.in_prices(step, inputs.prices)
        if held is None:
            return _gap(f"rate-{asset}-{basis}-no-prices", "no-prices", first.place, title)
        return replace(held, confidence=step.confidence)
    return step


def _in_units(step: Step, where: Field) -> Step | None:
    """A sum in units of one of the common currency; the conversion keeps its rate."""
    held = money_of(step.unit)
    if held.currency != where.money.currency:
        exchange = where.exchange(step.year or 0)
        if exchange is None:
            return None
        made = converted(step, exchange, where.money)
        return replace(made, details=step.details, confidence=step.confidence, place=step.place)
    return rescaled(step, where.money)


def _gap(id_: str, how: str, place: Place, title: Text | str = "") -> Step:
    return Step(
        id=id_, name="operations-gap", value=None, unit="", status="missing",
        gap="not-published", how=how, details={"asset": title}, place=place,
    )  # fmt: skip


# -- how many, and for how long ------------------------------------------------------------------


def _known(one: Deployment, key: str, value: Decimal, how: str, unit: str) -> Step:
    return Step(
        id=f"{key}-{one.id}", name=key, value=value, unit=unit,
        status="recorded" if how == "recorded" else "computed", year=one.year, how=how,
        details={"start": one.start, "end": one.end or ""},
        source=one.source, at=one.at, confidence=one.confidence, place=one.place,
        note=Text(one.note, one.note_ko) if one.note else None,
    )  # fmt: skip


def _taken(key: str, value: Decimal, unit: str, year: int) -> Step:
    return Step(
        id=f"{key}-assumed-{value}", name=key, value=value, unit=unit, status="assumed",
        year=year, how="assumed", confidence="low",
    )  # fmt: skip


def how_many(one: Deployment, inputs: Inputs = PLAIN) -> Step:
    """The recorded count, the assumed one, or a gap."""
    if one.count is not None:
        how = "recorded" if one.count_is == "stated" else "at-least"
        return _known(one, "count", Decimal(one.count), how, "")
    if inputs.count is not None:
        return _taken("count", Decimal(inputs.count), "", one.year)
    return replace(_gap(f"count-{one.id}", "unknown-count", one.place), source=one.source)


def how_long(where: Field, one: Deployment, inputs: Inputs = PLAIN) -> Step:
    """Hours of one aircraft or days of one ship: stated, worked out, assumed, or a gap."""
    if len(one.asset) > 1:
        return _gap(f"time-{one.id}", "which-asset", one.place)
    (name,) = one.asset
    per = where.assets[name].per
    if per == "hour":
        return _hours(where, one, inputs)
    if inputs.carrier == "marginal":
        return _gap(f"time-{one.id}", "no-marginal-rate", one.place)
    if inputs.carrier == "extra":
        if one.extra_days is None:
            return _gap(f"time-{one.id}", "no-extra-days", one.place)
        return _known(one, "extra-days", one.extra_days, "recorded", "day")
    if one.days is not None:
        return _known(one, "days", one.days, "recorded", "day")
    if one.end is not None and len(one.start) == len(one.end) == len("2017-11-11"):
        span = date.fromisoformat(one.end) - date.fromisoformat(one.start)
        return _known(one, "days", Decimal(span.days + 1), "first-to-last-day", "day")
    if inputs.days is not None:
        return _taken("days", inputs.days, "day", one.year)
    return _gap(f"time-{one.id}", "unknown-time", one.place)


def _hours(where: Field, one: Deployment, inputs: Inputs) -> Step:
    if one.hours is not None:
        return _known(one, "hours", one.hours, "recorded", "hour")
    if one.one_way is not None:
        step = _known(one, "hours", 2 * one.one_way + inputs.on_station, "twice-one-way", "hour")
        return replace(step, details={"one_way": str(one.one_way), "on": str(inputs.on_station)})
    for route in where.routes:
        if one.origin == route.origin and one.asset[0] in route.asset:
            return Step(
                id=f"hours-{one.id}", name="hours", value=route.hours + inputs.on_station,
                unit="hour", status="computed", year=one.year, how="route",
                details={"origin": route.origin}, source=route.source, at=route.at,
                note=route.note, confidence=least_sure(route.confidence, "medium"),
                place=route.place,
            )  # fmt: skip
    if inputs.hours is not None:
        return _taken("hours", inputs.hours, "hour", one.year)
    return _gap(f"time-{one.id}", "unknown-time", one.place)


# -- costs ---------------------------------------------------------------------------------------


def sent(where: Field, one: Deployment, inputs: Inputs = PLAIN) -> Sent:
    """A deployment with its cost on each basis."""
    count, time = how_many(one, inputs), how_long(where, one, inputs)
    costs = {basis: _cost(where, one.asset, one.id, count, time, basis, inputs) for basis in BASES}
    return Sent(asset=one.asset, count=count, time=time, costs=costs, deployment=one)


def planned(where: Field, one: Planned, inputs: Inputs = PLAIN) -> Sent:
    """Part of a plan with its cost on each basis."""
    asset = where.assets[one.asset]
    key = "hours" if asset.per == "hour" else "days"
    count = _taken("count", Decimal(one.count), "", 0)
    time = _taken(key, one.time, asset.per, 0)
    if asset.per == "day" and inputs.carrier == "marginal":
        time = _gap(f"time-{one.asset}-planned", "no-marginal-rate", asset.place)
    name = f"{one.asset}-{one.count}x{one.time}"
    costs = {basis: _cost(where, (one.asset,), name, count, time, basis, inputs) for basis in BASES}
    return Sent(asset=(one.asset,), count=count, time=time, costs=costs)


def _cost(
    where: Field,
    assets: tuple[str, ...],
    name: str,
    count: Step,
    time: Step,
    basis: RateBasis,
    inputs: Inputs,
) -> Step:
    """Count × time × rate, with tankers and escort where the reader adds them."""
    if len(assets) > 1 or time.value is None:
        return time
    if count.value is None:
        return count
    rate = rate_on(where, assets[0], basis, inputs)
    if rate.value is None:
        return rate
    aircraft = where.assets[assets[0]].per == "hour"
    support = _support(where, basis, inputs) if aircraft else ()
    lacking = next((step for step in support if step.value is None), None)
    if lacking is not None:
        return lacking
    with localcontext(EXACT):
        value = count.value * time.value * rate.value
        value += sum((s.value for s in support if s.value is not None), Decimal(0))
    uses = (count, time, rate, *support)
    return Step(
        id=f"cost-{name}-{basis}", name="operation", value=value, unit=where.money.unit,
        status="assumed" if "assumed" in (count.status, time.status) else "computed",
        year=count.year or time.year or rate.year,
        how="operation-with-support" if support else "operation",
        details={"asset": where.assets[assets[0]].title, "basis": basis}, uses=uses,
        confidence=least_sure(*(u.confidence for u in uses)), place=count.place,
    )  # fmt: skip


def _support(where: Field, basis: RateBasis, inputs: Inputs) -> tuple[Step, ...]:
    found = []
    if inputs.tanker_hours and inputs.tanker_rate is not None:
        value = inputs.tanker_hours * inputs.tanker_rate
        found.append(_taken("tankers", value, where.money.unit, 0))
    bare = replace(inputs, tanker_hours=Decimal(0), tanker_rate=None, escort=())
    found += [planned(where, one, bare).costs[basis] for one in inputs.escort]
    return tuple(found)


def operations(
    where: Field,
    title: str,
    what: Sequence[Deployment] | Sequence[Planned],
    inputs: Inputs = PLAIN,
    left: Sequence[Deployment] = (),
) -> Operations:
    """A list of deployments or a plan, with sums for each way of counting a ship's days."""
    check(inputs, where)

    def lines(mode: CarrierDays) -> tuple[Sent, ...]:
        chosen = replace(inputs, carrier=mode)
        return tuple(
            sent(where, one, chosen) if isinstance(one, Deployment) else planned(where, one, chosen)
            for one in what
        )

    name = title if inputs == PLAIN else f"{title}-{digest(inputs)}"
    all_ways = {mode: lines(mode) for mode in CARRIER}
    sums = {
        mode: {basis: total(where, f"{name}-{mode}", held, basis) for basis in BASES}
        for mode, held in all_ways.items()
    }
    lacking = {
        mode: {basis: sum(one.costs[basis].value is None for one in held) for basis in BASES}
        for mode, held in all_ways.items()
    }
    return Operations(
        title=title, lines=all_ways[inputs.carrier], sums=sums, lacking=lacking, left=tuple(left)
    )


def total(where: Field, name: str, lines: Sequence[Sent], basis: RateBasis) -> Step:
    """The sum of the costs that are known on one basis; a gap where none is."""
    known = [one.costs[basis] for one in lines if one.costs[basis].value is not None]
    if not known:
        place = lines[0].costs[basis].place if lines else Place("", 0)
        return _gap(f"operations-{name}-{basis}", "nothing-costed", place)
    return Step(
        id=f"operations-{name}-{basis}", name="operations", unit=where.money.unit,
        value=sum((s.value for s in known if s.value is not None), Decimal(0)),
        status="assumed" if any(s.status == "assumed" for s in known) else "computed",
        year=known[0].year, how="sum", details={"basis": basis}, uses=tuple(known),
        confidence=least_sure(*(s.confidence for s in known)), place=known[0].place,
    )  # fmt: skip


def paid(cost: Step, inputs: Inputs, anyway: Decimal) -> Step:
    """The host's part of a cost, when ``anyway`` of it would have been spent in any case."""
    if cost.value is None:
        return cost
    with localcontext(EXACT):
        value = cost.value * (1 - anyway) * inputs.host_share
    return Step(
        id=f"{cost.id}-paid-{anyway}", name="operations-paid", value=value, unit=cost.unit,
        status=cost.status, year=cost.year, how="operations-paid",
        details={
            **cost.details, "anyway": format(anyway * 100, "f"),
            "host": format(inputs.host_share * 100, "f"),
        },
        uses=(cost,), confidence=cost.confidence, place=cost.place,
    )  # fmt: skip


def ends(inputs: Inputs) -> tuple[Decimal, ...]:
    """What would have been spent anyway: the stated part, else both ends."""
    stated = inputs.counterfactual_share
    return (Decimal(0), Decimal(1)) if stated is None else (stated,)


# -- lists -----------------------------------------------------------------------------------------


def counted(
    deployments: Iterable[Deployment], announced: bool = False, away: bool = False
) -> tuple[list[Deployment], list[Deployment]]:
    """Those that are costed, and those left out: only announced, or away from the peninsula."""
    kept: list[Deployment] = []
    left: list[Deployment] = []
    for one in deployments:
        out = (one.state == "announced" and not announced) or (one.away and not away)
        (left if out else kept).append(one)
    return kept, left


def tallies(counts: Sequence[Count], deployments: Sequence[Deployment]) -> tuple[Tally, ...]:
    """Each published number with the deployments of the list that fall under it."""
    found = []
    for count in counts:
        listed = tuple(
            one
            for one in deployments
            if one.state == "recorded"
            and set(one.asset) & set(count.asset)
            and _within(one.start, count)
        )
        span = f"{count.start} – {count.end}"
        name = f"{'-'.join(count.asset) or 'all'}-{count.start}-{count.number}"
        steps = {
            "published": count_of(f"count-{name}", "published-count", count.number, [count],
                                  span=span),
            "listed": count_of(f"listed-{name}", "listed-count", len(listed), listed or [count],
                               span=span),
        }  # fmt: skip
        found.append(Tally(published=count, listed=listed, steps=steps))
    return tuple(found)


def _within(day: str, count: Count) -> bool:
    """Whether a day is in the span; of a month or year that alone is known, all of it."""
    first, last = (f"{day}-01-01"[:10], f"{day}-12-31"[:10]) if len(day) == len("2016") else (
        f"{day}-01"[:10], f"{day}-31"[:10]
    )  # fmt: skip
    return count.start <= first and last <= count.end


def order_of_bases(where: Field, asset: str) -> tuple[tuple[RateBasis, Step], ...]:
    """The rates of an asset from the smallest: which basis gives least is found, not assumed."""
    known = [(basis, rate_on(where, asset, basis)) for basis in BASES]
    found = [(basis, step) for basis, step in known if step.value is not None]
    return tuple(sorted(found, key=lambda pair: pair[1].value or Decimal(0)))


# -- postures --------------------------------------------------------------------------------------

DRAWS = 2_000
MOST_DRAWS = 20_000
LOW, MIDDLE, HIGH = 5, 50, 95


def often(
    posture: Posture, deployments: Sequence[Deployment]
) -> dict[tuple[str, ...], tuple[Fraction, list[Deployment]]]:
    """How often each asset comes in a year of the posture, and the recorded times it did."""
    kept, _ = counted(deployments)
    of_years = [one for one in kept if one.year in posture.years]
    found: dict[tuple[str, ...], tuple[Fraction, list[Deployment]]] = {}
    for asset in dict.fromkeys(one.asset for one in of_years):
        own = [one for one in of_years if one.asset == asset]
        if posture.draw == "busiest":
            by_year = {y: [one for one in own if one.year == y] for y in posture.years}
            own = max(by_year.values(), key=len)
            found[asset] = (Fraction(len(own)), own)
        else:
            found[asset] = (Fraction(len(own), len(posture.years)), own)
    return found


def expected(
    where: Field,
    posture: Posture,
    basis: RateBasis,
    inputs: Inputs = PLAIN,
    draws: int = DRAWS,
    seed: int = 0,
) -> Expected:
    """The cost of a year in a posture: its mean, and the range of years drawn with ``seed``.

    The number of times an asset comes is Poisson with the recorded mean; each time is one of the
    recorded ones. Those without a cost add nothing and are counted.
    """
    check(inputs, where)
    if not 1 <= draws <= MOST_DRAWS:
        raise InputError("bad-draws", value=str(draws), most=str(MOST_DRAWS))
    held = often(posture, where.deployments)
    told: list[tuple[str, Fraction, int]] = []
    pools: list[tuple[float, list[Decimal]]] = []
    parts: list[Step] = []
    for asset, (times, events) in held.items():
        lines = [sent(where, one, inputs) for one in events]
        costs = [one.costs[basis] for one in lines]
        values = [step.value for step in costs if step.value is not None]
        told.append(("+".join(asset), times, len(costs) - len(values)))
        if values:
            parts.append(_mean_part(where, posture, asset, basis, times, costs, inputs))
        padded = values + [Decimal(0)] * (len(costs) - len(values))
        pools.append((float(times), padded))
    stream = random.Random(f"{seed}-{posture.name}-{basis}-{inputs.carrier}")
    years = sorted(_drawn(stream, pools) for _ in range(draws))
    mean = _mean(where, posture, basis, parts, inputs)
    low, middle, high = (years[min(draws * p // 100, draws - 1)] for p in (LOW, MIDDLE, HIGH))
    return Expected(
        posture=posture.name, basis=basis, carrier=inputs.carrier, mean=mean, low=low,
        middle=middle, high=high, draws=draws, seed=seed, often=tuple(told),
    )  # fmt: skip


def _mean_part(
    where: Field,
    posture: Posture,
    asset: tuple[str, ...],
    basis: RateBasis,
    times: Fraction,
    costs: Sequence[Step],
    inputs: Inputs,
) -> Step:
    """Times a year × the mean cost of a time; times without a cost count as nothing."""
    known = [step for step in costs if step.value is not None]
    with localcontext(EXACT):
        whole = sum((s.value for s in known if s.value is not None), Decimal(0))
        value = whole / len(costs) * times.numerator / times.denominator
    title = where.assets[asset[0]].title
    return Step(
        id=f"year-{posture.name}-{'+'.join(asset)}-{basis}-{inputs.carrier}",
        name="posture-asset", value=value, unit=where.money.unit, status="assumed",
        how="posture-asset",
        details={
            "asset": title, "times": f"{float(times):.2f}", "events": str(len(costs)),
            "known": str(len(known)),
        },
        uses=tuple(known), confidence=least_sure(*(s.confidence for s in known)),
        place=posture.place,
    )  # fmt: skip


def _mean(
    where: Field, posture: Posture, basis: RateBasis, parts: Sequence[Step], inputs: Inputs
) -> Step:
    id_ = f"year-{posture.name}-{basis}-{inputs.carrier}"
    if not parts:
        return _gap(id_, "nothing-costed", posture.place, posture.title)
    return Step(
        id=id_, name="posture", unit=where.money.unit, status="assumed",
        value=sum((s.value for s in parts if s.value is not None), Decimal(0)), how="sum",
        details={
            "posture": posture.title, "basis": basis, "years": ", ".join(map(str, posture.years)),
        },
        uses=tuple(parts), confidence=least_sure("medium", *(s.confidence for s in parts)),
        place=posture.place,
    )  # fmt: skip


def _drawn(stream: random.Random, pools: Sequence[tuple[float, list[Decimal]]]) -> Decimal:
    """The cost of one drawn year."""
    cost = Decimal(0)
    for times, values in pools:
        for _ in range(_poisson(stream, times)):
            cost += values[int(stream.random() * len(values))]
    return cost


def _poisson(stream: random.Random, mean: float) -> int:
    """How often it happens, by counting waiting times until the year is over."""
    count, passed = 0, stream.expovariate(1.0)
    while passed < mean:
        count += 1
        passed += stream.expovariate(1.0)
    return count
