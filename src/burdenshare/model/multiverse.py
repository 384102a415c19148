"""All definitions that documented choices span: their range, how many land in an interval, which
is nearest, and which choice matters most.

A share lies below ``h`` exactly when Σ (100 − h)·host − h·sending < 0, which is linear in the
choices. So the choices are split in two halves, the sums of each half are built and sorted, and
the pairs below zero are counted by one walk over both: exact, and without listing them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from math import lcm, prod
from typing import TypeAlias

LARGEST = 1 << 40
"""Definitions beyond which nothing is counted."""

LISTED = 1 << 16
"""Definitions up to which each is looked at, for the average effect of a choice."""


Switches: TypeAlias = tuple[tuple[str, str], ...]
"""Items and the option that each is switched to."""

COUNTED = "counted"
LEFT_OUT = "left out"


class TooManyDefinitionsError(ValueError):
    """More definitions than are counted exactly."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} definitions; at most {LARGEST} are counted")
        self.count = count


@dataclass(frozen=True)
class Option:
    """One way to choose: what it adds to the host side and to the sending side."""

    name: str
    host: Fraction
    sending: Fraction


@dataclass(frozen=True)
class Choice:
    """A documented switch and its options; the first is that of the definition started from."""

    item: str
    options: tuple[Option, ...]


def size(choices: Sequence[Choice]) -> int:
    return prod(len(choice.options) for choice in choices)


DRAWN = 256
"""Definitions up to which each is told."""


def each(
    choices: Sequence[Choice], host: Fraction, sending: Fraction
) -> tuple[tuple[Fraction, tuple[str, ...]], ...]:
    """Every definition's share with the option of each choice, from low to high; none of many."""
    if size(choices) > DRAWN:
        return ()
    every = (
        (_share(options, host, sending), tuple(o.name for o in options))
        for options in product(*(choice.options for choice in choices))
    )
    return tuple(sorted(every))


def count_below(
    choices: Sequence[Choice], host: Fraction, sending: Fraction, limit: Fraction
) -> int:
    """How many of all definitions give a share below ``limit`` percent."""
    if size(choices) > LARGEST:
        raise TooManyDefinitionsError(size(choices))
    weights = [[_weight(o.host, o.sending, limit) for o in c.options] for c in choices]
    base = _weight(host, sending, limit)
    scale = lcm(base.denominator, *(w.denominator for ws in weights for w in ws))
    whole = [[int(w * scale) for w in ws] for ws in weights]
    first, second = _halves(whole)
    left = sorted(_all_sums(first, int(base * scale)))
    right = sorted(_all_sums(second, 0), reverse=True)
    return _pairs_below_zero(left, right)


def landing(
    choices: Sequence[Choice], host: Fraction, sending: Fraction, low: Fraction, high: Fraction
) -> int:
    """How many of all definitions land in [low, high)."""
    below = [count_below(choices, host, sending, end) for end in (low, high)]
    return below[1] - below[0]


def _weight(host: Fraction, sending: Fraction, limit: Fraction) -> Fraction:
    return (100 - limit) * host - limit * sending


def _halves(weights: list[list[int]]) -> tuple[list[list[int]], list[list[int]]]:
    """Two groups of choices with about as many combinations each."""
    first: list[list[int]] = []
    second: list[list[int]] = []
    counts = [1, 1]
    for options in sorted(weights, key=len, reverse=True):
        smaller = counts.index(min(counts))
        (first, second)[smaller].append(options)
        counts[smaller] *= len(options)
    return first, second


def _all_sums(weights: list[list[int]], start: int) -> list[int]:
    sums = [start]
    for options in weights:
        sums = [held + option for option in options for held in sums]
    return sums


def _pairs_below_zero(left: list[int], right: list[int]) -> int:
    """Pairs whose sum is below zero; ``left`` ascends, ``right`` descends."""
    total = 0
    there = 0
    for held in left:
        while there < len(right) and held + right[there] >= 0:
            there += 1
        if there == len(right):
            continue
        total += len(right) - there
    return total


def extremes(
    choices: Sequence[Choice], host: Fraction, sending: Fraction
) -> tuple[Fraction, Fraction]:
    """The least and the greatest share: every option moves one side only, so each choice may be
    made alone."""
    low = [min(c.options, key=lambda o: o.host - o.sending) for c in choices]
    high = [max(c.options, key=lambda o: o.host - o.sending) for c in choices]
    return _share(low, host, sending), _share(high, host, sending)


