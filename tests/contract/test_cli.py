"""The command line: ordinary, strange and hostile words."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest

from burdenshare import study
from burdenshare.answers.commands import COMMANDS
from burdenshare.cli import main
from tests.written import ruritania

Captured = pytest.CaptureFixture[str]


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("command", [c.name for c in COMMANDS])
def test_every_command_has_help_with_examples(
    command: str, language: str, capsys: Captured
) -> None:
    assert main([command, "--help", "--lang", language]) == 0
    told = capsys.readouterr().out
    assert f"burdenshare {command}" in told
    assert ("Examples" if language == "en" else "예") in told


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        ([], 0, "Commands:"),
        (["--version"], 0, "burdenshare 0"),
        (["paymnts", "korea"], 2, "Did you mean payments?"),
        (["--lang", "en", "check", "ruritania"], 0, "no problems"),
        (["check", "x" * 3000], 2, "There is no dossier"),
        (["check", "./" + "n/" * 3000], 2, "There is no folder"),
        (["check", "korea\0"], 2, "There is no dossier"),
        (["check", "korea", "--dossiers", "/nowhere"], 2, "There is no folder"),
        (["check", "/"], 2, "holds no dossier"),
        (["payments", "korea", "--year", "2012", "--year", "2013"], 2, "stands twice"),
        (["payments", "korea", "--year", "2012", "--years", "2012-2013"], 2, "exclude"),
        (["payments", "korea", "--prices", "2050"], 2, "does not reach 2050"),
        (["agreement", "korea", "8th"], 0, "8th Special"),
        (["agreement", "korea", "SMA-8"], 0, "8th Special"),
        (["backtest", "korea", "--agreement", "1"], 0, "There are no tests."),
        (["new", " "], 2, "needs a name"),
        (["share", "korea", "2016", "offical"], 2, "Known: full-pay"),
        (["share", "korea", "20166"], 2, "is not a year"),
        (["share", "korea", "2019-2016"], 2, "is not a year"),
        (["share", "korea", "2016", "official", "--count", "lnad"], 2, "There is no cost item"),
        (["share", "korea", "2016", "official", "--basis", "hoped"], 2, "is not a basis"),
        (["share", "korea", "2012", "official", "--rate", "-5"], 2, "is not an exchange rate"),
        (["share", "korea", "2016", "official", "--valuation", "me"], 2, "Nothing is recorded"),
        (
            ["share", "korea", "2016", "official", "--assume", "us-pay=lots"],
            2,
            "us-pay=interpolate",
        ),
        (["share", "korea", "2026", "official"], 1, "No share for 2026"),
        (["bridge", "korea", "2026", "official", "spark-2016"], 2, "There is no share"),
        (["multiverse", "korea", "2016", "official", "--over", "a"], 2, "is not a percentage"),
        (["check-figure", "korea", ""], 0, "There is no figure"),
        (["check-figure", "korea", "nonsense"], 0, "There is no figure"),
        (["check-figure", "korea", "--file", "/nowhere"], 2, "could not be read"),
        (["payments"], 2, "payments needs DOSSIER."),
        (["payments", "korea", "extra"], 2, "one word too many"),
        (["payments", "korea", "--yaer", "2012"], 2, "--year"),
        (["payments", "korea", "--year"], 2, "needs a value"),
        (["payments", "korea", "--year="], 2, "needs a value"),
        (["payments", "korea", "--year", "12"], 2, "is not a year"),
        (["payments", "korea", "--year", "٢٠١٢"], 2, "is not a year"),
        (["payments", "korea", "--year", "1066"], 2, "1989 to 2030"),
        (["payments", "korea", "--years", "2012-2010"], 2, "ends before it begins"),
        (["payments", "korea", "--status", "payed"], 2, "Known: agreed"),
        (["payments", "korea", "--in", "EUR"], 2, "Known: KRW, USD"),
        (["payments", "ruritania", "--in", "RUC"], 2, "no series of exchange rates"),
        (["payments", "korea", "--json", "--csv"], 2, "only one can be given"),
        (
            ["payments", "korea", "--as-of", "0001-01-01", "--prices", "2010"],
            2,
            "does not reach 2010",
        ),
        (["agreement", "korea", "99"], 2, "sma-01"),
        (["agreement", "korea", "12", "--assume", "cpi=2"], 2, "cpi-kr"),
        (["agreement", "korea", "12", "--assume", "cpi-kr=lots"], 2, "cpi-kr=2.0"),
        (["agreement", "korea", "12", "--assume", "cpi-kr=1e400"], 2, "cpi-kr=2.0"),
        (["explain", "korea", "contribution-sma-8-2012"], 2, "contribution-sma-08-2012"),
        (["explain", "korea", "2012", "--depth", "0"], 2, "levels"),
        (["explain", "korea", ""], 2, "Nothing has the id"),
        (["sources", "korea", "ejanews"], 2, "ejanews-2013"),
        (["check", "nowhere"], 2, "Known: korea, ruritania"),
        (["check", "/etc"], 2, "holds no dossier"),
        (["check", "-"], 2, "There is no option"),
        (["check", "korea", "--lang", "fr"], 2, "en or ko"),
        (["check", "korea\n; rm -rf"], 2, "There is no dossier"),
    ],
    ids=lambda x: " ".join(x)[:40] if isinstance(x, list) else "",
)
def test_words_that_do_not_fit_are_answered_in_a_sentence(
    words: list[str], status: int, told: str, capsys: Captured
) -> None:
    with patch.dict(os.environ, {"LANG": "C.UTF-8", "LC_ALL": "", "LC_MESSAGES": ""}):
        assert main(words) == status
    captured = capsys.readouterr()
    assert told in captured.out + captured.err
    assert "Traceback" not in captured.err


def test_the_language_of_the_terminal_is_spoken(capsys: Captured) -> None:
    with patch.dict(os.environ, {"LC_ALL": "ko_KR.UTF-8"}):
        main(["check", "ruritania"])
    assert "문제 없음" in capsys.readouterr().out


def numbers_in(content: object) -> list[dict[str, object]]:
    if isinstance(content, dict):
        own = [content] if {"id", "unit", "status", "place"} <= content.keys() else []
        return own + [n for value in content.values() for n in numbers_in(value)]
    if isinstance(content, list):
        return [n for value in content for n in numbers_in(value)]
    return []


@pytest.mark.parametrize(
    "command", ["payments korea", "agreement korea 8", "backtest korea", "brief korea"]
)
def test_every_number_in_json_can_be_cited_and_explained(command: str, capsys: Captured) -> None:
    main([*command.split(), "--json"])
    found = numbers_in(json.loads(capsys.readouterr().out))
    assert len(found) > 3
    for number in found:
        if number["value"] is not None:
            assert number["documents"], number
            assert number["place"], number
    korea = study.load("korea")
    known = {step.id for step in study.every_number(korea)}
    for number in found:
        if "id" in number and not command.startswith("backtest") and number["id"] not in known:
            (step,) = study.explain(korea, str(number["id"]))
            assert step.id == number["id"]


def test_a_full_disk_is_answered_in_a_sentence(capsys: Captured) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    with full.open("w") as disk:
        done = subprocess.run(
            [sys.executable, "-m", "burdenshare", "payments", "korea", "--lang", "en"],
            stdout=disk, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert "could not be printed" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_assumed_number_is_explained_under_the_same_assumption(capsys: Captured) -> None:
    words = ["explain", "korea", "contribution-sma-12-2030", "--assume", "cpi-kr=2.0"]
    assert main([*words, "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "₩1,646.0 bn  (assumed)" in told
    assert "an assumption, not a record" in told
    assert main(["agreement", "korea", "5", "--assume", "gdp-deflator-kr=2.9", "--lang", "en"]) == 0
    assert "660.1" in capsys.readouterr().out


def test_brief_says_when_a_rule_no_longer_holds(tmp_path: Path, capsys: Captured) -> None:
    copy = ruritania(tmp_path)
    path = copy / "agreements" / "first.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("0.05", "0.04"), encoding="utf-8")
    main(["brief", str(copy), "--lang", "en"])
    assert "not as expected: first 2003" in capsys.readouterr().out


MORE = {
    "share": ["2016", "official"],
    "bridge": ["2016", "official", "spark-2016"],
    "multiverse": ["2016", "official"],
    "missing": ["2019", "spark-2016"],
    "check-figure": ["42%"],
    "explain": ["2012"],
    "diff": ["ruritania"],
    "report": ["2012"],
}


@pytest.mark.parametrize(
    "command",
    [c.name for c in COMMANDS if c.name not in ("new", "serve", "run", "reproduce", "export")],
)
def test_csv_has_one_line_a_number(command: str, capsys: Captured) -> None:
    main([command, "korea", *MORE.get(command, []), "--csv"])
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert {len(row) for row in rows} == {len(rows[0])}


def test_no_cell_of_csv_is_a_formula(tmp_path: Path, capsys: Captured) -> None:
    copy = ruritania(tmp_path)
    path = copy / "sources.csv"
    hostile = path.read_text(encoding="utf-8").replace("First Hosting", '=HYPERLINK("http://x")&')
    path.write_text(
        hostile.replace('=HYPERLINK("http://x")&', '"=HYPERLINK(""http://x"")&').replace(
            " Agreement,제1차", ' Agreement",제1차'
        ),
        encoding="utf-8",
    )
    assert main(["sources", str(copy), "--csv"]) == 0
    for row in csv.reader(io.StringIO(capsys.readouterr().out)):
        assert not any(cell.startswith(("=", "+", "@")) for cell in row)


def test_a_private_dossier_with_a_thirteenth_agreement_as_text_alone(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "mine", "--copy", "korea"]) == 0
    deal = tmp_path / "mine" / "agreements" / "sma-13.toml"
    deal.write_text(
        """
