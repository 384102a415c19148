"""From the words of a command line to what is printed, and the exit status."""

from __future__ import annotations

import locale
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import burdenshare
from burdenshare import stopping, study
from burdenshare.answers import answer as answered
from burdenshare.answers import forms
from burdenshare.answers.asked import Answer, Asked
from burdenshare.answers.basics import problems_told
from burdenshare.answers.called import not_found
from burdenshare.answers.commands import (
    COMMANDS,
    COMMON,
    Command,
    UsageError,
    command_of,
    given,
)
from burdenshare.cli.progress import Progress
from burdenshare.cli.serve import serve
from burdenshare.running import Stopped
from burdenshare.show import tables
from burdenshare.show.words import LANGUAGES, Words, words
from burdenshare.vocabulary import Language

WIDEST = 140
NARROWEST = 60


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0 when all is well, 1 when the answer is no, 2 for wrong words, and
    128 and the number of the signal when it was told to stop."""
    try:
        stopping.in_order()
        return _run(list(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:
        return stopping.status()
    finally:
        stopping.at_once()


def _run(told: list[str]) -> int:
    _speak_utf8()
    speech = words(_language_of_terminal())
    try:
        asked = _asked(told)
        speech = asked.words
        return _answer(asked)
    except UsageError as error:
        return _refuse(speech, error, told)
    except study.NotFoundError as error:
        return _not_found(speech, error)
    except study.UnsoundError as error:
        print(speech.say("error", "unsound"), file=sys.stderr)
        print(problems_told(error.problems, speech), file=sys.stderr)
        return 1
    except BrokenPipeError:
        _close_output()
        return 0
    except OSError as error:
        _close_output()
        reason = str(error.strerror or error)
        print(speech.say("error", "cannot-print", reason=reason), file=sys.stderr)
        return 1
    except Stopped as stop:
        print(_stopped(speech, stop), file=sys.stderr)
        return stopping.status()


def _close_output() -> None:
    """So that nothing more is written to a reader that is gone, or to a disk that is full."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115


def _asked(told: list[str]) -> Asked:
    language = _wanted_language(told) or _language_of_terminal()
    width = min(max(shutil.get_terminal_size((100, 24)).columns, NARROWEST), WIDEST)
    try:
        return Asked(given(told), words(language), width, date.today(), progress=_progress)
    except UsageError as error:
        error.details.setdefault("lang", language)
        raise


def _progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _wanted_language(told: list[str]) -> Language | None:
    for number, word in enumerate(told):
        value = ""
        if word == "--lang" and number + 1 < len(told):
            value = told[number + 1]
        elif word.startswith("--lang="):
            value = word.partition("=")[2]
        if value:
            for known in LANGUAGES:
                if value == known:
                    return known
            raise UsageError("bad-language", value=value)
    return None


def _language_of_terminal() -> Language:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "ko" if value.lower().startswith("ko") else "en"
    return "ko" if (locale.getlocale()[0] or "").lower().startswith("ko") else "en"


