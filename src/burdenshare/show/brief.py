"""The brief in words: a sentence a fact, each with its documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from burdenshare.show import talks
from burdenshare.show.amounts import Numbers
from burdenshare.vocabulary import Dossier, Fact, Step, Text


def sentence(fact: Fact, dossier: Dossier, numbers: Numbers) -> str:
    """The sentence of a fact."""
    words = numbers.words
    details = {key: _told(value, numbers) for key, value in fact.details.items()}
    if fact.key in CAVEATS:  # in the words that stand under shares
        return words.say("share", fact.key, **details)
    if fact.key == "last-round":
        return _round(fact, details, numbers)
    if fact.key == "position":
        details["party"] = talks.party(str(fact.details["party"]), dossier, numbers)
        details["issue"] = words.say("talks", f"issue-{fact.details['issue']}")
        details["stance"] = words.say("talks", talks.stance(fact.details))
        state = str(fact.details["state"])
        details["state"] = "" if state == "official" else f" ({words.say('talks', state)})"
    if fact.key == "next-round":
        details["number"] = talks.round_name(details["number"], numbers)
    if fact.key == "claim":
        civic = fact.details["side"] == "civic"
        details["side"] = f" ({words.say('talks', 'party-civic')})" if civic else ""
    if fact.key == "bases":
        details["per"] = words.say("operations", f"one-{fact.details['per']}")
        details["rates"] = "; ".join(_rate(step, numbers) for step in fact.steps)
        names = details["missing"].split(", ") if details["missing"] else []
        details["missing"] = ", ".join(words.say("operations", name) for name in names) or "–"
    if fact.key == "statement":
        marked = fact.details.get("interprets") and fact.details.get("party") != "press"
        details["interprets"] = words.say("talks", "interprets") if marked else ""
    return words.say("brief", fact.key, **details)


CAVEATS = (
    "derived", "inferred", "mixed-years", "assumed", "doubt-year", "doubt-medium", "doubt-low",
)  # fmt: skip
"""Facts that say what is not sure about others."""


def _round(fact: Fact, details: Mapping[str, str], numbers: Numbers) -> str:
    """A round with the parts of it that are known."""
    start, end = details["start"], details["end"]
    days = start if not end or end == start else f"{start} – {end[5:]}"
    parts = [details["venue"]] if details["venue"] else []
    told = numbers.words.say(
        "brief", fact.key, number=talks.round_name(details["number"], numbers), days=days,
        venue=f", {parts[0]}" if parts else "",
    )  # fmt: skip
    return " ".join(filter(None, (told, details["outcome"], details["note"])))


def _rate(step: Step, numbers: Numbers) -> str:
    """A published rate with its kind and year."""
    kind = numbers.words.say("operations", str(step.details["kind"]))
    value = numbers.cite(numbers.amount(step.value or Decimal(0), step.unit), step)
    return f"{kind} {value} ({step.year})"


def _told(value: str | Text | Step, numbers: Numbers) -> str:
    if isinstance(value, Step):
        if value.value is None:
            return numbers.words.say("gap", value.gap or "not-published")
        return numbers.cite(_rounded(value.value, value, numbers), value)
    return numbers.words.text(value)


def _rounded(value: Decimal, step: Step, numbers: Numbers) -> str:
    """A number as a sentence tells it."""
    if step.unit == "percent":
        rough = step.name in ("growth", "share-low", "share-high")
        places = Decimal("0.1") if rough else Decimal("0.01")
        shown = value.quantize(places, rounding=ROUND_HALF_UP)
        sign = "+" if step.name == "growth" and shown > 0 else ""
        return f"{sign}{numbers.amount(shown, 'percent')}"
    places = Decimal("0.1") if " " in step.unit else Decimal(1)
    return numbers.amount(value.quantize(places), step.unit)


def lines(facts: Sequence[Fact], dossier: Dossier, numbers: Numbers, day: str) -> Iterator[str]:
    """The brief for a terminal: headings, sentences, and under each what it rests on."""
    words = numbers.words
    yield words.say("brief", "title", title=dossier.title, day=day)
    for section in dict.fromkeys(fact.section for fact in facts):
        yield ""
        yield words.say("brief", f"section-{section}")
        for fact in facts:
            if fact.section == section:
                yield f"  {sentence(fact, dossier, numbers)}"
                yield f"      {_cited(fact)}"


def _cited(fact: Fact) -> str:
    ids = [f"[{step.id}]" for step in fact.steps[:1]]
    place = str(fact.place) if fact.place.file else ""
    documents = "; ".join(fact.source[:MOST]) + (" …" if len(fact.source) > MOST else "")
    return " · ".join(filter(None, (documents, place, *ids)))


MOST = 6
"""Documents told under a sentence; all of them stand in --json."""
