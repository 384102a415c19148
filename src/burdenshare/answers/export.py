"""A whole dossier taken along: a folder, one zip, one SQLite file, or its bibliography."""

from __future__ import annotations

import importlib
import io
import os
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

import burdenshare
from burdenshare import study
from burdenshare.answers.asked import Answer, Asked, loaded, no_tables
from burdenshare.answers.commands import UsageError
from burdenshare.vocabulary import Dossier

PARTS = ("csv", "sqlite", "parquet", "bibliography")
ONE = ("zip", "sqlite", "bib", "ris")
"""Endings of one file; anything else is a folder."""
PATIENCE = 1.0
"""Seconds after which a reader is told what is being done."""

Files = Iterator[tuple[str, bytes]]


def answer(asked: Asked) -> Answer:
    """Writes the data, whole or not at all, and says what was written. Raises ``UsageError``."""
    if not asked.wants("--to"):
        details = {"dossier": asked.argument("dossier")}
        raise UsageError("to-needed", "to-needed-remedy", **details)
    place = Path(asked.option("--to"))
    ending = place.suffix.removeprefix(".").lower()
    parts = _parts(asked)
    if asked.wants("--parts") and ending in ONE and ending != "zip":
        raise UsageError("parts-of-one")
    if os.path.lexists(place) and not asked.wants("--force"):
        raise UsageError("file-exists", "file-exists-remedy", file=str(place))
    dossier, asked = loaded(asked)
    day = asked.today.isoformat() if asked.wants("--as-of") else ""
    tell = _teller(asked)
    try:
        if ending in ONE:
            content = one_file(dossier, ending, parts, day, tell)
            study.write_whole(place, content, asked.wants("--force"))
            said = asked.words.say("export", "one", place=place)
            told: dict[str, object] = {"place": str(place), "bytes": len(content)}
        else:
            held = packed(dossier, day, tell)
            made = files(held, dossier, parts, tell)
            count = study.write_folder(place, made, asked.wants("--force"))
            rows = sum(len(one.rows) for one in held.tables)
            told = {"place": str(place), "files": count, "tables": len(held.tables), "rows": rows,
                    "version": held.version}  # fmt: skip
            said = asked.words.say("export", "written", **told)
    except OSError as error:
        _refuse(place, error)
    return Answer(
        tables=no_tables,
        content=lambda: told,
        lines=lambda: [said],
        cells=lambda: (tuple(told), [tuple(told.values())]),
    )


def _refuse(place: Path, error: OSError) -> NoReturn:
    if isinstance(error, study.ForeignFilesError):
        raise UsageError("foreign-files", "foreign-files-remedy", file=str(place)) from None
    if isinstance(error, FileExistsError):
        raise UsageError("file-exists", "file-exists-remedy", file=str(place)) from None
    reason = str(error.strerror or error)
    raise UsageError("file-not-written", file=str(place), reason=reason) from None


def _parts(asked: Asked) -> tuple[str, ...]:
    """The parts that are wanted, in their order; all where none is named."""
    wanted = [part.strip() for part in asked.option("--parts").split(",") if part.strip()]
    for name in wanted:
        if name not in PARTS:
            raise UsageError("unknown-part", "parts-known", name=name[:20], known=", ".join(PARTS))
    return tuple(part for part in PARTS if not wanted or part in wanted)


def _teller(asked: Asked) -> Callable[[str], None]:
    """Tells what is done, once it takes longer than a reader waits in silence."""
    start = time.monotonic()

    def tell(part: str) -> None:
        if time.monotonic() - start > PATIENCE:
            said = asked.words.say("export", part)
            asked.progress(asked.words.say("export", "working", part=said))

    return tell


def _room(name: str) -> Any:
    """What writes a form loads only when it is asked for."""
    return importlib.import_module(f"burdenshare.{name}")


def packed(dossier: Dossier, day: str, tell: Callable[[str], None] = lambda _: None) -> Any:
    """Everything of a dossier as tables."""
    return _room("tabulation").package(dossier, burdenshare.__version__, day, tell)


def one_file(
    dossier: Dossier,
    ending: str,
    parts: Sequence[str] = PARTS,
    day: str = "",
    tell: Callable[[str], None] = lambda _: None,
) -> bytes:
    """The data as one file. Raises ``UsageError`` where a package for it is not installed."""
    if ending in ("bib", "ris", "txt"):
        return _references(dossier)[ending]
    if ending == "sqlite":
        made = packed(dossier, day, tell)
        tell("sqlite")
        content: bytes = _room("show.package.sqlite").database(made)
        return content
    held = files(packed(dossier, day, tell), dossier, parts, tell)
    return zipped(f"burdenshare-{dossier.name}", held)


def files(
    package: Any, dossier: Dossier, parts: Sequence[str], tell: Callable[[str], None]
) -> Files:
    """The files of the package, one at a time."""
    if "parquet" in parts:
        _needs_parquet(parts)
    return _files(package, dossier, parts, tell)


def _files(
    package: Any, dossier: Dossier, parts: Sequence[str], tell: Callable[[str], None]
) -> Files:
    frictionless = _room("show.package.frictionless")
    tables = _room("show.package.tables")
    listed = tables.dictionary(package.tables)
    if "csv" in parts:
        tell("csv")
        made = {one.name: frictionless.csv_of(one) for one in package.tables}
        yield from ((f"csv/{name}.csv", content) for name, content in made.items())
        yield "datapackage.json", frictionless.described(package, made)
    yield "dictionary.csv", frictionless.csv_of(listed)
    if "sqlite" in parts:
        tell("sqlite")
        yield f"{package.name}.sqlite", _room("show.package.sqlite").database(package)
    if "parquet" in parts:
        tell("parquet")
        parquet = _room("show.package.parquet")
        for one in package.tables:
            yield f"parquet/{one.name}.parquet", parquet.parquet_of(one)
    if "bibliography" in parts:
        for ending, content in _references(dossier).items():
            name = "sources-ko.txt" if ending == "txt" else f"sources.{ending}"
            yield f"bibliography/{name}", content


def _needs_parquet(parts: Sequence[str]) -> None:
    parquet = _room("show.package.parquet")
    try:
        parquet.checked()
    except parquet.NoPackageError:
        rest = ",".join(part for part in PARTS if part != "parquet" and (part in parts))
        details = {"form": "Parquet", "package": parquet.PACKAGE, "extra": parquet.EXTRA,
                   "parts": rest or "csv"}  # fmt: skip
        raise UsageError("no-package", "leave-out-part", **details) from None


def _references(dossier: Dossier) -> dict[str, bytes]:
    """The documents in each form of references, by its ending."""
    bibliography = _room("show.package.bibliography")
    sources = list(dossier.sources.values())
    edition = bibliography.Edition(burdenshare.__version__, dossier.name, study.version(dossier))
    return {
        "bib": bibliography.bibtex(sources, edition).encode(),
        "ris": bibliography.ris(sources, edition).encode(),
        "txt": bibliography.korean(sources, edition).encode(),
    }


def zipped(folder: str, held: Files) -> bytes:
    """The files in one archive, in a folder of its own, without times."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in held:
            one = zipfile.ZipInfo(f"{folder}/{name}", (1980, 1, 1, 0, 0, 0))
            one.compress_type = zipfile.ZIP_DEFLATED
            one.external_attr = 0o644 << 16
            one.create_system = 3
            archive.writestr(one, content)
    return made.getvalue()
