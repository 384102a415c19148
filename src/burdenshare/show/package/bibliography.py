"""Documents as references: BibTeX, RIS, and the form that Korean papers use. A document is called
by the title in its own language where the records know it; this program and its records stand
first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from burdenshare.show.words import Words, words
from burdenshare.vocabulary import Language, Source

KINDS = {
    "treaty": ("misc", "LEGAL"), "official": ("techreport", "GOVDOC"),
    "legislature": ("techreport", "GOVDOC"), "think-tank": ("techreport", "RPRT"),
    "academic": ("article", "JOUR"), "civic": ("misc", "RPRT"), "press": ("misc", "NEWS"),
    "own": ("misc", "UNPB"),
}  # fmt: skip
"""The kind of an entry in BibTeX and in RIS, by the kind of the document."""

NAME = "burdenshare"
TITLE = "burdenshare: an open, reproducible model of defence burden-sharing agreements"
AUTHORS = "the burdenshare authors"
"""As in CITATION.cff."""


@dataclass(frozen=True)
class Edition:
    """The program and the records that were taken along: name and fingerprint of the dossier."""

    program: str
    dossier: str
    version: str

    def told(self, language: Language) -> str:
        speech = words(language)
        return speech.say(
            "bibliography", "edition", dossier=self.dossier, version=self.version,
            program=self.program,
        )  # fmt: skip


def _titles(one: Source) -> tuple[str, str]:
    """The title in the document's own language, and that in the other of the two we write."""
    return (one.title_ko, one.title) if one.language == "ko" else (one.title, one.title_ko)


def _unknown(one: Source, speech: Words) -> str:
    """That the title is a translation, where the document is in a third language."""
    return "" if one.language in ("en", "ko") else speech.say("bibliography", "translated")


# -- BibTeX -----------------------------------------------------------------------------------


def bibtex(sources: Iterable[Source], edition: Edition) -> str:
    """An entry a document, under its id. Titles keep their letters; UTF-8 is expected."""
    return "\n".join([_itself(edition), *(_entry(one) for one in sources)])


def _itself(edition: Edition) -> str:
    return _written("misc", NAME, {
        "author": f"{{{_tex(AUTHORS)}}}",
        "title": f"{{{_tex(TITLE)}}}",
        "version": edition.program,
        "language": "en",
        "note": _tex(edition.told("en")),
    })  # fmt: skip


def _entry(one: Source) -> str:
    year, _, rest = one.date.partition("-")
    kind = KINDS[one.kind][0]
    title, other = _titles(one)
    return _written(kind, one.id, {
        "author": f"{{{_tex(one.publisher)}}}",
        "title": f"{{{_tex(title)}}}",
        "institution" if kind == "techreport" else "howpublished": _tex(one.publisher),
        "year": year,
        "month": rest.partition("-")[0].lstrip("0"),
        "date": one.date,
        "language": one.language,
        "url": one.url.replace("{", "%7B").replace("}", "%7D"),
        "note": _tex("; ".join(filter(None, (other, _unknown(one, words("en")))))),
    })  # fmt: skip


def _written(kind: str, key: str, told: dict[str, str]) -> str:
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in told.items() if value)
    return f"@{kind}{{{key},\n{lines}\n}}\n"


_MEANT = {
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "&": "\\&", "%": "\\%", "$": "\\$",
    "#": "\\#", "_": "\\_", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}",
}  # fmt: skip


def _tex(text: str) -> str:
    return "".join(_MEANT.get(letter, letter) for letter in " ".join(text.split()))


# -- RIS --------------------------------------------------------------------------------------


def ris(sources: Iterable[Source], edition: Edition) -> str:
    """A record a document: TI is the title in its own language, TT the other."""
    own = (
        ("TY", "COMP"), ("ID", NAME), ("AU", AUTHORS), ("TI", TITLE), ("ET", edition.program),
        ("LA", "en"), ("N1", edition.told("en")),
    )  # fmt: skip
    held = [_lines(own), *(_lines(_tags(one)) for one in sources)]
    return "\r\n".join(line for lines in held for line in (*lines, "")) + "\r\n"


def _tags(one: Source) -> tuple[tuple[str, str], ...]:
    title, other = _titles(one)
    return (
        ("TY", KINDS[one.kind][1]), ("ID", one.id), ("AU", one.publisher), ("TI", title),
        ("TT", other), ("PB", one.publisher), ("PY", one.date[:4]),
        ("DA", one.date.replace("-", "/")), ("LA", one.language), ("UR", one.url),
        ("N1", _unknown(one, words("en"))),
    )  # fmt: skip


def _lines(told: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The lines of a record: a tag of two letters, then the value."""
    for tag, value in told:
        if value:
            yield f"{tag}  - {' '.join(value.split())}"
    yield "ER  - "


# -- the Korean form --------------------------------------------------------------------------


def korean(sources: Iterable[Source], edition: Edition) -> str:
    """Publisher, title, day, address: a line a document, in the order of its letters; this
    program first. A Korean title stands in 「」, an English one in “” with a Korean one behind."""
    lines = sorted(_reference(one) for one in sources)
    return "\n".join([f"{AUTHORS}, “{TITLE}”, {edition.told('ko')}", *lines]) + "\n"


def _reference(one: Source) -> str:
    day = re.sub(r"^(\d{4})(?:-0?(\d+))?(?:-0?(\d+))?$", _day, one.date)
    title = f"“{one.title}”({one.title_ko})" if one.language == "en" else f"「{one.title_ko}」"
    unknown = _unknown(one, words("ko"))
    parts = (one.publisher, f"{title}({unknown})" if unknown else title, day, one.url)
    return " ".join(", ".join(part for part in parts if part).split())


def _day(found: re.Match[str]) -> str:
    return " ".join(f"{part}." for part in found.groups() if part)
