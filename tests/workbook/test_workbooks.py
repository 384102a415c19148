"""Workbooks worked out anew from nothing give what the program gives, before and after a cell is
changed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

import burdenshare
from burdenshare.answers.commands import COMMANDS
from burdenshare.cli import main
from burdenshare.model.money import rounded
from burdenshare.show.workbook import paper
from burdenshare.show.workbook.cells import Leaf, text
from burdenshare.vocabulary import Step
from burdenshare.web.description import XLSX
from tests.serving import serving
from tests.workbook import made, switched
from tests.workbook.recalculated import Held, held, misses, recalculated, same
from tests.written import ROOT, ruritania

EVERY = {**made.LINES, **made.states()}


@dataclass(frozen=True)
class Books:
    """Workbooks as the program wrote them, and as LibreOffice works them out, by name."""

    ours: dict[str, Held]
    theirs: dict[str, Held]
    paths: dict[str, Path]
    turned: list[switched.Turned]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Books:
    folder = tmp_path_factory.mktemp("books")
    files = [made.write(folder, name, line) for name, line in EVERY.items()]
    files += [path for one in made.CHANGES for path in one.write(folder)]
    turned = switched.write_turned(folder)
    files += [made.rounding(folder), _capped(folder), *(path for path, _ in turned)]
    theirs = recalculated(files, folder)
    return Books(
        {one.stem: held(one) for one in files},
        {name: held(path) for name, path in theirs.items()},
        {one.stem: one for one in files},
        [one for _, one in turned],
    )


def _capped(folder: Path) -> Path:
    """The 12th agreement with its cap set to one percent by hand."""
    path = made.write(folder, "capped", "agreement korea 12 --assume cpi-kr=2.0")
    made.edited(path, made.named(path, {"in_cap_sma_12_2027": 1.0}))
    return path


@pytest.mark.parametrize("name", EVERY)
def test_every_cell_worked_out_anew_is_what_the_program_says(name: str, books: Books) -> None:
    assert misses(books.ours[name], books.theirs[name]) == []


def test_numbers_are_formulas_where_they_can_be(books: Books) -> None:
    """Else nothing would have been worked out."""
    least = {"bridge": 140, "agreement": 50, "backtest": 400, "payments-ko": 200, "year": 15,
             "operations": 150, "compare-ko": 100, "shares": 50}  # fmt: skip
    for name, count in least.items():
        assert len(books.ours[name].formulas) >= count, name


def test_a_wrong_cached_value_would_be_found(books: Books) -> None:
    ours = books.ours["bridge"]
    key = next(iter(ours.formulas))
    spoilt = Held({**ours.values, key: 1.0}, ours.formulas)
    assert len(misses(spoilt, books.theirs["bridge"])) == 1


@pytest.mark.parametrize("name", ["bridge", "backtest", "agreements", "year", "operations"])
def test_steps_and_records_are_the_numbers_of_the_program(name: str, books: Books) -> None:
    steps: dict[str, list[Decimal]] = {}
    answered = burdenshare.ask(EVERY[name])
    assert answered.numbers is not None
    for one in answered.numbers():
        for step in _under(one):
            if step.value is not None:
                steps.setdefault(step.id, []).append(step.value)
    values = books.theirs[name].values
    seen = 0
    for (sheet, cell), id_ in values.items():
        if sheet in ("Steps", "Records") and cell.startswith("A") and id_ in steps:
            found = values.get((sheet, cell.replace("A", "D")))
            assert any(same(float(value), found) for value in steps[str(id_)]), id_
            seen += 1
    assert seen > 5


def _under(step: Step) -> list[Step]:
    return [step, *(deeper for used in step.uses for deeper in _under(used))]


@pytest.mark.parametrize("change", made.CHANGES, ids=lambda one: one.name)
def test_a_changed_cell_gives_what_the_program_gives(change: made.Change, books: Books) -> None:
    """Every number of the first sheet is that of the workbook of the changed question."""
    sheet = "답" if "--lang ko" in change.line else "Answer"
    ours = books.theirs[change.name].values
    wanted = books.ours[f"{change.name}-wanted"].values
    numbers = {
        cell: value for (there, cell), value in wanted.items()
        if there == sheet and isinstance(value, int | float)
    }  # fmt: skip
    assert len(numbers) > 10
    for cell, value in numbers.items():
        assert same(value, ours.get((sheet, cell))), cell


def test_a_changed_cap_binds_as_in_the_program(books: Books) -> None:
    from_program = [Decimal("1519.2")]
    for _ in range(4):
        grown = from_program[-1] * Decimal("1.01")
        from_program.append(rounded(grown, Decimal("0.1")))
    values = books.theirs["capped"].values
    sums = [values["Answer", f"L{row}"] for row in range(5, 10)]
    assert sums == [float(one) for one in from_program]
    assert [values.get(("Answer", f"I{row}")) for row in range(6, 10)] == ["cap"] * 4


def test_switches_give_what_the_program_gives(books: Books) -> None:
    assert len(books.turned) >= 8
    for one in books.turned:
        values = books.theirs[one.name].values
        for number, share in enumerate(one.shares):
            found = _share_cell(books.paths[one.name], share.definition)
            told = values[found]
            if share.share.value is None:
                assert told == "–", one.name
            else:
                assert same(float(share.share.value), told), (one.name, number)


def test_a_bridge_follows_its_switches(books: Books) -> None:
    """The parts free of order are those of the program for the new definitions, and the items as
    listed explain all unless another item came to differ."""
    seen = 0
    for one in books.turned:
        if one.bridge is None:
            continue
        values = books.theirs[one.name].values
        rows = _bridge_rows(values)
        ids = {step.item for step in one.bridge.steps}
        listed = {row for row in rows if row in ids}
        if listed != ids:
            assert "other items differ as well" in values.values()
            continue
        for step in one.bridge.steps:
            for column, part in (("G", step.shapley), ("H", step.least), ("I", step.most)):
                found = values["Answer", f"{column}{rows[step.item]}"]
                assert same(float(part), found), (step.item, column)
            seen += 1
    assert seen > 0


def _share_cell(path: Path, definition: str) -> tuple[str, str]:
    for name, cell in openpyxl.load_workbook(path).defined_names.items():
        if name.startswith(f"share_{definition.replace('-', '_')}_"):
            ((sheet, where),) = cell.destinations
            return sheet, where.replace("$", "")
    raise AssertionError(definition)


def _bridge_rows(values: Mapping[tuple[str, str], object]) -> dict[str, int]:
    """The row of each item in the bridge, which begins under its title."""
    titles = {one.title.en: name for name, one in burdenshare.load("korea").items.items()}
    begins = next(
        int(cell[1:]) for (sheet, cell), value in values.items()
        if sheet == "Answer" and str(value).startswith("From the first definition")
    )  # fmt: skip
    return {
        titles[str(value)]: int(cell[1:])
        for (sheet, cell), value in values.items()
        if sheet == "Answer" and cell.startswith("A") and value in titles
        and int(cell[1:]) > begins
    }  # fmt: skip


def test_ties_are_rounded_as_the_agreements_have_it(books: Books) -> None:
    """Halves away from zero, whatever the machine's fractions make of them."""
    ours, theirs = books.ours["rounding"], books.theirs["rounding"]
    assert len(ours.formulas) == made.CASES
    for key in ours.formulas:
        assert abs(float(str(ours.values[key])) - float(str(theirs.values[key]))) < 1e-9, key
    on_a_tie = [1 for last, growth, step, _ in made.ties()
                if (last * (1 + growth / 100) / step) % 1 == Decimal("0.5")]  # fmt: skip
    assert len(on_a_tie) > 400


