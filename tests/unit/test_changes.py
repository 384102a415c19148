"""Two versions of a dossier: which records differ, and exactly which numbers move by it."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import shutil
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

import pytest

import burdenshare
from burdenshare import changes, study
from burdenshare.answers import answer
from burdenshare.answers.asked import Asked
from burdenshare.answers.commands import given
from burdenshare.cli import main
from burdenshare.show.words import words
from burdenshare.vocabulary import Changed, Changes, Dossier, Placed, Step
from tests.written import ROOT, ruritania

DAY = date(2026, 11, 24)
KOREA = ROOT / "dossiers" / "korea"


def changed(folder: Path, file: str, old: str, new: str) -> Path:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def korea(folder: Path) -> Path:
    return Path(shutil.copytree(KOREA, folder / "korea"))


def between(before: str, after: Path) -> Changes:
    return changes.changes(study.load(before), study.load(str(after)), DAY)


# -- an independent look: what the commands answer, before and after ------------------------------


def inside(content: object) -> Iterator[Step]:
    """Every number in an answer, with those it was made from."""
    if isinstance(content, Step):
        yield content
        for part in content.uses:
            yield from inside(part)
    elif isinstance(content, Placed):
        return  # what was written holds no numbers that were made
    elif isinstance(content, dict):
        for part in content.values():
            yield from inside(part)
    elif isinstance(content, tuple | list):
        for part in content:
            yield from inside(part)
    elif is_dataclass(content):
        for each in fields(content):
            yield from inside(getattr(content, each.name))


def questions(dossier: Dossier, name: str) -> Iterator[str]:
    """Every command about the dossier, for every year, definition, agreement and posture."""
    yield from (f"payments {name}", f"agreement {name}", f"claims {name}")
    for one in (*dossier.agreements, *dossier.proposals):
        yield f"agreement {name} {one.name}"
        yield f"compare {name} {one.name}"
    for years in sorted({str(c.years).replace("–", "-") for c in dossier.costs}):
        for definition in dossier.definitions:
            yield f"share {name} {years} {definition}"
    if dossier.assets:
        for year in sorted({one.year for one in dossier.deployments}):
            yield f"operations {name} {year}"
    for talks in dossier.talks:
        yield f"talks {name} {talks}"
    if dossier.drivers:
        yield f"futures {name}"


NEVER_ASKED = re.compile(r"verdict-|.*~\d+$|change-|growth-|rate-|at-prices|.*-in-(usd|krw)")


@cache
def values(name: str) -> dict[str, set[tuple[Decimal | None, str]]]:
    """Every value that any command gives for each id."""
    found: dict[str, set[tuple[Decimal | None, str]]] = {}
    dossier = study.load(name)

    def load(_: str, __: str | None, ___: bool) -> Dossier:
        return dossier

    for line in questions(dossier, name):
        held, _ = answer(Asked(given(shlex.split(line)), words("en"), 100, DAY, load))
        for step in inside(held.content()):
            if step.how != "made":
                found.setdefault(bare(step.id), set()).add((step.value, step.unit))
    return found


def bare(name: str) -> str:
    """An id without the letters that stand for a record's content."""
    return re.sub(r"-[0-9a-f]{8}(?=-|$)", "", name)


def differing(before: str, after: str) -> set[str]:
    """The ids that some command gives another value for. An answer may tell a number in one
    version alone, as when a claim is met by another share: its record is looked at then."""
    was, now = values(before), values(after)
    found = {name for name in was if name in now and was[name] != now[name]}
    held = {bare(c.id) for c in study.load(before).costs}
    return found | {name for name in was.keys() ^ now.keys() if name not in held}


def moved(held: Changes) -> set[str]:
    return {bare(re.sub(r"~\d+$", "", one.id)) for one in held.numbers}


def records(held: Changes) -> set[str]:
    return {bare(one.id) for one in held.records}


