"""From the address of a page to a question, and back to the same address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import unquote, urlencode

from burdenshare import study
from burdenshare.answers.asked import Asked
from burdenshare.answers.commands import (
    COMMON,
    REPEATED,
    Command,
    Given,
    command_of,
    joined,
)
from burdenshare.show.words import LANGUAGES, words
from burdenshare.vocabulary import Dossier, Language

LONGEST = 4_000
"""Letters of a query; a longer one is refused."""

WIDTH = 100
KEPT_OUT = ("--json", "--csv", "--lang", "--dossiers", "--help", "--md", "--file")
"""Options of the command line that have no meaning in an address."""


@dataclass(frozen=True)
class Question:
    """What an address asks: a command, its arguments and options, in a language."""

    dossier: str
    command: str
    arguments: Mapping[str, str]
    options: Mapping[str, str]
    language: Language
    cited: tuple[str, str] = ("", "")
    """Version of the records under which a link was cited, and the value it cites."""
    ignored: tuple[str, ...] = ()
    """Query keys that mean nothing here."""

    @property
    def key(self) -> tuple[object, ...]:
        """What makes the question this one, for keeping answers."""
        return (
            self.dossier, self.command, tuple(sorted(self.arguments.items())),
            tuple(sorted(self.options.items())), self.language,
        )  # fmt: skip


def options_of(command: Command) -> dict[str, str]:
    """Query key to option: ``as-of`` to ``--as-of``."""
    every = (*command.options, *COMMON)
    return {one.name[2:]: one.name for one in every if one.name not in KEPT_OUT}


def question(
    dossier: str,
    command: str,
    path: Mapping[str, str],
    query: Sequence[tuple[str, str]],
    language: Language,
) -> Question:
    """The question of an address; keys that are not known, or stand twice, are told and left
    out."""
    known = command_of(command)
    options = options_of(known)
    names = [*known.arguments, *known.optional]
    arguments = {"dossier": dossier, **path}
    chosen: dict[str, str] = {}
    ignored = []
    cited = {"v": "", "cited": ""}
    for key, value in query:
        text = value.strip()
        if key == "lang":
            continue
        if key in cited:
            cited[key] = text[:80]
            continue
        option = options.get(key, "")
        before = chosen.get(option, "") if option else arguments.get(key, "")
        if (not option and (key not in names or key == "dossier")) or (
            before and text and option not in REPEATED
        ):
            ignored.append(key)
        elif option:
            chosen[option] = joined(option, before, text)
        else:
            arguments[key] = before or text
    switches = {one.name for one in known.options if not one.value}
    return Question(
        dossier=dossier,
        command=command,
        arguments={k: v for k, v in arguments.items() if v},
        options={k: v for k, v in chosen.items() if v or k in switches},
        language=language,
        cited=(cited["v"], cited["cited"]),
        ignored=tuple(dict.fromkeys(ignored)),
    )


IN_PATH = frozenset({"name", "year", "what", "document", "number"})
"""Keys that the last part of a path may say."""


def address(one: Question, path: str, **changed: str) -> str:
    """The complete address of a question at ``path``: what it says, in one order.

    What the last part of the path says already is not said again.
    """
    said = unquote(path.rpartition("/")[2])
    told = {name[2:]: value for name, value in one.options.items()}
    told |= {key: value for key, value in one.arguments.items() if key != "dossier"}
    told = {k: v for k, v in told.items() if v and (v != said or k not in IN_PATH)}
    told |= {"lang": one.language, **changed}
    return f"{path}?{urlencode(sorted(told.items()))}"


def language_of(wanted: str | None, accepted: str) -> Language:
    """The language of an address, else the reader's first that is known."""
    for known in LANGUAGES:
        if wanted == known:
            return known
    return "ko" if accepted.lower().lstrip().startswith("ko") else "en"


def asked(one: Question, load: Callable[[str, str | None, bool], Dossier]) -> Asked:
    """The question as the answers want it."""
    given = Given(one.command, dict(one.arguments), dict(one.options))
    return Asked(given, words(one.language), WIDTH, date.today(), load)


def reader(dossiers: str | None) -> Callable[[str, str | None, bool], Dossier]:
    """What reads a dossier once and keeps it; files that change are read at the next start."""

    @lru_cache(maxsize=8)
    def whole(name: str) -> Dossier:
        return study.load(name, dossiers)

    def load(name: str, _: str | None = None, __: bool = True) -> Dossier:
        if name not in study.names(dossiers):
            raise study.NotFoundError("dossier", name, study.names(dossiers))
        return whole(name)

    return load
