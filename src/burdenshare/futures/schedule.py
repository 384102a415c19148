"""Terms compiled into flat arrays: what a loop over many futures needs, and nothing else.

Amounts are whole steps of their line, growth is whole parts of one, so that every sum of the
loop is exact. A term that this cannot say is refused; nothing is approximated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
]

ABSENT, STATED, GROWN = 0, 1, 2
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
        return frozenset(exchange.union(*self.follow))


Key: TypeAlias = tuple[str, str]
"""Tranche and unit: what makes a line."""


@dataclass(frozen=True)
class _Cell:
    year: int
    line: Key
    money: Money
    amount: Decimal = Decimal(0)
    rule: Escalator | None = None


@dataclass
class _Draft:
    """What the walk over the agreements has found so far."""

    before: dict[Key, tuple[Money, Decimal]] = field(default_factory=dict)
    carried: dict[str, tuple[Key, Money]] = field(default_factory=dict)
    cells: list[_Cell] = field(default_factory=list)


def compiled(
    agreements: Sequence[Agreement],
    years: Years,
    last: Mapping[str, Step],
    look: Look,
    exchange: Exchange,
) -> Schedule:
    """The schedule of ``years``, agreement after agreement, as they grow from the ``last`` sums.

    ``look`` gives figures already known. Raises ``RefusedError`` for terms not known here.
    """
    name = "+".join(one.name for one in agreements)
    draft = _Draft()
    for tranche, step in last.items():
        if step.value is not None:
            money = _money_of(step.unit)
            draft.carried[tranche] = ((tranche, step.unit), money)
            draft.before[tranche, step.unit] = (money, step.value)
    for one in agreements:
        _walk(one, years, draft)
    covered = {cell.year for cell in draft.cells}
    if covered != set(years):
        raise RefusedError("no-terms", name)
    for cell in draft.cells:
        if cell.money.currency not in (exchange.home.currency, exchange.other.currency):
            raise RefusedError("other-money", name)
    return _arrays(name, years, draft, look, exchange)


# -- from terms to cells --------------------------------------------------------------------------


def _walk(agreement: Agreement, years: Years, draft: _Draft) -> None:
    _refuse_unknown(agreement)
    tranches = _tranches(agreement) or tuple(draft.carried) or ("",)
    for year in (y for y in agreement.years if y in years):
        if any(cell.year == year and cell.line[0] in tranches for cell in draft.cells):
            raise RefusedError("years-overlap", agreement.name, agreement.place)
        for tranche in tranches:
            cell = _cell(agreement, year, tranche, draft)
            draft.cells.append(cell)
            draft.carried[tranche] = (cell.line, cell.money)
    for tranche in set(draft.carried) - set(tranches):
        del draft.carried[tranche]


def _refuse_unknown(agreement: Agreement) -> None:
    unknown: tuple[tuple[Reason, tuple[object, ...]], ...] = (
        ("per-head", agreement.per_head),
        ("metered", agreement.metered),
        ("envelope", agreement.envelope),
        ("key", agreement.key),
    )
    for reason, terms in unknown:
        if terms:
            raise RefusedError(reason, agreement.name, getattr(terms[0], "place", NOWHERE))


def _tranches(agreement: Agreement) -> tuple[str, ...]:
    named = [term.tranche for term in agreement.contribution]
    named += [term.tranche for term in agreement.escalator if term.tranche]
    return tuple(dict.fromkeys(named))


def _cell(agreement: Agreement, year: int, tranche: str, draft: _Draft) -> _Cell:
    """A stated sum goes before a rule, as the sum that is owed."""
    stated = [t for t in agreement.contribution if year in t.years and t.tranche == tranche]
    if stated:
        money = _common_money(agreement, stated)
        amount = sum((term.amount for term in stated), Decimal(0))
        return _Cell(year, (tranche, money.unit), money, amount)
    governing = (e for e in agreement.escalator if year in e.years and e.tranche in ("", tranche))
    rule = next(governing, None)
    if rule is None:
        raise RefusedError("no-terms", agreement.name, agreement.place)
    if rule.rounding != "half-up":
        raise RefusedError("rounding", agreement.name, rule.place)
    if rule.round_to is None:
        raise RefusedError("no-rounding", agreement.name, rule.place)
    if tranche not in draft.carried:
        raise RefusedError("nothing-to-grow-from", agreement.name, rule.place)
    line, money = draft.carried[tranche]
    return _Cell(year, line, money, rule=rule)


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
    for cell in draft.cells:
        at = cell.year - years.first, index[cell.line]
        step = lines[cell.line].step
        if cell.rule is None:
            kind[at], stated[at] = STATED, float(Fraction(cell.amount) / step)
            continue
        kind[at] = GROWN
        rounding[at] = float(Fraction(_rounding(cell.rule)) / step)
        rule[at] = rules.setdefault(_growth(cell.rule, cell.year, look), len(rules))
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
    )


def _lines(draft: _Draft) -> dict[Key, Line]:
    """Every line that a year of the schedule has, with the largest step that divides it all."""
    held: dict[Key, list[Decimal]] = {}
    for cell in draft.cells:
        amounts = held.setdefault(cell.line, [])
        amounts.append(cell.amount if cell.rule is None else _rounding(cell.rule))
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
    held = [Fraction(amount) for amount in amounts if amount]
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
    rates = (rate for one in growth for rate in (one.fixed, one.floor, one.cap))
    return lcm(LEAST_PARTS, *(Fraction(rate).denominator for rate in rates if rate is not None))


def _in_parts(rates: Iterable[Decimal | None], parts: int, none: float) -> Floats:
    return np.array([none if rate is None else float(Fraction(rate) * parts) for rate in rates])
