"""A study is made, made again to the same bits, and what differs is named."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

import burdenshare
from burdenshare import study
from burdenshare.answers.commands import COMMANDS
from burdenshare.answers.studies import FORMAT, KEPT_OUT
from burdenshare.cli import main
from burdenshare.read import bundles, studies
from tests.written import ROOT, ruritania

Captured = pytest.CaptureFixture[str]
EXAMPLES = sorted((ROOT / "docs" / "studies").glob("*.toml"))

STUDY = """
title   = { en = "A study", ko = "연구" }
dossier = "ruritania"
as_of   = 2026-11-24

[[question]]
name      = "sums"
command   = "agreement"
arguments = "first"

[[question]]
name       = "share"
command    = "payments"
switches   = { years = "2001-2005" }
language   = "ko"
forms      = ["txt", "csv"]
"""


class Later(date):
    """The day on which somebody asks again."""

    @classmethod
    def today(cls) -> Later:
        return cls(2031, 3, 1)


def private(folder: Path, text: str = STUDY) -> Path:
    """A study of a private copy of ruritania, beside it."""
    ruritania(folder)
    path = folder / "mine.toml"
    path.write_text(text.replace('"ruritania"', '"./ruritania"'), encoding="utf-8")
    return path


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def told(capsys: Captured) -> str:
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    return captured.out + captured.err


# -- the same bits --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_example_studies_give_the_same_bits_elsewhere_and_later(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """In another folder, on another day, in another process with another terminal and language."""
    monkeypatch.chdir(tmp_path)
    assert main(["run", str(path), "--to", "made", "--bundle", "made.zip"]) == 0
    manifest = json.loads((tmp_path / "made" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["day"] == "2026-11-24"
    assert len(manifest["results"]) >= 5
    for one in manifest["results"]:
        assert one["numbers"], one["question"]
        assert one["files"]
    monkeypatch.chdir("/")
    with patch("burdenshare.cli.main.date", Later), patch("burdenshare.answers.date", Later):
        assert main(["reproduce", str(tmp_path / "made"), "--lang", "en"]) == 0
        assert "same, bit by bit" in told(capsys)
    away = {**os.environ, "COLUMNS": "61", "LANG": "ko_KR.UTF-8", "TZ": "Asia/Seoul",
            "PYTHONHASHSEED": "7"}  # fmt: skip
    (tmp_path / "away").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "burdenshare", "reproduce", "../made.zip"], env=away,
        cwd=tmp_path / "away", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "비트까지 같습니다" in done.stdout
    for name in (tmp_path / "made" / "results").iterdir():
        content = name.read_text(encoding="utf-8")
        assert str(ROOT) not in content and str(tmp_path) not in content


def test_a_result_is_what_the_command_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    burdenshare.ask(f"run {EXAMPLES[0]} --to made")
    assert EXAMPLES[0].stem == "forty-two-or-seventy"
    manifest = json.loads((tmp_path / "made" / "manifest.json").read_text(encoding="utf-8"))
    for one in manifest["results"]:
        line = one["line"].removeprefix("burdenshare ")
        for file in one["files"]:
            if file.endswith(".txt"):
                made = (tmp_path / "made" / file).read_bytes()
                saved = burdenshare.save(line, str(tmp_path / f"{one['question']}.txt"))
                assert saved.read_bytes() == made
    (share,) = [n for n in manifest["results"][0]["numbers"] if n["id"] == "share-official-2016"]
    assert share["value"].startswith("42.44")


def test_a_study_without_a_day_keeps_the_day_of_its_first_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    private(tmp_path, STUDY.replace("as_of   = 2026-11-24\n", ""))
    with patch("burdenshare.cli.main.date", Later):
        assert main(["run", "mine.toml", "--lang", "en"]) == 0
    assert json.loads(Path("mine/manifest.json").read_text(encoding="utf-8"))["day"] == "2031-03-01"
    assert main(["reproduce", "mine/manifest.json", "--lang", "en"]) == 0
    assert "as of 2031-03-01" in told(capsys)


# -- what differs ---------------------------------------------------------------------------------


@pytest.mark.parametrize("made", ["made", "made.zip"])
def test_other_records_are_asked_for_by_their_folder(
    made: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """``--dossiers`` goes before what lies in a bundle; the study and its results stay."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text(STUDY, encoding="utf-8")
    assert main(["run", "mine.toml", "--to", "made", "--bundle", "made.zip"]) == 0
    terms = ruritania(tmp_path / "alternative") / "agreements" / "first.toml"
    text = terms.read_text(encoding="utf-8")
    terms.write_text(text.replace("cap      = 0.05", "cap      = 0.06"), encoding="utf-8")
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    capsys.readouterr()
    assert main(["reproduce", made, "--dossiers", "alternative", "--lang", "en"]) == 1
    output = told(capsys)
    assert "contribution-first-2003: 109.2 → 110.2 RUC mn" in output
    assert "Records differ: dossiers/ruritania/agreements/first.toml." in output
    assert main(["reproduce", made, "--lang", "en"]) == 0
    assert before == {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}


