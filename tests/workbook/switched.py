"""Switches of shares turned at random, in the workbook and in the program."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl

import burdenshare
from burdenshare import accounting
from burdenshare.accounting import Terms
from burdenshare.answers.switches import board
from burdenshare.show.workbook.cells import column
from burdenshare.show.workbook.kinds import Switch
from burdenshare.show.workbook.shares import FIRST
from burdenshare.vocabulary import Bridge, Definition, Share, Years
from tests.workbook.made import SEED, edited, write


@dataclass(frozen=True)
class Turned:
    """A workbook with some switches turned, and what the program gives for that."""

    name: str
    shares: tuple[Share, ...]
    bridge: Bridge | None


def _turned(
    switches: list[Switch], number: int, draw: random.Random, terms: Terms
) -> tuple[dict[str, int], Terms]:
    """Some switches of a definition turned: new values by item, and the same for the program."""
    able = [one for one in switches if one.on[number] is not None and one.step.value is not None]
    chosen = draw.sample(able, draw.randint(1, min(3, len(able))))
    on = [name for one in chosen if not one.on[number] for name in one.stands_for]
    off = [name for one in chosen if one.on[number] for name in one.stands_for]
    told = {one.step.id: 0 if one.on[number] else 1 for one in chosen}
    return told, replace(terms, count=tuple(on), leave_out=tuple(off))


def write_turned(folder: Path) -> list[tuple[Path, Turned]]:
    """Shares and bridges of several years and definitions, their switches turned."""
    draw = random.Random(SEED)
    dossier = burdenshare.load("korea")
    found = []
    cases: list[tuple[int, tuple[str, ...]]] = [
        (2016, ("official",)), (2016, ("spark-2016",)), (2016, ("mnd-continuing",)),
        (2010, ("official",)), (2012, ("spark-2016",)), (2019, ("official",)),
        (2016, ("official", "spark-2016")), (2016, ("mnd-continuing", "spark-2016")),
        (2016, ("spark-2016", "official")), (2016, ("official", "mnd-continuing")),
    ]  # fmt: skip
    for case, (year, names) in enumerate(cases):
        years = Years(year, year)
        definitions = [dossier.definitions[name] for name in names]
        shares = [accounting.share(dossier, years, one) for one in definitions]
        if len(names) == 2 and any(one.share.value is None for one in shares):
            continue
        held = [*board(dossier, years, Terms(), shares, definitions).switches]
        command = "share" if len(names) == 1 else "bridge"
        path = write(folder, f"turned-{case}", f"{command} korea {year} {' '.join(names)}")
        rows = _rows(path, held)
        cells: dict[tuple[str, str], float] = {}
        turned: list[Share] = []
        for number, one in enumerate(definitions):
            told, terms = _turned(held, number, draw, Terms())
            for id_, value in told.items():
                cells["Answer", f"{column(FIRST + number)}{rows[id_]}"] = value
            turned.append(_named(accounting.share(dossier, years, one, terms), one))
        edited(path, cells)
        bridge = (
            accounting.bridge(dossier, *turned)
            if len(turned) == 2 and all(one.share.value is not None for one in turned)
            else None
        )
        found.append((path, Turned(path.stem, tuple(turned), bridge)))
    return found


def _named(share: Share, definition: Definition) -> Share:
    return replace(share, definition=definition.name)


def _rows(path: Path, held: list[Switch]) -> Mapping[str, int]:
    """The row of each switch, by the id of its number: by item and value."""
    sheet = openpyxl.load_workbook(path, data_only=True)["Answer"]
    found: dict[str, int] = {}
    for row in sheet.iter_rows(max_col=3):
        for one in held:
            if (
                one.title.en == row[0].value
                and one.step.value is not None
                and (
                    isinstance(row[2].value, int | float)
                    and abs(row[2].value - float(one.step.value)) < 1e-9
                )
            ):
                found.setdefault(one.step.id, row[0].row)
    return found
