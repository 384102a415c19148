"""What does not look as if it stays as it was follows every change of an input, as the program
itself would have it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import burdenshare
from burdenshare.vocabulary import Step
from tests.workbook import altered, made
from tests.workbook.recalculated import recalculated
from tests.written import dossier, series

AT_ONCE = 60
"""Files that LibreOffice is given in one call."""


@dataclass(frozen=True)
class Book:
    """A workbook that was changed, worked out anew; what the program makes of the same change."""

    of: str
    what: str
    original: Path
    changed: Path
    wanted: Path


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> list[Book]:
    folder = tmp_path_factory.mktemp("altered")
    found = altered.write_altered(folder)
    names = [one.changed for one in found]
    others = tmp_path_factory.mktemp("changed")
    pairs = [(change, change.write(others)) for change in made.CHANGES]
    names += [changed for _, (changed, _) in pairs]
    anew: dict[str, Path] = {}
    for start in range(0, len(names), AT_ONCE):
        anew |= recalculated(names[start : start + AT_ONCE], folder)
    held = [Book(one.of, one.what, one.original, anew[one.changed.stem], one.wanted)
            for one in found]  # fmt: skip
    originals = {
        change.name: made.write(others, f"{change.name}-original", change.line)
        for change, _ in pairs
    }
    held += [Book(change.name, change.line, originals[change.name], anew[changed.stem], wanted)
             for change, (changed, wanted) in pairs]  # fmt: skip
    return held


def test_what_does_not_look_fixed_follows(books: list[Book]) -> None:
    """Every cell of every sheet: terms, records, assumed rates, counts, changed one at a time."""
    wrong = {one.what: found for one in books if (found := altered.astray(one.changed, one.wanted))}
    assert wrong == {}


def test_every_kind_has_inputs_that_move_its_numbers(books: list[Book]) -> None:
    """Else nothing would have been compared: of most changes some number moves that is shown."""
    seen = Counter(one.of for one in books)
    assert seen.keys() == altered.LINES.keys() | {one.name for one in made.CHANGES}
    moved = Counter(one.of for one in books if altered.astray(one.original, one.wanted))
    assert moved.keys() == seen.keys()
    assert sum(moved.values()) > 0.6 * len(books)


def test_a_line_says_what_the_look_means(books: list[Book]) -> None:
    for of, line in altered.LINES.items():
        path = next(one.original for one in books if one.of == of)
        first = openpyxl.load_workbook(path)["Answer"]
        head = [first.cell(row, 1) for row in range(1, altered.HEAD + 1)]
        (told,) = (one for one in head if str(one.value).startswith("What is slanted and grey"))
        assert told.font.i, line
        lead = [one for one in head if str(one.value).startswith("When this file was made")]
        assert all(one.font.i for one in lead), line


# -- parts of a cost -------------------------------------------------------------------------------

STAFF = series("staff", {2001: "900", 2002: "1100", 2003: "1100", 2004: "10", 2005: "0"}, "heads")
PAY = series(
    "pay", {2001: "0.05", 2002: "0.05", 2003: "0.07", 2004: "0.07", 2005: "0.07"}, "RUC mn"
)
POWER = series("power", {2001: "40.04", 2002: "80", 2003: "200", 2004: "1", 2005: "33.3"}, "RUC mn")
HEADS = """
[[per_head]]
years      = [2001, 2005]
heads      = "staff"
cost       = "pay"
most_heads = {heads}
ceiling    = {most}
round_to   = {round_to}
tranche    = "staff"
source     = "text"
"""
METERED = """
[[metered]]
years    = [2001, 2005]
cost     = "power"
share    = {share}
floor    = {least}
ceiling  = {most}
round_to = {round_to}
tranche  = "power"
source   = "text"
"""


def _sums(path: Path) -> list[float]:
    """The sums of the years of each part, as they stand in Steps."""
    rows = openpyxl.load_workbook(path, data_only=True)["Steps"].iter_rows(min_row=5)
    return [row[3].value for row in rows if str(row[0].value).startswith("contribution-")]


@pytest.mark.parametrize(
    "terms, before, after",
    [
        (HEADS, {"heads": "1000", "most": "60.0", "round_to": "0.1"},
         {"heads": "950", "most": "62.5", "round_to": "0.5"}),
        (METERED, {"share": "0.75", "least": "12.5", "most": "100", "round_to": "0.01"},
         {"share": "0.333", "least": "14.0", "most": "60", "round_to": "0.1"}),
    ],
    ids=["heads", "metered"],
)  # fmt: skip
def test_parts_of_a_cost_follow_their_terms(
    terms: str, before: dict[str, str], after: dict[str, str], tmp_path: Path
) -> None:
    """Each term by itself, and all of them together."""
    recorded = (STAFF, PAY) if terms is HEADS else (POWER,)
    changes = [{key: value} for key, value in after.items()] + [after]
    files, wanted = [], []
    for number, change in enumerate([{}, *changes]):
        folder = tmp_path / f"d{number}"
        dossier(folder, terms.format(**{**before, **change}), *recorded)
        line = f"agreement {folder} deal"
        wanted.append(_computed(line))
        path = made.write(tmp_path, f"b{number}", f"agreement {tmp_path / 'd0'} deal")
        cells = {f"in_{key}_": float(value) * (100 if key == "share" else 1)
                 for key, value in change.items()}  # fmt: skip
        if cells:
            made.edited(path, made.named(path, cells))
        files.append(path)
    anew = recalculated(files, tmp_path)
    for path, want in zip(files, wanted, strict=True):
        assert _sums(anew[path.stem]) == pytest.approx([float(one) for one in want], abs=1e-9)
    assert len({tuple(one) for one in wanted}) == len(wanted)  # each change makes a difference


def _computed(line: str) -> list[Decimal]:
    answer = burdenshare.ask(line)
    assert answer.numbers is not None
    found: list[Step] = [one for one in answer.numbers() if one.how in ("per-head", "metered")]
    assert len(found) == 5
    return [one.value for one in found if one.value is not None]
