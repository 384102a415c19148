"""What the next years cost, against numbers worked out by hand and told elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil

import pytest

import burdenshare
from burdenshare import outlook, study
from burdenshare.futures.ensemble import figures
from burdenshare.running import Running
from burdenshare.vocabulary import Dossier, Spread, Step, Years

FIVE, TEN = Years(2026, 2030), Years(2026, 2035)


@pytest.fixture(scope="module")
def korea() -> Dossier:
    return burdenshare.load("korea")


def total(korea: Dossier, name: str, years: Years, cpi: str) -> Decimal:
    (one,) = outlook.compare(korea, outlook.chosen(korea, [name]), years, {"cpi-kr": Decimal(cpi)})
    assert one.total is not None
    assert one.total.value is not None
    return one.total.value


def test_the_twelfth_at_two_percent_and_at_its_cap(korea: Dossier) -> None:
    """1,519.2 · 1,551.1 (2.1 %) · 1,582.1 · 1,613.7 · 1,646.0, and 5 % a year from 2028 on."""
    assert total(korea, "sma-12", FIVE, "2.0") == Decimal("7912.1")
    assert total(korea, "sma-12", FIVE, "9.9") == Decimal("8204.7")


def test_as_the_press_and_a_civic_group_counted(korea: Dossier) -> None:
    """Two percent, or the cap, from 2027 on: 7.906, 8.395 and in ten years 19.1 trillion."""
    assert total(korea, "twelfth-two-percent", FIVE, "2.0") == Decimal("7906.0")
    assert total(korea, "twelfth-at-cap", FIVE, "2.0") == Decimal("8394.9")
    assert round(total(korea, "twelfth-at-cap", TEN, "2.0") / 1000, 1) == Decimal("19.1")


def test_the_rule_of_the_twelfth_on_the_eleventh(korea: Dossier) -> None:
    """From 1,183.3 it would have ended at 1,325.9 in 2025, 76.9 below what was agreed."""
    held = outlook.chosen(korea, ["twelfth-rule-earlier", "sma-11"])
    earlier, eleventh = outlook.compare(korea, held, Years(2021, 2025), {})
    assert earlier.steps[2025].value == Decimal("1325.9")
    assert (eleventh.steps[2025].value or 0) - Decimal("1325.9") == Decimal("76.9")


def test_a_break_even_changes_the_order(korea: Dossier) -> None:
    """Below the found rate one is the cheaper, above it the other."""
    pair = outlook.chosen(korea, ["sma-12", "twelfth-two-percent"])
    found = outlook.break_even(korea, (pair[0], pair[1]), FIVE, {}, "cpi-kr")
    assert found is not None
    low, high = (str(end) for end in found)
    two = Decimal("7906.0")
    assert total(korea, "sma-12", FIVE, low) <= two <= total(korea, "sma-12", FIVE, high)


def test_many_futures_are_the_same_for_the_same_seed(korea: Dossier) -> None:
    held = outlook.chosen(korea, ["sma-12", "eleventh-carried-on", "us-five-billion"])
    one, again = (outlook.spreads(korea, held, FIVE, 2_000, 7, Running(n)) for n in (1, 2))
    assert one == again
    other = outlook.spreads(korea, held, FIVE, 2_000, 8, Running())
    assert one != other
    twelfth, eleventh, asked = one
    none = Decimal(0)
    low, middle, high = (twelfth.steps[key].value or none for key in ("low", "middle", "high"))
    assert low < middle < high
    assert high <= Decimal("8204.7")
    assert none <= (eleventh.steps["more"].value or none) <= 100
    assert asked.refused == "no-terms"
    assert asked.steps == {}
    fits = {step.id for step in twelfth.steps["mean"].uses}
    assert fits
    assert all(step.place.file or step.uses for step in twelfth.steps["mean"].uses)


def test_the_crash_of_1998_over_the_twelfth_by_hand(korea: Dossier) -> None:
    """Prices of 1998–2000 for 2026–2028: 7.5, 0.8 and 2.3 % reach the sums two years later, and
    the cap of 5 % holds the first. The rate goes on from 1,421.4 by +46.92, −15.04 and −4.95 %."""
    held = outlook.chosen(korea, ["sma-12"])
    path = outlook.laid(korea, "crash-1998", held, FIVE)
    assert (path.years, path.stands_for(2026)) == (Years(2026, 2028), 1998)
    (one,) = outlook.compare(korea, held, FIVE, {}, path=path)
    sums = [Decimal("1519.2"), Decimal("1551.1")]
    for grows in ("0.05", "0.008", "0.023"):
        grown = sums[-1] * (1 + Decimal(grows))
        sums.append(grown.quantize(Decimal("0.1"), rounding="ROUND_HALF_UP"))
    assert [step.value for step in one.steps.values()] == sums
    assert one.binding == (2028,)
    rates = [path.figures["krw-per-usd", year].value for year in path.years]
    assert all(step.uses for step in path.figures.values())
    last = next(o for o in korea.series["krw-per-usd"].observations if o.year == 2025).value
    level = Decimal(last)
    for rate, growth in zip(rates, ("46.92", "-15.04", "-4.95"), strict=True):
        level = (level * (1 + Decimal(growth) / 100)).quantize(Decimal("0.01"))
        assert rate == level
    stays = [level, level]
    yearly = [
        s * 1000 / r for s, r in zip(sums, [*(x or level for x in rates), *stays], strict=True)
    ]
    assert one.dollars is not None
    assert round(one.dollars.value or 0, 6) == round(sum(yearly), 6)


def test_after_a_path_an_assumption_or_else_the_mean_holds(korea: Dossier) -> None:
    held = outlook.chosen(korea, ["twelfth-carried-on"])
    path = outlook.laid(korea, "crash-1998", held, TEN)
    plain, assumed = (
        outlook.compare(korea, held, TEN, assume, path=path)[0].steps
        for assume in ({}, {"cpi-kr": Decimal("1.0")})
    )
    growth = {year: step.uses[1] for year, step in assumed.items() if len(step.uses) > 1}
    assert growth[2030].value == Decimal("2.3")
    assert growth[2031].value == Decimal("1.0")
    mean = plain[2031].uses[1]
    assert mean.value == Decimal("3.2")
    assert mean.uses[0].how == "after-path"
    assert mean.uses[0].uses[0].id == "driver-cpi-mean"


def test_a_path_with_futures_goes_on_from_where_it_ends(korea: Dossier) -> None:
    """Every sum that rests on years of the path alone is the same in every future."""
    held = outlook.chosen(korea, ["sma-12"])
    path = outlook.laid(korea, "crash-1998", held, FIVE)
    (exact,) = outlook.compare(korea, held, FIVE, {}, path=path)
    (one,) = outlook.spreads(korea, held, FIVE, 1_000, 7, Running(1), path)
    assert {one.steps[key].value for key in ("low", "middle", "high")} == {Decimal("8020.2")}
    assert exact.total is not None
    assert exact.total.value == Decimal("8020.2")
    carried = outlook.chosen(korea, ["twelfth-carried-on"])
    (longer,) = outlook.spreads(korea, carried, TEN, 1_000, 7, Running(1), path)
    (free,) = outlook.spreads(korea, carried, TEN, 1_000, 7, Running(1))
    spread, wide = (
        (s.steps["high"].value or 0) - (s.steps["low"].value or 0) for s in (longer, free)
    )
    assert 0 < spread < wide


def test_a_path_that_does_not_exist_is_told(korea: Dossier) -> None:
    with pytest.raises(burdenshare.NotFoundError):
        outlook.laid(korea, "crash", outlook.chosen(korea, ["sma-12"]), FIVE)


# -- many futures, by hand -------------------------------------------------------------------------

PLANS = ("sma-12", "twelfth-two-percent", "eighth-carried-on")
BLOCK = 1024


def drawn_prices(korea: Dossier) -> list[list[Decimal]]:
    """Consumer prices of 2026, 2027 and 2028 as printed, in each future of the first block."""
    one = outlook.chosen(korea, ["sma-12"])[0]
    drivers, _ = outlook.drawn(korea, [one])
    terms = outlook.schedule(korea, one, FIVE, study.project(korea))
    drawn = figures([terms], drivers, 7, 0)
    number = next(k for k, each in enumerate(drivers.each) if each.series == "cpi-kr")
    first = min(each.known for each in drivers.each) + 1
    printed = drivers.each[number].unit
    return [
        [int(drawn[year - first, number, n]) * printed for year in (2026, 2027, 2028)]
        for n in range(BLOCK)
    ]


def grown(start: str, second: str, rates: Sequence[Decimal], cap: str) -> list[Decimal]:
    """Two sums that are known, then last year × (1 + the rate, at most the cap), half-up."""
    sums = [Decimal(start), Decimal(second)]
    for rate in rates:
        exact = sums[-1] * (1 + min(rate, Decimal(cap)) / 100)
        sums.append(exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))
    return sums


def by_hand(prices: Sequence[Sequence[Decimal]]) -> dict[str, list[list[Decimal]]]:
    """The sums of each plan in each future: the rules as the articles have them, no more."""
    two = [Decimal(sum_) for sum_ in ("1519.2", "1549.6", "1580.6", "1612.2", "1644.4")]
    return {
        "sma-12": [grown("1519.2", "1551.1", rates, "5") for rates in prices],
        "twelfth-two-percent": [two for _ in prices],
        "eighth-carried-on": [grown("1435.1", "1465.2", rates, "4") for rates in prices],
    }


def quantile(values: Sequence[Decimal], part: str) -> Decimal:
    return sorted(values)[ceil(Fraction(part) * len(values)) - 1]


def mean(values: Sequence[Decimal]) -> Decimal:
    return (sum(values, Decimal(0)) / len(values)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def percent(count: int) -> Decimal:
    return (Decimal(count) * 100 / BLOCK).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def values(steps: Mapping[str, Step], *keys: str) -> list[Decimal | None]:
    return [steps[key].value for key in keys]


@pytest.fixture(scope="module")
def spreads(korea: Dossier) -> dict[str, Spread]:
    held = outlook.chosen(korea, PLANS)
    return {one.of.name: one for one in outlook.spreads(korea, held, FIVE, BLOCK, 7, Running(1))}


@pytest.fixture(scope="module")
def sums(korea: Dossier) -> dict[str, list[list[Decimal]]]:
    return by_hand(drawn_prices(korea))


@pytest.mark.parametrize("name", PLANS)
def test_each_year_and_the_whole_are_those_of_the_rule_by_hand(
    name: str, spreads: dict[str, Spread], sums: dict[str, list[list[Decimal]]]
) -> None:
    parts = {"low": "1/20", "lower": "1/4", "middle": "1/2", "upper": "3/4", "high": "19/20"}
    whole = [sum(one, Decimal(0)) for one in sums[name]]
    told = [(spreads[name].steps, whole)] + [
        (spreads[name].years[year], [one[n] for one in sums[name]]) for n, year in enumerate(FIVE)
    ]
    for steps, found in told:
        assert values(steps, "mean", *parts) == [
            mean(found), *(quantile(found, part) for part in parts.values())
        ]  # fmt: skip


def test_a_cap_holds_where_the_drawn_price_is_above_it(
    korea: Dossier, spreads: dict[str, Spread]
) -> None:
    """Each year follows the price of two years before; 2026 of the 12th has no rule with a cap."""
    prices = drawn_prices(korea)
    for name, cap in (("sma-12", 5), ("eighth-carried-on", 4)):
        (bound,) = spreads[name].bounds
        assert (bound.kind, bound.tranche) == ("cap", "")
        for n, year in enumerate((2028, 2029, 2030)):
            assert bound.years[year].value == percent(sum(rates[n] > cap for rates in prices))
        assert bound.years[2027].value == 0
    assert 2026 not in spreads["sma-12"].bounds[0].years
    assert spreads["twelfth-two-percent"].bounds == ()


def test_which_costs_more_and_what_is_regretted_by_hand(
    spreads: dict[str, Spread], sums: dict[str, list[list[Decimal]]]
) -> None:
    """The 12th against two percent: each is the dearer in some futures; with the 8th beside them,
    both are regretted in all."""
    whole = {name: [sum(one, Decimal(0)) for one in sums[name]] for name in PLANS}
    cheapest = [min(each) for each in zip(*whole.values(), strict=True)]
    for name, held in spreads.items():
        for other in PLANS:
            if other != name:
                more = sum(a > b for a, b in zip(whole[name], whole[other], strict=True))
                assert held.more[other].value == percent(more)
        regrets = [a - b for a, b in zip(whole[name], cheapest, strict=True)]
        assert values(held.steps, "regret-mean", "regret-high", "regret-most") == [
            mean(regrets), quantile(regrets, "19/20"), max(regrets)
        ]  # fmt: skip
        assert values(held.steps, "cheapest", "alone") == [percent(regrets.count(Decimal(0)))] * 2
    twelfth, two = spreads["sma-12"], spreads["twelfth-two-percent"]
    assert 0 < (twelfth.more["twelfth-two-percent"].value or 0) < 100
    assert 0 < (two.more["sma-12"].value or 0) < 100


def test_regret_of_two_that_change_places(korea: Dossier) -> None:
    """Of two, what one regrets is what it costs more, and nothing where it costs less."""
    held = outlook.chosen(korea, PLANS[:2])
    one, other = outlook.spreads(korea, held, FIVE, BLOCK, 7, Running(1))
    hand = by_hand(drawn_prices(korea))
    totals = {name: [sum(each, Decimal(0)) for each in hand[name]] for name in PLANS[:2]}
    gaps = [a - b for a, b in zip(*totals.values(), strict=True)]
    assert one.steps["regret-mean"].value == mean([max(gap, Decimal(0)) for gap in gaps])
    assert other.steps["regret-mean"].value == mean([max(-gap, Decimal(0)) for gap in gaps])
    assert one.steps["alone"].value == percent(sum(gap < 0 for gap in gaps))
    assert other.steps["cheapest"].value == percent(sum(gap >= 0 for gap in gaps))


def test_numbers_that_were_approved(korea: Dossier) -> None:
    """10,240 futures of seed 0: a change of these moves what the page says, and needs a reason."""
    held = outlook.chosen(korea, ["sma-12", "eleventh-carried-on", "us-five-billion"])
    twelfth, eleventh, refused = outlook.spreads(korea, held, FIVE, 10_000, 0, Running(2))
    parts = ("mean", "low", "lower", "middle", "upper", "high")
    assert [str(v) for v in values(twelfth.years[2030], *parts)] == [
        "1676.5", "1555.6", "1629.6", "1681.5", "1729.4", "1780.3"
    ]  # fmt: skip
    assert [str(v) for v in values(twelfth.steps, "dollars-low", "dollars-middle")] == [
        "4682.7", "5613.0"
    ]  # fmt: skip
    assert str(eleventh.more["sma-12"].value) == "97.4"
    assert str(twelfth.bounds[0].years[2030].value) == "16.1"
    assert refused.refused == "no-terms"
    assert not refused.more
    assert "us-five-billion" not in twelfth.more


def test_where_a_cap_begins_and_what_it_costs_at_most(korea: Dossier) -> None:
    """The 12th from 5.0 %, the 8th's rule from 4.0 %; at its cap the 12th costs 8,204.7."""
    for name, rate in (("sma-12", "5.0"), ("eighth-carried-on", "4.0")):
        one = outlook.chosen(korea, [name])[0]
        (start,) = outlook.cap_starts(korea, one, FIVE)
        assert start.series == "cpi-kr"
        assert start.step is not None
        assert str(start.step.value) == rate
        assert start.step.source
        assert start.step.place.line
        assert total(korea, name, FIVE, rate) == total(korea, name, FIVE, "20.0")
        assert total(korea, name, FIVE, str(Decimal(rate) - Decimal("0.1"))) < total(
            korea, name, FIVE, rate
        )
    at_cap = outlook.at_cap(korea, outlook.chosen(korea, ["sma-12"])[0], FIVE, {})
    assert at_cap is not None
    assert at_cap.value == Decimal("8204.7")
    eleventh = outlook.chosen(korea, ["eleventh-carried-on"])[0]
    assert outlook.cap_starts(korea, eleventh, FIVE) == ()
    assert outlook.at_cap(korea, eleventh, FIVE, {}) is None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("compare korea sma-12 --assume cpi-kr=2.0",
         "Over 2026–2030 “12th Special Measures Agreement” costs ₩7.91 trillion with Consumer "
         "prices, Korea at 2.0\u00a0%. At its cap it is ₩8.20 trillion."),
        ("compare korea sma-12,eighth-carried-on --assume cpi-kr=2.0 --lang ko",
         "2026–2030 “제12차 방위비분담특별협정” 비용은 소비자물가 상승률 2.0%일 때 "
         "7조\u00a09,121억\u00a0원입니다. 상한을 적용하면 8조\u00a02,047억\u00a0원입니다. "
         "“제8·9차 규칙을 2026년부터 적용, 상한 4%” 비용은 4,380억\u00a0원 더 적습니다."),
        ("compare korea sma-12", "“12th Special Measures Agreement” has no sum for every year of "
         "2026–2030 on this path: a rate is not known yet, or no rule is stated."),
        ("compare korea sma-12 --futures 10000",
         "Over 2026–2030 “12th Special Measures Agreement” costs ₩7.97 trillion in the middle of "
         "10,240 futures; nine of ten lie between ₩7.74 trillion and ₩8.18 trillion."),
    ],
)  # fmt: skip
def test_the_answer_is_a_sentence(line: str, told: str) -> None:
    assert burdenshare.ask(line).lead() == told
