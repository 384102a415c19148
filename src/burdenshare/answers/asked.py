"""What was asked, and the answer in each form."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from burdenshare import study
from burdenshare.answers.commands import Given, UsageError
from burdenshare.running import Told, nobody
from burdenshare.show import notebook, tables
from burdenshare.show.charts import Chart
from burdenshare.show.words import Words
from burdenshare.show.workbook.kinds import Kind
from burdenshare.vocabulary import Dossier, Step

WIDTH = 100
"""Letters in a line of a file, and wherever no terminal says how wide it is."""


@dataclass(frozen=True)
class Asked:
    """A command in the reader's language, and how the answer is wanted."""

    given: Given
    words: Words
    width: int
    today: date
    """The day of the question: today, or the past day under ``--as-of``."""
    load: Callable[[str, str | None, bool], Dossier] = study.load
    """How a dossier is read: a server keeps the ones it has read."""
    version: Callable[[Dossier], str] = study.version
    """The version of the records of a dossier."""
    notes: list[str] = field(default_factory=list)
    """What the reader should know of the question, told beside the answer."""

    progress: Callable[[str], None] = lambda _: None
    """Told of what is done while a command takes more than a second."""
    site: str = "http://127.0.0.1:8000"
    """Where the page is served: what stands before an address that is printed. A server says its
    own; without one it is where ``serve`` opens it."""
    served: bool = False
    """Whether it was asked over a network: then less may be asked for at once."""
    told: Told = nobody
    """Hears how far long work is."""
    shown: dict[str, Step] | None = None
    """Where numbers are linked: what the answer printed, by the id each is linked to."""

    def option(self, name: str) -> str:
        return self.given.options.get(name, "")

    def wants(self, name: str) -> bool:
        return name in self.given.options

    def argument(self, name: str) -> str:
        return self.given.arguments.get(name, "")


@dataclass(frozen=True)
class Answer:
    """What is printed, and the exit status. Each form is made only when it is asked for."""

    tables: Callable[[], Iterable[tables.Sheet]]
    content: Callable[[], object]
    numbers: Callable[[], Iterable[Step]] | None = None
    lines: Callable[[], Iterable[str]] | None = None
    cells: Callable[[], tuple[Iterable[str], Iterable[Iterable[object]]]] | None = None
    lead: Callable[[], str] = str
    """The answer in one sentence, where its charts do not say it."""
    says_first: bool = False
    """Whether a terminal says that sentence before the tables, too."""
    facts: Callable[[], Iterable[Mapping[str, Any]]] = tuple
    """Its sentences, where it is made of sentences, each with what it rests on."""
    files: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)
    """Forms that only this answer has, by the ending of a file's name."""
    labelled: Callable[[], Any] | None = None
    """As labelled arrays, where it is a table of labels."""
    text: Callable[[], str] = str
    """A file as it is written, to be copied."""
    charts: Callable[[], Iterable[Chart | None]] = tuple
    """What is drawn of it."""
    kind: Callable[[], Kind | None] = lambda: None
    """What a workbook of it is made of besides its tables."""
    status: int = 0

    def _repr_html_(self) -> str:
        """As a notebook shows it."""
        return notebook.as_html(self.lead(), self.tables(), self._lines())

    def _repr_markdown_(self) -> str:
        return notebook.as_markdown(self.lead(), self.tables(), self._lines())

    def _lines(self) -> Iterable[str]:
        if text := self.text():
            return text.split("\n")
        return self.lines() if self.lines is not None else ()

    def to_pandas(self) -> Any:
        """Its numbers as a ``pandas.DataFrame``, a row each (``pip install
        'burdenshare[notebook]'``): ``value`` is a float, ``exact`` has every digit."""
        return notebook.as_frame(self.numbers() if self.numbers is not None else ())

    def to_xarray(self) -> Any:
        """Its numbers by year as an ``xarray.DataArray`` of ``what`` × ``year``. Raises
        ValueError where they are not of years."""
        return notebook.as_array(self.numbers() if self.numbers is not None else ())


def on_its_day(asked: Asked) -> Asked:
    """With the day under ``--as-of`` as today; a day that cannot be is the nearest one that can.

    Raises ``UsageError`` for what is no day at all.
    """
    text = asked.option("--as-of")
    if not text:
        return asked
    day = study.day_of(text) or _nearest_day(text)
    if day is None:
        raise UsageError("bad-day", value=text[:40])
    if study.day_of(text) is None:
        _note(asked, "no-such-day", text, day)
    if day > asked.today:
        _note(asked, "day-to-come", text, asked.today)
        return asked
    return replace(asked, today=day)


def _nearest_day(text: str) -> date | None:
    """The last day of a month, for ``2018-07``, ``2018-02-29`` and the like."""
    year, _, rest = text.partition("-")
    month, _, day = rest.partition("-")
    if not all(part.isascii() and part.isdecimal() for part in (year, month, day or "1")):
        return None
    if len(year) != 4 or year == "0000" or len(month) > 2 or len(day) > 2:
        return None
    if not 1 <= int(month) <= 12 or int(day or "1") > 31:
        return None
    return date(int(year), int(month), monthrange(int(year), int(month))[1])


def _note(asked: Asked, key: str, value: str, day: date) -> None:
    asked.notes.append(asked.words.say("error", key, value=value[:40], day=day.isoformat()))


def loaded(asked: Asked, costs: bool = True) -> tuple[Dossier, Asked]:
    """The dossier that is asked about, as it was known on the day of the question."""
    name = asked.argument("dossier")
    try:
        dossier = asked.load(name, asked.option("--dossiers") or None, costs)
    except study.BundleError as error:
        raise UsageError(f"bundle-{error.kind}", file=name, name=error.name) from None
    if not asked.wants("--as-of"):
        return dossier, asked
    first = study.first_day(dossier)
    if asked.today < first:
        _note(asked, "before-the-record", asked.today.isoformat(), first)
        asked = replace(asked, today=first)
    return study.as_of(dossier, asked.today), asked


def no_tables() -> Iterable[tables.Sheet]:
    return iter(())
