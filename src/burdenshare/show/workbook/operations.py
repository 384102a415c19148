"""The calculator of operational support: how many × how long × rate, on three bases."""

from __future__ import annotations

from dataclasses import replace

from burdenshare.show.data import documents
from burdenshare.show.workbook.cells import Cell, Leaf, area, heads, text
from burdenshare.show.workbook.kinds import Calculator
from burdenshare.show.workbook.trace import PLAIN, Trace
from burdenshare.vocabulary import RateBasis, Sent

BASES: tuple[RateBasis, ...] = ("variable", "operating", "ownership")
HEADS = ("what", "day", "count", "time", "per")
COST = 8
WIDTHS = (40, 14, 12, 16, 8, 18, 18, 18, 20, 20, 20, 40)


NO_RATE = "no-rate"
"""A gap of the cost itself; others are those of the count or the time, told there."""


def calculator(leaf: Leaf, held: Calculator, trace: Trace) -> None:
    """A row a line, sums below, the same in the money of contributions below that."""
    words = trace.numbers.words
    say = words.say
    leaf.widths = WIDTHS
    bases = [say("operations", basis) for basis in BASES]
    unit = next((trace.unit(step.unit) for step in held.sums.values() if step.value is not None),
                "")  # fmt: skip
    leaf.add(*heads(
        *(say("workbook", f"head-{key}") for key in HEADS),
        *(say("workbook", "rate-on", basis=basis, unit=unit) for basis in bases),
        *(say("workbook", "cost-on", basis=basis, unit=unit) for basis in bases),
        say("workbook", "head-documents"),
    ))  # fmt: skip
    leaf.frozen = (len(leaf.rows), 1)
    top = len(leaf.rows)
    for one in held.held.lines:
        leaf.add(*_line(one, held, trace))
    last = len(leaf.rows) - 1
    blank = [text("")] * (COST - 1)
    sums = []
    for number, basis in enumerate(BASES):
        step = held.sums[basis]
        if step.value is None:
            sums.append(text("–"))
            continue
        told = f"SUM({area((top, COST + number), (last, COST + number))})"
        sums.append(
            Cell(
                trace.sum(step.value, step.unit),
                told,
                "strong",
                PLAIN,
                name=trace.name("cost", basis),
            )
        )
        trace.ref(step)
    leaf.add(text(say("operations", "sum"), "strong"), *blank, *sums)
    if held.home:
        unit = trace.unit(next(iter(held.home.values())).unit)
        cells = [trace.cell(held.home[b]) if b in held.home else text("–") for b in BASES]
        leaf.add(text(say("workbook", "in-money", unit=unit)), *blank, *cells)
        rate = next((u for s in held.home.values() for u in s.uses if " per " in u.unit), None)
        if rate is not None:
            leaf.add(text(say("workbook", "at-rate")), text(""), trace.cell(rate),
                     text(trace.unit(rate.unit)))  # fmt: skip
    leaf.add()
    for line in say("workbook", "calculator-note").split("\n"):
        leaf.add(text(line, "note"))
    leaf.add()


def _line(one: Sent, held: Calculator, trace: Trace) -> list[Cell]:
    words = trace.numbers.words
    title = " + ".join(words.text(held.titles[name]) for name in one.asset if name in held.titles)
    day = one.deployment.start if one.deployment is not None else ""
    costs = [
        trace.cell(step) if step.value is not None or step.how == NO_RATE else text("–")
        for step in (one.costs[basis] for basis in BASES)
    ]
    rates = []
    parts = {}
    for basis in BASES:
        cost = one.costs[basis]
        whole = cost.value is not None and len(cost.uses) >= 3
        rates.append(trace.cell(cost.uses[2]) if whole else text("–"))
        if whole:
            parts = {"count": cost.uses[0], "time": cost.uses[1]}
    cells = [trace.cell(parts.get(key) or getattr(one, key)) for key in ("count", "time")]
    held_parts = [replace(cell, look="wide") if cell.look == "text" else cell for cell in cells]
    per = words.say("operations", f"per-{one.time.unit}") if one.time.unit else ""
    cited = one.deployment.source if one.deployment is not None else documents(one.time)
    return [text(title), text(day), *held_parts, text(per), *rates, *costs,
            text("; ".join(cited))]  # fmt: skip
