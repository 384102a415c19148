"""Exact sums."""

from decimal import Decimal

import pytest

from burdenshare.model.money import converted, printed_step, rounded
from burdenshare.vocabulary import Money, Step

D = Decimal


@pytest.mark.parametrize(
    ("value", "step", "up", "down"),
    [
        ("836.05", "0.1", "836.1", "836.0"),
        ("2.675", "0.01", "2.68", "2.67"),
        ("-0.05", "0.1", "-0.1", "0.0"),
        ("399.3", "10", "400", "390"),
        ("0", "0.1", "0.0", "0.0"),
    ],
)
def test_halves_go_away_from_zero(value: str, step: str, up: str, down: str) -> None:
    assert rounded(D(value), D(step)) == D(up)
    assert rounded(D(value), D(step), "down") == D(down)


def test_the_printed_step_is_that_of_the_digits() -> None:
    assert printed_step(D("836.1")) == D("0.1")
    assert printed_step(D("399")) == D("1")
    assert printed_step(D("297.302")) == D("0.001")


def sum_of(value: str, unit: str) -> Step:
    return Step(id="x", name="payment", value=D(value), unit=unit, status="agreed")


def test_conversion_goes_both_ways_and_keeps_its_rate() -> None:
    rate = sum_of("1200", "KRW per USD")
    won = converted(sum_of("64.7", "USD mn"), rate, Money("KRW", "bn"))
    assert won.value == D("77.64")
    assert won.uses[1] is rate
    dollars = converted(won, rate, Money("USD", "mn"))
    assert dollars.value == D("64.7")


def test_a_rate_of_other_currencies_is_refused() -> None:
    rate = sum_of("1200", "KRW per USD")
    with pytest.raises(ValueError, match="does not turn"):
        converted(sum_of("1", "EUR mn"), rate, Money("KRW", "bn"))
