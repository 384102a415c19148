"""Charts as rows with a bar, a dot or squares each: what a page draws inside a table, and what a
picture draws alone. Positions are percent of the width."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, TypeAlias

from burdenshare.show import explain, precision
from burdenshare.show.amounts import Numbers
from burdenshare.show.shares import bounds, of_share, percent
from burdenshare.vocabulary import (
    Agreement,
    Bridge,
    Claim,
    Course,
    Dossier,
    Ledger,
    Multiverse,
    Operations,
    Outlook,
    Share,
    Step,
    Years,
)

Kind: TypeAlias = Literal["bars", "strip", "specks", "fans"]
"""Bars from a ground line; dots on a line from 0 to 100; dots with the choices each is made of; a
panel a row, in which years run to the right and bands open."""

Look: TypeAlias = Literal["bar", "projected", "up", "down", "dot", "none"]


Point: TypeAlias = tuple[Decimal, Decimal]
"""From the left and from the top, in percent."""


@dataclass(frozen=True)
class Fan:
    """A panel: for each year where five quantiles lie, in percent of its height, from the foot."""

    first: str
    last: str
    """What is said below its left and its right end."""
    bands: tuple[tuple[Decimal, ...], ...]

    def line(self, quantile: int) -> list[Point]:
        """One quantile through all years; a single year is drawn across the panel."""
        held = self.bands * 2 if len(self.bands) == 1 else self.bands
        far = Decimal(len(held) - 1)
        return [(n / far * 100, 100 - band[quantile]) for n, band in enumerate(held)]

    def area(self, low: int, high: int) -> list[Point]:
        """What lies between two quantiles."""
        return [*self.line(low), *reversed(self.line(high))]


@dataclass(frozen=True)
class Mark:
    """A row of a chart."""

    head: str
    low: Decimal
    """Where it starts, in percent of the width; a dot lies here."""
    high: Decimal
    look: Look
    small: str = ""
    """Said smaller behind the head: a year."""
    value: str = ""
    after: str = ""
    """Said behind the bar."""
    end: str = ""
    """The last cell: what is reached."""
    step: Step | None = None
    """The number that is drawn."""
    chosen: tuple[bool, ...] = ()
    """Which choices it is made of, in the order of the chart's ``choices``."""
    asks: tuple[tuple[str, str], ...] = ()
    """The question about it alone, where that is another one than the chart's."""
    fan: Fan | None = None
    """What is drawn in a panel."""


@dataclass(frozen=True)
class Chart:
    """A chart: the finding in words, what is measured, and a row a mark."""

    kind: Kind
    title: str
    measure: str
    """Measure, unit and year basis."""
    rows: tuple[Mark, ...]
    documents: tuple[str, ...] = ()
    """Ids of the documents that the rows rest on."""
    notes: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    ground: Decimal = Decimal(0)
    """Where bars are measured from, in percent of the width."""


MOST_DOCUMENTS = 40
ZERO = Decimal(0)
TENTH = Decimal("0.1")


def _say(numbers: Numbers, key: str, **details: object) -> str:
    return numbers.words.say("chart", key, **details)


def _status(step: Step, numbers: Numbers) -> str:
    known = numbers.words.has("status", step.status)
    return numbers.words.say("status", step.status) if known else step.status


def _documents(steps: Iterable[Step]) -> tuple[str, ...]:
    return tuple(explain.cited(steps))[:MOST_DOCUMENTS]


def _tenth(value: Decimal) -> Decimal:
    """A computed sum to one decimal; a recorded one as it was printed."""
    short = int(value.as_tuple().exponent) >= -1
    return value if short else value.quantize(TENTH, rounding=ROUND_HALF_UP)


def _part(value: Decimal, whole: Decimal) -> Decimal:
    return value / whole * 100 if whole else ZERO


# -- years -------------------------------------------------------------------------------------


