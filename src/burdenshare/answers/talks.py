"""The command about talks: how they move, how far apart the sides are, and what room there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from burdenshare import accounting, negotiation, study, support
from burdenshare.answers.asked import Answer, Asked, loaded
from burdenshare.answers.commands import UsageError
from burdenshare.model.money import SCALE, money_of, stated
from burdenshare.model.talks import ISSUES, days_between
from burdenshare.show import charts
from burdenshare.show import talks as sheets
from burdenshare.show.amounts import Numbers
from burdenshare.show.tables import Sheet
from burdenshare.vocabulary import Day, Distance, Dossier, Limit, Side, Step


def answer(asked: Asked) -> Answer:
    """The talks of one agreement, or of all in a line each."""
    dossier, asked = loaded(asked)
    numbers = Numbers(asked.words, dossier.currency, dossier.category, asked.shown)
    if not dossier.talks:
        raise UsageError("no-talks")
    if not asked.argument("name"):
        held = negotiation.courses(dossier)
        return Answer(
            tables=lambda: sheets.courses(held, numbers),
            content=lambda: held,
            numbers=lambda: [],
            charts=lambda: [charts.talks(held, dossier, numbers)],
        )
    name = _name(asked, dossier)
    if asked.wants("--zone") or asked.wants("--limit") or asked.wants("--package"):
        return _zone(asked, dossier, numbers, name)
    return _one(asked, dossier, numbers, name)


def _name(asked: Asked, dossier: Dossier) -> str:
    """Talks by their agreement: ``10`` or ``sma-10``."""
    text = asked.argument("name")
    match = re.fullmatch(r"(?:sma-)?0*([1-9][0-9]?)(?:st|nd|rd|th)?", text.lower())
    number = match[1] if match is not None else ""
    known = [
        name
        for name in dossier.talks
        if name == text or (number and name.rpartition("-")[2].lstrip("0") == number)
    ]
    if len(known) != 1:
        raise UsageError("unknown-talks", name=text[:40], known=", ".join(sorted(dossier.talks)))
    return known[0]


def _one(asked: Asked, dossier: Dossier, numbers: Numbers, name: str) -> Answer:
    until = _until(asked)
    if until:
        dossier = negotiation.until(dossier, name, until)
    entries = negotiation.timeline(dossier, name)
    standing = negotiation.standing(dossier, name)
    distances = negotiation.distances(dossier, name)
    base = negotiation.base(dossier, name)
    courses = negotiation.courses(dossier)
    before = negotiation.before(dossier, name)
    left = None
    if before is not None:
        today = Day(asked.today.isoformat())
        left = days_between(today, Day(f"{before.years.last}-12-31"))
    title = asked.words.say("talks", "title", name=_title(dossier, name, numbers))

    def tables() -> Iterator[Sheet]:
        yield from sheets.timeline(entries, dossier, numbers, title)
        yield from sheets.positions(standing, dossier, numbers)
        yield from sheets.distances(distances, base, numbers, dossier)
        yield from sheets.opinions(dossier.talks[name].opinion, numbers)
        if negotiation.is_open(dossier, dossier.talks[name], asked.today):
            yield from sheets.lapse(before, asked.today.isoformat(), left, numbers)
        yield from sheets.courses(courses, numbers)

    return Answer(
        tables=tables,
        content=lambda: {
            "talks": name, "timeline": entries,
            "standing": [p for ones in standing.values() for p in ones],
            "gaps": distances, "courses": courses, "days_to_expiry": left,
        },
        numbers=lambda: _numbers(distances),
    )  # fmt: skip


def _numbers(distances: tuple[Distance, ...]) -> list[Step]:
    return [
        step
        for one in distances
        for step in (one.host, one.sending, one.gap, one.points)
        if step is not None
    ]


def _title(dossier: Dossier, name: str, numbers: Numbers) -> str:
    one = negotiation.agreement_of(dossier, name)
    return numbers.words.text(one.title) if one is not None else name


# -- room for agreement ----------------------------------------------------------------------------


def _zone(asked: Asked, dossier: Dossier, numbers: Numbers, name: str) -> Answer:
    until = _until(asked)
    assumed = [_limit(text, dossier) for text in _split(asked.option("--limit"))]
    zones = negotiation.zones(dossier, name, assumed, until)
    if not zones:
        raise UsageError("no-limits", name=name)
    packages = dict(_package(text, dossier) for text in _split(asked.option("--package")))
    tried = negotiation.tried(dossier, name, packages, assumed, until)
    unit = accounting.home(dossier).unit

    def tables() -> Iterator[Sheet]:
        yield from sheets.zones(zones, dossier, numbers)
        if tried:
            yield from sheets.packages(tried, zones, dossier, numbers, unit)

    return Answer(
        tables=tables,
        content=lambda: {"zones": zones, "packages": tried},
        numbers=lambda: [
            limit.step
            for one in zones
            for limit in (one.host, one.sending)
            if limit is not None and limit.step is not None
        ],
    )


def _until(asked: Asked) -> str:
    """The day under ``--on``, or nothing."""
    text = asked.option("--on")
    day = study.day_of(text) if text else None
    if text and day is None:
        raise UsageError("bad-day", value=text[:40])
    return day.isoformat() if day is not None else ""


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _limit(text: str, dossier: Dossier) -> Limit:
    """``host amount KRW 1200 bn`` as an assumed limit."""
    words = text.split()
    if len(words) < 3 or words[0] not in ("host", "sending") or words[1] not in ISSUES:
        raise UsageError("bad-limit", value=text[:60], known=", ".join(ISSUES))
    side: Side = "host" if words[0] == "host" else "sending"
    value = _issue_value(words[1], " ".join(words[2:]), dossier, text)
    unit = ISSUES[words[1]] or accounting.home(dossier).unit
    return Limit(side=side, issue=words[1], value=value, unit=unit, origin="assumed")


def _package(text: str, dossier: Dossier) -> tuple[str, dict[str, Decimal]]:
    """``name: amount KRW 1038.9 bn, duration 1`` as a package."""
    name, colon, rest = text.partition(":")
    values = {}
    for part in filter(None, (piece.strip() for piece in rest.split(","))):
        issue, _, value = part.partition(" ")
        if issue not in ISSUES:
            raise UsageError("bad-package", value=text[:60], known=", ".join(ISSUES))
        values[issue] = _issue_value(issue, value, dossier, text)
    if not colon or not name.strip() or not values:
        raise UsageError("bad-package", value=text[:60], known=", ".join(ISSUES))
    return name.strip()[:40], values


def _issue_value(issue: str, text: str, dossier: Dossier, whole: str) -> Decimal:
    """A sum in the home money, a percentage, years, or yes and no."""
    bad = UsageError("bad-limit", value=whole[:60], known=", ".join(ISSUES))
    if issue == "operational-support":
        if text not in ("yes", "no"):
            raise bad
        return Decimal(text == "yes")
    if issue != "amount":
        return _number(text.removesuffix("%"), bad)
    money = support.sum_of_money(text)
    if money is None or money.currency not in dossier.currency:
        raise bad
    value = _number(text.split()[1], bad)
    home = accounting.home(dossier)
    if money.currency == home.currency:
        return value.scaleb(SCALE[money.scale] - SCALE[home.scale])
    rate = accounting.newest_rate(dossier)
    if rate is None or rate.value is None:
        raise bad
    return value.scaleb(SCALE[money_of(money.unit).scale] - SCALE[home.scale]) * rate.value


def _number(text: str, bad: UsageError) -> Decimal:
    value = stated(text)
    if value is None or value < 0:
        raise bad
    return value
