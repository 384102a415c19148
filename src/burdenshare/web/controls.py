"""What a reader can turn on a page: its question in words, its choices, and its units."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from burdenshare import accounting, prospects, study
from burdenshare.answers.commands import COMMON, Command, command_of
from burdenshare.show.words import Words
from burdenshare.show.words import words as words_of
from burdenshare.sweeps import STATED
from burdenshare.vocabulary import Agreement, Dossier, Presets
from burdenshare.web.questions import PART_OF, Question, about_of, options_of, query

Kind: TypeAlias = Literal["one", "many", "switch", "text", "number"]

MANY = ("count", "leave-out", "only", "valuation", "beside", "names", "paths", "definitions")
"""Choices of which several may be made, where they are listed."""
UNITS = ("in", "prices", "rate")
HIDDEN = ("as-of", "explain")
ASKED_BESIDE = ("meant",)
"""What a sentence of the answer asks for when it matters."""


@dataclass(frozen=True)
class Take:
    """A rate that can be taken from the record: what it is, where it is taken and explained."""

    title: str
    value: str
    shown: str
    there: str
    number: str


@dataclass(frozen=True)
class Slide:
    """The slider of a number: its ends, its step, where it stands, and that in words."""

    low: str
    high: str
    step: str
    at: str
    told: str


@dataclass(frozen=True)
class Control:
    """Something to choose: one of several, some of several, yes or no, or words."""

    key: str
    kind: Kind
    label: str
    hint: str = ""
    """What may be chosen, in a sentence."""
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    needed: bool = False
    slide: Slide | None = None
    take: tuple[Take, ...] = ()

    @property
    def values(self) -> list[str]:
        return self.value.split(",")


def scenario(one: Question, dossier: Dossier, words: Words) -> str:
    """What is asked, in words: each part of the address by its name."""
    command = command_of(one.command)
    told = []
    for name in (*command.arguments, *command.optional):
        if name != "dossier" and one.arguments.get(name):
            told.append(_said(name, one.arguments[name], command, dossier, words))
    for option, value in sorted(one.options.items()):
        key = option[2:]
        if key in HIDDEN:
            continue
        label = _label(command, key, words)
        shown = _titles(key, value, command, dossier, words)
        told.append(f"{label}: {shown}" if value else label)
    return " · ".join(told)


def _said(key: str, value: str, command: Command, dossier: Dossier, words: Words) -> str:
    return f"{words.say('field', key)}: {_titles(key, value, command, dossier, words)}"


def _titles(key: str, value: str, command: Command, dossier: Dossier, words: Words) -> str:
    known = dict(_choices(key, command, dossier, words))
    return ", ".join(known.get(one, one) for one in value.split(",")) if known else value


def controls(
    one: Question, fixed: str, dossier: Dossier, words: Words, known: Dossier | None = None
) -> list[Control]:
    """The choices of a page, rates before all others: they are turned most, and the answer is
    watched meanwhile. ``fixed`` is the choice that its path makes; ``known`` is the dossier of the
    day of the question, from whose record rates can be taken."""
    told = [c for c in _every(one, fixed, dossier, words, known) if c.key not in UNITS]
    return sorted(told, key=lambda one: one.kind != "number")


def units(one: Question, fixed: str, dossier: Dossier, words: Words) -> list[Control]:
    """The choices about money and prices, which stand apart from the others."""
    return [c for c in _every(one, fixed, dossier, words) if c.key in UNITS]


def _every(
    one: Question, fixed: str, dossier: Dossier, words: Words, known: Dossier | None = None
) -> Iterator[Control]:
    command = command_of(one.command)
    for name in (*command.arguments, *command.optional):
        if name not in ("dossier", fixed):
            choices = tuple(_choices(name, command, dossier, words))
            yield Control(
                key=name, kind=_kind(name, "NAME", bool(choices)),
                label=words.say("field", name), hint=words.say("cli", name),
                value=one.arguments.get(name, ""), choices=choices,
                needed=name in command.arguments,
            )  # fmt: skip
    for key, option in options_of(command).items():
        if key in (*HIDDEN, *ASKED_BESIDE, fixed):
            continue
        takes = next((o.value for o in command.options if o.name == option), "")
        if option == "--assume" and (series := _assumed_apart(command, dossier)):
            yield from _assumptions(one, series, known or dossier, words)
            continue
        choices = tuple(_choices(key, command, dossier, words))
        chosen = one.options.get(option, "")
        yield Control(
            key=key, kind=_kind(key, takes, bool(choices)), label=_label(command, key, words),
            hint=words.say("cli", about_of(command, key)),
            value=chosen or ("on" if option in one.options else ""), choices=choices,
        )  # fmt: skip


def _assumed_apart(command: Command, dossier: Dossier) -> list[str]:
    """The series whose rates stand in fields of their own: of drivers that a rule follows."""
    if command.name not in ("compare", "sweep"):
        return []
    every = (*dossier.agreements, *dossier.proposals)
    followed = {name for one in every for rule in one.escalator for name in rule.follow}
    drawn = (one.follows for one in dossier.drivers.values() if one.kind == "rate")
    return [name for name in drawn if name in followed and name in dossier.series]


def _assumptions(
    one: Question, series: Iterable[str], dossier: Dossier, words: Words
) -> Iterator[Control]:
    """A number a series, with its slider and what can be taken from the record, and what else was
    assumed as it was said."""
    said = one.options.get("--assume", "")
    parts = [part.strip() for part in said.split(",") if part.strip()]
    every = {name.strip(): value for name, _, value in (part.partition("=") for part in parts)}
    values = dict(every)
    for name in series:
        title = words.text(dossier.series[name].title)
        value = values.pop(name, "").strip(" %")
        held = prospects.presets(dossier, name)
        if held is not None and value in held.rates:
            value = f"{held.rates[value].value:f}"
        yield Control(
            key=f"{PART_OF}{name}", kind="number", value=value,
            label=words.say("field", "assume-rate", series=title),
            hint=words.say("field", "assume-rate-hint"),
            slide=_slide(held, value, words) if held is not None else None,
            take=tuple(_takes(held, name, every, one, words)) if held is not None else (),
        )  # fmt: skip
    if values:
        yield Control(
            key="assume", kind="text", label=words.say("field", "assume"),
            hint=words.say("cli", "assume"), value=",".join(f"{n}={v}" for n, v in values.items()),
        )  # fmt: skip


def _slide(held: Presets, value: str, words: Words) -> Slide:
    """The slider stands at the value; where there is none, at the first rate from the record."""
    first = next(iter(held.rates.values())).value
    told = words.say("field", "slide-value", value=value.replace("-", "−")) if value else ""
    return Slide(
        low=f"{held.low:f}", high=f"{held.high:f}", step=f"{held.unit:f}", at=value or f"{first:f}",
        told=told or words.say("field", "slide-none"),
    )  # fmt: skip


def _takes(
    held: Presets, name: str, every: Mapping[str, str], one: Question, words: Words
) -> Iterator[Take]:
    for word, step in held.rates.items():
        assume = ",".join(f"{n}={v}" for n, v in {**every, name: f"{step.value:f}"}.items())
        yield Take(
            title=words.say("field", f"preset-{word}"), value=f"{step.value:f}", number=step.id,
            shown=words.say("field", "preset-years", value=f"{step.value:f}".replace("-", "−"),
                            years=str(step.details["years"])),
            there=query(one, assume=assume),
        )  # fmt: skip


def _label(command: Command, key: str, words: Words) -> str:
    """The short name of a choice."""
    about = about_of(command, key)
    return words.say("field", about if words.has("field", about) else key)


def field_of(one: Question, option: str) -> str:
    """The short name of an option, as a page calls it."""
    command = command_of(one.command)
    known = any(o.name == option for o in (*command.options, *COMMON))
    speech = words_of(one.language)
    has = known and speech.has("field", option[2:])
    return _label(command, option[2:], speech) if has else ""


def _kind(key: str, takes: str, listed: bool) -> Kind:
    if not takes:
        return "switch"
    if listed and key in MANY:
        return "many"
    return "one" if listed and _closed(key) else "text"


def _closed(key: str) -> bool:
    """Whether there is nothing to choose but what is listed."""
    return key not in ("span", "years", "year", "what", "text", "number")


def _choices(
    key: str, command: Command, dossier: Dossier, words: Words
) -> Iterator[tuple[str, str]]:
    """What can be chosen, with its title; nothing where any words may stand."""
    name = CHOICES.get((command.name, key)) or CHOICES.get(("", key))
    if name is not None:
        yield from name(dossier, words)


Choices: TypeAlias = Callable[[Dossier, Words], Iterable[tuple[str, str]]]


def _definitions(dossier: Dossier, words: Words) -> Iterable[tuple[str, str]]:
    return ((one.name, words.text(one.title)) for one in dossier.definitions.values())


def _items(dossier: Dossier, words: Words) -> Iterable[tuple[str, str]]:
    return ((name, words.text(one.title)) for name, one in dossier.items.items())


def _valuations(dossier: Dossier, words: Words) -> Iterable[tuple[str, str]]:
    return _named("valuation", sorted({cost.valuation for cost in dossier.costs}), words)


def _statuses(dossier: Dossier, words: Words) -> Iterable[tuple[str, str]]:
    return _named("status", dict.fromkeys(one.status for one in dossier.payments), words)


def _bases(_: Dossier, words: Words) -> Iterable[tuple[str, str]]:
    return _named("status", ("agreed", "budgeted", "executed"), words)


def _named(section: str, names: Iterable[str], words: Words) -> Iterable[tuple[str, str]]:
    return ((n, words.say(section, n) if words.has(section, n) else n) for n in names)


def _currencies(dossier: Dossier, words: Words) -> Iterable[tuple[str, str]]:
    known = dossier.currency.items() if dossier.exchange else ()
    return ((code, words.text(one.title)) for code, one in known)


def _prices(dossier: Dossier, _: Words) -> Iterable[tuple[str, str]]:
    return _plain(study.price_years(dossier) if dossier.prices else ())


def _postures(dossier: Dossier, words: Words) -> Iterable[tuple[str, str]]:
    return ((name, words.text(one.title)) for name, one in dossier.postures.items())


def _carriers(_: Dossier, words: Words) -> Iterable[tuple[str, str]]:
    return ((n, words.say("operations", f"carrier-{n}")) for n in ("all", "extra", "marginal"))


def _agreements(dossier: Dossier, words: Words) -> Iterable[tuple[str, str]]:
    return ((one.name, words.text(one.title)) for one in dossier.agreements)


def _drivers(dossier: Dossier, words: Words) -> Iterable[tuple[str, str]]:
    titles = {name: one.title for name, one in dossier.drivers.items()}
    titles |= {name: one.title for name, one in dossier.paths.items()}
    return ((name, words.text(title)) for name, title in titles.items())


def _paths(dossier: Dossier, words: Words) -> Iterable[tuple[str, str]]:
    return ((name, words.text(one.title)) for name, one in dossier.paths.items())


def _courses(dossier: Dossier, words: Words) -> Iterable[tuple[str, str]]:
    return ((STATED, words.say("sweep", "stated")), *_paths(dossier, words),
            *_postures(dossier, words))  # fmt: skip


def _proposals(dossier: Dossier, words: Words) -> Iterable[tuple[str, str]]:
    held = (*reversed(dossier.agreements), *dossier.proposals)
    return ((one.name, _signed(one, words)) for one in held)


def _signed(one: Agreement, words: Words) -> str:
    """The title of an agreement or a proposal, with whose it is and of which day."""
    by = words.text(one.proposed_by) if one.proposed_by else words.say("outlook", "signed")
    day = one.proposed or one.signed or ""
    return f"{words.text(one.title)} ({', '.join(filter(None, (by, day)))})"


def _rates(dossier: Dossier, words: Words) -> Iterable[tuple[str, str]]:
    """Rates of growth, and the exchange rate."""
    wanted = (dossier.exchange,)
    known = ((n, s) for n, s in dossier.series.items() if s.unit == "percent" or n in wanted)
    return ((name, words.text(one.title)) for name, one in known)


def _negotiations(dossier: Dossier, words: Words) -> Iterable[tuple[str, str]]:
    titles = dict(_agreements(dossier, words))
    return ((name, titles.get(name, name)) for name in dossier.talks)


def _spans(dossier: Dossier, _: Words) -> Iterable[tuple[str, str]]:
    return _plain(accounting.years_with_costs(dossier))


def _years(dossier: Dossier, _: Words) -> Iterable[tuple[str, str]]:
    return _plain(study.years_of(dossier))


def _plain(values: Iterable[object]) -> Iterable[tuple[str, str]]:
    return ((str(value), str(value)) for value in values)


CHOICES: Mapping[tuple[str, str], Choices] = {
    ("", "definition"): _definitions, ("", "start"): _definitions, ("", "end"): _definitions,
    ("", "leave-out"): _items, ("", "only"): _items, ("", "valuation"): _valuations,
    ("share", "count"): _items, ("bridge", "count"): _items, ("multiverse", "count"): _items,
    ("", "basis"): _bases, ("payments", "status"): _statuses, ("", "in"): _currencies,
    ("payments", "prices"): _prices, ("", "posture"): _postures, ("", "carrier"): _carriers,
    ("", "agreement"): _agreements, ("agreement", "name"): _agreements,
    ("compare", "share"): _definitions,
    ("compare", "names"): _proposals, ("compare", "break-even"): _rates,
    ("compare", "path"): _paths, ("compare", "paths"): _courses, ("sweep", "names"): _proposals,
    ("sweep", "paths"): _courses, ("sweep", "definitions"): _definitions,
    ("agreement", "beside"): _agreements, ("talks", "name"): _negotiations,
    ("futures", "driver"): _drivers, ("", "span"): _spans, ("payments", "years"): _years,
}  # fmt: skip
"""What is listed for a key: of one command, or of all."""
