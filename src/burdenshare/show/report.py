"""A number told to those who keep the records: what it is, where it stands, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from burdenshare.show import explain
from burdenshare.show.amounts import Numbers
from burdenshare.show.tables import HARD
from burdenshare.vocabulary import Dossier, Elsewhere, Problem, Step, Trial


@dataclass(frozen=True)
class State:
    """In which state a number was read: the records, the program, the day, and the question."""

    version: str
    program: str
    day: str
    line: str
    address: str = ""


def told(
    step: Step, dossier: Dossier, numbers: Numbers, state: State, others: Sequence[Elsewhere] = ()
) -> Iterator[str]:
    """The text of a report, ready but for what is wrong; ``others`` say the same sum."""
    say = numbers.words.say
    yield say("report", "title", what=explain.name(step, numbers))
    yield ""
    yield say("report", "id", id=step.id)
    yield say("report", "value", value=_value(step, numbers))
    place = next((s.place for s in _down(step) if s.place.file), step.place)
    yield say("report", "place", place=place)
    for name in explain.cited([step]):
        one = dossier.sources.get(name)
        at = f", {step.at}" if step.at and name in step.source[:1] else ""
        title = ""
        if one is not None:
            called = one.title_ko if numbers.words.language == "ko" else one.title
            title = f": {one.publisher}, {called}, {one.date}. {one.url}".rstrip()
        yield say("report", "document", document=f"{name}{at}{title}")
    for other in others:
        yield say("report", other.how, id=other.id, place=other.place)
    yield say("report", "state", version=state.version, program=state.program, day=state.day)
    yield say("report", "line", line=state.line)
    if state.address:
        yield say("report", "address", address=state.address)


def _down(step: Step) -> Iterator[Step]:
    yield step
    for used in step.uses:
        yield from _down(used)


def _value(step: Step, numbers: Numbers) -> str:
    words = numbers.words
    status = words.say("status", step.status) if words.has("status", step.status) else step.status
    return f"{numbers.step(step).rstrip('*†‡')} ({status})".replace(HARD, " ")


def open_end(numbers: Numbers) -> Iterator[str]:
    """What the reporter is to add."""
    yield numbers.words.say("report", "wrong")
    yield numbers.words.say("report", "says")


def corrected(
    was: str, now: str, because: str, document: str, problems: Sequence[Problem] | None,
    turned: Sequence[Trial], only: bool, depth: int, numbers: Numbers,
) -> Iterator[str]:  # fmt: skip
    """What is to be put right, whether ``check`` accepts it, which tests it turns, and how it is
    applied. ``only`` says that others state the sum as well; ``depth`` is how many parts of its
    paths lead to the dossier."""
    say = numbers.words.say
    yield say("report", "correction", was=was, now=now)
    yield say("report", "because", because=because or "–")
    if document:
        yield say("report", "rests-on", document=document)
    yield from _check(problems, numbers)
    for one in turned:
        verdict = say("verdict", one.verdict)
        yield say("report", "turned", agreement=one.agreement, year=one.year, verdict=verdict)
    if only:
        yield say("report", "only-this")
    if only and problems == () and not turned:
        yield say("report", "none-turned")
    yield say("report", "apply")
    yield say("report", "apply-to-copy", depth=depth)


def _check(problems: Sequence[Problem] | None, numbers: Numbers) -> Iterator[str]:
    say = numbers.words.say
    if problems is None:
        yield say("report", "not-tried")
    elif problems:
        yield say("report", "not-accepted")
        for one in problems:
            yield f"    {one.place}: {numbers.words.problem(one)[0]}"
    else:
        yield say("report", "accepted")


def one_line(texts: Iterable[str]) -> str:
    """Words of a reader in one line, so that they cannot be taken for a part of the patch."""
    return " ".join(" ".join(texts).split())
