"""How a number is worked out of others, as the formula of a cell.

Each function here says in the words of a spreadsheet what the step's ``how`` says in words. A step
without a formula keeps its value, marked as worked out by the program.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from burdenshare.vocabulary import Step

Refs = Sequence[str]
"""The cells of the numbers that a step was made from, in their order."""
Inputs = Mapping[str, str]
"""Cells that the reader may change, by what they are."""

SCALES = {"": 0, "thousand": 3, "mn": 6, "bn": 9, "tn": 12}
KEPT = 13
"""Digits of a sum that are trusted before it is rounded: what lies beyond is noise of the
machine's fractions and must break no tie."""
MOST_TERMS = 200

Powers = Callable[[str], int]
"""By which power of ten a workbook writes the sums of a unit larger than the records do: Korean
counts won in 억 where a record has thousand millions."""


def as_recorded(_: str) -> int:
    """Every sum as it is recorded."""
    return 0


def formula(step: Step, refs: Refs, inputs: Inputs, powers: Powers = as_recorded) -> str:
    """The formula of a step; empty where there is none."""
    if step.value is None or any(used.value is None for used in step.uses):
        return ""
    if step.how == "cap-from":
        return _cap_from(step, inputs) if inputs else ""
    if step.how == "growth-fixed":
        return _growth(step, refs, inputs)
    if not refs:
        return ""
    if step.how in BOUNDED:
        return BOUNDED[step.how](step, refs, inputs, powers)
    if step.how in SCALED:
        return SCALED[step.how](step, refs, powers)
    if step.how in TENTHS:
        return to_places(TENTHS[step.how](step, refs, inputs), 1 - powers(step.unit))
    made = FORMULAS.get(step.how)
    return made(step, refs, inputs) if made is not None else ""


def added(refs: Refs) -> str:
    """A sum of cells; neighbours are told as an area."""
    runs: list[list[str]] = []
    for ref in refs:
        if runs and _follows(runs[-1][-1], ref):
            runs[-1].append(ref)
        else:
            runs.append([ref])
    told = [run[0] if len(run) == 1 else f"{run[0]}:{run[-1].rpartition('!')[2]}" for run in runs]
    if len(told) > MOST_TERMS:
        parts = [told[n : n + MOST_TERMS] for n in range(0, len(told), MOST_TERMS)]
        return "+".join(f"SUM({','.join(part)})" for part in parts)
    return f"SUM({','.join(told)})"


def _follows(one: str, other: str) -> bool:
    """Whether a cell stands under another, in the same column of the same sheet."""
    (sheet, _, first), (there, _, second) = one.rpartition("!"), other.rpartition("!")
    (col, row), (other_col, below) = (
        held.removeprefix("$").split("$") if held.startswith("$") else ("", "0")
        for held in (first, second)
    )
    return sheet == there and col == other_col != "" and int(below) == int(row) + 1


def in_steps(told: str, step: str, size: Decimal, how: str = "ROUND") -> str:
    """``told`` in whole steps: halves away from zero as the agreements have it, or cut off.

    Rounded first where the machine's fractions begin to blur, so that 836.05, which it cannot
    hold, still counts as a half. ``size`` is the value in steps.
    """
    before = max(0, min(9, KEPT - max(size.copy_abs().adjusted() + 1, 1)))
    return f"ROUND({how}(ROUND(({told})/{step},{before}),0)*{step},10)"


def to_places(told: str, places: int) -> str:
    """Half-up to so many decimals, what is blurred settled first."""
    return f"ROUND(ROUND({told},{places + 6}),{places})"


# -- each way ------------------------------------------------------------------------------------


def _sum(step: Step, refs: Refs, _: Inputs) -> str:
    return added(refs) if len({used.unit for used in step.uses}) == 1 else ""


def _first_less_others(_step: Step, refs: Refs, _: Inputs) -> str:
    return refs[0] if len(refs) == 1 else f"{refs[0]}-{added(refs[1:])}"


