"""The questions about talks, asked of a whole dossier: time line, positions, the gap, the room
for agreement, and how long earlier talks took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from burdenshare import accounting
from burdenshare.model import talks as _talks
from burdenshare.model.records import last_day
from burdenshare.vocabulary import (
    Agreement,
    Course,
    Distance,
    Dossier,
    Entry,
    Limit,
    Position,
    Round,
    Step,
    Talks,
    Tried,
    Years,
    Zone,
)


def agreement_of(dossier: Dossier, name: str) -> Agreement | None:
    """The agreement that talks were to make; None while none is known."""
    return next((one for one in dossier.agreements if one.name == name), None)


def before(dossier: Dossier, name: str) -> Agreement | None:
    """The agreement before it, by name in order."""
    earlier = [one for one in dossier.agreements if one.name < name]
    return max(earlier, key=lambda one: one.years.first, default=None)


def base(dossier: Dossier, name: str) -> Step | None:
    """The last sum before the agreement: what a stated growth is growth of."""
    last = before(dossier, name)
    if last is None:
        return None
    return accounting.contribution(dossier, Years(last.years.last, last.years.last), "agreed")


def timeline(dossier: Dossier, name: str) -> tuple[Entry, ...]:
    """Rounds, positions, statements and events in order."""
    return _talks.timeline(dossier.talks[name], agreement_of(dossier, name))


def standing(dossier: Dossier, name: str) -> dict[tuple[str, str], tuple[Position, ...]]:
    """The latest positions by issue and party."""
    return _talks.standing(dossier.talks[name].position)


def until(dossier: Dossier, name: str, day: str) -> Dossier:
    """With these talks as they had gone by ``day``, as it is known now."""
    one = dossier.talks[name]
    cut = replace(
        one,
        round=tuple(r for r in one.round if last_day(r.start) <= day),
        position=tuple(p for p in one.position if last_day(p.day) <= day),
        statement=tuple(s for s in one.statement if last_day(s.day) <= day),
        occasion=tuple(o for o in one.occasion if last_day(o.day) <= day),
        opinion=tuple(o for o in one.opinion if last_day(o.day) <= day),
    )
    return replace(dossier, talks={**dossier.talks, name: cut})


def standing_of(talks: Talks) -> dict[tuple[str, str], tuple[Position, ...]]:
    """The latest positions of these talks."""
    return _talks.standing(talks.position)


def distances(dossier: Dossier, name: str) -> tuple[Distance, ...]:
    """How far apart the two governments' sums are, day by day."""
    return _talks.distances(
        dossier.talks[name].position, base(dossier, name), accounting.home(dossier), _rate(dossier)
    )


def _rate(dossier: Dossier) -> _talks.Rate:
    return lambda year: accounting.rate(dossier, Years(year, year), None)


def courses(dossier: Dossier) -> tuple[Course, ...]:
    """How long the talks of each agreement took, as far as their days are known."""
    names = dict.fromkeys((*(one.name for one in dossier.agreements), *sorted(dossier.talks)))
    found = []
    for name in names:
        one = agreement_of(dossier, name)
        if one is not None:
            found.append(_talks.course(one, before(dossier, name), dossier.talks.get(name)))
    return tuple(found)


def current(dossier: Dossier, day: date) -> Talks | None:
    """The newest talks of which anything is known on ``day``."""
    begun = [one for one in dossier.talks.values() if _begun(one, day)]
    return max(begun, key=lambda one: one.name, default=None)


def _begun(talks: Talks, day: date) -> bool:
    days = [r.start for r in talks.round] + [p.day for p in talks.position]
    days += [s.day for s in talks.statement]
    return any(one[:7] <= day.isoformat()[:7] for one in days)


def is_open(dossier: Dossier, talks: Talks, day: date) -> bool:
    """Whether the agreement of these talks is still to enter into force.

    Where that day is not known, it is over with the signature or with a later agreement.
    """
    one = agreement_of(dossier, talks.name)
    if one is None:
        return True
    if any(other.years.first > one.years.first for other in dossier.agreements):
        return False
    ended = one.in_force or one.signed
    return ended is None or ended > day.isoformat()


def last_round(talks: Talks, day: date) -> tuple[Round, ...]:
    """The records of the last round that was held."""
    held = [r for r in talks.round if r.state == "held" and r.start <= day.isoformat()]
    if not held:
        return ()
    newest = max(held, key=lambda r: last_day(r.start))
    return tuple(r for r in held if r.number == newest.number)


def next_rounds(talks: Talks, day: date) -> tuple[Round, ...]:
    """The records of rounds that are planned and still to come, the next one only."""
    held = {r.number for r in talks.round if r.state == "held"}
    ahead = [
        r
        for r in talks.round
        if r.state == "planned"
        and r.number not in held
        and last_day(r.end or r.start) >= day.isoformat()
    ]
    first = min((r.start for r in ahead), default=None)
    number = next((r.number for r in ahead if r.start == first), None)
    return tuple(r for r in ahead if r.number == number)


def limits(dossier: Dossier, name: str, until: str = "") -> list[Limit]:
    """The limits that each side stated by the day ``until``, else what it last named."""
    positions = dossier.talks[name].position
    if until:
        positions = tuple(p for p in positions if last_day(p.day) <= until)
    return _talks.stated_limits(
        positions, base(dossier, name), accounting.home(dossier), _rate(dossier)
    )


def agreed_sum(dossier: Dossier, name: str) -> Step | None:
    """What both sides signed for the first year that has a sum of its own."""
    one = agreement_of(dossier, name)
    if one is None or not one.contribution:
        return None
    year = one.contribution[-1].years.first
    return accounting.contribution(dossier, Years(year, year), "agreed")


def zones(
    dossier: Dossier, name: str, assumed: Sequence[Limit] = (), until: str = ""
) -> tuple[Zone, ...]:
    """The room for agreement, issue by issue; an assumed limit stands in for a stated one."""
    told = {(one.side, one.issue) for one in assumed}
    held = [one for one in limits(dossier, name, until) if (one.side, one.issue) not in told]
    signed = agreed_sum(dossier, name)
    return _talks.zones([*held, *assumed], (signed,) if signed is not None else ())


def tried(
    dossier: Dossier,
    name: str,
    packages: Mapping[str, Mapping[str, Decimal]],
    assumed: Sequence[Limit] = (),
    until: str = "",
) -> tuple[Tried, ...]:
    """Packages against the limits of both sides."""
    told = {(one.side, one.issue) for one in assumed}
    held = [one for one in limits(dossier, name, until) if (one.side, one.issue) not in told]
    return _talks.tried(packages, [*held, *assumed])


def every_position(dossier: Dossier) -> list[Step]:
    """Every stated sum and what was made of it, as numbers that can be cited."""
    found = []
    for name, one in dossier.talks.items():
        found += [_talks.as_step(p) for p in one.position if p.amount is not None]
        for each in distances(dossier, name):
            found += [s for s in (each.host, each.sending, each.gap, each.points) if s is not None]
    return found
