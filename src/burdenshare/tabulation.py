"""Everything a dossier holds, as plain tables: what is written, and what the program makes of it.

The columns of what is written come from the nouns of ``vocabulary``, with what each field means;
those of what is computed from the rows below.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

from burdenshare import accounting, study
from burdenshare.read.structure import Slot, form
from burdenshare.show import data, explain
from burdenshare.show.amounts import Numbers
from burdenshare.show.package.tables import Field, Kind, Package, Table, Value
from burdenshare.show.words import words
from burdenshare.vocabulary import (
    Agreement,
    Article,
    Asset,
    Category,
    CategoryTitle,
    Claim,
    Clause,
    Contribution,
    Conversion,
    Correlation,
    Cost,
    Count,
    Counting,
    Currency,
    Definition,
    Deployment,
    Dossier,
    Driver,
    Envelope,
    Escalator,
    Event,
    Exercise,
    Item,
    Key,
    Metered,
    Money,
    Observation,
    Occasion,
    Opinion,
    Payment,
    PerHead,
    Position,
    Posture,
    Rate,
    Renewal,
    Round,
    Route,
    Series,
    Source,
    Statement,
    Step,
    StressPath,
    Talks,
    Test,
    Text,
    Variant,
    Written,
    Years,
    digest,
)

# -- rows that the program makes -----------------------------------------------------------------


@dataclass(frozen=True)
class Citing:
    """A record that rests on a document."""

    table_name: Annotated[str, "table of the record"]
    record: Annotated[str, "key of the record in that table"]
    position: Annotated[int, "1 for the document named first"]
    source: Annotated[str, "id of the document"]


@dataclass(frozen=True)
class Number:
    """A number as the program has it."""

    id: Annotated[str, "id by which `burdenshare explain` knows it"]
    name: Annotated[str, "what kind of number it is"]
    title: Annotated[str, "what it is, in English"]
    title_ko: Annotated[str, "what it is, in Korean"]
    year: Annotated[int | None, "the year it is of"]
    value: Annotated[Decimal | None, "its value; empty where `gap` says why, or it has parts"]
    unit: Annotated[str, "its unit: KRW bn is billions of won, percent is percent"]
    status: Annotated[str, "agreed, budgeted, executed and the like; computed, assumed, claimed"]
    gap: Annotated[str, "why there is no value"]
    how: Annotated[str, "how it was made, in a word"]
    made: Annotated[str, "how it was made, in English"]
    made_ko: Annotated[str, "how it was made, in Korean"]
    confidence: Annotated[str, "how sure the least sure of its records is"]
    documents: Annotated[str, "ids of its documents, parted by ;"]
    at: Annotated[str, "where in the document"]
    place: Annotated[str, "file and line where it, or the first of its inputs, is written"]
    note: Annotated[str, "what a reader should know, in English"]
    note_ko: Annotated[str, "the same in Korean"]


@dataclass(frozen=True)
class NumberSource:
    """A document that a number rests on."""

    number: Annotated[str, "id of the number"]
    position: Annotated[int, "1 for the document named first"]
    source: Annotated[str, "id of the document"]


@dataclass(frozen=True)
class NumberUse:
    """A number that another was made from."""

    number: Annotated[str, "id of the number that was made"]
    position: Annotated[int, "its place among the inputs, from 1"]
    uses: Annotated[str, "id of the number it was made from"]


@dataclass(frozen=True)
class Owed:
    """The sum of a year by an agreement or a proposal."""

    agreement: Annotated[str, "name of the agreement or proposal"]
    year: Annotated[int, "the year"]
    tranche: Annotated[str, "name of the part, where the sum has parts; `whole` where not"]
    number: Annotated[str, "id of the number"]
    value: Annotated[Decimal | None, "the sum; empty where a figure is not known yet"]
    unit: Annotated[str, "its unit"]
    status: Annotated[str, "agreed, computed from the rule, or proposed"]
    gap: Annotated[str, "why there is no sum"]


@dataclass(frozen=True)
class YearRow:
    """A year as `burdenshare payments` shows it."""

    year: Annotated[int, "the year"]
    agreement: Annotated[str, "names of the agreements that govern it, parted by ;"]
    number: Annotated[str | None, "id of its whole sum"]
    value: Annotated[Decimal | None, "its whole sum in one currency, where there is one"]
    unit: Annotated[str, "its unit"]
    percent_of_budget: Annotated[Decimal | None, "part of the host's defence budget, in percent"]


@dataclass(frozen=True)
class CellRow:
    """What is recorded of a year under a status: the figure that `burdenshare payments` shows."""

    year: Annotated[int, "the year"]
    status: Annotated[str, "what the sum is"]
    number: Annotated[str | None, "id of the number"]
    value: Annotated[Decimal | None, "the sum; empty where it has parts or there is none"]
    unit: Annotated[str, "its unit"]
    rivals: Annotated[int, "how many other figures there are for the same"]


@dataclass(frozen=True)
class ShareRow:
    """The host's share of a year under a definition, as `burdenshare share` gives it."""

    definition: Annotated[str, "name of the definition"]
    first_year: Annotated[int, "the year, or the first of a span"]
    last_year: Annotated[int, "the year, or the last of a span"]
    number: Annotated[str | None, "id of the share"]
    share: Annotated[Decimal | None, "percent; empty where an item that counts is not recorded"]
    host: Annotated[Decimal | None, "the host's sum"]
    sending: Annotated[Decimal | None, "the sending state's sum"]
    unit: Annotated[str, "unit of both sums"]
    missing: Annotated[str, "items that are not recorded, parted by ;"]
    derived_from: Annotated[str, "claims from which a figure was worked back: no test of them"]


