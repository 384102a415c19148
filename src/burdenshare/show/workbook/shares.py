"""Definitions of a share as switches: every item a row, every definition a column of 1 and 0."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import factorial

from burdenshare.show.data import documents
from burdenshare.show.workbook.cells import (
    Cell,
    Leaf,
    address,
    area,
    elsewhere,
    fixed,
    heads,
    text,
)
from burdenshare.show.workbook.kinds import Board, Switch
from burdenshare.show.workbook.trace import PLAIN, Trace
from burdenshare.vocabulary import Bridge, BridgeStep

VALUE, UNIT, FIRST = 2, 3, 8
"""Columns of the value, of its unit, and of the first definition's switches."""
HEADS = ("item", "bearer", "value", "unit", "rate", "valuation", "status", "documents")
POINTS = "0.000000"
LIVE_SETS = 8
"""Differences up to which all sets of them are laid out, so that the order-free parts live."""


def board(leaf: Leaf, held: Board, trace: Trace) -> list[Leaf]:
    """The switches with both sums and the share of each definition; below, the bridge. Gives the
    sheets that it needs besides."""
    say = trace.numbers.words.say
    titles = [trace.numbers.words.text(title) for title in held.titles]
    leaf.widths = (38, 10, 14, 12, 10, 22, 12, 28, *(18 for _ in titles))
    top = len(leaf.rows) + 5
    blocks = [
        [one for one in held.switches if one.bearer == side and one.step.value is not None]
        for side in ("host", "sending")
    ]
    blocks.append([one for one in held.switches if one.step.value is None])
    starts = [top, top + len(blocks[0]), top + len(blocks[0]) + len(blocks[1])]
    spans = [(start, start + len(rows) - 1) for start, rows in zip(starts, blocks, strict=True)]
    sums = _sums(leaf, held, trace, spans)
    leaf.add()
    leaf.add(*heads(*(say("workbook", f"head-{key}") for key in HEADS), *titles))
    assert len(leaf.rows) == top
    for rows in blocks:
        for one in rows:
            leaf.add(*_row(one, trace))
    if held.switches:
        first, last = (top, FIRST), (top + len(held.switches) - 1, FIRST + len(titles) - 1)
        leaf.switches = (area(first, last),)
    leaf.add(*_doubles(held, blocks, top, trace))
    for number, share in enumerate(held.shares):
        for key, side in (("host", share.host), ("sending", share.sending)):
            col = FIRST + number
            trace.overridden[side.id] = elsewhere(leaf.title, sums[key], col)
    leaf.add()
    for line in say("workbook", "board-note").split("\n"):
        leaf.add(text(line, "note"))
    if held.bridge is None:
        return []
    return _bridge(leaf, held, held.bridge, spans, sums, trace)


def _sums(
    leaf: Leaf, held: Board, trace: Trace, spans: Sequence[tuple[int, int]]
) -> dict[str, int]:
    """Both sums and the share of each definition; the rows they stand in."""
    say = trace.numbers.words.say
    rows = {}
    for key, (first, last) in zip(("host", "sending"), spans, strict=False):
        cells = [
            Cell(trace.sum(_side(held, n, key), one.host.unit),
                 _weighed(first, last, FIRST + n), "number", PLAIN)
            for n, one in enumerate(held.shares)
        ]  # fmt: skip
        unit = trace.unit(held.shares[0].host.unit)
        rows[key] = leaf.add(text(say("workbook", f"{key}-sum"), "strong"), *_beside(unit), *cells)
    first, last = spans[2]
    shares = []
    for number, one in enumerate(held.shares):
        col = FIRST + number
        host, sending = (address(rows[key], col) for key in ("host", "sending"))
        told = f'IF({host}+{sending}=0,"–",100*{host}/({host}+{sending}))'
        if last >= first:
            told = f'IF(SUM({area((first, col), (last, col))})>0,"–",{told})'
        value = one.share.value if one.share.value is not None else "–"
        shares.append(Cell(value, told, "strong", POINTS, name=trace.name("share", one.definition,
                                                                          one.years)))  # fmt: skip
    rows["share"] = leaf.add(text(say("workbook", "share-of"), "strong"), *_beside(""), *shares)
    return rows


def _beside(unit: str) -> list[Cell]:
    """The cells between the name of a sum and the sums, with their unit where units stand."""
    return [text(unit if col == UNIT else "") for col in range(1, FIRST)]


def _side(held: Board, number: int, side: str) -> Decimal:
    """The sum of a side; what is recorded of it, where it lacks an item."""
    share = held.shares[number]
    whole = (share.host if side == "host" else share.sending).value
    if whole is not None:
        return whole
    return sum(
        (one.step.value or Decimal(0) for one in held.switches
         if one.on[number] and one.bearer == side),
        Decimal(0),
    )  # fmt: skip


def _weighed(first: int, last: int, col: int) -> str:
    if last < first:
        return "0"
    values = f"{fixed(first, VALUE)}:{fixed(last, VALUE)}"
    return f"SUMPRODUCT({values},{area((first, col), (last, col))})"


