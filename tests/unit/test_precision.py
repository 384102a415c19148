"""A sum that was worked back from a rounded share is shown with the digits that it has, and no
other sum is touched."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import floor, log10

import pytest

import burdenshare
from burdenshare.answers import answer, everything
from burdenshare.answers.asked import Asked
from burdenshare.answers.commands import given
from burdenshare.model.costs import implies, worked_back
from burdenshare.model.money import converted, is_money
from burdenshare.show import marks, precision
from burdenshare.show.charts import Chart
from burdenshare.show.tables import Sheet
from burdenshare.show.words import words
from burdenshare.vocabulary import Language, Money, Step

KOREA = burdenshare.load("korea")
CLAIMS = [one for one in KOREA.claims if implies(one)]
TENTH = Decimal("0.1")


def of_claim(name: str) -> Step:
    claim = next(one for one in CLAIMS if one.id == name)
    return worked_back(claim, KOREA.items["us-nonpay"])


def test_it_has_the_digits_in_which_the_ends_of_its_range_agree_at_least_nearly() -> None:
    """72.6 % gives 1,277.1 to 1,283.5; 44 % gives 1,471.7 to 1,532.6; 10 % 4,261.9 to 4,763.2."""
    shown = {name: precision.told(of_claim(name)) for name in
             ("spark-72.6-2016", "state-44-2021", "trump-10-2019")}  # fmt: skip
    assert shown == {"spark-72.6-2016": 1280, "state-44-2021": 1500, "trump-10-2019": 4500}


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda one: one.id)
def test_no_claim_gives_more_than_its_rounding_leaves(claim: burdenshare.vocabulary.Claim) -> None:
    step = worked_back(claim, KOREA.items["us-nonpay"])
    assert step.value is not None
    to = precision.known_to(step)
    width = Decimal(str(step.details["high"])) - Decimal(str(step.details["low"]))
    assert to is not None
    assert to <= width < to * 10
    assert abs(precision.told(step) - step.value) <= to / 2


def test_what_is_made_of_it_is_no_more_precise() -> None:
    step = of_claim("dod-40.0-2002")  # 1,262.0 to 1,267.3
    rate = Step(id="rate", name="rate", value=Decimal("1250.3"), unit="KRW per USD", status="known")
    other = Step(id="o", name="cost", value=Decimal("24.53"), unit="KRW bn", status="agreed")
    won = converted(step, rate, Money("KRW", "bn"))
    whole = Step(id="sum", name="sending-side", value=(won.value or 0) + Decimal("24.53"),
                 unit="KRW bn", status="computed", how="sum", uses=(won, other))  # fmt: skip
    assert [precision.known_to(one) for one in (step, won, whole, other)] == [1, 1, 1, None]
    assert precision.told(whole, TENTH) == 1606
    assert precision.told(other) == Decimal("24.53")
    assert precision.told(other, TENTH) == Decimal("24.5")
    rest = replace(whole, how="rest-of-sum", uses=(other, won))
    assert precision.known_to(rest) == 1


def test_a_difference_near_nothing_is_not_less_than_nothing() -> None:
    assert str(precision.rounded(Decimal("-0.2"), [of_claim("spark-72.6-2016")])) == "0"


# -- in all that is printed ------------------------------------------------------------------------

YEARS = ("2002", "2003", "2008", "2010", "2012", "2016", "2018", "2019", "2021")
LINES = [
    *(f"share korea {year}" for year in YEARS),
    *(f"share korea {year} {name}" for year in ("2002", "2016", "2021")
      for name in ("official", "spark-2016", "us-indirect")),
    "share korea 2018 full-pay", "bridge korea 2016 official spark-2016", "brief korea",
    "bridge korea 2018 official full-pay", "bridge korea 2018 full-pay official",
    "share korea 2016 spark-2016 --count us-pay --assume us-pay=interpolate",
    "multiverse korea 2016 spark-2016 --assume us-pay=interpolate --over 70",
    "compare korea sma-12 --assume cpi-kr=2.0 --share official", "claims korea",
    "explain korea share-official-2016", "explain korea sending-full-pay-2018",
    "explain korea us-nonpay-worked-back-from-state-44-2021", "check-figure korea '1,280.3 bn won'",
    "operations korea --category 2021", "missing korea 2018 gao",
]  # fmt: skip
POWERS = {"조": 12, "억": 8, "만": 4, "tn": 12, "trillion": 12, "bn": 9, "billion": 9, "mn": 6,
          "million": 6, "백만": 6}  # fmt: skip


def pieces(line: str, language: Language) -> Iterator[tuple[str, Step]]:
    """Every number that is printed, with its step."""
    shown: dict[str, Step] = {}
    told = given([*shlex.split(line), "--lang", language])
    held, _ = answer(Asked(told, words(language), 100, date.today(), shown=shown))
    for part in everything(held):
        for text in texts(part):
            yield from ((piece, shown[name]) for piece, name in marks.parts(text) if name in shown)


def texts(part: object) -> Iterator[str]:
    if isinstance(part, Sheet):
        yield from (cell for row in part.rows for cell in row)
        yield from part.notes
    elif isinstance(part, Chart):
        for row in part.rows:
            yield from (row.value, row.after, row.end)
        yield from (part.title, *part.notes)
    elif isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        yield str(part["sentence"])


def whole(text: str, unit: str) -> int:
    """A printed sum in the smallest unit; without a scale it is in that of its table."""
    found = re.findall(r"([\d,]*\d(?:\.\d+)?)\s*(조|억|만|백만|trillion|tn|billion|bn|million|mn)?",
                       text)  # fmt: skip
    scale = POWERS.get(unit.partition(" ")[2], 0)
    if not any(name for _, name in found):  # ₩ bn, or 억 원
        return int(Decimal(found[0][0].replace(",", "")).scaleb(scale))
    return int(sum(Decimal(n.replace(",", "")).scaleb(POWERS.get(name, 0)) for n, name in found))


def open_in(step: Step) -> Decimal:
    """The widest range of the sums that it was worked back from, in its own money."""
    if step.how == "worked-back":
        return Decimal(str(step.details["high"])) - Decimal(str(step.details["low"]))
    ranges = [Decimal(0)]
    for used in filter(lambda one: is_money(one.unit) and one.value, step.uses):
        same = used.unit == step.unit
        parted = Decimal(1) if same else (step.value or Decimal(0)) / (used.value or Decimal(1))
        ranges.append(open_in(used) * parted)
    return max(ranges)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("line", LINES)
def test_no_sum_is_printed_with_digits_that_it_has_not(line: str, language: Language) -> None:
    for text, step in pieces(line, language):
        if step.value is None or not is_money(step.unit) or not (width := open_in(step)):
            continue
        digits = len(str(whole(text, step.unit)).rstrip("0"))
        least = floor(log10(step.value)) - floor(log10(width)) + 1
        assert digits <= least, (text, step.id)


def test_such_sums_are_printed_at_all() -> None:
    found = {
        (text, step.id)
        for line in LINES
        for text, step in pieces(line, "en")
        if precision.known_to(step) is not None
    }
    assert {text.replace("\u00a0", " ") for text, _ in found} >= {
        "₩1,280 bn", "1,280", "₩1,500 bn", "1,500", "1,581", "$1,265 mn", "4,900", "$4,500 mn",
    }  # fmt: skip


@pytest.mark.parametrize(("line", "kept"), [
    ("share korea 2016", {"₩944.1 bn", "₩2,108.9 bn", "₩2,725.7 bn", "₩3,392.4 bn"}),
    ("bridge korea 2016 official spark-2016", {"24.5", "184.3", "666.7", "1,164.8", "408.0"}),
    ("bridge korea 2018 official full-pay", {"1,275.2"}),
    ("share korea 2021 official", {"1,183.3"}),
])  # fmt: skip
def test_sums_of_documents_stay_as_they_are(line: str, kept: set[str]) -> None:
    assert kept <= {text.replace("\u00a0", " ").strip("−") for text, _ in pieces(line, "en")}


def test_data_keep_every_digit() -> None:
    numbers = burdenshare.ask("share korea 2016 official").numbers
    assert numbers is not None
    (sending,) = [one for one in numbers() if one.id == "sending-official-2016"]
    assert str(sending.value).startswith("1280.32727272")
