"""The brief: where things stand on a day, as facts in the order in which a reader wants them.

Every fact is made from records that were known on that day and cites them. The words stand
elsewhere; here are only the facts and what they rest on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from burdenshare import accounting, negotiation, study, support
from burdenshare.model.operations import BASES, InputError, recorded_rate
from burdenshare.model.records import last_day
from burdenshare.vocabulary import (
    NOWHERE,
    Agreement,
    Claim,
    Day,
    Dossier,
    Fact,
    Position,
    Rate,
    Round,
    Share,
    Step,
    Talks,
    Text,
    Written,
    Years,
)

SECTIONS = ("stand", "want", "paid", "share", "demand", "next")
"""Where things stand; what each side wants; what is paid now; what it is a share of and why
figures differ; what the new demand would cost; what happens next and by when."""

RECENT_POSITIONS = timedelta(days=60)
RECENT_STATEMENTS = timedelta(days=45)
RECENT_EVENTS = timedelta(days=120)


def facts(dossier: Dossier, day: date) -> tuple[Fact, ...]:
    """All facts of the brief for ``day``; ``dossier`` is as it was known on that day."""
    if not dossier.agreements:
        return ()
    state = study.state(dossier, day)
    talks = negotiation.current(dossier, day)
    return (
        *_stand(dossier, state, talks, day),
        *_want(dossier, talks, day),
        *_paid(dossier, state),
        *_share(dossier, day),
        *_demand(dossier, day),
        *_next(dossier, state, talks, day),
    )


def _fact(
    section: str,
    key: str,
    *rests_on: Written,
    steps: tuple[Step, ...] = (),
    more: Mapping[str, str | Text] | None = None,
    **details: str | Text | Step,
) -> Fact:
    """A fact with the documents of the records, and of the numbers, that it rests on."""
    source = [name for one in rests_on for name in one.source]
    source += [name for step in steps for name in _documents(step)]
    places = [one.place for one in rests_on] or [step.place for step in steps]
    return Fact(
        section=section, key=key, details={**details, **(more or {})},
        source=tuple(dict.fromkeys(source)),
        place=places[0] if places else NOWHERE, steps=steps,
    )  # fmt: skip


def _documents(step: Step) -> Iterator[str]:
    yield from step.source
    for used in step.uses:
        yield from _documents(used)


# -- where things stand --------------------------------------------------------------------------


def _stand(dossier: Dossier, state: study.State, talks: Talks | None, day: date) -> Iterator[Fact]:
    one = state.in_force
    if one is not None:
        yield _fact(
            "stand", "in-force", one, agreement=one.title, years=str(one.years),
            signed=one.signed or "–", in_force=one.in_force or "–",
            end=f"{one.years.last}-12-31", days=str(state.days_left),
        )  # fmt: skip
        yield from _categories(dossier, one)
    else:
        ended = date(state.last.years.last, 12, 31)
        yield _fact(
            "stand", "none", state.last, agreement=state.last.title, end=ended.isoformat(),
            years=str(state.last.years), days=str((day - ended).days),
        )  # fmt: skip
    for pending in dossier.agreements:
        if pending.pending:
            last = pending.event[-1:] or pending.contribution[:1]
            yield _fact(
                "stand", "pending", *last, agreement=pending.title, years=str(pending.years),
                signed=pending.signed or "–",
            )  # fmt: skip
    first = dossier.agreements[0]
    newest = one or state.last
    made = [a for a in dossier.agreements if not a.pending]
    renewed = sum(a.years.first <= newest.years.first for a in made) - 1
    yield from _scope(dossier)
    yield _fact("stand", "history", first, newest, year=str(first.years.first), count=str(renewed))
    if talks is None:
        return
    if negotiation.is_open(dossier, talks, day):
        yield from _under_way(talks, newest)
        yield from _rounds(talks, day)
    for event in talks.occasion:
        if _is_recent(event.day, day, RECENT_EVENTS):
            yield _fact("stand", "occasion", event, day=event.day, text=event.text)


def _categories(dossier: Dossier, one: Agreement) -> Iterator[Fact]:
    names = [c for c in one.category if c.years is None or c.years.last == one.years.last]
    told = {c.name: c for c in names if c.name in dossier.category}
    if told:
        titles = [dossier.category[name].title for name in told]
        joined = Text(", ".join(t.en.lower() for t in titles), ", ".join(t.ko for t in titles))
        yield _fact("stand", "categories", *told.values(), count=str(len(told)), names=joined)


def _scope(dossier: Dossier) -> Iterator[Fact]:
    """What such an agreement is, in the words of the first that says it."""
    for agreement in dossier.agreements:
        for clause in agreement.clause:
            if clause.kind == "scope":
                yield _fact("stand", "scope", clause, text=clause.text)
                return


def _under_way(talks: Talks, newest: Agreement) -> Iterator[Fact]:
    """That talks are held on what follows."""
    held = [one for one in talks.round if one.state == "held"]
    if held:
        first = min(held, key=lambda one: last_day(one.start))
        yield _fact(
            "stand", "under-way", first, start=first.start,
            year=str(newest.years.last + 1), agreement=newest.title,
        )  # fmt: skip


def _rounds(talks: Talks, day: date) -> Iterator[Fact]:
    held = negotiation.last_round(talks, day)
    if held:
        best = max(held, key=lambda r: (len(r.start), r.venue is not None, r.outcome is not None))
        yield _fact("stand", "last-round", best, more=_of_round(best))


def _reports(planned: Sequence[Round]) -> dict[str, str | Text]:
    """A planned round as each report has it."""

    def told(one: Round, korean: bool) -> str:
        parts = [_days(one)]
        parts += [(t.ko if korean else t.en) for t in (one.venue, one.note) if t is not None]
        return f"{', '.join(parts)} [{'; '.join(one.source)}]"

    reports = Text(
        " / ".join(told(one, False) for one in planned),
        " / ".join(told(one, True) for one in planned),
    )
    return {"number": planned[0].number, "reports": reports}


def _days(one: Round) -> str:
    return str(one.start) if one.end in (None, one.start) else f"{one.start} – {one.end}"


def _of_round(one: Round) -> dict[str, str | Text]:
    details: dict[str, str | Text] = {
        "number": one.number, "start": one.start, "end": one.end or "",
        "venue": one.venue or Text("", ""), "outcome": one.outcome or Text("", ""),
        "note": one.note or Text("", ""),
    }  # fmt: skip
    return details


# -- what each side wants ------------------------------------------------------------------------


def _want(dossier: Dossier, talks: Talks | None, day: date) -> Iterator[Fact]:
    if talks is None:
        return
    if negotiation.is_open(dossier, talks, day):
        yield from (_position(one) for one in _positions(talks, day))
    else:
        agreement = negotiation.agreement_of(dossier, talks.name)
        since = (agreement.signed if agreement and agreement.signed else "") or ""
        yield from (
            _position(one)
            for one in talks.position
            if last_day(one.day) > since or one.party == "agreed"
        )
    said = talks.statement
    recent = [s for s in said if _is_recent(s.day, day, RECENT_STATEMENTS)]
    for one in recent or said[-3:]:
        yield _fact(
            "want", "statement", one, day=one.day, speaker=one.speaker, channel=one.channel,
            text=one.text, interprets="yes" if one.interprets else "", party=one.party,
        )  # fmt: skip


def _is_recent(of: Day, day: date, span: timedelta) -> bool:
    return (day - span).isoformat() <= last_day(of)


def _positions(talks: Talks, day: date) -> list[Position]:
    """What was taken lately, and the latest of each side on issues where nothing is new."""
    recent = [p for p in talks.position if _is_recent(p.day, day, RECENT_POSITIONS)]
    told = {(p.issue, p.party) for p in recent}
    standing = negotiation.standing_of(talks)
    older = [p for key, ones in standing.items() if key not in told for p in ones]
    issues = ("operational-support", "amount", "escalator", "duration")
    order = {name: n for n, name in enumerate((*issues, "sending", "host", "agreed"))}
    return sorted(
        [*recent, *older],
        key=lambda p: (order.get(p.issue, 9), order.get(p.party, 9), last_day(p.day)),
    )


def _position(one: Position) -> Fact:
    return _fact(
        "want", "position", one, day=one.day, party=one.party, issue=one.issue,
        stance=one.stance, state=one.state, text=one.text,
        withheld="yes" if one.withheld else "",
    )  # fmt: skip


# -- what is paid now ----------------------------------------------------------------------------


def _paid(dossier: Dossier, state: study.State) -> Iterator[Fact]:
    this = state.this_year
    if this is None:
        if state.last_year is not None and state.last_year.value is not None:
            last = state.last_year
            yield _fact("paid", "no-sum-yet", steps=(last,), year=str(state.day.year),
                        before=str(last.year), sum=last)  # fmt: skip
        return
    if this.value is None:
        yield _fact("paid", "no-sum", steps=(this,), year=str(this.year), sum=this)
        return
    key = "sum-by-terms" if this.how == "grown" else "sum"
    start = _start_of(this)
    if key == "sum-by-terms" and start is not None:
        yield _fact(
            "paid", key, steps=(this,), year=str(this.year), sum=this, start=start,
            start_year=str(start.year),
        )  # fmt: skip
    else:
        yield _fact("paid", "sum", steps=(this,), year=str(this.year), sum=this)
    if state.change is not None and state.change.value is not None:
        yield _fact(
            "paid", "change", steps=(state.change,), year=str((this.year or 0) - 1),
            change=state.change,
        )  # fmt: skip
    ledger = study.payments(dossier, [this.year or 0], state.day)
    for row in ledger.years:
        if row.of_budget is not None and row.of_budget.value is not None:
            share = row.of_budget
            yield _fact("paid", "of-budget", steps=(share,), year=str(this.year), share=share)


def _start_of(step: Step) -> Step | None:
    """The stated sum that a sum by terms grew from."""
    while step.how == "grown" and step.uses:
        step = step.uses[0]
    return step if step.how == "stated" else None


# -- what it is a share of -----------------------------------------------------------------------

GOVERNMENTS = ("host-government", "sending-government")


def _share(dossier: Dossier, day: date) -> Iterator[Fact]:
    pair = _rival_claims(dossier)
    if pair is not None:
        yield from _rivals(dossier, *pair)
    year = day.year
    if "official" in dossier.definitions and dossier.costs:
        one = accounting.share(dossier, Years(year, year), dossier.definitions["official"])
        yield from _newest(dossier, one, year)


def _rival_claims(dossier: Dossier) -> tuple[Claim, Claim] | None:
    """The newest year for which a government and a civic group each state a share that some
    definition carries; of several, the surest."""
    usable = [
        c
        for c in dossier.claims
        if c.years is not None and c.kind == "measurement" and c.definition in dossier.definitions
        and c.of == "host"
    ]  # fmt: skip
    for year in sorted({c.years.last for c in usable if c.years is not None}, reverse=True):
        of_year = [c for c in usable if c.years == Years(year, year)]
        official = [c for c in of_year if c.side in GOVERNMENTS and c.definition == "official"]
        civic = [c for c in of_year if c.side == "civic"]
        for one in official:
            for other in civic:
                if all(_known(dossier, c) for c in (one, other)):
                    return one, other
    return None


def _known(dossier: Dossier, claim: Claim) -> bool:
    assert claim.years is not None
    held = accounting.share(
        dossier, claim.years, dossier.definitions[claim.definition], bounded=False
    )
    return held.share.value is not None


def _rivals(dossier: Dossier, official: Claim, civic: Claim) -> Iterator[Fact]:
    assert official.years is not None
    shares = []
    for claim in (official, civic):
        definition = dossier.definitions[claim.definition]
        held = accounting.share(dossier, official.years, definition)
        shares.append(held)
        yield _fact(
            "share", "claim", claim, by=Text(claim.by, claim.by_ko),
            percent=f"{claim.low if claim.low is not None else claim.high}", side=claim.side,
            year=str(official.years), definition=definition.title,
        )  # fmt: skip
        key = "computed-given" if held.derived_from else "computed"
        if claim.id in held.derived_from:
            key = "computed-circular"
        yield _fact(
            "share", key, steps=(held.share,), year=str(official.years),
            definition=definition.title, share=held.share, given=", ".join(held.derived_from),
            counted=_counted(dossier, held),
        )  # fmt: skip
    start, end = shares
    if start.host.unit != end.host.unit:
        return
    bridge = accounting.bridge(dossier, start, end)
    parts = sorted(bridge.steps, key=lambda s: -s.shapley)
    names = [
        (dossier.items[s.item].title, Decimal(s.shapley.numerator) / s.shapley.denominator)
        for s in parts
    ]
    told = Text(
        "; ".join(f"{t.en} {v:+.2f}" for t, v in names),
        "; ".join(f"{t.ko} {v:+.2f}" for t, v in names),
    )
    steps = tuple(s.after for s in parts if s.after is not None)
    yield _fact(
        "share", "bridge", steps=(start.share, *steps), start=start.share, end=end.share,
        parts=told,
    )  # fmt: skip
    yield from _not_sure(dossier, (start, end), (official, civic))


def _not_sure(dossier: Dossier, shares: Sequence[Share], claims: Sequence[Claim]) -> Iterator[Fact]:
    """What is not sure about two shares and about the claims that state them."""
    named = sorted({name for one in shares for name in one.derived_from})
    given = [claim for claim in dossier.claims if claim.id in named]
    for caveat in dict.fromkeys(name for one in shares for name in one.caveats):
        yield _fact("share", caveat, *given, claims=", ".join(named))
    for claim in claims:
        for doubt in claim.doubts:
            yield _fact(
                "share", doubt, claim, by=Text(claim.by, claim.by_ko), year=str(claim.years),
                percent=f"{claim.low if claim.low is not None else claim.high}",
            )  # fmt: skip


def _counted(dossier: Dossier, share: Share) -> Text:
    """What the host side of a share counts."""
    titles = [dossier.items[c.item].title for c in share.counted if c.bearer == "host"]
    return Text(", ".join(t.en for t in titles), ", ".join(t.ko for t in titles))


def _has_range(one: Share) -> bool:
    return one.low is not None and one.high is not None and one.low != one.high


def _newest(dossier: Dossier, one: Share, year: int) -> Iterator[Fact]:
    title = dossier.definitions[one.definition].title
    if one.share.value is not None:
        key = "this-year-inferred" if one.inferred else "this-year"
        yield _fact("share", key, steps=(one.share,), year=str(year), definition=title,
                    share=one.share)  # fmt: skip
    elif any(c.bearer == "host" for c in one.counted) and _has_range(one):
        yield _fact(
            "share", "this-year-range", steps=one.ends, year=str(year), definition=title,
            low=one.ends[0], high=one.ends[1],
        )  # fmt: skip


# -- what the new demand would cost --------------------------------------------------------------


def _demand(dossier: Dossier, day: date) -> Iterator[Fact]:
    if not dossier.rates:
        return
    try:
        visit = support.operations(dossier, support.plan(support.VISIT), "plan")
    except InputError:
        visit = None
    if visit is not None and visit.sums["all"]["operating"].value is not None:
        step = visit.sums["all"]["operating"]
        yield _fact("demand", "visit", steps=(step,), sum=step)
    busiest = max(
        (y for y in support.years_with_deployments(dossier) if y < day.year),
        key=lambda y: len(support.chosen(dossier, str(y))),
        default=None,
    )
    years = [y for y in (busiest, day.year - 1) if y is not None]
    for year in dict.fromkeys(years):
        found = support.chosen(dossier, str(year))
        if not found:
            continue
        held = support.operations(dossier, found, str(year))
        every, extra = (held.sums[mode]["operating"] for mode in ("all", "extra"))
        if every.value is not None and extra.value is not None:
            yield _fact(
                "demand", "year", steps=(every,), year=str(year), every=every, extra=extra,
                count=str(len(held.lines)),
                known=str(len(held.lines) - held.lacking["all"]["operating"]),
            )  # fmt: skip
    yield from _so_far(dossier, day)
    yield from _bases(dossier)


def _so_far(dossier: Dossier, day: date) -> Iterator[Fact]:
    """How many deployments are recorded of this year, beside the year before."""
    before, now = (
        [one for one in support.chosen(dossier, str(year)) if one.state == "recorded"]
        for year in (day.year - 1, day.year)
    )
    if before:
        yield _fact(
            "demand", "so-far", *before, *now, before=str(len(before)), year=str(day.year - 1),
            now=str(len(now)), this=str(day.year),
        )  # fmt: skip


def _bases(dossier: Dossier) -> Iterator[Fact]:
    """How far the published rates of one asset lie apart: of the one with most kinds of them."""
    kinds: dict[str, list[Rate]] = {}
    for rate in dossier.rates:
        if len(rate.asset) == 1 and rate.per == dossier.assets[rate.asset[0]].per:
            kinds.setdefault(rate.asset[0], []).append(rate)
    asset = max(kinds, key=lambda name: len({r.kind for r in kinds[name]}), default="")
    if asset:
        rates = kinds[asset]
        steps = tuple(recorded_rate(rate, dossier.assets) for rate in rates)
        missing = [b for b in BASES if b not in {r.kind for r in rates}]
        yield _fact(
            "demand", "bases", *rates, steps=steps, asset=dossier.assets[asset].title,
            missing=", ".join(missing), per=dossier.assets[asset].per,
        )  # fmt: skip


# -- what happens next ---------------------------------------------------------------------------


def _next(dossier: Dossier, state: study.State, talks: Talks | None, day: date) -> Iterator[Fact]:
    one = state.in_force
    if one is not None:
        for rule in one.escalator:
            if rule.years.last > day.year:
                series = [dossier.series[n].title for n in rule.follow if n in dossier.series]
                follow = Text(", ".join(t.en for t in series), ", ".join(t.ko for t in series))
                first = max(rule.years.first, day.year + 1)
                yield _fact(
                    "next", "rule" if rule.cap is None else "rule-cap", rule,
                    years=str(Years(first, rule.years.last)), follow=follow,
                    lag=str(rule.lag), cap=f"{(rule.cap or Decimal(0)) * 100:f}".rstrip("0."),
                )  # fmt: skip
        following = state.next_year
        if following is not None and following.value is not None:
            yield _fact("next", "next-sum", steps=(following,), year=str(following.year),
                        sum=following)  # fmt: skip
        yield _fact(
            "next", "ends", one, agreement=one.title, end=f"{one.years.last}-12-31",
            days=str(state.days_left),
        )  # fmt: skip
        clauses = [c for c in one.clause if c.kind in ("gap", "lapse")]
        for clause in clauses:
            yield _fact("next", "clause", clause, text=clause.text)
        if not clauses:
            yield _fact("next", "no-clause", one, agreement=one.title)
    if talks is not None and negotiation.is_open(dossier, talks, day):
        planned = negotiation.next_rounds(talks, day)
        if planned:
            yield _fact("next", "next-round", *planned, more=_reports(planned))
    known = [c for c in negotiation.courses(dossier) if c.past_expiry_in_force is not None]
    late = [c for c in known if c.past_expiry_in_force]
    if known:
        cited = [a for a in dossier.agreements if a.name in {c.agreement for c in known}]
        longest = max(known, key=lambda c: c.past_expiry_in_force or 0)
        title = next(a.title for a in cited if a.name == longest.agreement)
        yield _fact(
            "next", "late", *cited, late=str(len(late)), known=str(len(known)),
            agreement=title, days=str(longest.past_expiry_in_force),
        )  # fmt: skip
