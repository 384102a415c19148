"""What makes the difference between proposals, against numbers worked out apart from the code."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import permutations

import pytest

import burdenshare
from burdenshare import accounting, outlook, reasons, study, sweeps
from burdenshare.answers.commands import UsageError
from burdenshare.cli import main
from burdenshare.vocabulary import Agreement, Dossier, EqualRate, SharesIf, Step, Years

FIVE = Years(2026, 2030)
PATH = {"cpi-kr": Decimal("2.0"), "defence-budget-growth-kr": Decimal("7.5")}


@pytest.fixture(scope="module")
def korea() -> Dossier:
    return burdenshare.load("korea")


def pair_of(korea: Dossier, one: str, other: str) -> tuple[Agreement, Agreement]:
    return outlook.chosen(korea, [one])[0], outlook.chosen(korea, [other])[0]


# -- clause by clause ------------------------------------------------------------------------------

ORDER = ("start", "rule", "lag", "bounds")
PRICES = {2025: "2.1"}
"""Consumer prices as first published; later years are assumed at 2.0 %."""
BUDGETS = {2026: "7.5"}
"""Growth of the budget as printed; 2025 is not on record, and it and later years are at 7.5 %."""


def by_hand(taken: frozenset[str]) -> Decimal:
    """The twelfth with some clauses of the eleventh: year by year, without the code under test."""
    begins = Decimal("1446.3") if "start" in taken else Decimal("1519.2")
    back = 1 if "lag" in taken else 2
    sums = [begins]
    for year in (2027, 2028, 2029, 2030):
        if "rule" in taken:
            rate = Decimal(BUDGETS.get(year - back, "7.5"))
        else:
            rate = Decimal(PRICES.get(year - back, "2.0"))
        if "bounds" not in taken:
            rate = min(rate, Decimal(5))
        grown = sums[-1] * (100 + rate) / 100
        sums.append(grown.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))
    return sum(sums, Decimal(0))


def test_clauses_of_the_twelfth_against_the_eleventh_by_hand(korea: Dossier) -> None:
    """From 7,912.1 to 8,400.9: the lower start, the budget for prices, a year less back, no cap."""
    held = reasons.clauses(korea, pair_of(korea, "sma-12", "eleventh-carried-on"), FIVE, PATH)
    assert held is not None
    assert [one.item for one in held.steps] == [*ORDER]
    assert (held.first.value, held.last.value) == (Decimal("7912.1"), Decimal("8400.9"))
    assert by_hand(frozenset()) == Decimal("7912.1")
    assert by_hand(frozenset(ORDER)) == Decimal("8400.9")
    changes: dict[str, list[Decimal]] = {clause: [] for clause in ORDER}
    for order in permutations(ORDER):
        for at, clause in enumerate(order):
            before, after = frozenset(order[:at]), frozenset(order[: at + 1])
            changes[clause].append(by_hand(after) - by_hand(before))
    for at, one in enumerate(held.steps):
        every = changes[one.item]
        assert one.reached == Fraction(by_hand(frozenset(ORDER[: at + 1])))
        assert one.step == Fraction(by_hand(frozenset(ORDER[: at + 1]))) - Fraction(
            by_hand(frozenset(ORDER[:at]))
        )
        assert one.shapley == Fraction(sum(every, Decimal(0))) / 24
        assert (one.least, one.most) == (Fraction(min(every)), Fraction(max(every)))
    whole = Fraction(Decimal("488.8"))
    assert sum(one.shapley for one in held.steps) == whole
    assert sum(one.step for one in held.steps) == whole


@pytest.mark.parametrize(
    ("one", "other", "years", "differ"),
    [
        ("sma-12", "eighth-carried-on", FIVE, ("start", "bounds")),
        ("sma-12", "twelfth-two-percent", FIVE, ("rule", "bounds")),
        ("twelfth-carried-on", "twelfth-carried-on-step", Years(2031, 2035), ("start",)),
        ("sma-10", "support-computed", Years(2019, 2019), ("category",)),
        ("eleventh-carried-on", "twelfth-ministry", FIVE, ("start", "rule")),
    ],
)
def test_only_clauses_that_differ_are_told(
    korea: Dossier, one: str, other: str, years: Years, differ: tuple[str, ...]
) -> None:
    held = reasons.clauses(korea, pair_of(korea, one, other), years, PATH)
    assert held is not None
    assert tuple(step.item for step in held.steps) == differ
    left = Fraction(held.last.value or 0) - Fraction(held.first.value or 0)
    assert sum(step.shapley for step in held.steps) == left
    assert sum(step.step for step in held.steps) == left


def test_a_category_with_a_sum_of_its_own_is_a_clause(korea: Dossier) -> None:
    """392.0 on top of the 1,038.9 of 2019: all of the difference is the fourth category."""
    pair = pair_of(korea, "sma-10", "support-computed")
    held = reasons.clauses(korea, pair, Years(2019, 2019), {})
    assert held is not None
    (only,) = held.steps
    assert (only.item, only.step) == ("category", Fraction(392))
    assert held.last.value == Decimal("1430.9")


def test_nothing_is_told_where_a_sum_is_open(korea: Dossier) -> None:
    assert reasons.clauses(korea, pair_of(korea, "sma-12", "eighth-carried-on"), FIVE, {}) is None
    same = reasons.clauses(korea, pair_of(korea, "sma-12", "sma-12"), FIVE, PATH)
    assert same is not None
    assert same.steps == ()


def test_a_mixture_leads_to_the_documents(korea: Dossier) -> None:
    held = reasons.clauses(korea, pair_of(korea, "sma-12", "eleventh-carried-on"), FIVE, PATH)
    assert held is not None
    first = held.steps[0].after
    assert first is not None
    assert [step.year for step in first.uses] == [*FIVE]
    assert all(step.place.file for step in first.uses)
    assert first.uses[0].id == "contribution-eleventh-carried-on-2026"


# -- the exchange rate at which two cost the same --------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "year", "rate"),
    [
        # 1,038.9 bn won ÷ 1.2 bn dollars = 865.75, half-up to a tenth
        ("sma-10", "us-usd-1200mn", 2019, "865.8"),
        ("us-usd-1200mn", "sma-10", 2019, "865.8"),
        # 1,038.9 ÷ 5 = 207.78, and 1,350 ÷ 1.6 = 843.75
        ("sma-11", "us-five-billion", 2020, "207.8"),
        ("us-won-1350bn", "us-usd-1600mn", 2019, "843.8"),
    ],
)
def test_the_rate_at_which_two_moneys_are_worth_the_same(
    korea: Dossier, one: str, other: str, year: int, rate: str
) -> None:
    held = reasons.equal_rate(korea, pair_of(korea, one, other), Years(year, year), {})
    assert isinstance(held, EqualRate)
    assert held.rate.value == Decimal(rate)
    assert held.foreign.money.currency == "USD"
    assert {step.unit[:3] for step in held.rate.uses} == {"KRW", "USD"}


def test_there_is_no_such_rate_in_one_money_or_without_a_sum(korea: Dossier) -> None:
    year = Years(2019, 2019)
    same = pair_of(korea, "sma-10", "us-won-1400bn")
    assert reasons.equal_rate(korea, same, year, {}) == "same-money"
    open_ = pair_of(korea, "sma-10", "us-operational-support")
    assert reasons.equal_rate(korea, open_, year, {}) == "no-sum"


# -- the share under a definition ------------------------------------------------------------------


def shares_of(korea: Dossier, definition: str, *names: str) -> SharesIf:
    held = outlook.compare(korea, outlook.chosen(korea, names), FIVE, PATH)
    return reasons.shares(korea, held, korea.definitions[definition])


def test_the_share_if_all_else_stays(korea: Dossier) -> None:
    """1,519.2 ÷ (1,519.2 + the other side of 2021), which is what 44.07 % of 1,183.3 leaves."""
    held = shares_of(korea, "official", "sma-12", "eleventh-carried-on")
    assert str(held.base.years) == "2021"
    assert held.base.share.value is not None
    theirs = Fraction(Decimal("1183.3")) * (100 / Fraction(held.base.share.value) - 1)
    for year, owed in ((2026, "1519.2"), (2027, "1551.1"), (2030, "1646.0")):
        step = held.steps["sma-12"][year]
        wanted = 100 / (1 + theirs / Fraction(Decimal(owed)))
        assert step.value is not None
        assert abs(Fraction(step.value) - wanted) < Fraction(1, 10**20)
        assert (step.status, step.year) == ("assumed", year)
        assert any(used.value == Decimal(owed) for side in step.uses for used in side.uses)


def test_other_money_is_converted_at_the_rate_of_the_recorded_year(korea: Dossier) -> None:
    """The books of 2018 are in dollars, land at 1,500 million and the US side at 1,160."""
    held = shares_of(korea, "land-revalued", "sma-12")
    assert str(held.base.years) == "2018"
    rate = accounting.rate(korea, Years(2018, 2018), None)
    assert rate is not None
    paid = Fraction(Decimal("1519.2")) * 1000 / Fraction(rate.value or 1)
    step = held.steps["sma-12"][2026]
    wanted = 100 * (paid + 1500) / (paid + 1500 + 1160)
    assert abs(Fraction(step.value or 0) - wanted) < Fraction(1, 10**9)


def test_a_missing_item_is_named(korea: Dossier) -> None:
    held = shares_of(korea, "gao", "sma-12")
    assert held.steps == {}
    assert set(held.lacking) == {"relocation", "us-cost"}


def test_a_contribution_within_a_larger_sum_is_not_guessed_out_of_it(korea: Dossier) -> None:
    """The books of 2006 print direct support as one sum, which holds the contribution."""
    held = shares_of(korea, "us-indirect", "sma-12")
    assert (held.steps, held.lacking) == ({}, ("direct",))
    assert held.base.share.value is not None
    older = shares_of(korea, "mnd-continuing", "sma-12")  # 2021 is one sum, 2016 is not
    assert str(older.base.years) == "2016"


def test_nothing_but_the_contribution_changes(korea: Dossier) -> None:
    told = 0
    for name in korea.definitions:
        held = shares_of(korea, name, "sma-12")
        paid = next((c.step for c in held.base.counted if korea.items[c.item].contribution), None)
        for step in held.steps.get("sma-12", {}).values():
            host, sending = step.uses
            assert paid is not None
            if host.unit != held.base.host.unit:
                continue  # books in dollars, brought to won: tested above
            assert sending.value == held.base.sending.value
            of_year = next(s for s in host.uses if s.name in ("contribution", "converted"))
            rest = (host.value or 0) - (of_year.value or 0)
            assert rest == (held.base.host.value or 0) - (paid.value or 0)
            told += 1
    assert told == 7 * 5  # seven definitions can be told item by item in won, in five years


# -- the cash path ---------------------------------------------------------------------------------


def test_the_cash_path_by_hand(korea: Dossier) -> None:
    """Available less left over, ÷ agreed: the four years of one table, and 87.7 % on average."""
    table = {  # available, left over, agreed
        2009: ("842.0", "114.8", "760.0"),
        2010: ("903.3", "198.2", "790.4"),
        2011: ("930.0", "201.8", "812.5"),
        2012: ("945.5", "307.5", "836.1"),
    }
    held_ = outlook.compare(korea, outlook.chosen(korea, ["sma-12"]), FIVE, PATH)
    held = reasons.spent(korea, held_)
    assert held is not None
    tenth = Decimal("0.1")
    parts = {
        year: ((Decimal(a) - Decimal(left)) / Decimal(of) * 100).quantize(tenth, ROUND_HALF_UP)
        for year, (a, left, of) in table.items()
    }
    assert {part.year: part.value for part in held.parts} == parts
    assert held.at["mean"].value == Decimal("87.7")
    assert (held.at["least"].value, held.at["most"].value) == (Decimal("76.3"), Decimal("95.7"))
    sums = [Decimal(s) for s in ("1519.2", "1551.1", "1582.1", "1613.7", "1646.0")]
    for key, part in (("mean", "87.7"), ("least", "76.3"), ("most", "95.7")):
        each = [(s * Decimal(part) / 100).quantize(tenth, ROUND_HALF_UP) for s in sums]
        assert held.totals["sma-12"][key].value == sum(each)
    assert all(step.status == "assumed" for step in held.paths["sma-12"].values())


def test_without_a_record_of_under_spending_there_is_no_cash_path() -> None:
    ruritania = burdenshare.load("ruritania")
    held = outlook.compare(ruritania, outlook.chosen(ruritania, ["second"]), Years(2005, 2006), {})
    assert reasons.spent(replace(ruritania, payments=()), held) is None


# -- which driver matters most ---------------------------------------------------------------------


def test_each_end_of_a_tornado_is_what_its_command_gives(korea: Dossier) -> None:
    """The drivers' rates by the formula that is told, and the sums by ``--assume``."""
    held = outlook.compare(
        korea, outlook.chosen(korea, ["sma-12", "eleventh-carried-on"]), FIVE, {}
    )
    one, other, apart = reasons.tornadoes(korea, held, {})
    assert [len(each.of) for each in (one, other, apart)] == [1, 1, 2]
    assert [swing.driver for swing in one.swings] == ["cpi"]
    assert [swing.driver for swing in other.swings] == ["budget"]
    assert [swing.driver for swing in apart.swings] == ["budget", "cpi"]
    middle = {name: step.value or Decimal(0) for name, step in apart.rates.items()}
    for swing in apart.swings:
        fit = study.drivers(korea).drivers[swing.driver].fit
        assert fit is not None
        reach = 1.6448536 * fit.spread / (1 - fit.persistence**2) ** 0.5
        for sign, rate, told in zip((-1, 1), swing.rates, swing.sums, strict=True):
            assert float(rate.value or 0) == pytest.approx(fit.mean + sign * reach, abs=0.051)
            path = {**middle, korea.drivers[swing.driver].follows: rate.value or Decimal(0)}
            assume = ",".join(f"{name}={value}" for name, value in path.items())
            line = f"compare korea sma-12,eleventh-carried-on --years 2026-2030 --assume {assume}"
            numbers = burdenshare.ask(line).numbers
            assert numbers is not None
            less = [s for s in numbers() if s.id == "less-eleventh-carried-on"]
            assert [step.value for step in less] == [told.value]


