"""Writes ``docs/reference`` from the code: ``make docs``. A test holds that it is current."""

from __future__ import annotations

import sys
import typing
from decimal import Decimal
from pathlib import Path
from typing import Any

from burdenshare import tabulation
from burdenshare.answers.commands import COMMANDS
from burdenshare.cli.main import help_on
from burdenshare.read.structure import Slot, form
from burdenshare.show.words import LANGUAGES, words
from burdenshare.study import load
from burdenshare.vocabulary import (
    Agreement,
    Article,
    Asset,
    Category,
    CategoryTitle,
    Claim,
    Clause,
    Contribution,
    Conversion,
    Correlation,
    Cost,
    Count,
    Counting,
    Currency,
    Definition,
    Deployment,
    Dossier,
    Driver,
    Envelope,
    Escalator,
    Event,
    Exercise,
    Item,
    Key,
    Metered,
    Observation,
    Occasion,
    Opinion,
    Payment,
    PerHead,
    Position,
    Posture,
    Question,
    Rate,
    Renewal,
    Round,
    Route,
    Series,
    Source,
    Statement,
    StressPath,
    Study,
    Talks,
    Test,
    Variant,
)

REFERENCE = Path(__file__).parent / "reference"

FILES = (
    ("dossier.toml", (("", Dossier), ("[currency.CODE]", Currency),
                      ("[category.NAME]", CategoryTitle), ("[series.NAME]", Series))),
    ("agreements/NAME.toml and proposals/NAME.toml", (
        ("", Agreement), ("[[event]]", Event), ("[[contribution]]", Contribution),
        ("[[escalator]]", Escalator), ("[[per_head]]", PerHead), ("[[metered]]", Metered),
        ("[[envelope]]", Envelope), ("[[key]]", Key), ("[[category]]", Category),
        ("[[clause]]", Clause), ("[[article]]", Article))),
    ("backtest.toml", (("[[test]]", Test), ("convert = { … }", Conversion),
                       ("[[variant]]", Variant))),
    ("sources.csv", (("", Source),)),
    ("payments.csv", (("", Payment),)),
    ("costs.csv", (("", Cost),)),
    ("claims.csv", (("", Claim),)),
    ("definitions/NAME.toml", (("", Definition), ("[[count]] and [[leave_out]]", Counting))),
    ("definitions/items.toml", (("[item.NAME]", Item),)),
    ("series/NAME.csv", (("", Observation),)),
    ("operations/assets.toml", (("[asset.NAME]", Asset), ("[[route]]", Route))),
    ("operations/rates.csv", (("", Rate),)),
    ("operations/deployments.csv", (("", Deployment),)),
    ("operations/counts.csv", (("", Count),)),
    ("operations/exercises.csv", (("", Exercise),)),
    ("operations/postures.toml", (("[posture.NAME]", Posture),)),
    ("talks/NAME.toml", (("", Talks), ("[[round]]", Round), ("[[position]]", Position),
                         ("[[statement]]", Statement), ("[[occasion]]", Occasion),
                         ("[[opinion]]", Opinion))),
    ("futures.toml", (("[driver.NAME]", Driver), ("[[renewal]]", Renewal),
                      ("[[correlation]]", Correlation), ("[path.NAME]", StressPath))),
    ("A study, a file of its own", (("", Study), ("[[question]]", Question))),
)  # fmt: skip


def pages() -> dict[str, str]:
    """Every page of the reference, by file name."""
    made = {"files.md": _files(), "data.md": _data()}
    for language in LANGUAGES:
        made[f"commands.{language}.md"] = _commands(language)
        made[f"problems.{language}.md"] = _problems(language)
    return made


def _files() -> str:
    lines = [
        "# What may be written in a dossier",
        "",
        "Made from `vocabulary.py` by `make docs`. Keys in **bold** are required. `years` may be",
        "written as `year` for one year. In CSV a list is parted by semicolons, a span of years is",
        "`2014-2019`, and an empty cell is the default.",
    ]
    for file, nouns in FILES:
        lines += ["", f"## {file}"]
        for head, noun in nouns:
            lines += ["", f"### `{head}`" if head else "", _about(noun), ""]
            lines += ["| key | what is written | meaning | without it |", "|---|---|---|---|"]
            lines += [_row(slot, noun) for slot in _told(noun)]
    return "\n".join(line for n, line in enumerate(lines) if line or lines[n - 1]) + "\n"


