"""A dossier taken along: what others read in it is what the program says, number by number."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args, get_type_hints

import duckdb
import pandas
import pytest
import yaml
from frictionless import Package as Frictionless

import burdenshare
from burdenshare import accounting, study, tabulation
from burdenshare.answers import export
from burdenshare.cli import main
from burdenshare.show.package import bibliography, frictionless, sqlite
from burdenshare.show.package.tables import Package
from burdenshare.vocabulary import Dossier, Source, Step
from tests.written import ROOT, ruritania


@pytest.fixture(scope="module")
def korea() -> Dossier:
    return burdenshare.load("korea")


@pytest.fixture(scope="module")
def held(korea: Dossier) -> Package:
    return tabulation.package(korea, "0")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("taken") / "korea"
    assert main(["export", "korea", "--to", str(place)]) == 0
    return place


@pytest.fixture(scope="module")
def database(folder: Path) -> Iterator[sqlite3.Connection]:
    with sqlite3.connect(folder / "korea.sqlite") as one:
        one.row_factory = sqlite3.Row
        yield one
    one.close()


def asked(query: str) -> list[tuple[Any, ...]]:
    """What DuckDB answers."""
    with duckdb.connect() as one:
        return one.execute(query).fetchall()


def test_another_program_finds_the_package_valid(folder: Path) -> None:
    """Types, what is required, the words that are allowed, keys, and what leads where."""
    report = Frictionless(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "type", "message"])[:10]
    assert len(report.tasks) == len(list((folder / "csv").iterdir()))


def test_a_spoiled_package_is_not_valid(folder: Path, tmp_path: Path) -> None:
    """The validation above can fail."""
    (tmp_path / "csv").mkdir()
    told = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    kept = ("categories", "agreements", "payments", "sources")
    told["resources"] = [one for one in told["resources"] if one["name"] in kept]
    for one in told["resources"]:
        text = (folder / one["path"]).read_text(encoding="utf-8")
        if one["name"] == "payments":
            text = text.replace(",labour,", ",labor,")
            del one["hash"], one["bytes"]
        (tmp_path / one["path"]).write_text(text, encoding="utf-8")
    (tmp_path / "datapackage.json").write_text(json.dumps(told), encoding="utf-8")
    report = Frictionless(str(tmp_path / "datapackage.json")).validate()
    assert {kind for (kind,) in report.flatten(["type"])} == {"foreign-key"}


def test_the_database_is_whole(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA foreign_keys = ON")
    assert [tuple(row) for row in database.execute("PRAGMA integrity_check")] == [("ok",)]
    assert not list(database.execute("PRAGMA foreign_key_check"))
    with pytest.raises(sqlite3.IntegrityError):
        database.execute("UPDATE payments SET agreement = 'sma-99' WHERE agreement IS NOT NULL")
    database.rollback()


def test_every_record_of_the_dossier_is_in_it(korea: Dossier, held: Package) -> None:
    counts = {one.name: len(one.rows) for one in held.tables}
    assert counts["payments"] == len(korea.payments)
    assert counts["costs"] == len(korea.costs)
    assert counts["claims"] == len(korea.claims)
    assert counts["sources"] == len(korea.sources)
    assert counts["agreements"] == len(korea.agreements) + len(korea.proposals)
    assert counts["observations"] == sum(len(s.observations) for s in korea.series.values())
    for name in ("round", "position", "statement", "occasion", "opinion"):
        told = sum(len(getattr(one, name)) for one in korea.talks.values())
        assert counts[f"{name}s"] == told
    written = {
        "sources", "payments", "costs", "claims", "agreements", "observations", "deployments",
    }  # fmt: skip
    for name in written:
        table = held.table(name)
        places = {str(row[table.column("place")]) for row in table.rows}
        assert all(re.search(r"\.(toml|csv):\d+$", place) for place in places)
        keys = [tuple(row[table.column(one)] for one in table.key) for row in table.rows]
        assert len(keys) == len(set(keys))


def test_every_number_of_the_package_is_explained_by_its_id(korea: Dossier, held: Package) -> None:
    """The id, the value and the place in the package are those of ``explain``."""
    table = held.table("numbers")
    known: dict[str, Step] = {}
    roots = [*study.every_number(korea), *accounting.every_share(korea)]
    for step in (each for root in roots for each in study.down(root)):
        known.setdefault(step.id, step)
    by_command = table.rows[:: len(table.rows) // 3]
    for row in table.rows:
        name = str(row[table.column("id")])
        if row in by_command:
            assert study.explain(korea, name)[0].value == known[name].value
        step = known[name]
        value = row[table.column("value")]
        assert (value is None) == (step.value is None)
        if step.value is not None:
            assert abs(Decimal(str(value)) - step.value) <= Decimal("0.000001")
        assert row[table.column("status")] == step.status


def test_every_citation_leads_to_a_record_and_a_document(held: Package) -> None:
    keys = {(one.name, row[0]) for one in held.tables for row in one.rows}
    for table, record, _, source in held.table("citations").rows:
        assert (table, record) in keys
        assert ("sources", source) in keys


def _payments() -> dict[tuple[int, str], Decimal]:
    """What the command prints as JSON: the figure shown first, by year and status."""
    told: Any = burdenshare.ask("payments korea").content()
    return {
        (row.year, status): cell.first.value
        for row in told.years
        for status, cell in row.cells.items()
        if cell.first.value is not None
    }


def test_the_sums_are_those_of_payments(folder: Path, database: sqlite3.Connection) -> None:
    wanted = _payments()
    stored = {
        (row["year"], row["status"]): Decimal(repr(row["value"]))
        for row in database.execute("SELECT * FROM ledger WHERE value IS NOT NULL")
    }
    assert stored == wanted
    total = sum(wanted.values())
    (by_duck,) = asked(f"SELECT sum(value::DECIMAL(18, 6)) FROM '{folder}/parquet/ledger.parquet'")
    assert by_duck[0] == total
    frame = pandas.read_parquet(folder / "parquet" / "ledger.parquet")
    assert sum((Decimal(repr(float(v))) for v in frame["value"].dropna()), Decimal(0)) == total
    with (folder / "csv" / "ledger.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert sum(Decimal(row["value"]) for row in rows if row["value"]) == total


def test_the_shares_are_those_of_share(korea: Dossier, database: sqlite3.Connection) -> None:
    rows = list(database.execute("SELECT * FROM shares WHERE share IS NOT NULL"))
    assert len(rows) == len(accounting.every_share(korea)) > 30
    for row in rows:
        if row["first_year"] == row["last_year"] and row["definition"] in (
            "official",
            "spark-2016",
        ):
            line = f"share korea {row['first_year']} {row['definition']}"
            answer = burdenshare.ask(line)
            assert answer.numbers is not None
            first = next(iter(answer.numbers()))
            assert first.value is not None
            assert abs(Decimal(repr(row["share"])) - first.value) <= Decimal("0.000001"), line
            assert row["number"] == first.id
    found = {row["definition"]: round(row["share"], 2) for row in rows if row["first_year"] == 2016
             and row["last_year"] == 2016}  # fmt: skip
    assert (found["official"], found["spark-2016"]) == (42.44, 72.6)


@pytest.mark.parametrize("reader", ["duckdb", "pandas", "csv"])
def test_every_table_reads_the_same_everywhere(
    folder: Path, database: sqlite3.Connection, held: Package, reader: str
) -> None:
    """Parquet by two programs and CSV by one, cell by cell beside the SQLite file."""
    for table in held.tables:
        names = ", ".join(f'"{one.name}"' for one in table.fields)
        order = ", ".join(f'"{one}"' for one in table.key)
        query = f'SELECT {names} FROM "{table.name}" ORDER BY {order}'
        ours = [tuple(row) for row in database.execute(query)]
        file = folder / "parquet" / f"{table.name}.parquet"
        if reader == "duckdb":
            read = asked(f"SELECT {names} FROM '{file}'")
        elif reader == "pandas":
            frame = pandas.read_parquet(file)
            assert list(frame.columns) == [one.name for one in table.fields]
            read = [
                tuple(None if pandas.isna(v) else v for v in row)
                for row in frame.itertuples(index=False)
            ]
        else:
            with (folder / "csv" / f"{table.name}.csv").open(encoding="utf-8") as text:
                read = [_typed(row, table.fields) for row in list(csv.reader(text))[1:]]
        keys = [table.column(one) for one in table.key]
        theirs = sorted(read, key=lambda row: tuple(row[n] for n in keys))
        assert [[_same(v) for v in row] for row in theirs] == [[_same(v) for v in r] for r in ours]


def _typed(row: list[str], fields: Any) -> tuple[object, ...]:
    kinds: dict[str, Any] = {"integer": int, "number": float, "string": str,
                             "boolean": lambda text: text == "true"}  # fmt: skip
    return tuple(kinds[one.kind](v) if v else None for v, one in zip(row, fields, strict=True))


def _same(value: object) -> object:
    return float(value) if isinstance(value, int | float) else value


def test_a_stored_number_keeps_every_recorded_digit(held: Package) -> None:
    for table in held.tables:
        for row in table.rows:
            for value in row:
                if isinstance(value, Decimal):
                    assert Decimal(repr(float(value))) == value, (table.name, row[0])


@pytest.mark.parametrize("view", sqlite.VIEWS)
def test_a_view_answers_and_says_where_from(view: str, database: sqlite3.Connection) -> None:
    rows = list(database.execute(f"SELECT * FROM {view}"))
    assert len(rows) > 40
    assert any(row[len(row) - 1] for row in rows)


def test_the_views_say_what_the_commands_say(database: sqlite3.Connection) -> None:
    one = database.execute("SELECT * FROM payments_by_year_and_status WHERE year = 2012").fetchone()
    assert (one["agreed"], one["units"]) == (836.1, "KRW bn")
    verdicts = {
        row[0]: row[1]
        for row in database.execute(
            "SELECT verdict, count(*) FROM claims_beside_what_the_records_give GROUP BY verdict"
        )
    }
    judged = accounting.claims(burdenshare.load("korea"))
    assert verdicts == {name: sum(v.verdict == name for v in judged) for name in verdicts}
    assert sum(verdicts.values()) == len(judged)
    (count,) = database.execute(
        "SELECT numbers FROM sources_with_counts WHERE id = 'ejanews-2013'"
    ).fetchone()
    assert count > 10


def test_every_column_says_what_it_means(held: Package, folder: Path) -> None:
    for table in held.tables:
        assert table.title
        assert table.title_ko
        for one in table.fields:
            assert len(one.about) > 3, (table.name, one.name)
    with (folder / "dictionary.csv").open(encoding="utf-8") as file:
        told = {(row["table"], row["column"]): row for row in csv.DictReader(file)}
    assert len(told) == sum(len(one.fields) for one in held.tables)
    assert told["payments", "status"]["choices"].startswith("agreed;budgeted")
    assert told["payments", "category"]["leads"] == "categories.name"


def test_two_runs_give_the_same_bytes(korea: Dossier, held: Package, folder: Path) -> None:
    again = tabulation.package(korea, burdenshare.__version__)
    made = dict(export.files(again, korea, export.PARTS, lambda _: None))
    for name, content in made.items():
        assert (folder / name).read_bytes() == content, name
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert files == {*made, "contents.json"}
    assert json.loads((folder / "contents.json").read_text(encoding="utf-8")) == [
        *made, "contents.json",
    ]  # fmt: skip
    assert export.zipped("x", iter(made.items())) == export.zipped("x", iter(made.items()))


def test_one_zip_holds_the_same_files(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "korea.zip"
    parts = "csv,sqlite,bibliography"
    assert main(["export", "korea", "--to", str(place), "--parts", parts]) == 0
    archive = zipfile.ZipFile(place)
    assert archive.testzip() is None
    for name in archive.namelist():
        inside = name.removeprefix("burdenshare-korea/")
        assert archive.read(name) == (folder / inside).read_bytes()
    listed = [p for p in folder.rglob("*") if p.is_file() and p.suffix != ".parquet"]
    assert len(archive.namelist()) == len(listed) - 1  # the list of contents is the folder's own


def test_a_package_of_a_past_day_holds_nothing_later(tmp_path: Path) -> None:
    place = tmp_path / "then.sqlite"
    assert main(["export", "korea", "--to", str(place), "--as-of", "2018-07-24"]) == 0
    with sqlite3.connect(place) as one:
        assert not list(one.execute("PRAGMA foreign_key_check"))
        (latest,) = one.execute("SELECT max(signed) FROM agreements").fetchone()
        assert latest < "2018-07-25"
        assert ("as of", "2018-07-24") in list(one.execute("SELECT * FROM about"))
    one.close()


def test_an_invented_dossier_is_taken_along_as_well(tmp_path: Path) -> None:
    place = tmp_path / "data"
    copy = ruritania(tmp_path)
    (copy / "claims.csv").unlink()
    (copy / "costs.csv").unlink()
    assert main(["export", str(copy), "--to", str(place), "--parts", "csv,sqlite"]) == 0
    assert Frictionless(str(place / "datapackage.json")).validate().valid


def test_parts_are_left_out_only_when_it_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    place = tmp_path / "data"
    assert main(["export", "ruritania", "--to", str(place)]) == 2
    told = capsys.readouterr().err
    assert "duckdb" in told
    assert "--parts csv,sqlite,bibliography" in told
    assert not list(tmp_path.iterdir())
    assert main(["export", "ruritania", "--to", str(place), "--parts", "csv,bibliography"]) == 0
    names = {one.name for one in place.iterdir()}
    assert names == {"csv", "bibliography", "datapackage.json", "dictionary.csv", "contents.json"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "--to"),
        (["--to", "x", "--parts", "csv,exe"], "no part"),
        (["--to", "x.bib", "--parts", "csv"], "--parts"),
        (["--to", "no/such/folder/x"], "not written"),
    ],
)
def test_what_cannot_be_taken_along_is_said(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["export", "ruritania", *words]) == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


TIMED = r"""
import re, sys, time
from pathlib import Path
from burdenshare.cli import main
start = time.monotonic()
main(["export", "korea", "--to", sys.argv[1]])
took = time.monotonic() - start
print(took, re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])
"""


def test_the_database_is_made_in_seconds_with_bounded_memory_and_progress(tmp_path: Path) -> None:
    """Measured in a process of its own. About two seconds and 80 MB on a quiet machine."""
    done = subprocess.run(
        [sys.executable, "-c", TIMED, str(tmp_path / "korea.sqlite")],
        capture_output=True, text=True, check=True, env={"PYTHONPATH": ":".join(sys.path)},
    )  # fmt: skip
    took, memory = (float(part) for part in done.stdout.split()[-2:])
    assert took < 20
    assert memory < 200_000  # kilobytes
    if took > 3:
        assert "Working: SQLite file …" in done.stderr
    assert not re.search(r"Traceback|Warning", done.stderr)


# -- references ----------------------------------------------------------------------------------


def _entries(text: str) -> list[tuple[str, str, dict[str, str]]]:
    """A strict reader of BibTeX: every brace is closed, every field stands once."""
    found = []
    at = 0
    while (start := text.find("@", at)) >= 0:
        kind, _, rest = text[start + 1 :].partition("{")
        depth, end = 1, start + 2 + len(kind)
        while depth:
            letter = text[end]
            if letter == "\\":
                end += 2
                continue
            depth += {"{": 1, "}": -1}.get(letter, 0)
            end += 1
        key = rest.partition(",")[0]
        body = text[start + 2 + len(kind) : end - 1]
        told = re.findall(r"^  (\w+) = \{(.*)\},?$", body, re.MULTILINE)
        assert len({name for name, _ in told}) == len(told)
        found.append((kind, key, dict(told)))
        at = end
    return found


EDITION = bibliography.Edition("9.9.9", "korea", "1a2b3c4d")


def _own_titles(dossier: Dossier) -> Iterator[tuple[str, str, str]]:
    """Id, title in the language of the document, and the other title."""
    for one in dossier.sources.values():
        en, ko = (" ".join(title.split()) for title in (one.title, one.title_ko))
        yield (one.id, ko, en) if one.language == "ko" else (one.id, en, ko)


def _from_tex(text: str) -> str:
    for told, meant in (("asciitilde", "~"), ("asciicircum", "^")):
        text = text.replace(f"\\text{told}{{}}", meant)
    return re.sub(r"\\([{}&%$#_])", r"\1", text)


def test_bibtex_holds_every_document_once_after_this_program(korea: Dossier) -> None:
    (kind, key, told), *entries = _entries(bibliography.bibtex(korea.sources.values(), EDITION))
    assert (kind, key, told["version"]) == ("misc", "burdenshare", "9.9.9")
    assert told["title"].startswith("{burdenshare: an open")
    assert told["note"] == "Records korea 1a2b3c4d, burdenshare 9.9.9."
    assert [key for _, key, _ in entries] == list(korea.sources)
    for kind, key, told in entries:
        assert kind in {"misc", "techreport", "article"}
        assert told["year"] == korea.sources[key].date[:4]
        assert not re.search(r"(?<!\\)[&%$#]", told["title"])
    assert entries[0][2]["title"].startswith("{2018 Defense White Paper")


def test_a_document_is_called_by_the_title_in_its_own_language(korea: Dossier) -> None:
    """In BibTeX and RIS the other title stands beside it; of a third language it is said that
    the title is a translation."""
    _, *entries = _entries(bibliography.bibtex(korea.sources.values(), EDITION))
    _, *records = bibliography.ris(korea.sources.values(), EDITION).split("ER  - \r\n")
    third = []
    for (name, own, other), (_, key, told), record in zip(
        _own_titles(korea), entries, records, strict=False
    ):
        assert key == name
        assert _from_tex(told["title"]) == f"{{{own}}}"
        assert _from_tex(told["note"]).startswith(other)
        assert f"TI  - {own}\r\nTT  - {other}\r\n" in record
        said = "the original one is not recorded"
        assert (said in told["note"]) == (said in record)
        if said in record:
            third.append(korea.sources[name].language)
    assert sorted(third) == ["ar", "de", "es", "id", "id", "id", "id", "id", "ja", "pt", "ru", "zh"]
    assert sum(bool(re.search("[가-힣]", e["title"])) for _, _, e in entries) > 200


def test_ris_holds_every_document_once_after_this_program(korea: Dossier) -> None:
    text = bibliography.ris(korea.sources.values(), EDITION)
    own, *records = [part for part in text.split("ER  - \r\n") if part.strip()]
    assert own.split("\r\n")[:2] == ["TY  - COMP", "ID  - burdenshare"]
    assert "N1  - Records korea 1a2b3c4d, burdenshare 9.9.9." in own
    assert len(records) == len(korea.sources)
    for record, source in zip(records, korea.sources.values(), strict=True):
        lines = [line for line in record.split("\r\n") if line]
        assert lines[0].startswith("TY  - ")
        assert all(re.match(r"[A-Z][A-Z0-9]  - \S", line) for line in lines)
        assert f"ID  - {source.id}" in lines
        assert "\n" not in record.replace("\r\n", "")


def test_the_korean_form_names_publisher_title_day_and_address(korea: Dossier) -> None:
    own, *lines = bibliography.korean(korea.sources.values(), EDITION).splitlines()
    assert own.endswith("agreements”, 기록 korea 1a2b3c4d, burdenshare 9.9.9.")
    assert len(lines) == len(korea.sources)
    assert lines == sorted(lines)
    wanted = (
        "「한국, 주한미군 방위비 실제 분담률 73% (연합뉴스)」, 2018. 5. 22., https://spark946.org/"
    )
    assert any(wanted in line for line in lines)
    assert any("“Making an Offer South Korea Can't Accept”(한국이 받아들일 수 없는 제안), " in line
               for line in lines)  # fmt: skip
    assert sum("원제는 기록에 없음" in line for line in lines) == 12


@pytest.mark.parametrize("kind", get_args(get_type_hints(Source)["kind"]))
def test_a_document_of_every_kind_has_a_reference(kind: str, korea: Dossier) -> None:
    one = replace(next(iter(korea.sources.values())), kind=kind)  # type: ignore[arg-type]
    for form in (bibliography.bibtex, bibliography.ris, bibliography.korean):
        assert one.publisher in form([one], EDITION)


def test_the_bibliography_of_an_export_names_the_records_it_came_with(tmp_path: Path) -> None:
    version = study.version(study.load("ruritania"))
    for name in ("x.bib", "x.ris"):
        assert main(["export", "ruritania", "--to", str(tmp_path / name)]) == 0
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert f"Records ruritania {version}, burdenshare {burdenshare.__version__}." in text


def test_the_citation_file_says_what_the_package_is() -> None:
    told = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert told["cff-version"] == "1.2.0"
    assert told["version"] == burdenshare.__version__
    assert {"message", "title", "authors", "type", "license"} <= set(told)
    assert told["authors"] == [{"name": bibliography.AUTHORS}]
    assert told["title"] == bibliography.TITLE


def test_a_text_that_a_spreadsheet_would_run_stays_text_in_csv(held: Package) -> None:
    for one in held.tables:
        text = frictionless.csv_of(one).decode()
        for row in csv.reader(io.StringIO(text)):
            for cell in row:
                assert not re.match(r"[=+@\t]|-(?![\d.]+$)", cell), cell