def test_a_tornado_by_hand(korea: Dossier) -> None:
    """The 12th with prices at the high rate is at its cap from 2028 on: 8,204.7."""
    held = outlook.compare(korea, outlook.chosen(korea, ["sma-12"]), FIVE, {})
    (one,) = reasons.tornadoes(korea, held, {})
    (swing,) = one.swings
    assert (swing.rates[1].value or 0) > 5
    assert swing.sums[1].value == Decimal("8204.7")
    rate = swing.rates[0].value or Decimal(0)
    sums = [Decimal("1519.2"), Decimal("1551.1")]
    for _ in range(3):
        sums.append((sums[-1] * (100 + rate) / 100).quantize(Decimal("0.1"), ROUND_HALF_UP))
    assert swing.sums[0].value == sum(sums)


SUPPORT = "compare korea twelfth-with-support --years 2031-2033"


def test_the_exchange_rate_is_among_the_bars_of_a_part_in_dollars(korea: Dossier) -> None:
    """From 1,421.3963 in 2025 the walk is 7 years from the middle of 2031–2033. Each end is what
    its command gives, and the won of the deployments go with the rate."""
    held = outlook.compare(
        korea, outlook.chosen(korea, ["twelfth-with-support"]), Years(2031, 2033), {}
    )
    (one,) = reasons.tornadoes(korea, held, {})
    swing = next(each for each in one.swings if each.driver == "exchange")
    fit = study.drivers(korea).drivers["exchange"].fit
    assert fit is not None
    assert fit.mean == 0
    reach = math.exp(1.6448536 * fit.spread / 100 * math.sqrt(7))
    low, high = (float(rate.value or 0) for rate in swing.rates)
    assert low == pytest.approx(1421.3963 / reach, abs=0.01)
    assert high == pytest.approx(1421.3963 * reach, abs=0.01)
    assert one.exchange is not None
    assert one.exchange.value == Decimal("1421.3963")
    assume = ",".join(f"{name}={step.value}" for name, step in one.rates.items())
    for rate, told in zip(swing.rates, swing.sums, strict=True):
        numbers = burdenshare.ask(f"{SUPPORT} --assume {assume} --rate {rate.value}").numbers
        assert numbers is not None
        total = next(s for s in numbers() if s.id.startswith("sum-twelfth-with-support"))
        assert total.value == told.value
    apart = float((swing.sums[1].value or 0) - (swing.sums[0].value or 0))
    assert one.middle is not None
    with_support = float(one.middle.value or 0) - float(without_support(korea, one.rates))
    assert apart == pytest.approx(with_support * (high - low) / 1421.3963, abs=0.3)


