"""Many requests to one server over a few connections that stay open: how many a second, and what
the server holds in memory meanwhile. Only this machine is asked."""

from __future__ import annotations

import http.client
import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

HOST = "127.0.0.1"
CONNECTIONS = 4
LONGEST = 60.0
"""Seconds after which a load ends, whatever is left of it."""

MARKS = (0.01, 0.1, 0.25, 0.5, 0.75, 1.0)
"""Parts of all requests after which memory is read."""

KEPT = (
    "/korea/?lang=en", "/korea/?lang=ko", "/korea/agreements?lang=en", "/korea/years?lang=ko",
    "/korea/years/2016?lang=en", "/korea/share?lang=ko", "/korea/share/bridge?lang=en",
    "/korea/share/claims?lang=en", "/korea/operational?lang=ko", "/korea/talks/10?lang=en",
    "/korea/sources?lang=en", "/static/style.css", "/api/v1/korea/payments?lang=en",
    "/api/v1/korea/payments?form=csv&lang=ko", "/api/v1/openapi.json",
)  # fmt: skip
"""What many readers ask."""

DIFFERENT = (
    "/korea/share?span=2016&definition=official&rate={rate}&lang=en",
    "/korea/share/bridge?rate={rate}&lang=ko",
    "/korea/agreements/12?assume=cpi-kr={growth}&lang=en",
    "/korea/operational/2017?rate={rate}&lang=ko",
    "/api/v1/korea/bridge?span=2016&start=official&end=spark-2016&rate={rate}",
    "/api/v1/korea/agreement?name=12&assume=cpi-kr={growth}&form=csv",
    "/api/v1/korea/payments?years=1991-2000&as-of={day}&lang=ko",
    "/korea/nowhere-{number}?lang=en",
)
"""What one reader asks once: each address is another one."""

SELDOM = ("/korea/?as-of={day}&lang=en", "/korea/check?text={share}%25&lang=ko",
          "/api/v1/korea/sources?as-of={day}")  # fmt: skip
"""The same of what takes long: one in a hundred."""


def different(pattern: str, number: int) -> str:
    """The address of the ``number``-th state of a page."""
    return pattern.format(
        rate=f"{1100 + number / 100:.2f}", growth=f"{number / 10_000:.4f}", number=number,
        share=f"{number % 10_000 / 100:.2f}", day=date(2000, 1, 1) + timedelta(number % 9_800),
    )  # fmt: skip


def mixed(count: int) -> Iterator[str]:
    """``count`` addresses: of a hundred, 50 that many ask, 49 new ones, 1 that takes long."""
    draw = random.Random(1)
    for number in range(count):
        place = number % 100
        patterns = KEPT if place < 50 else DIFFERENT if place < 99 else SELDOM
        yield different(draw.choice(patterns), number)


@dataclass(frozen=True)
class Asked:
    """What came of a load."""

    count: int
    seconds: float
    statuses: Counter[int]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.count / self.seconds


def ask(port: int, addresses: Sequence[str], connections: int, longest: float) -> Asked:
    """Asks for every address, ``connections`` at a time, until ``longest`` seconds are over."""
    left = iter(addresses)
    start = time.perf_counter()

    def one() -> Counter[int]:
        statuses: Counter[int] = Counter()
        held = http.client.HTTPConnection(HOST, port, timeout=60)
        for address in left:
            held.request("GET", address, headers={"Accept-Encoding": "gzip"})
            answer = held.getresponse()
            answer.read()
            statuses[answer.status] += 1
            if time.perf_counter() - start > longest:
                break
        held.close()
        return statuses

    with ThreadPoolExecutor(connections) as pool:
        each = [pool.submit(one) for _ in range(connections)]
        statuses = sum((work.result() for work in each), Counter[int]())
    return Asked(statuses.total(), time.perf_counter() - start, statuses)


def elsewhere() -> ProcessPoolExecutor:
    """A process of its own for asking, so that it does not wait for this one."""
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))


def memory(pid: int) -> float:
    """What a process holds in memory, in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    (kilobytes,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return int(kilobytes) / 1024


def rates(port: int, count: int) -> dict[str, Asked]:
    """Answers a second of a page that is kept, and of pages that are made each time."""
    loads = {
        "first page, kept": ["/korea/?lang=en"] * count,
        "bridge, kept": ["/korea/share/bridge?lang=en"] * count,
        "bridge, each another": [different(DIFFERENT[1], 10_000_000 + n) for n in range(count)],
        "share, each another": [different(DIFFERENT[0], 20_000_000 + n) for n in range(count)],
    }
    with elsewhere() as pool:
        return {
            name: pool.submit(ask, port, load, CONNECTIONS, LONGEST).result()
            for name, load in loads.items()
        }


def holding(port: int, pid: int, count: int) -> Iterator[tuple[int, float, Counter[int]]]:
    """After parts of ``count`` mixed requests: how many, memory of the server, statuses told."""
    addresses = list(mixed(count))
    done, statuses = 0, Counter[int]()
    with elsewhere() as pool:
        for mark in MARKS:
            part = addresses[done : round(count * mark)]
            one = pool.submit(ask, port, part, CONNECTIONS, 20 * LONGEST).result()
            done += one.count
            statuses += one.statuses
            yield done, memory(pid), statuses
