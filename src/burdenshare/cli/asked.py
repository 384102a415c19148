"""What was asked, and the answer in each form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from burdenshare.cli.arguments import Given
from burdenshare.show import tables
from burdenshare.show.words import Words
from burdenshare.vocabulary import Step


@dataclass(frozen=True)
class Asked:
    """A command in the reader's language, and how the answer is wanted."""

    given: Given
    words: Words
    width: int
    today: date

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
    status: int = 0


def no_tables() -> Iterable[tables.Sheet]:
    return iter(())
