"""A document as Markdown: its references are footnotes, its charts are tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from burdenshare.show.charts import Chart
from burdenshare.show.paper.document import (
    Lines,
    Paper,
    Part,
    Reference,
    Section,
    Sentence,
    of_chart,
    plain,
    used,
)
from burdenshare.show.tables import Sheet


def written(paper: Paper) -> str:
    return "\n".join(_document(paper)).rstrip() + "\n"


def _document(paper: Paper) -> Iterator[str]:
    say = paper.words.say
    yield from (f"# {_text(paper.title)}", "")
    for text in (paper.question, paper.lead, *paper.notes):
        yield from (_text(text), "") if text else ()
    for part in paper.parts:
        yield from _part(part)
    if paper.references:
        yield from (f"## {say('paper', 'sources')}", "")
        yield from (_reference(one) for one in paper.references)
        yield ""
    yield from (f"## {say('paper', 'again')}", "")
    yield from (f"- {name}: `{line}`" for name, line in paper.again)
    yield from ("", _text(paper.version))


def _part(part: Part) -> Iterator[str]:
    if isinstance(part, Section):
        yield from (f"## {_text(part.title)}", "")
        yield from (_sentence(one) for one in part.sentences)
        yield ""
    elif isinstance(part, Lines):
        yield from ("```text", *(line.rstrip() for line in part.lines), "```", "")
    elif isinstance(part, Chart):
        yield from (f"## {_text(part.title)}", "")
        rows = of_chart(part)
        heads = [_text(part.measure), *[""] * (len(rows[0]) - 1)] if rows else []
        yield from _table(heads, [False] * len(heads), rows)
        yield from _notes(part.notes)
    else:
        yield from _sheet(part)


def _sheet(sheet: Sheet) -> Iterator[str]:
    if sheet.title:
        yield from (f"## {_text(sheet.title)}", "")
    columns, rows = used(sheet)
    if rows:
        yield from _table([c.head for c in columns], [c.number for c in columns], rows)
    yield from _notes(sheet.notes)


def _table(
    heads: Sequence[str], numbers: Sequence[bool], rows: Sequence[Sequence[str]]
) -> Iterator[str]:
    yield f"| {' | '.join(map(_cell, heads))} |"
    yield f"| {' | '.join('---:' if number else '---' for number in numbers)} |"
    yield from (f"| {' | '.join(map(_cell, row))} |" for row in rows)
    yield ""


def _notes(notes: Sequence[str]) -> Iterator[str]:
    for note in notes:
        for line in note.split("\n"):
            yield from (_text(line), "")


def _sentence(one: Sentence) -> str:
    footnotes = "".join(f"[^{number}]" for number in one.references)
    written_in = " ".join(f"`{text}`" for text in (one.place, one.id) if text)
    return f"- {_text(one.text)}{footnotes} {written_in}".rstrip()


def _reference(one: Reference) -> str:
    link = f" <{one.url}>" if one.url else ""
    return f"[^{one.number}]: {one.id}: {_text(one.text)}{link} {one.reprint}".rstrip()


def _cell(text: str) -> str:
    return _text(text).replace("|", "\\|")


_MEANT = str.maketrans({letter: f"\\{letter}" for letter in "\\`*_[]<#"})


def _text(text: str) -> str:
    """As one line in which no letter is taken for a mark of Markdown."""
    return " ".join(plain(text).split()).translate(_MEANT)
