"""Many futures: the loop against the exact path, and what holds whatever runs it."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from typing import Literal

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import burdenshare
from burdenshare import study
from burdenshare.futures import (
    Driver,
    Drivers,
    Exchange,
    RefusedError,
    Schedule,
    Summary,
    Tally,
    TooLargeError,
    along,
    compiled,
    ensemble,
    kernel,
    run,
)
from burdenshare.futures.drivers import factor
from burdenshare.futures.ensemble import figures, stored
from burdenshare.futures.schedule import Look
from burdenshare.model import paths
from burdenshare.model.projection import Carried, of_agreement
from burdenshare.model.projection import Look as Finding
from burdenshare.model.series import figure
from burdenshare.vocabulary import (
    Agreement,
    Contribution,
    Envelope,
    Escalator,
    Key,
    Laid,
    Metered,
    Money,
    PerHead,
    Step,
    Text,
    Years,
)
from tests.written import ROOT

D = Decimal
WON, DOLLAR = Money("KRW", "bn"), Money("USD", "mn")
CHANGE = Exchange("krw-per-usd", WON, DOLLAR)
Path = Mapping[tuple[str, int], Decimal]


@pytest.fixture(scope="module")
def korea() -> burdenshare.Dossier:
    return burdenshare.load("korea")


# -- the same sums as the exact path -------------------------------------------------------------


def finding(dossier: burdenshare.Dossier, path: Path) -> Finding:
    """The recorded figure where there is one, else that of the path; 2 where it has none, as for
    a rule beside a stated sum."""

    def look(name: str, year: int, vintage: Sequence[str]) -> Step:
        seen = figure(dossier.series, name, year, vintage)
        drawn = path.get((name, year), D(2))
        return seen if seen.value is not None else replace(seen, value=drawn, gap=None)

    return look


def looking(dossier: burdenshare.Dossier) -> Look:
    return lambda name, year, vintage: figure(dossier.series, name, year, vintage).value


def exact_sums(
    agreements: Sequence[Agreement], last: Carried, look: Finding, years: Years
) -> list[tuple[int, list[Step]]]:
    carried = dict(last)
    steps = [s for one in agreements for s in of_agreement(one, carried, look)]
    return [(year, [s for s in steps if s.year == year]) for year in years]


def half_up(exact: Fraction, step: Decimal) -> Decimal:
    """Exactly, and not by the loop's way."""
    whole = Fraction(exact) / Fraction(step)
    return step * int(math.copysign(math.floor(abs(whole) + Fraction(1, 2)), whole))


def assert_same(
    schedule: Schedule,
    agreements: Sequence[Agreement],
    last: Carried,
    dossier: burdenshare.Dossier,
    paths: Sequence[Path],
) -> None:
    """Every part and both totals of every year, to the printed unit."""
    for path, sums in zip(paths, along(schedule, paths), strict=True):
        look = finding(dossier, path)
        for year, steps in exact_sums(agreements, last, look, schedule.years):
            parts = [v for (y, _), v in sums.lines.items() if y == year]
            assert parts == [s.value for s in steps]
            rate = Fraction(look("krw-per-usd", year, ("first",)).value or 0)
            won, dollar = (
                sum((Fraction(s.value or 0) for s in steps if s.unit == money.unit), Fraction(0))
                for money in (WON, DOLLAR)
            )
            assert sums.home[year] == D(str(float(won))) + half_up(dollar * rate / 1000, D("0.1"))
            assert sums.other[year] == D(str(float(dollar))) + half_up(won * 1000 / rate, D("0.1"))


def stress(schedule: Schedule, seed: int, count: int) -> list[Path]:
    """Figures far beyond what was ever seen, in printed units."""
    draw = np.random.default_rng(seed)
    needed = sorted(schedule.needed)
    return [
        {
            (name, year): D(int(draw.integers(50_000, 500_000))) / 100
            if name == "krw-per-usd"
            else D(int(draw.integers(-150, 400))) / 10
            for name, year in needed
        }
        for _ in range(count)
    ]


