"""What ``compare`` tells of the difference between proposals, where it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from burdenshare import reasons, sweeps
from burdenshare.answers.asked import Asked, loaded
from burdenshare.answers.commands import UsageError
from burdenshare.answers.courses import courses_asked
from burdenshare.answers.shares import definition_of, rate_of
from burdenshare.show import reasons as sheets
from burdenshare.show.amounts import Numbers
from burdenshare.show.charts import Chart
from burdenshare.show.tables import Sheet
from burdenshare.vocabulary import Dossier, Driven, Laid, Outlook, Step

One = TypeVar("One")


@dataclass(frozen=True, kw_only=True)
class Part:
    """One thing that was asked for: its data, its numbers, and how they are shown."""

    key: str
    content: object
    numbers: Sequence[Step] = ()
    tables: Callable[[Numbers], Iterable[Sheet]]
    charts: Callable[[Numbers], Sequence[Chart | None]] = lambda _: ()
    first: bool = False
    """Whether it stands before what the question would say without it."""


KEYS = ("regrets", "clauses", "equal_rate", "shares", "cash", "tornadoes", "influence")
"""What the data of ``compare`` holds of each part; null where it was not asked for."""


@dataclass(frozen=True)
class Reasons:
    """All that was asked for of the difference, in one order."""

    parts: tuple[Part, ...]

    def tables(self, numbers: Numbers, first: bool = False) -> Iterator[Sheet]:
        """The tables of those that stand first, or of the others."""
        for one in self.parts:
            if one.first is first:
                yield from one.tables(numbers)

    def charts(self, numbers: Numbers, first: bool = False) -> list[Chart | None]:
        return [chart for one in self.parts if one.first is first for chart in one.charts(numbers)]

    def lead(self, dossier: Dossier, numbers: Numbers) -> Iterator[str]:
        """What was found, a sentence or two each."""
        held = self.content()
        if held["regrets"] is not None:
            yield from sheets.regret_lead(held["regrets"], dossier, numbers)
        if held["tornadoes"] is not None:
            yield from sheets.influence_lead(
                held["tornadoes"], held["influence"] or (), dossier, numbers
            )

    def content(self) -> dict[str, Any]:
        held = {one.key: one.content for one in self.parts}
        return {key: held.get(key) for key in KEYS}

    def numbers(self) -> list[Step]:
        return [step for one in self.parts for step in one.numbers]


def asked_for(
    asked: Asked,
    dossier: Dossier,
    held: Sequence[Outlook],
    assume: Mapping[str, Decimal],
    seed: int,
    path: Laid | None,
) -> Reasons:
    """What the options ask for. Raises ``UsageError`` where they do not fit what is compared."""
    exchange = dossier.exchange and asked.option("--break-even") == dossier.exchange
    wanted = (
        (_regrets, asked.wants("--paths")),
        (partial(_clauses, path=path), asked.wants("--clauses")),
        (partial(_tornadoes, path=path), asked.wants("--influence")),
        (partial(_driven, seed=seed, path=path), asked.wants("--influence")),
        (_shares, asked.wants("--share")),
        (_cash, asked.wants("--cash")),
        (partial(_equal_rate, path=path), exchange),
    )
    return Reasons(tuple(make(asked, dossier, held, assume) for make, wants in wanted if wants))


def two(chosen: Sequence[One]) -> tuple[One, One]:
    """Both of a pair. Raises ``UsageError`` for any other number."""
    if len(chosen) != 2:
        raise UsageError("break-even-of-two")
    return chosen[0], chosen[1]


def _regrets(
    asked: Asked, dossier: Dossier, held: Sequence[Outlook], assume: Mapping[str, Decimal]
) -> Part:
    if len(held) < 2:
        raise UsageError("regret-of-one")
    along = courses_asked(asked, dossier)
    found = sweeps.regrets(dossier, [one.of for one in held], held[0].years, assume, along)
    return Part(
        key="regrets",
        content=found,
        numbers=[
            step
            for one in found.held
            for step in (*one.totals.values(), *one.regrets.values(), one.most)
        ],
        tables=lambda numbers: sheets.regrets(found, dossier, numbers),
        charts=lambda numbers: [sheets.regret_chart(found, dossier, numbers)],
        first=True,
    )


def _titles(asked: Asked, held: Sequence[Outlook]) -> tuple[str, str]:
    one, other = two([asked.words.text(each.of.title) for each in held])
    return one, other


def _clauses(
    asked: Asked,
    dossier: Dossier,
    held: Sequence[Outlook],
    assume: Mapping[str, Decimal],
    path: Laid | None,
) -> Part:
    titles = _titles(asked, held)
    found = reasons.clauses(dossier, two([one.of for one in held]), held[0].years, assume, path)
    return Part(
        key="clauses",
        content=found,
        numbers=[one.after for one in found.steps if one.after is not None] if found else (),
        tables=lambda numbers: sheets.clauses(found, titles, numbers),
        charts=lambda numbers: [sheets.clause_chart(found, titles, numbers)],
    )


def _equal_rate(
    asked: Asked,
    dossier: Dossier,
    held: Sequence[Outlook],
    assume: Mapping[str, Decimal],
    path: Laid | None,
) -> Part:
    titles = _titles(asked, held)
    found = reasons.equal_rate(dossier, two([one.of for one in held]), held[0].years, assume, path)
    return Part(
        key="equal_rate",
        content=None if isinstance(found, str) else found,
        numbers=() if isinstance(found, str) else (found.rate,),
        tables=lambda numbers: sheets.equal_rate(found, titles, numbers),
    )


def _tornadoes(
    asked: Asked,
    dossier: Dossier,
    held: Sequence[Outlook],
    assume: Mapping[str, Decimal],
    path: Laid | None,
) -> Part:
    if not dossier.drivers:
        raise UsageError("no-drivers")
    found = reasons.tornadoes(dossier, held, assume, rate_of(asked.option("--rate")), path)
    steps = [step for one in found for s in one.swings for step in (*s.rates, *s.sums)]
    return Part(
        key="tornadoes",
        content=found,
        numbers=[*(one.middle for one in found if one.middle is not None), *steps],
        tables=lambda numbers: (
            t for o in found for t in sheets.tornado(o, dossier, numbers, path)
        ),
        charts=lambda numbers: [sheets.tornado_chart(one, dossier, numbers) for one in found],
        first=_has_gaps(held) and any(one.middle is not None for one in found),
    )


def _has_gaps(held: Sequence[Outlook]) -> bool:
    return any(one.open for one in held)


def _driven(
    _: Asked,
    dossier: Dossier,
    held: Sequence[Outlook],
    __: Mapping[str, Decimal],
    seed: int,
    path: Laid | None,
) -> Part:
    """Without the packages for it the answer says so, and the rest of it stands."""
    found: tuple[Driven, ...] | None
    try:
        found = reasons.driven(dossier, held, seed, path) if dossier.exchange else None
    except ModuleNotFoundError:
        found = None
    return Part(
        key="influence",
        content=found,
        numbers=[
            step for one in found or () for each in one.indices.values() for step in each.values()
        ],
        tables=lambda numbers: sheets.driven(found, dossier, seed, numbers, path),
        first=_has_gaps(held) and any(one.indices for one in found or ()),
    )


def _shares(asked: Asked, _: Dossier, held: Sequence[Outlook], __: Mapping[str, Decimal]) -> Part:
    name = asked.option("--share")
    full = loaded(asked)[0]  # ``compare`` does not read costs
    if not full.costs:
        raise UsageError("no-costs")
    found = reasons.shares(full, held, definition_of(full, name))
    return Part(
        key="shares",
        content=found,
        numbers=[step for path in found.steps.values() for step in path.values()],
        tables=lambda numbers: sheets.shares(found, held, full, numbers),
    )


def _cash(_: Asked, dossier: Dossier, held: Sequence[Outlook], __: Mapping[str, Decimal]) -> Part:
    found = reasons.spent(dossier, held)
    steps: list[Step] = []
    if found is not None:
        steps = [*found.parts, *found.at.values()]
        steps += [step for path in found.paths.values() for step in path.values()]
        steps += [step for each in found.totals.values() for step in each.values()]
    return Part(
        key="cash",
        content=found,
        numbers=steps,
        tables=lambda numbers: sheets.spent(found, held, numbers),
    )
