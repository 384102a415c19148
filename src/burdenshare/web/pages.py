"""The pages: which command answers on which path, with what, and its parts for the template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

import burdenshare
from burdenshare import correction, outlook, study
from burdenshare.answers import answer
from burdenshare.answers.asked import Answer, Asked, loaded
from burdenshare.answers.basics import assumptions
from burdenshare.answers.commands import Given, line_of
from burdenshare.answers.outlook import unlikely
from burdenshare.show import explain, marks, report, tables
from burdenshare.show.amounts import Numbers
from burdenshare.show.charts import Chart
from burdenshare.show.words import Words, words
from burdenshare.vocabulary import Dossier, Language, Step
from burdenshare.web import about, citing, controls
from burdenshare.web.linked import Linked
from burdenshare.web.questions import Question, address, query, question

MOST_DOCUMENTS = 200
MOST_UNDER_PICTURE = 8
LONGEST_WHOLE = 24


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
    beside: bool = False
    """Whether the controls stand open beside the answer: a page that people turn and try."""


PAGES = (
    Page("answer", "brief", ""),
    Page("agreements", "agreement", "agreements"),
    Page("agreement", "agreement", "agreements/{item}", "name"),
    Page("backtest", "backtest", "backtest"),
    Page("years", "payments", "years"),
    Page("year", "payments", "years/{item}", "year"),
    Page("share", "share", "share", defaults={"span": "2016"}, beside=True),
    Page("bridge", "bridge", "share/bridge",
         defaults={"span": "2016", "start": "official", "end": "spark-2016"}, beside=True),
    Page("multiverse", "multiverse", "share/multiverse",
         defaults={"span": "2016", "definition": "official"}, beside=True),
    Page("claims", "claims", "share/claims"),
    Page("missing", "missing", "share/missing",
         defaults={"span": "2026", "definition": "official"}, beside=True),
    Page("check", "check-figure", "check"),
    Page("operational", "operations", "operational", beside=True),
    Page("operation", "operations", "operational/{item}", "what", beside=True),
    Page("proposals", "compare", "proposals", beside=True),
    Page("sweep", "sweep", "proposals/sweep", beside=True),
    Page("talks", "talks", "talks"),
    Page("negotiation", "talks", "talks/{item}", "name", beside=True),
    Page("futures", "futures", "futures"),
    Page("driver", "futures", "futures/{item}", "driver"),
    Page("sources", "sources", "sources"),
    Page("source", "sources", "sources/{item}", "document"),
    Page("explain", "explain", "n/{item}", "number"),
    Page("report", "report", "report/{item}", "number"),
    Page("changes", "diff", "changes"),
    Page("data", "sources", "data"),
    Page("about", "sources", "about"),
)  # fmt: skip

WORDS = ("about", "data")
"""Pages of words: they answer no question."""

NAVIGATION = (
    "answer", "agreements", "years", "share", "operational", "proposals", "talks", "sources",
)  # fmt: skip
BY_NAME = {one.name: one for one in PAGES}
OF_COMMAND = {
    "agreement": "agreements", "backtest": "agreements", "payments": "years",
    "bridge": "share", "multiverse": "share", "claims": "share", "missing": "share",
    "operations": "operational", "brief": "answer", "compare": "proposals",
    "futures": "proposals", "report": "sources", "diff": "sources", "sweep": "proposals",
}  # fmt: skip
"""Where a command's pages stand in the navigation, where that is not its own name."""

RELATED = {
    "share": ("bridge", "multiverse", "claims", "missing"),
    "bridge": ("share", "multiverse", "claims", "missing"),
    "multiverse": ("share", "bridge", "claims", "missing"),
    "claims": ("share", "bridge", "multiverse", "check"),
    "missing": ("share", "bridge", "multiverse", "claims"),
    "agreements": ("backtest", "years", "talks", "futures"),
    "agreement": ("agreements", "backtest", "talks"),
    "backtest": ("agreements", "years"),
    "year": ("years",),
    "operation": ("operational",),
    "negotiation": ("talks", "agreements"),
    "futures": ("agreements", "backtest"),
    "driver": ("futures", "agreements"),
    "source": ("sources",),
    "data": ("changes",),
    "changes": ("data", "sources"),
    "proposals": ("sweep", "futures", "agreements", "talks"),
    "sweep": ("proposals", "futures"),
}
START = ("check", "bridge", "operational", "agreements", "years")
"""Where a reader may begin, by the question they come with."""


@dataclass(frozen=True)
class Place:
    """Where a page is read: its path, and the address of the server before it."""

    path: str
    site: str


