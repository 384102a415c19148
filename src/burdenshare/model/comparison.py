"""Sums over years, set side by side: totals, real and present value, differences, break-even."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_HALF_UP, Context, Decimal, localcontext

from burdenshare.vocabulary import Agreement, Escalator, Step, Years, least_sure

EXACT = Context(prec=40)
TENTH = Decimal("0.1")


def together(name: str, steps: Sequence[Step], years: Years, how: str = "sum") -> Step | None:
    """The sum of all years; None where one is missing or in other money."""
    values = [step.value for step in steps if step.value is not None]
    if len(values) != len([*years]) or len({step.unit for step in steps}) != 1:
        return None
    return _made(f"{how}-{name}-{years}", how, sum(values, Decimal(0)), steps[0].unit, steps,
                 {"years": str(years)})  # fmt: skip


def parts(name: str, held: Sequence[Step], year: int) -> Step:
    """The sum of a year's parts, all in one money."""
    value = sum((step.value or Decimal(0) for step in held), Decimal(0))
    made = _made(f"of-parts-{name}-{year}", "of-parts", value, held[0].unit, held,
                 {"years": str(year)})  # fmt: skip
    return replace(made, year=year)


def present(name: str, steps: Mapping[int, Step], years: Years, rate: Decimal) -> Step | None:
    """What the years are worth in the first of them, at a stated discount rate in percent."""
    if set(steps) != set(years):
        return None
    with localcontext(EXACT):
        value = sum(
            (
                (step.value or Decimal(0)) / (1 + rate / 100) ** (year - years.first)
                for year, step in steps.items()
            ),
            Decimal(0),
        )
    held = [*steps.values()]
    return _made(f"present-{name}-{years}", "present", _tenth(value), held[0].unit, held,
                 {"years": str(years), "discount": str(rate)})  # fmt: skip


def less(name: str, one: Step | None, other: Step | None) -> Step | None:
    """By how much a total is above another in the same money."""
    if one is None or other is None or one.unit != other.unit:
        return None
    value = (one.value or Decimal(0)) - (other.value or Decimal(0))
    return _made(f"less-{name}", "difference", value, one.unit, (one, other), {})


def cap_start(one: Agreement, rule: Escalator, printed: Decimal = TENTH) -> Step | None:
    """The printed rate from which the growth of a rule is at its cap; None where it follows no
    series or several of them."""
    if rule.cap is None or len(rule.follow) != 1:
        return None
    free = (rule.cap - rule.plus) * 100
    details = {name: f"{(value * 100).normalize():f}" for name, value in
               (("cap", rule.cap), ("plus", rule.plus))}  # fmt: skip
    details["printed"] = f"{printed:f}"
    part = f"-{rule.tranche}" if rule.tranche else ""
    return Step(
        id=f"cap-from-{one.name}-{rule.years.first}{part}", name="cap-from",
        value=(free / printed).to_integral_value(ROUND_CEILING) * printed, unit="percent",
        status="computed", how="cap-from", details={**details, "title": one.title},
        source=rule.source or one.source, at=rule.at, confidence=rule.confidence,
        place=rule.where("cap"),
    )  # fmt: skip


LEAST, MOST = Decimal(-5), Decimal(25)
"""Rates, in percent, between which a break-even is looked for."""


def crossing(difference: Callable[[Decimal], Decimal | None]) -> tuple[Decimal, Decimal] | None:
    """The two printed rates, a tenth of a percent apart, between which ``difference`` changes its
    sign, the lowest such pair; twice the same where it is nothing. None where it never does."""
    count = int((MOST - LEAST) / TENTH)
    before: tuple[Decimal, Decimal] | None = None
    for number in range(count + 1):
        rate = LEAST + TENTH * number
        value = difference(rate)
        if value is None:
            return None
        if value == 0:
            return rate, rate
        if before is not None and (before[1] < 0) != (value < 0):
            return before[0], rate
        before = rate, value
    return None


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(TENTH, rounding=ROUND_HALF_UP)


def _made(
    id_: str, how: str, value: Decimal, unit: str, uses: Sequence[Step], details: Mapping[str, str]
) -> Step:
    assumed = any(step.status == "assumed" for step in uses)
    return Step(
        id=id_, name=f"outlook-{how}", value=value, unit=unit,
        status="assumed" if assumed else "computed", how=how, details=details, uses=tuple(uses),
        confidence=least_sure("high", *(step.confidence for step in uses)),
    )  # fmt: skip
