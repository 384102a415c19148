"""Terms compiled into flat arrays: what a loop over many futures needs, and nothing else.

Amounts are whole steps of their line, growth is whole parts of one, so that every sum of the
loop is exact. A term that this cannot say is refused; nothing is approximated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from math import gcd, inf, lcm
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from burdenshare.vocabulary import (
    NOWHERE,
    Agreement,
    Contribution,
    Escalator,
    Metered,
    Money,
    Place,
    Step,
    Years,
)

Floats: TypeAlias = NDArray[np.float64]
Wholes: TypeAlias = NDArray[np.int64]

Look: TypeAlias = Callable[[str, int, Sequence[str]], Decimal | None]
"""A figure that is known already; None is drawn."""

Reason: TypeAlias = Literal[
    "per-head",
    "metered",
    "envelope",
    "key",
    "rounding",
    "no-rounding",
    "no-terms",
    "nothing-to-grow-from",
    "mixed-money",
    "other-money",
    "years-overlap",
    "two-renewals",
]

ABSENT, STATED, GROWN, METERED = 0, 1, 2, 3
"""What a line of a year is."""

SCALE = {"": 0, "thousand": 3, "mn": 6, "bn": 9, "tn": 12}

LEAST_PARTS = 1000
"""Growth is counted in thousandths (0.1 %) or, where a figure is finer, in smaller parts."""


class RefusedError(ValueError):
    """A term that many futures cannot be run for: which, in which agreement, where."""

    def __init__(self, reason: Reason, agreement: str, place: Place = NOWHERE) -> None:
        self.reason = reason
        self.agreement = agreement
        self.place = place
        super().__init__(f"{agreement}: {reason}" + (f" ({place})" if place.file else ""))


@dataclass(frozen=True)
class Exchange:
    """The two moneys that sums are told in, and the series of rates between them."""

    series: str
    home: Money
    other: Money
    step: Decimal = Decimal("0.1")
    other_step: Decimal = Decimal("0.1")
    vintage: tuple[str, ...] = ("first",)


@dataclass(frozen=True)
class Line:
    """A part of the sum that grows by itself, in one money, in whole steps."""

    tranche: str
    money: Money
    step: Fraction

    @property
    def worth(self) -> Fraction:
        """A step in single units of its currency."""
        return self.step * Fraction(10 ** SCALE[self.money.scale])


@dataclass(frozen=True)
class Delay:
    """A rule that a lapse before the ``renewal`` puts off, ``since`` years after it: ``late`` is
    the number of what then governs in the place of ``rule``, −1 in the year itself."""

    rule: int
    late: int
    lapse: str
    renewal: int
    since: int


@dataclass(frozen=True)
class Measured:
    """A part of a metered cost that is paid in one year: where it stands, and what it is."""

    year: int
    line: int
    term: Metered
    stated: Decimal


@dataclass(frozen=True, eq=False)
class Schedule:
    """The terms of one agreement, or of a chain of them, as arrays.

    A cell is a line in a year: ``kind``, the sum ``stated`` for it, the ``rule`` it grows by and
    the step it is rounded to (``rounding``), in steps of its line. A rule is ``fixed`` growth,
    known figures included, plus figures still to be drawn (``follow``), between ``floor`` and
    ``cap``, in parts of one. ``rates`` are the exchange rates known already.
    """

    name: str
    years: Years
    lines: tuple[Line, ...]
    exchange: Exchange
    base: Floats
    kind: Wholes
    stated: Floats
    rounding: Floats
    rule: Wholes
    parts: int
    rule_year: Wholes
    fixed: Floats
    floor: Floats
    cap: Floats
    follow: tuple[tuple[tuple[str, int], ...], ...]
    rates: tuple[Decimal | None, ...]
    measured: tuple[Measured, ...] = ()
    delays: tuple[Delay, ...] = ()
    lead: int = 0
    """Years at the beginning that later ones grow from and that no total counts."""

    def finer(self, parts: int) -> Schedule:
        """The same schedule with growth counted in smaller parts."""
        times = parts // self.parts
        values = {f: getattr(self, f) * times for f in ("fixed", "floor", "cap")}
        return Schedule(**{**self.__dict__, **values, "parts": parts})

    @property
    def needed(self) -> frozenset[tuple[str, int]]:
        """The figures that must be drawn."""
        rates = zip(self.years, self.rates, strict=True)
        exchange = {(self.exchange.series, year) for year, rate in rates if rate is None}
        costs = {(one.term.cost, one.year) for one in self.measured}
        lapses = {(one.lapse, one.renewal) for one in self.delays}
        return frozenset(exchange.union(costs, lapses, *self.follow))


Key: TypeAlias = tuple[str, str]
"""Tranche and unit: what makes a line."""


@dataclass(frozen=True)
class _Cell:
    year: int
    line: Key
    money: Money
    amount: Decimal = Decimal(0)
    rule: Escalator | None = None
    renewal: Escalator | None = None
    """What a lapse puts off, where it can still last in this year."""
    cost: Metered | None = None


@dataclass
class _Draft:
    """What the walk over the agreements has found so far."""

    before: dict[Key, tuple[Money, Decimal]] = field(default_factory=dict)
    carried: dict[str, tuple[Key, Money]] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    """Parts of which the last sum is not known."""
    cells: list[_Cell] = field(default_factory=list)


def compiled(
    agreements: Sequence[Agreement],
    years: Years,
    last: Mapping[str, Step],
    look: Look,
    exchange: Exchange,
    meters: Mapping[str, str] | None = None,
    lead: int = 0,
) -> Schedule:
    """The schedule of ``years``, agreement after agreement, as they grow from the ``last`` sums.

    ``look`` gives figures already known; ``meters`` are the series of costs that are drawn, each
    with its currency. The first ``lead`` years are run and are in no total. Raises
    ``RefusedError`` for terms not known here.
    """
    name = "+".join(one.name for one in agreements)
    draft = _Draft()
    for tranche, step in last.items():
        money = _money_of(step.unit)
        draft.carried[tranche] = ((tranche, step.unit), money)
        if step.value is not None:
            draft.before[tranche, step.unit] = (money, step.value)
        else:
            draft.unknown.add(tranche)
    walk = _Walk(years, look, exchange, meters or {})
    for one in agreements:
        _walk(one, walk, draft)
    covered = {cell.year for cell in draft.cells}
    if covered != set(years):
        raise RefusedError("no-terms", name)
    for cell in draft.cells:
        if cell.money.currency not in (exchange.home.currency, exchange.other.currency):
            raise RefusedError("other-money", name)
    return replace(_arrays(name, years, draft, look, exchange), lead=lead)


# -- from terms to cells --------------------------------------------------------------------------


@dataclass(frozen=True)
class _Walk:
    """What every cell is asked against."""

    years: Years
    look: Look
    exchange: Exchange
    meters: Mapping[str, str]


def _walk(agreement: Agreement, walk: _Walk, draft: _Draft) -> None:
    _refuse_unknown(agreement)
    years = walk.years
    tranches = _tranches(agreement, draft.carried) or ("",)
    for year in (y for y in agreement.years if y in years):
        if any(cell.year == year and cell.line[0] in tranches for cell in draft.cells):
            raise RefusedError("years-overlap", agreement.name, agreement.place)
        for tranche in tranches:
            cell = _cell(agreement, year, tranche, draft, walk)
            draft.cells.append(cell)
            draft.carried[tranche] = (cell.line, cell.money)
            draft.unknown.discard(tranche)
    for tranche in set(draft.carried) - set(tranches):
        del draft.carried[tranche]


def _refuse_unknown(agreement: Agreement) -> None:
    unknown: tuple[tuple[Reason, tuple[object, ...]], ...] = (
        ("per-head", agreement.per_head),
        ("envelope", agreement.envelope),
        ("key", agreement.key),
    )
    for reason, terms in unknown:
        if terms:
            raise RefusedError(reason, agreement.name, getattr(terms[0], "place", NOWHERE))


def _tranches(agreement: Agreement, carried: Iterable[str]) -> tuple[str, ...]:
    """The parts that its terms name, and where it states no sum but lets all grow, those it
    grows from."""
    named = [term.tranche for term in agreement.contribution]
    named += [term.tranche for term in agreement.metered]
    named += [term.tranche for term in agreement.escalator if term.tranche]
    grows = not agreement.contribution and any(not e.tranche for e in agreement.escalator)
    return tuple(dict.fromkeys([*carried, *named] if grows or not named else named))


def _cell(agreement: Agreement, year: int, tranche: str, draft: _Draft, walk: _Walk) -> _Cell:
    """A stated sum or a metered cost goes before a rule, as the sum that is owed."""
    stated = [t for t in agreement.contribution if year in t.years and t.tranche == tranche]
    costs = [t for t in agreement.metered if year in t.years and t.tranche == tranche]
    if costs:
        return _metered(agreement, year, tranche, stated, costs, walk)
    if stated:
        money = _common_money(agreement, stated)
        amount = sum((term.amount for term in stated), Decimal(0))
        return _Cell(year, (tranche, money.unit), money, amount)
    governing = [e for e in agreement.escalator if year in e.years and e.tranche in ("", tranche)]
    own = (one for one in governing if one.tranche == tranche)
    rule = next(own, governing[0] if governing else None)
    if rule is None:
        raise RefusedError("no-terms", agreement.name, agreement.place)
    if rule.rounding != "half-up":
        raise RefusedError("rounding", agreement.name, rule.place)
    if rule.round_to is None:
        raise RefusedError("no-rounding", agreement.name, rule.place)
    if tranche not in draft.carried or tranche in draft.unknown:
        raise RefusedError("nothing-to-grow-from", agreement.name, rule.place)
    line, money = draft.carried[tranche]
    return _Cell(year, line, money, rule=rule, renewal=_renewal(agreement, year, tranche))


def _renewal(agreement: Agreement, year: int, tranche: str) -> Escalator | None:
    """What a lapse before the agreement puts off."""
    found = [e for e in agreement.escalator if e.lapse and e.tranche in ("", tranche)]
    if len(found) > 1:
        raise RefusedError("two-renewals", agreement.name, found[1].place)
    return found[0] if found and found[0].years.first <= year else None


def _metered(
    agreement: Agreement,
    year: int,
    tranche: str,
    stated: Sequence[Contribution],
    costs: Sequence[Metered],
    walk: _Walk,
) -> _Cell:
    """A part of a cost: worked out where the cost is known, else to be drawn."""
    money, (cost, *others) = agreement.money, costs
    if others or any((term.money or money) != money for term in stated):
        raise RefusedError("mixed-money", agreement.name, cost.place)
    amount = sum((term.amount for term in stated), Decimal(0))
    drawn = walk.meters.get(cost.cost)
    if drawn is not None:
        _refuse_meter(agreement, cost, drawn, walk)
        return _Cell(year, (tranche, money.unit), money, amount, cost=cost)
    known = walk.look(cost.cost, year - cost.lag, cost.vintage)
    if known is None:
        raise RefusedError("metered", agreement.name, cost.place)
    part = known * cost.share
    part = part if cost.floor is None else max(part, cost.floor)
    part = part if cost.ceiling is None else min(part, cost.ceiling)
    return _Cell(year, (tranche, money.unit), money, amount + _half_up(part, cost.round_to))


def _half_up(part: Decimal, step: Decimal | None) -> Decimal:
    if step is None:
        return part
    return step * int((Fraction(part) / Fraction(step) + Fraction(1, 2)) // 1)


def _refuse_meter(agreement: Agreement, cost: Metered, currency: str, walk: _Walk) -> None:
    """A drawn cost is of its own year, rounded, and in the money of the agreement or brought
    there by the exchange rate of that year."""
    ours, exchange = agreement.money.currency, walk.exchange
    if cost.lag:
        raise RefusedError("metered", agreement.name, cost.place)
    if cost.round_to is None:
        raise RefusedError("no-rounding", agreement.name, cost.place)
    if ours != currency and (ours, currency) != (exchange.home.currency, exchange.other.currency):
        raise RefusedError("other-money", agreement.name, cost.place)


def _common_money(agreement: Agreement, stated: Sequence[Contribution]) -> Money:
    first, *others = {term.money or agreement.money for term in stated}
    if others:
        raise RefusedError("mixed-money", agreement.name, stated[0].place)
    return first


def _money_of(unit: str) -> Money:
    currency, _, scale = unit.partition(" ")
    return Money(currency, scale)  # type: ignore[arg-type]


# -- from cells to arrays -------------------------------------------------------------------------


def _arrays(name: str, years: Years, draft: _Draft, look: Look, exchange: Exchange) -> Schedule:
    lines = _lines(draft)
    index = {key: number for number, key in enumerate(lines)}
    shape = (years.last - years.first + 1, len(lines))
    kind, rule = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    stated, rounding = np.zeros(shape), np.ones(shape)
    rules: dict[_Growth, int] = {}
    measured: list[Measured] = []
    for cell in draft.cells:
        at = cell.year - years.first, index[cell.line]
        step = lines[cell.line].step
        if cell.cost is not None:
            kind[at] = METERED
            measured.append(Measured(cell.year, at[1], cell.cost, cell.amount))
            continue
        if cell.rule is None:
            kind[at], stated[at] = STATED, float(Fraction(cell.amount) / step)
            continue
        kind[at] = GROWN
        rounding[at] = float(Fraction(_rounding(cell.rule)) / step)
        growing = _put_off(_growth(cell.rule, cell.year, look), cell, look)
        if growing.late is not None:
            rules.setdefault(growing.late, len(rules))
        rule[at] = rules.setdefault(growing, len(rules))
    growth = list(rules)
    parts = _parts(growth)
    return Schedule(
        name=name,
        years=years,
        lines=tuple(lines.values()),
        exchange=exchange,
        base=np.array(
            [float(Fraction(_before(draft, key)) / line.step) for key, line in lines.items()]
        ),
        kind=kind,
        stated=stated,
        rounding=rounding,
        rule=rule,
        parts=parts,
        rule_year=np.array([one.year for one in growth], np.int64),
        fixed=_in_parts((one.fixed for one in growth), parts, 0.0),
        floor=_in_parts((one.floor for one in growth), parts, -inf),
        cap=_in_parts((one.cap for one in growth), parts, inf),
        follow=tuple(one.follow for one in growth),
        rates=tuple(look(exchange.series, year, exchange.vintage) for year in years),
        measured=tuple(measured),
        delays=tuple(
            Delay(number, rules.get(one.late, -1) if one.late else -1, *one.put_off)
            for one, number in rules.items()
            if one.put_off is not None
        ),
    )


def _lines(draft: _Draft) -> dict[Key, Line]:
    """Every line that a year of the schedule has, with the largest step that divides it all."""
    held: dict[Key, list[Decimal]] = {}
    for cell in draft.cells:
        amounts = held.setdefault(cell.line, [])
        amounts.append(cell.amount if cell.rule is None else _rounding(cell.rule))
        if cell.cost is not None:
            bounds = (cell.cost.round_to, cell.cost.floor, cell.cost.ceiling)
            amounts += [one for one in bounds if one is not None]
        if cell.line in draft.before:
            amounts.append(draft.before[cell.line][1])
    moneys = {cell.line: cell.money for cell in draft.cells}
    return {key: Line(key[0], moneys[key], common_step(held[key])) for key in held}


def _before(draft: _Draft, key: Key) -> Decimal:
    return draft.before[key][1] if key in draft.before else Decimal(0)


def _rounding(rule: Escalator) -> Decimal:
    return rule.round_to if rule.round_to is not None else Decimal(1)


def common_step(amounts: Iterable[Decimal | Fraction]) -> Fraction:
    """The largest step that all amounts are whole multiples of."""
    held = [Fraction(amount) for amount in set(amounts) if amount]
    below = lcm(*(one.denominator for one in held))
    return Fraction(gcd(*(int(one * below) for one in held)) or 1, below)


@dataclass(frozen=True)
class _Growth:
    """A rule of one year, in fractions. Lines that grow alike share it."""

    year: int
    fixed: Decimal
    floor: Decimal | None
    cap: Decimal | None
    follow: tuple[tuple[str, int], ...]
    put_off: tuple[str, int, int] | None = None
    """The lapse before a renewal, its year, and the years since."""
    late: _Growth | None = None
    """What governs instead, where the lapse has lasted until this year."""
    is_late: bool = False


def _put_off(own: _Growth, cell: _Cell, look: Look) -> _Growth:
    """The growth of a year in which a lapse can last, or has just ended."""
    renewal = cell.renewal
    if renewal is None:
        return own
    first = renewal.years.first
    since = cell.year - first
    late = replace(_growth(renewal, first, look), year=cell.year, is_late=True) if since else None
    return replace(own, put_off=(renewal.lapse, first, since), late=late)


def _growth(rule: Escalator, year: int, look: Look) -> _Growth:
    """Known figures join what is fixed; the others are still to be drawn."""
    of_year = [(name, year - rule.lag) for name in rule.follow]
    figures = [look(name, at, rule.vintage) for name, at in of_year]
    known = sum((figure for figure in figures if figure is not None), Decimal(0))
    drawn = zip(of_year, figures, strict=True)
    return _Growth(
        year=year,
        fixed=rule.plus + known / 100,
        floor=rule.floor,
        cap=rule.cap,
        follow=tuple(one for one, figure in drawn if figure is None),
    )


def _parts(growth: Iterable[_Growth]) -> int:
    """The parts of one in which every fixed rate is whole."""
    rates = {rate for one in growth for rate in (one.fixed, one.floor, one.cap)}
    return lcm(LEAST_PARTS, *(Fraction(rate).denominator for rate in rates if rate is not None))


def _in_parts(rates: Iterable[Decimal | None], parts: int, none: float) -> Floats:
    held = list(rates)
    whole = {rate: none if rate is None else float(Fraction(rate) * parts) for rate in set(held)}
    return np.array([whole[rate] for rate in held])