def asks(
    page: Page, dossier: str, item: str, told: Sequence[tuple[str, str]], language: Language
) -> Question:
    """The question of a page's address; ``item`` is the last part of its path."""
    if page.name == "year":
        return question(dossier, page.command, {}, [("year", item), *told], language)
    known = {key for key, value in told if value}
    always = {"against": dossier} if page.name == "changes" else page.defaults
    defaults = {k: v for k, v in always.items() if k not in known}
    given = {page.argument: item} if page.argument else {}
    return question(dossier, page.command, {**given, **defaults}, told, language)


def charts_of(held: Answer) -> list[Chart]:
    return [one for one in held.charts() if one is not None and one.rows]


def parts(one: Question, page: Page, asked: Asked, place: Place, version: str) -> dict[str, object]:
    """Everything a template needs for a page.

    Raises what the answer raises: ``UsageError``, ``NotFoundError``, ``UnsoundError``.
    """
    held, asked = answer(asked)
    dossier = asked.load(one.dossier, None, True)
    known, _ = loaded(replace(asked, notes=[]))
    explained = "--explain" in one.options or page.name == "explain"
    lead = held.lead()
    drawn = charts_of(held)
    lead = lead or (drawn[0].title if drawn else "")
    sheets = [_sheet(s) for s in held.tables()]
    numbers = list(held.numbers()) if held.numbers is not None else []
    plain = Numbers(asked.words, dossier.currency, dossier.category)
    first = _cited(numbers, explained)
    cited = _cited_value(first, plain)
    to_cite = address(one, place.path, v=version, cited=cited)
    title = asked.words.say("web", "title-explain" if explained else f"title-{page.name}")
    return {
        **frame(one, page, place),
        "linked": Linked(one, place.path, dossier.sources, _names(page, dossier)),
        "explained": explained,
        "title": title,
        "lead": lead,
        "asked": lambda told: f"/{one.dossier}/share?{urlencode([*told, ('lang', one.language)])}",
        "description": marks.plain(lead).replace(tables.HARD, " ") or title,
        **turns(one, page, dossier, asked.words, known),
        "notes": list(asked.notes),
        "sheets": sheets,
        "copied": held.text(),
        "to_ranges": _to_ranges(one, page, dossier, place),
        "to_mean": _to_mean(one, place, asked, known),
        "stacked": page.name == "proposals",
        "copies": _copies(one, page, dossier, asked.words),
        "beside_it": _suggested(one, page, dossier, asked.words),
        "lines": _lines(held) if page.name != "answer" or explained else [],
        **(_report(one, numbers, dossier, place, to_cite, version, asked) if explained else {}),
        "brief": _brief(held.facts(), asked.words) if not explained else [],
        "charts": [(n + 1, chart) for n, chart in enumerate(drawn)],
        "documents": explain.cited(numbers)[:MOST_DOCUMENTS],
        "data_version": version,
        "to_cite": to_cite,
        "cite_forms": citing.forms(
            title,
            place.site + to_cite,
            _with_doubts(cited, first, dossier, plain),
            version,
            asked.today,
            asked.words,
        ),
        "cited_notice": _cited_notice(one, version, cited, asked),
        "starts": START if page.name == "answer" and not explained else (),
    }


def _report(
    one: Question, numbers: Sequence[Step], dossier: Dossier, place: Place, to_cite: str,
    version: str, asked: Asked,
) -> dict[str, object]:  # fmt: skip
    """The text of a report on the number that is explained, and where its correction is made."""
    if not numbers:
        return {}
    step, plain = numbers[0], Numbers(asked.words, dossier.currency, dossier.category)
    state = report.State(
        version, burdenshare.__version__, asked.today.isoformat(), command_line(one),
        place.site + to_cite,
    )  # fmt: skip
    others = correction.elsewhere(dossier, step)
    text = [*report.told(step, dossier, plain, state, others), "", *report.open_end(plain)]
    recorded = not step.uses and step.place.file and step.value is not None
    there = f"/{one.dossier}/report/{quote(step.id)}" if recorded else ""
    return {"report_text": "\n".join(text), "report_form": there, "report_unit": step.unit}


def turns(
    one: Question, page: Page, dossier: Dossier, speech: Words, known: Dossier | None = None
) -> dict[str, object]:
    """What can be turned on a page, and the question in words."""
    return {
        "scenario": controls.scenario(one, dossier, speech),
        "controls": controls.controls(one, page.argument, dossier, speech, known),
        "units": controls.units(one, page.argument, dossier, speech),
    }


def _names(page: Page, dossier: Dossier) -> dict[str, str]:
    """Words of a table that are names, and the page of each."""
    if page.name == "talks":
        return {name: f"talks/{name}" for name in dossier.talks}
    named = (*dossier.agreements, *(dossier.proposals if page.name == "proposals" else ()))
    return {one.name: f"agreements/{one.name}" for one in named}


MODEST = "1000"
"""Futures that show ranges at once, and take no time once the loops are loaded."""


