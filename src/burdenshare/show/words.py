"""Words for people. They stand in ``words/en.toml`` and ``words/ko.toml``, and nowhere else."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from burdenshare.vocabulary import Language, Problem, Text

LANGUAGES: tuple[Language, ...] = ("en", "ko")


@dataclass(frozen=True)
class Words:
    """All words of one language."""

    language: Language
    table: Mapping[str, Any]

    def say(self, section: str, key: str, **details: object) -> str:
        """The words under ``section`` and ``key``, their blanks filled."""
        words = str(self.table[section][key])
        return words.format_map({k: self.text(v) for k, v in details.items()}) if details else words

    def has(self, section: str, key: str) -> bool:
        return key in self.table[section]

    def text(self, value: object) -> str:
        """A text of both languages in this one; anything else as it is."""
        if isinstance(value, Text):
            return value.ko if self.language == "ko" else value.en
        return str(value)

    def problem(self, problem: Problem) -> tuple[str, str]:
        """What is wrong, and how to mend it."""
        details = {key: value or "–" for key, value in problem.details.items() if key != "meant"}
        details["meant"] = problem.details.get("meant", "")
        reason = details.get("reason", "")
        details["reason"] = str(self.table["cause"].get(reason, reason))
        entry = self.table["problem"][problem.kind]
        message = str(entry["message"]).format_map(details)
        if details.get("meant"):
            hint = self.table["problem"]["did-you-mean"]["message"]
            message = f"{message} {hint.format_map(details)}"
        return message, str(entry["remedy"]).format_map(details)


@cache
def words(language: Language) -> Words:
    path = Path(__file__).parent / "words" / f"{language}.toml"
    return Words(language, tomllib.loads(path.read_text(encoding="utf-8")))