def test_every_agreement_since_1991_has_the_sums_of_the_exact_path(
    korea: burdenshare.Dossier,
) -> None:
    carried: Carried = {}
    for agreement in korea.agreements:
        last = dict(carried)
        schedule = compiled([agreement], agreement.years, last, looking(korea), CHANGE)
        assert_same(schedule, [agreement], last, korea, stress(schedule, 1, 300))
        of_agreement(agreement, carried, finding(korea, {}))


def test_every_agreement_on_every_stress_path(korea: burdenshare.Dossier) -> None:
    """As the paths were recorded or assumed, laid over the years that each agreement is not
    told for, and once more over its own years with no figure known at all."""
    told = study.drivers(korea)
    fits = {name: one.fit for name, one in told.drivers.items() if one.fit is not None}
    empty = replace(
        korea, series={name: replace(one, observations=()) for name, one in korea.series.items()}
    )
    assert set(told.paths) == {"crash-1998", "crisis-2008", "prices-2022", "deflation"}
    for stressed in told.paths.values():
        for agreement in korea.agreements:
            last: Carried = {}
            for before in korea.agreements[: korea.agreements.index(agreement)]:
                of_agreement(before, last, finding(korea, {}))
            for dossier, first in ((korea, 2026), (empty, agreement.years.first - 2)):
                laid = paths.laid(stressed, first, korea.drivers, fits, korea.series)
                known = looking(dossier)
                schedule = compiled([agreement], agreement.years, last, known, CHANGE)
                path = {at: on_path(laid, *at) for at in schedule.needed}
                assert_same(schedule, [agreement], last, dossier, [path])


def on_path(laid: Laid, name: str, year: int) -> Decimal:
    """The figure of a path; after it the mean; 1,100 and 2 where it says nothing."""
    if (name, year) in laid.figures:
        return laid.figures[name, year].value or D(0)
    if name in laid.means and year > laid.years.last and (name, laid.years.last) in laid.figures:
        return paths.after(laid, name, year).value or D(0)
    return D(1100) if name == "krw-per-usd" else D(2)


def test_all_agreements_in_one_chain(korea: burdenshare.Dossier) -> None:
    schedule = compiled(korea.agreements, Years(1991, 2030), {}, looking(korea), CHANGE)
    assert_same(schedule, korea.agreements, {}, korea, stress(schedule, 2, 600))


def test_no_figure_known_at_all(korea: burdenshare.Dossier) -> None:
    """The whole history again, on invented figures."""
    schedule = compiled(korea.agreements, Years(1991, 2030), {}, lambda *_: None, CHANGE)
    empty = replace(
        korea,
        series={name: replace(one, observations=()) for name, one in korea.series.items()},
    )
    assert_same(schedule, korea.agreements, {}, empty, stress(schedule, 3, 600))


def test_proposals_grow_from_the_last_sum_of_the_agreement_before(
    korea: burdenshare.Dossier,
) -> None:
    before = next(one for one in korea.agreements if one.name == "sma-12")
    proposal = replace(
        before, name="proposal", years=Years(2031, 2035), contribution=(), category=(),
        escalator=(Escalator(years=Years(2031, 2035), follow=("cpi-kr",), plus=D("0.0125"),
                             lag=1, round_to=D("0.1")),),
    )  # fmt: skip
    chain = [before, proposal]
    schedule = compiled(chain, Years(2026, 2035), {}, looking(korea), CHANGE)
    assert_same(schedule, chain, {}, korea, stress(schedule, 4, 300))


rates = st.integers(-300, 600).map(lambda n: D(n) / 10)
fractions = st.integers(-2000, 4000).map(lambda n: D(n) / 10_000)
steps = st.sampled_from([D("0.01"), D("0.05"), D("0.1"), D("0.25"), D(1), D(5), D(100)])


