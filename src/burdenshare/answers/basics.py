"""The answers from terms and records: brief, check, payments, agreement, backtest, explain,
sources, new."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import burdenshare
from burdenshare import accounting, briefing, prospects, study
from burdenshare.answers.asked import Answer, Asked, loaded, no_tables
from burdenshare.answers.called import called
from burdenshare.answers.commands import UsageError, line_of
from burdenshare.model.money import rounded, stated
from burdenshare.read import starter
from burdenshare.show import brief, charts, data, explain, sheets, tables
from burdenshare.show.amounts import Numbers
from burdenshare.show.charts import Chart
from burdenshare.show.words import Words
from burdenshare.show.workbook.kinds import Checks, Met, Yearly
from burdenshare.vocabulary import (
    Agreement,
    Backtest,
    Dossier,
    Ledger,
    LedgerYear,
    Payment,
    Problem,
    Step,
    doubt,
    plain_id,
)


def _loaded(asked: Asked) -> tuple[Dossier, Numbers, Asked]:
    costs = asked.given.command in ("explain", "sources", "brief")
    dossier, asked = loaded(asked, costs)
    return dossier, _numbers(asked, dossier), asked


def _numbers(asked: Asked, dossier: Dossier) -> Numbers:
    return Numbers(asked.words, dossier.currency, dossier.category, asked.shown)


def _check(asked: Asked) -> Answer:
    checked = study.check(asked.argument("dossier"), asked.option("--dossiers") or None)
    if checked.is_sound and asked.wants("--as-of"):
        known, asked = loaded(asked)
        checked = replace(checked, counts=study.counts(known), dossier=known)
    held = checked.dossier if checked.is_sound else None
    apart = study.apart(held, asked.today) if held is not None else ()
    numbers = _numbers(asked, held) if held is not None else None
    sound = (
        asked.words.say("check", "sound", name=checked.name, **checked.counts)
        if (checked.is_sound)
        else ""
    )
    header = ("place", "kind", "message", "remedy")
    return Answer(
        tables=no_tables,
        content=lambda: {
            "dossier": checked.name,
            "sound": checked.is_sound,
            "holds": checked.counts,
            "problems": checked.problems,
            "apart": [step for row in apart for step in row.apart],
        },
        numbers=lambda: [step for row in apart for step in row.apart],
        lines=lambda: [
            sound or problems_told(checked.problems, asked.words),
            *(_to_know(apart, asked.argument("dossier"), numbers) if numbers is not None else ()),
        ],
        cells=lambda: (
            header,
            [data.problem(p, asked.words).values() for p in checked.problems],
        ),
        status=0 if checked.is_sound else 1,
    )


def _to_know(apart: Sequence[LedgerYear], name: str, numbers: Numbers) -> Iterator[str]:
    """Where terms and records of a year are apart, each in a line, and in which years as much was
    not executed as agreed."""
    say = numbers.words.say
    terms = [replace(row, apart=_called(row, "apart-terms")) for row in apart]
    if any(row.apart for row in terms):
        yield say("check", "apart-terms")
    for row in terms:
        yield from (f"    {line}" for line in sheets.apart(row, numbers))
    years = [str(row.year) for row in apart if _called(row, "apart-executed")]
    if years:
        yield say("check", "apart-executed", years=", ".join(years), name=shlex.quote(name))


def _called(row: LedgerYear, name: str) -> tuple[Step, ...]:
    return tuple(step for step in row.apart if step.name == name)


def problems_told(problems: Sequence[Problem], speech: Words) -> str:
    lines = []
    for problem in problems:
        message, remedy = speech.problem(problem)
        lines.append(f"{problem.place}: {message}")
        lines.extend([f"    {remedy}"] if remedy else [])
    files = len({problem.place.file for problem in problems})
    many = len(problems)
    lines.append(
        speech.say(
            "check",
            "unsound",
            problems=speech.say("check", "problems" if many > 1 else "one-problem", count=many),
            files=speech.say("check", "files" if files > 1 else "one-file", count=files),
        )
    )
    return "\n".join(lines)


def _payments(asked: Asked) -> Answer:
    dossier, numbers, asked = _loaded(asked)
    years = years_wanted(asked, study.years_of(dossier))
    currency = asked.option("--in").upper() or None
    if currency is not None and currency not in dossier.currency:
        known = ", ".join(dossier.currency)
        raise UsageError("unknown-currency", "currencies-known", value=currency, known=known)
    if currency is not None and not dossier.exchange:
        raise UsageError("no-rates")
    prices = year_of(asked.option("--prices")) if asked.wants("--prices") else None
    if prices is not None and not dossier.prices:
        raise UsageError("no-prices", value=str(prices))
    if prices is not None and prices not in study.price_years(dossier):
        raise UsageError("no-price-base", value=str(prices))
    ledger = study.payments(dossier, years, asked.today, currency, prices)
    steps = [step for row in ledger.years for step in study.numbers_of(row)] + [*ledger.spans]
    if asked.wants("--status"):
        return _of_status(asked, dossier, numbers, [*years])
    if asked.wants("--category"):
        chosen = [s for row in ledger.years for s in row.categories]
        title = asked.words.say("title", "payments", title=asked.words.text(dossier.title))
        return Answer(
            tables=lambda: [sheets.recorded(chosen, title, numbers, dossier)],
            content=lambda: chosen,
            numbers=lambda: chosen,
        )
    draw = sheets.payments
    if asked.wants("--year"):
        return Answer(
            tables=lambda: sheets.of_year(ledger, dossier, numbers),
            lead=lambda: sheets.year_in_short(ledger.years[0], numbers),
            content=lambda: ledger,
            numbers=lambda: steps,
            kind=lambda: Checks(ledger),
        )
    return Answer(
        tables=lambda: draw(ledger, dossier, numbers, asked.wants("--years")),
        content=lambda: ledger,
        numbers=lambda: steps,
        kind=lambda: Checks(ledger),
        charts=lambda: [
            charts.years(
                ledger if currency else _in_home(dossier, years, asked.today, prices),
                _owed(asked, dossier),
                numbers,
                asked.today.year,
            )
        ],
    )


def _in_home(
    dossier: Dossier, years: Sequence[int] | None, today: date, prices: int | None = None
) -> Ledger:
    """The ledger with every year in the home money, so that years can be set side by side."""
    currency = accounting.home(dossier).currency if dossier.exchange else None
    return study.payments(dossier, years, today, currency, prices)


def _owed(asked: Asked, dossier: Dossier) -> tuple[Step, ...]:
    """What the years to come owe, where no years and no other money were asked for."""
    chosen = [name for name in ("--years", "--in", "--prices") if asked.wants(name)]
    return () if chosen else tuple(study.project(dossier))


def _of_status(asked: Asked, dossier: Dossier, numbers: Numbers, years: list[int]) -> Answer:
    wanted = asked.option("--status")
    known = [*dict.fromkeys(p.status for p in dossier.payments)]
    if wanted not in known:
        raise UsageError("unknown-status", "statuses-known", value=wanted, known=", ".join(known))
    rows: list[Payment] = [
        p for p in dossier.payments if p.status == wanted and set(p.years) & set(years)
    ]
    steps = study.recorded(rows)
    title = asked.words.say("title", "payments", title=asked.words.text(dossier.title))
    return Answer(
        tables=lambda: [sheets.recorded(steps, title, numbers, dossier)],
        content=lambda: steps,
        numbers=lambda: steps,
    )


def years_wanted(asked: Asked, known: Sequence[int]) -> Sequence[int]:
    """Those of the ``known`` years that ``--year`` or ``--years`` chooses; all without them.

    Raises ``UsageError`` for what is no year, and where none of them is known.
    """
    if asked.wants("--year") and asked.wants("--years"):
        raise UsageError("two-years")
    text = asked.option("--year") or asked.option("--years")
    if not text:
        return known
    first, _, last = text.replace("–", "-").partition("-")
    wanted = range(year_of(first, text), year_of(last or first, text) + 1)
    if not wanted:
        raise UsageError("years-reversed", value=text)
    if asked.wants("--year") and len(wanted) != 1:
        raise UsageError("bad-year", value=text)
    inside = [year for year in wanted if year in known]
    if not inside:
        first_known, last_known = (str(known[0]), str(known[-1])) if known else ("–", "–")
        raise UsageError(
            "no-such-year", "years-known", value=text, first=first_known, last=last_known
        )
    return inside


def year_of(text: str, whole: str = "") -> int:
    text = text.strip()
    if not (text.isascii() and text.isdecimal() and len(text) == 4):
        raise UsageError("bad-year", value=whole or text)
    return int(text)


def _agreement(asked: Asked) -> Answer:
    dossier, numbers, asked = _loaded(asked)
    assume = assumptions(asked, dossier)
    name = asked.argument("name")
    if not name:
        owed = study.project(dossier, assume=assume)
        return Answer(
            tables=lambda: sheets.agreements(dossier, owed, numbers),
            content=lambda: {
                "agreements": dossier.agreements,
                "proposals": dossier.proposals,
                "sums": owed,
            },
            numbers=lambda: owed,
            lead=lambda: _in_force(dossier, numbers, asked.today),
            kind=lambda: _beside_printed(dossier, owed),
        )
    one = study.agreement(dossier, name)
    if asked.wants("--beside"):
        return _side_by_side(one, asked, dossier, numbers, assume)
    if asked.wants("--text"):
        return _text(one, asked, dossier)
    owed = study.project(dossier, one.name, assume)
    divided = study.divided(dossier, one.name, assume)
    return Answer(
        tables=lambda: sheets.one_agreement(one, owed, divided, dossier, numbers, assume),
        content=lambda: {"agreement": one, "sums": owed, "divided": divided},
        numbers=lambda: [*owed, *divided],
        charts=lambda: [charts.agreement(one, owed, numbers)],
        kind=lambda: _beside_printed(dossier, owed, one),
    )


def _text(one: Agreement, asked: Asked, dossier: Dossier) -> Answer:
    """The file of an agreement or a proposal, where it stands and as it is written."""
    text = study.text_of(dossier, one, past=asked.wants("--as-of"))
    text = f"# {one.place.file}\n{text}"
    return Answer(
        tables=no_tables,
        content=lambda: {"agreement": one, "sums": (), "file": one.place.file, "text": text},
        numbers=tuple,
        lead=lambda: asked.words.say("lead", "text-of", title=one.title, file=one.place.file),
        text=lambda: text,
    )


def _side_by_side(
    one: Agreement, asked: Asked, dossier: Dossier, numbers: Numbers, assume: dict[str, Decimal]
) -> Answer:
    """Agreements in columns; what differs is said to."""
    names = [part.strip() for part in asked.option("--beside").split(",") if part.strip()]
    chosen = {each.name: each for each in (one, *(study.agreement(dossier, n) for n in names))}
    held = [(each, study.project(dossier, each.name, assume)) for each in chosen.values()]
    if len(held) < 2:
        raise UsageError("beside-itself")
    unit = one.money.unit
    same = all(each.money.unit == unit for each, _ in held)
    values = [s.value for _, owed in held for s in owed if s.value is not None and s.unit == unit]
    most = max(values, default=Decimal(0)) if same else Decimal(0)
    return Answer(
        tables=lambda: sheets.side_by_side(held, dossier, numbers),
        content=lambda: [{"agreement": each, "sums": owed} for each, owed in held],
        numbers=lambda: [step for _, owed in held for step in owed],
        charts=lambda: [charts.agreement(each, owed, numbers, most) for each, owed in held],
    )


def _in_force(dossier: Dossier, numbers: Numbers, today: date) -> str:
    """How many agreements there are, and which one runs."""
    held = study.state(dossier, today) if dossier.agreements else None
    if held is None or held.in_force is None:
        return ""
    return numbers.words.say("lead", "agreement", count=len(dossier.agreements),
                             first=held.first_year, title=held.in_force.title,
                             years=held.in_force.years)  # fmt: skip


def _beside_printed(
    dossier: Dossier, owed: Sequence[Step], proposal: Agreement | None = None
) -> Yearly:
    """Each sum beside what a document prints for its year in the same money, the surest first;
    for a proposal beside nothing."""
    printed = study.recorded([
        one for one in dossier.payments
        if one.status == "agreed" and not one.category and one.years.first == one.years.last
        and one.sense in ("whole", "part") and one.amount is not None
    ])  # fmt: skip
    met = []
    for step in owed:
        found = [one for one in printed if one.year == step.year and one.unit == step.unit]
        first = min(found, key=lambda one: doubt(one.confidence), default=None)
        if proposal is not None and proposal.proposed_by:
            first = None
        difference = _gap(step, first)
        title = step.details.get("agreement", "")
        met.append(Met(step, first, difference, title))
    return Yearly(met)


def _tried(result: Backtest, dossier: Dossier) -> Iterator[Met]:
    """Each computed sum of a back-test with the printed one it is held against."""
    titles = {one.name: one.title for one in dossier.agreements}
    for trial in result.trials:
        title = titles[trial.agreement]
        against = trial.met if trial.met is not None else None
        if against is not None and trial.recorded and against not in trial.computed:
            yield from (Met(step, title=title) for step in trial.computed)
            yield Met(against, trial.recorded[0], _gap(against, trial.recorded[0]), title)
            continue
        for number, step in enumerate(trial.computed):
            first = trial.recorded[number] if number < len(trial.recorded) else None
            yield Met(step, first, _gap(step, first), title)


def _gap(step: Step, printed: Step | None) -> Decimal | None:
    """Computed less printed, where both are known and in one money."""
    if (
        printed is None
        or step.value is None
        or printed.value is None
        or (step.unit != printed.unit)
    ):
        return None
    return rounded(step.value - printed.value, Decimal("0.1"))


def assumptions(asked: Asked, dossier: Dossier) -> dict[str, Decimal]:
    """What is assumed under ``--assume``: series and percent. A word, as in ``cpi-kr=last-five``,
    stands for a rate read off the record, which the reader is told."""
    text = asked.option("--assume")
    assumed: dict[str, Decimal] = {}
    for part in (p for p in text.split(",") if p.strip()):
        name, _, value = (piece.strip() for piece in part.partition("="))
        rates = [n for n, one in dossier.series.items() if one.unit == "percent"]
        rates += [n for n, one in dossier.drivers.items() if one.kind in ("step", "lapse")]
        rate = stated(value.removesuffix("%"))
        if rate is None and (preset := _preset(dossier, name, value)) is not None:
            rate = preset.value
            _tell_preset(preset, name, asked, dossier)
        lasts = dossier.drivers[name].kind == "lapse" if name in dossier.drivers else False
        if lasts and rate is not None and rate < 0:
            rate = None
        if name not in rates or rate is None or abs(rate) >= 100:
            known = ", ".join(rates)
            raise UsageError("bad-assumption", "assumption-form", value=part[:60], known=known)
        assumed[name] = rate
    return assumed


def _preset(dossier: Dossier, name: str, word: str) -> Step | None:
    """The rate that ``word`` stands for, of the series ``name``."""
    held = prospects.presets(dossier, name)
    return held.rates.get(word) if held is not None else None


def _tell_preset(preset: Step, name: str, asked: Asked, dossier: Dossier) -> None:
    numbers = _numbers(asked, dossier)
    told = asked.words.say(
        "error", "assumed-preset", name=name, how=explain.how(preset, numbers), id=preset.id,
        value=numbers.step(preset).rstrip("*"),
    )  # fmt: skip
    if told not in asked.notes:
        asked.notes.append(told)


def _backtest(asked: Asked) -> Answer:
    dossier, numbers, asked = _loaded(asked)
    result = study.backtest(dossier, asked.option("--agreement") or None)
    steps = [
        s for t in result.trials for s in (*t.computed, *([t.met] if t.met else []), *t.recorded)
    ]
    return Answer(
        tables=lambda: sheets.backtest(result, dossier, numbers),
        lead=lambda: next(iter(sheets.verdicts(result, numbers)), ""),
        content=lambda: {
            "as_expected": result.as_expected,
            "trials": result.trials,
            "variants": [
                {"variant": v.variant, "failed": v.failed, "trials": v.trials}
                for v in result.variants
            ],
        },
        numbers=lambda: steps,
        kind=lambda: Yearly([*_tried(result, dossier)]),
        status=0 if result.as_expected else 1,
    )


def _explain(asked: Asked) -> Answer:
    dossier, numbers, asked = _loaded(asked)
    name = plain_id(asked.argument("number"))
    if name in dossier.sources:
        return _document(dossier, numbers, name, asked.today)
    depth = None
    if asked.wants("--depth"):
        text = asked.option("--depth")
        if not (text.isascii() and text.isdecimal() and len(text) <= 2 and int(text)):
            raise UsageError("bad-depth", value=text[:40])
        depth = int(text)
    assume = assumptions(asked, dossier)
    return _told(called(dossier, name, asked.today, assume), depth, asked, dossier, numbers)


def explained(asked: Asked, steps: Sequence[Step]) -> Answer:
    """Numbers of another answer, told: what each is, how it was made, from what."""
    dossier, asked = loaded(replace(asked, notes=[]))
    numbers = _numbers(asked, dossier)
    return _told(steps, None, asked, dossier, numbers)


def _told(
    steps: Sequence[Step], depth: int | None, asked: Asked, dossier: Dossier, numbers: Numbers
) -> Answer:
    documents = [dossier.sources[d] for d in explain.cited(steps) if d in dossier.sources]
    return Answer(
        tables=no_tables,
        content=lambda: [data.number(step, asked.words, nested=True) for step in steps],
        numbers=lambda: [s for step in steps for s in study.down(step)],
        lines=lambda: [
            *(line for step in steps for line in explain.told(step, numbers, depth)),
            *explain.documents(documents, numbers),
            *_quotes(steps, asked, dossier, numbers),
        ],
    )


def _quotes(
    steps: Sequence[Step], asked: Asked, dossier: Dossier, numbers: Numbers
) -> Iterator[str]:
    """A line to quote each number by, with the command that explains it."""
    version = asked.version(dossier) or "–"
    for step in steps:
        yield explain.quoted(
            step, dossier, numbers, burdenshare.__version__, version, _command(step, asked)
        )


def _command(step: Step, asked: Asked) -> str:
    given, language = asked.given, asked.words.language
    if given.command == "explain":
        alone = replace(given, arguments={**given.arguments, "number": step.id})
        return line_of(alone, language)
    return f"{line_of(given, language)} --explain {shlex.quote(step.id)}"


def _document(dossier: Dossier, numbers: Numbers, name: str, today: date) -> Answer:
    (source,) = study.sources(dossier, name)
    cited = study.resting_on(dossier, name, today)
    return Answer(
        tables=no_tables,
        content=lambda: {"document": source, "numbers": cited},
        numbers=lambda: cited,
        lines=lambda: explain.document(source, list(cited), numbers),
    )


def _sources(asked: Asked) -> Answer:
    dossier, numbers, asked = _loaded(asked)
    name = asked.argument("document")
    if name:
        study.sources(dossier, name)
        return _document(dossier, numbers, name, asked.today)
    documents = study.sources(dossier)
    places = study.cited_in(dossier)
    header = ("id", "date", "publisher", "title", "title_ko", "language", "kind", "url", "cited_in")
    return Answer(
        tables=lambda: sheets.sources(documents, places, dossier, numbers),
        lead=lambda: asked.words.say(
            "lead", "sources", count=len(documents), places=sum(map(len, places.values()))
        ),
        content=lambda: [{"document": d, "cited_in": places[d.id]} for d in documents],
        cells=lambda: (
            header,
            [
                (
                    *(getattr(d, name) for name in header[:-1]),
                    ";".join(places[d.id]),
                )
                for d in documents
            ],
        ),
    )


def _brief(asked: Asked) -> Answer:
    dossier, numbers, asked = _loaded(asked)
    held = briefing.facts(dossier, asked.today)
    if asked.wants("--sheet"):
        held = tuple(one for one in held if one.key in ON_SHEET)
    day = asked.today.isoformat()

    def facts() -> list[dict[str, object]]:
        return [
            {"sentence": _plain(brief.sentence(one, dossier, numbers)), **one.__dict__}
            for one in held
        ]

    def lines() -> Iterator[str]:
        for told in brief.lines(held, dossier, numbers, day):
            yield from _hanging(told, asked.width)
        if asked.wants("--sheet"):
            return
        yield ""
        if not asked.wants("--as-of") and dossier.agreements:
            for told in sheets.verdicts(study.backtest(dossier), numbers):
                yield from _hanging(told, asked.width)
        counted = study.counts(dossier)
        yield from _hanging(numbers.words.say("brief", "record", **counted), asked.width)
        yield ""
        yield from _where_next(dossier, numbers, shlex.quote(asked.argument("dossier")))

    return Answer(
        tables=no_tables,
        content=lambda: {"day": day, "facts": facts()},
        facts=facts,
        numbers=lambda: [step for one in held for step in one.steps],
        lines=lines,
        lead=lambda: _who_pays(dossier, numbers, asked.today),
        charts=lambda: _drawn(dossier, numbers, asked.today, asked.wants("--sheet")),
    )


def _who_pays(dossier: Dossier, numbers: Numbers, today: date) -> str:
    """Who pays what this year, in one sentence."""
    held = study.state(dossier, today) if dossier.agreements else None
    if held is None or held.this_year is None or held.this_year.value is None:
        return ""
    step, words = held.this_year, numbers.words
    assert step.value is not None
    return words.say(
        "lead", "brief", year=step.year, host=dossier.host,
        sum=numbers.cite(numbers.prose(step.value, step.unit), step),
        agreement=held.in_force.title if held.in_force else "–",
        status=words.say("status", step.status),
    )  # fmt: skip


ON_SHEET = (
    "in-force", "sum", "change", "of-budget", "bridge", *brief.CAVEATS, "rule-cap", "next-sum",
    "ends",
)  # fmt: skip
"""Facts of the brief that stand on a sheet of one page."""
YEARS_ON_SHEET = 5


def _drawn(
    dossier: Dossier, numbers: Numbers, today: date, short: bool = False
) -> list[Chart | None]:
    """The published shares of the newest year with more than one side, and the sum of each year;
    in ``short`` of the newest years alone."""
    past = [year for year in study.years_of(dossier) if year <= today.year]
    years = past[-YEARS_ON_SHEET:] if short else None
    ledger = _in_home(dossier, years, today)
    owed = [step for step in study.project(dossier) if years is None or step.year in years]
    claimed = accounting.every_claim(dossier)
    return [
        charts.strip(dossier.claims, claimed, dossier, numbers, True),
        charts.years(ledger, owed, numbers, today.year),
    ]


def _plain(text: str) -> str:
    return text.replace(tables.HARD, " ")


def _hanging(text: str, width: int) -> Iterator[str]:
    """A sentence in lines, all of them as far in as the first."""
    indent = " " * (len(text) - len(text.lstrip()))
    for line in tables.wrapped(text.lstrip(), width - len(indent)):
        yield f"{indent}{line}" if line else ""


def _where_next(dossier: Dossier, numbers: Numbers, called: str) -> Iterator[str]:
    say = numbers.words.say
    if not dossier.agreements:
        return
    yield say("brief", "where-next")
    for name in ("talks", "payments", "agreement", "backtest"):
        yield f"    burdenshare {name} {called}: {say('command', name)}"
    example = f"burdenshare explain {called} {dossier.agreements[-1].years.first}"
    yield f"    {example}: {say('command', 'explain')}"


def _new(asked: Asked) -> Answer:
    name = asked.argument("new-name")
    if not name.strip():
        raise UsageError("bad-name")
    copied = asked.option("--copy")
    origin = study.find(copied, asked.option("--dossiers") or None)[0] if copied else None
    try:
        folder, count = starter.write(name, asked.words.language, origin)
    except FileExistsError:
        raise UsageError("exists", "exists-remedy", folder=name) from None
    except OSError as error:
        raise UsageError("cannot-write", folder=name, reason=str(error.strerror or error)) from None
    key = "copied" if copied else "written"
    told = asked.words.say("new", key, folder=folder, count=count, dossier=copied)
    path = shlex.quote(folder if "/" in folder else f"./{folder}")
    lines = [told] + [
        f"    burdenshare {verb} {path}" for verb in ("check", "agreement", "payments")
    ]
    return Answer(
        tables=no_tables,
        content=lambda: {"folder": folder, "files": count},
        lines=lambda: lines,
        cells=lambda: (("folder", "files"), [(folder, count)]),
    )


ANSWERS: dict[str, Callable[[Asked], Answer]] = {
    "brief": _brief,
    "check": _check,
    "payments": _payments,
    "agreement": _agreement,
    "backtest": _backtest,
    "explain": _explain,
    "sources": _sources,
    "new": _new,
}
