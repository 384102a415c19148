"""How the HTTP interface describes itself: parameters with examples, and what an answer holds."""

from __future__ import annotations

import shlex
from typing import Any

from burdenshare.answers.commands import Command, given
from burdenshare.model.operations import CARRIER
from burdenshare.show.words import LANGUAGES, words
from burdenshare.web.questions import about_of, options_of

FORMS = ("json", "csv", "xlsx")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

CLOSED = {
    "basis": ("agreed", "budgeted", "executed"),
    "carrier": tuple(CARRIER),
    "lang": LANGUAGES,
    "form": FORMS,
}
"""Parameters that take these words and no other."""

DATED = frozenset({"as-of", "on", "day"})


def parameters(command: Command) -> list[dict[str, Any]]:
    """The parameters of a command, with their meaning and what its examples say for them."""
    shown = examples(command)
    names = [name for name in (*command.arguments, *command.optional) if name != "dossier"]
    keys = [*names, *options_of(command)]
    told = [
        {
            "name": key, "in": "query", "required": key in command.arguments,
            "description": words("en").say("cli", about_of(command, key)),
            "schema": _schema(key, shown.get(key, [])),
        }
        for key in dict.fromkeys(keys)
    ]  # fmt: skip
    for key, about in (("lang", "lang"), ("form", "form")):
        told.append(
            {"name": key, "in": "query", "required": False,
             "description": words("en").say("cli", about), "schema": _schema(key, [])}
        )  # fmt: skip
    return told


def _schema(key: str, shown: list[str]) -> dict[str, Any]:
    """Words that are known, or any other; a closed list where there is one."""
    if key in CLOSED:
        return {"type": "string", "enum": list(CLOSED[key])}
    shown = [*shown, "2018-07-24"] if key in DATED and not shown else shown
    if not any(shown):
        return {"type": "string"}
    return {"anyOf": [{"type": "string", "enum": shown}, {"type": "string"}], "examples": shown}


def examples(command: Command) -> dict[str, list[str]]:
    """What the examples of a command line say for each parameter."""
    found: dict[str, list[str]] = {}
    for line in command.examples:
        held = given(shlex.split(line)[1:])
        options = {name[2:]: value for name, value in held.options.items()}
        for key, value in (held.arguments | options).items():
            if value not in found.setdefault(key, []):
                found[key].append(value)
    return found


# -- answers -----------------------------------------------------------------------------------


def _text(about: str) -> dict[str, Any]:
    return {"type": "string", "description": about}


NUMBER = {"$ref": "#/components/schemas/Number"}

SCHEMAS: dict[str, Any] = {
    "Number": {
        "type": "object",
        "description": "A number with everything that makes it citable. Empty parts are left out.",
        "required": ["value", "documents", "status", "how"],
        "additionalProperties": False,
        "properties": {
            "id": _text("Id of the number: the parameter `number` of `explain` takes it."),
            "value": {
                "type": ["number", "null"],
                "description": "In `unit`. Null is not zero: `gap` says why there is no value.",
            },
            "unit": _text(
                "`percent`, or a currency and a scale: `KRW bn` is thousand millions of won, "
                "`USD mn` millions of dollars, `USD` dollars; `KRW per USD` is a rate. Empty "
                "where nothing is recorded."
            ),
            "status": _text(
                "`agreed`, `budgeted`, `executed` and the like for what is recorded; `computed` "
                "from records, `assumed` by the reader, `projected`, `claimed`, `missing`."
            ),
            "year": {"type": "integer", "description": "The year, or the first of a span."},
            "gap": _text("Why there is no value."),
            "how": _text("How it was made: `recorded`, `sum`, `share` and the like."),
            "documents": {
                "type": "array", "items": {"type": "string"},
                "description": "Ids of the documents it rests on: `sources` tells of each.",
            },
            "at": _text("Article, page or table in the document."),
            "place": _text("File and line where it, or the first of its inputs, is written."),
            "confidence": _text("How sure the record is."),
            "note": _text("What a reader should know, in the language asked for."),
            "details": {"type": "object", "additionalProperties": {"type": "string"}},
            "uses": {
                "type": "array", "items": {"anyOf": [{"type": "string"}, NUMBER]},
                "description": "The numbers it was made from: ids, or whole under `explain`.",
            },
            "rivals": {
                "type": "array", "items": NUMBER,
                "description": "Other records of the same thing that were not used.",
            },
        },
    },
    "Problems": {
        "type": "object", "required": ["problems"], "additionalProperties": False,
        "properties": {"problems": {"type": "array", "minItems": 1, "items": {
            "type": "object", "required": ["place", "message", "remedy"],
            "additionalProperties": False,
            "properties": {
                "place": _text("File and line, where it is about one."),
                "message": {**_text("What is wrong, in a sentence."), "minLength": 1},
                "remedy": _text("How to mend it, where that is known."),
            },
        }}},
    },
}  # fmt: skip


