"""A number told: what it is, how it was made, from what, and where each of these is written."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from decimal import Decimal

from burdenshare.show.amounts import HARD, Numbers
from burdenshare.vocabulary import Dossier, Source, Step, Text, worked_back_from

Titles = dict[str, str | Text]


SHALLOW = 4

CODES = (
    ("basis", "operations", ""), ("kind", "operations", ""), ("per", "operations", "one-"),
    ("issue", "talks", "issue-"), ("party", "talks", "party-"),
)  # fmt: skip
"""Details that are codes, and where their words stand."""


def told(step: Step, numbers: Numbers, depth: int | None = None) -> Iterator[str]:
    """The lines that explain a number; what it was made from is indented.

    Without ``depth``, the sum of the year before is named and not explained in turn.
    """
    yield from _told(step, numbers, SHALLOW if depth is None else depth, depth is not None, "")


def _told(step: Step, numbers: Numbers, depth: int, whole: bool, indent: str) -> Iterator[str]:
    inside = indent + "    "
    yield f"{indent}{heading(step, numbers)}"
    yield from (f"{inside}{line}" for line in (*_how(step, numbers), *_where(step, numbers)))
    if not indent and (caveat := derived(step, numbers)):
        yield f"{inside}{caveat}"
    for rival in step.rivals:
        if rival.value is not None or rival.uses:
            equal = (rival.value, rival.unit) == (step.value, step.unit)
            what = numbers.words.say("label", "equals" if equal else "rivals")
            yield f"{inside}{'=' if equal else '≠'} {what}: {short(rival, numbers)}"
    for number, used in enumerate(step.uses if depth > 0 else ()):
        is_last_year = step.how == "grown" and number == 0 and len(step.uses) > 1
        deeper = 0 if is_last_year and not whole else depth - 1
        yield from _told(used, numbers, deeper, whole, indent + "  │ ")


def derived(step: Step, numbers: Numbers) -> str:
    """That a number rests on a sum worked back from a claim; nothing where it does not."""
    claims = worked_back_from(step) if step.uses and step.gap is None else ()
    return numbers.words.say("share", "derived", claims=", ".join(claims)) if claims else ""


def heading(step: Step, numbers: Numbers) -> str:
    """Name, value, status and id in one line."""
    words = numbers.words
    value = numbers.step(step).rstrip("*†‡")
    status = kind(step, numbers)
    made = step.how in ("difference", "rest", "sum") and step.gap is None
    if made and step.status != "computed":
        status = f"{status}, {words.say('status', 'computed')}"
    return f"{name(step, numbers)}: {value}  ({status})  [{step.id}]"


def name(step: Step, numbers: Numbers) -> str:
    words = numbers.words
    if not words.has("step", step.name):
        return step.name
    details: Titles = {"year": str(step.year), "status": "", "agreement": "", "series": ""}
    if words.has("status", step.status):
        details["status"] = words.say("status", step.status)
    details.update(step.details)
    for key, section, prefix in CODES:
        word = f"{prefix}{details.get(key, '')}"
        if words.has(section, word):
            details[key] = words.say(section, word)
    if step.name == "payment" and details.get("years"):
        details["year"] = details["years"]
    told = words.say("step", step.name, **details)
    item = str(details.get("category") or "")
    if item in numbers.category:
        told = f"{told}, {words.text(numbers.category[item].title)}"
    return told


def short(step: Step, numbers: Numbers) -> str:
    """A rival in one line: value, publication, documents, place."""
    vintage = step.details.get("vintage")
    parts = [numbers.step(step).rstrip("*†‡")]
    if vintage:
        parts.append(f"({publication(str(vintage), numbers)})")
    if step.details.get("sense"):
        sense = numbers.words.say("sense", str(step.details["sense"]))
        parts.append(f"({sense})" if sense else "")
    if step.source:
        parts.append(f"[{'; '.join(step.source)}]")
    parts.append(str(step.place))
    return " ".join(part for part in parts if part)


def publication(vintage: str, numbers: Numbers) -> str:
    words = numbers.words
    if words.has("vintage", vintage):
        return words.say("vintage", vintage)
    return words.say("vintage", "other", name=vintage)


def how(step: Step, numbers: Numbers) -> str:
    """The sentence that says how the number was made."""
    words = numbers.words
    details = dict(step.details)
    if "vintage" in details:
        details["vintage"] = publication(str(details["vintage"]), numbers)
    if step.how == "grown" and "round_to" in details:
        rounding = words.say("how", str(details["rounding"]))
        unit = numbers.amount(Decimal(str(details["round_to"])), step.unit)
        return words.say("how", "grown-rounded", rounding=rounding, round_to=unit)
    if step.how == "worked-back" and step.value is not None:
        for end in ("low", "high"):
            details[end] = numbers.amount(Decimal(str(details[end])), step.unit)
        details["exact"] = numbers.exactly(step.value, step.unit)
    if step.how == "growth" and "plus" in details:
        return words.say("how", "growth-plus", plus=details["plus"])
    if step.how == "difference":
        left, right = (numbers.step(used).rstrip("*") for used in step.uses)
        return words.say("how", "difference", left=left, right=right)
    if step.how and not words.has("how", step.how) and words.has("operations", step.how):
        return words.say("operations", step.how)
    return words.say("how", step.how, **details) if step.how else ""


def _how(step: Step, numbers: Numbers) -> Iterator[str]:
    words = numbers.words
    sentence = how(step, numbers)
    if step.name == "contribution" and step.how == "grown" and step.value is not None:
        last, growth = step.uses
        yield f"= {numbers.step(last).rstrip('*†')} × (1 + {numbers.step(growth).rstrip('*†')})"
    if sentence:
        yield f"= {sentence}" if step.uses else sentence
    if "exact" in step.details:
        exact = numbers.exactly(Decimal(str(step.details["exact"])), step.unit)
        yield words.say("how", "grown-exact", exact=exact)
    for key in ("cap", "floor"):
        if key in step.details and step.value is not None:
            limit = words.say("how", key, **{key: step.details[key]})
            binds = "binds" if step.details.get("bound") == key else "does-not-bind"
            yield words.say("how", binds, limit=limit)
    if step.name == "contribution" and step.details.get("bound") in ("ceiling", "most-heads"):
        yield words.say("how", str(step.details["bound"]))
    if "lacks" in step.details and step.value is None:
        yield words.say("share", "lacks", items=words.text(step.details["lacks"]))
    elif step.gap:
        yield words.say("gap", step.gap)
    if {"low_id", "high_id"} <= step.details.keys():
        yield words.say("share", "between", **_ends(step, numbers))


def _ends(step: Step, numbers: Numbers) -> dict[str, str]:
    """The ends of the interval of a share without a value, and their ids."""
    told = {key: str(step.details[key]) for key in ("low", "high", "low_id", "high_id")}
    linked = {key: numbers.named(told[key], told[f"{key}_id"]) for key in ("low", "high")}
    return told | linked


def _where(step: Step, numbers: Numbers) -> Iterator[str]:
    words = numbers.words
    if step.source:
        yield f"{words.say('label', 'cites')}: {citation(step.source, step.at)}"
    if step.place.file:
        yield f"{words.say('label', 'where')}: {step.place}"
    if step.note:
        yield f"{words.say('label', 'note')}: {words.text(step.note)}"
    if step.confidence != "high" and step.value is not None:
        yield words.say("confidence", step.confidence)


def citation(source: tuple[str, ...], at: str) -> str:
    """Documents by id; the place in the document is that of the first."""
    first, *others = source or ("",)
    return "; ".join([f"{first}, {at}" if at and first else first, *others])


def cited(steps: Iterable[Step]) -> list[str]:
    """The documents that numbers and what they were made from rest on, each once."""
    found: dict[str, None] = {}
    ahead = deque(steps)
    seen: set[int] = set()
    while ahead:
        step = ahead.popleft()
        if id(step) not in seen:
            seen.add(id(step))
            found.update(dict.fromkeys(step.source))
            ahead.extend((*step.uses, *step.rivals))
    return list(found)


def documents(sources: Iterable[Source], numbers: Numbers) -> Iterator[str]:
    """One line a document: what an editor asks for."""
    words = numbers.words
    told = list(sources)
    if told:
        yield f"{words.say('label', 'documents')}:"
    for one in told:
        title = one.title_ko if words.language == "ko" else one.title
        yield f"    {one.id}: {one.publisher}, {title}, {one.date}. {one.url}".rstrip()


MOST_QUOTED = 3
"""Documents in the line to quote; all of them stand above it."""


def quoted(
    step: Step, dossier: Dossier, numbers: Numbers, program: str, version: str, command: str
) -> str:
    """One line by which the number can be quoted and found again: project and version, what it is,
    its id, the records by their version, its documents, and the command that gives it.

    It tells no day: the version of the records and the command give the same number on any."""
    say = numbers.words.say
    status = ", ".join((kind(step, numbers), *doubts(step, dossier, numbers)))
    found = [dossier.sources[name] for name in cited([step]) if name in dossier.sources]
    named = [
        say("quote", "document", publisher=one.publisher, date=one.date, id=one.id)
        for one in found[:MOST_QUOTED]
    ]
    documents = "; ".join(named) or "–"
    if len(found) > MOST_QUOTED:
        documents = say("quote", "more", documents=documents, count=len(found) - MOST_QUOTED)
    told = say(
        "quote", "line", program=program, what=name(step, numbers),
        value=numbers.step(step).rstrip("*†‡"), status=status, id=step.id, title=dossier.title,
        version=version, documents=documents, command=command,
    )  # fmt: skip
    return told.replace(HARD, " ")  # it is copied into other texts


def kind(step: Step, numbers: Numbers) -> str:
    """What kind of number it is: agreed, recorded, computed, claimed."""
    words = numbers.words
    return words.say("status", step.status) if words.has("status", step.status) else step.status


def doubts(step: Step, dossier: Dossier, numbers: Numbers) -> Iterator[str]:
    """What must be said with a number wherever it is quoted: whose claim it rests on, and what the
    records doubt of it."""
    words = numbers.words
    if step.name in ("share-low", "share-high"):
        yield words.say("quote", "end")
    claims = ", ".join(worked_back_from(step))
    if claims and step.gap is None:
        key = "worked-back" if step.uses else "worked-back-itself"
        yield words.say("quote", key, claims=claims)
    if step.confidence != "high" and step.value is not None:
        yield words.say("confidence", step.confidence)
    if any(one.id == step.id and one.left_open == "year" for one in dossier.claims):
        yield words.say("quote", "open-year")


def document(source: Source, cited: list[Step], numbers: Numbers) -> Iterator[str]:
    """A document, and the numbers that rest on it."""
    words = numbers.words
    korean = words.language == "ko"
    yield f"{source.title_ko if korean else source.title}  [{source.id}]"
    yield f"    {source.publisher}, {source.date} ({source.language})"
    if source.url:
        yield f"    {source.url}"
    yield f"    {words.say('label', 'read')}: {words.say('label', 'read-' + source.read)}"
    note = source.note_ko if korean else source.note
    if note:
        yield f"    {words.say('label', 'note')}: {note}"
    yield f"    {words.say('label', 'where')}: {source.place}"
    if cited:
        yield f"{words.say('label', 'used-by')}:"
    for step in cited:
        yield f"    {heading(step, numbers)}  {step.place}"
