"""Which driver matters most: indices against known answers and another way to them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from burdenshare.futures import Driver, Drivers, Exchange, Schedule, compiled, influence
from burdenshare.futures.ensemble import stored
from burdenshare.futures.influence import along_news, problem_of, spread_out
from burdenshare.futures.kernel import BLOCK, fill_normals
from burdenshare.futures.program import program
from burdenshare.vocabulary import Agreement, Contribution, Escalator, Money, Text, Years

D = Decimal
WON = Money("KRW", "bn")
CHANGE = Exchange("krw-per-usd", WON, Money("USD", "mn"))
RATES = {("krw-per-usd", year): D(1300) for year in range(2020, 2040)}
BASE = 1024


def agreement(name: str, *escalators: Escalator, years: Years, first: str = "1000") -> Agreement:
    start = Contribution(years=Years(years.first, years.first), amount=D(first))
    return Agreement(
        name=name, title=Text(name, name), years=years, money=WON, contribution=(start,),
        escalator=escalators,
    )  # fmt: skip


def rule(years: Years, *series: str, lag: int = 0, cap: str = "", fine: str = "0.1") -> Escalator:
    return Escalator(
        years=years, follow=series, lag=lag, cap=D(cap) if cap else None, round_to=D(fine)
    )  # fmt: skip


def schedule(one: Agreement) -> Schedule:
    return compiled([one], one.years, {}, lambda name, year, _: RATES.get((name, year)), CHANGE)


def driver(series: str, spread: str, unit: str = "0.1", persistence: str = "0") -> Driver:
    return Driver(series=series, known=2025, last=D(3), mean=D(3), spread=D(spread),
                  persistence=D(persistence), unit=D(unit))  # fmt: skip


def test_two_independent_linear_drivers_have_their_parts_of_the_variance() -> None:
    """1,000 × (1 + a + b): with spreads of 1 and 2 points a makes a fifth and b four fifths."""
    years = Years(2025, 2026)
    terms = schedule(agreement("linear", rule(Years(2026, 2026), "a", "b", fine="0.001"),
                               years=years))  # fmt: skip
    drivers = Drivers(each=(driver("a", "1", "0.001"), driver("b", "2", "0.001")))
    (told,) = influence([terms], drivers, [("linear", "")], 3, BASE)
    assert told.evaluations == BASE * 4
    assert [one.series for one in told.indices] == ["a", "b"]
    for one, part in zip(told.indices, (0.2, 0.8), strict=True):
        assert one.alone == pytest.approx(part, abs=0.02)
        assert one.whole == pytest.approx(part, abs=0.02)
        assert 0 < one.alone_margin < 0.1
        assert 0 < one.whole_margin < 0.1


def test_news_that_go_together_are_counted_for_the_first() -> None:
    """b follows the news of a by 0.6: of its variance 0.36 is news of a, 0.64 its own."""
    years = Years(2025, 2026)
    terms = schedule(agreement("one", rule(Years(2026, 2026), "b", fine="0.001"), years=years))
    drivers = Drivers(
        each=(driver("a", "1", "0.001"), driver("b", "2", "0.001")), together={("a", "b"): D("0.6")}
    )
    (told,) = influence([terms], drivers, [("one", "")], 3, BASE)
    found = {one.series: one.alone for one in told.indices}
    assert found["a"] == pytest.approx(0.36, abs=0.02)
    assert found["b"] == pytest.approx(0.64, abs=0.02)


def test_a_driver_that_nothing_follows_has_no_part() -> None:
    terms = schedule(agreement("one", rule(Years(2026, 2028), "a"), years=Years(2025, 2028)))
    drivers = Drivers(each=(driver("a", "1"), driver("b", "2")))
    (told,) = influence([terms], drivers, [("one", "")], 3, 256)
    a, b = told.indices
    assert a.whole == pytest.approx(1, abs=0.05)
    assert (b.alone, b.whole) == (0, 0)


def test_where_nothing_moves_there_are_no_indices() -> None:
    years = Years(2025, 2028)
    fixed = schedule(agreement("fixed", replace(rule(Years(2026, 2028)), plus=D("0.02")),
                               years=years))  # fmt: skip
    moved = schedule(agreement("moved", rule(Years(2026, 2028), "a"), years=years))
    drivers = Drivers(each=(driver("a", "1"),))
    told = influence([fixed, moved], drivers, [("fixed", ""), ("moved", "moved")], 3, 256)
    assert [one.indices for one in told] == [(), ()]


def capped_pair() -> tuple[list[Schedule], Drivers]:
    years = Years(2025, 2030)
    later = Years(2026, 2030)
    terms = [
        schedule(agreement("prices", rule(later, "a", "b", cap="0.06"), years=years)),
        schedule(agreement("budget", rule(later, "b"), years=years)),
    ]
    drivers = Drivers(
        each=(driver("a", "1.5", persistence="0.6"), driver("b", "1", persistence="0.5")),
        together={("a", "b"): D("0.3")},
    )
    return terms, drivers


def worked_out(news: np.ndarray) -> np.ndarray:
    """The difference of the pair in plain NumPy: news are year × driver × future."""
    count = news.shape[2]
    state, sums = np.full((2, count), 30.0), np.full((2, count), 10_000.0)
    total = sums.copy()
    mixed = np.stack([news[:, 0], 0.3 * news[:, 0] + np.sqrt(1 - 0.09) * news[:, 1]], axis=1)
    for year in range(5):
        for k, (keep, spread) in enumerate(((0.6, 15.0), (0.5, 10.0))):
            state[k] = 30 + keep * (state[k] - 30) + spread * mixed[year, k]
        printed = np.sign(state) * np.floor(np.abs(state) + 0.5)
        growth = np.stack([np.minimum(printed[0] + printed[1], 60.0), printed[1]])
        sums = np.floor(sums * (1000 + growth) / 1000 + 0.5)
        total += sums
    return np.asarray(total[1] - total[0])


def test_indices_are_those_of_a_plain_pick_and_freeze() -> None:
    """Other random numbers, other estimators (Jansen's), and sums worked out in NumPy."""
    rng = np.random.default_rng(11)
    count = 200_000
    a, b = rng.standard_normal((2, 5, 2, count))
    of_a, of_b = worked_out(a), worked_out(b)
    variance = np.var(np.concatenate([of_a, of_b]))
    alone, whole = [], []
    for k in range(2):
        mixed = a.copy()
        mixed[:, k] = b[:, k]
        changed = worked_out(mixed)
        alone.append(1 - np.mean((of_b - changed) ** 2) / (2 * variance))
        whole.append(np.mean((of_a - changed) ** 2) / (2 * variance))
    terms, drivers = capped_pair()
    (told,) = influence(terms, drivers, [("budget", "prices")], 5, 4096)
    for k, one in enumerate(told.indices):
        assert one.alone == pytest.approx(alone[k], abs=0.015)
        assert one.whole == pytest.approx(whole[k], abs=0.015)
        assert abs(one.alone - alone[k]) < 2 * one.alone_margin + 0.005
    assert whole[0] - alone[0] > 0.005, "the cap makes the two work together"


def test_the_same_seed_gives_the_same_indices() -> None:
    terms, drivers = capped_pair()
    targets = [("prices", ""), ("budget", "prices")]
    one, again, other = (influence(terms, drivers, targets, seed, 256) for seed in (1, 1, 2))
    assert one == again
    assert one != other


def test_stated_news_run_through_the_loop_that_draws() -> None:
    """The news of a drawn block, stated, give the sums of that block, bit for bit; and the
    difference is that of the plain arithmetic above."""
    terms, drivers = capped_pair()
    one = program(terms, drivers, 9)
    years, count = one.draws.moves.shape
    news = np.zeros((years, count, BLOCK))
    for t in range(years):
        for k in range(count):
            fill_normals(news[t, k], one.draws.seed, 4, (one.draws.first_year + t) * 256 + k)
    found = along_news(one, news)
    assert np.array_equal(found, stored(terms, drivers, 9, [4])[:, 0, -1])
    assert one.steps[0] == Fraction(1, 10)
    assert np.abs(found[1] - found[0] - worked_out(news)).max() == 0


def test_points_stand_in_their_years_and_drivers() -> None:
    years = Years(2025, 2030)
    terms = schedule(agreement("prices", rule(Years(2026, 2030), "a"), years=years))
    drivers = Drivers(each=(driver("a", "1"), replace(driver("b", "1"), known=2027)))
    one = program([terms], drivers, 0)
    problem = problem_of(one, drivers)
    assert problem["groups"].count("b") == 3
    points = np.arange(problem["num_vars"] * 2, dtype=float).reshape(2, -1)
    news = spread_out(one, points)
    assert news[:2, 1].max() == 0
    places = zip(*np.nonzero(one.draws.moves), strict=True)
    assert all(news[t, k, 1] == points[1, n] for n, (t, k) in enumerate(places))
