"""A value of a text file put right where it stands, and the change as a patch. No other letter of
the file is touched, and nothing is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from difflib import unified_diff

from burdenshare.read.structure import Fault


def in_csv(text: str, line: int, cells: Mapping[str, str]) -> str:
    """``text`` with cells of the row that begins on ``line``, by the names of their columns.

    Raises ``Fault`` where the file has no such row or column.
    """
    rows = [*_rows(text)]
    head = [_plain(text[a:b]) for a, b in rows[0][1]] if rows else []
    row = next((spans for first, spans in rows if first == line), None)
    if row is None or line == 1 or any(name not in head for name in cells):
        raise Fault("not-by-itself")
    changes = sorted(((row[head.index(n)], _cell(value)) for n, value in cells.items()))
    for (start, end), value in reversed(changes):
        text = text[:start] + value + text[end:]
    return text


def _rows(text: str) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Each row: the line it begins on, and from where to where each of its cells goes."""
    start, line, first, quoted = 0, 1, 1, False
    cells: list[tuple[int, int]] = []
    for at, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif letter == "," and not quoted:
            cells.append((start, at))
            start = at + 1
        elif letter == "\n":
            line += 1
            if not quoted:
                cells.append((start, at - (text[at - 1 : at] == "\r")))
                yield first, cells
                start, first, cells = at + 1, line, []
    if start < len(text) or cells:
        yield first, [*cells, (start, len(text))]


def _plain(cell: str) -> str:
    return cell.lstrip("\ufeff").strip().strip('"')


def _cell(value: str) -> str:
    escaped = value.replace('"', '""')
    return f'"{escaped}"' if any(letter in value for letter in ',"\n\r') else value


def number_in_toml(text: str, line: int, key: str, was: Decimal, now: str) -> str:
    """``text`` with the number of ``key`` on ``line``. Raises ``Fault`` where it is not found
    there once."""
    pattern = re.compile(rf"(?<![\w-]){re.escape(key)}(\s*=\s*)([+-]?[\d_]+(?:\.[\d_]+)?)(?![\w.])")
    before, held, after = _around(text, line)
    found = [m for m in pattern.finditer(held) if Decimal(m[2].replace("_", "")) == was]
    if len(found) != 1:
        raise Fault("not-by-itself")
    start, end = found[0].span(2)
    return before + held[:start] + now + held[end:] + after


def words_in_toml(text: str, line: int, key: str, words: str) -> str:
    """``text`` with the words of ``key`` on ``line``. Raises ``Fault``."""
    string = r'"(?:[^"\\]|\\.)*"'
    pattern = re.compile(
        rf"(?<![\w-]){re.escape(key)}(\s*=\s*)({string}|\[\s*(?:{string}\s*,?\s*)*\])"
    )
    before, held, after = _around(text, line)
    found = [*pattern.finditer(held)]
    if len(found) != 1:
        raise Fault("not-by-itself")
    start, end = found[0].span(2)
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'{before}{held[:start]}"{escaped}"{held[end:]}{after}'


def _around(text: str, line: int) -> tuple[str, str, str]:
    """The text before a line, the line, and the text after it."""
    lines = _lines(text)
    return "".join(lines[: line - 1]), "".join(lines[line - 1 : line]), "".join(lines[line:])


def _lines(text: str) -> list[str]:
    """Lines with their ends; only a line feed ends one, as for git and patch."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def patch(changes: Sequence[tuple[str, str, str]]) -> str:
    """Files (path, was, is) as one patch that ``git apply`` and ``patch -p1`` take."""
    return "".join(part for path, was, now in changes for part in _of_file(path, was, now))


def _of_file(path: str, was: str, now: str) -> Iterator[str]:
    for line in unified_diff(_lines(was), _lines(now), f"a/{path}", f"b/{path}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
