"""The answers about versions and their correction: diff, report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import burdenshare
from burdenshare import changes, correction, study
from burdenshare.answers.asked import Answer, Asked, loaded, no_tables
from burdenshare.answers.called import called
from burdenshare.answers.commands import UsageError, line_of
from burdenshare.model.money import stated
from burdenshare.show import changes as told
from burdenshare.show import data
from burdenshare.show import report as reports
from burdenshare.show.amounts import Numbers
from burdenshare.vocabulary import Day, Dossier, Place, Step


def diff(asked: Asked) -> Answer:
    """What differs between two dossiers: records, and the numbers that moved because of them.

    Raises ``UsageError`` where only one is named.
    """
    names = (asked.argument("dossier"), asked.argument("against"))
    if not names[1]:
        raise UsageError("nothing-to-compare")
    before, asked = loaded(asked)
    arguments = {**asked.given.arguments, "dossier": names[1]}
    other = replace(asked, given=replace(asked.given, arguments=arguments), notes=[])
    after, _ = loaded(other)
    numbers = Numbers(
        asked.words, {**after.currency, **before.currency},
        {**after.category, **before.category}, asked.shown,
    )  # fmt: skip
    held, was, now = changes.compared(before, after, asked.today)
    found = {**_at_places("was", was), **_at_places("now", now)}
    day = Day(asked.today.isoformat())
    as_lines = asked.wants("--log")
    return Answer(
        tables=no_tables
        if as_lines
        else lambda: told.sheets(held, names, numbers, asked.wants("--all"), found),
        content=lambda: told.as_data(held),
        numbers=lambda: told.steps(held, found),
        lines=(lambda: told.markdown(held, names, day, numbers)) if as_lines else None,
        cells=lambda: (told.COLUMNS, told.rows(held)),
        lead=lambda: told.lead(held, numbers),
        status=0,
    )


def _at_places(side: str, held: Mapping[str, Step]) -> dict[tuple[str, Place], Step]:
    """The recorded number that stands at each place of a version."""
    found: dict[tuple[str, Place], Step] = {}
    for step in held.values():
        if not step.uses and step.place.file and step.value is not None:
            found.setdefault((side, step.place), step)
    return found


# -- report -----------------------------------------------------------------------------------


def report(asked: Asked) -> Answer:
    """A number as a text to those who keep the records, with a patch where a value is given.

    Raises ``UsageError`` for a correction that cannot be made, and ``NotFoundError``.
    """
    dossier, asked = loaded(asked)
    numbers = Numbers(asked.words, dossier.currency, dossier.category)
    step = called(dossier, asked.argument("number"), asked.today)[0]
    made = _correction(asked, dossier, step)
    others = correction.elsewhere(dossier, step)
    lines = [*reports.told(step, dossier, numbers, _state(asked, dossier), others), ""]
    if made is None:
        lines += reports.open_end(numbers)
    else:
        because = reports.one_line([asked.option("--because")])
        document = reports.one_line([asked.option("--source"), asked.option("--at")])
        was, now = (f"{value:f} {step.unit}" for value in (made.was, made.now))
        lines += reports.corrected(
            was,
            now,
            because,
            document,
            made.problems,
            made.turned,
            bool(others),
            made.depth,
            numbers,
        )
        lines += ["", *made.patch.rstrip("\n").split("\n")]
    return Answer(
        tables=no_tables,
        content=lambda: {
            "number": data.number(step, asked.words, nested=True),
            "text": "\n".join(lines),
            "patch": made.patch if made is not None else None,
            "problems": made.problems if made is not None else None,
            "elsewhere": others,
        },
        numbers=lambda: [step],
        text=lambda: "\n".join([*lines, ""]),
        status=1 if made is not None and made.problems else 0,
    )


def _state(asked: Asked, dossier: Dossier) -> reports.State:
    named = replace(asked.given, command="explain", options={
        name: value for name, value in asked.given.options.items() if name == "--as-of"
    })  # fmt: skip
    return reports.State(
        version=study.version(dossier), program=burdenshare.__version__,
        day=asked.today.isoformat(), line=line_of(named, asked.words.language),
    )  # fmt: skip


def _correction(asked: Asked, dossier: Dossier, step: Step) -> correction.Correction | None:
    text = asked.option("--value")
    if not text:
        if asked.option("--source") or asked.option("--at"):
            raise UsageError("no-value-given")
        return None
    value = stated(text)
    if value is None:
        raise UsageError("bad-value", value=text[:40], unit=step.unit)
    at = reports.one_line([asked.option("--at")])
    if "--as-of" in asked.given.options:
        raise UsageError("no-correction-of-then")
    try:
        return correction.correction(dossier, step, value, asked.option("--source"), at)
    except correction.NotRecordedError:
        parts = [s.id for s in study.down(step) if not s.uses and s.place.file]
        known = ", ".join(list(dict.fromkeys(parts))[:8]) or "–"
        raise UsageError("computed-number", "made-from", name=step.id, known=known) from None
    except correction.UnchangedError as error:
        raise UsageError("value-unchanged", name=step.id, value=text, place=str(error)) from None
    except correction.NotByItselfError as error:
        raise UsageError("by-hand", name=step.id, place=str(error)) from None
