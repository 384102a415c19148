"""A study told: what was written, and what is not as it was when it is done again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from burdenshare.show import changes
from burdenshare.show.words import Words
from burdenshare.vocabulary import Changes, Compared, Reproduced, Result, Study

MOST = 20
"""Things of one kind that are told one by one in a terminal."""


def ran(
    held: Study, made: Sequence[Result], paths: Sequence[Path], day: str, words: Words
) -> Iterator[str]:
    """What was made and where it lies."""
    yield words.say("study", "ran", title=held.title, day=day)
    for one in made:
        yield f"    {one.question}: {one.line}"
        yield f"        {', '.join(name.rpartition('/')[2] for name in one.files)}"
    for path in paths:
        yield words.say("error", "saved", file=path)
    yield words.say("study", "again", path=paths[0])


def readme(manifest: Mapping[str, Any], words: Words) -> str:
    """What lies in the folder of a study, and how it is run elsewhere."""
    lines = (f"- `{one['question']}`: `{one['line']}`" for one in manifest["results"])
    return words.say(
        "study", "readme", title=manifest["title"][words.language], day=manifest["day"],
        dossier=manifest["data"]["dossier"], version=manifest["data"]["version"],
        program=manifest["program"], code=manifest["code"]["hash"][:12],
        python=manifest["python"], questions="\n".join(lines),
    )  # fmt: skip


def reproduced(one: Reproduced, words: Words) -> Iterator[str]:
    """Whether each result is the same, and what else is not as it was."""
    say = words.say
    yield say("study", "reproduced", title=one.title, day=one.day)
    for result in one.results:
        yield from _result(result, words)
    if one.data:
        yield say("study", "data-differ", files=_some(one.data, words))
        yield from _records(one.changes, words)
    else:
        yield say("study", "data-same")
    if one.code:
        yield say("study", "code-differs", files=_some(one.code, words))
    else:
        yield say("study", "code-same")
    for key, (was, now) in one.machine.items():
        yield say("study", "machine", what=say("study", f"machine-{key}"), was=was, is_=now)
    count = sum(result.is_same for result in one.results)
    key = "all-same" if one.is_same else "not-all-same"
    yield say("study", key, same=count, all=len(one.results))


def _some(names: Sequence[str], words: Words) -> str:
    """Names, of many only the first."""
    told = ", ".join(names[:MOST])
    more = len(names) - MOST
    return words.say("share", "and-more", items=told, count=more) if more > 0 else told


def _result(one: Compared, words: Words) -> Iterator[str]:
    say = words.say
    if one.is_same:
        yield f"    {one.question}: {say('study', 'same')}"
        return
    files = ", ".join(name.rpartition("/")[2] for name in one.files)
    yield f"    {one.question}: {say('study', 'differs')} ({files})"
    for name, was, now, unit in one.numbers[:MOST]:
        yield f"        {name}: {was or '–'} → {now or '–'} {unit}".rstrip()
    more = len(one.numbers) - MOST
    if more > 0:
        yield f"        {say('study', 'more', count=more)}"
    if not one.numbers:
        yield f"        {say('study', 'words-differ')}"


def _records(held: Changes | None, words: Words) -> Iterator[str]:
    """The records that differ, where those of then are at hand."""
    if held is None:
        yield f"    {words.say('study', 'no-records')}"
        return
    for one in held.records[:MOST]:
        record = one.now or one.was
        assert record is not None
        change = words.say("changes", changes.kind(one))
        keys = (
            "; ".join(
                f"{key} {_said(one.was.fields.get(key))} → {_said(one.now.fields.get(key))}"
                for key in one.fields
            )
            if one.was is not None and one.now is not None
            else ""
        )
        yield f"    {change}: {changes.called(one)}, {record.place}{f': {keys}' if keys else ''}"
    more = len(held.records) - MOST
    if more > 0:
        yield f"    {words.say('study', 'more', count=more)}"


def _said(value: object) -> str:
    return "–" if value is None else str(value)


def rows(one: Reproduced) -> Iterator[tuple[object, ...]]:
    """A line a result, and one a number that is not as it was."""
    for result in one.results:
        yield result.question, "yes" if result.is_same else "no", "", "", "", ""
        for name, was, now, unit in result.numbers:
            yield result.question, "no", name, was or "", now or "", unit
