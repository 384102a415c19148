"""Where else the sum of a number is stated: who corrects one record leaves the others as they
are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from burdenshare.model.money import SCALE, is_money, money_of
from burdenshare.vocabulary import Agreement, Dossier, Elsewhere, Money, Place, Step, Years

Part = tuple[str, str]
"""Category and tranche; both empty for the whole."""


@dataclass(frozen=True)
class _Said:
    id: str
    place: Place
    years: Years
    amount: Decimal
    money: Money
    part: Part | None
    """None for records that name no part: costs, and what claims print."""


def elsewhere(dossier: Dossier, step: Step, owed: Iterable[Step]) -> tuple[Elsewhere, ...]:
    """Every other record that states the sum of ``step`` for its year and its part, and each of
    ``owed`` (the sums that terms give) that comes to it. Nothing for a number that is no sum of a
    year."""
    if not _is_sum(step):
        return ()
    said = [*_said(dossier)]
    part = next((one.part for one in said if one.place == step.place), _part(step))
    others = {
        (one.id, one.place): Elsewhere(id=one.id, place=one.place, how="stated")
        for one in said
        if one.place != step.place and step.year in one.years and _same(one, step, part)
    }
    stated = {place for _, place in others}
    for due in owed:
        if due.uses and due.id != step.id and due.place not in stated and _meets(due, step, part):
            others[due.id, due.place] = Elsewhere(id=due.id, place=due.place, how="follows")
    return tuple(sorted(others.values(), key=lambda one: (one.how != "stated", one.place)))


def _is_sum(step: Step) -> bool:
    told = not step.uses or (step.name == "contribution" and "/proposals/" not in step.place.file)
    return told and step.value is not None and step.year is not None and is_money(step.unit)


def _part(step: Step) -> Part:
    return str(step.details.get("category", "")), str(step.details.get("tranche", ""))


def _same(one: _Said, step: Step, part: Part | None) -> bool:
    fits = one.part is None or part is None or one.part == part
    return fits and _worth(one.amount, one.money) == _worth(step.value, money_of(step.unit))


def _meets(due: Step, step: Step, part: Part | None) -> bool:
    fits = part is None or _part(due) == part
    same = _worth(due.value, money_of(due.unit)) == _worth(step.value, money_of(step.unit))
    return fits and due.year == step.year and same


def _worth(amount: Decimal | None, money: Money) -> tuple[str, Decimal | None]:
    """A sum in whole units of its currency."""
    return money.currency, None if amount is None else amount.scaleb(SCALE[money.scale])


def _said(dossier: Dossier) -> Iterator[_Said]:
    """Every sum of money that a record states for a year."""
    for paid in dossier.payments:
        if paid.amount is not None and paid.money is not None:
            part = (paid.category, paid.tranche)
            yield _Said(paid.id, paid.place, paid.years, paid.amount, paid.money, part)
    for agreement in dossier.agreements:
        yield from _stated(agreement)
    for cost in dossier.costs:
        yield _Said(cost.id, cost.place, cost.years, cost.amount, cost.money, None)
    for claim in dossier.claims:
        for amount in dict.fromkeys((claim.host, claim.sending, claim.total)):
            if amount is not None and claim.years is not None and claim.money is not None:
                yield _Said(claim.id, claim.place, claim.years, amount, claim.money, None)


def _stated(agreement: Agreement) -> Iterator[_Said]:
    for one in agreement.contribution:
        name = ("contribution", agreement.name, str(one.years.first), one.tranche, one.category)
        yield _Said(
            "-".join(filter(None, name)), one.where("amount"), one.years, one.amount,
            one.money or agreement.money, (one.category, one.tranche),
        )  # fmt: skip
