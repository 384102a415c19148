"""What each item costs in a year: as recorded, as the sum of its parts, or as what a printed sum
leaves for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Context, Decimal, localcontext

from burdenshare.model.money import printed_step
from burdenshare.vocabulary import Claim, Cost, Item, Money, Step, Text, Years, doubt, least_sure

EXACT = Context(prec=40)

Contribution = Callable[[Years], Step | None]
"""The contribution of a span of years on the basis that is asked for, from the ledger."""


NESTED = 2
"""A remainder of a remainder is looked for; deeper, a cost counts as not recorded."""


@dataclass(frozen=True)
class Book:
    """What is recorded of costs, and how it is to be read."""

    items: Mapping[str, Item]
    costs: Sequence[Cost]
    claims: Mapping[Years, Sequence[Claim]]
    """Claims by the year or span they are of."""
    contribution: Contribution
    valuation: tuple[str, ...]
    assumed: Mapping[str, Step]
    sending_of: Mapping[str, tuple[str, ...]]
    """The items of the sending state that each definition counts."""

    tree: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_years: Mapping[Years, Sequence[Cost]] = field(default_factory=dict)
    leaves_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    """Claims that are under test and may imply nothing."""
    nested: int = 0
    """How many printed sums deep a remainder is being looked for."""

    def parts(self, item: str) -> tuple[str, ...]:
        return self.tree.get(item, ())

    def leaves(self, item: str) -> frozenset[str]:
        """The items without parts that an item is made of; itself, where it has none."""
        return self.leaves_of.get(item) or frozenset({item})

    def of(self, years: Years) -> Sequence[Cost]:
        """The costs of a year or span; no stocks, corrections or subsets."""
        return self.by_years.get(years, ())


def tree_of(items: Mapping[str, Item]) -> dict[str, tuple[str, ...]]:
    """The parts of each item that has any."""
    tree: dict[str, tuple[str, ...]] = {}
    for name, one in items.items():
        if one.part_of:
            tree[one.part_of] = (*tree.get(one.part_of, ()), name)
    return tree


def leaves_of(tree: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """The items without parts that each item with parts is made of."""

    def under(item: str) -> frozenset[str]:
        parts = tree.get(item, ())
        return frozenset().union(*map(under, parts)) if parts else frozenset({item})

    return {item: under(item) for item in tree}


def claims_by_years(claims: Sequence[Claim]) -> dict[Years, list[Claim]]:
    """Claims that imply a cost of the other side, by the year or span they are of."""
    held: dict[Years, list[Claim]] = {}
    for claim in claims:
        if claim.years is not None and implies(claim):
            held.setdefault(claim.years, []).append(claim)
    return held


def by_years(costs: Sequence[Cost]) -> dict[Years, list[Cost]]:
    """Costs by the year or span they are of; what is no cost of a year is left out."""
    held: dict[Years, list[Cost]] = {}
    for cost in costs:
        if cost.role == "value":
            held.setdefault(cost.years, []).append(cost)
    return held


def recorded(cost: Cost, items: Mapping[str, Item]) -> Step:
    """A recorded cost, as it stands in the file."""
    title: str | Text = items[cost.item].title if cost.item in items else "+".join(cost.covers)
    return Step(
        id=cost.id,
        name="cost",
        value=cost.amount,
        unit=cost.money.unit,
        status="recorded",
        year=cost.years.first,
        how="recorded",
        details={
            "item": title,
            "years": str(cost.years),
            "valuation": cost.valuation,
            "year_basis": cost.year_basis,
            "inferred": "yes" if cost.inferred else "",
        },
        source=cost.source,
        at=cost.at,
        note=Text(cost.note, cost.note_ko) if cost.note else None,
        confidence=cost.confidence,
        place=cost.place,
    )


def worth(book: Book, item: str, years: Years, ahead: frozenset[str] = frozenset()) -> Step | None:
    """The cost of ``item``: recorded, summed, left over from a printed sum, or worked back.

    None when the record does not say. ``ahead`` holds the items being asked for already, so
    that no item is worked out from itself.
    """
    if item in ahead:
        return None
    ahead = ahead | {item}
    if item in book.assumed:
        return book.assumed[item]
    parts = {name: worth(book, name, years, ahead) for name in book.parts(item)}
    known = [step for step in parts.values() if step is not None]
    if parts and len(known) == len(parts):
        return _summed(book, item, years, known)
    whole = _preferred(book, item, years, ahead)
    if whole is not None and known and _meet(whole, known):
        return _summed(book, item, years, known)
    return whole or _worked_back(book, item, years)


def _preferred(book: Book, item: str, years: Years, ahead: frozenset[str]) -> Step | None:
    """A record of the item itself, or what a printed sum leaves for it, by the valuation that
    is wanted most; of others, the surest."""
    own = _records(book, item, years)
    sums = list(_sums_with(book, item, years))
    others = [v for v, _ in own] + [c.valuation for c in sums]
    for wanted in dict.fromkeys((*book.valuation, *others)):
        for valuation, step in own:
            if valuation == wanted:
                return _with_rivals(step, [s for _, s in own])
        for cost in sums:
            if cost.valuation == wanted and (left := _left_over(book, item, cost, ahead)):
                return left
    return None


def _records(book: Book, item: str, years: Years) -> list[tuple[str, Step]]:
    """The records of an item, the surest first, each with its valuation."""
    found = [c for c in book.of(years) if c.item == item]
    ranked = sorted(found, key=lambda c: doubt(c.confidence))
    steps = [(c.valuation, recorded(c, book.items)) for c in ranked]
    if book.items[item].contribution and (paid := book.contribution(years)) is not None:
        steps.append(("payments", paid))
    return steps


def _with_rivals(step: Step, all_: Iterable[Step]) -> Step:
    return replace(step, rivals=tuple(one for one in all_ if one.id != step.id))


def _summed(book: Book, item: str, years: Years, parts: Sequence[Step]) -> Step | None:
    units = {part.unit for part in parts}
    if len(units) != 1:
        return None
    return _made(
        book, item, years, "sum", sum((p.value for p in parts if p.value), Decimal(0)), parts
    )


def _left_over(book: Book, item: str, cost: Cost, ahead: frozenset[str]) -> Step | None:
    """What a printed sum leaves for the item, when everything else in it is known.

    The records decide first: an assumption about one part does not change what they leave for
    another. Only a part without a record is filled by what is assumed.
    """
    if book.nested >= NESTED:
        return None
    if book.assumed:
        recorded_alone = _left_over(replace(book, assumed={}), item, cost, ahead)
        if recorded_alone is not None:
            return recorded_alone
    covers = cost.covers or book.parts(cost.item)
    scoped = replace(book, valuation=(cost.valuation, *book.valuation), nested=book.nested + 1)
    known: list[Step] = []
    for name in covers:
        if name != item:
            other = worth(scoped, name, cost.years, ahead)
            if other is None or other.unit != cost.money.unit:
                return None
            known.append(other)
    total = recorded(cost, book.items)
    value = cost.amount - sum((o.value for o in known if o.value is not None), Decimal(0))
    return _made(book, item, cost.years, "rest-of-sum", value, (total, *known))


def _sums_with(book: Book, item: str, years: Years) -> Iterable[Cost]:
    parent = book.items[item].part_of
    for cost in book.of(years):
        if item in cost.covers or (parent and cost.item == parent):
            yield cost


def _meet(whole: Step, parts: Sequence[Step]) -> bool:
    """Whether the parts make the printed whole, to the unit in which each is printed."""
    if {p.unit for p in parts} != {whole.unit} or whole.value is None:
        return False
    gap = abs(whole.value - sum((p.value for p in parts if p.value), Decimal(0)))
    printed = whole.uses[0].value if whole.how == "rest-of-sum" else whole.value
    return gap <= printed_step(printed or whole.value)


def _worked_back(book: Book, item: str, years: Years) -> Step | None:
    """The sending side that a published share implies, by a claim that is not under test."""
    claims = [
        claim
        for claim in book.claims.get(years, ())
        if claim.id not in book.without and book.sending_of.get(claim.definition) == (item,)
    ]
    ranked = sorted(claims, key=lambda c: (c.host is None, doubt(c.confidence), -len(str(c.low))))
    return worked_back(ranked[0], book.items[item]) if ranked else None


def implies(claim: Claim) -> bool:
    """Whether a claim prints a share and a sum, so that the other side follows."""
    return (
        claim.kind == "measurement"
        and claim.low is not None
        and claim.low == claim.high
        and claim.money is not None
        and (claim.host is not None or claim.total is not None)
    )


def worked_back(claim: Claim, item: Item) -> Step:
    """The sum that a claim's own share and printed sum imply for the other side."""
    assert claim.low is not None
    assert claim.money is not None
    share = claim.low if claim.of == "host" else 100 - claim.low
    half = printed_step(claim.low) / 2
    with localcontext(EXACT):
        value, low, high = (_implied(claim, s) for s in (share, share + half, share - half))
    return Step(
        id=f"{item.name}-worked-back-from-{claim.id}",
        name="cost",
        value=value,
        unit=claim.money.unit,
        status="derived",
        year=claim.years.first if claim.years else None,
        how="worked-back",
        details={
            "item": item.title,
            "claim": claim.id,
            "share": str(share),
            "low": str(round(low, 1)),
            "high": str(round(high, 1)),
            "years": str(claim.years),
            "valuation": "worked back",
        },
        source=claim.source,
        at=claim.at,
        confidence="low" if claim.host is None else "medium",
        place=claim.place,
    )