def without_support(korea: Dossier, rates: Mapping[str, Step]) -> Decimal:
    """The same years of the same rule without the deployments."""
    assume = {name: step.value or Decimal(0) for name, step in rates.items()}
    chosen = outlook.chosen(korea, ["twelfth-carried-on"])
    (plain,) = outlook.compare(korea, chosen, Years(2031, 2033), assume)
    assert plain.total is not None
    return plain.total.value or Decimal(0)


def test_sums_in_won_do_not_move_with_the_exchange_rate(korea: Dossier) -> None:
    held = outlook.compare(korea, outlook.chosen(korea, ["sma-12"]), FIVE, {})
    (one,) = reasons.tornadoes(korea, held, {})
    assert "exchange" in one.still
    assert one.exchange is None


def test_in_dollars_where_a_rate_is_stated(korea: Dossier) -> None:
    """In dollars the exchange rate moves most: 7,912.1 won at the low rate are most dollars."""
    held = outlook.compare(korea, outlook.chosen(korea, ["sma-12"]), FIVE, {})
    won, abroad = reasons.tornadoes(korea, held, {"cpi-kr": Decimal("2.0")}, Decimal(1400))
    assert (won.abroad, abroad.abroad) == (False, True)
    assert abroad.middle is not None
    assert abroad.middle.unit == "USD mn"
    assert round(abroad.middle.value or Decimal(0), 6) == round(Decimal(7912100) / 1400, 6)
    first = abroad.swings[0]
    assert first.driver == "exchange"
    for rate, told in zip(first.rates, first.sums, strict=True):
        wanted = Decimal(7912100) / (rate.value or Decimal(1))
        assert round(told.value or Decimal(0), 6) == round(wanted, 6)


