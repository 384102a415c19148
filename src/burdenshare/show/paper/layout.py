"""Where everything of a document stands on its pages: letters and shapes, in points.

It knows no file format. Sizes of letters give way, within what can be read, where a document should
take no more than so many pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from burdenshare.show.charts import Chart
from burdenshare.show.letters import broken, exactly_wide, shortened, wide
from burdenshare.show.paper import drawing
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
from burdenshare.show.paper.drawing import GREY, INK, RULE, Letters, Picture, Put, Shape
from burdenshare.show.tables import Column, Sheet
from burdenshare.show.words import Words

POINTS: dict[Size, tuple[float, float]] = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}
MARGIN, TOP, BOTTOM = 48.0, 38.0, 44.0
FOOT = 7.0
LEADING = 1.38
BLUE = "#1d4f73"


@dataclass(frozen=True)
class Look:
    """Sizes of letters in points, and how many dots of a picture go into the width of a page."""

    text: float
    table: float
    small: float
    title: float
    chart: int
    space: float
    """Height before a heading, in parts of its letters."""
    leading: float = LEADING
    """From one line to the next, in parts of their letters."""


LOOKS = (
    Look(9.5, 8.0, 7.5, 17.0, 1000, 0.9),
    Look(9.0, 7.5, 7.0, 15.0, 1100, 0.7),
    Look(8.5, 7.0, 6.75, 14.0, 1200, 0.6),
    Look(8.0, 6.75, 6.5, 13.0, 1300, 0.5, 1.34),
    Look(7.5, 6.5, 6.25, 12.0, 1400, 0.4, 1.3),
    Look(7.25, 6.5, 6.0, 11.5, 1400, 0.3, 1.2),
)
"""From the one that is used where there is room to the smallest that can be read."""


@dataclass
class Pages:
    """Pages that fill from top to bottom."""

    width: float
    height: float
    look: Look
    held: list[list[Put]] = field(default_factory=lambda: [[]])
    headings: list[tuple[str, int, float]] = field(default_factory=list)
    """Each heading with its page, from 0, and its height on it."""
    y: float = TOP

    @property
    def inner(self) -> float:
        return self.width - 2 * MARGIN

    @property
    def left(self) -> float:
        """Height that is left on this page."""
        return self.height - BOTTOM - self.y

    @property
    def whole(self) -> float:
        return self.height - BOTTOM - TOP

    def put(self, one: Put) -> None:
        self.held[-1].append(one)

    def turn(self) -> None:
        """To the top of the next page, unless this one is empty."""
        if self.held[-1]:
            self.held.append([])
        self.y = TOP

    def need(self, height: float) -> None:
        """A new page where ``height`` is not left on this one."""
        if self.left < height:
            self.turn()

    def line(self, x: float, text: str, size: float, colour: str = INK, *,
             bold: bool = False, url: str = "", leading: float = 0) -> None:  # fmt: skip
        """One line of letters below what stands there; as far as the look has it, or ``leading``
        says."""
        leading = leading or self.look.leading
        self.need(size * leading)
        self.put(Letters(x, self.y + size, text, size, colour, bold, url))
        self.y += size * leading

    def paragraph(self, text: str, size: float, colour: str = INK, *, bold: bool = False) -> None:
        for line in broken(plain(text), size, self.inner):
            self.line(MARGIN, line, size, colour, bold=bold)

    def heading(self, text: str, room: float) -> None:
        """A heading with at least ``room`` of what follows on the same page."""
        size = self.look.text + 2
        lines = broken(plain(text), size, self.inner)
        self.y += size * self.look.space
        self.need(len(lines) * size * self.look.leading + room)
        self.headings.append((plain(text), len(self.held) - 1, self.y))
        for line in lines:
            self.line(MARGIN, line, size, bold=True)
        self.y += 2


def laid_out(paper: Paper, size: Size) -> Pages:
    """The pages of a document, in the largest letters in which it takes no more than it should."""
    for look in LOOKS:
        pages = _laid_out(paper, size, look)
        if not paper.pages or len(pages.held) <= paper.pages:
            break
    _feet(pages, paper)
    return pages


def _laid_out(paper: Paper, size: Size, look: Look) -> Pages:
    width, height = POINTS[size]
    if any(_is_wide(part, width - 2 * MARGIN) for part in paper.parts):
        width, height = height, width
    pages = Pages(width, height, look)
    pages.headings.append((plain(paper.title), 0, TOP))
    pages.paragraph(paper.title, look.title, bold=True)
    pages.y += 2
    if paper.question:
        pages.paragraph(paper.question, look.small + 0.5, GREY)
    if paper.lead:
        pages.y += 4
        pages.paragraph(paper.lead, look.text + 1.5)
    for note in paper.notes:
        pages.paragraph(note, look.small, GREY)
    for part in paper.parts:
        _part(pages, part, paper.words)
    _references(pages, paper)
    _again(pages, paper)
    return pages


def _part(pages: Pages, part: Part, words: Words) -> None:
    match part:
        case Section():
            pages.heading(part.title, 3 * pages.look.text)
            for one in part.sentences:
                _sentence(pages, one)
        case Lines():
            pages.y += 6
            for line in part.lines:
                _line(pages, line)
        case Chart():
            _chart(pages, part, words)
        case Sheet():
            _sheet(pages, part)


def _sentence(pages: Pages, one: Sentence) -> None:
    """A sentence behind a dot; what it rests on is said smaller, behind it or below."""
    look = pages.look
    x, room = MARGIN + 9, pages.inner - 9
    lines = broken(plain(one.text), look.text, room)
    said = " ".join(filter(None, (
        " ".join(f"[{number}]" for number in one.references), one.place, one.id
    )))  # fmt: skip
    small = max(look.small - 0.5, 6.0)
    behind = wide(f"{lines[-1]}   ", look.text) + wide(said, small) <= room
    below = [] if behind else broken(said, small, room)
    pages.need(len(lines) * look.text * look.leading + len(below) * small * look.leading)
    pages.put(Letters(MARGIN, pages.y + look.text, "•", look.text))
    for line in lines:
        pages.line(x, line, look.text)
    if behind and said:
        at = x + exactly_wide(f"{lines[-1]}  ", look.text)
        baseline = pages.y - look.text * look.leading + look.text
        pages.put(Letters(at, baseline, said, small, GREY))
    for line in below:
        pages.line(x, line, small, GREY)
    pages.y += look.text * 0.22


def _line(pages: Pages, line: str) -> None:
    """A line as far in as a terminal has it."""
    bare = line.lstrip(" │")
    size = pages.look.table + 0.5
    inside = min((len(line) - len(bare)) * size * 0.32, pages.inner / 2)
    if not bare:
        pages.y += size * 0.6
    for text in broken(plain(bare), size, pages.inner - inside):
        pages.line(MARGIN + inside, text, size)


def _chart(pages: Pages, chart: Chart, words: Words) -> None:
    """A chart whole, or in parts between its rows where a page has no room for it."""
    look = pages.look
    across = look.chart if pages.width < pages.height else round(look.chart * 1.3)
    bare = replace(chart, title="", measure="", notes=())  # these are set in letters of the page
    picture = drawing.picture(bare, words.language, across)
    scale = pages.inner / picture.width
    high = picture.height * scale
    least = picture.cuts[min(2, len(picture.cuts) - 1)] * scale
    pages.heading(
        chart.title, look.small * look.leading + (high if high < pages.whole / 2 else least)
    )
    pages.paragraph(chart.measure, look.small, GREY)
    start = 0.0
    while start < picture.height:
        end = _cut(picture, start, pages.left / scale)
        for one in picture.between(start, end):
            pages.put(one.moved(MARGIN, pages.y - start * scale, scale))
        pages.y += (end - start) * scale
        start = end
        if start < picture.height:
            pages.turn()
    for note in chart.notes:
        pages.paragraph(note, look.small, GREY)


def _cut(picture: Picture, start: float, room: float) -> float:
    """Where the part that begins at ``start`` and has ``room`` ends."""
    if picture.height - start <= room:
        return picture.height
    inside = [cut for cut in picture.cuts if start < cut <= start + room]
    return inside[-1] if inside else picture.height


# -- tables ------------------------------------------------------------------------------------

GAP = 8.0
STEP = 4.0
SHORT = 60.0
MEASURED = 60
"""Rows by which the widths of columns are found."""
WORD_MOST = 84.0
"""A word of text up to this wide is not broken to make a column narrower, in points."""


def _sheet(pages: Pages, sheet: Sheet) -> None:
    columns, rows = used(sheet)
    if sheet.title:
        pages.heading(sheet.title, 5 * pages.look.table)
    else:
        pages.y += 6
    if rows:
        size = _size_that_fits(columns, rows, pages)
        _table(pages, columns, rows, size)
    pages.y += 3
    for note in sheet.notes:
        for line in note.split("\n"):
            pages.paragraph(line, pages.look.small, GREY)


def _size_that_fits(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], pages: Pages
) -> float:
    """The size of letters in which no word of the table has to be broken, if there is one."""
    size = pages.look.table
    while size > LOOKS[-1].table and sum(_least(columns, rows, size)) > pages.inner:
        size -= 0.25
    return size


def _is_wide(part: Part, inner: float) -> bool:
    if not isinstance(part, Sheet) or not part.rows:
        return False
    return sum(_least(*used(part), LOOKS[-1].table)) > inner


def _least(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], size: float
) -> list[float]:  # fmt: skip
    """How narrow each column may be: a number or a short cell is not broken, a long word is."""
    least = []
    for n, column in enumerate(columns):
        cells = [row[n] for row in rows]
        whole = max((wide(cell, size) for cell in cells), default=0.0)
        words = [word for cell in cells for word in cell.split(" ")]
        is_short = column.number or whole <= SHORT
        longest = whole if is_short else max((wide(word, size) for word in words), default=0.0)
        head = max((wide(word, size) for word in plain(column.head).split(" ")), default=0.0)
        most = longest if column.number else min(longest, WORD_MOST)
        least.append(max(most, min(head, WORD_MOST)) + GAP)
    return least


def _widths(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], size: float, inner: float
) -> list[float]:
    """Natural widths where they fit; else those give way, down to what they need, that make the
    table the least longer."""
    least = _least(columns, rows, size)
    lengths = [[wide(cell, size) for cell in row] for row in rows[:MEASURED]]
    heads = [wide(plain(column.head), size) / 2 for column in columns]
    longest = [
        max(head, *cells) for head, cells in zip(heads, zip(*lengths, strict=True), strict=True)
    ]
    widths = [max(one + GAP, few) for one, few in zip(longest, least, strict=True)]
    while sum(widths) > inner:
        able = [n for n in range(len(widths)) if widths[n] > least[n]]
        if not able:
            widest = max(range(len(widths)), key=lambda n: widths[n])
            widths[widest] -= sum(widths) - inner
            break
        gives = min(able, key=lambda n: (_lines_of(lengths, _narrowed(widths, n)), -widths[n]))
        widths[gives] = max(widths[gives] - STEP, least[gives])
    return widths


def _narrowed(widths: Sequence[float], n: int) -> list[float]:
    return [width - STEP if n == other else width for other, width in enumerate(widths)]


def _lines_of(lengths: Sequence[Sequence[float]], widths: Sequence[float]) -> float:
    """About how many lines all rows take: a row is as high as its highest cell."""
    return sum(
        max(1.0, *(length / max(width - GAP, 1) for length, width in zip(row, widths, strict=True)))
        for row in lengths
    )


def _table(
    pages: Pages, columns: Sequence[Column], rows: Sequence[Sequence[str]], size: float
) -> None:
    widths = _widths(columns, rows, size, pages.inner)
    heads = [plain(column.head) for column in columns]
    head = _broken(heads, widths, size)
    numbers = [column.number for column in columns]
    pages.need(_high(head, size) + size * 4)
    _row(pages, head, widths, numbers, size, is_head=True)
    for row in rows:
        cells = _broken(row, widths, size)
        if _high(cells, size) > pages.left:
            pages.turn()
            _row(pages, head, widths, numbers, size, is_head=True)
        _row(pages, cells, widths, numbers, size)


def _broken(cells: Sequence[str], widths: Sequence[float], size: float) -> list[list[str]]:
    return [
        broken(cell, size, max(width - GAP + 0.1, size))
        for cell, width in zip(cells, widths, strict=True)
    ]


def _high(cells: Sequence[Sequence[str]], size: float) -> float:
    return max(1, *(len(lines) for lines in cells)) * size * 1.25 + 4


def _row(
    pages: Pages,
    cells: Sequence[Sequence[str]],
    widths: Sequence[float],
    numbers: Sequence[bool],
    size: float,
    is_head: bool = False,
) -> None:
    """A row of cells over a line; a row higher than a page goes on on the next."""
    x = MARGIN
    high = _high(cells, size)
    for lines, width, number in zip(cells, widths, numbers, strict=True):
        for n, line in enumerate(lines):
            at = x + width - GAP - exactly_wide(line, size) if number else x
            baseline = pages.y + 2 + size + n * size * 1.25
            if baseline < pages.height - BOTTOM + size:
                pages.put(Letters(at, baseline, line, size, INK, is_head))
        x += width
    pages.y += high
    colour = INK if is_head else RULE
    pages.put(
        Shape(
            "line", ((MARGIN, pages.y), (MARGIN + sum(widths), pages.y)), stroke=colour, width=0.6
        )
    )


# -- the end of the document, and of each page -------------------------------------------------


def _references(pages: Pages, paper: Paper) -> None:
    if not paper.references:
        return
    tight = min(1.2, pages.look.leading) if paper.pages else LEADING
    pages.heading(paper.words.say("paper", "sources"), 4 * pages.look.small)
    for one in paper.references:
        _reference(pages, one, tight)


def _reference(pages: Pages, one: Reference, leading: float) -> None:
    """Number and id, publisher, title and day; behind or below them the address."""
    size = pages.look.small
    hang = wide("000. ", size)
    x, room = MARGIN + hang, pages.inner - hang
    told = plain(f"{one.id}: {one.text} {one.reprint}".rstrip())
    lines = broken(told, size, room)
    behind = one.url and wide(f"{lines[-1]} {one.url}", size) <= room
    below = [] if behind or not one.url else broken(one.url, size, room)
    pages.need((len(lines) + len(below)) * size * leading)
    pages.put(Letters(MARGIN, pages.y + size, f"{one.number}.", size))
    for line in lines:
        pages.line(x, line, size, leading=leading)
    if behind:
        at = x + exactly_wide(f"{lines[-1]} ", size)
        baseline = pages.y - size * leading + size
        pages.put(Letters(at, baseline, one.url, size, BLUE, False, one.url))
    for line in below:
        pages.line(x, line, size, BLUE, url=one.url, leading=leading)


def _again(pages: Pages, paper: Paper) -> None:
    size = pages.look.small
    pages.heading(
        paper.words.say("paper", "again"), (len(paper.again) + 1) * size * pages.look.leading
    )
    for name, line in paper.again:
        url = line if re.match("https?://", line) else ""
        for text in broken(f"{name}: {line}", size, pages.inner):
            pages.line(MARGIN, text, size, url=url)
    pages.y += 3
    pages.paragraph(paper.version, size, GREY)


def _feet(pages: Pages, paper: Paper) -> None:
    """The title and the number of each page at its foot."""
    count = len(pages.held)
    y = pages.height - BOTTOM + 24
    right = pages.width - MARGIN
    for number, page in enumerate(pages.held, 1):
        told = paper.words.say("paper", "page", page=number, pages=count)
        at = right - exactly_wide(told, FOOT)
        title = shortened(plain(f"burdenshare · {paper.title}"), FOOT, at - MARGIN - 20)
        page.append(Shape("line", ((MARGIN, y - 10), (right, y - 10)), stroke=RULE, width=0.6))
        page.append(Letters(MARGIN, y, title, FOOT, GREY))
        page.append(Letters(at, y, told, FOOT, GREY))


def texts(pages: Pages) -> Iterator[str]:
    """All letters, page by page, in the order in which they are put."""
    for page in pages.held:
        yield from (one.text for one in page if isinstance(one, Letters))
