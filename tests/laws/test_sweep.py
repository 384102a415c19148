"""A sweep: the very numbers of ``compare``, each label once, and the same in every form."""

from __future__ import annotations

import csv
import importlib
import io
import json
import math
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import burdenshare
from burdenshare import outlook, sweeps
from burdenshare.answers import forms
from burdenshare.answers.commands import UsageError
from burdenshare.cli import main
from burdenshare.futures import labelled
from burdenshare.model.series import figure
from burdenshare.running import Running
from burdenshare.show import data
from burdenshare.show.words import words
from burdenshare.vocabulary import Years

NAMES = "twelfth-carried-on,twelfth-with-support,us-operational-support"
LINE = (
    f"sweep korea {NAMES} --years 2030-2032 --assume cpi-kr=2.0 "
    "--paths stated,crash-1998,tension,contingency --definitions official,spark-2016 --futures 600"
)
KEYS = {"q05": "low", "q25": "lower", "q50": "middle", "q75": "upper", "q95": "high"}


def cells(line: str = LINE) -> list[dict[str, str]]:
    made = burdenshare.ask(line).cells
    assert made is not None
    return list(csv.DictReader(io.StringIO(data.as_csv(*made()))))


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return cells()


@pytest.mark.parametrize("path", ["", "crash-1998"])
def test_numbers_are_those_that_compare_gives(path: str, rows: list[dict[str, str]]) -> None:
    line = f"compare korea {NAMES} --years 2030-2032 --assume cpi-kr=2.0 --share official"
    held: Any = burdenshare.ask(f"{line} --futures 600 {f'--path {path}' if path else ''}")
    content = held.content()
    wanted: dict[tuple[str, ...], Any] = {}
    for one in content["outlooks"]:
        for year, step in one.steps.items():
            wanted[one.of.name, "", str(year), "sum"] = step
        wanted[one.of.name, "", "2030-2032", "sum"] = one.total
        wanted[one.of.name, "", "2030-2032", "sum", "dollars"] = one.dollars
    for one in content["futures"]:
        for name in ("mean", *KEYS):
            key = KEYS.get(name, name)
            for year, steps in one.years.items():
                wanted[one.of.name, "", str(year), name] = steps[key]
            wanted[one.of.name, "", "2030-2032", name] = one.steps.get(key)
            wanted[one.of.name, "", "2030-2032", name, "dollars"] = one.steps.get(f"dollars-{key}")
    for name, years in content["shares"].steps.items():
        for year, step in years.items():
            wanted[name, "official", str(year), "sum"] = step
    found = {
        (row["proposal"], row["definition"], row["year"], row["statistic"], *in_dollars(row)): row
        for row in rows
        if row["path"] == (path or "stated") and row["definition"] != "spark-2016"
    }
    told = {at: step for at, step in wanted.items() if step is not None}
    assert len(told) > 60
    for at, step in told.items():
        row = found[at]
        assert (row["value"], row["unit"]) == (data.exact(step.value), step.unit), at
        assert row["id"] == (f"{path}-{step.id}" if path else step.id)
        assert row["place"] == str(data.place(step))
        assert row["documents"]
    assert all(not row["value"] and row["gap"] for at, row in found.items() if at not in told)


def in_dollars(row: dict[str, str]) -> tuple[str, ...]:
    return ("dollars",) if row["measure"] == "dollars" else ()


def test_all_years_in_dollars_are_at_the_rate_of_the_path() -> None:
    """In 2026 nobody knows the rate. As stated it is the newest on record; in a crash that of
    each year of the path, so the same won are fewer dollars."""
    line = "sweep korea sma-12 --years 2026-2027 --paths stated,crash-1998"
    told = {(row["path"], row["measure"]): row for row in cells(line) if "-" in row["year"]}
    won = "3070.3"
    assert told["stated", "cost"]["value"] == told["crash-1998", "cost"]["value"] == won
    newest = figure(burdenshare.load("korea").series, "krw-per-usd", 2025, ["first"]).value
    assert newest is not None
    stated = Decimal(told["stated", "dollars"]["value"])
    assert round(stated, 6) == round(Decimal(won) / newest * 1000, 6)
    assert Decimal(told["crash-1998", "dollars"]["value"]) < stated * Decimal("0.8")
    assert {row["unit"] for (_, key), row in told.items() if key == "dollars"} == {"USD mn"}


