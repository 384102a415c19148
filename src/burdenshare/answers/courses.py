"""The paths and postures that a question names."""

from __future__ import annotations

from burdenshare import sweeps
from burdenshare.answers.asked import Asked
from burdenshare.answers.commands import UsageError
from burdenshare.vocabulary import Along, Dossier

MOST = 12


def names_in(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def courses_asked(asked: Asked, dossier: Dossier) -> tuple[Along, ...]:
    """What ``--paths`` names; what is stated where it names nothing. Raises ``UsageError``."""
    names = names_in(asked.option("--paths")) or [sweeps.STATED]
    if len(names) > MOST:
        raise UsageError("too-many-paths", most=str(MOST))
    try:
        return sweeps.courses(dossier, names)
    except KeyError as error:
        known = ", ".join((sweeps.STATED, *dossier.paths, *dossier.postures))
        name = str(error.args[0])[:40]
        raise UsageError("unknown-path", "items-known", name=name, known=known) from None
