"""A share is two sums and a quotient; the definition says what is in the sums."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal, localcontext

from burdenshare.model.costs import EXACT, Book, InHome, bounds, recorded, worth
from burdenshare.model.money import converted, money_of
from burdenshare.vocabulary import (
    NOWHERE,
    Counted,
    Definition,
    Money,
    Share,
    Step,
    Text,
    Years,
    least_sure,
    worked_back_from,
)

TENTH = Decimal("0.1")

Rate = Callable[[Years], Step | None]
"""The exchange rate of a span of years."""


def counted_leaves(definition: Definition, book: Book) -> dict[str, Text]:
    """Every leaf that the definition counts, with the reason."""
    found: dict[str, Text] = {}
    for block in definition.count:
        for item in block.items:
            if item in book.items:
                found.update(dict.fromkeys(sorted(book.leaves(item)), block.because))
    return found


def nodes(book: Book, leaves: Iterable[str]) -> list[str]:
    """The items that together make ``leaves``, each as large as can be."""
    wanted = frozenset(leaves)
    roots = [name for name, one in book.items.items() if not one.part_of]

    def under(item: str) -> Iterable[str]:
        own = book.leaves(item)
        if own <= wanted:
            yield item
        elif own & wanted:
            for part in book.parts(item):
                yield from under(part)

    return [name for root in roots for name in under(root)]


def share(
    definition: Definition,
    book: Book,
    years: Years,
    home: Money,
    rate: Rate,
    bounded: bool = True,
) -> Share:
    """The host's part, in percent, of what both sides bear under ``definition``.

    Sums are in the money of the records where all have the same, else in ``home`` at ``rate``.
    With ``bounded`` an item without a record is given the bounds of its other years.
    """
    reasons = counted_leaves(definition, book)
    held: list[tuple[str, Step]] = []
    missing: list[Step] = []
    for node in nodes(book, reasons):
        for item, step in _pieces(book, node, years):
            if step is None:
                missing.append(_missing(book, item, years))
            else:
                held.append((item, step))
    _take_sums(book, years, frozenset(reasons), held, missing)
    units = {step.unit for _, step in held}
    one_money = money_of(next(iter(units))) if len(units) == 1 else home
    exchange = rate(years) if len(units) > 1 else None
    if len(units) > 1 and exchange is None:
        missing.append(_no_rate(years))
    counted = tuple(
        Counted(
            item=item,
            bearer=book.items[item].bearer,
            step=_in_money(step, one_money, exchange),
            because=_reason(book, item, reasons),
        )
        for item, step in held
    )
    wanted = rate if bounded else None
    return _result(definition.name, years, counted, tuple(missing), book, one_money, wanted)


def _take_sums(
    book: Book,
    years: Years,
    wanted: frozenset[str],
    held: list[tuple[str, Step]],
    missing: list[Step],
) -> None:
    """Where parts are missing, a printed sum of just such items stands for all of them."""
    for cost in book.of(years):
        if not cost.covers:
            continue
        leaves = frozenset().union(*(book.leaves(name) for name in cost.covers))
        sides = {book.items[name].bearer for name in cost.covers}
        gaps = [gap for gap in missing if book.leaves(str(gap.details["name"])) <= leaves]
        if not gaps or len(sides) != 1 or not leaves <= wanted:
            continue
        held[:] = [(item, step) for item, step in held if not book.leaves(item) <= leaves]
        missing[:] = [gap for gap in missing if gap not in gaps]
        held.append((cost.covers[0], recorded(cost, book.items)))


def _pieces(book: Book, node: str, years: Years) -> list[tuple[str, Step | None]]:
    """An item whole, or the parts that were added up to make it."""
    step = worth(book, node, years)
    parts = book.parts(node)
    if step is None and not any(worth(book, leaf, years) for leaf in book.leaves(node)):
        return [(node, None)]
    if not parts or (step is not None and (step.how != "sum" or not book.items[node].by_parts)):
        return [(node, step)]
    told = [part for part in parts if step is None or worth(book, part, years) is not None]
    return [piece for part in told for piece in _pieces(book, part, years)]


def _in_money(step: Step, money: Money, rate: Step | None) -> Step:
    if step.unit == money.unit or rate is None:
        return step
    held = money_of(step.unit)
    if held.currency == money.currency:
        return step
    return converted(step, rate, money)


def in_home(money: Money, rate: Rate) -> InHome:
    """What brings a sum into ``money`` at the rate of its own year."""

    def brought(step: Step) -> Step | None:
        year = step.year or 0
        exchange = rate(Years(year, year))
        return _in_money(step, money, exchange) if exchange is not None else None

    return brought


def _reason(book: Book, item: str, reasons: Mapping[str, Text]) -> Text | None:
    return next((reasons[leaf] for leaf in sorted(book.leaves(item)) if leaf in reasons), None)


def _missing(book: Book, item: str, years: Years) -> Step:
    return Step(
        id=f"{item}-{years.first}-missing",
        name="cost",
        value=None,
        unit="",
        status="missing",
        year=years.first,
        gap="not-published",
        how="nothing-recorded",
        details={"item": book.items[item].title, "years": str(years), "name": item},
        place=book.items[item].place,
    )


def _no_rate(years: Years) -> Step:
    return Step(
        id=f"rate-{years.first}-missing",
        name="rate",
        value=None,
        unit="",
        status="missing",
        year=years.first,
        gap="not-published",
        how="nothing-recorded",
        details={"years": str(years), "name": "rate"},
    )


def _result(
    name: str,
    years: Years,
    counted: tuple[Counted, ...],
    missing: tuple[Step, ...],
    book: Book,
    money: Money,
    rate: Rate | None,
) -> Share:
    host = _side(name, years, "host", counted, money)
    sending = _side(name, years, "sending", counted, money)
    complete = not missing and host.value is not None and sending.value is not None
    value = quotient(host.value, sending.value) if complete else None
    steps = [one.step for one in counted]
    details: dict[str, str | Text] = {"definition": name, "years": str(years)}
    ends: tuple[Step, ...] = ()
    used: tuple[Step, ...] = ()
    if rate is not None:
        ends, used = _interval((host, sending), details, missing, book, years, money, rate)
    low, high = (end.value for end in ends) if ends else (None, None)
    host, sending = (_known(side, missing, book) for side in (host, sending))
    if missing:
        details |= _lacking(missing, book)
    bases = {str(s.details.get("year_basis")) for s in _all(steps)} - {"", "None"}
    return Share(
        definition=name,
        years=years,
        share=_of_sides(
            "share",
            value,
            (host, sending),
            details | _ends_told(ends),
            years,
            least_sure("high", *(s.confidence for s in steps)),
        ),
        host=host,
        sending=sending,
        counted=counted,
        missing=missing,
        low=low,
        high=high,
        ends=ends,
        bounds=used,
        derived_from=worked_back_from(*steps),
        inferred=any(s.details.get("inferred") for s in _all([*steps, *used])),
        mixed_years=len(bases) > 1,
    )


def _known(side: Step, missing: Sequence[Step], book: Book) -> Step:
    """A side with an item missing has no sum: what is recorded of it is not the whole."""
    own = [
        gap for gap in missing
        if (item := book.items.get(str(gap.details["name"]))) and f"{item.bearer}-side" == side.name
    ]  # fmt: skip
    if not own:
        return side
    details = {**side.details, **_lacking(own, book)}
    return replace(side, value=None, status="missing", gap="not-published", details=details)


def _lacking(missing: Sequence[Step], book: Book) -> dict[str, Text]:
    """The items that are not recorded, by title, among the details of what lacks them."""
    names = [str(gap.details["name"]) for gap in missing]
    titles = [book.items[name].title for name in names if name in book.items]
    told = Text(", ".join(t.en for t in titles), ", ".join(t.ko for t in titles))
    return {"lacks": told} if titles else {}


def _all(steps: Iterable[Step]) -> Iterable[Step]:
    for step in steps:
        yield step
        yield from _all(step.uses)


def _span(years: Years) -> str:
    """A span as ids have it: ``2016``, ``2016-2019``."""
    return str(years).replace("–", "-")


def _side(name: str, years: Years, side: str, counted: Sequence[Counted], money: Money) -> Step:
    own = [one.step for one in counted if one.bearer == side]
    whole = all(step.unit == money.unit for step in own)
    return Step(
        id=f"{side}-{name}-{_span(years)}",
        name=f"{side}-side",
        value=sum((s.value for s in own if s.value is not None), Decimal(0)) if whole else None,
        unit=money.unit,
        status="computed",
        year=years.first,
        how="sum",
        details={"years": str(years)},
        uses=tuple(own),
        confidence=least_sure("high", *(s.confidence for s in own)),
        place=own[0].place if own else NOWHERE,
    )


def quotient(host: Decimal | None, sending: Decimal | None) -> Decimal | None:
    """Host ÷ (host + sending), in percent, to forty digits."""
    if host is None or sending is None or host + sending == 0:
        return None
    with localcontext(EXACT):
        return host / (host + sending) * 100


def _interval(
    sides: tuple[Step, Step],
    details: Mapping[str, str | Text],
    missing: Sequence[Step],
    book: Book,
    years: Years,
    money: Money,
    rate: Rate,
) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """The least and the greatest share when each missing item lies between its bounds, and these
    bounds; nothing where one of them is not known."""
    exchange = rate(years)
    if not missing or exchange is None or any(side.value is None for side in sides):
        return (), ()
    added: dict[tuple[str, str], list[Step]] = {}
    used: list[Step] = []
    for gap in missing:
        item = book.items.get(str(gap.details["name"]))
        found = bounds(book, item.name, years, in_home(money, rate)) if item is not None else ()
        if item is None or not found:
            return (), ()
        used.extend(found)
        for which, step in zip(("least", "most"), found, strict=True):
            added.setdefault((f"{item.bearer}-side", which), []).append(
                _in_money(step, money, exchange)
            )
    if any(step.value is None for steps in added.values() for step in steps):
        return (), ()
    host, sending = (
        {
            which: _with(side, which, added.get((side.name, which), ()))
            for which in ("least", "most")
        }
        for side in sides
    )
    low = _end("low", host["least"], sending["most"], details, years)
    high = _end("high", host["most"], sending["least"], details, years)
    return (low, high), tuple(used)


def _ends_told(ends: Sequence[Step]) -> dict[str, str]:
    """The ends of an interval for a sentence: both to a tenth, and their ids."""
    told: dict[str, str] = {}
    for key, end in zip(("low", "high"), ends, strict=False):
        if end.value is not None:
            told[key] = f"{end.value.quantize(TENTH, rounding=ROUND_HALF_UP)}"
            told[f"{key}_id"] = end.id
    return told


def _with(side: Step, which: str, added: Sequence[Step]) -> Step:
    """A side with what is missing of it at its ``least`` or ``most``."""
    if not added:
        return side
    values = [step.value for step in (side, *added) if step.value is not None]
    return replace(
        side,
        id=f"{side.id}-{which}",
        name=f"{side.name}-{which}",
        value=sum(values, Decimal(0)),
        uses=(*side.uses, *added),
        confidence=least_sure(side.confidence, *(step.confidence for step in added)),
        place=side.place if side.uses else added[0].place,
    )


def _end(
    which: str, host: Step, sending: Step, details: Mapping[str, str | Text], years: Years
) -> Step:
    """The least (``low``) or the greatest (``high``) share, of sides that are bounded so."""
    sure = least_sure(host.confidence, sending.confidence)
    value = quotient(host.value, sending.value)
    return _of_sides(f"share-{which}", value, (host, sending), dict(details), years, sure)


def _of_sides(
    name: str, value: Decimal | None, sides: tuple[Step, Step],
    details: Mapping[str, str | Text], years: Years, confidence: str,
) -> Step:  # fmt: skip
    """A share, or an end of its interval, of the sides that it is the quotient of."""
    return Step(
        id=f"share-{details['definition']}-{_span(years)}{name.removeprefix('share')}",
        name=name, value=value, unit="percent",
        status="computed" if value is not None else "missing", year=years.first,
        gap=None if value is not None else "not-published", how="share", details=details,
        uses=sides, confidence=confidence, place=sides[0].place,
    )  # fmt: skip
