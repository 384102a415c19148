"""Talks as tables for people: time line, positions, the gap, how long it took, room to agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from burdenshare.show.amounts import Numbers
from burdenshare.show.explain import citation
from burdenshare.show.tables import Column, Sheet
from burdenshare.vocabulary import (
    Agreement,
    Course,
    Distance,
    Dossier,
    Entry,
    Event,
    Limit,
    Opinion,
    Position,
    Round,
    Statement,
    Step,
    Tried,
    Zone,
)

NOTHING = "–"
TENTH = Decimal("0.1")


def _say(numbers: Numbers, key: str, **details: object) -> str:
    return numbers.words.say("talks", key, **details)


def party(name: str, dossier: Dossier, numbers: Numbers) -> str:
    """A party by name: the two governments are called as the dossier calls them."""
    if name == "host":
        return numbers.words.text(dossier.host)
    if name == "sending":
        return numbers.words.text(dossier.sending)
    return _say(numbers, f"party-{name}")


def stance(of: Mapping[str, object]) -> str:
    """The word for what a party does: who has nothing to give cannot refuse, but oppose."""
    name = str(of["stance"])
    outside = of["party"] in ("civic", "press", "host-legislature", "sending-legislature")
    return "opposes" if outside and name == "refuses" else name


def round_name(number: str, numbers: Numbers) -> str:
    """``round 5``, or what it was called where it has no number."""
    return _say(numbers, "round", number=number) if number[:1].isdecimal() else number


def days(one: Round) -> str:
    """The days of a round: ``2018-07-18 – 07-19``."""
    if one.end is None or one.end == one.start:
        return str(one.start)
    same = one.end[:5] == one.start[:5]
    return f"{one.start} – {one.end[5:] if same else one.end}"


def sum_of(one: Position, numbers: Numbers) -> str:
    """The stated number of a position, in its own unit."""
    if one.withheld:
        return _say(numbers, "withheld")
    if one.amount is None:
        return ""
    shown = [_number(value, one, numbers) for value in (one.amount, one.upper) if value is not None]
    text = "–".join(shown) if one.withheld else numbers.named("–".join(shown), one.number)
    unit = _say(numbers, f"unit-{one.unit}") if one.unit else ""
    bound = _say(numbers, one.bound) if one.bound else ""
    return " ".join(filter(None, (bound, text, unit)))


def _number(value: Decimal, one: Position, numbers: Numbers) -> str:
    if one.money is not None:
        return numbers.amount(value, one.money.unit)
    if one.unit in ("percent-growth", "percent-share"):
        return numbers.amount(value, "percent")
    return f"{value:f}"


def _text(entry: Entry, dossier: Dossier, numbers: Numbers) -> str:
    words, record = numbers.words, entry.record
    if isinstance(record, Round):
        parts = [round_name(record.number, numbers)]
        if record.venue is not None:
            parts.append(words.text(record.venue))
        heads = [
            words.text(one) for one in (record.lead_host, record.lead_sending) if one is not None
        ]
        if heads:
            parts.append(" / ".join(heads))
        head = ", ".join(parts)
        rest = [words.text(t) for t in (record.outcome, record.note) if t is not None]
        return ". ".join(part.rstrip(".") for part in (head, *rest))
    if isinstance(record, Position):
        who = party(record.party, dossier, numbers)
        issue = _say(numbers, f"issue-{record.issue}")
        does = _say(numbers, stance({"stance": record.stance, "party": record.party}))
        amount = sum_of(record, numbers)
        told = f"{who} – {issue} – {does}: {words.text(record.text)}"
        return f"{told} ({amount})" if amount else told
    if isinstance(record, Statement):
        marks = _say(numbers, "interprets") if record.interprets else ""
        told = f"{words.text(record.speaker)} ({words.text(record.channel)}): "
        return f"{told}{words.text(record.text)}{marks}"
    if isinstance(record, Event):
        return words.say("event", record.what)
    return words.text(record.text)


def timeline(
    entries: Sequence[Entry], dossier: Dossier, numbers: Numbers, title: str
) -> Iterator[Sheet]:
    """Everything in order, each with its document."""
    heads = (
        Column(_say(numbers, "day"), whole=True), Column(_say(numbers, "what"), whole=True),
        Column(""), Column(_say(numbers, "document")),
    )  # fmt: skip
    rows = []
    for entry in entries:
        record = entry.record
        day = days(record) if isinstance(record, Round) else str(entry.day)
        state = ""
        if isinstance(record, Position) and record.state == "denied":
            state = f" ({_say(numbers, 'denied')})"
        rows.append(
            (day, _say(numbers, entry.what) + state, _text(entry, dossier, numbers),
             citation(record.source, record.at))
        )  # fmt: skip
    yield Sheet(title, heads, tuple(rows))


def positions(
    held: Mapping[tuple[str, str], Sequence[Position]], dossier: Dossier, numbers: Numbers
) -> Iterator[Sheet]:
    """The latest positions, issue by issue; reports of one day that differ stand together."""
    heads = (
        Column(_say(numbers, "issue")), Column(_say(numbers, "party")),
        Column(_say(numbers, "day"), whole=True), Column(_say(numbers, "position")),
        Column(_say(numbers, "document")),
    )  # fmt: skip
    rows = []
    for (issue, who), ones in sorted(held.items()):
        for one in ones:
            amount = sum_of(one, numbers)
            does = _say(numbers, stance({"stance": one.stance, "party": one.party}))
            text = f"{does}: {numbers.words.text(one.text)}"
            if one.state != "official":
                text = f"{text} ({_say(numbers, one.state)})"
            rows.append(
                (_say(numbers, f"issue-{issue}"), party(who, dossier, numbers), str(one.day),
                 f"{text} – {amount}" if amount else text, citation(one.source, one.at))
            )  # fmt: skip
    yield Sheet(_say(numbers, "positions"), heads, tuple(rows))


def _money(step: Step | None, numbers: Numbers) -> str:
    if step is None or step.value is None:
        return NOTHING
    value = step.value.quantize(TENTH, rounding=ROUND_HALF_UP)
    return numbers.cite(numbers.in_table(value, step.unit), step)


def _from(step: Step | None, numbers: Numbers) -> str:
    """How a stated sum came into the home money: the rate, or the sum it grows from."""
    if step is None:
        return ""
    if step.how == "converted":
        stated, rate = step.uses
        return f"{numbers.step(stated)} × {numbers.step(rate)} ({rate.year})"
    if step.how == "growth-on":
        last, stated = step.uses
        return f"{numbers.step(last).rstrip('*')} + {numbers.step(stated)}"
    return ""


def distances(
    held: Sequence[Distance], base: Step | None, numbers: Numbers, dossier: Dossier
) -> Iterator[Sheet]:
    """How far apart the sums are, day by day, each with the document it was told in."""
    if not held:
        return
    unit = next((s.unit for d in held for s in (d.host, d.sending) if s is not None), "")
    heads = (
        Column(_say(numbers, "day"), whole=True),
        Column(party("host", dossier, numbers), True),
        Column(party("sending", dossier, numbers), True),
        Column(_say(numbers, "gap"), True), Column(_say(numbers, "points"), True),
        Column(_say(numbers, "made-from")), Column(_say(numbers, "document")),
    )  # fmt: skip
    rows = []
    for one in held:
        made = [_from(step, numbers) for step in (one.host, one.sending)]
        cited = [
            name
            for step in (one.host, one.sending)
            if step is not None
            for name in _documents(step)
        ]
        points = NOTHING
        if one.points is not None and one.points.value is not None:
            rounded = one.points.value.quantize(TENTH, rounding=ROUND_HALF_UP)
            points = numbers.cite(f"{rounded:f}", one.points)
        rows.append(
            (str(one.day), _money(one.host, numbers), _money(one.sending, numbers),
             _money(one.gap, numbers), points, "; ".join(filter(None, made)),
             "; ".join(dict.fromkeys(cited)))
        )  # fmt: skip
    notes = [_say(numbers, "in-unit", unit=numbers.unit(unit)), _say(numbers, "not-limits")]
    if base is not None:
        notes.insert(1, _say(numbers, "points-of", sum=numbers.step(base).rstrip("*†‡")))
    yield Sheet(_say(numbers, "gaps"), heads, tuple(rows), tuple(notes))


def _documents(step: Step) -> Iterator[str]:
    if step.name == "position":
        yield from step.source
    for used in step.uses:
        yield from _documents(used)


def lapse(one: Agreement | None, day: str, left: int | None, numbers: Numbers) -> Iterator[Sheet]:
    """What happens when the agreement in force ends, and in how many days."""
    if one is None:
        return
    words = numbers.words
    key = "ends" if left is not None and left >= 0 else "ended"
    notes = [_say(numbers, key, agreement=one.title, end=f"{one.years.last}-12-31",
                  days=abs(left or 0), day=day)]  # fmt: skip
    clauses = [c for c in one.clause if c.kind in ("gap", "lapse", "extension")]
    notes += [f"{words.text(c.text)} [{citation(c.source, c.at)}]" for c in clauses]
    if not clauses:
        notes.append(_say(numbers, "nothing-stated"))
    yield Sheet(_say(numbers, "lapse"), notes=tuple(notes))


def _count(one: Course, key: str, numbers: Numbers) -> str:
    step = one.steps.get(key)
    if step is None or step.value is None:
        return NOTHING
    return numbers.cite(f"{int(step.value):,}", step)


def courses(held: Sequence[Course], numbers: Numbers) -> Iterator[Sheet]:
    """How long each negotiation took, and how often it ran past the end of the last agreement."""
    heads = (
        Column(_say(numbers, "agreement"), whole=True), Column(_say(numbers, "rounds"), True),
        Column(_say(numbers, "first-round"), whole=True),
        Column(_say(numbers, "signed"), whole=True), Column(_say(numbers, "to-signature"), True),
        Column(_say(numbers, "past-signed"), True), Column(_say(numbers, "past-in-force"), True),
    )  # fmt: skip
    keys = ("to-signature", "past-signed", "past-in-force")
    rows = [
        (one.agreement, _count(one, "rounds", numbers), str(one.first or NOTHING),
         str(one.signed or NOTHING), *(_count(one, key, numbers) for key in keys))
        for one in held
    ]  # fmt: skip
    known = [one for one in held if one.past_expiry_in_force is not None]
    late = [one for one in known if one.past_expiry_in_force]
    notes = (_say(numbers, "late", late=len(late), known=len(known)),)
    yield Sheet(_say(numbers, "courses"), heads, tuple(rows), notes)


# -- room for agreement ----------------------------------------------------------------------------


def _limit(one: Limit | None, numbers: Numbers) -> str:
    if one is None:
        return NOTHING
    cited = "; ".join(dict.fromkeys(_documents(one.step))) if one.step is not None else ""
    shown = _value(one.value, one.unit, numbers)
    shown = numbers.cite(shown, one.step) if one.step is not None else shown
    told = f"{shown} ({_say(numbers, f'limit-{one.origin}')})"
    return f"{told} {cited}".strip()


def _value(value: Decimal, unit: str, numbers: Numbers) -> str:
    if unit == "years":
        return f"{value.normalize():f} {_say(numbers, 'unit-years')}"
    if unit == "yes-no":
        return _say(numbers, "yes" if value else "no")
    return numbers.amount(value.quantize(TENTH, rounding=ROUND_HALF_UP), unit)


def zones(held: Sequence[Zone], dossier: Dossier, numbers: Numbers) -> Iterator[Sheet]:
    """The room for agreement, issue by issue, and what is short of it."""
    heads = (
        Column(_say(numbers, "issue")), Column(_say(numbers, "at-least-of",
               party=party("sending", dossier, numbers))),
        Column(_say(numbers, "at-most-of", party=party("host", dossier, numbers))),
        Column(_say(numbers, "room")),
    )  # fmt: skip
    rows = []
    notes = [_say(numbers, "not-limits")]
    for one in held:
        issue = _say(numbers, f"issue-{one.issue}")
        ends = [x.step for x in (one.sending, one.host) if x is not None and x.step is not None]
        short = ""
        if one.short is not None:
            short = numbers.made(
                _value(one.short, one.unit, numbers), "zone-short", ends, issue=issue
            )
            room = _say(numbers, "no-room", sum=short)
        elif one.low is None or one.high is None:
            room = _say(numbers, "one-sided")
        else:
            low, high = (_value(v, one.unit, numbers) for v in (one.low, one.high))
            room = _say(numbers, "some-room", low=low, high=high)
        rows.append((issue, _limit(one.sending, numbers), _limit(one.host, numbers), room))
        if one.short is not None:
            notes.append(
                _say(numbers, "smallest-change", issue=issue, sum=short)
            )  # fmt: skip
        for step in one.placed:
            notes.append(_placed(step, one, numbers))
        notes += [
            _say(numbers, f"note-{limit.origin}", issue=issue,
                 party=party(limit.side, dossier, numbers))
            for limit in (one.sending, one.host)
            if limit is not None and limit.origin != "stated"
        ]  # fmt: skip
    yield Sheet(_say(numbers, "zone"), heads, tuple(rows), tuple(dict.fromkeys(notes)))


def _placed(step: Step, zone: Zone, numbers: Numbers) -> str:
    """Where what was signed lies between the two limits."""
    value = step.value or Decimal(0)
    shown = numbers.step(step).rstrip("*†‡")
    if zone.low is None or zone.high is None or zone.low == zone.high:
        return _say(numbers, "signed-sum", sum=shown, year=step.year)
    if zone.short is None:
        inside = zone.low <= value <= zone.high
        key = "signed-within" if inside else "signed-outside"
        return _say(numbers, key, sum=shown, year=step.year)
    part = (value - zone.high) / (zone.low - zone.high) * 100
    rounded = part.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    told = numbers.made(f"{rounded:f}", "zone-part", (step,), issue=zone.issue)
    return _say(numbers, "signed-between", sum=shown, year=step.year, part=told)


def _limits_on(issue: str, held: Sequence[Zone]) -> list[Step]:
    """The recorded limits of both sides on an issue."""
    limits = [limit for one in held if one.issue == issue for limit in (one.sending, one.host)]
    return [one.step for one in limits if one is not None and one.step is not None]


def packages(
    held: Sequence[Tried], zones_: Sequence[Zone], dossier: Dossier, numbers: Numbers, unit: str
) -> Iterator[Sheet]:
    """Each package: what it misses, and whether it lies on the efficient edge."""
    heads = (
        Column(_say(numbers, "package")), Column(_say(numbers, "terms")),
        Column(_say(numbers, "misses")), Column(_say(numbers, "edge")),
    )  # fmt: skip
    units = {"amount": unit, "growth": "percent", "duration": "years",
             "operational-support": "yes-no"}  # fmt: skip
    rows = []
    for one in held:
        terms = ", ".join(
            f"{_say(numbers, f'issue-{issue}')} {_value(value, units[issue], numbers)}"
            for issue, value in one.values.items()
        )
        misses = ", ".join(
            f"{party(side, dossier, numbers)}, {_say(numbers, f'issue-{issue}')}: "
            + numbers.made(
                _value(short, units[issue], numbers), "package-misses",
                _limits_on(issue, zones_), package=one.name, issue=_say(numbers, f"issue-{issue}"),
            )
            for side, issue, short in one.missed
        )  # fmt: skip
        edge = (
            _say(numbers, "on-edge")
            if not one.beaten_by
            else _say(numbers, "beaten", by=", ".join(one.beaten_by))
        )
        rows.append((one.name, terms, misses or _say(numbers, "acceptable"), edge))
    yield Sheet(_say(numbers, "packages"), heads, tuple(rows))


def opinions(held: Sequence[Opinion], numbers: Numbers) -> Iterator[Sheet]:
    """Opinions that a legislature attached to its consent."""
    if held:
        notes = [
            f"{one.day}: {numbers.words.text(one.text)} [{citation(one.source, one.at)}]"
            for one in held
        ]
        yield Sheet(_say(numbers, "opinions"), notes=tuple(notes))