def _speak_utf8() -> None:
    """Korean must not fail on a terminal that claims to know only ASCII."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


# -- answers -----------------------------------------------------------------------------------


def _answer(asked: Asked) -> int:
    if asked.wants("--version"):
        print(f"burdenshare {burdenshare.__version__}")
        return 0
    if not asked.given.command:
        print(overview(asked.words))
        return 0 if asked.wants("--help") or not asked.given.options else 2
    command = command_of(asked.given.command)
    if asked.wants("--help"):
        print(help_on(command, asked.words))
        return 0
    if sum(map(asked.wants, ("--json", "--csv", "--save", "--md"))) > 1:
        raise UsageError("two-forms")
    forms.checked(asked)
    if command.name == "serve":
        if asked.wants("--save"):
            raise UsageError("nothing-to-save")
        return serve(asked)
    progress = Progress(asked.words, sys.stderr, asked.wants("--progress"))
    try:
        answer, asked = answered(replace(asked, told=progress))
    finally:
        progress.end()
    for note in asked.notes:
        print(note, file=sys.stderr)
    if asked.wants("--save"):
        path = forms.written(answer, asked)
        print(asked.words.say("error", "saved", file=path), flush=True)
    else:
        print(_printed(answer, asked), flush=True)
    return answer.status


def _printed(answer: Answer, asked: Asked) -> str:
    if asked.wants("--md"):
        return forms.made(answer, asked, "md").decode().rstrip("\n")
    if asked.wants("--json"):
        return forms.as_json(answer, asked)
    if asked.wants("--csv"):
        return forms.as_csv(answer, asked)
    told = forms.as_text(answer, asked)
    return tables.folded(told, asked.width) if sys.stdout.isatty() and not answer.text() else told


# -- help and refusals -------------------------------------------------------------------------


def overview(speech: Words) -> str:
    """What ``burdenshare`` alone prints."""
    lines = [speech.say("cli", "description"), ""]
    lines += [f"{speech.say('cli', 'usage')}: burdenshare COMMAND DOSSIER [--lang ko] [--json]", ""]
    lines += [f"{speech.say('cli', 'commands')}:"]
    lines += [f"    {c.name:<14}{speech.say('command', c.name)}" for c in COMMANDS]
    lines += ["", f"{speech.say('cli', 'examples')}:"]
    lines += [f"    {c.examples[0]}" for c in COMMANDS]
    lines += ["", speech.say("cli", "more")]
    return "\n".join(lines)


def help_on(command: Command, speech: Words) -> str:
    """What ``burdenshare COMMAND --help`` prints."""
    needed = [name.upper() for name in command.arguments]
    optional = [f"[{name.upper()}]" for name in command.optional]
    usage = " ".join(["burdenshare", command.name, *needed, *optional])
    lines = [
        f"burdenshare {command.name}: {speech.say('command', command.name)}",
        "",
        f"{speech.say('cli', 'usage')}: {usage} [...]",
        "",
        f"{speech.say('cli', 'arguments')}:",
    ]
    for name in (*command.arguments, *command.optional):
        lines.append(f"    {name.upper():<24}{speech.say('cli', name)}")
    lines += ["", f"{speech.say('cli', 'options')}:"]
    for option in (*command.options, *COMMON):
        shown = f"{option.name} {option.value}".strip()
        lines.append(f"    {shown:<24}{speech.say('cli', option.about)}")
    lines += ["", f"{speech.say('cli', 'examples')}:"]
    lines += [f"    {example}" for example in command.examples]
    return "\n".join(lines)


def _refuse(speech: Words, error: UsageError, told: list[str]) -> int:
    language = error.details.get("lang")
    if language:
        speech = words("ko" if language == "ko" else "en")
    print(speech.say("error", error.kind, **error.details), file=sys.stderr)
    if error.remedy:
        print(f"    {speech.say('error', error.remedy, **error.details)}", file=sys.stderr)
    names = {one.name for one in COMMANDS}
    command = next((word for word in told if word in names), "")
    if command:
        print(f"    {speech.say('error', 'see-help', command=command)}", file=sys.stderr)
    return 2


def _stopped(speech: Words, stop: Stopped) -> str:
    """How much was done, and how to go on."""
    kind = ("stopped-kept" if stop.keep else "stopped") if stop.done else "stopped-none"
    return speech.say("error", kind, done=f"{stop.done:,}", wanted=f"{stop.wanted:,}",
                      folder=stop.keep)  # fmt: skip


def _not_found(speech: Words, error: study.NotFoundError) -> int:
    remedies = {
        "dossier": "dossiers-known",
        "folder": "folder-remedy",
        "dossier-there": "not-a-dossier-remedy",
        "agreement": "agreements-known",
        "number": "numbers-near",
    }
    known = ", ".join(error.known)
    kinds = {"folder": "folder", "dossier-there": "not-a-dossier"}
    kind = kinds.get(error.kind, f"unknown-{error.kind}")
    print(speech.say("error", kind, name=error.name[:80]), file=sys.stderr)
    near = ""
    if known or error.kind in kinds:
        near = speech.say("error", remedies[error.kind], name=error.name[:80], known=known)
    if remedy := not_found(error, speech, near):
        print(f"    {remedy}", file=sys.stderr)
    return 2
