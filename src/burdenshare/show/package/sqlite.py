"""A package as one SQLite file: keys, indexes, and views that answer what is asked most.

Made in memory and written at once. Numbers are stored as SQLite stores them (REAL), which keeps
the digits of every recorded sum; the exact decimals stand in the CSV files.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from decimal import Decimal

from burdenshare.show.package.tables import Field, Package, Table, Value, dictionary

TYPES = {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}

VIEWS = {
    "payments_by_year_and_status": """
        SELECT years.year, years.agreement,
            max(CASE WHEN ledger.status = 'agreed' THEN ledger.value END) AS agreed,
            max(CASE WHEN ledger.status = 'budgeted' THEN ledger.value END) AS budgeted,
            max(CASE WHEN ledger.status = 'executed' THEN ledger.value END) AS executed,
            max(CASE WHEN ledger.status = 'carried-over' THEN ledger.value END) AS carried_over,
            max(CASE WHEN ledger.status = 'lapsed' THEN ledger.value END) AS lapsed,
            max(CASE WHEN ledger.status = 'cash-held' THEN ledger.value END) AS cash_held,
            group_concat(DISTINCT ledger.unit) AS units, years.percent_of_budget
        FROM years LEFT JOIN ledger ON ledger.year = years.year
        GROUP BY years.year ORDER BY years.year
    """,
    "agreements_by_year": """
        SELECT owed.year, agreements.kind, owed.agreement, agreements.title, agreements.title_ko,
            owed.tranche, owed.value, owed.unit, owed.status, numbers.made, numbers.made_ko,
            numbers.place, owed.number
        FROM owed JOIN agreements ON agreements.name = owed.agreement
        LEFT JOIN numbers ON numbers.id = owed.number
        ORDER BY owed.year, agreements.kind, owed.agreement, owed.tranche
    """,
    "claims_beside_what_the_records_give": """
        SELECT claims.first_year AS year, claims."by", claims.by_ko, claims.stated, claims.low,
            claims.high, claims.definition AS definition_stated, verdicts.verdict,
            verdicts.basis, verdicts.why, verdicts.definition, verdicts.share AS records_give,
            verdicts.own_share AS its_own_figures_give, verdicts.others AS also_under,
            claims.source, claims.place, claims.id
        FROM claims LEFT JOIN verdicts ON verdicts.claim = claims.id
        ORDER BY claims.first_year, claims.stated, claims.id
    """,
    "sources_with_counts": """
        SELECT sources.id, sources.date, sources.publisher, sources.title, sources.title_ko,
            sources.kind, sources.language, count(DISTINCT citations.table_name || ' ' ||
            citations.record) AS records,
            (SELECT count(*) FROM number_sources WHERE number_sources.source = sources.id)
            AS numbers, sources.url
        FROM sources LEFT JOIN citations ON citations.source = sources.id
        GROUP BY sources.id ORDER BY records DESC, sources.id
    """,
    "numbers_with_sources": """
        SELECT numbers.year, numbers.title, numbers.title_ko, numbers.value, numbers.unit,
            numbers.status, numbers.made, group_concat(sources.publisher, '; ') AS publishers,
            numbers.documents, numbers.place, numbers.id
        FROM numbers LEFT JOIN number_sources ON number_sources.number = numbers.id
        LEFT JOIN sources ON sources.id = number_sources.source
        GROUP BY numbers.id ORDER BY numbers.year, numbers.id
    """,
}


def database(package: Package) -> bytes:
    """The file. The same package gives the same bytes with the same version of SQLite."""
    held = sqlite3.connect(":memory:")
    try:
        held.executescript("".join(_script(package)))
        for table in _all(package):
            marks = ", ".join("?" * len(table.fields))
            held.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', _rows(table))
        held.commit()
        held.execute("VACUUM")
        return held.serialize()
    finally:
        held.close()


def _all(package: Package) -> tuple[Table, ...]:
    return (*package.tables, dictionary(package.tables), _about(package))


def _about(package: Package) -> Table:
    fields = (Field("name", "string", "", True), Field("value", "string", ""))
    rows = (
        ("dossier", package.name), ("title", package.title), ("title_ko", package.title_ko),
        ("records", package.version), ("program", f"burdenshare {package.program}"),
        ("as of", package.day or None), ("licence", "CC BY 4.0"),
    )  # fmt: skip
    return Table("about", "About", "이 파일에 대하여", fields, rows, ("name",))


def _script(package: Package) -> Iterator[str]:
    yield "PRAGMA page_size = 4096; PRAGMA foreign_keys = OFF;\n"
    for table in _all(package):
        yield _created(table)
    for table in package.tables:
        for one in table.fields:
            if one.leads and (one.name,) != table.key:
                yield f'CREATE INDEX "{table.name}_{one.name}" ON "{table.name}" ("{one.name}");\n'
    yield 'CREATE INDEX "citations_record" ON "citations" ("table_name", "record");\n'
    yield 'CREATE INDEX "numbers_year" ON "numbers" ("year", "status");\n'
    for name, query in VIEWS.items():
        yield f'CREATE VIEW "{name}" AS {query.strip()};\n'


def _created(table: Table) -> str:
    lines = [_column(one) for one in table.fields]
    lines.append(f"PRIMARY KEY ({', '.join(map(_quoted, table.key))})")
    for one in table.fields:
        if one.leads:
            there = f"{_quoted(one.leads[0])} ({_quoted(one.leads[1])})"
            lines.append(f"FOREIGN KEY ({_quoted(one.name)}) REFERENCES {there}")
    inside = ",\n    ".join(lines)
    return f"CREATE TABLE {_quoted(table.name)} (\n    {inside}\n) WITHOUT ROWID;\n"


def _column(one: Field) -> str:
    told = f"{_quoted(one.name)} {TYPES[one.kind]}{' NOT NULL' if one.needed else ''}"
    if one.choices:
        words = ", ".join("'" + choice.replace("'", "''") + "'" for choice in one.choices)
        told += f" CHECK ({_quoted(one.name)} IN ({words}))"
    return told


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _rows(table: Table) -> Iterator[tuple[str | int | float | None, ...]]:
    for row in table.rows:
        yield tuple(_stored(value) for value in row)


def _stored(value: Value) -> str | int | float | None:
    return float(value) if isinstance(value, Decimal) else value
