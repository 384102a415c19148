"""The Korean dossier against history: what the terms give, to the printed unit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

import burdenshare
from burdenshare.read.csvrows import rows
from burdenshare.read.tomltables import noun, page
from burdenshare.read.write import agreement_text, payments_text
from burdenshare.vocabulary import Agreement, Dossier, Payment, Problem, Step, Trial

D = Decimal
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def korea() -> Dossier:
    return burdenshare.load("korea")


@pytest.fixture(scope="module")
def trials(korea: Dossier) -> dict[int, Trial]:
    return {trial.year: trial for trial in burdenshare.backtest(korea).trials}


@pytest.mark.parametrize(
    ("years", "sums"),
    [
        ((1997, 1998), ("363.0", "399.3")),
        ((2006, 2006), ("680.4",)),
        ((2008, 2008), ("741.5",)),
        ((2009, 2013), ("760.0", "790.4", "812.5", "836.1", "869.5")),
        ((2015, 2018), ("932.0", "944.1", "950.7", "960.2")),
        ((2019, 2019), ("1038.9",)),
        ((2020, 2022), ("1038.9", "1183.3", "1247.2")),
        ((2023, 2025), ("1289.6", "1346.3", "1402.8")),
        ((2026, 2026), ("1519.2",)),
    ],
)
def test_the_rules_give_what_was_agreed(
    trials: dict[int, Trial], years: tuple[int, int], sums: tuple[str, ...]
) -> None:
    found = [trials[year].computed[0].value for year in range(years[0], years[1] + 1)]
    assert found == [D(one) for one in sums]


def test_the_fifth_agreement_gives_two_parts_and_one_printed_sum(
    trials: dict[int, Trial],
) -> None:
    trial = trials[2003]
    assert [(s.value, s.unit) for s in trial.computed] == [
        (D("591.0"), "KRW bn"),
        (D("64.7"), "USD mn"),
    ]
    assert trial.met is not None
    assert trial.met.value == D("668.64")
    assert trial.recorded[0].value == D("668.6")
    assert trial.verdict == "reproduced"


def test_what_the_documented_rates_do_not_give_is_said(trials: dict[int, Trial]) -> None:
    for year in (2000, 2001, 2004):
        assert trials[year].verdict == "not-reproduced"
        assert trials[year].because is not None
    assert trials[2004].needed is not None
    assert trials[2004].needed.value == D("11.7")


def test_restatements_are_counted_apart_from_tests_of_a_formula(trials: dict[int, Trial]) -> None:
    kinds: dict[str, list[int]] = {}
    for year, trial in trials.items():
        kinds.setdefault(trial.kind, []).append(year)
    assert kinds == {
        "formula": [
            *(2000, 2001, 2003, 2004),
            *range(2008, 2014),
            *range(2015, 2019),
            *(2022, 2025),
        ],
        "announced": [1997, 1998, 2006, 2019, 2020, 2021, 2026],
        "computed": [2023, 2024],
    }
    assert {trials[y].verdict for y in (2023, 2024)} == {"no-record"}


@pytest.mark.parametrize(
    ("title", "year", "gives"),
    [
        ("prices after the rebasing of December 2011", 2012, "836.9"),
        ("today's unrounded prices", 2012, "836.4"),
        ("no cap", 2010, "795.7"),
        ("no cap", 2013, "875.4"),
        ("lag of one year", 2009, "771.2"),
        ("cut off instead of rounded", 2012, "836.0"),
    ],
)
def test_the_eighth_agreement_changed_misses(
    korea: Dossier, title: str, year: int, gives: str
) -> None:
    outcomes = burdenshare.backtest(korea, "8").variants
    (outcome,) = (o for o in outcomes if o.variant.title.en == title)
    (trial,) = (t for t in outcome.trials if t.year == year)
    assert trial.computed[0].value == D(gives)
    assert trial.verdict == "not-reproduced"


def test_everything_is_as_expected(korea: Dossier) -> None:
    assert burdenshare.backtest(korea).as_expected


def cell(korea: Dossier, year: int, status: str) -> Step:
    (row,) = burdenshare.payments(korea, [year], TODAY).years
    return row.cells[status].first


def test_the_ledger_keeps_agreed_budgeted_and_executed_apart(korea: Dossier) -> None:
    assert [cell(korea, 2012, s).value for s in ("agreed", "budgeted", "executed")] == [
        D("836.1"),
        D("746.1"),
        D("638.0"),
    ]
    assert [cell(korea, 2014, s).value for s in ("agreed", "budgeted")] == [D("920.0"), D("799.7")]


def test_rivals_stand_beside_each_other(korea: Dossier) -> None:
    paid = cell(korea, 2020, "executed")
    assert paid.value == D("724.5")
    assert [rival.value for rival in paid.rivals] == [D("700.0")]
    assert cell(korea, 2020, "agreed").value == D("1038.9")
    text_and_table = cell(korea, 2012, "executed")
    assert [rival.value for rival in text_and_table.rivals] == [D("638.1")]


def test_gaps_are_told_apart(korea: Dossier) -> None:
    assert cell(korea, 2013, "executed").gap == "not-published"
    assert cell(korea, 1989, "budgeted").gap == "not-applicable"
    assert cell(korea, 2028, "budgeted").gap == "not-yet"
    assert cell(korea, 2009, "cut").value == 0
    ruritania = burdenshare.load("ruritania")
    assert cell(ruritania, 2004, "executed").gap == "withheld"


def test_what_must_add_up_adds_up(korea: Dossier) -> None:
    balances = [b for row in burdenshare.payments(korea, today=TODAY).years for b in row.balances]
    assert len(balances) >= 11
    off = {(b.year, b.name): b.difference for b in balances if b.difference}
    assert off == {
        (2011, "available"): D("-0.1"),  # 732.5 + 197.6 carried over; the table has 930.0
        (2012, "available"): D("-1.6"),  # 746.1 + 201.0 carried over; the table has 945.5
    }


def test_2012_is_explained_down_to_file_and_line(korea: Dossier) -> None:
    (step,) = burdenshare.explain(korea, "2012", TODAY)
    last, growth = step.uses
    (prices,) = growth.uses
    assert (step.value, last.value, growth.value) == (D("836.1"), D("812.5"), D("2.9"))
    assert growth.details["bound"] == "none"
    assert growth.details["cap"] == "4"
    assert step.details["exact"] == "836.0625"
    assert prices.id == "cpi-kr-2010-first"
    assert prices.source == ("cpi-hankook-20101231",)
    rebased = next(r for r in prices.rivals if r.details["vintage"] == "rebased-2010")
    assert (rebased.value, rebased.source) == (D("3.0"), ("cpi-asiae-2012",))
    for one in (step, last, growth, prices, rebased):
        assert one.source
        assert one.place.line > 0


def test_the_twelfth_agreement_under_an_assumption(korea: Dossier) -> None:
    steps = burdenshare.project(korea, "12", {"cpi-kr": D("2.0")})
    assert [s.value for s in steps] == [
        D(x) for x in ("1519.2", "1551.1", "1582.1", "1613.7", "1646.0")
    ]
    assert [s.status for s in steps] == ["agreed", "computed"] + ["assumed"] * 3
    capped = burdenshare.project(korea, "12", {"cpi-kr": D("9.9")})
    assert [s.value for s in capped][2:] == [D("1628.7"), D("1710.1"), D("1795.6")]


def test_no_record_lacks_a_document_and_no_document_lacks_a_use(korea: Dossier) -> None:
    checked = burdenshare.check("korea")
    assert checked.problems == ()
    assert checked.counts["agreements"] == 12
    assert all(p.source for p in korea.payments)
    assert all(o.source for one in korea.series.values() for o in one.observations)


def test_the_state_of_affairs(korea: Dossier) -> None:
    state = burdenshare.state(korea, TODAY)
    assert state.in_force is not None
    assert state.in_force.name == "sma-12"
    assert state.days_left == 1498
    assert state.this_year is not None
    assert state.this_year.value == D("1519.2")
    gap = burdenshare.state(korea, date(2020, 6, 1))
    assert gap.in_force is None, "no agreement was in force in 2020"


def test_the_agreements_written_and_read_are_the_same(korea: Dossier) -> None:
    for agreement in korea.agreements:
        held = page(agreement_text(agreement), f"{agreement.name}.toml")
        assert not isinstance(held, Problem)
        problems: list[Problem] = []
        assert noun(held, Agreement, problems, name=agreement.name) == agreement, problems


def test_the_payments_written_and_read_are_the_same(korea: Dossier) -> None:
    problems: list[Problem] = []
    text = payments_text(korea.payments)
    assert tuple(rows(text, "payments.csv", Payment, problems)) == korea.payments
    assert not problems
