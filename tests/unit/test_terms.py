"""Each block of terms, written as an analyst would write it."""

from decimal import Decimal
from pathlib import Path

from burdenshare import study
from tests.written import dossier, only, series, sums

D = Decimal


def test_a_fixed_sum_is_owed_each_year(tmp_path: Path) -> None:
    made = dossier(
        tmp_path,
        """
        [[contribution]]
        years  = [2001, 2005]
        amount = 100.0
        source = "text"
        """,
    )
    assert sums(made) == dict.fromkeys(range(2001, 2006), D("100.0"))


FIRST = """
        [[contribution]]
        year   = 2001
        amount = 100.0
        source = "text"
"""


def test_growth_follows_prices_with_lag_floor_cap_and_rounding(tmp_path: Path) -> None:
    made = dossier(
        tmp_path,
        FIRST
        + """
        [[escalator]]
        years    = [2002, 2005]
        follow   = ["prices"]
        lag      = 2
        floor    = 0.01
        cap      = 0.05
        round_to = 0.1
        source   = "text"
        """,
        series("prices", {2000: "3.25", 2001: "8.0", 2002: "-1.0", 2003: "2.0"}),
    )
    assert sums(made) == {
        2001: D("100.0"),
        2002: D("103.3"),  # 103.25 goes up, half away from zero
        2003: D("108.5"),  # 8 % is capped at 5: 108.465
        2004: D("109.6"),  # −1 % is held at 1: 109.585
        2005: D("111.8"),  # 2 %: 111.792
    }


def test_several_rates_and_a_constant_are_added(tmp_path: Path) -> None:
    made = dossier(
        tmp_path,
        FIRST
        + """
        [[escalator]]
        years    = [2002, 2005]
        follow   = ["prices", "growth"]
        lag      = 1
        plus     = 0.005
        round_to = 0.1
        source   = "text"
        """,
        series("prices", dict.fromkeys(range(2000, 2005), "1.0")),
        series("growth", dict.fromkeys(range(2000, 2005), "2.5")),
    )
    assert sums(made)[2002] == D("104.0")


def test_growth_of_the_budget_is_computed_from_its_levels(tmp_path: Path) -> None:
    made = dossier(
        tmp_path,
        FIRST
        + """
        [[escalator]]
        years    = [2002, 2005]
        follow   = ["budget-growth"]
        round_to = 0.1
        source   = "text"
        """,
        series(
            "budget",
            {2001: "200", 2002: "210", 2003: "210", 2004: "420", 2005: "420"},
            "RUC mn",
        ),
        head="""
[series.budget-growth]
title     = { en = "Budget growth", ko = "예산 증가율" }
unit      = "percent"
growth_of = "budget"
""",
    )
    assert list(sums(made).values()) == [
        D(x) for x in ("100.0", "105.0", "105.0", "210.0", "210.0")
    ]


def test_a_freeze_is_growth_of_nothing(tmp_path: Path) -> None:
    made = dossier(
        tmp_path,
        FIRST
        + """
        [[escalator]]
        years    = [2002, 2005]
        plus     = 0
        round_to = 0.1
        source   = "text"
        """,
    )
    assert set(sums(made).values()) == {D("100.0")}


def test_two_currencies_grow_apart(tmp_path: Path) -> None:
    made = dossier(
        tmp_path,
        """
        [[contribution]]
        year    = 2001
        tranche = "crown"
        amount  = 100.0
        source  = "text"

        [[contribution]]
        year    = 2001
        tranche = "dollar"
        amount  = 10.0
        money   = "USD mn, nominal"
        source  = "text"

        [[escalator]]
        years    = [2002, 2005]
        tranche  = "crown"
        plus     = 0.10
        round_to = 0.1
        source   = "text"

        [[escalator]]
        years    = [2002, 2005]
        tranche  = "dollar"
        plus     = 0.02
        round_to = 0.1
        source   = "text"
        """,
    )
    assert sums(made, "crown")[2003] == D("121.0")
    assert sums(made, "dollar")[2003] == D("10.4")
    units = {step.unit for step in study.project(made)}
    assert units == {"RUC mn", "USD mn"}, "parts are never added"


def test_heads_times_cost_under_a_ceiling_of_heads_and_of_money(tmp_path: Path) -> None:
    made = dossier(
        tmp_path,
        """
        [[per_head]]
        years      = [2001, 2005]
        heads      = "staff"
        cost       = "pay"
        most_heads = 1000
        ceiling    = 60.0
        round_to   = 0.1
        source     = "text"
        """,
        series("staff", {2001: "900", 2002: "1100", 2003: "1100", 2004: "10", 2005: "0"}, "heads"),
        series(
            "pay",
            {2001: "0.05", 2002: "0.05", 2003: "0.07", 2004: "0.07", 2005: "0.07"},
            "RUC mn",
        ),
    )
    assert list(sums(made).values()) == [D(x) for x in ("45.0", "50.0", "60.0", "0.7", "0.0")]
    steps = study.project(made)
    assert only(steps, 2002).details["bound"] == "most-heads"
    assert only(steps, 2003).details["bound"] == "ceiling"


