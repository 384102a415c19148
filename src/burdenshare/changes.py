"""What differs between two versions of a dossier, and which numbers moved because of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from burdenshare import accounting, negotiation, outlook, study, support
from burdenshare.model import changes as _changes
from burdenshare.once import once
from burdenshare.vocabulary import Changes, Dossier, Share, Step, Trial, Verdict


def changes(before: Dossier, after: Dossier, today: date | None = None) -> Changes:
    """The records that differ between two dossiers, and every computed number that moved, with
    the changed records it rests on."""
    return compared(before, after, today)[0]


Numbers: TypeAlias = dict[str, Step]


def compared(
    before: Dossier, after: Dossier, today: date | None = None
) -> tuple[Changes, Numbers, Numbers]:
    """The same, with every number of both; without any where no record differs."""
    differ = _changes.changed(before, after)
    if not differ:
        return Changes(records=(), numbers=()), {}, {}
    was, now = every(before, today), every(after, today)
    return Changes(records=differ, numbers=_changes.moved(was, now, differ)), was, now


def every(dossier: Dossier, today: date | None = None) -> dict[str, Step]:
    """Every number of a dossier by its id, with those it was made from: sums, records, shares
    under all definitions, verdicts, totals, deployments, drivers, talks.

    A second number of the same id is called ``id~2``, a third ``id~3``.
    """
    known = _kept(dossier)
    if today not in known:
        known[today] = _every(dossier, today)
    return known[today]


@once
def _kept(_: Dossier) -> dict[date | None, Numbers]:
    """What was computed of a dossier, by day."""
    return {}


def _every(dossier: Dossier, today: date | None) -> Numbers:
    found: dict[str, Step] = {}
    seen: set[int] = set()
    held: list[Step] = []  # keeps each alive, so that no two share an identity
    for root in _roots(dossier, today):
        held.append(root)
        for step in _down(root, seen):
            name, copies = step.id, 1
            while (known := found.setdefault(name, step)) is not step and not _agree(known, step):
                copies += 1
                name = f"{step.id}~{copies}"
    return found


def _agree(one: Step, other: Step) -> bool:
    return (one.value, one.unit, one.status) == (other.value, other.unit, other.status)


def _down(step: Step, seen: set[int]) -> Iterator[Step]:
    if id(step) in seen:
        return
    seen.add(id(step))
    yield step
    for used in (*step.uses, *step.rivals):
        yield from _down(used, seen)


def _roots(dossier: Dossier, today: date | None) -> Iterator[Step]:
    yield from study.every_number(dossier, today)
    if dossier.definitions:
        yield from _shares(dossier)
        yield from (_verdict(one) for one in accounting.claims(dossier))
    yield from (_met(trial) for trial in study.backtest(dossier).trials)
    yield from _totals(dossier)
    yield from _of_talks(dossier)
    if dossier.assets:
        yield from _deployments(dossier)


def _shares(dossier: Dossier) -> Iterator[Step]:
    """Both sides and the share of every definition in every year with costs, or the ends of its
    interval."""
    whole = accounting.whole_book(dossier)
    for years in accounting.years_with_costs(dossier):
        for definition in dossier.definitions.values():
            one = accounting.share(dossier, years, definition, accounting.PLAIN, True, whole)
            yield from _of_share(one)


def _of_share(one: Share) -> Iterator[Step]:
    yield from (one.share, one.host, one.sending, *one.ends)
    yield from (counted.step for counted in one.counted)


def _verdict(one: Verdict) -> Step:
    shares = [s.share for s in (*([one.share] if one.share else []), *one.others)]
    uses = (*([one.own] if one.own is not None else []), *shares)
    return Step(
        id=f"verdict-{one.claim.id}", name="verdict", value=None, unit="", status=one.verdict,
        how="verdict", uses=uses, source=one.claim.source, place=one.claim.place,
        details={"what": one.claim.id},
    )  # fmt: skip


def _met(trial: Trial) -> Step:
    met = (trial.met,) if trial.met is not None else ()
    uses = (*trial.computed, *met, *trial.recorded)
    return Step(
        id=f"verdict-{trial.agreement}-{trial.year}", name="verdict", value=None, unit="",
        status=trial.verdict, how="verdict", year=trial.year, uses=uses,
        details={"what": f"{trial.agreement} {trial.year}"},
    )  # fmt: skip


def _totals(dossier: Dossier) -> Iterator[Step]:
    """What every agreement and proposal comes to over its own years, and in dollars."""
    for one in (*dossier.agreements, *dossier.proposals):
        (held,) = outlook.compare(dossier, [one], one.years, {})
        yield from (step for step in (held.total, held.dollars) if step is not None)


def _of_talks(dossier: Dossier) -> Iterator[Step]:
    for course in negotiation.courses(dossier):
        yield from course.steps.values()


def _deployments(dossier: Dossier) -> Iterator[Step]:
    """The sums of each year of deployments, and both numbers of each published count."""
    for year in map(str, support.years_with_deployments(dossier)):
        held = support.operations(dossier, support.chosen(dossier, year), year)
        for sums in held.sums.values():
            yield from sums.values()
    for tally in support.tallies(dossier):
        yield from tally.steps.values()


def values(steps: Iterable[Step]) -> dict[str, tuple[Decimal | None, str]]:
    """Value and unit of each number, by id; of two under one id the second is ``id~2``."""
    found: dict[str, tuple[Decimal | None, str]] = {}
    for step in steps:
        name, copies = step.id, 1
        told = (step.value, step.unit)
        while found.setdefault(name, told) != told:
            copies += 1
            name = f"{step.id}~{copies}"
    return found
