"""A document as one HTML file: it asks nothing of any other machine and runs nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from burdenshare.show import pictures
from burdenshare.show.charts import Chart
from burdenshare.show.paper.document import (
    Lines,
    Paper,
    Part,
    Reference,
    Section,
    Sentence,
    Size,
    plain,
    used,
)
from burdenshare.show.tables import Sheet

STYLE = """
@page { size: SIZE; margin: 18mm 16mm; }
html { color: #1a1a1a; background: #fff; font: 16px/1.5 "NanumGothic", "Nanum Gothic", system-ui,
  "Noto Sans KR", "Noto Sans CJK KR", "Apple SD Gothic Neo", "Malgun Gothic", sans-serif;
  word-break: keep-all; }
p, li, h1, h2, pre { overflow-wrap: anywhere; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; line-height: 1.25; } h2 { font-size: 1.15rem; margin: 1.8rem 0 .5rem; }
.question, .small, .note, figcaption { color: #444; font-size: .88rem; }
.lead { font-size: 1.15rem; }
figure { margin: 1.5rem 0; } svg { width: 100%; height: auto; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .86rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem;
  border-bottom: 1px solid #d6d6d0; }
th { border-bottom: 1px solid #1a1a1a; } .number { text-align: right; white-space: nowrap; }
pre { white-space: pre-wrap; font: inherit; font-size: .88rem; }
li { margin: .3rem 0; } code { font-size: .85em; overflow-wrap: anywhere; }
a { color: #1d4f73; }
@media print { html { font-size: 10.5px; } body { margin: 0; max-width: none; padding: 0; }
  h2 { break-after: avoid; } tr, li, figure { break-inside: avoid; } thead { display: table-header-group; }
  a { color: inherit; } }
""".strip()  # noqa: E501


def written(paper: Paper, size: Size = "a4") -> str:
    return "\n".join(_document(paper, size)) + "\n"


def _document(paper: Paper, size: Size) -> Iterator[str]:
    say, known = paper.words.say, {one.id: one.number for one in paper.references}
    title = escape(plain(paper.title))
    yield "<!doctype html>"
    yield f'<html lang="{paper.words.language}"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>"
    yield f"<style>{STYLE.replace('SIZE', 'A4' if size == 'a4' else 'letter')}</style>"
    yield f"</head><body><main><h1>{title}</h1>"
    yield from _paragraph(paper.question, "question")
    yield from _paragraph(paper.lead, "lead")
    for note in paper.notes:
        yield from _paragraph(note, "note")
    for number, part in enumerate(paper.parts, 1):
        yield from _part(part, number, paper, known)
    if paper.references:
        yield f"<h2>{escape(say('paper', 'sources'))}</h2><ol>"
        yield from map(_reference, paper.references)
        yield "</ol>"
    yield f"<h2>{escape(say('paper', 'again'))}</h2><ul>"
    yield from (f"<li>{escape(name)}: {_address(line)}</li>" for name, line in paper.again)
    yield f'</ul><p class="small">{escape(plain(paper.version))}</p></main></body></html>'


def _part(part: Part, number: int, paper: Paper, known: Mapping[str, int]) -> Iterator[str]:
    if isinstance(part, Section):
        yield f"<section><h2>{escape(plain(part.title))}</h2><ul>"
        yield from (_sentence(one) for one in part.sentences)
        yield "</ul></section>"
    elif isinstance(part, Lines):
        yield f"<pre>{_cited(chr(10).join(map(plain, part.lines)), known)}</pre>"
    elif isinstance(part, Chart):
        yield f"<figure>{_picture(part, number, paper)}</figure>"
    else:
        yield from _sheet(part, known)


def _picture(chart: Chart, number: int, paper: Paper) -> str:
    """The picture, with names that no other picture of the file has."""
    svg = pictures.svg(chart, (), paper.words.language)
    for name in ("title", "told"):
        svg = svg.replace(f'id="{name}"', f'id="{name}-{number}"')
    svg = re.sub(r'viewBox="0 0 (\d+) (\d+)"', _without_margins, svg, count=1)
    return svg.replace(
        'aria-labelledby="title told"', f'aria-labelledby="title-{number} told-{number}"'
    )


def _without_margins(told: re.Match[str]) -> str:
    """The window of a picture that needs no margin of its own."""
    edge = pictures.MARGIN - 4
    return f'viewBox="{edge} {edge} {int(told[1]) - 2 * edge} {int(told[2]) - 2 * edge + 14}"'


def _sheet(sheet: Sheet, known: Mapping[str, int]) -> Iterator[str]:
    yield "<section>"
    if sheet.title:
        yield f"<h2>{escape(plain(sheet.title))}</h2>"
    columns, rows = used(sheet)
    if rows:
        kinds = [' class="number"' if column.number else "" for column in columns]
        heads = "".join(
            f'<th scope="col"{kind}>{escape(plain(column.head))}</th>'
            for column, kind in zip(columns, kinds, strict=True)
        )
        yield f'<div class="wide" tabindex="0"><table><thead><tr>{heads}</tr></thead><tbody>'
        for row in rows:
            yield f"<tr>{''.join(_cells(row, kinds, known))}</tr>"
        yield "</tbody></table></div>"
    for note in sheet.notes:
        for line in note.split("\n"):
            yield from _paragraph(line, "note")
    yield "</section>"


def _cells(row: Sequence[str], kinds: Sequence[str], known: Mapping[str, int]) -> Iterator[str]:
    for cell, kind in zip(row, kinds, strict=True):
        yield f"<td{kind}>{_cited(cell, known)}</td>"


def _sentence(one: Sentence) -> str:
    cited = " ".join(f'<a href="#r{number}">[{number}]</a>' for number in one.references)
    places = " ".join(f"<code>{escape(text)}</code>" for text in (one.place, one.id) if text)
    return f'<li>{escape(plain(one.text))} <span class="small">{cited} {places}</span></li>'


def _reference(one: Reference) -> str:
    link = f" {_address(one.url)}" if one.url else ""
    told = f"{escape(plain(one.text))}{link} {escape(one.reprint)}".rstrip()
    return f'<li id="r{one.number}"><code>{escape(one.id)}</code>: {told}</li>'


def _address(text: str) -> str:
    if text.startswith(("http://", "https://")):
        return f'<a rel="noreferrer" href="{escape(text)}">{escape(text)}</a>'
    return f"<code>{escape(text)}</code>"


_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*[A-Za-z0-9]")


def _cited(text: str, known: Mapping[str, int]) -> str:
    """``text`` with each document it names leading to its reference."""
    told, end = "", 0
    for word in _WORD.finditer(text):
        if word[0] in known:
            told += escape(text[end : word.start()])
            told += f'<a href="#r{known[word[0]]}">{escape(word[0])}</a>'
            end = word.end()
    return told + escape(text[end:])


def _paragraph(text: str, kind: str) -> Iterator[str]:
    if text:
        yield f'<p class="{kind}">{escape(plain(text))}</p>'
