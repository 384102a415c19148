"""An answer as a document: title, question, answer, what it rests on, and how to make it again."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

import burdenshare
from burdenshare import study
from burdenshare.answers.asked import Answer, Asked, loaded
from burdenshare.answers.commands import OUTSIDE, Given, UsageError, line_of
from burdenshare.show import data, explain, marks
from burdenshare.show.charts import Chart
from burdenshare.show.paper import markdown, web
from burdenshare.show.paper.document import (
    SIZES,
    Lines,
    Paper,
    Part,
    Section,
    Sentence,
    Size,
    documents_of,
    ids_of,
    plain,
    references,
    unmarked,
)
from burdenshare.show.words import Words
from burdenshare.vocabulary import Dossier

MOST_CITED = 6
"""References behind one sentence; all of them stand in the data."""
CITED_ON_SHEET = 2

FIT = {"bridge": 1, "compare": 2}
"""Pages that an answer should take on paper, where it is made to be handed out."""


@dataclass(frozen=True)
class At:
    """Where a command stands on the page: its title, its path, and the argument or option that
    the last part of the path says."""

    title: str
    path: str
    said: str = ""
    title_of_one: str = ""


PAGES = {
    "brief": At("answer", ""),
    "payments": At("years", "years", "--year", "year"),
    "agreement": At("agreements", "agreements", "name", "agreement"),
    "backtest": At("backtest", "backtest"),
    "explain": At("explain", "n", "number"),
    "sources": At("sources", "sources", "document", "source"),
    "share": At("share", "share"),
    "claims": At("claims", "share/claims"),
    "bridge": At("bridge", "share/bridge"),
    "multiverse": At("multiverse", "share/multiverse"),
    "missing": At("missing", "share/missing"),
    "check-figure": At("check", "check"),
    "operations": At("operational", "operational", "what", "operation"),
    "talks": At("talks", "talks", "name", "negotiation"),
    "compare": At("proposals", "proposals"),
    "futures": At("futures", "futures", "driver", "driver"),
}


def as_markdown(answer: Answer, asked: Asked) -> bytes:
    return markdown.written(paper(answer, asked)).encode()


def as_html(answer: Answer, asked: Asked) -> bytes:
    return web.written(paper(answer, asked), size_of(asked)).encode()


def as_pdf(answer: Answer, asked: Asked) -> bytes:
    """Raises ``UsageError`` where what writes it is not installed."""
    pdf: Any = importlib.import_module("burdenshare.show.paper.pdf")
    try:
        made: bytes = pdf.written(paper(answer, asked), size_of(asked))
    except pdf.NoPackageError:
        details = {"form": "PDF", "package": pdf.PACKAGE, "extra": pdf.EXTRA}
        raise UsageError("no-package", "no-package-remedy", **details) from None
    return made


def size_of(asked: Asked) -> Size:
    """The paper that was asked for. Raises ``UsageError`` for one that there is not."""
    wanted = asked.option("--paper").lower() or SIZES[0]
    for size in SIZES:
        if wanted == size:
            return size
    raise UsageError("unknown-paper", "papers-known", name=wanted[:20], known=", ".join(SIZES))


def paper(answer: Answer, asked: Asked) -> Paper:
    """The document. It prints what the answer prints, in the same order."""
    told = asked.given
    words = asked.words
    again = [(words.say("paper", "command"), line_of(told, words.language))]
    if "dossier" not in told.arguments or told.command not in PAGES:  # it has no page
        lead, parts = plain(answer.lead()), tuple(_parts(answer, words, {}, 0))
        return Paper(words, words.say("command", told.command), "", lead, tuple(asked.notes),
                     parts, (), tuple(again), _version(words, ""))  # fmt: skip
    notes = tuple(plain(note) for note in asked.notes)
    dossier, _ = loaded(replace(asked, notes=[]))
    version = study.version(dossier)
    lead = answer.lead()
    charts = [one for one in answer.charts() if one is not None and one.rows]
    short = asked.wants("--sheet")
    most = CITED_ON_SHEET if short else MOST_CITED
    tables = [*answer.tables()]
    bare = [*map(unmarked, charts), *_told(answer)]
    facts = list(answer.facts())
    cited = [
        *(_of_rows(charts) if short else ()),
        *(
            name
            for part in bare[len(charts) if short else 0 :]
            for name in documents_of(part, dossier.sources)
        ),
        *(name for fact in facts for name in fact["source"][: most if short else None]),
        *([] if short or answer.numbers is None else explain.cited(list(answer.numbers()))),
    ]
    rests_on = references(cited, dossier.sources, words, asked.today.isoformat())
    numbered = {one.id: one.number for one in rests_on}
    again.append((words.say("paper", "link"), asked.site + link(told, words.language, version)))
    again += _ways_back(told, charts, words)
    drawn = [name for one in charts for _, name in _named(one)]
    again += [
        (words.say("paper", "ids-of-table"), "; ".join(ids))
        for sheet in tables
        if sheet.ids and (ids := [*ids_of(sheet, drawn)])
    ]
    return Paper(
        words=words,
        title=_title(asked, dossier),
        question=_question(asked, dossier),
        lead=plain(lead),
        notes=notes,
        parts=tuple(_parts(answer, words, numbered, most, short)),
        references=rests_on,
        again=tuple(again),
        version=_version(words, version),
        pages=1 if short else 0 if asked.wants("--futures") else FIT.get(told.command, 0),
    )


MOST_IDS = 12
"""Numbers of a chart whose ids are told, the last of it; all of them stand in the data."""


def _ways_back(told: Given, charts: Iterable[Chart], words: Words) -> Iterator[tuple[str, str]]:
    """How one number is explained, and the ids of those that are drawn; sentences have their own
    behind them."""
    if told.options.get("--explain"):
        return
    drawn = [[*dict.fromkeys(_ids(chart))] for chart in charts]
    kept = [one for of_chart in drawn for one in of_chart[-MOST_IDS:]]
    more = sum(map(len, drawn)) - len(kept)
    if more:
        kept.append(words.say("paper", "more-ids", count=more))
    if kept:
        yield words.say("paper", "ids"), "; ".join(kept)


def _ids(chart: Chart) -> Iterator[str]:
    """Each number of a chart as it is printed, with its id."""
    yield from (f"{told} = {name}" for told, name in _named(chart))


def _named(chart: Chart) -> Iterator[tuple[str, str]]:
    """What is printed of each row, and the id of that number: what is drawn may be another."""
    for mark in chart.rows:
        told = mark.value or mark.end
        names = [name for _, name in marks.parts(told) if name]
        if told and (names or mark.step is not None):
            name = names[0] if names else mark.step.id if mark.step is not None else ""
            yield plain(told).rstrip("?*†‡"), name


def _of_rows(charts: Iterable[Chart]) -> Iterator[str]:
    """The documents of each number that is drawn, and not of all that it was made from."""
    for chart in charts:
        for mark in chart.rows:
            yield from data.documents(mark.step)[:CITED_ON_SHEET] if mark.step else ()


def _parts(
    answer: Answer, words: Words, numbered: dict[str, int], most: int, short: bool = False
) -> Iterator[Part]:
    """Charts, tables, and its sentences with no more than ``most`` references each; else its
    lines. In ``short``, a sentence whose number has an id does not say where it is written."""
    yield from (unmarked(one) for one in answer.charts() if one is not None and one.rows)
    facts = list(answer.facts())
    sections = dict.fromkeys(str(fact["section"]) for fact in facts)
    if not facts:
        yield from _told(answer)
        return
    yield from map(unmarked, answer.tables())
    for name in sections:
        held = tuple(
            Sentence(
                text=plain(str(fact["sentence"])),
                references=tuple(numbered[one] for one in fact["source"][:most] if one in numbered),
                place=str(fact["place"])
                if fact["place"].file and not (short and fact["steps"])
                else "",
                id=fact["steps"][0].id if fact["steps"] else "",
            )
            for fact in facts
            if fact["section"] == name
        )
        yield Section(words.say("brief", f"section-{name}"), held)


def _told(answer: Answer) -> Iterable[Part]:
    """Tables and lines of an answer that is not made of sentences."""
    yield from map(unmarked, answer.tables())
    lines = tuple(plain(line) for line in answer.lines()) if answer.lines is not None else ()
    if any(line.strip() for line in lines) and not list(answer.facts()):
        yield Lines(lines)


def _title(asked: Asked, dossier: Dossier) -> str:
    told, words = asked.given, asked.words
    if asked.wants("--explain"):
        return words.say("web", "title-explain")
    if told.command == "brief":
        key = "sheet" if asked.wants("--sheet") else "title"
        return words.say("brief", key, title=dossier.title, day=asked.today.isoformat())
    at = PAGES[told.command]
    one = told.arguments.get(at.said) or told.options.get(at.said)
    return words.say("web", f"title-{(at.title_of_one or at.title) if one else at.title}")


def _question(asked: Asked, dossier: Dossier) -> str:
    """What it is about, in the words of the command."""
    told = asked.given
    parts = [asked.words.text(dossier.title)]
    asks = {name: value for name, value in told.arguments.items() if name != "dossier"}
    for name, value in {**asks, **_options(told)}.items():
        if name == "sheet":
            continue  # its title says so
        called = _called(value, dossier, asked.words)
        label = asked.words.say("field", name) if asked.words.has("field", name) else name
        parts.append(f"{label}: {called}" if value else label)
    return "" if told.command == "brief" and len(parts) == 1 else " · ".join(parts)


def _options(told: Given) -> dict[str, str]:
    """The options that change what the answer says, without their strokes."""
    kept = (*OUTSIDE, "--file")
    return {name[2:]: value for name, value in sorted(told.options.items()) if name not in kept}


def _called(text: str, dossier: Dossier, words: Words) -> str:
    """Names of definitions, agreements and proposals as people call them."""
    titles = {name: one.title for name, one in dossier.definitions.items()}
    titles |= {one.name: one.title for one in (*dossier.agreements, *dossier.proposals)}
    names = text.split(",")
    if not all(name in titles for name in names):
        return text
    return ", ".join(words.say("paper", "called", title=titles[name]) for name in names)


def link(told: Given, language: str, version: str) -> str:
    """The address of the answer on the page, with the version of the records."""
    at = PAGES[told.command]
    query = {
        name: value for name, value in told.arguments.items() if name not in ("dossier", at.said)
    }
    query |= {k: v for k, v in _options(told).items() if f"--{k}" != at.said}
    if told.options.get("--explain"):
        query["explain"] = told.options["--explain"]
    one = told.arguments.get(at.said) or told.options.get(at.said, "")
    path = "/".join(filter(None, (at.path, quote(one, safe=""))))
    asks = urlencode(sorted({**query, "lang": language, "v": version}.items()))
    return f"/{quote(told.arguments['dossier'], safe='')}/{path}?{asks}"


def _version(words: Words, version: str) -> str:
    said = words.say("paper", "version", version=version or "–", program=burdenshare.__version__)
    return f"{said} {words.say('paper', 'licence')}"
