"""What each command takes, in one table; and the reading of it in the reader's language.

The table is the source of the help, of the reference in ``docs``, and of every message about a
word that does not fit.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches


class UsageError(Exception):
    """Words that do not fit: ``kind`` names the sentence, ``remedy`` the one that helps."""

    def __init__(self, kind: str, remedy: str = "", **details: str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.remedy = remedy
        self.details = details


@dataclass(frozen=True)
class Option:
    """``--name VALUE``, or a switch without a value. ``about`` names its help."""

    name: str
    value: str = ""
    about: str = ""


@dataclass(frozen=True)
class Command:
    """A command: its arguments (required first), its options, and examples that run."""

    name: str
    arguments: tuple[str, ...] = ("dossier",)
    optional: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Given:
    """A command line that was understood."""

    command: str
    arguments: dict[str, str] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)


COMMON = (
    Option("--json", about="json"),
    Option("--csv", about="csv"),
    Option("--save", "FILE", "save"),
    Option("--force", about="force"),
    Option("--paper", "SIZE", "paper"),
    Option("--lang", "LANG", "lang"),
    Option("--as-of", "DAY", "as-of"),
    Option("--explain", "NUMBER", "explain-number"),
    Option("--dossiers", "PATH", "dossiers"),
    Option("--help", about="help"),
)

REPEATED = (
    "--assume",
    "--limit",
    "--package",
    "--count",
    "--leave-out",
    "--only",
    "--beside",
    "--valuation",
    "--json",
    "--csv",
    "--help",
)
"""Options that may stand more than once; values of the first are joined by commas."""

ASSUME = Option("--assume", "SERIES=PERCENT", "assume")
MEANT = Option("--meant", about="meant")

FUTURES = (
    Option("--futures", "NUMBER", "how-many-futures"),
    Option("--seed", "NUMBER", "seed"),
    Option("--keep", "FOLDER", "keep"),
    Option("--cluster", "ADDRESS", "cluster"),
    Option("--progress", about="progress"),
)

SWITCHES = (
    Option("--count", "ITEM", "count"),
    Option("--leave-out", "ITEM", "leave-out"),
    Option("--valuation", "WHOSE", "valuation"),
    Option("--basis", "BASIS", "basis"),
    Option("--rate", "WON", "rate"),
    Option("--assume", "ITEM=SUM", "assume-item"),
)

COMMANDS = (
    Command(
        "brief",
        options=(Option("--md", about="md"), Option("--sheet", about="sheet")),
        examples=(
            "burdenshare brief korea",
            "burdenshare brief korea --lang ko",
            "burdenshare brief korea --as-of 2018-07-24",
            "burdenshare brief korea --md",
            "burdenshare brief korea --sheet --save sheet.md",
        ),
    ),
    Command("check", examples=("burdenshare check korea", "burdenshare check ./mine --json")),
    Command(
        "payments",
        options=(
            Option("--year", "YEAR", "year"),
            Option("--years", "FROM-TO", "years"),
            Option("--status", "STATUS", "status"),
            Option("--category", about="category"),
            Option("--in", "CURRENCY", "in"),
            Option("--prices", "YEAR", "prices"),
        ),
        examples=(
            "burdenshare payments korea --years 2009-2015",
            "burdenshare payments korea --year 2012",
            "burdenshare payments korea --status cash-held",
            "burdenshare payments korea --years 2014-2019 --category",
            "burdenshare payments korea --years 1999-2004 --in KRW",
            "burdenshare payments korea --years 2014-2024 --prices 2020",
        ),
    ),
    Command(
        "agreement",
        optional=("name",),
        options=(
            ASSUME,
            Option("--beside", "NAME", "beside-agreement"),
            Option("--text", about="text-of"),
        ),
        examples=(
            "burdenshare agreement korea",
            "burdenshare agreement korea 8",
            "burdenshare agreement korea 11 --beside 12",
            "burdenshare agreement korea 12 --assume cpi-kr=2.0",
            "burdenshare agreement korea eleventh-carried-on --text",
        ),
    ),
    Command(
        "backtest",
        options=(Option("--agreement", "NAME", "agreement"),),
        examples=("burdenshare backtest korea", "burdenshare backtest korea --agreement 8"),
    ),
    Command(
        "explain",
        arguments=("dossier", "number"),
        options=(Option("--depth", "LEVELS", "depth"), ASSUME),
        examples=(
            "burdenshare explain korea 2012",
            "burdenshare explain korea contribution-sma-12-2027 --depth 9",
            "burdenshare explain korea cpi-kr-2010-first",
        ),
    ),
    Command(
        "sources",
        optional=("document",),
        examples=("burdenshare sources korea", "burdenshare sources korea ejanews-2013"),
    ),
    Command(
        "share",
        arguments=("dossier", "span"),
        optional=("definition",),
        options=SWITCHES,
        examples=(
            "burdenshare share korea 2016",
            "burdenshare share korea 2016 official",
            "burdenshare share korea 2010 spark-2010 --rate 1156",
            "burdenshare share korea 2016 spark-2016 --leave-out relocation --count us-pay "
            "--assume us-pay=interpolate",
        ),
    ),
    Command(
        "claims",
        options=(
            Option("--year", "YEAR", "claims-year"),
            Option("--years", "FROM-TO", "claims-years"),
        ),
        examples=("burdenshare claims korea", "burdenshare claims korea --year 2016"),
    ),
    Command(
        "bridge",
        arguments=("dossier", "span", "start", "end"),
        options=SWITCHES,
        examples=("burdenshare bridge korea 2016 official spark-2016",),
    ),
    Command(
        "multiverse",
        arguments=("dossier", "span", "definition"),
        options=(*SWITCHES, Option("--over", "PERCENT", "over"), Option("--only", "ITEM", "only")),
        examples=(
            "burdenshare multiverse korea 2016 spark-2016 --assume us-pay=interpolate --over 70",
        ),
    ),
    Command(
        "missing",
        arguments=("dossier", "span", "definition"),
        examples=("burdenshare missing korea 2026 official",),
    ),
    Command(
        "check-figure",
        arguments=("dossier",),
        optional=("text",),
        options=(Option("--file", "PATH", "file"), ASSUME),
        examples=(
            'burdenshare check-figure korea "1조 389억 달러"',
            'burdenshare check-figure korea "1.389 trillion won 2020"',
            'burdenshare check-figure korea "$1.19bn"',
            'burdenshare check-figure korea "7,912.1" --assume cpi-kr=2.0',
        ),
    ),
    Command(
        "operations",
        optional=("what",),
        options=(
            Option("--plan", "PLAN", "plan"),
            Option("--day", "DAY", "day"),
            Option("--budget", "SUM", "budget"),
            Option("--posture", "NAME", "posture"),
            Option("--category", "YEAR", "category-year"),
            Option("--definition", "NAME", "of-definition"),
            Option("--beside", "YEAR", "beside"),
            Option("--list", about="list"),
            Option("--carrier", "HOW", "carrier"),
            Option("--count", "NUMBER", "how-many"),
            Option("--hours", "HOURS", "hours"),
            Option("--days", "DAYS", "days"),
            Option("--on-station", "HOURS", "on-station"),
            Option("--tanker-hours", "HOURS", "tanker-hours"),
            Option("--tanker-rate", "COST", "tanker-rate"),
            Option("--escort", "PLAN", "escort"),
            Option("--anyway", "PART", "anyway"),
            Option("--host-share", "PART", "host-share"),
            Option("--rates-of", "YEAR", "rates-of"),
            Option("--prices", "YEAR", "prices-of"),
            Option("--rate", "WON", "won"),
            Option("--draws", "NUMBER", "draws"),
            Option("--seed", "NUMBER", "seed"),
            Option("--announced", about="announced"),
            Option("--away", about="away"),
        ),
        examples=(
            "burdenshare operations korea",
            "burdenshare operations korea 2017 --count 2 --hours 10",
            "burdenshare operations korea 2017 --beside 2018",
            "burdenshare operations korea b-2a",
            "burdenshare operations korea --plan 'b-1b 1x13, b-2a 1x13, b-52h 1x13' --rate 1116",
            "burdenshare operations korea --posture tension",
            "burdenshare operations korea --category 2019",
            "burdenshare operations korea --budget 'USD 5 bn'",
        ),
    ),
    Command(
        "talks",
        optional=("name",),
        options=(
            Option("--zone", about="zone"),
            Option("--on", "DAY", "on"),
            Option("--limit", "LIMIT", "limit"),
            Option("--package", "PACKAGE", "package"),
        ),
        examples=(
            "burdenshare talks korea",
            "burdenshare talks korea 10",
            "burdenshare talks korea 10 --as-of 2018-07-24",
            "burdenshare talks korea 10 --zone --on 2018-12-28",
            "burdenshare talks korea 11 --zone --package 'signed: amount KRW 1183.3 bn'",
            "burdenshare talks korea 12 --limit 'host amount KRW 1550 bn' "
            "--limit 'sending amount KRW 1450 bn'",
        ),
    ),
    Command(
        "compare",
        optional=("names",),
        options=(
            Option("--years", "FROM-TO", "outlook-years"),
            ASSUME,
            MEANT,
            Option("--path", "NAME", "stress-path"),
            Option("--paths", "NAMES", "regret-paths"),
            Option("--prices", "YEAR", "prices"),
            Option("--discount", "PERCENT", "discount"),
            Option("--rate", "WON", "rate"),
            Option("--break-even", "SERIES", "break-even"),
            Option("--clauses", about="clauses"),
            Option("--influence", about="influence"),
            Option("--share", "DEFINITION", "share-if"),
            Option("--cash", about="cash"),
            *FUTURES,
        ),
        examples=(
            "burdenshare compare korea --assume cpi-kr=2.0",
            "burdenshare compare korea sma-12,eleventh-carried-on --assume "
            "cpi-kr=2.0,defence-budget-growth-kr=5.0 --prices 2025 --discount 3",
            "burdenshare compare korea sma-12,eleventh-carried-on,eighth-carried-on "
            "--futures 10000",
            "burdenshare compare korea sma-12,eleventh-carried-on --clauses --assume "
            "cpi-kr=2.0,defence-budget-growth-kr=7.5",
            "burdenshare compare korea sma-12,eleventh-carried-on --influence",
            "burdenshare compare korea sma-12 --assume cpi-kr=2.0 --share official --cash",
            "burdenshare compare korea sma-10,us-usd-1200mn --years 2019-2019 "
            "--break-even krw-per-usd",
            "burdenshare compare korea sma-12,eleventh-carried-on --path crash-1998",
            "burdenshare compare korea sma-12,eleventh-carried-on,eighth-carried-on "
            "--paths crash-1998,crisis-2008,prices-2022,deflation",
        ),
    ),
    Command(
        "sweep",
        optional=("names",),
        options=(
            Option("--years", "FROM-TO", "outlook-years"),
            ASSUME,
            MEANT,
            Option("--paths", "NAMES", "sweep-paths"),
            Option("--definitions", "NAMES", "sweep-definitions"),
            *FUTURES,
        ),
        examples=(
            "burdenshare sweep korea sma-12,eighth-carried-on --assume cpi-kr=2.0 "
            "--paths stated,crash-1998 --definitions official",
            "burdenshare sweep korea sma-12,twelfth-with-support --years 2026-2035 "
            "--paths stated,tension,detente --futures 1000 --csv",
        ),
    ),
    Command(
        "futures",
        optional=("driver",),
        examples=(
            "burdenshare futures korea",
            "burdenshare futures korea cpi",
            "burdenshare futures korea lapse",
            "burdenshare futures korea crisis-2008",
            "burdenshare futures korea cpi --as-of 2018-07-24",
        ),
    ),
    Command(
        "diff",
        arguments=("dossier", "against"),
        options=(Option("--all", about="all"), Option("--log", about="log")),
        examples=(
            "burdenshare diff ruritania ./mine",
            "burdenshare diff ruritania ./mine --all --log",
        ),
    ),
    Command(
        "report",
        arguments=("dossier", "number"),
        options=(
            Option("--value", "NEW", "value"),
            Option("--because", "TEXT", "because"),
            Option("--source", "DOCUMENT", "of-document"),
            Option("--at", "PLACE", "at"),
        ),
        examples=(
            "burdenshare report korea share-official-2016",
            "burdenshare report korea cpi-kr-2010-first --value 3.0 "
            "--because 'the table has 3.0' --at 'table 1'",
        ),
    ),
    Command(
        "run",
        arguments=("study",),
        options=(Option("--to", "FOLDER", "to"), Option("--bundle", "FILE", "bundle")),
        examples=(
            "burdenshare run docs/studies/forty-two-or-seventy.toml",
            "burdenshare run docs/studies/next-five-years.toml --bundle next-five-years.zip",
        ),
    ),
    Command(
        "reproduce",
        arguments=("manifest",),
        examples=(
            "burdenshare reproduce forty-two-or-seventy/manifest.json",
            "burdenshare reproduce forty-two-or-seventy.zip",
        ),
    ),
    Command(
        "export",
        options=(Option("--to", "PLACE", "export-to"), Option("--parts", "PARTS", "parts")),
        examples=(
            "burdenshare export korea --to korea-data",
            "burdenshare export korea --to korea.zip --parts csv,bibliography",
            "burdenshare export korea --to korea.sqlite",
            "burdenshare export korea --to korea.bib",
        ),
    ),
    Command(
        "serve",
        arguments=(),
        options=(Option("--port", "PORT", "port"), Option("--host-name", "NAME", "host-name")),
        examples=("burdenshare serve", "burdenshare serve --port 8080 --lang ko"),
    ),
    Command(
        "new",
        arguments=("new-name",),
        options=(Option("--copy", "DOSSIER", "copy"),),
        examples=("burdenshare new mine", "burdenshare new mine --copy korea"),
    ),
)


def command_of(name: str) -> Command:
    for one in COMMANDS:
        if one.name == name:
            return one
    known = [one.name for one in COMMANDS]
    near = get_close_matches(name, known, n=1)
    remedy = "did-you-mean" if near else "commands-known"
    raise UsageError("unknown-command", remedy, name=name, known=", ".join(near or known))


def given(words: Sequence[str]) -> Given:
    """The command line as a command with its arguments and options.

    Raises ``UsageError`` at the first word that does not fit.
    """
    rest = list(words)
    options: dict[str, str] = {}
    while rest and rest[0].startswith("-"):
        word = rest.pop(0)
        if word == "--version":
            options[word] = ""
        else:
            _take_option(Command("burdenshare"), word, rest, options)
    if not rest:
        return Given("", {}, options)
    command = command_of(rest.pop(0))
    plain: list[str] = []
    only_plain = False
    while rest:
        word = rest.pop(0)
        if word == "--":
            only_plain = True
        elif word.startswith("-") and not only_plain:
            _take_option(command, word, rest, options)
        else:
            plain.append(word)
    return Given(command.name, _arguments(command, plain, options), options)


def _take_option(command: Command, word: str, rest: list[str], options: dict[str, str]) -> None:
    name, equals, value = word.partition("=")
    name = "--help" if name == "-h" else name
    known = {one.name: one for one in (*command.options, *COMMON)}
    if name not in known:
        near = get_close_matches(name, known, n=1)
        names = ", ".join(near or known)
        details = {"name": name, "command": command.name, "known": names}
        raise UsageError("unknown-option", "did-you-mean" if near else "options-known", **details)
    if known[name].value and not equals:
        if not rest:
            raise UsageError("needs-value", name=f"{name} {known[name].value}")
        value = rest.pop(0)
    if known[name].value and not value.strip():
        raise UsageError("needs-value", name=f"{name} {known[name].value}")
    if name in options and name not in REPEATED:
        raise UsageError("twice", name=name)
    options[name] = joined(name, options.get(name, ""), value)


OUTSIDE = (
    "--json",
    "--md",
    "--csv",
    "--save",
    "--force",
    "--paper",
    "--lang",
    "--dossiers",
    "--explain",
    "--help",
)
"""Options that do not change what an answer says."""


def line_of(told: Given, language: str) -> str:
    """The one command line that stands for a question, whatever order it was asked in."""
    known = command_of(told.command)
    names = (*known.arguments, *known.optional)
    plain = [shlex.quote(told.arguments[name]) for name in names if name in told.arguments]
    options = [
        f"{name} {shlex.quote(value)}" if value else name
        for name, value in sorted(told.options.items())
        if name not in OUTSIDE
    ]
    return " ".join(["burdenshare", told.command, *plain, *options, "--lang", language])


def joined(option: str, before: str, value: str) -> str:
    """The values of an option that stands more than once, as one."""
    joint = "; " if option in ("--limit", "--package") else ","
    return joint.join(filter(None, (before, value)))


def _arguments(command: Command, plain: list[str], options: dict[str, str]) -> dict[str, str]:
    names = (*command.arguments, *command.optional)
    if "--help" in options:
        return {}
    if len(plain) > len(names):
        raise UsageError("extra-argument", name=plain[len(names)])
    if len(plain) < len(command.arguments):
        missing = command.arguments[len(plain)].upper()
        raise UsageError("missing-argument", command=command.name, name=missing)
    return dict(zip(names, plain, strict=False))
