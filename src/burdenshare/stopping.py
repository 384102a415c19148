"""How the command ends when it is told to stop (Ctrl-C, or a signal to end), whenever that comes:
at most a sentence, and 128 and the number of the signal as its exit status.

It stands first of all that a command loads. Whoever uses the package as a library keeps the
signals as they are.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)

_received = signal.SIGINT
_heard: list[signal.Signals] = []
"""The signals that are heard here: none in a library, none that whoever started us has hushed."""


def is_the_command() -> bool:
    """Whether this process was started as ``burdenshare`` or ``python -m burdenshare``."""
    if sys.argv[:1] == ["-m"]:  # so it is while the package of -m loads
        return ("-m", "burdenshare") in zip(sys.orig_argv, sys.orig_argv[1:], strict=False)
    name = os.path.basename("".join(sys.argv[:1]))  # noqa: PTH119
    return name.removesuffix(".exe") == "burdenshare"


def hear() -> None:
    """From here on a signal ends the command, if it is one, without a word."""
    if is_the_command():
        _heard[:] = [one for one in SIGNALS if signal.getsignal(one) != signal.SIG_IGN]
        sys.unraisablehook = _unraisable
        at_once()


def at_once() -> None:
    """While nothing is begun that must be ended well: while it loads, and when it is done."""
    for one in _heard:
        signal.signal(one, _leave)


def in_order() -> None:
    """While it works: the first signal is raised as ``KeyboardInterrupt`` where the work is, so
    that no file is left in part; the next does not wait for that."""
    for one in _heard:
        signal.signal(one, _raise)


def status() -> int:
    """The exit status of a command that was told to stop."""
    return 128 + _received


def _leave(number: int, _frame: FrameType | None) -> None:
    os._exit(128 + number)


def _raise(number: int, _frame: FrameType | None) -> None:
    global _received  # noqa: PLW0603
    _received = signal.Signals(number)
    at_once()
    raise KeyboardInterrupt


def _unraisable(told: sys.UnraisableHookArgs) -> None:
    """Python can raise nothing out of some places, such as when it throws a value away: it would
    print where and go on."""
    if told.exc_type is not None and issubclass(told.exc_type, KeyboardInterrupt):
        os._exit(status())
    sys.__unraisablehook__(told)
