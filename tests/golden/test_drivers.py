"""The Korean drivers, calculated a second time from the files by another way."""

from __future__ import annotations

import csv
import math
import statistics
from dataclasses import replace
from fractions import Fraction

import pytest

from burdenshare import outlook, study
from burdenshare.cli import main
from burdenshare.futures.drivers import factor
from burdenshare.vocabulary import Dossier, Prospects
from tests.written import ROOT

SERIES = ROOT / "dossiers" / "korea" / "series"


@pytest.fixture(scope="module")
def korea() -> Dossier:
    return study.load("korea")


@pytest.fixture(scope="module")
def held(korea: Dossier) -> Prospects:
    return study.drivers(korea)


def recorded(name: str, first: int, last: int, *vintages: str) -> dict[int, Fraction]:
    """The figures of a series as they stand in its file."""
    found: dict[int, dict[str, Fraction]] = {}
    with (SERIES / f"{name}.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(int(row["year"]), {})[row["vintage"]] = Fraction(row["value"])
    return {
        year: next(held[v] for v in vintages if v in held)
        for year, held in sorted(found.items())
        if first <= year <= last and any(v in held for v in vintages)
    }


RATES = {
    "cpi": recorded("cpi-kr", 1989, 2025, "first", "today"),
    "budget": recorded("defence-budget-growth-kr", 2000, 2026, "first"),
    "deflator": recorded("gdp-deflator-kr", 1989, 2023, "today"),
    "deflator-us": recorded("gdp-deflator-us", 1990, 2023, "today"),
}


def solved(values: dict[int, Fraction]) -> tuple[Fraction, Fraction, Fraction, list[Fraction]]:
    """Constant, slope, sum of squared surprises and the inverse of X'X, by determinants and in
    exact fractions."""
    xs = [values[y - 1] for y in values if y - 1 in values]
    ys = [values[y] for y in values if y - 1 in values]
    n, sx, sxx = Fraction(len(xs)), sum(xs), sum(x * x for x in xs)
    sy, sxy = sum(ys), sum(x * y for x, y in zip(xs, ys, strict=True))
    det = n * sxx - sx * sx
    constant, slope = (sy * sxx - sx * sxy) / det, (n * sxy - sx * sy) / det
    rest = sum((y - constant - slope * x) ** 2 for x, y in zip(xs, ys, strict=True))
    return constant, slope, Fraction(rest), [sxx / det, -sx / det, n / det, n]


@pytest.mark.parametrize("name", RATES)
def test_fits_are_those_of_the_normal_equations(name: str, held: Prospects) -> None:
    fit = held.drivers[name].fit
    assert fit is not None
    constant, slope, rest, (aa, ab, bb, n) = solved(RATES[name])
    a, b = float(constant), float(slope)
    variance = float(rest) / (float(n) - 2)
    assert fit.tried == n
    assert fit.persistence == pytest.approx(b, rel=1e-9)
    assert fit.mean == pytest.approx(a / (1 - b), rel=1e-9)
    assert fit.spread == pytest.approx(math.sqrt(variance), rel=1e-9)
    assert fit.errors["persistence"] == pytest.approx(math.sqrt(variance * float(bb)), rel=1e-9)
    by_a, by_b = 1 / (1 - b), a / (1 - b) ** 2
    of_mean = by_a**2 * float(aa) + 2 * by_a * by_b * float(ab) + by_b**2 * float(bb)
    assert fit.errors["mean"] == pytest.approx(math.sqrt(variance * of_mean), rel=1e-9)


def test_the_korean_fits_as_they_are_printed(held: Prospects) -> None:
    fits = {name: one.fit for name, one in held.drivers.items() if one.fit is not None}
    told = {
        name: (round(fit.mean, 2), round(fit.spread, 2), round(fit.persistence, 2))
        for name, fit in fits.items()
    }
    assert told == {
        "cpi": (3.22, 1.71, 0.64),
        "budget": (6.03, 1.51, 0.67),
        "deflator": (2.73, 1.78, 0.76),
        "exchange": (0.0, 7.8, 0.0),
        "step": (5.2, 7.1, 0.0),
        "lapse": (5.8, 7.43, 0.0),
        "deployments": (0.0, 0.0, 0.0),
        "deflator-us": (2.22, 0.98, 0.59),
    }


def test_the_exchange_rate_walks_without_drift(held: Prospects, korea: Dossier) -> None:
    fit = held.drivers["exchange"].fit
    assert fit is not None
    rates = recorded("krw-per-usd", 1998, 2025, "first")
    moves = [100 * math.log(rates[year] / rates[year - 1]) for year in range(1999, 2026)]
    assert fit.spread == pytest.approx(math.sqrt(statistics.fmean(m * m for m in moves)), rel=1e-6)
    drift, error = statistics.fmean(moves), statistics.stdev(moves) / math.sqrt(len(moves))
    assert abs(drift) < error / 10, "as its reason says: far smaller than its own error"
    assert korea.drivers["exchange"].mean == 0


def test_held_back_years_are_counted_as_by_hand(held: Prospects) -> None:
    normal = statistics.NormalDist()
    for name, values in RATES.items():
        years = sorted(values)
        inside = {50: 0, 90: 0}
        tried = 0
        for year in years[len(years) // 2 :]:
            if year - 1 not in values:
                continue
            constant, slope, rest, (*_, n) = solved({y: v for y, v in values.items() if y < year})
            spread = math.sqrt(float(rest) / (float(n) - 2))
            miss = abs(float(values[year]) - float(constant + slope * values[year - 1]))
            tried += 1
            for level in inside:
                inside[level] += miss <= normal.inv_cdf(0.5 + level / 200) * spread
        found = held.drivers[name].held_back
        assert found is not None
        assert (len(found.trials), dict(found.inside)) == (tried, inside), name
    counted = {
        name: (one.held_back.inside[50], one.held_back.inside[90], len(one.held_back.trials))
        for name, one in held.drivers.items()
        if one.held_back is not None
    }
    assert counted == {
        "cpi": (12, 19, 19), "budget": (5, 12, 12), "deflator": (10, 18, 18),
        "exchange": (11, 14, 14), "step": (0, 2, 4), "lapse": (1, 1, 3), "deflator-us": (6, 12, 17),
    }  # fmt: skip


def test_the_record_of_prices_since_1999_alone_would_have_held_worse() -> None:
    """What the argument for the whole record says."""
    since = {year: value for year, value in RATES["cpi"].items() if year >= 1999}
    _, _, rest, (*_, n) = solved(since)
    _, _, whole, (*_, m) = solved(RATES["cpi"])
    narrower = math.sqrt(float(rest) / (float(n) - 2)) / math.sqrt(float(whole) / (float(m) - 2))
    assert narrower == pytest.approx(2 / 3, abs=0.02)
    missed = 0
    later = sorted(since)[len(since) // 2 :]
    for year in later:
        constant, slope, rest, (*_, n) = solved({y: v for y, v in since.items() if y < year})
        spread = math.sqrt(float(rest) / (float(n) - 2))
        miss = abs(float(since[year]) - float(constant + slope * since[year - 1]))
        missed += miss > statistics.NormalDist().inv_cdf(0.95) * spread
    assert (missed, len(later)) == (5, 14)


def test_prices_in_the_united_states_are_as_their_reason_says(held: Prospects) -> None:
    values = RATES["deflator-us"]
    calm = [value for year, value in values.items() if 1992 <= year <= 2020]
    assert (round(float(min(calm)), 1), round(float(max(calm)), 1)) == (0.6, 3.1)
    assert sorted(values, key=lambda year: values[year])[-2:] == [2021, 2022]
    back = held.drivers["deflator-us"].held_back
    assert back is not None
    assert {one.year for one in back.trials if not one.in_most} >= {2021, 2022, 2023}


def test_a_driver_that_nothing_follows_is_not_drawn(korea: Dossier) -> None:
    """So nobody's numbers move, and nobody waits for it."""
    (twelfth,) = outlook.chosen(korea, ["sma-12"])
    drivers, _ = outlook.drawn(korea, [twelfth])
    assert [one.series for one in drivers.each][-1] == "krw-per-usd"
    rule = replace(twelfth.escalator[0], follow=("gdp-deflator-us",))
    abroad = replace(twelfth, escalator=(*twelfth.escalator, rule))
    also, _ = outlook.drawn(korea, [abroad])
    assert [one.series for one in also.each][-1] == "gdp-deflator-us"
    assert also.each[:-1] == drivers.each
    assert factor(also.correlation())[:4] == [[*row, 0.0] for row in factor(drivers.correlation())]


def test_correlations_are_those_of_the_surprises(held: Prospects) -> None:
    surprises: dict[str, dict[int, float]] = {}
    for name, values in RATES.items():
        constant, slope, _, _ = solved(values)
        surprises[name] = {
            y: float(v - constant - slope * values[y - 1])
            for y, v in values.items()
            if y - 1 in values
        }
    rates = recorded("krw-per-usd", 1998, 2025, "first")
    surprises["exchange"] = {y: math.log(rates[y] / rates[y - 1]) for y in range(1999, 2026)}
    years = sorted(set.intersection(*(set(one) for one in surprises.values())))
    together = held.together
    assert together.years == tuple(years) == tuple(range(2001, 2024))
    assert together.names == ("cpi", "budget", "deflator", "exchange", "deflator-us")
    for i, one in enumerate(together.names):
        for j, other in enumerate(together.names):
            wanted = statistics.correlation(
                [surprises[one][y] for y in years], [surprises[other][y] for y in years]
            )
            assert together.matrix[i][j] == pytest.approx(wanted, abs=1e-5)
    assert len(together.pairs) == 10
    assert together.shrunk == 1.0


def test_the_steps_of_all_renewals_as_recorded(held: Prospects) -> None:
    one = held.drivers["step"]
    told = {step.year: str(step.value) for step in (*one.beside, *one.figures)}
    assert told == {
        1994: "18.2", 1996: "10.0", 1999: "6.1", 2002: "10.4", 2005: "-8.9", 2007: "6.6",
        2009: "2.5", 2014: "5.8", 2019: "8.2", 2021: "13.9", 2026: "8.3",
    }  # fmt: skip
    assert all(step.source for step in one.figures)
    assert one.lacking == ()


def test_the_months_without_an_agreement_as_recorded(held: Prospects) -> None:
    one = held.drivers["lapse"]
    assert {step.year: str(step.value) for step in one.figures} == {
        1996: "0.0", 2005: "6.1", 2014: "5.6", 2019: "3.1", 2020: "20.0", 2026: "0.0",
    }  # fmt: skip
    assert one.lacking == ("sma-02", "sma-04", "sma-05", "sma-07", "sma-08")


def test_paths_hold_what_was_recorded(held: Prospects) -> None:
    crash = held.paths["crash-1998"].figures
    assert [str(step.value) for step in crash["exchange"]] == ["46.92", "-15.04", "-4.95"]
    assert [str(step.value) for step in crash["budget"]] == ["6.1", "-6.0", "5.0"]
    prices = held.paths["prices-2022"].figures["cpi"]
    assert [str(step.value) for step in prices] == ["2.5", "5.1", "3.6"]
    assert {step.status for step in prices} == {"recorded"}
    deflation = held.paths["deflation"]
    assert {s.status for steps in deflation.figures.values() for s in steps} == {"assumed"}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_past_day_tells_nothing_of_later_years(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("", "cpi", "step", "lapse", "exchange", "crash-1998"):
        arguments = ["futures", "korea", *([name] if name else []), "--as-of", "2018-07-24"]
        assert main([*arguments, "--lang", language]) == 0
        told = capsys.readouterr().out
        for later in ("2019", "2020", "2021", "2022", "2023", "2025", "2026"):
            assert later not in told, (name, later)
