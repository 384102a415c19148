"""Workbooks worked out anew by LibreOffice, and what stands in their cells."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl

OFFICE = os.environ.get("SOFFICE") or shutil.which("soffice") or shutil.which("libreoffice")

ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""Every workbook is worked out when it is opened, whatever values it brings."""


def recalculated(files: Sequence[Path], folder: Path) -> dict[str, Path]:
    """The files as LibreOffice saves them after working out every cell, by name, in one call."""
    assert OFFICE, "The tests need LibreOffice (on Debian: apt-get install libreoffice-calc-nogui)."
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS, encoding="utf-8")
    out = folder / "out"
    done = subprocess.run(
        [OFFICE, f"-env:UserInstallation={profile.resolve().as_uri()}", "--headless",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), *map(str, files)],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    made = {one.stem: out / one.name for one in files}
    assert all(path.exists() for path in made.values()), done.stdout + done.stderr
    return made


@dataclass(frozen=True)
class Held:
    """The cells of a workbook by sheet and address."""

    values: Mapping[tuple[str, str], object]
    formulas: Mapping[tuple[str, str], str]


def held(path: Path) -> Held:
    """Every value, and every formula."""
    plain = dict(_cells(path, True))
    told = {
        key: cell for key, cell in _cells(path, False)
        if isinstance(cell, str) and cell.startswith("=")
    }  # fmt: skip
    return Held(plain, told)


def _cells(path: Path, values: bool) -> Iterator[tuple[tuple[str, str], object]]:
    book = openpyxl.load_workbook(path, data_only=values)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    kept = cell.data_type == "f" or values
                    yield (sheet.title, cell.coordinate), cell.value if kept else None


def same(ours: object, theirs: object) -> bool:
    """Equal to the sixth digit, and a sum to the won where it is larger."""
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return abs(ours - theirs) <= max(1e-6, 1e-12 * abs(ours))
    return (ours or "") == (theirs or "")


def misses(before: Held, after: Held) -> list[str]:
    """Cells with a formula that LibreOffice gives another value, or an error."""
    found = []
    for key, told in before.formulas.items():
        ours, theirs = before.values.get(key), after.values.get(key)
        if not same(ours, theirs) or str(theirs).startswith(("#", "Err:")):
            found.append(f"{key[0]}!{key[1]} ours {ours!r}, theirs {theirs!r}: {told[:200]}")
    return found