@pytest.mark.parametrize(("number", "least"), [(None, 10), (0, 2)])
def test_a_corrected_payment_moves_exactly_what_every_command_gives_differently(
    number: int | None, least: int, tmp_path: Path
) -> None:
    """That of 2016, and one drawn at random: the numbers named are those that differ when
    everything is asked of both versions, no more and no fewer, and each rests on that payment."""
    rows = (KOREA / "payments.csv").read_text(encoding="utf-8").split("\n")
    named = (KOREA / "futures.toml").read_text(encoding="utf-8")  # by the id of its content
    kept = {p.place.line for p in study.load("korea").payments if p.id not in named}
    able = [r for n, r in enumerate(rows, 1) if n in kept
            and re.match(r"(199|20)\d+,(agreed|executed),,[\d.]+,KRW bn,,", r)]  # fmt: skip
    chosen = [r for r in able if r.startswith("2016,agreed,,944.1")]
    row = chosen[0] if number is None else Random(number).choice(able)
    cells = row.split(",")
    new = ",".join([*cells[:3], str(Decimal(cells[3]) + Decimal("1.7")), *cells[4:]])
    copy = changed(korea(tmp_path), "payments.csv", f"\n{row}\n", f"\n{new}\n")
    held = between("korea", copy)
    (record,) = held.records
    assert record.fields == ("amount",)
    assert record.was is not None and record.now is not None
    assert record.was.place.line == record.now.place.line == rows.index(row) + 1
    asked = differing("korea", str(copy)) - records(held)
    told = {n for n in moved(held) if not NEVER_ASKED.match(n)}
    assert asked - moved(held) == set()
    assert told & set(values("korea")) - asked == set()
    assert len(asked) >= least
    assert held.numbers and all(one.because == (record,) for one in held.numbers)
    assert all(one.traced for one in held.numbers)


def test_a_corrected_term_moves_what_grows_from_it_and_no_other_agreement(tmp_path: Path) -> None:
    copy = changed(
        ruritania(tmp_path), "agreements/first.toml", "cap      = 0.05", "cap      = 0.06"
    )
    held = between("ruritania", copy)
    (record,) = held.records
    assert record.fields == ("cap",)
    names = {one.id for one in held.numbers}
    assert {"contribution-first-2003", "growth-first-2003", "verdict-first-2003"} <= names
    assert "contribution-first-2002" not in names
    assert not any(name.startswith("contribution-second") for name in names)
    assert all(one.because == (record,) for one in held.numbers)
    one = next(one for one in held.numbers if one.id == "contribution-first-2003")
    assert one.was is not None and one.now is not None
    assert (one.was.value, one.now.value) == (Decimal("109.2"), Decimal("110.2"))
    assert one.difference == Decimal("1.0")
    (asked,) = burdenshare.explain(study.load(str(copy)), "contribution-first-2003")
    assert asked.value == one.now.value


def test_a_sum_that_was_computed_and_is_now_stated_moved(tmp_path: Path) -> None:
    copy = ruritania(tmp_path)
    with (copy / "agreements" / "first.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[contribution]]\nyear = 2003\namount = 110.0\nsource = "treaty-1"\n')
    held = between("ruritania", copy)
    (record,) = held.records
    (one,) = [one for one in held.numbers if one.id == "contribution-first-2003"]
    assert one.difference == Decimal("0.8")
    assert one.because == (record,)


def test_a_changed_definition_is_named_though_no_number_has_it_among_its_inputs(
    tmp_path: Path,
) -> None:
    was, now = (korea(tmp_path / side) for side in ("was", "now"))
    text = (ROOT / "definitions" / "official.toml").read_text(encoding="utf-8")
    for folder, basis in ((was, "agreed"), (now, "budgeted")):
        (folder / "definitions").mkdir()
        other = re.sub(r"^title .*$", 'title = { en = "Ours", ko = "우리" }', text, flags=re.M)
        other = re.sub(r"^basis .*\n", "", other, flags=re.M)
        line = other.index("[[")
        other = f'{other[:line]}basis = "{basis}"\n\n{other[line:]}'
        (folder / "definitions" / "ours.toml").write_text(other, encoding="utf-8")
    held = between(str(was), now)
    (record,) = held.records
    assert record.id == "ours"
    assert {one.id for one in held.numbers if "ours" in one.id} >= {"share-ours-2016"}
    assert all("ours" in one.id or one.because for one in held.numbers)


def test_a_record_that_came_or_went_is_named(tmp_path: Path) -> None:
    copy = ruritania(tmp_path)
    path = copy / "payments.csv"
    rows = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    gone = next(row for row in rows if row.startswith("2003,agreed"))
    rows.remove(gone)
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    held = between("ruritania", copy)
    assert [(one.now, one.fields != ()) for one in held.records] == [(None, True)]
    back = changes.changes(study.load(str(copy)), study.load("ruritania"), DAY)
    assert [one.was for one in back.records] == [None]
    assert {one.id for one in held.numbers} == {one.id for one in back.numbers}


def test_rows_in_another_order_and_other_line_ends_are_no_change(tmp_path: Path) -> None:
    copy = ruritania(tmp_path)
    path = copy / "payments.csv"
    head, *rows = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    Random(1).shuffle(rows)
    path.write_bytes("\r\n".join([head, *rows, ""]).encode())
    held = between("ruritania", copy)
    assert held == Changes(records=(), numbers=())


def test_a_dossier_does_not_differ_from_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "korea", "korea", "--lang", "en"]) == 0
    assert "No record differs" in capsys.readouterr().out
    assert main(["diff", "korea", "korea", "--lang", "ko", "--log"]) == 0
    assert "달라진 기록이 없으므로" in capsys.readouterr().out


