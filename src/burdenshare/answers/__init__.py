"""What each command answers, for every door: words in, tables, lines or data out.

The doors (command line, page, HTTP) make an ``Asked`` of their words and show the ``Answer``.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from burdenshare import study
from burdenshare.answers import (
    basics,
    export,
    forms,
    futures,
    operations,
    outlook,
    shares,
    studies,
    sweeps,
    talks,
    versions,
)
from burdenshare.answers.asked import WIDTH, Answer, Asked, loaded, on_its_day
from burdenshare.answers.called import called
from burdenshare.answers.commands import Given, UsageError, given
from burdenshare.show import legends
from burdenshare.show.words import Words, words
from burdenshare.vocabulary import Step, plain_id


def answer(asked: Asked) -> tuple[Answer, Asked]:
    """The answer, and the question on its day with what the reader should know of it; under
    ``--explain`` how one number of the answer came about.

    Raises ``UsageError`` for words that do not fit, ``NotFoundError`` and ``UnsoundError``.
    """
    asked = on_its_day(asked)
    if asked.shown is None and (forms.form_of(asked) in forms.LINKED or asked.wants("--md")):
        asked = replace(asked, shown={})
    if asked.wants("--explain"):
        return basics.explained(asked, [_number(asked, asked.option("--explain"))]), asked
    return _with_legends(ANSWERS[asked.given.command](asked), asked.words), asked


def _with_legends(held: Answer, speech: Words) -> Answer:
    """With the meaning of each mark that stands in its tables and charts."""
    return replace(
        held,
        tables=lambda: legends.of_sheets(held.tables(), speech),
        charts=lambda: legends.of_charts(held.charts(), speech),
    )


ANSWERS: dict[str, Callable[[Asked], Answer]] = {
    **basics.ANSWERS,
    **shares.ANSWERS,
    "operations": operations.answer,
    "talks": talks.answer,
    "compare": outlook.compare,
    "sweep": sweeps.answer,
    "futures": futures.answer,
    "export": export.answer,
    "diff": versions.diff,
    "report": versions.report,
    "run": partial(studies.run, answer),
    "reproduce": partial(studies.reproduce, answer),
}


def ask(line: str) -> Answer:
    """The answer to a line of the command line: ``ask("share korea 2016 official")``.

    Its ``numbers()`` are steps with value, unit, documents and place; its ``content()`` is what
    ``--json`` prints. Raises ``UsageError`` for words that do not fit, ``NotFoundError`` and
    ``UnsoundError``.
    """
    return answer(_asked(given(shlex.split(line))))[0]


def dataset(line: str) -> Any:
    """The answer to a line of ``sweep`` as an ``xarray.Dataset``: ``cost`` (proposal, path, year,
    statistic), ``total`` (without year) and ``share`` (proposal, path, definition, year), each with
    ``units`` among its attributes; a gap is NaN.

    Raises ``UsageError`` for another command, without xarray, and for sums in several units.
    """
    held = ask(line)
    if held.labelled is None:
        raise UsageError("no-labels")
    return held.labelled()


def save(line: str, path: str, force: bool = False) -> Path:
    """The answer to a line of the command line as a file, whole or not at all, in the form that
    its ending names: ``save("share korea 2016 official", "share.csv")``.

    What is there already is only replaced with ``force``. Raises ``UsageError`` as well where the
    file cannot be written.
    """
    told = given(shlex.split(line))
    wanted = {"--save": path, **({"--force": ""} if force else {})}
    asked = _asked(replace(told, options={**told.options, **wanted}))
    forms.checked(asked)
    return forms.written(*answer(asked))


def _asked(told: Given) -> Asked:
    speech = words("ko" if told.options.get("--lang") == "ko" else "en")
    return Asked(told, speech, WIDTH, date.today())


def everything(held: Answer) -> Iterator[object]:
    """All that an answer prints, always in this order: numbers without a name of their own are
    told apart by it."""
    yield held.lead()
    yield from held.charts()
    yield from held.tables()
    yield from held.facts()
    yield from held.lines() if held.lines is not None else ()


def _number(asked: Asked, name: str) -> Step:
    """The number called ``name`` as this answer has it, else as the records have it."""
    shown: dict[str, Step] = {}
    held = ANSWERS[asked.given.command](replace(asked, shown=shown, notes=[]))
    for _ in everything(held):
        pass  # what is printed is noted in ``shown``
    held.lead()
    wanted = plain_id(name)
    if (found := _called(wanted, shown)) is not None:
        return found
    steps = held.numbers() if held.numbers is not None else ()
    of_answer = {one.id: one for step in steps for one in study.down(step)}
    if (found := _called(wanted, of_answer)) is not None:
        return found
    dossier, asked = loaded(replace(asked, notes=[]))
    return called(dossier, wanted, asked.today)[0]


def _called(wanted: str, held: Mapping[str, Step]) -> Step | None:
    return next((step for name, step in held.items() if plain_id(name) == wanted), None)