@st.composite
def terms(draw: st.DrawFn, is_bound: bool) -> Agreement:
    """Any terms that the loop accepts: parts, several rules, any bounds, either money. Or bound
    ones, that follow one series: for them there is a shorter way."""
    years = Years(2001, 2001 + draw(st.integers(1, 6)))
    tranches = draw(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, unique=True))
    stated = tuple(
        Contribution(
            years=Years(2001, 2001), tranche=name,
            amount=draw(st.integers(0, 10**4)) * draw(steps),
            money=draw(st.sampled_from([None, DOLLAR])),
        )
        for name in tranches
    )  # fmt: skip
    ends = fractions if is_bound else st.none() | fractions
    followed = st.lists(st.sampled_from(["x", "y"]), unique=True, min_size=is_bound,
                        max_size=1 if is_bound else 2)  # fmt: skip
    rules = tuple(
        Escalator(
            years=Years(year, year), tranche=name,
            follow=tuple(draw(followed)), lag=draw(st.integers(0, 3)), plus=draw(fractions),
            floor=draw(ends), cap=draw(ends), round_to=draw(steps),
        )
        for name in tranches
        for year in range(2002, years.last + 1)
    )  # fmt: skip
    return Agreement(
        name="any", title=Text("", ""), years=years, money=WON,
        contribution=stated, escalator=rules,
    )  # fmt: skip


@pytest.mark.parametrize("is_bound", [False, True])
@settings(deadline=None, max_examples=1000)
@given(data=st.data())
def test_any_terms_have_the_sums_of_the_exact_path(is_bound: bool, data: st.DataObject) -> None:
    agreement = data.draw(terms(is_bound))
    known = data.draw(
        st.dictionaries(st.sampled_from([(n, y) for n in "xy" for y in (1999, 2001, 2003)]), rates)
    )
    schedule = compiled([agreement], agreement.years, {}, lambda n, y, _: known.get((n, y)), CHANGE)
    path = {
        at: data.draw(st.integers(1, 10**6)) / D(100)
        if at[0] == "krw-per-usd"
        else data.draw(rates)
        for at in sorted(schedule.needed)
    }

    def look(name: str, year: int, vintage: Sequence[str]) -> Step:
        value = known.get((name, year), path.get((name, year)))
        return Step(id=name, name="figure", value=value, unit="percent", status="recorded")

    (sums,) = along(schedule, [path])
    steps = of_agreement(agreement, {}, look)
    assert list(sums.lines.values()) == [step.value for step in steps]


@settings(deadline=None, max_examples=500)
@given(
    st.integers(1, 10**7),
    st.sampled_from([1, 2, 5, 10, 25]),
    st.sampled_from([10**3, 10**4, 10**6]),
)
@example(2675, 10, 1000)
def test_ties_go_away_from_zero(amount: int, step: int, parts: int) -> None:
    """Growth is chosen so that the sum lands on a half, and one part to each side of it."""
    whole = parts * step
    for growth in range(parts - 2, parts + 3):
        for sign in (1, -1):
            _ties(sign * amount * whole // 2, growth, parts, step)
            _ties(sign * amount, growth, parts, step)


def _ties(amount: int, growth: int, parts: int, step: int) -> None:
    if abs(amount * growth) + parts * step >= 2**53:
        return
    amounts = np.full((2, kernel.BLOCK), float(amount))
    rates, peak = np.full((1, kernel.BLOCK), float(growth)), np.zeros(1)
    kernel.grow_amounts(amounts, 0, rates, 0, float(parts), float(step), peak)
    exact = D(amount * growth) / D(parts * step)
    wanted = exact.quantize(D(1), rounding=ROUND_HALF_UP) * step
    assert D(amounts[0, 0]) == wanted
    if 0 <= amount * growth < kernel.PLAIN - parts * step:
        total = np.ones(kernel.BLOCK)
        kernel.grow_plain(total, 2.0, amounts, 1, rates, 0, float(parts), float(step))
        assert (D(amounts[1, 0]), D(total[0])) == (wanted, 1 + 2 * wanted)


def test_a_sum_beyond_whole_numbers_is_told() -> None:
    huge = deal(base="90071992547409.9")
    with pytest.raises(TooLargeError):
        run([scheduled(huge)], DRIVERS, 1, [0])


# -- what is refused -----------------------------------------------------------------------------

EVER = Years(2026, 2027)


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("per-head", {"per_head": (PerHead(years=EVER, heads="x", cost="x"),)}),
        ("metered", {"metered": (Metered(years=EVER, cost="x", share=D(1)),)}),
        ("envelope", {"envelope": (Envelope(years=EVER, total=D(1)),)}),
        ("key", {"key": (Key(years=EVER, shares={"x": D(1)}),)}),
        ("rounding", {"escalator": (Escalator(years=Years(2027, 2027), rounding="down"),)}),
        ("no-rounding", {"escalator": (Escalator(years=Years(2027, 2027)),)}),
        ("no-terms", {"escalator": ()}),
        ("nothing-to-grow-from", {"contribution": (), "escalator": (
            Escalator(years=EVER, round_to=D(1)),)}),
        ("other-money", {"money": Money("EUR", "mn")}),
        ("mixed-money", {"contribution": (
            Contribution(years=EVER, amount=D(1)),
            Contribution(years=EVER, amount=D(1), money=DOLLAR, category="labour"))}),
    ],
)  # fmt: skip
def test_what_the_loop_does_not_know_is_refused(reason: str, change: dict[str, object]) -> None:
    agreement = replace(deal(), years=EVER, **change)  # type: ignore[arg-type]
    with pytest.raises(RefusedError) as told:
        compiled([agreement], EVER, {}, lambda *_: None, CHANGE)
    assert told.value.reason == reason


