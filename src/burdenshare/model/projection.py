"""From terms and series to the sum owed in each year, exactly, with the way to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from burdenshare.model.money import rounded
from burdenshare.model.series import figure
from burdenshare.vocabulary import (
    Agreement,
    Contribution,
    Envelope,
    Escalator,
    Gap,
    Metered,
    PerHead,
    Series,
    Step,
    Text,
    least_sure,
)

Assumed = Mapping[str, Decimal]
Carried = dict[str, Step]
"""The last sum of each tranche: what the next year grows from."""

Look = Callable[[str, int, Sequence[str]], Step]
"""The figure of a series in a year, by the first of the wanted publications that exists."""


@dataclass(frozen=True)
class Due:
    """What a sum is owed for."""

    agreement: Agreement
    year: int
    tranche: str

    @property
    def id(self) -> str:
        parts = ("contribution", self.agreement.name, str(self.year), self.tranche)
        return "-".join(part for part in parts if part)

    @property
    def details(self) -> dict[str, str | Text]:
        return {"agreement": self.agreement.title, "tranche": self.tranche}

    def covers(self, term: Contribution | PerHead | Metered | Envelope) -> bool:
        return self.year in term.years and term.tranche == self.tranche


def project(
    agreements: Sequence[Agreement],
    look: Look,
) -> tuple[Step, ...]:
    """The sum owed in each year and tranche, agreement after agreement.

    A stated sum is owed as stated; a rule of the same year stands beside it as a rival. A year
    that rests on a figure not yet known has no value, nor have the years that grow from it.
    """
    carried: Carried = {}
    return tuple(s for one in agreements for s in of_agreement(one, carried, look))


def looking_in(series: Mapping[str, Series], assumed: Assumed | None = None) -> Look:
    """How a term finds its figures."""
    return lambda name, year, vintage: figure(series, name, year, vintage, assumed)


def of_agreement(
    agreement: Agreement,
    carried: Carried,
    look: Look,
    rules_first: bool = False,
) -> tuple[Step, ...]:
    """The sums of one agreement; ``carried`` holds the sums before it, and after it its own.

    With ``rules_first`` a rule goes before a stated sum of its year, as a back-test wants it.
    """
    tranches = parts_of(agreement, carried) or ("",)
    steps = []
    for year in agreement.years:
        for tranche in tranches:
            due = Due(agreement, year, tranche)
            carried[tranche] = _owed(due, carried.get(tranche), look, rules_first)
            steps.append(carried[tranche])
    for tranche in set(carried) - set(tranches):
        del carried[tranche]
    return tuple(steps)


def rule_of(agreement: Agreement, year: int, tranche: str) -> Escalator | None:
    """The escalator that governs a year and tranche: its own before one that is for every part."""
    governing = [e for e in agreement.escalator if year in e.years and e.tranche in ("", tranche)]
    own = (one for one in governing if one.tranche == tranche)
    return next(own, governing[0] if governing else None)


def payers(agreement: Agreement, owed: Step) -> tuple[Step, ...]:
    """What each payer bears of a sum, by the key of its year; the parts add up exactly.

    Parts are rounded down to the sum's own smallest step; the steps that are left over go to
    the largest remainders.
    """
    key = next((k for k in agreement.key if owed.year in k.years), None)
    if key is None or owed.value is None:
        return ()
    step = Decimal(1).scaleb(int(owed.value.as_tuple().exponent))
    exact = {payer: owed.value * share for payer, share in key.shares.items()}
    parts = {payer: rounded(value, step, "down") for payer, value in exact.items()}
    left = int((owed.value - sum(parts.values(), Decimal(0))) / step)
    for payer in sorted(exact, key=lambda p: parts[p] - exact[p])[:left]:
        parts[payer] += step
    return tuple(
        Step(
            id=f"{owed.id}-{payer}",
            name="payer",
            value=value,
            unit=owed.unit,
            status="computed",
            year=owed.year,
            how="key",
            details={"payer": payer, "share": _percent(key.shares[payer])},
            uses=(owed,),
            source=key.source,
            at=key.at,
            place=key.place,
        )
        for payer, value in parts.items()
    )


def parts_of(agreement: Agreement, carried: Iterable[str]) -> tuple[str, ...]:
    """The parts of its sums: those its terms name, and where it states no sum but lets all grow,
    those it grows from."""
    named = [term.tranche for term in agreement.contribution]
    named += [term.tranche for term in agreement.per_head]
    named += [term.tranche for term in agreement.metered]
    named += [term.tranche for term in agreement.envelope]
    named += [term.tranche for term in agreement.escalator if term.tranche]
    grows = not agreement.contribution and any(not e.tranche for e in agreement.escalator)
    return tuple(dict.fromkeys([*carried, *named] if grows or not named else named))


def _owed(due: Due, last: Step | None, look: Look, rules_first: bool) -> Step:
    rule = rule_of(due.agreement, due.year, due.tranche)
    grown = _grown(due, rule, last, look) if rule else None
    parts = tuple(_parts(due, look))
    if grown is not None and (rules_first or not parts):
        return grown
    if not parts:
        return _silent(due)
    metered = any(due.covers(term) for term in due.agreement.metered)
    is_rival = grown is not None and rule is not None and (rule.tranche or not metered)
    return _one_of(due, parts, (grown,) if grown is not None and is_rival else ())


def _one_of(due: Due, parts: tuple[Step, ...], rivals: tuple[Step, ...]) -> Step:
    if len(parts) == 1:
        (only,) = parts
        return replace(only, id=due.id, rivals=rivals)
    missing = next((p for p in parts if p.value is None), None)
    return Step(
        id=due.id,
        name="contribution",
        value=None if missing else sum((p.value for p in parts if p.value is not None), Decimal(0)),
        unit=parts[0].unit,
        status="agreed" if all(p.status == "agreed" for p in parts) else "computed",
        year=parts[0].year,
        gap=missing.gap if missing else None,
        how="sum",
        details=parts[0].details,
        uses=parts,
        rivals=rivals,
        place=parts[0].place,
    )


def _silent(due: Due) -> Step:
    """A year without terms, and the clause that says so."""
    clause = due.agreement.left_open(due.year)
    return Step(
        id=due.id,
        name="contribution",
        value=None,
        unit=due.agreement.money.unit,
        status="missing",
        year=due.year,
        gap="withheld" if clause is not None and clause.kind == "withheld" else "not-published",
        how="no-terms",
        details=due.details,
        source=clause.source if clause is not None else (),
        at=clause.at if clause is not None else "",
        note=clause.text if clause is not None else None,
        place=(clause or due.agreement).place,
    )


# -- the blocks that give a sum of their own ---------------------------------------------------


def _parts(due: Due, look: Look) -> Iterable[Step]:
    terms = due.agreement
    yield from (_stated(due, term) for term in terms.contribution if due.covers(term))
    yield from (_per_head(due, term, look) for term in terms.per_head if due.covers(term))
    yield from (_metered(due, term, look) for term in terms.metered if due.covers(term))
    yield from (_from_envelope(due, term) for term in terms.envelope if due.covers(term))


def _stated(due: Due, term: Contribution) -> Step:
    agreement = due.agreement
    return Step(
        id=f"{due.id}-{term.category}" if term.category else due.id,
        name="contribution",
        value=term.amount,
        unit=(term.money or agreement.money).unit,
        status="proposed" if agreement.proposed_by else "agreed",
        year=due.year,
        how="stated",
        details=due.details,
        source=term.source or agreement.source,
        at=term.at,
        confidence=term.confidence,
        place=term.where("amount"),
    )


def _per_head(due: Due, term: PerHead, look: Look) -> Step:
    heads = look(term.heads, due.year, term.vintage)
    cost = look(term.cost, due.year, term.vintage)
    bound = "none"
    value = None
    if heads.value is not None and cost.value is not None:
        paid = heads.value
        if term.most_heads is not None and paid > term.most_heads:
            paid, bound = term.most_heads, "most-heads"
        value = paid * cost.value
        if term.ceiling is not None and value > term.ceiling:
            value, bound = term.ceiling, "ceiling"
    details = {"bound": bound, **_stated_of(heads=term.most_heads, most=term.ceiling)}
    return _computed_part(due, "per-head", term, value, (heads, cost), details)


def _metered(due: Due, term: Metered, look: Look) -> Step:
    cost = look(term.cost, due.year - term.lag, term.vintage)
    bound = "none"
    value = None if cost.value is None else cost.value * term.share
    if value is not None and term.floor is not None and value < term.floor:
        value, bound = term.floor, "floor"
    if value is not None and term.ceiling is not None and value > term.ceiling:
        value, bound = term.ceiling, "ceiling"
    details = {"bound": bound, "share": _percent(term.share),
               **_stated_of(least=term.floor, most=term.ceiling)}  # fmt: skip
    return _computed_part(due, "metered", term, value, (cost,), details)


def _stated_of(**bounds: Decimal | None) -> dict[str, str]:
    """The bounds that a block states."""
    return {name: str(value) for name, value in bounds.items() if value is not None}


def _computed_part(
    due: Due,
    how: str,
    term: PerHead | Metered,
    value: Decimal | None,
    uses: tuple[Step, ...],
    details: Mapping[str, str],
) -> Step:
    agreement = due.agreement
    if value is not None and term.round_to is not None:
        value = rounded(value, term.round_to)
    return Step(
        id=f"{due.id}-{how}",
        name="contribution",
        value=value,
        unit=agreement.money.unit,
        status=_status_of(uses),
        year=due.year,
        gap=_gap_of(uses) if value is None else None,
        how=how,
        details={**due.details, **details, **_stated_of(round_to=term.round_to)},
        uses=uses,
        source=term.source or agreement.source,
        at=term.at,
        confidence=least_sure(term.confidence, *(step.confidence for step in uses)),
        place=term.place,
    )


def _from_envelope(due: Due, term: Envelope) -> Step:
    """An even part of the envelope. The last year takes what rounding left over."""
    value = None
    if term.spread == "even":
        count = term.years.last - term.years.first + 1
        part = term.total / count
        part = rounded(part, term.round_to) if term.round_to is not None else part
        value = term.total - part * (count - 1) if due.year == term.years.last else part
    agreement = due.agreement
    return Step(
        id=f"{due.id}-envelope",
        name="contribution",
        value=value,
        unit=agreement.money.unit,
        status="computed" if value is not None else "missing",
        year=due.year,
        gap=None if value is not None else "not-applicable",
        how="envelope-even" if value is not None else "envelope-open",
        details={
            **due.details,
            "total": str(term.total),
            "years": str(term.years),
        },
        source=term.source or agreement.source,
        at=term.at,
        place=term.where("total"),
    )


# -- growth -------------------------------------------------------------------------------------


def _grown(due: Due, rule: Escalator, last: Step | None, look: Look) -> Step:
    """Last year's sum times one and the growth, rounded as the rule has it."""
    agreement = due.agreement
    growth = _growth(due, rule, look)
    value: Decimal | None = None
    details = {**due.details, "rounding": rule.rounding}
    if last is not None and last.value is not None and growth.value is not None:
        exact = last.value * (1 + growth.value / 100)
        value = exact if rule.round_to is None else rounded(exact, rule.round_to, rule.rounding)
        details["exact"] = format(exact.normalize(), "f")
    if rule.round_to is not None:
        details["round_to"] = str(rule.round_to)
    uses = (last, growth) if last is not None else (growth,)
    return Step(
        id=due.id,
        name="contribution",
        value=value,
        unit=last.unit if last is not None else agreement.money.unit,
        status=_status_of(uses),
        year=due.year,
        gap=None if value is not None else (_gap_of(uses) or "not-published"),
        how="grown" if last is not None else "nothing-to-grow-from",
        details=details,
        uses=uses,
        source=rule.source or agreement.source,
        at=rule.at,
        note=rule.note,
        confidence=least_sure(rule.confidence, *(step.confidence for step in uses)),
        place=rule.place,
    )