def _share(_step: Step, refs: Refs, _: Inputs) -> str:
    host, sending = refs
    return f'IF({host}+{sending}=0,"",100*{host}/({host}+{sending}))'


def _converted(step: Step, refs: Refs, powers: Powers) -> str:
    """Times or divided by the rate, and from one scale to another."""
    held, rate = step.uses
    ours, per, theirs = rate.unit.partition(" per ")
    code, _scale, from_ = held.unit.partition(" ")
    wanted, _blank, to = step.unit.partition(" ")
    change = SCALES.get(from_, 0) - SCALES.get(to, 0)
    moved = _moved(change + powers(step.unit) - powers(held.unit))
    if not per:
        return ""
    if (wanted, code) == (ours, theirs):
        return f"{refs[0]}*{refs[1]}{moved}"
    return f"{refs[0]}/{refs[1]}{moved}" if (code, wanted) == (ours, theirs) else ""


def _in_units(step: Step, refs: Refs, powers: Powers) -> str:
    held = step.uses[0]
    from_, to = (SCALES.get(one.unit.partition(" ")[2], 0) for one in (held, step))
    return f"{refs[0]}{_moved(from_ - to + powers(step.unit) - powers(held.unit))}"


def _moved(places: int) -> str:
    if places == 0:
        return ""
    return f"*1{'0' * places}" if places > 0 else f"/1{'0' * -places}"


def _growth(step: Step, refs: Refs, inputs: Inputs) -> str:
    """The followed rates and the constant, between floor and cap; an empty bound binds nothing.
    The months of a lapse say which rule holds and are no rate."""
    rates = [ref for ref, used in zip(refs, step.uses, strict=True) if is_rate(used)]
    cap, floor, plus = (inputs[name] for name in ("cap", "floor", "plus"))
    free = "+".join([*rates, f"N({plus})"])
    return f"MIN(IF(ISNUMBER({cap}),{cap},1E+99),MAX(IF(ISNUMBER({floor}),{floor},-1E+99),{free}))"


def is_rate(step: Step) -> bool:
    """Whether a growth adds it up."""
    return step.unit == "percent"


def _cap_from(step: Step, inputs: Inputs) -> str:
    """The cap less what is added, up to the next rate that is printed; nothing where there is no
    cap."""
    cap, plus, printed = inputs["cap"], inputs["plus"], step.details["printed"]
    told = f"ROUND(ROUNDUP(ROUND(({cap}-N({plus}))/{printed},6),0)*{printed},6)"
    down = f"ROUND(-ROUNDDOWN(ROUND((N({plus})-{cap})/{printed},6),0)*{printed},6)"
    return f'IF(ISNUMBER({cap}),IF({cap}<N({plus}),{down},{told}),"")'


def _grown(step: Step, refs: Refs, inputs: Inputs) -> str:
    last, growth = refs
    return _rounded(f"{last}*(1+{growth}/100)", step, inputs)


def _rounded(told: str, step: Step, inputs: Inputs) -> str:
    """In whole steps, where the rule rounds to them."""
    unit = str(step.details.get("round_to", ""))
    if not unit:
        return told
    size = (step.value or Decimal(0)) / Decimal(unit)
    how = "ROUND" if step.details.get("rounding", "half-up") == "half-up" else "ROUNDDOWN"
    return in_steps(told, inputs["round_to"], size, how)


def _most(told: str, bound: str) -> str:
    """Not more than a bound; an empty one binds nothing."""
    return f"MIN({told},IF(ISNUMBER({bound}),{bound},1E+99))"


def _per_head(step: Step, refs: Refs, inputs: Inputs, powers: Powers) -> str:
    """Heads, not more than are paid for, times the cost of one, under a ceiling."""
    moved = _moved(powers(step.unit) - powers(step.uses[1].unit))
    paid = f"{_most(refs[0], inputs['heads'])}*{refs[1]}{moved}"
    return _rounded(_most(paid, inputs["most"]), step, inputs)


