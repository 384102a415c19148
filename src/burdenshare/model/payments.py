"""The ledger: what is recorded of each year, side by side, and what must add up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Context, Decimal, localcontext

from burdenshare.model.money import converted, is_money, money_of, printed_step, rounded
from burdenshare.model.series import figure
from burdenshare.vocabulary import (
    Agreement,
    Balance,
    Cell,
    Gap,
    Ledger,
    LedgerYear,
    Money,
    Payment,
    Series,
    Step,
    Text,
    doubt,
    least_sure,
)

_EXACT = Context(prec=40)

STATUSES = (
    "agreed",
    "budgeted",
    "available",
    "executed",
    "carried-over",
    "lapsed",
    "unspent",
    "shortfall",
    "unpaid-in-kind",
    "cash-held",
    "cut",
    "deducted",
    "projected",
)


def recorded(payment: Payment) -> Step:
    """A recorded sum, as it stands in the file."""
    return Step(
        id=payment.id,
        name="payment",
        value=payment.amount,
        unit=payment.money.unit if payment.money else "",
        status=payment.status,
        year=payment.years.first,
        gap=payment.gap,
        how="recorded",
        details={
            "sense": payment.sense,
            "category": payment.category,
            "years": str(payment.years),
            "tranche": payment.tranche,
            "step": str(payment.step or ""),
            "in_kind": "" if payment.in_kind is None else format(payment.in_kind * 100, "f"),
        },
        source=payment.source,
        at=payment.at,
        note=Text(payment.note, payment.note_ko) if payment.note else None,
        confidence=payment.confidence,
        place=payment.place,
    )


def ledger(
    payments: Sequence[Payment],
    agreements: Sequence[Agreement],
    owed: Sequence[Step],
    years: Iterable[int],
    this_year: int,
) -> Ledger:
    """Each of ``years`` with a cell for every status, filled or with the reason it is not."""
    wanted = tuple(years)
    single = [p for p in payments if p.years.first == p.years.last]
    spans = [p for p in payments if p.years.first != p.years.last]
    return Ledger(
        years=tuple(_year(single, agreements, owed, year, this_year) for year in wanted),
        spans=tuple(recorded(p) for p in spans if set(p.years) & set(wanted)),
    )


def years_of(payments: Sequence[Payment], agreements: Sequence[Agreement]) -> range:
    """From the first year to the last that anything is recorded or agreed for."""
    firsts = [p.years.first for p in payments] + [a.years.first for a in agreements]
    lasts = [p.years.first for p in payments] + [a.years.last for a in agreements]
    return range(min(firsts), max(lasts) + 1) if firsts else range(0)


def _year(
    payments: Sequence[Payment],
    agreements: Sequence[Agreement],
    owed: Sequence[Step],
    year: int,
    this_year: int,
) -> LedgerYear:
    agreement = next((a for a in agreements if year in a.years), None)
    parts = tuple(step for step in owed if step.year == year)
    of_year = [p for p in payments if p.years.first == year]
    whole = [p for p in of_year if not p.category]
    absent = _absent(year, this_year, agreement)
    cells = {
        status: _cell(year, status, [p for p in whole if p.status == status], absent)
        for status in STATUSES
    }
    _fill(cells, "executed", "available", "unspent")
    _fill(cells, "cut", "agreed", "budgeted")
    for status in ("cash-held", "shortfall", "unspent"):
        of_status = [p for p in of_year if p.status == status]
        if cells[status].first.value is None and of_status:
            cells[status] = _cell(year, status, of_status, absent)
    return LedgerYear(
        year=year,
        agreement=agreement.name if agreement else "",
        parts=parts,
        cells=cells,
        categories=_categories(of_year, cells["agreed"]),
        balances=tuple(_balances(year, cells, _carried_into(payments, year))),
        apart=tuple(_apart(year, parts, of_year, cells)),
    )


def _carried_into(payments: Sequence[Payment], year: int) -> Cell:
    kept = [
        p
        for p in payments
        if p.years.first == year - 1 and p.status == "carried-over" and not p.category
    ]
    return _cell(year - 1, "carried-over", kept, "not-published")


def _absent(year: int, this_year: int, agreement: Agreement | None) -> Gap:
    """Why nothing is recorded, where the record itself does not say."""
    if agreement is None:
        return "not-applicable"
    return "not-yet" if year > this_year else "not-published"


CARRIED_IN = ("budgeted", "carried-over")


def _cell(year: int, status: str, found: list[Payment], absent: Gap) -> Cell:
    """The whole sums first, then parts, then what another currency expresses."""
    whole = [p for p in found if p.sense in ("whole", "subset")]
    parts = [p for p in found if p.sense == "part"]
    other = tuple(recorded(p) for p in _surest(found) if p.sense == "converted")
    if parts:
        return _of_parts(year, status, parts, whole, other)
    if whole:
        steps = [recorded(p) for p in _surest(whole)]
        return _told(year, status, steps, other)
    if other:
        same_unit = [s for s in other if s.unit == other[0].unit]
        rest = tuple(s for s in other if s.unit != other[0].unit)
        return _told(year, status, same_unit, rest)
    return Cell(year=year, status=status, first=_nothing(year, status, absent))


def _surest(found: list[Payment]) -> list[Payment]:
    """The surest record first; among equals the one that prints the finest unit."""
    return sorted(found, key=lambda p: (doubt(p.confidence), p.step or Decimal(0)))


def _told(year: int, status: str, steps: list[Step], other: tuple[Step, ...]) -> Cell:
    first, *rest = steps
    same = tuple(s for s in rest if (s.value, s.unit) == (first.value, first.unit))
    rivals = tuple(s for s in rest if (s.value, s.unit) != (first.value, first.unit))
    return Cell(
        year=year,
        status=status,
        first=replace(first, rivals=rivals),
        same=same,
        converted=other,
    )


def _of_parts(
    year: int,
    status: str,
    parts: list[Payment],
    whole: list[Payment],
    other: tuple[Step, ...],
) -> Cell:
    """Parts in different currencies stay apart: the cell's figure has inputs and no sum."""
    steps = tuple(recorded(p) for p in parts)
    first = Step(
        id=f"{status}-{year}-parts",
        name="payment",
        value=None,
        unit=" + ".join(step.unit for step in steps),
        status=status,
        year=year,
        how="parts",
        details={"sense": "part", "category": "", "years": str(year)},
        uses=steps,
        rivals=tuple(recorded(p) for p in whole),
        place=steps[0].place,
    )
    return Cell(year=year, status=status, first=first, converted=other)


