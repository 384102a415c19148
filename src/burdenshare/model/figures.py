"""Check a figure that someone read: what it is, what it is close to, or which slip made it.

Deterministic: the figure is read as it is written, compared at its own printed precision with
every recorded sum and share, then with what the commonest slips would make of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from burdenshare.model.money import SCALE, is_money
from burdenshare.vocabulary import Answer, Finding, Kind, Step, doubt

WON_WORDS = ("원", "won", "krw", "₩")
DOLLAR_WORDS = ("달러", "불", "dollar", "dollars", "usd", "us$", "$", "美달러", "미달러")
ENGLISH = {
    "trillion": 12, "tn": 12, "billion": 9, "bn": 9, "b": 9, "million": 6, "mn": 6, "m": 6,
    "thousand": 3,
}  # fmt: skip
KOREAN = {"조": 12, "억": 8, "만": 4}
KOREAN_SMALL = {"천": 3, "백": 2, "십": 1}

NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
PERCENT = re.compile(
    rf"(?<![\d.,])({NUMBER})\s*(?:%|％|percent\b|per cent\b|퍼센트|프로(?!그|젝|필))", re.IGNORECASE
)
FIRST_OF_RANGE = re.compile(
    rf"(?<![\d.,])({NUMBER})\s*(?:[-–~∼〜]|to\b|에서|부터)\s*"
    rf"(?={NUMBER}\s*(?:%|％|percent|per cent|퍼센트))",
    re.IGNORECASE,
)
KOREAN_SUM = re.compile(
    rf"(?<![\d.,])(₩|US\$|\$)?\s*"
    rf"((?:{NUMBER}\s*(?:[천백십]\s*(?:{NUMBER}\s*)?)*[조억만]\s*)+(?:{NUMBER}\s*[천백]?)?)"
    r"(?!\d|[,.]\d|\s*(?:명|개|차|배|대\b|위\b))\s*"
    r"(원|달러|불|미달러|won|dollars?)?",
    re.IGNORECASE,
)
ENGLISH_SUM = re.compile(
    rf"(?<![\d.,])(₩|US\$|\$|USD|KRW)?\s*({NUMBER})\s*"
    r"(trillion|billion|million|thousand|tn|bn|mn|[bm](?![a-z]))?\s*"
    r"(?:of\s+)?(?:US\s+)?(won\b|dollars?\b|원|달러|KRW\b|USD\b)?",
    re.IGNORECASE,
)
YEAR = re.compile(
    r"(?<![\d.,$₩])((?:19|20)\d{2})(?!\s*(?:조|억|만|%|,?\d|원|달러|won|dollar))(?:년)?"
)

CONTRIBUTION = re.compile(r"분담금|특별협정|\bSMA\b|\bcontribution\b", re.IGNORECASE)


@dataclass(frozen=True)
class Figure:
    """A figure as it was written: its value in units of one, and what one step of it is."""

    text: str
    value: Decimal
    step: Decimal
    unit: str
    years: tuple[int, ...]
    at: int = 0
    of_contribution: bool = False
    """Whether the sentence speaks of what the agreements say is paid."""


def figures(text: str, loose: bool = False) -> Iterator[Figure]:
    """The figures of a text, in order: percentages and sums. ``loose`` takes bare numbers too."""
    years = tuple(int(found[1]) for found in YEAR.finditer(text))
    taken: list[tuple[int, int]] = []
    found: list[Figure] = []
    for match in (*PERCENT.finditer(text), *FIRST_OF_RANGE.finditer(text)):
        taken.append(match.span())
        value = _number(match[1])
        found.append(
            Figure(match[0].rstrip(" -–~∼〜"), value, _step(value), "percent", years, match.start())
        )
    for pattern, read in ((KOREAN_SUM, _korean), (ENGLISH_SUM, _english)):
        for match in pattern.finditer(text):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            held = read(match, years)
            if held is not None and (loose or held.unit):
                taken.append(match.span())
                found.append(held)
    named = CONTRIBUTION.search(text) is not None
    for one in sorted(found, key=lambda f: f.at):
        yield replace(one, of_contribution=True) if named else one


UNITS_AHEAD = (
    "trillion|billion|million|tn|bn|mn|won|dollars?|percent|per cent|조|억|만|원|달러|%|％"
)
SENTENCE_END = re.compile(rf"(?<=[.!?])\s+|\n(?!\s*(?:{UNITS_AHEAD}))", re.IGNORECASE)


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of a text and where each starts; a line ends one unless a unit follows."""
    start = 0
    for end in SENTENCE_END.finditer(text):
        yield start, text[start : end.start()]
        start = end.end()
    yield start, text[start:]


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _step(value: Decimal) -> Decimal:
    return Decimal(1).scaleb(min(int(value.as_tuple().exponent), 0))