def _row(one: Switch, trace: Trace) -> list[Cell]:
    numbers = trace.numbers
    words = numbers.words
    rate = next((used for used in one.step.uses if used.name == "rate" or " per " in used.unit),
                None)  # fmt: skip
    valuation = str(one.step.details.get("valuation") or _below(one, "valuation"))
    told = words.say("valuation", valuation) if words.has("valuation", valuation) else ""
    switches = [
        Cell("–") if on is None else Cell(int(on), look="input", digits="0") for on in one.on
    ]
    return [
        text(words.text(one.title)), text(words.say("workbook", one.bearer)),
        trace.cell(one.step), text(trace.unit(one.step.unit)),
        trace.cell(rate) if rate is not None else text(""), text(told),
        text(trace.status(one.step)), text("; ".join(documents(one.step)), "wide"), *switches,
    ]  # fmt: skip


def _below(one: Switch, key: str) -> str:
    return next((str(u.details[key]) for u in one.step.uses if u.details.get(key)), "")


def _doubles(held: Board, blocks: Sequence[Sequence[Switch]], top: int, trace: Trace) -> list[Cell]:
    """Whether an item that has several values is counted once."""
    say = trace.numbers.words.say
    ordered = [one for rows in blocks for one in rows]
    of_item: dict[str, list[int]] = {}
    for number, one in enumerate(ordered):
        of_item.setdefault(one.item, []).append(top + number)
    several = [rows for rows in of_item.values() if len(rows) > 1]
    cells = [text(say("workbook", "once"))] + [text("")] * (FIRST - 1)
    for number in range(len(held.shares)):
        col = FIRST + number
        tests = [f"SUM({','.join(address(row, col) for row in rows)})<2" for rows in several]
        told = f'IF(AND({",".join(tests)}),"✓","{say("workbook", "twice")}")' if tests else ""
        cells.append(Cell("✓", told))
    return cells


# -- the bridge ------------------------------------------------------------------------------------


def _bridge(
    leaf: Leaf, held: Board, bridge: Bridge, spans: Sequence[tuple[int, int]],
    sums: dict[str, int], trace: Trace,
) -> list[Leaf]:  # fmt: skip
    """Item by item from the first definition to the second: in this order, and free of order."""
    say = trace.numbers.words.say
    ordered = [one for side in ("host", "sending") for one in held.switches
               if one.bearer == side and one.step.value is not None]  # fmt: skip
    top = spans[0][0]
    rows_of: dict[str, list[int]] = {}
    for number, one in enumerate(ordered):
        rows_of.setdefault(one.item, []).append(top + number)
    side_of = {one.item: one.bearer for one in ordered}
    leaf.add()
    leaf.add(text(say("workbook", "bridge"), "strong"))
    unit = trace.unit(bridge.start.host.unit)
    leaf.add(*heads(*(say("workbook", f"head-{key}", unit=unit) for key in BRIDGE)))
    first = len(leaf.rows)
    start, end = FIRST, FIRST + 1
    begun = _quotient(address(sums["host"], start), address(sums["sending"], start))
    count = len(bridge.steps)
    live = count <= LIVE_SETS
    sets, parts = _sets(leaf, bridge, first + 1, sums, trace) if live else (None, [("", "", "")])
    leaf.add(text(say("workbook", "from")), text(""), text(""), text(""), text(""),
             Cell(_points(bridge.first), begun, "number", POINTS))  # fmt: skip
    for number, part in enumerate(bridge.steps):
        row = first + 1 + number
        found = rows_of.get(part.item, [])
        told = "+".join(
            f"{fixed(n, VALUE)}*(N({address(n, end)})-N({address(n, start)}))" for n in found
        )
        change = trace.sum(_points(_change(part)), bridge.start.host.unit)
        host = side_of.get(part.item) == "host"
        moved = [Cell(change if mine else 0, told if mine else "", "number", PLAIN)
                 for mine in (host, not host)]  # fmt: skip
        upto = [f"SUM({address(first + 1, col)}:{address(row, col)})" for col in (1, 2)]
        reached = _quotient(f"{address(sums['host'], start)}+{upto[0]}",
                            f"{address(sums['sending'], start)}+{upto[1]}")  # fmt: skip
        free = [
            Cell(_points(value), told, "number" if told else "fixed", POINTS)
            for value, told in zip((part.shapley, part.least, part.most),
                                   parts[number if live else 0], strict=True)
        ]  # fmt: skip
        title = next((trace.numbers.words.text(s.title) for s in ordered if s.item == part.item),
                     part.item)  # fmt: skip
        leaf.add(
            text(title), *moved, text(""),
            Cell(_points(part.step), f"{address(row, 5)}-{address(row - 1, 5)}", "number", POINTS),
            Cell(_points(part.reached), reached, "number", POINTS), *free,
        )  # fmt: skip
    last = first + count
    gap = f"{address(sums['share'], end)}-{address(last, 5)}"
    leaf.add(text(say("workbook", "to")), text(""), text(""), text(""), text(""),
             Cell(_points(bridge.last), address(sums["share"], end), "number", POINTS))  # fmt: skip
    leaf.add(
        text(say("workbook", "arrives")),
        text(""),
        text(""),
        text(""),
        text(""),
        Cell("✓", f'IF(ABS({gap})<0.000001,"✓","{say("workbook", "arrives-not")}")'),
    )
    key = "shapley-live" if live else "shapley-fixed"
    for line in say("workbook", key).split("\n"):
        leaf.add(text(line, "note"))
    return [sets] if sets is not None else []


