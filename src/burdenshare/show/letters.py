"""Letters of the packed font: how wide each is, and which there are."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from struct import unpack_from

FONT = Path(__file__).parent / "fonts" / "NanumGothic.ttf"
FAMILY = "NanumGothic"

NO_LETTER = "□"
"""Drawn for a letter that the font has not."""

_NEAR = {"\u2212": "–", "\u2012": "–", "\u25aa": "■", "\u25ab": "□"}
"""Letters that the font has not, and those that look most like them."""

_SLACK = 1.04
"""Where a picture is opened with another font, its letters may be a little wider."""


def plain(text: str) -> str:
    """``text`` as one line of visible letters: composed, without controls or marks of direction."""
    spaced = "".join(" " if letter.isspace() else letter for letter in text)
    composed = unicodedata.normalize("NFC", spaced)
    return "".join(letter for letter in composed if _is_visible(letter))


def _is_visible(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cc", "Cf", "Cs") and letter not in "\ufffe\uffff"


def in_font(text: str) -> str:
    """``text`` in letters of the packed font; what it has not is seen to be missing."""
    return "".join(_in_font(letter) for letter in text)


def _in_font(letter: str) -> str:
    near = _NEAR.get(letter, letter)
    return near if near.isspace() or ord(near) in _advances() else NO_LETTER


def wide(text: str, size: float) -> float:
    """The width of ``text`` in a picture, a little room for other fonts included."""
    return exactly_wide(text, size) * _SLACK


def exactly_wide(text: str, size: float) -> float:
    """The width of ``text`` in the packed font."""
    advances = _advances()
    return sum(advances.get(ord(letter), 1.0) for letter in in_font(text)) * size


def broken(text: str, size: float, width: float, most: int = 0) -> list[str]:
    """``text`` in lines no wider than ``width``, broken at spaces where there are any.

    No more than ``most`` lines, if it is not 0; the last then ends with a mark of omission.
    """
    lines = list(_lines(text, size, width))
    if not most or len(lines) <= most:
        return lines
    return [*lines[: most - 1], shortened(" ".join(lines[most - 1 : most + 1]), size, width)]


def shortened(text: str, size: float, width: float) -> str:
    """``text`` if it fits, else its beginning and a mark of omission."""
    if wide(text, size) <= width:
        return text
    end = _fitting(text, size, width - wide("…", size))
    return text[:end].rstrip() + "…"


def _lines(text: str, size: float, width: float) -> Iterator[str]:
    line = ""
    for word in _words(text):
        trial = f"{line} {word}" if line else word
        if not line or wide(trial, size) <= width:
            line = trial
        else:
            yield line
            line = word
        while wide(line, size) > width and len(line) > 1:
            end = _cut(line, max(_fitting(line, size, width), 1))
            yield line[:end]
            line = line[end:]
    if line:
        yield line


def _words(text: str) -> Iterator[str]:
    """The words of a text; a per cent sign or an equals sign stays with what stands before it."""
    held = ""
    for word in text.split(" "):
        if held and word.rstrip(".,;:)?") in ("%", "="):
            held = f"{held} {word}"
            continue
        if held:
            yield held
        held = word
        if not word:
            yield word
    if held:
        yield held


def _cut(text: str, end: int) -> int:
    """Where a word too long for a line is cut: behind a mark of an address or of an id, where one
    stands in the second half of what fits."""
    behind = max(text.rfind(mark, 0, end) + 1 for mark in "/-?&=_")
    before = text.rfind("%", 0, end)  # the letters behind it belong to it
    best = max(behind, before)
    return best if best > end / 2 else end


def _fitting(text: str, size: float, width: float) -> int:
    """How many letters from the first fit."""
    taken = 0.0
    for number, letter in enumerate(text):
        taken += wide(letter, size)
        if taken > width:
            return number
    return len(text)


@cache
def _advances() -> Mapping[int, float]:
    """Width of every letter of the font, in parts of the size of the type.

    Read from the tables ``cmap`` (format 4), ``hhea`` and ``hmtx`` of the OpenType specification.
    """
    data = FONT.read_bytes()
    tables = dict(_tables(data))
    (units,) = unpack_from(">H", data, tables[b"head"] + 18)
    (told,) = unpack_from(">H", data, tables[b"hhea"] + 34)
    widths = unpack_from(f">{2 * told}H", data, tables[b"hmtx"])[::2]
    return {
        letter: widths[min(glyph, told - 1)] / units
        for letter, glyph in _glyphs(data, tables[b"cmap"])
        if glyph
    }


def _tables(data: bytes) -> Iterator[tuple[bytes, int]]:
    (count,) = unpack_from(">H", data, 4)
    for n in range(count):
        tag, _, start, _ = unpack_from(">4sIII", data, 12 + 16 * n)
        yield tag, start


def _glyphs(data: bytes, cmap: int) -> Iterator[tuple[int, int]]:
    """Each letter with the number of its glyph."""
    (count,) = unpack_from(">H", data, cmap + 2)
    records = (unpack_from(">HHI", data, cmap + 4 + 8 * n) for n in range(count))
    start = cmap + next(at for platform, kind, at in records if (platform, kind) == (3, 1))
    (length,) = unpack_from(">H", data, start + 2)
    numbers = unpack_from(f">{length // 2}H", data, start)
    count = numbers[3] // 2
    ends, begins, deltas, offsets = (7 + count * part + (part > 0) for part in range(4))
    for n in range(count):
        offset = numbers[offsets + n] // 2
        for letter in range(numbers[begins + n], min(numbers[ends + n], 0xFFFE) + 1):
            place = offsets + n + offset + letter - numbers[begins + n]
            glyph = numbers[place] if offset else letter
            yield letter, (glyph + numbers[deltas + n]) % 65536 if glyph else 0
