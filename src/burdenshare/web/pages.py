"""The pages: which command each asks, its place in the map, and its parts for the template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from burdenshare import accounting, briefing, study
from burdenshare.answers import answer
from burdenshare.answers.asked import Answer, Asked
from burdenshare.answers.commands import command_of
from burdenshare.show import brief, tables
from burdenshare.show.amounts import Numbers
from burdenshare.vocabulary import Dossier, Language
from burdenshare.web import charts
from burdenshare.web.questions import Question, address, options_of, question


@dataclass(frozen=True)
class Page:
    """A place in the map."""

    name: str
    command: str
    path: str
    argument: str = ""
    """Argument that the last part of the path gives."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """Arguments that stand in where the address says none."""


PAGES = (
    Page("answer", "brief", ""),
    Page("agreements", "agreement", "agreements"),
    Page("agreement", "agreement", "agreements/{item}", "name"),
    Page("backtest", "backtest", "backtest"),
    Page("years", "payments", "years"),
    Page("year", "payments", "years/{item}", "year"),
    Page("share", "share", "share", defaults={"span": "2016"}),
    Page("bridge", "bridge", "share/bridge",
         defaults={"span": "2016", "start": "official", "end": "spark-2016"}),
    Page("multiverse", "multiverse", "share/multiverse",
         defaults={"span": "2016", "definition": "official"}),
    Page("claims", "claims", "share/claims"),
    Page("missing", "missing", "share/missing",
         defaults={"span": "2026", "definition": "official"}),
    Page("check", "check-figure", "check"),
    Page("operational", "operations", "operational"),
    Page("operation", "operations", "operational/{item}", "what"),
    Page("talks", "talks", "talks"),
    Page("negotiation", "talks", "talks/{item}", "name"),
    Page("sources", "sources", "sources"),
    Page("source", "sources", "sources/{item}", "document"),
    Page("explain", "explain", "n/{item}", "number"),
)  # fmt: skip

NAVIGATION = ("answer", "agreements", "years", "share", "operational", "talks", "sources")
BY_NAME = {one.name: one for one in PAGES}


def asks(
    page: Page, dossier: str, item: str, query: Sequence[tuple[str, str]], language: Language
) -> Question:
    """The question of a page's address; ``item`` is the last part of its path."""
    if page.name == "year":
        return question(dossier, page.command, {}, [("year", item), *query], language)
    known = {key for key, value in query if value}
    defaults = {k: v for k, v in page.defaults.items() if k not in known}
    given = {page.argument: item} if page.argument else {}
    return question(dossier, page.command, {**given, **defaults}, query, language)


def parts(one: Question, page: Page, asked: Asked, path: str) -> dict[str, object]:
    """Everything a template needs for a page.

    Raises what the answer raises: ``UsageError``, ``NotFoundError``, ``UnsoundError``.
    """
    held, asked = answer(asked)
    words = asked.words
    dossier = asked.load(one.dossier, None, True)
    version = study.version(dossier)
    numbers = Numbers(words, dossier.currency, dossier.category)
    return {
        **frame(one, page, path),
        "title": words.say("web", f"title-{page.name}"),
        "notes": list(asked.notes),
        "sheets": [_sheet(s) for s in held.tables()] if held.lines is None else [],
        "lines": _lines(held) if page.name not in ("answer",) else [],
        "brief": _brief(one, dossier, numbers, asked) if page.name == "answer" else [],
        "chart": _chart(page, one, dossier, numbers, asked),
        "status": held.status,
        "data_version": version,
        "cite": address(one, path, v=version, cited=_cited_value(held, numbers)),
        "cited_notice": _cited_notice(one, version, held, numbers, asked),
        "headline": _headline(one, dossier, numbers, asked) if page.name == "answer" else None,
    }


def frame(one: Question, page: Page, path: str) -> dict[str, object]:
    """What every page has: navigation, language switch, controls, twins."""
    other: Language = "en" if one.language == "ko" else "ko"
    command = command_of(one.command)
    known = options_of(command)
    return {
        "lang": one.language,
        "page": page.name,
        "dossier": one.dossier,
        "command": one.command,
        "here": address(one, path),
        "other": address(one, path, lang=other),
        "api": address(one, f"/api/v1/{one.dossier}/{one.command}", lang=one.language),
        "csv": address(one, f"/api/v1/{one.dossier}/{one.command}", lang=one.language, form="csv"),
        "day": one.options.get("--as-of", ""),
        "ignored": one.ignored,
        "navigation": [
            (name, f"/{one.dossier}/{BY_NAME[name].path}") for name in NAVIGATION
        ],
        "arguments": [
            (name, one.arguments.get(name, ""))
            for name in (*command.arguments, *command.optional)
            if name not in ("dossier", page.argument)
        ],
        "controls": [
            (key, one.options.get(option, ""), _about(one.command, option))
            for key, option in known.items()
            if key != "as-of" and option not in ("--" + page.argument,)
        ],
        "rebuild": _command_line(one),
    }  # fmt: skip


