"""What holds for every record of a driver, and on every past day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from burdenshare import study
from burdenshare.model import drivers as model
from burdenshare.model.asof import as_of
from burdenshare.model.records import known_from, last_day
from burdenshare.vocabulary import Dossier, Observation, Series
from tests.unit.test_drivers import driver, fit, steps

records = st.lists(
    st.floats(-20, 40).map(lambda value: round(value, 1)), min_size=8, max_size=40
).map(lambda values: {1990 + n: value for n, value in enumerate(values)})


@given(records, st.integers(-50, 50))
def test_a_record_that_is_higher_by_so_much_has_a_mean_that_is(
    values: dict[int, float], by: int
) -> None:
    assume(len(set(values.values())) > 2)
    one = fit(driver(), values)
    other = fit(driver(), {year: value + by for year, value in values.items()})
    assume(not one.bounded and not other.bounded)
    assert other.mean == pytest.approx(one.mean + by, abs=1e-4)
    assert other.spread == pytest.approx(one.spread, abs=1e-4)
    assert other.persistence == pytest.approx(one.persistence, abs=1e-4)


@given(records, st.sampled_from([0.5, 2, 10]))
def test_a_record_in_another_unit_has_the_same_persistence(
    values: dict[int, float], times: float
) -> None:
    one = fit(driver(), values)
    other = fit(driver(), {year: value * times for year, value in values.items()})
    assert other.spread == pytest.approx(one.spread * times, rel=1e-4, abs=1e-4)
    assert other.persistence == pytest.approx(one.persistence, abs=1e-4)


@given(records)
def test_persistence_stays_inside_and_intervals_are_nested(values: dict[int, float]) -> None:
    found = fit(driver(), values)
    assert abs(found.persistence) < 1
    assert found.spread >= 0
    assert set(found.innovations) <= set(found.years)
    held = model.held_back(driver(), steps(values))
    for one in held.trials if held is not None else ():
        assert one.most[0] <= one.half[0] <= one.half[1] <= one.most[1]
        assert not (one.in_half and not one.in_most)


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_wilson_holds_the_counted_part(counted: tuple[int, int]) -> None:
    count, of = counted
    low, high = model.wilson(count, of)
    assert 0 <= low <= count / of + 1e-12
    assert count / of - 1e-12 <= high <= 1


@given(st.lists(st.lists(st.floats(-5, 5), min_size=12, max_size=12), min_size=2, max_size=5))
def test_a_factor_times_itself_turned_is_the_matrix(rows: list[list[float]]) -> None:
    matrix = [[1.0 if a is b else model.correlation(a, b) for b in rows] for a in rows]
    lower = model.factor(matrix)
    if lower is None:
        return
    n = len(rows)
    for i in range(n):
        for j in range(n):
            made = sum(lower[i][k] * lower[j][k] for k in range(n))
            assert made == pytest.approx(matrix[i][j], abs=1e-6)
            assert j <= i or lower[i][j] == 0


@cache
def korea() -> Dossier:
    return study.load("korea")


def spoiled(one: Series, dossier: Dossier, day: str) -> Series:
    """With every figure that became known after the day made another one."""

    def later(seen: Observation) -> Observation:
        known = known_from(seen, dossier.sources) <= day
        return seen if known else replace(seen, value=seen.value + Decimal(7))

    return replace(one, observations=tuple(later(seen) for seen in one.observations))


@settings(deadline=None, max_examples=40)
@given(st.dates(date(1996, 1, 1), date(2026, 11, 24)))
def test_nothing_that_became_known_later_moves_a_fit(day: date) -> None:
    whole, on = korea(), day.isoformat()
    others = {name: spoiled(one, whole, on) for name, one in whole.series.items()}
    then = study.drivers(as_of(whole, on))
    assert study.drivers(as_of(replace(whole, series=others), on)) == then
    for one in then.drivers.values():
        assert all((step.year or 0) <= day.year for step in one.figures)
        assert one.driver.years.last <= day.year
    for path in then.paths.values():
        assert path.path.is_assumed or path.path.years.last < day.year


@settings(deadline=None, max_examples=40)
@given(st.dates(date(1996, 1, 1), date(2026, 11, 24)))
def test_no_document_of_a_later_day_is_cited_unless_it_reprints(day: date) -> None:
    on = day.isoformat()
    then = as_of(korea(), on)
    for one in (*then.drivers.values(), *then.renewals, *then.paths.values()):
        for name in one.source:
            assert last_day(korea().sources[name].date) <= on or one.known is not None
    for step in study.drivers(then).together.pairs:
        assert step.value.value is not None
