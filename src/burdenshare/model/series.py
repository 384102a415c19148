"""Figures of a series: which publication counts, and series computed from others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Context, Decimal, localcontext

from burdenshare.model.money import rounded
from burdenshare.vocabulary import Gap, Observation, Series, Step, Text

_EXACT = Context(prec=40)


def figure(
    series: Mapping[str, Series],
    name: str,
    year: int,
    vintage: Sequence[str] = ("first",),
    assumed: Mapping[str, Decimal] | None = None,
) -> Step:
    """The figure of ``year``, by the first of the wanted publications that exists.

    An assumption speaks only where no figure is recorded. Where there is neither, the step has
    no value and says why.
    """
    one = series[name]
    if one.growth_of or one.sum_of:
        return _computed(series, one, year)
    of_year = [o for o in one.observations if o.year == year]
    chosen = next((o for v in vintage for o in of_year if o.vintage == v), None)
    if chosen is not None:
        rivals = tuple(_step(one, o) for o in of_year if o is not chosen)
        return _step(one, chosen, rivals)
    gap = _gap(one, year)
    if name in (assumed or {}):
        return _assumed(one, year, (assumed or {})[name])
    others = tuple(_step(one, o) for o in of_year)
    return _missing(one, year, gap, vintage, others)


def _step(one: Series, seen: Observation, rivals: tuple[Step, ...] = ()) -> Step:
    return Step(
        id=f"{one.name}-{seen.year}-{seen.vintage}",
        name="figure",
        value=seen.value,
        unit=one.unit,
        status="recorded",
        year=seen.year,
        how="published",
        details={"series": one.title, "vintage": seen.vintage},
        rivals=rivals,
        source=seen.source,
        at=seen.at,
        note=Text(seen.note, seen.note_ko) if seen.note else None,
        confidence=seen.confidence,
        place=seen.place,
    )


def _gap(one: Series, year: int) -> Gap:
    last = max((o.year for o in one.observations), default=year)
    return "not-yet" if year > last else "not-published"


def _assumed(one: Series, year: int, value: Decimal) -> Step:
    return Step(
        id=f"{one.name}-{year}-assumed",
        name="figure",
        value=value,
        unit=one.unit,
        status="assumed",
        year=year,
        how="assumed",
        details={"series": one.title},
        confidence="low",
        place=one.place,
    )


def _missing(
    one: Series, year: int, gap: Gap, vintage: Sequence[str], others: tuple[Step, ...]
) -> Step:
    return Step(
        id=f"{one.name}-{year}-{vintage[0]}",
        name="figure",
        value=None,
        unit=one.unit,
        status="missing",
        year=year,
        gap=gap,
        how="missing",
        details={"series": one.title, "vintage": vintage[0]},
        rivals=others,
        place=one.place,
    )


def _computed(series: Mapping[str, Series], one: Series, year: int) -> Step:
    if one.growth_of:
        inputs = tuple(figure(series, one.growth_of, y, one.vintage) for y in (year, year - 1))
    else:
        inputs = tuple(figure(series, name, year, one.vintage) for name in one.sum_of)
    values = [step.value for step in inputs if step.value is not None]
    missing = next((step for step in inputs if step.value is None), None)
    value = None
    if missing is None:
        with localcontext(_EXACT):
            value = (values[0] / values[1] - 1) * 100 if one.growth_of else sum(values, Decimal(0))
        value = rounded(value, one.round_to) if one.round_to is not None else value
    return Step(
        id=f"{one.name}-{year}",
        name="figure",
        value=value,
        unit=one.unit,
        status="computed",
        year=year,
        gap=missing.gap if missing is not None else None,
        how="growth-of" if one.growth_of else "sum-of",
        details={"series": one.title},
        uses=inputs,
        place=one.place,
    )