def test_the_dossier_of_another_case_is_another_altogether() -> None:
    held = changes.changes(study.load("korea"), study.load("ruritania"), DAY)
    kinds = {"added" if one.was is None else "removed" if one.now is None else "both"
             for one in held.records}  # fmt: skip
    assert {"added", "removed"} <= kinds
    assert len(held.numbers) > 1000


# -- as it is told --------------------------------------------------------------------------------


def printed(*line: str) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        assert main([*line]) == 0
    return out.getvalue()


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> str:
    copy = korea(tmp_path_factory.mktemp("corrected"))
    return str(changed(copy, "payments.csv", "2016,agreed,,944.1", "2016,agreed,,945.1"))


def test_the_terminal_tells_record_place_number_and_why(
    corrected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(corrected).parent)  # a short path and a wide line: no table is turned
    monkeypatch.setenv("COLUMNS", "140")
    told = " ".join(printed("diff", "korea", "./korea", "--lang", "en").split())
    assert "korea/payments.csv:" in told
    assert "944.1 945.1" in told
    assert "42.4424 % 42.4682 % +0.0259" in told
    assert "Computed numbers that moved: 23." in told
    assert "달라진 기록 1건" in printed("diff", "korea", corrected, "--lang", "ko")


def test_every_number_of_it_can_be_explained(corrected: str) -> None:
    content = json.loads(printed("diff", "korea", corrected, "--json"))
    assert len(content["numbers"]) == 23
    for one in content["numbers"][6:8]:
        told = printed("diff", "korea", corrected, "--explain", one["id"], "--lang", "en")
        assert f"[{one['id']}]" in told
        assert re.search(r"\.(csv|toml):\d+", told)


def test_markdown_is_an_entry_of_a_change_log(corrected: str) -> None:
    told = printed("diff", "korea", corrected, "--log", "--lang", "en").split("\n")
    assert told[0] == f"## Records: korea against {corrected}"
    shares = [line for line in told if "`share-official-2016`" in line]
    assert len(shares) == 1
    assert re.fullmatch(
        r"- Share, official, 2016 \(`share-official-2016`\): 42\.4424 % → 42\.4682 % "
        r"\(\+0\.0259\); because of agreed-2016-\w+", shares[0],
    )  # fmt: skip
    record = re.compile(
        r"- changed: `agreed-2016-(\w+)` → `agreed-2016-(\w+)`, .*:\d+: amount 944\.1 → 945\.1 \["
    )
    (found,) = [one for one in map(record.match, told) if one]
    assert found[1] != found[2]


# -- one record under two ids ---------------------------------------------------------------------