def test_a_rate_on_record_is_not_moved(korea: Dossier) -> None:
    held = outlook.compare(korea, outlook.chosen(korea, ["sma-11"]), Years(2024, 2025), {})
    (one,) = reasons.tornadoes(korea, held, {})
    assert "exchange" not in one.still
    assert all(swing.driver != "exchange" for swing in one.swings)
    notes = [n for s in burdenshare.ask("compare korea sma-11 --years 2024-2025 --influence")
             .tables() for n in s.notes]  # fmt: skip
    assert "Won per dollar is not moved: it is on record for some of these years." in notes


def test_deployments_cost_won_at_the_rate_of_the_path_or_the_stated_one() -> None:
    """Half of what a tense year costs in dollars, at the rate of each: 0.1 bn won is rounded."""

    def of_2031(options: str) -> tuple[Decimal, Decimal]:
        numbers = burdenshare.ask(f"{SUPPORT} --assume cpi-kr=2 {options}").numbers
        assert numbers is not None
        every = [s for one in numbers() for s in study.down(one)]
        part = next(s for s in every if s.id.endswith("2031-operational-support"))
        cost = next(s for s in study.down(part) if s.unit == "KRW bn" and len(s.uses) == 2)
        return part.value or Decimal(0), cost.uses[1].value or Decimal(1)

    dollars = set()
    for options in ("", "--rate 1000", "--path crash-1998"):
        won, rate = of_2031(options)
        dollars.add(round(won / rate * 10000))
    assert of_2031("--rate 1000")[1] == 1000
    assert of_2031("--path crash-1998")[1] > 1600
    assert max(dollars) - min(dollars) <= 1