def _nothing(year: int, status: str, gap: Gap) -> Step:
    return Step(
        id=f"{status}-{year}",
        name="payment",
        value=None,
        unit="",
        status=status,
        year=year,
        gap=gap,
        how="nothing-recorded",
    )


def _fill(cells: dict[str, Cell], status: str, whole: str, rest: str) -> None:
    """What is not recorded and is the difference of two recorded sums.

    Executed is the money available less the money unspent at the end of the year; the cut is
    the agreed sum less the budgeted one.
    """
    left, right = cells[whole].first, cells[rest].first
    held = cells[status].first
    if held.value is not None or held.uses or left.value is None or right.value is None:
        return
    if left.unit != right.unit:
        return
    rivals = tuple(_difference(status, left, rival) for rival in right.rivals)
    first = replace(_difference(status, left, right), rivals=rivals)
    cells[status] = Cell(year=cells[whole].year, status=status, first=first)


def _difference(status: str, left: Step, right: Step) -> Step:
    assert left.value is not None and right.value is not None
    suffix = right.id.rsplit("-", 1)[-1]
    return Step(
        id=f"{status}-{left.year}-{suffix}",
        name="payment",
        value=left.value - right.value,
        unit=left.unit,
        status=status,
        year=left.year,
        how="difference",
        details={"sense": "whole", "category": "", "years": str(left.year)},
        uses=(left, right),
        confidence="medium",
        place=left.place,
    )


