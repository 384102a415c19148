"""Numbers as people write them in each language: 836.1 ₩ bn, 8,361 억 원."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from burdenshare.show import marks, precision
from burdenshare.show.words import Words
from burdenshare.vocabulary import CategoryTitle, Currency, Step, digest

SCALES = {"": 0, "thousand": 3, "mn": 6, "bn": 9, "tn": 12}
EOK = 8  # 억, the hundred million in which Korean counts money

HARD = "\u00a0"  # a blank at which no line is broken

MARKS = {"computed": "*", "assumed": "†", "projected": "‡"}
"""By the status of a number, the mark behind it."""


@dataclass(frozen=True)
class Numbers:
    """How the numbers of one dossier are written in one language."""

    words: Words
    currency: Mapping[str, Currency]
    category: Mapping[str, CategoryTitle] = field(default_factory=dict)
    shown: dict[str, Step] | None = None
    """Where a door links numbers: every number that was printed, by the id it is linked to."""

    def cite(self, text: str, step: Step) -> str:
        """``text`` as a printed form of ``step``, linked where the door links numbers."""
        if self.shown is None or not text:
            return text
        name, copies = step.id, 1
        while (held := self.shown.setdefault(name, step)) is not step and held != step:
            copies += 1
            name = f"{step.id}~{copies}"
        return marks.marked(text, name)

    def named(self, text: str, name: str) -> str:
        """``text`` as the recorded number called ``name``."""
        return text if self.shown is None else marks.marked(text, name)

    def made(self, text: str, name: str, uses: Sequence[Step], **details: object) -> str:
        """``text`` as a number that this answer makes of ``uses`` and that is no noun of its own:
        a difference, a width. ``name`` is what it is, among the words for steps; its id is the
        same in every language."""
        if self.shown is None or not uses:
            return text
        words = {key: self.words.text(value) for key, value in details.items()}
        step = Step(
            id=f"{name}-{digest([one.id for one in uses])}",
            name=name, value=None, unit="", status="computed", how="made",
            details={**words, "shown": text.replace(HARD, " ")}, uses=tuple(uses),
        )  # fmt: skip
        return self.cite(text, step)

    def plain(self, value: Decimal) -> str:
        """Digits with thousands parted.

        Exactly as they are; a quotient without end keeps four decimals.
        """
        if int(value.as_tuple().exponent) < -6:
            value = _rounded(value, 4).normalize()
        return f"{value:,f}".replace("-", "−")

    def unit(self, unit: str) -> str:
        """The name of a unit: ``KRW bn`` is ``₩ bn``, and 억 원 in Korean."""
        if " per " in unit:
            ours, _, theirs = unit.partition(" per ")
            names = {"ours": self._name(ours), "theirs": self._name(theirs)}
            return self.words.say("unit", "per", **names)
        if self.words.has("unit", unit) and unit not in SCALES:
            return self.words.say("unit", unit)
        code, _, scale = unit.partition(" ")
        if code not in self.currency or scale not in SCALES:
            return unit
        if self.words.language == "ko":
            return f"{self._korean_scale(code, scale)} {self._name(code)}".strip()
        sign = self.currency[code].sign or code
        return f"{sign} {scale}".strip()

    def in_table(self, value: Decimal, unit: str) -> str:
        """The digits that stand under the unit's name."""
        code, _, scale = unit.partition(" ")
        if self.words.language == "ko" and code == "KRW" and scale == "bn":
            return self.plain(_moved(value, SCALES[scale] - EOK))
        return self.plain(value)

    def amount(self, value: Decimal, unit: str) -> str:
        """Digits and unit, exactly: ``₩836.1 bn``, ``8,361억 원``."""
        code, _, scale = unit.partition(" ")
        if unit == "percent":
            return (
                f"{self.plain(value)}{HARD}%"
                if self.words.language == "en"
                else f"{self.plain(value)}%"
            )
        if code in self.currency and scale in SCALES:
            if self.words.language == "ko":
                return self._korean(value, code, SCALES[scale], 0)
            minus = "−" if value < 0 else ""
            sign = self.currency[code].sign or f"{code}{HARD}"
            return f"{minus}{sign}{self.plain(abs(value))}{HARD}{scale}".strip(HARD)
        if " per " in unit:
            ours, _, theirs = unit.partition(" per ")
            names = {"ours": self._name(ours), "theirs": self._name(theirs)}
            return self.words.say("unit", "rate", value=self.plain(value), **names)
        return f"{self.plain(value)}{HARD}{self.unit(unit)}"

    def exactly(self, value: Decimal, unit: str) -> str:
        """All digits, in the unit of tables."""
        if self.words.language == "ko" and unit != "percent":
            return f"{self.in_table(value, unit)}{HARD}{self.unit(unit)}"
        return self.amount(value, unit)

    def several(self, steps: Sequence[Step], unit: str = "") -> str:
        """Rival numbers side by side; a common unit stands once."""
        units = {step.unit for step in steps}
        code, _, scale = steps[0].unit.partition(" ")
        sign = self.currency[code].sign if code in self.currency else ""
        common = len(units) == 1 and steps[0].unit != unit and self.words.language == "en"
        if not (common and len(steps) > 1 and sign):
            return " / ".join(self.step(step, unit) for step in steps)
        digits = " / ".join(self.step(step, step.unit) for step in steps)
        return f"{sign}{digits}{HARD}{scale}"

    def prose(self, value: Decimal, unit: str) -> str:
        """A sum for a sentence, rounded half-up: ``₩1.52 trillion``, ``1조 5,192억 원``."""
        code, _, scale = unit.partition(" ")
        if code not in self.currency or scale not in SCALES:
            return self.amount(value, unit)
        if self.words.language == "ko":
            return self._korean(value, code, SCALES[scale], EOK if code == "KRW" else 4)
        units = _moved(value, SCALES[scale])
        for name, power, decimals in (("tn", 12, 2), ("bn", 9, 1), ("mn", 6, 1)):
            scaled = _rounded(_moved(units, -power), decimals)
            if abs(scaled) >= 1 or name == "mn":
                sign = self.currency[code].sign or f"{code} "
                return f"{sign}{scaled:,f} {self.words.say('unit', name)}"
        raise AssertionError("mn ends the loop")

    def step(self, step: Step, unit: str = "") -> str:
        """A number in a cell: its digits, or why there are none; its unit where not ``unit``."""
        if step.how == "made":
            return str(step.details["shown"])
        if step.how == "parts" or (step.value is None and step.uses and step.gap is None):
            return " + ".join(self.step(part) for part in step.uses)
        if step.value is None:
            return self.words.say("gap-mark", step.gap or "not-published")
        mark = MARKS.get(step.status, "")
        if step.how == "difference":
            mark = "*"
        value = _trimmed(step.value) if step.name == "growth" else precision.told(step)
        shown = self.in_table if step.unit == unit else self.amount
        return self.cite(shown(value, step.unit), step) + mark

    def _name(self, code: str) -> str:
        known = self.currency.get(code)
        return self.words.text(known.title) if known else code

    def _korean_scale(self, code: str, scale: str) -> str:
        if code == "KRW" and scale == "bn":
            return "억"
        return self.words.say("unit", scale) if scale else ""

    def _korean(self, value: Decimal, code: str, power: int, to: int) -> str:
        """조, 억, 만 and what is below, rounded to 10^``to`` where the sum is larger than that."""
        units = _moved(abs(value), power)
        if int(units.as_tuple().exponent) < -3:  # a quotient: nobody pays parts of a won
            units = _rounded(units, 0)
        if units >= 10**to:
            units = _moved(_rounded(units.scaleb(-to), 0), to) if to else units
        sign = "−" if value < 0 else ""
        whole, below = divmod(units, 10_000)
        trillions, rest = divmod(int(whole), 10**8)
        hundred_millions, ten_thousands = divmod(rest, 10_000)
        words = [
            f"{count:,}{name}"
            for count, name in (
                (trillions, "조"),
                (hundred_millions, "억"),
                (ten_thousands, "만"),
            )
            if count
        ]
        if below or not words:
            return f"{sign}{HARD.join([*words, f'{below.normalize():,f}'])}{self._name(code)}"
        return f"{sign}{HARD.join(words)}{HARD}{self._name(code)}"


def _trimmed(value: Decimal) -> Decimal:
    """Without the zeros that arithmetic leaves behind: 10.100 is 10.1, 4.00 is 4.0."""
    trimmed = value.normalize()
    return trimmed if int(trimmed.as_tuple().exponent) < 0 else _rounded(value, 1)


def _moved(value: Decimal, places: int) -> Decimal:
    """``value`` × 10^places, written without an exponent and without needless zeros."""
    moved = value.scaleb(places)
    return moved.quantize(Decimal(1)) if int(moved.as_tuple().exponent) > 0 else moved


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