# -- the file --------------------------------------------------------------------------------------


def test_page_command_and_python_give_the_same_bytes(tmp_path: Path) -> None:
    """Whatever the time zone and the process."""
    made_anew = "import sys, burdenshare; burdenshare.save(*sys.argv[1:])"
    with serving() as site:
        for language in ("en", "ko"):
            line = f"bridge korea 2016 official spark-2016 --lang {language}"
            ways = [tmp_path / f"{language}-{way}.xlsx" for way in ("command", "python", "process")]
            assert main([*line.split(), "--save", str(ways[0])]) == 0
            burdenshare.save(line, str(ways[1]))
            subprocess.run(
                [sys.executable, "-c", made_anew, line, str(ways[2])],
                env={**os.environ, "TZ": "Asia/Seoul", "PYTHONHASHSEED": "7"}, check=True,
            )  # fmt: skip
            reply = site.get(
                "/api/v1/korea/bridge?span=2016&start=official&end=spark-2016"
                f"&lang={language}&form=xlsx"
            )
            assert {way.read_bytes() for way in ways} == {reply.content}
            assert reply.headers["content-type"] == XLSX
            wanted = f'attachment; filename="burdenshare-bridge-{language}.xlsx"'
            assert reply.headers["content-disposition"] == wanted


def test_every_command_has_a_workbook(tmp_path: Path) -> None:
    for command in COMMANDS:
        if command.name in ("serve", "new", "run", "reproduce", "export"):
            continue
        line = command.examples[0].removeprefix("burdenshare ").replace("./mine", "korea")
        path = burdenshare.save(line, str(tmp_path / f"{command.name}.xlsx"))
        book = openpyxl.load_workbook(path)
        assert book.sheetnames[0] == "Answer"
        assert book.sheetnames[-2:] == ["Sources", "About"]
        about = {row[0].value: row[1].value for row in book["About"].iter_rows(max_col=2)}
        assert str(about["Make it again"]).startswith(f"burdenshare {command.name}")


