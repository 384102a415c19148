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

LARGEST = 1 << 40
"""Definitions beyond which nothing is counted."""

LISTED = 1 << 16
"""Definitions up to which each is looked at, for the average effect of a choice."""


class TooManyDefinitionsError(ValueError):
    """More definitions than are counted exactly."""


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


def count_below(
    choices: Sequence[Choice], host: Fraction, sending: Fraction, limit: Fraction
) -> int:
    """How many of all definitions give a share below ``limit`` percent."""
    if size(choices) > LARGEST:
        raise TooManyDefinitionsError(f"{size(choices)} definitions; at most {LARGEST} are counted")
    weights = [[_weight(o.host, o.sending, limit) for o in c.options] for c in choices]
    base = _weight(host, sending, limit)
    scale = lcm(base.denominator, *(w.denominator for ws in weights for w in ws))
    whole = [[int(w * scale) for w in ws] for ws in weights]
    first, second = _halves(whole)
    left = sorted(_all_sums(first, int(base * scale)))
    right = sorted(_all_sums(second, 0), reverse=True)
    return _pairs_below_zero(left, right)


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
) -> list[tuple[tuple[str, str], ...]]:
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
            return found
    return []


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
