"""What differs between two versions of a dossier, told: records, numbers, and why they moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from burdenshare.show import explain
from burdenshare.show.amounts import Numbers
from burdenshare.show.tables import Column, Sheet
from burdenshare.vocabulary import Changed, Changes, Day, Money, Moved, Place, Step, Text, Years

MOST = 40
"""Rows of a table, unless all are asked for."""

Found = Mapping[tuple[str, Place], Step]
"""The number that stands at a place of a version (``was`` or ``now``)."""


def lead(held: Changes, numbers: Numbers) -> str:
    """How many records differ and how many numbers moved, in one sentence."""
    say = numbers.words.say
    if not held.records:
        return say("changes", "same")
    return say("changes", "lead", records=len(held.records), numbers=len(held.numbers))


def sheets(
    held: Changes, names: tuple[str, str], numbers: Numbers, whole: bool, found: Found
) -> Iterator[Sheet]:
    """A table of the records and one of the numbers."""
    say = numbers.words.say
    if not held.records:
        yield Sheet(lead(held, numbers))
        return
    most = None if whole else MOST
    heads = (
        Column(say("changes", "change"), whole=True), Column(say("label", "where"), whole=True),
        Column(say("changes", "what")), Column(say("changes", "was")),
        Column(say("changes", "is")),
    )  # fmt: skip
    rows = [row for one in held.records[:most] for row in _record(one, numbers, found)]
    notes = (*_more(len(held.records), most, numbers), lead(held, numbers))
    title = say("changes", "records", first=names[0], second=names[1])
    yield Sheet(title, heads, tuple(rows), notes)
    columns = (
        Column(say("changes", "number")), Column(say("changes", "was"), number=True),
        Column(say("changes", "is"), number=True),
        Column(say("changes", "difference"), number=True), Column(say("changes", "because")),
        Column(say("label", "id")),
    )  # fmt: skip
    moved = tuple(_number(one, numbers) for one in held.numbers[:most])
    notes = _more(len(held.numbers), most, numbers)
    if any(not one.traced for one in held.numbers):
        notes = (*notes, say("changes", "untraced"))
    told = notes if held.numbers else (say("changes", "none-moved"),)
    yield Sheet(say("changes", "numbers"), columns, moved, told)


def _more(count: int, most: int | None, numbers: Numbers) -> tuple[str, ...]:
    left = count - most if most is not None else 0
    return (numbers.words.say("changes", "more", count=left),) if left > 0 else ()


def kind(one: Changed) -> str:
    """Whether a record came, went, changed, or stands in another file."""
    if one.was is None or one.now is None:
        return "added" if one.was is None else "removed"
    return "changed" if one.fields else "moved"


def called(one: Changed | Moved, mark: str = "") -> str:
    """The id of a record or a number; where it had another, that first. ``mark`` stands around
    each."""
    names = (one.was_id, one.id) if one.was_id else (one.id,)
    return " → ".join(f"{mark}{name}{mark}" for name in names)


def _record(one: Changed, numbers: Numbers, found: Found) -> Iterator[tuple[str, ...]]:
    """A row a key that differs; of a record that came or went, one row."""
    change = numbers.words.say("changes", kind(one))
    held = one.now or one.was
    assert held is not None
    place = str(held.place)
    if one.was is None or one.now is None:
        side = "now" if one.was is None else "was"
        text = _whole(one, numbers, found, side)
        yield change, place, held.id, *(("–", text) if side == "now" else (text, "–"))
        return
    if not one.fields:
        yield change, place, called(one), str(one.was.place), str(one.now.place)
    for number, key in enumerate(one.fields):
        cells = (
            _cell(one.was.fields.get(key), ("was", one.was.place), numbers, found),
            _cell(one.now.fields.get(key), ("now", one.now.place), numbers, found),
        )
        start = (change, place) if number == 0 else ("", "")
        yield *start, f"{called(one)}: {key}" if number == 0 else key, *cells


BRIEF = ("source", "at", "years", "year", "amount", "value", "money", "status", "title", "text")


def _whole(one: Changed, numbers: Numbers, found: Found, side: str) -> str:
    """What a record says that came or went, its chief keys only."""
    record = one.now or one.was
    assert record is not None
    told = (
        f"{key} {_cell(record.fields[key], (side, record.place), numbers, found)}"
        for key in BRIEF
        if key in record.fields
    )
    return ", ".join(told) or "–"


def _cell(value: object, at: tuple[str, Place], numbers: Numbers, found: Found) -> str:
    text = told(value, numbers)
    step = found.get(at)
    if isinstance(value, Decimal) and step is not None and step.value == value:
        return numbers.cite(text, step)
    return text


def told(value: object, numbers: Numbers) -> str:
    """What was written, as people read it."""
    match value:
        case None:
            return "–"
        case Text():
            return numbers.words.text(value)
        case Decimal():
            return format(value, "f")
        case Money() | Years():
            return str(value)
        case tuple():
            return "; ".join(told(part, numbers) for part in value)
        case Mapping():
            return "; ".join(f"{key} {told(part, numbers)}" for key, part in value.items())
        case _:
            return str(value)


def _number(one: Moved, numbers: Numbers) -> tuple[str, ...]:
    names = "; ".join(dict.fromkeys(each.id for each in one.because))
    because = names + ("" if one.traced or not names else " ?")
    return (
        explain.name(one.step, numbers), shown(one.was, numbers), shown(one.now, numbers),
        difference(one, numbers), because, called(one),
    )  # fmt: skip


def shown(step: Step | None, numbers: Numbers) -> str:
    """A number in a cell, a share to two digits; a verdict in words."""
    if step is None:
        return "–"
    if step.how == "verdict":
        section = "claim" if numbers.words.has("claim", step.status) else "verdict"
        return numbers.words.say(section, step.status)
    if step.value is None:
        return numbers.words.say("gap-mark", step.gap or "not-published")
    return numbers.cite(numbers.amount(short(step.value), step.unit), step)


def short(value: Decimal) -> Decimal:
    """A quotient without end, to the digits in which a change is seen."""
    return value if int(value.as_tuple().exponent) >= -4 else round(value, 4)


def difference(one: Moved, numbers: Numbers) -> str:
    """By how much a number moved, with its sign."""
    moved = one.difference
    if moved is None or one.was is None or one.now is None:
        return ""
    sign = "+" if moved > 0 else ""
    unit = one.step.unit
    if unit == "percent":
        text = f"{sign}{numbers.plain(short(moved))}"
    else:
        text = f"{sign}{numbers.amount(short(moved), unit)}"
    return numbers.made(text, "moved", (one.was, one.now), what=one.id)


def markdown(held: Changes, names: tuple[str, str], day: Day, numbers: Numbers) -> Iterator[str]:
    """An entry of a change log of figures: the numbers that moved, then the records, with why."""
    say = numbers.words.say
    yield f"## {say('changes', 'records', first=names[0], second=names[1])}"
    yield ""
    yield say("changes", "known-on", day=day)
    yield ""
    if not held.records:
        yield say("changes", "same")
        return
    if not held.numbers:
        yield say("changes", "none-moved")
    for one in held.numbers:
        because = ", ".join(dict.fromkeys(each.id for each in one.because)) or "–"
        moved = difference(one, numbers)
        by = f" ({moved})" if moved else ""
        yield _line(
            f"- {explain.name(one.step, numbers)} ({called(one, '`')}): "
            f"{shown(one.was, numbers)} → {shown(one.now, numbers)}{by}; "
            f"{say('changes', 'because-of', records=because)}"
        )
    yield ""
    yield f"### {say('changes', 'what')}"
    yield ""
    for change in held.records:
        yield from map(_line, _written(change, numbers))


def _line(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\n", " ")


def _written(one: Changed, numbers: Numbers) -> Iterator[str]:
    say = numbers.words.say
    record = one.now or one.was
    assert record is not None
    head = f"- {say('changes', kind(one))}: {called(one, '`')}, {record.place}"
    documents = record.fields.get("source")
    cited = f" [{told(documents, numbers)}]" if documents else ""
    if one.was is None or one.now is None:
        yield f"{head}{cited}"
        return
    parts = (
        f"{key} {told(one.was.fields.get(key), numbers)} → {told(one.now.fields.get(key), numbers)}"
        for key in one.fields
    )
    said = "; ".join(parts) or f"{one.was.place} → {one.now.place}"
    yield f"{head}: {said}{cited}"


def as_data(held: Changes) -> dict[str, object]:
    """The same as plain data."""
    return {
        "records": [
            {
                "change": kind(one),
                "kind": (one.now or one.was).kind,  # type: ignore[union-attr]
                "id": one.id,
                "was_id": one.was.id if one.was else None,
                "was_at": one.was.place if one.was else None,
                "is_at": one.now.place if one.now else None,
                "keys": {
                    key: {
                        "was": _plain(one.was.fields.get(key) if one.was else None),
                        "is": _plain(one.now.fields.get(key) if one.now else None),
                    }
                    for key in one.fields
                },
            }
            for one in held.records
        ],
        "numbers": [
            {
                "id": one.id,
                "was_id": (one.was_id or one.id) if one.was else None,
                "was": one.was,
                "is": one.now,
                "difference": one.difference,
                "because": [*dict.fromkeys(each.id for each in one.because)],
                "traced": one.traced,
            }
            for one in held.numbers
        ],
    }


def _plain(value: object) -> object:
    """Digits as they were written: a difference may lie in them alone."""
    return format(value, "f") if isinstance(value, Decimal) else value


def rows(held: Changes) -> Iterator[tuple[object, ...]]:
    """A line a record and a line a number, for CSV."""
    for one in held.records:
        place = str((one.now or one.was).place)  # type: ignore[union-attr]
        was, now = (side.fields if side else {} for side in (one.was, one.now))
        yield (
            "record", kind(one), one.id, place, _said(was, one.fields), _said(now, one.fields),
            "", "", "", one.was.id if one.was else "",
        )  # fmt: skip
    for each in held.numbers:
        yield (
            "number", "moved", each.id, "", _digits(each.was), _digits(each.now),
            "" if each.difference is None else format(each.difference, "f"), each.step.unit,
            ";".join(dict.fromkeys(c.id for c in each.because)),
            (each.was_id or each.id) if each.was else "",
        )  # fmt: skip


COLUMNS = ("what", "change", "id", "place", "was", "is", "difference", "unit", "because",
           "was_id")  # fmt: skip


def _said(held: Mapping[str, object], keys: Iterable[str]) -> str:
    return "; ".join(f"{key}={held[key]}" for key in keys if key in held)


def _digits(step: Step | None) -> str:
    if step is None:
        return ""
    return step.status if step.value is None else format(step.value, "f")


def steps(held: Changes, found: Found) -> Sequence[Step]:
    """Every number that is told, as it is and as it was."""
    changed = {("now", one.now.place) for one in held.records if one.now}
    changed |= {("was", one.was.place) for one in held.records if one.was}
    own = [step for at, step in found.items() if at in changed]
    each = [step for one in held.numbers for step in (one.now, one.was) if step is not None]
    return [*each, *own]
