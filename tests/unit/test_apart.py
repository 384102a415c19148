"""Sums of a year that are apart: what ``payments`` and ``check`` say of them, and what
``check-figure`` finds of a sum that only an agreement states."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

import burdenshare
from burdenshare import study
from burdenshare.answers.commands import UsageError
from tests.written import ruritania

STATED = "amount = 115.0"


def lines(line: str) -> list[str]:
    held = burdenshare.ask(line)
    assert held.lines is not None
    return [told.replace("\u00a0", " ") for told in held.lines()]


def notes(line: str) -> str:
    return "\n".join(n for s in burdenshare.ask(line).tables() for n in s.notes).replace(
        "\u00a0", " "
    )


def changed(folder: Path, old: str, new: str, file: str = "agreements/second.toml") -> Path:
    """A copy of Ruritania with one thing changed."""
    copy = ruritania(folder)
    path = copy / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return copy


def values(copy: Path) -> list[tuple[str, str]]:
    rows = study.apart(study.load(str(copy)))
    return [(step.id, str(step.value)) for row in rows for step in row.apart]


def test_a_year_whose_sums_meet_is_not_told(tmp_path: Path) -> None:
    """Of Ruritania 2003 alone: 109.2 agreed, 101.7 paid. The 109.0 that a paper rounds is a rival
    and no second difference."""
    assert values(ruritania(tmp_path)) == [("apart-executed-2003", "-7.5")]


def test_what_the_terms_give_and_what_is_recorded_are_set_against_each_other(
    tmp_path: Path,
) -> None:
    copy = changed(tmp_path, STATED, "amount = 117.0")
    assert ("apart-terms-second-2004", "-2.0") in values(copy)
    told = notes(f"payments {copy}")
    assert "2004: recorded as agreed RUC 115.0 mn, by the terms RUC 117.0 mn: −RUC 2.0 mn" in told
    told = notes(f"payments {copy} --lang ko")
    assert "2004년: 기록된 협정액" in told
    (table, *_) = burdenshare.ask(f"payments {copy}").tables()
    marked = [row[0] for row in table.rows if "≠" in row[2]]
    assert marked == ["2003", "2004", "2005"]  # 2005 grows from 2004


def test_a_sum_that_is_met_as_it_is_printed_is_not_apart(tmp_path: Path) -> None:
    """115.04 and a printed 115.0 are one sum; 115.2 is another."""
    assert not any("2004" in name for name, _ in values(changed(tmp_path / "a", "115.0", "115.04")))
    assert any("2004" in name for name, _ in values(changed(tmp_path / "b", "115.0", "115.2")))


def test_sums_in_two_currencies_are_not_compared() -> None:
    """The 5th agreement has parts in won and dollars; documents print the whole in one."""
    rows = study.apart(study.load("korea"))
    assert 2003 not in [row.year for row in rows]
    assert "2000, 2001, 2003: the terms give parts in two currencies" in notes("payments korea")


def test_check_lists_the_years_and_calls_none_an_error(tmp_path: Path) -> None:
    copy = changed(tmp_path, STATED, "amount = 117.0")
    held = burdenshare.ask(f"check {copy}")
    assert held.status == 0
    told = lines(f"check {copy}")
    assert "no problems" in told[0]
    assert told[1:] == [
        "To know, and no error: what the terms give and what is recorded as agreed are apart.",
        "    2004: recorded as agreed RUC 115.0 mn, by the terms RUC 117.0 mn: −RUC 2.0 mn",
        "    2005: recorded as agreed RUC 118.5 mn, by the terms RUC 120.5 mn: −RUC 2.0 mn",
        "To know, and no error: agreed and executed sums are apart in 2003 "
        f"(burdenshare payments {copy}).",
    ]
    assert all("오류 아님" in told for told in lines(f"check {copy} --lang ko")[1::3])
    assert held.numbers is not None
    assert [step.id for step in held.numbers()] == [name for name, _ in values(copy)]


def test_a_difference_leads_to_both_sums(tmp_path: Path) -> None:
    copy = changed(tmp_path, STATED, "amount = 117.0")
    for command in ("payments", "check", "explain"):
        name = "apart-terms-second-2004"
        line = f"{command} {copy} {name if command == 'explain' else f'--explain {name}'}"
        told = "\n".join(lines(line))
        assert "payments.csv" in told, command
        assert "second.toml" in told, command


def found(line: str) -> Sequence[tuple[str, list[str]]]:
    answers = burdenshare.ask(line).content()
    assert isinstance(answers, tuple)
    return [(one.kind, [f.step.id for f in one.findings]) for one in answers]


def test_a_sum_that_only_an_agreement_states_is_found_as_agreed(tmp_path: Path) -> None:
    copy = changed(tmp_path, STATED, "amount = 117.3")
    line = f"check-figure {copy} '117.3 million in 2004'"
    ((kind, ids),) = found(line)
    assert (kind, ids) == ("matches", ["contribution-second-2004"])
    told = lines(line)[1]
    assert "(agreed)" in told
    assert "second.toml" in told
    assert "executed" not in told
    assert "(협정액)" in lines(f"{line} --lang ko")[1]


def test_a_sum_that_payments_record_too_is_told_once() -> None:
    ((_, ids),) = found("check-figure korea '₩760.0 bn in 2009'")
    assert [name for name in ids if name.startswith("contribution-")] == []
    assert any(name.startswith("agreed-2009") for name in ids)


def test_a_dossier_without_costs_and_claims_answers_too(tmp_path: Path) -> None:
    copy = ruritania(tmp_path)
    for name in ("costs.csv", "claims.csv"):
        (copy / name).unlink(missing_ok=True)
    shutil.rmtree(copy / "definitions", ignore_errors=True)
    ((kind, ids),) = found(f"check-figure {copy} '115.0 million'")
    assert kind == "matches"
    assert ids


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("USD 280 million", "words-sma-01-280-usd-mn"),
        ("1,300억 원", "words-sma-03-130-krw-bn"),
        ("57%", "words-sma-04-57-percent"),
    ],
)
def test_a_figure_in_the_words_about_an_agreement_is_found_and_not_called_agreed(
    text: str, name: str
) -> None:
    ((kind, ids),) = found(f"check-figure korea '{text}'")
    assert (kind, ids) == ("in-words", [name])
    told = "\n".join(lines(f"check-figure korea '{text}'"))
    assert "no recorded sum or share" in told
    assert "(agreed)" not in told
    assert lines(f"explain korea {name}")[0].startswith("Told of the ")


def test_a_figure_in_words_holds_for_the_years_of_its_sentence_alone() -> None:
    assert found("check-figure korea 'USD 280 million in 1995'")[0][0] == "in-words"
    assert found("check-figure korea 'USD 280 million in 2010'")[0][0] != "in-words"


# -- ids and years -------------------------------------------------------------------------------


def test_chosen_years_have_the_id_of_every_number_and_each_is_explained() -> None:
    ids = next(
        s for s in burdenshare.ask("payments korea --years 2001-2002").tables() if "id" in s.title
    )
    assert ("2001", "agreed", "$444 mn", "agreed-2001-edaf77a9") in [
        tuple(cell.replace("\u00a0", " ") for cell in row) for row in ids.rows
    ]
    for *_, name in ids.rows:
        assert name in lines(f"explain korea {name}")[0]
    titles = [s.title for s in burdenshare.ask("payments korea").tables()]
    assert not any("The id of each" in title for title in titles)


@pytest.mark.parametrize("more", ["--in KRW --prices 2020", "--in USD"])
def test_ids_of_other_money_are_explained_by_the_same_command(more: str) -> None:
    line = f"payments korea --years 1996-2000 {more}"
    ids = next(s for s in burdenshare.ask(line).tables() if "The id of each" in s.title)
    for *_, name in ids.rows:
        assert name in lines(f"{line} --explain {name}")[0]


def claimed(line: str) -> list[tuple[int, int] | None]:
    held = burdenshare.ask(line).content()
    assert isinstance(held, tuple)
    return [(c.claim.years.first, c.claim.years.last) if c.claim.years else None for c in held]


def test_claims_of_a_year_are_those_whose_years_hold_it() -> None:
    every = claimed("claims korea")
    of_2010 = claimed("claims korea --year 2010")
    assert of_2010 == [span for span in every if span and span[0] <= 2010 <= span[1]]
    assert (2009, 2013) in of_2010
    spans = claimed("claims korea --years 2009-2012")
    assert spans == [span for span in every if span and span[0] <= 2012 and span[1] >= 2009]
    without = sum(span is None for span in every)
    assert f"Left out, since they name no year: {without}." in notes("claims korea --year 2010")
    assert "Left out" not in notes("claims korea")
    chart = next(one for one in burdenshare.ask("claims korea --year 2016").charts() if one)
    assert {row.small.rstrip("?") for row in chart.rows} == {"2016", "2016–2019"}


def test_a_year_without_a_claim_says_so_and_no_year_is_refused() -> None:
    empty = sorted({*range(1991, 2021)} - {
        year for span in claimed("claims korea") if span for year in range(span[0], span[1] + 1)
    })  # fmt: skip
    if empty:
        assert "No claim about these years" in notes(f"claims korea --year {empty[0]}")
    for wrong in ("--year 1950", "--year x", "--year 2010 --years 2009-2011", "--years 2012-2010"):
        with pytest.raises(UsageError):
            burdenshare.ask(f"claims korea {wrong}")
