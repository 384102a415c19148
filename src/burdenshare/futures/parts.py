"""What some blocks gave, as bytes and as files that stay readable whatever stops a run.

Bytes are, in this order: the line ``burdenshare futures 1``; one line of JSON; the whole numbers
of every tally (sums, then counts) and of ``over``, 8 bytes each, least first; the blake2b digest
of all that, 32 bytes. Nothing of it is run when it is read.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from burdenshare.futures.ensemble import Summary, Tally
from burdenshare.futures.kernel import BLOCK
from burdenshare.vocabulary import Money, Years

MAGIC = b"burdenshare futures 1\n"
DIGEST = 32
WHOLE = np.dtype("<i8")
OLD = 3600
"""Seconds after which a file that was never finished is thrown away."""

Blocks: TypeAlias = tuple[range, ...]


class ScaleError(Exception):
    """A run that cannot go on: ``kind`` names the sentence, ``details`` fill it."""

    def __init__(self, kind: str, **details: str) -> None:
        super().__init__(f"{kind}: {details}" if details else kind)
        self.kind = kind
        self.details = details


class DamagedError(ValueError):
    """Bytes that hold no summary, or no longer the one that was written."""


# -- bytes ---------------------------------------------------------------------------------------


def as_bytes(summary: Summary, notes: Mapping[str, Any] | None = None) -> bytes:
    """The summary, and notes in the words of JSON, as ``of_bytes`` reads them back exactly."""
    told = {
        "problem": summary.problem,
        "schedules": summary.schedules,
        "years": [summary.years.first, summary.years.last],
        "moneys": [[one.currency, one.scale, one.prices] for one in summary.moneys],
        "futures": summary.futures,
        "tallies": [[str(one.step), len(one.sums)] for one in summary.tallies],
        "caps": [[*place, count] for place, count in summary.caps.items()],
        "floors": [[*place, count] for place, count in summary.floors.items()],
        "over": summary.over.shape,
        "alone": summary.alone.shape,
        "notes": dict(notes or {}),
    }
    wholes = [array for one in summary.tallies for array in (one.sums, one.counts)]
    parts = [MAGIC, json.dumps(told, ensure_ascii=False).encode(), b"\n"]
    parts += [
        np.ascontiguousarray(one, WHOLE).tobytes() for one in (*wholes, summary.over, summary.alone)
    ]
    body = b"".join(parts)
    return body + _digest(body)


def of_bytes(data: bytes) -> tuple[Summary, dict[str, Any]]:
    """The summary and its notes. Raises ``DamagedError`` where a byte is not as it was written."""
    body = memoryview(data)[:-DIGEST]
    if not data.startswith(MAGIC) or _digest(body) != data[-DIGEST:]:
        raise DamagedError("these bytes hold no summary of futures, or not all of it")
    begin = data.index(b"\n", len(MAGIC)) + 1
    told = json.loads(data[len(MAGIC) : begin])
    wholes = np.frombuffer(body[begin:], WHOLE).astype(np.int64)
    tallies, at = [], 0
    for step, size in told["tallies"]:
        sums, counts = wholes[at : at + size], wholes[at + size : at + 2 * size]
        tallies.append(Tally(Fraction(step), sums, counts))
        at += 2 * size
    over = prod(told["over"])
    summary = Summary(
        problem=told["problem"],
        schedules=tuple(told["schedules"]),
        years=Years(*told["years"]),
        moneys=(Money(*told["moneys"][0]), Money(*told["moneys"][1])),
        futures=told["futures"],
        tallies=tuple(tallies),
        caps=_bounds(told["caps"]),
        floors=_bounds(told["floors"]),
        over=wholes[at : at + over].reshape(told["over"]),
        alone=wholes[at + over :].reshape(told["alone"]),
    )
    return summary, told["notes"]


def _digest(body: bytes | memoryview) -> bytes:
    return hashlib.blake2b(body, digest_size=DIGEST).digest()


def _bounds(rows: Iterable[tuple[str, int, str, int]]) -> dict[tuple[str, int, str], int]:
    return {(schedule, year, tranche): count for schedule, year, tranche, count in rows}


# -- parts ---------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Part:
    """What some blocks gave. ``proof`` is what the first blocks of the problem give where it was
    made: parts that were made by other arithmetic do not merge."""

    blocks: Blocks
    proof: str
    summary: Summary

    def merged(self, other: Part) -> Part:
        """Both. No block counts twice."""
        if self.proof != other.proof:
            raise ValueError("parts made by other arithmetic do not merge")
        return Part(together(self.blocks, other.blocks), self.proof,
                    self.summary.merged(other.summary))  # fmt: skip

    def as_bytes(self) -> bytes:
        blocks = [[one.start, one.stop] for one in self.blocks]
        return as_bytes(self.summary, {"blocks": blocks, "proof": self.proof})


def part_of(data: bytes) -> Part:
    """Raises ``DamagedError``."""
    summary, notes = of_bytes(data)
    blocks = tuple(range(first, end) for first, end in notes.get("blocks", ()))
    if sum(map(len, blocks)) * BLOCK != summary.futures:
        raise DamagedError("this summary does not say which futures it holds")
    return Part(blocks, notes["proof"], summary)


def together(one: Blocks, other: Blocks) -> Blocks:
    """The blocks of both, neighbours joined. Raises ``ValueError`` where one stands in both."""
    joint: list[range] = []
    for found in sorted((*one, *other), key=lambda r: r.start):
        if joint and found.start < joint[-1].stop:
            raise ValueError(f"block {found.start} was counted already")
        if joint and found.start == joint[-1].stop:
            joint[-1] = range(joint[-1].start, found.stop)
        else:
            joint.append(found)
    return tuple(joint)


def left(done: Blocks, blocks: int) -> list[range]:
    """The blocks from 0 on that are not done."""
    starts = [0, *(one.stop for one in done)]
    ends = [*(one.start for one in done), blocks]
    return [range(a, b) for a, b in zip(starts, ends, strict=True) if a < b]


# -- files ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shelf:
    """A folder of parts, one file for each problem and number of futures.

    A file is written beside its place and then put there in one step: a run that is killed leaves
    the last one whole.
    """

    folder: Path
    problem: str
    proof: str

    def path(self, blocks: int) -> Path:
        return self.folder / f"{self.problem[:16]}-{blocks * BLOCK}.futures"

    def most(self, blocks: int) -> Part | None:
        """The largest part of the problem that lies within so many blocks.

        Raises ``ScaleError`` for a file that is damaged or was made by other arithmetic.
        """
        held = [part for part in self._every() if part.blocks[-1].stop <= blocks]
        return max(held, key=lambda part: part.summary.futures, default=None)

    def _every(self) -> Iterator[Part]:
        for path in sorted(self.folder.glob(f"{self.problem[:16]}-*.futures")):
            try:
                part = part_of(path.read_bytes())
            except DamagedError:
                raise ScaleError("keep-damaged", file=str(path)) from None
            except OSError as error:
                raise self._unusable(error) from None
            if part.summary.problem != self.problem or part.proof != self.proof:
                raise ScaleError("keep-other-version", file=str(path))
            yield part

    def put(self, part: Part, blocks: int) -> None:
        path = self.path(blocks)
        beside = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            with beside.open("wb") as file:
                file.write(part.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except OSError as error:
            raise self._unusable(error) from None

    def open(self) -> None:
        """Makes the folder, and throws away what a killed run had begun to write."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for path in self.folder.glob(f".{self.problem[:16]}-*.part"):
                with suppress(FileNotFoundError):
                    if time.time() - path.stat().st_mtime > OLD:
                        path.unlink()
        except OSError as error:
            raise self._unusable(error) from None

    def _unusable(self, error: OSError) -> ScaleError:
        reason = str(error.strerror or error)
        return ScaleError("keep-unusable", folder=str(self.folder), reason=reason)


def futures_of(blocks: Iterable[range]) -> int:
    return sum(map(len, blocks)) * BLOCK
