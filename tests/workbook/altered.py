"""Workbooks in which one input is changed, each beside the workbook that the program makes when
the same is changed in what it reads: a term of a rule, a record, a rate that is assumed."""

from __future__ import annotations

import csv
import io
import random
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

import burdenshare
from burdenshare.model.projection import rule_of
from burdenshare.study import UnsoundError
from burdenshare.vocabulary import Agreement, Dossier, Escalator
from tests.workbook.made import SEED, edited, write
from tests.written import ROOT

LINES = {
    "compared": "compare korea sma-12,eleventh-carried-on,twelfth-at-cap "
    "--assume cpi-kr=4.9,defence-budget-growth-kr=5.0 --discount 3 --prices 2025",
    "supported": "compare korea twelfth-with-support,twelfth-carried-on --years 2031-2033 "
    "--assume cpi-kr=2.0",
    "agreed": "agreement korea 12 --assume cpi-kr=2.0",
    "eighth": "agreement korea 8",
    "tested": "backtest korea",
    "visited": "compare ruritania second,visits",
    "first": "agreement ruritania first",
    "paid": "payments korea --years 1999-2020 --in KRW --prices 2020",
    "year": "payments korea --year 2012",
    "shared": "share korea 2016",
    "bridged": "bridge korea 2016 official spark-2016",
    "flown": "operations korea 2017",
    "briefed": "brief korea",
    "talked": "talks korea 10",
    "explained": "explain korea 2012",
}
"""Workbooks of every kind that has anything to change, by name."""

FEW, MOST = 4, 10
"""How many records of a workbook are changed, and at most how many terms, drawn."""


@dataclass(frozen=True)
class Altered:
    """A workbook with one input changed, and the one that the program makes of the changed
    dossier."""

    name: str
    of: str
    what: str
    original: Path
    changed: Path
    wanted: Path


def write_altered(folder: Path, lines: Mapping[str, str] = LINES) -> list[Altered]:
    """Every term, and some records, of each workbook changed in turn."""
    found = []
    for name, line in lines.items():
        original = write(folder, name, line)
        changes = [*_drawn([*_terms(original, line)], MOST), *_drawn([*_records(original)], FEW)]
        for number, change in enumerate(changes):
            wanted = _anew(folder, f"{name}-{number}-wanted", line, change)
            if wanted is None:
                continue
            changed = folder / f"{name}-{number}.xlsx"
            shutil.copy(original, changed)
            edited(changed, dict.fromkeys(change.cells, float(change.value)))
            found.append(
                Altered(
                    f"{name}-{number}", name, f"{line}: {change.what}", original, changed, wanted
                )
            )
    return found


def _drawn(changes: Sequence[Change], most: int) -> Sequence[Change]:
    return random.Random(SEED).sample(changes, min(most, len(changes)))


# -- what is changed -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """Cells with their new value, and the line of a file which says the same."""

    what: str
    cells: tuple[tuple[str, str], ...]
    value: Decimal
    file: str
    line: int
    written: str
    """What the line says instead; the line above a new one ends in a new line."""


WRITTEN = {"cap": "0.015", "floor": "0.061", "plus": "0.013", "round_to": "1"}
"""New terms: each is one that makes a difference."""


def _terms(path: Path, line: str) -> Iterator[Change]:
    """The terms of the rules in a workbook; an empty one is written in."""
    dossier = burdenshare.load(line.split()[1])
    names = openpyxl.load_workbook(path).defined_names
    for cell in names:
        found = re.fullmatch(r"in_(cap|floor|plus|round_to)_(\w+)_(\d{4})", cell)
        rule = _rule(dossier, found[2], int(found[3])) if found else None
        if found is None or rule is None:
            continue
        key, text = found[1], WRITTEN[found[1]]
        cells = tuple(
            (sheet, where.replace("$", ""))
            for name, one in names.items()
            for sheet, where in one.destinations
            if name == cell or (key == "round_to" and name.startswith(f"{cell}_"))
        )  # the same rule rounds each part in its own money
        lines = (ROOT / rule.place.file).read_text(encoding="utf-8").split("\n")
        at = (rule.lines or {}).get(key)
        written = f"{key} = {text}" if at else f"{lines[rule.place.line - 1]}\n{key} = {text}"
        value = Decimal(text) * (1 if key == "round_to" else 100)
        yield Change(cell, cells, value, rule.place.file,
                     at or rule.place.line, written)  # fmt: skip


def _rule(dossier: Dossier, name: str, year: int) -> Escalator | None:
    agreements: list[Agreement] = [*dossier.agreements, *dossier.proposals]
    of = next((one for one in agreements if one.name.replace("-", "_") == name), None)
    return rule_of(of, year, "") if of is not None else None