BRIDGE = ("item", "host-change", "sending-change", "blank", "step", "reached", "shapley", "least",
          "most")  # fmt: skip


def _points(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _quotient(host: str, sending: str) -> str:
    return f"IF(({host})+({sending})=0,0,100*({host})/(({host})+({sending})))"


def _sets(
    leaf: Leaf, bridge: Bridge, first: int, sums: dict[str, int], trace: Trace
) -> tuple[Leaf, list[tuple[str, str, str]]]:
    """Every set of differences with its share, and what each item that is in it changes there;
    and of each item the weighed mean of its effects over all orders in which the items can be
    added, the least and the greatest of them."""
    say = trace.numbers.words.say
    count = len(bridge.steps)
    widths = (6,) * count + (14,) * (5 + count)
    sheet = Leaf(say("workbook", "sets"), widths=widths, frozen=(4, 0))
    sheet.add(text(say("workbook", "sets"), "title"))
    sheet.add(text(say("workbook", "sets-note"), "note"))
    sheet.add()
    keys = ("host-sum", "sending-sum", "share-of", "weight-in", "weight-out")
    sheet.add(*heads(*(str(n + 1) for n in range(count)), *(say("workbook", k) for k in keys),
                     *(say("workbook", "effect", number=n + 1) for n in range(count))))  # fmt: skip
    top = len(sheet.rows)
    worths = _worths(bridge)
    unit = bridge.start.host.unit
    for chosen in range(1 << count):
        row = top + chosen
        bits = [Cell(chosen >> n & 1) for n in range(count)]
        told = []
        for col, key in ((1, "host"), (2, "sending")):
            changes = "".join(
                f"+{address(row, n)}*{elsewhere(leaf.title, first + n, col)}" for n in range(count)
            )
            told.append(f"{elsewhere(leaf.title, sums[key], FIRST)}{changes}")
        size = chosen.bit_count()
        host, sending, share = worths[chosen]
        weights = [
            Cell(_weight(size - 1, count) if size else 0, look="number", digits=POINTS),
            Cell(_weight(size, count) if size < count else 0, look="number", digits=POINTS),
        ]
        sheet.add(
            *bits, Cell(trace.sum(_points(host), unit), told[0], "number", PLAIN),
            Cell(trace.sum(_points(sending), unit), told[1], "number", PLAIN),
            Cell(_points(share), _quotient(address(row, count), address(row, count + 1)), "number",
                 POINTS), *weights,
            *(_effect(worths, chosen, n, (row, count + 2)) for n in range(count)),
        )  # fmt: skip
    last = top + (1 << count) - 1

    def whole(col: int) -> str:
        return f"{elsewhere(sheet.title, top, col)}:{fixed(last, col)}"

    parts = [
        (f"SUMPRODUCT({whole(n)}*{whole(count + 3)}-(1-{whole(n)})*{whole(count + 4)},"
         f"{whole(count + 2)})",
         f"MIN({whole(count + 5 + n)})", f"MAX({whole(count + 5 + n)})")
        for n in range(count)
    ]  # fmt: skip
    return sheet, parts


def _effect(
    worths: Sequence[tuple[Fraction, Fraction, Fraction]], chosen: int, number: int,
    at: tuple[int, int],
) -> Cell:  # fmt: skip
    """What an item changes in the share of a set, ``at`` which cell; nothing where it is not in
    the set."""
    if not chosen >> number & 1:
        return Cell("")
    without = 1 << number
    change = worths[chosen][2] - worths[chosen - without][2]
    told = f"{address(*at)}-{address(at[0] - without, at[1])}"
    return Cell(_points(change), told, "number", POINTS)


def _worths(bridge: Bridge) -> list[tuple[Fraction, Fraction, Fraction]]:
    """Both sums and the share under every set of differences, as the program has them."""
    start = [(Fraction(bridge.start.host.value or 0), Fraction(bridge.start.sending.value or 0))]
    for one in bridge.steps:
        change = _change(one)
        host = _bearer(bridge, one.item) == "host"
        start += [(h + change, s) if host else (h, s + change) for h, s in start]
    return [(h, s, 100 * h / (h + s) if h + s else Fraction(0)) for h, s in start]


def _change(one: BridgeStep) -> Fraction:
    """By how much an item is more in the second than in the first."""
    before, after = (step.value if step is not None else None for step in (one.before, one.after))
    return Fraction(after or 0) - Fraction(before or 0)


def _bearer(bridge: Bridge, item: str) -> str:
    for share in (bridge.start, bridge.end):
        for one in share.counted:
            if one.item == item:
                return one.bearer
    return ""


def _weight(size: int, count: int) -> Decimal:
    return _points(Fraction(factorial(size) * factorial(count - size - 1), factorial(count)))