def _metered(step: Step, refs: Refs, inputs: Inputs, powers: Powers) -> str:
    """A percentage of the cost, between a floor and a ceiling; the ceiling is the stronger."""
    moved = _moved(powers(step.unit) - powers(step.uses[0].unit))
    least = inputs["least"]
    paid = f"MAX({refs[0]}*{inputs['share']}/100{moved},IF(ISNUMBER({least}),{least},-1E+99))"
    return _rounded(_most(paid, inputs["most"]), step, inputs)


def _ratio(step: Step, refs: Refs, _: Inputs) -> str:
    """By how many percent the first is above the second, as finely as the program has it."""
    told = f"({refs[0]}/{refs[1]}-1)*100"
    places = -int((step.value or Decimal(0)).as_tuple().exponent)
    return to_places(told, max(places, 0)) if places <= 8 else told


def _of_budget(_step: Step, refs: Refs, _: Inputs) -> str:
    return to_places(f"{refs[0]}/{refs[1]}*100", 2)


def _at_prices(step: Step, refs: Refs, _: Inputs) -> str:
    """By every yearly rate between, up or down."""
    change = "".join(f"*(1+{rate}/100)" for rate in refs[1:]).removeprefix("*") or "1"
    up = (step.year or 0) < int(str(step.details["base"]))
    return f"{refs[0]}*{change}" if up else f"{refs[0]}/({change})"


def _present(step: Step, refs: Refs, inputs: Inputs) -> str:
    first = step.uses[0].year or 0
    each = [
        f"{ref}/(1+{inputs['discount']}/100)^{(used.year or 0) - first}"
        for ref, used in zip(refs, step.uses, strict=True)
    ]
    return "+".join(each)


def _operation(_step: Step, refs: Refs, _: Inputs) -> str:
    return "*".join(refs[:3]) + "".join(f"+{ref}" for ref in refs[3:])


def _paid(_step: Step, refs: Refs, inputs: Inputs) -> str:
    return f"{refs[0]}*(1-{inputs['anyway']}/100)*{inputs['host']}/100"


def _interpolated(step: Step, refs: Refs, _: Inputs) -> str:
    low, high = (used.year or 0 for used in step.uses)
    return f"{refs[0]}+({refs[1]}-{refs[0]})*{(step.year or 0) - low}/{high - low}"


FORMULAS: dict[str, Callable[[Step, Refs, Inputs], str]] = {
    "sum": _sum,
    "real": _sum,
    "sum-of": _sum,
    "of-parts": _sum,
    "mean": lambda _step, refs, _: f"{added(refs)}/{len(refs)}",
    "difference": _first_less_others,
    "rest": _first_less_others,
    "rest-of-sum": _first_less_others,
    "share": _share,
    "growth": _growth,
    "growth-fixed": _growth,
    "growth-put-off": lambda _step, _refs, _: "0",
    "grown": _grown,
    "growth-of": _ratio,
    "needed": _ratio,
    "of-budget": _of_budget,
    "operation": _operation,
    "operation-with-support": _operation,
    "operations-paid": _paid,
    "interpolated": _interpolated,
}
"""By the ``how`` of a step."""

SCALED: dict[str, Callable[[Step, Refs, Powers], str]] = {
    "converted": _converted,
    "in-units": _in_units,
}
"""From one unit to another."""

BOUNDED: dict[str, Callable[[Step, Refs, Inputs, Powers], str]] = {
    "per-head": _per_head,
    "metered": _metered,
}
"""Sums under bounds of money."""

TENTHS: dict[str, Callable[[Step, Refs, Inputs], str]] = {
    "at-prices": _at_prices,
    "present": _present,
}
"""Sums that are rounded half-up to a tenth of the unit of the records."""
