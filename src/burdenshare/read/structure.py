"""From plain values of a TOML table or a CSV row to the nouns of ``vocabulary``.

The names and types of a noun's fields say what may be written; nothing else does. A value that
does not fit is a ``Fault``; its finder turns it into a ``Problem`` with a place, and goes on.
"""

from __future__ import annotations

import datetime
import re
import types
import typing
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from typing import Any, Literal

from burdenshare.vocabulary import Day, Money, Text, Years

Read = Callable[[Any], Any]

SCALES = typing.get_args(typing.get_type_hints(Money)["scale"])
PRICES = typing.get_args(typing.get_type_hints(Money)["prices"])
EARLIEST, LATEST = 1900, 2200

_NUMBER = re.compile(r"-?\d{1,18}(?:\.\d{1,12})?")
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_SPAN = re.compile(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?")
_CURRENCY = re.compile(r"[A-Z]{3}")


class Fault(Exception):
    """A value that does not fit. ``kind`` and ``details`` are those of a Problem."""

    def __init__(self, kind: str, **details: str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.details = details


@dataclass(frozen=True)
class Slot:
    """One field of a noun: how it is read from TOML and from a CSV cell."""

    name: str
    required: bool
    of: Any
    from_toml: Read
    from_cell: Read
    doc: str


def form(noun: Any) -> dict[str, Slot]:
    """What may be written of ``noun``: its fields in order."""
    return _form(noun)


@cache
def _form(noun: Any) -> dict[str, Slot]:
    hints = typing.get_type_hints(noun, include_extras=True)
    return {
        one.name: _slot(one.name, hints[one.name], _is_required(one))
        for one in fields(noun)
        if typing.get_origin(hints[one.name]) is typing.Annotated
    }


def slot_of(name: str, kind: Any, required: bool = True, doc: str = "") -> Slot:
    return Slot(name, required, kind, _toml_reader(kind), _cell_reader(kind), doc)


def nearest(word: str, known: typing.Iterable[str]) -> str:
    """The known word that ``word`` was probably meant to be, or nothing."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


def _is_required(one: Any) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _slot(name: str, annotated: Any, required: bool) -> Slot:
    hint, doc = typing.get_args(annotated)
    return slot_of(name, _without_none(hint), required, doc)


def _without_none(hint: Any) -> Any:
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        (only,) = (arm for arm in typing.get_args(hint) if arm is not types.NoneType)
        return only
    return hint


# -- from TOML -------------------------------------------------------------------------------


def _toml_reader(hint: Any) -> Read:
    origin = typing.get_origin(hint)
    if hint in _FROM_TOML:
        return _FROM_TOML[hint]
    if origin is Literal:
        return _choice(typing.get_args(hint))
    if origin is tuple:
        item = typing.get_args(hint)[0]
        return _several(item) if not is_dataclass(item) else _left_to_tables
    return _left_to_tables


def _left_to_tables(value: Any) -> Any:
    return value


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise Fault("not-words", value=_shown(value))
    return value.strip()


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 10**12:
        raise Fault("not-a-whole-number", value=_shown(value))
    return value


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Fault("not-a-number", value=_shown(value))
    return _plain_number(str(value))


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Fault("not-true-false", value=_shown(value))
    return value


def _day(value: Any) -> Day:
    if isinstance(value, datetime.datetime):
        raise Fault("bad-date", value=_shown(value))
    if isinstance(value, datetime.date):
        return Day(value.isoformat())
    return _day_of(str(value) if isinstance(value, int) else _string(value))


def _years(value: Any) -> Years:
    if isinstance(value, list) and len(value) == 2:
        return _span(_year(value[0]), _year(value[1]))
    if isinstance(value, list):
        raise Fault("bad-years", value=_shown(value))
    return _span(_year(value), _year(value))


def _year(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Fault("bad-years", value=_shown(value))
    if not EARLIEST <= value <= LATEST:
        raise Fault("year-out-of-range", value=str(value))
    return value


def _span(first: int, last: int) -> Years:
    if first > last:
        raise Fault("years-reversed", first=str(first), last=str(last))
    return Years(first, last)


def _both_languages(value: Any) -> Text:
    if not isinstance(value, dict):
        raise Fault("not-both-languages", value=_shown(value))
    unknown = set(value) - {"en", "ko"}
    if unknown:
        raise Fault("unknown-language", value=min(unknown))
    words = {name: _string(value.get(name, "")) for name in ("en", "ko")}
    for name, text in words.items():
        if not text:
            raise Fault("language-missing", value=name)
    return Text(**words)


def _money(value: Any) -> Money:
    unit, _, prices = (part.strip() for part in _string(value).partition(","))
    currency, _, scale = (part.strip() for part in unit.partition(" "))
    if not _CURRENCY.fullmatch(currency) or scale not in SCALES:
        raise Fault("bad-money", value=_string(value))
    if prices and prices not in PRICES:
        raise Fault("bad-price-base", value=prices)
    return Money(currency, typing.cast(Any, scale), typing.cast(Any, prices or "nominal"))


def _choice(choices: tuple[str, ...]) -> Read:
    def read(value: Any) -> str:
        word = _string(value)
        if word not in choices:
            raise Fault(
                "unknown-choice",
                value=word,
                choices=", ".join(choices),
                meant=nearest(word, choices),
            )
        return word

    return read


def _several(item: Any) -> Read:
    one: Read = {int: _year, Decimal: _decimal}.get(item, _string)

    def read(value: Any) -> tuple[Any, ...]:
        values = value if isinstance(value, list) else [value]
        return tuple(one(each) for each in values)

    return read


_FROM_TOML: dict[Any, Read] = {
    str: _string,
    int: _whole,
    Decimal: _decimal,
    bool: _boolean,
    Day: _day,
    Years: _years,
    Text: _both_languages,
    Money: _money,
}


# -- from CSV cells, which are never empty here ------------------------------------------------


def _cell_reader(hint: Any) -> Read:
    origin = typing.get_origin(hint)
    if hint in _FROM_CELL:
        return _FROM_CELL[hint]
    if origin is Literal:
        return _choice(typing.get_args(hint))
    return _cell_list


def _cell_whole(cell: str) -> int:
    if not re.fullmatch(r"-?\d{1,12}", cell):
        raise Fault("not-a-whole-number", value=cell)
    return int(cell)


def _plain_number(cell: str) -> Decimal:
    if not _NUMBER.fullmatch(cell):
        kind = "number-with-commas" if re.fullmatch(r"-?[\d,]+(\.\d+)?", cell) else "not-a-number"
        raise Fault(kind, value=cell[:40])
    return Decimal(cell)


def _cell_boolean(cell: str) -> bool:
    if cell not in ("yes", "no"):
        raise Fault("not-yes-no", value=cell)
    return cell == "yes"


def _day_of(cell: str) -> Day:
    match = _DAY.fullmatch(cell)
    if not match:
        raise Fault("bad-date", value=cell)
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        datetime.date(year, month, day)
    except ValueError:
        raise Fault("bad-date", value=cell) from None
    return Day(cell)


def _cell_years(cell: str) -> Years:
    match = _SPAN.fullmatch(cell)
    if not match:
        raise Fault("bad-years", value=cell)
    first, last = match.group(1), match.group(2) or match.group(1)
    return _span(_year(int(first)), _year(int(last)))


def _cell_list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


_FROM_CELL: dict[Any, Read] = {
    str: _string,
    int: _cell_whole,
    Decimal: _plain_number,
    bool: _cell_boolean,
    Day: _day_of,
    Years: _cell_years,
    Money: _money,
}


def _shown(value: Any) -> str:
    text = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else None
    return (text or str(value))[:40]
