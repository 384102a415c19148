"""Exact sums: rounding as agreements have it, units, and conversion that cites its rate."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, InvalidOperation, localcontext

from burdenshare.vocabulary import Money, Rounding, Step

SCALE = {"": 0, "thousand": 3, "mn": 6, "bn": 9, "tn": 12}

_EXACT = Context(prec=60)


def rounded(value: Decimal, step: Decimal, how: Rounding = "half-up") -> Decimal:
    """``value`` in whole steps: halves go away from zero, as the agreements have it.

    >>> rounded(Decimal("836.0625"), Decimal("0.1"))
    Decimal('836.1')
    """
    with localcontext(_EXACT):
        mode = ROUND_HALF_UP if how == "half-up" else ROUND_DOWN
        return (value / step).quantize(Decimal(1), rounding=mode) * step


def printed_step(value: Decimal) -> Decimal:
    """The smallest unit that a printed figure shows.

    >>> printed_step(Decimal("836.1"))
    Decimal('0.1')
    """
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(min(int(exponent), 0))


def money_of(unit: str) -> Money:
    """The money of a unit such as ``KRW bn``."""
    currency, _, scale = unit.partition(" ")
    return Money(currency, scale)  # type: ignore[arg-type]


def is_money(unit: str) -> bool:
    currency, _, scale = unit.partition(" ")
    return len(currency) == 3 and currency.isupper() and scale in SCALE


def rescaled(step: Step, wanted: Money) -> Step:
    """``step`` in the scale of ``wanted``, which has the same currency."""
    held = money_of(step.unit)
    if held.scale == wanted.scale or step.value is None:
        return step
    return Step(
        id=f"{step.id}-in-{wanted.unit.lower().replace(' ', '-')}", name="converted",
        value=step.value.scaleb(SCALE[held.scale] - SCALE[wanted.scale]), unit=wanted.unit,
        status=step.status, year=step.year, how="in-units", details=step.details, uses=(step,),
        confidence=step.confidence, place=step.place,
    )  # fmt: skip


def rate_pair(unit: str) -> tuple[str, str] | None:
    """``KRW per USD`` as the pair of its currencies."""
    ours, per, theirs = unit.partition(" per ")
    return (ours, theirs) if per else None


def converted(step: Step, rate: Step, wanted: Money) -> Step:
    """``step`` in the currency of ``wanted``; the rate stays among its inputs."""
    pair = rate_pair(rate.unit)
    held = money_of(step.unit)
    if pair is None or step.value is None or rate.value is None:
        raise ValueError(f"{rate.id} is not an exchange rate with a value")
    if held.currency == wanted.currency:
        return step
    with localcontext(_EXACT):
        if (wanted.currency, held.currency) == pair:
            value = step.value * rate.value
        elif (held.currency, wanted.currency) == pair:
            value = step.value / rate.value
        else:
            raise ValueError(f"{rate.unit} does not turn {held.currency} into {wanted.currency}")
        value = value.scaleb(SCALE[held.scale] - SCALE[wanted.scale])
    return Step(
        id=f"{step.id}-in-{wanted.currency.lower()}",
        name="converted",
        value=value,
        unit=wanted.unit,
        status="computed",
        year=step.year,
        how="converted",
        uses=(step, rate),
    )


LONGEST_NUMBER = 30
"""Letters of a number that a reader states."""

FARTHEST = 15
"""Powers of ten, up or down, that a stated number may have."""


def stated(text: str) -> Decimal | None:
    """A number that a reader states, if it is one that a sum, a rate or a part can be.

    ``1e999999`` is a number too, but no arithmetic with it ends.
    """
    try:
        value = Decimal(text) if len(text) <= LONGEST_NUMBER else None
    except InvalidOperation:
        return None
    if value is None or not value.is_finite() or abs(value.adjusted()) > FARTHEST:
        return None
    return value
