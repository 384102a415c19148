"""An answer in a notebook: as HTML and Markdown, and its numbers as a table or an array by year.

pandas and xarray load only where a table or an array is asked for.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from html import escape
from typing import Any

from burdenshare.show import data, marks
from burdenshare.show.tables import HARD, Sheet
from burdenshare.vocabulary import Step

COLUMNS = ("id", "name", "year", "value", "exact", "unit", "status", "confidence", "documents",
           "place")  # fmt: skip
MOST = 400
"""Lines of an answer that a notebook shows."""


def as_html(lead: str, sheets: Iterable[Sheet], lines: Iterable[str]) -> str:
    """What an answer prints, as HTML in which nothing runs."""
    parts = [f"<p><strong>{_safe(lead)}</strong></p>"] if lead else []
    for sheet in sheets:
        parts += _sheet(sheet)
    told = [*lines][:MOST]
    if told:
        parts.append(f"<pre>{_safe(chr(10).join(told))}</pre>")
    return "\n".join(parts)


def _safe(text: str) -> str:
    return escape(marks.plain(text).replace(HARD, " "))


def _sheet(sheet: Sheet) -> Iterator[str]:
    if sheet.title:
        yield f"<p>{_safe(sheet.title)}</p>"
    if sheet.rows:
        head = "".join(f"<th>{_safe(column.head)}</th>" for column in sheet.columns)
        yield f"<table><thead><tr>{head}</tr></thead><tbody>"
        for row in sheet.rows:
            yield f"<tr>{''.join(f'<td>{_safe(cell)}</td>' for cell in row)}</tr>"
        yield "</tbody></table>"
    for note in sheet.notes:
        yield f"<p><small>{_safe(note)}</small></p>"


def as_markdown(lead: str, sheets: Iterable[Sheet], lines: Iterable[str]) -> str:
    """The same as Markdown tables."""
    parts = [_md(lead), ""] if lead else []
    for sheet in sheets:
        parts += [f"**{_md(sheet.title)}**", ""] if sheet.title else []
        if sheet.rows:
            parts.append(_row([column.head for column in sheet.columns]))
            parts.append(_row(["--:" if column.number else "---" for column in sheet.columns]))
            parts += [_row(row) for row in sheet.rows] + [""]
        for note in sheet.notes:
            parts += [_md(note), ""]
    told = [*lines][:MOST]
    if told:
        fence = "~" * (2 + max((len(m) for m in re.findall(r"~+", "\n".join(told))), default=1))
        parts += [fence, *(marks.plain(line).replace(HARD, " ") for line in told), fence]
    return "\n".join(parts).rstrip() + "\n"


def _md(text: str) -> str:
    plain = " ".join(marks.plain(text).replace(HARD, " ").split())
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", plain)


def _row(cells: Sequence[str]) -> str:
    kept = [cell if re.fullmatch("-+:?", cell) else _md(cell) for cell in cells]
    return f"| {' | '.join(kept)} |"


# -- tables and arrays ------------------------------------------------------------------------


def as_frame(steps: Iterable[Step]) -> Any:
    """A ``pandas.DataFrame`` with a row a number: ``value`` as a float (missing is NaN), and
    ``exact`` with every digit.

    Raises ModuleNotFoundError without pandas.
    """
    pandas = importlib.import_module("pandas")
    rows = [_cells(step) for step in _once(steps)]
    frame = pandas.DataFrame(rows, columns=[*COLUMNS])
    return frame.astype({"year": "Int64", "value": "float64"})


def _once(steps: Iterable[Step]) -> Iterator[Step]:
    """Each number once; two of one id are two where they differ."""
    seen: set[tuple[str, Decimal | None, str]] = set()
    for step in steps:
        key = (step.id, step.value, step.unit)
        if key not in seen:
            seen.add(key)
            yield step


def _cells(step: Step) -> tuple[object, ...]:
    value = None if step.value is None else float(step.value)
    exact = "" if step.value is None else data.exact(step.value)
    documents = ";".join(data.documents(step))
    return (
        step.id, step.name, step.year, value, exact, step.unit, step.status,
        step.confidence, documents, str(data.place(step)),
    )  # fmt: skip


def as_array(steps: Iterable[Step]) -> Any:
    """An ``xarray.DataArray`` of the dimensions ``what`` and ``year``, with the unit of each; what
    has no figure in a year is NaN. ``what`` is the id of a number without its year.

    Raises ValueError where the numbers are not of years, and ModuleNotFoundError without xarray.
    """
    xarray = importlib.import_module("xarray")
    held: dict[str, dict[int, Step]] = {}
    for step in _once(steps):
        if step.year is not None and re.search(rf"(?<!\d){step.year}(?!\d)", step.id):
            _put(held, step, step.year)
    if not held:
        raise ValueError("These numbers are not of years; to_pandas() has them all.")
    years = sorted({year for of in held.values() for year in of})
    units = [{step.unit for step in of.values() if step.unit} for of in held.values()]
    values = [
        [_float(of[year]) if year in of else float("nan") for year in years] for of in held.values()
    ]
    return xarray.DataArray(
        values, dims=("what", "year"), name="value",
        coords={"what": [*held], "year": years,
                "unit": ("what", ["; ".join(sorted(one)) for one in units])},
    )  # fmt: skip


def _put(held: dict[str, dict[int, Step]], step: Step, year: int) -> None:
    """In the row of its kind; a rival of the same year, or another unit, has a row of its own."""
    plain = re.sub(rf"-?(?<!\d){year}(?!\d)", "", step.id, count=1)
    name = plain = re.sub(r"-[0-9a-f]{8}$", "", plain)
    copies = 1
    while name in held and (
        year in held[name] or {one.unit for one in held[name].values()} - {step.unit, ""}
    ):
        copies += 1
        name = f"{plain}~{copies}"
    held.setdefault(name, {})[year] = step


def _float(step: Step) -> float:
    return float("nan") if step.value is None else float(step.value)
