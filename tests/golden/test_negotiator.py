"""A proposal put in words, written as the documentation shows it, and worked out by hand."""

from __future__ import annotations

import re
import shutil
from decimal import ROUND_HALF_UP, Decimal

import pytest

import burdenshare
from burdenshare import outlook, study
from burdenshare.model import projection
from burdenshare.running import Running
from burdenshare.vocabulary import Dossier, Years
from tests.written import ROOT

D = Decimal
TEN = Years(2026, 2035)
FILES = sorted((ROOT / "tests" / "negotiator").glob("*.toml"))
NOTE = "our-note,Our working note,내부 검토안,Our office,2026-11-24,en,own,,,,,\n"


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    """Korea with the three proposals, as a negotiator would have it."""
    copy = tmp_path_factory.mktemp("negotiator") / "copy"
    shutil.copytree(ROOT / "dossiers" / "korea", copy)
    for path in FILES:
        shutil.copy(path, copy / "proposals")
    with (copy / "sources.csv").open("a", encoding="utf-8") as file:
        file.write(NOTE)
    return burdenshare.load(str(copy))


@pytest.mark.parametrize("page", ["negotiator.md", "negotiator.ko.md"])
def test_the_pages_show_these_files(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    shown = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    assert sorted(shown) == sorted(path.read_text(encoding="utf-8") for path in FILES)
    assert NOTE in text


def tenth(value: Decimal) -> Decimal:
    return value.quantize(D("0.1"), ROUND_HALF_UP)


def test_the_path_of_two_percent_by_hand(mine: Dossier) -> None:
    """1,519.2 grows by the 2.1 of 2025, then by 2; 100 grows by 2; dollars at the newest rate."""
    rates = mine.series["krw-per-usd"].observations
    rate = next(one for one in rates if one.year == 2025).value
    won, dollars, wanted = D("1519.2"), D(100), {}
    for year in TEN:
        if year > 2026:
            won = tenth(won * D("1.021" if year == 2027 else "1.02"))
            dollars = tenth(dollars * D("1.02"))
        wanted[year] = won + dollars * rate / 1000
    assert (won, dollars) == (D("1817.3"), D("119.5"))
    assume = {"cpi-kr": D("2.0"), "gdp-deflator-us": D("2.0")}
    held = outlook.chosen(mine, ["support", "four-flat"])
    support, flat = outlook.compare(mine, held, TEN, assume)
    for year, step in support.steps.items():
        assert step.value is not None
        assert abs(step.value - wanted[year]) < D("0.1"), year
    assert support.total is not None
    assert support.total.value is not None
    assert abs(support.total.value - sum(wanted.values())) < D("0.5")
    assert tenth(support.total.value) == D("18205.6")
    four = D("1519.2")
    total = four
    for _ in range(9):
        four = tenth(four * D("1.04"))
        total += four
    assert flat.total is not None
    assert flat.total.value == total == D("18240.1")


def test_a_rule_of_a_part_goes_before_one_for_every_part(mine: Dossier) -> None:
    """Wherever it stands: else the dollars would rise with Korean prices, and nobody would know."""
    (support,) = outlook.chosen(mine, ["support"])
    found = projection.rule_of(support, 2030, "operational-support")
    assert found is not None
    assert found.follow == ("gdp-deflator-us",)
    every = projection.rule_of(support, 2030, "")
    assert every is not None
    assert every.follow == ("cpi-kr",)


def laid(mine: Dossier, path: str, assume: dict[str, Decimal] | None = None) -> list[str]:
    """The dollars of each year on a path."""
    held = outlook.chosen(mine, ["support", "four-flat"])
    over = outlook.laid(mine, path, held, TEN)
    assert over.years == Years(2026, 2028)
    support, _ = outlook.compare(mine, held, TEN, assume or {}, path=over)
    parts = [
        next(s for s in study.down(step) if s.id.endswith("-operational-support"))
        for step in support.steps.values()
    ]
    assert {part.unit for part in parts} == {"USD mn"}
    return [str(part.value) for part in parts]


def test_the_prices_of_2022_move_the_dollars_by_hand(mine: Dossier) -> None:
    """2027 follows 2025, which is not on record: the mean of 2.2 %. 2028 to 2030 follow 4.6, 7.0
    and 3.6 %, as recorded from 2021 on; then the mean again."""
    wanted = [D(100)]
    for rate in ("2.2", "4.6", "7.0", "3.6", *["2.2"] * 5):
        wanted.append(tenth(wanted[-1] * (1 + D(rate) / 100)))
    assert [str(one) for one in wanted[:5]] == ["100", "102.2", "106.9", "114.4", "118.5"]
    assert laid(mine, "prices-2022") == [str(one) for one in wanted]


def test_an_assumed_rate_goes_before_the_mean_where_nothing_is_on_record(mine: Dossier) -> None:
    found = laid(mine, "crisis-2008", {"gdp-deflator-us": D("3.0")})
    wanted = [D(100)]
    for rate in ("3.0", "1.9", "0.6", "1.2", *["3.0"] * 5):
        wanted.append(tenth(wanted[-1] * (1 + D(rate) / 100)))
    assert found == [str(one) for one in wanted]


def test_many_futures_begin_where_the_path_ends(mine: Dossier) -> None:
    """Up to 2028, which follows 2026, and on to 2030 all futures have the prices of the path."""
    held = outlook.chosen(mine, ["support", "four-flat"])
    over = outlook.laid(mine, "prices-2022", held, TEN)
    support, _ = outlook.spreads(mine, held, TEN, 512, 0, Running(threads=1), over)
    assert not support.refused
    (alone, _) = outlook.compare(mine, held, TEN, {}, path=over)
    for year in (2026, 2027, 2028):  # the exchange rate is that of the path as well
        low, high = (support.years[year][key].value for key in ("low", "high"))
        assert low == high
        assert abs((low or D(0)) - (alone.steps[year].value or D(0))) < D("0.1")
    assert support.years[2035]["low"].value != support.years[2035]["high"].value


def test_many_futures_follow_the_same_rules(mine: Dossier) -> None:
    """Fixed to one path, they give its sums; drawn, US prices widen the dollars alone."""
    held = outlook.chosen(mine, ["support", "four-flat", "support-metered"])
    told = outlook.spreads(mine, held, TEN, 512, 0, Running(threads=1))
    assert not any(one.refused for one in told)
    assert told[1].steps["mean"].value == D("18240.1")
    assert told[0].steps["low"].value != told[0].steps["high"].value


def test_blocks_that_cite_nothing_rest_on_the_whole(mine: Dossier) -> None:
    (support,) = outlook.chosen(mine, ["support"])
    assert all(one.source == ("mofa-12th-bonn", "our-note") for one in support.escalator)


def test_the_cap_of_a_part_holds_in_the_years_in_which_it_would_alone(mine: Dossier) -> None:
    """At 7 % the rule of the 12th is capped from 2028 on, with deployments beside it or not."""
    held = outlook.chosen(mine, ["support", "sma-12"])
    assume = {"cpi-kr": D("7.0"), "gdp-deflator-us": D("2.0")}
    years = Years(2026, 2030)
    both = outlook.compare(mine, held, years, assume)
    assert [one.binding for one in both] == [(2028, 2029, 2030)] * 2
