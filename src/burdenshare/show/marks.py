"""Numbers in a text that lead to their explanation. A marked number stands between letters that
no language uses; a door that links numbers parts the text at them."""

from __future__ import annotations

import re
from collections.abc import Iterator

OPEN, TO, CLOSE = "\ue000", "\ue001", "\ue002"

_MARKED = re.compile(f"{OPEN}([^{TO}]*){TO}([^{CLOSE}]*){CLOSE}")
_LETTERS = str.maketrans("", "", OPEN + TO + CLOSE)


def marked(text: str, number: str) -> str:
    """``text`` as the number called ``number``."""
    return f"{OPEN}{number}{TO}{text}{CLOSE}"


def parts(text: str) -> Iterator[tuple[str, str]]:
    """The pieces of a text, each with the number it is, or with none."""
    end = 0
    for found in _MARKED.finditer(text):
        yield text[end : found.start()], ""
        yield found[2], found[1]
        end = found.end()
    yield text[end:], ""


def plain(text: str) -> str:
    """The text as people read it."""
    return _MARKED.sub(r"\2", text)


def without_letters(text: str) -> str:
    """What a reader typed, without the letters that marks are made of."""
    return text.translate(_LETTERS)
