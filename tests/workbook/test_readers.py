"""What other programs find in the file: one that checks it by the schemas of the format, and two
that read it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openxml_audit import FileFormat, OpenXmlValidator
from python_calamine import CalamineWorkbook

from burdenshare.show.workbook import paper
from burdenshare.show.workbook.cells import Leaf
from tests.workbook import made


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[Path, list[Leaf]]]:
    """A workbook of every kind, with the sheets that the program meant to write."""
    folder = tmp_path_factory.mktemp("read")
    meant: list[list[Leaf]] = []
    bound = paper.bound

    def kept(leaves: list[Leaf], title: str, about: str, day: datetime, language: str) -> bytes:
        meant.append(leaves)
        return bound(leaves, title, about, day, language)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paper, "bound", kept)
        paths = {name: made.write(folder, name, line) for name, line in made.LINES.items()}
    return {name: (path, leaves) for (name, path), leaves in zip(paths.items(), meant, strict=True)}


# -- by the schemas --------------------------------------------------------------------------------


def faults(path: Path) -> list[str]:
    """What is not as the schemas have it, and no two elements for one thing."""
    checker = OpenXmlValidator(file_format=FileFormat.OFFICE_2019, max_errors=20)
    return [str(one) for one in checker.validate(path).errors]


@pytest.mark.parametrize("name", made.LINES)
def test_every_part_is_as_the_schemas_have_it(
    name: str, books: Mapping[str, tuple[Path, list[Leaf]]]
) -> None:
    assert faults(books[name][0]) == []


def _margins_first(told: str) -> str:
    (margins,) = re.findall(r"<pageMargins[^>]*/>", told)
    return told.replace(margins, "").replace("<sheetData>", f"{margins}<sheetData>")


SPOILT: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "an element that is none": ("xl/worksheets/sheet1.xml",
                                lambda t: t.replace("<sheetData>", "<sheetData><bogus/>", 1)),
    "an element out of order": ("xl/worksheets/sheet1.xml", _margins_first),
    "an attribute that is none": ("xl/styles.xml", lambda t: t.replace("<fonts count", "<fonts x")),
    "a type that is none": ("xl/worksheets/sheet1.xml", lambda t: t.replace('t="s"', 't="z"', 1)),
    "a look that is no number": ("xl/worksheets/sheet1.xml",
                                 lambda t: t.replace(' s="1"', ' s="x"', 1)),
    "two sheets of one number": ("xl/workbook.xml",
                                 lambda t: t.replace('sheetId="2"', 'sheetId="1"', 1)),
}  # fmt: skip


@pytest.mark.parametrize("what", SPOILT)
def test_a_spoilt_file_is_found(
    what: str, books: Mapping[str, tuple[Path, list[Leaf]]], tmp_path: Path
) -> None:
    """Else the test above could not fail."""
    part, spoil = SPOILT[what]
    path = tmp_path / "spoilt.xlsx"
    with zipfile.ZipFile(books["bridge"][0]) as sound, zipfile.ZipFile(path, "w") as spoilt:
        for name in sound.namelist():
            told = sound.read(name)
            if name == part:
                sound_part, told = told, spoil(told.decode()).encode()
                assert told != sound_part
            spoilt.writestr(name, told)
    assert faults(path)


# -- by two readers --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", made.LINES)
def test_two_readers_find_what_was_meant(
    name: str, books: Mapping[str, tuple[Path, list[Leaf]]]
) -> None:
    """Every cell, its value and whether it is a number or a text; and no cell besides."""
    path, leaves = books[name]
    by_one = openpyxl.load_workbook(path, data_only=True)
    by_two = CalamineWorkbook.from_path(str(path))
    titles = [leaf.title for leaf in leaves]
    assert by_one.sheetnames == titles
    assert by_two.sheet_names == titles
    seen = 0
    for leaf in leaves:
        rows = by_two.get_sheet_by_name(leaf.title).to_python(skip_empty_area=False)
        sheet = by_one[leaf.title]
        assert sheet.max_row <= len(leaf.rows), leaf.title
        for row, cells in enumerate(leaf.rows):
            for col, cell in enumerate(cells):
                first = sheet.cell(row + 1, col + 1).value
                second = rows[row][col] if row < len(rows) and col < len(rows[row]) else ""
                wanted = _plain(cell.value)
                assert _alike(first, wanted), (leaf.title, row, col, "openpyxl", first)
                assert _alike(second, wanted), (leaf.title, row, col, "calamine", second)
                seen += wanted != ""
    assert seen > 10


def _alike(found: object, wanted: str | float) -> bool:
    """The same kind and value; the file has sixteen digits of a number."""
    held = _plain(found)
    if isinstance(held, float) and isinstance(wanted, float):
        return abs(held - wanted) <= 1e-15 * abs(wanted)
    return type(held) is type(wanted) and held == wanted


def _plain(value: object) -> str | float:
    """A number as a spreadsheet keeps it, a text as it is, nothing as no text."""
    if value is None or isinstance(value, str):
        return (value or "").replace("\r\n", "\n")
    assert not isinstance(value, bool | datetime)
    return float(str(value))
