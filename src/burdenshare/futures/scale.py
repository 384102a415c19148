"""Many blocks in batches: what is done is kept, told and merged, here or on a cluster."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Timer
from typing import Literal, TypeAlias

from burdenshare.futures import cluster as clusters
from burdenshare.futures.batches import FIRST, Job, Queue, sized
from burdenshare.futures.drivers import Drivers
from burdenshare.futures.ensemble import Summary, run
from burdenshare.futures.kernel import run_blocks
from burdenshare.futures.parts import Part, Shelf, futures_of, left
from burdenshare.futures.schedule import Schedule

BATCH = 1.0
"""Seconds that a batch should take."""

SLOW = 1.0
"""Seconds after which it is told that the loops are being made ready."""

Stage: TypeAlias = Literal["ready", "run"]
Told: TypeAlias = Callable[[Stage, int, int, float | None], None]
"""Hears how far a run is: futures done, futures wanted, seconds left."""


def nobody(_stage: Stage, _done: int, _wanted: int, _left: float | None) -> None:
    """Hears nothing."""


def run_at_scale(
    schedules: Sequence[Schedule],
    drivers: Drivers,
    seed: int,
    blocks: int,
    threads: int = 1,
    keep: Path | None = None,
    cluster: str = "",
    told: Told = nobody,
) -> Summary:
    """The first ``blocks`` blocks, the same bits as ``run`` gives.

    What is done is kept in the folder ``keep``, and a later run of the same problem goes on from
    there. ``cluster`` is the address of a Dask scheduler, or ``local:4`` for so many processes.
    Raises ``ScaleError``; what was done until then is kept.
    """
    job = Job(tuple(schedules), drivers, seed)
    _make_ready(job, blocks, told)
    if keep is None and not cluster and blocks <= FIRST:
        return run(job.schedules, drivers, seed, range(blocks), threads)
    first = job.proof()
    shelf = None if keep is None else Shelf(keep, first.summary.problem, first.proof)
    if shelf is not None:
        shelf.open()
    done = None if shelf is None else shelf.most(blocks)
    todo = left(() if done is None else done.blocks, blocks)
    if not todo and done is not None:
        return done.summary
    if cluster:
        parts = clusters.parts(job, first, todo, cluster)
    else:
        parts = here(job, first.proof, todo, threads)
    return _merged(parts, done, blocks, shelf, told).summary


def here(job: Job, proof: str, todo: Sequence[range], threads: int) -> clusters.Parts:
    """Batch after batch in this process."""
    queue, size = Queue(todo), FIRST
    while queue:
        blocks = queue.take(size)
        began = time.perf_counter()
        part = job.part(blocks, proof, threads)
        size = sized(len(blocks), time.perf_counter() - began, BATCH)
        yield part


def _merged(
    parts: clusters.Parts, part: Part | None, blocks: int, shelf: Shelf | None, told: Told
) -> Part:
    """All parts in one. What came is kept every second, and whatever ends the run."""
    wanted = futures_of([range(blocks)])
    kept = 0 if part is None else part.summary.futures
    kept_at = time.monotonic()
    pace: tuple[float, int] | None = None
    told("run", kept, wanted, None)
    try:
        with closing(parts):
            for one in parts:
                part = one if part is None else part.merged(one)
                now, done = time.monotonic(), part.summary.futures
                told("run", done, wanted, _left(pace, now, done, wanted))
                pace = pace or (now, done)
                if shelf is not None and now - kept_at >= BATCH:
                    shelf.put(part, blocks)
                    kept_at, kept = now, done
    finally:
        if shelf is not None and part is not None and part.summary.futures > kept:
            shelf.put(part, blocks)
        told("run", 0 if part is None else part.summary.futures, wanted, None)
    if part is None:
        raise ValueError("there is at least one block")
    return part


def _left(pace: tuple[float, int] | None, now: float, done: int, wanted: int) -> float | None:
    """Seconds left at the pace since the first part, which waited for all to be set up."""
    return pace and (now - pace[0]) / (done - pace[1]) * (wanted - done)


def _make_ready(job: Job, blocks: int, told: Told) -> None:
    """Loads the loops, or compiles them where that was not done yet; tells when it takes long."""
    if run_blocks.signatures:  # type: ignore[attr-defined]
        return
    with _told_when_slow(told, futures_of([range(blocks)])):
        run(job.schedules, job.drivers, job.seed, range(1))


@contextmanager
def _told_when_slow(told: Told, wanted: int) -> Iterator[None]:
    timer = Timer(SLOW, told, ("ready", 0, wanted, None))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
