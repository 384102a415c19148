"""What makes the difference between proposals, against numbers worked out apart from the code."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import permutations

import pytest

import burdenshare
from burdenshare import outlook, reasons
from burdenshare.vocabulary import Agreement, Dossier, Years

FIVE = Years(2026, 2030)
PATH = {"cpi-kr": Decimal("2.0"), "defence-budget-growth-kr": Decimal("7.5")}


@pytest.fixture(scope="module")
def korea() -> Dossier:
    return burdenshare.load("korea")


def pair_of(korea: Dossier, one: str, other: str) -> tuple[Agreement, Agreement]:
    return outlook.chosen(korea, [one])[0], outlook.chosen(korea, [other])[0]


# -- clause by clause ------------------------------------------------------------------------------

ORDER = ("start", "rule", "lag", "bounds")
PRICES = {2025: "2.1"}
"""Consumer prices as first published; later years are assumed at 2.0 %."""
BUDGETS = {2026: "7.5"}
"""Growth of the budget as printed; 2025 is not on record, and it and later years are at 7.5 %."""


def by_hand(taken: frozenset[str]) -> Decimal:
    """The twelfth with some clauses of the eleventh: year by year, without the code under test."""
    begins = Decimal("1446.3") if "start" in taken else Decimal("1519.2")
    back = 1 if "lag" in taken else 2
    sums = [begins]
    for year in (2027, 2028, 2029, 2030):
        if "rule" in taken:
            rate = Decimal(BUDGETS.get(year - back, "7.5"))
        else:
            rate = Decimal(PRICES.get(year - back, "2.0"))
        if "bounds" not in taken:
            rate = min(rate, Decimal(5))
        grown = sums[-1] * (100 + rate) / 100
        sums.append(grown.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))
    return sum(sums, Decimal(0))


def test_clauses_of_the_twelfth_against_the_eleventh_by_hand(korea: Dossier) -> None:
    """From 7,912.1 to 8,400.9: the lower start, the budget for prices, a year less back, no cap."""
    held = reasons.clauses(korea, pair_of(korea, "sma-12", "eleventh-carried-on"), FIVE, PATH)
    assert held is not None
    assert [one.item for one in held.steps] == [*ORDER]
    assert (held.first.value, held.last.value) == (Decimal("7912.1"), Decimal("8400.9"))
    assert by_hand(frozenset()) == Decimal("7912.1")
    assert by_hand(frozenset(ORDER)) == Decimal("8400.9")
    changes: dict[str, list[Decimal]] = {clause: [] for clause in ORDER}
    for order in permutations(ORDER):
        for at, clause in enumerate(order):
            before, after = frozenset(order[:at]), frozenset(order[: at + 1])
            changes[clause].append(by_hand(after) - by_hand(before))
    for at, one in enumerate(held.steps):
        every = changes[one.item]
        assert one.reached == Fraction(by_hand(frozenset(ORDER[: at + 1])))
        assert one.step == Fraction(by_hand(frozenset(ORDER[: at + 1]))) - Fraction(
            by_hand(frozenset(ORDER[:at]))
        )
        assert one.shapley == Fraction(sum(every, Decimal(0))) / 24
        assert (one.least, one.most) == (Fraction(min(every)), Fraction(max(every)))
    whole = Fraction(Decimal("488.8"))
    assert sum(one.shapley for one in held.steps) == whole
    assert sum(one.step for one in held.steps) == whole


@pytest.mark.parametrize(
    ("one", "other", "years", "differ"),
    [
        ("sma-12", "eighth-carried-on", FIVE, ("start", "bounds")),
        ("sma-12", "twelfth-two-percent", FIVE, ("rule", "bounds")),
        ("twelfth-carried-on", "twelfth-carried-on-step", Years(2031, 2035), ("start",)),
        ("sma-10", "support-computed", Years(2019, 2019), ("category",)),
        ("eleventh-carried-on", "twelfth-ministry", FIVE, ("start", "rule")),
    ],
)
def test_only_clauses_that_differ_are_told(
    korea: Dossier, one: str, other: str, years: Years, differ: tuple[str, ...]
) -> None:
    held = reasons.clauses(korea, pair_of(korea, one, other), years, PATH)
    assert held is not None
    assert tuple(step.item for step in held.steps) == differ
    left = Fraction(held.last.value or 0) - Fraction(held.first.value or 0)
    assert sum(step.shapley for step in held.steps) == left
    assert sum(step.step for step in held.steps) == left


def test_a_category_with_a_sum_of_its_own_is_a_clause(korea: Dossier) -> None:
    """392.0 on top of the 1,038.9 of 2019: all of the difference is the fourth category."""
    pair = pair_of(korea, "sma-10", "support-computed")
    held = reasons.clauses(korea, pair, Years(2019, 2019), {})
    assert held is not None
    (only,) = held.steps
    assert (only.item, only.step) == ("category", Fraction(392))
    assert held.last.value == Decimal("1430.9")


def test_nothing_is_told_where_a_sum_is_open(korea: Dossier) -> None:
    assert reasons.clauses(korea, pair_of(korea, "sma-12", "eighth-carried-on"), FIVE, {}) is None
    same = reasons.clauses(korea, pair_of(korea, "sma-12", "sma-12"), FIVE, PATH)
    assert same is not None
    assert same.steps == ()


def test_a_mixture_leads_to_the_documents(korea: Dossier) -> None:
    held = reasons.clauses(korea, pair_of(korea, "sma-12", "eleventh-carried-on"), FIVE, PATH)
    assert held is not None
    first = held.steps[0].after
    assert first is not None
    assert [step.year for step in first.uses] == [*FIVE]
    assert all(step.place.file for step in first.uses)
    assert first.uses[0].id == "contribution-eleventh-carried-on-2026"