def years(ledger: Ledger, owed: Sequence[Step], numbers: Numbers, this_year: int) -> Chart | None:
    """The sum of each year in the newest year's money: agreed, by rule, or projected."""
    sums = {row.year: row.at_prices or row.whole for row in ledger.years}
    base = next((r.at_prices.details["base"] for r in ledger.years if r.at_prices), "")
    to_come = [step for step in owed if step.year is not None and step.year not in sums]
    for step in to_come:
        if sum(other.year == step.year for other in to_come) == 1:
            sums[step.year or 0] = step
    known = [
        (year, step)
        for year, step in sorted(sums.items())
        if step is not None
        and step.value is not None
        and " " in step.unit
        and (not base or step.name == "at-prices")
    ]
    if not known:
        return None
    unit = known[-1][1].unit
    drawn = [(year, step, step.value or ZERO) for year, step in known if step.unit == unit]
    most = max(value for _, _, value in drawn)
    past = [one for one in drawn if one[0] <= this_year] or drawn
    ends = [
        (year, numbers.cite(numbers.prose(value, unit), step)) for year, step, value in
        (past[0], past[-1])
    ]  # fmt: skip
    rivals = {row.year: row.cells["agreed"].first.rivals for row in ledger.years}
    title = _say(numbers, "years", first=ends[0][0], least=ends[0][1], last=ends[1][0],
                 most=ends[1][1])  # fmt: skip
    rows = tuple(
        Mark(
            head=str(year), low=ZERO, high=_part(value, most),
            look="projected" if step.status in ("assumed", "projected") else "bar",
            value=numbers.cite(numbers.in_table(_tenth(value), unit), step),
            after=_beside(step, rivals.get(year, ()), numbers), step=step,
        )
        for year, step, value in drawn
    )  # fmt: skip
    left = sorted(sums.keys() - {year for year, _, _ in drawn})
    notes = [_say(numbers, "other-money", years=_spans(left))] if left else []
    if any(step.how in ("converted", "sum") for _, step, _ in drawn):
        notes.append(_say(numbers, "converted"))
    name = numbers.unit(unit)
    measure = (
        _say(numbers, "prices", unit=name, base=base)
        if base
        else _say(numbers, "measure-years", unit=name)
    )
    documents = _documents(step for _, step, _ in drawn)
    return Chart("bars", title, measure, rows, documents, tuple(notes))


def _beside(step: Step, rivals: Sequence[Step], numbers: Numbers) -> str:
    """The status of a sum, and the other figures that documents give for it."""
    own = [(one.value, one.unit) for one in (step, *step.uses)]
    others = {(one.value, one.unit): one for one in rivals if one.value is not None}
    told = [numbers.step(one) for key, one in others.items() if key not in own]
    status = _status(step, numbers)
    return f"{status} · ≠ {' / '.join(told)}" if told else status


def _spans(known: Sequence[int]) -> str:
    """``1991–1993, 1996``."""
    spans: list[list[int]] = []
    for year in known:
        if spans and year == spans[-1][1] + 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in spans)


# -- shares ------------------------------------------------------------------------------------


def strip(
    claims: Sequence[Claim], steps: Sequence[Step], dossier: Dossier, numbers: Numbers, newest: bool
) -> Chart | None:
    """Measured shares that somebody stated, each on a line from 0 to 100: all of them, or those
    of the newest year of which both a government and a civic group speak."""
    told = _stated(claims)
    if newest:
        sides: dict[int, set[str]] = {}
        for claim, span, _ in told:
            if span.first == span.last:
                sides.setdefault(span.first, set()).add(claim.side)
        both = max((y for y, s in sides.items() if "civic" in s and len(s) > 1), default=0)
        told = [one for one in told if one[1].first == one[1].last == both]
    if not told:
        return None
    told.sort(key=lambda one: (one[1].last, one[2]))
    known = {step.id: step for step in steps}
    low, high = (
        numbers.named(str(value), name)
        for value, name in (
            min((value, claim.id) for claim, _, value in told),
            max((claim.high or value, claim.id) for claim, _, value in told),
        )
    )
    rows = tuple(
        Mark(
            head=claim.by_ko if numbers.words.language == "ko" else claim.by,
            small=str(span) + ("?" if claim.left_open == "year" else ""),
            low=value, high=value if claim.high is None else claim.high, look="dot",
            value=numbers.named(_printed(claim, value), claim.id)
            + ("" if claim.confidence == "high" else "?"),
            after=_definition(claim.definition, dossier, numbers), step=known.get(claim.id),
        )
        for claim, span, value in told
    )  # fmt: skip
    key = "strip-of" if newest else "strip"
    title = _say(numbers, key, year=told[-1][1], low=low, high=high, count=len(told))
    return Chart("strip", title, _say(numbers, "measure-claims"), rows,
                 _documents(row.step for row in rows if row.step is not None),
                 tuple(_doubts([claim for claim, _, _ in told], dossier, numbers)))  # fmt: skip


