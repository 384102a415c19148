"""How far long work is, as it is told."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import pytest

from burdenshare.cli import progress
from burdenshare.cli.progress import Progress, duration
from burdenshare.futures import kernel
from burdenshare.show.words import words


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


def test_a_terminal_has_one_line_that_goes_away(clock: list[float]) -> None:
    out = Terminal()
    told = Progress(words("en"), out)
    told("ready", 0, 4_000_000, None)
    told("run", 1_000_000, 4_000_000, None)
    told("run", 2_000_000, 4_000_000, 9.6)
    told.end()
    told.end()
    ready, half, gone = out.getvalue().split("\033[K")[:3]
    assert ready.startswith("\rThe loops are made ready")
    assert half == "\r2,000,000 of 4,000,000 futures, 50 %, about 10 s left"
    assert gone == "\r"


def test_nothing_is_told_where_nobody_looks(clock: list[float]) -> None:
    out = io.StringIO()
    told = Progress(words("en"), out)
    told("ready", 0, 100, None)
    told("run", 50, 100, 9.0)
    told.end()
    assert out.getvalue() == ""


def test_lines_that_are_asked_for_are_ten_seconds_apart(clock: list[float]) -> None:
    out = io.StringIO()
    told = Progress(words("ko"), out, lines=True)
    for second in range(21):
        clock[0] = second
        told("run", second, 100, 50.0)
    assert out.getvalue().splitlines() == [
        "미래 100개 가운데 0개, 0%, 남은 시간 약 50초",
        "미래 100개 가운데 10개, 10%, 남은 시간 약 50초",
        "미래 100개 가운데 20개, 20%, 남은 시간 약 50초",
    ]


def test_long_work_is_told_once_and_to_everyone(clock: list[float]) -> None:
    out = io.StringIO()
    told = Progress(words("en"), out)
    for second in range(8):
        clock[0] = second
        told("run", second, 100, 4000.0)
    assert out.getvalue() == (
        "100 futures take about 1 h 7 min. Ctrl-C stops; with --keep FOLDER what is done stays.\n"
    )


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.2, "1 s"), (89.0, "89 s"), (90.6, "2 min"), (3570.0, "1 h 0 min"), (9000.0, "2 h 30 min")],
)
def test_a_duration_is_as_exact_as_it_is_useful(seconds: float, told: str) -> None:
    assert duration(seconds, words("en")) == told


def test_loops_work_where_nothing_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """numba raises where it finds no folder to write to."""
    real: Any = vars(kernel)["njit"]

    def njit(**how: Any) -> Any:
        if how.pop("cache", False):
            raise RuntimeError("cannot cache function: no locator available")
        return real(**how)

    monkeypatch.setattr(kernel, "njit", njit)
    assert kernel.loop(kernel.half_up.py_func)(2.5) == 3.0  # type: ignore[attr-defined]