def _to_ranges(one: Question, page: Page, dossier: Dossier, place: Place) -> str:
    """Where the same is answered with ranges. They are not drawn unasked: the first time after a
    start the loops are loaded, and after installing compiled."""
    can = page.name == "proposals" and dossier.drivers and dossier.exchange
    return (
        address(one, place.path, futures=MODEST) if can and not one.options.get("--futures") else ""
    )


def _to_mean(one: Question, place: Place, asked: Asked, dossier: Dossier) -> str:
    """Where growth that is seldom meant is said to be meant, where that is asked."""
    can = one.command in ("compare", "sweep") and "--meant" not in one.options
    rates = assumptions(replace(asked, notes=[]), dossier) if can else {}
    return address(one, place.path, meant="on") if unlikely(rates) else ""


def _copies(one: Question, page: Page, dossier: Dossier, speech: Words) -> list[tuple[str, str]]:
    """What is compared, and the page with the text of each, to be copied."""
    if page.name != "proposals":
        return []
    return [
        (speech.text(each.title),
         f"/{one.dossier}/agreements/{each.name}{query(one.plain, text='on')}")
        for each in outlook.chosen(dossier, _compared(one))
    ]  # fmt: skip


def _compared(one: Question) -> list[str]:
    return [name for part in one.arguments.get("names", "").split(",") if (name := part.strip())]


def _suggested(one: Question, page: Page, dossier: Dossier, speech: Words) -> list[tuple[str, str]]:
    """What could stand beside a proposal that is alone, and the address of both."""
    names = _compared(one)
    if page.name != "proposals" or len(names) != 1:
        return []
    alone = study.agreement(dossier, names[0])
    return [
        (speech.text(other.title), f"/{one.dossier}/{page.path}"
         + query(one, names=f"{alone.name},{other.name}"))
        for other in outlook.beside(dossier, alone)
    ]  # fmt: skip


def words_about(
    one: Question, page: Page, dossier: Dossier, place: Place, version: str
) -> dict[str, object]:
    """A page of words alone: it has no question and no twin."""
    speech = words(one.language)
    sheets = (
        about.taking(dossier, speech)
        if page.name == "data"
        else about.about(dossier, version, burdenshare.__version__, speech)
    )
    title = speech.say("web", f"title-{page.name}")
    return {
        **frame(one, page, place), "linked": Linked(one, place.path, dossier.sources, {}),
        "title": title, "lead": "", "description": title, "sheets": [_sheet(s) for s in sheets],
        "data_version": version,
    }  # fmt: skip


def foot(one: Question, place: Place, chart: Chart, version: str, speech: Words) -> list[str]:
    """What stands under a picture: documents, the address, the version and the licence."""
    say = speech.say
    documents = ", ".join(chart.documents[:MOST_UNDER_PICTURE])
    more = len(chart.documents) - MOST_UNDER_PICTURE
    if more > 0:
        documents = say("share", "and-more", items=documents, count=more)
    return [
        f"{say('web', 'sources-of')}: {documents or say('web', 'no-sources')}",
        place.site + address(one, place.path, v=version),
        f"burdenshare · {say('web', 'data', version=version)} · {say('web', 'licence')}",
    ]


def frame(one: Question, page: Page, place: Place) -> dict[str, object]:
    """What every page has: navigation, language switch, twins."""
    other: Language = "en" if one.language == "ko" else "ko"
    api = f"/api/v1/{one.dossier}/{one.command}"
    plain = query(one.plain)
    return {
        "lang": one.language,
        "page": page.name,
        "current": OF_COMMAND.get(one.command, one.command),
        "beside": page.beside,
        "dossier": one.dossier,
        "plain": plain,
        "path": place.path,
        "site": place.site,
        "here": address(one, place.path),
        "other": address(one, place.path, lang=other),
        "turned": address(one, place.path, view="" if one.view else "table"),
        "view": one.view,
        "api": address(one, api),
        "csv": address(one, api, form="csv"),
        "xlsx": address(one, api, form="xlsx"),
        "papers": [] if page.name in WORDS else [
            ("Markdown", address(one, place.path, form="md")),
            ("HTML", address(one, place.path, form="html")),
            ("PDF A4", address(one, place.path, form="pdf")),
            ("PDF Letter", address(one, place.path, form="pdf", paper="letter")),
        ],
        "picture": address(one, place.path, form="FORM", chart="NUMBER"),
        "day": one.options.get("--as-of", ""),
        "ignored": one.ignored,
        "navigation": [
            (name, f"/{one.dossier}/{BY_NAME[name].path}{plain}") for name in NAVIGATION
        ],
        "related": [
            (name, f"/{one.dossier}/{BY_NAME[name].path}{plain}{_kept(one, BY_NAME[name])}")
            for name in RELATED.get(page.name, ())
        ],
        "steps": _steps(one, page, plain),
        "leads": {"years": f"/{one.dossier}/years/", "operational": f"/{one.dossier}/operational/"}
        .get(page.name, ""),
        "paths": {name: f"/{one.dossier}/{BY_NAME[name].path}{plain}" for name in START},
        "rebuild": command_line(one),
        "python": repr(command_line(one).removeprefix("burdenshare ")),
    }  # fmt: skip