NAMESPACE = "{http://schemas.openxmlformats.org/package/2006/relationships}"


@pytest.mark.parametrize("name", ["bridge-ko", "payments-ko", "sources"])
def test_the_package_is_whole(name: str, books: Books) -> None:
    """Every part is well-formed, has a type, and every link inside the file leads somewhere."""
    with zipfile.ZipFile(books.paths[name]) as package:
        names = set(package.namelist())
        types = package.read("[Content_Types].xml").decode()
        for part in names:
            ElementTree.fromstring(package.read(part))
            ending = part.rpartition(".")[2]
            assert f'PartName="/{part}"' in types or f'Extension="{ending}"' in types
            if part.endswith(".rels"):
                folder = part.partition("_rels/")[0]
                for one in ElementTree.fromstring(package.read(part)).iter(
                    f"{NAMESPACE}Relationship"
                ):
                    if one.get("TargetMode") != "External":
                        target = str(one.get("Target"))
                        there = os.path.normpath(folder + target).lstrip("/")
                        assert there in names or target.lstrip("/") in names, target
        assert not any("vba" in part or "externalLink" in part for part in names)


RUN = ('=HYPERLINK("http://x.test","a")', "+1+1", "-2+3", "@SUM(1)", "\t=1", "=cmd|' /C x'!A0")


def test_what_a_cell_could_run_is_a_text(tmp_path: Path) -> None:
    copy = ruritania(tmp_path)
    path = copy / "sources.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    head = lines[0].split(",")
    first = lines[1].split(",")
    first[head.index("title")] = '"' + RUN[0].replace('"', '""') + '"'
    first[head.index("publisher")] = RUN[5]
    lines[1] = ",".join(first)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    saved = burdenshare.save(f"sources {copy}", str(tmp_path / "x.xlsx"))
    told = [
        cell for sheet in openpyxl.load_workbook(saved).worksheets for row in sheet.iter_rows()
        for cell in row if isinstance(cell.value, str) and cell.value in RUN
    ]  # fmt: skip
    assert {cell.value for cell in told} == {RUN[0], RUN[5]}
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in told)


def test_texts_that_could_run_survive_as_texts(tmp_path: Path) -> None:
    leaf = Leaf("Texts")
    for one in RUN:
        leaf.add(text(one))
    path = tmp_path / "texts.xlsx"
    path.write_bytes(paper.bound([leaf], "", "", datetime(2018, 7, 24), "en"))
    book = held(recalculated([path], tmp_path)["texts"])
    assert not book.formulas
    assert [value for _, value in sorted(book.values.items())] == list(RUN)


def test_without_the_package_it_says_so(tmp_path: Path) -> None:
    code = (
        "import sys\nsys.modules['xlsxwriter'] = None\nfrom burdenshare.cli import main\n"
        "sys.exit(main(['backtest', 'korea', '--lang', 'en', '--save', sys.argv[1]]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "x.xlsx")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "XlsxWriter" in done.stderr
    assert "burdenshare[excel]" in done.stderr
    assert not list(tmp_path.iterdir())


LARGE = """
import re, sys, time
from decimal import Decimal
from burdenshare.show.amounts import Numbers
from burdenshare.show.words import words
from burdenshare.show.workbook import make
from burdenshare.vocabulary import Place, Step
records = [
    Step(id=f"r-{n}", name="cost", value=Decimal(n) / 10, unit="percent", status="recorded",
         year=2000, how="recorded", details={"item": "x", "years": "2000"}, place=Place("a.csv", n))
    for n in range(10_000)
]
whole = Step(id="all", name="cost", value=sum(r.value for r in records), unit="percent",
             status="computed", how="sum", uses=tuple(records),
             details={"item": "x", "years": "2000"})
start = time.perf_counter()
made = make.made(make.Asked(title="", lead="", tables=(), lines=(), steps=[whole], shown={},
    kind=None, numbers=Numbers(words("en"), {}), sources={}, command="", program="", version=""))
open(sys.argv[1], "wb").write(made)
most = re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]
print(time.perf_counter() - start, int(most) // 1024)
"""


def test_ten_thousand_rows_take_seconds_and_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    done = subprocess.run(
        [sys.executable, "-c", LARGE, str(path)], capture_output=True, text=True, check=True
    )
    seconds, megabytes = map(float, done.stdout.split())
    assert seconds < 60  # a few in a quiet machine
    assert megabytes < 400
    told = held(recalculated([path], tmp_path)["large"])
    assert 4999500.0 in told.values.values()


def test_only_one_module_knows_the_package() -> None:
    for path in (ROOT / "src").rglob("*.py"):
        if re.search(r"^(import|from) xlsxwriter", path.read_text(encoding="utf-8"), re.MULTILINE):
            assert path.name == "paper.py"
