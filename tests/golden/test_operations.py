"""Deployments of the Korean record: the sums that were worked out by hand from the documents."""

from __future__ import annotations

from decimal import Decimal

import pytest

from burdenshare import accounting, study, support
from burdenshare.model import operations as model
from burdenshare.model.operations import Inputs
from burdenshare.vocabulary import CarrierDays, Dossier, RateBasis, Years

D = Decimal
NEITHER: tuple[RateBasis, ...] = ("variable",)


@pytest.fixture(scope="module")
def korea() -> Dossier:
    return study.load("korea")


def cost(
    korea: Dossier,
    what: str,
    basis: RateBasis = "operating",
    carrier: CarrierDays = "all",
    asset: str = "",
    inputs: Inputs = model.PLAIN,
) -> Decimal | None:
    found = [d for d in support.chosen(korea, what) if not asset or asset in d.asset]
    held = support.operations(korea, found, what, inputs)
    value = held.sums[carrier][basis].value
    return None if value is None else value.quantize(D(1))


def test_one_of_each_bomber_for_thirteen_hours(korea: Dossier) -> None:
    """13 × (95,758 + 122,311 + 48,880), at 1,116 won; the press prints the same."""
    parts = support.plan("b-1b 1x13, b-2a 1x13, b-52h 1x13")
    held = support.operations(korea, parts, "plan")
    step = held.sums["all"]["operating"]
    assert step.value == 3_470_337
    won = support.in_home(korea, step, 2018, D(1116))
    assert won is not None
    assert won.value is not None
    assert round(won.value, 3) == D("3.873")
    printed = [r for r in korea.rates if r.amount == 3_470_337]
    assert printed
    assert printed[0].kind == "mission-total"


def test_the_won_figure_of_the_b1b_has_digits_exchanged(korea: Dossier) -> None:
    (printed,) = [r for r in korea.rates if r.amount == D("108.68")]
    right = D(95_758) * 1116 / 1_000_000
    assert round(right, 2) == D("106.87")
    exchanged = str(int(right * 100)).translate(str.maketrans("68", "86"))
    assert D(exchanged) / 100 == printed.amount
    where = support.field(korea)
    used = model.rate_on(where, "b-1b", "operating")
    assert used.value == 95_758
    assert any(rival.value == D("108.68") for rival in used.rivals)


def test_the_two_b2s_of_march_2013(korea: Dossier) -> None:
    assert cost(korea, "2013-03-28") == 9_173_325
    assert cost(korea, "2013-03-28", inputs=Inputs(rates_of=2010)) == 10_125_000
    found = support.chosen(korea, "2013-03-28")
    held = support.operations(korea, found, "2013-03-28")
    (line,) = held.lines
    assert line.count.value is not None
    assert line.time.value is not None
    assert line.count.value * line.time.value == 75
    beside = {s.value: s for s in support.published(korea, held)}
    assert {D("2.1"), D(5_562_000), D(28_000)} <= set(beside)
    assert "top speed" in str(beside[D(5_562_000)].note)


def test_a_pair_from_guam(korea: Dossier) -> None:
    assert cost(korea, "2017-08-08", asset="b-1b") == 1_915_160
    assert cost(korea, "2016-09-13", asset="b-1b") == 1_915_160


def test_three_carriers_are_twelve_group_days(korea: Dossier) -> None:
    assert cost(korea, "2017-11-12") == 78_000_000
    (three,) = support.chosen(korea, "2017-11-12")
    assert three.count == 3
    assert three.days == 4
    press = [r for r in korea.rates if r.asset == ("csg",) and r.kind == "mission-total"]
    assert [(r.amount, r.upper) for r in press] == [(D(195), D(210))]


def test_the_carl_vinson_by_each_way_of_counting(korea: Dossier) -> None:
    values = [cost(korea, "2017-05-10", asset="csg", carrier=carrier) for carrier in model.CARRIER]
    assert values == [214_500_000, 195_000_000, None]


def test_other_deployments_by_hand(korea: Dossier) -> None:
    """Each from the documents: count × time × rate."""
    assert cost(korea, "2016-01-10", asset="b-52h") == 8 * 48_880
    assert cost(korea, "2022-09-23", asset="csg") == 4 * 6_500_000
    assert cost(korea, "2017-10-16", asset="csg") == 5 * 6_500_000
    raptors = Inputs(hours=D(10))
    assert cost(korea, "2017-12-05", asset="f-22a", inputs=raptors) == 6 * 10 * 55_000
    assert cost(korea, "2017-12-05", "variable", asset="f-22a", inputs=raptors) == 60 * 19_000


INDEPENDENT: tuple[tuple[str, str, RateBasis, CarrierDays, Inputs, int], ...] = (
    ("2013-03-28", "b-2a", "ownership", "all", model.PLAIN, 8_680_500),
    ("2016-09-13", "b-1b", "ownership", "all", model.PLAIN, 3_468_000),
    ("2017-11-12", "csg", "ownership", "all", model.PLAIN, 52_602_744),
    ("2017-05-10", "csg", "ownership", "all", model.PLAIN, 144_657_546),
    ("2017-05-10", "csg", "ownership", "extra", model.PLAIN, 131_506_860),
    ("2017-10-08", "ssn", "operating", "all", model.PLAIN, 5_912_893),
    ("2017-12-05", "f-22a", "ownership", "all", Inputs(hours=D(10)), 5_119_500),
    ("2022-07-10", "f-35a", "operating", "all", Inputs(hours=D(20)), 4_320_000),
    ("2022-07-10", "f-35a", "ownership", "all", Inputs(hours=D(20)), 5_038_320),
    ("2022-09-24", "csg", "ownership", "all", model.PLAIN, 17_534_248),
    ("2017", "csg", "operating", "all", model.PLAIN, 325_000_000),
    ("2017", "csg", "operating", "extra", model.PLAIN, 195_000_000),
)
"""Worked out from the documents by somebody who had not seen the program."""


