"""Rates read off a record: what is counted, how it is rounded, and when there are too few."""

from __future__ import annotations

from decimal import Decimal

import pytest

from burdenshare.model.presets import presets, spans
from burdenshare.vocabulary import Driver, Presets, Step, Text, Years

D = Decimal


def read(
    figures: dict[int, str], seen: tuple[str, ...] = (), printed: str = "0.1"
) -> Presets | None:
    one = Driver(
        name="prices", title=Text("Prices", "물가"), kind="rate", years=Years(1990, 2030),
        follows="prices", argument=Text("", ""), source=("book",), printed=D(printed),
    )  # fmt: skip
    held = [
        Step(id=f"prices-{year}", name="figure", value=D(value), unit="percent", status="recorded",
             year=year)
        for year, value in figures.items()
    ]  # fmt: skip
    return presets(one, held, [*map(D, figures.values()), *map(D, seen)])


TEN = {2001 + n: str(n) for n in range(10)}


def rate(found: Presets | None, word: str) -> Step:
    assert found is not None
    return found.rates[word]


def test_the_mean_is_of_the_last_five_and_the_highest_of_the_last_ten() -> None:
    found = read({2000: "99", **TEN})
    assert rate(found, "last-five").value == D("7.0")
    assert rate(found, "high").value == D("9.0")
    assert [step.year for step in rate(found, "last-five").uses] == [2006, 2007, 2008, 2009, 2010]
    assert len(rate(found, "high").uses) == 10


def test_a_year_without_a_figure_is_not_counted_and_not_hidden() -> None:
    found = rate(read({2001: "1", 2002: "1", 2004: "1", 2005: "1", 2007: "6"}), "last-five")
    assert found.value == D("2.0")
    assert found.details["years"] == "2001–2002, 2004–2005, 2007"


@pytest.mark.parametrize(("last", "printed", "value", "exact"), [
    ("2.25", "0.1", "1.3", "1.25"), ("-2.25", "0.1", "0.4", "0.35"), ("3", "0.1", "1.4", None),
    ("2.25", "0.01", "1.25", None),
])  # fmt: skip
def test_a_mean_is_rounded_as_the_office_prints_and_tells_all_its_digits(
    last: str, printed: str, value: str, exact: str | None
) -> None:
    found = rate(
        read({**dict.fromkeys(range(2001, 2005), "1"), 2005: last}, (), printed), "last-five"
    )
    assert found.value == D(value)
    assert found.details.get("exact") == exact


def test_too_few_years_give_less_or_nothing() -> None:
    found = read(dict.fromkeys(range(2001, 2006), "1"))
    assert found is not None
    assert [*found.rates] == ["last-five"]
    assert read(dict.fromkeys(range(2001, 2005), "1")) is None
    assert read({}) is None


def test_the_ends_hold_all_that_was_seen_and_nought() -> None:
    found = read(TEN, ("-1.5", "12.1"))
    assert found is not None
    assert (found.low, found.high) == (D(-2), D(13))
    found = read(dict.fromkeys(range(2001, 2006), "3.2"))
    assert found is not None
    assert (found.low, found.high) == (D(0), D(4))


@pytest.mark.parametrize(("years", "told"), [
    ((2001,), "2001"), ((2001, 2002), "2001–2002"), ((2003, 2001), "2001, 2003"),
    ((2001, 2002, 2004), "2001–2002, 2004"),
])  # fmt: skip
def test_years_in_a_row_are_one_span(years: tuple[int, ...], told: str) -> None:
    assert spans(years) == told
