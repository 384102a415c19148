"""TOML files and their tables to nouns, every problem with its line."""

from __future__ import annotations

import re
import tomllib
import typing
from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass
from decimal import Decimal
from pathlib import Path as FilePath
from typing import Any, TypeVar

from burdenshare.read.files import text_of
from burdenshare.read.structure import Fault, Slot, form, nearest, slot_of
from burdenshare.read.tomllines import Path, lines
from burdenshare.vocabulary import Place, Placed, Problem, Text

Noun = TypeVar("Noun", bound=Placed)

BOTH = '{ en = "...", ko = "..." }'
"""How words in both languages are written."""

_AT_LINE = re.compile(r"(.*) \(at line (\d+), column \d+\)", re.DOTALL)


@dataclass(frozen=True)
class Page:
    """A TOML file as read: its values, and where each stands."""

    file: str
    values: dict[str, Any]
    lines: dict[Path, int]

    def at(self, path: Path) -> Place:
        while path and path not in self.lines:
            path = path[:-1]
        return Place(self.file, self.lines.get(path, 1))


def page_of(folder: FilePath, name: str, shown: str) -> Page | Problem:
    text = text_of(folder, name, shown)
    return text if isinstance(text, Problem) else page(text, shown)


CAUSES = {
    "Illegal character '\\n'": "quotation-mark",
    "Unterminated string": "quotation-mark",
    "Expected newline or end of document after a statement": "left-over",
    "Cannot overwrite a value": "said-twice",
    "Invalid value": "no-value",
    "Unclosed array": "bracket",
    "Unclosed inline table": "bracket",
    "Expected '=' after a key in a key/value pair": "equals-sign",
}
"""What most often lies behind a complaint of the TOML reader."""


def cause(reason: str) -> str:
    return next((name for said, name in CAUSES.items() if said in reason), reason)


def page(text: str, shown: str) -> Page | Problem:
    try:
        values = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.fullmatch(str(error))
        reason, line = (found[1], int(found[2])) if found else (str(error), text.count("\n") + 1)
        return Problem(Place(shown, line), "not-toml", {"reason": cause(reason)})
    except (RecursionError, ValueError, ArithmeticError):
        return Problem(Place(shown, 0), "not-toml", {"reason": "nested or written beyond reason"})
    return Page(shown, values, lines(text.replace("\r\n", "\n")))


def noun(
    page: Page, kind: type[Noun], problems: list[Problem], path: Path = (), **given: Any
) -> Noun | None:
    """The table at ``path`` as a ``kind``, or None when a required part is missing or wrong.

    ``given`` holds what does not come from the table; its keys may not be written there.
    """
    table: Any = page.values
    for step in path:
        table = table[step]
    if not isinstance(table, dict):
        problems.append(Problem(page.at(path), "not-a-table", {"key": str(path[-1])}))
        return None
    slots = {name: slot for name, slot in form(kind).items() if name not in given}
    found = dict(given)
    before = len(problems)
    for key, value in table.items():
        name = "years" if key == "year" and "years" in slots else key
        slot = slots.get(name)
        if slot is None:
            problems.append(_unknown_key(page, (*path, key), slots))
        elif name in found:
            problems.append(Problem(page.at((*path, key)), "year-and-years"))
        else:
            _read_into(found, name, slot, page, (*path, key), value, problems)
    missing = [n for n, slot in slots.items() if slot.required and n not in found]
    wrong = {str(p.details.get("key", "")) for p in problems[before:]}
    wrong |= {"years"} if "year" in wrong else set()
    for name in missing:
        if name not in wrong:
            problems.append(Problem(page.at(path), "missing-key", _as_written(name, slots[name])))
    if missing or len(problems) > before:
        return None
    return kind(**found, place=page.at(path), lines={k: page.at((*path, k)).line for k in table})


def _as_written(name: str, slot: Slot) -> dict[str, str]:
    return {"key": name, "form": BOTH if slot.of is Text else "..."}


def _read_into(
    found: dict[str, Any],
    name: str,
    slot: Slot,
    page: Page,
    path: Path,
    value: Any,
    problems: list[Problem],
    called: str = "",
) -> None:
    """``called`` is how a problem names the key, where its last part does not say enough."""
    try:
        if is_dataclass(slot.of) and issubclass(typing.cast(Any, slot.of), Placed):
            made = noun(page, typing.cast(Any, slot.of), problems, path)
        elif typing.get_origin(slot.of) is tuple and is_dataclass(typing.get_args(slot.of)[0]):
            made = _nouns(page, typing.get_args(slot.of)[0], path, value, problems)
        elif typing.get_origin(slot.of) in (dict, Mapping):
            made = _mapping(page, typing.get_args(slot.of)[1], path, value, problems)
        else:
            made = slot.from_toml(value)
    except Fault as fault:
        details = {"key": called or str(path[-1]), **fault.details}
        problems.append(Problem(page.at(path), fault.kind, details))
    else:
        if made is not None:
            found[name] = made


def _nouns(
    page: Page, kind: Any, path: Path, value: Any, problems: list[Problem]
) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise Fault("not-blocks")
    made = (noun(page, kind, problems, (*path, index)) for index in range(len(value)))
    return tuple(one for one in made if one is not None)


def _mapping(
    page: Page, kind: Any, path: Path, value: Any, problems: list[Problem]
) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Fault("not-a-table")
    made: dict[str, Any] = {}
    for key, each in value.items():
        if is_dataclass(kind):
            given = {"name": key} if "name" in form(typing.cast(Any, kind)) else {}
            made[key] = noun(page, typing.cast(Any, kind), problems, (*path, key), **given)
        else:
            at = (*path, key)
            called = ".".join(map(str, at))
            _read_into(made, key, slot_of(key, kind), page, at, each, problems, called)
    return {key: one for key, one in made.items() if one is not None}


def _unknown_key(page: Page, path: Path, slots: Mapping[str, Slot]) -> Problem:
    key = str(path[-1])
    details = {"key": key, "meant": nearest(key, slots), "known": ", ".join(slots)}
    return Problem(page.at(path), "unknown-key", details)
