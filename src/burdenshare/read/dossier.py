"""A folder of text files to a ``Dossier``, with every problem in it told at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Annotated, Any

from burdenshare.read.csvrows import rows_of
from burdenshare.read.structure import nearest
from burdenshare.read.tomltables import Noun, Page, noun, page_of
from burdenshare.vocabulary import (
    Agreement,
    Asset,
    Claim,
    Correlation,
    Cost,
    Count,
    Definition,
    Deployment,
    Dossier,
    Driver,
    Exercise,
    Item,
    Observation,
    Payment,
    Place,
    Placed,
    Posture,
    Problem,
    Rate,
    Renewal,
    Route,
    Series,
    Source,
    StressPath,
    Talks,
    Test,
    Variant,
    Written,
)

FILES = (
    "dossier.toml",
    "sources.csv",
    "payments.csv",
    "backtest.toml",
    "costs.csv",
    "claims.csv",
    "futures.toml",
)
FOLDERS = {
    "agreements": ".toml",
    "proposals": ".toml",
    "series": ".csv",
    "definitions": ".toml",
    "talks": ".toml",
}
OPERATIONS = (
    "assets.toml",
    "postures.toml",
    "rates.csv",
    "deployments.csv",
    "counts.csv",
    "exercises.csv",
)
"""What the folder ``operations`` may hold."""


@dataclass(frozen=True, kw_only=True)
class Items(Placed):
    """What ``definitions/items.toml`` holds."""

    item: Annotated[Mapping[str, Item], "the closed list"]


@dataclass(frozen=True, kw_only=True)
class Assets(Placed):
    """What ``operations/assets.toml`` holds."""

    asset: Annotated[Mapping[str, Asset], "what is sent"]
    route: Annotated[tuple[Route, ...], "how long it is away"] = ()


@dataclass(frozen=True, kw_only=True)
class Postures(Placed):
    """What ``operations/postures.toml`` holds."""

    posture: Annotated[Mapping[str, Posture], "how often each asset comes"]


@dataclass(frozen=True, kw_only=True)
class Futures(Placed):
    """What ``futures.toml`` holds."""

    driver: Annotated[Mapping[str, Driver], "what moves a future"] = field(default_factory=dict)
    renewal: Annotated[tuple[Renewal, ...], "the step at each renewal"] = ()
    correlation: Annotated[tuple[Correlation, ...], "stated instead of fitted"] = ()
    path: Annotated[Mapping[str, StressPath], "named courses"] = field(default_factory=dict)


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector of cycles, which would look through the rows again and again while
    they are read; none of them is in a cycle. A fifth to a third faster at 100,000 rows."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(frozen=True)
class Inside:
    """The folder of a dossier, and how places call it."""

    folder: Path
    shown: str

    def called(self, name: str) -> str:
        return f"{self.shown}/{name}"

    def files(self, kind: str) -> list[Path]:
        return sorted((self.folder / kind).glob(f"*{FOLDERS[kind]}"))


def read(
    folder: Path, shown: str = "", definitions: Path | None = None, with_costs: bool = True
) -> tuple[Dossier | None, tuple[Problem, ...]]:
    """The dossier in ``folder`` and its problems. Without ``dossier.toml`` there is no dossier.

    ``shown`` is how places call the folder; without it, by its name. ``definitions`` is the
    folder of the definitions that every dossier shares; they are read only for costs or claims.
    """
    with uncollected():
        return _read(folder, shown or folder.name, definitions, with_costs)


def _read(
    folder: Path, shown: str, definitions: Path | None, with_costs: bool
) -> tuple[Dossier | None, tuple[Problem, ...]]:
    problems = _strangers(folder, shown)
    inside = Inside(folder, shown)
    dossier = _head(inside, problems)
    sources = rows_of(folder, "sources.csv", inside.called("sources.csv"), Source, problems)
    agreements = _agreements(inside, "agreements", problems)
    proposals = _agreements(inside, "proposals", problems)
    payments = _optional_rows(inside, "payments.csv", Payment, problems)
    costs = _optional_rows(inside, "costs.csv", Cost, problems) if with_costs else ()
    claims = _optional_rows(inside, "claims.csv", Claim, problems) if with_costs else ()
    items: Mapping[str, Item] = {}
    defined: dict[str, Definition] = {}
    if costs or claims:
        shared = Inside(definitions, "definitions") if definitions is not None else None
        items = _items(shared, problems)
        defined = _definitions(shared, "", problems) | _definitions(inside, "definitions", problems)
    assets = _one(inside, "operations/assets.toml", Assets, problems)
    postures = _one(inside, "operations/postures.toml", Postures, problems)
    futures = _one(inside, "futures.toml", Futures, problems)
    tests, variants = _backtest(inside, problems)
    observed = _observations(inside, problems)
    problems.extend(_repeated_sources(sources))
    if dossier is None:
        return None, tuple(sorted(problems, key=lambda p: p.place))
    problems.extend(_unmatched_series(dossier, observed, shown))
    whole = replace(
        dossier,
        folder=str(folder),
        series={
            name: replace(one, observations=observed.get(name, ()))
            for name, one in dossier.series.items()
        },
        sources={one.id: one for one in sources},
        agreements=tuple(sorted(agreements, key=lambda a: (a.years.first, a.name))),
        proposals=proposals,
        payments=payments,
        tests=tests,
        variants=variants,
        items=items,
        definitions=defined,
        costs=costs,
        claims=claims,
        assets=assets.asset if assets else {},
        routes=assets.route if assets else (),
        postures=postures.posture if postures else {},
        rates=_optional_rows(inside, "operations/rates.csv", Rate, problems),
        deployments=_optional_rows(inside, "operations/deployments.csv", Deployment, problems),
        counts=_optional_rows(inside, "operations/counts.csv", Count, problems),
        exercises=_optional_rows(inside, "operations/exercises.csv", Exercise, problems),
        talks=_talks(inside, problems),
        drivers=futures.driver if futures else {},
        renewals=futures.renewal if futures else (),
        correlations=futures.correlation if futures else (),
        paths=futures.path if futures else {},
    )
    return whole, tuple(sorted(problems, key=lambda p: p.place))


def names_in(folder: Path) -> tuple[str, ...]:
    """The dossiers that a folder holds."""
    if not folder.is_dir():
        return ()
    return tuple(sorted(p.parent.name for p in folder.glob("*/dossier.toml")))


def _head(inside: Inside, problems: list[Problem]) -> Dossier | None:
    page = _page(inside, "dossier.toml", problems)
    name = inside.folder.resolve().name
    return noun(page, Dossier, problems, name=name) if page else None


def _page(inside: Inside, name: str, problems: list[Problem]) -> Page | None:
    page = page_of(inside.folder, name, inside.called(name))
    if isinstance(page, Problem):
        problems.append(page)
        return None
    return page


def _agreements(inside: Inside, kind: str, problems: list[Problem]) -> tuple[Agreement, ...]:
    pages = [_page(inside, f"{kind}/{path.name}", problems) for path in inside.files(kind)]
    made = [noun(page, Agreement, problems, name=Path(page.file).stem) for page in pages if page]
    held = (one for one in made if one is not None)
    return tuple(_resting(one) for one in held) if kind == "proposals" else tuple(held)


def _resting(one: Agreement) -> Agreement:
    """A proposal whose blocks, where they cite no document, rest on those of the whole."""

    def resting(value: Any) -> Any:
        if not isinstance(value, tuple):
            return value
        return tuple(
            replace(block, source=one.source)
            if isinstance(block, Written) and not block.source
            else block
            for block in value
        )

    return replace(one, **{each.name: resting(getattr(one, each.name)) for each in fields(one)})


def _one(inside: Inside, name: str, kind: type[Noun], problems: list[Problem]) -> Noun | None:
    """A file that a dossier may do without."""
    path = inside.folder / name
    if not path.exists() and not path.is_symlink():
        return None
    page = _page(inside, name, problems)
    return noun(page, kind, problems) if page else None


def _talks(inside: Inside, problems: list[Problem]) -> Mapping[str, Talks]:
    pages = [_page(inside, f"talks/{path.name}", problems) for path in inside.files("talks")]
    made = [noun(page, Talks, problems, name=Path(page.file).stem) for page in pages if page]
    return {one.name: one for one in made if one is not None}


def _items(shared: Inside | None, problems: list[Problem]) -> Mapping[str, Item]:
    page = _page(shared, "items.toml", problems) if shared else None
    held = noun(page, Items, problems) if page else None
    return held.item if held else {}


def _definitions(
    inside: Inside | None, kind: str, problems: list[Problem]
) -> dict[str, Definition]:
    folder = inside.folder / kind if inside else None
    if inside is None or folder is None or not folder.is_dir():
        return {}
    names = [p.name for p in sorted(folder.glob("*.toml")) if p.name != "items.toml"]
    pages = [_page(inside, f"{kind}/{name}".lstrip("/"), problems) for name in names]
    made = [noun(page, Definition, problems, name=Path(page.file).stem) for page in pages if page]
    return {one.name: one for one in made if one is not None}


def _optional_rows(
    inside: Inside, name: str, kind: type[Noun], problems: list[Problem]
) -> tuple[Noun, ...]:
    path = inside.folder / name
    if not path.exists() and not path.is_symlink():
        return ()
    return rows_of(inside.folder, name, inside.called(name), kind, problems)


def _observations(inside: Inside, problems: list[Problem]) -> dict[str, tuple[Observation, ...]]:
    names = [f"series/{path.name}" for path in inside.files("series")]
    return {
        Path(name).stem: rows_of(inside.folder, name, inside.called(name), Observation, problems)
        for name in names
    }


def _backtest(
    inside: Inside, problems: list[Problem]
) -> tuple[tuple[Test, ...], tuple[Variant, ...]]:
    if not (inside.folder / "backtest.toml").exists():
        return (), ()
    page = _page(inside, "backtest.toml", problems)
    if page is None:
        return (), ()
    kinds = {"test": Test, "variant": Variant}
    for key in page.values:
        if key not in kinds:
            details = {"key": key, "meant": nearest(key, kinds), "known": ", ".join(kinds)}
            problems.append(Problem(page.at((key,)), "unknown-key", details))
    return _blocks(page, "test", Test, problems), _blocks(page, "variant", Variant, problems)


def _blocks(page: Page, key: str, kind: type[Noun], problems: list[Problem]) -> tuple[Noun, ...]:
    value = page.values.get(key, [])
    if not isinstance(value, list):
        problems.append(Problem(page.at((key,)), "not-blocks", {"key": key}))
        return ()
    made = [noun(page, kind, problems, (key, index)) for index in range(len(value))]
    return tuple(one for one in made if one is not None)


def _strangers(folder: Path, shown: str) -> list[Problem]:
    """Files that look like part of the dossier and are not: most often a misspelt name."""
    found = []
    for path in sorted(folder.glob("*")) if folder.is_dir() else []:
        known = (*FILES, *FOLDERS, "operations")
        if path.name in known or path.name.startswith(".") or path.suffix == ".md":
            continue
        if path.suffix in (".toml", ".csv") or path.is_dir():
            details = {"key": path.name, "meant": nearest(path.name, known)}
            place = Place(f"{shown}/{path.name}", 0)
            found.append(Problem(place, "unknown-file", {**details, "known": ", ".join(known)}))
    for kind, ending in FOLDERS.items():
        for path in sorted((folder / kind).glob("*")):
            if path.suffix not in (ending, ".md") and not path.name.startswith("."):
                place = Place(f"{shown}/{kind}/{path.name}", 0)
                found.append(Problem(place, "unknown-ending", {"ending": ending}))
    for path in sorted((folder / "operations").glob("*")):
        if path.name not in OPERATIONS and path.suffix != ".md" and path.name[0] != ".":
            details = {"key": path.name, "meant": nearest(path.name, OPERATIONS)}
            place = Place(f"{shown}/operations/{path.name}", 0)
            known_here = ", ".join(OPERATIONS)
            found.append(Problem(place, "unknown-file", {**details, "known": known_here}))
    return found


def _repeated_sources(sources: tuple[Source, ...]) -> list[Problem]:
    seen: dict[str, Source] = {}
    found = []
    for one in sources:
        if one.id in seen:
            details = {"key": one.id, "first": str(seen[one.id].place)}
            found.append(Problem(one.place, "duplicate-source", details))
        seen.setdefault(one.id, one)
    return found


def _unmatched_series(
    dossier: Dossier, observed: dict[str, tuple[Observation, ...]], shown: str
) -> list[Problem]:
    known = dossier.series
    found = [
        Problem(
            Place(f"{shown}/series/{name}.csv", 0),
            "series-without-title",
            {"key": name, "meant": nearest(name, known)},
        )
        for name in observed
        if name not in known
    ]
    for name, one in known.items():
        if name not in observed and not _is_computed(one):
            details = {"key": name, "file": f"{shown}/series/{name}.csv"}
            found.append(Problem(one.place, "series-without-file", details))
        elif name in observed and _is_computed(one):
            found.append(Problem(one.place, "series-twice", {"key": name}))
    return found


def _is_computed(one: Series) -> bool:
    return bool(one.growth_of or one.sum_of or one.posture)
