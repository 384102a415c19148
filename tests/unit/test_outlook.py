"""Agreements and proposals side by side, on ruritania and by hand."""

from __future__ import annotations

import html
import re
from decimal import Decimal
from pathlib import Path

import pytest

import burdenshare
from burdenshare import outlook
from burdenshare.model import comparison
from burdenshare.vocabulary import Outlook, Step, Years


def step(year: int, value: str, unit: str = "KRW bn") -> Step:
    return Step(
        id=f"s-{year}", name="contribution", value=Decimal(value), unit=unit, status="agreed",
        year=year,
    )  # fmt: skip


def test_a_total_has_every_year_in_one_money() -> None:
    years = Years(2026, 2027)
    told = comparison.together("a", [step(2026, "1519.2"), step(2027, "1551.1")], years)
    assert told is not None
    assert told.value == Decimal("3070.3")
    assert comparison.together("a", [step(2026, "1519.2")], years) is None
    mixed = [step(2026, "1519.2"), step(2027, "1100", "USD mn")]
    assert comparison.together("a", mixed, years) is None


def test_present_value_counts_from_the_first_year() -> None:
    """100 now and 110 in a year at 10 % are worth 200."""
    held = {2026: step(2026, "100"), 2027: step(2027, "110")}
    told = comparison.present("a", held, Years(2026, 2027), Decimal(10))
    assert told is not None
    assert told.value == Decimal("200.0")


def test_a_break_even_lies_between_two_printed_rates() -> None:
    assert comparison.crossing(lambda r: r - Decimal("2.1")) == (Decimal("2.1"), Decimal("2.1"))
    assert comparison.crossing(lambda r: r - Decimal("2.15")) == (Decimal("2.1"), Decimal("2.2"))
    assert comparison.crossing(lambda r: r + 100) is None
    assert comparison.crossing(lambda _: None) is None


def test_each_is_held_against_the_first() -> None:
    ruritania = burdenshare.load("ruritania")
    held = outlook.chosen(ruritania, ["second", "freeze"])
    years = Years(2005, 2006)
    one, other = outlook.compare(ruritania, held, years, {})
    assert one.less is not None
    assert one.less.value == 0
    for each in (one, other):
        if each.total is not None:
            assert each.total.value == sum(s.value or Decimal(0) for s in each.steps.values())
    if other.total is not None and one.total is not None:
        assert other.less is not None
        assert other.less.value == (other.total.value or 0) - (one.total.value or 0)


def test_a_name_that_nothing_has_is_refused() -> None:
    with pytest.raises(burdenshare.NotFoundError):
        outlook.chosen(burdenshare.load("ruritania"), ["nothing"])


def test_the_newest_agreement_stands_first() -> None:
    korea = burdenshare.load("korea")
    assert outlook.chosen(korea, [])[0].name == "sma-12"
    (twelfth,) = outlook.compare(
        korea, outlook.chosen(korea, ["12"]), Years(2026, 2030), {"cpi-kr": Decimal("2.0")}
    )
    assert twelfth.total is not None
    assert twelfth.total.value == Decimal("7912.1")
    assert twelfth.total.status == "assumed"
    capped = outlook.compare(
        korea, outlook.chosen(korea, ["12"]), Years(2026, 2030), {"cpi-kr": Decimal("7.0")}
    )[0]
    assert capped.binding == (2028, 2029, 2030)
    open_ = outlook.compare(korea, outlook.chosen(korea, ["12"]), Years(2026, 2030), {})[0]
    assert open_.total is None
    assert open_.open == (2028, 2029, 2030)


SMA = "compare korea sma-12 --assume cpi-kr=2.0"


def said(line: str, place: Path, form: str = "txt") -> str:
    text = burdenshare.save(line, str(place / f"x.{form}")).read_text(encoding="utf-8")
    return " ".join(re.sub("<[^>]+>", "", html.unescape(text)).replace("\u00a0", " ").split())


def outlooks(line: str) -> tuple[Outlook, ...]:
    content = burdenshare.ask(line).content()
    assert isinstance(content, dict)
    return tuple(content["outlooks"])


RATES = {
    ("", "en"): "In dollars: every year at RATE won per US dollar (Won per dollar, yearly "
                "average, YEAR, as first published), the newest on record.",
    ("", "ko"): "달러 환산 환율: 모든 해에 달러당 RATE원(연평균 원/달러 환율, YEAR년, "
                "최초 발표치).",
    ("--rate 1300", "en"): "In dollars: every year at 1,300 won per US dollar, as stated with "
                           "--rate.",
    ("--rate 1300", "ko"): "달러 환산 환율: 모든 해에 달러당 1,300원. --rate 옵션으로 정한 값.",
}  # fmt: skip


@pytest.mark.parametrize("form", ["txt", "md", "html"])
@pytest.mark.parametrize(("more", "language"), RATES, ids=str)
def test_the_rate_of_a_sum_in_dollars_is_said_under_the_table(
    more: str, language: str, form: str, tmp_path: Path
) -> None:
    """In a terminal and on paper."""
    newest = max(burdenshare.load("korea").series["krw-per-usd"].observations, key=lambda o: o.year)
    wanted = RATES[more, language].replace("RATE", f"{newest.value:,f}")
    wanted = wanted.replace("YEAR", str(newest.year))
    assert wanted in said(f"{SMA} {more} --lang {language}", tmp_path, form)


def test_on_a_path_the_rates_are_those_of_the_first_and_last_year(tmp_path: Path) -> None:
    line = f"{SMA} --path crash-1998"
    dollars = outlooks(line)[0].dollars
    assert dollars is not None
    (first, *_, last) = [part.uses[-1] for part in dollars.uses]
    assert (first.year, last.year) == (2026, 2030)
    assert (
        f"In dollars: each year at an assumed rate of its own, from {first.value:,f} won per US "
        f"dollar in 2026 to {last.value:,f} won per US dollar in 2030."
    ) in said(f"{line} --lang en", tmp_path)


def test_without_a_sum_in_dollars_no_rate_is_named(tmp_path: Path) -> None:
    for number, line in enumerate(("compare korea sma-12", "compare ruritania second")):
        assert all(one.dollars is None for one in outlooks(line))
        (tmp_path / str(number)).mkdir()
        assert "In dollars:" not in said(f"{line} --lang en", tmp_path / str(number))


def test_a_step_that_is_assumed_is_told_by_its_title() -> None:
    """It is a driver of its own and no series."""
    lead = burdenshare.ask("compare korea twelfth-renewed-late --assume cpi-kr=2.0,lapse=14,step=6")
    assert "Step at a renewal at 6\N{NO-BREAK SPACE}%" in lead.lead()
