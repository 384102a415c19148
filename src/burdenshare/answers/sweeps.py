"""The command about many questions at once: sweep."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from burdenshare import outlook, sweeps
from burdenshare.answers.asked import Answer, Asked, loaded
from burdenshare.answers.basics import assumptions
from burdenshare.answers.commands import UsageError
from burdenshare.answers.courses import courses_asked, names_in
from burdenshare.answers.outlook import (
    MOST,
    MOST_SERVED,
    doubt,
    futures_asked,
    whole_of,
    years_asked,
)
from burdenshare.answers.running import not_run, running
from burdenshare.answers.shares import definition_of
from burdenshare.running import NotRunError
from burdenshare.show import data
from burdenshare.show import sweeps as sheets
from burdenshare.show.amounts import Numbers
from burdenshare.vocabulary import Step, Sweep, Swept

LABELS = ("proposal", "path", "measure", "definition", "year", "statistic")
COLUMNS = (
    *LABELS, "value", "unit", "status", "gap", "seed", "futures", "id", "documents", "place",
)  # fmt: skip


def answer(asked: Asked) -> Answer:
    """Agreements and proposals on every path and under every definition that is named."""
    dossier, asked = loaded(asked)
    numbers = Numbers(asked.words, dossier.currency, dossier.category, asked.shown)
    held = outlook.chosen(dossier, names_in(asked.argument("names"))[:MOST])
    if not held:
        raise UsageError("no-proposals")
    years = years_asked(asked, held[0].years)
    along = courses_asked(asked, dossier)
    definitions = [definition_of(dossier, name) for name in names_in(asked.option("--definitions"))]
    count, seed = futures_asked(asked), whole_of(asked, "--seed", 2**31) or 0
    if asked.served and count * len(along) > MOST_SERVED:
        raise UsageError("sweep-too-much", most=f"{MOST_SERVED:,}")
    if count and not (dossier.drivers and dossier.exchange):
        raise UsageError("no-drivers")
    assume = assumptions(asked, dossier)
    doubt(asked, assume, numbers)
    try:
        found = sweeps.sweep(
            dossier, held, years, assume, along, definitions, count, seed, running(asked)
        )
    except ModuleNotFoundError:
        raise UsageError("no-futures", "no-futures-remedy") from None
    except NotRunError as error:
        raise not_run(error) from error
    return Answer(
        tables=lambda: sheets.tables(found, dossier, numbers, assume),
        lead=lambda: asked.words.say(
            "lead", "sweep", numbers=len([*_steps(found)]), proposals=len(found.proposals),
            paths=len(found.courses), years=found.years,
        ),
        content=lambda: _content(found),
        numbers=lambda: _steps(found),
        cells=lambda: (COLUMNS, _lines(found)),
        files={"parquet": lambda: _parquet(found), "nc": lambda: _room().netcdf(_dataset(found))},
        labelled=lambda: _dataset(found),
    )  # fmt: skip


def _steps(found: Sweep) -> Iterable[Step]:
    return [cell.step for cell in found.cells if cell.step is not None]


def _content(found: Sweep) -> dict[str, object]:
    """Labels, and every cell with its number as in any other answer."""
    return {
        "labels": _labels(found), "years": found.years, "seed": found.seed,
        "futures": found.futures,
        "cells": [
            {"proposal": one.proposal, "path": one.path, "measure": one.measure,
             "definition": one.definition, "years": one.years, "statistic": one.statistic,
             "number": one.step, "gap": one.gap}
            for one in found.cells
        ],
    }  # fmt: skip


def _labels(found: Sweep) -> dict[str, list[Any]]:
    return {
        "proposal": [one.name for one in found.proposals],
        "path": [one.name for one in found.courses],
        "definition": [one.name for one in found.definitions],
        "year": [*found.years],
        "statistic": [*found.statistics],
    }


def _lines(found: Sweep) -> Iterator[tuple[object, ...]]:
    for one in found.cells:
        step = one.step
        value = "" if step is None or step.value is None else data.exact(step.value)
        yield (
            one.proposal, one.path, one.measure, one.definition, _year(one), one.statistic, value,
            step.unit if step else "", step.status if step else "", one.gap, found.seed,
            found.futures if one.statistic != sweeps.SUM else 0, step.id if step else "",
            "; ".join(data.documents(step)) if step else "",
            str(data.place(step)) if step else "",
        )  # fmt: skip


def _year(one: Swept) -> str:
    first, last = one.years.first, one.years.last
    return f"{first}-{last}" if one.is_total else str(first)


# -- for other programs ------------------------------------------------------------------------


def _room() -> Any:
    """The room that knows labelled arrays, which wants packages of its own."""
    return importlib.import_module("burdenshare.futures.labelled")


def _dataset(found: Sweep) -> Any:
    """Raises ``UsageError`` where a package is missing or an array would hold two units."""
    try:
        room = _room()
    except ModuleNotFoundError:
        raise UsageError("no-sweep-packages", "no-sweep-packages-remedy") from None
    try:
        rows = [
            room.Row(
                one.proposal, one.path, one.measure, one.definition,
                0 if one.is_total else one.years.first, one.statistic, _float(one),
                one.step.unit if one.step is not None else "",
            )
            for one in found.cells
        ]  # fmt: skip
        return room.dataset(rows, _labels(found), _attrs(found))
    except room.MixedUnitsError as error:
        units = ", ".join(error.units)
        raise UsageError("sweep-units", "sweep-units-remedy", units=units) from None


def _float(one: Swept) -> float | None:
    """The very digits of the other forms."""
    if one.step is None or one.step.value is None:
        return None
    return float(data.exact(one.step.value))


def _attrs(found: Sweep) -> Mapping[str, Any]:
    return {"seed": found.seed, "futures": found.futures, "years": str(found.years)}


def _parquet(found: Sweep) -> bytes:
    """The long table: labels and ``exact`` as text, ``value`` as a number."""
    rows = [dict(zip(COLUMNS, line, strict=True)) for line in _lines(found)]
    columns: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in COLUMNS}
    columns["exact"] = columns["value"]
    columns["value"] = [_float(one) for one in found.cells]
    attrs = {key: str(value) for key, value in _attrs(found).items()}
    try:
        return bytes(_room().parquet(columns, attrs))
    except ModuleNotFoundError:
        raise UsageError("no-sweep-packages", "no-sweep-packages-remedy") from None