def test_a_stated_rate_is_the_middle(korea: Dossier) -> None:
    held = outlook.compare(korea, outlook.chosen(korea, ["sma-12"]), FIVE, {})
    (one,) = reasons.tornadoes(korea, held, {"cpi-kr": Decimal("2.0")})
    assert one.middle is not None
    assert (one.middle.value, one.middle.status) == (Decimal("7912.1"), "assumed")


def test_only_what_moves_a_total_has_a_part_in_it(korea: Dossier) -> None:
    chosen = outlook.chosen(korea, ["sma-12", "eleventh-carried-on"])
    held = outlook.compare(korea, chosen, FIVE, {})
    one, other, apart = reasons.driven(korea, held, 0)
    assert (one, other, apart) == reasons.driven(korea, held, 0)
    parts = {name: steps["whole"].value for name, steps in one.indices.items()}
    assert parts["exchange"] == parts["deflator"] == parts["budget"] == 0
    assert abs((parts["cpi"] or Decimal(0)) - 100) < 5
    both = [apart.indices[name]["whole"].value or Decimal(0) for name in ("cpi", "budget")]
    assert Decimal(40) < both[0] < both[1] < Decimal(60)
    assert apart.evaluations == reasons.BASE * 6
    assert all(steps["alone"].uses for steps in apart.indices.values())


def test_after_a_path_only_later_years_are_varied_by_hand(korea: Dossier) -> None:
    """The budget grows by 7.5, −6.0 and 5.0 % up to 2029, whatever is assumed, and 2030 follows
    2029, which is after the path. The 12th of 2030 follows the prices of 2028: nothing moves it."""
    chosen = outlook.chosen(korea, ["sma-12", "eleventh-carried-on"])
    path = outlook.laid(korea, "crash-1998", chosen, FIVE)
    assert path.years.last == 2028
    held = outlook.compare(korea, chosen, FIVE, {}, path=path)
    twelfth, eleventh, apart = reasons.tornadoes(korea, held, {}, None, path)
    assert twelfth.swings == ()
    assert twelfth.middle is not None
    assert twelfth.middle.value == Decimal("8020.2")
    (swing,) = eleventh.swings
    assert swing.driver == "budget"
    for rate, told in zip(swing.rates, swing.sums, strict=True):
        assert told.value == grown("1446.3", "7.5", "-6.0", "5.0", str(rate.value))
    assert [one.driver for one in apart.swings] == ["budget"]
    assert all("exchange" not in one.still for one in (twelfth, eleventh, apart))


