"""Every kind of fault, as it might be written: each is told with place, sentence and remedy."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from burdenshare import study
from burdenshare.cli import main
from burdenshare.model import checks
from burdenshare.read import files
from burdenshare.show.words import LANGUAGES, words
from tests.written import problems_of, ruritania

FIRST = "agreements/first.toml"
SECOND = "agreements/second.toml"
MINE = "proposals/freeze.toml"
PAID = "payments.csv"
DOCS = "sources.csv"
HEAD = "dossier.toml"
PRICES = "series/prices.csv"
TEST = "backtest.toml"
COST = "costs.csv"
SAID = "claims.csv"
ASSETS = "operations/assets.toml"
FLOWN = "operations/deployments.csv"
RATES = "operations/rates.csv"
TALKS = "talks/second.toml"
AHEAD = "futures.toml"
POSTURES = "operations/postures.toml"


@dataclass(frozen=True)
class Fault:
    """``old`` in ``file`` becomes ``new``; ``kind`` is told at the line that holds ``at``."""

    kind: str
    file: str
    old: str
    new: str
    at: str = ""  # without it, the first line of ``new``


SOMEWHERE = "?"  # the fault has no line of its own

FAULTS = (
    # TOML: what stands in a block
    Fault("unknown-key", FIRST, "lag      = 1", "lagg     = 1"),
    Fault("unknown-key", HEAD, "invented = true", "invented = true\ncolour = 1", "colour"),
    Fault("unknown-key", TEST, "[[variant]]", "[[varient]]", "[[varient]]"),
    Fault("missing-key", FIRST, 'money    = "RUC mn, nominal"\n', "", "# The first agreement"),
    Fault("missing-key", FIRST, "amount = 100.0\n", "", "[[contribution]]"),
    Fault("missing-key", MINE, 'proposed_by = { en = "Rassendyll Group", ko = "라센딜 그룹" }\n', "", "# Somebody's"),
    Fault("missing-key", TEST, 'against   = "yearbook-2006"\n', "", "[[test]]"),
    Fault("not-a-number", FIRST, "amount = 100.0", 'amount = "a hundred"'),
    Fault("not-a-number", FIRST, "amount = 100.0", "amount = nan"),
    Fault("not-a-number", FIRST, "amount = 100.0", "amount = inf"),
    Fault("not-a-number", FIRST, "amount = 100.0", "amount = 1e999999999"),
    Fault("not-a-whole-number", FIRST, "lag      = 1", "lag      = 1.5"),
    Fault("not-words", FIRST, 'at     = "Article 2"', "at     = 2"),
    Fault("not-true-false", HEAD, "invented = true", 'invented = "yes"'),
    Fault("bad-date", FIRST, "signed   = 2001-01-10", 'signed   = "2001-02-30"'),
    Fault("bad-date", FIRST, "signed   = 2001-01-10", "signed   = 2001-01-10T10:00:00"),
    Fault("bad-date", FIRST, "signed   = 2001-01-10", 'signed   = "10 January"'),
    Fault("bad-years", FIRST, "years    = [2001, 2003]", "years    = [2001, 2002, 2003]"),
    Fault("bad-years", FIRST, "year   = 2001", 'year   = "2001"'),
    Fault("year-out-of-range", FIRST, "year   = 2001", "year   = 20010"),
    Fault("years-reversed", FIRST, "years    = [2002, 2003]", "years    = [2003, 2002]"),
    Fault("year-and-years", FIRST, "year   = 2001", "year   = 2001\nyears = [2001, 2001]", "years ="),
    Fault("not-both-languages", FIRST, 'title    = {', 'title    = "First" #', "title    ="),
    Fault("language-missing", FIRST, ', ko = "제1차 주둔 협정"', "", "title    ="),
    Fault("unknown-language", FIRST, "ko = \"제1차", "kr = \"제1차"),
    Fault("bad-money", FIRST, '"RUC mn, nominal"', '"crowns"'),
    Fault("bad-money", FIRST, '"RUC mn, nominal"', '"RUC zillion"'),
    Fault("bad-price-base", FIRST, '"RUC mn, nominal"', '"RUC mn, constant"'),
    Fault("unknown-choice", TEST, 'kind      = "formula"', 'kind      = "formular"'),
    Fault("not-blocks", FIRST, "[[contribution]]", "[contribution]"),
    Fault("not-a-table", HEAD, "[category.labour]", "[category]\nlabour = 1\n[category.x]", "labour = 1"),
    Fault("not-toml", FIRST, "amount = 100.0", "amount = = 100.0"),
    Fault("not-toml", FIRST, "amount = 100.0", "amount = 100.0\namount = 101.0", "amount = 101.0"),
    Fault("not-toml", FIRST, "amount = 100.0", "amount = " + "[" * 5000, SOMEWHERE),
    # CSV: cells, rows and headers
    Fault("unknown-column", PAID, "year,status", "year,statuss", "year,statuss"),
    Fault("duplicate-column", PAID, "confidence,note", "status,note", "year,status"),
    Fault("missing-column", PAID, "year,status,", "year,note_kos,", "year,"),
    Fault("ragged-row", PAID, "2002,agreed,,104.0", "2002,agreed,104.0"),
    Fault("empty-cell", PAID, "2002,agreed", "2002,", "2002,"),
    Fault("empty-cell", DOCS, "treaty-2,Second", ",Second", ",Second"),
    Fault("number-with-commas", PAID, "2002,agreed,,104.0", '2002,agreed,,"1,104.0"'),
    Fault("not-a-number", PAID, "2002,agreed,,104.0", "2002,agreed,,about 104"),
    Fault("bad-years", PAID, "2002,agreed", "FY2002,agreed"),
    Fault("unknown-choice", PAID, "2002,agreed", "2002,aggreed"),
    Fault("unknown-choice", DOCS, ",en,press,", ",en,papers,"),
    Fault("unknown-choice", PAID, ",medium,", ",quite,"),
    Fault("not-yes-no", DOCS, "en,civic,whole,,", "en,civic,whole,true,"),
    Fault("bad-date", DOCS, "2001-01-10", "2001-13-10"),
    Fault("not-csv", PAID, "The paper rounds.", '"The paper" rounds.'),
    Fault("not-a-whole-number", PRICES, "2002,7.5", "2002.5,7.5"),
    # between files
    Fault("unknown-series", FIRST, '"prices"', '"pricse"'),
    Fault("unknown-series", HEAD, 'prices   = "prices"', 'prices   = "cpi"'),
    Fault("unknown-source", FIRST, 'at       = "Article 3"', 'at = ""\n[[clause]]\nkind="tax"\n'
          'text={en="a",ko="b"}\nsource = "treaty-9"', 'source = "treaty-9"'),
    Fault("unknown-source", PAID, "first,treaty-1,Article 2", "first,treaty-l,Article 2"),
    Fault("unknown-source", TEST, 'against   = "yearbook-2006"', 'against   = "yearbook"'),
    Fault("unused-source", DOCS, "opposition-2006,A", "spare,S,여분,X,2001,en,press,whole,,,,\n"
          "opposition-2006,A", "spare,"),
    Fault("no-source", PAID, "first,gazette-2006,paragraph 2", "first,,paragraph 2"),
    Fault("duplicate-source", DOCS, "treaty-2,Second", "treaty-1,Second"),
    Fault("unknown-currency", FIRST, '"RUC mn, nominal"', '"RUP mn, nominal"'),
    Fault("unknown-currency", PAID, "104.0,RUC mn", "104.0,GRK mn"),
    Fault("unknown-category", PAID, "2005,agreed,labour", "2005,agreed,labor"),
    Fault("unknown-category", FIRST, 'name   = "labour"', 'name   = "labor"'),
    Fault("unknown-agreement", PAID, ",,first,treaty-1", ",,frist,treaty-1"),
    Fault("unknown-agreement", TEST, 'agreement = "first"', 'agreement = "third"'),
    Fault("unknown-agreement", MINE, 'after       = "second"', 'after       = "sceond"'),
    Fault("unknown-vintage", FIRST, "cap      = 0.05", 'cap      = 0.05\nvintage = "flash"', "vintage"),
    Fault("unknown-unit", HEAD, 'unit  = "RUC mn"', 'unit  = "barrels"'),
    Fault("unknown-tranche", FIRST, "lag      = 1", 'lag      = 1\ntranche = "dollar"', "tranche"),
    Fault("wrong-unit", FIRST, '["prices"]', '["defence-budget"]'),
    Fault("wrong-unit", HEAD, 'prices   = "prices"', 'prices   = "defence-budget"'),
    Fault("series-without-title", HEAD, "[series.prices]", "[series.cpi]", SOMEWHERE),
    Fault("series-without-file", HEAD, "[series.prices]", "[series.cpi]", "[series.cpi]"),
    Fault("series-twice", HEAD, 'unit  = "RUC mn"', 'unit  = "percent"\ngrowth_of = "prices"',
          "[series.defence-budget]"),
    Fault("growth-and-sum", HEAD, "round_to  = 0.1", 'sum_of = ["prices"]', "sum_of"),
    Fault("two-units", HEAD, 'growth_of = "defence-budget"', 'sum_of = ["prices", "defence-budget"]'),
    Fault("cycle-of-series", HEAD, 'growth_of = "defence-budget"', 'growth_of = "budget-growth"',
          "[series.budget-growth]"),
    Fault("cycle-of-categories", HEAD, 'ko = "건설" }', 'ko = "건설" }\npart_of = "building"',
          "[category.building]"),
    Fault("duplicate-row", PAID, "2003,agreed,,109.2", "2002,agreed,,104.0,RUC mn,,,first,"
          "yearbook-2006,table 7,high,Again.,\n2003,agreed,,109.2", "Again."),
    Fault("duplicate-figure", PRICES, "2003,2.0,first", "2002,7.4,first,,yearbook-2006,,high,,\n"
          "2003,2.0,first", "2002,7.4"),
    Fault("two-currencies", HEAD, "[category.labour]", '[currency.USD]\n'
          'title = { en = "dollar", ko = "달러" }\n[category.labour]', "2002,agreed,,52.0"),
    Fault("negative-amount", PAID, "104.0,RUC mn", "-104.0,RUC mn"),
    Fault("negative-amount", FIRST, "amount = 100.0", "amount = -100.0"),
    Fault("negative-amount", "series/defence-budget.csv", "2004,2000", "2004,-2000"),
    Fault("neither-amount-nor-gap", PAID, "withheld", "", "2004,executed"),
    Fault("amount-and-gap", PAID, "2004,executed,,,,,withheld", "2004,executed,,90,RUC mn,,withheld"),
    Fault("amount-without-money", PAID, "104.0,RUC mn", "104.0,"),
    Fault("part-without-tranche", PAID, "104.0,RUC mn,,", "104.0,RUC mn,part,"),
    Fault("span-of-one-year", PAID, "104.0,RUC mn,,", "104.0,RUC mn,average,"),
    Fault("year-outside-agreement", PAID, "2002,agreed", "2004,agreed"),
    Fault("year-outside-agreement", FIRST, "years    = [2002, 2003]", "years    = [2002, 2004]"),
    Fault("year-outside-agreement", TEST, "years     = [2002, 2003]", "years     = [2002, 2009]"),
    Fault("not-a-fraction", FIRST, "in_kind = 0.50", "in_kind = 50"),
    Fault("not-positive", FIRST, "round_to = 0.1", "round_to = 0"),
    Fault("rate-not-a-fraction", FIRST, "cap      = 0.05", "cap      = 5"),
    Fault("lag-out-of-range", FIRST, "lag      = 1", "lag      = -1"),
    Fault("floor-above-cap", FIRST, "cap      = 0.05", "cap      = 0.05\nfloor = 0.06", "cap "),
    Fault("in-force-before-signed", FIRST, "in_force = 2001-02-01", "in_force = 2000-02-01"),
    # costs, claims and definitions
    Fault("item-or-covers", COST, "2005,other-direct,,", "2005,,,"),
    Fault("unknown-item", COST, "2005,vicinity", "2005,vicinty"),
    Fault("unknown-item", COST, "direct;indirect", "direct;indirekt"),
    Fault("negative-amount", COST, "crown,2.0", "crown,-2.0"),
    Fault("duplicate-row", COST, "2005,relocation", "2005,vicinity,,crown,5.0,RUC mn,,"
          "yearbook-2006,table 9,high,Twice.,\n2005,relocation", "Twice."),
    Fault("claim-without-share", SAID, "2006-06,44,44", "2006-06,,"),
    Fault("claim-twice", SAID, "rassendyll-58,", "crown-44,", "crown-44,The Rass"),
    Fault("not-a-percentage", SAID, "2006-06,44,44", "2006-06,44,144"),
    Fault("floor-above-cap", SAID, "2006-06,44,44", "2006-06,45,44"),
    Fault("unknown-definition", SAID, "measurement,official,,,,,yearbook", "measurement,oficial,,,,,yearbook"),
    Fault("name-twice", MINE, "# Somebody's proposal", "# Somebody's proposal", "# Somebody's"),
    Fault("does-not-follow", MINE, "years       = [2007, 2008]", "years       = [2008, 2009]"),
    Fault("money-changes", MINE, '"RUC mn, nominal"', '"RUC bn, nominal"'),
    Fault("wrong-separator", PAID, "year,status,category,amount,money,sense,gap,agreement,source,at,"
          "confidence,note,note_ko", "year;status;category"),
    Fault("language-missing", MINE, '"Rassendyll Group"', '" "'),
    Fault("day-differs", FIRST, "[[contribution]]", '[[event]]\nwhat = "signed"\nday = 2001-01-11\n'
          'source = "treaty-1"\n\n[[contribution]]', "day = 2001-01-11"),
    Fault("proposal-among-agreements", FIRST, "in_force =", 'proposed_by = { en = "x", ko = "x" }\nin_force =',
          "proposed_by"),
    Fault("overlapping-years", FIRST, "[[category]]\nname   =", '[[escalator]]\nyear = 2003\nplus = 0\n'
          'source = "treaty-1"\n\n[[category]]\nname   =', "year = 2003"),
    Fault("overlapping-years", FIRST, "year   = 2001\namount = 100.0", 'year   = 2001\namount = 90.0\n'
          'source = "treaty-1"\n[[contribution]]\nyear = 2001\namount = 100.0', "year = 2001"),
    Fault("overlapping-agreements", SECOND, "years    = [2004, 2006]", "years    = [2003, 2006]"),
    Fault("year-without-terms", SECOND, "years    = [2005, 2006]", "years    = [2006, 2006]",
          "years    = [2004, 2006]"),
    Fault("nothing-to-grow-from", FIRST, "years    = [2002, 2003]", "years    = [2001, 2003]",
          "[[escalator]]"),
    Fault("key-does-not-add-up", FIRST, "[[article]]", '[[key]]\nyears = [2001, 2003]\n'
          'shares = { a = 0.5, b = 0.4 }\nsource = "treaty-1"\n\n[[article]]', "shares"),
    Fault("computed-against", TEST, 'kind      = "computed"', 'kind      = "computed"\n'
          'against   = "budget-2005"', 'against   = "budget-2005"'),
    Fault("rate-or-series", TEST, 'because   = { en = "The cap', 'convert = { per = "RUC per USD" }\n'
          'because   = { en = "The cap', "convert"),
    # operations and talks
    Fault("unknown-asset", FLOWN, "2005-05-02,airship,2", "2005-05-02,airshp,2"),
    Fault("unknown-asset", RATES, "airship,variable", "airshp,variable"),
    Fault("unknown-posture", HEAD, 'posture = "tension"', 'posture = "tensoin"'),
    Fault("unknown-exercise", FLOWN, "국경 비행,spring-2005", "국경 비행,spring-2004"),
    Fault("out-of-range", FLOWN, "airship,2,8,", "airship,2,9000,"),
    Fault("out-of-range", FLOWN, "airship,2,8,", "airship,-2,8,"),
    Fault("out-of-range", ASSETS, "hours  = 6", "hours  = 0"),
    Fault("not-positive", RATES, "airship,variable,2000", "airship,variable,-2000"),
    Fault("before-the-asset", FLOWN, "2005-05-02,2005-05-02,airship", "2002-05-02,2005-05-02,airship"),
    Fault("known-without-reason", TALKS, 'amount = 120', "known = 2003-01-01\namount = 120", "known ="),
    Fault("reason-without-day", TALKS, "amount = 120", 'known_by = "signed"\namount = 120', "known_by"),
    Fault("known-after-its-document", TALKS, "amount = 120",
          'known = 2020-01-01\nknown_by = "release"\namount = 120', "known ="),
    Fault("days-reversed", FLOWN, "2005-05-03,2005-05-12", "2005-05-13,2005-05-12"),
    Fault("days-reversed", TALKS, "end          = 2003-09-11", "end          = 2003-09-01"),
    Fault("amount-without-unit", TALKS, 'unit   = "per-year"', "", "amount = 120"),
    Fault("amount-and-gap", TALKS, 'unit   = "per-year"', 'unit = "per-year"\nwithheld = true', "withheld"),
    Fault("unknown-currency", TALKS, 'money  = "RUC mn"', 'money  = "RUP mn"'),
    # futures
    Fault("unknown-key", AHEAD, "persistence = 0.2", "persistance = 0.2"),
    Fault("unknown-choice", AHEAD, 'kind     = "lapse"', 'kind     = "lapses"'),
    Fault("not-a-number", AHEAD, "prices = [-1.0, 0.5]", 'prices = [-1.0, "half"]'),
    Fault("not-toml", AHEAD, "[driver.step]", "[driver.lapse]", SOMEWHERE),
    Fault("unknown-series", AHEAD, 'follows  = "prices"', 'follows  = "pricse"'),
    Fault("unknown-source", AHEAD, 'source   = "treaty-2"', 'source   = "treaty-3"'),
    Fault("no-source", AHEAD, 'source  = "budget-2005"\nat      = "page 3"\n', "", "[[correlation]]"),
    Fault("wrong-unit", AHEAD, 'follows  = "prices"', 'follows  = "defence-budget"'),
    Fault("wrong-unit", AHEAD, 'kind     = "rate"', 'kind     = "log-walk"', 'follows  = "prices"'),
    Fault("not-positive", AHEAD, "spread      = 1.5", "spread      = -1.5"),
    Fault("not-positive", AHEAD, "printed  = 1", "printed  = 0"),
    Fault("persistence-out-of-range", AHEAD, "persistence = 0.2", "persistence = 1"),
    Fault("persistence-out-of-range", AHEAD, "persistence = 0.2", "persistence = -1.1"),
    Fault("fixed-without-reason", AHEAD, 'because     = { en = "Three', '# because = { en = "Three',
          "mean        = 2.5"),
    Fault("not-of-this-kind", AHEAD, 'kind     = "step"', 'kind     = "step"\npersistence = 0.1',
          "persistence = 0.1"),
    Fault("not-of-this-kind", AHEAD, 'kind     = "lapse"', 'kind     = "lapse"\nfollows = "prices"',
          'follows = "prices"'),
    Fault("follows-nothing", AHEAD, 'follows  = "prices"\n', "", "[driver.prices]"),
    Fault("followed-twice", AHEAD, 'follows     = "budget-growth"', 'follows     = "prices"'),
    Fault("driver-and-series", AHEAD, "[driver.step]", "[driver.budget-growth]"),
    Fault("unknown-lapse", MINE, "years    = [2007, 2008]\nplus     = 0", 'year = 2007\nlapse = "laps"',
          'lapse = "laps"'),
    Fault("unknown-lapse", FIRST, "lag      = 1", 'lag      = 1\nlapse = "lapse"', 'lapse = "lapse"'),
    Fault("lapse-of-several-years", MINE, "plus     = 0", 'lapse = "lapse"'),
    Fault("two-lapses", MINE, "years    = [2007, 2008]\nplus     = 0", 'year = 2007\nlapse = "lapse"\n'
          'source = "opposition-2006"\n\n[[escalator]]\nyear = 2008\nlapse = "lapse" # again',
          "# again"),
    Fault("unknown-series", FIRST, 'follow   = ["prices"]', 'follow   = ["step"]'),
    Fault("posture-without-years", POSTURES, "years   = [2006]", "years   = []"),
    Fault("too-few-years", AHEAD, "years    = [2000, 2005]", "years    = [2001, 2005]"),
    Fault("too-few-years", AHEAD, "years    = [2000, 2005]", "years    = [2030, 2035]"),
    Fault("unknown-agreement", AHEAD, 'agreement = "second"', 'agreement = "third"'),
    Fault("year-outside-agreement", AHEAD, "year      = 2004", "year      = 2009"),
    Fault("duplicate-row", AHEAD, "[[correlation]]", '[[renewal]]\nagreement = "second"\nyear = 2005\n'
          'source = "treaty-2"\n\n[[correlation]]', SOMEWHERE),
    Fault("half-a-renewal", AHEAD, "year      = 2004", 'year      = 2004\nsum = "agreed-2004-1"',
          "[[renewal]]"),
    Fault("unknown-record", AHEAD, "year      = 2004", 'year      = 2004\nsum = "agreed-2004-1"\n'
          'before = "agreed-2003-1"', 'before = "agreed-2003-1"'),
    Fault("unknown-driver", AHEAD, '["prices", "budget"]', '["prices", "bugdet"]'),
    Fault("unknown-path-driver", AHEAD, 'drivers = ["prices"]', 'drivers = ["lapse"]'),
    Fault("unknown-path-driver", AHEAD, "prices = [-1.0, 0.5]", "budget-growth = [-1.0, 0.5]",
          "[path.plenty.rates]"),
    Fault("not-a-number", AHEAD, "prices = [-1.0, 0.5]", 'prices = [-1.0, "x"]'),
    Fault("not-a-pair", AHEAD, '["prices", "budget"]', '["prices", "prices"]'),
    Fault("correlation-out-of-range", AHEAD, "value   = 0.3", "value   = 1.3"),
    Fault("correlations-contradict", AHEAD, "value   = 0.3", "value   = 1"),
    Fault("duplicate-row", AHEAD, "[path.flood]", '[[correlation]]\nbetween = ["budget", "prices"]\n'
          'value = 0.1\nbecause = { en = "a", ko = "가" }\nsource = "budget-2005"\n\n[path.flood]',
          SOMEWHERE),
    Fault("driver-and-path", AHEAD, "[path.flood]", "[path.budget]"),
    Fault("path-without-driver", AHEAD, 'drivers = ["prices"]', "drivers = []", "[path.flood]"),
    Fault("recorded-and-assumed", AHEAD, "years   = [2007, 2008]",
          'years   = [2007, 2008]\ndrivers = ["prices"]', "[path.plenty.rates]"),
    Fault("path-of-other-length", AHEAD, "prices = [-1.0, 0.5]", "prices = [-1.0]",
          "[path.plenty.rates]"),
    Fault("below-nothing", AHEAD, "prices = [-1.0, 0.5]", "prices = [-100, 0.5]",
          "[path.plenty.rates]"),
    Fault("path-without-figure", AHEAD, "years   = [2002, 2003]", "years   = [1999, 2000]",
          'drivers = ["prices"]'),
    Fault("years-reversed", AHEAD, "years   = [2002, 2003]", "years   = [2003, 2002]"),
)  # fmt: skip


def spoiled(folder: Path, fault: Fault) -> Path:
    copy = ruritania(folder)
    path = copy / fault.file
    text = path.read_text(encoding="utf-8")
    assert fault.old in text, f"{fault.file} no longer says {fault.old!r}"
    text = text.replace(fault.old, fault.new, 1)
    if fault.kind == "nothing-to-grow-from":
        start = text.index("[[contribution]]")
        text = text[:start] + text[text.index("[[escalator]]") :]
    path.write_text(text, encoding="utf-8")
    if fault.kind == "name-twice":
        (copy / MINE).rename(copy / "proposals" / "first.toml")
    if fault.kind == "two-currencies":
        paid = copy / PAID
        row = "2002,agreed,,52.0,USD mn,,,first,yearbook-2006,table 7,high,,\n"
        paid.write_text(paid.read_text(encoding="utf-8") + row, encoding="utf-8")
    return copy


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f"{f.kind}: {f.new[:30]}")
def test_a_fault_is_told_with_its_place_and_remedy(fault: Fault, tmp_path: Path) -> None:
    copy = spoiled(tmp_path, fault)
    found = problems_of(copy)
    told = [p for p in found if p.kind == fault.kind]
    assert told, [f"{p.place}: {p.kind}" for p in found]
    if fault.at != SOMEWHERE:
        assert _line(copy, fault) in {problem.place.line for problem in told}
    for problem in told:
        for language in LANGUAGES:
            message, remedy = words(language).problem(problem)
            assert message
            assert remedy


def _line(copy: Path, fault: Fault) -> int:
    moved = {"two-currencies": PAID, "name-twice": "proposals/first.toml"}
    file = moved.get(fault.kind, fault.file)
    lines = (copy / file).read_text(encoding="utf-8").splitlines()
    wanted = (fault.at or fault.new).splitlines()[0]
    return next(n for n, line in enumerate(lines, 1) if wanted in line)


def _file_faults() -> list[tuple[str, Callable[[Path], None]]]:
    def empty(folder: Path) -> None:
        (folder / PAID).write_text("", encoding="utf-8")

    def latin(folder: Path) -> None:
        (folder / PAID).write_bytes("year,status\n2001,größe\n".encode("latin-1"))

    def zero(folder: Path) -> None:
        (folder / PAID).write_bytes(b"year,status\n2001,agr\0eed\n")

    def link_out(folder: Path) -> None:
        (folder / PAID).unlink()
        (folder.parent / "secret.csv").write_text("year,status\n", encoding="utf-8")
        (folder / PAID).symlink_to(folder.parent / "secret.csv")

    def circle(folder: Path) -> None:
        (folder / PAID).unlink()
        (folder / PAID).symlink_to("payments.csv")

    def missing(folder: Path) -> None:
        (folder / DOCS).unlink()

    def directory(folder: Path) -> None:
        (folder / DOCS).unlink()
        (folder / DOCS).mkdir()

    def stranger(folder: Path) -> None:
        (folder / PAID).rename(folder / "payment.csv")

    def ending(folder: Path) -> None:
        (folder / FIRST).rename(folder / "agreements" / "first.tml")

    def pipe(folder: Path) -> None:
        (folder / DOCS).unlink()
        os.mkfifo(folder / DOCS)

    return [
        ("empty-file", empty),
        ("unreadable-encoding", latin),
        ("not-text", zero),
        ("link-out-of-folder", link_out),
        ("link-in-a-circle", circle),
        ("no-such-file", missing),
        ("not-a-file", directory),
        ("unknown-file", stranger),
        ("unknown-ending", ending),
        ("not-a-file", pipe),
    ]


@pytest.mark.parametrize(("kind", "spoil"), _file_faults(), ids=lambda f: getattr(f, "__name__", f))
def test_a_file_that_cannot_be_read_is_told(
    kind: str, spoil: Callable[[Path], None], tmp_path: Path
) -> None:
    copy = ruritania(tmp_path)
    spoil(copy)
    assert kind in {p.kind for p in problems_of(copy)}


OWN = """
title     = { en = "Own", ko = "나의 정의" }
used_by   = { en = "me", ko = "나" }
valuation = "crown"

