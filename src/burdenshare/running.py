"""Where very many futures run, what is kept of them meanwhile, and who hears how far they are."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

Told: TypeAlias = Callable[[str, int, int, float | None], None]
"""Hears the stage (``ready``: the loops are made ready; ``run``), futures done, futures wanted,
and the seconds left where they are known."""


def nobody(_stage: str, _done: int, _wanted: int, _left: float | None) -> None:
    """Hears nothing."""


@dataclass(frozen=True)
class Running:
    """On how many threads, or on which cluster; ``keep`` is a folder for what is done."""

    threads: int = os.cpu_count() or 1
    keep: str = ""
    cluster: str = ""
    told: Told = nobody


class NotRunError(Exception):
    """Futures that could not be run: ``kind`` names the sentence, ``details`` fill it."""

    def __init__(self, kind: str, **details: str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.details = details


class Stopped(KeyboardInterrupt):
    """The reader stopped a run. ``keep`` is the folder that holds what was done, if any."""

    def __init__(self, done: int, wanted: int, keep: str) -> None:
        super().__init__()
        self.done = done
        self.wanted = wanted
        self.keep = keep


def run(
    futures: ModuleType,
    schedules: Sequence[Any],
    drivers: Any,
    seed: int,
    blocks: int,
    how: Running,
) -> Any:
    """The summary of so many blocks of futures, by the room of futures.

    Raises ``NotRunError``, and ``Stopped`` on Ctrl-C.
    """
    heard = [0, 0]

    def told(stage: str, done: int, wanted: int, left: float | None) -> None:
        heard[:] = done, wanted
        how.told(stage, done, wanted, left)

    try:
        return futures.run_at_scale(
            schedules, drivers, seed, blocks, how.threads,
            Path(how.keep) if how.keep else None, how.cluster, told,
        )  # fmt: skip
    except futures.ScaleError as error:
        raise NotRunError(error.kind, **error.details) from error
    except futures.TooLargeError as error:
        raise NotRunError("too-large") from error
    except KeyboardInterrupt:
        raise Stopped(heard[0], heard[1], how.keep) from None
