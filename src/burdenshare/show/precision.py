"""How precise a sum is: one that was worked back from a rounded share is no more precise than that
share, and neither is what was made of it. Every other sum is as precise as it is written."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from burdenshare.vocabulary import Step

WHOLE = ("sum", "rest-of-sum")
"""Made of sums in the same money: what is open in each is open in the whole."""
MOVED = ("converted", "in-units")
"""Made of one sum at a rate: what is open in it is open in proportion."""


def told(step: Step, finest: Decimal | None = None) -> Decimal:
    """The value of a step as precise as it is known, and no finer than ``finest``.

    >>> share = Step(id="s", name="cost", value=Decimal("1280.3273"), unit="KRW bn",
    ...     status="derived", how="worked-back", details={"low": "1277.1", "high": "1283.5"})
    >>> told(share)
    Decimal('1280')
    """
    assert step.value is not None
    return rounded(step.value, (step,), finest)


def rounded(value: Decimal, uses: Iterable[Step], finest: Decimal | None = None) -> Decimal:
    """``value`` as precise as the least precise of the sums it was made of."""
    steps = [finest] if finest is not None else []
    steps += [known for used in uses if (known := known_to(used)) is not None]
    if not steps:
        return value
    to = max(steps)
    return value.quantize(to, rounding=ROUND_HALF_UP) + 0  # no minus before nothing


def known_to(step: Step) -> Decimal | None:
    """The power of ten to which a sum is known; None where it is as precise as it is written."""
    width = _width(step)
    return Decimal(1).scaleb(width.adjusted()) if width else None


def _width(step: Step) -> Decimal:
    """How far apart the least and the greatest are that a sum may be."""
    if step.value is None:
        return Decimal(0)
    if step.how == "worked-back":
        return Decimal(str(step.details["high"])) - Decimal(str(step.details["low"]))
    if step.how in WHOLE:
        return sum((_width(one) for one in step.uses if one.unit == step.unit), Decimal(0))
    if step.how in MOVED and step.uses and step.uses[0].value:
        return _width(step.uses[0]) * abs(step.value / step.uses[0].value)
    return Decimal(0)