def test_each_end_after_a_path_is_what_its_command_gives() -> None:
    line = "compare korea sma-12,eleventh-carried-on --influence --path crash-1998"
    answer = burdenshare.ask(line)
    notes = [note for sheet in answer.tables() for note in sheet.notes]
    assert "Won per dollar is not moved: it is on the path." in notes
    told = next(n for n in notes if n.startswith("Defence-budget growth, high: ")
                and "sma-12,eleventh" in n)  # fmt: skip
    again = burdenshare.ask(told.partition("burdenshare ")[2])
    assert again.numbers is not None
    less = next(s for s in again.numbers() if s.id == "less-eleventh-carried-on")
    content = answer.content()
    assert isinstance(content, dict)
    assert content["tornadoes"][2].swings[0].sums[1].value == less.value


def test_after_a_path_the_news_of_its_years_have_no_part(korea: Dossier) -> None:
    chosen = outlook.chosen(korea, ["sma-12", "eleventh-carried-on"])
    path = outlook.laid(korea, "crash-1998", chosen, FIVE)
    held = outlook.compare(korea, chosen, FIVE, {}, path=path)
    one, other, _ = reasons.driven(korea, held, 0, path)
    assert not one.refused
    assert not one.indices
    part = other.indices["budget"]["whole"].value or Decimal(0)
    assert abs(part - 100) < 5
    free = reasons.driven(korea, held, 0)[0]
    assert free.indices["cpi"]["whole"].value


def test_without_the_package_the_rest_of_the_answer_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("SALib", "SALib.sample.sobol", "SALib.analyze.sobol"):
        monkeypatch.setitem(sys.modules, name, None)
    answer = burdenshare.ask("compare korea sma-12 --influence")
    told = " ".join(note for sheet in answer.tables() for note in sheet.notes)
    assert "burdenshare[influence]" in told
    content = answer.content()
    assert isinstance(content, dict)
    assert content["influence"] is None
    assert content["tornadoes"]


def test_what_no_driver_moves_is_not_run(korea: Dossier) -> None:
    """On a day before any rate was fitted nothing is run, and that is said."""
    early = study.as_of(korea, date(1991, 6, 1))
    chosen = outlook.chosen(early, [])
    held = outlook.compare(early, chosen, chosen[0].years, {})
    told = reasons.driven(early, held, 0)
    assert {one.refused for one in told} <= {"no-driver", "no-terms"}
    answer = burdenshare.ask("compare korea --as-of 1991-06-01 --influence")
    assert [*answer.tables()]


def test_years_that_grow_from_unknown_ones_are_run_with_them(korea: Dossier) -> None:
    """From 2031 the 12th kept on grows from sums of 2028–2030 that prices move, too: the years of
    the 12th are run before and are in no total. An event that is drawn has no news to vary."""
    chosen = outlook.chosen(korea, ["twelfth-carried-on", "twelfth-with-support"])
    held = outlook.compare(korea, chosen, Years(2031, 2033), {"cpi-kr": Decimal(2)})
    kept, support, _ = reasons.driven(korea, held, 0)
    whole = {name: one["whole"].value or Decimal(0) for name, one in kept.indices.items()}
    assert kept.evaluations
    assert whole.pop("cpi") > 95 and all(part < 5 for part in whole.values())
    assert (support.refused, support.indices) == ("no-news", {})
    assert support.drawn == ("operations-tension",)


# -- regret on paths -------------------------------------------------------------------------------


def grown(first: str, *percents: str) -> Decimal:
    """Together, of sums that grow by so many percent, half-up to 0.1 every year."""
    sums = [Decimal(first)]
    for percent in percents:
        grown = sums[-1] * (1 + Decimal(percent) / 100)
        sums.append(grown.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))
    return sum(sums, Decimal(0))


REGRET = "compare korea sma-12,eleventh-carried-on --paths crash-1998,deflation,prices-2022"


