"""Text for a page: numbers lead to their explanation, documents to their page."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, quote_plus

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
        found: list[str] = []
        typed = False
        for words, number in marks.parts(str(text)):
            line = None if number else _COMMAND.search(words)
            if line is not None and not typed:
                found += self._part(words[: line.start()], "")
                found.append(escape(words[line.start() :]))
                typed = True
            elif typed and not number:
                found.append(escape(words))
            else:
                found += self._part(words, number)
        return Markup("".join(found))

    def _part(self, text: str, number: str) -> Iterator[str]:
        """The pieces of a part, each safe to be joined."""
        if number:
            before, after = self._there
            yield from (before, quote_plus(number), after, escape(text), "</a>")
            return
        end = 0
        for word in _WORD.finditer(text):
            link = self._word(word[0])
            if link is not None:
                yield escape(text[end : word.start()])
                yield link
                end = word.end()
        yield escape(text[end:])

    @cached_property
    def _there(self) -> tuple[str, str]:
        """The link to a number's explanation, before and after its id."""
        there = str(escape(query(self.one, said(self.path), explain="NUMBER")))
        before, key, after = there.partition("explain=NUMBER")
        return f'<a class="n" href="{before}{key.removesuffix("NUMBER")}', f'{after}">'

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
