"""Tables as Parquet files. DuckDB loads only here: it is a third of the size of Arrow, needs no
other package, and whoever has it can ask the files in SQL at once."""

from __future__ import annotations

import importlib
import tempfile
from pathlib import Path
from typing import Any

from burdenshare.show.package.frictionless import csv_of
from burdenshare.show.package.tables import Table

PACKAGE, EXTRA = "duckdb", "data"
TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}


class NoPackageError(RuntimeError):
    """What writes Parquet is not installed."""


def checked() -> None:
    """Raises ``NoPackageError``."""
    try:
        importlib.import_module("duckdb")
    except ImportError:
        raise NoPackageError from None


def parquet_of(table: Table) -> bytes:
    """The rows as Parquet. The same rows give the same bytes with the same version of DuckDB."""
    duckdb: Any = importlib.import_module("duckdb")
    columns = ", ".join(f"'{one.name}': '{TYPES[one.kind]}'" for one in table.fields)
    with tempfile.TemporaryDirectory() as folder:
        rows, made = Path(folder) / "rows.csv", Path(folder) / "made.parquet"
        rows.write_bytes(csv_of(table))
        with duckdb.connect(config={"threads": 1}) as held:
            held.execute(
                f"COPY (SELECT * FROM read_csv(?, columns = {{{columns}}}, header = true, "
                "auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = '')) "
                f"TO '{made}' (FORMAT parquet, COMPRESSION zstd)",
                [str(rows)],
            )
        return made.read_bytes()
