"""Results as tables for people: one function a command."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from burdenshare.show.amounts import Numbers
from burdenshare.show.data import documents, place
from burdenshare.show.explain import citation, heading, how
from burdenshare.show.legends import LEDGER
from burdenshare.show.marks import plain
from burdenshare.show.tables import HARD, Column, Sheet
from burdenshare.vocabulary import (
    Agreement,
    Backtest,
    Category,
    Cell,
    Dossier,
    Ledger,
    LedgerYear,
    Source,
    Step,
    Text,
    Trial,
    VariantOutcome,
    Years,
)

SHOWN = ("agreed", "budgeted", "executed", "carried-over", "lapsed")


def label(numbers: Numbers, key: str, **details: object) -> str:
    return numbers.words.say("label", key, **details)


# -- payments ----------------------------------------------------------------------------------


def payments(
    ledger: Ledger, dossier: Dossier, numbers: Numbers, with_ids: bool = False
) -> Iterator[Sheet]:
    """The ledger: a line a year, rival figures side by side; ``with_ids`` with the id of each."""
    words = numbers.words
    unit = _main_unit(ledger, dossier)
    base = next((r.at_prices.details["base"] for r in ledger.years if r.at_prices), "")
    whole = any(r.whole is not None and r.whole.how in ("converted", "sum") for r in ledger.years)
    columns = [Column(label(numbers, "year")), Column(label(numbers, "agreement"))]
    columns += [Column(words.say("status", status), True) for status in SHOWN]
    columns += [Column(_whole_unit(ledger, numbers) if whole else "", True)]
    columns += [Column(label(numbers, "of-budget"), True)]
    columns += [Column(label(numbers, "at-prices", base=base) if base else "", True)]
    rows = [_ledger_row(row, unit, numbers, bool(base), whole) for row in ledger.years]
    notes = (label(numbers, "unit-note", unit=numbers.unit(unit)), *_apart(ledger, numbers))
    title = words.say("title", "payments", title=words.text(dossier.title))
    yield Sheet(title, tuple(columns), tuple(rows), notes, LEDGER)
    if with_ids:
        yield _ids(ledger, dossier, numbers)
    if ledger.spans:
        yield recorded(ledger.spans, words.say("title", "spans"), numbers, dossier)


def _ids(ledger: Ledger, dossier: Dossier, numbers: Numbers) -> Sheet:
    """A line a number of the ledger, with the id that explains it."""
    words = numbers.words
    columns = (
        Column(label(numbers, "year"), whole=True), Column(label(numbers, "status")),
        Column(label(numbers, "amount"), True), Column(label(numbers, "id"), whole=True),
    )  # fmt: skip
    rows = []
    for row in ledger.years:
        for status in SHOWN:
            rows += [
                (str(row.year), words.say("status", status), numbers.step(step), step.id)
                for step in _told_in(row.cells[status], row)
            ]
        other = (row.whole, row.of_budget, row.at_prices, *row.apart)
        known = {id_ for *_, id_ in rows}
        rows += [
            (
                str(row.year),
                _named(step, numbers, words.say("status", "agreed")),
                numbers.step(step),
                step.id,
            )
            for step in other
            if step is not None and step.id not in known
        ]
    called = shlex.quote(dossier.name)
    return Sheet(words.say("title", "ids", dossier=called), columns, tuple(rows))


def _told_in(cell: Cell, row: LedgerYear) -> Sequence[Step]:
    """The numbers that stand in a cell."""
    if cell.status == "agreed" and cell.first.value is None and not cell.first.uses:
        return row.parts
    steps = cell.first.uses if cell.first.value is None else (cell.first, *cell.first.rivals)
    return _distinct((*steps, *cell.converted))


def _main_unit(ledger: Ledger, dossier: Dossier) -> str:
    """The unit of most figures: that of the newest agreement of these years."""
    ruling = [a for a in dossier.agreements if any(r.agreement == a.name for r in ledger.years)]
    return ruling[-1].money.unit if ruling else ""


def _whole_unit(ledger: Ledger, numbers: Numbers) -> str:
    unit = next((r.whole.unit for r in ledger.years if r.whole is not None), "")
    return numbers.unit(unit)


def _ledger_row(
    row: LedgerYear, unit: str, numbers: Numbers, with_prices: bool, with_whole: bool
) -> tuple[str, ...]:
    cells = [_cell(row.cells[status], row, unit, numbers) for status in SHOWN]
    if row.apart:
        cells[0] += f"{HARD}≠"
    whole = numbers.step(row.whole, row.whole.unit) if row.whole and with_whole else ""
    if row.whole is not None and with_whole and row.whole.value is not None:
        digits = numbers.in_table(row.whole.value.quantize(Decimal("0.1")), row.whole.unit)
        whole = numbers.cite(digits, row.whole)
    share = ""
    if row.of_budget is not None and row.of_budget.value:
        share = numbers.cite(numbers.plain(row.of_budget.value), row.of_budget)
    real = ""
    if with_prices and row.at_prices is not None and row.at_prices.value is not None:
        digits = numbers.in_table(row.at_prices.value, row.at_prices.unit)
        real = numbers.cite(digits, row.at_prices)
    return (str(row.year), row.agreement, *cells, whole, share, real)


def _apart(ledger: Ledger, numbers: Numbers) -> Iterator[str]:
    """The years that are marked because two of their sums are apart, and those whose sums cannot
    be set against each other."""
    told = [line for row in ledger.years for line in apart(row, numbers)]
    if told:
        yield "\n".join((label(numbers, "apart"), *told))
    in_parts = [str(row.year) for row in ledger.years if row.in_parts]
    if in_parts:
        yield label(numbers, "in-parts", years=", ".join(in_parts))


def apart(row: LedgerYear, numbers: Numbers) -> Iterator[str]:
    """Each pair of sums of a year that are apart, in a line."""
    for one in row.apart:
        recorded, other = (numbers.step(step).rstrip("*†‡") for step in one.uses)
        yield label(numbers, one.name, year=row.year, recorded=recorded, other=other,
                    difference=numbers.step(one).rstrip("*"))  # fmt: skip


def _cell(cell: Cell, row: LedgerYear, unit: str, numbers: Numbers) -> str:
    """The figure and its rivals. An agreed sum that no document prints is the computed one."""
    first = cell.first
    if cell.status == "agreed" and first.value is None and not first.uses and row.parts:
        return " + ".join(numbers.step(part, unit) for part in row.parts)
    if first.value is None:
        return numbers.step(first, unit)
    shown = numbers.several(_distinct((first, *first.rivals)), unit)
    if first.details.get("sense") == "converted" and cell.converted:
        shown = f"{shown} ≈ {numbers.several(_distinct(cell.converted), unit)}"
    return shown


def _distinct(steps: Iterable[Step]) -> list[Step]:
    """The first step of each value."""
    found: dict[tuple[Decimal | None, str], Step] = {}
    for step in steps:
        if step.value is not None:
            found.setdefault((step.value, step.unit), step)
    return list(found.values())


def of_year(ledger: Ledger, dossier: Dossier, numbers: Numbers) -> Iterator[Sheet]:
    """Everything recorded of one year: a line a record, and what must add up."""
    words = numbers.words
    row = ledger.years[0]
    found: list[Step] = []
    for cell in row.cells.values():
        if cell.first.value is not None or cell.first.uses:
            found += cell.first.uses if cell.first.how == "parts" else (cell.first,)
            found += [*cell.same, *cell.first.rivals, *cell.converted]
        elif cell.first.gap and cell.first.place.file:
            found.append(cell.first)
    found += row.categories
    found += ledger.spans
    found += [s for s in row.parts if s.how != "stated"]
    found += [s for s in (row.of_budget, row.at_prices) if s is not None]
    title = words.say("title", "year", year=row.year)
    notes = []
    for balance in row.balances:
        ok = balance.difference == 0
        off = numbers.made(numbers.plain(balance.difference), "balance-rest",
                           (balance.left, balance.right), year=row.year)  # fmt: skip
        verdict = label(numbers, "holds") if ok else label(numbers, "off", difference=off)
        parts = " + ".join(
            f"{words.say('status', s.status)} {numbers.step(s)}" for s in balance.right.uses
        )
        name = words.say("status", balance.name)
        notes.append(f"{name} {numbers.step(balance.left)} = {parts}: {verdict}")
    notes += apart(row, numbers)
    yield recorded(_each_once(found), title, numbers, dossier, tuple(notes), places=True)


def year_in_short(row: LedgerYear, numbers: Numbers) -> str:
    """What is recorded of a year, in one sentence: each status with its first figure."""
    words = numbers.words
    told = [
        f"{words.say('status', status)} {numbers.step(row.cells[status].first).rstrip('*†‡')}"
        for status in SHOWN
        if row.cells[status].first.value is not None
    ]
    return words.say("lead", "payments", year=row.year, told="; ".join(told)) if told else ""


def recorded(
    steps: Iterable[Step],
    title: str,
    numbers: Numbers,
    dossier: Dossier | None = None,
    notes: tuple[str, ...] = (),
    places: bool = False,
) -> Sheet:
    """A line a record: what it is, the figure, the document, its id."""
    words = numbers.words
    steps = list(steps)
    several = len({step.year for step in steps}) > 1
    columns = (
        Column(label(numbers, "year") if several else "", whole=True),
        Column(label(numbers, "status")),
        Column(label(numbers, "category")),
        Column(label(numbers, "amount"), True),
        Column(label(numbers, "note")),
        Column(label(numbers, "source")),
        Column(label(numbers, "where") if places else "", whole=True),
        Column(label(numbers, "id"), whole=True),
    )
    rows = []
    for step in steps:
        status = words.say("status", step.status) if words.has("status", step.status) else ""
        if step.name in ("of-budget", "at-prices", "contribution"):
            status = _named(step, numbers)
        years = str(step.details.get("years") or step.year)
        rows.append(
            (
                years if several or "–" in years else "",
                status,
                _category(step, numbers, dossier),
                numbers.step(step),
                _remark(step, numbers),
                "; ".join(documents(step)),
                _file_and_line(step) if places else "",
                step.id,
            )
        )
    return Sheet(title, columns, tuple(rows), notes, LEDGER)


def _file_and_line(step: Step) -> str:
    """Where a number is written, without the folder that all of them share."""
    held = place(step)
    return f"{held.file.rsplit('/', 1)[-1]}:{held.line}" if held.file else ""


def _named(step: Step, numbers: Numbers, status: str = "") -> str:
    words = numbers.words
    details = {"year": step.year, "base": "", "agreement": "", "status": status, **step.details}
    return words.say("step", step.name, **details)


def _category(step: Step, numbers: Numbers, dossier: Dossier | None) -> str:
    name = str(step.details.get("category", ""))
    if dossier is not None and name in dossier.category:
        return numbers.words.text(dossier.category[name].title)
    return name


def _remark(step: Step, numbers: Numbers) -> str:
    words = numbers.words
    parts = []
    sense = str(step.details.get("sense", ""))
    if sense and words.has("sense", sense):
        parts.append(words.say("sense", sense))
    if step.how in ("difference", "rest", "of-budget", "at-prices", "sum"):
        parts.append(how(step, numbers))
    if step.confidence != "high":
        parts.append(words.say("confidence", step.confidence))
    if step.note:
        parts.append(words.text(step.note))
    return "; ".join(part.rstrip(".") for part in parts if part)


def _each_once(steps: Iterable[Step]) -> list[Step]:
    return list({step.id: step for step in steps}.values())


# -- agreements --------------------------------------------------------------------------------


def agreements(dossier: Dossier, owed: Sequence[Step], numbers: Numbers) -> Iterator[Sheet]:
    """A line an agreement: dates, first and last sum, rule."""
    words = numbers.words
    columns = (
        Column(label(numbers, "agreement")),
        Column(label(numbers, "years")),
        Column(label(numbers, "signed")),
        Column(label(numbers, "in-force")),
        Column(label(numbers, "first"), True),
        Column(label(numbers, "last-year"), True),
        Column(label(numbers, "rule")),
    )
    title = words.say("title", "agreements", title=words.text(dossier.title))
    rows = [_agreement_row(one, owed, dossier, numbers) for one in dossier.agreements]
    yield Sheet(title, columns, tuple(rows), marks=LEDGER)
    if dossier.proposals:
        lines = [
            (p.name, str(p.years), words.text(p.title), _proposer(p, numbers), p.proposed or "")
            for p in dossier.proposals
        ]
        heads = ("agreement", "years", "title", "proposed-by", "date")
        yield Sheet(
            label(numbers, "proposals"),
            tuple(Column(label(numbers, head)) for head in heads),
            tuple(lines),
        )


def _agreement_row(
    one: Agreement, owed: Sequence[Step], dossier: Dossier, numbers: Numbers
) -> tuple[str, ...]:
    def sums(year: int) -> str:
        found = [s for s in owed if s.year == year]
        return " + ".join(numbers.step(s) for s in found)

    first = [s for s in owed if s.year in one.years][:1]
    rules = "; ".join(dict.fromkeys(rule(one, dossier, numbers, first)))
    missing = numbers.words.say("gap-mark", "not-published")
    return (
        one.name,
        str(one.years),
        one.signed or missing,
        one.in_force or missing,
        sums(one.years.first),
        sums(one.years.last) if one.years.first != one.years.last else "",
        rules,
    )


def side_by_side(
    held: Sequence[tuple[Agreement, Sequence[Step]]], dossier: Dossier, numbers: Numbers
) -> Iterator[Sheet]:
    """Agreements in columns, a line a term; lines that differ are marked."""
    words = numbers.words
    columns = [_terms(one, owed, dossier, numbers) for one, owed in held]
    keys = dict.fromkeys(key for column in columns for key in column)
    heads = (
        Column(label(numbers, "terms")),
        *(Column(words.text(one.title)) for one, _ in held),
        Column(""),
    )
    rows = []
    for key in keys:
        cells = [column.get(key, words.say("gap-mark", "not-published")) for column in columns]
        same = len({plain(cell) for cell in cells}) == 1
        rows.append((key, *cells, label(numbers, "same" if same else "differs")))
    title = " · ".join(words.text(one.title) for one, _ in held)
    yield Sheet(title, heads, tuple(rows), (label(numbers, "no-clause"),), ("no-sum", *LEDGER))


def _terms(
    one: Agreement, owed: Sequence[Step], dossier: Dossier, numbers: Numbers
) -> dict[str, str]:
    """Each term of an agreement by its name."""
    words = numbers.words
    heads = ("agreement", "years", "signed", "in-force", "first", "last-year", "rule")
    row = _agreement_row(one, owed, dossier, numbers)
    told = {label(numbers, key): cell for key, cell in zip(heads[1:], row[1:], strict=True) if cell}
    for each in one.category:
        title = words.text(dossier.category[each.name].title)
        told[title] = (
            "; ".join(filter(None, (str(each.years or ""), _bounds(each, numbers)))) or "○"
        )
    for clause in one.clause:
        kind = words.say("clause", clause.kind)
        text = _with_years(words.text(clause.text), clause.years)
        cited = f"{text} [{_cited(clause.source, clause.at)}]"
        told[kind] = f"{told[kind]}; {cited}" if kind in told else cited
    return told


def _proposer(one: Agreement, numbers: Numbers) -> str:
    return numbers.words.text(one.proposed_by) if one.proposed_by else ""


def rule(
    one: Agreement, dossier: Dossier, numbers: Numbers, uses: Sequence[Step] = ()
) -> Iterator[str]:
    """The growth rules of an agreement, a phrase each; their numbers lead to ``uses``."""
    words = numbers.words

    def percent(value: Decimal) -> str:
        told = f"{(value * 100).normalize():f}"
        return numbers.made(told, "term-percent", uses, agreement=one.title, value=told)

    for term in one.escalator:
        if term.announced and len(one.escalator) > 1:
            continue
        titles = [words.text(followed(name, dossier)) for name in term.follow]
        parts = [f"{title} (t−{term.lag})" if term.lag else title for title in titles]
        if term.plus or not term.follow:
            parts.append(f"{percent(term.plus)} %")
        limits = [
            words.say("how", key, **{key: percent(value)})
            for key, value in (("floor", term.floor), ("cap", term.cap))
            if value is not None
        ]
        if term.lapse:
            limits.append(words.say("how", "put-off-by", driver=followed(term.lapse, dossier)))
        yield ", ".join([" + ".join(parts), *limits])


def followed(name: str, dossier: Dossier) -> Text:
    """The title of what a rule follows: a series, or a driver of renewals."""
    one = dossier.series.get(name) or dossier.drivers.get(name)
    return one.title if one is not None else Text(name, name)


def assumptions(assume: Mapping[str, Decimal], dossier: Dossier, numbers: Numbers) -> str:
    """What a reader assumed: percentages a year, and months of a lapse."""
    return ", ".join(
        numbers.words.say("label", "assumed-months", name=name, value=value)
        if name in dossier.drivers and dossier.drivers[name].kind == "lapse"
        else f"{name} = {value} %"
        for name, value in assume.items()
    )


def one_agreement(
    one: Agreement,
    owed: Sequence[Step],
    divided: Sequence[Step],
    dossier: Dossier,
    numbers: Numbers,
    assume: Mapping[str, Decimal],
) -> Iterator[Sheet]:
    """An agreement whole: its dates, its sums and how each was made, and its other terms."""
    words = numbers.words
    notes = [words.text(one.note)] if one.note else []
    if one.proposed_by:
        notes.append(f"{label(numbers, 'proposed-by')}: {_proposer(one, numbers)}")
    notes += [label(numbers, "cites") + ": " + "; ".join(one.source), str(one.place)]
    yield Sheet(f"{words.text(one.title)} ({one.years})", notes=tuple(notes))
    yield _dates(one, numbers)
    yield _sums(owed, numbers, assumptions(assume, dossier, numbers))
    if divided:
        yield recorded(divided, "", numbers)
    if one.category:
        yield _spent_on(one, dossier, numbers)
    told = [(words.say("clause", c.kind), c.text, c.years, c.source, c.at) for c in one.clause]
    read = [(a.number, a.text, None, a.source, a.at) for a in one.article]
    for key, lines in (("clauses", told), ("articles", read)):
        rows = [
            (name, _with_years(words.text(text), years), _cited(source, at))
            for name, text, years, source, at in lines
        ]
        heads = (
            Column(""),
            Column(label(numbers, "what")),
            Column(label(numbers, "source")),
        )
        if rows:
            yield Sheet(label(numbers, key), heads, tuple(rows))


def _with_years(text: str, years: Years | None) -> str:
    return f"{years}: {text}" if years else text


def _cited(source: tuple[str, ...], at: str) -> str:
    return citation(source, at)


def _dates(one: Agreement, numbers: Numbers) -> Sheet:
    words = numbers.words
    days = [(e.day, words.say("event", e.what), _cited(e.source, e.at)) for e in one.event]
    told = {event.what for event in one.event}
    for key, day in (
        ("signed", one.signed),
        ("in-force", one.in_force),
        ("proposed", one.proposed),
    ):
        if day and key not in told:
            days.append((day, words.say("event", key), _cited(one.source, one.at)))
    heads = ("date", "what", "source")
    columns = tuple(Column(label(numbers, head)) for head in heads)
    return Sheet(label(numbers, "events"), columns, tuple(sorted(days)))


def _sums(owed: Sequence[Step], numbers: Numbers, assumed: str) -> Sheet:
    columns = (
        Column(label(numbers, "year")),
        Column(label(numbers, "amount"), True),
        Column(label(numbers, "rate"), True),
        Column(label(numbers, "rule")),
        Column(label(numbers, "source")),
        Column(label(numbers, "id"), whole=True),
    )
    rows = []
    for step in owed:
        rates = [s for s in (step.uses, *(r.uses for r in step.rivals)) if s]
        growth = next((s for uses in rates for s in uses if s.name == "growth"), None)
        rate = numbers.step(growth, "percent").rstrip("*†") if growth else ""
        rows.append(
            (
                str(step.year),
                numbers.step(step),
                rate,
                _by_what(step, numbers),
                _cited(step.source, step.at),
                step.id,
            )
        )
    notes = [*_total(owed, numbers)]
    if assumed:
        notes.insert(0, label(numbers, "assumed", values=assumed))
    return Sheet(label(numbers, "sums"), columns, tuple(rows), tuple(notes), LEDGER)


def _by_what(step: Step, numbers: Numbers) -> str:
    """What a sum follows in its year: each rate with its year, and the bound that holds."""
    growth = next((s for s in step.uses if s.name == "growth"), None)
    if growth is None or not growth.uses:
        return how(step, numbers)
    words = numbers.words
    parts = [f"{words.text(s.details['series'])} {s.year}: {numbers.step(s)}" for s in growth.uses]
    if "plus" in growth.details:
        parts.append(f"{growth.details['plus']} %")
    told = " + ".join(parts)
    bound = str(growth.details.get("bound"))
    if bound in ("cap", "floor"):
        limit = words.say("how", bound, **{bound: growth.details[bound]})
        told = f"{told}; {words.say('how', 'binds', limit=limit)}"
    return told


def _total(owed: Sequence[Step], numbers: Numbers) -> Iterator[str]:
    """The sum over the whole term, where every year and part has one in the same money."""
    units = {step.unit for step in owed}
    values = [step.value for step in owed if step.value is not None]
    years = [step.year for step in owed if step.year is not None]
    if len(units) == 1 and len(values) == len(owed) > 1:
        span = Years(min(years), max(years))
        amount = numbers.made(numbers.amount(sum(values, Decimal(0)), owed[0].unit), "term-total",
                              owed, years=span)  # fmt: skip
        yield numbers.words.say("how", "total", years=span, amount=amount)


def _spent_on(one: Agreement, dossier: Dossier, numbers: Numbers) -> Sheet:
    words = numbers.words
    rows = [
        (
            words.text(dossier.category[c.name].title),
            str(c.years or ""),
            _bounds(c, numbers),
            _cited(c.source, c.at),
        )
        for c in one.category
    ]
    heads = ("category", "years", "terms", "source")
    columns = tuple(Column(label(numbers, head)) for head in heads)
    return Sheet(label(numbers, "categories"), columns, tuple(rows))


def _bounds(one: Category, numbers: Numbers) -> str:
    words = numbers.words
    parts = []
    of = words.text(one.of) if one.of else ""
    for key, value in (
        ("in-kind", one.in_kind),
        ("at-least", one.floor),
        ("at-most", one.ceiling),
    ):
        if value is not None:
            percent = f"{(value * 100).normalize():f}"
            parts.append(label(numbers, key, value=percent, of=of))
    if one.text:
        parts.append(words.text(one.text))
    return "; ".join(parts)


# -- back-test ---------------------------------------------------------------------------------


def backtest(result: Backtest, dossier: Dossier, numbers: Numbers) -> Iterator[Sheet]:
    """Agreement by agreement: last year, growth, computed, printed, difference."""
    words = numbers.words
    title = words.say("title", "backtest", title=words.text(dossier.title))
    yield Sheet(title)
    for one in dossier.agreements:
        trials = [t for t in result.trials if t.agreement == one.name]
        if trials:
            yield _trials(one, trials, numbers)
    if result.variants:
        yield _variants(result.variants, dossier, numbers)
    yield Sheet("", notes=tuple(verdicts(result, numbers)))


def _trials(one: Agreement, trials: Sequence[Trial], numbers: Numbers) -> Sheet:
    words = numbers.words
    keys = ("year", "base", "rate", "computed", "printed", "difference", "verdict", "kind")
    columns = tuple(
        Column(label(numbers, key), key not in ("year", "verdict", "kind")) for key in keys
    )
    unit = one.money.unit
    rows = tuple(_trial(t, unit, numbers) for t in trials)
    notes = [label(numbers, "unit-note", unit=numbers.unit(unit))]
    for years, told in _remarks(trials, numbers):
        notes.append(f"{years}: {told}")
    return Sheet(words.text(one.title), columns, rows, tuple(notes))


def _remarks(trials: Sequence[Trial], numbers: Numbers) -> Iterator[tuple[str, str]]:
    """Why a year came out as it did, once for the years that share it; and what else is printed."""
    words = numbers.words
    shared: dict[str, list[str]] = {}
    for trial in trials:
        if trial.because:
            shared.setdefault(words.text(trial.because), []).append(str(trial.year))
    for because, years in shared.items():
        yield ", ".join(years), because
    for trial in trials:
        if trial.needed is not None and trial.needed.value is not None:
            value = numbers.cite(numbers.plain(trial.needed.value), trial.needed)
            needed = label(numbers, "needed", value=value)
            yield str(trial.year), f"{needed} [{trial.needed.id}]"
        if trial.beside:
            printed = ", ".join(f"{numbers.step(s)} [{'; '.join(s.source)}]" for s in trial.beside)
            yield str(trial.year), f"{label(numbers, 'beside')}: {printed}"


def _trial(trial: Trial, unit: str, numbers: Numbers) -> tuple[str, ...]:
    words = numbers.words

    def joined(steps: Sequence[Step], joint: str = " + ") -> str:
        shown = [numbers.step(s, unit).rstrip("*†") for s in steps]
        return joint.join(shown) if any(s.value is not None for s in steps) else "".join(shown[:1])

    growth = next((s for s in trial.growth if s.name == "growth"), None)
    rate = ""
    if growth is not None:
        rate = numbers.step(growth, "percent").rstrip("*†")
    computed = joined(trial.computed)
    if trial.met is not None and len(trial.computed) > 1:
        met = trial.met
        assert met.value is not None
        one = met.value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
        same = met.unit == unit
        shown = numbers.in_table(one, unit) if same else numbers.amount(one, met.unit)
        shown = numbers.cite(shown, met)
        computed = f"{computed} = {shown}"
    verdict = words.say("verdict", trial.verdict)
    if not trial.as_expected:
        verdict = f"!! {verdict}"
    return (
        str(trial.year),
        joined(trial.base),
        rate,
        computed,
        joined(trial.recorded),
        _differences(trial, unit, numbers),
        verdict,
        words.say("kind", trial.kind),
    )


def _differences(trial: Trial, unit: str, numbers: Numbers) -> str:
    pairs = zip(trial.differences, trial.recorded, strict=False)
    return " ".join(
        numbers.made(
            numbers.in_table(off, unit) if step.unit == unit else numbers.amount(off, step.unit),
            "trial-difference",
            (*trial.computed, step),
            year=trial.year,
        )
        for off, step in pairs
    )


def _variants(outcomes: Sequence[VariantOutcome], dossier: Dossier, numbers: Numbers) -> Sheet:
    words = numbers.words
    titles = {a.name: a for a in dossier.agreements}
    rows = []
    for outcome in outcomes:
        failed = ", ".join(str(year) for year in outcome.failed) or label(numbers, "fits")
        gives = ", ".join(
            f"{t.year}: {_gives(t, titles[t.agreement].money.unit, numbers)}"
            for t in outcome.trials
            if t.verdict == "not-reproduced"
        )
        mark = "" if outcome.as_expected else "!! "
        title = words.text(outcome.variant.title)
        rows.append((outcome.variant.agreement, title, mark + failed, gives))
    heads = ("agreement", "variant", "misses", "gives")
    columns = tuple(Column(label(numbers, head)) for head in heads)
    return Sheet(words.say("title", "variants"), columns, tuple(rows))


def _gives(trial: Trial, unit: str, numbers: Numbers) -> str:
    digits = []
    for step in trial.computed:
        if step.value is None:
            digits.append(numbers.step(step))
        else:
            value = step.value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
            same = step.unit == unit
            shown = numbers.in_table(value, unit) if same else numbers.amount(value, step.unit)
            digits.append(numbers.cite(shown, step))
    return " + ".join(digits)


def verdicts(result: Backtest, numbers: Numbers) -> Iterator[str]:
    """How many trials came out how, formula and restatement counted apart."""
    words = numbers.words
    for kind in ("formula", "announced"):
        of_kind = [t for t in result.trials if t.kind == kind]
        good = sum(t.verdict == "reproduced" for t in of_kind)
        if of_kind:
            yield words.say("backtest", kind, good=good, all=len(of_kind))
    computed = sum(t.kind == "computed" for t in result.trials)
    if computed:
        yield words.say("backtest", "missing", all=computed)
    missed = [t for t in result.trials if t.expected == t.verdict == "not-reproduced"]
    if missed:
        yield words.say("backtest", "not", years=", ".join(str(t.year) for t in missed))
    odd = [f"{t.agreement} {t.year}" for t in result.trials if not t.as_expected]
    odd += [
        f"{v.variant.agreement} ({words.text(v.variant.title)})"
        for v in result.variants
        if not v.as_expected
    ]
    if not result.trials:
        yield words.say("backtest", "none")
    elif odd:
        yield f"{words.say('backtest', 'surprise', count=len(odd))} {', '.join(odd)}"
    else:
        yield words.say("backtest", "expected")


# -- documents ---------------------------------------------------------------------------------


def sources(
    documents: Sequence[Source],
    places: dict[str, list[str]],
    dossier: Dossier,
    numbers: Numbers,
) -> Iterator[Sheet]:
    words = numbers.words
    korean = words.language == "ko"
    heads = ("id", "date", "publisher", "title", "places")
    columns = tuple(Column(label(numbers, head)) for head in heads)
    rows = []
    for one in documents:
        cited = places[one.id]
        count = str(len(cited)) if cited else label(numbers, "background")
        title = one.title_ko if korean else one.title
        rows.append((one.id, one.date, one.publisher, title, count))
    title = words.say("title", "sources", title=words.text(dossier.title))
    yield Sheet(title, columns, tuple(rows))


def numbered(steps: Iterable[Step], numbers: Numbers) -> Iterator[str]:
    """A line a number, for short lists."""
    for step in steps:
        yield heading(step, numbers)