def test_regret_on_paths_by_hand() -> None:
    """The 12th: 2.1 % in 2027, then the prices of two years before, no more than 5 %. The 11th:
    the budget of the year before, which in 2026 grew by 7.5 %; after the path by its mean of 6.0.
    In a crash the budget is cut and prices are not: there the 12th is regretted."""
    held = burdenshare.ask(REGRET).content()["regrets"]  # type: ignore[index]
    twelfth = {
        "crash-1998": grown("1519.2", "2.1", "5.0", "0.8", "2.3"),
        "deflation": grown("1519.2", "2.1", "0.0", "-0.5", "-1.0"),
        "prices-2022": grown("1519.2", "2.1", "2.5", "5.0", "3.6"),
    }
    eleventh = {
        "crash-1998": grown("1446.3", "7.5", "-6.0", "5.0", "6.0"),
        "deflation": grown("1446.3", "7.5", "3.0", "2.0", "2.0"),
        "prices-2022": grown("1446.3", "7.5", "3.4", "4.4", "6.0"),
    }
    assert (twelfth["crash-1998"], eleventh["crash-1998"]) == (Decimal("8020.2"), Decimal("7623.9"))
    for one, (own, other) in zip(
        held.held, ((twelfth, eleventh), (eleventh, twelfth)), strict=True
    ):
        for path in own:
            assert one.totals[path].value == own[path]
            assert one.regrets[path].value == max(own[path] - other[path], Decimal(0))
    most = {one.of.name: (str(one.most.value), one.on) for one in held.held}
    assert most == {
        "sma-12": ("396.3", "crash-1998"),
        "eleventh-carried-on": ("209.4", "deflation"),
    }
    assert held.least.of.name == "eleventh-carried-on"
    assert held.left_out == ()


