"""The same batches as tasks on a Dask cluster. Its package is loaded only when it is asked for."""

from __future__ import annotations

import importlib
import logging
import os
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any, TypeAlias

from burdenshare.futures.batches import FIRST, Job, Queue, sized
from burdenshare.futures.ensemble import TooLargeError
from burdenshare.futures.parts import Part, ScaleError, part_of

TASK = 2.0
"""Seconds that a task should take: far more than it costs to hand it out, to send some megabytes
back and to merge them, some 50 milliseconds."""

LEAST = 0.25
"""Near the end tasks are shorter, so that all workers end together; no shorter than this part."""

AHEAD = 2
"""Tasks for each thread of a worker: one runs, one waits."""

CONNECT = 10.0
"""Seconds in which a scheduler must answer."""

PATIENCE = 30.0
"""Seconds to wait for workers where there are none."""

ALIKE = ("python", "burdenshare", "numpy", "numba")
"""What must be of one version everywhere."""

Parts: TypeAlias = Generator[Part, None, None]

DEAF = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
"""Run by each process of a local cluster: Ctrl-C reaches them too, and is ours to answer."""


def task(job: Job, blocks: range) -> tuple[bytes, float]:
    """What a worker does: some blocks, as bytes, and the seconds that they took."""
    began = time.perf_counter()
    found = job.part(blocks, job.proof().proof)
    return found.as_bytes(), time.perf_counter() - began


def parts(job: Job, first: Part, todo: Sequence[range], address: str) -> Parts:
    """Each task's part as it comes, in any order.

    A worker that is lost costs only its tasks: they run again elsewhere. Raises ``ScaleError``.
    """
    try:
        distributed = importlib.import_module("distributed")
    except ModuleNotFoundError:
        raise ScaleError("cluster-package") from None
    with connected(distributed, address) as client:
        try:
            _check_versions(client, address)
            for data in _answers(distributed, client, job, todo, address):
                part = part_of(data)
                if part.proof != first.proof or part.summary.problem != first.summary.problem:
                    raise ScaleError("cluster-other-bits", address=address)
                yield part
        except (ScaleError, TooLargeError):
            raise
        except Exception as error:
            raise _told(distributed, error, address) from error


def _told(distributed: ModuleType, error: Exception, address: str) -> ScaleError:
    """Whatever Dask, the network or a worker has to say, as a sentence."""
    if isinstance(error, distributed.KilledWorker):
        return ScaleError("cluster-lost", address=address)
    if isinstance(error, OSError) or "Cancelled" in type(error).__name__:
        return ScaleError("cluster-gone", address=address)
    reason = f"{type(error).__name__}: {error}".partition("\n")[0]
    return ScaleError("cluster-failed", address=address, reason=reason)


# -- a client ------------------------------------------------------------------------------------


@contextmanager
def connected(distributed: ModuleType, address: str) -> Iterator[Any]:
    """A client of the cluster at ``address``, or of one started here for ``local`` or
    ``local:4``."""
    with ExitStack() as opened:
        place: Any = address
        if address.partition(":")[0] == "local":
            place = opened.enter_context(_local(distributed, address))
        try:
            client = distributed.Client(place, timeout=CONNECT, set_as_default=False)
        except (OSError, ValueError) as error:
            reason = str(error).partition("\n")[0]
            raise ScaleError("cluster-unreachable", address=address, reason=reason) from None
        opened.enter_context(client)
        opened.enter_context(client.as_current())
        yield client


def _local(distributed: ModuleType, address: str) -> Any:
    _, colon, number = address.partition(":")
    if colon and not (number.isascii() and number.isdecimal() and 0 < int(number[:5]) <= 1024):
        raise ScaleError("cluster-local", address=address)
    return distributed.LocalCluster(
        n_workers=int(number) if colon else os.cpu_count() or 1,
        threads_per_worker=1,
        memory_limit=0,
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
        preload=[DEAF],
    )


def _check_versions(client: Any, address: str) -> None:
    """Refuses workers that have another version of what makes the bits."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
        told = client.get_versions(packages=list(ALIKE[1:]))
    except TimeoutError:
        raise ScaleError("cluster-empty", address=address) from None
    ours = _alike(told["client"])
    for one in told["workers"].values():
        theirs = _alike(one)
        if theirs != ours:
            wrong = [name for name in ALIKE if ours[name] != theirs[name]]
            raise ScaleError(
                "cluster-versions",
                address=address,
                theirs=", ".join(f"{name} {theirs[name]}" for name in wrong),
                ours=", ".join(f"{name} {ours[name]}" for name in wrong),
            )


def _alike(told: Mapping[str, Any]) -> dict[str, str]:
    held = {name: str(told["packages"].get(name) or "–") for name in ALIKE}
    return held | {"python": ".".join(held["python"].split(".")[:2])}


# -- tasks ---------------------------------------------------------------------------------------


def _answers(
    distributed: ModuleType, client: Any, job: Job, todo: Sequence[range], address: str
) -> Iterator[bytes]:
    """Hands tasks out, two for each thread of a worker, and answers what they give.

    With so many workers that merging would hold them up, tasks grow longer.
    """
    queue, size = Queue(todo), FIRST
    running: dict[Any, range] = {}
    seen, taken = time.monotonic(), 0.0
    while queue or running:
        threads = sum(client.nthreads().values())
        if threads:
            seen = time.monotonic()
        elif time.monotonic() - seen > PATIENCE:
            raise ScaleError("cluster-empty", address=address)
        while queue and len(running) < AHEAD * threads:
            blocks = queue.take(size)
            running[client.submit(task, job, blocks, pure=False)] = blocks
        for future in _done(distributed, running):
            data, took = future.result()
            wanted = max(TASK, 2 * threads * taken)
            size = _next_size(len(running.pop(future)), took / wanted, len(queue), threads)
            before = time.perf_counter()
            yield data
            taken = max(taken / 2, time.perf_counter() - before)


def _done(distributed: ModuleType, running: Mapping[Any, range]) -> set[Any]:
    if not running:
        time.sleep(0.1)  # no worker is there
        return set()
    try:
        found = distributed.wait(list(running), timeout=1, return_when="FIRST_COMPLETED")
    except TimeoutError:
        return set()
    return set(found.done)


def _next_size(blocks: int, part: float, left: int, threads: int) -> int:
    """What takes as long as a task should, when these blocks took ``part`` of that; less where so
    little is left that some workers would wait for others."""
    whole = sized(blocks, part, 1.0)
    fair = left // (2 * max(threads, 1))
    return max(min(whole, fair), sized(blocks, part, LEAST))
