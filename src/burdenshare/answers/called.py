"""A number by its id, for every command that takes one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from burdenshare import outlook, study
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
