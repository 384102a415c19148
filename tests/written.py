"""Dossiers as an analyst would write them, for tests."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

from burdenshare import study
from burdenshare.model import checks
from burdenshare.read import dossier as reading
from burdenshare.vocabulary import Dossier, Problem, Step

ROOT = Path(__file__).parents[1]
RURITANIA = ROOT / "dossiers" / "ruritania"

HEAD = """
title   = { en = "A test", ko = "시험" }
host    = { en = "Host", ko = "접수국" }
sending = { en = "Sender", ko = "파견국" }

[currency.RUC]
title = { en = "crown", ko = "크라운" }

[currency.USD]
title = { en = "dollar", ko = "달러" }

[category.labour]
title = { en = "Labour", ko = "인건비" }
"""

SOURCES = """id,title,title_ko,publisher,date,language,kind
text,The text,협정문,Ministry,2001-01-10,en,treaty
book,The book,연감,Bureau,2001-06-30,en,official
"""

TERMS = """
title  = { en = "Deal", ko = "협정" }
years  = [2001, 2005]
money  = "RUC mn, nominal"
source = "text"
"""


def ruritania(folder: Path) -> Path:
    """A copy of ruritania that a test may spoil."""
    copy = folder / "ruritania"
    shutil.copytree(RURITANIA, copy)
    return copy


def series(name: str, figures: dict[int, str], unit: str = "percent") -> tuple[str, str, str]:
    head = f'\n[series.{name}]\ntitle = {{ en = "{name}", ko = "{name}" }}\nunit = "{unit}"\n'
    rows = "".join(f"{year},{value},book\n" for year, value in figures.items())
    return head, f"series/{name}.csv", f"year,value,source\n{rows}"


def dossier(folder: Path, terms: str, *recorded: tuple[str, str, str], head: str = "") -> Dossier:
    """A dossier with one agreement, whose blocks are ``terms``, and some series."""
    (folder / "agreements").mkdir(parents=True)
    (folder / "series").mkdir()
    written = HEAD + head
    for block, name, rows in recorded:
        written += block
        (folder / name).write_text(rows, encoding="utf-8")
    (folder / "dossier.toml").write_text(written, encoding="utf-8")
    (folder / "sources.csv").write_text(SOURCES, encoding="utf-8")
    (folder / "agreements" / "deal.toml").write_text(TERMS + terms, encoding="utf-8")
    made, problems = reading.read(folder)
    problems = (*problems, *(checks.check(made) if made else ()))
    problems = tuple(p for p in problems if p.kind != "unused-source")
    assert not problems, [f"{p.place}: {p.kind} {dict(p.details)}" for p in problems]
    assert made is not None
    return made


def sums(made: Dossier, tranche: str = "") -> dict[int, Decimal | None]:
    """What is owed in each year."""
    return {
        step.year: step.value
        for step in study.project(made)
        if step.year is not None and step.details.get("tranche", "") == tranche
    }


def only(steps: tuple[Step, ...], year: int) -> Step:
    (one,) = (step for step in steps if step.year == year)
    return one


def problems_of(folder: Path) -> tuple[Problem, ...]:
    return study.check(str(folder)).problems