@pytest.mark.parametrize(("what", "asset", "basis", "carrier", "inputs", "dollars"), INDEPENDENT)
def test_a_second_calculation_agrees_to_the_dollar(
    what: str,
    asset: str,
    basis: RateBasis,
    carrier: CarrierDays,
    inputs: Inputs,
    dollars: int,
    korea: Dossier,
) -> None:
    assert cost(korea, what, basis, carrier, asset, inputs) == dollars


def test_all_bombers_of_2017_with_what_is_not_said_assumed(korea: Dossier) -> None:
    found = [d for d in support.chosen(korea, "2017") if d.asset == ("b-1b",)]
    held = support.operations(korea, found, "2017", Inputs(count=2, hours=D(10)))
    sorties = sum(line.count.value or 0 for line in held.lines)
    assert held.sums["all"]["operating"].value == sorties * 957_580
    assert held.sums["all"]["operating"].status == "assumed"


def test_a_budget_buys_visits(korea: Dossier) -> None:
    visit = support.operations(korea, support.plan("b-1b 1x13, b-2a 1x13, b-52h 1x13"), "plan")
    held = support.budget(korea, "USD 5 bn", visit)
    assert held["variable"] is None
    assert held["ownership"] is None
    assert held["operating"] is not None
    assert int(held["operating"][1]) == 1440


def test_halted_exercises_between_2017_and_2018(korea: Dossier) -> None:
    kept = {y: model.counted(support.chosen(korea, str(y)))[0] for y in (2017, 2018)}
    assert len(kept[2017]) > 10 * len(kept[2018])
    assert not [d for d in kept[2018] if "b-1b" in d.asset]
    states = {e.id: e.state for y in (2017, 2018) for e in support.exercises(korea, y)}
    assert "halted" in states.values()
    assert states["ufg-2018"] == "halted"
    assert states["ufg-2017"] == "held"


def test_published_numbers_stand_beside_the_list(korea: Dossier) -> None:
    held = {
        (str(t.published.start), t.published.number): len(t.listed) for t in support.tallies(korea)
    }
    assert held["2018-01-01", 0] == 0
    assert held["2023-03-06", 5] == 5
    assert held["2024-01-01", 4] == 2  # two flights called so that nobody dated


def test_what_the_category_would_have_done_to_2019(korea: Dossier) -> None:
    rows, share = support.with_support(korea, 2019, "official")
    assert share.share.value is not None
    assert round(share.share.value, 2) == D("39.59")
    host, sending = share.host.value, share.sending.value
    assert host is not None
    assert sending is not None
    tried = 0
    for one in rows:
        assert one.paid.value is not None
        assert one.contribution.value == D("1038.9") + one.paid.value
        if one.paid.details["anyway"] == "0" and one.replaced is not None:
            tried += 1
            assert one.added is not None
            moved = (host + one.paid.value) / (host + sending) * 100
            new = (host + one.paid.value) / (host + sending + one.paid.value) * 100
            assert abs(one.replaced - moved) < D("1e-20")
            assert abs(one.added - new) < D("1e-20")
            assert one.added <= one.replaced
    assert tried > 3
    assert {one.posture for one in rows} >= {"routine", "tension", "contingency"}
    assert all(one.basis not in NEITHER for one in rows if one.posture == "routine")


def test_the_civic_definition_says_what_2019_lacks(korea: Dossier) -> None:
    rows, share = support.with_support(korea, 2019, "spark-2016")
    assert share.share.value is None
    assert "land" in {str(g.details["name"]) for g in share.missing} or share.missing
    assert all(one.replaced is None and one.added is None for one in rows)
    _, last = support.with_support(korea, 2016, "spark-2016")
    assert last.share.value is not None


def test_a_rate_in_prices_of_another_year(korea: Dossier) -> None:
    """6.5 million dollars of 2013 in prices of 2017, by the deflator of each year between."""
    where = support.field(korea)
    plain = model.rate_on(where, "csg", "operating")
    later = model.rate_on(where, "csg", "operating", Inputs(prices=2017))
    growth = D(1)
    for one in korea.series["gdp-deflator-us"].observations:
        if 2014 <= one.year <= 2017:
            growth *= 1 + one.value / 100
    assert plain.value == 6_500_000
    assert later.value is not None
    assert abs(later.value - 6_500_000 * growth) < 1


def test_every_number_of_a_deployment_can_be_explained(korea: Dossier) -> None:
    (one,) = support.chosen(korea, "2013-03-28")
    (step,) = study.explain(korea, f"cost-{one.id}-operating")
    assert step.value == 9_173_325
    count, time, rate = step.uses
    for used in (count, time, rate):
        assert used.source
        assert used.place.line


def test_the_order_of_bases_is_found_and_not_assumed(korea: Dossier) -> None:
    where = support.field(korea)
    orders = {
        name: [basis for basis, _ in model.order_of_bases(where, name)] for name in korea.assets
    }
    assert orders["b-1b"] == ["operating", "ownership"]
    assert orders["b-2a"] == ["ownership", "operating"]
    assert orders["f-22a"] == ["variable", "operating", "ownership"]


def test_the_contribution_of_a_year_is_that_of_the_ledger(korea: Dossier) -> None:
    rows, _ = support.with_support(korea, 2019, "official")
    agreed = accounting.contribution(korea, Years(2019, 2019), "agreed")
    assert agreed is not None
    assert all(one.contribution.uses[0] == agreed for one in rows)
