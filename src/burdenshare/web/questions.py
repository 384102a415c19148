"""From the address of a page to a question, and back to the same address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import unquote, urlencode

from burdenshare import study
from burdenshare.answers.asked import WIDTH, Asked
from burdenshare.answers.commands import (
    COMMON,
    REPEATED,
    Command,
    Given,
    command_of,
    joined,
)
from burdenshare.show.marks import without_letters
from burdenshare.show.words import LANGUAGES, words
from burdenshare.vocabulary import Dossier, Language, Step

LONGEST = 4_000
"""Letters of a query; a longer one is refused."""

PART_OF = "assume."
"""A field of one assumption alone is called by this and its series: ``assume.cpi-kr=2.0``."""
SEVERAL = ("names",)
"""Arguments that name several things."""
KEPT_OUT = (
    "--json",
    "--csv",
    "--save",
    "--force",
    "--paper",
    "--lang",
    "--dossiers",
    "--help",
    "--md",
    "--log",
    "--file",
    "--keep",
    "--cluster",
    "--progress",
)
"""Options of the command line that have no meaning in an address, or that a server must not
follow: it writes nothing and connects to nothing."""


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
    view: str = ""
    """``table`` shows charts without what is drawn."""

    @property
    def key(self) -> tuple[object, ...]:
        """What makes the question this one, for keeping answers."""
        return (
            self.dossier, self.command, tuple(sorted(self.arguments.items())),
            tuple(sorted(self.options.items())), self.language,
        )  # fmt: skip

    @property
    def plain(self) -> Question:
        """The same language and day, and nothing else: what other pages keep of a question."""
        kept = {k: v for k, v in self.options.items() if k == "--as-of"}
        return Question(self.dossier, "brief", {"dossier": self.dossier}, kept, self.language)


def options_of(command: Command) -> dict[str, str]:
    """Query key to option: ``as-of`` to ``--as-of``."""
    every = (*command.options, *COMMON)
    return {one.name[2:]: one.name for one in every if one.name not in KEPT_OUT}


def about_of(command: Command, key: str) -> str:
    """Where the words for a query key stand."""
    every = (*command.options, *COMMON)
    return next((one.about for one in every if one.name[2:] == key), key)


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
    view = ""
    for key, value in query:
        text = without_letters(value).strip()
        if key in ("lang", "form", "chart", "paper"):
            continue
        if key == "view":
            view = text if text == "table" else ""
            continue
        if key in cited:
            cited[key] = text[:80]
            continue
        if key.startswith(PART_OF) and "--assume" in options.values():
            key, text = "assume", f"{key.removeprefix(PART_OF)}={text}" if text else ""  # noqa: PLW2901
        option = options.get(key, "")
        before = chosen.get(option, "") if option else arguments.get(key, "")
        if (not option and (key not in names or key == "dossier")) or (
            before and text and option not in REPEATED and key not in SEVERAL
        ):
            ignored.append(key)
        elif option:
            chosen[option] = joined(option, before, text)
        elif key in SEVERAL and before and text:
            arguments[key] = f"{before},{text}"
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
        view=view,
    )


IN_PATH = frozenset({"name", "year", "what", "document", "number", "driver"})
"""Keys that the last part of a path may say."""


def query(one: Question, leave: str = "", **changed: str) -> str:
    """The query of a question: what it says, in one order, without what the path says
    (``leave``). A key that is changed to nothing is left out."""
    switches = {option.name for option in command_of(one.command).options if not option.value}
    told = {name[2:]: value for name, value in one.options.items()}
    told |= {key: value for key, value in one.arguments.items() if key != "dossier"}
    bare = {name[2:] for name in one.options if name in switches}
    told = {k: v for k, v in told.items() if v != leave or k not in IN_PATH}
    told |= {"view": one.view, "lang": one.language, **changed}
    kept = {k: v for k, v in told.items() if v or (k in bare and k not in changed)}
    return f"?{urlencode(sorted(kept.items()))}"


def address(one: Question, path: str, **changed: str) -> str:
    """The complete address of a question at ``path``; what the last part of the path says already
    is not said again."""
    return path + query(one, said(path), **changed)


def said(path: str) -> str:
    """What the last part of a path says."""
    return unquote(path.rpartition("/")[2])


def language_of(wanted: str | None, accepted: str) -> Language:
    """The language of an address, else the reader's first that is known."""
    for known in LANGUAGES:
        if wanted == known:
            return known
    return "ko" if accepted.lower().lstrip().startswith("ko") else "en"


def asked(
    one: Question, load: Callable[[str, str | None, bool], Dossier], linked: bool = False
) -> Asked:
    """The question as the answers want it; ``linked`` for a door that links numbers."""
    given = Given(one.command, dict(one.arguments), dict(one.options))
    shown: dict[str, Step] | None = {} if linked else None
    return Asked(given, words(one.language), WIDTH, date.today(), load, shown=shown, served=True)


@dataclass(frozen=True)
class Shelf:
    """Reads a dossier once and keeps it; files that change are read at the next start."""

    dossiers: str | None

    def __hash__(self) -> int:
        return hash(self.dossiers)

    def load(self, name: str, _: str | None = None, __: bool = True) -> Dossier:
        """The dossier ``name``. Raises ``NotFoundError`` for any other word."""
        return self._held(name)[0]

    def version(self, name: str) -> str:
        """The version of its records, as they were when they were read."""
        return self._held(name)[1]

    @lru_cache(maxsize=8)  # noqa: B019 (a server has one shelf)
    def _held(self, name: str) -> tuple[Dossier, str]:
        if name not in study.names(self.dossiers):
            raise study.NotFoundError("dossier", name, study.names(self.dossiers))
        dossier = study.load(name, self.dossiers)
        return dossier, study.version(dossier)
