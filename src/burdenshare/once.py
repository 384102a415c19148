"""What is made of a dossier once and kept as long as it is: what was read does not change."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from burdenshare.vocabulary import Dossier

Made = TypeVar("Made")


def once(make: Callable[[Dossier], Made]) -> Callable[[Dossier], Made]:
    """``make``, which is asked once about the same dossier; an equal one is another."""
    held: dict[int, Made] = {}

    @wraps(make)
    def found(dossier: Dossier) -> Made:
        name = id(dossier)
        if name not in held:
            weakref.finalize(dossier, held.pop, name, None)
            held[name] = make(dossier)
        return held[name]

    return found
