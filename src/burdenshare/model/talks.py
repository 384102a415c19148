"""How talks move: who wants what on a day, how far apart the sums are, and how long it takes.

Stated positions are not true limits; nothing here guesses what a side would really accept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Context, Decimal, localcontext

from burdenshare.model.money import converted, rescaled
from burdenshare.model.records import count_of, last_day
from burdenshare.vocabulary import (
    Agreement,
    Course,
    Day,
    Distance,
    Entry,
    Limit,
    Money,
    Position,
    Side,
    Step,
    Talks,
    Tried,
    Zone,
    least_sure,
)

EXACT = Context(prec=40)

Rate = Callable[[int], Step | None]
"""The exchange rate of a year."""


def timeline(talks: Talks, agreement: Agreement | None = None) -> tuple[Entry, ...]:
    """Everything in order of its day; what is known to the month stands at the month's end."""
    found = [
        Entry(day=r.start, what="round-held" if r.state == "held" else "round-planned", record=r)
        for r in talks.round
    ]
    found += [Entry(day=p.day, what="position", record=p) for p in talks.position]
    found += [Entry(day=s.day, what="statement", record=s) for s in talks.statement]
    found += [Entry(day=o.day, what="occasion", record=o) for o in talks.occasion]
    found += [Entry(day=o.day, what="opinion", record=o) for o in talks.opinion]
    if agreement is not None:
        found += [Entry(day=e.day, what="event", record=e) for e in agreement.event]
    return tuple(sorted(found, key=lambda e: (last_day(e.day), e.what)))


def standing(positions: Iterable[Position]) -> dict[tuple[str, str], tuple[Position, ...]]:
    """The latest positions by issue and party; of one day all, since reports may differ."""
    held: dict[tuple[str, str], list[Position]] = {}
    for one in positions:
        held.setdefault((one.issue, one.party), []).append(one)
    found = {}
    for key, ones in held.items():
        newest = max(last_day(one.day) for one in ones)
        found[key] = tuple(one for one in ones if last_day(one.day) == newest)
    return found


def as_step(one: Position) -> Step:
    """A stated sum or number that can be cited."""
    unit = one.money.unit if one.money else {"years": "years"}.get(one.unit, "percent")
    return Step(
        id=one.number, name="position",
        value=one.amount, unit=unit, status="stated", year=int(one.day[:4]), how="stated-in-talks",
        details={
            "party": one.party, "issue": one.issue, "day": one.day, "bound": one.bound,
            "upper": "" if one.upper is None else str(one.upper), "text": one.text,
        },
        source=one.source, at=one.at, confidence=one.confidence, place=one.place,
    )  # fmt: skip


# -- sums ----------------------------------------------------------------------------------------


def yearly(one: Position, base: Step | None, home: Money, rate: Rate) -> Step | None:
    """A stated sum in the home money a year: growth on the last sum, or converted at the average
    rate of the year in which it was stated. The middle of a range stands for it."""
    stated = as_step(one)
    if one.amount is None or one.issue != "amount":
        return None
    if one.unit == "percent-growth":
        if base is None or base.value is None:
            return None
        with localcontext(EXACT):
            value = base.value * (1 + _middle(one) / 100)
        return _made(one, "growth-on", value, home, (base, stated))
    if one.unit != "per-year" or one.money is None:
        return None
    middle = _middle(one)
    if one.upper is not None:
        stated = Step(
            id=f"{stated.id}-middle", name="position", value=middle, unit=stated.unit,
            status="computed", year=stated.year, how="middle", details=stated.details,
            uses=(stated,), confidence=stated.confidence, place=stated.place,
        )  # fmt: skip
    if one.money.currency == home.currency:
        return rescaled(stated, home)
    exchange = rate(int(one.day[:4]))
    return converted(stated, exchange, home) if exchange is not None else None


def _middle(one: Position) -> Decimal:
    amount = one.amount or Decimal(0)
    return amount if one.upper is None else (amount + one.upper) / 2


def _made(one: Position, how: str, value: Decimal, home: Money, uses: tuple[Step, ...]) -> Step:
    return Step(
        id=f"{as_step(one).id}-a-year", name="position", value=value, unit=home.unit,
        status="computed", year=int(one.day[:4]), how=how,
        details={"party": one.party, "issue": one.issue, "day": one.day, "text": one.text},
        uses=uses, confidence=least_sure(*(u.confidence for u in uses)), place=one.place,
    )  # fmt: skip


