"""A number by its id, for every command that takes one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from burdenshare import outlook, study
from burdenshare.show.words import Words
from burdenshare.vocabulary import Dossier, Step

NOTHING: Mapping[str, Decimal] = {}


def called(
    dossier: Dossier, name: str, today: date, assume: Mapping[str, Decimal] = NOTHING
) -> tuple[Step, ...]:
    """The numbers called ``name``: a record, what is made of the records, the sums of a year, or a
    sum over years as ``compare`` has it, under what is assumed.

    Raises ``NotFoundError`` with the nearest ids.
    """
    total = outlook.sum_called(dossier, name, assume)
    return (total,) if total is not None else study.explain(dossier, name, today, assume)


def not_found(error: study.NotFoundError, speech: Words, near: str) -> str:
    """How to find a number that nothing is called: ``near`` are the words for the nearest ids. The
    id of a record ends in a fingerprint of its content, and no record says which it had before."""
    if error.kind != "number" or not study.is_of_content(error.name):
        return near
    kin = "; ".join(f"{step.id} ({_recorded(step)})" for step in error.kin)
    return speech.say("error", "number-corrected" if kin else "number-gone", kin=kin, near=near)


def _recorded(step: Step) -> str:
    """What a record says, the same in every language: ``944.1 KRW bn``."""
    return "–" if step.value is None else f"{step.value:f} {step.unit}".strip()
