"""Files and folders are written whole or not at all: killed, on a full disk, without the right,
over what is there. Nothing is ever half, and nothing that was there is lost."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from burdenshare.cli import main
from burdenshare.read.files import CONTENTS, ForeignFilesError, write_folder, write_whole

NAMES = ("a.csv", "csv/b.csv", "csv/deep/c.csv")


def files(letter: str, size: int = 50_000) -> Iterator[tuple[str, bytes]]:
    for name in NAMES:
        yield name, letter.encode() * size


def state(path: Path) -> object:
    """All that is there, and what it holds."""
    if path.is_dir():
        return {
            one.relative_to(path).as_posix(): one.read_bytes()
            for one in path.rglob("*") if one.is_file()
        }  # fmt: skip
    return path.read_bytes() if path.exists() else None


def script(body: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", body, *arguments], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


# -- killed --------------------------------------------------------------------------------------

KILLED = r'''
import json, os, random, shutil, signal, sys, time
from pathlib import Path
from burdenshare.cli import main
from burdenshare.read.files import CONTENTS, write_folder, write_whole

home, moments = Path(sys.argv[1]), random.Random(8)
SIZE = 1_000_000

def killed(work, longest):
    """Runs ``work`` in a process of its own and kills it at a random moment."""
    child = os.fork()
    if child == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        try:
            work()
        finally:
            os._exit(0)
    time.sleep(moments.uniform(0, longest))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)

def files(letter):
    for name in ("a", "csv/b", "csv/c"):
        yield name, letter * (SIZE // 4)

def for_ever(write):
    number = 0
    while True:
        number += 1
        write(str(number % 10).encode())

def whole_file(path):
    content = path.read_bytes()
    assert len(content) == SIZE and len(set(content)) == 1, (len(content), set(content))
    return content[:1]

def whole_folder(path):
    names = json.loads((path / CONTENTS).read_text())
    held = {one.relative_to(path).as_posix() for one in path.rglob("*") if one.is_file()}
    assert held == set(names), held
    letters = {bytes(set((path / name).read_bytes())) for name in names if name != CONTENTS}
    assert len(letters) == 1, letters
    assert all((path / n).stat().st_size == SIZE // 4 for n in names if n != CONTENTS)
    return letters.pop()

def passing():
    return sum(1 for one in home.iterdir() if one.name.startswith(".new-"))

def clean():
    for one in home.iterdir():
        if one.name.startswith(".new-"):
            shutil.rmtree(one) if one.is_dir() else one.unlink()

count, cut = 0, 0
file, folder = home / "file.csv", home / "folder"
def time_of(work):
    start = time.monotonic()
    work()
    return time.monotonic() - start

def of_file(letter):
    write_whole(file, letter * SIZE, True)

def of_folder(letter):
    write_folder(folder, files(letter), True)

one_file = max(time_of(lambda: of_file(b"0")) for _ in range(3))
one_folder = max(time_of(lambda: of_folder(b"0")) for _ in range(3))
seen = {"file": set(), "folder": set()}
for _ in range(70):  # a file that is replaced
    killed(lambda: for_ever(of_file), 4 * one_file)
    seen["file"].add(whole_file(file))
    count, cut = count + 1, cut + passing()
    clean()
for _ in range(70):  # a folder that is replaced
    killed(lambda: for_ever(of_folder), 4 * one_folder)
    seen["folder"].add(whole_folder(folder))
    count, cut = count + 1, cut + bool(passing())
    clean()
for number in range(30):  # what was not there is whole or still not there
    new, place = home / f"new-{number}", home / f"place-{number}"
    killed(lambda: (write_whole(new, b"1" * SIZE), write_folder(place, files(b"1"))), 0.02)
    if new.exists():
        whole_file(new)
    if place.exists():
        whole_folder(place)
    count, cut = count + 1, cut + bool(passing())
    clean()
taken, saved = home / "taken", home / "brief.md"
export = ["export", "ruritania", "--to", str(taken), "--parts", "csv,bibliography", "--force"]
save = ["brief", "ruritania", "--save", str(saved), "--force"]
main(export), main(save)
before = {one: one.read_bytes() for one in taken.rglob("*") if one.is_file()}
text = saved.read_bytes()
start = time.monotonic()
main(export), main(save)
took = time.monotonic() - start
for number in range(30):  # the commands themselves, over and over
    killed(lambda: (main(export), main(save)), took)
    assert {one: one.read_bytes() for one in taken.rglob("*") if one.is_file()} == before
    assert saved.read_bytes() == text
    count, cut = count + 1, cut + bool(passing())
    clean()
print(json.dumps({"killed": count, "cut": cut, **{k: len(v) for k, v in seen.items()}}))
'''


def test_two_hundred_killed_writers_leave_everything_whole(tmp_path: Path) -> None:
    told = json.loads(script(KILLED, str(tmp_path)).splitlines()[-1])
    assert told["killed"] == 200
    assert told["cut"] > 40  # that many were killed while they wrote
    assert told["file"] > 1  # and others had written
    assert told["folder"] > 1


KILLED_STUDIES = r'''
import hashlib, json, os, random, shutil, signal, sys, time
from pathlib import Path
from burdenshare.cli import main
from burdenshare.read import files
from burdenshare.read.files import CONTENTS

home, kills, moments = Path(sys.argv[1]), int(sys.argv[2]), random.Random(8)
study = home / "mine.toml"
study.write_text(sys.argv[3], encoding="utf-8")

def state(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*")
            if p.is_file()}

def names(number):
    return home / f"made-{number}", home / f"made-{number}.zip"

def run(number):
    folder, bundle = names(number)
    return main(["run", str(study), "--to", str(folder), "--bundle", str(bundle)])

def whole(number):
    """Whether folder and bundle are there; each that is there is what an unbroken run writes."""
    folder, bundle = names(number)
    if folder.exists():
        assert state(folder) == told, set(state(folder)) ^ set(told)
    if bundle.exists():
        assert bundle.read_bytes() == packed
        assert folder.exists()
    return folder.exists(), bundle.exists()

def killed(number, before, longest):
    """A run that is killed at a random moment: any, or one while it writes."""
    ready, told_ready = os.pipe()
    child = os.fork()
    if child == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        real = files.tempfile.mkdtemp
        if before:
            def begun(*given, **named):
                os.write(told_ready, b"1")
                return real(*given, **named)
            files.tempfile.mkdtemp = begun
        else:
            os.write(told_ready, b"1")
        try:
            run(number)
        finally:
            os._exit(0)
    os.read(ready, 1)
    time.sleep(moments.uniform(0, longest))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(ready)
    os.close(told_ready)

KEPT = ("first", "second", "third", "fourth")
real = files.tempfile.mkdtemp
took = writing = 0
for name in KEPT:  # the first loads everything
    began = []
    files.tempfile.mkdtemp = lambda *a, **k: (began.append(time.monotonic()), real(*a, **k))[1]
    start = time.monotonic()
    assert run(name) == 0
    if name != "first":
        took = max(took, time.monotonic() - start)
        writing = max(writing, time.monotonic() - began[0])
files.tempfile.mkdtemp = real
told, packed = state(names("first")[0]), names("first")[1].read_bytes()
assert all(whole(name) == (True, True) for name in KEPT)
assert set(json.loads(told[CONTENTS])) == set(told)
made = json.loads(told["manifest.json"])
for one in made["results"]:
    for name, digest in one["files"].items():
        assert hashlib.sha256(told[name]).hexdigest() == digest

cut, found = 0, {(False, False): 0, (True, False): 0, (True, True): 0}
for count in range(kills):
    while_writing = count % 4 != 0
    killed(count, while_writing, writing if while_writing else took)
    outcome = whole(count)
    found[outcome] += 1
    if while_writing:  # the machine is now quick, now slow: about as many before the end as after
        writing *= 0.85 if outcome == (True, True) else 1.15
    left = [p for p in home.iterdir() if p.name.startswith(".new-")]
    cut += bool(left)
    if count % 10 == 0:  # what a killed run leaves does not keep the next one from its work
        wanted = {(False, False): 0}.get(whole(count), 2)
        assert run(count) == wanted, wanted
        whole(count)
    for one in left:
        shutil.rmtree(one) if one.is_dir() else one.unlink()
    assert all(whole(name) == (True, True) for name in KEPT)
    for one in names(count):
        shutil.rmtree(one) if one.is_dir() else one.unlink(missing_ok=True)
    strange = {p.name for p in home.iterdir()} - {"mine.toml"} - {
        path.name for name in KEPT for path in names(name)}
    assert not strange, strange
print(json.dumps({"killed": kills, "cut": cut, "nothing": found[False, False],
                  "folder": found[True, False], "both": found[True, True],
                  "took": took, "writing": writing}))
'''

QUESTIONS = """
title   = { en = "A study", ko = "연구" }
dossier = "ruritania"
as_of   = 2026-11-24

