"""Text for a page: numbers lead to their explanation, documents to their page."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup, escape

from burdenshare.show import marks
from burdenshare.web.controls import field_of
from burdenshare.web.questions import Question, query, said

_WORD = re.compile(
    r"(?<!\S)/api/v1/\S+|https?://[^\s<>\"]+|--[a-z]+(?:-[a-z]+)*|[A-Za-z0-9][A-Za-z0-9_.-]*[A-Za-z0-9]"
)

_COMMAND = re.compile(r"burdenshare [a-z-]+ \S+ \S+ --")
"""A whole line for a terminal: from here on a text is told as it is to be typed."""


@dataclass(frozen=True)
class Linked:
    """Makes the links of one page."""

    one: Question
    path: str
    documents: Container[str]
    names: Mapping[str, str]

    def __call__(self, text: str) -> Markup:
        """``text`` with its numbers and documents linked."""
        told, typed = Markup(""), False
        for words, number in marks.parts(str(text)):
            line = None if number else _COMMAND.search(words)
            if line is not None and not typed:
                told, typed = told + self._part(words[: line.start()], ""), True
                told += escape(words[line.start() :])
            elif typed and not number:
                told += escape(words)
            else:
                told += self._part(words, number)
        return told

    def _part(self, text: str, number: str) -> Markup:
        if number:
            there = query(self.one, said(self.path), explain=number)
            return Markup('<a class="n" href="{}">{}</a>').format(there, text)
        found, end = Markup(""), 0
        for word in _WORD.finditer(text):
            link = self._word(word[0])
            if link is not None:
                found += escape(text[end : word.start()]) + link
                end = word.end()
        return found + escape(text[end:])

    def _word(self, word: str) -> Markup | None:
        if word.startswith("--"):
            name = field_of(self.one, word)
            return Markup("“{}”").format(name) if name else None
        if word.startswith("/api/v1/"):
            return Markup('<a href="{0}">{0}</a>').format(word)
        if word.startswith("http"):
            return Markup('<a class="document" rel="noreferrer" href="{}">{}</a>').format(
                word, word
            )
        if word in self.names:
            path = self.names[word]
        elif word in self.documents:
            path = f"sources/{quote(word)}"
        else:
            return None
        there = f"/{self.one.dossier}/{path}{query(self.one.plain)}"
        return Markup('<a href="{}">{}</a>').format(there, word)