def test_a_figure_that_nothing_moves_is_told() -> None:
    lacking = Drivers(each=DRIVERS.each[1:])
    with pytest.raises(ValueError, match="no figure of cpi for 2026"):
        run([scheduled(deal())], lacking, 1, [0])


def test_drivers_that_cannot_be_are_told() -> None:
    one = Driver(series="x", known=2025, last=D(1), mean=D(1), spread=D(1))
    with pytest.raises(ValueError, match="needs a mean"):
        replace(one, mean=None)
    with pytest.raises(ValueError, match="not negative"):
        replace(one, spread=D(-1))
    with pytest.raises(ValueError, match="two drivers"):
        Drivers(each=(one, one)).correlation()
    with pytest.raises(ValueError, match="no driver moves y"):
        Drivers(each=(one,), together={("x", "y"): D(1)}).correlation()
    with pytest.raises(ValueError, match="no figures can go together"):
        factor([[1.0, 1.0], [1.0, 1.0]])


def test_an_exchange_rate_that_moves_as_a_rate_is_told() -> None:
    rate = replace(DRIVERS.each[1], kind="rate")
    with pytest.raises(ValueError, match="moves as a level"):
        run([scheduled(deal())], Drivers(each=(DRIVERS.each[0], rate)), 1, [0])


# -- the same bits -------------------------------------------------------------------------------

DRIVERS = Drivers(
    each=(
        Driver(series="cpi", known=2025, last=D("2.1"), mean=D(2), persistence=D("0.5"),
               spread=D(1)),
        Driver(series="krw-per-usd", known=2025, last=D(1420), persistence=D(1), spread=D("0.08"),
               unit=D("0.01"), kind="level"),
    ),
    together={("cpi", "krw-per-usd"): D("0.3")},
)  # fmt: skip


def deal(name: str = "deal", base: str = "1519.2", **rule: object) -> Agreement:
    held: dict[str, object] = {"follow": ("cpi",), "lag": 1, "round_to": D("0.1"), **rule}
    return Agreement(
        name=name, title=Text("", ""), years=Years(2026, 2030), money=WON,
        contribution=(Contribution(years=Years(2026, 2026), amount=D(base)),),
        escalator=(Escalator(years=Years(2027, 2030), **held),),  # type: ignore[arg-type]
    )  # fmt: skip


def scheduled(agreement: Agreement) -> Schedule:
    return compiled([agreement], Years(2026, 2030), {}, lambda *_: None, CHANGE)