def test_a_changed_record_is_named_with_the_numbers_it_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    private(tmp_path)
    assert main(["run", "mine.toml"]) == 0
    terms = tmp_path / "ruritania" / "agreements" / "first.toml"
    text = terms.read_text(encoding="utf-8")
    terms.write_text(text.replace("amount = 100.0", "amount = 101.0"), encoding="utf-8")
    capsys.readouterr()
    assert main(["reproduce", "mine", "--lang", "en"]) == 1
    output = told(capsys)
    assert "Records differ: dossiers/ruritania/agreements/first.toml." in output
    assert "changed: first-contribution-2001, dossiers/ruritania/agreements/first.toml:" in output
    assert "amount 100.0 → 101.0" in output
    assert "contribution-first-2001: 100.0 → 101.0 RUC mn" in output
    assert "contribution-first-2002: 104.0 → 105.0 RUC mn" in output
    assert "0 of 2 results are the same." in output
    answer = burdenshare.ask("reproduce mine")
    content: Any = answer.content()
    moved = {n for one in content["reproduced"].results for n, *_ in one.numbers}
    assert {"contribution-first-2001", "contribution-first-2003"} <= moved
    assert not any("second" in name for name in moved)


def test_changed_code_and_packages_are_named_and_the_results_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    private(tmp_path)
    main(["run", "mine.toml"])
    path = tmp_path / "mine" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["code"]["files"]["model/shares.py"] = "0" * 64
    manifest["python"] = "3.99.0"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    capsys.readouterr()
    assert main(["reproduce", "mine", "--lang", "en"]) == 0
    output = told(capsys)
    assert "Code differs: model/shares.py." in output
    assert "Python: was 3.99.0" in output
    manifest["results"][0]["files"]["results/sums.txt"] = "0" * 64
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert main(["reproduce", "mine", "--lang", "en"]) == 1
    output = told(capsys)
    assert "sums: differs (sums.txt)" in output
    assert "no number moved" in output


def test_a_bundle_carries_its_own_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    private(tmp_path)
    assert main(["run", "mine.toml", "--bundle", "mine.zip"]) == 0
    assert left(tmp_path) == ["mine.toml", "mine.zip", "ruritania"]
    shutil.rmtree(tmp_path / "ruritania")
    assert main(["reproduce", "mine.zip", "--lang", "en"]) == 0
    assert main(["agreement", "mine.zip", "first", "--lang", "en"]) == 0
    files = study.unpacked(tmp_path / "mine.zip")
    name = "dossiers/ruritania/payments.csv"
    files[name] = files[name].replace(b"104.0", b"104.5")
    (tmp_path / "other.zip").write_bytes(study.packed(files))
    capsys.readouterr()
    assert main(["reproduce", "other.zip", "--lang", "en"]) == 1
    assert f"Records differ: {name}." in told(capsys)
    assert main(["diff", "mine.zip", "other.zip", "--lang", "en"]) == 0
    assert "104.5" in told(capsys)


def test_records_of_another_version_are_refused_where_one_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    private(tmp_path, STUDY.replace("as_of", 'version = "00000000"\nas_of'))
    assert main(["run", "mine.toml", "--lang", "en"]) == 2
    assert "wants records 00000000" in told(capsys)
    here = study.version(study.load("./ruritania"))
    private_text = STUDY.replace("as_of", f'version = "{here}"\nas_of')
    (tmp_path / "mine.toml").write_text(
        private_text.replace('"ruritania"', '"./ruritania"'), encoding="utf-8"
    )
    assert main(["run", "mine.toml", "--lang", "en"]) == 0


# -- whole or not at all --------------------------------------------------------------------------


def test_what_is_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    private(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "made.zip").write_text("mine", encoding="utf-8")
    assert main(["run", "mine.toml", "--lang", "en"]) == 2
    assert main(["run", "mine.toml", "--bundle", "made.zip", "--lang", "en"]) == 2
    assert main(["run", "mine.toml", "--to", "no/where", "--lang", "en"]) == 2
    output = told(capsys)
    assert "mine is there already" in output
    assert "no/where cannot be written" in output
    assert (tmp_path / "made.zip").read_text(encoding="utf-8") == "mine"
    assert left(tmp_path) == ["made.zip", "mine", "mine.toml", "ruritania"]
    assert left(tmp_path / "mine") == []


