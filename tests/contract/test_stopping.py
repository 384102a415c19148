"""A command that is told to stop, by a real signal, ends at once and without a traceback: while it
loads, while it works, and when it is done."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import burdenshare

SOURCES = str(Path(burdenshare.__file__).parents[1])
SCRIPT = "import sys; from burdenshare.cli import main; sys.exit(main())"
"""What an installer writes into the file ``burdenshare``."""
LONG = ["compare", "korea", "sma-12", "--futures", "200000000"]
SHORT = ["share", "korea", "2016"]
MOMENTS = (0, 0.02, 0.05, 0.1, 0.2, 0.35, 0.6, 1.0, 2.0, 4.0)
"""Seconds after it can hear. It loads for about half a second, and the loops a little longer."""

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc")


@pytest.fixture(scope="module")
def started_by(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The two ways to start it."""
    script = tmp_path_factory.mktemp("bin") / "burdenshare"
    script.write_text(SCRIPT, encoding="utf-8")
    return {
        "script": [sys.executable, str(script)],
        "module": [sys.executable, "-m", "burdenshare"],
    }


def start(command: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": SOURCES, "LANG": "C.UTF-8"},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )  # fmt: skip


def when_it_hears(process: subprocess.Popen[str]) -> None:
    """Waits until the process catches the signal to end, which Python alone does not."""
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        caught = re.search(r"SigCgt:\s*([0-9a-f]+)", status)
        if caught and int(caught[1], 16) >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(0.001)
    raise AssertionError("it never listened")


def stopped(command: list[str], after: float, told: list[signal.Signals]) -> tuple[int, str, str]:
    process = start(command)
    when_it_hears(process)
    time.sleep(after)
    for one in told:
        process.send_signal(one)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM], ids=lambda one: one.name)
@pytest.mark.parametrize("way", ["script", "module"])
def test_long_work_is_stopped_at_any_moment(
    way: str, told: signal.Signals, started_by: dict[str, list[str]]
) -> None:
    said = []
    for moment in MOMENTS:
        code, out, err = stopped([*started_by[way], *LONG], moment, [told])
        assert (code, out) == (128 + told, ""), (moment, code, out, err)
        assert re.fullmatch(r"(Stopped[^\n]*\n)?", err), (moment, err)
        said.append(err)
    assert said[0] == ""  # while it loads nothing is to be told
    assert said[-1].startswith("Stopped")


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM], ids=lambda one: one.name)
def test_a_short_answer_is_given_or_not_and_nothing_else_is_said(
    told: signal.Signals, started_by: dict[str, list[str]]
) -> None:
    codes = set()
    for step in range(40):
        code, out, err = stopped([*started_by["script"], *SHORT], step * 0.025, [told])
        assert code in (0, 128 + told, -told), (step, code, err)  # the last when all is printed
        assert err == "", (step, err)
        assert code > 0 or out.startswith("2016 under every definition")
        codes.add(code)
    assert 128 + told in codes


@pytest.mark.parametrize("moment", [0, 0.3, 3.0])
def test_who_asks_twice_does_not_wait(moment: float, started_by: dict[str, list[str]]) -> None:
    code, out, err = stopped([*started_by["script"], *LONG], moment, [signal.SIGINT] * 2)
    assert (code, out) == (130, "")
    assert "Traceback" not in err


def test_a_signal_that_was_hushed_stays_hushed(started_by: dict[str, list[str]]) -> None:
    """As nohup and a shell's & do with Ctrl-C."""
    process = subprocess.Popen(
        [*started_by["script"], *SHORT], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": SOURCES, "LANG": "C.UTF-8"},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),  # noqa: PLW1509
    )  # fmt: skip
    when_it_hears(process)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert out.startswith("2016 under every definition")


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM], ids=lambda one: one.name)
def test_the_page_is_closed(told: signal.Signals, started_by: dict[str, list[str]]) -> None:
    command = [*started_by["script"], "serve", "--port", "18391"]
    codes = []
    for moment in (0, 0.4, 6.0):
        code, _, err = stopped(command, moment, [told])
        assert err == "", (moment, err)
        codes.append(code)
    assert codes[0] == 128 + told
    assert set(codes) <= {0, 128 + told}  # 0: it served until it was told to stop


def test_the_library_leaves_signals_alone() -> None:
    code = (
        "import signal; before = [signal.getsignal(s) for s in (2, 15)]; import burdenshare; "
        "from burdenshare.cli import main; main(['--version']); "
        "assert before == [signal.getsignal(s) for s in (2, 15)]"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": SOURCES},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