def _implied(claim: Claim, share: Decimal) -> Decimal:
    if claim.host is not None:
        return claim.host * (100 - share) / share
    assert claim.total is not None
    return claim.total * (100 - share) / 100


def _made(
    book: Book, item: str, years: Years, how: str, value: Decimal, uses: Sequence[Step]
) -> Step:
    return Step(
        id=f"{item}-{years.first}-{how}",
        name="cost",
        value=value,
        unit=uses[0].unit,
        status="computed",
        year=years.first,
        how=how,
        details={
            "item": book.items[item].title,
            "years": str(years),
            "valuation": str(uses[0].details.get("valuation", "")),
            "year_basis": str(uses[0].details.get("year_basis", "")),
        },
        uses=tuple(uses),
        confidence=least_sure(*(u.confidence for u in uses)),
        place=uses[0].place,
    )


def assumed_step(item: Item, value: Decimal, money: Money, years: Years) -> Step:
    """A sum that the reader assumes for an item without a record."""
    return Step(
        id=f"{item.name}-{years.first}-assumed",
        name="cost",
        value=value,
        unit=money.unit,
        status="assumed",
        year=years.first,
        how="assumed",
        details={"item": item.title, "years": str(years), "valuation": "assumed"},
        confidence="low",
        place=item.place,
    )


