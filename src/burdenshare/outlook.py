"""What the next years cost under each agreement and proposal, on one path of the drivers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from burdenshare import accounting, study
from burdenshare.model import comparison
from burdenshare.model.money import converted, money_of
from burdenshare.model.payments import at_prices
from burdenshare.vocabulary import Agreement, Dossier, Outlook, Step, Years

Assumed = Mapping[str, Decimal]


def chosen(dossier: Dossier, names: Sequence[str]) -> tuple[Agreement, ...]:
    """The agreements and proposals called ``names``; without any, the newest agreement and the
    proposals that give a sum in its first year.

    Raises ``NotFoundError`` for a name that nothing has.
    """
    if names:
        found = (study.agreement(dossier, name) for name in names)
        return tuple({one.name: one for one in found}.values())
    if not dossier.agreements:
        return dossier.proposals
    newest = dossier.agreements[-1]
    return (newest, *(p for p in dossier.proposals if newest.years.first in p.years))


def compare(
    dossier: Dossier,
    held: Sequence[Agreement],
    years: Years,
    assume: Assumed,
    base: int | None = None,
    discount: Decimal | None = None,
    rate: Decimal | None = None,
) -> tuple[Outlook, ...]:
    """Each over ``years``; the first is the one that the others are held against."""
    alone = [_alone(dossier, one, years, assume, base, discount, rate) for one in held]
    return tuple(
        replace(one, less=comparison.less(one.of.name, one.total, alone[0].total)) for one in alone
    )


def _alone(
    dossier: Dossier,
    one: Agreement,
    years: Years,
    assume: Assumed,
    base: int | None,
    discount: Decimal | None,
    rate: Decimal | None,
) -> Outlook:
    steps = by_year(dossier, one, years, assume)
    total = comparison.together(one.name, [*steps.values()], years)
    return Outlook(
        of=one,
        years=years,
        steps=steps,
        open=tuple(year for year in years if year not in steps),
        total=total,
        real=None if base is None else _real(dossier, one, steps, years, base, assume),
        dollars=_abroad(total, accounting.newest_rate(dossier, rate)),
        present=None if discount is None
        else comparison.present(one.name, steps, years, discount),
        less=None,
        binding=tuple(year for year, step in steps.items() if step.value and _is_capped(step)),
    )  # fmt: skip


def _abroad(total: Step | None, exchange: Step | None) -> Step | None:
    """A total in the other currency of a rate, in millions."""
    if total is None or exchange is None:
        return None
    ours, _, theirs = exchange.unit.partition(" per ")
    if money_of(total.unit).currency != ours:
        return None
    return replace(converted(total, exchange, money_of(f"{theirs} mn")), status=total.status)


def by_year(dossier: Dossier, one: Agreement, years: Years, assume: Assumed) -> dict[int, Step]:
    """The sum of each year that has one alone, in the money of the agreement."""
    owed = [s for s in study.project(dossier, one.name, assume) if s.year in years]
    known = [s for s in owed if s.value is not None and s.unit == one.money.unit]
    return {
        step.year: step
        for step in known
        if step.year is not None and sum(other.year == step.year for other in owed) == 1
    }


def _real(
    dossier: Dossier,
    one: Agreement,
    steps: Mapping[int, Step],
    years: Years,
    base: int,
    assume: Assumed,
) -> Step | None:
    if not dossier.prices:
        return None
    told = [at_prices(s, dossier.series, dossier.prices, base, assume) for s in steps.values()]
    known = [step for step in told if step is not None]
    return comparison.together(one.name, known, years, "real")


def _is_capped(step: Step) -> bool:
    return any(used.details.get("bound") == "cap" for used in step.uses)


def break_even(
    dossier: Dossier, pair: tuple[Agreement, Agreement], years: Years, assume: Assumed, driver: str
) -> tuple[Decimal, Decimal] | None:
    """The rates of ``driver`` between which the dearer of two becomes the cheaper, all its years
    that are not known at the same rate."""

    def difference(rate: Decimal) -> Decimal | None:
        path = {**assume, driver: rate}
        totals = [
            comparison.together(one.name, [*by_year(dossier, one, years, path).values()], years)
            for one in pair
        ]
        first, second = (total.value if total is not None else None for total in totals)
        return None if first is None or second is None else first - second

    return comparison.crossing(difference)
