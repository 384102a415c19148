"""Ids as readers type them, and figures that were read: what is found, and what is said."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

import burdenshare
from burdenshare.cli import main
from burdenshare.vocabulary import plain_id

ASSUMED = "--assume cpi-kr=2.0"


def told(line: str) -> list[str]:
    lines = burdenshare.ask(line).lines
    assert lines is not None
    return [*lines()]


def first(line: str) -> str:
    numbers = burdenshare.ask(line).numbers
    assert numbers is not None
    return next(iter(numbers())).id


@pytest.mark.parametrize("typed", [
    "sum-sma-12-2026-2030", "sum-sma-12-2026–2030", "sum—sma‑12−2026–2030",
    "'[sum-sma-12-2026–2030]'", "“sum-sma-12-2026–2030”",
])  # fmt: skip
@pytest.mark.parametrize("command", [
    "compare korea sma-12 {assumed} --explain {id}", "explain korea {id} {assumed}",
    "check-figure korea {id} {assumed}",
])  # fmt: skip
def test_an_id_is_found_whichever_dash_is_typed(command: str, typed: str) -> None:
    line = command.format(id=typed, assumed=ASSUMED)
    assert first(line) == "sum-sma-12-2026–2030"


@pytest.mark.parametrize("typed", ["agreed-2026-c1197d8c", "agreed–2026–c1197d8c"])
def test_every_command_that_takes_an_id_takes_the_same_ones(typed: str) -> None:
    for line in (
        f"explain korea {typed}", f"report korea {typed}", f"check-figure korea {typed}",
        f"payments korea --explain {typed}",
    ):  # fmt: skip
        assert first(line) == "agreed-2026-c1197d8c", line


def test_an_id_of_nothing_is_still_refused_with_the_nearest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["explain", "korea", "agreed–2026–nothing", "--lang", "en"]) == 2
    assert "agreed-2026-c1197d8c" in capsys.readouterr().err


def test_ids_of_a_dossier_stay_apart_when_dashes_are_one() -> None:
    """Otherwise one number would be told for another."""
    numbers = burdenshare.ask("compare korea").numbers
    assert numbers is not None
    ids = {step.id for step in numbers()}
    assert len({plain_id(name) for name in ids}) == len(ids)


def found(line: str) -> Iterable[tuple[str, list[str]]]:
    content = burdenshare.ask(line).content()
    assert isinstance(content, tuple)
    return [(one.kind, [each.step.id for each in one.findings]) for one in content]


@pytest.mark.parametrize(("text", "language"), [
    ("7,912.1", "en"), ("7,912.1 bn won", "en"), ("7,912.1 bn won, 2026-2030", "en"),
    ("7조 9,121억 원", "ko"), ("79,121", "ko"),
])  # fmt: skip
def test_the_total_that_compare_prints_is_known_under_its_assumption(
    text: str, language: str
) -> None:
    compared = burdenshare.ask(f"compare korea sma-12 {ASSUMED}").content()
    assert isinstance(compared, dict)
    assert str(compared["outlooks"][0].total.value) == "7912.1"
    line = f"check-figure korea '{text}' --lang {language}"
    assert found(f"{line} {ASSUMED}") == [("package", ["term-sma-12"])]
    assert told(f"{line} {ASSUMED}")[-1].endswith("cpi-kr = 2.0 %")
    ((kind, _),) = found(line)
    assert kind == "unknown"
    assert "--assume cpi-kr=2.0" in told(line)[-1]  # where such a sum is to be had


def test_the_whole_term_told_as_one_year_stays_a_slip() -> None:
    line = "check-figure korea '4,707.0 bn won"
    assert found(f"{line}'") == [("package", ["term-sma-09"])]
    assert found(f"{line} in 2015'") == [("slip", ["term-sma-09"])]


@pytest.mark.parametrize("text", ["2016", "12", "1,2", "9,999.9"])
def test_a_number_alone_is_not_made_into_a_sum_that_fits(text: str) -> None:
    assert all(kind == "unknown" for kind, _ in found(f"check-figure korea {text}"))


@pytest.fixture
def corrected(tmp_path: Path) -> Path:
    """The Korean dossier with the relocation outlay of 2016 one tenth of a billion higher."""
    folder = tmp_path / "korea"
    shutil.copytree(burdenshare.load("korea").folder, folder)
    costs = folder / "costs.csv"
    text = costs.read_text(encoding="utf-8")
    assert text.count(",666.7,") == 1
    costs.write_text(text.replace(",666.7,", ",666.8,"), encoding="utf-8")
    return folder


@pytest.mark.parametrize("command", [
    "explain {folder} {id}", "share {folder} 2016 spark-2016 --explain {id}",
    "report {folder} {id}", "check-figure {folder} {id}",
])  # fmt: skip
def test_the_id_of_a_corrected_record_leads_to_what_is_recorded_now(
    command: str, corrected: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No record says which id it had: the records of the same subject and year are told with
    their values, and how to find which took its place; ``diff`` then names one of them."""
    old = "relocation-2016-7a5180da"
    content = burdenshare.ask(f"diff korea {corrected}").content()
    assert isinstance(content, dict)
    (record,) = content["records"]
    assert record["was_id"] == old
    for language, way in (("en", "diff OLD NEW"), ("ko", "옛 id → 새 id")):
        line = command.format(folder=corrected, id=old)
        assert main([*line.split(), "--lang", language]) == 2
        told = capsys.readouterr().err
        assert f'"{old}"' in told
        assert f"{record['id']} (666.8 KRW bn)" in told
        assert "relocation-2016-cd06cf34 (2500 USD mn)" in told
        assert "relocation-2015" not in told
        assert way in told
        assert main(["explain", str(corrected), record["id"], "--lang", language]) == 0
        assert "666.8" in capsys.readouterr().out or language == "ko"


def test_an_unknown_id_says_no_more_than_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    """Of a year without records there is no kin, and an id that one answer made is no record's."""
    assert main(["explain", "korea", "agreed-1850-00000000", "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert "Nothing is on record now for the same subject and year" in told
    assert "Nearest: " in told
    for other in ("bridge-step-00000000", "agreed-2016", "share-oficial-2016"):
        assert main(["explain", "korea", other, "--lang", "en"]) == 2
        told = capsys.readouterr().err
        assert "fingerprint" not in told
        assert "Nearest: " in told
