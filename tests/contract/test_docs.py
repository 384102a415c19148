"""What the documentation says is what the program does."""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import shutil
from collections import Counter
from pathlib import Path
from unittest.mock import patch

import pytest
from docs import make

import burdenshare
from burdenshare import accounting
from burdenshare.answers.commands import COMMANDS
from burdenshare.cli import main
from burdenshare.model.claims import NAMES as VERDICTS
from burdenshare.study import backtest, load
from tests.golden.test_approved import Day
from tests.written import ROOT

PAGES = [
    path
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
    if ".venv" not in path.parts
]
FENCE = re.compile(r"(.*?)```(\w*)\n(.*?)```", re.DOTALL)


def run(line: str) -> str:
    held = io.StringIO()
    with (
        patch("burdenshare.cli.main.date", Day),
        patch.dict(os.environ, {"COLUMNS": "100", "LANG": "C.UTF-8", "LC_ALL": ""}),
        contextlib.redirect_stdout(held),
        contextlib.redirect_stderr(held),
    ):
        main(shlex.split(line)[1:])
    return held.getvalue()


def matches(wanted: list[str], printed: str) -> bool:
    """Whether the lines stand in ``printed`` in order; ``...`` stands for any lines."""
    parts = [
        re.escape(line.rstrip()).replace(r"\.\.\.", ".*") if line.strip() != "..." else None
        for line in wanted
    ]
    pattern = "\n".join(r"(?:.*\n?)*?" if part is None else part for part in parts)
    tidy = "\n".join(line.rstrip() for line in printed.splitlines())
    return re.fullmatch(pattern.replace(r"(?:.*\n?)*?" + "\n", r"(?:.*\n)*?"), tidy) is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_consoles_print_what_they_show(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = ""
    for before, language, block in FENCE.findall(page.read_text(encoding="utf-8")):
        told = before.strip().rsplit("\n\n", 1)[-1]
        if language == "console":
            _run_console(block)
        elif named := re.search(r"`(copy/[\w/.-]+)`", told):
            path = tmp_path / named[1]
            with path.open("a", encoding="utf-8") as file:
                file.write(block)


def _run_console(block: str) -> None:
    for command in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        line, *wanted = command.rstrip("\n").split("\n")
        printed = run(line)
        assert matches(wanted, printed), f"{line}\n{printed}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_python_in_pages_runs(page: Path) -> None:
    failed, _ = doctest.testfile(str(page), module_relative=False)
    assert failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([A-Za-z0-9_./:-]+)\)", page.read_text(encoding="utf-8")):
        if not link.startswith("http"):
            assert (page.parent / link).exists(), link


def test_the_reference_is_current() -> None:
    for name, text in make.pages().items():
        held = (make.REFERENCE / name).read_text(encoding="utf-8")
        assert held == text, "make docs"


@pytest.mark.parametrize(
    "example",
    [e for c in COMMANDS if c.name != "serve" for e in c.examples],
    ids=lambda e: e.replace("burdenshare ", ""),
)
def test_every_example_of_the_help_runs(
    example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if "./mine" in example:
        run("burdenshare new mine")
    if "docs/studies" in example or "reproduce" in example:
        shutil.copytree(ROOT / "docs" / "studies", tmp_path / "docs" / "studies")
    if "reproduce" in example:
        run(
            "burdenshare run docs/studies/forty-two-or-seventy.toml --to forty-two-or-seventy "
            "--bundle forty-two-or-seventy.zip"
        )
    assert main(shlex.split(example)[1:]) == 0


def test_figures_of_the_readme_are_those_of_the_program() -> None:
    result = backtest(load("korea"))
    formula = [t for t in result.trials if t.kind == "formula"]
    good = sum(t.verdict == "reproduced" for t in formula)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"reproduces {good} of {len(formula)} tests of a formula" in text
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"{good} of {len(formula)} tests of a formula" in changes


def test_counts_of_claims_in_the_readme_are_those_of_the_program() -> None:
    counted = Counter(v.verdict for v in accounting.claims(load("korea")))
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert (
        f"Of {sum(counted.values())} recorded claims, {counted['reproduced']} are reproduced, "
        f"{counted['other-definition']} under another definition than the one stated, "
        f"{counted['by-construction']} hold by construction only, "
        f"{counted['not-reproducible']} are not reproducible with what is recorded, "
        f"and {counted['target']} are targets"
    ) in text
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"{counted['reproduced']} claims are reproduced" in changes
    korea = load("korea")
    for held, what in (
        (korea.costs, "cost records"),
        (korea.payments, "recorded sums"),
        (korea.sources, "documents"),
    ):
        assert f"{len(held)} {what}" in changes
    korean = "".join((ROOT / "README.ko.md").read_text(encoding="utf-8").split())
    given = re.search(r"주장(\d+)건가운데(\d+)건.*?(\d+)건.*?(\d+)건.*?(\d+)건.*?(\d+)건", korean)
    assert given is not None
    wanted = [sum(counted.values()), *(counted[name] for name in VERDICTS)]
    assert [int(count) for count in given.groups()] == wanted


def test_public_functions_say_what_they_do() -> None:
    for name in burdenshare.__all__:
        assert getattr(burdenshare, name).__doc__, name
    failed, tried = doctest.testmod(burdenshare)
    assert tried
    assert not failed
