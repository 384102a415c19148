"""A job of at least twenty seconds: on threads, on bare processes, and on Dask once started.

The job of ``benchmarks.ours`` over many more futures. Bare processes are the least that can be
done: each gets one half of the blocks and sends its summary back. All are warm before they are
timed, and must give the same bits. Two workers each.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import reduce
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import distributed
import psutil

from benchmarks.ours import DRIVERS, schedule
from burdenshare.futures import Summary, run, run_at_scale
from burdenshare.futures.kernel import BLOCK

WORKERS = 2
FUTURES = 800_000_000


def half(blocks: range) -> Summary:
    return run([schedule()], DRIVERS, 1, blocks)


def on_processes(pool: ProcessPoolExecutor, blocks: int) -> Summary:
    shares = [range(n, blocks, WORKERS) for n in range(WORKERS)]
    return reduce(Summary.merged, pool.map(half, shares))


def on_threads(blocks: int) -> Summary:
    return run_at_scale([schedule()], DRIVERS, 1, blocks, WORKERS)


def on_dask(address: str, blocks: int) -> Summary:
    return run_at_scale([schedule()], DRIVERS, 1, blocks, cluster=address)


def kept(blocks: int) -> Summary:
    """As ``on_threads``, with what is done written to a folder every second."""
    with TemporaryDirectory() as folder:
        return run_at_scale([schedule()], DRIVERS, 1, blocks, WORKERS, Path(folder))


def cores() -> float:
    """Seconds of all cores that this process and its children have used, which other work
    disturbs less than the clock."""
    own = psutil.Process()
    every = [one.cpu_times() for one in (own, *own.children(recursive=True))]
    return sum(one.user + one.system for one in every)


def scale(futures: int = FUTURES, runs: int = 3) -> None:
    print(f"\n{futures:,} futures; load of the machine at the start {os.getloadavg()[0]:.1f}")
    start = time.perf_counter()
    with (
        distributed.LocalCluster(
            n_workers=WORKERS, threads_per_worker=1, dashboard_address="127.0.0.1:0",
            memory_limit=0,
        ) as dask,
        ProcessPoolExecutor(WORKERS, get_context("spawn")) as pool,
    ):  # fmt: skip
        print(f"Dask started in {time.perf_counter() - start:.1f} s")
        ways: dict[str, Callable[[int], Summary]] = {
            "bare processes": lambda blocks: on_processes(pool, blocks),
            "Dask": lambda blocks: on_dask(dask.scheduler_address, blocks),
            "threads, in batches": on_threads,
            "threads, in batches, kept": kept,
        }
        for work in ways.values():
            work(4096)
        took: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        digests = set()
        for _ in range(runs):
            for name, work in ways.items():
                start, used = time.perf_counter(), cores()
                digests.add(work(-(-futures // BLOCK)).digest)
                took[name].append((time.perf_counter() - start, cores() - used))
        if len(digests) > 1:
            raise AssertionError("not the same bits")
    least = [min(times) for times in zip(*took["bare processes"], strict=True)]
    print(f"{'':<28}{'fastest, s':>11}{'median, s':>11}{'times':>8}{'cores, s':>10}{'times':>8}")
    for name, pairs in took.items():
        wall, used = (sorted(times) for times in zip(*pairs, strict=True))
        middle = statistics.median(wall)
        print(f"{name:<28}{wall[0]:>11.1f}{middle:>11.1f}{wall[0] / least[0]:>8.2f}"
              f"{used[0]:>10.1f}{used[0] / least[1]:>8.2f}")  # fmt: skip
    print(f"load at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    scale()
