"""Rates that may be assumed of a series, read off its record: what was usual, and what was high."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, localcontext
from itertools import pairwise

from burdenshare.model.money import rounded
from burdenshare.vocabulary import Driver, Presets, Step, Text, Years, least_sure

_EXACT = Context(prec=40)


@dataclass(frozen=True)
class Reading:
    """What is read off the last ``count`` recorded years, and the key of its name."""

    count: int
    how: str
    read: Callable[[Sequence[Decimal]], Decimal]


def presets(driver: Driver, held: Sequence[Step], seen: Sequence[Decimal]) -> Presets | None:
    """The presets of a rate from its recorded ``held`` figures, oldest first, and the whole
    percents between which nought lies and every rate that was ``seen``, on record or on a path.

    None where fewer figures are recorded than the shortest reading takes.
    """
    rates = {
        word: _preset(driver, word, one, held[-one.count :])
        for word, one in READINGS.items()
        if len(held) >= one.count
    }
    if not rates:
        return None
    every = [*seen, Decimal(0)]
    return Presets(
        rates=rates,
        low=min(every).to_integral_value(ROUND_FLOOR),
        high=max(every).to_integral_value(ROUND_CEILING),
        unit=driver.printed,
    )


def _mean(values: Sequence[Decimal]) -> Decimal:
    with localcontext(_EXACT):
        return sum(values, Decimal(0)) / len(values)


READINGS: Mapping[str, Reading] = {
    "last-five": Reading(5, "preset-last-five", _mean),
    "high": Reading(10, "preset-high", max),
}
"""By the word for each."""


def _preset(driver: Driver, word: str, one: Reading, held: Sequence[Step]) -> Step:
    exact = one.read([step.value for step in held if step.value is not None])
    value = rounded(exact, driver.printed)
    details: dict[str, str | Text] = {
        "driver": driver.title, "years": spans([step.year or 0 for step in held])
    }  # fmt: skip
    if value != exact:
        details["exact"] = f"{exact.normalize():f}"
    return Step(
        id=f"preset-{driver.name}-{word}", name=one.how, value=value, unit="percent",
        status="computed", how=one.how, details=details, uses=tuple(held),
        confidence=least_sure(*(step.confidence for step in held)), place=driver.place,
    )  # fmt: skip


def spans(years: Sequence[int]) -> str:
    """Years in a row as one span: ``2021–2024, 2026``."""
    return ", ".join(str(one) for one in _spans(sorted(years)))


def _spans(years: Sequence[int]) -> Iterator[Years]:
    first = years[0]
    for year, following in pairwise([*years, 0]):
        if following != year + 1:
            yield Years(first, year)
            first = following
