"""What of a page is a number, and where it leads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from html.parser import HTMLParser

from burdenshare.vocabulary import Dossier, Text

SUM = re.compile(
    r"[₩$€£][ \u00a0]?\d"
    r"|\d[\d,.]*[ \u00a0]?(?:%|percent|points?\b|won\b|bn\b|mn\b|tn\b|trillion|billion|million)"
    r"|\d[\d,.]*[ \u00a0]?(?:조|억|만)?[ \u00a0]?(?:원|달러|%p)"
)
"""A sum of money or a percentage."""

WITHOUT = ("th", "code", "small", "option", "label", "legend", "script", "style", "dl")
ASIDE = {"address", "take", "scenario", "foot", "related", "problem"}
"""Parts of a page that tell no numbers of its answer, or tell them in an address."""
BLOCKS = ("p", "td", "th", "li", "h1", "h2", "caption", "tr", "dd")
LEVELS = (
    "5 %, 50 % and 95 %", "5%·50%·95%", "50%와 90% 구간", "50 % interval",
    "90 % interval", "in 90 % only",
    "50 and of 90 percent", "Wilson, 95 %", "50% 구간", "90% 구간", "윌슨 95% 구간",
)  # fmt: skip
"""Levels of a range, which are part of the question."""


@dataclass
class Piece:
    """A text of a page: in which cell, and whether it is a link to an explanation."""

    text: str
    linked: bool
    number: bool


class Reader(HTMLParser):
    """Parts the answer of a page into pieces of text."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[Piece] = []
        self.links: list[str] = []
        self.inside: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in ("meta", "link", "input", "br", "line", "rect", "circle"):
            return
        kind = told.get("class") or told.get("id") or ""
        if (told.get("href") or "").startswith("/api/"):
            kind = "address"
        self.inside.append((tag, kind))
        if tag == "a" and told.get("class") == "n":
            self.links.append(told.get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.pieces.append(Piece("\n", False, False))
        while self.inside and self.inside.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _ in self.inside}
        kinds = {kind for _, kind in self.inside}
        answer = "result" in kinds and not kinds & ASIDE
        if answer and not tags & set(WITHOUT) and data.strip():
            linked = any(tag == "a" and kind == "n" for tag, kind in self.inside)
            cell = any(tag == "td" and "number" in kind for tag, kind in self.inside)
            self.pieces.append(Piece(data, linked, cell))


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def naked(pieces: Iterable[Piece], quoted: set[str]) -> list[str]:
    """Numbers that lead nowhere. What a record says in its own words is quoted: it stands beside
    its document."""
    found = []
    whole = ""
    for piece in pieces:
        whole += "\x00" if piece.linked else piece.text
    for text in (*LEVELS, *sorted(quoted, key=len, reverse=True)):
        whole = whole.replace(text, "")
    for match in SUM.finditer(whole):
        found.append(whole[max(0, match.start() - 40) : match.end() + 20])
    return found


def texts(dossier: Dossier, language: str) -> set[str]:
    """Everything that the records of a dossier say in words."""
    found: set[str] = set()
    seen: set[int] = set()

    def walk(one: object) -> None:
        if isinstance(one, Text):
            found.add(one.ko if language == "ko" else one.en)
        elif isinstance(one, str):
            if len(one) > 3:
                found.add(one)
        elif isinstance(one, dict):
            for part in one.values():
                walk(part)
        elif isinstance(one, tuple | list):
            for part in one:
                walk(part)
        elif is_dataclass(one) and id(one) not in seen:
            seen.add(id(one))
            for part in fields(one):
                walk(getattr(one, part.name))

    walk(dossier)
    return {text.rstrip(".") for text in found if SUM.search(text)}
