"""The talks of the Korean record: the gap, the days, and the room for agreement."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from burdenshare import negotiation, study
from burdenshare.cli import main
from burdenshare.model.records import last_day
from burdenshare.vocabulary import Course, Distance, Dossier, Limit

D = Decimal


@pytest.fixture(scope="module")
def korea() -> Dossier:
    return study.load("korea")


def on(korea: Dossier, name: str, day: str) -> Distance:
    return next(d for d in negotiation.distances(korea, name) if d.day == day)


def course(korea: Dossier, name: str) -> Course:
    return next(c for c in negotiation.courses(korea) if c.agreement == name)


def test_the_gap_at_the_end_of_2018(korea: Dossier) -> None:
    """Under one trillion won against nothing under one billion dollars, at the average of 2018."""
    held = on(korea, "sma-10", "2018-12-28")
    assert held.host is not None
    assert held.sending is not None
    assert held.gap is not None
    assert held.points is not None
    assert held.points.value is not None
    assert held.host.value == 1000
    stated, rate = held.sending.uses
    assert stated.value == 1
    assert rate.year == 2018
    assert rate.value is not None
    assert held.sending.value == rate.value
    assert held.gap.value == rate.value - 1000
    assert round(held.points.value, 1) == round((rate.value - 1000) / D("960.2") * 100, 1)
    assert held.host.source == held.sending.uses[0].source == ("kuki-20190123",)
    assert korea.sources["kuki-20190123"].date.startswith("2019-01")


def test_ten_rounds_and_ninety_five_days(korea: Dossier) -> None:
    ten = course(korea, "sma-10")
    assert (ten.rounds, ten.first) == (10, "2018-03-07")
    assert ten.to_signature == 366
    assert ten.past_expiry_in_force == 95
    eleven = course(korea, "sma-11")
    assert eleven.past_expiry_in_force == 610
    assert course(korea, "sma-12").past_expiry_in_force == 0
    assert course(korea, "sma-03").past_expiry_in_force == 0


def test_the_eleventh_from_five_billion_to_thirteen_point_nine(korea: Dossier) -> None:
    positions = korea.talks["sma-11"].position
    told = {(p.party, p.amount, p.unit) for p in positions if p.issue == "amount"}
    assert ("sending", D("1.3"), "per-year") in told
    assert ("host", D(13), "percent-growth") in told
    assert any(p.party == "sending" and p.amount == 5 for p in positions)
    assert any(p.party == "agreed" and p.amount == D("1183.3") for p in positions)
    offered = {p.day for p in positions if p.party == "host" and p.amount == 13}
    assert len(offered) >= 2
    furlough = [o for o in korea.talks["sma-11"].occasion if o.kind == "furlough"]
    assert any(o.day == "2020-04-01" for o in furlough)


def test_no_room_at_the_end_of_2018_and_what_would_make_some(korea: Dossier) -> None:
    (zone,) = negotiation.zones(korea, "sma-10", until="2018-12-28")
    assert zone.high == 1000
    assert zone.low is not None
    assert zone.short == zone.low - 1000
    assert zone.host is not None
    assert zone.sending is not None
    assert zone.host.origin == zone.sending.origin == "stated"
    packages = {"middle": {"amount": (zone.low + 1000) / 2}}
    (tried,) = negotiation.tried(korea, "sma-10", packages, until="2018-12-28")
    assert sum(short for _, _, short in tried.missed) == zone.short


def test_spring_2020_and_what_was_signed_between(korea: Dossier) -> None:
    (zone,) = negotiation.zones(korea, "sma-11", until="2020-05-31")
    assert zone.high == D("1038.9") * D("1.13")
    assert zone.sending is not None
    assert zone.sending.origin == "asked"
    assert zone.low is not None
    (signed,) = zone.placed
    assert signed.value == D("1183.3")
    assert zone.high < signed.value < zone.low


def test_assumed_limits_that_overlap(korea: Dossier) -> None:
    assumed = [
        Limit(side="host", issue="amount", value=D(1250), unit="KRW bn", origin="assumed"),
        Limit(side="sending", issue="amount", value=D(1100), unit="KRW bn", origin="assumed"),
        Limit(side="host", issue="duration", value=D(5), unit="years", origin="assumed"),
    ]
    zones = {z.issue: z for z in negotiation.zones(korea, "sma-11", assumed)}
    assert zones["amount"].short is None
    assert (zones["amount"].low, zones["amount"].high) == (D(1100), D(1250))
    packages = {
        "both": {"amount": D(1200), "duration": D(3)},
        "dear": {"amount": D(1300), "duration": D(3)},
        "dearer": {"amount": D(1400), "duration": D(6)},
    }
    tried = {t.name: t for t in negotiation.tried(korea, "sma-11", packages, assumed)}
    assert tried["both"].missed == ()
    assert tried["both"].beaten_by == ()
    assert tried["dear"].missed == (("host", "amount", D(50)),)
    assert set(tried["dearer"].beaten_by) == {"both", "dear"}


def test_records_that_contradict_each_other_both_show(korea: Dossier) -> None:
    sixth = [r for r in korea.talks["sma-10"].round if r.number == "6" and r.start == "2018-08"]
    assert len({r.venue.en for r in sixth if r.venue is not None}) >= 2
    second = [
        r for r in korea.talks["sma-11"].round if r.number == "2" and r.start.startswith("2019-10")
    ]
    assert len({(r.start, r.end) for r in second}) >= 2
    standing = negotiation.standing(korea, "sma-10")
    assert len(standing["amount", "host"]) == 2


def test_the_time_line_is_in_order(korea: Dossier) -> None:
    for name in korea.talks:
        days = [last_day(e.day) for e in negotiation.timeline(korea, name)]
        assert days == sorted(days)


REFUSED = [
    ["10", "--limit", "nobody amount KRW 5 bn"], ["10", "--limit", "host mood 5"],
    ["10", "--limit", "host amount lots"], ["10", "--package", "x"], ["10", "--zone", "--on", "x"],
    ["10", "--package", ": amount KRW 5 bn"], ["99"], ["ten"], ["10", "--limit", "host amount"],
    ["10", "--limit", "host operational-support maybe"],
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_what_does_not_fit_is_refused(
    words: list[str], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["talks", "korea", *words, "--lang", language]) == 2
    told = capsys.readouterr()
    assert told.err.strip()
    assert "{" not in told.err


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(
    "words",
    [[], ["10"], ["sma-11"], ["12"], ["10", "--zone", "--on", "2018-12-28"],
     ["12", "--limit", "host amount KRW 1550 bn", "--limit", "sending amount USD 1 bn",
      "--package", "signed: amount KRW 1519.2 bn, duration 5, operational-support no"]],
    ids=" ".join,
)  # fmt: skip
def test_the_same_as_tables_and_as_data(
    words: list[str], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for form in ([], ["--json"], ["--csv"]):
        assert main(["talks", "korea", *words, "--lang", language, *form]) == 0
        told = capsys.readouterr().out
        if form == ["--json"]:
            json.loads(told)