@pytest.mark.parametrize("option", ["--to", "--bundle"])
def test_a_full_disk_leaves_nothing(
    option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    private(tmp_path)
    written = 0

    def full(_: int) -> None:
        nonlocal written
        written += 1
        if written == (3 if option == "--to" else 1):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert main(["run", "mine.toml", option, "made", "--lang", "en"]) == 2
    assert "made was not written: No space left on device" in told(capsys)
    assert left(tmp_path) == ["mine.toml", "ruritania"]


# -- words that do not fit ------------------------------------------------------------------------

FAULTS = (
    ("command   = \"agreement\"", "commnd = \"agreement\"", 'mine.toml:8: unknown key "commnd"'),
    ("as_of   = 2026-11-24", "as_of   = 2099-01-01", "2099-01-01 is still to come"),
    ("as_of   = 2026-11-24", "as_of   = 2026", "is not a whole day"),
    ("command   = \"agreement\"", "command   = \"new\"", "is no command that a study may ask"),
    ("command   = \"agreement\"", "command   = \"agrement\"", "is no command that a study may ask"),
    ("arguments = \"first\"", "arguments = \"third\"", "Nothing has the name"),
    ("arguments = \"first\"", "arguments = [\"first\", \"2\"]", "one word too many"),
    ("arguments = \"first\"", "arguments = 1", "mine.toml:9:"),
    ("years = \"2001-2005\"", "yaers = \"2001\"", "There is no option \"--yaers\""),
    ("years = \"2001-2005\"", "save = \"/tmp/x.csv\"", "\"save\" has a key of its own"),
    ("years = \"2001-2005\"", "keep = \"/tmp\"", "\"keep\" has a key of its own"),
    ("years = \"2001-2005\"", "dossiers = \"/\"", "\"dossiers\" has a key of its own"),
    ("forms      = [\"txt\", \"csv\"]", "forms = \"exe\"", "There is no form called \"exe\""),
    ("name       = \"share\"", "name       = \"sums\"", "mine.toml:12: a question called"),
    ("name       = \"share\"", "name       = \"../share\"", "cannot name a file"),
    ("language   = \"ko\"", "language   = \"fr\"", "mine.toml:15:"),
    (STUDY[STUDY.index("[[question]]"):], "", "asks nothing"),
    ("./ruritania", "./nowhere", "There is no folder"),
    ("\"./ruritania\"", "\"nowhere\"", "There is no dossier"),
    ("title ", "title = = ", "mine.toml:2:"),
)  # fmt: skip


@pytest.mark.parametrize(("old", "new", "wanted"), FAULTS, ids=[new[:30] for _, new, _ in FAULTS])
def test_a_study_that_does_not_fit_is_told_in_a_sentence(
    old: str, new: str, wanted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    path = private(tmp_path)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with patch("burdenshare.cli.main.date", Later):
        assert main(["run", "mine.toml", "--lang", "en"]) in (1, 2)
        assert wanted in told(capsys)
        assert main(["run", "mine.toml", "--lang", "ko"]) in (1, 2)
    assert left(tmp_path) == ["mine.toml", "ruritania"]


def test_every_question_is_asked_in_a_study_or_kept_out() -> None:
    """A new command is put on one side by hand."""
    asked = {c.name for c in COMMANDS} - set(KEPT_OUT)
    assert asked == {
        "brief", "payments", "agreement", "backtest", "explain", "sources", "share", "claims",
        "bridge", "multiverse", "missing", "check-figure", "operations", "talks", "compare",
        "sweep", "futures",
    }  # fmt: skip


# -- hostile files --------------------------------------------------------------------------------


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return held.getvalue()


def linked() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("definitions/items.toml")
    info.external_attr = 0o120777 << 16
    return info


def corrupt() -> bytes:
    whole = bytearray(zipped(("manifest.json", b"x" * 5000)))
    whole[40] ^= 0xFF
    return bytes(whole)


@pytest.fixture(scope="module")
def hostile() -> dict[str, tuple[bytes, str]]:
    bomb = b"\0" * (bundles.LARGEST + 1)
    unnamed = "could lead out of a folder"
    encrypted = bytearray(zipped(("manifest.json", b"{}")))
    encrypted[6] |= 1
    encrypted[encrypted.index(b"PK\x01\x02") + 8] |= 1
    return {
        "up": (zipped(("../outside", b"x")), unnamed),
        "up-inside": (zipped(("dossiers/../../outside", b"x")), unnamed),
        "absolute": (zipped(("/tmp/outside", b"x")), unnamed),
        "drive": (zipped(("C:/outside", b"x")), unnamed),
        "backslash": (zipped(("dossiers\\..\\x", b"x")), unnamed),
        "hidden": (zipped((".git/config", b"x")), unnamed),
        "deep": (zipped(("/".join("abcdefgh"), b"x")), unnamed),
        "long": (zipped(("a" * 300, b"x")), unnamed),
        "control": (zipped(("a\x1b[2J", b"x")), unnamed),
        "link": (zipped((linked(), b"/etc/passwd")), "holds a link"),
        "twice": (zipped(("A.toml", b"x"), ("a.toml", b"x")), "twice"),
        "bomb": (zipped(("dossiers/x/payments.csv", bomb)), "more than 64 MB"),
        "many": (zipped(*((f"f{n}", b"") for n in range(2001))), "more than 2,000 files"),
        "cut": (zipped(("manifest.json", b"{}" * 500))[:-30], "damaged"),
        "corrupt": (corrupt(), "damaged"),
        "encrypted": (bytes(encrypted), "damaged"),
        "no-zip": (b"not a zip", "damaged"),
        "empty": (b"", "damaged"),
        "no-manifest": (zipped(("study.toml", b"x")), "is not the manifest"),
    }


NAMES = ("up", "up-inside", "absolute", "drive", "backslash", "hidden", "deep", "long", "control",
         "link", "twice", "bomb", "many", "cut", "corrupt", "encrypted", "no-zip", "empty",
         "no-manifest")  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_bundle_ends_in_a_sentence_and_writes_nothing(
    name: str, hostile: dict[str, tuple[bytes, str]], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: Captured,
) -> None:  # fmt: skip
    content, wanted = hostile[name]
    inside = tmp_path / "inside"
    inside.mkdir()
    monkeypatch.chdir(inside)
    (inside / "evil.zip").write_bytes(content)
    assert main(["reproduce", "evil.zip", "--lang", "en"]) == 2
    output = told(capsys)
    assert wanted in output
    assert "\x1b" not in output
    assert main(["share", "evil.zip", "2016", "--lang", "ko"]) == 2
    assert left(tmp_path) == ["inside"]
    assert left(inside) == ["evil.zip"]


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", "nonsense", '{"format": 1}', "[" * 100_000, "\0",
     json.dumps({"format": FORMAT}),
     '{"format": "burdenshare manifest 1", "day": "yesterday"}'],
    ids=lambda text: text[:20],
)  # fmt: skip
def test_what_is_no_manifest_is_told_so(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
    assert main(["reproduce", "manifest.json", "--lang", "en"]) == 2
    assert "is not the manifest of a study" in told(capsys)


@pytest.mark.parametrize("key", ["study", "day", "data", "code", "results", "packages", "title"])
@pytest.mark.parametrize("value", [None, 3, [], {"files": 3}, [{"question": 1}]], ids=str)
def test_a_manifest_of_another_shape_is_told_so(
    key: str, value: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    sound = {
        "format": FORMAT, "title": {"en": "a", "ko": "a"}, "day": "2026-11-24", "study": "",
        "data": {"dossier": "a", "version": "a", "files": {}}, "program": "", "python": "",
        "code": {"hash": "", "files": {}}, "packages": {}, "platform": "", "results": [],
    }  # fmt: skip
    (tmp_path / "manifest.json").write_text(json.dumps({**sound, key: value}), encoding="utf-8")
    status = main(["reproduce", "manifest.json", "--lang", "en"])
    output = told(capsys)
    if (key, value) == ("results", []):
        assert status == 1 and "study.toml" in output
    else:
        assert status == 2 and "is not the manifest of a study" in output


def test_a_path_in_the_manifest_of_another_reaches_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """The study in a manifest is read as a study and no more: it cannot name a file to read."""
    monkeypatch.chdir(tmp_path)
    private(tmp_path)
    main(["run", "mine.toml"])
    path = tmp_path / "mine" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["study"] = manifest["study"].replace('years = "2001-2005"', 'file = "/etc/passwd"')
    path.write_text(json.dumps(manifest), encoding="utf-8")
    capsys.readouterr()
    assert main(["reproduce", "mine", "--lang", "en"]) == 1
    assert '"file" has a key of its own in a study, or no place in it' in told(capsys)


def test_most_questions_of_a_study_are_bounded() -> None:
    head, _, _ = STUDY.partition("[[question]]")
    block = '[[question]]\nname = "q{}"\ncommand = "brief"\n'
    many = head + "".join(block.format(n) for n in range(studies.MOST_QUESTIONS + 1))
    _, problems = studies.study_of(many, "many.toml")
    assert [p.kind for p in problems] == ["no-questions"]
