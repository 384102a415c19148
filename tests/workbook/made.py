"""The workbooks of the tests: answers as they are, answers with cells changed, and rounding."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl

import burdenshare
from burdenshare.model.money import rounded
from burdenshare.show.workbook import paper
from burdenshare.show.workbook.cells import Cell, Leaf, address
from burdenshare.show.workbook.formulas import in_steps

SEED = 20180724

LINES = {
    "bridge": "bridge korea 2016 official spark-2016",
    "bridge-ko": "bridge korea 2016 official spark-2016 --lang ko",
    "bridge-back": "bridge korea 2016 spark-2016 official --rate 1156.5",
    "shares": "share korea 2016",
    "shares-gaps": "share korea 2019",
    "agreement": "agreement korea 12 --assume cpi-kr=2.0",
    "agreements": "agreement korea",
    "backtest": "backtest korea",
    "backtest-ko": "backtest korea --lang ko",
    "payments-ko": "payments korea --lang ko",
    "payments-prices": "payments korea --years 1999-2020 --in KRW --prices 2020",
    "year": "payments korea --year 2012",
    "operations": "operations korea 2017",
    "plan-ko": "operations korea --plan 'b-1b 2x13, csg 1x5' --lang ko",
    "category": "operations korea --category 2019",
    "compare-ko": "compare korea --assume cpi-kr=2.0 --prices 2025 --discount 3 --lang ko",
    "brief": "brief korea",
    "talks": "talks korea 10",
    "claims": "claims korea",
    "explain": "explain korea 2012",
    "futures": "futures korea",
    "multiverse": "multiverse korea 2016 official",
    "sources": "sources korea",
    "ruritania": "agreement ruritania",
    "metered": "agreement ruritania visits",
    "metered-ko": "compare korea twelfth-with-support,sma-12 --assume cpi-kr=2.0 --lang ko",
    "put-off": "compare korea twelfth-renewed-late --assume cpi-kr=2.0,step=6,lapse=30 "
    "--years 2031-2036",
    "influence": "compare korea sma-12,eleventh-carried-on --influence",
}  # fmt: skip
"""A workbook of every kind, by name."""


def states() -> dict[str, str]:
    """More questions, drawn: the same in every run."""
    draw = random.Random(SEED)
    found = {}
    names = ["sma-12", "eleventh-carried-on", "eighth-carried-on", "twelfth-at-cap"]
    for number in range(6):
        chosen = ",".join(draw.sample(names, 3))
        prices, budget = draw.uniform(-1, 9), draw.uniform(0, 12)
        found[f"compare-{number}"] = (
            f"compare korea {chosen} --assume cpi-kr={prices:.{draw.randint(0, 3)}f},"
            f"defence-budget-growth-kr={budget:.1f} --discount {draw.uniform(0, 9):.2f} "
            f"--prices {draw.randint(2020, 2026)} --lang {draw.choice(['en', 'ko'])}"
        )
    definitions = ["official", "spark-2016", "mnd-continuing", "wsj-2018"]
    known = [name for name in burdenshare.load("korea").definitions if name in definitions]
    for number in range(6):
        start, end = draw.sample(known, 2)
        found[f"bridge-{number}"] = (
            f"bridge korea 2016 {start} {end} --rate {draw.uniform(900, 1500):.1f} "
            f"--lang {draw.choice(['en', 'ko'])}"
        )
    for number in range(4):
        plan = ", ".join(
            f"{name} {draw.randint(1, 9)}x{draw.uniform(1, 40):.1f}"
            for name in draw.sample(["b-1b", "b-2a", "b-52h", "csg"], 2)
        )
        found[f"plan-{number}"] = f"operations korea --plan '{plan}' --host-share 0.5"
    return found


def write(folder: Path, name: str, line: str) -> Path:
    """The workbook of a line."""
    return burdenshare.save(line, str(folder / f"{name}.xlsx"))


@dataclass(frozen=True)
class Change:
    """A workbook in which cells are changed, and the line whose workbook it must then equal."""

    name: str
    line: str
    cells: Mapping[str, float]
    """New values by the beginning of the name of the cell."""
    wanted: str

    def write(self, folder: Path) -> list[Path]:
        path = write(folder, self.name, self.line)
        edited(path, named(path, self.cells))
        return [path, write(folder, f"{self.name}-wanted", self.wanted)]


def named(path: Path, cells: Mapping[str, float]) -> dict[tuple[str, str], float]:
    """Values by sheet and address, from values by the beginning of the name of a cell."""
    found = {}
    for name, held in openpyxl.load_workbook(path).defined_names.items():
        for begin, value in cells.items():
            if name.startswith(begin):
                ((sheet, cell),) = held.destinations
                found[sheet, cell.replace("$", "")] = value
    assert found, cells
    return found


def edited(path: Path, cells: Mapping[tuple[str, str], float]) -> None:
    """Writes new values into cells as a reader would, and nothing else."""
    book = openpyxl.load_workbook(path)
    for (sheet, cell), value in cells.items():
        book[sheet][cell] = value
    book.save(path)


BOTH = "sma-12,eleventh-carried-on"
CHANGES = (
    Change("prices", f"compare korea {BOTH} --assume cpi-kr=2.0,defence-budget-growth-kr=5.0",
           {"cpi_kr_": 3.7, "defence_budget_growth_kr_": 1.25},
           f"compare korea {BOTH} --assume cpi-kr=3.7,defence-budget-growth-kr=1.25"),
    Change("above-the-cap", "agreement korea 12 --assume cpi-kr=2.0", {"cpi_kr_": 7.5},
           "agreement korea 12 --assume cpi-kr=7.5"),
    Change("discounted", "compare korea --assume cpi-kr=2.0 --discount 3 --lang ko",
           {"in_discount": 6.25}, "compare korea --assume cpi-kr=2.0 --discount 6.25 --lang ko"),
    Change("flown", "operations korea --plan 'b-1b 1x13, b-52h 1x13'",
           {"in_b_1b_1x13_count": 3, "in_b_52h_1x13_hours": 7.5},
           "operations korea --plan 'b-1b 3x13, b-52h 1x7.5'"),
)  # fmt: skip


# -- rounding --------------------------------------------------------------------------------------

CASES = 6_000


def ties() -> list[tuple[Decimal, Decimal, Decimal, str]]:
    """Sums, growths and steps, drawn; most of them made to end just on, under or over a half."""
    draw = random.Random(SEED)
    found = []
    for _ in range(CASES):
        step = Decimal(draw.choice(["0.1", "1", "0.01", "0.5", "10"]))
        last = step * draw.randint(1, 200_000)
        growth = Decimal(draw.randint(-3_000, 25_000)).scaleb(-draw.randint(0, 3))
        found.append((last, growth, step, draw.choice(["half-up", "half-up", "down"])))
        if draw.random() < 0.5:  # twenty times an odd number of steps: just on a half
            odd = 2 * draw.randint(0, 5_000) + 1
            at = Decimal(draw.choice(["2.5", "7.5", "12.5", "-2.5"]))
            found[-1] = (20 * odd * step, at, step, found[-1][3])
    return found


def rounding(folder: Path) -> Path:
    """A workbook that rounds all of these as an escalator does."""
    leaf = Leaf("Rounding")
    for last, growth, step, how in ties():
        exact = last * (1 + growth / 100)
        told = f"{address(len(leaf.rows), 0)}*(1+{address(len(leaf.rows), 1)}/100)"
        cut = "ROUND" if how == "half-up" else "ROUNDDOWN"
        formula = in_steps(told, address(len(leaf.rows), 2), exact / step, cut)
        value = rounded(exact, step, "half-up" if how == "half-up" else "down")
        leaf.add(Cell(last), Cell(growth), Cell(step), Cell(value, formula))
    path = folder / "rounding.xlsx"
    path.write_bytes(paper.bound([leaf], "", "", datetime(2018, 7, 24), "en"))
    return path
