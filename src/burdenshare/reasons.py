"""What makes the difference between agreements and proposals: their clauses, what moves them, and
what they would be worth under other ways of counting."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from burdenshare import outlook, study
from burdenshare.model import clauses as _clauses
from burdenshare.model import comparison
from burdenshare.vocabulary import Agreement, ClauseBridge, Dossier, Step, Years

Assumed = Mapping[str, Decimal]
Pair = tuple[Agreement, Agreement]


# -- clause by clause ------------------------------------------------------------------------------


def clauses(dossier: Dossier, pair: Pair, years: Years, assume: Assumed) -> ClauseBridge | None:
    """From the total of one to that of another, clause by clause, on one path; None where one of
    them, or a mixture of both, has no sum."""
    first, last = (_total(dossier, one, years, assume) for one in pair)
    one, other = (
        _clauses.side(each, study.project(dossier, each.name, assume), years) for each in pair
    )
    if one is None or other is None or first is None or last is None or first.unit != last.unit:
        return None
    look = study.looking(dossier, assume)
    names = _clauses.differing((one, other), years)

    def mix(taken: frozenset[str]) -> Step | None:
        held = _clauses.mixture((one, other), taken, years, look)
        return None if held is None else _mixed(_clauses.name_of((one, other), taken), held, years)

    totals = _clauses.every(mix, names)
    if totals is None:
        return None
    whole = frozenset(names)
    if (totals[frozenset()].value, totals[whole].value) != (first.value, last.value):
        return None  # a term that no clause stands for: nothing is told rather than a part
    totals |= {frozenset(): first, whole: last} if names else {}
    return ClauseBridge(
        of=pair, years=years, first=first, last=last, steps=_clauses.steps(totals, names)
    )


def _total(dossier: Dossier, one: Agreement, years: Years, assume: Assumed) -> Step | None:
    steps = outlook.by_year(dossier, one, years, assume)
    return comparison.together(one.name, [*steps.values()], years)


def _mixed(name: str, held: tuple[Step, ...], years: Years) -> Step | None:
    """The total of a mixture; each year may have several parts."""
    assumed = any(step.status == "assumed" for step in held)
    return Step(
        id=f"mixed-{name}-{years}", name="clause-mixture",
        value=sum((step.value or Decimal(0) for step in held), Decimal(0)), unit=held[0].unit,
        status="assumed" if assumed else "computed", how="sum", details={"years": str(years)},
        uses=held,
    )  # fmt: skip
