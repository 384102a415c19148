"""Studies: questions that anyone can ask again, and whether they still get the same answers."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import burdenshare
from burdenshare import changes, study
from burdenshare.answers import forms
from burdenshare.answers.asked import WIDTH, Answer, Asked, no_tables
from burdenshare.answers.commands import COMMANDS, UsageError, given, line_of
from burdenshare.show import studies as told
from burdenshare.show.words import Words, words
from burdenshare.vocabulary import (
    Compared,
    Dossier,
    Problem,
    Question,
    Reproduced,
    Result,
    Step,
    Study,
    Text,
)

Ask = Callable[[Asked], tuple[Answer, Asked]]
"""How a question is answered: what every door calls."""

MANIFEST = "manifest.json"
FORMAT = "burdenshare manifest 1"
KEPT_OUT = ("new", "check", "serve", "export", "run", "reproduce", "diff", "report")
"""Commands that write, or speak of files and of the machine: no question of a study."""
REFUSED = ("--as-of", "--json", "--csv", "--save", "--force", "--lang", "--dossiers", "--help",
           "--file", "--definition", "--assume", "--seed",
           "--keep", "--cluster", "--progress")  # fmt: skip
"""Options that a study says in words of its own, or that have no meaning in it."""
PACKAGES = ("llvmlite", "numba", "numpy")
"""Packages that numbers may depend on."""


# -- run --------------------------------------------------------------------------------------


def run(answer: Ask, asked: Asked) -> Answer:
    """Asks the questions of a study and writes what they give, whole or not at all.

    Raises ``UsageError``, ``UnsoundError`` for problems of the study or of its dossier, and
    ``NotFoundError``.
    """
    path = Path(asked.argument("study"))
    held, text, problems = study.read_study(path)
    if held is None or problems:
        raise study.UnsoundError(path.name, problems)
    day = _day(held, asked.today)
    folder = Path(asked.option("--to") or path.stem)
    bundle = Path(asked.option("--bundle")) if asked.wants("--bundle") else None
    written = [] if bundle and not asked.wants("--to") else [folder]
    _free([*written, *([bundle] if bundle else [])])
    files, dossier = _records(_found(held.dossier, path.parent, asked))
    made = results(answer, held, dossier, day, asked.words)
    manifest = _manifest(text, held, dossier, files, day, made)
    whole = _whole(text, manifest, files, made)
    _write(whole, written, bundle)
    return Answer(
        tables=no_tables,
        content=lambda: manifest,
        lines=lambda: told.ran(held, made, [*written, *([bundle] if bundle else [])],
                               day.isoformat(), asked.words),
        cells=lambda: (("question", "file", "hash"), _listed(made)),
    )  # fmt: skip


def _day(held: Study, today: date) -> date:
    """The day of the questions. Raises ``UsageError`` for one that is still to come."""
    day = study.day_of(held.as_of) if held.as_of else today
    if day is None:
        raise UsageError("study-day", value=str(held.as_of))
    if day > today:
        raise UsageError("study-day-to-come", value=str(held.as_of))
    return day


def _free(paths: list[Path]) -> None:
    """Refuses before any work what could not be written after it."""
    for path in paths:
        if path.exists() or path.is_symlink():
            raise UsageError("study-there", "exists-remedy", name=str(path))
        if not path.parent.is_dir():
            raise UsageError("no-folder-for", name=str(path))


def _write(whole: Mapping[str, bytes], folders: list[Path], bundle: Path | None) -> None:
    try:
        for folder in folders:
            study.write_folder(folder, whole.items())
        if bundle is not None:
            study.write_whole(bundle, study.packed(whole))
    except FileExistsError as error:
        raise UsageError("study-there", "exists-remedy", name=str(error)) from None
    except OSError as error:
        name = str(bundle or folders[0])
        raise UsageError(
            "file-not-written", file=name, reason=str(error.strerror or error)
        ) from None


def _found(name: str, base: Path, asked: Asked) -> Path:
    """The folder of the dossier that a study names: a path is read from ``base``."""
    dossiers = asked.option("--dossiers") or None
    if "/" not in name and name not in (".", ".."):
        return study.find(name, dossiers)[0]
    path = base / name
    return study.find(f"{path}/" if "/" not in str(path) else str(path), dossiers)[0]


def _records(folder: Path) -> tuple[dict[str, bytes], Dossier]:
    """The record files of a dossier by their paths in a bundle, and the dossier."""
    resolved = folder.resolve()
    files = study.files_of(resolved)
    return files, study.load_from(resolved, f"dossiers/{resolved.name}")


def results(
    answer: Ask, held: Study, dossier: Dossier, day: date, speech: Words
) -> tuple[Result, ...]:
    """What each question gives on ``day``. Raises ``UnsoundError`` for questions that do not fit,
    and ``UsageError`` for records of another version than the study wants."""
    if held.version and held.version != study.version(dossier):
        raise UsageError("study-version", wanted=held.version, version=study.version(dossier))

    @cache
    def load(_: str, __: str | None = None, ___: bool = True) -> Dossier:
        return dossier

    made, problems = [], []
    for one in held.question:
        try:
            asked = _as_asked(one, dossier.name, day, load)
            made.append(_made(one, *answer(asked)))
        except UsageError as error:
            reason = speech.say("error", error.kind, **error.details)
            problems.append(_refused(one, reason))
        except study.NotFoundError as error:
            reason = speech.say("web", "not-found", name=error.name[:80])
            problems.append(_refused(one, reason))
    if problems:
        raise study.UnsoundError(dossier.name, problems)
    return tuple(made)


def _refused(one: Question, reason: str) -> Problem:
    return Problem(one.place, "question-refused", {"value": one.name, "reason": reason})


def _as_asked(
    one: Question, name: str, day: date, load: Callable[[str, str | None, bool], Dossier]
) -> Asked:
    """The question as a command line says it, on its day. Raises ``UsageError``."""
    known = [command.name for command in COMMANDS if command.name not in KEPT_OUT]
    if one.command not in known:
        raise UsageError("not-for-a-study", name=one.command[:40], known=", ".join(known))
    for form in one.forms:
        if form not in forms.FORMS:
            raise UsageError("unknown-form", name=form[:20])
    asked = given(list(_words(one, name, day)))
    return Asked(asked, words(one.language), WIDTH, day, load)


def _words(one: Question, name: str, day: date) -> Iterator[str]:
    """The command line of a question."""
    yield from (one.command, name)
    command = next(c for c in COMMANDS if c.name == one.command)
    takes = {o.name: bool(o.value) for o in command.options}
    for key, values in one.switches.items():
        option = f"--{key}"
        if option in REFUSED:
            raise UsageError("not-a-switch", name=key[:40])
        if not takes.get(option, True) and values == ("yes",):
            yield option
        else:
            for value in values:
                yield from (option, value)
    if one.definition and "--definition" in takes:
        yield from ("--definition", one.definition)
    for value in one.assume:
        yield from ("--assume", value)
    if one.seed is not None:
        yield from ("--seed", str(one.seed))
    yield from ("--as-of", day.isoformat(), "--")
    yield from one.arguments
    if one.definition and "--definition" not in takes:
        yield one.definition


def _made(one: Question, answer: Answer, asked: Asked) -> Result:
    line = line_of(asked.given, asked.words.language)
    steps = answer.numbers() if answer.numbers is not None else _inside(answer.content())
    numbers = {
        name: (None if value is None else format(value, "f"), unit)
        for name, (value, unit) in changes.values(steps).items()
    }
    files = {
        f"results/{one.name}.{form}": forms.made(answer, asked, form)
        for form in dict.fromkeys(one.forms)
    }
    return Result(question=one.name, line=line, numbers=numbers, files=files)


def _inside(content: object) -> Iterator[Step]:
    """The numbers in an answer that lists none apart."""
    if isinstance(content, Step):
        yield content
    elif isinstance(content, Mapping):
        for part in content.values():
            yield from _inside(part)
    elif isinstance(content, tuple | list):
        for part in content:
            yield from _inside(part)
    elif is_dataclass(content):
        for each in fields(content):
            yield from _inside(getattr(content, each.name))


# -- the manifest -----------------------------------------------------------------------------


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _together(files: Mapping[str, str]) -> str:
    """One hash of many files, of their names and of what they hold."""
    return _hash("".join(f"{name}\0{told}\n" for name, told in sorted(files.items())).encode())


def _machine() -> dict[str, Any]:
    code = {name: _hash(content) for name, content in study.code_files().items()}
    return {
        "program": burdenshare.__version__,
        "code": {"hash": _together(code), "files": code},
        "python": platform.python_version(),
        "packages": dict(_packages()),
        "platform": f"{platform.system()} {platform.machine()}".strip(),
    }


def _packages() -> Iterator[tuple[str, str]]:
    for name in PACKAGES:
        try:
            yield name, importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue


def _manifest(
    text: str, held: Study, dossier: Dossier, files: Mapping[str, bytes], day: date,
    made: tuple[Result, ...],
) -> dict[str, Any]:  # fmt: skip
    return {
        "format": FORMAT,
        "title": {"en": held.title.en, "ko": held.title.ko},
        "day": day.isoformat(),
        "study": text,
        "data": {
            "dossier": dossier.name,
            "version": study.version(dossier),
            "files": {name: _hash(content) for name, content in sorted(files.items())},
        },
        **_machine(),
        "results": [
            {
                "question": one.question,
                "line": one.line,
                "files": {name: _hash(content) for name, content in one.files.items()},
                "numbers": [
                    {"id": name, "value": value, "unit": unit}
                    for name, (value, unit) in one.numbers.items()
                ],
            }
            for one in made
        ],
    }


def _whole(
    text: str, manifest: dict[str, Any], files: Mapping[str, bytes], made: tuple[Result, ...]
) -> dict[str, bytes]:
    """Everything of a study, by its path in a folder or a bundle."""
    held = json.dumps(manifest, ensure_ascii=False, indent=1)
    readme = "\n".join(told.readme(manifest, words(language)) for language in ("en", "ko"))
    whole = {"README.md": readme.encode(), MANIFEST: f"{held}\n".encode()}
    whole |= {"study.toml": text.encode()}
    for one in made:
        whole |= one.files
    return whole | dict(files)


def _listed(made: tuple[Result, ...]) -> list[tuple[str, str, str]]:
    return [(one.question, name, _hash(content)) for one in made
            for name, content in one.files.items()]  # fmt: skip


# -- reproduce --------------------------------------------------------------------------------


def reproduce(answer: Ask, asked: Asked) -> Answer:
    """Does a study again and tells bit by bit what differs: with the records of its bundle, or
    with those found by name where there is none or others are asked for (``--dossiers``). The
    status is 0 only if every result is the same.

    Raises ``UsageError`` for what is no manifest and no bundle, ``NotFoundError`` for a dossier
    that is not here, and ``UnsoundError``.
    """
    path = Path(asked.argument("manifest"))
    manifest, kept, is_bundle = _opened(path)
    held, problems = study.study_of(manifest["study"], "study.toml")
    if held is None or problems:
        raise study.UnsoundError("study.toml", problems)
    if is_bundle and not asked.wants("--dossiers"):
        files, dossier = kept, study.from_files(kept)
    else:
        files, dossier = _records(_found(held.dossier, Path(), asked))
    day = date.fromisoformat(manifest["day"])
    made = results(answer, replace(held, version=""), dossier, day, asked.words)
    outcome = _compared(manifest, made, files, kept, dossier, day)
    return Answer(
        tables=no_tables,
        content=lambda: {"same": outcome.is_same, "reproduced": outcome},
        lines=lambda: told.reproduced(outcome, asked.words),
        cells=lambda: (
            ("question", "same", "id", "was", "is", "unit"),
            [*told.rows(outcome)],
        ),
        status=0 if outcome.is_same else 1,
    )


def _opened(path: Path) -> tuple[dict[str, Any], dict[str, bytes], bool]:
    """The manifest at ``path``, the record files that lie with it, and whether it is a bundle."""
    try:
        if path.suffix == ".zip":
            files = study.unpacked(path)
            return _checked(files.get(MANIFEST, b""), path), _only_records(files), True
        path = path / MANIFEST if path.is_dir() else path
        if path.stat().st_size > LARGEST:
            raise UsageError("not-a-manifest", "manifest-remedy", name=str(path))
        return _checked(path.read_bytes(), path), _beside(path.parent), False
    except study.BundleError as error:
        raise UsageError(f"bundle-{error.kind}", file=str(path), name=error.name) from None
    except OSError:
        raise UsageError("no-file", name=str(path)) from None


LARGEST = 16 * 1024 * 1024
"""Bytes of a manifest; a larger one is taken for a mistake."""


def _only_records(files: Mapping[str, bytes]) -> dict[str, bytes]:
    held = {n: c for n, c in files.items() if n.startswith(("dossiers/", "definitions/"))}
    return {n: c.replace(b"\r\n", b"\n") for n, c in held.items() if n.endswith((".toml", ".csv"))}


def _beside(folder: Path) -> dict[str, bytes]:
    """The record files that lie in the folder of a manifest."""
    held: dict[str, bytes] = {}
    for kind in ("dossiers", "definitions"):
        if (folder / kind).is_dir():
            held |= {f"{kind}/{name}": text for name, text in study.contents(folder / kind)}
    return held


def _checked(content: bytes, path: Path) -> dict[str, Any]:
    """The manifest that ``content`` says. Raises ``UsageError`` for anything else."""
    try:
        held = json.loads(content)
        _shape(held)
        date.fromisoformat(held["day"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UsageError("not-a-manifest", "manifest-remedy", name=str(path)) from None
    return dict(held)


TEXTS = ("study", "day", "program", "python", "platform")


def _shape(held: Any) -> None:
    """Raises TypeError, KeyError or AttributeError where a manifest is not as ``run`` writes it."""
    if held["format"] != FORMAT:
        raise TypeError
    texts = [held[key] for key in TEXTS]
    texts += [held["title"]["en"], held["title"]["ko"], held["code"]["hash"]]
    texts += [held["data"]["version"], held["data"]["dossier"]]
    for names in (held["data"]["files"], held["code"]["files"], held["packages"]):
        texts += [*names.keys(), *names.values()]
    for one in held["results"]:
        texts += [one["question"], one["line"], *one["files"].keys(), *one["files"].values()]
        for number in one["numbers"]:
            texts += [number["id"], number["unit"], number["value"] or ""]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError


def _compared(
    manifest: dict[str, Any],
    made: tuple[Result, ...],
    files: Mapping[str, bytes],
    kept: Mapping[str, bytes],
    dossier: Dossier,
    day: date,
) -> Reproduced:
    was = manifest["data"]["files"]
    now = {name: _hash(content) for name, content in files.items()}
    data = _differing(was, now)
    before = _as_it_was(was, kept) if data else None
    here = _machine()
    machine = {
        key: (str(manifest[key]), str(here[key]))
        for key in ("program", "python", "packages", "platform")
        if manifest[key] != here[key]
    }
    return Reproduced(
        title=Text(manifest["title"]["en"], manifest["title"]["ko"]),
        day=day.isoformat(),
        results=tuple(_beside_what_was(manifest["results"], made)),
        data=data,
        changes=changes.changes(before, dossier, day) if before is not None else None,
        code=_differing(manifest["code"]["files"], here["code"]["files"]),
        machine=machine,
    )


def _differing(was: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for name in sorted({**was, **now}) if was.get(name) != now.get(name))


def _as_it_was(was: Mapping[str, str], kept: Mapping[str, bytes]) -> Dossier | None:
    """The dossier as it was run, where its files lie with the manifest, unchanged."""
    if {name: _hash(content) for name, content in kept.items()} != dict(was):
        return None
    try:
        return study.from_files(kept)
    except (study.BundleError, study.UnsoundError):
        return None


def _beside_what_was(was: list[dict[str, Any]], made: tuple[Result, ...]) -> Iterator[Compared]:
    before = {one["question"]: one for one in was}
    after = {one.question: one for one in made}
    for name in {**before, **after}:
        old = before.get(name, {"files": {}, "numbers": []})
        new = after.get(name)
        files = {n: _hash(c) for n, c in new.files.items()} if new is not None else {}
        numbers = {one["id"]: (one["value"], one["unit"]) for one in old["numbers"]}
        yield Compared(
            question=name,
            files=_differing(old["files"], files),
            numbers=tuple(_numbers(numbers, new.numbers if new is not None else {})),
        )


def _numbers(
    was: Mapping[str, tuple[str | None, str]], now: Mapping[str, tuple[str | None, str]]
) -> Iterator[tuple[str, str | None, str | None, str]]:
    for name in {**was, **now}:
        old, new = was.get(name), now.get(name)
        if old != new:
            unit = (new or old or (None, ""))[1]
            yield name, old[0] if old else None, new[0] if new else None, unit
