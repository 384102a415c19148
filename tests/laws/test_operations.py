"""What holds of every cost of a deployment, whatever the numbers."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burdenshare import study, support
from burdenshare.model import operations as model
from burdenshare.model.operations import BASES, Inputs, Planned
from burdenshare.vocabulary import Day

DOSSIER = study.load("ruritania")
COUNTS = st.integers(1, 50)
TIMES = st.decimals("0.1", "300", places=1)


def cost(*parts: Planned, inputs: Inputs | None = None) -> dict[str, Decimal | None]:
    held = support.operations(DOSSIER, parts, "plan", inputs or Inputs())
    return {basis: held.sums["all"][basis].value for basis in BASES}


@given(COUNTS, TIMES, st.integers(1, 10))
def test_cost_is_linear_in_count_and_time(count: int, time: Decimal, times: int) -> None:
    one = cost(Planned("airship", count, time))
    for basis in BASES:
        value = one[basis]
        assert value is not None
        assert cost(Planned("airship", count * times, time))[basis] == value * times
        assert cost(Planned("airship", count, time * times))[basis] == value * times


@given(COUNTS, TIMES)
def test_one_more_never_lowers_the_cost(count: int, time: Decimal) -> None:
    listed = support.chosen(DOSSIER, "2005")
    extra = replace(listed[0], start=Day("2005-12-24"), count=count, hours=time)
    before = support.operations(DOSSIER, listed, "a")
    after = support.operations(DOSSIER, [*listed, extra], "a")
    for mode in model.CARRIER:
        for basis in BASES:
            old, new = before.sums[mode][basis].value, after.sums[mode][basis].value
            assert new is not None
            assert old is None or new >= old


@given(COUNTS, TIMES, st.decimals(0, 1, places=3))
def test_what_is_spent_anyway_is_paid_by_nobody(count: int, time: Decimal, part: Decimal) -> None:
    held = support.operations(DOSSIER, [Planned("airship", count, time)], "plan")
    step = held.sums["all"]["operating"]
    assert step.value is not None
    assert model.paid(step, Inputs(), Decimal(1)).value == 0
    assert model.paid(step, Inputs(), Decimal(0)).value == step.value
    some = model.paid(step, Inputs(host_share=part), Decimal("0.5")).value
    assert some is not None
    assert 0 <= some <= step.value / 2


@given(st.integers(0, 5))
def test_the_same_seed_draws_the_same_years(seed: int) -> None:
    one = support.expected(DOSSIER, "tension", "operating", draws=200, seed=seed)
    two = support.expected(DOSSIER, "tension", "operating", draws=200, seed=seed)
    assert one == two
    assert one.low <= one.middle <= one.high


def test_drawn_years_have_the_recorded_mean() -> None:
    """The mean of many drawn years is the mean that is stated, within what chance allows."""
    held = support.expected(DOSSIER, "tension", "operating", draws=20_000)
    where = support.field(DOSSIER)
    pools = []
    for times, events in model.often(DOSSIER.postures["tension"], DOSSIER.deployments).values():
        costs = [model.sent(where, one).costs["operating"].value for one in events]
        pools.append((float(times), [c or Decimal(0) for c in costs]))
    stream = random.Random("check")
    drawn = [float(model._drawn(stream, pools)) for _ in range(20_000)]
    mean = sum(drawn) / len(drawn)
    spread = (sum((d - mean) ** 2 for d in drawn) / len(drawn)) ** 0.5
    assert held.mean.value is not None
    assert abs(mean - float(held.mean.value)) < 5 * spread / len(drawn) ** 0.5


UNKNOWN = "unknown-count"


def test_an_unknown_count_is_a_gap_until_it_is_assumed() -> None:
    (one,) = support.chosen(DOSSIER, "2005-09-01")
    where = support.field(DOSSIER)
    assert model.sent(where, one).costs["operating"].how == UNKNOWN
    assumed = model.sent(where, one, Inputs(count=3)).costs["operating"]
    assert assumed.value == 3 * 6 * 5000
    assert assumed.status == "assumed"


def test_a_ship_counts_by_days_lengthened_days_or_not_at_all() -> None:
    (fleet,) = support.chosen(DOSSIER, "2005-05-10")
    where = support.field(DOSSIER)
    values = [
        model.sent(where, fleet, Inputs(carrier=mode)).costs["operating"].value
        for mode in model.CARRIER
    ]
    assert values == [300_000, 120_000, None]


REFUSED = [
    ("beyond-a-year", Inputs(hours=Decimal(8785))),
    ("beyond-a-year", Inputs(days=Decimal(367))),
    ("beyond-a-year", Inputs(hours=Decimal(-1))),
    ("negative-rate", Inputs(tanker_hours=Decimal(3), tanker_rate=Decimal(-1))),
    ("tanker-without-rate", Inputs(tanker_hours=Decimal(3))),
    ("not-a-part", Inputs(host_share=Decimal("1.1"))),
    ("not-a-part", Inputs(counterfactual_share=Decimal(-1))),
    ("bad-count", Inputs(count=0)),
    ("unknown-asset", Inputs(escort=(Planned("zeppelin", 1, Decimal(1)),))),
    ("beyond-a-year", Inputs(escort=(Planned("airship", 1, Decimal(9000)),))),
]


@pytest.mark.parametrize(("kind", "inputs"), REFUSED, ids=lambda v: v if isinstance(v, str) else "")
def test_what_cannot_be_is_refused(kind: str, inputs: Inputs) -> None:
    with pytest.raises(model.InputError) as refused:
        support.operations(DOSSIER, support.chosen(DOSSIER, "2005"), "a", inputs)
    assert refused.value.kind == kind


def test_a_plan_before_the_asset_existed_is_refused() -> None:
    parts = support.plan("airship 1x3")
    support.check_day(DOSSIER, parts, "2003-05-01")
    with pytest.raises(model.InputError, match="before-the-asset"):
        support.check_day(DOSSIER, parts, "2003-04-30")


def test_tankers_and_escort_are_added() -> None:
    inputs = Inputs(
        tanker_hours=Decimal(2), tanker_rate=Decimal(1000), escort=support.plan("airship 1x1")
    )
    plain = cost(Planned("airship", 1, Decimal(3)))["operating"]
    assert plain is not None
    assert cost(Planned("airship", 1, Decimal(3)), inputs=inputs)["operating"] == plain + 7000


def test_a_proposal_may_follow_the_cost_of_a_posture() -> None:
    owed = {s.id: s for s in study.project(DOSSIER, "visits")}
    step = owed["contribution-visits-2007-visits"]
    assert step.value == Decimal("0.19")
    assert step.status == "assumed"
