"""Fits of series whose making is known, intervals, correlations, and what a gap does."""

from __future__ import annotations

import math
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from burdenshare import study
from burdenshare.model import drivers as model
from burdenshare.vocabulary import (
    Correlation,
    Driver,
    Fit,
    Observation,
    Series,
    Step,
    Text,
    Years,
)
from tests.written import ruritania

D = Decimal
NAME = Text("Driver", "요인")


def driver(kind: Any = "rate", **rest: Any) -> Driver:
    return Driver(
        name=rest.pop("name", "d"), title=NAME, kind=kind, years=Years(1900, 2199),
        follows="s", argument=NAME, source=("book",), **rest,
    )  # fmt: skip


def steps(values: dict[int, float]) -> tuple[Step, ...]:
    return tuple(
        Step(id=f"s-{year}", name="figure", value=D(f"{value:.6f}"), unit="percent",
             status="recorded", year=year, source=("book",))
        for year, value in values.items()
    )  # fmt: skip


def returning(
    n: int, mean: float, persistence: float, spread: float, seed: int
) -> dict[int, float]:
    """A rate that comes back to its mean, begun where it settles."""
    chance = random.Random(seed)
    value = mean
    found = {}
    for year in range(1900, 1900 + n):
        value = mean + persistence * (value - mean) + chance.gauss(0, spread)
        found[year] = value
    return found


def fit(one: Driver, values: dict[int, float]) -> Fit:
    found = model.fitted(one, steps(values))
    assert found is not None
    return found


@pytest.mark.parametrize("seed", range(5))
def test_a_long_record_gives_back_what_made_it_within_three_standard_errors(seed: int) -> None:
    found = fit(driver(), returning(280, 3.0, 0.6, 1.5, seed))
    for key, true in (("mean", 3.0), ("persistence", 0.6), ("spread", 1.5)):
        assert abs(getattr(found, key) - true) < 3 * found.errors[key], key
    assert found.errors["persistence"] == pytest.approx(0.8 / math.sqrt(280), rel=0.2)
    assert found.errors["spread"] == pytest.approx(1.5 / math.sqrt(2 * 280), rel=0.1)
    assert found.errors["mean"] == pytest.approx(1.5 / 0.4 / math.sqrt(280), rel=0.3)