@dataclass(frozen=True)
class VerdictRow:
    """A claim beside what the records give."""

    claim: Annotated[str, "id of the claim"]
    verdict: Annotated[str, "reproduced, other-definition, by-construction and so on"]
    basis: Annotated[str, "records, or the claim's own figures"]
    why: Annotated[str, "why it cannot be reproduced"]
    definition: Annotated[str | None, "definition under which the records were asked"]
    share: Annotated[Decimal | None, "what the records give, in percent"]
    own_share: Annotated[Decimal | None, "what the figures printed with it give, in percent"]
    others: Annotated[str, "definitions under which it comes out, parted by ;"]
    missing: Annotated[str, "items that are not recorded, parted by ;"]


@dataclass(frozen=True)
class TrialRow:
    """A year of the back-test."""

    agreement: Annotated[str, "name of the agreement"]
    year: Annotated[int, "the year"]
    kind: Annotated[str, "formula, announced or computed"]
    computed: Annotated[Decimal | None, "what the terms give, where it is one sum"]
    printed: Annotated[Decimal | None, "what the document prints"]
    unit: Annotated[str, "unit of both"]
    verdict: Annotated[str, "reproduced, not-reproduced or no-record"]
    expected: Annotated[str, "what was expected"]


# -- tables of what is written -------------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """A table of written records: the noun, what stands before its fields, and its rows."""

    name: str
    noun: Any
    before: tuple[Field, ...]
    rows: Sequence[tuple[tuple[Value, ...], Any]]
    id: Callable[[Any, tuple[Value, ...]], str] | None = None
    """Makes the id of a record; without one its first column is its key."""


LEADS = {
    ("agreements", "after"): ("agreements", "name"),
    ("categories", "part_of"): ("categories", "name"),
    ("claims", "definition"): ("definitions", "name"),
    ("contributions", "category"): ("categories", "name"),
    ("costs", "item"): ("items", "name"),
    ("deployments", "exercise"): ("exercises", "id"),
    ("drivers", "follows"): ("series", "name"),
    ("items", "part_of"): ("items", "name"),
    ("payments", "agreement"): ("agreements", "name"),
    ("payments", "category"): ("categories", "name"),
    ("renewals", "agreement"): ("agreements", "name"),
    ("series", "growth_of"): ("series", "name"),
    ("series", "posture"): ("postures", "name"),
    ("term_categories", "name"): ("categories", "name"),
    ("tests", "against"): ("sources", "id"),
    ("tests", "agreement"): ("agreements", "name"),
    ("variants", "agreement"): ("agreements", "name"),
    ("citations", "source"): ("sources", "id"),
    ("number_sources", "number"): ("numbers", "id"),
    ("number_sources", "source"): ("sources", "id"),
    ("number_uses", "number"): ("numbers", "id"),
    ("number_uses", "uses"): ("numbers", "id"),
    ("owed", "agreement"): ("agreements", "name"),
    ("owed", "number"): ("numbers", "id"),
    ("years", "number"): ("numbers", "id"),
    ("ledger", "year"): ("years", "year"),
    ("ledger", "number"): ("numbers", "id"),
    ("shares", "definition"): ("definitions", "name"),
    ("shares", "number"): ("numbers", "id"),
    ("verdicts", "claim"): ("claims", "id"),
    ("verdicts", "definition"): ("definitions", "name"),
    ("backtest", "agreement"): ("agreements", "name"),
}
"""What a column names: a table and the column of it."""


