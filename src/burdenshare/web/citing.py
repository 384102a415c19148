"""A page as a reference: text, Markdown, BibTeX and the Korean form."""

from __future__ import annotations

from datetime import date

from burdenshare.show.words import Words

NAME = "burdenshare"


def forms(
    title: str, link: str, value: str, version: str, day: date, words: Words
) -> list[tuple[str, str]]:
    """Each way to cite, by its name."""
    told = f"{title} {value}".strip()
    data = words.say("web", "data", version=version)
    plain = f"{NAME}, “{told}”, {data}, {day.isoformat()}, {link}"
    korean = f"{NAME}, 「{told}」, {data}, {day.year}. {day.month}. {day.day}. 확인, {link}"
    bibtex = (
        f"@misc{{{NAME}-{version}, author = {{{NAME}}}, title = {{{_braced(told)}}}, "
        f"year = {{{day.year}}}, note = {{{data}}}, howpublished = {{\\url{{{link}}}}}}}"
    )
    return [
        ("text", plain), ("korean", korean),
        ("markdown", f"[{told}]({link}) ({NAME}, {data})"), ("bibtex", bibtex),
    ]  # fmt: skip


def _braced(text: str) -> str:
    return text.replace("{", "(").replace("}", ")").replace("%", "\\%").replace("$", "\\$")
