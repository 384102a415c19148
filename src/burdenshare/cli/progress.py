"""How far long work is, told beside the answer."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TextIO

from burdenshare.show.words import Words

LONG = 60.0
"""Seconds of work that are told before they are spent, wherever the answer goes."""

SURE = 3.0
"""Seconds after which the pace is known well enough to tell how long all will take."""

APART = 10.0
"""Seconds between two lines where lines cannot be written over."""


@dataclass
class Progress:
    """Writes one line over and over on a terminal; with ``lines``, a line every ten seconds."""

    words: Words
    out: TextIO
    lines: bool = False
    last: float = -APART
    written: bool = False
    began: float | None = None
    warned: bool = False
    terminal: bool = field(init=False)

    def __post_init__(self) -> None:
        self.terminal = self.out.isatty()

    def __call__(self, stage: str, done: int, wanted: int, left: float | None) -> None:
        if stage == "ready":
            self._show(self.words.say("progress", "ready"))
            return
        if left is None or done >= wanted:
            return
        now = time.monotonic()
        self.began = now if self.began is None else self.began
        if left > LONG and now - self.began > SURE and not self.warned:
            self._warn(wanted, left)
        self._show(told(done, wanted, left, self.words))

    def end(self) -> None:
        """Leaves the terminal to the answer."""
        if self.terminal and self.written:
            print("\r\033[K", end="", file=self.out, flush=True)
        self.written = False

    def _warn(self, wanted: int, left: float) -> None:
        self.end()
        self.warned = True
        time_ = duration(left, self.words)
        print(self.words.say("progress", "long", wanted=f"{wanted:,}", time=time_), file=self.out,
              flush=True)  # fmt: skip

    def _show(self, line: str) -> None:
        if self.terminal:
            print(f"\r{line}\033[K", end="", file=self.out, flush=True)
            self.written = True
        elif self.lines and time.monotonic() - self.last >= APART:
            print(line, file=self.out, flush=True)
            self.last = time.monotonic()


def told(done: int, wanted: int, left: float, words: Words) -> str:
    return words.say(
        "progress", "run", done=f"{done:,}", wanted=f"{wanted:,}",
        percent=str(100 * done // wanted), time=duration(left, words),
    )  # fmt: skip


def duration(seconds: float, words: Words) -> str:
    """To the minute beyond one, to the second below."""
    whole = max(round(seconds), 1)
    hours, minutes = divmod(round(whole / 60), 60)
    if whole < 90:
        return words.say("progress", "seconds", seconds=str(whole))
    if not hours:
        return words.say("progress", "minutes", minutes=str(minutes))
    return words.say("progress", "hours", hours=str(hours), minutes=str(minutes))