def _named(about: str) -> tuple[Field, ...]:
    return (Field("name", "string", about, needed=True),)


def _of(about: str, table: str) -> tuple[Field, ...]:
    return (Field(about, "string", f"name of the {about}", True, leads=(table, "name")),)


def _hashed(prefix: str) -> Callable[[Any, tuple[Value, ...]], str]:
    """An id made of the content: the same wherever the record stands in its file."""

    def made(one: Any, before: tuple[Value, ...]) -> str:
        content = [getattr(one, slot) for slot in form(type(one))]
        return (
            f"{prefix}-{before[0]}-{digest(content)}" if before else f"{prefix}-{digest(content)}"
        )

    return made


def _own(one: Any, _: tuple[Value, ...]) -> str:
    return str(one.id)


TERMS: tuple[tuple[str, Any, str], ...] = (
    ("events", Event, "event"), ("contributions", Contribution, "contribution"),
    ("escalators", Escalator, "escalator"), ("per_head_terms", PerHead, "per_head"),
    ("metered_terms", Metered, "metered"), ("envelopes", Envelope, "envelope"),
    ("keys", Key, "key"), ("term_categories", Category, "category"),
    ("clauses", Clause, "clause"), ("articles", Article, "article"),
)  # fmt: skip
"""Blocks of an agreement: their table, their noun, and the field that holds them."""
SAID: tuple[tuple[str, Any, str], ...] = (
    ("rounds", Round, "round"), ("positions", Position, "position"),
    ("statements", Statement, "statement"), ("occasions", Occasion, "occasion"),
    ("opinions", Opinion, "opinion"),
)  # fmt: skip
"""The same of talks."""


def _written(dossier: Dossier) -> Iterator[Kept]:
    """Every table of records, in the order in which they are best read."""
    agreements = (*dossier.agreements, *dossier.proposals)
    kind = Field("kind", "string", "whether it was signed or proposed", True,
                 ("agreement", "proposal"))  # fmt: skip

    def under(name: str, noun: Any, key: str) -> Kept:
        rows = [((one.name,), each) for one in agreements for each in getattr(one, key)]
        return Kept(name, noun, _of("agreement", "agreements"), rows, _hashed(key))

    def within(name: str, noun: Any, key: str) -> Kept:
        rows = [
            ((one,), each) for one, held in dossier.talks.items() for each in getattr(held, key)
        ]
        return Kept(name, noun, _of("talks", "talks"), rows, _hashed(key))

    def called(name: str, noun: Any, held: Mapping[str, Any]) -> Kept:
        rows = [((key,), one) for key, one in held.items()]
        return Kept(name, noun, _named("its name in the dossier"), rows)

    yield Kept("sources", Source, (), [((), one) for one in dossier.sources.values()])
    yield called("currencies", Currency, dossier.currency)
    yield called("categories", CategoryTitle, dossier.category)
    yield called("items", Item, dossier.items)
    yield called("definitions", Definition, dossier.definitions)
    yield Kept(
        "counted", Counting,
        (*_of("definition", "definitions"),
         Field("counts", "boolean", "whether the items are counted or left out", True)),
        [((name, counts), each) for name, one in dossier.definitions.items()
         for counts, held in ((True, one.count), (False, one.leave_out)) for each in held],
        _hashed("counting"),
    )  # fmt: skip
    signed = {one.name for one in dossier.agreements}
    yield Kept(
        "agreements", Agreement, (*_named("name of its file"), kind),
        [((one.name, "agreement" if one.name in signed else "proposal"), one)
         for one in agreements],
    )  # fmt: skip
    for name, noun, key in TERMS:
        yield under(name, noun, key)
    yield Kept("payments", Payment, (), [((), one) for one in dossier.payments], _own)
    yield Kept("costs", Cost, (), [((), one) for one in dossier.costs], _own)
    yield Kept("claims", Claim, (), [((), one) for one in dossier.claims])
    yield called("series", Series, dossier.series)
    yield Kept(
        "observations", Observation, _of("series", "series"),
        [((name,), seen) for name, one in dossier.series.items() for seen in one.observations],
        lambda seen, before: f"{before[0]}-{seen.year}-{seen.vintage}",
    )  # fmt: skip
    yield called("assets", Asset, dossier.assets)
    yield called("postures", Posture, dossier.postures)
    yield Kept("routes", Route, (), [((), one) for one in dossier.routes], _hashed("route"))
    yield Kept("rates", Rate, (), [((), one) for one in dossier.rates], _own)
    yield Kept("exercises", Exercise, (), [((), one) for one in dossier.exercises])
    yield Kept("deployments", Deployment, (), [((), one) for one in dossier.deployments], _own)
    yield Kept("counts", Count, (), [((), one) for one in dossier.counts], _hashed("count"))
    yield called("talks", Talks, dossier.talks)
    for name, noun, key in SAID:
        yield within(name, noun, key)
    yield Kept("tests", Test, (), [((), one) for one in dossier.tests], _hashed("test"))
    yield Kept("variants", Variant, (), [((), one) for one in dossier.variants], _hashed("variant"))
    yield called("drivers", Driver, dossier.drivers)
    yield Kept("renewals", Renewal, (), [((), one) for one in dossier.renewals], _hashed("renewal"))
    yield Kept(
        "correlations", Correlation, (), [((), one) for one in dossier.correlations],
        _hashed("correlation"),
    )  # fmt: skip
    yield called("paths", StressPath, dossier.paths)


