"""Results as plain data for JSON and CSV. No number leaves without its citation."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from burdenshare.show.words import Words
from burdenshare.vocabulary import Language, Money, Place, Placed, Problem, Step, Text, Years

COLUMNS = (
    "id", "what", "year", "year_to", "value", "unit", "status", "category", "tranche", "sense",
    "how", "gap", "confidence", "documents", "at", "place", "note",
)  # fmt: skip


def as_json(content: Any, words: Words) -> str:
    return json.dumps(plain(content, words), ensure_ascii=False, indent=2)


def plain(content: Any, words: Words) -> Any:
    """Nouns and results as dictionaries, lists, words and numbers."""
    if isinstance(content, Step):
        told: Any = number(content, words)
    elif isinstance(content, Problem):
        told = problem(content, words)
    elif isinstance(content, Text):
        told = {"en": content.en, "ko": content.ko}
    elif isinstance(content, Years):
        told = [content.first, content.last]
    elif isinstance(content, Place | Money | date):
        told = str(content)
    elif isinstance(content, Decimal):
        told = _digits(content)
    elif isinstance(content, Fraction):
        told = float(content)
    elif isinstance(content, Mapping):
        told = {str(key): plain(value, words) for key, value in content.items()}
    elif isinstance(content, tuple | list):
        told = [plain(one, words) for one in content]
    elif is_dataclass(content):
        told = {
            one.name: plain(getattr(content, one.name), words)
            for one in fields(content)
            if one.name != "lines" and _is_told(content, one.name)
        }
    else:
        told = content
    return told


def _is_told(content: Any, name: str) -> bool:
    """Empty parts of what was written are left out."""
    return not isinstance(content, Placed) or getattr(content, name) not in (None, "", (), {})


def number(step: Step, words: Words, nested: bool = False) -> dict[str, Any]:
    """A number with everything that makes it citable; inputs by id, or whole when ``nested``."""
    told = {
        "id": step.id if step.value is not None or step.uses or step.place.file else None,
        "value": None if step.value is None else _digits(step.value),
        "unit": step.unit,
        "status": step.status,
        "year": step.year,
        "gap": step.gap,
        "how": step.how,
        "documents": list(documents(step)),
        "at": step.at,
        "place": str(place(step)),
        "confidence": None if step.value is None else step.confidence,
        "note": words.text(step.note) if step.note else None,
        "details": {key: words.text(value) for key, value in step.details.items() if value},
        "uses": [number(s, words, True) if nested else s.id for s in step.uses],
        "rivals": [number(s, words, nested) for s in step.rivals],
    }
    return {key: value for key, value in told.items() if value not in (None, "", [], {})} | {
        "value": told["value"],
        "documents": told["documents"],
    }


def documents(step: Step) -> tuple[str, ...]:
    """The documents a number rests on: its own, else those of its inputs."""
    if step.source:
        return step.source
    return tuple(dict.fromkeys(name for used in step.uses for name in documents(used)))


def place(step: Step) -> Place:
    """Where a number is written: its own place, else that of its first input."""
    if step.place.file or not step.uses:
        return step.place
    return place(step.uses[0])


def problem(one: Problem, words: Words) -> dict[str, str]:
    message, remedy = words.problem(one)
    return {"place": str(one.place), "kind": one.kind, "message": message, "remedy": remedy}


def as_csv(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Lines of cells. A text that a spreadsheet would run as a formula is kept a text."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([as_cell(cell) for cell in row] for row in rows)
    return held.getvalue().rstrip("\n")


def numbers_as_csv(
    steps: Iterable[Step],
    what: Callable[[Step], str],
    how: Callable[[Step], str],
    language: Language,
) -> str:
    """One line a number; ``what`` and ``how`` tell it to people."""
    lines = (_line(step, what(step), how(step), language) for step in _each_once(steps))
    return as_csv(COLUMNS, lines)


def _line(step: Step, what: str, how: str, language: Language) -> tuple[object, ...]:
    years = str(step.details.get("years") or "")
    return (
        step.id,
        what,
        step.year,
        years.partition("–")[2] or step.year,
        "" if step.value is None else exact(step.value),
        step.unit,
        step.status,
        step.details.get("category", ""),
        step.details.get("tranche", ""),
        step.details.get("sense", ""),
        how,
        step.gap or "",
        "" if step.value is None else step.confidence,
        ";".join(documents(step)),
        step.at,
        str(place(step)),
        "" if step.note is None else step.note.ko if language == "ko" else step.note.en,
    )


def exact(value: Decimal) -> str:
    """The digits as they are; a quotient without end keeps six decimals."""
    endless = int(value.as_tuple().exponent) < -9
    return format(round(value, 6) if endless else value, "f")


def _each_once(steps: Iterable[Step]) -> Iterator[Step]:
    seen = set()
    for step in steps:
        if step.id not in seen:
            seen.add(step.id)
            yield step


def as_cell(value: object) -> object:
    """Text that a spreadsheet would run is kept a text; a number below zero is a number."""
    formula = isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t")
    if formula and not re.fullmatch(r"-?[\d.]+", str(value)):
        return f"'{value}"
    return value


def _digits(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
