"""The pages about the records as a whole: what they are and are not, and how to take them along."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from burdenshare import study
from burdenshare.answers.commands import COMMANDS
from burdenshare.show.tables import Column, Sheet
from burdenshare.show.words import Words
from burdenshare.vocabulary import Dossier
from burdenshare.web.downloads import TAKEN

GAPS = ("not-published", "withheld", "not-applicable", "not-yet")
ASKED = {
    "share": {"span": "2016"},
    "bridge": {"span": "2016", "start": "official", "end": "spark-2016"},
    "multiverse": {"span": "2016", "definition": "official"},
    "missing": {"span": "2026", "definition": "official"},
    "explain": {"number": "2016"},
    "check-figure": {"text": "72.6%"},
    "diff": {"against": "korea"},
    "report": {"number": "2016"},
}
"""A question for commands that cannot do without one."""
KEPT_IN = ("serve", "new", "check", "run", "reproduce", "export")
"""Commands that write, or speak of files: no door but the terminal has them."""


def about(dossier: Dossier, version: str, program: str, words: Words) -> Iterator[Sheet]:
    """What this is, what it cannot say, and under which licence."""
    counts = study.counts(dossier)
    details = {**counts, "title": dossier.title, "version": version, "program": program}
    for key in ("what", "rules", "limits", "method", "versions", "licence"):
        notes = words.say("about", key, **details).split("\n")
        yield Sheet(words.say("about", f"{key}-title"), notes=tuple(notes))


def taking(dossier: Dossier, words: Words) -> Iterator[Sheet]:
    """Every answer as a file, and what its words mean."""
    say = words.say
    heads = (Column(say("about", "answer")), Column("", whole=True), Column("JSON"), Column("CSV"),
             Column("XLSX"))  # fmt: skip
    rows = []
    for command in COMMANDS:
        if command.name in KEPT_IN:
            continue
        asked = {"lang": words.language, **ASKED.get(command.name, {})}
        at = f"/api/v1/{dossier.name}/{command.name}?{urlencode(asked)}"
        rows.append((say("command", command.name), command.name, at, f"{at}&form=csv",
                     f"{at}&form=xlsx"))  # fmt: skip
    yield _whole(dossier, words)
    notes = tuple(say("about", "taking").split("\n"))
    yield Sheet(say("about", "answers"), heads, tuple(rows), notes)
    yield _meanings(words, "status", "statuses", [*words.table["status"]])
    meanings = [(say("gap-mark", one), say("gap", one)) for one in GAPS]
    columns = (Column(say("about", "mark"), whole=True), Column(say("about", "meaning")))
    yield Sheet(say("about", "gaps"), columns, tuple(meanings))


def _whole(dossier: Dossier, words: Words) -> Sheet:
    """Everything of the dossier, a file each."""
    say = words.say
    at = f"/api/v1/{dossier.name}/export?form="
    rows = tuple((say("about", f"take-{form}"), f"{at}{form}") for form in TAKEN)
    columns = (Column(say("about", "holds")), Column(say("about", "file")))
    return Sheet(say("about", "whole"), columns, rows, (say("about", "whole-note"),))


def _meanings(words: Words, section: str, title: str, names: list[str]) -> Sheet:
    columns = (Column("id", whole=True), Column(words.say("label", "status")))
    rows = tuple((name, words.say(section, name)) for name in names)
    return Sheet(words.say("about", title), columns, rows)