def _categories(of_year: list[Payment], agreed: Cell) -> tuple[Step, ...]:
    """The items of the year, and what they leave of the agreed sum when one is not printed."""
    named = tuple(recorded(p) for p in of_year if p.category)
    leaves = [s for s in named if s.status == "agreed" and s.details["sense"] == "whole"]
    totals = [agreed.first, *agreed.first.rivals, *agreed.same, *agreed.converted]
    total = _total_for(leaves, totals)
    if not leaves or total is None or total.value is None:
        return named
    left = total.value - sum((s.value for s in leaves if s.value is not None), Decimal(0))
    if left <= 0 or len(leaves) < 3:
        return named
    rest = Step(
        id=f"rest-{total.year}",
        name="payment",
        value=left,
        unit=total.unit,
        status="agreed",
        year=total.year,
        how="rest",
        details={"sense": "whole", "category": "", "years": str(total.year)},
        uses=(total, *leaves),
        confidence="medium",
        place=total.place,
    )
    return (*named, rest)


def _total_for(leaves: list[Step], totals: list[Step]) -> Step | None:
    """The finest printed sum in the unit of the items."""
    units = {leaf.unit for leaf in leaves}
    fitting = [t for t in totals if t.value is not None and {t.unit} == units]
    return min(fitting, key=lambda t: Decimal(str(t.details.get("step") or 0)), default=None)


def _balances(year: int, cells: Mapping[str, Cell], before: Cell) -> Iterable[Balance]:
    """What the sums of a year must meet; ``before`` is what was carried over into it."""
    yield from _balance(year, {**cells, "carried-over": before}, "available", CARRIED_IN)
    yield from _balance(year, cells, "unspent", ("carried-over", "lapsed"))
    yield from _balance(year, cells, "agreed", ("budgeted", "cut"))


def _balance(
    year: int, cells: Mapping[str, Cell], whole: str, parts: tuple[str, str]
) -> Iterable[Balance]:
    left = cells[whole].first
    summed = [cells[name].first for name in parts]
    if left.value is None or any(s.value is None or s.unit != left.unit for s in summed):
        return
    if any(left is used for s in summed for used in s.uses):
        return
    if any(s.how == "difference" for s in summed):
        return
    right = Step(
        id=f"sum-{year}-{'-'.join(parts)}",
        name="payment",
        value=sum((s.value for s in summed if s.value is not None), Decimal(0)),
        unit=left.unit,
        status="computed",
        year=year,
        how="sum",
        details={"sense": "whole", "category": "", "years": str(year)},
        uses=tuple(summed),
    )
    assert right.value is not None
    yield Balance(
        year=year, name=whole, left=left, right=right, difference=left.value - right.value
    )


# -- sums that are apart -------------------------------------------------------------------------

OF_WHOLE = ("whole", "part", "converted")


def _apart(
    year: int, parts: Sequence[Step], of_year: list[Payment], cells: Mapping[str, Cell]
) -> Iterable[Step]:
    """What is recorded as agreed against the terms, and what was executed against the agreed sum.

    Only sums in one unit are compared, and none is apart that any record meets as it is printed.
    """
    agreed = [p for p in of_year if p.status == "agreed" and p.sense in OF_WHOLE]
    printed = [recorded(p) for p in _surest(agreed) if p.amount is not None]
    for part in parts:
        found = [s for s in printed if s.unit == part.unit and _of_part(s) == _of_part(part)]
        if part.value is not None and found and not any(_meets(part, s) for s in found):
            yield _less("apart-terms", part.id.removeprefix("contribution-"), found[0], part)
    ours, theirs = (_in_one_unit(cells[name]) for name in ("agreed", "executed"))
    units = [s.unit for s in ours if any(s.unit == t.unit for t in theirs)]
    left, right = ([s for s in held if s.unit in units[:1]] for held in (ours, theirs))
    if left and right and not any(s.value == t.value for s in left for t in right):
        yield _less("apart-executed", str(year), right[0], left[0])


def _of_part(step: Step) -> tuple[str, str]:
    return str(step.details.get("category") or ""), str(step.details.get("tranche") or "")


def _in_one_unit(cell: Cell) -> list[Step]:
    """The whole sums of a cell; none of parts."""
    every = (cell.first, *cell.same, *cell.first.rivals, *cell.converted)
    return [s for s in every if s.value is not None and s.details.get("sense") != "subset"]