def _stated(claims: Iterable[Claim]) -> list[tuple[Claim, Years, Decimal]]:
    """The claims that measure the host's share of a year, with year and share."""
    return [
        (c, c.years, c.low)
        for c in claims
        if c.kind == "measurement" and c.of == "host" and c.low is not None and c.years is not None
    ]


def _doubts(
    claims: Sequence[Claim], dossier: Dossier, numbers: Numbers, with_years: bool = True
) -> Iterator[str]:
    """What the question marks behind shares, and behind years, mean, where there are any."""
    of_year = [one for one in claims if with_years and one.left_open == "year"]
    of_share = [one for one in claims if one.confidence != "high"]
    if of_year or of_share:
        key = "doubts" if of_year and of_share else "doubt-year" if of_year else "doubt-share"
        first = (*of_year, *of_share)[0].id
        yield _say(numbers, f"strip-{key}", dossier=shlex.quote(dossier.name), id=first)


def _printed(claim: Claim, low: Decimal) -> str:
    """A stated share as printed; without an upper end it is a lower bound."""
    if claim.high is None:
        return f"≥ {low}"
    return f"{low}" if claim.high == low else f"{low}–{claim.high}"


def _definition(name: str, dossier: Dossier, numbers: Numbers) -> str:
    """The title of a definition; with switches of the reader's own it is another one."""
    known = dossier.definitions.get(name)
    if known is not None:
        return numbers.words.text(known.title)
    base = next((d for n, d in dossier.definitions.items() if name.startswith(f"{n}-")), None)
    return "" if base is None else _say(numbers, "switched-from", title=base.title)


def every(
    shares: Sequence[Share], claims: Sequence[Claim], dossier: Dossier, numbers: Numbers
) -> Chart | None:
    """A year under each definition that gives a share or an interval of it, beside what was
    published of it."""
    drawn = [one for one in shares if one.share.value is not None or one.low is not None]
    if not drawn:
        return None
    rows = tuple(sorted((_of_year(one, dossier, numbers) for one in drawn), key=_middle))
    ends = [end for one in drawn for end in _ends_of(one)]
    low, high = (
        numbers.cite(percent(end.value, 1 if end.name != "share" else 2), end)
        for end in (min(ends, key=_worth), max(ends, key=_worth))
    )
    open_ = sum(one.share.value is None for one in drawn)
    title = _say(numbers, "every-open" if open_ else "every", years=drawn[0].years, low=low,
                 high=high, count=len(drawn), all=len(shares), open=open_)  # fmt: skip
    notes = [*_inferred(drawn, numbers)]
    left = [one for one in shares if one not in drawn]
    if left:
        told = "; ".join(_definition(one.definition, dossier, numbers) for one in left)
        notes.append(_say(numbers, "no-share", told=told))
    published = [claim for claim, span, _ in _stated(claims) if span == drawn[0].years]
    of_year = strip(published, (), dossier, numbers, False)
    if of_year is not None:
        notes.append(_say(numbers, "published", told=_told(of_year)))
        notes += _doubts(published, dossier, numbers, with_years=False)
    return Chart("strip", title, _say(numbers, "measure-shares"), rows,
                 _documents(ends), tuple(notes))  # fmt: skip