def _share(options: Sequence[Option], host: Fraction, sending: Fraction) -> Fraction:
    ours = host + sum((o.host for o in options), Fraction(0))
    theirs = sending + sum((o.sending for o in options), Fraction(0))
    return ours / (ours + theirs) * 100 if ours + theirs else Fraction(0)


def nearest(
    choices: Sequence[Choice],
    host: Fraction,
    sending: Fraction,
    low: Fraction,
    high: Fraction,
    most: int = 6,
) -> tuple[Switches, ...]:
    """The fewest switches from the first options that land in [low, high), with all ties."""
    for changed in range(most + 1):
        found = []
        for places in combinations(range(len(choices)), changed):
            for picked in product(*(choices[n].options[1:] for n in places)):
                options = [choice.options[0] for choice in choices]
                for place, option in zip(places, picked, strict=True):
                    options[place] = option
                if low <= _share(options, host, sending) < high:
                    names = zip((choices[n].item for n in places), picked, strict=True)
                    found.append(tuple((item, option.name) for item, option in names))
        if found:
            return tuple(found)
    return ()


EDGE = Fraction(1, 10)
"""Points by which a definition may miss an interval and still be shown, as on its edge."""


def edge(
    choices: Sequence[Choice],
    host: Fraction,
    sending: Fraction,
    low: Fraction,
    high: Fraction,
    landed: Sequence[Switches],
) -> tuple[Switches, ...]:
    """Definitions with fewer switches than those that ``landed``, which only just miss."""
    wide = nearest(choices, host, sending, low - EDGE, high + EDGE)
    fewest = min((len(s) for s in landed), default=99)
    return tuple(s for s in wide if len(s) < fewest)


def thresholds(
    choices: Sequence[Choice],
    host: Fraction,
    sending: Fraction,
    low: Fraction,
    high: Fraction,
    sets: Sequence[Switches],
) -> Iterator[tuple[str, Fraction, Fraction]]:
    """Between which sums each item that is switched in keeps the share in [low, high).

    An open end, at least or at most, has no such sum.
    """
    if low <= 0 or high >= 100:
        return
    for switched in sets:
        for item, option in switched:
            if option == COUNTED:
                yield item, *_crossings(choices, switched, item, host, sending, low, high)


def _crossings(
    choices: Sequence[Choice],
    switched: Switches,
    item: str,
    host: Fraction,
    sending: Fraction,
    low: Fraction,
    high: Fraction,
) -> tuple[Fraction, Fraction]:
    """The sums of ``item`` at which the share crosses the two ends of the interval."""
    picked = dict(switched)
    for choice in choices:
        name = picked.get(choice.item, choice.options[0].name)
        option = next(o for o in choice.options if o.name == name)
        if choice.item != item:
            host, sending = host + option.host, sending + option.sending
    ours = next(c for c in choices if c.item == item)
    if any(o.sending for o in ours.options):
        return host * (100 - high) / high - sending, host * (100 - low) / low - sending
    return sending * low / (100 - low) - host, sending * high / (100 - high) - host


def over(
    choices: Sequence[Choice], host: Fraction, sending: Fraction, limit: Fraction
) -> tuple[tuple[str, ...], ...]:
    """The sets of host items that carry the share over ``limit`` when added to what every
    definition counts, and of which none can be spared."""
    items = [c for c in choices if any(o.host > 0 for o in c.options)]
    found: list[tuple[str, ...]] = []
    for count in range(len(items) + 1):
        for chosen in combinations(items, count):
            names = tuple(c.item for c in chosen)
            if any(set(smaller) <= set(names) for smaller in found):
                continue
            ours = host + sum((max(o.host for o in c.options) for c in chosen), Fraction(0))
            if ours * 100 > limit * (ours + sending):
                found.append(names)
    return tuple(found)


def effects(
    choices: Sequence[Choice], host: Fraction, sending: Fraction
) -> Iterator[tuple[str, Fraction]]:
    """How far each choice moves the share between its options, averaged over all other choices."""
    for number, choice in enumerate(choices):
        others = [*choices[:number], *choices[number + 1 :]]
        if size(others) > LISTED:
            return
        spread = Fraction(0)
        for picked in product(*(c.options for c in others)):
            shares = [_share([*picked, option], host, sending) for option in choice.options]
            spread += max(shares) - min(shares)
        yield choice.item, spread / size(others)


def shares_of_all(
    choices: Sequence[Choice], host: Fraction, sending: Fraction
) -> Iterator[tuple[tuple[Option, ...], Fraction]]:
    """Every definition and its share, one by one."""
    for picked in product(*(c.options for c in choices)):
        yield picked, _share(picked, host, sending)