def _korean(match: re.Match[str], years: tuple[int, ...]) -> Figure | None:
    whole = section = Decimal(0)
    step = Decimal(0)
    for number, small, large in re.findall(rf"({NUMBER})?\s*([천백십])?\s*([조억만])?", match[2]):
        if number:
            part = _number(number)
            section += part.scaleb(KOREAN_SMALL.get(small, 0))
            step = _step(part).scaleb(KOREAN_SMALL.get(small, 0))
        if large:
            whole += section.scaleb(KOREAN[large])
            step = step.scaleb(KOREAN[large])
            section = Decimal(0)
    value = whole + section
    unit = _unit(match[1], match[3]) or "KRW"
    return Figure(match[0].strip(), value, step, unit, years, match.start())


def _english(match: re.Match[str], years: tuple[int, ...]) -> Figure | None:
    unit = _unit(match[1], match[4])
    number = _number(match[2])
    power = ENGLISH.get((match[3] or "").lower(), 0)
    if not unit and not power and number in years and len(match[2]) == 4:
        return None
    value = number.scaleb(power)
    return Figure(match[0].strip(), value, _step(number).scaleb(power), unit, years, match.start())


def _unit(before: str | None, after: str | None) -> str:
    for word in (before, after):
        if word and word.lower() in WON_WORDS:
            return "KRW"
        if word and word.lower() in DOLLAR_WORDS:
            return "USD"
    return ""


# -- answers -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """What a figure is compared with."""

    sums: Sequence[Step]
    shares: Sequence[Step]
    terms: Sequence[Step]
    packages: Sequence[Step]
    rates: Mapping[int, Decimal]
    parts: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
    """What a package is made of as far as it is known, by its id."""
    broader: frozenset[str] = frozenset()
    """Ids of sums that hold the contribution and more."""
    real: Sequence[Step] = ()
    """Sums of each year in prices of another."""
    words: Sequence[Step] = ()
    """Figures that stand in the words about an agreement, with the years of their sentence."""


FINEST = Decimal("1e-10")
"""A figure with more places is nobody's sum or share."""


def check(figure: Figure, known: Known) -> Answer:
    """The best answer for a figure: matches, package, likely slip, close, or unknown."""
    if figure.step < FINEST:
        return Answer(text=figure.text, kind="unknown")
    if figure.unit == "percent":
        return _share(figure, known)
    ways: tuple[tuple[Kind, Iterator[Finding]], ...] = (
        ("matches", _same(figure, _narrow(figure, known), known)),
        ("slip", _broader(figure, known)),
        ("package", _packages(figure, known)),
        ("package", _whole_terms(figure, known)),
        ("in-words", _in_words(figure, known)),
        ("slip", _term(figure, known)),
        ("slip", _other_year(figure, known)),
        ("slip", _real(figure, known)),
        ("slip", _wrong_currency(figure, known)),
        ("slip", _digits(figure, known)),
        ("close", _rate(figure, known)),
    )
    for kind, findings in ways:
        found = tuple(findings)
        if found:
            return _answer(figure, kind, found)
    return Answer(text=figure.text, kind="unknown", findings=tuple(_near(figure, known)))


MOST = 6


def _answer(figure: Figure, kind: Kind, found: Sequence[Finding]) -> Answer:
    """The figure itself first, then the surest findings, and how many more there are."""

    def order(one: Finding) -> tuple[bool, int]:
        held = units(one.step)
        return held is None or held[1] != figure.value, doubt(one.step.confidence)

    unique = {f.step.id: f for f in sorted(found, key=order)}
    told = tuple(unique.values())
    return Answer(text=figure.text, kind=kind, findings=told[:MOST], more=max(0, len(told) - MOST))


