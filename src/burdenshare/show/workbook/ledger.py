"""What the sums of a year must meet, each with both sides live."""

from __future__ import annotations

from decimal import Decimal

from burdenshare.show.workbook.cells import Cell, Leaf, address, heads, text
from burdenshare.show.workbook.formulas import added
from burdenshare.show.workbook.kinds import Checks
from burdenshare.show.workbook.trace import PLAIN, Trace

HEADS = ("year", "what", "sum", "parts", "parts-sum", "difference", "unit", "check")


def checks(leaf: Leaf, held: Checks, trace: Trace) -> None:
    """A row an identity: the whole, its parts, their sum, the difference, and whether they meet."""
    words = trace.numbers.words
    say = words.say
    found = [one for row in held.ledger.years for one in row.balances]
    if not found:
        return
    leaf.widths = (9, 18, 12, 26, 14, 11, 11, 14)
    leaf.add(text(say("workbook", "checks"), "strong"))
    leaf.add(*heads(*(say("workbook", f"head-{key}") for key in HEADS)))
    for one in found:
        row = len(leaf.rows)
        parts = " + ".join(words.say("status", used.status) for used in one.right.uses)
        whole = trace.sum(one.right.value or Decimal(0), one.right.unit)
        told = added([trace.ref(used) for used in one.right.uses])
        verdict = say("label", "holds") if one.difference == 0 else say("workbook", "off")
        leaf.add(
            Cell(one.year, look="number", digits="0"), text(words.say("status", one.name)),
            trace.cell(one.left),
            text(parts), Cell(whole, told, "number", PLAIN),
            Cell(trace.sum(one.difference, one.left.unit),
                 f"ROUND({address(row, 2)}-{address(row, 4)},6)", "number", PLAIN),
            text(trace.unit(one.left.unit)),
            Cell(verdict, f'IF({address(row, 5)}=0,"{say("label", "holds")}",'
                          f'"{say("workbook", "off")}")'),
        )  # fmt: skip
    leaf.add()