def _about(command: str, option: str) -> str:
    every = command_of(command).options
    return next((o.about for o in every if o.name == option), option[2:])


def _command_line(one: Question) -> str:
    """The command that gives the same answer in a terminal."""
    known = command_of(one.command)
    plain = [one.arguments[n] for n in (*known.arguments, *known.optional) if n in one.arguments]
    told = [f"{name} {value}".strip() for name, value in sorted(one.options.items())]
    quoted = [f'"{word}"' if " " in word else word for word in plain]
    return " ".join(["burdenshare", one.command, *quoted, *told, "--lang", one.language])


def _sheet(one: tables.Sheet) -> dict[str, object]:
    used = [
        n
        for n, column in enumerate(one.columns)
        if column.head.strip() or any(row[n].strip() for row in one.rows)
    ]
    return {
        "title": one.title,
        "columns": [one.columns[n] for n in used],
        "rows": [[(row[n], getattr(row[n], "id", "")) for n in used] for row in one.rows],
        "notes": one.notes,
    }


def _lines(held: Answer) -> list[str]:
    return [line.replace(tables.HARD, " ") for line in held.lines()] if held.lines else []


def _brief(
    one: Question, dossier: Dossier, numbers: Numbers, asked: Asked
) -> list[dict[str, object]]:
    """The facts of the brief by section, each with its documents and the number it rests on."""
    then = study.as_of(dossier, asked.today) if one.options.get("--as-of") else dossier
    facts = briefing.facts(then, asked.today)
    return [
        {
            "title": asked.words.say("brief", f"section-{section}"),
            "facts": [
                {
                    "text": brief.sentence(fact, then, numbers),
                    "source": fact.source,
                    "place": str(fact.place),
                    "step": fact.steps[0].id if fact.steps else "",
                }
                for fact in facts
                if fact.section == section
            ],
        }
        for section in dict.fromkeys(fact.section for fact in facts)
    ]


def _cited_value(held: Answer, numbers: Numbers) -> str:
    """The value that a citation carries: the first number of the answer."""
    first = next(iter(held.numbers()), None) if held.numbers is not None else None
    if first is None or first.value is None:
        return ""
    if first.unit == "percent":
        return f"{first.value:.2f} %"
    return numbers.amount(first.value.quantize(Decimal("0.1")), first.unit).replace(
        tables.HARD, " "
    )


def _cited_notice(one: Question, version: str, held: Answer, numbers: Numbers, asked: Asked) -> str:
    """What a reader of a cited link should know: the cited value and today's."""
    cited, value = one.cited
    if not cited:
        return ""
    key = "cited-same" if cited == version else "cited-other"
    now = _cited_value(held, numbers)
    return asked.words.say("web", key, version=cited, value=value or "–", now=now or "–",
                           data=version)  # fmt: skip


def _headline(
    one: Question, dossier: Dossier, numbers: Numbers, asked: Asked
) -> dict[str, str] | None:
    """Who pays what this year, in one sentence."""
    then = study.as_of(dossier, asked.today) if one.options.get("--as-of") else dossier
    state = study.state(then, asked.today) if then.agreements else None
    if state is None or state.this_year is None or state.this_year.value is None:
        return None
    step, words = state.this_year, asked.words
    return {
        "text": words.say(
            "web", "headline", year=step.year, host=then.host,
            sum=numbers.prose(step.value or Decimal(0), step.unit),
            agreement=state.in_force.title if state.in_force else "–",
            status=words.say("status", step.status),
        ),
        "id": step.id,
    }  # fmt: skip


def _chart(
    page: Page, one: Question, dossier: Dossier, numbers: Numbers, asked: Asked
) -> dict[str, object] | None:
    then = study.as_of(dossier, asked.today) if one.options.get("--as-of") else dossier
    if page.name in ("answer", "claims"):
        return charts.strip(then, numbers, page.name == "answer")
    if page.name == "years":
        return charts.years(then, numbers, asked.today)
    if page.name == "bridge":
        span = accounting.span_of(one.arguments["span"])
        ends = [then.definitions.get(one.arguments[key]) for key in ("start", "end")]
        if span is None or None in ends or one.options.keys() - {"--as-of"}:
            return None
        start, end = (accounting.share(then, span, d) for d in ends if d is not None)
        return charts.bridge(start, end, then, numbers)
    return None
