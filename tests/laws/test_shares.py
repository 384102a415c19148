"""What holds for every share."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from burdenshare import accounting, study
from burdenshare.accounting import Terms
from burdenshare.model.bridge import bridge
from burdenshare.model.multiverse import (
    COUNTED,
    LEFT_OUT,
    Choice,
    Option,
    count_below,
    extremes,
    nearest,
    over,
    shares_of_all,
    size,
    thresholds,
)
from burdenshare.model.shares import quotient
from burdenshare.vocabulary import Counted, Share, Step, Years

D = Decimal
sums = st.decimals(D(0), D(9999), places=1, allow_nan=False, allow_infinity=False)
items = st.dictionaries(st.sampled_from("abcd"), sums, max_size=4)
positive = st.decimals(D("0.1"), D(9999), places=1, allow_nan=False, allow_infinity=False)


def made(host: dict[str, Decimal], sending: dict[str, Decimal], base: Decimal) -> Share:
    def step(name: str, value: Decimal) -> Step:
        return Step(id=name, name="cost", value=value, unit="RUC mn", status="recorded")

    counted = [Counted(item=n, bearer="host", step=step(n, v)) for n, v in host.items()]
    ours = {**{f"us-{n}": v for n, v in sending.items()}, "base": base}
    counted += [Counted(item=n, bearer="sending", step=step(n, v)) for n, v in ours.items()]
    left, right = sum(host.values(), D(0)), sum(ours.values(), D(0))
    return Share(
        definition="made",
        years=Years(2005, 2005),
        share=step("share", quotient(left, right) or D(0)),
        host=step("host", left),
        sending=step("sending", right),
        counted=tuple(counted),
    )


@given(items, items, positive)
def test_a_share_lies_between_0_and_100_and_scaling_leaves_it_alone(
    host: dict[str, Decimal], sending: dict[str, Decimal], base: Decimal
) -> None:
    left, right = sum(host.values(), D(0)), sum(sending.values(), D(0)) + base
    value = quotient(left, right)
    assert value is not None
    assert 0 <= value <= 100
    scaled = quotient(left * 7, right * 7)
    assert scaled is not None
    assert abs(scaled - value) < D("1e-30")


@given(items, positive, positive)
def test_one_more_host_item_never_lowers_and_one_more_sending_item_never_raises_it(
    host: dict[str, Decimal], base: Decimal, more: Decimal
) -> None:
    left = sum(host.values(), D(0))
    value, up, down = quotient(left, base), quotient(left + more, base), quotient(left, base + more)
    assert value is not None
    assert up is not None
    assert down is not None
    assert down <= value <= up


@given(items, items, items, items, positive)
@settings(max_examples=30, deadline=None)
def test_parts_of_a_bridge_add_up_and_the_way_back_cancels(
    a: dict[str, Decimal],
    b: dict[str, Decimal],
    c: dict[str, Decimal],
    d: dict[str, Decimal],
    base: Decimal,
) -> None:
    start, end = made(a, c, base), made(b, d, base)
    there, back = bridge(start, end), bridge(end, start)
    assert sum((s.shapley for s in there.steps), Fraction(0)) == there.last - there.first
    assert sum((s.step for s in there.steps), Fraction(0)) == there.last - there.first
    assert there.last - there.first == -(back.last - back.first)
    ours = {s.item: s.shapley for s in there.steps}
    theirs = {s.item: s.shapley for s in back.steps}
    assert ours == {item: -value for item, value in theirs.items()}
    for one in there.steps:
        assert one.least <= one.shapley <= one.most


options = st.lists(
    st.builds(
        Option,
        st.just("x"),
        st.integers(0, 50).map(Fraction),
        st.integers(0, 50).map(Fraction),
    ),
    min_size=1,
    max_size=3,
)


@given(
    st.lists(options, max_size=7),
    st.integers(0, 50),
    st.integers(1, 50),
    st.integers(1, 99),
)
@settings(max_examples=60, deadline=None)
def test_counts_agree_with_looking_at_each(
    held: list[list[Option]], host: int, sending: int, limit: int
) -> None:
    choices = [Choice(str(n), tuple(one)) for n, one in enumerate(held)]
    ours, theirs = Fraction(host), Fraction(sending)
    brute = sum(value < limit for _, value in shares_of_all(choices, ours, theirs))
    assert count_below(choices, ours, theirs, Fraction(limit)) == brute
    assert size(choices) == len(list(itertools.product(*held)))


switches = st.lists(st.tuples(st.booleans(), st.integers(1, 50)), max_size=6)


def _switch(number: int, ours: bool, value: int) -> Choice:
    """An item of one side, left out at first."""
    sums = (Fraction(value), Fraction(0)) if ours else (Fraction(0), Fraction(value))
    left = Option(LEFT_OUT, Fraction(0), Fraction(0))
    return Choice(str(number), (left, Option(COUNTED, *sums)))


@given(switches, st.integers(1, 50))
def test_the_range_is_that_of_all_definitions(held: list[tuple[bool, int]], base: int) -> None:
    choices = [_switch(n, ours, value) for n, (ours, value) in enumerate(held)]
    everything = [value for _, value in shares_of_all(choices, Fraction(10), Fraction(base))]
    low, high = extremes(choices, Fraction(10), Fraction(base))
    assert (low, high) == (min(everything), max(everything))
    assert nearest(choices, Fraction(10), Fraction(base), low, high + 1) == ((),)


@given(switches, st.integers(1, 500), st.integers(1, 99))
def test_at_a_threshold_the_share_is_an_end_of_the_interval(
    held: list[tuple[bool, int]], base: int, low: int
) -> None:
    choices = [_switch(n, ours, value) for n, (ours, value) in enumerate(held)]
    for item, least, most in thresholds(
        choices, Fraction(10), Fraction(base), Fraction(low), Fraction(low + 1),
        [((one.item, COUNTED),) for one in choices],
    ):  # fmt: skip
        assert least < most
        ours = next(o for o in choices if o.item == item).options[1].host > 0
        ends = (low, low + 1) if ours else (low + 1, low)
        for worth, end in zip((least, most), ends, strict=True):
            host, sending = 10 + (worth if ours else 0), base + (0 if ours else worth)
            assert host * 100 == end * (host + sending)


@given(switches, st.integers(1, 500), st.integers(1, 99))
def test_no_item_can_be_spared_of_a_set_that_carries_the_share_over(
    held: list[tuple[bool, int]], base: int, limit: int
) -> None:
    choices = [_switch(n, ours, value) for n, (ours, value) in enumerate(held)]
    worth = {c.item: c.options[1].host for c in choices}

    def reaches(names: tuple[str, ...]) -> bool:
        host = 10 + sum((worth[name] for name in names), Fraction(0))
        return host * 100 > limit * (host + base)

    found = over(choices, Fraction(10), Fraction(base), Fraction(limit))
    for names in found:
        assert reaches(names)
        assert not any(reaches(tuple(n for n in names if n != one)) for one in names)
    assert bool(found) == reaches(tuple(worth))


def test_an_open_end_has_no_threshold() -> None:
    choices = [_switch(0, False, 5)]
    ends = Fraction(0), Fraction(40)
    assert not list(thresholds(choices, Fraction(1), Fraction(1), *ends, [(("0", COUNTED),)]))


def test_a_space_of_two_to_the_thirty_is_counted_exactly_and_soon() -> None:
    choices = [
        Choice(
            str(n),
            (
                Option("out", Fraction(0), Fraction(0)),
                Option("in", Fraction(n + 1 if n % 3 else 0), Fraction(0 if n % 3 else n + 1)),
            ),
        )
        for n in range(30)
    ]
    start = time.perf_counter()
    below = [
        count_below(choices, Fraction(40), Fraction(60), Fraction(limit)) for limit in (0, 101)
    ]
    assert below == [0, 2**30]
    some = count_below(choices, Fraction(40), Fraction(60), Fraction(50))
    assert 0 < some < 2**30
    assert time.perf_counter() - start < 60, "seconds, not hours"


def test_adding_a_printed_sum_changes_no_share() -> None:
    """A subtotal of a document is a check, never an addend."""
    ruritania = study.load("ruritania")
    years = Years(2005, 2005)
    definition = ruritania.definitions["spark-2016"]
    whole = accounting.share(ruritania, years, definition).share.value
    leaves = tuple(c for c in ruritania.costs if not c.covers)
    bare = accounting.share(replace(ruritania, costs=leaves), years, definition).share.value
    assert whole == bare


def test_switches_of_the_reader_are_named_in_the_definition() -> None:
    ruritania = study.load("ruritania")
    terms = Terms(leave_out=("relocation",))
    one = accounting.share(ruritania, Years(2005, 2005), ruritania.definitions["spark-2016"], terms)
    assert one.definition == "spark-2016-relocation"
    assert one.host.value == D("175.5")
