"""The questions about shares, asked of a whole dossier: share, claims, bridge, multiverse."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache

from burdenshare.model import bridge as _bridge
from burdenshare.model import claims as _claims
from burdenshare.model import figures as _figures
from burdenshare.model import multiverse as _multiverse
from burdenshare.model.costs import (
    Book,
    assumed_step,
    bounds,
    by_years,
    claims_by_years,
    interpolated,
    leaves_of,
    recorded,
    tree_of,
)
from burdenshare.model.money import SCALE, converted, is_money, money_of, stated
from burdenshare.model.operations import recorded_rate
from burdenshare.model.payments import at_prices
from burdenshare.model.payments import recorded as recorded_payment
from burdenshare.model.projection import looking_in, project
from burdenshare.model.series import figure
from burdenshare.model.shares import counted_leaves, in_home, nodes
from burdenshare.model.shares import share as _share
from burdenshare.vocabulary import (
    Agreement,
    Answer,
    Article,
    Basis,
    Bridge,
    Claim,
    Clause,
    Cost,
    Counting,
    Definition,
    Dossier,
    Money,
    Multiverse,
    Share,
    Step,
    Text,
    Verdict,
    Years,
    doubt,
    worked_back_from,
)


def home(dossier: Dossier) -> Money:
    """The money in which the newest agreement is written."""
    return dossier.agreements[-1].money if dossier.agreements else Money("USD", "mn")


@dataclass(frozen=True)
class Terms:
    """How a share is to be reckoned, where it differs from the definition."""

    count: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    valuation: tuple[str, ...] = ()
    basis: Basis | None = None
    rate: Decimal | None = None
    assume: Mapping[str, Step] = field(default_factory=dict)
    without: frozenset[str] = frozenset()


PLAIN = Terms()


def whole_book(dossier: Dossier) -> Book:
    """Every record of a dossier, not yet read as any definition wants it."""
    bare = bare_book(dossier)
    sending = {name: _sending(bare, one) for name, one in dossier.definitions.items()}
    return replace(
        bare, costs=dossier.costs, claims=claims_by_years(dossier.claims), sending_of=sending,
        by_years=by_years(dossier.costs),
    )  # fmt: skip


def bare_book(dossier: Dossier) -> Book:
    """The items alone, without any record."""
    tree = tree_of(dossier.items)
    return Book(dossier.items, (), {}, lambda _: None, (), {}, {}, tree, leaves_of=leaves_of(tree))


def book(whole: Book, dossier: Dossier, definition: Definition, terms: Terms = PLAIN) -> Book:
    """The records as a definition wants them read."""
    basis = terms.basis or definition.basis
    return replace(
        whole,
        without=terms.without,
        contribution=cache(lambda years: contribution(dossier, years, basis)),
        valuation=(*terms.valuation, *definition.valuation, "payments"),
        assumed=terms.assume,
    )


def _sending(bare: Book, definition: Definition) -> tuple[str, ...]:
    """The items of the sending state that a definition counts, as large as can be."""
    counted = nodes(bare, counted_leaves(definition, bare))
    return tuple(name for name in counted if bare.items[name].bearer == "sending")


def contribution(dossier: Dossier, years: Years, basis: Basis) -> Step | None:
    """The contribution over a span on one basis: each year as recorded, the years added up."""
    found = [_of_year(dossier, year, basis) for year in years]
    known = [step for step in found if step is not None]
    if len(known) != len(found) or len({step.unit for step in known}) != 1:
        return None
    if len(known) == 1:
        return known[0]
    return Step(
        id=f"sma-{years.first}-{years.last}-{basis}",
        name="payment",
        value=sum((s.value for s in known if s.value is not None), Decimal(0)),
        unit=known[0].unit,
        status=basis,
        year=years.first,
        how="sum",
        details={"years": str(years), "sense": "whole", "category": ""},
        uses=tuple(known),
        place=known[0].place,
    )


def _of_year(dossier: Dossier, year: int, basis: Basis) -> Step | None:
    rows = [
        p
        for p in dossier.payments
        if p.status == basis
        and p.years.first == p.years.last == year
        and not p.category
        and p.sense in ("whole", "converted")
        and p.amount is not None
    ]
    ranked = sorted(
        rows, key=lambda p: (p.sense != "whole", doubt(p.confidence), p.step or Decimal(0))
    )
    if not ranked and basis == "agreed":
        return _by_terms(dossier, year)
    return recorded_payment(ranked[0]) if ranked else None


def _by_terms(dossier: Dossier, year: int) -> Step | None:
    """What the terms give for a year whose sum no document at hand prints."""
    if not any(year in one.years for one in dossier.agreements):
        return None
    owed = project(dossier.agreements, looking_in(dossier.series))
    of_year = [step for step in owed if step.year == year and step.value is not None]
    return of_year[0] if len(of_year) == 1 else None


# -- one share ---------------------------------------------------------------------------------


def share(
    dossier: Dossier,
    years: Years,
    definition: Definition,
    terms: Terms = PLAIN,
    bounded: bool = True,
    whole: Book | None = None,
) -> Share:
    """The host's share of the cost in ``years`` under ``definition``. Who asks for many shares
    gives the ``whole`` book, so that it is made once."""
    ours = with_switches(dossier, definition, terms)
    held = book(whole or whole_book(dossier), dossier, ours, terms)
    ours_money = home(dossier)
    return _share(
        ours, held, years, ours_money, lambda span: rate(dossier, span, terms.rate), bounded
    )


UNSTATED = Text("", "")
"""The reason of an item that the reader switched in: the definition gives none."""


def with_switches(dossier: Dossier, definition: Definition, terms: Terms) -> Definition:
    """The definition with items switched in or out by the reader."""
    if not terms.count and not terms.leave_out:
        return definition
    bare = bare_book(dossier)
    leaves = set(counted_leaves(definition, bare))
    for name in terms.count:
        leaves |= bare.leaves(name)
    for name in terms.leave_out:
        leaves -= bare.leaves(name)
    reasons = {
        leaf: block.because
        for block in definition.count
        for name in block.items
        for leaf in bare.leaves(name)
    }
    blocks = tuple(
        Counting(items=(leaf,), because=reasons.get(leaf, UNSTATED)) for leaf in sorted(leaves)
    )
    changed = "".join([*(f"+{n}" for n in terms.count), *(f"-{n}" for n in terms.leave_out)])
    return replace(definition, name=f"{definition.name}{changed}", count=blocks)


def rate(dossier: Dossier, years: Years, stated: Decimal | None) -> Step | None:
    """Won per dollar: the stated one, else the yearly average, over a span the mean of these."""
    unit = dossier.series[dossier.exchange].unit if dossier.exchange else "KRW per USD"
    if stated is not None:
        return Step(
            id=f"rate-stated-{stated}", name="rate", value=stated, unit=unit, status="assumed",
            year=years.first, how="stated-rate", details={"years": str(years)},
        )  # fmt: skip
    if not dossier.exchange:
        return None
    recorded_rates = {o.year for o in dossier.series[dossier.exchange].observations}
    if not recorded_rates:
        return None
    wanted = [min(year, max(recorded_rates)) for year in years]
    found = [figure(dossier.series, dossier.exchange, year) for year in wanted]
    values = [step.value for step in found if step.value is not None]
    if len(values) != len(found):
        return None
    if len(found) == 1:
        return found[0]
    return Step(
        id=f"rate-{years.first}-{years.last}", name="rate",
        value=sum(values, Decimal(0)) / len(values), unit=unit, status="computed",
        year=years.first, how="mean", details={"years": str(years)}, uses=tuple(found),
        place=found[0].place,
    )  # fmt: skip


def newest_rate(dossier: Dossier, stated: Decimal | None = None) -> Step | None:
    """The rate of the newest year that has one, or the stated one."""
    known = dossier.series[dossier.exchange].observations if dossier.exchange else ()
    newest = max((o.year for o in known), default=0)
    return rate(dossier, Years(newest, newest), stated) if newest or stated else None


def assumption(dossier: Dossier, item: str, years: Years, text: str) -> Step | None:
    """``interpolate``, or a sum such as ``USD 2072 mn``, for an item without a record."""
    plain = next(iter(dossier.definitions.values()))
    if text == "interpolate":
        return interpolated(book(whole_book(dossier), dossier, plain), item, years)
    words = text.split()
    try:
        currency, value, scale = words if len(words) == 3 else (*words, "")
    except ValueError:
        return None
    amount = stated(value)
    unit = f"{currency} {scale}".rstrip()
    if currency not in dossier.currency or not is_money(unit):
        return None
    if amount is None or amount < 0:
        return None
    return assumed_step(dossier.items[item], amount, money_of(unit), years)


def years_with_costs(dossier: Dossier) -> list[Years]:
    """The years and spans that any cost is recorded for."""
    spans = {c.years for c in dossier.costs if c.role == "value"}
    return sorted(spans, key=lambda y: (y.first, y.last))


# -- claims, bridges, all definitions ----------------------------------------------------------


def claims(dossier: Dossier) -> tuple[Verdict, ...]:
    """Every recorded claim with its verdict."""
    whole = whole_book(dossier)

    def ask(name: str, years: Years, without: frozenset[str], stated: Decimal | None) -> Share:
        terms = Terms(rate=stated, without=without)
        return share(dossier, years, dossier.definitions[name], terms, False, whole)

    return _claims.judged(dossier.claims, dossier.definitions, ask)


def bridge(dossier: Dossier, start: Share, end: Share) -> Bridge:
    """From one share to another, item by item: outlays first, then what is valued or forgone."""
    valued = {n for n, one in dossier.items.items() if one.kind in ("forgone", "imputed")}
    return _bridge.bridge(start, end, valued)


def explaining_sets(start: Share, end: Share) -> list[tuple[str, ...]]:
    """The smallest sets of differences that bring ``start`` to where ``end`` prints."""
    assert end.share.value is not None
    there = Fraction(round(end.share.value, 1))
    return _bridge.smallest_sets(start, end, there - Fraction(1, 20), there + Fraction(1, 20))


MOST_DEFINITIONS = 1 << 10
"""Definitions of a question about all of them: each is looked at, some of them many times."""


def multiverse(
    dossier: Dossier,
    years: Years,
    start: Definition,
    terms: Terms = PLAIN,
    over: Decimal | None = None,
) -> Multiverse:
    """All definitions of a year that documented switches span, with the named ones among them."""
    named = [share(dossier, years, one, terms, False) for one in dossier.definitions.values()]
    known = tuple(one for one in named if one.share.value is not None)
    home = share(dossier, years, start, terms)
    values = {one.item: one.step for s in (*known, home) for one in s.counted}
    values |= _assumed_values(dossier, terms, years)
    base, choices = _choices(dossier, home, known, values)
    if _multiverse.size(choices) > MOST_DEFINITIONS:
        raise _multiverse.TooManyDefinitionsError(_multiverse.size(choices))
    host = sum((_side(dossier, i, values, "host") for i in base), Fraction(0))
    sending = sum((_side(dossier, i, values, "sending") for i in base), Fraction(0))
    about = [(c, _claims.printed_interval(c)) for c in _about(dossier.claims, years)]
    low, high = _multiverse.extremes(choices, host, sending)
    near = [(c, held, _multiverse.nearest(choices, host, sending, *held.ends)) for c, held in about]
    edges = [
        (c, held, _multiverse.edge(choices, host, sending, *held.ends, sets))
        for c, held, sets in near
    ]
    return Multiverse(
        years=years,
        start=start.name,
        choices=tuple((c.item, tuple(o.name for o in c.options)) for c in choices),
        definitions=_multiverse.size(choices),
        low=low,
        high=high,
        named=known,
        landing=tuple(
            (c, _multiverse.landing(choices, host, sending, *held.ends)) for c, held in about
        ),
        nearest=tuple((c, sets) for c, _, sets in near),
        effects=tuple(sorted(
            _multiverse.effects(choices, host, sending), key=lambda pair: pair[1], reverse=True
        )),
        edges=tuple((c, sets) for c, _, sets in edges if sets),
        thresholds=tuple(
            (c, *found)
            for c, held, sets in (*near, *edges)
            for found in _multiverse.thresholds(choices, host, sending, *held.ends, sets)
        ),
        exchange=rate(dossier, years, terms.rate),
        over=Fraction(over) if over is not None else None,
        over_sets=_multiverse.over(choices, host, sending, Fraction(over))
        if over is not None
        else (),
        each=_multiverse.each(choices, host, sending),
    )  # fmt: skip


def _about(all_: Sequence[Claim], years: Years) -> list[Claim]:
    return [c for c in all_ if c.years == years and c.kind == "measurement" and c.of == "host"]


def _assumed_values(dossier: Dossier, terms: Terms, years: Years) -> dict[str, Step]:
    from_terms = {}
    exchange = rate(dossier, years, terms.rate)
    for item, step in terms.assume.items():
        held = step
        if exchange is not None and not step.unit.startswith(home(dossier).currency):
            held = converted(step, exchange, home(dossier))
        from_terms[item] = held
    return from_terms


def _side(dossier: Dossier, item: str, values: Mapping[str, Step], side: str) -> Fraction:
    step = values[item]
    if step.value is None or dossier.items[item].bearer != side:
        return Fraction(0)
    return Fraction(step.value)


def _choices(
    dossier: Dossier,
    home: Share,
    known: Sequence[Share],
    values: Mapping[str, Step],
) -> tuple[list[str], list[_multiverse.Choice]]:
    """What every definition counts, and a switch for each item that some count and some do not."""
    counted_in = {s.definition: {one.item for one in s.counted} for s in known}
    always = [i for i in values if counted_in and all(i in held for held in counted_in.values())]
    ours = {one.item for one in home.counted}
    switches = []
    for item, step in values.items():
        if item in always or step.value is None:
            continue
        sums = (_side(dossier, item, values, "host"), _side(dossier, item, values, "sending"))
        counted = _multiverse.Option(_multiverse.COUNTED, *sums)
        left = _multiverse.Option(_multiverse.LEFT_OUT, Fraction(0), Fraction(0))
        options = (counted, left) if item in ours else (left, counted)
        switches.append(_multiverse.Choice(item, options))
    return always, switches


def missing(
    dossier: Dossier, years: Years, definition: Definition
) -> list[tuple[Step, Decimal | None]]:
    """The unpublished items of a share, ranked by how many points each leaves open; None where
    nothing bounds it: a single figure of another year says nothing of the width."""
    held = share(dossier, years, definition)
    ranked: list[tuple[Step, Decimal | None]] = []
    for gap in held.missing:
        if str(gap.details["name"]) in dossier.items:
            rest = [g for g in held.missing if g is not gap]
            ranked.append((gap, _width(dossier, years, definition, rest)))
    return sorted(
        ranked, key=lambda pair: Decimal(101) if pair[1] is None else pair[1], reverse=True
    )


def _width(
    dossier: Dossier, years: Years, definition: Definition, rest: Sequence[Step]
) -> Decimal | None:
    """How wide the share stays when all other missing items are at the least of their bounds."""
    held = book(whole_book(dossier), dossier, definition)
    at_home = in_home(home(dossier), lambda span: rate(dossier, span, None))
    assume: dict[str, Step] = {}
    for gap in rest:
        name = str(gap.details["name"])
        ends = bounds(held, name, years, at_home)
        if not ends:
            return None
        assume[name] = ends[0]
    one = share(dossier, years, definition, Terms(assume=assume))
    if one.low is None or one.high is None or one.low == one.high:
        return None
    return one.high - one.low


def every_cost(dossier: Dossier) -> list[Step]:
    """Every recorded cost as a number that can be cited."""
    return [recorded(c, dossier.items) for c in dossier.costs]


def share_called(dossier: Dossier, name: str) -> Step | None:
    """The share, an end of its interval or a side of these, that an id names:
    ``share-official-2016``, ``share-gao-2016-low``, ``sending-gao-2016-most``."""
    named = re.fullmatch(r"(?:share|host|sending)-(.+?)-(\d{4}(?:-\d{4})?)(?:-[a-z]+)?", name)
    definition = dossier.definitions.get(named[1]) if named else None
    years = span_of(named[2]) if named else None
    if definition is None or years is None:
        return None
    one = share(dossier, years, definition)
    sums = (step for end in (one.share, *one.ends) for step in (end, *end.uses))
    return next((step for step in sums if step.id == name), None)


LONGEST_SPAN = 100
"""Years of a span; a longer one is no question about an agreement."""


def span_of(text: str) -> Years | None:
    """``2016`` or ``2016-2019``."""
    parts = text.split("-")
    if not all(p.isascii() and p.isdecimal() and len(p) == 4 for p in parts) or len(parts) > 2:
        return None
    first, last = int(parts[0]), int(parts[-1])
    return Years(first, last) if 0 <= last - first < LONGEST_SPAN else None


def every_claim(dossier: Dossier) -> list[Step]:
    """Every claimed percentage as a number that can be cited."""
    return [_claims.as_step(c) for c in dossier.claims]


# -- check a figure ----------------------------------------------------------------------------


def known_figures(dossier: Dossier, owed: Sequence[Step]) -> _figures.Known:
    """Everything recorded that a figure may be."""
    sums = [recorded_payment(p) for p in dossier.payments if p.amount is not None]
    sums += _of_terms_alone(owed, sums)
    single = [c for c in dossier.costs if c.role == "value" and c.years.first == c.years.last]
    sums += [recorded(c, dossier.items) for c in single]
    spans = [c for c in dossier.costs if c.years.first != c.years.last]
    broad = [c for c in single if _is_broader(dossier, c)]
    packages = [recorded(c, dossier.items) for c in spans]
    packages += [t for c in dossier.claims for t in _stated_totals(c)]
    packages += [
        recorded_rate(rate, dossier.assets)
        for rate in dossier.rates
        if rate.kind.endswith("-total") and rate.upper is None
    ]
    rates = (
        {o.year: o.value for o in dossier.series[dossier.exchange].observations}
        if dossier.exchange
        else {}
    )
    return _figures.Known(
        sums=sums,
        shares=[*every_claim(dossier), *every_share(dossier)],
        terms=list(_terms(dossier, owed)),
        packages=packages,
        rates=rates,
        parts={step.id: parts for step in packages if (parts := _split(dossier, step, owed))},
        broader=frozenset(c.id for c in broad),
        real=tuple(_in_real_terms(dossier, owed)),
        words=tuple(in_words(dossier)),
    )


LEAST_TOLD = Decimal(1_000_000)
"""A smaller sum in words is a rate or a count."""


def in_words(dossier: Dossier) -> Iterator[Step]:
    """The figures that stand in the words about each agreement: notes, clauses and articles."""
    for one in dossier.agreements:
        found: dict[str, Step] = {}
        for text, of in _words(one):
            for _, sentence in _figures.sentences(text.en):
                for told in _figures.figures(sentence):
                    step = _told(one, text, of, told)
                    if step is not None:
                        found.setdefault(step.id, step)
        yield from found.values()


def _words(one: Agreement) -> Iterator[tuple[Text, Agreement | Clause | Article]]:
    if one.note is not None:
        yield one.note, one
    for clause in one.clause:
        yield clause.text, clause
    for article in one.article:
        yield article.text, article


def _told(
    one: Agreement, text: Text, of: Agreement | Clause | Article, figure: _figures.Figure
) -> Step | None:
    unit, value = figure.unit, figure.value
    if unit != "percent":
        if value < LEAST_TOLD:
            return None
        scale = "bn" if value >= LEAST_TOLD * 1000 else "mn"
        unit, value = f"{unit} {scale}", value.scaleb(-SCALE[scale])
    shown = f"{value.normalize():f}"
    return Step(
        id=f"words-{one.name}-{shown}-{unit.lower().replace(' ', '-')}", name="in-words",
        value=Decimal(shown), unit=unit, status="recorded", how="in-words", note=text,
        details={"agreement": one.title, "years": " ".join(map(str, figure.years))},
        source=of.source, at=of.at, confidence=of.confidence,
        place=of.where("note") if of is one else of.place,
    )  # fmt: skip


def _of_terms_alone(owed: Sequence[Step], recorded: Sequence[Step]) -> Iterator[Step]:
    """What terms give and no payment records as agreed: then only they say it was agreed."""
    known = {(s.year, _figures.units(s)) for s in recorded if s.status == "agreed"}
    for step in owed:
        sum_ = _figures.units(step)
        if sum_ is not None and (step.status != "agreed" or (step.year, sum_) not in known):
            yield step


def _is_broader(dossier: Dossier, cost: Cost) -> bool:
    """Whether a cost of the host holds more than what the agreements say is paid."""
    bare = bare_book(dossier)
    ours = {n for n, one in dossier.items.items() if one.contribution}
    paid = frozenset().union(*(bare.leaves(name) for name in ours)) if ours else frozenset()
    names = cost.covers or (cost.item,)
    leaves = frozenset().union(*(bare.leaves(name) for name in names))
    return dossier.items[names[0]].bearer == "host" and bool(leaves & paid) and not leaves <= paid


def _split(dossier: Dossier, package: Step, owed: Sequence[Step]) -> tuple[Step, ...]:
    """A sum over several years in what the agreements give of it and what is left.

    Each year's sum is brought into the currency of the package at the average rate of that
    year, or of the last year that has one. Years without an agreed or computed sum are in the
    remainder.
    """
    span = span_of(str(package.details.get("years", "")).replace("–", "-"))
    if span is None or span.first == span.last or not is_money(package.unit):
        return ()
    wanted = money_of(package.unit)
    known: list[Step] = []
    for step in owed:
        if step.value is None or step.year is None or step.year not in span:
            continue
        exchange = rate(dossier, Years(step.year, step.year), None)
        if step.unit == package.unit:
            known.append(step)
        elif exchange is not None:
            known.append(converted(step, exchange, wanted))
    if not known or package.value is None:
        return ()
    listed = sorted({s.year for s in known if s.year is not None})
    without = [y for y in span if y not in listed]
    value = sum((s.value for s in known if s.value is not None), Decimal(0))
    details = {"years": _in_spans(listed), "without": _in_spans(without)}
    part = Step(
        id=f"{package.id}-agreed", name="package-agreed", value=value, unit=package.unit,
        status="computed", year=listed[0], how="sum", details=details, uses=tuple(known),
        place=package.place,
    )  # fmt: skip
    rest = replace(
        part, id=f"{package.id}-rest", name="package-rest", value=package.value - value,
        how="rest-of-sum", uses=(package, part),
    )  # fmt: skip
    return (part, rest)


def _in_spans(years: Sequence[int]) -> str:
    """``2026–2027, 2030``: years in order, those that follow each other as one span."""
    spans: list[Years] = []
    for year in years:
        if spans and spans[-1].last == year - 1:
            spans[-1] = Years(spans[-1].first, year)
        else:
            spans.append(Years(year, year))
    return ", ".join(map(str, spans))


PRICE_BASES = (2010, 2015, 2020)
"""Base years of the price index so far; the newest year with a rate is tried as well."""


def _in_real_terms(dossier: Dossier, owed: Sequence[Step]) -> Iterator[Step]:
    """Each year's sum in prices of the usual base years, as tables of constant prices have it."""
    if not dossier.prices:
        return
    newest = max((o.year for o in dossier.series[dossier.prices].observations), default=0)
    for step in owed:
        for base in sorted({*PRICE_BASES, newest}):
            if step.value is not None and step.year != base and step.unit == home(dossier).unit:
                held = at_prices(step, dossier.series, dossier.prices, base)
                if held is not None:
                    yield held