def _share(figure: Figure, known: Known) -> Answer:
    found = [
        Finding(how="share", step=step)
        for step in known.shares
        if step.value is not None
        and _printed(step.value, figure.step) == figure.value
        and (not figure.years or step.year in figure.years or step.year is None)
    ]
    claims = [f for f in found if f.step.name == "claim"]
    if found:
        return _answer(figure, "matches", claims or found)
    named = tuple(_in_words(figure, known))
    if named:
        return _answer(figure, "in-words", named)
    other = [
        Finding(how="other-year", step=step)
        for step in known.shares
        if step.value is not None and _printed(step.value, figure.step) == figure.value
    ]
    if other:
        return _answer(figure, "slip", other)
    near = sorted(
        (s for s in known.shares if s.value is not None),
        key=lambda s: abs((s.value or Decimal(0)) - figure.value),
    )
    return Answer(
        text=figure.text,
        kind="unknown",
        findings=tuple(Finding(how="near", step=step) for step in near[:3]),
    )


def units(step: Step) -> tuple[str, Decimal] | None:
    """Currency and value of a sum in units of one."""
    if step.value is None or not is_money(step.unit):
        return None
    currency, _, scale = step.unit.partition(" ")
    return currency, step.value.scaleb(SCALE[scale])


def _printed(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step


NEAR = Decimal("0.05")


def _is(figure: Figure, value: Decimal) -> bool:
    """Whether the figure is the value at its own precision; one of a single digit must be near."""
    if _printed(value, figure.step) != figure.value:
        return False
    return _digits_of(figure.value) > 1 or abs(value / figure.value - 1) <= NEAR


def _in_year(figure: Figure, step: Step) -> bool:
    return not figure.years or step.year in figure.years


def _sums(figure: Figure, steps: Sequence[Step]) -> Iterator[tuple[Step, Decimal]]:
    for step in steps:
        held = units(step)
        if held is not None and figure.unit in ("", held[0]) and held[1] > 0:
            yield step, held[1]


def _same(figure: Figure, steps: Sequence[Step], known: Known) -> Iterator[Finding]:
    if figure.value == 0:
        return
    for step, value in _sums(figure, steps):
        if _is(figure, value) and _in_year(figure, step):
            yield Finding(how="same", step=step, rate=_implied(step, known))


def _in_words(figure: Figure, known: Known) -> Iterator[Finding]:
    """Figures that are told of an agreement and are no recorded number, exactly as told."""
    for step in known.words:
        held = (step.unit, step.value) if step.unit == "percent" else units(step)
        years = str(step.details["years"]).split()
        if held == (figure.unit, figure.value) and {*map(str, figure.years)} <= {*years}:
            yield Finding(how="in-words", step=step)


def _narrow(figure: Figure, known: Known) -> Sequence[Step]:
    """The sums that a figure may be: of the contribution alone, where the sentence speaks of it."""
    if not figure.of_contribution:
        return known.sums
    return [step for step in known.sums if step.id not in known.broader]


def _broader(figure: Figure, known: Known) -> Iterator[Finding]:
    """A sum called the contribution that holds indirect or other support as well."""
    if figure.of_contribution:
        wide = [step for step in known.sums if step.id in known.broader]
        for one in _same(figure, wide, known):
            yield replace(one, how="indirect-counted")


def _packages(figure: Figure, known: Known) -> Iterator[Finding]:
    for one in _same(figure, known.packages, known):
        yield replace(one, parts=known.parts.get(one.step.id, ()))


def _real(figure: Figure, known: Known) -> Iterator[Finding]:
    """A year's sum in prices of another year, told as if it were what was paid."""
    if not figure.years or _digits_of(figure.value) < 4:
        return
    for step, value in _sums(figure, known.real):
        if _is(figure, value) and _in_year(figure, step):
            yield Finding(how="nominal-for-real", step=step)


def _implied(step: Step, known: Known) -> Decimal | None:
    """For a sum in dollars, the won per dollar that the agreed won of its year imply."""
    held = units(step)
    if held is None or held[0] != "USD" or step.details.get("sense") != "converted":
        return None
    for other in known.sums:
        won = units(other)
        whole = other.details.get("sense") == "whole" and not other.details.get("category")
        if (
            won
            and won[0] == "KRW"
            and other.year == step.year
            and other.status == "agreed"
            and whole
        ):
            return round(won[1] / held[1], 0)
    return None


def _term(figure: Figure, known: Known) -> Iterator[Finding]:
    for step, value in _sums(figure, known.terms):
        if _digits_of(figure.value) >= 2 and _is(figure, value):
            yield Finding(how="term", step=step)


def _whole_terms(figure: Figure, known: Known) -> Iterator[Finding]:
    """A whole term, where the text names no year or both ends of it: then it is no slip."""
    for one in _term(figure, known):
        ends = {step.year for step in (one.step.uses[0], one.step.uses[-1])}
        if not figure.years or set(figure.years) == ends:
            yield replace(one, how="same")


def _other_year(figure: Figure, known: Known) -> Iterator[Finding]:
    if not figure.years or _digits_of(figure.value) < 2:
        return
    for step, value in _sums(figure, known.sums):
        if _is(figure, value):
            yield Finding(how="other-year", step=step)


def _wrong_currency(figure: Figure, known: Known) -> Iterator[Finding]:
    """Won typed as dollars, or dollars as won: the same digits under the other sign."""
    if figure.unit == "" or _digits_of(figure.value) < 3:
        return
    how = "won-as-dollars" if figure.unit == "USD" else "dollars-as-won"
    for step in known.sums:
        held = units(step)
        if held is None or held[0] == figure.unit or not _in_year(figure, step):
            continue
        if held[1] > 0 and _is(figure, held[1]):
            yield Finding(how=how, step=step)


def _digits(figure: Figure, known: Known) -> Iterator[Finding]:
    """A digit lost, added or exchanged, or the point one place off, in a sum of that year."""
    ours = _text(figure.value)
    if len(ours) < 3:
        return
    for step, value in _sums(figure, known.sums):
        theirs = _text(value)
        if not _in_year(figure, step) or len(theirs) < 3 or value == figure.value:
            continue
        if ours == theirs:
            if value in (figure.value * 10, figure.value / 10):
                yield Finding(how="ten-times", step=step)
            continue
        same_size = Decimal("0.5") < figure.value / value < Decimal(2)
        if (
            same_size
            and len(theirs) >= 4
            and len(ours) == len(theirs) - 1
            and _without_one(theirs, ours)
        ):
            yield Finding(how="lost-digit", step=step)
        elif (
            same_size
            and len(ours) >= 4
            and len(ours) == len(theirs) + 1
            and _without_one(ours, theirs)
        ):
            yield Finding(how="extra-digit", step=step)
        elif same_size and len(ours) == len(theirs) >= 4 and _exchanged(ours, theirs):
            yield Finding(how="exchanged-digits", step=step)


def _text(value: Decimal) -> str:
    """The significant digits of a value."""
    return f"{value.normalize():f}".replace(".", "").strip("0")


def _digits_of(value: Decimal) -> int:
    return len(_text(value))


def _without_one(longer: str, shorter: str) -> bool:
    return any(longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer)))