def distances(
    positions: Sequence[Position], base: Step | None, home: Money, rate: Rate
) -> tuple[Distance, ...]:
    """How far apart the sums of both governments are after each day on which one was stated.

    Of several on one day, a limit goes before a wish, and the sum that concedes most before the
    others. A stated limit stands until the same side names one that concedes more. A day on
    which neither sum changes is left out.
    """
    ours = [p for p in positions if p.party in ("host", "sending") and p.state != "denied"]
    days = sorted({p.day for p in ours if yearly(p, base, home, rate)}, key=last_day)
    found = []
    before: list[str] = []
    for day in days:
        so_far = [p for p in ours if last_day(p.day) <= last_day(day)]
        host = _latest(so_far, "host", base, home, rate)
        sending = _latest(so_far, "sending", base, home, rate)
        held = [step.id if step is not None else "" for step in (host, sending)]
        if held != before:
            found.append(_distance(day, host, sending, base))
        before = held
    return tuple(found)


def _latest(
    positions: Sequence[Position], side: str, base: Step | None, home: Money, rate: Rate
) -> Step | None:
    sums = [
        (last_day(p.day), p.bound != "", step)
        for p in positions
        if p.party == side and (step := yearly(p, base, home, rate)) is not None
    ]
    if not sums:
        return None
    pick = max if side == "host" else min
    newest = _newest(sums, side)
    limits = _newest([one for one in sums if one[1]], side)
    held = [step for step in (newest, limits) if step is not None]
    return pick(held, key=lambda step: step.value or Decimal(0))


def _newest(sums: Sequence[tuple[str, bool, Step]], side: str) -> Step | None:
    """Of the newest day, a limit before a wish, and what concedes most."""
    if not sums:
        return None
    day = max(one[0] for one in sums)
    of_day = [one for one in sums if one[0] == day]
    bounded = [one[2] for one in of_day if one[1]] or [one[2] for one in of_day]
    pick = max if side == "host" else min
    return pick(bounded, key=lambda step: step.value or Decimal(0))


def _distance(day: Day, host: Step | None, sending: Step | None, base: Step | None) -> Distance:
    gap = points = None
    if host is not None and sending is not None:
        assert host.value is not None
        assert sending.value is not None
        gap = Step(
            id=f"gap-{day}", name="talks-gap", value=sending.value - host.value, unit=host.unit,
            status="computed", year=int(day[:4]), how="difference", uses=(sending, host),
            confidence=least_sure(host.confidence, sending.confidence), place=sending.place,
        )  # fmt: skip
        if base is not None and base.value:
            with localcontext(EXACT):
                value = (sending.value - host.value) / base.value * 100
            points = Step(
                id=f"points-{day}", name="talks-points", value=value, unit="percent",
                status="computed", year=int(day[:4]), how="of-last-sum", uses=(gap, base),
                confidence=gap.confidence, place=gap.place,
            )  # fmt: skip
    return Distance(day=day, host=host, sending=sending, gap=gap, points=points)


# -- time ------------------------------------------------------------------------------------------


def course(agreement: Agreement, before: Agreement | None, talks: Talks | None) -> Course:
    """How many rounds, from when to when, and how long past the end of the last agreement."""
    held = [r for r in talks.round if r.state == "held"] if talks is not None else []
    first = min((r.start for r in held), default=None, key=last_day)
    expiry = Day(f"{before.years.last}-12-31") if before is not None else None
    counted = {
        "rounds": len({r.number for r in held}) or None,
        "to-signature": days_between(first, agreement.signed),
        "past-signed": _past(expiry, agreement.signed),
        "past-in-force": _past(expiry, agreement.in_force),
    }
    opened = [r for r in held if r.start == first]
    return Course(
        agreement=agreement.name,
        rounds=counted["rounds"] or 0,
        first=first,
        signed=agreement.signed,
        in_force=agreement.in_force,
        expiry=expiry,
        to_signature=counted["to-signature"],
        past_expiry_signed=counted["past-signed"],
        past_expiry_in_force=counted["past-in-force"],
        steps={
            name: count_of(
                f"talks-{name}-{agreement.name}", f"talks-{name}", value,
                [*(held if name == "rounds" else opened if name == "to-signature" else ()),
                 agreement],
                agreement=agreement.title,
            )
            for name, value in counted.items()
            if value is not None
        },
    )  # fmt: skip


