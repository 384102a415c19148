"""A package as a Frictionless Data Package: CSV files, and a description with types and keys.

https://specs.frictionlessdata.io/data-package/ and /table-schema/
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from burdenshare.show.data import as_cell
from burdenshare.show.package.tables import Field, Package, Table, Value

LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
}


def csv_of(table: Table) -> bytes:
    """The rows as CSV in UTF-8. A text that a spreadsheet would run is kept a text."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(one.name for one in table.fields)
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    return held.getvalue().encode()


def _cell(value: Value) -> object:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case _:
            return as_cell(value)


def described(package: Package, files: Mapping[str, bytes]) -> bytes:
    """``datapackage.json`` for the CSV ``files``, by table."""
    told = {
        "profile": "tabular-data-package",
        "name": f"burdenshare-{package.name}".lower(),
        "title": package.title,
        "title_ko": package.title_ko,
        "description": "Every record of the dossier, every number that the program makes of them "
        "with the numbers it was made from, and every document. Empty means not said: it is "
        "never zero. Units stand beside each sum (KRW bn is billions of won).",
        "version": package.version,
        "program": package.program,
        "as_of": package.day,
        "licenses": [LICENCE],
        "contributors": [{"title": "the burdenshare authors", "role": "author"}],
        "resources": [_resource(one, files[one.name]) for one in package.tables],
    }
    kept = {key: value for key, value in told.items() if value != ""}
    return as_json(kept)


def as_json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _resource(table: Table, content: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"csv/{table.name}.csv",
        "title": table.title,
        "title_ko": table.title_ko,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [_field(one) for one in table.fields],
            "missingValues": [""],
            "primaryKey": list(table.key),
            "foreignKeys": list(_leads(table.fields, table.name)),
        },
    }


def _field(one: Field) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": True} if one.needed else {}
    if one.choices:
        limits["enum"] = list(one.choices)
    told = {"name": one.name, "type": one.kind, "description": one.about}
    return told | ({"constraints": limits} if limits else {})


def _leads(fields: Iterable[Field], name: str) -> Iterable[dict[str, Any]]:
    for one in fields:
        if one.leads:
            table, column = one.leads
            there = {"resource": "" if table == name else table, "fields": [column]}
            yield {"fields": [one.name], "reference": there}
