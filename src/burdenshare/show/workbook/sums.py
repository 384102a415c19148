"""Sums year by year from their terms: last year, what is followed, bounds, rounding; beside them
what was printed. And agreements and proposals side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from burdenshare.show import explain
from burdenshare.show.data import documents
from burdenshare.show.workbook.cells import Cell, Leaf, Look, address, area, heads, text
from burdenshare.show.workbook.formulas import is_rate, to_places
from burdenshare.show.workbook.kinds import Met, Side, Yearly
from burdenshare.show.workbook.trace import PERCENT, PLAIN, Trace
from burdenshare.vocabulary import Outlook, Step

HEADS = ("agreement", "year", "last", "followed", "plus", "floor", "cap", "growth",
         "bound", "before", "round_to", "sum", "unit", "status", "printed", "difference",
         "documents", "follows")  # fmt: skip
FOLLOWED, FLOOR, CAP, BOUND, SUM = 3, 5, 6, 8, 11
WIDTHS = (34, 9, 11, 11, 11, 11, 11, 11, 11, 12, 11, 12, 9, 11, 12, 11, 24, 60)


def yearly(leaf: Leaf, held: Yearly, trace: Trace) -> None:
    """A row a year, from the last sum to this one, and what was printed."""
    leaf.widths = WIDTHS
    say = trace.numbers.words.say
    leaf.add(*heads(*(say("workbook", f"head-{key}") for key in HEADS)))
    leaf.frozen = (len(leaf.rows), 2)
    for one in held.sums:
        _row(leaf, one, trace)
    leaf.add()
    for line in say("workbook", "yearly-note").split("\n"):
        leaf.add(text(line, "note"))


def _row(leaf: Leaf, one: Met, trace: Trace) -> int:
    row = len(leaf.rows)
    step = one.computed
    grown = step.how == "grown" and step.value is not None and len(step.uses) == 2
    sum_ = trace.cell(step)
    printed = [text(""), text(""), text("")]
    if one.printed is not None:
        difference = text("")
        if one.difference is not None and one.printed.value is not None:
            places = 1 - trace.power(step.unit)
            told = to_places(f"{address(row, SUM)}-{address(row, SUM + 3)}", places)
            difference = Cell(trace.sum(one.difference, step.unit), told, "number", PLAIN)
        printed = [trace.cell(one.printed), difference,
                   text("; ".join(documents(one.printed)))]  # fmt: skip
    return leaf.add(
        text(trace.numbers.words.text(one.title) or trace.called(step)),
        Cell(step.year, look="number", digits="0"),
        *(_growing(row, step, trace) if grown else [text("")] * (SUM - 2)), sum_,
        text(trace.unit(step.unit)), text(trace.status(step)), *printed,
        text(_follows(step.uses[-1], trace), "wide") if grown
        else text(explain.how(step, trace.numbers), "fixed"),
    )  # fmt: skip


def _growing(row: int, step: Step, trace: Trace) -> list[Cell]:
    last, growth = step.uses
    round_to = step.details.get("round_to")
    terms = trace.terms(growth, Decimal(str(round_to)) if round_to else None, step)
    rates = [used for used in growth.uses if is_rate(used)]
    free = sum((used.value or Decimal(0) for used in rates), Decimal(0))
    followed = "+".join(trace.ref(used) for used in rates) or "0"
    bounds = [_bound(growth, key, terms[key]) for key in ("plus", "floor", "cap")]
    bound = str(growth.details.get("bound", "none"))
    say = trace.numbers.words.say
    words = {key: say("workbook", f"bound-{key}") for key in ("cap", "floor")}
    exact = Decimal(str(step.details.get("exact", step.value)))
    rounding = text("")
    if round_to:
        size = trace.sum(Decimal(str(round_to)), step.unit)
        rounding = Cell(size, terms["round_to"], "number", PLAIN)
    all_ = f"{address(row, FOLLOWED)}+N({address(row, FOLLOWED + 1)})"
    cap, floor = address(row, CAP), address(row, FLOOR)
    return [
        trace.cell(last), Cell(free, followed, "number", PERCENT),
        *bounds, trace.cell(growth, PERCENT),
        Cell(words.get(bound, ""),
             f'IF(AND(ISNUMBER({cap}),{all_}-N({cap})>0.000000001),"{words["cap"]}",'
             f'IF(AND(ISNUMBER({floor}),N({floor})-({all_})>0.000000001),"{words["floor"]}",""))'),
        Cell(trace.sum(exact, step.unit), f"{address(row, 2)}*(1+{address(row, CAP + 1)}/100)",
             "number", PLAIN),
        rounding,
    ]  # fmt: skip


def _bound(growth: Step, key: str, ref: str) -> Cell:
    held = growth.details.get(key)
    value = Decimal(str(held)) if held is not None else ""
    return Cell(value, f'IF(ISNUMBER({ref}),{ref},"")', "number", PERCENT)


def _follows(growth: Step, trace: Trace) -> str:
    """Each followed series with its year and publication."""
    words = trace.numbers.words
    parts = []
    for used in growth.uses:
        vintage = str(used.details.get("vintage") or "")
        told = f" ({explain.publication(vintage, trace.numbers)})" if vintage else ""
        lag = (growth.year or 0) - (used.year or 0)
        parts.append(f"{words.text(used.details.get('series', used.id))} {used.year}"
                     f" (t−{lag}){told}")  # fmt: skip
    return " + ".join(parts) or explain.how(growth, trace.numbers)


# -- side by side ----------------------------------------------------------------------------------


def side(leaf: Leaf, held: Side, trace: Trace) -> None:
    """Proposals in rows, years in columns, all of it live; below, each sum from its terms."""
    say = trace.numbers.words.say
    years = [*held.outlooks[0].years]
    starts = {one.of.name: [start.step for start in held.starts if start.of.name == one.of.name]
              for one in held.outlooks}  # fmt: skip
    most = max(1, *map(len, starts.values()))
    more = [key for key in ("real", "present", "dollars", "less")
            if any(getattr(one, key) is not None for one in held.outlooks)]  # fmt: skip
    leaf.add(*heads(say("outlook", "proposal"), say("workbook", "head-unit"), *map(str, years),
                    say("outlook", "total"), *(_told(key, held, trace) for key in more),
                    say("workbook", "head-capped"), say("workbook", "head-capped-in"),
                    *[say("workbook", "head-cap-from")] * most))  # fmt: skip
    first = len(leaf.rows)
    spans = _spans(held.outlooks, first + len(held.outlooks) + 2)
    for one, span in zip(held.outlooks, spans, strict=True):
        row = len(leaf.rows)
        cells = [trace.cell(one.steps[year]) if year in one.steps else text("–") for year in years]
        sums = [_sum(getattr(one, key), trace, ONE if key == "dollars" else "")
                for key in ("total", *more)]  # fmt: skip
        if one.total is not None:
            told = f"SUM({area((row, 2), (row, 1 + len(years)))})"
            look: Look = "number" if trace.follows(one.total) else "fixed"
            sums[0] = Cell(_in(one.total, trace), told, look, PLAIN,
                           name=trace.name("total", one.of.name))  # fmt: skip
        capped, years_held = Cell(0, look="number", digits="0"), text("–")
        if _in_parts(one):  # several rules may bind in a year
            told = ", ".join(map(str, one.binding)) or "–"
            capped = Cell(len(one.binding), look="fixed", digits="0")
            years_held = text(told, "fixed")
        elif span is not None:
            word = say("workbook", "bound-cap")
            held_down = area((span[0], BOUND), (span[1], BOUND))
            capped = Cell(len(one.binding), f'COUNTIF({held_down},"{word}")', "number", "0")
            years_held = _years_held(one, span, word)
        begins = _from(starts[one.of.name], most, trace)
        leaf.add(text(trace.numbers.words.text(one.of.title)), text(trace.unit(one.of.money.unit)),
                 *cells, *sums, capped, years_held, *begins)  # fmt: skip
    leaf.add()
    yearly(leaf, Yearly([Met(step, title=one.of.title) for one in held.outlooks
                         for step in _worked_out(one)]), trace)  # fmt: skip
    leaf.frozen = (0, 2)


def _in_parts(one: Outlook) -> bool:
    return any(step.how == "of-parts" for step in one.steps.values())


def _worked_out(one: Outlook) -> Iterator[Step]:
    """The sum of each year, behind the parts that it is made of."""
    for step in one.steps.values():
        if step.how == "of-parts":
            yield from step.uses
        yield step


def _years_held(one: Outlook, span: tuple[int, int], word: str) -> Cell:
    """The years in which the cap holds the growth down."""
    told = "&".join(
        f'IF({address(row, BOUND)}="{word}",", "&{address(row, 1)},"")'
        for row in range(span[0], span[1] + 1)
    )
    held = ", ".join(map(str, one.binding)) or "–"
    area_ = area((span[0], BOUND), (span[1], BOUND))
    return Cell(held, f'IF(COUNTIF({area_},"{word}")=0,"–",MID({told},3,400))')


def _from(starts: Sequence[Step | None], most: int, trace: Trace) -> list[Cell]:
    """The rates from which the caps of its rules bind."""
    cells = [text("–", "fixed") if one is None else trace.cell(one, PERCENT) for one in starts]
    return cells + [text("–", "fixed")] * (most - len(cells))


def _spans(outlooks: Sequence[Outlook], top: int) -> list[tuple[int, int] | None]:
    """The rows of each below."""
    spans: list[tuple[int, int] | None] = []
    for one in outlooks:
        count = len([*_worked_out(one)])
        spans.append((top, top + count - 1) if count else None)
        top += count
    return spans


def _in(step: Step, trace: Trace) -> Decimal:
    return trace.sum(step.value or Decimal(0), step.unit)


ONE = "#,##0.0"


def _sum(step: Step | None, trace: Trace, digits: str = "") -> Cell:
    return text("–") if step is None else trace.cell(step, digits)


def _told(key: str, held: Side, trace: Trace) -> str:
    """The head of a column of sums, with their unit where it is not that of the row."""
    told = trace.numbers.words.say("outlook", key)
    dollars = (one.dollars for one in held.outlooks if one.dollars is not None)
    unit = next((trace.unit(one.unit) for one in dollars), "") if key == "dollars" else ""
    return f"{told}, {unit}" if unit else told