def test_standard_errors_are_as_far_as_fits_scatter() -> None:
    """Of three hundred records of forty years, the stated errors are the scatter of the fits."""
    fits = [fit(driver(), returning(40, 3.0, 0.5, 1.0, seed)) for seed in range(300)]
    for key in ("mean", "persistence", "spread"):
        values = [getattr(one, key) for one in fits]
        mean = sum(values) / len(values)
        scatter = math.sqrt(sum((v - mean) ** 2 for v in values) / len(values))
        stated = sorted(one.errors[key] for one in fits)[len(fits) // 2]
        assert stated == pytest.approx(scatter, rel=0.2), key


def test_the_same_record_gives_the_same_fit_in_any_order() -> None:
    values = returning(30, 2.0, 0.4, 1.0, 7)
    backwards = dict(reversed(values.items()))
    one, other = fit(driver(), values), fit(driver(), backwards)
    assert (one.mean, one.spread, one.persistence) == (other.mean, other.spread, other.persistence)
    assert fit(driver(), values) == one


def test_a_small_record_is_fitted_as_by_hand() -> None:
    """2, 4, 3, 5, 4, 6: x̄ 3.6, ȳ 4.4, Sxy −0.2 and Sxx 5.2 by hand."""
    found = fit(driver(), {2001: 2, 2002: 4, 2003: 3, 2004: 5, 2005: 4, 2006: 6})
    slope = -0.2 / 5.2
    assert found.tried == 5
    assert found.persistence == pytest.approx(slope)
    assert found.mean == pytest.approx((4.4 - slope * 3.6) / (1 - slope))
    assert found.spread == pytest.approx(math.sqrt((5.2 - slope * slope * 5.2) / 3))


def test_a_year_without_a_figure_is_a_gap_and_no_zero() -> None:
    whole = returning(30, 5.0, 0.5, 1.0, 3)
    gap = {year: value for year, value in whole.items() if year != 1915}
    found = fit(driver(), gap)
    assert found.missing == (1915,)
    assert found.tried == 29 - 2, "neither the missing year nor the year after it is used"
    assert {1915, 1916} & set(found.innovations) == set()
    assert found.mean == pytest.approx(fit(driver(), whole).mean, abs=0.5)
    assert 1916 not in [one.year for one in _trials(driver(), gap)]


def _trials(one: Driver, values: dict[int, float]) -> Any:
    held = model.held_back(one, steps(values))
    assert held is not None
    return held.trials


def test_what_is_stated_stands_instead_of_the_fit() -> None:
    values = returning(30, 5.0, 0.5, 1.0, 3)
    stated = driver(mean=D(2), spread=D("1.5"), persistence=D("0.3"), because=NAME)
    found = fit(stated, values)
    assert (found.mean, found.spread, found.persistence) == (2.0, 1.5, 0.3)
    assert found.errors == {}
    assert found.fixed == ("mean", "spread", "persistence")
    assert found.steps["mean"].status == "assumed"
    assert found.steps["mean"].source == ("book",)
    one = fit(driver(mean=D(5), because=NAME), values)
    free = fit(driver(), values)
    assert "mean" not in one.errors
    assert one.persistence == pytest.approx(free.persistence, abs=0.1)


def test_too_few_years_give_no_fit_unless_all_is_stated() -> None:
    four = {2001: 1.0, 2002: 2.0, 2003: 1.0, 2004: 2.0, 2005: 1.0}
    assert model.fitted(driver(), steps(four)) is None
    stated = driver(mean=D(2), spread=D(1), persistence=D(0), because=NAME)
    assert model.fitted(stated, steps({2001: 1.0})) is not None
    assert model.fitted(driver(), ()) is None


def test_a_process_that_would_run_away_is_held() -> None:
    found = fit(driver(), {2000 + n: 1.2**n for n in range(12)})
    assert found.bounded
    assert found.persistence == model.MOST_PERSISTENCE


def test_a_rate_that_never_moves_has_no_spread() -> None:
    found = fit(driver(), dict.fromkeys(range(2000, 2010), 2.0))
    assert (found.mean, found.spread, found.persistence) == (2.0, 0.0, 0.0)


def walked(drift: float, spread: float, n: int, seed: int) -> Series:
    chance = random.Random(seed)
    level = 1000.0
    seen = []
    for year in range(1900, 1900 + n):
        level *= math.exp((drift + chance.gauss(0, spread)) / 100)
        seen.append(Observation(year=year, value=D(f"{level:.4f}"), source=("book",)))
    return Series(name="s", title=NAME, unit="KRW per USD", observations=tuple(seen))


def test_an_exchange_rate_gives_back_its_drift_and_spread() -> None:
    walks = driver("log-walk")
    found = model.fitted(walks, model.figures(walks, {"s": walked(1.0, 8.0, 250, 5)}))
    assert found is not None
    assert found.tried == 249
    assert abs(found.mean - 1.0) < 3 * found.errors["mean"]
    assert abs(found.spread - 8.0) < 3 * found.errors["spread"]
    assert found.errors["mean"] == pytest.approx(found.spread / math.sqrt(249))
    assert found.persistence == 0.0


def test_half_of_the_years_fall_inside_the_interval_of_fifty_percent() -> None:
    """Of a process that is what it is taken to be, over 2,000 held-back years."""
    inside = {50: 0, 90: 0}
    tried = 0
    for seed in range(20):
        held = model.held_back(driver(), steps(returning(200, 3.0, 0.6, 1.5, seed)))
        assert held is not None
        tried += len(held.trials)
        for level in inside:
            inside[level] += held.inside[level]
    assert tried == 2000
    assert inside[50] / tried == pytest.approx(0.5, abs=0.03)
    assert inside[90] / tried == pytest.approx(0.9, abs=0.02)


def test_a_held_back_year_knows_nothing_of_itself_or_of_later_years() -> None:
    values = returning(30, 3.0, 0.6, 1.5, 1)
    changed = {year: value + (50 if year >= 1920 else 0) for year, value in values.items()}
    ours, theirs = (_trials(driver(), one) for one in (values, changed))
    for one, other in zip(ours, theirs, strict=True):
        if one.year <= 1920:
            assert (one.half, one.most) == (other.half, other.most)
    assert ours[0].year == 1915, "from the middle of the record on"


def test_values_that_are_drawn_again_have_a_mean_and_quantiles() -> None:
    steps_ = driver("step")
    found = fit(steps_, {2005: -8.9, 2007: 6.6, 2009: 2.5, 2014: 5.8})
    assert found.values == (-8.9, 6.6, 2.5, 5.8)
    assert found.mean == pytest.approx(1.5)
    assert model.quantile([1.0, 2.0, 3.0, 4.0, 5.0], 0.25) == 2.0
    assert model.fitted(steps_, steps({2005: 1.0, 2007: 2.0})) is None


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (1, 1, 0.2065, 1.0)],
)
def test_wilson_has_the_known_values(count: int, of: int, low: float, high: float) -> None:
    assert model.wilson(count, of) == pytest.approx((low, high), abs=1e-4)


