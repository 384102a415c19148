"""What each command answers, for every door: words in, tables, lines or data out.

The doors (command line, page, HTTP) make an ``Asked`` of their words and show the ``Answer``.
"""

from __future__ import annotations

from burdenshare.answers import basics, operations, shares, talks
from burdenshare.answers.asked import Answer, Asked, on_its_day

ANSWERS = {
    **basics.ANSWERS,
    **shares.ANSWERS,
    "operations": operations.answer,
    "talks": talks.answer,
}


def answer(asked: Asked) -> tuple[Answer, Asked]:
    """The answer, and the question on its day with what the reader should know of it.

    Raises ``UsageError`` for words that do not fit, ``NotFoundError`` and ``UnsoundError``.
    """
    asked = on_its_day(asked)
    return ANSWERS[asked.given.command](asked), asked