def _kept(one: Question, there: Page) -> str:
    """What of a question about shares a page keeps that has an answer for any year: the year."""
    span = one.arguments.get("span", "")
    return f"&span={quote(span)}" if span and there.name in ("share", "missing") else ""


def _steps(one: Question, page: Page, plain: str) -> list[tuple[str, str]]:
    """The years before and after the year of a page."""
    text = one.options.get("--year", "")
    if page.name != "year" or not (text.isascii() and text.isdecimal() and len(text) == 4):
        return []
    return [
        (str(year), f"/{one.dossier}/years/{year}{plain}")
        for year in (int(text) - 1, int(text) + 1)
    ]


def command_line(one: Question) -> str:
    """The command that gives the same answer in a terminal."""
    return line_of(Given(one.command, dict(one.arguments), dict(one.options)), one.language)


def _sheet(one: tables.Sheet) -> dict[str, object]:
    used = [
        n
        for n, column in enumerate(one.columns)
        if column.head.strip() or any(row[n].strip() for row in one.rows)
    ]
    return {
        "title": one.title,
        "columns": [_narrow(one.columns[n], one.rows, n) for n in used],
        "rows": [[row[n] for n in used] for row in one.rows],
        "notes": [note for told in one.notes for note in told.split("\n")],
    }


def _narrow(column: tables.Column, rows: Sequence[Sequence[str]], number: int) -> tables.Column:
    """Long cells are broken on a page, whatever a terminal does."""
    longest = max((len(marks.plain(row[number])) for row in rows), default=0)
    return replace(column, whole=column.whole and longest <= LONGEST_WHOLE)


def _lines(held: Answer) -> list[tuple[int, str]]:
    """Lines of an answer with how far in each stands."""
    found = []
    for line in held.lines() if held.lines is not None else ():
        bare = line.lstrip(" │")
        inside = line[: len(line) - len(bare)]
        depth = inside.count("│") + (len(inside.replace("│", "")) - 2 * inside.count("│")) // 4
        found.append((min(max(depth, 0), 12), bare.replace(tables.HARD, " ")))
    return found


def _brief(facts: Iterable[Mapping[str, Any]], speech: Words) -> list[dict[str, object]]:
    """The facts of a brief by section, each with its documents and where it is written."""
    sections: dict[str, list[dict[str, object]]] = {}
    for fact in facts:
        sections.setdefault(fact["section"], []).append({
            "text": fact["sentence"], "source": fact["source"], "place": str(fact["place"]),
            "step": fact["steps"][0].id if fact["steps"] else "",
        })  # fmt: skip
    return [
        {"title": speech.say("brief", f"section-{name}"), "facts": told}
        for name, told in sections.items()
    ]


def _cited(steps: Sequence[Step], explained: bool) -> Step | None:
    """The number that a citation carries: the one that is explained, or the first of the answer.

    Of several shares none is the answer, and a share that lacks a figure has no value to cite.
    """
    if explained:
        return steps[0] if steps else None
    shares = {step.id: step for step in steps if step.name == "share"}
    if len(shares) > 1 or any(step.value is None for step in shares.values()):
        return None
    return next((step for step in steps if step.value is not None), None)


def _cited_value(one: Step | None, numbers: Numbers) -> str:
    """The value that a citation carries."""
    if one is not None and one.how == "made":
        return str(one.details["shown"])
    if one is None or one.value is None:
        return ""
    if one.unit == "percent":
        return f"{one.value:.2f} %"
    return numbers.prose(one.value, one.unit).replace(tables.HARD, " ")


def _with_doubts(value: str, one: Step | None, dossier: Dossier, numbers: Numbers) -> str:
    """The value of a citation with what must be said beside it: whose claim it is, whose claim it
    rests on, what is doubted of it."""
    if one is None:
        return value
    whose = [explain.name(one, numbers)] if one.name == "claim" else []
    told = ", ".join((*whose, *explain.doubts(one, dossier, numbers)))
    return f"{value} ({told})" if told and value else value


def _cited_notice(one: Question, version: str, now: str, asked: Asked) -> str:
    """What a reader of a cited link should know: the cited value and today's."""
    cited, value = one.cited
    if not cited:
        return ""
    if cited == version:
        key = "cited-same" if value in ("", now) else "cited-changed"
    else:
        key = "cited-other"
    return asked.words.say("web", key, version=cited, value=value or "–", now=now or "–",
                           data=version)  # fmt: skip
