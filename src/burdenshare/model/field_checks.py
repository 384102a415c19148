"""What must hold of deployments, their rates and postures, and of talks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from burdenshare.vocabulary import (
    Count,
    Day,
    Deployment,
    Dossier,
    Place,
    Placed,
    Position,
    Problem,
    Rate,
    Route,
)

HOURS_IN_A_YEAR = 8784


def operations(dossier: Dossier) -> Iterator[Problem]:
    """All problems of the folder ``operations``."""
    sent: tuple[Route | Rate | Deployment | Count, ...]
    sent = (*dossier.routes, *dossier.rates, *dossier.deployments, *dossier.counts)
    for one in sent:
        for name in one.asset:
            if name not in dossier.assets:
                yield _unknown("unknown-asset", one, "asset", name, dossier.assets)
    for rate in dossier.rates:
        yield from _rate(rate, dossier)
    exercises = {one.id for one in dossier.exercises}
    for deployment in dossier.deployments:
        yield from _deployment(deployment, dossier)
        if deployment.exercise and deployment.exercise not in exercises:
            name = deployment.exercise
            yield _unknown("unknown-exercise", deployment, "exercise", name, exercises)
    for count in dossier.counts:
        yield from _order(count, count.start, count.end)
    for exercise in dossier.exercises:
        yield from _order(exercise, exercise.start, exercise.end)
    yield from _twice(dossier.rates)
    yield from _twice(dossier.deployments)
    yield from _twice(dossier.exercises)
    for posture in dossier.postures.values():
        if not posture.years:
            yield Problem(posture.where("years"), "posture-without-years", {"key": posture.name})
    for route in dossier.routes:
        if not 0 < route.hours <= HOURS_IN_A_YEAR:
            yield _out_of_range(route, "hours", str(route.hours))


def talks(dossier: Dossier) -> Iterator[Problem]:
    """All problems of the folder ``talks``."""
    names = {a.name for a in dossier.agreements}
    for one in dossier.talks.values():
        if one.name not in names:
            yield _unknown("unknown-agreement", one, "", one.name, names)
        for round_ in one.round:
            yield from _order(round_, round_.start, round_.end)
        for position in one.position:
            yield from _position(position, dossier)


def _unknown(kind: str, row: Placed, key: str, word: str, known: Iterable[str]) -> Problem:
    names = sorted(known)
    meant = next(iter(get_close_matches(word, names, n=1, cutoff=0.6)), "")
    details = {"key": word, "meant": meant, "known": ", ".join(names[:12])}
    return Problem(row.where(key), kind, details)


def _twice(rows: Iterable[Placed]) -> Iterator[Problem]:
    seen: dict[str, Place] = {}
    for row in rows:
        first = seen.setdefault(str(getattr(row, "id", "")), row.place)
        if first is not row.place:
            yield Problem(row.place, "duplicate-row", {"first": str(first)})


def _rate(rate: Rate, dossier: Dossier) -> Iterator[Problem]:
    if rate.money.currency not in dossier.currency:
        yield _unknown("unknown-currency", rate, "money", rate.money.currency, dossier.currency)
    if rate.amount <= 0:
        details = {"key": "amount", "value": str(rate.amount)}
        yield Problem(rate.where("amount"), "not-positive", details)
    if rate.upper is not None and rate.upper < rate.amount:
        details = {"floor": str(rate.amount), "cap": str(rate.upper)}
        yield Problem(rate.where("upper"), "floor-above-cap", details)


def _deployment(one: Deployment, dossier: Dossier) -> Iterator[Problem]:
    yield from _order(one, one.start, one.end)
    for key in ("count", "hours", "one_way", "days", "extra_days"):
        value = getattr(one, key)
        if value is not None and not 0 < value <= HOURS_IN_A_YEAR:
            yield _out_of_range(one, key, str(value))
    for name in one.asset:
        since = dossier.assets[name].since if name in dossier.assets else None
        if since is not None and one.start < since:
            details = {"key": name, "value": one.start, "first": since}
            yield Problem(one.where("start"), "before-the-asset", details)


def _out_of_range(row: Placed, key: str, value: str) -> Problem:
    details = {"key": key, "value": value, "most": str(HOURS_IN_A_YEAR)}
    return Problem(row.where(key), "out-of-range", details)


def _order(row: Placed, start: Day, end: Day | None) -> Iterator[Problem]:
    if end is not None and end < start:
        yield Problem(row.where("end"), "days-reversed", {"first": start, "last": end})


def _position(one: Position, dossier: Dossier) -> Iterator[Problem]:
    if one.money is not None and one.money.currency not in dossier.currency:
        yield _unknown("unknown-currency", one, "money", one.money.currency, dossier.currency)
    if one.amount is not None and not one.unit:
        yield Problem(one.where("amount"), "amount-without-unit", {"value": str(one.amount)})
    if one.amount is not None and one.withheld:
        yield Problem(one.where("withheld"), "amount-and-gap", {
            "value": str(one.amount), "key": "withheld",
        })  # fmt: skip
    if one.upper is not None and (one.amount is None or one.upper < one.amount):
        details = {"floor": str(one.amount), "cap": str(one.upper)}
        yield Problem(one.where("upper"), "floor-above-cap", details)
