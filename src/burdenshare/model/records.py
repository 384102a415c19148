"""Everything in a dossier that cites a document, and the day from which it counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from burdenshare.vocabulary import Day, Dossier, Source, Step, Text, Written, least_sure


def last_day(day: Day) -> str:
    """The last day that a day, month or year may mean, for comparison.

    >>> last_day(Day("2018-07"))
    '2018-07-31'
    """
    return f"{day}-12-31" if len(day) == len("2018") else f"{day}-31"[:10]


def known_from(one: Written, sources: Mapping[str, Source]) -> str:
    """The day from which a record counts."""
    if one.known is not None:
        return last_day(one.known)
    days = [last_day(sources[name].date) for name in one.source if name in sources]
    return max(days, default="")


def count_of(
    id_: str, name: str, value: int, counted: Sequence[Written], **details: str | Text
) -> Step:
    """How many there are, or days between them, as a number that rests on records."""
    return Step(
        id=id_, name=name, value=Decimal(value), unit="", status="computed", how="counted",
        details=details, source=tuple(dict.fromkeys(s for one in counted for s in one.source)),
        confidence=least_sure(*(one.confidence for one in counted)), place=counted[0].place,
    )  # fmt: skip


def records(dossier: Dossier) -> Iterable[Written]:
    """Everything in a dossier that cites a document."""
    for agreement in (*dossier.agreements, *dossier.proposals):
        yield agreement
        for name in (
            "event", "contribution", "escalator", "per_head", "metered", "envelope", "key",
            "category", "clause", "article",
        ):  # fmt: skip
            yield from getattr(agreement, name)
    yield from dossier.payments
    yield from dossier.costs
    yield from dossier.claims
    yield from dossier.assets.values()
    yield from dossier.routes
    yield from dossier.rates
    yield from dossier.deployments
    yield from dossier.counts
    yield from dossier.exercises
    for talks in dossier.talks.values():
        yield from talks.round
        yield from talks.position
        yield from talks.statement
        yield from talks.occasion
        yield from talks.opinion
    yield from dossier.drivers.values()
    yield from dossier.renewals
    yield from dossier.correlations
    yield from dossier.paths.values()
    for series in dossier.series.values():
        yield from series.observations
    for test in dossier.tests:
        if test.convert is not None and test.convert.rate is not None:
            yield test.convert
