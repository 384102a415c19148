"""A correction of a recorded number, as a patch to the text it is written in. Nothing is written
to the dossier; the patch is tried on a copy."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from burdenshare import study
from burdenshare.model import changes
from burdenshare.model.elsewhere import elsewhere as _elsewhere
from burdenshare.read import corrections
from burdenshare.read.structure import Fault
from burdenshare.vocabulary import Dossier, Elsewhere, Place, Placed, Problem, Step, Trial

KEYS = ("amount", "value", "low", "high", "rate", "number", "hours", "one_way", "days",
        "extra_days", "count")  # fmt: skip
"""Keys that a recorded number is read from."""


class NotRecordedError(ValueError):
    """A number that is computed: only what it is made from can be put right."""


class UnchangedError(ValueError):
    """What the record says already."""


class NotByItselfError(ValueError):
    """A number whose text must be changed by hand."""


@dataclass(frozen=True)
class Correction:
    """What is to be changed, as a patch, and what ``check`` and ``backtest`` say of the dossier
    with it."""

    patch: str
    was: Decimal
    now: Decimal
    problems: tuple[Problem, ...] | None
    """None where it could not be tried."""
    depth: int
    """Parts of a path of the patch that lead to the dossier: what ``patch -p`` leaves out in a
    copy of it."""
    turned: tuple[Trial, ...] = ()
    """The tests of ``backtest`` that end otherwise with it, as they end then."""


def elsewhere(dossier: Dossier, step: Step) -> tuple[Elsewhere, ...]:
    """The other records that state the sum of a number, and the terms that come to it."""
    return _elsewhere(dossier, step, study.project(dossier))


def correction(
    dossier: Dossier, step: Step, value: Decimal, source: str = "", at: str = ""
) -> Correction:
    """The patch that makes the recorded number ``step`` be ``value``, resting on the document
    ``source`` where one is named (``at`` is the place in it).

    A document that nothing would cite any more becomes background. Raises ``NotRecordedError``,
    ``NotByItselfError``, ``UnchangedError`` where neither value nor document would be another, and
    ``NotFoundError`` for a document that the dossier does not have.
    """
    if source and source not in dossier.sources:
        study.sources(dossier, source)
    noun, key, was = _written(dossier, step)
    if value == was and not (source or at):
        raise UnchangedError(str(step.place))
    shown = dossier.place.file.removesuffix("/dossier.toml")
    folder = Path(dossier.folder)
    name = noun.place.file.removeprefix(f"{shown}/")
    now = {name: _changed(folder, name, noun, key, was, _digits(value), source, at)}
    now |= _background(dossier, folder, noun, source, shown)
    texts = [(file, _text(folder, file), text) for file, text in now.items()]
    where = shown if shown.startswith("dossiers/") else folder.resolve().name
    made = corrections.patch([(f"{where}/{file}", old, new) for file, old, new in texts])
    problems, turned = _tried(dossier, folder, shown, now)
    return Correction(made, was, value, problems, len(where.split("/")) + 1, turned)


def _digits(value: Decimal) -> str:
    return format(value, "f")


def _written(dossier: Dossier, step: Step) -> tuple[Placed, str, Decimal]:
    """The record of a number, and the key that says its value."""
    if step.uses or not step.place.file or step.value is None:
        raise NotRecordedError(step.id)
    for noun in changes.nouns(dossier):
        if noun.place == step.place or _says_there(noun, step.place):
            for key in KEYS:
                held = getattr(noun, key, None)
                if isinstance(held, Decimal | int) and held == step.value:
                    return noun, key, Decimal(held)
    raise NotByItselfError(str(step.place))


def _says_there(noun: Placed, place: Place) -> bool:
    """Whether one of the keys of a block stands at ``place``."""
    return noun.place.file == place.file and place.line in (noun.lines or {}).values()


def _text(folder: Path, name: str) -> str:
    try:
        return (folder / name).read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        raise NotByItselfError(name) from None


def _changed(
    folder: Path, name: str, noun: Placed, key: str, was: Decimal, now: str, source: str, at: str
) -> str:
    text = _text(folder, name)
    try:
        if name.endswith(".csv"):
            cited = {"source": source, "at": at} if source else {"at": at} if at else {}
            return corrections.in_csv(text, noun.place.line, {key: now, **cited})
        text = corrections.number_in_toml(text, noun.where(key).line, key, was, now)
        if source:
            text = corrections.words_in_toml(text, noun.where("source").line, "source", source)
        if at or (source and "at" in (noun.lines or {})):
            text = corrections.words_in_toml(text, noun.where("at").line, "at", at)
    except Fault:
        raise NotByItselfError(str(noun.place)) from None
    return text


def _background(
    dossier: Dossier, folder: Path, noun: Placed, source: str, shown: str
) -> Mapping[str, str]:
    """The list of documents, where one of them would not be cited any more."""
    if not source:
        return {}
    cited = study.cited_in(dossier)
    left = [
        dossier.sources[name] for name in getattr(noun, "source", ())
        if name != source and name in dossier.sources and len(cited[name]) < 2
        and not dossier.sources[name].background
    ]  # fmt: skip
    text = _text(folder, "sources.csv")
    before = text
    for one in left:
        try:
            text = corrections.in_csv(text, one.place.line, {"background": "yes"})
        except Fault:
            raise NotByItselfError(f"{shown}/sources.csv") from None
    return {} if text == before else {"sources.csv": text}


def _tried(
    dossier: Dossier, folder: Path, shown: str, now: Mapping[str, str]
) -> tuple[tuple[Problem, ...] | None, tuple[Trial, ...]]:
    """What ``check`` says of a copy with the change, and the tests that end otherwise in it."""
    try:
        with tempfile.TemporaryDirectory(prefix="burdenshare-") as held:
            copy = Path(held) / folder.resolve().name
            shutil.copytree(folder, copy)
            for name, text in now.items():
                (copy / name).write_bytes(text.encode())
            problems = study.problems_in(copy, shown)
            return problems, _turned(dossier, copy, shown)
    except OSError:
        return None, ()


def _turned(dossier: Dossier, copy: Path, shown: str) -> tuple[Trial, ...]:
    try:
        after = study.load_from(copy, shown)
    except study.UnsoundError:
        return ()
    was = {(t.agreement, t.year): t.verdict for t in study.backtest(dossier).trials}
    trials = study.backtest(after).trials
    return tuple(t for t in trials if was.get((t.agreement, t.year)) != t.verdict)
