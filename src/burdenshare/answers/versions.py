"""The answers about versions and their correction: diff, report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from burdenshare import changes
from burdenshare.answers.asked import Answer, Asked, loaded, no_tables
from burdenshare.answers.commands import UsageError
from burdenshare.show import changes as told
from burdenshare.show.amounts import Numbers
from burdenshare.vocabulary import Day, Place, Step


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
    as_lines = asked.wants("--md")
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
