"""The line by which a single number is quoted outside the page."""

from __future__ import annotations

import shlex

import pytest

import burdenshare
from burdenshare import study
from burdenshare.cli import main
from burdenshare.show.words import words

LINES = {
    "share korea 2016 official --explain share-official-2016": "share-official-2016",
    "bridge korea 2016 official spark-2016 --explain gov-42-2016": "gov-42-2016",
    "compare korea sma-12 --assume cpi-kr=2.0 --explain sum-sma-12-2026-2030":
        "sum-sma-12-2026–2030",
    "explain korea agreed-2026-c1197d8c": "agreed-2026-c1197d8c",
}  # fmt: skip
BEGINS = {"en": "To quote: ", "ko": "인용: "}


def lines(line: str) -> list[str]:
    held = burdenshare.ask(line).lines
    assert held is not None
    return [*held()]


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("line", LINES)
def test_an_explanation_ends_with_a_line_to_quote(
    line: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Project and version, id, version of the records, a document, and a command that gives the
    same number again: on the terminal and in Python."""
    last = lines(f"{line} --lang {language}")[-1]
    assert last.startswith(f"{BEGINS[language]}burdenshare {burdenshare.__version__}, ")
    korea = study.load("korea")
    for part in (LINES[line], study.version(korea), korea.title.en if language == "en" else
                 korea.title.ko):  # fmt: skip
        assert part in last
    assert any(f"({name})" in last for name in korea.sources)
    command = last[last.index("burdenshare ", len(BEGINS[language]) + 1) :]
    assert main(shlex.split(command)[1:]) == 0
    printed = capsys.readouterr().out.rstrip("\n").split("\n")
    assert f"[{LINES[line]}]" in printed[0]
    assert printed[-1] == last


def test_a_quote_carries_the_doubt_of_its_record() -> None:
    english = lines("explain korea gov-42-2016 --lang en")[-1]
    assert "42 %” (claimed, its document leaves the year open), id gov-42-2016" in english
    korean = lines("explain korea gov-42-2016 --lang ko")[-1]
    assert "문서에 연도가 분명하지 않음" in korean
    assert ", fairly sure), id share-official-2016" in lines(
        "share korea 2016 official --explain share-official-2016 --lang en"
    )[-1]  # fmt: skip


def test_each_number_of_a_year_has_its_own_line() -> None:
    told = [line for line in lines("explain korea 2019 --lang en") if line.startswith("To quote")]
    held = burdenshare.explain(burdenshare.load("korea"), "2019")
    assert len(told) == len(held)
    for line, step in zip(told, held, strict=True):
        assert f"id {step.id}, " in line


def test_a_quote_of_a_past_day_asks_of_that_day() -> None:
    last = lines("explain korea agreed-2016-5b917453 --as-of 2019-06-01 --lang en")[-1]
    assert last.endswith("explain korea agreed-2016-5b917453 --as-of 2019-06-01 --lang en")


WORKED_BACK = {
    "en": "rests on a sum worked back from the claim spark-72.6-2016 and is no independent figure",
    "ko": "spark-72.6-2016 비율에서 역산한 금액을 쓴 결과로, 독립적으로 계산한 값이 아님",
}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_share_worked_back_from_a_claim_cannot_be_quoted_as_independent(language: str) -> None:
    """SPARK's 72.6 % of 2016 implies the US cost that makes 72.6 % again, and that stands under
    every other share of 2016; the books of 2019 are printed."""
    for name in ("spark-2016", "official", "mnd-npsc"):
        last = lines(f"explain korea share-{name}-2016 --lang {language}")[-1]
        assert WORKED_BACK[language] in last
    for name in ("share-official-2019", "share-spark-2010-2010", "host-spark-2016-2016"):
        last = lines(f"explain korea {name} --lang {language}")[-1]
        assert name in last
        for word in ("worked back", "independent", "역산", "독립"):
            assert word not in last


def test_a_sum_worked_back_names_the_claim_it_follows_from() -> None:
    name = "us-nonpay-worked-back-from-spark-72.6-2016"
    last = lines(f"share korea 2016 official --explain {name} --lang en")[-1]
    assert "(worked back, follows from the claim spark-72.6-2016 and is no independent" in last


ENDS = {"en": "with figures of other years in place of what is not recorded",
        "ko": "기록 없는 항목에 다른 해의 수치를 씀"}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_end_of_an_interval_says_what_it_rests_on(language: str) -> None:
    """The books of 2016 at US valuation lack items, and the rest stands on SPARK's figure; under
    GAO's definition nothing was worked back."""
    for line in ("explain korea {id}", "share korea 2016 us-indirect --explain {id}"):
        asked = line.format(id="share-us-indirect-2016-low")
        last = lines(f"{asked} --lang {language}")[-1]
        assert WORKED_BACK[language] in last
        assert ENDS[language] in last
    last = lines(f"explain korea share-gao-2016-high --lang {language}")[-1]
    assert ENDS[language] in last
    assert "spark-72.6-2016 " not in last
    assert ENDS[language] not in lines(f"explain korea share-gao-2016 --lang {language}")[-1]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_share_without_a_value_does_not_contradict_itself(language: str) -> None:
    """It has no value: then it is neither sure nor unsure, and it is not without documents."""
    say = words(language).say
    told = lines(f"explain korea share-us-indirect-2016 --lang {language}")
    own = told[: next(n for n, line in enumerate(told) if line.startswith("  │"))]
    assert not [line for line in own if line.strip() in (
        say("gap", "not-published"), say("confidence", "medium"))]  # fmt: skip
    item = study.load("korea").items["rail"].title
    assert any(words(language).text(item) in line for line in own)
    (between,) = [line for line in own if "share-us-indirect-2016-low]" in line]
    assert "65.8" in between
    assert "66.4" in between
    assert say("confidence", "medium") not in told[-1]