def test_surprises_that_go_together_are_found_to() -> None:
    chance = random.Random(11)
    one: dict[int, float] = {}
    other: dict[int, float] = {}
    x = y = 3.0
    for year in range(1900, 2150):
        a, b = chance.gauss(0, 1), chance.gauss(0, 1)
        x, y = 3 + 0.6 * (x - 3) + a, 3 + 0.2 * (y - 3) + 0.8 * a + 0.6 * b
        one[year], other[year] = x, y
    fits = [fit(driver(name="a"), one), fit(driver(name="b"), other)]
    held = model.together(fits, (), {"a": NAME, "b": NAME})
    (pair,) = held.pairs
    assert held.names == ("a", "b")
    assert float(pair.value.value or 0) == pytest.approx(0.8, abs=0.08)
    assert pair.low is not None
    assert pair.high is not None
    assert pair.low < 0.8 < pair.high
    made = [
        [sum(held.factor[i][k] * held.factor[j][k] for k in range(2)) for j in range(2)]
        for i in range(2)
    ]
    for i in range(2):
        assert made[i] == pytest.approx(held.matrix[i])


def test_a_stated_correlation_stands_instead_of_the_fitted_one() -> None:
    values = returning(40, 3.0, 0.6, 1.5, 1)
    fits = [fit(driver(name=name), values) for name in ("a", "b")]
    stated = Correlation(between=("b", "a"), value=D("0.5"), because=NAME, source=("book",))
    held = model.together(fits, (stated,), {"a": NAME, "b": NAME})
    assert held.matrix == ((1.0, 0.5), (0.5, 1.0))
    assert held.pairs[0].value.status == "assumed"


def test_correlations_that_contradict_have_no_factor() -> None:
    assert model.factor([[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]]) is None
    assert model.factor([[1, 0.5, 0.5], [0.5, 1, 0.5], [0.5, 0.5, 1]]) is not None


def test_few_common_years_are_drawn_apart() -> None:
    fits = [fit(driver(name=name), returning(8, 3.0, 0.6, 1.5, 1)) for name in ("a", "b")]
    held = model.together(fits, (), {"a": NAME, "b": NAME})
    assert held.pairs == ()
    assert held.factor == ((1.0, 0.0), (0.0, 1.0))


def test_every_number_of_a_fit_rests_on_documents(tmp_path: Path) -> None:
    dossier = study.load(str(ruritania(tmp_path)))
    held = study.drivers(dossier)
    assert list(held.drivers) == ["prices", "budget", "step", "lapse", "visits"]
    for one in held.drivers.values():
        for step in one.fit.steps.values() if one.fit is not None else ():
            assert any(s.source for s in study.down(step)), step.id
            assert study.explain(dossier, step.id) == (step,)
    (lapse,) = held.drivers["lapse"].figures
    assert lapse.value == D("2.0"), "61 days from New Year's Eve to the first of March"
    (step,) = held.drivers["step"].figures
    assert step.value == D("5.3"), "115.0 on 109.2"
    often = held.drivers["visits"].fit
    assert often is not None
    assert {name: float(n) for name, n in often.often.items()} == {"calm": 1.0, "tension": 3.0}
    assert [s.value for s in held.paths["plenty"].figures["prices"]] == [D("-1.0"), D("0.5")]