def _meets(part: Step, printed: Step) -> bool:
    """Whether a sum is the printed one, at the precision it is printed at."""
    assert part.value is not None and printed.value is not None
    step = Decimal(str(printed.details.get("step") or printed_step(printed.value)))
    return abs(part.value - printed.value) < step


def _less(name: str, of: str, one: Step, other: Step) -> Step:
    """How much more ``one`` is than ``other``."""
    assert one.value is not None and other.value is not None
    return Step(
        id=f"{name}-{of}", name=name, value=one.value - other.value, unit=one.unit,
        status="computed", year=one.year, how="difference", uses=(one, other), place=one.place,
        confidence=least_sure(one.confidence, other.confidence),
    )  # fmt: skip


# -- other measures ------------------------------------------------------------------------------


def whole_sum(row: LedgerYear, wanted: Money, rate: Callable[[int], Step] | None) -> Step | None:
    """The agreed sum of a year in one currency: as recorded, else by the terms.

    A sum that no document prints in that currency needs a ``rate`` of the year.
    """
    cell = row.cells["agreed"]
    for held in (cell.first, *cell.same, *cell.converted, *cell.first.rivals):
        if held.value is not None and held.unit == wanted.unit:
            return held
    agreed = cell.first
    parts = (agreed,) if agreed.value is not None else (agreed.uses or row.parts)
    if not parts or any(p.value is None or not is_money(p.unit) for p in parts):
        return None
    if rate is None and any(money_of(p.unit).currency != wanted.currency for p in parts):
        return None
    found = rate(row.year) if rate else None
    if found is not None and found.value is None:
        return None
    ours = tuple(converted(p, found, wanted) if found else p for p in parts)
    return ours[0] if len(ours) == 1 else _together(row.year, ours, wanted)


def _together(year: int, parts: tuple[Step, ...], wanted: Money) -> Step:
    return Step(
        id=f"agreed-{year}-in-{wanted.currency.lower()}",
        name="payment",
        value=sum((p.value for p in parts if p.value is not None), Decimal(0)),
        unit=wanted.unit,
        status="computed",
        year=year,
        how="sum",
        details={"sense": "whole", "category": "", "years": str(year)},
        uses=parts,
    )


def share_of_budget(whole: Step, series: Mapping[str, Series], budget: str) -> Step | None:
    """The sum as a part of the host's defence budget of the same year, in percent."""
    total = figure(series, budget, whole.year or 0)
    if whole.value is None or total.value is None or total.unit != whole.unit:
        return None
    with localcontext(_EXACT):
        value = whole.value / total.value * 100
    return Step(
        id=f"of-budget-{whole.year}",
        name="of-budget",
        value=rounded(value, Decimal("0.01")),
        unit="percent",
        status="computed",
        year=whole.year,
        how="of-budget",
        uses=(whole, total),
    )


def at_prices(whole: Step, series: Mapping[str, Series], prices: str, base: int) -> Step | None:
    """The sum in prices of the ``base`` year, by the yearly rates of ``prices`` between them.

    Rates are today's, and where today's series has none yet, those first published.
    """
    return deflated(whole, lambda *at: figure(series, *at), prices, base)


def deflated(
    whole: Step, look: Callable[[str, int, Sequence[str]], Step], prices: str, base: int
) -> Step | None:
    """The same, with the rates that ``look`` finds."""
    year = whole.year or 0
    between = range(min(year, base) + 1, max(year, base) + 1)
    rates = tuple(look(prices, y, ("today", "first")) for y in between)
    if whole.value is None or any(rate.value is None for rate in rates):
        return None
    with localcontext(_EXACT):
        change = Decimal(1)
        for rate in rates:
            change *= 1 + (rate.value or Decimal(0)) / 100
        value = whole.value * change if year < base else whole.value / change
    return Step(
        id=f"at-prices-of-{base}-{year}",
        name="at-prices",
        value=rounded(value, Decimal("0.1")),
        unit=whole.unit,
        status="assumed" if any(r.status == "assumed" for r in (whole, *rates)) else "computed",
        year=year,
        how="at-prices",
        details={"base": str(base)},
        uses=(whole, *rates),
    )
