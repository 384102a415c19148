"""On which line each value of a TOML file stands.

``tomllib`` gives values without places. ``lines`` walks the same text, once ``tomllib`` has
accepted it, and so may take the grammar (TOML 1.0) for granted.
"""

from __future__ import annotations

import re
import tomllib
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n\r]+")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)


def lines(text: str) -> dict[Path, int]:
    """The line of every table, key and array element, by its path."""
    walk = _Walk(text)
    walk.document()
    return walk.found


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.here = 0
        self.line = 1
        self.counted = 0
        self.found: dict[Path, int] = {}
        self.tables: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
        while self.blank() < len(self.text):
            if self.text[self.here] == "[":
                table = self.header()
            else:
                self.pair(table)

    def blank(self) -> int:
        self.move(_match(_BLANK, self.text, self.here).end())
        return self.here

    def move(self, to: int) -> None:
        self.here = to

    def now(self) -> int:
        self.line += self.text.count("\n", self.counted, self.here)
        self.counted = self.here
        return self.line

    def header(self) -> Path:
        line = self.now()
        double = self.text.startswith("[[", self.here)
        self.move(self.here + (2 if double else 1))
        path: Path = ()
        *parents, last = self.keys("]")
        for key in parents:
            path = self.into((*path, key), line)
        path = (*path, last)
        if double:
            self.tables[path] = self.tables.get(path, -1) + 1
            self.found.setdefault(path, line)
        self.move(self.here + (2 if double else 1))
        return self.into(path, line)

    def into(self, path: Path, line: int) -> Path:
        if path in self.tables:
            path = (*path, self.tables[path])
        self.found.setdefault(path, line)
        return path

    def pair(self, table: Path) -> None:
        line = self.now()
        path = table
        for key in self.keys("="):
            path = (*path, key)
            self.found.setdefault(path, line)
        self.move(self.here + 1)
        self.value(path)

    def keys(self, end: str) -> list[str]:
        names = []
        while True:
            self.blank()
            if self.text[self.here] in "\"'":
                raw = _match(_STRING, self.text, self.here)
                names.append(str(tomllib.loads(f"key = {raw.group()}")["key"]))
            else:
                raw = _match(_BARE, self.text, self.here)
                names.append(raw.group())
            self.move(raw.end())
            self.blank()
            if self.text[self.here] == end:
                return names
            self.move(self.here + 1)

    def value(self, path: Path) -> None:
        self.blank()
        letter = self.text[self.here]
        if letter == "[":
            self.array(path)
        elif letter == "{":
            self.inline(path)
        elif letter in "\"'":
            self.move(_match(_STRING, self.text, self.here).end())
        else:
            self.move(_match(_SCALAR, self.text, self.here).end())

    def array(self, path: Path) -> None:
        self.move(self.here + 1)
        index = 0
        while True:
            self.blank()
            if self.text[self.here] == "]":
                break
            self.found[(*path, index)] = self.now()
            self.value((*path, index))
            index += 1
            self.blank()
            if self.text[self.here] == ",":
                self.move(self.here + 1)
        self.move(self.here + 1)

    def inline(self, path: Path) -> None:
        self.move(self.here + 1)
        while True:
            self.blank()
            if self.text[self.here] == "}":
                break
            self.pair(path)
            self.blank()
            if self.text[self.here] == ",":
                self.move(self.here + 1)
        self.move(self.here + 1)


def _match(pattern: re.Pattern[str], text: str, at: int) -> re.Match[str]:
    found = pattern.match(text, at)
    if found is None:
        raise ValueError(f"not TOML at offset {at}: was the text accepted by tomllib?")
    return found
