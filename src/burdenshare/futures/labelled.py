"""A long table of numbers as labelled arrays and as Parquet, for other programs.

The packages for it (the extra ``sweep``) are loaded only when one of these is called.
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Row:
    """A number by its labels; ``measure`` is ``cost``, ``dollars`` or ``share``, ``year`` is 0 for
    all years together, ``value`` None for a gap."""

    proposal: str
    path: str
    measure: str
    definition: str
    year: int
    statistic: str
    value: float | None
    unit: str


class MixedUnitsError(ValueError):
    """Numbers of one array in more than one unit."""

    def __init__(self, units: Sequence[str]) -> None:
        super().__init__(f"one array holds {', '.join(units)}")
        self.units = tuple(units)


ARRAYS = {
    "cost": ("proposal", "path", "year", "statistic"),
    "total": ("proposal", "path", "statistic"),
    "dollars": ("proposal", "path", "statistic"),
    "share": ("proposal", "path", "definition", "year"),
}
"""The dimensions of each array."""


def _array(row: Row) -> str:
    return "total" if row.measure == "cost" and not row.year else row.measure


def dataset(
    rows: Sequence[Row], labels: Mapping[str, Sequence[Any]], attrs: Mapping[str, Any]
) -> Any:
    """An ``xarray.Dataset``: ``cost``, ``total`` and, where there are any, ``dollars`` (all years
    together) and ``share``.

    A gap is NaN. Every combination of labels must stand in ``rows`` once: else ``ValueError``.
    Raises ``MixedUnitsError``, and ``ModuleNotFoundError`` without xarray.
    """
    xarray = importlib.import_module("xarray")
    told = {_array(row) for row in rows}
    names = [name for name in ARRAYS if name in told or name in ("cost", "total")]
    dims = {dim for name in names for dim in ARRAYS[name]}
    held = {
        name: (ARRAYS[name], *_filled([r for r in rows if _array(r) == name], name, labels))
        for name in names
    }
    coords = {dim: list(values) for dim, values in labels.items() if dim in dims}
    found = xarray.Dataset(held, coords=coords, attrs=dict(attrs))
    found["year"].attrs["units"] = "calendar year"
    return found


def _filled(
    rows: Sequence[Row], name: str, labels: Mapping[str, Sequence[Any]]
) -> tuple[Any, dict[str, str]]:
    """The array and its unit, each row in its place."""
    dims = ARRAYS[name]
    places = [{label: n for n, label in enumerate(labels[dim])} for dim in dims]
    values = np.full([len(one) for one in places], np.nan)
    filled = np.zeros(values.shape, bool)
    for row in rows:
        try:
            at = tuple(place[getattr(row, dim)] for dim, place in zip(dims, places, strict=True))
        except KeyError as error:
            raise ValueError(f"{name}: {error} is no label") from None
        if filled[at]:
            raise ValueError(f"{name}: two numbers at {at}")
        filled[at] = True
        values[at] = np.nan if row.value is None else row.value
    if not filled.all():
        raise ValueError(f"{name}: labels without a number")
    units = sorted({row.unit for row in rows if row.value is not None})
    if len(units) > 1:
        raise MixedUnitsError(units)
    return values, {"units": units[0] if units else ""}


def netcdf(found: Any) -> bytes:
    """A dataset as a netCDF 3 file, which needs SciPy."""
    importlib.import_module("scipy.io")
    return bytes(found.to_netcdf(engine="scipy"))


def parquet(columns: Mapping[str, Sequence[Any]], attrs: Mapping[str, str]) -> bytes:
    """Columns of one length as a Parquet file; ``attrs`` stand in its schema.

    Raises ``ModuleNotFoundError`` without pyarrow.
    """
    arrow = importlib.import_module("pyarrow")
    files = importlib.import_module("pyarrow.parquet")
    table = arrow.table(dict(columns)).replace_schema_metadata(dict(attrs))
    out = io.BytesIO()
    files.write_table(table, out)
    return out.getvalue()