def _of_year(one: Share, dossier: Dossier, numbers: Numbers) -> Mark:
    """A share as a dot; one with missing figures from its least to its greatest."""
    ends = _ends_of(one)
    value, after = of_share(one.share, numbers), ""
    if one.share.value is None:
        low, high = bounds(one, numbers)
        value = f"({low})" if one.low == one.high else f"{low}–{high}"
        after = _say(numbers, "other-years")
    return Mark(
        head=_definition(one.definition, dossier, numbers) or one.definition, low=_worth(ends[0]),
        high=_worth(ends[-1]), look="dot", value=value, after=after, step=ends[0],
    )  # fmt: skip


def _ends_of(one: Share) -> tuple[Step, ...]:
    """The share itself, or the ends of its interval."""
    return one.ends if one.share.value is None else (one.share,)


def _worth(step: Step) -> Decimal:
    return step.value or ZERO


def _middle(mark: Mark) -> Decimal:
    return (mark.low + mark.high) / 2


def _told(chart: Chart) -> str:
    return ", ".join(f"{row.head} {row.value}" for row in chart.rows)


def bridge(held: Bridge, dossier: Dossier, numbers: Numbers) -> Chart:
    """From one share to another, a bar a step."""
    rows = [_total(held.start, dossier, numbers)]
    before = Decimal(held.first.numerator) / held.first.denominator
    for step in held.steps:
        after = Decimal(step.reached.numerator) / step.reached.denominator
        look: Look = "up" if after >= before else "down"
        known = step.after or step.before
        title = numbers.words.text(dossier.items[step.item].title)
        ends = {"start": held.start.definition, "end": held.end.definition, "item": title,
                "years": held.start.years}  # fmt: skip
        uses = (held.start.share, held.end.share, *((known,) if known else ()))
        change, reached = (
            numbers.made(percent(value), name, uses, **ends)
            for name, value in (("bridge-step", step.step), ("bridge-reached", step.reached))
        )
        rows.append(Mark(
            head=title, low=min(before, after), high=max(before, after), look=look,
            value=_sum(known, numbers),
            after=f"+{change}" if step.step > 0 else change, end=f"{reached} %", step=known,
        ))  # fmt: skip
        before = after
    rows.append(_total(held.end, dossier, numbers))
    title = _say(numbers, "bridge", start=of_share(held.start.share, numbers),
                 end=of_share(held.end.share, numbers), years=held.start.years)  # fmt: skip
    steps = [row.step for row in rows if row.step is not None]
    notes = (*_largest(held, dossier, numbers), *_inferred((held.start, held.end), numbers))
    measure = _say(numbers, "measure-bridge")
    return Chart("bars", title, measure, tuple(rows), _documents(steps), notes)


def _largest(held: Bridge, dossier: Dossier, numbers: Numbers) -> Iterable[str]:
    """Which item moves the share most: in this order, and on average over all orders."""
    if len(held.steps) < 2:
        return
    first = max(held.steps, key=lambda one: abs(one.step))
    mean = max(held.steps, key=lambda one: abs(one.shapley))
    uses = (held.start.share, held.end.share)
    here, everywhere = (
        numbers.made(percent(value), f"bridge-{name}", uses, item=_item(one.item, dossier, numbers),
                     start=held.start.definition, end=held.end.definition, years=held.start.years)
        for name, one, value in (("step", first, first.step), ("shapley", mean, mean.shapley))
    )  # fmt: skip
    yield _say(numbers, "largest", first=_item(first.item, dossier, numbers), step=here,
               mean=_item(mean.item, dossier, numbers), shapley=everywhere)  # fmt: skip


def _sum(step: Step | None, numbers: Numbers) -> str:
    if step is None or step.value is None:
        return ""
    return numbers.cite(numbers.amount(precision.told(step, TENTH), step.unit), step)


def _inferred(shares: Sequence[Share], numbers: Numbers) -> Iterable[str]:
    claims = sorted({claim for one in shares for claim in one.derived_from})
    if claims:
        yield numbers.words.say("share", "derived", claims=", ".join(claims))


