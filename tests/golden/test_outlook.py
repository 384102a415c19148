"""What the next years cost, against numbers worked out by hand and told elsewhere."""

from __future__ import annotations

from decimal import Decimal

import pytest

import burdenshare
from burdenshare import outlook
from burdenshare.running import Running
from burdenshare.vocabulary import Dossier, Years

FIVE, TEN = Years(2026, 2030), Years(2026, 2035)


@pytest.fixture(scope="module")
def korea() -> Dossier:
    return burdenshare.load("korea")


def total(korea: Dossier, name: str, years: Years, cpi: str) -> Decimal:
    (one,) = outlook.compare(korea, outlook.chosen(korea, [name]), years, {"cpi-kr": Decimal(cpi)})
    assert one.total is not None
    assert one.total.value is not None
    return one.total.value


def test_the_twelfth_at_two_percent_and_at_its_cap(korea: Dossier) -> None:
    """1,519.2 · 1,551.1 (2.1 %) · 1,582.1 · 1,613.7 · 1,646.0, and 5 % a year from 2028 on."""
    assert total(korea, "sma-12", FIVE, "2.0") == Decimal("7912.1")
    assert total(korea, "sma-12", FIVE, "9.9") == Decimal("8204.7")


def test_as_the_press_and_a_civic_group_counted(korea: Dossier) -> None:
    """Two percent, or the cap, from 2027 on: 7.906, 8.395 and in ten years 19.1 trillion."""
    assert total(korea, "twelfth-two-percent", FIVE, "2.0") == Decimal("7906.0")
    assert total(korea, "twelfth-at-cap", FIVE, "2.0") == Decimal("8394.9")
    assert round(total(korea, "twelfth-at-cap", TEN, "2.0") / 1000, 1) == Decimal("19.1")


def test_the_rule_of_the_twelfth_on_the_eleventh(korea: Dossier) -> None:
    """From 1,183.3 it would have ended at 1,325.9 in 2025, 76.9 below what was agreed."""
    held = outlook.chosen(korea, ["twelfth-rule-earlier", "sma-11"])
    earlier, eleventh = outlook.compare(korea, held, Years(2021, 2025), {})
    assert earlier.steps[2025].value == Decimal("1325.9")
    assert (eleventh.steps[2025].value or 0) - Decimal("1325.9") == Decimal("76.9")


def test_a_break_even_changes_the_order(korea: Dossier) -> None:
    """Below the found rate one is the cheaper, above it the other."""
    pair = outlook.chosen(korea, ["sma-12", "twelfth-two-percent"])
    found = outlook.break_even(korea, (pair[0], pair[1]), FIVE, {}, "cpi-kr")
    assert found is not None
    low, high = (str(end) for end in found)
    two = Decimal("7906.0")
    assert total(korea, "sma-12", FIVE, low) <= two <= total(korea, "sma-12", FIVE, high)


def test_many_futures_are_the_same_for_the_same_seed(korea: Dossier) -> None:
    held = outlook.chosen(korea, ["sma-12", "eleventh-carried-on", "us-five-billion"])
    one, again = (outlook.spreads(korea, held, FIVE, 2_000, 7, Running(n)) for n in (1, 2))
    assert one == again
    other = outlook.spreads(korea, held, FIVE, 2_000, 8, Running())
    assert one != other
    twelfth, eleventh, asked = one
    none = Decimal(0)
    low, middle, high = (twelfth.steps[key].value or none for key in ("low", "middle", "high"))
    assert low < middle < high
    assert high <= Decimal("8204.7")
    assert none <= (eleventh.steps["more"].value or none) <= 100
    assert asked.refused == "no-terms"
    assert asked.steps == {}
    fits = {step.id for step in twelfth.steps["mean"].uses}
    assert fits
    assert all(step.place.file or step.uses for step in twelfth.steps["mean"].uses)
