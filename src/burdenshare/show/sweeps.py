"""A sweep as one long table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from burdenshare.show.amounts import Numbers
from burdenshare.show.shares import percent
from burdenshare.show.sheets import assumptions
from burdenshare.show.tables import Column, Sheet
from burdenshare.vocabulary import Along, Dossier, Sweep, Swept

NOTHING = "–"


def tables(
    found: Sweep, dossier: Dossier, numbers: Numbers, assume: Mapping[str, Decimal]
) -> Iterator[Sheet]:
    """A line a number, in the order of its labels; below it what the names stand for."""
    words = numbers.words
    told = [name for name in ("definition",) if found.definitions]
    heads = (
        *(Column(_say(numbers, key), whole=True) for key in ("proposal", "path", *told)),
        Column(_say(numbers, "year"), whole=True), Column(_say(numbers, "statistic"), whole=True),
        Column(_say(numbers, "value"), True), Column(_say(numbers, "unit")),
        Column(_say(numbers, "status")),
    )  # fmt: skip
    rows = [
        (one.proposal, one.path, *((one.definition or NOTHING,) if told else ()), str(one.years),
         one.statistic, _value(one, numbers), _unit(one, numbers),
         _status(one, numbers))
        for one in found.cells
    ]  # fmt: skip
    notes = []
    if assume:
        notes.append(words.say("label", "assumed", values=assumptions(assume, dossier, numbers)))
    notes += [_say(numbers, "statistics"), _say(numbers, "gaps")]
    if found.futures:
        drawn = {"futures": f"{found.futures:,}", "seed": found.seed}
        notes.append(words.say("outlook", "drawn", **drawn))
    if any(one.kind == "posture" for one in found.courses):
        notes.append(_say(numbers, "postures"))
    title = _say(numbers, "title", proposals=len(found.proposals), paths=len(found.courses),
                 definitions=len(found.definitions), years=found.years)  # fmt: skip
    yield Sheet(title, heads, tuple(rows), tuple(notes))
    yield _names(found, dossier, numbers)


def _value(one: Swept, numbers: Numbers) -> str:
    if one.step is None or one.step.value is None:
        return f"{NOTHING} ({_gap(one.gap, numbers)})"
    if one.definition:
        return numbers.cite(percent(one.step.value), one.step)
    return numbers.cite(numbers.in_table(one.step.value, one.step.unit), one.step)


def _gap(gap: str, numbers: Numbers) -> str:
    if gap in ("open", "lacks"):
        return _say(numbers, f"gap-{gap}")
    return numbers.words.say("outlook", f"refused-{gap}")


def _unit(one: Swept, numbers: Numbers) -> str:
    if one.step is None:
        return NOTHING
    return "%" if one.definition else numbers.unit(one.step.unit)


def _status(one: Swept, numbers: Numbers) -> str:
    if one.step is None:
        return NOTHING
    known = numbers.words.has("status", one.step.status)
    return numbers.words.say("status", one.step.status) if known else one.step.status


def _names(found: Sweep, dossier: Dossier, numbers: Numbers) -> Sheet:
    """What each name stands for."""
    words = numbers.words
    told = {
        "proposal": [(one.name, words.text(one.title)) for one in found.proposals],
        "path": [(one.name, _course(one, dossier, numbers)) for one in found.courses],
        "definition": [(one.name, words.text(one.title)) for one in found.definitions],
    }
    rows = [(_say(numbers, label), *row) for label, held in told.items() for row in held]
    heads = (Column(_say(numbers, "label"), whole=True), Column(_say(numbers, "name"), whole=True),
             Column(_say(numbers, "stands-for")))  # fmt: skip
    return Sheet(_say(numbers, "names"), heads, tuple(rows))


def _course(one: Along, dossier: Dossier, numbers: Numbers) -> str:
    if one.kind == "path":
        return numbers.words.text(dossier.paths[one.name].title)
    if one.kind == "posture":
        return numbers.words.text(dossier.postures[one.name].title)
    return _say(numbers, "stated")


def _say(numbers: Numbers, key: str, **details: object) -> str:
    return numbers.words.say("sweep", key, **details)