[[question]]
name      = "sums"
command   = "agreement"
arguments = "first"
forms     = ["txt", "csv", "json"]

[[question]]
name    = "paid"
command = "payments"
forms   = ["md"]
"""


def test_studies_killed_at_random_moments_leave_a_whole_folder_or_none(tmp_path: Path) -> None:
    """Three in four while they write. What is there holds the same bytes as an unbroken run, a
    bundle comes after its folder, and what stood there before is as it was."""
    told = json.loads(script(KILLED_STUDIES, str(tmp_path), "100", QUESTIONS).splitlines()[-1])
    assert told["killed"] == 100
    assert told["cut"] >= 10, told  # that many were killed in the midst of a file or a folder
    assert told["nothing"] >= 10, told
    assert told["folder"] + told["both"] >= 10, told


# -- a full disk ---------------------------------------------------------------------------------


def failing(real: Callable[..., Any], at: int) -> Callable[..., Any]:
    """``real``, until it is called for the ``at``-th time: then the disk is full."""
    calls = 0

    def tried(*given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == at:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*given, **named)

    return tried


STEPS = [
    ("os.fsync", 1), ("os.fdopen", 1), ("os.chmod", 1), ("os.replace", 1), ("tempfile.mkstemp", 1),
]  # fmt: skip


@pytest.mark.parametrize(("step", "at"), STEPS, ids=str)
def test_a_full_disk_leaves_the_file_that_was_there(
    step: str, at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kept.csv"
    path.write_bytes(b"before")
    module, name = step.split(".")
    monkeypatch.setattr(step, failing(getattr(sys.modules[module], name), at))
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"x" * 100_000, replace=True)
    assert path.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir()] == ["kept.csv"]


@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.parametrize("at", range(1, 5))
@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.mkdir", "pathlib.Path.open"])
def test_a_full_disk_leaves_the_folder_that_was_there(
    step: str, at: int, is_there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "taken"
    if is_there:
        write_folder(path, files("0"))
    before = state(path)
    if step == "os.fsync":
        monkeypatch.setattr(step, failing(os.fsync, at))
    else:
        name = step.rpartition(".")[2]
        monkeypatch.setattr(Path, name, failing(getattr(Path, name), at))
    with pytest.raises(OSError, match=r"No space|taken"):  # or its contents cannot be read
        write_folder(path, files("1"), replace=True)
    monkeypatch.undo()
    assert state(path) == before
    assert [one.name for one in tmp_path.iterdir()] == (["taken"] if is_there else [])


LIMITED = """
import resource, sys
from burdenshare.cli import main
main(sys.argv[1].split())  # so that everything is loaded
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
sys.exit(0 if main([*sys.argv[2].split(), "--force"]) == 2 else 1)
"""


@pytest.mark.parametrize(
    "words",
    ["export ruritania --to PLACE/x.zip --parts csv",
     "export ruritania --to PLACE/x --parts csv,sqlite",
     "payments korea --save PLACE/x.html", "brief korea --save PLACE/x.json"],
)  # fmt: skip
def test_where_the_system_gives_no_more_room_the_command_says_so(
    words: str, tmp_path: Path
) -> None:
    """The kernel itself refuses to write on in the middle of a file."""
    line = words.replace("PLACE", str(tmp_path))
    (tmp_path / "other").mkdir()
    aside = words.replace("PLACE", str(tmp_path / "other"))
    assert main(line.split()) == 0
    before = {one.name: state(one) for one in tmp_path.iterdir() if one.name != "other"}
    script(LIMITED, aside, line)
    assert {one.name: state(one) for one in tmp_path.iterdir() if one.name != "other"} == before


# -- without the right ---------------------------------------------------------------------------

WITHOUT_RIGHT = r"""
import os, shlex, sys
from dataclasses import replace
from pathlib import Path
import burdenshare
from burdenshare import answers, study
from burdenshare.answers import forms
from burdenshare.answers.commands import UsageError, given
folder = Path(sys.argv[1])
made = []
for form in ("csv", "md", "html", "pdf"):
    told = given(shlex.split(f"share ruritania 2001 --save {folder}/x.{form} --force"))
    answer, asked = answers.answer(answers._asked(told))
    made.append((answer, asked, forms.made(answer, asked, form)))
