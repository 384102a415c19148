"""A dossier as it was known on a day: everything that became known later is left out.

A record is known from the day of the latest document that it cites (a month's or year's end where
only that is known), or from the earlier day under ``known``. The terms of a signed agreement are
known from its signature at the latest. Our notes beside rows are of today and may know more, so
they are left out; notes on talks stand in the documents of the talks and stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from burdenshare.model.records import known_from, last_day, records
from burdenshare.vocabulary import (
    Agreement,
    Dossier,
    Driver,
    Posture,
    Series,
    Source,
    Talks,
    Text,
    Written,
    Years,
)

Record = TypeVar("Record", bound=Written)

NEVER = "9999"


def as_of(dossier: Dossier, day: str) -> Dossier:
    """The dossier as it was known at the end of ``day``, written ``2018-07-24``."""
    sources = dossier.sources

    def kept(rows: Iterable[Record]) -> tuple[Record, ...]:
        return tuple(_bare(one) for one in _known(rows, sources, day))

    agreements = [_agreement(one, sources, day) for one in dossier.agreements]
    proposals = [_agreement(one, sources, day) for one in dossier.proposals]
    known = {one.name for one in agreements if one is not None}
    left = replace(
        dossier,
        agreements=tuple(one for one in agreements if one is not None),
        proposals=tuple(p for p in proposals if p and (not p.after or p.after in known)),
        payments=kept(dossier.payments),
        costs=kept(dossier.costs),
        claims=kept(dossier.claims),
        series={name: _series(one, sources, day) for name, one in dossier.series.items()},
        assets={one.name: one for one in kept(dossier.assets.values())},
        routes=kept(dossier.routes),
        rates=kept(dossier.rates),
        deployments=kept(dossier.deployments),
        counts=kept(dossier.counts),
        exercises=kept(dossier.exercises),
        postures=_postures(dossier.postures, day),
        talks=_talks(dossier.talks, sources, day),
        drivers=_drivers(dossier.drivers, sources, day),
        tests=tuple(
            one
            for one in dossier.tests
            if one.agreement in known
            and (not one.against or last_day(sources[one.against].date) <= day)
        ),
        variants=(),
    )
    assets = set(left.assets)
    left = replace(
        left,
        routes=tuple(one for one in left.routes if set(one.asset) <= assets),
        rates=tuple(one for one in left.rates if set(one.asset) <= assets),
        deployments=tuple(one for one in left.deployments if set(one.asset) <= assets),
    )
    left = replace(left, **_beside_drivers(dossier, left, day))
    return replace(left, sources=_sources(left, sources, day))


def _known(rows: Iterable[Record], sources: Mapping[str, Source], day: str) -> tuple[Record, ...]:
    """Those that were known, each with the documents of the day or before."""
    return tuple(_cited(one, sources, day) for one in rows if known_from(one, sources) <= day)


def _bare(one: Record) -> Record:
    """Without the note that was written beside a row."""
    if getattr(one, "note", "") and isinstance(getattr(one, "note", None), str):
        return replace(one, note="", note_ko="")  # type: ignore[call-arg]
    return one


def _cited(one: Record, sources: Mapping[str, Source], day: str) -> Record:
    """Without documents of later days, where others remain."""
    dated = tuple(n for n in one.source if n in sources and last_day(sources[n].date) <= day)
    return replace(one, source=dated) if dated and dated != one.source else one


def _agreement(one: Agreement, sources: Mapping[str, Source], day: str) -> Agreement | None:
    """An agreement as far as it was known: its terms at the latest when it was signed."""
    signed = last_day(one.signed) if one.signed else NEVER

    def known(term: Written) -> bool:
        return known_from(term, sources) <= day

    def terms(blocks: Iterable[Record]) -> tuple[Record, ...]:
        return tuple(_cited(b, sources, day) for b in blocks if signed <= day or known(b))

    def told(blocks: Iterable[Record]) -> tuple[Record, ...]:
        return tuple(_cited(b, sources, day) for b in blocks if known(b))

    events = tuple(
        _cited(e, sources, day)
        for e in one.event
        if known(e) or (last_day(e.day) <= day and signed <= day)
    )
    events = tuple(e for e in events if e.day <= day)
    left = replace(
        _cited(one, sources, day),
        signed=one.signed if signed <= day else None,
        in_force=one.in_force if one.in_force and last_day(one.in_force) <= day else None,
        note=one.note if known(one) else None,
        event=events,
        contribution=terms(one.contribution),
        escalator=terms(one.escalator),
        per_head=terms(one.per_head),
        metered=terms(one.metered),
        envelope=terms(one.envelope),
        key=terms(one.key),
        category=told(one.category),
        clause=told(one.clause),
        article=told(one.article),
    )
    something = bool(left.event or left.contribution or left.escalator)
    begins = last_day(one.in_force) if one.in_force else signed
    dated = [n for n in one.source if n in sources and last_day(sources[n].date) <= day]
    if not dated and signed > day:
        told_by = (*left.event, *left.contribution, *left.escalator)
        left = replace(left, source=tuple(dict.fromkeys(n for b in told_by for n in b.source)))
    left = replace(left, pending=begins != NEVER and begins > day)
    is_known = signed <= day or known(one) or something
    if one.proposed_by:
        is_known = known(one) and (one.proposed is None or last_day(one.proposed) <= day)
    return left if is_known else None


def _series(one: Series, sources: Mapping[str, Source], day: str) -> Series:
    rows = tuple(_bare(seen) for seen in _known(one.observations, sources, day))
    return replace(one, observations=rows)


def _postures(postures: Mapping[str, Posture], day: str) -> dict[str, Posture]:
    """Postures with the years that had begun; their reasons may speak of later
    ones, so that they are left empty where years are cut off."""
    found = {}
    for name, one in postures.items():
        years = tuple(year for year in one.years if str(year) <= day[:4])
        if years == one.years:
            found[name] = one
        elif years:
            found[name] = replace(one, years=years, because=Text("", ""))
    return found


def _drivers(drivers: Mapping[str, Driver], sources: Mapping[str, Source], day: str) -> (
    dict[str, Driver]
):  # fmt: skip
    """Drivers whose record had begun, up to the day. What we say of a longer record, or by a
    later document, is of today: the reason is left empty, and nothing is fixed by it."""
    found = {}
    year = int(day[:4])
    for name, one in drivers.items():
        if one.years.first > year:
            continue
        told = _cited(one, sources, day)
        dated = tuple(n for n in told.source if n in sources and last_day(sources[n].date) <= day)
        years = Years(one.years.first, min(one.years.last, year))
        if years != one.years or dated != one.source:
            told = replace(
                told, source=dated, at="", years=years, argument=Text("", ""), mean=None,
                spread=None, persistence=None, because=None,
            )  # fmt: skip
        found[name] = told
    return found


def _beside_drivers(dossier: Dossier, left: Dossier, day: str) -> dict[str, Any]:
    """Renewals, correlations and paths that rest on what is left."""
    sources, year = dossier.sources, day[:4]
    sums = {one.id for one in left.payments}
    names = {one.name for one in left.agreements}
    renewals = [
        replace(one, note=None)
        for one in _known(dossier.renewals, sources, day)
        if one.agreement in names and {one.sum, one.before} <= {"", *sums}
    ]
    correlations = [
        one
        for one in _known(dossier.correlations, sources, day)
        if set(one.between) <= set(left.drivers)
    ]
    paths = {}
    for name, one in dossier.paths.items():
        if one.is_assumed and known_from(one, sources) <= day:
            paths[name] = one
        elif not one.is_assumed and str(one.years.last) < year:
            dated = tuple(n for n in one.source if last_day(sources[n].date) <= day)
            whole = dated == one.source
            kept = tuple(name for name in one.drivers if name in left.drivers)
            because = one.because if whole else Text("", "")
            if dated and kept:
                paths[name] = replace(one, source=dated, because=because, drivers=kept)
    return {
        "renewals": tuple(renewals), "correlations": tuple(correlations), "paths": paths,
    }  # fmt: skip


def _talks(talks: Mapping[str, Talks], sources: Mapping[str, Source], day: str) -> dict[str, Talks]:
    found = {}
    for name, one in talks.items():
        left = replace(
            one,
            note=None,
            round=_known(one.round, sources, day),
            position=_known(one.position, sources, day),
            statement=_known(one.statement, sources, day),
            occasion=_known(one.occasion, sources, day),
            opinion=_known(one.opinion, sources, day),
        )
        if left.round or left.position or left.statement or left.occasion or left.opinion:
            found[name] = left
    return found


def _sources(left: Dossier, sources: Mapping[str, Source], day: str) -> dict[str, Source]:
    """Documents of the day or before, and later ones that alone reprint what was known."""
    cited = {name for one in records(left) for name in one.source}
    return {
        name: one for name, one in sources.items() if last_day(one.date) <= day or name in cited
    }