PROPOSALS = [
    scheduled(deal("free")),
    scheduled(deal("low", cap=D("0.02"))),
    scheduled(deal("high", cap=D("0.03"), plus=D("0.005"))),
]


def summary(blocks: Sequence[int], threads: int = 1) -> Summary:
    return run(PROPOSALS, DRIVERS, 7, blocks, threads)


def test_threads_and_the_order_of_blocks_change_nothing() -> None:
    blocks = list(range(40))
    mixed = np.random.default_rng(1).permutation(40).tolist()
    digests = {
        summary(blocks).digest,
        summary(blocks, threads=2).digest,
        summary(mixed, threads=2).digest,
        summary(blocks[::-1], threads=5).digest,
    }
    assert len(digests) == 1


def test_a_pilot_that_saw_too_little_costs_time_and_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wanted, one = summary(range(20)).digest, summary([3]).digest
    nothing = np.zeros(2 * 2 * 6 * 3 - 2 * 6 + 3, np.int64)
    monkeypatch.setattr(ensemble, "_reach", lambda *_: (nothing, nothing))
    assert summary(range(20), threads=2).digest == wanted
    assert summary([3]).digest == one
    monkeypatch.setattr(ensemble, "MOST_BLOCKS", 3)
    assert summary(range(20)).digest == wanted