def test_a_corrected_sum_is_told_with_the_id_it_had_and_the_id_it_has(
    corrected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As text, JSON and CSV; a computed number keeps the id that asks the question."""
    (was,) = [p.id for p in study.load("korea").payments if str(p.amount) == "944.1"]
    (now,) = [p.id for p in study.load(corrected).payments if str(p.amount) == "945.1"]
    assert was != now
    monkeypatch.chdir(Path(corrected).parent)
    monkeypatch.setenv("COLUMNS", "140")
    told = " ".join(printed("diff", "korea", "./korea", "--lang", "en").split())
    assert f"{was} → {now}: amount 944.1 945.1" in told
    content = json.loads(printed("diff", "korea", corrected, "--json"))
    (record,) = content["records"]
    assert (record["was_id"], record["id"]) == (was, now)
    assert all(one["was_id"] in (None, one["id"]) for one in content["numbers"])
    rows = [*csv.DictReader(printed("diff", "korea", corrected, "--csv").splitlines())]
    assert (rows[0]["was_id"], rows[0]["id"], rows[0]["change"]) == (was, now, "changed")


def test_what_is_made_of_a_corrected_record_is_told_under_both_ids(tmp_path: Path) -> None:
    """A sum in dollars, whose id is made of the record's, is one number and not two."""
    (cost,) = [c for c in study.load("korea").costs if c.id.startswith("us-nonpay-2008-")]
    row = f"2008,us-nonpay,,{cost.valuation},{cost.amount}"
    copy = changed(korea(tmp_path), "costs.csv", row, row + "1")
    held = between("korea", copy)
    (record,) = held.records
    assert record.was_id and record.was_id != record.id
    renamed = [one for one in held.numbers if one.was_id]
    assert [one.id for one in renamed] == [f"{record.id}-in-krw"]
    for one in renamed:
        assert one.was is not None and one.now is not None
        assert record.was_id in one.was_id and record.id in one.id
        line = f"(`{one.was_id}` → `{one.id}`)"
        assert line in printed("diff", "korea", str(copy), "--log", "--lang", "en")


def test_a_row_put_right_in_most_of_its_cells_and_moved_is_still_one_record(
    tmp_path: Path,
) -> None:
    """Sum, document, place and confidence at once, at the end of the file; so is its neighbour of
    another category, and neither is taken for the other."""
    copy = korea(tmp_path)
    path = copy / "payments.csv"
    head, *rows = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    chosen = [
        row for row in rows if row.startswith(("2016,agreed,labour", "2016,agreed,logistics"))
    ]
    assert len(chosen) == 2
    keys = head.split(",")
    new = []
    for row, amount in zip(chosen, ("159.2", "363.1"), strict=True):  # as if they were swapped
        cells = dict(zip(keys, row.split(","), strict=True))
        cells |= {"amount": amount, "source": "mnd-wp2018-p181", "at": "table 9",
                  "confidence": "low", "note": "A", "note_ko": "가"}  # fmt: skip
        new.append(",".join(cells[key] for key in keys))
    left = [row for row in rows if row not in chosen]
    path.write_text("\n".join([head, *left, *reversed(new), ""]), encoding="utf-8")
    held = [one for one in between("korea", copy).records if "payment" in kinds(one)]
    assert len(held) == 2
    for one in held:
        assert one.was is not None and one.now is not None
        assert one.was.fields["category"] == one.now.fields["category"]
        assert {"amount", "source", "at", "confidence", "note"} <= set(one.fields)
        assert one.was_id != ""


def kinds(one: Changed) -> set[str]:
    return {side.kind for side in (one.was, one.now) if side is not None}


def test_a_block_that_stands_in_another_file_moved_and_moves_no_number(tmp_path: Path) -> None:
    """A clause under another agreement: told once, with both ids and both places."""
    copy = ruritania(tmp_path)
    names = sorted((copy / "agreements").glob("*.toml"))
    block = '\n[[clause]]\nkind = "scope"\ntext = { en = "Once.", ko = "한 번." }\n'
    block += f'source = "{study.load("ruritania").agreements[0].source[0]}"\n'
    other = ruritania(tmp_path / "other")
    for folder, name in ((copy, names[0].name), (other, names[1].name)):
        with (folder / "agreements" / name).open("a", encoding="utf-8") as file:
            file.write(block)
    held = changes.changes(study.load(str(copy)), study.load(str(other)), DAY)
    (one,) = held.records
    assert one.was is not None and one.now is not None
    assert (one.fields, held.numbers) == ((), ())
    assert [Path(side.file).name for side in (one.was, one.now)] == [names[0].name, names[1].name]
    told = printed("diff", str(copy), str(other), "--log", "--lang", "en")
    assert f"- moved: `{one.was.id}` → `{one.now.id}`" in told
    assert f"{one.was.place} → {one.now.place}" in told


def test_long_lists_are_cut_unless_all_is_asked_for(tmp_path: Path) -> None:
    few = printed("diff", "korea", "ruritania", "--lang", "en")
    assert "more (--all tells them)" in few
    every = printed("diff", "korea", "ruritania", "--lang", "en", "--all")
    assert "--all" not in every
    assert len(every) > 5 * len(few)


def test_what_was_not_known_on_a_day_does_not_differ(corrected: str) -> None:
    """The corrected document is of December 2018."""
    told = printed("diff", "korea", corrected, "--as-of", "2018-07-24", "--lang", "en")
    source = study.load("korea").sources["mnd-wp2018-p181"]
    assert source.date > "2018-07-24" and "No record differs" in told