def _stated_totals(claim: Claim) -> list[Step]:
    if claim.total is None or claim.money is None:
        return []
    return [
        replace(_claims.as_step(claim), id=f"{claim.id}-total", value=claim.total,
                unit=claim.money.unit, how="claimed-total")
    ]  # fmt: skip


def every_share(dossier: Dossier) -> list[Step]:
    """The shares that the records give, for every definition and year."""
    whole = whole_book(dossier)
    found = []
    for years in years_with_costs(dossier):
        for definition in dossier.definitions.values():
            one = share(dossier, years, definition, PLAIN, False, whole)
            if one.share.value is not None:
                found.append(one.share)
    return found


def _terms(dossier: Dossier, owed: Sequence[Step]) -> Sequence[Step]:
    """What each agreement gives over its whole term, where every year has one sum."""
    found = []
    for agreement in dossier.agreements:
        steps = [s for s in owed if s.year in agreement.years]
        values = [s.value for s in steps if s.value is not None]
        count = agreement.years.last - agreement.years.first + 1
        if len(values) == len(steps) == count > 1 and len({s.unit for s in steps}) == 1:
            found.append(
                Step(
                    id=f"term-{agreement.name}", name="term", value=sum(values, Decimal(0)),
                    unit=steps[0].unit, year=agreement.years.first, how="sum",
                    status="assumed" if any(s.status == "assumed" for s in steps) else "computed",
                    details={"agreement": agreement.title, "years": str(agreement.years)},
                    uses=tuple(steps), place=agreement.place,
                )
            )  # fmt: skip
    return found


