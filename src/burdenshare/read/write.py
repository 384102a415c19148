"""Nouns back to text, in the form that ``read`` takes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from decimal import Decimal
from typing import Any

from burdenshare.read.structure import form
from burdenshare.vocabulary import Agreement, Money, Payment, Placed, Text, Years


def agreement_text(agreement: Agreement) -> str:
    """An agreement or proposal as a TOML file: its head, then a block a term."""
    slots = form(Agreement)
    head = {n: getattr(agreement, n) for n in slots if n != "name"}
    blocks = {n: v for n, v in head.items() if _is_blocks(v)}
    lines = list(_pairs({n: v for n, v in head.items() if not _is_blocks(v)}, Agreement))
    for name, terms in blocks.items():
        for term in terms:
            lines += ["", f"[[{name}]]", *_pairs(_values(term), type(term))]
    return "\n".join(lines) + "\n"


def payments_text(payments: Sequence[Payment]) -> str:
    """Payments as a CSV file, a row each."""
    names = list(form(Payment))
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(["year" if name == "years" else name for name in names])
    for one in payments:
        writer.writerow([_cell(getattr(one, name)) for name in names])
    return held.getvalue()


def _is_blocks(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], Placed)


def _values(noun: Any) -> dict[str, Any]:
    return {name: getattr(noun, name) for name in form(type(noun))}


def _pairs(values: Mapping[str, Any], kind: type[Any]) -> Iterator[str]:
    """``key = value`` lines, aligned; what stands at its default is left out."""
    defaults = {one.name: one.default for one in fields(kind)}
    said = {
        name: value
        for name, value in values.items()
        if value is not None
        and value != ()
        and (defaults[name] is MISSING or value != defaults[name])
    }
    width = max((len(name) for name in said), default=0)
    for name, value in said.items():
        yield f"{name:<{width}} = {_toml(value)}"


def _toml(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal() | int():
            return format(value, "f") if isinstance(value, Decimal) else str(value)
        case Years():
            return f"[{value.first}, {value.last}]"
        case Money():
            return _quoted(str(value))
        case Text():
            return f"{{ en = {_quoted(value.en)}, ko = {_quoted(value.ko)} }}"
        case tuple():
            return _list(value)
        case Mapping():
            return "{ " + ", ".join(f"{_quoted(k)} = {_toml(v)}" for k, v in value.items()) + " }"
        case _:
            return _quoted(str(value))


def _list(value: Iterable[Any]) -> str:
    items = [_toml(item) for item in value]
    return items[0] if len(items) == 1 else "[" + ", ".join(items) + "]"


def _quoted(text: str) -> str:
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(escapes.get(letter, letter) for letter in text) + '"'


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else ""
        case Decimal():
            return format(value, "f")
        case Years():
            span = f"{value.first}-{value.last}"
            return str(value.first) if value.first == value.last else span
        case tuple():
            return ";".join(value)
        case _:
            return str(value)
