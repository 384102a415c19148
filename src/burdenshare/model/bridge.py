"""From one share to another, item by item: in order, and free of order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import factorial, lcm

from burdenshare.vocabulary import Bridge, BridgeStep, Counted, Share

MOST = 12
"""Differences between two definitions beyond which the exact parts are not computed."""


class TooManyDifferencesError(ValueError):
    """More differences than can be weighed against each other exactly."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} differences; at most {MOST} are weighed")
        self.count = count


@dataclass(frozen=True)
class Difference:
    """What one item changes: so much on the host side, so much on the sending side."""

    item: str
    host: Fraction
    sending: Fraction
    before: Counted | None
    after: Counted | None


def bridge(start: Share, end: Share, valued: Collection[str] = ()) -> Bridge:
    """The steps from ``start`` to ``end``, both without gaps and in the same money."""
    found = differences(start, end, valued)
    if len(found) > MOST:
        raise TooManyDifferencesError(len(found))
    worth = _of_all_sets(start, found)
    steps = []
    reached = worth[0]
    so_far = 0
    for number, one in enumerate(found):
        so_far |= 1 << number
        after = worth[so_far]
        effects = [
            worth[chosen | 1 << number] - worth[chosen]
            for chosen in range(1 << len(found))
            if not chosen & 1 << number
        ]
        steps.append(
            BridgeStep(
                item=one.item,
                before=one.before.step if one.before else None,
                after=one.after.step if one.after else None,
                step=after - reached,
                reached=after,
                shapley=_shapley(worth, number, len(found)),
                least=min(effects),
                most=max(effects),
            )
        )
        reached = after
    return Bridge(start=start, end=end, steps=tuple(steps), first=worth[0], last=worth[-1])


def differences(start: Share, end: Share, valued: Collection[str] = ()) -> list[Difference]:
    """The items that are counted in one and not in the other, or with another value.

    First what is taken away, then what is added; ``valued`` items, no outlay, come last.
    """
    ours = {one.item: one for one in start.counted}
    theirs = {one.item: one for one in end.counted}
    found = []
    for item in [*theirs, *(name for name in ours if name not in theirs)]:
        before, after = ours.get(item), theirs.get(item)
        change = _value(after) - _value(before)
        if change == 0:
            continue
        bearer = (theirs.get(item) or ours[item]).bearer
        host, sending = (change, Fraction(0)) if bearer == "host" else (Fraction(0), change)
        found.append(Difference(item, host, sending, before, after))
    return sorted(found, key=lambda d: (d.after is not None, d.item in valued))


def smallest_sets(start: Share, end: Share, low: Fraction, high: Fraction) -> list[tuple[str, ...]]:
    """The smallest sets of differences that bring ``start`` into [low, high)."""
    found = differences(start, end)
    if len(found) > MOST:
        return []
    worth = _of_all_sets(start, found)
    landed = [chosen for chosen, value in enumerate(worth) if low <= value < high]
    fewest = min((chosen.bit_count() for chosen in landed), default=0)
    return [
        tuple(found[n].item for n in range(len(found)) if chosen >> n & 1)
        for chosen in landed
        if chosen.bit_count() == fewest
    ]


def _of_all_sets(start: Share, found: Sequence[Difference]) -> list[Fraction]:
    """The share under every set of differences, by doubling; in whole units, so exactly."""
    host, sending = _sums(start)
    sums = [host, sending, *(d.host for d in found), *(d.sending for d in found)]
    scale = lcm(*(value.denominator for value in sums))
    ours, theirs = [int(host * scale)], [int(sending * scale)]
    for one in found:
        ours += [value + int(one.host * scale) for value in ours]
        theirs += [value + int(one.sending * scale) for value in theirs]
    return [
        Fraction(100 * left, left + right) if left + right else Fraction(0)
        for left, right in zip(ours, theirs, strict=True)
    ]


def _sums(share: Share) -> tuple[Fraction, Fraction]:
    return Fraction(share.host.value or 0), Fraction(share.sending.value or 0)


def _value(one: Counted | None) -> Fraction:
    return Fraction(one.step.value or 0) if one is not None else Fraction(0)


def _shapley(worth: Sequence[Fraction], number: int, count: int) -> Fraction:
    """The average effect of one item over all orders in which the items can be added."""
    weights = [
        Fraction(factorial(size) * factorial(count - size - 1), factorial(count))
        for size in range(count)
    ]
    bit = 1 << number
    return sum(
        (
            weights[chosen.bit_count()] * (worth[chosen | bit] - worth[chosen])
            for chosen in range(1 << count)
            if not chosen & bit
        ),
        Fraction(0),
    )