MONTHS = 12


def renewal_of(agreement: Agreement, year: int, tranche: str) -> Escalator | None:
    """The growth that a lapse before the agreement puts off, where that can reach ``year``."""
    held = (e for e in agreement.escalator if e.lapse and e.tranche in ("", tranche))
    return next((e for e in held if e.years.first <= year), None)


def _growth(due: Due, rule: Escalator, look: Look) -> Step:
    """The growth of the year; where a lapse lasts none, and in the year after its last full year
    that which it put off."""
    renewal = renewal_of(due.agreement, due.year, due.tranche)
    if renewal is None:
        return escalate(due.agreement, rule, due.year, look)
    first = renewal.years.first
    months = look(renewal.lapse, first, renewal.vintage)
    own = escalate(due.agreement, rule, due.year, look)
    if months.value is None:
        return replace(own, value=None, gap=months.gap, uses=(*own.uses, months))
    lasts, since = int(months.value // MONTHS), due.year - first
    if since < lasts:
        return replace(
            own, value=Decimal(0), gap=None, how="growth-put-off", details={"bound": "none"},
            uses=(months,), status=_status_of((months,)), source=renewal.source, at=renewal.at,
            confidence=least_sure(renewal.confidence, months.confidence), place=renewal.place,
        )  # fmt: skip
    if since > lasts:
        return replace(own, uses=(*own.uses, months), status=_status_of((*own.uses, months)))
    late = escalate(due.agreement, renewal, first, look)
    uses = (*late.uses, months)
    return replace(late, id=own.id, year=due.year, uses=uses, status=_status_of(uses))


def escalate(agreement: Agreement, rule: Escalator, year: int, look: Look) -> Step:
    """Growth from ``year`` − 1 to ``year``, in percent, between the rule's floor and cap."""
    followed = tuple(look(name, year - rule.lag, rule.vintage) for name in rule.follow)
    missing = next((step for step in followed if step.value is None), None)
    value: Decimal | None = None
    bound = "none"
    if missing is None:
        rates = (step.value for step in followed if step.value is not None)
        free = sum(rates, Decimal(0)) + rule.plus * 100
        value = clip(free, rule.floor, rule.cap)
        bound = "none" if value == free else ("cap" if value < free else "floor")
    limits = {"cap": rule.cap, "floor": rule.floor, "plus": rule.plus or None}
    return Step(
        id=f"growth-{agreement.name}-{year}" + (f"-{rule.tranche}" if rule.tranche else ""),
        name="growth",
        value=value,
        unit="percent",
        status=_status_of(followed),
        year=year,
        gap=missing.gap if missing is not None else None,
        how="growth" if rule.follow else "growth-fixed",
        details={
            "bound": bound,
            **{name: _percent(v) for name, v in limits.items() if v is not None},
        },
        uses=followed,
        source=rule.source or agreement.source,
        at=rule.at,
        confidence=least_sure(rule.confidence, *(step.confidence for step in followed)),
        place=rule.place,
    )


def clip(percent: Decimal, floor: Decimal | None, cap: Decimal | None) -> Decimal:
    """``percent`` between bounds that are written as fractions."""
    if floor is not None:
        percent = max(percent, floor * 100)
    return min(percent, cap * 100) if cap is not None else percent


def _status_of(uses: Iterable[Step]) -> str:
    """A sum that rests on an assumption is itself assumed."""
    return "assumed" if any(step.status == "assumed" for step in uses) else "computed"


def _gap_of(steps: Iterable[Step]) -> Gap | None:
    return next((step.gap for step in steps if step.value is None), None)


def _percent(fraction: Decimal) -> str:
    return format((fraction * 100).normalize(), "f")
