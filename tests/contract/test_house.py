"""The floors hold, the types are strict, the style is kept, light commands stay light."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from burdenshare.show.words import LANGUAGES, words
from tests.written import ROOT

BIN = Path(sys.executable).parent


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """With the environment that Python knows: a line editor may set a width behind its back."""
    return subprocess.run(
        command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "command",
    [
        ("lint-imports", "--no-cache"),
        ("mypy",),
        ("ruff", "check", "--no-cache", "."),
        ("ruff", "format", "--no-cache", "--check", "."),
    ],
    ids=" ".join,
)
def test_the_house_is_in_order(command: tuple[str, ...]) -> None:
    done = run(str(BIN / command[0]), *command[1:])
    assert done.returncode == 0, done.stdout + done.stderr


HEAVY = ("numpy", "pandas", "xarray", "fastapi", "jinja2", "xlsxwriter", "numba", "dask",
         "resvg_py", "fpdf", "fontTools", "duckdb", "sqlite3")  # fmt: skip


@pytest.mark.parametrize(
    "words_",
    [
        "backtest korea",
        "payments korea --json",
        "explain korea 2012",
        "agreement korea 12 --assume cpi-kr=2.0",
        "brief korea",
        "diff ruritania ruritania",
    ],
)
def test_light_commands_load_nothing_heavy(words_: str) -> None:
    code = (
        "import sys, io\nfrom burdenshare.cli import main\n"
        "sys.stdout = io.StringIO()\n"
        f"main({words_.split()!r})\n"
        "sys.stdout = sys.__stdout__\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = run(sys.executable, "-c", code)
    assert done.stdout.strip() == "[]", done.stderr


def test_the_other_rooms_load_without_the_room_of_futures() -> None:
    code = (
        "import sys\nimport burdenshare, burdenshare.answers, burdenshare.cli\n"
        "print([m for m in sys.modules if m.startswith('burdenshare.futures')])"
    )
    done = run(sys.executable, "-c", code)
    assert done.stdout.strip() == "[]", done.stderr


def test_imports_stand_at_the_top() -> None:
    """No import hides in a function; heavy rooms will be the named exceptions."""
    for path in (ROOT / "src").rglob("*.py"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            assert not re.match(r"\s+(import|from) \w+( import)?", line), f"{path}:{number}"


def keys(table: dict[str, object], path: str = "") -> set[str]:
    found: set[str] = set()
    for key, value in table.items():
        found |= keys(value, f"{path}.{key}") if isinstance(value, dict) else {f"{path}.{key}"}
    return found


def blanks(table: dict[str, object], path: str = "") -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            found |= blanks(value, f"{path}.{key}")
        else:
            found[f"{path}.{key}"] = set(re.findall(r"(?<!\{)\{(\w+)\}", str(value)))
    return found


def test_both_languages_have_the_same_keys_and_blanks() -> None:
    tables = []
    for language in LANGUAGES:
        path = ROOT / "src/burdenshare/show/words" / f"{language}.toml"
        tables.append(tomllib.loads(path.read_text(encoding="utf-8")))
    english, korean = tables
    assert keys(english) == keys(korean)
    assert blanks(english) == blanks(korean)


PROSE = ("how", "label", "title", "backtest", "check", "brief", "new", "cli", "error")


def test_every_sentence_is_used() -> None:
    """Words that no code asks for are deleted. Kinds of problems are held by test_faults."""
    code = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "src").rglob("*.py"))
    code = code.replace("'", '"')
    composed = re.compile(
        r"unknown-(dossier|agreement|number)|read-\w+|input-[\w-]+|section-\w+|bundle-[\w-]+"
    )
    for section in PROSE:
        for key in words("en").table[section]:
            assert f'"{key}"' in code or composed.fullmatch(key), f"{section}.{key}"


def test_no_korean_particle_follows_a_blank() -> None:
    path = ROOT / "src/burdenshare/show/words/ko.toml"
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\}(은|는|이|가|을|를|과|와|으로|로)[ .,\"]", text)


def test_no_path_of_a_machine_and_no_host_of_a_registry_is_written() -> None:
    listed = run("git", "ls-files").stdout.split()
    for name in listed:
        text = (ROOT / name).read_text(encoding="utf-8", errors="ignore")
        assert str(ROOT) not in text, name
        if Path.home() != Path("/"):
            assert f"{Path.home()}/" not in text, name
        hosts = r"(pypi|files\.pythonhosted|registry\.npmjs)\.org"
        assert not re.search(hosts, text), name


def test_the_wheel_alone_answers_the_same(tmp_path: Path) -> None:
    """Built, installed in an empty environment, run in an empty folder."""
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    built = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check",
         "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path), str(ROOT)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    held = zipfile.ZipFile(wheel).namelist()
    for name in ("NanumGothic.ttf", "OFL.txt", "README.md"):
        assert f"burdenshare/show/fonts/{name}" in held
    home = tmp_path / "home"
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    python = home / "bin" / "python"
    subprocess.run(
        [
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-index",
            wheel,
        ],
        check=True,
    )
    for words_ in ("backtest korea", "check ruritania", "payments korea --csv"):
        ours = run(str(BIN / "burdenshare"), *words_.split())
        theirs = subprocess.run(
            [home / "bin" / "burdenshare", *words_.split()],
            cwd=tmp_path, env=clean, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert theirs.returncode == 0, theirs.stderr
        assert theirs.stdout == ours.stdout
