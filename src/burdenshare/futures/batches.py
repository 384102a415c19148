"""A problem in pieces: what is still to be run, and how much of it at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from burdenshare.futures.drivers import Drivers
from burdenshare.futures.ensemble import MOST_BLOCKS, run
from burdenshare.futures.parts import Part
from burdenshare.futures.schedule import Schedule

PROOF = 4
"""The first blocks of a problem are run wherever it is run: they must come to the same."""

FIRST = 128
"""Blocks of a first batch, before it is known how long they take: 131,072 futures."""


@dataclass(frozen=True)
class Job:
    """A problem: the same futures for every schedule."""

    schedules: tuple[Schedule, ...]
    drivers: Drivers
    seed: int

    def proof(self) -> Part:
        """The first blocks, and with them what they give here."""
        summary = run(self.schedules, self.drivers, self.seed, range(PROOF))
        return Part((range(PROOF),), summary.digest, summary)

    def part(self, blocks: range, proof: str, threads: int = 1) -> Part:
        return Part((blocks,), proof, run(self.schedules, self.drivers, self.seed, blocks, threads))


class Queue:
    """Blocks that nobody has taken yet."""

    def __init__(self, todo: Sequence[range]) -> None:
        self.todo = list(todo)

    def __len__(self) -> int:
        return sum(map(len, self.todo))

    def take(self, size: int) -> range:
        """Up to ``size`` blocks in a row."""
        first = self.todo.pop(0)
        if len(first) > size:
            self.todo.insert(0, first[size:])
        return first[:size]


def sized(blocks: int, took: float, wanted: float) -> int:
    """How many blocks take ``wanted`` seconds, when these took ``took``; not far from these at
    once, as one measure may be off."""
    fair = int(blocks * wanted / max(took, 1e-6))
    return min(max(fair, blocks // 4, 1), blocks * 4, MOST_BLOCKS)
