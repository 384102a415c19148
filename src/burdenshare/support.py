"""The questions about operational support, asked of a whole dossier: what a list of deployments,
a plan or a year costs, what a posture would cost, and what it does to a contribution."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from burdenshare import accounting
from burdenshare.accounting import home
from burdenshare.model import operations as _operations
from burdenshare.model.money import SCALE, converted, is_money, money_of, rescaled, stated
from burdenshare.model.operations import BASES, PLAIN, Field, InputError, Inputs, Planned
from burdenshare.model.payments import at_prices
from burdenshare.model.shares import quotient
from burdenshare.vocabulary import (
    CarrierDays,
    Deployment,
    Dossier,
    Exercise,
    Expected,
    Money,
    Operations,
    RateBasis,
    Share,
    Step,
    Tally,
    WithSupport,
    Years,
    digest,
)


def field(dossier: Dossier, rate: Decimal | None = None) -> Field:
    """The records of deployments; ``rate`` replaces the recorded exchange rates."""
    currencies = Counter(one.money.currency for one in dossier.rates)
    common = currencies.most_common(1)[0][0] if currencies else home(dossier).currency

    def in_prices(step: Step, base: int) -> Step | None:
        if not dossier.sending_prices:
            return None
        return at_prices(step, dossier.series, dossier.sending_prices, base)

    return Field(
        assets=dossier.assets,
        routes=dossier.routes,
        rates=dossier.rates,
        deployments=dossier.deployments,
        money=Money(common),
        exchange=lambda year: accounting.rate(dossier, Years(year, year), rate),
        in_prices=in_prices,
    )


# -- a list, a year, a plan ------------------------------------------------------------------------


def chosen(dossier: Dossier, name: str) -> list[Deployment]:
    """The deployments of a year, a span of years, a month, a day, an asset, or with an id."""
    span = accounting.span_of(name.replace("–", "-"))
    if span is not None:
        return [one for one in dossier.deployments if one.year in span]
    if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", name):
        return [one for one in dossier.deployments if _covers(one, name)]
    if name in dossier.assets:
        return [one for one in dossier.deployments if name in one.asset]
    return [one for one in dossier.deployments if one.id == name]


def _covers(one: Deployment, day: str) -> bool:
    """Whether a deployment was there on a day, or in a month."""
    last = one.end or one.start
    return one.start[: len(day)] <= day <= last or one.start.startswith(day)


def operations(
    dossier: Dossier,
    what: Sequence[Deployment] | Sequence[Planned],
    title: str,
    inputs: Inputs = PLAIN,
    rate: Decimal | None = None,
    announced: bool = False,
    away: bool = False,
) -> Operations:
    """What deployments or a plan cost on each basis, in units of the currency of the rates.

    Raises ``InputError`` for an input that cannot be.
    """
    where = field(dossier, rate)
    listed = [one for one in what if isinstance(one, Deployment)]
    parts = [one for one in what if isinstance(one, Planned)]
    if parts:
        for one in parts:
            _operations.check_planned(one, where)
        usual = tuple(parts) == plan(VISIT)
        named = title if usual else f"{title}-{digest(tuple(parts))}"
        return _operations.operations(where, named, parts, inputs)
    kept, left = _operations.counted(listed, announced, away)
    return _operations.operations(where, title, kept, inputs, left)


TOTALS = ("mission-average", "mission-total", "exercise-total", "annual-total")


def published(dossier: Dossier, held: Operations) -> list[Step]:
    """What was published of such deployments as a whole, in their years: kept beside, not used."""
    years = {one.deployment.year for one in held.lines if one.deployment is not None}
    assets = {name for one in held.lines for name in one.asset}
    return [
        _operations.recorded_rate(rate, dossier.assets)
        for rate in dossier.rates
        if rate.kind in TOTALS
        and rate.year in years
        and (not rate.asset or set(rate.asset) <= assets)
    ]


MOST_PARTS = 20
"""Parts of a plan; each is costed on every basis, and an escort with every deployment."""


def plan(text: str) -> tuple[Planned, ...]:
    """``b-1b 2x10, csg 1x5`` as the parts of a plan: two of ten hours each, one of five days.

    Raises ``InputError`` where it says something else.
    """
    found = []
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    if len(pieces) > MOST_PARTS:
        raise InputError("long-plan", most=str(MOST_PARTS))
    for part in pieces:
        match = re.fullmatch(r"([a-z0-9-]+)\s+(\d{1,6})\s*[x×*]\s*(\d{1,6}(?:\.\d{1,4})?)", part)
        if match is None:
            raise InputError("bad-plan", value=part[:40])
        found.append(Planned(match[1], int(match[2]), Decimal(match[3])))
    if not found:
        raise InputError("bad-plan", value=text[:40])
    return tuple(found)


def check_day(dossier: Dossier, parts: Sequence[Planned], day: str) -> None:
    """Refuses a plan for a day before an asset existed."""
    where = field(dossier)
    for one in parts:
        _operations.check_planned(one, where, day)


def in_home(dossier: Dossier, step: Step, year: int, rate: Decimal | None = None) -> Step | None:
    """A cost in the home currency at the average rate of ``year``, or at the stated rate."""
    return in_money(dossier, step, home(dossier), year, rate)


def in_money(
    dossier: Dossier, step: Step, ours: Money, year: int, rate: Decimal | None = None
) -> Step | None:
    """A cost in ``ours``; None without a value or a rate."""
    if step.value is None:
        return None
    if step.unit.partition(" ")[0] == ours.currency:
        return rescaled(step, ours)
    exchange = accounting.rate(dossier, Years(year, year), rate)
    return converted(step, exchange, ours) if exchange is not None else None


def tallies(dossier: Dossier) -> tuple[Tally, ...]:
    """Published numbers of deployments beside the list."""
    return _operations.tallies(dossier.counts, dossier.deployments)


def exercises(dossier: Dossier, year: int) -> list[Exercise]:
    """The joint exercises of a year, with what became of them."""
    return [one for one in dossier.exercises if one.start.startswith(str(year))]


def years_with_deployments(dossier: Dossier) -> list[int]:
    return sorted({one.year for one in dossier.deployments})


# -- turned round ----------------------------------------------------------------------------------


def sum_of_money(text: str) -> Money | None:
    """The money of ``USD 5 bn``."""
    words = text.split()
    unit = " ".join([words[0], *words[2:]]) if len(words) in (2, 3) else ""
    return money_of(unit) if is_money(unit) else None


def budget(
    dossier: Dossier, text: str, visit: Operations, rate: Decimal | None = None
) -> dict[RateBasis, tuple[Step, Fraction] | None]:
    """How many times a sum such as ``USD 5 bn`` pays for a visit, on each basis.

    Raises ``InputError`` for what is no sum.
    """
    money = sum_of_money(text)
    words = text.split()
    amount = stated(words[1]) if money is not None else None
    if money is None or amount is None or amount <= 0:
        raise InputError("bad-sum", value=text[:40])
    if money.currency not in dossier.currency:
        raise InputError("bad-sum", value=text[:40])
    units = amount.scaleb(SCALE[money.scale])
    found: dict[RateBasis, tuple[Step, Fraction] | None] = {}
    for basis in BASES:
        one = visit.sums["all"][basis]
        lacking = visit.lacking["all"][basis]
        held = one if money.currency == one.unit.partition(" ")[0] else None
        if held is None and one.value is not None:
            exchange = accounting.newest_rate(dossier, rate)
            held = converted(one, exchange, Money(money.currency)) if exchange else None
        if lacking or held is None or not held.value:
            found[basis] = None
        else:
            found[basis] = (one, Fraction(units) / Fraction(held.value))
    return found


# -- postures and the category ---------------------------------------------------------------------


def expected(
    dossier: Dossier,
    posture: str,
    basis: RateBasis,
    inputs: Inputs = PLAIN,
    draws: int = _operations.DRAWS,
    seed: int = 0,
) -> Expected:
    """What a year in a posture costs.

    Raises ``InputError`` for an unknown posture or an input that cannot be.
    """
    if posture not in dossier.postures:
        known = ", ".join(dossier.postures)
        raise InputError("unknown-posture", name=posture, known=known)
    return _operations.expected(
        field(dossier), dossier.postures[posture], basis, inputs, draws, seed
    )


def yearly(
    dossier: Dossier,
    posture: str,
    basis: RateBasis,
    year: int,
    carrier: CarrierDays = "all",
    unit: str = "",
    rate: Step | None = None,
) -> Step:
    """The expected cost of a year in a posture, in the money of ``unit``, else in the home money,
    at ``rate``, else at the one of ``year``.

    This is what a term of an agreement follows when its series names a posture.
    """
    mean = expected(dossier, posture, basis, Inputs(carrier=carrier), draws=1).mean
    money = money_of(unit) if unit else home(dossier)
    if rate is None or rate.value is None or mean.unit.partition(" ")[0] == money.currency:
        held = in_money(dossier, mean, money, year)
    else:
        held = converted(mean, rate, money) if mean.value is not None else None
    if held is None:
        return replace(mean, id=f"{mean.id}-{year}", year=year, value=None, gap="not-published")
    return replace(held, id=f"{mean.id}-{year}", year=year, status="assumed")


def times_of(
    dossier: Dossier, posture: str, basis: RateBasis, carrier: CarrierDays = "all"
) -> dict[str, tuple[Fraction, Decimal]]:
    """Each recorded deployment of a posture that has a cost: how often a year it comes again on
    average, and what it costs, in units of the currency of the rates.

    A number of times that is Poisson, each time one of the recorded ones, is the same as each of
    these coming a Poisson number of times on its own.
    """
    where = field(dossier)
    found = {}
    for times, events in _operations.often(dossier.postures[posture], dossier.deployments).values():
        for one in events:
            cost = _operations.sent(where, one, Inputs(carrier=carrier)).costs[basis].value
            if cost is not None:
                found[one.id] = (times / len(events), cost)
    return found


def with_support(
    dossier: Dossier,
    year: int,
    definition: str,
    inputs: Inputs = PLAIN,
    rate: Decimal | None = None,
) -> tuple[list[WithSupport], Share]:
    """A year's contribution and share with operational support as a category, for each posture
    and basis that has a cost; and the share as it is.

    Two ways to count are both given: the payment replaces a cost that the sending state counts
    already, or the cost is new to both sides.
    """
    years = Years(year, year)
    share = accounting.share(dossier, years, dossier.definitions[definition])
    contribution = accounting.contribution(dossier, years, "agreed")
    if contribution is None:
        raise InputError("no-contribution", value=str(year))
    found = []
    for name in dossier.postures:
        for basis in BASES:
            cost_ = expected(dossier, name, basis, inputs, draws=1).mean
            held = in_money(dossier, cost_, money_of(contribution.unit), year, rate)
            beside = in_money(dossier, cost_, money_of(share.host.unit), year, rate)
            if held is None or beside is None:
                continue
            for anyway in _operations.ends(inputs):
                found.append(_with(name, basis, held, beside, contribution, share, inputs, anyway))
    return found, share


def _with(
    posture: str,
    basis: RateBasis,
    cost_: Step,
    beside: Step,
    contribution: Step,
    share: Share,
    inputs: Inputs,
    anyway: Decimal,
) -> WithSupport:
    """``cost_`` is in the money of the contribution, ``beside`` in that of the share."""
    paid = _operations.paid(cost_, inputs, anyway)
    told = digest((cost_.id, inputs, anyway))
    whole = replace(
        contribution, id=f"{contribution.id}-with-{posture}-{basis}-{told}", name="with-support",
        value=(contribution.value or Decimal(0)) + (paid.value or Decimal(0)), status="assumed",
        how="sum", uses=(contribution, paid),
    )  # fmt: skip
    host, sending = share.host.value, share.sending.value
    in_share = _operations.paid(beside, inputs, anyway).value
    replaced = added = None
    if share.share.value is not None and None not in (host, sending, in_share):
        assert host is not None
        assert sending is not None
        assert in_share is not None
        if in_share <= sending:
            replaced = quotient(host + in_share, sending - in_share)
        extra = (beside.value or Decimal(0)) * (1 - anyway)
        added = quotient(host + in_share, sending + extra - in_share)
    return WithSupport(
        posture=posture, basis=basis, cost=cost_, paid=paid, contribution=whole,
        before=share.share, replaced=replaced, added=added,
    )  # fmt: skip


VISIT = "b-1b 1x13, b-2a 1x13, b-52h 1x13"
"""The visit that the press costed in June 2018: one of each bomber, thirteen hours."""


def sum_called(dossier: Dossier, name: str) -> Step | None:
    """The sum of a list of deployments, or of the usual visit, that an id names:
    ``operations-2017-all-operating``."""
    match = re.fullmatch(r"operations-(.+)-(all|extra|marginal)-(\w+)", name)
    if match is None:
        return None
    what: Sequence[Deployment] | Sequence[Planned] = chosen(dossier, match[1])
    if match[1] == "plan" and all(one.asset in dossier.assets for one in plan(VISIT)):
        what = plan(VISIT)
    if not what:
        return None
    held = operations(dossier, what, match[1])
    told = {(mode, basis): step for mode, all_ in held.sums.items() for basis, step in all_.items()}
    return next((s for key, s in told.items() if key == (match[2], match[3])), None)


def every_operation(dossier: Dossier) -> list[Step]:
    """Every rate and every cost of a recorded deployment, and of a year in a posture, as numbers
    that can be cited."""
    if not dossier.assets:
        return []
    where = field(dossier)
    found = [_operations.recorded_rate(rate, dossier.assets) for rate in dossier.rates]
    for one in dossier.deployments:
        line = _operations.sent(where, one)
        found += [line.count, line.time, *line.costs.values()]
    modes: tuple[CarrierDays, ...] = ("all", "extra")
    for posture in dossier.postures:
        for basis in BASES:
            for mode in modes:
                inputs = Inputs(carrier=mode)
                found.append(expected(dossier, posture, basis, inputs, draws=1).mean)
    return [step for step in found if step.value is not None]