[[count]]
items   = ["sma", "us-nonpay"]
because = { en = "a", ko = "가" }

[[leave_out]]
items   = ["other-direct", "vicinity", "indirect", "temporary", "us-pay"]
because = { en = "b", ko = "나" }
"""


def test_a_definition_must_speak_of_every_item_once(tmp_path: Path) -> None:
    copy = ruritania(tmp_path)
    (copy / "definitions").mkdir()
    path = copy / "definitions" / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    (told,) = (p for p in problems_of(copy) if p.kind == "says-nothing-about")
    assert told.place.file.endswith("definitions/own.toml")
    assert told.place.line == 1
    message, remedy = words("en").problem(told)
    assert message == 'says nothing about "us-local-spending".'
    assert remedy == "Add it under [[count]], or under [[leave_out]] with a reason."
    path.write_text(OWN.replace('"us-pay"]', '"us-pay", "us-cost", "us-local-spending"]'), "utf-8")
    assert "item-twice" in {p.kind for p in problems_of(copy)}
    path.write_text(OWN.replace('"us-pay"]', '"us-pay", "us-local-spending"]'), "utf-8")
    assert not problems_of(copy)
    assert study.load(str(copy)).definitions["own"].title.ko == "나의 정의"


def test_items_in_a_circle_are_told() -> None:
    dossier = study.load("ruritania")
    item = replace(dossier.items["sma"], part_of="sma")
    broken = replace(dossier, items={**dossier.items, "sma": item})
    assert "cycle-of-items" in {p.kind for p in checks.check(broken)}


def test_a_huge_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 100)
    kinds = {p.kind for p in problems_of(ruritania(tmp_path))}
    assert "huge-file" in kinds


def test_a_file_without_permission_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert {p.kind for p in problems_of(ruritania(tmp_path))} == {"unreadable-file"}


def test_every_kind_of_problem_in_the_words_is_tried_here() -> None:
    tried = {fault.kind for fault in FAULTS} | {kind for kind, _ in _file_faults()}
    tried |= {"huge-file", "unreadable-file", "did-you-mean"}
    tried |= {"says-nothing-about", "item-twice", "cycle-of-items"}
    tried |= {"no-questions", "bad-question-name", "question-twice", "question-refused"}  # studies
    known = set(words("en").table["problem"])
    assert known == tried
    assert len(known) > 40


def test_all_problems_of_a_dossier_are_told_at_once(tmp_path: Path) -> None:
    copy = ruritania(tmp_path)
    for file, old, new in (
        (FIRST, "amount = 100.0", "amount = = 1"),
        (SECOND, "floor    = 0\n", "flour    = 0\n"),
        (PAID, "104.0", "about 104"),
        (PRICES, "7.5", "seven"),
        (MINE, 'source   = "opposition-2006"', 'source   = "oposition-2006"'),
    ):
        path = copy / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    found = problems_of(copy)
    assert [(p.place.file.split("/")[-1], p.kind) for p in found] == [
        ("first.toml", "not-toml"),
        ("second.toml", "unknown-key"),
        ("payments.csv", "not-a-number"),
        ("freeze.toml", "unknown-source"),
        ("prices.csv", "not-a-number"),
    ], "a file that is not TOML is one problem; what follows from it is not told"


def test_the_message_is_as_designed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = spoiled(tmp_path, FAULTS[0])
    assert main(["check", str(copy), "--lang", "en"]) == 1
    told = capsys.readouterr().out
    line = _line(copy, FAULTS[0])
    assert f'{copy}/agreements/first.toml:{line}: unknown key "lagg". Did you mean "lag"?' in told
    assert told.rstrip().endswith("1 problem in 1 file.")


def test_nothing_is_computed_from_an_unsound_dossier(tmp_path: Path) -> None:
    copy = spoiled(tmp_path, FAULTS[0])
    with pytest.raises(study.UnsoundError) as told:
        study.load(str(copy))
    assert told.value.problems[0].kind == "unknown-key"


def test_words_are_the_same_kinds_in_both_languages() -> None:
    folder = Path(study.__file__).parent / "show" / "words"
    both = [
        set(tomllib.loads((folder / f"{one}.toml").read_text(encoding="utf-8"))["problem"])
        for one in LANGUAGES
    ]
    assert both[0] == both[1]


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("prices = [-1.0]", "path plenty: driver prices (series prices) has 1 rates for 2 years."),
        ("prices = [-100, 1]", "path plenty: driver prices (series prices) falls by -100 %"),
        ("budget-growth = [1, 2]", 'path plenty: unknown driver "budget-growth", or one that is not '
         'drawn. Did you mean "budget"?'),
        ('prices = [1, "x"]', '"path.plenty.rates.prices" must be a number, not x.'),
    ],
)  # fmt: skip
def test_a_fault_of_a_path_names_the_path_and_the_series(
    new: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = spoiled(tmp_path, Fault("", AHEAD, "prices = [-1.0, 0.5]", new))
    assert main(["check", str(copy), "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert told in out
    assert "unknown series" not in out  # nothing else is wrong
