"""An answer in each form that leaves the program: text, data, and files."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from burdenshare import study
from burdenshare.answers import paper
from burdenshare.answers.asked import WIDTH, Answer, Asked, loaded
from burdenshare.answers.commands import UsageError, line_of
from burdenshare.show import data, explain, tables
from burdenshare.show.amounts import Numbers

Make = Callable[[Answer, Asked], bytes]
"""A form of an answer, as the bytes of a file."""


def as_text(answer: Answer, asked: Asked) -> str:
    """As a terminal shows it; a file as it is written."""
    if text := answer.text():
        return text.removesuffix("\n")
    if answer.lines is not None:
        return "\n".join(answer.lines()).replace(tables.HARD, " ")
    drawn = [tables.drawn(sheet, asked.width) for sheet in answer.tables()]
    if answer.says_first:
        said = tables.wrapped(answer.lead(), asked.width)
        drawn = ["\n".join(said).replace(tables.HARD, " "), *drawn]
    return "\n\n".join(text for text in drawn if text)


def as_json(answer: Answer, asked: Asked) -> str:
    return data.as_json(answer.content(), asked.words)


def as_csv(answer: Answer, asked: Asked) -> str:
    """Its rows where it has rows of its own, else its numbers, a line each."""
    if answer.cells is not None:
        return data.as_csv(*answer.cells())
    steps = answer.numbers() if answer.numbers is not None else ()
    numbers = Numbers(asked.words, {})
    return data.numbers_as_csv(
        steps,
        lambda step: explain.name(step, numbers),
        lambda step: "; ".join(
            filter(None, (explain.how(step, numbers), explain.derived(step, numbers)))
        ),
        asked.words.language,
    )


def for_spreadsheets(text: str) -> bytes:
    """With the mark by which spreadsheets know Korean letters."""
    return text.encode("utf-8-sig")


def as_workbook(answer: Answer, asked: Asked) -> bytes:
    """As a workbook whose numbers are live, from the records to the answer.

    The numbers of its tables lead somewhere only where the answer was made with ``shown``. Raises
    ``UsageError`` where the package that writes workbooks is not installed.
    """
    try:
        make = importlib.import_module("burdenshare.show.workbook.make")
    except ModuleNotFoundError:
        details = {"form": "xlsx", "package": "XlsxWriter", "extra": "excel"}
        raise UsageError("no-package", "no-package-remedy", **details) from None
    asked = replace(asked, notes=[])
    dossier, version = None, ""
    if "dossier" in asked.given.arguments and asked.given.command != "check":
        dossier, asked = loaded(asked)
        version = asked.version(dossier)
    sheets = list(answer.tables())  # first: what they print is noted in ``shown``
    command = line_of(asked.given, asked.words.language)
    content: bytes = make.made(make.Asked(
        title=f"burdenshare: {asked.words.say('command', asked.given.command)}",
        lead=answer.lead(), tables=sheets,
        lines=list(answer.lines()) if answer.lines is not None else [],
        steps=list(answer.numbers()) if answer.numbers is not None else [],
        shown=asked.shown or {}, kind=answer.kind(),
        numbers=Numbers(asked.words, dossier.currency if dossier else {},
                        dossier.category if dossier else {}),
        sources=dossier.sources if dossier else {}, command=command,
        program=importlib.import_module("burdenshare").__version__,
        version=version or "–",
    ))  # fmt: skip
    return content


LINKED = ("xlsx", "md", "html", "pdf")
"""Forms in which the numbers of an answer lead somewhere."""


def form_of(asked: Asked) -> str:
    """The form that the file of ``--save`` has by its ending; none without it."""
    return Path(asked.option("--save")).suffix.removeprefix(".").lower()


FORMS: dict[str, Make] = {
    "txt": lambda answer, asked: f"{as_text(answer, replace(asked, width=WIDTH))}\n".encode(),
    "json": lambda answer, asked: f"{as_json(answer, asked)}\n".encode(),
    "csv": lambda answer, asked: for_spreadsheets(as_csv(answer, asked)),
    "xlsx": as_workbook,
    "md": paper.as_markdown,
    "html": paper.as_html,
    "pdf": paper.as_pdf,
}
"""By the ending of a file's name."""


def made(answer: Answer, asked: Asked, form: str) -> bytes:
    """The answer in ``form``.

    Raises ``UsageError`` for a form that there is not, or that this answer has not.
    """
    if form in answer.files:
        return answer.files[form]()
    if form not in FORMS:
        raise _unknown(form, asked)
    return FORMS[form](answer, asked)


OWN: dict[str, dict[str, tuple[str, ...]]] = {
    "sweep": {"parquet": ("pyarrow",), "nc": ("xarray", "scipy")},
}
"""Forms of one command alone, each with the packages that it wants."""


def _unknown(form: str, asked: Asked) -> UsageError:
    known = ", ".join((*FORMS, *OWN.get(asked.given.command, ())))
    return UsageError("unknown-form", "forms-known", name=form[:20], known=known)


def written(answer: Answer, asked: Asked) -> Path:
    """The answer in the file of ``--save``, whole or not at all, in the form of its ending.

    What is there already is only replaced under ``--force``. Raises ``UsageError``.
    """
    path = Path(asked.option("--save"))
    content = made(answer, asked, path.suffix.removeprefix(".").lower())
    try:
        study.write_whole(path, content, asked.wants("--force"))
    except FileExistsError:
        raise UsageError("file-exists", "file-exists-remedy", file=str(path)) from None
    except OSError as error:
        reason = str(error.strerror or error)
        raise UsageError("file-not-written", file=str(path), reason=reason) from None
    return path


def checked(asked: Asked) -> None:
    """Refuses before any work what could not be written after it. Raises ``UsageError``."""
    if not asked.wants("--save"):
        if asked.wants("--force") and not asked.wants("--to"):
            raise UsageError("force-alone")
        return
    paper.size_of(asked)
    path = Path(asked.option("--save"))
    form = path.suffix.removeprefix(".").lower()
    own = OWN.get(asked.given.command, {})
    if form not in FORMS and form not in own:
        raise _unknown(form, asked)
    if not all(find_spec(name) for name in own.get(form, ())):
        raise UsageError("no-sweep-packages", "no-sweep-packages-remedy")
    if os.path.lexists(path) and not asked.wants("--force"):
        raise UsageError("file-exists", "file-exists-remedy", file=str(path))