def test_the_regret_table_says_where_and_whose_is_least(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(REGRET.split()) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert (
        "least to be regretted: “11th agreement kept on from 2026”, at most ₩209.4 billion" in out
    )
    assert main([*REGRET.split(), "--lang", "ko"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "‘제11차 규칙을 2026년부터 유지’, 최대 2,094억 원 (최소최대 후회)" in out


def test_without_a_sum_on_every_path_it_is_left_out() -> None:
    """What is not known is not cheap: nothing is the cheapest for want of a sum."""
    line = "compare korea sma-12,us-five-billion,eighth-carried-on --assume cpi-kr=2 --paths "
    held = burdenshare.ask(f"{line} stated,crash-1998").content()["regrets"]  # type: ignore[index]
    assert [one.name for one in held.left_out] == ["us-five-billion"]
    assert [one.of.name for one in held.held] == ["sma-12", "eighth-carried-on"]
    assert held.held[1].most.value == 0
    with pytest.raises(UsageError, match="regret-of-one"):
        burdenshare.ask("compare korea sma-12 --paths crash-1998")
    with pytest.raises(UsageError, match="unknown-path"):
        burdenshare.ask("compare korea sma-12,eighth-carried-on --paths crash-1989")


def test_each_regret_is_told_by_its_id() -> None:
    held = burdenshare.ask(REGRET)
    assert held.numbers is not None
    ids = [step.id for step in held.numbers() if step.id.startswith("regret-")]
    assert "regret-crash-1998-sma-12-2026–2030" in ids
    assert len(set(ids)) == len(ids) == 2 * 3 + 2
    told = burdenshare.ask(f"{REGRET} --explain regret-crash-1998-sma-12-2026–2030")
    assert told.lines is not None
    assert any("8,020.2" in line and "− ₩7,623.9" in line for line in told.lines())


def test_regret_stands_first_with_its_sentence_and_the_totals_behind_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What was asked for comes before the table that has gaps for want of a rate."""
    assert main(REGRET.split()) == 0
    blocks = capsys.readouterr().out.split("\n\n")
    assert blocks[0].startswith("Whatever path of these comes")
    assert "The most to be regretted" in blocks[0]
    assert [block.split(" ")[0] for block in blocks[1:4]] == ["Regret", "What", "What"]
    regret, totals, _, *_ = burdenshare.ask(REGRET).tables()
    assert regret.title.startswith("Regret on paths")
    assert totals.title == "What each costs on each path, all years together, 2026–2030"
    assert totals.rows == (
        ("12th Special Measures Agreement", "8,020.2†", "7,692.6†", "8,059.1†"),
        ("11th agreement kept on from 2026", "7,623.9†", "7,902.0†", "8,066.3†"),
    )


def test_the_chart_of_regret_has_a_bar_each_and_says_it_in_words() -> None:
    chart = next(one for one in burdenshare.ask(REGRET).charts() if one is not None)
    assert [(row.head, row.value, row.after) for row in chart.rows] == [
        ("12th Special Measures Agreement", "396.3†", "Currency crisis of 1998"),
        ("11th agreement kept on from 2026", "209.4†", "Falling prices"),
    ]
    assert [round(row.high, 1) for row in chart.rows] == [Decimal("100.0"), Decimal("52.8")]
    assert chart.title.startswith("The most to be regretted: “12th Special Measures Agreement”")
    assert chart.documents


def test_where_nothing_is_regretted_no_chart_is_drawn(korea: Dossier) -> None:
    """Two that grow alike from one sum cost the same on every path."""
    chosen = outlook.chosen(korea, ["sma-12", "twelfth-renewed"])
    along = sweeps.courses(korea, ["deflation"])
    held = sweeps.regrets(korea, chosen, Years(2026, 2030), {}, along)
    assert {one.most.value for one in held.held} == {0}
    told = [
        one
        for one in burdenshare.ask(
            "compare korea sma-12,twelfth-renewed --paths deflation"
        ).charts()
        if one is not None
    ]
    assert told == []


# -- the answer about drivers in words -------------------------------------------------------------


def test_the_sentence_of_influence_says_which_driver_and_how_much(
    capsys: pytest.CaptureFixture[str],
) -> None:
    line = "compare korea sma-12,eleventh-carried-on --influence"
    held = burdenshare.ask(line).content()
    assert isinstance(held, dict)
    tornado, part = held["tornadoes"][0], held["influence"][0]
    width = tornado.swings[0].width.quantize(Decimal("0.1"))
    index = part.indices["cpi"]
    assert main(line.split()) == 0
    blocks = capsys.readouterr().out.split("\n\n")
    first = " ".join(blocks[0].split())
    assert first.startswith(
        "For “12th Special Measures Agreement” “Consumer prices” matters most: from its low to its "
        f"high it moves the sum by ₩{width} billion, and it makes {index['whole'].value} % "
        f"(± {index['whole-margin'].value}) of the variance."
    )
    assert "For “11th agreement kept on from 2026” “Defence-budget growth” matters most" in first
    assert blocks[1].startswith("One driver at a time")  # and not the table with gaps
    shown = burdenshare.ask(f"{line} --lang ko").lead()
    assert "가장 크게 좌우하는 요인은 ‘소비자물가 상승률’" in shown


def test_what_is_drawn_without_news_is_told_and_why() -> None:
    """A step and a lapse of the record, and deployments that come or do not."""
    line = (
        "compare korea twelfth-carried-on,twelfth-renewed-late,twelfth-with-support "
        "--years 2031-2035 --influence"
    )
    answer = burdenshare.ask(line)
    told = answer.lead()
    assert (
        "“12th agreement kept on, step and lapse as on record” also follows what is not among the "
        "drivers, since it is drawn from the record and has no news of its own: Step at a renewal, "
        "Months without an agreement." in told
    )
    assert told.count("has no news of its own") == 2  # the 12th kept on alone follows none
    content = answer.content()
    assert isinstance(content, dict)
    drawn = {one.of[0].name: (one.refused, one.drawn) for one in content["influence"]}
    assert drawn == {
        "twelfth-carried-on": ("", ()),
        "twelfth-renewed-late": ("no-news", ("step", "lapse")),
        "twelfth-with-support": ("no-news", ("operations-tension",)),
    }
    rows = [row for sheet in answer.tables() for row in sheet.rows]
    assert any("not run: follows what is drawn and has no news" in row for row in rows)


def test_a_step_outside_the_years_asked_is_not_told() -> None:
    """From 2026 to 2030 the 12th holds, and the step of 2031 is to come after them."""
    answer = burdenshare.ask("compare korea sma-12,twelfth-renewed --influence")
    assert "no news" not in answer.lead()


def test_many_futures_lead_where_no_rate_is_assumed(capsys: pytest.CaptureFixture[str]) -> None:
    line = "compare korea sma-12,eighth-carried-on --futures 2000"
    assert main(line.split()) == 0
    blocks = capsys.readouterr().out.split("\n\n")
    assert blocks[0].startswith("Over 2026–2030 “12th Special Measures Agreement” costs")
    assert blocks[1].startswith("Over many futures")
    assumed = [s.title for s in burdenshare.ask(f"{line} --assume cpi-kr=2.0").tables()]
    assert assumed[0].startswith("What it would cost")