CARRIED = tuple(form(Written))
"""What every record carries stands behind what is its own."""
ID = Field("id", "string", "short name, made of the content of the record", needed=True)
PLACE = Field("place", "string", "file and line where it is written", needed=True)


def _table(kept: Kept) -> Table:
    slots = [slot for slot in form(kept.noun).values() if not _is_nested(slot)]
    names = {one.name for one in kept.before}
    slots = [slot for slot in slots if slot.name not in names]
    slots.sort(key=lambda slot: (slot.name != "id", slot.name in CARRIED))
    columns = [field for slot in slots for field in _fields(slot, kept.noun)]
    head = (ID,) if kept.id else ()
    rows: list[tuple[Value, ...]] = []
    seen: set[str] = set()
    for before, one in kept.rows:
        told = [value for slot in slots for value in _values(getattr(one, slot.name), slot)]
        made = (_once(kept.id(one, before), seen),) if kept.id else ()
        rows.append((*made, *before, *told, str(one.place)))
    listed = [_led(kept.name, one) for one in (*head, *kept.before, *columns, PLACE)]
    return _titled(kept.name, listed, rows, (listed[0].name,))


def _once(name: str, seen: set[str]) -> str:
    """The id, or with a number behind it where a record says the same once more."""
    copies, unique = 1, name
    while unique in seen:
        copies += 1
        unique = f"{name}~{copies}"
    seen.add(unique)
    return unique


def _titled(
    name: str, listed: Sequence[Field], rows: Iterable[tuple[Value, ...]], key: tuple[str, ...]
) -> Table:
    title, title_ko = (words(one).say("package", name) for one in ("en", "ko"))
    return Table(name, title, title_ko, tuple(listed), tuple(rows), key)


def _led(table: str, one: Field) -> Field:
    leads = LEADS.get((table, one.name), one.leads)
    return Field(one.name, one.kind, one.about, one.needed, one.choices, leads)


def _is_nested(slot: Slot) -> bool:
    """Whether a field holds blocks of their own, which are tables of their own."""
    inner = typing.get_args(slot.of)
    if typing.get_origin(slot.of) is tuple:
        return is_dataclass(inner[0])
    return typing.get_origin(slot.of) is not None and bool(inner) and is_dataclass(inner[-1])


KINDS: dict[Any, Kind] = {bool: "boolean", int: "integer", Decimal: "number"}