def test_sums_far_outside_all_counters_are_kept_and_take_no_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At a rate that leaps, dollars reach millions of steps: as much room would be wasted."""
    wild = replace(DRIVERS, each=(DRIVERS.each[0], replace(DRIVERS.each[1], spread=D("1.5"))))
    nothing = np.zeros(2 * 6, np.int64)
    monkeypatch.setattr(ensemble, "_reach", lambda *_: (nothing, nothing))
    tally = run(PROPOSALS[:1], wild, 7, [0]).sums("free", 2030, "other")
    kept = stored(PROPOSALS[:1], wild, 7, [0])[0, 1, 4]
    assert kept.max() > 10**7
    sums, counts = np.unique(kept, return_counts=True)
    assert (tally.sums == sums).all() and (tally.counts == counts).all()
    assert tally.sums.base is None or tally.sums.base.nbytes < 10**6


def test_merging_is_associative_and_has_no_order() -> None:
    parts = [summary(blocks) for blocks in ([0], [1, 2], [5, 3], [4])]
    one, two, three, four = parts
    digests = {
        reduce(Summary.merged, parts).digest,
        reduce(Summary.merged, parts[::-1]).digest,
        one.merged(two).merged(three.merged(four)).digest,
        one.merged(two.merged(three)).merged(four).digest,
        summary(range(6)).digest,
    }
    assert len(digests) == 1


def test_summaries_of_another_seed_do_not_merge() -> None:
    with pytest.raises(ValueError, match="do not merge"):
        summary([0]).merged(run(PROPOSALS, DRIVERS, 8, [1]))


@pytest.mark.parametrize("processor", ["", "generic"])
def test_a_fresh_process_and_a_plain_processor_give_the_same_bits(processor: str) -> None:
    code = "from tests.laws.test_futures import summary; print(summary(range(24), 2).digest)"
    environment = {**os.environ, **({"NUMBA_CPU_NAME": processor} if processor else {})}
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert told.stdout.strip() == summary(range(24)).digest


GOLDEN = "974408bfe89afd2598982eddce2cb34363699cede266a6511a53c911a212b1dc"
"""Of what was counted alone: how terms stand in arrays may change."""


def test_the_bits_are_those_that_were_approved() -> None:
    """A change of these moves every published range, and needs a reason."""
    assert replace(summary(range(8)), problem="").digest == GOLDEN


def test_more_years_and_more_proposals_leave_a_future_as_it_was() -> None:
    longer = replace(deal("free"), years=Years(2026, 2032), escalator=(
        replace(deal().escalator[0], years=Years(2027, 2032)),))  # fmt: skip
    schedule = compiled([longer], Years(2026, 2032), {}, lambda *_: None, CHANGE)
    alone = run([schedule], DRIVERS, 7, range(8))
    for year in range(2026, 2031):
        for money in MONEYS:
            ours, theirs = (s.sums("free", year, money) for s in (alone, summary(range(8))))
            assert ours.sums.tolist() == theirs.sums.tolist()
            assert ours.counts.tolist() == theirs.counts.tolist()


# -- how sums fall -------------------------------------------------------------------------------

MONEYS: tuple[Literal["home", "other"], ...] = ("home", "other")
PARTS = [D(part) for part in ("0.001", "0.05", "0.25", "0.5", "0.9", "0.975", "0.999", "1")]


@pytest.mark.parametrize("blocks", [1, 3, 20, 196])
def test_quantiles_and_means_are_those_of_stored_futures(blocks: int) -> None:
    kept = stored(PROPOSALS, DRIVERS, 7, range(blocks))
    counted = summary(range(blocks))
    for s, name in enumerate(counted.schedules):
        for m, money in enumerate(MONEYS):
            for row, year in enumerate([*range(2026, 2031), None]):
                values = kept[s, m, row]
                tally = counted.sums(name, year, money)
                wanted = np.quantile(values, [float(p) for p in PARTS], method="inverted_cdf")
                assert [tally.quantile(p) / D("0.1") for p in PARTS] == [int(v) for v in wanted]
                assert tally.mean() == Fraction(int(values.sum()), 10 * values.size)
                assert [tally.lowest * 10, tally.highest * 10] == [
                    int(values.min()),
                    int(values.max()),
                ]
                assert (
                    tally.above(tally.quantile(D("0.5")))
                    == (values > int(tally.quantile(D("0.5")) * 10)).sum()
                )


def test_the_mean_is_exact_however_far_sums_reach() -> None:
    near = Tally(Fraction(1, 10), np.array([-3, 0, 7]), np.array([2, 1, 5]))
    far = Tally(Fraction(1), np.array([-(2**50), 2**50 + 1]), np.array([2**20, 2**20]))
    assert (near.mean(), far.mean()) == (Fraction(29, 80), Fraction(1, 2))


def test_differences_and_comparisons_are_those_of_stored_futures() -> None:
    kept = stored(PROPOSALS, DRIVERS, 7, range(20))
    counted = summary(range(20))
    for row, year in enumerate([*range(2026, 2031), None]):
        for s, name in enumerate(counted.schedules):
            for t, other in enumerate(counted.schedules):
                more = (kept[s, 0, row] > kept[t, 0, row]).sum()
                assert counted.more(name, other, year) == more
            if s:
                gaps = kept[s, 0, row] - kept[0, 0, row]
                tally = counted.differences(name, year)
                assert tally.mean() == Fraction(int(gaps.sum()), 10 * gaps.size)
                wanted = np.quantile(gaps, 0.5, method="inverted_cdf")
                assert tally.quantile(D("0.5")) * 10 == int(wanted)


def test_regrets_are_those_of_stored_futures() -> None:
    """Against the cheapest of all in the same future, over the whole span; ties are of all."""
    deals = [*PROPOSALS, scheduled(deal("low-again", cap=D("0.02"))), scheduled(deal("fixed",
             base="1530.0", follow=(), plus=D("0.01")))]  # fmt: skip
    counted = run(deals, DRIVERS, 7, range(20), 2)
    whole = stored(deals, DRIVERS, 7, range(20))[:, 0, -1]
    regrets = whole - whole.min(axis=0)
    alone = (regrets == 0).sum(axis=0) == 1
    for s, name in enumerate(counted.schedules):
        tally = counted.regrets(name)
        assert tally.mean() == Fraction(int(regrets[s].sum()), 10 * whole.shape[1])
        high = int(np.quantile(regrets[s], 0.95, method="inverted_cdf"))
        assert [tally.quantile(D("0.95")) * 10, tally.highest * 10] == [high, int(regrets[s].max())]
        cheapest = regrets[s] == 0
        assert counted.cheapest(name) == (cheapest.sum(), (cheapest & alone).sum())
    assert sum(counted.cheapest(name)[1] for name in counted.schedules) < counted.futures
    assert counted.cheapest("low")[0] > 0 == counted.cheapest("low")[1]
    assert counted.cheapest("fixed")[1] > 0
    with pytest.raises(ValueError, match="alone"):
        run(deals[:1], DRIVERS, 7, [0]).regrets("free")


def test_a_higher_cap_never_lowers_a_sum() -> None:
    caps = [scheduled(deal(f"cap-{n}", cap=D(n) / 1000)) for n in (-5, 0, 10, 20, 35, 50)]
    told = run(caps, DRIVERS, 3, range(40))
    for low, high in pairwise(told.schedules):
        for year in (*told.years, None):
            assert told.more(low, high, year) == 0
        for year in range(2027, 2031):
            assert told.capped(low, year) >= told.capped(high, year)


def test_a_cap_binds_where_the_drawn_rate_is_above_it() -> None:
    told = run([scheduled(deal(cap=D("0.02")))], DRIVERS, 7, range(40))
    free = run([scheduled(deal())], DRIVERS, 7, range(40))
    for year in range(2028, 2029):
        capped = Fraction(told.capped("deal", year), told.futures)
        assert Fraction(3, 10) < capped < Fraction(6, 10)
        assert free.capped("deal", year) == 0


def test_what_is_kept_does_not_grow_with_the_futures() -> None:
    """Only the reach of the sums widens, as the farthest of more futures is farther."""
    few, many = summary(range(200)).size, summary(range(3200)).size
    assert many < 1.5 * few


# -- draws ---------------------------------------------------------------------------------------


def normals(
    blocks: int, stream: int = 0, seed: int = 1
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    found, words = np.zeros((blocks, kernel.BLOCK)), np.zeros(kernel.BLOCK, np.int64)
    for block in range(blocks):
        kernel.fill_normals(found[block], words, np.uint64(seed), block, stream)
    return found.ravel()


def philox(counter: Sequence[int], key: Sequence[int]) -> list[int]:
    """Philox 4×32-10 as its authors print it (Salmon and others, 2011)."""
    a, b, c, d = counter
    low, high = key
    for _ in range(10):
        x, y = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = (y >> 32) ^ b ^ low, y & 0xFFFFFFFF, (x >> 32) ^ d ^ high, x & 0xFFFFFFFF
        low, high = (low + 0x9E3779B9) & 0xFFFFFFFF, (high + 0xBB67AE85) & 0xFFFFFFFF
    return [a, b, c, d]


def test_the_generator_gives_the_published_answers() -> None:
    """Known answers of Random123 for the counter and key of zeros, ones and π."""
    ones = 0xFFFFFFFF
    assert philox([0] * 4, [0] * 2) == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]
    assert philox([ones] * 4, [ones] * 2) == [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]
    seed, stream, block = 0xA4093822_299F31D0, 0x13198A2E, 3
    drawn, words = np.zeros(kernel.BLOCK), np.zeros(kernel.BLOCK, np.int64)
    kernel.fill_normals(drawn, words, np.uint64(seed), block, stream)
    for lane in range(kernel.LANES):
        number = block * kernel.LANES + lane
        a, b, c, d = philox([number, 0, stream, 0], [seed & 0xFFFFFFFF, seed >> 32])
        for at, radius, angle in ((0, a, b), (2, c, d)):
            wanted = plain_pair(radius, angle)
            ours = drawn[lane + at * kernel.LANES], drawn[lane + (at + 1) * kernel.LANES]
            assert ours == pytest.approx(wanted, abs=1e-11)


def plain_pair(radius_bits: int, angle_bits: int) -> tuple[float, float]:
    radius = math.sqrt(-2 * math.log((radius_bits + 0.5) / 2**32))
    angle = ((angle_bits & 0x3FFFFFFF) + 0.5 - 2**29) * math.pi / 2**31
    x = math.cos(angle) * (-1 if angle_bits >> 31 else 1)
    y = math.sin(angle)
    return (radius * y, radius * x) if angle_bits >> 30 & 1 else (radius * x, radius * y)


def test_normals_are_normal() -> None:
    """Moments and tails within five standard errors; neighbours and streams not correlated."""
    drawn, other = normals(2000), normals(2000, stream=1)
    root = math.sqrt(drawn.size)
    for power, mean, spread in ((1, 0, 1), (2, 1, 2), (3, 0, 15), (4, 3, 96)):
        assert abs((drawn**power).mean() - mean) < 5 * math.sqrt(spread) / root
    for limit in (-3, -2, -1, 0, 1, 2, 3, 4):
        wanted = 0.5 * math.erfc(limit / math.sqrt(2))
        error = math.sqrt(wanted * (1 - wanted)) / root
        assert abs((drawn > limit).mean() - wanted) < 5 * error
    grid = drawn.reshape(-1, 4, kernel.LANES)
    for one, two in ((drawn[1:], drawn[:-1]), (drawn, other), (grid[:, 0], grid[:, 1]),
                     (grid[:, 0], grid[:, 2]), (grid[:, 1] ** 2, grid[:, 3] ** 2)):  # fmt: skip
        assert abs(np.corrcoef(one.ravel(), two.ravel())[0, 1]) < 5 / math.sqrt(one.size)


@given(st.floats(2.0**-33, 1, exclude_min=True))
@settings(deadline=None)
def test_the_logarithm_is_the_logarithm(number: float) -> None:
    assert kernel.logarithm(number, 1.0) == pytest.approx(math.log(number), rel=3e-12, abs=1e-16)


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=1000)
def test_a_pair_is_what_box_and_muller_say(radius: int, angle: int) -> None:
    """Far closer than 32 bits can tell."""
    assert kernel.pair(radius, angle) == pytest.approx(plain_pair(radius, angle), abs=2e-11)


@given(st.floats(-690, 690))
@settings(deadline=None)
def test_the_exponential_is_the_exponential(number: float) -> None:
    assert kernel.exponential(number) == pytest.approx(math.exp(number), rel=1e-14)


def test_drivers_keep_their_mean_spread_and_company() -> None:
    """A rate after many years; a rate and a level in the first."""
    level = replace(DRIVERS.each[1], unit=D("0.0001"))
    drivers = replace(DRIVERS, each=(replace(DRIVERS.each[0], unit=D("0.001")), level))
    far = compiled([replace(deal(), years=Years(2026, 2055), escalator=(replace(
        deal().escalator[0], years=Years(2027, 2055), lag=0),))],
        Years(2026, 2055), {}, lambda *_: None, CHANGE)  # fmt: skip
    drawn = np.concatenate([figures([far], drivers, 1, block) for block in range(400)], axis=2)
    cpi = drawn[-1, 0] / 1000
    assert cpi.mean() == pytest.approx(2, abs=0.02)
    assert cpi.std() == pytest.approx(1 / math.sqrt(1 - 0.25), abs=0.02)
    news = drawn[0, 0] / 1000, np.log(drawn[0, 1] / 10_000 / 1420)
    assert np.corrcoef(*news)[0, 1] == pytest.approx(0.3, abs=0.01)
    assert news[1].std() == pytest.approx(0.08, abs=0.002)


@st.composite
def together(draw: st.DrawFn) -> list[list[float]]:
    """A correlation made of vectors, so that there is one."""
    size = draw(st.integers(1, 5))
    vectors = np.array([[draw(st.floats(-1, 1)) for _ in range(size)] for _ in range(size)])
    vectors += 2 * np.eye(size)
    vectors /= np.sqrt((vectors**2).sum(axis=1, keepdims=True))
    held: list[list[float]] = (vectors @ vectors.T).tolist()
    for n in range(size):
        held[n][n] = 1.0
    return held


@given(together())
@settings(deadline=None)
def test_the_triangle_gives_the_correlation_back(correlation: list[list[float]]) -> None:
    lower = np.array(factor(correlation))
    assert lower @ lower.T == pytest.approx(np.array(correlation), abs=1e-9)