def interpolated(book: Book, item: str, years: Years) -> Step | None:
    """A straight line between the nearest recorded years before and after, as an assumption."""
    single = [c for c in book.costs if c.item == item and c.years.first == c.years.last]
    before = [c for c in single if c.years.first < years.first and c.role == "value"]
    after = [c for c in single if c.years.first > years.first and c.role == "value"]
    if not before or not after or years.first != years.last:
        return None
    low = _nearest(before, max(c.years.first for c in before))
    high = _nearest(after, min(c.years.first for c in after))
    if low.money != high.money:
        return None
    part = Decimal(years.first - low.years.first) / (high.years.first - low.years.first)
    value = low.amount + (high.amount - low.amount) * part
    return Step(
        id=f"{item}-{years.first}-interpolated",
        name="cost",
        value=value,
        unit=low.money.unit,
        status="assumed",
        year=years.first,
        how="interpolated",
        details={"item": book.items[item].title, "years": str(years), "valuation": "assumed"},
        uses=(recorded(low, book.items), recorded(high, book.items)),
        confidence="low",
        place=low.place,
    )


def _nearest(costs: Sequence[Cost], year: int) -> Cost:
    """Of several figures of a year, that of the latest document: printed a year later, say."""
    of_year = [c for c in costs if c.years.first == year]
    return next((c for c in of_year if c.valuation.endswith("later")), of_year[0])


InHome = Callable[[Step], Step | None]
"""A sum in the home currency, at the rate of its own year; None without a rate."""

WINDOW = 10
"""Years before and after within which recorded figures bound a missing one."""


def bounds(book: Book, item: str, years: Years, in_home: InHome) -> tuple[Step, ...]:
    """The least and the greatest figure recorded within ten years, or that a printed sum leaves.

    Figures in two currencies are compared in the home currency, each at the rate of its year.

    A figure worked back from somebody's claim bounds nothing: it would carry the claim to years
    of which it says nothing. A single year bounds no sum over several.
    """
    if years.first != years.last:
        return ()
    near = range(years.first - WINDOW, years.last + WINDOW + 1)
    found = [
        recorded(c, book.items)
        for c in book.costs
        if c.item == item and c.role == "value" and c.years.first == c.years.last
        and c.years.first in near
    ]  # fmt: skip
    for year in near:
        step = worth(book, item, Years(year, year))
        if step is not None and "claim" not in step.details:
            found.append(step)
    if len({step.unit for step in found}) > 1:
        found = [held for step in found if (held := in_home(step)) is not None]
    if not found:
        return ()
    ordered = sorted(found, key=lambda s: s.value or Decimal(0))
    return (ordered[0], ordered[-1])
