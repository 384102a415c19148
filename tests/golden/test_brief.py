"""The acceptance scene: the brief of 24 July 2018 tells every fact of one article from records."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeVar
from unittest.mock import patch

import pytest

from burdenshare import briefing, negotiation, study
from burdenshare.cli import main
from burdenshare.model.asof import as_of
from burdenshare.model.records import last_day, records
from burdenshare.show import brief
from burdenshare.show.amounts import HARD, Numbers
from burdenshare.show.words import words
from burdenshare.vocabulary import Day, Dossier, Language, Source, Written

Record = TypeVar("Record", bound=Written)
D = Decimal
DAY = date(2018, 7, 24)
ARTICLE = "seed-kt-20180724"


@pytest.fixture(scope="module")
def korea() -> Dossier:
    return study.load("korea")


@pytest.fixture(scope="module")
def then(korea: Dossier) -> Dossier:
    return study.as_of(korea, DAY)


def sentences(dossier: Dossier, day: date, language: Language) -> list[tuple[str, tuple[str, ...]]]:
    """Each sentence, its hard blanks plain, with its documents."""
    numbers = Numbers(words(language), dossier.currency, dossier.category)
    return [
        (brief.sentence(one, dossier, numbers).replace(HARD, " "), one.source)
        for one in briefing.facts(dossier, day)
    ]


# What the article says, and the words of the brief that say it, in both languages.
ARTICLE_FACTS: tuple[tuple[str, str, str], ...] = (
    ("the agreement in force",
     r"In force: 9th Special Measures",
     r"발효 중: 제9차"),
    ("expires at the end of the year",
     r"160 days, on 2018-12-31",
     r"2018-12-31, 남은 기간 160일"),
    ("three categories",
     r"Categories on record \(3\): labour, logistics, military",
     r"분담 항목\(3개\): 인건비, 군수지원"),
    ("first made in 1991",
     r"first agreement dates from 1991",
     r"첫 협정은 1991년"),
    ("renewed eight times",
     r"renewed 8 times",
     r"8차례 갱신"),
    ("fifth round at Lewis-McChord",
     r"round 5, 2018-07-18 – 07-19, Joint Base Lewis-McChord",
     r"5차 회의, 2018-07-18 – 07-19, 시애틀 인근 루이스-매코드"),
    ("next round in Seoul in mid-August",
     r"round 6: 2018-08, Seoul, .*middle of August",
     r"6차 회의: 2018-08, 서울, 8월 중순"),
    ("the US asks for a fourth category",
     r"asks: A fourth category, operational support",
     r"작전지원을 네 번째 항목으로"),
    ("it would pay for strategic assets",
     r"Seoul to pay for sending strategic assets",
     r"전략자산의 한반도 전개 비용을 한국이"),
    ("Seoul refuses; the agreement is about stationing",
     r"refuses: No new item .* the agreement is about the cost of stationing",
     r"거부: 협정은 주둔 비용에 관한 것"),
    ("exercises are halted",
     r"Ulchi Freedom Guardian of August is suspended",
     r"을지프리덤가디언.*중단"),
    ("after the summits with Moon",
     r"2018-04-27: .*Panmunjom",
     r"2018-04-27: 남북 정상"),
    ("and with Trump",
     r"2018-06-12: .*Singapore",
     r"2018-06-12: 북미 정상"),
    ("circumstances could change",
     r"circumstances on the peninsula could change",
     r"한반도 상황이 달라질 수 있"),
    ("a firm joint posture",
     r"firm joint defence|solid joint defence",
     r"굳건한 연합방위태세"),
    ("the present sum is sufficient",
     r"what it contributes is sufficient, and that the present",
     r"지금의 분담금으로도 충분"),
    ("the tweet: the venue highlights it",
     r"\(Tweet\): The place of the talks draws attention",
     r"회의 장소가 새로 제안한 작전지원 항목을 부각"),
    ("what the venue was meant to show",
     r"forces and assets on the US mainland could be mobilised",
     r"미국 본토의 병력과 자산"),
    ("the amount was withheld and considerable",
     r"could not specify .* a considerable amount",
     r"밝힐 수는 없으나 상당"),
    ("42 % of the governments",
     r"governments.*: 42 % for 2016",
     r"양국 정부.*2016년 42%"),
    ("over 70 % of the civic group",
     r"SPARK \(civic group\): 72.6 % for 2016",
     r"평통사.*2016년 72.6%"),
    ("the definition of the one",
     r"that definition gives 42\.44 % for 2016",
     r"이 정의로 2016년 42\.44%"),
    ("the definition of the other",
     r"72\.60 % for 2016 cannot be tested here",
     r"2016년 72\.60%: 미국 측 금액을"),
    ("the sites make the difference",
     r"Rental value of land \+13\.81",
     r"토지 임대료 평가 \+13\.81"),
    ("960.2 for 2018 from 920.0 in 2014",
     r"2018: ₩960\.2 bn, by the terms .* ₩920\.0 bn in 2014",
     r"9,602억 원.*2014년 9,200억 원"),
    ("what operational support would cost",
     r"\$3,470,337 at operating rates",
     r"347만 337달러"),
    ("bombers, carriers: a year",
     r"Of 27 deployments recorded for 2017, 13",
     r"2017년 기록된 전개 27건"),
    ("what the SMA is",
     r"What it is: Article V of the status-of-forces agreement",
     r"협정의 성격: 주둔군지위협정"),
    ("talks for one to take effect next year",
     r"Talks on what follows 9th .* from 2019 on",
     r"2019년부터 적용할 후속 협정"),
    ("a means to raise the amount",
     r"seen as a way to raise what South Korea pays",
     r"분담금을 늘리려는 수단"),
    ("a detente, and occasions mostly eliminated",
     r"in spite of a detente .* mostly taken away the occasions",
     r"긴장 완화에도 .* 상황은 대부분 없어졌다"),
    ("the records beside it",
     r"Deployments on record: 27 in 2017, 1 in 2018 so far",
     r"기록된 전개: 2017년 27건, 2018년 지금까지 1건"),
    ("the sites are counted",
     r"counted for the host: .*Rental value of land",
     r"접수국 부담으로 계산한 항목: .*토지 임대료"),
)  # fmt: skip


@pytest.mark.parametrize(("fact", "english", "korean"), ARTICLE_FACTS, ids=lambda v: str(v)[:40])
def test_every_fact_of_the_article_is_told_with_its_documents(
    fact: str, english: str, korean: str, then: Dossier
) -> None:
    assert fact
    for language, wanted in (("en", english), ("ko", korean)):
        told = sentences(then, DAY, "en" if language == "en" else "ko")
        found = [cited for text, cited in told if re.search(wanted, text)]
        assert found, wanted
        assert all(found)


def test_which_sentences_rest_on_the_article_alone(
    then: Dossier, capsys: pytest.CaptureFixture[str]
) -> None:
    """Printed, so that a reader sees them; most of the brief must rest on more."""
    told = sentences(then, DAY, "en")
    alone = [text for text, cited in told if cited == (ARTICLE,)]
    with capsys.disabled():
        print(f"\n{len(alone)} of {len(told)} sentences rest on the article alone:")
        for text in alone:
            print(f"  {text}")
    assert 0 < len(alone) < len(told) / 3
    assert all(cited for _, cited in told)


LATER = (
    "1,038.9", "1조 389억", "13.9", "1,165.8", "1,183.3", "1,519.2", "1.35", "33 billion",
    "72.4 ", "kuki-20190123", "10th Special",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(
    "command",
    [["brief"], ["brief", "--md"], ["talks"], ["talks", "10"], ["claims"], ["agreement"],
     ["agreement", "9"], ["payments"], ["backtest"], ["operations"], ["operations", "2017"],
     ["operations", "--posture", "tension"], ["operations", "--category", "2018"],
     ["share", "2016"], ["share", "2018"], ["bridge", "2016", "official", "spark-2016"],
     ["sources"], ["explain", "2018"], ["missing", "2018", "official"],
     ["check"], ["check-figure", "1조 389억 달러"]],
    ids=" ".join,
)  # fmt: skip
def test_nothing_later_is_told(command: list[str], language: str, korea: Dossier) -> None:
    printed = told(command, korea, "2018-07-24", language)
    assert printed.strip()
    if command[0] != "check-figure":
        for word in LATER:
            assert word not in printed, word
    assert not re.search(r"\b20(19|2[0-9])-\d\d", _without_reprints(printed, korea))


def _without_reprints(text: str, dossier: Dossier) -> str:
    """Without addresses, and without the days of documents that only reprint what was known."""
    text = re.sub(r"https?://\S+", "", text)
    left = as_of(dossier, "2018-07-24")
    for source in left.sources.values():
        if last_day(source.date) > "2018-07-24":
            text = text.replace(source.date, "")
    return text


def told(command: list[str], dossier: Dossier, day: str, language: str = "en") -> str:
    out, err = io.StringIO(), io.StringIO()
    name, *rest = command
    with (
        patch("burdenshare.study.load", lambda *_: dossier),
        patch.dict("os.environ", {"COLUMNS": "140"}),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        main([name, "korea", *rest, "--as-of", day, "--lang", language])
    return out.getvalue() or err.getvalue()


COMMANDS = (
    "brief", "talks", "agreement", "payments", "backtest", "operations", "claims", "sources",
)  # fmt: skip


@pytest.mark.parametrize("year", range(1991, 2027))
def test_all_documents_of_a_day_are_of_that_day(year: int, korea: Dossier) -> None:
    """Every command, every year: a later document stands only where it reprints what its record
    says was known before, and why."""
    day = f"{year}-07-01"
    left = as_of(korea, day)
    early = {
        name
        for one in records(left)
        for name in one.source
        if one.known is not None and last_day(one.known) <= day
    }
    signed = {
        name
        for one in left.agreements
        if one.signed is not None
        for block in (one, *one.contribution, *one.escalator, *one.event)
        for name in block.source
    }
    for source in left.sources.values():
        assert last_day(source.date) <= day or source.id in early | signed, source.id
    for command in COMMANDS:
        printed = told([command, "--json"], korea, day)
        cited = set(_documents(json.loads(printed))) if printed.startswith(("{", "[")) else set()
        assert cited <= set(left.sources), (command, cited - set(left.sources))


def _documents(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key in ("documents", "source") and isinstance(each, list):
                yield from (one["id"] if isinstance(one, dict) else str(one) for one in each)
            else:
                yield from _documents(each)
    elif isinstance(value, list):
        for each in value:
            yield from _documents(each)


@pytest.mark.parametrize("day", ["1995-06-30", "2008-12-31", "2018-07-24", "2021-03-09"])
def test_a_record_known_later_changes_no_answer(day: str, korea: Dossier) -> None:
    """Of each kind one more, from a document of the next day."""
    late = Source(
        id="late", title="Late", title_ko="늦음", publisher="X", date=Day(f"{day[:4]}-12-31"),
        language="en", kind="press",
    )  # fmt: skip
    if last_day(late.date) <= day:
        late = replace(late, date=Day(str(int(day[:4]) + 1)))

    def later(one: Record) -> Record:
        return replace(one, source=("late",), known=None)

    talks = {
        name: replace(
            one,
            round=(*one.round, *(replace(later(r), number="99") for r in one.round[:1])),
            position=(*one.position, *(later(p) for p in one.position[:1])),
            statement=(*one.statement, *(later(s) for s in one.statement[:1])),
        )
        for name, one in korea.talks.items()
    }
    series = {
        name: replace(
            one,
            observations=(
                *one.observations,
                *(replace(later(o), year=1900, vintage="late") for o in one.observations[:1]),
            ),
        )
        for name, one in korea.series.items()
    }
    more = replace(
        korea,
        sources={**korea.sources, "late": late},
        payments=(*korea.payments, replace(later(korea.payments[0]), amount=D(1))),
        costs=(*korea.costs, replace(later(korea.costs[0]), amount=D(1))),
        claims=(*korea.claims, replace(later(korea.claims[0]), id="late")),
        rates=(*korea.rates, replace(later(korea.rates[0]), amount=D(1))),
        deployments=(*korea.deployments, replace(later(korea.deployments[0]), count=9)),
        exercises=(*korea.exercises, replace(later(korea.exercises[0]), id="late")),
        talks=talks,
        series=series,
    )
    assert as_of(more, day) == as_of(korea, day)


def test_the_brief_of_today(korea: Dossier) -> None:
    today = [text for text, _ in sentences(korea, date(2026, 11, 24), "en")]
    for wanted in (
        r"In force: 12th Special Measures",
        r"2026: ₩1,519\.2 bn",
        r"2027–2030: the sum grows with Consumer prices, Korea of 2 years before, at most 5 %",
        r"33 billion dollars .* land, utilities and other direct and indirect support",
        r"The 33 billion dollars count what Seoul gives anyway",
        r"renewed 11 times",
    ):
        assert any(re.search(wanted, text) for text in today), wanted


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("year", range(1991, 2027))
def test_a_brief_can_be_told_of_every_year(year: int, language: Language, korea: Dossier) -> None:
    day = date(year, 3, 15)
    then = study.as_of(korea, day)
    told_ = sentences(then, day, language)
    assert told_
    assert all("{" not in text for text, _ in told_)
    assert negotiation.current(then, day) is None or then.talks


DAYS = [
    ("2018-02-29", "2018-02-28"), ("2018-07", "2018-07-31"), ("2099-01-01", "2026-"),
    ("1985-05-05", "1991-01-25"),
]  # fmt: skip


@pytest.mark.parametrize(("day", "nearest"), DAYS)
def test_a_day_that_cannot_be_gets_the_nearest_answer(
    day: str, nearest: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for language in ("en", "ko"):
        assert main(["brief", "korea", "--as-of", day, "--lang", language]) == 0
        printed = capsys.readouterr()
        assert nearest in printed.err
        assert nearest in printed.out.splitlines()[0]


@pytest.mark.parametrize("day", ["tomorrow", "2018-13-01", "24/07/2018", "0000-01-01", "7 2018"])
def test_what_is_no_day_is_refused(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["brief", "korea", "--as-of", day]) == 2
    assert capsys.readouterr().err.strip()


@pytest.mark.parametrize(
    ("day", "in_force"),
    [("2014-01-20", ""), ("2014-02-10", ""), ("2014-06-18", "sma-09"), ("2019-02-15", ""),
     ("2019-03-20", ""), ("2019-04-05", "sma-10"), ("2020-05-10", ""), ("2021-03-20", ""),
     ("2021-09-01", "sma-11"), ("2018-07-24", "sma-09")],
)  # fmt: skip
def test_an_agreement_is_in_force_from_its_day_and_not_before(
    day: str, in_force: str, korea: Dossier
) -> None:
    when = date.fromisoformat(day)
    state = study.state(study.as_of(korea, when), when)
    assert (state.in_force.name if state.in_force else "") == in_force


def test_a_day_may_be_written_without_zeros(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["brief", "korea", "--as-of", "2019-2-3"]) == 0
    printed = capsys.readouterr()
    assert "2019-02-03" in printed.out.splitlines()[0]
    assert printed.err == ""
