"""Side by side, in one run: ``make bench``, or some of it: ``python -m benchmarks pages``.
Prints tables; asserts nothing about speed."""

from __future__ import annotations

import argparse
import csv
import io
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from frictionless import Resource, Schema

from benchmarks.comparing import comparing
from benchmarks.counting import counting
from benchmarks.futures import futures
from benchmarks.pages import pages
from benchmarks.scale import scale
from burdenshare import study

ROOT = Path(__file__).parents[1]
SIZES = (1_000, 10_000, 100_000)

SCHEMA = Schema.from_descriptor(
    {
        "fields": [
            {"name": "year", "type": "year", "constraints": {"required": True}},
            {
                "name": "status",
                "type": "string",
                "constraints": {"required": True, "enum": ["agreed", "budgeted", "executed"]},
            },
            {"name": "category", "type": "string"},
            {"name": "amount", "type": "number"},
            {"name": "money", "type": "string"},
            {"name": "source", "type": "string", "constraints": {"required": True}},
            {"name": "at", "type": "string"},
            {"name": "confidence", "type": "string"},
            {"name": "note", "type": "string"},
        ]
    }
)


def records(count: int) -> str:
    """Payments of ruritania, invented, all different."""
    draw = random.Random(1)
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(field.name for field in SCHEMA.fields)
    for number in range(count):
        status = draw.choice(["agreed", "budgeted", "executed"])
        amount = f"{draw.randrange(10**9) / 10:.1f}"
        writer.writerow(
            [draw.randrange(2001, 2007), status, "labour", amount, "RUC mn", "yearbook-2006",
             f"table {number}", "high", ""]
        )  # fmt: skip
    return held.getvalue()


def timed(*works: Callable[[], object], runs: int) -> list[float]:
    """The fastest of ``runs`` of each, in seconds; the works take turns."""
    best = [float("inf")] * len(works)
    for _ in range(runs):
        for number, work in enumerate(works):
            start = time.perf_counter()
            work()
            best[number] = min(best[number], time.perf_counter() - start)
    return best


def reading() -> None:
    print("\nReading and checking records, µs a row (fastest of 7, in turns)")
    print(f"{'rows':>9}  {'burdenshare':>12}  {'frictionless':>13}  {'times':>6}")
    for count in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "ruritania"
            without = shutil.ignore_patterns("costs.csv", "claims.csv")
            shutil.copytree(ROOT / "dossiers" / "ruritania", copy, ignore=without)
            (copy / "payments.csv").write_text(records(count), encoding="utf-8")
            ours, theirs = timed(
                partial(_ours, copy), partial(_theirs, copy), runs=7 if count < 100_000 else 3
            )
        each = ours / count * 1e6, theirs / count * 1e6
        print(f"{count:>9,}  {each[0]:>12.1f}  {each[1]:>13.1f}  {each[1] / each[0]:>6.1f}")


def _ours(folder: Path) -> None:
    problems = study.check(str(folder)).problems
    assert all(p.kind == "unused-source" for p in problems), problems[:3]


def _theirs(folder: Path) -> None:
    report = Resource(path="payments.csv", schema=SCHEMA, basepath=str(folder)).validate()
    assert report.valid, report


def starting() -> None:
    print("\nA whole process, ms (fastest of 15, in turns)")
    burdenshare = str(Path(sys.executable).parent / "burdenshare")
    commands = {
        'python -c "import numpy"': [sys.executable, "-c", "import numpy"],
        "burdenshare backtest korea": [burdenshare, "backtest", "korea"],
        "burdenshare payments korea": [burdenshare, "payments", "korea"],
        "burdenshare explain korea 2012": [burdenshare, "explain", "korea", "2012"],
    }
    works = [partial(subprocess.run, c, capture_output=True, check=True) for c in commands.values()]
    for name, took in zip(commands, times := timed(*works, runs=15), strict=True):
        print(f"{name:<34}{took * 1000:>7.0f}   {took / times[0]:.2f} × import numpy")


PARTS = {
    "starting": starting,
    "comparing": comparing,
    "counting": counting,
    "futures": futures,
    "reading": reading,
    "pages": pages,
    "scale": scale,
}


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks")
    asked.add_argument("parts", nargs="*", help=f"all if none is named: {', '.join(PARTS)}")
    asked.add_argument("--requests", type=int, default=5_000, help="that memory is watched over")
    asked.add_argument("--most", type=int, default=10_000_000, help="futures, to watch memory")
    given = asked.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        asked.error(f"no such part: {', '.join(sorted(unknown))}")
    for name in given.parts or PARTS:
        if name == "pages":
            pages(given.requests)
        elif name == "futures":
            futures(most=given.most)
        else:
            PARTS[name]()


if __name__ == "__main__":
    main()
