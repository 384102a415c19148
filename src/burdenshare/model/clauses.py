"""From one total to another, clause by clause: in order, and free of order.

A mixture takes some clauses from one agreement and the rest from another; its sums are worked out
by the same terms as any other. What cannot be mixed without guessing has no mixture.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from math import factorial

from burdenshare.model.projection import Look, of_agreement
from burdenshare.vocabulary import Agreement, BridgeStep, Escalator, Step, Text, Years

CLAUSES = ("start", "rule", "lag", "plus", "bounds", "category")
"""What two agreements may differ in, in the order in which they are switched: the first sum; what
the later ones follow, with its rounding and sums that are stated; of which year; points on top;
cap and floor; categories with a sum of their own."""


@dataclass(frozen=True)
class Side:
    """An agreement, its sum of the first year, and those of categories that stand beside it."""

    of: Agreement
    start: Step
    beside: tuple[Step, ...] = ()

    @property
    def first(self) -> int:
        return self.start.year or 0


def side(one: Agreement, owed: Sequence[Step], years: Years) -> Side | None:
    """What can be mixed of an agreement over ``years``; None where a sum is missing, is in other
    money, or has no main part that the others stand beside."""
    held = [s for s in owed if s.year in years]
    if any(s.value is None or s.unit != one.money.unit for s in held):
        return None
    if one.per_head or one.metered or one.envelope or one.key:
        return None
    main = {s.year: s for s in held if not s.details.get("tranche")}
    if set(main) != set(years):
        return None
    beside = tuple(s for s in held if s.details.get("tranche"))
    return Side(one, main[years.first], beside)


def differing(pair: tuple[Side, Side], years: Years) -> tuple[str, ...]:
    """The clauses in which two differ. The year that a rate is taken of, and points on top of it,
    are clauses of their own only where both follow a series in every year."""
    one, other = pair
    rules = [(_rule(one, y), _rule(other, y)) for y in _later(years)]
    both = all(a and b and a.follow and b.follow for a, b in rules)
    apart = {
        "start": one.start.value != other.start.value,
        "rule": any(_basis(one, y, both) != _basis(other, y, both) for y in _later(years)),
        "lag": both and any(a and b and a.lag != b.lag for a, b in rules),
        "plus": both and any(a and b and a.plus != b.plus for a, b in rules),
        "bounds": any(_bounds(a) != _bounds(b) for a, b in rules),
        "category": _by_tranche(one) != _by_tranche(other),
    }
    return tuple(name for name in CLAUSES if apart[name])


def mixture(
    pair: tuple[Side, Side], taken: Collection[str], years: Years, look: Look
) -> tuple[Step, ...] | None:
    """The sums of the first with the clauses of ``taken`` from the second; None where a year has
    no rule or no figure."""
    one, other = pair
    begun = other if "start" in taken else one
    beside = other.beside if "category" in taken else one.beside
    steps = [begun.start, *beside]
    later = _later(years)
    if later:
        mixed = _mixed(pair, taken, later)
        if mixed is None:
            return None
        steps += of_agreement(mixed, {"": begun.start}, look)
    if any(step.value is None for step in steps):
        return None
    return tuple(steps)


def _mixed(
    pair: tuple[Side, Side], taken: Collection[str], later: Sequence[int]
) -> Agreement | None:
    one, other = pair
    apart = {"lag", "plus"} & {*differing(pair, Years(later[0] - 1, later[-1]))}
    rules, stated = [], []
    for year in later:
        ruled = other if "rule" in taken else one
        fixed = [c for c in ruled.of.contribution if year in c.years and not c.tranche]
        stated += [replace(c, years=Years(year, year)) for c in fixed]
        rule = _rule(ruled, year)
        if rule is None:
            if not fixed:
                return None
            continue
        bound = _rule(other if "bounds" in taken else one, year)
        changed = replace(rule, years=Years(year, year), cap=bound.cap if bound else None,
                          floor=bound.floor if bound else None)  # fmt: skip
        for name in apart:
            source = _rule(other if name in taken else one, year)
            assert source is not None
            changed = replace(changed, **{name: getattr(source, name)})
        rules.append(changed)
    ends = one.of.title, other.of.title
    return replace(
        one.of,
        name=name_of(pair, taken),
        title=Text(*(f"{a} → {b}" for a, b in zip(*map(_said, ends), strict=True))),
        years=Years(later[0], later[-1]),
        contribution=tuple(stated),
        escalator=tuple(rules),
    )


def name_of(pair: tuple[Side, Side], taken: Collection[str]) -> str:
    """``sma-12-to-eleventh-carried-on-start-rule``."""
    switched = [name for name in CLAUSES if name in taken]
    return "-".join((pair[0].of.name, "to", pair[1].of.name, *switched))


def _said(title: Text) -> tuple[str, str]:
    return title.en, title.ko


def _later(years: Years) -> range:
    return range(years.first + 1, years.last + 1)


def _rule(one: Side, year: int) -> Escalator | None:
    return next((e for e in one.of.escalator if year in e.years and not e.tranche), None)


def _basis(one: Side, year: int, both: bool) -> object:
    """What the sum of a year follows, without what other clauses say."""
    stated = tuple(
        c.amount for c in one.of.contribution if year in c.years and not c.tranche
    )  # fmt: skip
    rule = _rule(one, year)
    if rule is None or stated:
        return stated
    own = (rule.follow, rule.vintage, rule.round_to, rule.rounding)
    return own if both else (*own, rule.lag, rule.plus)


def _bounds(rule: Escalator | None) -> object:
    return (rule.cap, rule.floor) if rule else (None, None)


def _by_tranche(one: Side) -> object:
    return sorted((s.year, str(s.details["tranche"]), s.value) for s in one.beside)


# -- the steps of the bridge ---------------------------------------------------------------------


def every(
    mix: Callable[[frozenset[str]], Step | None], clauses: Sequence[str]
) -> dict[frozenset[str], Step] | None:
    """The total of every mixture; None where one of them has none."""
    found = {}
    for taken in subsets(clauses):
        held = mix(taken)
        if held is None or held.value is None:
            return None
        found[taken] = held
    return found


def steps(totals: Mapping[frozenset[str], Step], clauses: Sequence[str]) -> tuple[BridgeStep, ...]:
    """What each clause does: in the stated order with the total reached, on average over all
    orders (Shapley's parts, which add up to the whole), and at least and at most."""
    worth = {taken: Fraction(one.value or 0) for taken, one in totals.items()}
    found = []
    before: frozenset[str] = frozenset()
    for clause in clauses:
        after = before | {clause}
        others = [name for name in clauses if name != clause]
        effects = [
            (_weight(len(chosen), len(clauses)), worth[chosen | {clause}] - worth[chosen])
            for chosen in subsets(others)
        ]
        found.append(
            BridgeStep(
                item=clause,
                before=totals[before],
                after=totals[after],
                step=worth[after] - worth[before],
                reached=worth[after],
                shapley=sum((weight * effect for weight, effect in effects), Fraction(0)),
                least=min(effect for _, effect in effects),
                most=max(effect for _, effect in effects),
            )
        )
        before = after
    return tuple(found)


def subsets(names: Sequence[str]) -> list[frozenset[str]]:
    return [frozenset(c) for size in range(len(names) + 1) for c in combinations(names, size)]


def _weight(before: int, count: int) -> Fraction:
    """The part of all orders in which just so many come before a clause."""
    return Fraction(factorial(before) * factorial(count - before - 1), factorial(count))