def test_a_percentage_of_a_metered_cost_under_a_ceiling_of_money(tmp_path: Path) -> None:
    made = dossier(
        tmp_path,
        """
        [[metered]]
        years    = [2001, 2005]
        cost     = "power"
        share    = 0.75
        floor    = 5.0
        ceiling  = 30.0
        round_to = 0.1
        source   = "text"
        """,
        series(
            "power", {2001: "20.0", 2002: "50.0", 2003: "4.0", 2004: "33.3", 2005: "40"}, "RUC mn"
        ),
    )
    assert list(sums(made).values()) == [D(x) for x in ("15.0", "30.0", "5.0", "25.0", "30.0")]


def test_an_envelope_in_even_parts_adds_up_exactly(tmp_path: Path) -> None:
    made = dossier(
        tmp_path,
        """
        [[envelope]]
        years    = [2001, 2005]
        total    = 1000.1
        spread   = "even"
        round_to = 0.1
        source   = "text"
        """,
    )
    parts = [value for value in sums(made).values() if value is not None]
    assert parts == [D("200.0")] * 4 + [D("200.1")]
    assert sum(parts) == D("1000.1")


def test_an_open_envelope_gives_no_year_a_sum(tmp_path: Path) -> None:
    made = dossier(
        tmp_path,
        """
        [[envelope]]
        years  = [2001, 2005]
        total  = 1000.0
        source = "text"
        """,
    )
    for step in study.project(made):
        assert step.value is None
        assert step.gap == "not-applicable"
        assert step.details["total"] == "1000.0"


def test_a_key_divides_among_payers_and_adds_up_exactly(tmp_path: Path) -> None:
    made = dossier(
        tmp_path,
        """
        [[contribution]]
        years  = [2001, 2005]
        amount = 100.0
        source = "text"

        [[key]]
        years  = [2001, 2005]
        shares = { one = 0.3333, two = 0.3333, three = 0.3334 }
        source = "text"
        """,
    )
    parts = [s for s in study.divided(made, "deal") if s.year == 2001]
    assert {s.details["payer"]: s.value for s in parts} == {
        "one": D("33.3"),
        "two": D("33.3"),
        "three": D("33.4"),
    }


def test_sums_by_item_add_up_to_the_contribution(tmp_path: Path) -> None:
    made = dossier(
        tmp_path,
        """
        [[contribution]]
        years    = [2001, 2005]
        category = "labour"
        amount   = 60.0
        source   = "text"

        [[contribution]]
        years  = [2001, 2005]
        amount = 40.0
        source = "text"
        """,
    )
    step = only(study.project(made), 2001)
    assert step.value == D("100.0")
    assert [part.value for part in step.uses] == [D("60.0"), D("40.0")]


def test_a_stated_sum_is_owed_and_the_rule_of_its_year_is_its_rival(tmp_path: Path) -> None:
    made = dossier(
        tmp_path,
        FIRST
        + """
        [[contribution]]
        year   = 2002
        amount = 105.0
        source = "text"

        [[escalator]]
        years    = [2002, 2005]
        plus     = 0.10
        round_to = 0.1
        source   = "text"
        """,
    )
    step = only(study.project(made), 2002)
    assert step.value == D("105.0")
    assert [rival.value for rival in step.rivals] == [D("110.0")]
    assert sums(made)[2003] == D("115.5"), "the next year grows from what is owed"


def test_a_figure_still_to_come_leaves_the_year_open(tmp_path: Path) -> None:
    made = dossier(
        tmp_path,
        FIRST
        + """
        [[escalator]]
        years    = [2002, 2005]
        follow   = ["prices"]
        lag      = 1
        round_to = 0.1
        source   = "text"
        """,
        series("prices", {2001: "2.0", 2002: "3.0"}),
    )
    steps = study.project(made)
    assert [s.value for s in steps] == [D("100.0"), D("102.0"), D("105.1"), None, None]
    assert [s.gap for s in steps[3:]] == ["not-yet", "not-yet"]
    assumed = study.project(made, assume={"prices": D("1.0")})
    assert [s.value for s in assumed[3:]] == [D("106.2"), D("107.3")]
    assert [s.status for s in assumed[1:]] == ["computed", "computed", "assumed", "assumed"]


def test_a_hole_in_the_record_is_told_and_filled_only_by_an_assumption(tmp_path: Path) -> None:
    made = dossier(
        tmp_path,
        FIRST
        + """
        [[escalator]]
        years    = [2002, 2005]
        follow   = ["prices"]
        lag      = 1
        round_to = 0.1
        source   = "text"
        """,
        series("prices", {2001: "2.0", 2003: "3.0", 2004: "3.0"}),
    )
    steps = study.project(made)
    assert only(steps, 2003).gap == "not-published"
    assert only(steps, 2003).value is None
    assumed = study.project(made, assume={"prices": D("1.0")})
    assert [s.value for s in assumed[2:]] == [D("103.0"), D("106.1"), D("109.3")]
    assert {s.status for s in assumed[2:]} == {"assumed"}
