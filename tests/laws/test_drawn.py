"""What is drawn anew each year: recorded steps and lapses, and deployments of a posture. The loop
against the exact path, how the draws fall, and the same bits whatever runs it."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import burdenshare
from burdenshare import outlook, study
from burdenshare.futures import (
    Driver,
    Drivers,
    Event,
    Exchange,
    Meter,
    Recorded,
    RefusedError,
    Schedule,
    Summary,
    along,
    compiled,
    kernel,
    run,
)
from burdenshare.futures.drivers import key_of, poisson
from burdenshare.futures.ensemble import figures, stored
from burdenshare.futures.program import program, room_for
from burdenshare.model.projection import of_agreement
from burdenshare.running import Running
from burdenshare.vocabulary import (
    Agreement,
    Contribution,
    Escalator,
    Metered,
    Money,
    Step,
    Text,
    Years,
)
from tests.written import ROOT

D = Decimal
WON, DOLLAR = Money("KRW", "bn"), Money("USD", "mn")
CHANGE = Exchange("krw-per-usd", WON, DOLLAR)
SPAN = Years(2026, 2031)
STEPS = tuple(D(one) for one in ("-8.9", "2.5", "5.8", "6.6", "8.2", "8.3", "13.9"))
LAPSES = tuple(D(one) for one in ("0", "3.1", "5.6", "11.9", "12", "20", "24.1"))


# -- the same sums as the exact path -------------------------------------------------------------

rates = st.integers(-300, 600).map(lambda n: D(n) / 10)
fractions = st.integers(-2000, 4000).map(lambda n: D(n) / 10_000)
sums = st.integers(0, 10**5).map(lambda n: D(n) / 10)
steps = st.sampled_from([D("0.01"), D("0.05"), D("0.1"), D("0.25"), D(1), D(5), D(100)])


@st.composite
def terms(draw: st.DrawFn) -> Agreement:
    """A first sum, a renewal that a lapse may put off, later rules, and a metered part."""
    renewal = 2026 + draw(st.integers(1, 3))

    def rule(year: int, **more: object) -> Escalator:
        held: dict[str, object] = {
            "follow": tuple(draw(st.lists(st.sampled_from(["x", "step"]), unique=True))),
            "plus": draw(fractions), "floor": draw(st.none() | fractions),
            "cap": draw(st.none() | fractions), "round_to": draw(steps), **more,
        }  # fmt: skip
        return Escalator(years=Years(year, year), tranche="base", **held)  # type: ignore[arg-type]

    lapse = draw(st.sampled_from(["", "lapse"]))
    first = rule(renewal, follow=("step",), lapse=lapse)
    others = (rule(year) for year in SPAN if year > 2026 and year != renewal)
    low, high = draw(st.none() | sums), draw(st.none() | sums)
    metered = Metered(
        years=Years(2027, 2031), cost="cost", share=draw(st.integers(0, 1000)) / D(1000),
        floor=low, ceiling=high if low is None or high is None else max(low, high),
        round_to=draw(steps), tranche="support",
    )  # fmt: skip
    return Agreement(
        name="any", title=Text("", ""), years=SPAN, money=WON, escalator=(first, *others),
        contribution=(
            Contribution(years=Years(2026, 2026), tranche="base", amount=draw(sums)),
            Contribution(years=SPAN, tranche="support", amount=draw(sums)),
        ),
        metered=(metered,),
    )  # fmt: skip


@settings(deadline=None, max_examples=1500)
@given(terms(), st.data())
def test_any_such_terms_have_the_sums_of_the_exact_path(
    agreement: Agreement, data: st.DataObject
) -> None:
    schedule = compiled([agreement], SPAN, {}, lambda *_: None, CHANGE, {"cost": "KRW"})
    of_name: Mapping[str, st.SearchStrategy[Decimal]] = {
        "krw-per-usd": st.integers(1, 10**6).map(lambda n: D(n) / 100),
        "lapse": st.integers(0, 700).map(lambda n: D(n) / 10),
        "cost": st.integers(0, 10**7).map(lambda n: D(n) / 1000),
    }
    path = {at: data.draw(of_name.get(at[0], rates)) for at in sorted(schedule.needed)}

    def look(name: str, year: int, vintage: Sequence[str]) -> Step:
        value = path.get((name, year), D(2))
        return Step(id=name, name="figure", value=value, unit="", status="recorded", year=year)

    (sums_,) = along(schedule, [path])
    owed = of_agreement(agreement, {}, look)
    assert {(s.year, s.details["tranche"]): s.value for s in owed} == dict(sums_.lines)


def proposed(lapse: str = "lapse", **rule: object) -> Agreement:
    """100 in 2026; a step in 2027; 2 % a year after it."""
    held = {"follow": ("step",), "round_to": D("0.1"), "lapse": lapse, **rule}
    return Agreement(
        name="proposed", title=Text("", ""), years=SPAN, money=WON,
        contribution=(Contribution(years=Years(2026, 2026), amount=D(100)),),
        escalator=(
            Escalator(years=Years(2027, 2027), **held),  # type: ignore[arg-type]
            Escalator(years=Years(2028, 2031), plus=D("0.02"), round_to=D("0.1")),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("months", "told"),
    [
        ("0", "110.0 112.2 114.4 116.7 119.0"),
        ("11.9", "110.0 112.2 114.4 116.7 119.0"),
        ("12", "100.0 110.0 112.2 114.4 116.7"),
        ("20", "100.0 110.0 112.2 114.4 116.7"),
        ("24", "100.0 100.0 110.0 112.2 114.4"),
        ("90", "100.0 100.0 100.0 100.0 100.0"),
    ],
)
def test_each_full_year_of_a_lapse_holds_the_sum_for_a_year(months: str, told: str) -> None:
    """As 2020 was settled at the sum of 2019, and the step came in 2021."""
    schedule = compiled([proposed()], SPAN, {}, lambda *_: None, CHANGE)
    path = {at: D(1000) for at in schedule.needed}
    path |= {("step", 2027): D(10), ("lapse", 2027): D(months)}
    (one,) = along(schedule, [path])
    assert [str(one.home[year]) for year in range(2027, 2032)] == told.split()


def test_the_record_of_2019_to_2021_comes_back() -> None:
    """1,038.9 in 2019; twenty months without an agreement; 13.9 % on the same sum in 2021."""
    deal = replace(proposed(), years=Years(2019, 2021), contribution=(
        Contribution(years=Years(2019, 2019), amount=D("1038.9")),), escalator=(
        Escalator(years=Years(2020, 2020), follow=("step",), lapse="lapse", round_to=D("0.1")),
        Escalator(years=Years(2021, 2021), plus=D("0.054"), round_to=D("0.1")),
    ))  # fmt: skip
    schedule = compiled([deal], deal.years, {}, lambda *_: None, CHANGE)
    path = {at: D(1180) for at in schedule.needed}
    path |= {("step", 2020): D("13.9"), ("lapse", 2020): D("20.0")}
    (one,) = along(schedule, [path])
    assert [str(one.home[year]) for year in deal.years] == ["1038.9", "1038.9", "1183.3"]


# -- how the draws fall ----------------------------------------------------------------------------

DRIVERS = Drivers(
    each=(
        Driver(series="krw-per-usd", known=2025, last=D(1420), persistence=D(1), spread=D("0.08"),
               unit=D("0.01"), kind="level"),
    ),
    recorded=(Recorded(series="step", values=STEPS), Recorded(series="lapse", values=LAPSES)),
    meters=(
        Meter(series="cost", money=Money("USD"), events=(
            Event(name="often", times=Fraction(7, 3), cost=D(1_000_000)),
            Event(name="seldom", times=Fraction(1, 3), cost=D(214_500_000)),
            Event(name="never", times=Fraction(0), cost=D(5_000_000)),
        )),
    ),
)  # fmt: skip


def with_support(share: str = "0.5", **more: object) -> Agreement:
    one = proposed("")
    cost = Metered(years=SPAN, cost="cost", share=D(share), round_to=D("0.1"), tranche="support",
                   **more)  # type: ignore[arg-type] # fmt: skip
    return replace(one, name="supported", metered=(cost,))


def scheduled(agreement: Agreement) -> Schedule:
    return compiled([agreement], SPAN, {}, lambda *_: None, CHANGE, {"cost": "USD"})


PROPOSALS = [
    scheduled(replace(proposed(""), name="plain")),
    scheduled(replace(proposed(), name="late")),
    scheduled(with_support()),
]


def summary(blocks: Sequence[int], threads: int = 1) -> Summary:
    return run(PROPOSALS, DRIVERS, 7, blocks, threads)


def test_each_recorded_value_comes_as_often_as_the_others() -> None:
    blocks = 400
    drawn = np.concatenate(
        [figures(PROPOSALS, DRIVERS, 7, block) for block in range(blocks)], axis=2
    )
    futures = blocks * kernel.BLOCK
    for k, values in ((1, STEPS), (2, LAPSES)):
        rows = drawn[:, k]
        for row in rows:
            held, counts = np.unique(row, return_counts=True)
            assert [D(int(n)) / 10 for n in held] == sorted(values)
            wanted = futures / len(values)
            chi = ((counts - wanted) ** 2 / wanted).sum()
            assert chi < 28  # 6 degrees: one in ten thousand is above
        told = np.array([float(v) * 10 for v in values])
        error = told.std() / math.sqrt(futures)
        assert abs(rows[0].mean() - told.mean()) < 4 * error
        assert rows[0].std() == pytest.approx(told.std(), rel=0.01)
        for one, next_ in pairwise(rows):
            assert abs(np.corrcoef(one, next_)[0, 1]) < 4 / math.sqrt(futures)
    assert abs(np.corrcoef(drawn[0, 1], drawn[0, 2])[0, 1]) < 4 / math.sqrt(futures)


@pytest.mark.parametrize("size", [1, 2, 7, 1000, 2**31 + 1, 2**31 - 5])
def test_an_index_is_as_likely_as_another(size: int) -> None:
    """With a size of 2³¹ + 1 nearly half of all words would favour some, and are drawn again."""
    held = np.zeros((200, kernel.BLOCK), np.int64)
    for block, words in enumerate(held):
        kernel.fill_words(words, np.uint64(3), block, 2031, 99)
        given_ = words.copy()
        kernel.to_indices(words, size, np.uint64(3), block, 2031, 99)
        fair = (given_ * size & 0xFFFFFFFF) >= 2**32 % size
        assert (words[fair] == (given_ * size >> 32)[fair]).all()
    drawn = held.ravel()
    assert drawn.min() >= 0
    assert drawn.max() < size
    mean = (size - 1) / 2
    assert abs(drawn.mean() - mean) <= 4 * size / math.sqrt(12 * drawn.size)
    assert (drawn % 2).mean() == pytest.approx(0.5 if size != 1 else 0, abs=0.08)


@pytest.mark.parametrize("times", ["1/3", "1", "7/3", "12", "100"])
def test_events_come_a_poisson_number_of_times(times: str) -> None:
    mean = Fraction(times)
    table = np.array(poisson(mean))
    words = np.zeros((200, kernel.BLOCK), np.int64)
    for block, row in enumerate(words):
        kernel.fill_words(row, np.uint64(5), block, 2031, key_of("b"))
    counts = (words.ravel()[:, None] >= table[None, :]).sum(axis=1)
    error = math.sqrt(float(mean) / counts.size)
    assert abs(counts.mean() - float(mean)) < 4 * error
    assert counts.var() == pytest.approx(float(mean), rel=0.03)
    part = below = math.exp(-float(mean))
    for n, least in enumerate(table):
        assert int(least) / 2**32 == pytest.approx(below, abs=1e-9)
        part *= float(mean) / (n + 1)
        below += part
    assert all(one <= other for one, other in pairwise(table))


def test_what_a_posture_costs_has_the_mean_and_spread_of_its_events() -> None:
    """A compound Poisson sum: mean Σ times × cost, variance Σ times × cost². At a known rate."""
    known = {("krw-per-usd", y): D(1250) for y in SPAN}
    schedule = compiled([with_support("1")], SPAN, {}, lambda n, y, _: known.get((n, y)), CHANGE,
                        {"cost": "USD"})  # fmt: skip
    drivers = replace(DRIVERS, each=())
    kept = stored([schedule], drivers, 7, range(400))
    one = program([schedule], drivers, 7)
    support = kept[0, 0, :6] / 10 - stored(
        [compiled([proposed("")], SPAN, {}, lambda n, y, _: known.get((n, y)), CHANGE)],
        drivers, 7, range(400),
    )[0, 0, :6] / 10  # fmt: skip
    assert len(one.draws.events) == 6 * 3
    mean = (7 / 3 + 214.5 / 3) * 1.25
    spread = math.sqrt(7 / 3 + 214.5**2 / 3) * 1.25
    error = spread / math.sqrt(support[0].size)
    for year in support:
        assert abs(year.mean() - mean) < 4 * error
        assert year.std() == pytest.approx(spread, rel=0.02)


def test_a_metered_cost_is_turned_at_the_drawn_rate_exactly() -> None:
    """Each stored sum is the whole of half-up(share × cost × rate) for some number of events."""
    schedule = scheduled(with_support("0.5"))
    plain = PROPOSALS[0]
    block = 11
    told = (
        stored([schedule], DRIVERS, 7, [block])[0, 0] - stored([plain], DRIVERS, 7, [block])[0, 0]
    )
    rate = figures([schedule], DRIVERS, 7, block)[:, 0]
    one = program([schedule], DRIVERS, 7)
    room = room_for(one)
    kernel.draw(one.draws, block, room)
    for year in range(6):
        for n in range(kernel.BLOCK):
            dollars = Fraction(int(room.metered[year, n])) * 500_000
            won = dollars * Fraction(int(rate[year, n]), 100) / 2
            assert told[year, n] == int(won / 10**8 + Fraction(1, 2))


@pytest.mark.parametrize("blocks", [1, 30])
def test_quantiles_and_means_are_those_of_stored_futures(blocks: int) -> None:
    kept = stored(PROPOSALS, DRIVERS, 7, range(blocks))
    counted = summary(range(blocks))
    parts = [D(part) for part in ("0.001", "0.05", "0.5", "0.95", "0.999")]
    for s, name in enumerate(counted.schedules):
        for row, year in enumerate([*SPAN, None]):
            values, tally = kept[s, 0, row], counted.sums(name, year)
            wanted = np.quantile(values, [float(p) for p in parts], method="inverted_cdf")
            assert [tally.quantile(p) * 10 for p in parts] == [int(v) for v in wanted]
            assert tally.mean() == Fraction(int(values.sum()), 10 * values.size)


def test_a_bound_is_counted_only_where_it_came_to_bind() -> None:
    """A cap of 5 % on the step holds in the year the step comes, and in no year that waits."""
    deal = proposed(cap=D("0.05"))
    told = run([scheduled(deal)], DRIVERS, 7, range(60))
    capped = [Fraction(told.capped("proposed", year), told.futures) for year in range(2027, 2031)]
    above = Fraction(sum(step > 5 for step in STEPS), len(STEPS))
    for part, waits in zip(capped, (4, 2, 1, 0), strict=True):
        wanted = above * Fraction(waits, len(LAPSES))
        assert abs(float(part - wanted)) < 0.015
    assert capped[3] == 0


# -- the same bits -------------------------------------------------------------------------------

GOLDEN = "08fa422538be4eb2d009869f7b232e1992211fd0028ac45a61f7e04fd6f9dbba"
"""Of what was counted alone: how terms stand in arrays may change."""


def test_threads_and_the_order_of_blocks_change_nothing() -> None:
    blocks = list(range(30))
    mixed = np.random.default_rng(1).permutation(30).tolist()
    digests = {
        summary(blocks).digest,
        summary(blocks, threads=2).digest,
        summary(mixed, threads=2).digest,
        summary(blocks[::-1], threads=5).digest,
    }
    assert len(digests) == 1


@pytest.mark.parametrize("processor", ["", "generic"])
def test_a_fresh_process_and_a_plain_processor_give_the_same_bits(processor: str) -> None:
    code = "from tests.laws.test_drawn import summary; print(summary(range(16), 2).digest)"
    environment = {**os.environ, **({"NUMBA_CPU_NAME": processor} if processor else {})}
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert told.stdout.strip() == summary(range(16)).digest


def test_the_bits_are_those_that_were_approved() -> None:
    """A change of these moves every published range, and needs a reason."""
    assert replace(summary(range(8)), problem="").digest == GOLDEN


def test_other_drivers_and_proposals_leave_a_draw_as_it_was() -> None:
    """A value and a number of times are known by name, year, seed and future."""
    alone = run([PROPOSALS[1]], replace(DRIVERS, meters=()), 7, range(8))
    wider = replace(DRIVERS, recorded=(Recorded(series="other", values=(D(1), D(2))),
                                       *DRIVERS.recorded))  # fmt: skip
    every = run(PROPOSALS[::-1], wider, 7, range(8))
    for year in SPAN:
        ours, theirs = (told.sums("late", year) for told in (alone, every))
        assert ours.sums.tolist() == theirs.sums.tolist()
        assert ours.counts.tolist() == theirs.counts.tolist()


def test_years_before_those_compared_are_run_and_not_counted() -> None:
    whole = run([scheduled(proposed())], DRIVERS, 7, range(8))
    later = compiled([proposed()], SPAN, {}, lambda *_: None, CHANGE, lead=3)
    told = run([later], DRIVERS, 7, range(8))
    for year in SPAN:
        assert told.sums("proposed", year).mean() == whole.sums("proposed", year).mean()
    years = [told.sums("proposed", year).mean() for year in range(2029, 2032)]
    assert told.sums("proposed").mean() == sum(years)


# -- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("metered", {"lag": 1}),
        ("no-rounding", {"round_to": None}),
        ("metered", {"cost": "unknown"}),
    ],
)
def test_a_cost_that_cannot_be_drawn_is_refused(reason: str, change: dict[str, object]) -> None:
    one = with_support()
    term = replace(one.metered[0], **change)  # type: ignore[arg-type]
    with pytest.raises(RefusedError) as told:
        scheduled(replace(one, metered=(term,)))
    assert told.value.reason == reason


def test_two_lapses_and_a_last_sum_that_is_not_known_are_refused() -> None:
    one = proposed()
    twice = replace(one, escalator=(one.escalator[0], replace(one.escalator[1], lapse="lapse")))
    with pytest.raises(RefusedError, match="two-renewals"):
        scheduled(twice)
    unknown = Step(id="x", name="contribution", value=None, unit="KRW bn", status="missing")
    grown = replace(one, contribution=(), years=Years(2027, 2031))
    with pytest.raises(RefusedError, match="nothing-to-grow-from"):
        compiled([grown], Years(2027, 2031), {"": unknown}, lambda *_: None, CHANGE)


def test_values_and_events_that_cannot_be_are_told() -> None:
    with pytest.raises(ValueError, match="there is a value"):
        Recorded(series="x", values=())
    with pytest.raises(ValueError, match="no whole multiple"):
        Recorded(series="x", values=(D("0.05"),))
    with pytest.raises(ValueError, match="0 to 100 times"):
        Event(name="x", times=Fraction(-1), cost=D(1))
    with pytest.raises(ValueError, match="at least one event"):
        Meter(series="x", money=DOLLAR, events=())
    with pytest.raises(ValueError, match="two drivers"):
        replace(DRIVERS, recorded=(Recorded(series="krw-per-usd", values=(D(1),)),)).correlation()


# -- the dossier ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def korea() -> burdenshare.Dossier:
    return burdenshare.load("korea")


def test_the_drawn_step_of_korea_is_that_of_the_record(korea: burdenshare.Dossier) -> None:
    """Of the seven sums that 2031 can be for one sum of 2030, each comes in a seventh."""
    years = Years(2030, 2031)
    held = outlook.chosen(korea, ["twelfth-renewed"])
    path = outlook.laid(korea, "crash-1998", held, years)  # 2030 is then the same in all futures
    owed = study.project(korea, path=path)
    schedule = outlook.schedule(korea, held[0], Years(2026, 2031), owed, path)
    assert ("step", 2031) in schedule.needed
    drivers, _ = outlook.drawn(korea, held, path)
    told = run([schedule], drivers, 7, range(100))
    sums_ = told.sums("twelfth-renewed", 2031)
    base = told.sums("twelfth-renewed", 2030)
    assert base.lowest == base.highest == D("1679.5")
    steps_ = sorted(s.value for s in study.drivers(korea).drivers["step"].figures if s.value)
    wanted = [(D("1679.5") * (1 + step / 100)).quantize(D("0.1"), "ROUND_HALF_UP")
              for step in steps_]  # fmt: skip
    assert [int(n) / D(10) for n in sums_.sums] == wanted
    assert all(abs(int(n) / sums_.futures - 1 / 7) < 0.01 for n in sums_.counts)


def test_the_support_of_korea_falls_around_its_mean(korea: burdenshare.Dossier) -> None:
    """The mean of many futures is the sum of the one path, at the recorded rate of 2019."""
    held = outlook.chosen(korea, ["support-tension"])
    years = Years(2019, 2019)
    (exact,) = outlook.compare(korea, held, years, {})
    (many,) = outlook.spreads(korea, held, years, 100_000, 1, Running(2))
    assert exact.total is not None
    mean, low, high = (many.steps[key].value or D(0) for key in ("mean", "low", "high"))
    assert abs(mean - (exact.total.value or 0)) < D("2.5")
    assert D("1038.9") < low < mean < high
    rests = {step.name for step in many.steps["mean"].uses}
    assert "posture" in rests