def _holding(*keys: str) -> dict[str, Any]:
    return {"type": "object", "required": list(keys)}


def _list_of(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": schema}


def _one_of(*schemas: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": list(schemas)}


_SHARE = {
    "type": "object",
    "required": ["definition", "years", "share", "host", "sending", "counted", "missing"],
    "properties": {
        "share": NUMBER, "host": NUMBER, "sending": NUMBER, "missing": _list_of(NUMBER),
        "counted": _list_of({"type": "object", "properties": {"step": NUMBER}}),
    },
}  # fmt: skip

ANSWERS: dict[str, dict[str, Any]] = {
    "brief": _holding("day", "facts"),
    "payments": _one_of(_holding("years", "spans"), _list_of(NUMBER)),
    "agreement": {
        **_one_of(_holding("agreements", "proposals", "sums"), _holding("agreement", "sums")),
        "properties": {"sums": _list_of(NUMBER)},
    },
    "backtest": _holding("as_expected", "trials", "variants"),
    "explain": _one_of(_list_of(NUMBER), _holding("document", "numbers")),
    "sources": _one_of(_list_of(_holding("document", "cited_in")), _holding("document", "numbers")),
    "share": _one_of(_SHARE, _list_of(_SHARE)),
    "claims": _list_of(_holding("claim", "verdict")),
    "bridge": _holding("bridge", "smallest_sets"),
    "multiverse": _holding("years", "start", "choices", "definitions", "low", "high"),
    "missing": _list_of(_holding("item", "points_left_open")),
    "check-figure": _list_of(_holding("text", "kind", "findings")),
    "operations": {"type": ["object", "array"]},
    "talks": {"type": ["object", "array"]},
    "compare": _holding(
        "outlooks",
        "break_even",
        "regrets",
        "clauses",
        "equal_rate",
        "shares",
        "cash",
        "tornadoes",
        "influence",
    ),
    "diff": _holding("records", "numbers"),
    "report": _holding("number", "text", "patch"),
    "sweep": _holding("labels", "years", "seed", "futures", "cells"),
    "futures": _one_of(
        _holding("drivers", "together", "paths"),
        _holding("driver", "figures"),
        _holding("path", "figures"),
    ),
}
"""What the JSON of each command holds, as far as it is the same for every question."""

EXPLAINED = {**_list_of(NUMBER), "description": "Under `explain`: how one number came about."}


def refused() -> dict[int | str, dict[str, Any]]:
    """What is told where there is no answer."""
    told = {
        "description": "What does not fit, and how to mend it.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problems"}}},
    }
    return dict.fromkeys((400, 404, 405, 414, 422), told)


def responses(command: Command) -> dict[int | str, dict[str, Any]]:
    """The answers of a command, and what is told where there is none."""
    answer = {
        "description": "The answer: numbers with value, unit, status, documents, place and id; "
        "as CSV a line a number; as a workbook with live formulas.",
        "content": {
            "application/json": {"schema": _one_of(ANSWERS[command.name], EXPLAINED)},
            "text/csv": {"schema": {"type": "string"}},
            XLSX: {"schema": {"type": "string", "format": "binary"}},
        },
    }
    return {200: answer, **refused()}