def check_figure(
    text: str, known: _figures.Known, in_tables: str = "{number}"
) -> tuple[Answer, ...]:
    """Every figure in a short text, answered; nothing where there is none. A number alone that is
    nothing is tried as tables have it: ``in_tables`` puts the unit of their heads to it."""
    found = tuple(
        _figures.check(one, known)
        for _, sentence in _figures.sentences(text)
        for one in _figures.figures(sentence, loose=True)
    )
    bare = text.strip()
    if [one.kind for one in found] == ["unknown"] and _is_of_a_table(bare):
        again = check_figure(in_tables.format(number=bare), known)
        if [one.kind for one in again] in (["matches"], ["package"]):
            return again
    return found


def _is_of_a_table(text: str) -> bool:
    """Whether a text is one number of four digits or more, and no year."""
    digits = text.replace(",", "").replace(".", "", 1)
    return digits.isascii() and digits.isdecimal() and len(digits) >= 4 and text != digits


def weighed(dossier: Dossier, answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """The answers to figures, each number with the claims that a sum in it was worked back from."""
    told = [finding.step for one in answers for finding in one.findings]
    judged = claims(dossier) if any(step.name == "claim" for step in told) else ()
    given = {one.claim.id: one.given for one in judged}

    def of(step: Step) -> tuple[str, ...]:
        return given.get(step.id, ()) if step.name == "claim" else worked_back_from(step)

    return tuple(
        replace(one, findings=tuple(replace(f, given=of(f.step)) for f in one.findings))
        for one in answers
    )


def check_text(text: str, known: _figures.Known) -> tuple[Answer, ...]:
    """Every figure of a longer text, with its line."""
    breaks = [at for at, letter in enumerate(text) if letter == "\n"]
    found = []
    for start, sentence in _figures.sentences(text):
        for one in _figures.figures(sentence):
            line = bisect_left(breaks, start + one.at) + 1
            found.append(replace(_figures.check(one, known), line=line))
    return tuple(found)