def _total(one: Share, dossier: Dossier, numbers: Numbers) -> Mark:
    return Mark(
        head=_definition(one.definition, dossier, numbers), low=ZERO, high=one.share.value or ZERO,
        look="bar", end=f"{of_share(one.share, numbers)} %", step=one.share,
    )  # fmt: skip


def _counted(one: Share, items: Sequence[str]) -> tuple[bool, ...]:
    """Which of the choices a definition counts."""
    held = {counted.item for counted in one.counted}
    return tuple(item in held for item in items)


def _item(name: str, dossier: Dossier, numbers: Numbers) -> str:
    return numbers.words.text(dossier.items[name].title)


def multiverse(held: Multiverse, dossier: Dossier, numbers: Numbers) -> Chart | None:
    """Every definition as a dot, and which choices it is made of."""
    if not held.each:
        return None
    items = [item for item, _ in held.choices]
    first = {item: options[0] for item, options in held.choices}
    titles = [_item(item, dossier, numbers) for item in items]
    uses = tuple(one.share for one in held.named)
    named = {_counted(one, items): one for one in reversed(held.named)}
    rows = []
    for value, options in held.each:
        chosen = tuple(option == "counted" for option in options)
        known = named.get(chosen)
        counted = [item for item, on in zip(items, chosen, strict=True) if on]
        switched = [i for i, o in zip(items, options, strict=True) if o != first[i]]
        exact = Decimal(value.numerator) / value.denominator
        if known is not None:
            shown = of_share(known.share, numbers)
            head = _definition(known.definition, dossier, numbers)
            asks = [("span", str(held.years)), ("definition", known.definition)]
        else:
            of = ", ".join(_item(i, dossier, numbers) for i in counted)
            shown = numbers.made(percent(value), "multiverse-one", uses, years=held.years, item=of)
            head = _say(numbers, "switched", count=len(switched))
            asks = [("span", str(held.years)), ("definition", held.start)]
            asks += [("count" if i in counted else "leave-out", i) for i in switched]
        rows.append(
            Mark(head=head, low=exact, high=exact, look="dot", value=shown, chosen=chosen,
                 step=known.share if known is not None else None, asks=tuple(asks))
        )  # fmt: skip
    ends = [numbers.made(percent(v), f"multiverse-{n}", uses, years=held.years, start=held.start)
            for n, v in (("low", held.low), ("high", held.high))]  # fmt: skip
    title = _say(numbers, "multiverse", count=f"{held.definitions:,}", low=ends[0], high=ends[1],
                 years=held.years)  # fmt: skip
    part = len(rows) < held.definitions
    notes = (_say(numbers, "only", shown=len(rows), all=f"{held.definitions:,}"),) if part else ()
    return Chart("specks", title, _say(numbers, "measure-shares"), tuple(rows), _documents(uses),
                 notes, tuple(titles))  # fmt: skip


# -- operations and talks ------------------------------------------------------------------------


def operations(held: Mapping[int, Operations], numbers: Numbers) -> Chart | None:
    """What was sent in each year, at operating rates; what has no cost is said beside."""
    drawn = [(y, one, one.sums["all"]["operating"]) for y, one in held.items() if one.lines]
    known = [step.value for _, _, step in drawn if step.value is not None]
    if not known:
        return None
    most = max(known)
    rows = []
    for year, one, step in drawn:
        count, lacking = len(one.lines), one.lacking["all"]["operating"]
        rows.append(
            Mark(
                head=str(year), low=ZERO, high=_part(step.value or ZERO, most),
                look="none" if step.value is None else "bar", step=step,
                value=_millions(step, numbers),
                after=_say(numbers, "sent", count=count, lacking=lacking),
            )
        )  # fmt: skip
    title = _say(numbers, "operations", years=f"{drawn[0][0]}–{drawn[-1][0]}",
                 count=sum(len(one.lines) for _, one, _ in drawn))  # fmt: skip
    return Chart("bars", title, _say(numbers, "measure-operations"), tuple(rows),
                 _documents(step for _, _, step in drawn))  # fmt: skip


