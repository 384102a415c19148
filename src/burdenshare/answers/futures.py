"""The command about futures: what moves them, fitted to the record, and how well the fit holds."""

from __future__ import annotations

from collections.abc import Iterator

from burdenshare import prospects, study
from burdenshare.answers.asked import Answer, Asked, loaded
from burdenshare.answers.commands import UsageError
from burdenshare.show import futures as sheets
from burdenshare.show.amounts import Numbers
from burdenshare.show.tables import Sheet
from burdenshare.vocabulary import Dossier, Prospect, Prospects, Step, Stress


def answer(asked: Asked) -> Answer:
    """All drivers, or one driver or stress path by its name.

    Raises ``UsageError`` for a name that is neither.
    """
    dossier, asked = loaded(asked)
    numbers = Numbers(asked.words, dossier.currency, dossier.category, asked.shown)
    if not dossier.drivers:
        raise UsageError("no-drivers")
    held = study.drivers(dossier)
    name = asked.argument("driver")
    if not name:
        return _all(held, dossier, numbers)
    if name in held.drivers:
        return _one(held.drivers[name], dossier, numbers)
    if name in held.paths:
        return _path(held.paths[name], held, numbers)
    known = ", ".join((*held.drivers, *held.paths))
    raise UsageError("unknown-driver", name=name[:40], known=known)


def _all(held: Prospects, dossier: Dossier, numbers: Numbers) -> Answer:
    return Answer(
        tables=lambda: sheets.drivers(held, dossier, numbers),
        content=lambda: {
            "drivers": [_told(one) for one in held.drivers.values()],
            "together": {
                "names": held.together.names, "years": held.together.years,
                "pairs": held.together.pairs, "matrix": held.together.matrix,
                "factor": held.together.factor,
            },
            "paths": list(held.paths.values()),
        },
        numbers=lambda: [*_numbers(held)],
        lead=lambda: sheets.lead(held, numbers),
    )  # fmt: skip


def _told(one: Prospect) -> dict[str, object]:
    return {
        "driver": one.driver, "figures": one.figures, "beside": one.beside, "fit": one.fit,
        "held_back": one.held_back, "lacking": one.lacking,
    }  # fmt: skip


def _one(one: Prospect, dossier: Dossier, numbers: Numbers) -> Answer:
    held = prospects.presets(dossier, one.driver.follows)
    rates = held.rates if held is not None else {}
    return Answer(
        tables=lambda: sheets.driver(one, held, dossier, numbers),
        content=lambda: {**_told(one), "presets": rates},
        numbers=lambda: [*_of_driver(one), *rates.values(), *one.figures, *one.beside],
    )


def _path(one: Stress, held: Prospects, numbers: Numbers) -> Answer:
    def tables() -> Iterator[Sheet]:
        yield from sheets.stress(one, held, numbers)

    return Answer(
        tables=tables,
        content=lambda: one,
        numbers=lambda: [s for steps in one.figures.values() for s in steps],
    )


def _numbers(held: Prospects) -> Iterator[Step]:
    for one in held.drivers.values():
        yield from _of_driver(one)
    for pair in held.together.pairs:
        yield pair.value
    for path in held.paths.values():
        for steps in path.figures.values():
            yield from steps


def _of_driver(one: Prospect) -> Iterator[Step]:
    if one.fit is not None:
        yield from one.fit.steps.values()
    if one.held_back is not None:
        yield from one.held_back.steps.values()