title    = { en = "13th Special Measures Agreement", ko = "제13차 방위비분담특별협정" }
signed   = 2030-10-01
in_force = 2030-12-01
years    = [2031, 2032]
money    = "KRW bn, nominal"
source   = "my-draft"

[[contribution]]
year   = 2031
amount = 1800.0
source = "my-draft"

[[escalator]]
year     = 2032
plus     = 0.02
round_to = 0.1
source   = "my-draft"
""",
        encoding="utf-8",
    )
    with (tmp_path / "mine" / "sources.csv").open("a", encoding="utf-8") as file:
        file.write("my-draft,A draft,초안,Me,2030-10-01,en,civic,whole,,,,\n")
    with (tmp_path / "mine" / "payments.csv").open("a", encoding="utf-8") as file:
        file.write("2032,agreed,,1836.0,KRW bn,,,,,,sma-13,my-draft,page 1,high,,\n")
    with (tmp_path / "mine" / "backtest.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[[test]]\nagreement = "sma-13"\nyear = 2032\nkind = "formula"\n'
            'against = "my-draft"\nexpect = "reproduced"\n'
        )
    eighth = tmp_path / "mine" / "agreements" / "sma-08.toml"
    text = eighth.read_text(encoding="utf-8")
    eighth.write_text(text.replace("cap      = 0.04", "cap      = 0.03"), encoding="utf-8")
    capsys.readouterr()

    assert main(["check", "./mine", "--lang", "en"]) == 0
    assert "agreements 13" in capsys.readouterr().out
    main(["agreement", "./mine", "13", "--lang", "en"])
    assert "₩1,836.0 bn" in capsys.readouterr().out
    main(["payments", "./mine", "--years", "2031-2032", "--lang", "en"])
    assert "1,836.0" in capsys.readouterr().out
    assert main(["backtest", "./mine", "--lang", "en"]) == 1, "the cap no longer gives 2010"
    told = capsys.readouterr().out
    assert "sma-08 2010" in told
    assert "782.8" in told, "760.0 × 1.03"
    assert main(["backtest", "mine", "--dossiers", ".", "--agreement", "13"]) == 0


def test_new_replaces_nothing(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "mine", "--lang", "ko"]) == 0
    before = {p: p.read_bytes() for p in (tmp_path / "mine").rglob("*") if p.is_file()}
    assert main(["new", "mine"]) == 2
    assert {p: p.read_bytes() for p in (tmp_path / "mine").rglob("*") if p.is_file()} == before
    assert [p.name for p in tmp_path.iterdir()] == ["mine"], "no draft is left behind"
    assert main(["backtest", "./mine"]) == 0
    capsys.readouterr()


def test_a_reader_that_stops_early_is_no_error() -> None:
    code = os.system("burdenshare payments korea --csv 2>&1 | head -1 > /dev/null")
    assert code == 0