folder.chmod(0o555)
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
for write in (
    lambda: study.write_whole(folder / "x.csv", b"mine", True),
    lambda: study.write_whole(folder / "new.csv", b"mine"),
    lambda: study.write_folder(folder / "taken", iter([("a", b"mine")]), True),
    lambda: study.write_folder(folder / "new", iter([("a", b"mine")])),
):
    try:
        write()
    except PermissionError:
        continue
    sys.exit("it could write")
for answer, asked, file in made:
    forms.made = lambda *_, file=file: file  # the records may lie where nobody reads
    try:
        forms.written(answer, asked)
    except UsageError as error:
        assert error.kind == "file-not-written", error.kind
        continue
    sys.exit("it could save")
print("refused")
"""


def test_a_reader_without_the_right_changes_nothing(tmp_path: Path) -> None:
    """As nobody, where the tests run as root."""
    if os.name != "posix":
        pytest.skip("this system has no rights of this kind")
    folder = tmp_path / "read-only"
    folder.mkdir()
    tmp_path.chmod(0o755)
    (folder / "x.csv").write_text("before", encoding="utf-8")
    write_folder(folder / "taken", files("0"))
    before = state(folder)
    try:
        assert script(WITHOUT_RIGHT, str(folder)).splitlines()[-1] == "refused"
        assert state(folder) == before
    finally:
        folder.chmod(0o755)


# -- what is there -------------------------------------------------------------------------------


def test_a_folder_is_only_replaced_when_it_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "taken"
    assert write_folder(path, files("0")) == len(NAMES) + 1
    before = state(path)
    with pytest.raises(FileExistsError):
        write_folder(path, files("1"))
    assert state(path) == before
    write_folder(path, files("1"), replace=True)
    assert state(path) != before
    assert json.loads((path / CONTENTS).read_text(encoding="utf-8")) == [*NAMES, CONTENTS]
    assert [one.name for one in tmp_path.iterdir()] == ["taken"]


@pytest.mark.parametrize("strange", ["mine.txt", "csv/mine.txt", "linked"])
def test_a_folder_with_files_of_others_is_not_replaced(strange: str, tmp_path: Path) -> None:
    """``--force`` must not take away what its reader has put there."""
    path = tmp_path / "taken"
    write_folder(path, files("0"))
    if strange == "linked":
        path.rename(tmp_path / "elsewhere")
        path.symlink_to(tmp_path / "elsewhere")
    else:
        (path / strange).write_text("mine", encoding="utf-8")
    before = state(path)
    with pytest.raises(ForeignFilesError):
        write_folder(path, files("1"), replace=True)
    assert state(path) == before


def test_a_folder_of_the_reader_is_not_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("mine", encoding="utf-8")
    words = ["export", "ruritania", "--to", str(tmp_path / "letters"), "--parts", "csv"]
    assert main(words) == 2
    assert "is there already" in capsys.readouterr().err
    assert main([*words, "--force"]) == 2
    assert "were not written here" in capsys.readouterr().err
    assert (tmp_path / "letters" / "dear.txt").read_text(encoding="utf-8") == "mine"
    assert len(list(tmp_path.rglob("*"))) == 2


def test_a_system_that_cannot_exchange_names_replaces_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("burdenshare.read.files._swapped", lambda *_: False)
    path = tmp_path / "taken"
    write_folder(path, files("0"))
    write_folder(path, files("1"), replace=True)
    assert set(state(path)["a.csv"]) == {ord("1")}  # type: ignore[index]
    assert [one.name for one in tmp_path.iterdir()] == ["taken"]
