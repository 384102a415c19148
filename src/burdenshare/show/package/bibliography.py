"""Documents as references: BibTeX, RIS, and the form that Korean papers use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from burdenshare.vocabulary import Source

KINDS = {
    "treaty": ("misc", "LEGAL"), "official": ("techreport", "GOVDOC"),
    "legislature": ("techreport", "GOVDOC"), "think-tank": ("techreport", "RPRT"),
    "academic": ("article", "JOUR"), "civic": ("misc", "RPRT"), "press": ("misc", "NEWS"),
}  # fmt: skip
"""The kind of an entry in BibTeX and in RIS, by the kind of the document."""


def bibtex(sources: Iterable[Source]) -> str:
    """An entry a document, under its id. Titles keep their letters; UTF-8 is expected."""
    return "\n".join(_entry(one) for one in sources)


def _entry(one: Source) -> str:
    year, _, rest = one.date.partition("-")
    told = {
        "author": f"{{{_tex(one.publisher)}}}",
        "title": f"{{{_tex(one.title)}}}",
        "institution" if KINDS[one.kind][0] == "techreport" else "howpublished": _tex(
            one.publisher
        ),
        "year": year,
        "month": rest.partition("-")[0].lstrip("0"),
        "date": one.date,
        "language": one.language,
        "url": one.url.replace("{", "%7B").replace("}", "%7D"),
        "note": _tex(one.title_ko),
    }
    lines = ",\n".join(f"  {key} = {{{value}}}" for key, value in told.items() if value)
    return f"@{KINDS[one.kind][0]}{{{one.id},\n{lines}\n}}\n"


_MEANT = {
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "&": "\\&", "%": "\\%", "$": "\\$",
    "#": "\\#", "_": "\\_", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}",
}  # fmt: skip


def _tex(text: str) -> str:
    return "".join(_MEANT.get(letter, letter) for letter in " ".join(text.split()))


def ris(sources: Iterable[Source]) -> str:
    return "\r\n".join(line for one in sources for line in (*_lines(one), "")) + "\r\n"


def _lines(one: Source) -> Iterator[str]:
    """The lines of a document: a tag of two letters, then the value."""
    yield f"TY  - {KINDS[one.kind][1]}"
    told = (
        ("ID", one.id), ("AU", one.publisher), ("TI", one.title), ("TT", one.title_ko),
        ("PB", one.publisher), ("PY", one.date[:4]), ("DA", one.date.replace("-", "/")),
        ("LA", one.language), ("UR", one.url),
    )  # fmt: skip
    for tag, value in told:
        if value:
            yield f"{tag}  - {' '.join(value.split())}"
    yield "ER  - "


def korean(sources: Iterable[Source]) -> str:
    """Publisher, 「title」, day, address: a line a document, in the order of its letters."""
    lines = sorted(_reference(one) for one in sources)
    return "\n".join(lines) + "\n"


def _reference(one: Source) -> str:
    day = re.sub(r"^(\d{4})(?:-0?(\d+))?(?:-0?(\d+))?$", _day, one.date)
    parts = (one.publisher, f"「{one.title_ko}」", day, one.url)
    return " ".join(", ".join(part for part in parts if part).split())


def _day(found: re.Match[str]) -> str:
    return " ".join(f"{part}." for part in found.groups() if part)