def _fields(slot: Slot, noun: Any) -> Iterator[Field]:
    """The columns of a field: two for words in both languages, for years and for money."""
    name, kind, about = slot.name, slot.of, slot.doc
    needed = slot.required
    if kind is Text:
        about = about.removesuffix(" in English and Korean")
        needed = needed and name in ("title", "text")  # a reason may rest on what came later
        yield Field(name, "string", f"{about}, in English", needed)
        yield Field(f"{name}_ko", "string", f"{about}, in Korean", needed)
    elif kind is Years:
        first, last = _span(name)
        yield Field(first, "integer", f"{about}: the first year", needed)
        yield Field(last, "integer", f"{about}: the last year", needed)
    elif kind is Money:
        plain = name == "money" and "unit" not in form(noun)
        yield Field("unit" if plain else name, "string", f"{about}: currency and scale", needed)
        prices = "prices" if plain else f"{name}_prices"
        yield Field(prices, "string", "nominal, or real: in prices of one year", needed,
                    ("nominal", "real"))  # fmt: skip
    elif kind is Conversion:
        yield Field(f"{name}_rate", "number", about)
        yield Field(f"{name}_series", "string", f"{about}: series of rates")
        yield Field(f"{name}_per", "string", f"{about}: the two currencies")
    elif typing.get_origin(kind) is Literal:
        choices = tuple(str(one) for one in typing.get_args(kind) if one != "")
        yield Field(name, "string", about, needed, choices)
    else:
        yield Field(name, KINDS.get(kind, "string"), about, needed or kind is bool)


def _span(name: str) -> tuple[str, str]:
    return ("first_year", "last_year") if name == "years" else (f"{name}_first", f"{name}_last")


def _values(value: Any, slot: Slot) -> Iterator[Value]:
    kind = slot.of
    if kind is Text:
        yield from (value.en or None, value.ko or None) if value else (None, None)
    elif kind is Years:
        yield from (value.first, value.last) if value else (None, None)
    elif kind is Money:
        yield from (value.unit, value.prices) if value else (None, None)
    elif kind is Conversion:
        yield from (value.rate, value.series or None, value.per) if value else (None, None, None)
    else:
        yield _value(value)


def _value(value: Any) -> Value:
    match value:
        case None | "" | ():
            return None
        case bool() | int():
            return value
        case Decimal():
            return _exact(value)
        case tuple():
            return ";".join(str(one) for one in value)
        case Mapping():
            told = {key: _value(one) for key, one in value.items()}
            return json.dumps(told, ensure_ascii=False, default=str) if told else None
        case _:
            return str(value)


def _exact(value: Decimal | None) -> Decimal | None:
    """As JSON and CSV have it: a quotient without end keeps six decimals."""
    return None if value is None else Decimal(data.exact(value))


# -- tables of what is made ----------------------------------------------------------------------


def _made(name: str, noun: Any, rows: Iterable[Any], key: tuple[str, ...]) -> Table:
    hints = typing.get_type_hints(noun, include_extras=True)
    listed = []
    for one in fields(noun):
        hint, about = typing.get_args(hints[one.name])
        arms = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
        kind = KINDS.get(arms[0], "string")
        needed = types.NoneType not in arms and (kind != "string" or one.name in key)
        listed.append(_led(name, Field(one.name, kind, about, needed)))
    values = (tuple(_value(getattr(row, one.name)) for one in fields(noun)) for row in rows)
    return _titled(name, listed, values, key)


def _citations(tables: Iterable[tuple[Kept, Table]]) -> Iterator[Citing]:
    for kept, table in tables:
        if not issubclass(kept.noun, Written):
            continue
        for (_, one), row in zip(kept.rows, table.rows, strict=True):
            for position, source in enumerate(one.source, 1):
                yield Citing(table.name, str(row[0]), position, source)


def _numbers(roots: Iterable[Step]) -> dict[str, Step]:
    """Every number that any command explains, by its id, and all that these were made from."""
    found: dict[str, Step] = {}
    for root in roots:
        for step in study.down(root):
            found.setdefault(step.id, step)
    return found


def _number(step: Step, english: Numbers, korean: Numbers) -> Number:
    note = step.note or Text("", "")
    return Number(
        step.id, step.name, explain.name(step, english), explain.name(step, korean), step.year,
        step.value, step.unit, step.status, step.gap or "", step.how,
        _told(step, english), _told(step, korean), step.confidence,
        ";".join(data.documents(step)), step.at, str(data.place(step)), note.en, note.ko,
    )  # fmt: skip


def _told(step: Step, numbers: Numbers) -> str:
    return explain.how(step, numbers).replace("\u00a0", " ")


def _owed(dossier: Dossier) -> Iterator[tuple[str, Step]]:
    for one in (*dossier.agreements, *dossier.proposals):
        for step in study.project(dossier, one.name):
            yield one.name, step


