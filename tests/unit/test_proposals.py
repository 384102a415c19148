"""Proposals as they are told: sums without a rule, sums kept back, and from when they count."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import burdenshare
from burdenshare import study
from burdenshare.cli import main
from burdenshare.vocabulary import Dossier
from tests.written import problems_of, ruritania

D = Decimal

ASK = """
title       = { en = "An ask", ko = "요구" }
proposed_by = { en = "Graustark", ko = "그라우스타르크" }
proposed    = 2006-09-01
after       = "second"
years       = [2007, 2009]
money       = "RUC mn, nominal"
source      = "gazette-2006"
"""

SUM = """
[[contribution]]
year   = 2007
amount = 150.0
source = "gazette-2006"
"""

OPEN = """
[[clause]]
kind   = "not-modelled"
years  = [2008, 2009]
text   = { en = "No rule was stated.", ko = "규칙은 밝히지 않았다." }
source = "gazette-2006"
at     = "paragraph 9"
"""


def asked(folder: Path, blocks: str, head: str = ASK) -> Path:
    """Ruritania with one more proposal."""
    copy = ruritania(folder)
    (copy / "proposals" / "ask.toml").write_text(head + blocks, encoding="utf-8")
    return copy


def with_ask(folder: Path, blocks: str, head: str = ASK) -> Dossier:
    return burdenshare.load(str(asked(folder, blocks, head)))


def test_years_whose_rule_nobody_stated_stay_open_and_say_so(tmp_path: Path) -> None:
    first, *later = burdenshare.project(with_ask(tmp_path, SUM + OPEN), "ask")
    assert (first.value, first.status) == (D("150.0"), "proposed")
    for step in later:
        assert (step.value, step.gap, step.how) == (None, "not-published", "no-terms")
        assert (step.source, step.at) == (("gazette-2006",), "paragraph 9")
        assert step.note is not None
        assert step.note.en == "No rule was stated."


def test_a_sum_that_was_kept_back_is_a_gap_with_that_name(tmp_path: Path) -> None:
    kept = OPEN.replace("not-modelled", "withheld").replace("2008", "2007")
    made = with_ask(tmp_path, kept)
    assert {step.gap for step in burdenshare.project(made, "ask")} == {"withheld"}


@pytest.mark.parametrize("blocks", [SUM, SUM + OPEN.replace("2009", "2008")])
def test_silence_alone_is_still_refused(tmp_path: Path, blocks: str) -> None:
    (problem, *_) = problems_of(asked(tmp_path, blocks))
    assert problem.kind == "year-without-terms"


def test_a_doubling_can_be_asked_for(tmp_path: Path) -> None:
    twice = '[[escalator]]\nyear = 2007\nplus = 1\nround_to = 0.1\nsource = "gazette-2006"\n'
    made = with_ask(tmp_path, twice + OPEN)
    assert burdenshare.project(made, "ask")[0].value == 2 * D("118.5")


def test_a_cap_of_one_is_a_slip_for_one_per_cent(tmp_path: Path) -> None:
    capped = '[[escalator]]\nyears = [2007, 2009]\nplus = 0.02\ncap = 1\nsource = "gazette-2006"\n'
    (problem,) = problems_of(asked(tmp_path, capped))
    assert problem.kind == "rate-not-a-fraction"


@pytest.mark.parametrize(("day", "there"), [("2006-08-31", False), ("2006-09-01", True)])
def test_a_proposal_counts_from_its_day_though_its_document_is_older(
    tmp_path: Path, day: str, there: bool
) -> None:
    older = ASK.replace("gazette-2006", "treaty-2")
    made = with_ask(tmp_path, SUM + OPEN, older)
    left = study.as_of(made, date.fromisoformat(day))
    assert ("ask" in {one.name for one in left.proposals}) is there


def test_a_proposal_is_not_known_before_the_agreement_it_comes_after(tmp_path: Path) -> None:
    older = ASK.replace("gazette-2006", "treaty-1").replace("2006-09-01", "2002-01-01")
    left = study.as_of(with_ask(tmp_path, SUM + OPEN, older), date(2002, 6, 1))
    assert not left.proposals


def test_parts_in_the_same_money_have_one_total(capsys: pytest.CaptureFixture[str]) -> None:
    main(["agreement", "ruritania", "visits"])
    told = capsys.readouterr().out
    assert "Proposed by: Graustark" in told
    assert "Total 2007–2008: RUC 252.38 mn" in told
