"""Files that the server gives: an answer as a document, and a whole dossier as data."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from typing import Any

from burdenshare.answers import answer, export, forms
from burdenshare.answers.asked import Asked
from burdenshare.vocabulary import Dossier

PAPERS = {"md": "text/markdown", "html": "text/html", "pdf": "application/pdf"}
"""Forms of an answer on paper, and their media types."""

TAKEN = {
    "zip": "application/zip",
    "sqlite": "application/vnd.sqlite3",
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "txt": "text/plain",
}
"""Forms of a whole dossier, and their media types."""


def on_paper(asked: Asked, form: str, size: str, site: str) -> bytes:
    """The answer as a document, with the address of this server. Raises what the answer raises."""
    options = {**asked.given.options, **({"--paper": size} if size else {})}
    given = replace(asked.given, options=options)
    held, known = answer(replace(asked, given=given, site=site))
    return forms.made(held, known, form)


def taken(dossier: Dossier, form: str) -> bytes:
    """The dossier as one file; without Parquet where what writes it is not installed."""
    has_parquet = importlib.util.find_spec("duckdb") is not None
    parts = [part for part in export.PARTS if has_parquet or part != "parquet"]
    return export.one_file(dossier, form, parts)


def name_of(dossier: str, form: str, version: str) -> str:
    """The name of a file that is taken along: it says of which records it is."""
    return f"burdenshare-{dossier}-{version}.{form}"


PARAMETERS: list[dict[str, Any]] = [
    {"name": "form", "in": "query", "required": False,
     "description": "zip: CSV package, SQLite, Parquet and bibliography together; sqlite: one "
     "database; bib, ris, txt: the documents as BibTeX, RIS and in the Korean form. zip without "
     "it.",
     "schema": {"type": "string", "enum": list(TAKEN)}},
]  # fmt: skip
"""What the interface says of taking a dossier along."""

ANSWERED = {
    "description": "The file, named after the dossier and the version of its records.",
    "content": {
        kind: {"schema": {"type": "string", "contentMediaType": kind}} for kind in TAKEN.values()
    },
}
