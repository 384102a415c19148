"""Answers as files: whole or not at all, the same by every way, nothing replaced unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

import burdenshare
from burdenshare.answers.commands import UsageError
from burdenshare.answers.forms import FORMS
from burdenshare.cli import main

LINE = "share korea 2016 official --lang en"


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_the_same_by_command_and_by_python(form: str, tmp_path: Path) -> None:
    by_command, by_python = tmp_path / f"a.{form}", tmp_path / f"b.{form}"
    assert main([*LINE.split(), "--save", str(by_command)]) == 0
    assert burdenshare.save(LINE, str(by_python)) == by_python
    assert by_command.read_bytes() == by_python.read_bytes()
    assert by_command.stat().st_size > 100


def test_what_is_there_is_only_replaced_when_it_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "share.csv"
    path.write_text("mine", encoding="utf-8")
    assert main([*LINE.split(), "--save", str(path)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "mine"
    assert main([*LINE.split(), "--save", str(path), "--force"]) == 0
    assert "share-official-2016" in path.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--save", "x.doc"], "no form called"),
        (["--save", "x"], "no form called"),
        (["--save", "x.csv", "--json"], "only one"),
        (["--force"], "--save"),
        (["--save", "no/such/folder/x.csv"], "not written"),
    ],
)
def test_what_cannot_be_written_is_said(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main([*LINE.split(), *words]) == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_python_raises_what_the_command_says(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="unknown-form"):
        burdenshare.save(LINE, str(tmp_path / "x.doc"))
