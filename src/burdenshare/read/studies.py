"""A study from its text, with every problem in it told at once."""

from __future__ import annotations

import re
from pathlib import Path

from burdenshare.read.files import text_of
from burdenshare.read.tomltables import noun, page
from burdenshare.vocabulary import Problem, Study

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
MOST_QUESTIONS = 100


def read(path: Path) -> tuple[Study | None, str, tuple[Problem, ...]]:
    """The study in the file ``path``, its text, and its problems."""
    shown = path.name
    text = text_of(path.parent, path.name, shown)
    if isinstance(text, Problem):
        return None, "", (text,)
    made, problems = study_of(text, shown)
    return made, text, problems


def study_of(text: str, shown: str) -> tuple[Study | None, tuple[Problem, ...]]:
    """The study that ``text`` says; ``shown`` is how places call its file."""
    held = page(text, shown)
    if isinstance(held, Problem):
        return None, (held,)
    problems: list[Problem] = []
    made = noun(held, Study, problems)
    if made is not None:
        problems.extend(_within(made))
    return made, tuple(sorted(problems, key=lambda p: p.place))


def _within(study: Study) -> list[Problem]:
    found = []
    if not study.question or len(study.question) > MOST_QUESTIONS:
        found.append(Problem(study.place, "no-questions", {"most": str(MOST_QUESTIONS)}))
    seen: set[str] = set()
    for one in study.question:
        if not NAME.fullmatch(one.name):
            found.append(Problem(one.where("name"), "bad-question-name", {"value": one.name[:60]}))
        elif one.name in seen:
            found.append(Problem(one.where("name"), "question-twice", {"value": one.name}))
        seen.add(one.name)
    return found
