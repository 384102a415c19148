"""The nouns of a package: tables of plain values with types, keys and what each column means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["string", "integer", "number", "boolean"]
Value: TypeAlias = str | int | Decimal | bool | None


@dataclass(frozen=True)
class Field:
    """A column: its name, what its values are and mean, and what they must be."""

    name: str
    kind: Kind
    about: str
    needed: bool = False
    choices: tuple[str, ...] = ()
    leads: tuple[str, str] | None = None
    """The table and the column of it that a value names."""


@dataclass(frozen=True)
class Table:
    """Rows of values in the order of ``fields``; ``key`` names the columns that no two share."""

    name: str
    title: str
    title_ko: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Value, ...], ...]
    key: tuple[str, ...]

    def column(self, name: str) -> int:
        return next(n for n, one in enumerate(self.fields) if one.name == name)


@dataclass(frozen=True)
class Package:
    """Everything that a dossier holds, under the version of its records."""

    name: str
    title: str
    title_ko: str
    version: str
    program: str
    day: str
    """The past day that it stands for; empty for today."""
    tables: tuple[Table, ...]

    def table(self, name: str) -> Table:
        return next(one for one in self.tables if one.name == name)


def dictionary(tables: Iterable[Table]) -> Table:
    """What every column of every table means, as a table itself."""
    fields = (
        Field("table", "string", "name of the table", needed=True),
        Field("column", "string", "name of the column", needed=True),
        Field("type", "string", "kind of its values", needed=True),
        Field("means", "string", "what its values are"),
        Field("needed", "boolean", "whether every row has one", needed=True),
        Field("choices", "string", "the words it may hold, where they are few"),
        Field("leads", "string", "the table and column whose value it names"),
        Field("key", "boolean", "whether it is part of what no two rows share", needed=True),
    )
    rows = tuple(
        (
            table.name, one.name, one.kind, one.about, one.needed, ";".join(one.choices) or None,
            ".".join(one.leads) if one.leads else None, one.name in table.key,
        )
        for table in tables
        for one in table.fields
    )  # fmt: skip
    title = "What every column means"
    return Table("dictionary", title, "모든 열의 뜻", fields, rows, ("table", "column"))