def test_a_sum_in_dollars_stays_what_it_is() -> None:
    (row,) = [one for one in cells("sweep korea us-usd-1200mn --years 2019-2019")
              if one["measure"] == "dollars"]  # fmt: skip
    assert (row["value"], row["unit"]) == ("1200", "USD mn")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_people_read_titles_and_files_hold_names(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line = "sweep korea sma-12 --paths stated,crash-1998,tension --definitions official"
    assert main([*line.split(), "--futures", "64", "--lang", language]) == 0
    text, _, names = capsys.readouterr().out.partition(
        {"en": "What the names stand for", "ko": "이름의 뜻"}[language]
    )
    for name in ("sma-12", "crash-1998", "tension", "official", "q05"):
        assert name not in text, name
        assert name in names
    assert "stated" in names
    korea = burdenshare.load("korea")
    for title in (
        korea.agreements[-1].title, korea.paths["crash-1998"].title,
        korea.postures["tension"].title,
    ):  # fmt: skip
        assert words(language).text(title) in text
    assert {row["path"] for row in cells(line)} == {"stated", "crash-1998", "tension"}


def test_a_posture_is_that_of_every_metered_cost(rows: list[dict[str, str]]) -> None:
    """Contingency is dearer than tension; what follows no posture stays."""
    korea = burdenshare.load("korea")
    series = dict(korea.series)
    series["operations-tension"] = replace(series["operations-tension"], posture="contingency")
    other = replace(korea, series=series)
    chosen = outlook.chosen(korea, ["twelfth-with-support"])
    (one,) = outlook.compare(other, chosen, Years(2031, 2031), {})
    assert one.of.years.first == 2031
    told = {
        (row["proposal"], row["path"]): row["value"]
        for row in rows
        if (row["year"], row["statistic"], row["definition"]) == ("2031", "mean", "")
    }
    name = "twelfth-with-support"
    assert told[name, "tension"] == told[name, "stated"]
    assert float(told[name, "contingency"]) > float(told[name, "tension"]) + 50
    many = outlook.spreads(
        sweeps.in_posture(korea, "contingency"), outlook.chosen(korea, NAMES.split(",")),
        Years(2030, 2032), 600, 0, Running(threads=1),
    )  # fmt: skip
    assert told[name, "contingency"] == str(many[1].years[2031]["mean"].value)


def test_every_label_stands_once_and_every_id(rows: list[dict[str, str]]) -> None:
    names = ("proposal", "path", "measure", "definition", "year", "statistic")
    labels = [tuple(row[key] for key in names) for row in rows]
    assert len(set(labels)) == len(labels) == 3 * 4 * (7 * 4 + 7 + 2 * 3)
    values: dict[str, set[str]] = {}
    for row in rows:
        values.setdefault(row["id"], set()).add(row["value"])
    assert all(len(one) == 1 for one in values.values()), "an id is that of one number"


def test_a_gap_is_never_nought(rows: list[dict[str, str]]) -> None:
    kept_back = [row for row in rows if row["proposal"] == "us-operational-support"]
    assert {row["value"] for row in kept_back} == {""}
    assert all(row["gap"] for row in kept_back)
    found = burdenshare.dataset(LINE)
    assert bool(found.cost.sel(proposal="us-operational-support").isnull().all())


def test_arrays_hold_what_the_table_holds(rows: list[dict[str, str]]) -> None:
    found = burdenshare.dataset(LINE)
    assert found.cost.dims == ("proposal", "path", "year", "statistic")
    assert found.total.dims == found.dollars.dims == ("proposal", "path", "statistic")
    assert found.dollars.attrs["units"] == "USD mn"
    assert found.share.dims == ("proposal", "path", "definition", "year")
    assert (found.cost.attrs["units"], found.share.attrs["units"]) == ("KRW bn", "percent")
    assert found.attrs == {"seed": 0, "futures": 1024, "years": "2030–2032"}
    for row in rows:
        at: dict[str, Any] = {key: row[key] for key in ("proposal", "path")}
        is_total = row["measure"] == "cost" and "-" in row["year"]
        name = "total" if is_total else row["measure"]
        if "-" not in row["year"]:
            at["year"] = int(row["year"])
        extra = "definition" if name == "share" else "statistic"
        at[extra] = row[extra]
        value = float(found[name].sel(at))
        assert math.isnan(value) if not row["value"] else value == float(row["value"]), row


def test_files_hold_the_same(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    table = importlib.import_module("pyarrow.parquet")
    xarray = importlib.import_module("xarray")
    long = table.read_table(burdenshare.save(LINE, str(tmp_path / "long.parquet")))
    told = long.to_pylist()
    assert [one["exact"] for one in told] == [row["value"] for row in rows]
    assert [one["value"] for one in told] == [
        float(row["value"]) if row["value"] else None for row in rows
    ]
    assert [one["id"] for one in told] == [row["id"] for row in rows]
    path = burdenshare.save(LINE, str(tmp_path / "arrays.nc"))
    with xarray.open_dataset(path, engine="scipy") as kept:
        made = burdenshare.dataset(LINE)
        for name in ("cost", "total", "dollars", "share"):
            # the file gives years as 32 bits and names as objects; the labels are equal
            assert [*kept[name].dims] == [*made[name].dims]
            assert bool(((kept[name] == made[name]) | made[name].isnull()).all())
            assert kept[name].attrs["units"] == made[name].attrs["units"]


ROW = labelled.Row("a", "stated", "cost", "", 2026, "sum", 1.0, "KRW bn")
LABELS: dict[str, list[Any]] = {
    "proposal": ["a"], "path": ["stated"], "definition": [], "year": [2026], "statistic": ["sum"],
}  # fmt: skip
TOTAL = replace(ROW, year=0)


def test_labels_align_exactly_or_it_fails() -> None:
    found = labelled.dataset([ROW, TOTAL], LABELS, {})
    assert float(found.cost.sel(proposal="a", path="stated", year=2026, statistic="sum")) == 1.0
    for wrong in (
        [ROW],
        [TOTAL],
        [ROW, ROW, TOTAL],
        [ROW, TOTAL, replace(ROW, proposal="b")],
        [replace(ROW, year=2027), TOTAL],
    ):
        with pytest.raises(ValueError, match=r"label|two numbers"):
            labelled.dataset(wrong, LABELS, {})
    two = {**LABELS, "proposal": ["a", "b"]}
    dollars = [replace(one, proposal="b", unit="USD mn") for one in (ROW, TOTAL)]
    with pytest.raises(labelled.MixedUnitsError):
        labelled.dataset([ROW, TOTAL, *dollars], two, {})


def test_what_does_not_fit_ends_in_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert main(["sweep", "korea", "sma-12", "--paths", "crash-1989"]) == 2
    assert "tension" in capsys.readouterr().err
    assert main(["sweep", "korea", "sma-12", "--definitions", "none"]) == 2
    assert main(["compare", "korea", "sma-12", "--save", str(tmp_path / "x.parquet")]) == 2
    assert "parquet" not in capsys.readouterr().err.partition("txt")[2]
    with pytest.raises(UsageError, match="no-labels"):
        burdenshare.dataset("compare korea sma-12")
    with pytest.raises(UsageError, match="sweep-units"):
        burdenshare.dataset("sweep korea sma-10,us-usd-1200mn --years 2019-2019")
    monkeypatch.setattr(forms, "find_spec", lambda _: None)
    assert main(["sweep", "korea", "sma-12", "--save", str(tmp_path / "x.nc")]) == 2
    assert "burdenshare[sweep]" in capsys.readouterr().err


def test_progress_is_that_of_all_paths() -> None:
    heard: list[tuple[str, int, int, float | None]] = []

    def told(*said: Any) -> None:
        heard.append(said)

    for place in range(4):
        part = sweeps.part(told, place, 4)
        part("run", 50, 100, 10.0)
        part("run", 100, 100, 0.0)
    assert [one[1] for one in heard] == [50, 100, 150, 200, 250, 300, 350, 400]
    assert {one[2] for one in heard} == {400}
    assert [one[3] for one in heard][::2] == [70.0, 50.0, 30.0, 10.0], "half of one takes 10 s"


def test_json_tells_each_number_as_any_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", "korea", "sma-12", "--paths", "crash-1998", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["labels"]["path"] == ["crash-1998"]
    one = told["cells"][0]
    assert one["number"]["place"].startswith("dossiers/korea/")
    assert one["number"]["documents"]