def _about(noun: Any) -> str:
    return " ".join((noun.__doc__ or "").split())


def _told(noun: Any) -> list[Slot]:
    """The noun's own keys first, then those that everything written has."""
    slots = list(form(noun).values())
    common = ("source", "at")
    return [s for s in slots if s.name not in (*common, "name")] + [
        s for s in slots if (s.name == "name" and noun in (Category, Question)) or s.name in common
    ]


def _row(slot: Slot, noun: Any) -> str:
    name = f"**`{slot.name}`**" if slot.required else f"`{slot.name}`"
    return f"| {name} | {_kind(slot.of)} | {slot.doc} | {_default(slot, noun)} |"


def _kind(of: Any) -> str:
    origin = typing.get_origin(of)
    if origin is typing.Literal:
        return ", ".join(f"`{word}`" for word in typing.get_args(of) if word)
    if origin is tuple:
        inner = typing.get_args(of)[0]
        if inner in (str, int, Decimal):
            return "list"
        return "blocks"
    if origin is not None:
        return "table"
    names = {
        "str": "words", "int": "whole number", "Decimal": "number", "bool": "true or false",
        "Day": "date", "Years": "years", "Text": "`{ en, ko }`", "Money": "money",
        "Conversion": "table",
    }  # fmt: skip
    return names[of.__name__]


def _default(slot: Slot, noun: Any) -> str:
    if slot.required:
        return "is refused"
    default = noun.__dataclass_fields__[slot.name].default
    plain = isinstance(default, str | bool | int) and default not in ("", False)
    if plain:
        return f"`{default}`"
    if isinstance(default, tuple) and default:
        return f"`{default[0]}`"
    return ""


def _data() -> str:
    """What every column of a package means. The columns are the same for every dossier."""
    lines = [
        "# What every column means / 모든 열의 뜻",
        "",
        "The tables of `burdenshare export`, in CSV, Parquet and SQLite alike. What is in bold",
        "stands in every row. 굵은 열은 모든 행에 값이 있습니다.",
    ]
    for table in tabulation.tables(load("ruritania")):
        key = ", ".join(f"`{name}`" for name in table.key)
        lines += ["", f"## {table.name}", "", f"{table.title} · {table.title_ko} (key: {key})", ""]
        lines += ["| column | type | meaning | leads to |", "|---|---|---|---|"]
        for one in table.fields:
            name = f"**`{one.name}`**" if one.needed else f"`{one.name}`"
            words_ = f"{one.about}: {', '.join(f'`{c}`' for c in one.choices)}"
            about = words_ if one.choices else one.about
            leads = f"`{'.'.join(one.leads)}`" if one.leads else ""
            lines.append(f"| {name} | {one.kind} | {about} | {leads} |")
    return "\n".join(lines) + "\n"


def _commands(language: Any) -> str:
    speech = words(language)
    title = "# 명령" if language == "ko" else "# Commands"
    parts = [title, ""]
    for command in COMMANDS:
        parts += [f"## {command.name}", "", "```", help_on(command, speech), "```", ""]
    return "\n".join(parts)


def _problems(language: Any) -> str:
    table = words(language).table["problem"]
    heads = ("종류", "무엇이", "어떻게") if language == "ko" else ("kind", "what", "how to mend it")
    title = "# 문제" if language == "ko" else "# Problems"
    lines = [title, "", f"| {heads[0]} | {heads[1]} | {heads[2]} |", "|---|---|---|"]
    for kind, entry in sorted(table.items()):
        if entry["remedy"]:
            cells = [entry[k].replace("{{", "{").replace("}}", "}") for k in ("message", "remedy")]
            lines.append(f"| `{kind}` | {cells[0]} | {cells[1]} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    REFERENCE.mkdir(exist_ok=True)
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
