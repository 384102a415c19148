"""A sweep as a table for each proposal on each path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from burdenshare.show.amounts import Numbers
from burdenshare.show.shares import percent
from burdenshare.show.sheets import assumptions
from burdenshare.show.tables import Column, Sheet
from burdenshare.vocabulary import Agreement, Along, Dossier, Measure, Sweep, Swept

NOTHING = "–"
TENTH = Decimal("0.1")
MARKS = {"assumed": "†", "computed": "*"}


def tables(
    found: Sweep, dossier: Dossier, numbers: Numbers, assume: Mapping[str, Decimal]
) -> Iterator[Sheet]:
    """What was asked, a table for each proposal on each path, and by which names they go."""
    title = _say(numbers, "title", proposals=len(found.proposals), paths=len(found.courses),
                 definitions=len(found.definitions), years=found.years)  # fmt: skip
    yield Sheet(title, notes=tuple(_notes(found, dossier, numbers, assume)))
    for course in found.courses:
        for one in found.proposals:
            yield _one(found, one, course, dossier, numbers)
    yield _names(found, dossier, numbers)


def _notes(
    found: Sweep, dossier: Dossier, numbers: Numbers, assume: Mapping[str, Decimal]
) -> Iterator[str]:
    if assume:
        told = assumptions(assume, dossier, numbers)
        yield numbers.words.say("label", "assumed", values=told)
    yield _say(numbers, "statistics")
    if found.definitions:
        yield _say(numbers, "shares")
    if any(one.measure == "dollars" for one in found.cells):
        yield _say(numbers, "dollars")
    if found.futures:
        yield _say(numbers, "many")
        drawn = {"futures": f"{found.futures:,}", "seed": found.seed}
        yield numbers.words.say("outlook", "drawn", **drawn)
    if any(one.kind == "posture" for one in found.courses):
        yield _say(numbers, "postures")


def _one(found: Sweep, one: Agreement, course: Along, dossier: Dossier, numbers: Numbers) -> Sheet:
    """A row a year, all years below them, and those in dollars; a column a statistic and a
    definition."""
    cells = [c for c in found.cells if (c.proposal, c.path) == (one.name, course.name)]
    held = {(c.measure, c.definition, c.is_total, c.years.first, c.statistic): c for c in cells}
    heads = (
        Column(_say(numbers, "year"), whole=True),
        *(Column(_say(numbers, f"statistic-{name}"), True) for name in found.statistics),
        *(Column(numbers.words.text(each.title), True) for each in found.definitions),
    )
    first = found.years.first
    rows = [
        (str(year),
         *(_cell(held["cost", "", False, year, name], numbers) for name in found.statistics),
         *(_cell(held["share", each.name, False, year, "sum"], numbers)
           for each in found.definitions))
        for year in found.years
    ]  # fmt: skip
    for measure, label in _totals(cells, numbers).items():
        sums = (held[measure, "", True, first, name] for name in found.statistics)
        none = ("" for _ in found.definitions)
        rows.append((label, *(_cell(c, numbers) for c in sums), *none))
    notes = [numbers.words.say("outlook", "unit", unit=numbers.unit(one.money.unit))]
    gaps = dict.fromkeys(_gap(c.gap, numbers) for c in cells if c.step is None)
    if gaps:
        notes.append(_say(numbers, "gaps", gaps="; ".join(gaps)))
    title = _say(numbers, "one", proposal=one.title, path=course_title(course, dossier, numbers))
    return Sheet(title, heads, tuple(rows), tuple(notes))


def _totals(cells: Sequence[Swept], numbers: Numbers) -> dict[Measure, str]:
    """The head of each row of all years, by its measure; in dollars where there are any."""
    abroad = [c.step.unit for c in cells if c.measure == "dollars" and c.step is not None]
    told: dict[Measure, str] = {"cost": numbers.words.say("outlook", "total")}
    if abroad:
        told["dollars"] = _say(numbers, "together-in", unit=numbers.unit(abroad[0]))
    return told


def _cell(one: Swept, numbers: Numbers) -> str:
    step = one.step
    if step is None or step.value is None:
        return NOTHING
    if one.measure == "share":
        told = percent(step.value)
    else:
        told = numbers.in_table(step.value.quantize(TENTH, rounding=ROUND_HALF_UP), step.unit)
    return numbers.cite(told, step) + MARKS.get(step.status, "")


def _gap(gap: str, numbers: Numbers) -> str:
    if gap in ("open", "lacks", "no-rate"):
        return _say(numbers, f"gap-{gap}")
    return numbers.words.say("outlook", f"refused-{gap}")


def _names(found: Sweep, dossier: Dossier, numbers: Numbers) -> Sheet:
    """By which name each is asked for, and stands in files."""
    text = numbers.words.text
    told = {
        "proposal": [(one.name, text(one.title)) for one in found.proposals],
        "path": [(one.name, course_title(one, dossier, numbers)) for one in found.courses],
        "definition": [(one.name, text(one.title)) for one in found.definitions],
        "statistic": [(name, _say(numbers, f"statistic-{name}")) for name in found.statistics],
    }
    rows = [(_say(numbers, label), *row) for label, held in told.items() for row in held]
    heads = (Column(_say(numbers, "label"), whole=True), Column(_say(numbers, "name"), whole=True),
             Column(_say(numbers, "stands-for")))  # fmt: skip
    notes = (_say(numbers, "in-files"),)
    return Sheet(_say(numbers, "names"), heads, tuple(rows), notes)


def course_title(one: Along, dossier: Dossier, numbers: Numbers) -> str:
    """A path, a posture, or neither, as people know it."""
    if one.kind == "path":
        return numbers.words.text(dossier.paths[one.name].title)
    if one.kind == "posture":
        return numbers.words.text(dossier.postures[one.name].title)
    return _say(numbers, "as-stated")


def _say(numbers: Numbers, key: str, **details: object) -> str:
    return numbers.words.say("sweep", key, **details)
