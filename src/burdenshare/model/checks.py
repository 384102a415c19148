"""What must hold between the parts of a dossier. Every breach is a problem with a place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from itertools import pairwise

from burdenshare.model import driver_checks, field_checks
from burdenshare.model.money import is_money, rate_pair
from burdenshare.model.records import last_day, records
from burdenshare.vocabulary import (
    Agreement,
    Category,
    Claim,
    Contribution,
    Cost,
    Definition,
    Dossier,
    Envelope,
    Escalator,
    Key,
    Metered,
    Money,
    Observation,
    Payment,
    PerHead,
    Place,
    Placed,
    Problem,
    Series,
    Test,
    Variant,
    Written,
    Years,
)

LONGEST_LAG = 10


def check(dossier: Dossier) -> tuple[Problem, ...]:
    """All problems of a dossier that was read without any."""
    found = [
        *(p for one in dossier.costs for p in _cost(one, dossier)),
        *_repeated_costs(dossier),
        *(p for one in dossier.definitions.values() for p in _definition(one, dossier)),
        *(p for one in dossier.claims for p in _claim(one, dossier)),
        *_repeated_claims(dossier),
        *field_checks.operations(dossier),
        *field_checks.talks(dossier),
        *driver_checks.futures(dossier),
        *_dossier(dossier),
        *_sources(dossier),
        *(p for one in dossier.series.values() for p in _series(one, dossier)),
        *_cycles(dossier),
        *_payments(dossier),
        *(p for one in dossier.agreements for p in _agreement(one, dossier)),
        *(p for one in dossier.proposals for p in _agreement(one, dossier)),
        *_between_agreements(dossier),
        *(p for one in dossier.tests for p in _test(one, dossier)),
        *(p for one in dossier.variants for p in _variant(one, dossier)),
    ]
    return tuple(sorted(found, key=lambda p: p.place))


def _unknown(kind: str, place: Place, word: str, known: Iterable[str]) -> Problem:
    names = list(known)
    meant = next(iter(get_close_matches(word, names, n=1, cutoff=0.6)), "")
    return Problem(place, kind, {"key": word, "meant": meant, "known": ", ".join(names[:12])})


# -- the head of the dossier, its documents and its series ---------------------------------------


def _dossier(dossier: Dossier) -> Iterator[Problem]:
    for key in ("budget", "prices", "exchange", "sending_prices"):
        name = getattr(dossier, key)
        if name and name not in dossier.series:
            yield _unknown("unknown-series", dossier.where(key), name, dossier.series)
    if dossier.prices in dossier.series and dossier.series[dossier.prices].unit != "percent":
        yield _wrong_unit(dossier.where("prices"), dossier.series[dossier.prices], "percent")
    for category in dossier.category.values():
        if category.part_of and category.part_of not in dossier.category:
            place = category.where("part_of")
            yield _unknown("unknown-category", place, category.part_of, dossier.category)


def _wrong_unit(place: Place, series: Series, wanted: str) -> Problem:
    details = {"key": series.name, "unit": series.unit, "wanted": wanted}
    return Problem(place, "wrong-unit", details)


def _sources(dossier: Dossier) -> Iterator[Problem]:
    cited: set[str] = set()
    for one in records(dossier):
        cited.update(one.source)
        if not one.source:
            yield Problem(one.place, "no-source")
        yield from _known(one, dossier)
        for name in one.source:
            if name not in dossier.sources:
                yield _unknown("unknown-source", one.where("source"), name, dossier.sources)
    cited.update(test.against for test in dossier.tests)
    for source in dossier.sources.values():
        if source.id not in cited and not source.background:
            yield Problem(source.place, "unused-source", {"key": source.id})


def _known(one: Written, dossier: Dossier) -> Iterator[Problem]:
    """An earlier day of being known says why; one later than the documents says nothing."""
    if one.known is None:
        if one.known_by:
            yield Problem(one.where("known_by"), "reason-without-day", {"value": one.known_by})
        return
    if not one.known_by and not isinstance(one, Observation):
        yield Problem(one.where("known"), "known-without-reason", {"value": one.known})
    days = [last_day(dossier.sources[n].date) for n in one.source if n in dossier.sources]
    if days and last_day(one.known) > max(days):
        details = {"value": one.known, "last": max(days)}
        yield Problem(one.where("known"), "known-after-its-document", details)


def _series(one: Series, dossier: Dossier) -> Iterator[Problem]:
    if not _is_unit(one.unit, dossier):
        yield Problem(one.where("unit"), "unknown-unit", {"key": one.unit})
    if one.growth_of and one.sum_of:
        yield Problem(one.where("sum_of"), "growth-and-sum", {"key": one.name})
    if one.posture and one.posture not in dossier.postures:
        place = one.where("posture")
        yield _unknown("unknown-posture", place, one.posture, dossier.postures)
    if one.growth_of and one.unit != "percent":
        yield _wrong_unit(one.where("unit"), one, "percent")
    for name in (*one.sum_of, *((one.growth_of,) if one.growth_of else ())):
        if name not in dossier.series:
            key = "growth_of" if name == one.growth_of else "sum_of"
            yield _unknown("unknown-series", one.where(key), name, dossier.series)
    for name in one.sum_of:
        part = dossier.series.get(name)
        if part is not None and part.unit != one.unit:
            details = {"key": name, "unit": part.unit, "wanted": one.unit}
            yield Problem(one.where("sum_of"), "two-units", details)
    yield from _positive(one, "round_to", one.round_to)
    seen: dict[tuple[int, str], Place] = {}
    for row in one.observations:
        first = seen.setdefault((row.year, row.vintage), row.place)
        if first is not row.place:
            details = {"year": str(row.year), "vintage": row.vintage, "first": str(first)}
            yield Problem(row.place, "duplicate-figure", details)
        if one.unit != "percent" and row.value < 0:
            yield Problem(row.place, "negative-amount", {"value": str(row.value)})


def _is_unit(unit: str, dossier: Dossier) -> bool:
    if unit in ("percent", "heads"):
        return True
    pair = rate_pair(unit)
    if pair is not None:
        return all(name in dossier.currency for name in pair)
    return is_money(unit) and unit.partition(" ")[0] in dossier.currency


def _cycles(dossier: Dossier) -> Iterator[Problem]:
    made_of = {
        name: (*one.sum_of, *((one.growth_of,) if one.growth_of else ()))
        for name, one in dossier.series.items()
    }
    for name in _in_a_circle(made_of):
        yield Problem(dossier.series[name].place, "cycle-of-series", {"key": name})
    within = {name: (one.part_of,) if one.part_of else () for name, one in dossier.category.items()}
    for name in _in_a_circle(within):
        yield Problem(dossier.category[name].place, "cycle-of-categories", {"key": name})
    part_of = {name: (one.part_of,) if one.part_of else () for name, one in dossier.items.items()}
    for name in _in_a_circle(part_of):
        yield Problem(dossier.items[name].place, "cycle-of-items", {"key": name})


def _in_a_circle(parts: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for name in parts:
        reached: set[str] = set()
        ahead = list(parts[name])
        while ahead:
            part = ahead.pop()
            if part not in reached:
                reached.add(part)
                ahead.extend(parts.get(part, ()))
        if name in reached:
            yield name


# -- payments ------------------------------------------------------------------------------------


def _payments(dossier: Dossier) -> Iterator[Problem]:
    by_name = {a.name: a for a in dossier.agreements}
    seen: dict[int, Payment] = {}
    whole: dict[int, Payment] = {}
    for row in dossier.payments:
        first = seen.setdefault(hash((row.years, row.content)), row)
        if first is not row and (first.years, first.content) == (row.years, row.content):
            yield Problem(row.place, "duplicate-row", {"first": str(first.place)})
        yield from _payment(row, dossier, by_name)
        if row.sense == "whole" and row.money is not None:
            other = whole.setdefault(hash(_subject(row)), row)
            if other is not row and _subject(other) == _subject(row):
                yield from _one_currency(row, row.money, other)


def _subject(row: Payment) -> tuple[object, ...]:
    """What a sum is of: the same document at the same place says it once."""
    return (row.years, row.status, row.category, row.source, row.at)


def _one_currency(row: Payment, money: Money, other: Payment) -> Iterator[Problem]:
    if other.money is not None and other.money.currency != money.currency:
        details = {"key": money.unit, "unit": other.money.unit, "first": str(other.place)}
        yield Problem(row.place, "two-currencies", details)


def _payment(row: Payment, dossier: Dossier, by_name: Mapping[str, Agreement]) -> Iterator[Problem]:
    if row.amount is None and row.gap is None:
        yield Problem(row.place, "neither-amount-nor-gap")
    if row.amount is not None and row.gap is not None:
        yield Problem(row.place, "amount-and-gap", {"value": str(row.amount), "key": row.gap})
    if row.amount is not None and row.money is None:
        yield Problem(row.place, "amount-without-money", {"value": str(row.amount)})
    if row.amount is not None and row.amount < 0:
        yield Problem(row.place, "negative-amount", {"value": str(row.amount)})
    if row.sense == "part" and not row.tranche:
        yield Problem(row.place, "part-without-tranche")
    if row.category and row.category not in dossier.category:
        yield _unknown("unknown-category", row.place, row.category, dossier.category)
    yield from _currency(row.place, row.money, dossier)
    yield from _fraction(row, "in_kind", row.in_kind)
    yield from _positive(row, "step", row.step)
    if row.sense in ("average", "total") and row.years.first == row.years.last:
        yield Problem(row.place, "span-of-one-year", {"key": row.sense})
    if row.agreement:
        agreement = by_name.get(row.agreement)
        if agreement is None:
            yield _unknown("unknown-agreement", row.place, row.agreement, by_name)
        else:
            yield from _within(row, agreement)


def _within(row: Payment, agreement: Agreement) -> Iterator[Problem]:
    if row.years.first not in agreement.years or row.years.last not in agreement.years:
        details = {"key": agreement.name, "years": str(agreement.years), "year": str(row.years)}
        yield Problem(row.place, "year-outside-agreement", details)


def _currency(place: Place, money: Money | None, dossier: Dossier) -> Iterator[Problem]:
    if money is not None and money.currency not in dossier.currency:
        yield _unknown("unknown-currency", place, money.currency, dossier.currency)


def _fraction(row: Placed, key: str, value: Decimal | None) -> Iterator[Problem]:
    if value is not None and not 0 <= value <= 1:
        yield Problem(row.where(key), "not-a-fraction", {"key": key, "value": str(value)})


def _positive(row: Placed, key: str, value: Decimal | None) -> Iterator[Problem]:
    if value is not None and value <= 0:
        yield Problem(row.where(key), "not-positive", {"key": key, "value": str(value)})


# -- agreements and proposals --------------------------------------------------------------------


def _agreement(one: Agreement, dossier: Dossier) -> Iterator[Problem]:
    yield from _currency(one.where("money"), one.money, dossier)
    if one.signed and one.in_force and one.signed > one.in_force:
        details = {"signed": one.signed, "in_force": one.in_force}
        yield Problem(one.where("in_force"), "in-force-before-signed", details)
    yield from _days(one)
    if one in dossier.proposals:
        yield from _proposal(one, dossier)
    elif one.proposed_by or one.after:
        key = "proposed_by" if one.proposed_by else "after"
        yield Problem(one.where(key), "proposal-among-agreements", {"key": key})
    for term in _terms(one):
        yield from _term_years(term, term.years, one)
    for term in one.contribution:
        yield from _contribution(term, dossier)
    for rule in one.escalator:
        yield from _escalator(rule, one, dossier)
    for heads in one.per_head:
        yield from _per_head(heads, one, dossier)
    for metered in one.metered:
        yield from _metered(metered, one, dossier)
    for envelope in one.envelope:
        yield from _not_negative(envelope, "total", envelope.total)
        yield from _positive(envelope, "round_to", envelope.round_to)
    for key_ in one.key:
        yield from _key(key_)
    for category in one.category:
        yield from _category(category, one, dossier)
    yield from _overlaps(one)
    yield from _silences(one, dossier)


def _days(one: Agreement) -> Iterator[Problem]:
    """A day that stands at the head and in an event must be the same."""
    for event in one.event:
        head = {"signed": one.signed, "in-force": one.in_force}.get(event.what, event.day)
        if head != event.day:
            details = {"key": event.what, "value": event.day, "first": str(head)}
            yield Problem(event.where("day"), "day-differs", details)


def _proposal(one: Agreement, dossier: Dossier) -> Iterator[Problem]:
    if not one.proposed_by:
        yield Problem(one.where("proposed_by"), "missing-key", {"key": "proposed_by"})
    names = {a.name for a in dossier.agreements}
    if one.name in names:
        yield Problem(one.place, "name-twice", {"key": one.name})
    if one.after and one.after not in names:
        yield _unknown("unknown-agreement", one.where("after"), one.after, sorted(names))
    yield from _follows(one, dossier)


def _follows(one: Agreement, dossier: Dossier) -> Iterator[Problem]:
    """A proposal that grows must begin where another ends, and in the same money."""
    first = one.years.first
    if any(first in term.years for term in _terms(one) if not isinstance(term, Escalator | Key)):
        return
    last = next((a for a in dossier.agreements if a.name == one.after), None)
    last = last or next((a for a in dossier.agreements if first - 1 in a.years), None)
    if last is None:
        return
    if last.years.last != first - 1 and one.after:
        details = {"key": last.name, "years": str(last.years), "year": str(last.years.last + 1)}
        yield Problem(one.where("years"), "does-not-follow", details)
    if last.money.unit != one.money.unit:
        details = {"key": last.name, "unit": last.money.unit, "value": one.money.unit}
        yield Problem(one.where("money"), "money-changes", details)


Term = Contribution | Escalator | PerHead | Metered | Envelope | Key


def _terms(one: Agreement) -> Iterator[Term]:
    yield from one.contribution
    yield from one.escalator
    yield from one.per_head
    yield from one.metered
    yield from one.envelope
    yield from one.key


def _term_years(term: Placed, years: Years, agreement: Agreement) -> Iterator[Problem]:
    if years.first not in agreement.years or years.last not in agreement.years:
        details = {"key": agreement.name, "years": str(agreement.years), "year": str(years)}
        key = "year" if term.lines and "year" in term.lines else "years"
        yield Problem(term.where(key), "year-outside-agreement", details)


def _contribution(term: Contribution, dossier: Dossier) -> Iterator[Problem]:
    yield from _not_negative(term, "amount", term.amount)
    yield from _currency(term.where("money"), term.money, dossier)
    if term.category and term.category not in dossier.category:
        place = term.where("category")
        yield _unknown("unknown-category", place, term.category, dossier.category)


def _not_negative(term: Placed, key: str, value: Decimal | None) -> Iterator[Problem]:
    if value is not None and value < 0:
        yield Problem(term.where(key), "negative-amount", {"value": str(value)})


def _escalator(rule: Escalator, agreement: Agreement, dossier: Dossier) -> Iterator[Problem]:
    series = [name for name in rule.follow if not _is_step(name, agreement, dossier)]
    yield from _followed(rule, "follow", series, "percent", rule.vintage, dossier)
    yield from _lapse(rule, agreement, dossier)
    if not 0 <= rule.lag <= LONGEST_LAG:
        details = {"value": str(rule.lag), "most": str(LONGEST_LAG)}
        yield Problem(rule.where("lag"), "lag-out-of-range", details)
    if rule.floor is not None and rule.cap is not None and rule.floor > rule.cap:
        details = {"floor": str(rule.floor), "cap": str(rule.cap)}
        yield Problem(rule.where("cap"), "floor-above-cap", details)
    for key, value in (("cap", rule.cap), ("floor", rule.floor), ("plus", rule.plus)):
        # The US asked for a doubling in 2018: plus = 1. A cap or floor of 1 is a slip for 1 %.
        doubles = key == "plus" and value == 1
        if value is not None and not -1 < value < 1 and not doubles:
            yield Problem(rule.where(key), "rate-not-a-fraction", {"key": key, "value": str(value)})
    yield from _positive(rule, "round_to", rule.round_to)
    tranches = {term.tranche for term in agreement.contribution}
    if rule.tranche and tranches and rule.tranche not in tranches:
        yield _unknown("unknown-tranche", rule.where("tranche"), rule.tranche, sorted(tranches))


def _is_step(name: str, agreement: Agreement, dossier: Dossier) -> bool:
    """Whether a proposal grows by the step of a renewal. An agreement states what was settled."""
    driver = dossier.drivers.get(name)
    is_step = driver is not None and driver.kind == "step"
    return is_step and name not in dossier.series and agreement in dossier.proposals


def _lapse(rule: Escalator, agreement: Agreement, dossier: Dossier) -> Iterator[Problem]:
    """What a lapse puts off is the growth of one year, of one rule, in a proposal."""
    if not rule.lapse:
        return
    known = [name for name, one in dossier.drivers.items() if one.kind == "lapse"]
    if rule.lapse not in known or agreement not in dossier.proposals:
        names = known if agreement in dossier.proposals else []
        yield _unknown("unknown-lapse", rule.where("lapse"), rule.lapse, names)
    if rule.years.first != rule.years.last:
        details = {"key": rule.lapse, "years": str(rule.years)}
        yield Problem(rule.where("lapse"), "lapse-of-several-years", details)
    others = (e for e in agreement.escalator if e.lapse and e.tranche in ("", rule.tranche))
    first = next((e for e in others if e is not rule and e.years.first <= rule.years.first), None)
    if first is not None and first.place < rule.place:
        yield Problem(rule.where("lapse"), "two-lapses", {"first": str(first.place)})


def _followed(
    term: Placed,
    key: str,
    names: Iterable[str],
    unit: str,
    vintage: tuple[str, ...],
    dossier: Dossier,
) -> Iterator[Problem]:
    for name in names:
        series = dossier.series.get(name)
        if series is None:
            yield _unknown("unknown-series", term.where(key), name, dossier.series)
            continue
        if series.unit != unit:
            yield _wrong_unit(term.where(key), series, unit)
        known = {o.vintage for o in series.observations}
        if known and not known & set(vintage):
            place = term.where("vintage")
            yield _unknown("unknown-vintage", place, ", ".join(vintage), sorted(known))


def _per_head(term: PerHead, agreement: Agreement, dossier: Dossier) -> Iterator[Problem]:
    yield from _followed(term, "heads", (term.heads,), "heads", term.vintage, dossier)
    unit = agreement.money.unit
    yield from _followed(term, "cost", (term.cost,), unit, term.vintage, dossier)
    yield from _positive(term, "most_heads", term.most_heads)
    yield from _positive(term, "ceiling", term.ceiling)
    yield from _positive(term, "round_to", term.round_to)


def _metered(term: Metered, agreement: Agreement, dossier: Dossier) -> Iterator[Problem]:
    unit = agreement.money.unit
    yield from _followed(term, "cost", (term.cost,), unit, term.vintage, dossier)
    yield from _fraction(term, "share", term.share)
    yield from _not_negative(term, "floor", term.floor)
    yield from _positive(term, "ceiling", term.ceiling)
    yield from _positive(term, "round_to", term.round_to)
    if term.floor is not None and term.ceiling is not None and term.floor > term.ceiling:
        details = {"floor": str(term.floor), "cap": str(term.ceiling)}
        yield Problem(term.where("ceiling"), "floor-above-cap", details)


def _key(term: Key) -> Iterator[Problem]:
    total = sum(term.shares.values(), Decimal(0))
    if total != 1:
        yield Problem(term.where("shares"), "key-does-not-add-up", {"value": str(total)})
    for payer, share in term.shares.items():
        if share < 0:
            details = {"key": payer, "value": str(share)}
            yield Problem(term.where("shares"), "not-a-fraction", details)


def _category(term: Category, agreement: Agreement, dossier: Dossier) -> Iterator[Problem]:
    if term.name not in dossier.category:
        yield _unknown("unknown-category", term.where("name"), term.name, dossier.category)
    for key, value in (
        ("in_kind", term.in_kind),
        ("floor", term.floor),
        ("ceiling", term.ceiling),
    ):
        yield from _fraction(term, key, value)
    if term.floor is not None and term.ceiling is not None and term.floor > term.ceiling:
        details = {"floor": str(term.floor), "cap": str(term.ceiling)}
        yield Problem(term.where("ceiling"), "floor-above-cap", details)
    if term.years is not None:
        yield from _term_years(term, term.years, agreement)


def _overlaps(one: Agreement) -> Iterator[Problem]:
    """Two terms that would both give the sum, or the growth, of the same year."""
    for year in one.years:
        stated: dict[tuple[str, str], Contribution] = {}
        for term in one.contribution:
            if year in term.years:
                first = stated.setdefault((term.tranche, term.category), term)
                if first is not term:
                    yield _overlap(term, first, year)
        rules: dict[str, Escalator] = {}
        for rule in one.escalator:
            if year in rule.years:
                other = rules.setdefault(rule.tranche, rule)
                if other is not rule:
                    yield _overlap(rule, other, year)


def _overlap(term: Placed, first: Placed, year: int) -> Problem:
    key = "year" if term.lines and "year" in term.lines else "years"
    details = {"year": str(year), "first": str(first.place)}
    return Problem(term.where(key), "overlapping-years", details)


def _silences(one: Agreement, dossier: Dossier) -> Iterator[Problem]:
    """Years that no term speaks of, and a first year that has nothing to grow from."""
    own = [term for term in _terms(one) if not isinstance(term, Escalator | Key)]
    terms = [*own, *one.escalator]
    for year in one.years:
        if not any(year in term.years for term in terms) and one.left_open(year) is None:
            yield Problem(one.where("years"), "year-without-terms", {"year": str(year)})
    before = any(a.years.first < one.years.first or a.name == one.after for a in dossier.agreements)
    if not before and not any(one.years.first in term.years for term in own):
        for rule in one.escalator:
            if one.years.first in rule.years:
                details = {"year": str(one.years.first)}
                yield Problem(rule.place, "nothing-to-grow-from", details)


def _between_agreements(dossier: Dossier) -> Iterator[Problem]:
    ordered = sorted(dossier.agreements, key=lambda a: a.years.first)
    for before, after in pairwise(ordered):
        if after.years.first <= before.years.last:
            details = {"key": before.name, "years": str(before.years)}
            yield Problem(after.where("years"), "overlapping-agreements", details)


# -- costs, definitions and claims -----------------------------------------------------------------


def _cost(row: Cost, dossier: Dossier) -> Iterator[Problem]:
    if bool(row.item) == bool(row.covers):
        yield Problem(row.place, "item-or-covers")
    for name in (*((row.item,) if row.item else ()), *row.covers):
        if name not in dossier.items:
            yield _unknown("unknown-item", row.place, name, dossier.items)
    if row.amount < 0:
        yield Problem(row.place, "negative-amount", {"value": str(row.amount)})
    yield from _currency(row.place, row.money, dossier)


def _repeated_costs(dossier: Dossier) -> Iterator[Problem]:
    seen: dict[str, Place] = {}
    for row in dossier.costs:
        first = seen.setdefault(row.id, row.place)
        if first is not row.place:
            yield Problem(row.place, "duplicate-row", {"first": str(first)})


def _definition(one: Definition, dossier: Dossier) -> Iterator[Problem]:
    """A definition counts or leaves out every item, once: silence is not an accounting choice."""
    parts: dict[str, list[str]] = {}
    for name, item in dossier.items.items():
        parts.setdefault(item.part_of, []).append(name)
    told: dict[str, Place] = {}
    for block in (*one.count, *one.leave_out):
        for name in block.items:
            if name not in dossier.items:
                yield _unknown("unknown-item", block.where("items"), name, dossier.items)
                continue
            for leaf in _leaves(name, parts):
                first = told.setdefault(leaf, block.where("items"))
                if first != block.where("items"):
                    details = {"key": leaf, "first": str(first)}
                    yield Problem(block.where("items"), "item-twice", details)
    for name in dossier.items:
        if name not in parts and name not in told:
            yield Problem(Place(one.place.file, 1), "says-nothing-about", {"key": name})


def _leaves(name: str, parts: Mapping[str, list[str]], depth: int = 0) -> Iterator[str]:
    if name not in parts or depth > 20:
        yield name
    else:
        for part in parts[name]:
            yield from _leaves(part, parts, depth + 1)


def _claim(row: Claim, dossier: Dossier) -> Iterator[Problem]:
    if row.low is None and row.high is None:
        yield Problem(row.place, "claim-without-share")
    if row.low is not None and row.high is not None and row.low > row.high:
        details = {"floor": str(row.low), "cap": str(row.high)}
        yield Problem(row.place, "floor-above-cap", details)
    for value in (row.low, row.high):
        if value is not None and not 0 <= value <= 100:
            yield Problem(row.place, "not-a-percentage", {"value": str(value)})
    if row.definition and row.definition not in dossier.definitions:
        yield _unknown("unknown-definition", row.place, row.definition, dossier.definitions)
    sums = [v for v in (row.host, row.sending, row.total) if v is not None]
    if sums and row.money is None:
        yield Problem(row.place, "amount-without-money", {"value": str(sums[0])})
    yield from _currency(row.place, row.money, dossier)


def _repeated_claims(dossier: Dossier) -> Iterator[Problem]:
    seen: dict[str, Place] = {}
    for row in dossier.claims:
        first = seen.setdefault(row.id, row.place)
        if first is not row.place:
            yield Problem(row.place, "claim-twice", {"key": row.id, "first": str(first)})


# -- the back-test -------------------------------------------------------------------------------


def _test(one: Test, dossier: Dossier) -> Iterator[Problem]:
    agreement = next((a for a in dossier.agreements if a.name == one.agreement), None)
    if agreement is None:
        names = [a.name for a in dossier.agreements]
        yield _unknown("unknown-agreement", one.where("agreement"), one.agreement, names)
    else:
        yield from _term_years(one, one.years, agreement)
    if one.against and one.against not in dossier.sources:
        yield _unknown("unknown-source", one.where("against"), one.against, dossier.sources)
    if one.kind == "computed" and one.against:
        yield Problem(one.where("against"), "computed-against", {"key": one.against})
    if one.kind != "computed" and not one.against:
        yield Problem(one.place, "missing-key", {"key": "against"})
    if one.convert is not None:
        if (one.convert.rate is None) == (not one.convert.series):
            yield Problem(one.where("convert"), "rate-or-series")
        if rate_pair(one.convert.per) is None:
            yield Problem(one.where("convert"), "unknown-unit", {"key": one.convert.per})
        name = one.convert.series
        if name and name not in dossier.series:
            yield _unknown("unknown-series", one.where("convert"), name, dossier.series)


def _variant(one: Variant, dossier: Dossier) -> Iterator[Problem]:
    names = [a.name for a in dossier.agreements]
    if one.agreement not in names:
        yield _unknown("unknown-agreement", one.where("agreement"), one.agreement, names)
    vintage = one.vintage or ("first",)
    for name in one.follow or ():
        if name not in dossier.series:
            yield _unknown("unknown-series", one.where("follow"), name, dossier.series)
    if one.vintage is not None:
        known = {o.vintage for s in dossier.series.values() for o in s.observations}
        for word in vintage:
            if word not in known:
                yield _unknown("unknown-vintage", one.where("vintage"), word, sorted(known))
