"""From one share to another, item by item: in order, and free of order."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import factorial

from burdenshare.vocabulary import Bridge, BridgeStep, Counted, Share

MOST = 16
"""Differences between two definitions beyond which the exact parts are not computed."""


class TooManyDifferencesError(ValueError):
    """More differences than can be weighed against each other exactly."""


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
        raise TooManyDifferencesError(f"{len(found)} differences; at most {MOST} are weighed")
    host, sending = _sums(start)
    worth = [_share(host, sending, found, chosen) for chosen in range(1 << len(found))]
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
        bearer = (after or before).bearer  # type: ignore[union-attr]
        host, sending = (change, Fraction(0)) if bearer == "host" else (Fraction(0), change)
        found.append(Difference(item, host, sending, before, after))
    return sorted(found, key=lambda d: (d.after is not None, d.item in valued))


def smallest_sets(start: Share, end: Share, low: Fraction, high: Fraction) -> list[tuple[str, ...]]:
    """The smallest sets of differences that bring ``start`` into [low, high)."""
    found = differences(start, end)
    host, sending = _sums(start)
    for size in range(len(found) + 1):
        landed = [
            tuple(found[n].item for n in chosen)
            for chosen in combinations(range(len(found)), size)
            if low <= _share(host, sending, found, sum(1 << n for n in chosen)) < high
        ]
        if landed:
            return landed
    return []


def _sums(share: Share) -> tuple[Fraction, Fraction]:
    return Fraction(share.host.value or 0), Fraction(share.sending.value or 0)


def _value(one: Counted | None) -> Fraction:
    return Fraction(one.step.value or 0) if one is not None else Fraction(0)


def _share(host: Fraction, sending: Fraction, found: Sequence[Difference], chosen: int) -> Fraction:
    for number in _members(chosen):
        host += found[number].host
        sending += found[number].sending
    return host / (host + sending) * 100 if host + sending else Fraction(0)


def _members(chosen: int) -> Iterator[int]:
    number = 0
    while chosen:
        if chosen & 1:
            yield number
        chosen >>= 1
        number += 1


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