def _exchanged(ours: str, theirs: str) -> bool:
    differ = [n for n in range(len(ours)) if ours[n] != theirs[n]]
    if len(differ) != 2 or differ[1] != differ[0] + 1:
        return False
    first, second = differ
    return ours[first] == theirs[second] and ours[second] == theirs[first]


SMALLEST_SUM = Decimal(1_000_000)
TOLERANCE = Decimal("0.03")


def _rate(figure: Figure, known: Known) -> Iterator[Finding]:
    """Dollars that an agreed sum in won would be at a rate that held around its year."""
    if figure.unit != "USD" or _digits_of(figure.value) < 2:
        return
    for step in known.sums:
        held = units(step)
        whole = step.details.get("sense") == "whole" and not step.details.get("category")
        if not held or held[0] != "KRW" or step.status != "agreed" or not whole:
            continue
        if step.year is None or not _in_year(figure, step):
            continue
        implied = held[1] / figure.value
        near = [y for y in range(step.year - 3, step.year + 2) if y in known.rates]
        held_in = [y for y in near if abs(known.rates[y] / implied - 1) <= TOLERANCE]
        if held_in:
            yield Finding(how="rate", step=step, rate=round(implied, 0), years=tuple(held_in))


def _near(figure: Figure, known: Known) -> Iterator[Finding]:
    """The three nearest; a number that is not called a sum has none."""
    if not figure.unit and figure.value < SMALLEST_SUM:
        return
    ranked = sorted(
        _sums(figure, known.sums), key=lambda pair: abs(pair[1] / (figure.value or 1) - 1)
    )
    seen: set[tuple[str, Decimal]] = set()
    for step, value in ranked:
        if (step.unit, value) not in seen and len(seen) < 3:
            seen.add((step.unit, value))
            yield Finding(how="near", step=step)