def _records(path: Path) -> Iterator[Change]:
    """Some recorded figures of a workbook, each a little larger."""
    book = openpyxl.load_workbook(path)
    sheet = book["Records"] if "Records" in book.sheetnames else book["About"]
    rows = [row for row in sheet.iter_rows(min_row=5, min_col=1, max_col=11)
            if isinstance(row[3].value, int | float) and ":" in str(row[10].value)]  # fmt: skip
    for row in rows:
        file, _, number = str(row[10].value).rpartition(":")
        change = _larger(row[3].value, ROOT / file, int(number))
        if change is not None:
            yield Change(f"{row[0].value} at {row[10].value}", (("Records", row[3].coordinate),),
                         change[0], file, int(number), change[1])  # fmt: skip


def _larger(value: float, path: Path, line: int) -> tuple[Decimal, str] | None:
    """A figure of a line made larger, and the line that says so; None where it stands there in
    another way."""
    told = path.read_text(encoding="utf-8").split("\n")[line - 1]
    if path.suffix == ".csv":
        (fields,) = csv.reader([told])
        places = [n for n, field in enumerate(fields) if n and _is(field, value)]
        if len(places) != 1:
            return None
        fields[places[0]] = str(larger := _more(fields[places[0]]))
        held = io.StringIO()
        csv.writer(held, lineterminator="").writerow(fields)
        return larger, held.getvalue()
    key, equals, rest = told.partition("=")
    if not equals or not _is(rest.strip(), value):
        return None
    return (larger := _more(rest.strip())), f"{key}= {larger}"


def _is(text: str, value: float) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d+)?", text)) and abs(float(text) - value) < 1e-9


def _more(text: str) -> Decimal:
    """Three percent more, as finely as it was written, and at least one more of its last digit."""
    held = Decimal(text)
    step = Decimal(1).scaleb(int(held.as_tuple().exponent))
    return max((held * Decimal("1.03")).quantize(step), held + step)


# -- what the program makes of it ------------------------------------------------------------------


def _anew(folder: Path, name: str, line: str, change: Change) -> Path | None:
    """The workbook of the changed dossier; None where it no longer holds together."""
    dossier = line.split()[1]
    copy = folder / "changed" / name / dossier
    shutil.copytree(ROOT / "dossiers" / dossier, copy)
    path = copy.parent.joinpath(*Path(change.file).parts[1:])
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[change.line - 1] = change.written
    path.write_text("\n".join(lines), encoding="utf-8")
    try:
        return write(folder, name, line.replace(f" {dossier}", f" {copy}", 1))
    except UnsoundError:
        return None


# -- what follows ----------------------------------------------------------------------------------

COLUMNS = {"Assumptions": "B", "가정": "B", "Steps": "BD", "계산": "BD"}
"""The columns of a sheet that are compared; of other sheets every cell is."""
NAMES = {"Assumptions": 4, "가정": 4}
"""The column by which a row is known again where it is not the first."""
LEFT = ("Records", "Sources", "About", "기록", "출처", "정보")
FIRST = ("Answer", "답")
ID = re.compile(r"[a-z]+(-[a-z0-9]+)*-\d{4}(-[0-9a-z]+)*")
"""What a row of a table of ids is called by: its year is that of others, too."""
HEAD = 4
"""Rows of the first sheet that say what was asked."""


def astray(changed: Path, wanted: Path) -> list[str]:
    """Cells of a workbook that was changed and worked out anew which say another thing than the
    program does, and do not look as if they stay as they were."""
    held, told = (openpyxl.load_workbook(path, data_only=True) for path in (changed, wanted))
    found = []
    for sheet in told.worksheets:
        if sheet.title in LEFT:
            continue
        rows = _rows(held[sheet.title])
        for key, row in _rows(sheet).items():
            for cell in row if key in rows else ():
                columns = COLUMNS.get(sheet.title, cell.column_letter)
                if cell.column_letter not in columns or (sheet.title in FIRST and cell.row <= HEAD):
                    continue
                ours = rows[key][cell.column - 1]
                if not ours.font.i and not _same(ours.value, cell.value):
                    found.append(f"{sheet.title}!{cell.coordinate}: {ours.value!r}, "
                                 f"and the program says {cell.value!r}")  # fmt: skip
    return found


def _rows(sheet: Any) -> dict[tuple[object, int], Sequence[Any]]:
    """Rows by what they are called, and by which of that name they are: a row that a change brings
    or takes is no cell that is wrong."""
    found: dict[tuple[object, int], Sequence[Any]] = {}
    counts: Counter[object] = Counter()
    for row in sheet.iter_rows():
        name = row[NAMES.get(sheet.title, 1) - 1].value
        if sheet.title in FIRST and len(row) > 3 and ID.fullmatch(str(row[3].value)):
            name = row[3].value
        counts[name] += 1
        found[name, counts[name]] = row
    return found


def _same(ours: object, theirs: object) -> bool:
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return abs(ours - theirs) <= max(1e-6, 1e-12 * abs(ours))
    return (ours or "") == (theirs or "")