def tables(dossier: Dossier, tell: Callable[[str], None] = lambda _: None) -> tuple[Table, ...]:
    """All tables of a dossier, sources first. ``tell`` is told of each part that begins."""
    tell("records")
    written = [(kept, _table(kept)) for kept in _written(dossier)]
    tell("numbers")
    owed = list(_owed(dossier))
    ledger = study.payments(dossier)
    whole = accounting.whole_book(dossier)
    shares = [
        accounting.share(dossier, years, one, accounting.PLAIN, False, whole)
        for years in accounting.years_with_costs(dossier)
        for one in dossier.definitions.values()
    ]
    verdicts = accounting.claims(dossier)
    trials = study.backtest(dossier).trials
    roots = [*study.every_number(dossier), *(step for _, step in owed)]
    roots += [share.share for share in shares if share.share.value is not None]
    held = _numbers(roots)
    english, korean = (
        Numbers(words(one), dossier.currency, dossier.category) for one in ("en", "ko")
    )
    tell("tables")
    return (
        *(table for _, table in written),
        _made("citations", Citing, _citations(written), ("table_name", "record", "position")),
        _made("numbers", Number, (_number(s, english, korean) for s in held.values()), ("id",)),
        _made(
            "number_sources", NumberSource,
            (NumberSource(step.id, n, source) for step in held.values()
             for n, source in enumerate(data.documents(step), 1) if source in dossier.sources),
            ("number", "position"),
        ),
        _made(
            "number_uses", NumberUse,
            (NumberUse(step.id, n, used.id) for step in held.values()
             for n, used in enumerate(step.uses, 1)),
            ("number", "position"),
        ),
        _made(
            "owed", Owed,
            (Owed(name, step.year or 0, str(step.details.get("tranche", "")) or "whole", step.id,
                  step.value, step.unit, step.status, step.gap or "") for name, step in owed),
            ("agreement", "year", "tranche"),
        ),
        _made("years", YearRow, map(_year, ledger.years), ("year",)),
        _made(
            "ledger", CellRow,
            (CellRow(row.year, status, _known(cell.first, held), cell.first.value,
                     cell.first.unit, len(cell.first.rivals))
             for row in ledger.years for status, cell in row.cells.items()),
            ("year", "status"),
        ),
        _made(
            "shares", ShareRow,
            (ShareRow(one.definition, one.years.first, one.years.last, _known(one.share, held),
                      one.share.value, one.host.value, one.sending.value, one.host.unit,
                      ";".join(str(s.details.get("item") or s.id) for s in one.missing),
                      ";".join(one.derived_from)) for one in shares),
            ("definition", "first_year", "last_year"),
        ),
        _made(
            "verdicts", VerdictRow,
            (VerdictRow(one.claim.id, one.verdict, one.basis, one.why,
                        one.share.definition if one.share else None,
                        one.share.share.value if one.share else None,
                        one.own.value if one.own else None,
                        ";".join(other.definition for other in one.others),
                        ";".join(str(s.details.get("item") or s.id) for s in one.missing))
             for one in verdicts),
            ("claim",),
        ),
        _made(
            "backtest", TrialRow,
            (TrialRow(one.agreement, one.year, one.kind,
                      one.computed[0].value if len(one.computed) == 1 else None,
                      one.recorded[0].value if len(one.recorded) == 1 else None,
                      (one.recorded or one.computed)[0].unit if one.recorded or one.computed
                      else "", one.verdict, one.expected) for one in trials),
            ("agreement", "year"),
        ),
    )  # fmt: skip


def _known(step: Step, held: Mapping[str, Step]) -> str | None:
    return step.id if step.id in held else None


def _year(row: Any) -> YearRow:
    step, part = row.whole, row.of_budget
    return YearRow(
        row.year, row.agreement, step.id if step else None, step.value if step else None,
        step.unit if step else "", part.value if part else None,
    )  # fmt: skip


def package(
    dossier: Dossier, program: str, day: str = "", tell: Callable[[str], None] = lambda _: None
) -> Package:
    """Everything of a dossier, with the version of its records."""
    return Package(
        name=dossier.name, title=dossier.title.en, title_ko=dossier.title.ko,
        version=study.version(dossier), program=program, day=day, tables=tables(dossier, tell),
    )  # fmt: skip
