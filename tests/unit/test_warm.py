"""The loops of many futures are made ready before the first reader asks."""

from __future__ import annotations

import sys

import pytest

from burdenshare import answers
from burdenshare.answers.asked import Answer
from burdenshare.answers.commands import UsageError
from burdenshare.cli import serve
from burdenshare.futures import kernel


def test_what_is_asked_first_can_be_answered() -> None:
    for line in serve.WARMING:
        assert answers.ask(line).content()


def test_the_loops_are_ready_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    ask = answers.ask

    def heard(line: str) -> Answer:
        asked.append(line)
        return ask(line)

    monkeypatch.setattr(answers, "ask", heard)
    serve.warm()
    assert asked == list(serve.WARMING)
    assert kernel.run_blocks.signatures  # type: ignore[attr-defined]
    assert kernel.draw_along.signatures  # type: ignore[attr-defined]


def test_without_the_packages_the_page_opens_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in sys.modules if n.startswith("burdenshare.futures")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "burdenshare.futures", None)
    with pytest.raises(UsageError):
        answers.ask(serve.WARMING[0])
    serve.warm()
