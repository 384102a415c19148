"""What ``compare`` tells of the difference between proposals, where it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from burdenshare import reasons
from burdenshare.answers.asked import Asked
from burdenshare.answers.commands import UsageError
from burdenshare.show import reasons as sheets
from burdenshare.show.amounts import Numbers
from burdenshare.show.charts import Chart
from burdenshare.show.tables import Sheet
from burdenshare.vocabulary import ClauseBridge, Dossier, Outlook, Step

One = TypeVar("One")


@dataclass(frozen=True, kw_only=True)
class Reasons:
    """What was asked for of the difference; the rest is None."""

    titles: tuple[str, ...]
    clauses: tuple[ClauseBridge | None] | None = None

    def tables(self, numbers: Numbers) -> Iterator[Sheet]:
        if self.clauses:
            yield from sheets.clauses(self.clauses[0], self._pair, numbers)

    def charts(self, numbers: Numbers) -> list[Chart | None]:
        if not self.clauses:
            return []
        return [sheets.clause_chart(self.clauses[0], self._pair, numbers)]

    def content(self) -> dict[str, object]:
        return {"clauses": self.clauses[0] if self.clauses else None}

    def numbers(self) -> list[Step]:
        found: list[Step] = []
        for one in self.clauses or ():
            found += [s.after for s in one.steps if s.after is not None] if one else []
        return found

    @property
    def _pair(self) -> tuple[str, str]:
        return self.titles[0], self.titles[1]


def asked_for(
    asked: Asked, dossier: Dossier, held: Sequence[Outlook], assume: Mapping[str, Decimal]
) -> Reasons:
    """What the options ask for. Raises ``UsageError`` where they do not fit what is compared."""
    agreements = [one.of for one in held]
    years = held[0].years
    clauses = None
    if asked.wants("--clauses"):
        clauses = (reasons.clauses(dossier, two(agreements), years, assume),)
    return Reasons(titles=tuple(asked.words.text(one.title) for one in agreements), clauses=clauses)


def two(chosen: Sequence[One]) -> tuple[One, One]:
    """Both of a pair. Raises ``UsageError`` for any other number."""
    if len(chosen) != 2:
        raise UsageError("break-even-of-two")
    return chosen[0], chosen[1]