def _millions(step: Step, numbers: Numbers) -> str:
    if step.value is None:
        return numbers.step(step)
    value = step.value.scaleb(-6).quantize(TENTH, rounding=ROUND_HALF_UP)
    return numbers.cite(numbers.amount(value, f"{step.unit[:3]} mn"), step)


def talks(courses: Sequence[Course], dossier: Dossier, numbers: Numbers) -> Chart | None:
    """Days from the first round to signature, agreement by agreement, and days without one."""
    known = [(one, one.to_signature) for one in courses
             if one.to_signature is not None]  # fmt: skip
    if not known:
        return None
    most = max(days for _, days in known)
    titles = {one.name: numbers.words.text(one.title) for one in dossier.agreements}
    rows = tuple(
        Mark(
            head=titles.get(one.agreement, one.agreement), low=ZERO,
            high=_part(Decimal(days), Decimal(most)), look="bar",
            value=numbers.cite(_say(numbers, "days", count=f"{days:,}"), one.steps["to-signature"]),
            step=one.steps["to-signature"],
            after=_say(numbers, "without", count=f"{one.past_expiry_in_force:,}")
            if one.past_expiry_in_force else "",
        )
        for one, days in known
    )  # fmt: skip
    sources = dict.fromkeys(
        s for one, _ in known for r in dossier.talks[one.agreement].round for s in r.source
    )
    return Chart("bars", _say(numbers, "talks", least=min(d for _, d in known), most=most),
                 _say(numbers, "measure-talks"), rows, tuple(sources)[:MOST_DOCUMENTS])  # fmt: skip


def agreement(
    one: Agreement, owed: Sequence[Step], numbers: Numbers, whole: Decimal = ZERO
) -> Chart | None:
    """The sum of each year of one agreement; ``whole`` is the length of the longest bar of several
    charts that are to be seen side by side."""
    known = [(s, s.value) for s in owed if s.value is not None and s.unit == one.money.unit]
    if len(known) < 2:
        return None
    most = max(whole, *(value for _, value in known))
    rows = tuple(
        Mark(
            head=str(step.year), low=ZERO, high=_part(value, most),
            look="projected" if step.status in ("assumed", "projected") else "bar",
            value=numbers.cite(numbers.in_table(value, step.unit), step),
            after=_status(step, numbers), step=step,
        )
        for step, value in known
    )  # fmt: skip
    title = _say(numbers, "agreement", title=numbers.words.text(one.title), first=rows[0].head,
                 least=numbers.step(known[0][0]).rstrip("*†‡"), last=rows[-1].head,
                 most=numbers.step(known[-1][0]).rstrip("*†‡"))  # fmt: skip
    measure = _say(numbers, "measure-years", unit=numbers.unit(one.money.unit))
    return Chart("bars", title, measure, rows, _documents(s for s, _ in known))


def outlooks(held: Sequence[Outlook], numbers: Numbers) -> Chart | None:
    """What each costs over the years; one with an open year is drawn as none."""
    known = [one.total.value for one in held if one.total is not None and one.total.value]
    if not known:
        return None
    most = max(known)
    rows = []
    for one in held:
        value = one.total.value if one.total is not None else None
        shown = ""
        if one.total is not None and value is not None:
            shown = numbers.cite(numbers.prose(value, one.total.unit), one.total)
        lacking = _say(numbers, "open-years", years=_spans(one.open)) if one.open else ""
        rows.append(
            Mark(
                head=numbers.words.text(one.of.title), low=ZERO, high=_part(value or ZERO, most),
                look="none" if value is None else "bar", value=shown or "–", after=lacking,
                step=one.total,
            )
        )  # fmt: skip
    key = "outlooks" if len(held) > 1 else "outlook"
    title = _say(numbers, key, years=held[0].years, count=len(known), title=held[0].of.title)
    documents = tuple(dict.fromkeys(name for one in held for name in one.of.source))
    unit = numbers.unit(held[0].of.money.unit)
    measure = _say(numbers, "measure-outlooks", unit=unit)
    return Chart("bars", title, measure, tuple(rows), documents[:MOST_DOCUMENTS])
