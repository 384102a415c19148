"""The shares of the Korean record: what the records give, and what they do not."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest

import burdenshare
from burdenshare import accounting, study
from burdenshare.accounting import Terms
from burdenshare.model.figures import Known
from burdenshare.show import data
from burdenshare.show.words import words
from burdenshare.vocabulary import Claim, Dossier, Share, Verdict, Years

D = Decimal


@pytest.fixture(scope="module")
def korea() -> Dossier:
    return study.load("korea")


@pytest.fixture(scope="module")
def verdicts(korea: Dossier) -> dict[str, Verdict]:
    return {v.claim.id: v for v in accounting.claims(korea)}


def share(korea: Dossier, years: int | Years, name: str, terms: Terms = accounting.PLAIN) -> Share:
    span = years if isinstance(years, Years) else Years(years, years)
    return accounting.share(korea, span, korea.definitions[name], terms)


def printed(value: Decimal | Fraction | None, places: int = 2) -> str:
    assert value is not None
    exact = value if isinstance(value, Decimal) else D(value.numerator) / D(value.denominator)
    return f"{exact:.{places}f}"


@pytest.mark.parametrize(
    ("years", "name", "terms", "expected"),
    [
        (2016, "official", Terms(), "42.44"),
        (2016, "spark-2016", Terms(), "72.60"),
        (2016, "spark-2016", Terms(leave_out=("relocation",)), "68.04"),
        (2016, "official", Terms(count=("land",)), "62.22"),
        (2010, "spark-2010", Terms(rate=D(1156)), "65.20"),
        (2010, "spark-2010", Terms(), "65.21"),
        (2010, "official", Terms(), "46.93"),
        (2010, "full-pay", Terms(), "19.75"),
        (2006, "us-indirect", Terms(), "37.75"),
        (2006, "mnd-npsc", Terms(), "47.00"),
        (2008, "official", Terms(valuation=("sasc",)), "54.98"),
        (2012, "official", Terms(), "40.41"),
        (2012, "official", Terms(valuation=("sasc",)), "41.13"),
        (2018, "land-revalued", Terms(), "66.86"),
        (2019, "official", Terms(), "39.59"),
        (2020, "official", Terms(), "27.16"),
        (Years(2016, 2019), "gao", Terms(), "30.21"),
        (Years(2016, 2019), "gao", Terms(leave_out=("relocation",)), "19.76"),
    ],
)
def test_a_share_is_what_the_records_give(
    korea: Dossier, years: int | Years, name: str, terms: Terms, expected: str
) -> None:
    assert printed(share(korea, years, name, terms).share.value) == expected


def test_the_leaves_of_2015_add_up_to_both_printed_sums(korea: Dossier) -> None:
    continuing = share(korea, 2015, "mnd-continuing")
    assert continuing.host.value == D("3386.8")
    everything = share(korea, 2015, "mnd-continuing", Terms(count=("temporary",)))
    assert everything.host.value == D("5456.3")
    assert [str(gap.details["name"]) for gap in continuing.missing] == ["us-nonpay"]


def test_the_bridge_of_2016(korea: Dossier) -> None:
    held = accounting.bridge(
        korea, share(korea, 2016, "official"), share(korea, 2016, "spark-2016")
    )
    items = [one.item for one in held.steps]
    assert items == ["other-direct", "vicinity", "relocation", "land", "other-indirect"]
    assert [printed(one.reached) for one in held.steps] == [
        "43.07", "47.38", "58.70", "69.98", "72.60",
    ]  # fmt: skip
    assert [printed(one.shapley) for one in held.steps] == ["0.33", "2.43", "8.33", "13.81", "5.25"]
    land = held.steps[3]
    assert (printed(land.least, 1), printed(land.most, 1)) == ("9.1", "19.8")
    assert sum(one.shapley for one in held.steps) == held.last - held.first


def test_the_us_side_of_2016_is_worked_back_and_said_to_be(korea: Dossier) -> None:
    for name in ("official", "spark-2016"):
        one = share(korea, 2016, name)
        assert one.derived_from == ("spark-72.6-2016",)
    (us,) = (c for c in share(korea, 2016, "official").counted if c.item == "us-nonpay")
    assert printed(us.step.value, 1) == "1280.3"
    assert (us.step.details["low"], us.step.details["high"]) == ("1277.1", "1283.5")


def test_claims_have_the_verdicts_that_the_records_allow(verdicts: dict[str, Verdict]) -> None:
    assert len(verdicts) == 58
    found = {
        name: (v.verdict, v.basis)
        for name, v in verdicts.items()
        if v.verdict not in ("not-reproducible", "target")
    }
    assert found["gov-42-2016"] == ("reproduced", "records")
    assert verdicts["gov-42-2016"].given == ("spark-72.6-2016",), "given a derived record"
    assert found["spark-72.6-2016"] == ("by-construction", "")
    assert found["spark-65.2-2010"] == ("reproduced", "records")
    assert found["spark-65.1-2010"] == ("reproduced", "own-figures")
    assert found["sasc-2008-derived"] == ("reproduced", "own-figures")
    assert found["gao-30.2-2016-2019"] == ("reproduced", "records")
    assert found["state-44-2021"] == ("by-construction", "")
    assert verdicts["target-75-congress"].verdict == "target"
    assert verdicts["us-42-2010"].why == "differs"
    counted = Counter(v.verdict for v in verdicts.values())
    assert sum(counted.values()) == len(verdicts)


def test_a_claim_is_never_tested_with_a_record_derived_from_itself(
    korea: Dossier, verdicts: dict[str, Verdict]
) -> None:
    for name, verdict in verdicts.items():
        if verdict.verdict in ("reproduced", "other-definition"):
            used = {*verdict.given, *(c for o in verdict.others for c in o.derived_from)}
            kin = {c.id for c in korea.claims if c.by == verdict.claim.by}
            assert not used & {name, *kin}, name
    without = share(
        korea, 2016, "spark-2016", Terms(without=frozenset({"spark-72.6-2016", "gov-42-2016"}))
    )
    assert without.share.value is None
    assert [str(gap.details["name"]) for gap in without.missing] == ["us-nonpay"]


def test_the_edge_of_42_is_found_by_itself(korea: Dossier) -> None:
    years = Years(2016, 2016)
    pay = accounting.assumption(korea, "us-pay", years, "interpolate")
    assert pay is not None
    assert printed(pay.value) == "2071.48"
    terms = Terms(assume={"us-pay": pay})
    held = accounting.multiverse(korea, years, korea.definitions["spark-2016"], terms, D(70))
    edges = {claim.id: sets for claim, sets in held.edges}
    assert edges["gov-42-2016"] == ((("us-pay", "counted"), ("relocation", "left out")),)
    both = Terms(assume={"us-pay": pay}, count=("us-pay",), leave_out=("relocation",))
    assert printed(share(korea, 2016, "spark-2016", both).share.value, 1) == "42.5"
    assert held.exchange is not None
    assert held.exchange.value is not None
    lows = [
        low * 1000 / Fraction(held.exchange.value)
        for claim, item, low, _ in held.thresholds
        if (claim.id, item) == ("gov-42-2016", "us-pay")
    ]
    assert any(2076 < low < 2077 for low in lows)
    assert {frozenset(s) for s in held.over_sets} == {
        frozenset({"relocation", "land", "other-indirect"})
    }


def test_the_newest_year_is_answered_as_an_interval_with_what_would_settle_it(
    korea: Dossier,
) -> None:
    one = share(korea, 2026, "official")
    assert one.share.value is None
    assert one.low is not None
    assert one.high is not None
    assert 0 < one.low < one.high < 100
    assert all(data.documents(step) for step in one.bounds)
    ranked = accounting.missing(korea, Years(2019, 2019), korea.definitions["spark-2016"])
    widths = [width for _, width in ranked if width is not None]
    assert widths == sorted(widths, reverse=True)
    assert len(ranked) == 4


MATCHES = [
    ("₩1.52 trillion", "matches", "agreed-2026"),
    ("1조 5,192억", "matches", "agreed-2026"),
    ("1조 5192억 원", "matches", "agreed-2026"),
    ("1519.2 billion won", "matches", "agreed-2026"),
    ("₩1,519.2bn", "matches", "agreed-2026"),
    ("$1.19bn", "matches", "agreed-2026"),
    ("$1.13 billion", "matches", "agreed-2026"),
    ("11억 9000만 달러", "matches", "agreed-2026"),
    ("9,441억", "matches", "agreed-2016"),
    ("9441억원", "matches", "agreed-2016"),
    ("944.1 billion won", "matches", "agreed-2016"),
    ("1조 389억 원", "matches", "agreed-2019"),
    ("1조389억원", "matches", "agreed-2019"),
    ("1.0389 trillion won", "matches", "agreed-2019"),
    ("8,361억 원 2012년", "matches", "agreed-2012"),
    ("746.1 billion won", "matches", "budgeted-2012"),
    ("7,245억 원", "matches", "executed-2020"),
    ("9200억", "matches", "agreed-2014"),
    ("1조 1833억 원", "matches", "agreed-2021"),
    ("1.1833 trillion won in 2021", "matches", "agreed-2021"),
    ("$330 million", "matches", "agreed-1996"),
    ("3억 3천만 달러", "matches", "agreed-1996"),
    ("$490 million", "matches", "executed-2002"),
    ("3조 3,868억 원", "matches", "continuing-2015"),
    ("5조 4,563억 원", "matches", "support-2015"),
    ("1조 1,648억 원", "matches", "land-2016"),
    ("666.7 billion won", "matches", "relocation-2016"),
    ("72.6%", "matches", "spark-72.6-2016"),
    ("72.6 percent", "matches", "spark-72.6-2016"),
    ("72.6퍼센트", "matches", "spark-72.6-2016"),
    ("42%", "matches", "gov-42-2016"),
    ("42 per cent", "matches", "gov-42-2016"),
    ("65.2%", "matches", "spark-65.2-2010"),
    ("30.2%", "matches", "gao-30.2-2016-2019"),
    ("55%", "matches", "lippert-55-2016"),
    ("$33bn", "package", "support-2026"),
    ("330억 달러", "package", "support-2026"),
    ("$5bn", "package", "trump-10-2019-total"),
    ("50억 달러", "package", "trump-10-2019-total"),
    ("1조 389억 달러", "slip", "agreed-2019"),
    ("$1,038.9 billion", "slip", "agreed-2019"),
    ("9,441억 달러", "slip", "agreed-2016"),
    ("1.389 trillion won 2020", "slip", "agreed-2020"),
    ("1조 5,912억 원", "slip", "agreed-2026"),
    ("15조 1,920억 원", "slip", "agreed-2026"),
    ("944.1 billion won in 2017", "slip", "agreed-2016"),
    ("2014년 방위비분담금 9,767억 원", "slip", "at-prices-of-2020-2014"),
    ("방위비분담금 2015년 5조 4,563억 원", "slip", "support-2015"),
    ("SMA contribution of 3,386.8 billion won in 2015", "slip", "continuing-2015"),
    ("3,386.8 billion won in 2015", "matches", "continuing-2015"),
    ("$1.16bn 2026", "close", "agreed-2026"),
    ("$835 million 2016", "close", "agreed-2016"),
]

MUST_NOT = [
    "nonsense", "", "   ", "2026", "the 12th agreement", "three categories", "₩12", "$2",
    "$47 billion", "83%", "0%", "100.5%", "9조 9,999억 원", "7억 달러 1950", "12 years",
    "page 181", "F-35", "1,2,3", "제12차", "28,500 troops", "1e400 won", "$" + "9" * 60,
]  # fmt: skip


@pytest.fixture(scope="module")
def known(korea: Dossier) -> Known:
    return accounting.known_figures(korea, study.project(korea))


@pytest.mark.parametrize(("text", "kind", "begins"), MATCHES, ids=str)
def test_a_figure_that_is_recorded_is_found(
    text: str, kind: str, begins: str, known: Known
) -> None:
    (answer,) = accounting.check_figure(text, known)
    told = [(f.how, f.step.id) for f in answer.findings]
    assert answer.kind == kind, told
    assert any(f.step.id.startswith(begins) for f in answer.findings), told
    for finding in answer.findings:
        assert finding.step.place.line or finding.step.uses


@pytest.mark.parametrize("text", MUST_NOT)
def test_a_figure_that_is_not_recorded_is_unknown(text: str, known: Known) -> None:
    for answer in accounting.check_figure(text, known):
        assert answer.kind == "unknown", [(f.how, f.step.id) for f in answer.findings]


def test_a_sum_over_several_years_is_split_into_what_is_known(known: Known) -> None:
    """USD 33 bn over ten years: the sums of 2026 and 2027, by hand, and all the rest."""
    (answer,) = accounting.check_figure("$33bn", known)
    agreed, rest = answer.findings[0].parts
    assert [step.year for step in agreed.uses] == [2026, 2027]
    rates = {step.uses[1].value for step in agreed.uses}
    assert len(rates) == 1
    (rate,) = rates
    assert rate is not None
    by_hand = (Decimal("1519.2") + Decimal("1551.1")) * 1000 / rate
    assert agreed.value is not None
    assert rest.value is not None
    assert abs(agreed.value - by_hand) < Decimal("0.001")
    assert agreed.value + rest.value == 33000
    assert rest.details["without"] == "2028–2035"


def test_two_currencies_bound_a_missing_item(korea: Dossier) -> None:
    """Land has a value in dollars of 2018 and others in won; none of them may be passed over."""
    one = accounting.share(korea, Years(2019, 2019), korea.definitions["us-indirect"])
    assert one.low is not None
    assert round(one.low, 1) == Decimal("53.4")


def test_a_range_that_rests_on_an_inferred_sum_says_so(korea: Dossier) -> None:
    one = accounting.share(korea, Years(2026, 2026), korea.definitions["official"])
    assert one.inferred


def test_enough_figures_are_written_here() -> None:
    assert len(MATCHES) + len(MUST_NOT) >= 60
    assert len(MUST_NOT) >= 20


def test_a_whole_text_is_checked_line_by_line(known: Known) -> None:
    text = "Seoul pays 42 percent.\nIt was ₩944.1 billion in 2016,\nnot 1조 389억 달러 in 2019."
    found = [(a.line, a.kind) for a in accounting.check_text(text, known)]
    assert found == [(1, "matches"), (2, "matches"), (3, "slip")]


def test_every_claim_says_where_it_is_written(korea: Dossier) -> None:
    ids = {claim.id: claim for claim in korea.claims}
    assert all(isinstance(c, Claim) and c.source and c.place.line for c in ids.values())


@pytest.mark.parametrize(
    ("item", "amount", "gives"),
    [("land", "710.5", "69.65"), ("relocation", "100", "68.82"), ("sma", "900", "72.34")],
)
def test_what_is_assumed_for_a_part_changes_no_other_part(
    item: str, amount: str, gives: str
) -> None:
    """Worked out apart from the program, from the printed sums alone."""
    done = subprocess.run(
        [sys.executable, "-m", "burdenshare", "share", "korea", "2016", "spark-2016",
         "--assume", f"{item}=KRW {amount} bn"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert f"{gives} % in 2016" in done.stdout


def test_a_share_that_rests_on_a_percentage_says_so(korea: Dossier) -> None:
    """USD 1,160 mn is 2,000 less 42 % of it, which no document prints."""
    one = accounting.share(korea, Years(2018, 2018), korea.definitions["official"])
    assert one.inferred


def test_the_budget_of_the_forces_is_no_stationing_cost(korea: Dossier) -> None:
    one = accounting.share(korea, Years(2004, 2004), korea.definitions["official"])
    assert one.share.value is None
    assert one.sending.value is None


def test_the_ends_of_an_interval_are_numbers_made_of_what_they_rest_on(korea: Dossier) -> None:
    """The least is the recorded host side over it and the greatest of what is not recorded, and
    each stands under its id; a share with a value has no interval."""
    one = share(korea, 2016, "gao")
    low, high = one.ends
    assert (low.id, high.id) == ("share-gao-2016-low", "share-gao-2016-high")
    assert (low.value, high.value) == (one.low, one.high)
    assert (printed(low.value, 1), printed(high.value, 1)) == ("23.7", "33.3")
    for end, step in ((low, one.bounds[1]), (high, one.bounds[0])):
        host, sending = end.uses
        assert host == one.host
        assert step in (sending.uses[0].uses[0], sending.uses[0])
        for part in (end, host, sending):
            assert part.value is not None
            assert study.explain(korea, part.id)[0] == part
        assert host.value is not None
        assert sending.value is not None
        assert printed(end.value, 6) == printed(host.value / (host.value + sending.value) * 100, 6)
    assert share(korea, 2016, "official").ends == ()
    with pytest.raises(study.NotFoundError):
        study.explain(korea, "share-official-2016-low")


def _figure(text: str, language: str) -> list[str]:
    lines = burdenshare.ask(f"check-figure korea {text} --lang {language}").lines
    assert lines is not None
    return [*lines()]


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(("text", "key"), [
    ("72.6%", "circular"), ("spark-72.6-2016", "circular"), ("44%", "circular"),
    ("42%", "claim-given"), ("68.04%", "derived"), ("share-spark-2016-2016", "derived"),
    ("'42.44% in 2016'", "derived"), ("27.84%", ""), ("30.2%", ""), ("share-official-2019", ""),
])  # fmt: skip
def test_a_figure_that_rests_on_a_claim_says_so(text: str, key: str, language: str) -> None:
    """SPARK's 72.6 % and the State Department's 44 % come out of the records only because they
    went in; 42.44 and 68.04 % rest on the first; what is printed rests on no claim."""
    claims = "state-44-2021" if text == "44%" else "spark-72.6-2016"
    say = words(language).say
    told = {
        "circular": say("finding", "circular", claims=claims),
        "claim-given": say("finding", "claim-given", claims=claims),
        "derived": say("share", "derived", claims=claims),
    }
    found = "\n".join(_figure(text, language))
    assert [name for name, sentence in told.items() if sentence in found] == ([key] if key else [])


@pytest.mark.parametrize(("span", "drawn", "ranges", "left"), [
    ("2016", 10, 4, 0), ("2013", 10, 10, 0), ("2019", 10, 8, 0), ("2016-2019", 2, 0, 8),
    ("2010", 10, 3, 0),
])  # fmt: skip
def test_the_heading_of_the_chart_counts_what_it_draws(
    span: str, drawn: int, ranges: int, left: int
) -> None:
    """A row a definition that gives a share or an interval; those left out are named."""
    (chart,) = burdenshare.ask(f"share korea {span} --lang en").charts()
    assert chart is not None
    assert len(chart.rows) == drawn
    of_ranges = [row for row in chart.rows if row.after]
    assert len(of_ranges) == ranges
    assert all(row.high > row.low or row.value.startswith("(") for row in of_ranges)
    assert all(row.high == row.low for row in chart.rows if not row.after)
    assert f" under {drawn} of {drawn + left} definitions" in chart.title
    assert (f"; {ranges} of these use figures of other years" in chart.title) == bool(ranges)
    (note,) = [n for n in chart.notes if n.startswith("Not drawn")] or [""]
    assert len([name for name in note.split(";") if name]) == left
    low, high = min(row.low for row in chart.rows), max(row.high for row in chart.rows)
    assert any(f"give {printed(low, places)} to" in chart.title for places in (1, 2))
    assert any(f"to {printed(high, places)} %" in chart.title for places in (1, 2))