def _past(expiry: Day | None, day: Day | None) -> int | None:
    """Days from the end of the last agreement; one that follows the next day is not late."""
    between = days_between(expiry, day)
    return None if between is None else (between if between > 1 else 0)


def days_between(first: Day | None, last: Day | None) -> int | None:
    """Days from one to the other; None where one is not known to the day."""
    if first is None or last is None or len(first) < len("2018-07-24") or len(last) < len(first):
        return None
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


# -- room for agreement --------------------------------------------------------------------------

HIGHER_IS_BETTER: Mapping[Side, int] = {"host": -1, "sending": 1}
"""On every issue that is counted here the host wants less, the sending state more."""

ISSUES: Mapping[str, str] = {
    "amount": "", "growth": "percent", "duration": "years", "operational-support": "yes-no",
}  # fmt: skip


def stated_limits(
    positions: Sequence[Position], base: Step | None, home: Money, rate: Rate
) -> list[Limit]:
    """The limits on the yearly sum that each side stated, else the last sum it asked for or
    offered."""
    found = []
    sides: tuple[Side, ...] = ("host", "sending")
    for side in sides:
        own = [p for p in positions if p.party == side and p.state != "denied"]
        wanted = "at-most" if side == "host" else "at-least"
        bounded = [p for p in own if p.bound == wanted]
        for origin, ones in (("stated", bounded), ("asked", own)):
            step = _latest(ones, side, base, home, rate)
            if step is not None and step.value is not None:
                found.append(
                    Limit(
                        side=side, issue="amount", value=step.value, unit=home.unit,
                        origin="stated" if origin == "stated" else "asked", step=step,
                    )
                )  # fmt: skip
                break
    return found


def zones(limits: Sequence[Limit], placed: Sequence[Step] = ()) -> tuple[Zone, ...]:
    """Issue by issue, each in its own unit: the room that both limits leave, or what is short."""
    found = []
    for issue in dict.fromkeys(one.issue for one in limits):
        sides = {one.side: one for one in limits if one.issue == issue}
        host, sending = sides.get("host"), sides.get("sending")
        low = sending.value if sending is not None else None
        high = host.value if host is not None else None
        short = None
        if low is not None and high is not None and low > high:
            short = low - high
        unit = next(one.unit for one in limits if one.issue == issue)
        found.append(
            Zone(
                issue=issue, unit=unit, host=host, sending=sending, low=low, high=high,
                short=short, placed=tuple(placed) if issue == "amount" else (),
            )
        )  # fmt: skip
    return tuple(found)


def tried(
    packages: Mapping[str, Mapping[str, Decimal]], limits: Sequence[Limit]
) -> tuple[Tried, ...]:
    """Each package against both sides' limits: what it misses, which is the smallest change that
    would make it acceptable, and the packages that miss no more anywhere and less somewhere.

    Those beaten by none are the efficient edge.
    """
    missed = {name: _missed(values, limits) for name, values in packages.items()}
    return tuple(
        Tried(
            name=name,
            values=values,
            missed=tuple((*key, short) for key, short in missed[name].items() if short > 0),
            beaten_by=tuple(other for other in packages if _beats(missed[other], missed[name])),
        )
        for name, values in packages.items()
    )


Missed = dict[tuple[Side, str], Decimal]


def _missed(values: Mapping[str, Decimal], limits: Sequence[Limit]) -> Missed:
    """By how much a package falls short of each limit; 0 where it meets it."""
    found: Missed = {}
    for limit in limits:
        value = values.get(limit.issue)
        if value is not None:
            short = (limit.value - value) * HIGHER_IS_BETTER[limit.side]
            found[limit.side, limit.issue] = max(short, Decimal(0))
    return found


def _beats(ours: Missed, theirs: Missed) -> bool:
    if ours.keys() != theirs.keys():
        return False
    no_more = all(ours[key] <= theirs[key] for key in theirs)
    return no_more and any(ours[key] < theirs[key] for key in theirs)
