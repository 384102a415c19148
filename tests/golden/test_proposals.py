"""The Korean proposals: what each gives, against sums worked out apart from the program."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

import burdenshare
from burdenshare import study
from burdenshare.vocabulary import Agreement, Dossier, Step

D = Decimal

TWO = {"cpi-kr": D("2.0")}
CAP = {"cpi-kr": D("5.0")}
BUDGET = {"defence-budget-growth-kr": D("4.0")}

OWN = {
    "twelfth-carried-on", "twelfth-carried-on-step", "eleventh-carried-on", "eighth-carried-on",
    "twelfth-rule-earlier", "twelfth-at-cap", "support-tension", "support-computed",
    "twelfth-renewed", "twelfth-renewed-late", "twelfth-with-support",
}  # fmt: skip

FORECAST = {
    "twelfth-two-percent", "twelfth-ministry", "support-press-whole",
    "support-press-half", "support-press-forecast",
}  # fmt: skip


@pytest.fixture(scope="module")
def korea() -> Dossier:
    return burdenshare.load("korea")


@pytest.fixture(scope="module")
def proposals(korea: Dossier) -> dict[str, Agreement]:
    return {one.name: one for one in korea.proposals}


@pytest.mark.parametrize(
    ("name", "assume", "first", "sums", "total"),
    [
        ("twelfth-carried-on", TWO, 2031, "1678.9 1712.5 1746.8 1781.7 1817.3", "8737.2"),
        ("twelfth-carried-on", CAP, 2031, "1885.4 1979.7 2078.7 2182.6 2291.7", "10418.1"),
        ("twelfth-carried-on-step", TWO, 2031, "1812.2 1848.4 1885.4 1923.1 1961.6", "9430.7"),
        ("twelfth-carried-on-step", CAP, 2031, "1977.0 2075.9 2179.7 2288.7 2403.1", "10924.4"),
        ("eleventh-carried-on", BUDGET, 2026, "1446.3 1554.8 1617.0 1681.7 1749.0", "8048.8"),
        ("eighth-carried-on", TWO, 2026, "1435.1 1465.2 1494.5 1524.4 1554.9", "7474.1"),
        ("eighth-carried-on", CAP, 2026, "1435.1 1465.2 1523.8 1584.8 1648.2", "7657.1"),
        ("twelfth-rule-earlier", {}, 2022, "1189.2 1218.9 1279.8 1325.9", "5013.8"),
        ("twelfth-two-percent", {}, 2026, "1519.2 1549.6 1580.6 1612.2 1644.4", "7906.0"),
        ("twelfth-ministry", {}, 2026, "1519.2 1557.2 1596.1 1636.0 1676.9", "7985.4"),
        ("twelfth-at-cap", {}, 2026, "1519.2 1595.2 1675.0 1758.8 1846.7 "
         "1939.0 2036.0 2137.8 2244.7 2356.9", "19109.3"),
        ("us-one-billion", {}, 2019, "1.0", "1.0"),
        ("us-twice", {}, 2019, "1920.4", "1920.4"),
        ("us-won-1800bn", {}, 2019, "1800", "1800"),
        ("us-usd-1200mn", {}, 2019, "1.2", "1.2"),
        ("us-won-1350bn", {}, 2019, "1350", "1350"),
        ("us-one-year", {}, 2019, "1.0", "1.0"),
        ("us-half-more", {}, 2019, "1440.3", "1440.3"),
        ("us-won-1400bn", {}, 2019, "1400", "1400"),
        ("us-usd-1600mn", {}, 2019, "1.6", "1.6"),
        ("us-five-billion", {}, 2020, "5", "5"),
        ("us-usd-4700mn", {}, 2020, "4.7", "4.7"),
        ("us-four-billion", {}, 2020, "4", "4"),
        ("us-usd-1300mn", {}, 2020, "1.3", "1.3"),
        ("korea-won-999-9bn", {}, 2019, "999.9", "999.9"),
        ("korea-ten-percent", {}, 2020, "1142.8", "1142.8"),
        ("korea-thirteen-percent", {}, 2020, "1174.0", "1174.0"),
        ("support-press-whole", {}, 2019, "960.2 300", "1260.2"),
        ("support-press-half", {}, 2019, "960.2 150", "1110.2"),
        ("support-press-forecast", {}, 2019, "1200", "1200"),
        ("support-tension", {}, 2019, "1038.9 160.2", "1199.1"),
        ("support-computed", {}, 2019, "1038.9 392.0", "1430.9"),
    ],
)  # fmt: skip
def test_what_a_proposal_gives(
    korea: Dossier, name: str, assume: dict[str, Decimal], first: int, sums: str, total: str
) -> None:
    owed = burdenshare.project(korea, name, assume)
    assert owed[0].year == first
    assert [step.value for step in owed] == [D(one) for one in sums.split()]
    assert added(owed) == D(total)


def added(owed: tuple[Step, ...]) -> Decimal:
    return sum((step.value for step in owed if step.value is not None), D(0))


def test_what_nobody_stated_stays_open(korea: Dossier) -> None:
    (kept,) = burdenshare.project(korea, "us-operational-support")
    assert (kept.value, kept.gap, kept.source) == (None, "withheld", ("seed-kt-20180724",))
    (prices,) = burdenshare.project(korea, "korea-prices-only")
    assert (prices.value, prices.gap) == (None, "not-published")
    first, *later = burdenshare.project(korea, "korea-five-years")
    assert first.value == D("1000")
    assert {step.gap for step in later} == {"not-published"}


def test_a_year_without_an_assumption_stays_open(korea: Dossier) -> None:
    for name in ("twelfth-carried-on", "eighth-carried-on", "eleventh-carried-on"):
        assert burdenshare.project(korea, name)[-1].gap == "not-yet"


def test_the_twelfth_at_two_per_cent_at_its_cap_and_over_ten_years(korea: Dossier) -> None:
    two = burdenshare.project(korea, "sma-12", TWO)
    cap = burdenshare.project(korea, "sma-12", CAP)
    assert two[1].value == D("1551.1")
    assert added(two) == D("7912.1")
    assert added(cap) == D("8204.7")
    assert added(cap) + added(burdenshare.project(korea, "twelfth-carried-on", CAP)) == D("18622.8")


def test_two_per_cent_or_the_cap_counted_from_2027_on(korea: Dossier) -> None:
    """The price rate of 2025 came out at 2.1 %: between the two ways of counting lie 6 billion
    won at 2 %, and 190 billion at the cap."""
    assert added(burdenshare.project(korea, "twelfth-two-percent")) == D("7906.0")
    at_cap = burdenshare.project(korea, "twelfth-at-cap")
    assert added(at_cap[:5]) == D("8394.9")
    assert added(at_cap) == D("19109.3")


def test_what_the_defence_budget_cost_as_a_rule(korea: Dossier) -> None:
    agreed = burdenshare.project(korea, "sma-11")[-1].value
    earlier = burdenshare.project(korea, "twelfth-rule-earlier")[-1].value
    assert agreed is not None
    assert earlier is not None
    assert (earlier, agreed - earlier) == (D("1325.9"), D("76.9"))


def test_the_ministry_has_the_rise_until_2030_at_nineteen_and_a_half(korea: Dossier) -> None:
    last = burdenshare.project(korea, "twelfth-ministry")[-1].value
    assert last is not None
    assert round((last / D("1402.8") - 1) * 100, 1) == D("19.5")


def test_the_computed_cost_of_2017_is_what_the_list_gives(korea: Dossier) -> None:
    base, support = burdenshare.project(korea, "support-computed")
    sums = study.explain(korea, "operations-2017-all-operating")[0].value
    assert sums is not None
    assert base.value == D("1038.9")
    assert support.value == round(sums * D("1129.0435") / 10**9, 1)


def test_asks_and_offers_are_positions_of_the_talks(
    korea: Dossier, proposals: dict[str, Agreement]
) -> None:
    taken = {
        (source, one.amount)
        for talks in korea.talks.values()
        for one in talks.position
        for source in one.source
    }
    for name, one in proposals.items():
        # The trillion of korea-five-years stands in the words of a position on the duration.
        if name in OWN | FORECAST | {"korea-five-years"}:
            continue
        for sum_ in one.contribution:
            assert (sum_.source[0], sum_.amount) in taken, name
        for rule in one.escalator:
            assert (rule.source[0], rule.plus * 100) in taken, name


def test_our_own_constructions_say_that_they_are(proposals: dict[str, Agreement]) -> None:
    by = {name: one.proposed_by.en for name, one in proposals.items() if one.proposed_by}
    own = {name for name, who in by.items() if who == "burdenshare"}
    assert own == OWN
    for name in own:
        one = proposals[name]
        assert one.note is not None
        assert one.note.en.startswith("Our own construction")
        assert {rule.confidence for rule in one.escalator} <= {"low"}


def test_a_proposal_is_no_other_figure_for_what_was_agreed(korea: Dossier) -> None:
    (step,) = study.explain(korea, "contribution-us-twice-2019")
    assert not step.rivals


@pytest.mark.parametrize(
    ("day", "names"),
    [
        ("2018-03-08", []),
        ("2018-07-24", [
            "support-press-forecast", "support-press-half", "support-press-whole",
            "us-one-billion", "us-operational-support", "us-twice",
        ]),
    ],
)  # fmt: skip
def test_a_proposal_counts_from_the_day_it_was_known(
    korea: Dossier, day: str, names: list[str]
) -> None:
    left = study.as_of(korea, date.fromisoformat(day))
    assert sorted(one.name for one in left.proposals) == names
