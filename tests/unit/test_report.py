"""A number told to its keepers, and a correction as a patch that git and check accept."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from contextlib import redirect_stdout
from decimal import Decimal
from pathlib import Path

import pytest

import burdenshare
from burdenshare import changes, correction, study
from burdenshare.cli import main
from burdenshare.read import corrections
from burdenshare.read.structure import Fault
from burdenshare.vocabulary import Dossier, Step
from tests.written import RURITANIA, ruritania

Captured = pytest.CaptureFixture[str]


def printed(*line: str, status: int = 0) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        assert main([*line]) == status
    return out.getvalue()


def recorded(dossier: Dossier) -> list[Step]:
    """Every number that stands in a file as it is."""
    return [s for s in changes.every(dossier).values()
            if not s.uses and s.place.file and s.value is not None]  # fmt: skip


def applied(copy: Path, patch: str, tool: str) -> None:
    """In the folder that the copy lies in."""
    command = ["git", "apply", "-"] if tool == "git" else ["patch", "-p1", "--quiet"]
    subprocess.run(command, input=patch.encode(), cwd=copy.parent, check=True)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """Every other recorded number of ruritania corrected, the patch applied by git and by patch."""
    counted = {"applied": 0, "by-hand": 0, "not-accepted": 0}
    folder = tmp_path_factory.mktemp("report")
    for number, step in enumerate(recorded(study.load("ruritania"))[::2]):
        copy = ruritania(folder / str(number))
        dossier = study.load(str(copy))
        (ours,) = [s for s in recorded(dossier) if s.id == step.id][:1]
        assert ours.value is not None
        value = ours.value + (1 if ours.value == ours.value.to_integral_value() else Decimal("0.1"))
        before = {p: p.read_bytes() for p in copy.rglob("*") if p.is_file()}
        try:
            held = correction.correction(dossier, ours, value)
        except correction.NotByItselfError:
            counted["by-hand"] += 1
            continue
        assert before == {p: p.read_bytes() for p in copy.rglob("*") if p.is_file()}
        applied(copy, f"Words before it.\n\n{held.patch}", ("git", "patch")[number % 2])
        checked = study.check(str(copy))
        assert held.problems is not None
        assert [p.kind for p in checked.problems] == [p.kind for p in held.problems]
        if held.problems:
            counted["not-accepted"] += 1
            continue
        (differs,) = changes.changes(dossier, study.load(str(copy))).records
        assert len(differs.fields) == 1, differs
        assert differs.now is not None
        assert differs.now.fields[differs.fields[0]] == value
        assert ours.place.line in differs.now.lines
        counted["applied"] += 1
    return counted


def test_every_patch_applies_changes_one_value_and_is_judged_as_check_judges_it(
    outcome: dict[str, int],
) -> None:
    """By hand are those that stand in no key of their own: fixed parts of a fit, counts."""
    assert outcome["applied"] >= 25, outcome
    assert outcome["by-hand"] + outcome["not-accepted"] < outcome["applied"] / 2, outcome


def test_a_stated_sum_in_an_agreement_is_put_right(tmp_path: Path) -> None:
    copy = ruritania(tmp_path)
    dossier = study.load(str(copy))
    (step,) = study.explain(dossier, "contribution-first-2001")
    held = correction.correction(dossier, step, Decimal("101.5"), "yearbook-2006", "page 3")
    assert "-amount = 100.0" in held.patch and "+amount = 101.5" in held.patch
    applied(copy, held.patch, "patch")
    now = study.load(str(copy))
    (again,) = study.explain(now, "contribution-first-2001")
    assert (again.value, again.source, again.at) == (
        Decimal("101.5"), ("yearbook-2006",), "page 3",
    )  # fmt: skip


def test_what_is_said_already_is_no_correction(capsys: pytest.CaptureFixture[str]) -> None:
    line = "report ruritania contribution-first-2001 --value 100.00 --lang en"
    assert main(line.split()) == 2
    told = capsys.readouterr()
    assert "is 100.00 already, at dossiers/ruritania/agreements/first.toml:" in told.err
    assert told.out == ""


def test_a_correction_of_korea_as_a_reader_would_send_it(tmp_path: Path) -> None:
    """The whole text, with its sentences, is what git takes; check accepts it; diff names it."""
    copy = Path(shutil.copytree(RURITANIA.parent / "korea", tmp_path / "dossiers" / "korea"))
    (one,) = [p for p in study.load("korea").payments if (str(p.years), p.status, str(p.amount))
              == ("2016", "agreed", "944.1")]  # fmt: skip
    text = printed("report", "korea", one.id, "--value", "945.1", "--because",
                   "the chart\n--- a/x has 945.1", "--source", "kmib-20180724", "--at", "para 3",
                   "--lang", "en")  # fmt: skip
    assert f"Id: {one.id}" in text
    assert f"State: data {study.version(study.load('korea'))}, burdenshare 0.1.0" in text
    assert "Because: the chart --- a/x has 945.1" in text
    assert "accepts the dossier with it" in text
    assert "--- a/dossiers/korea/payments.csv" in text
    (tmp_path / "report.txt").write_text(text, encoding="utf-8")
    subprocess.run(["git", "apply", "report.txt"], cwd=tmp_path, check=True)
    assert study.check(str(copy)).is_sound
    (differs,) = changes.changes(study.load("korea"), study.load(str(copy))).records
    assert set(differs.fields) == {"amount", "source", "at"}
    shares = json.loads(printed("share", str(copy), "2016", "official", "--json"))
    assert str(shares["share"]["value"]).startswith("42.46")


def id_of(year: str, amount: str) -> str:
    (one,) = [p for p in study.load("korea").payments if (str(p.years), p.status, str(p.amount))
              == (year, "agreed", amount)]  # fmt: skip
    return one.id


def others(text: str) -> list[tuple[str, str, str]]:
    """What a report says of the same sum: how, id, place."""
    found = re.findall(r"The same sum (is also stated by|follows from terms): (\S+), (\S+)", text)
    return [(how.split()[0], name, place) for how, name, place in found]


def line_with(file: str, words: str) -> str:
    """The only place of ``file`` that begins with ``words``."""
    lines = (RURITANIA.parent / "korea" / file).read_text(encoding="utf-8").split("\n")
    (number,) = [n for n, line in enumerate(lines, 1) if line.startswith(words)]
    return f"dossiers/korea/{file}:{number}"


def test_every_other_record_of_the_same_sum_is_named_and_left_alone() -> None:
    """944.1 of 2016: two claims print it, and the terms of the 9th agreement come to it."""
    text = printed("report", "korea", id_of("2016", "944.1"), "--value", "945.1", "--lang", "en")
    assert others(text) == [
        ("is", "kt-half-2017", line_with("claims.csv", "kt-half-2017,")),
        ("is", "kh-lesshalf-2016", line_with("claims.csv", "kh-lesshalf-2016,")),
        ("follows", "contribution-sma-09-2016",
         line_with("agreements/sma-09.toml", "[[escalator]]")),
    ]  # fmt: skip
    assert "burdenshare backtest would then say: sma-09, 2016: not reproduced." in text
    assert "changes this record only" in text
    assert re.findall(r"^\+\+\+ .*", text, re.M) == ["+++ b/dossiers/korea/payments.csv"]
    assert len(re.findall(r"^\+[^+]", text, re.M)) == 1


def test_a_payment_and_the_stated_sum_of_its_agreement_name_each_other() -> None:
    """No test looks at 2014 alone, and the report says so; by its terms five years turn."""
    payment = id_of("2014", "920.0")
    text = printed("report", "korea", payment, "--value", "921", "--lang", "en")
    there = line_with("agreements/sma-09.toml", "amount = 920.0")
    assert others(text) == [("is", "contribution-sma-09-2014", there)]
    assert "No test of burdenshare backtest ends otherwise" in text
    text = printed("report", "korea", "contribution-sma-09-2014", "--value", "921", "--lang", "en")
    assert others(text) == [("is", payment, line_with("payments.csv", "2014,agreed,,920.0,"))]
    turned = re.findall(r"would then say: (\S+), (\d+): not reproduced", text)
    assert turned == [*(("sma-09", str(year)) for year in range(2015, 2019)), ("sma-10", "2019")]


def test_another_part_another_unit_and_another_year_are_another_sum(tmp_path: Path) -> None:
    copy = ruritania(tmp_path)
    path = copy / "payments.csv"
    head, *rows = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    keys = head.split(",")
    row = dict(zip(keys, next(r for r in rows if r.startswith("2001,agreed,,")).split(","),
                   strict=True))  # fmt: skip

    def names(**differs: str) -> list[str]:
        both = [row, {**row, "at": "elsewhere", **differs}]
        text = "\n".join([head, *(",".join(one[key] for key in keys) for one in both), ""])
        path.write_text(text, encoding="utf-8")
        dossier = study.load(str(copy))
        first, second = dossier.payments
        (step,) = study.explain(dossier, first.id)
        return [o.id for o in correction.elsewhere(dossier, step) if o.id == second.id]

    assert len(names()) == 1
    thousandfold = str(Decimal(row["amount"]) * 1000)
    assert len(names(amount=thousandfold, money=row["money"].replace("mn", "thousand"))) == 1
    assert names(amount=thousandfold) == []
    assert names(year="2002") == []
    assert names(status="budgeted") != []
    category = next(iter(study.load("ruritania").category))
    assert names(category=category) == []


def test_a_document_that_nothing_cites_any_more_becomes_background(tmp_path: Path) -> None:
    copy = ruritania(tmp_path)
    dossier = study.load(str(copy))
    path = copy / "payments.csv"
    rows = path.read_text(encoding="utf-8").split("\n")
    lonely = rows[1].replace(f",{dossier.payments[0].source[0]},", ",lonely,")
    assert lonely != rows[1]
    path.write_text("\n".join([rows[0], lonely, *rows[2:]]), encoding="utf-8")
    documents = copy / "sources.csv"
    head = documents.read_text(encoding="utf-8").split("\n")[0].split(",")
    known = {"id": "lonely", "title": "A", "title_ko": "가", "publisher": "B", "date": "2001",
             "language": "en", "kind": "press"}  # fmt: skip
    with documents.open("a", encoding="utf-8") as file:
        file.write(",".join(known.get(key, "") for key in head) + "\n")
    dossier = study.load(str(copy))
    step = next(s for s in recorded(dossier) if s.source == ("lonely",))
    other = next(name for name in dossier.sources if name != step.source[0])
    assert step.value is not None
    held = correction.correction(dossier, step, step.value + 1, other, "page 2")
    assert "/sources.csv" in held.patch
    assert held.problems == ()
    applied(copy, held.patch, "git")
    assert study.check(str(copy)).is_sound
    assert study.load(str(copy)).sources[step.source[0]].background


REFUSED = (
    (["share-official-2016", "--value", "43"], "is computed and stands in no file"),
    (["cpi-kr-2010-first", "--value", "lots"], "is not a number"),
    (["cpi-kr-2010-first", "--value", "1e400"], "is not a number"),
    (["cpi-kr-2010-first", "--source", "kmib-20180724"], "needs --value"),
    (["cpi-kr-2010-first", "--value", "3.1", "--source", "nowhere"], "Nothing has the id"),
    (["cpi-kr-2010-first", "--value", "3.1", "--as-of", "2018-07-24"], "as they are today"),
    (["nothing-at-all"], "Nothing has the id"),
)


@pytest.mark.parametrize(("words", "wanted"), REFUSED, ids=[" ".join(w)[:50] for w, _ in REFUSED])
def test_what_cannot_be_put_right_is_told_in_a_sentence(
    words: list[str], wanted: str, capsys: Captured
) -> None:
    assert main(["report", "korea", *words, "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert wanted in told
    assert "Traceback" not in told


def test_what_check_would_not_accept_is_said(tmp_path: Path) -> None:
    """A payment that futures.toml names by the id of its content: with another sum it has
    another id, and check says so before anybody applies the patch."""
    named = (RURITANIA.parent / "korea" / "futures.toml").read_text(encoding="utf-8")
    one = next(p for p in study.load("korea").payments if p.id in named)
    text = printed("report", "korea", one.id, "--value", "1.0", "--lang", "en", status=1)
    assert "burdenshare check would say:" in text
    assert re.search(r"korea/futures\.toml:\d+: ", text)


# -- the text, letter by letter -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a,b\n1,2\n", "a,b\n1,9\n"),
        ("a,b\r\n1,2\r\n", "a,b\r\n1,9\r\n"),
        ("\ufeffb,a\n2,1", "\ufeffb,a\n9,1"),
        ('a,b,c\n"x, ""y""\nz",2,"w"\n', 'a,b,c\n"x, ""y""\nz",9,"w"\n'),
        ('a,b\n1,"2"\n\n', "a,b\n1,9\n\n"),
    ],
)
def test_only_the_cell_changes(text: str, wanted: str) -> None:
    assert corrections.in_csv(text, 2, {"b": "9"}) == wanted


def test_a_row_or_a_column_that_is_not_there_is_refused() -> None:
    for line, key in ((1, "a"), (3, "a"), (2, "c")):
        with pytest.raises(Fault):
            corrections.in_csv("a,b\n1,2\n", line, {key: "9"})


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("amount = 920.0 # as printed\n", "amount = 921.5 # as printed\n"),
        ("x = [{ year = 1, amount = 920.0 }]", "x = [{ year = 1, amount = 921.5 }]"),
        ("amount   =   9_20.0\r\n", "amount   =   921.5\r\n"),
    ],
)
def test_only_the_number_changes(text: str, wanted: str) -> None:
    assert corrections.number_in_toml(text, 1, "amount", Decimal(920), "921.5") == wanted


@pytest.mark.parametrize(
    "text", ["amounts = 920.0", "amount = 920.0 # amount = 920.0", "", "amount = 92.0"]
)
def test_a_number_that_does_not_stand_there_once_is_refused(text: str) -> None:
    with pytest.raises(Fault):
        corrections.number_in_toml(text, 1, "amount", Decimal(920), "921.5")


def test_the_text_says_how_the_patch_is_put_on_a_copy(tmp_path: Path) -> None:
    """The command of the text is run as it stands, on a copy with another name elsewhere; the
    whole text is the patch."""
    for name, folder in (("korea", RURITANIA.parent / "korea"), ("mine", ruritania(tmp_path))):
        asked = name if name == "korea" else str(folder)
        number = "agreed-2016-5b917453" if name == "korea" else "contribution-first-2001"
        text = burdenshare.ask(f"report {asked} {number} --value 945.1").text()
        (line,) = [one for one in text.splitlines() if one.startswith("To a copy")]
        command = line.partition(": ")[2]
        place = tmp_path / f"elsewhere-{name}"
        shutil.copytree(folder, place / "copy")
        (place / "report.txt").write_text(text, encoding="utf-8")
        told = command.replace("COPY", "copy").replace("FILE", "report.txt")
        subprocess.run(told, shell=True, cwd=place, check=True)
        changed = [
            one
            for one in folder.rglob("*")
            if one.is_file()
            and one.read_bytes() != (place / "copy" / one.relative_to(folder)).read_bytes()
        ]
        assert len(changed) == 1
        assert "945.1" in (place / "copy" / changed[0].relative_to(folder)).read_text()
    said = burdenshare.ask("report korea agreed-2016-5b917453 --value 945.1 --lang ko").text()
    assert "patch -p3 -d COPY < FILE" in said
