"""Numbers laid in sheets with all that they were made from: records, assumptions, steps.

What is recorded stands in Records as it is written; what is assumed, and the terms of a rule, in
Assumptions, where it may be changed; what is worked out, in Steps as a formula over the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from burdenshare.show import explain
from burdenshare.show.amounts import Numbers
from burdenshare.show.data import documents, place
from burdenshare.show.workbook.cells import Cell, Leaf, Look, elsewhere, heads, named, text
from burdenshare.show.workbook.formulas import formula
from burdenshare.vocabulary import Source, Step

RECORD_HEADS = ("id", "what", "year", "value", "unit", "status", "confidence", "note",
                "documents", "at", "place")  # fmt: skip
STEP_HEADS = ("id", "what", "year", "value", "unit", "made", "live", "status", "confidence",
              "documents", "place")  # fmt: skip
ASSUMED_HEADS = ("what", "value", "unit", "name", "why")
VALUE = 3
"""Column of the value in Records and Steps."""
ASSUMED = 1
TOP = 4
"""Rows above the numbers."""

PERCENT = "0.0#####"
PLAIN = "#,##0.######"


PICKED = frozenset(
    f"{side}-side-{end}" for side in ("host", "sending") for end in ("least", "most")
)
"""Sides in which figures of other years stand for what is not recorded: the least or the greatest
of them, picked when the file was made."""


class Trace:
    """Every number of a workbook, each once, and the cell it stands in."""

    def __init__(self, numbers: Numbers, sources: Mapping[str, Source]) -> None:
        say = numbers.words.say
        self.numbers = numbers
        self.sources = sources
        self.records = self._leaf("records", RECORD_HEADS, (30, 44, 8, 20, 12, 12, 11, 40, 24, 24,
                                                            40))  # fmt: skip
        self.assumptions = self._leaf("assumptions", ASSUMED_HEADS, (60, 14, 16, 34, 70))
        self.steps = self._leaf("steps", STEP_HEADS, (34, 50, 8, 20, 12, 50, 12, 12, 11, 24, 40))
        self.live = say("workbook", "live")
        self.held: dict[str, list[tuple[Step, str]]] = {}
        self.by_identity: dict[int, tuple[Step, str]] = {}
        self.inputs: dict[object, str] = {}
        self.names: set[str] = set()
        self.cited: dict[str, None] = {}
        self.overridden: dict[str, str] = {}
        """Formulas that a sheet of its own gives for a step, by its id."""
        self.stale: set[str] = set()
        """Cells whose number stays as it was when the file was made: a value that the program
        worked out, and every formula over such a value."""
        self.rules: dict[tuple[str, str], dict[int, dict[str, str]]] = {}
        """Cells of the terms of rules, by agreement and file, and by the line of the rule."""

    def _leaf(self, key: str, columns: Sequence[str], widths: Sequence[int]) -> Leaf:
        say = self.numbers.words.say
        leaf = Leaf(say("workbook", key), widths=widths, frozen=(TOP, 0))
        leaf.add(text(say("workbook", key), "title"))
        leaf.add(text(say("workbook", f"{key}-note"), "note"))
        leaf.add()
        leaf.add(*heads(*(say("workbook", f"head-{name}") for name in columns)))
        return leaf

    def leaves(self) -> list[Leaf]:
        """The sheets that hold anything."""
        return [one for one in (self.assumptions, self.steps, self.records) if len(one.rows) > TOP]

    # -- numbers ----------------------------------------------------------------------------------

    def ref(self, step: Step, own: str = "") -> str:
        """The cell of a number; it is laid where it is not yet. ``own`` keeps an assumption of
        one line apart from an equal one of another."""
        known = self.by_identity.get(id(step))
        if known is not None:
            return known[1]
        if not own:
            for other, there in self.held.get(step.id, ()):
                if other == step:
                    self.by_identity[id(step)] = (step, there)
                    return there
        there = self._laid(step, own)
        self.by_identity[id(step)] = (step, there)
        self.held.setdefault(step.id, []).append((step, there))
        return there

    def is_of_several(self, step: Step) -> bool:
        """Whether equal assumptions of several lines have a cell each, so that a number alone does
        not say of which line it is."""
        return len({there for other, there in self.held.get(step.id, ()) if other == step}) > 1

    def all(self, steps: Iterable[Step]) -> None:
        for step in steps:
            self.ref(step)

    def cell(self, step: Step | None, digits: str = "", look: Look = "number") -> Cell:
        """A number of elsewhere, live; a word where there is none."""
        if step is None:
            return text("")
        if step.value is None:
            self.ref(step)
            return text(self._gap(step))
        told = self.ref(step)
        look = look if self.follows(step) else "fixed"
        return Cell(self.sum(step.value, step.unit), told, look, digits or PLAIN)

    def follows(self, step: Step) -> bool:
        """Whether the cell of a number moves with all that it was made from."""
        return self.ref(step) not in self.stale

    def power(self, unit: str) -> int:
        """By which power of ten sums of a unit are written larger than they are recorded."""
        return 1 if unit == "KRW bn" and self.numbers.words.language == "ko" else 0

    def sum(self, value: Decimal, unit: str) -> Decimal:
        """A value in the unit that the workbook has for it."""
        power = self.power(unit)
        return value.scaleb(power) if power else value

    def _gap(self, step: Step) -> str:
        words = self.numbers.words
        if step.name == "operations-gap" and words.has("operations", step.how):
            return words.say("operations", step.how)
        return words.say("gap", step.gap or "not-published")

    def _laid(self, step: Step, own: str) -> str:
        self.cited.update(dict.fromkeys(step.source))
        if step.how in OF_TERMS and step.value is not None:
            return self._step(step)
        if not step.uses:
            assumed = step.status == "assumed" and step.value is not None
            return self._assumed(step, own) if assumed else self._record(step)
        return self._step(step)

    def _record(self, step: Step) -> str:
        numbers = self.numbers
        row = self.records.add(
            text(step.id), text(self.called(step)), _year(step), self._value(step),
            text(self.unit(step.unit)), text(self.status(step)), text(self._confidence(step)),
            text(numbers.words.text(step.note) if step.note else ""), self._documents(step),
            text(step.at), text(place(step)),
        )  # fmt: skip
        return elsewhere(self.records.title, row, VALUE)

    def _value(self, step: Step) -> Cell:
        if step.value is None:
            return text(self._gap(step))
        return Cell(self.sum(step.value, step.unit), look="number", digits=PLAIN)

    def _assumed(self, step: Step, own: str) -> str:
        told = f"{own}: {self.called(step)}" if own else self.called(step)
        if step.name == "figure" and step.year is not None:
            told = f"{self.numbers.words.text(step.details.get('series', ''))}, {step.year}"
            name = named(step.id.removesuffix("-assumed"))
        else:
            name = named("in", own, step.name if own else step.id)
        if step.unit == "months":  # they decide which rule holds: no cell can follow them
            return self.unmoved(told, step)
        # Low and high paths assume other rates of the same year: each has a cell of its own.
        return self.input(("assumed", step.id, own, step.value), told, step.value, step.unit, name,
                          explain.how(step, self.numbers))  # fmt: skip

    def input(
        self, key: object, what: str, value: Decimal | None, unit: str, name: str, why: str = ""
    ) -> str:
        """A cell that may be changed; the same ``key`` is the same cell."""
        if key not in self.inputs:
            held = None if value is None else self.sum(value, unit)
            row = self.assumptions.add(
                text(what), Cell(held, look="input", digits=PLAIN, name=self._name(name)),
                text(self.unit(unit)), text(self._last), text(why),
            )  # fmt: skip
            self.inputs[key] = elsewhere(self.assumptions.title, row, ASSUMED)
        return self.inputs[key]

    def unmoved(self, what: str, step: Step) -> str:
        """What was assumed, where it must not be changed."""
        row = self.assumptions.add(
            text(what), Cell(step.value, look="fixed", digits=PLAIN), text(self.unit(step.unit)),
            text(""), text(explain.how(step, self.numbers)),
        )  # fmt: skip
        return elsewhere(self.assumptions.title, row, ASSUMED)

    def _name(self, name: str) -> str:
        """A name that no other cell has; names are the same in great and small letters."""
        number, wanted = 1, name
        while wanted.lower() in self.names:
            number += 1
            wanted = f"{name}_{number}"
        self.names.add(wanted.lower())
        self._last = wanted
        return wanted

    _last = ""

    def name(self, *parts: object) -> str:
        """A name for a cell of an answer."""
        return self._name(named(*parts))

    def _step(self, step: Step) -> str:
        own = self._of_line(step)
        refs = [self.ref(used, own if used.name in COUNTED else "") for used in step.uses]
        told = self.overridden.get(step.id) or formula(
            step, refs, self._inputs_of(step), self.power
        )
        over = step.name in PICKED or (
            step.id not in self.overridden and any(ref in self.stale for ref in refs)
        )
        live = ("over-value" if over else "live") if told else "not-live"
        value = text(self._gap(step))
        if step.value is not None:
            look: Look = "number" if live == "live" else "fixed"
            value = Cell(self.sum(step.value, step.unit), told, look, PLAIN)
        row = self.steps.add(
            text(step.id), text(self.called(step), "fixed" if step.how in TOLD else "text"),
            _year(step), value, text(self.unit(step.unit)), text(self._how(step), "fixed"),
            text(self.numbers.words.say("workbook", live) if step.value is not None else ""),
            text(self.status(step)), text(self._confidence(step)), self._documents(step),
            text(place(step)),
        )  # fmt: skip
        there = elsewhere(self.steps.title, row, VALUE)
        if step.value is not None and live != "live":
            self.stale.add(there)
        return there

    def _of_line(self, step: Step) -> str:
        """What line a count or a time is of, so that each has a cell of its own."""
        if step.how not in ("operation", "operation-with-support"):
            return ""
        basis = str(step.details.get("basis", ""))
        return step.id.removeprefix("cost-").removesuffix(f"-{basis}")

    # -- what a rule or an answer takes from the reader --------------------------------------------

    def _inputs_of(self, step: Step) -> dict[str, str]:
        if step.how in ("growth", "growth-fixed"):
            return self.terms(step)
        if step.how == "grown" and "round_to" in step.details:
            return self.terms(step.uses[-1], Decimal(str(step.details["round_to"])), step)
        if step.how in ("per-head", "metered"):
            return self._bounds(step)
        if step.how == "cap-from":
            return self._rule_of(step)
        if step.how == "present":
            return {"discount": self._of_answer("discount", str(step.details["discount"]))}
        if step.how == "operations-paid":
            return {key: self._of_answer(key, str(step.details[key]), str(step.details[key]))
                    for key in ("anyway", "host")}  # fmt: skip
        return {}

    def _of_answer(self, key: str, value: str, apart: str = "") -> str:
        told = self.numbers.words.say("workbook", f"in-{key}")
        name = named("in", key, apart)
        return self.input((key, apart), told, Decimal(value), "percent", name)

    def terms(
        self, growth: Step, round_to: Decimal | None = None, grown: Step | None = None
    ) -> dict[str, str]:
        """The cells of the terms of a rule: cap, floor, what is added, and the rounding."""
        said = self.numbers.words.say
        rule = (str(growth.place), *(str(growth.details.get(k, "")) for k in TERMS))
        agreement = growth.id.removeprefix("growth-").rsplit(f"-{growth.year}", 1)[0]
        title = self._rule_title(growth)
        cells = {}
        for key in TERMS:
            held = growth.details.get(key)
            value = Decimal(str(held)) if held is not None else None
            cells[key] = self.input(
                (rule, agreement, key), f"{title}: {said('workbook', f'in-{key}')}", value,
                "percent", named("in", key, agreement, growth.year),
                said("workbook", "in-empty") if value is None else str(growth.place),
            )  # fmt: skip
        self.rules.setdefault((agreement, growth.place.file), {})[growth.place.line] = {**cells}
        if round_to is not None and grown is not None:
            cells["round_to"] = self.input(
                (rule, agreement, "round_to", grown.unit),
                f"{title}: {said('workbook', 'in-round_to')}", round_to, grown.unit,
                named("in", "round_to", agreement, growth.year),
                said("how", str(grown.details.get("rounding", "half-up"))),
            )  # fmt: skip
        return cells

    def _rule_of(self, start: Step) -> dict[str, str]:
        """The cells of the terms of the rule whose cap is told; none where no sum rests on it."""
        agreement = start.id.removeprefix("cap-from-")
        above = {
            line: cells
            for (name, file), rules in self.rules.items()
            if file == start.place.file and agreement.startswith(f"{name}-")
            for line, cells in rules.items()
            if line <= start.place.line
        }
        return above[max(above)] if above else {}

    def _bounds(self, step: Step) -> dict[str, str]:
        """The cells of a part that is paid of a cost: its share, its bounds, its rounding."""
        say = self.numbers.words.say
        units = {"share": "percent", "heads": "heads", "least": step.unit, "most": step.unit,
                 "round_to": step.unit}  # fmt: skip
        keys = {"per-head": ("heads", "most"), "metered": ("share", "least", "most")}[step.how]
        if "round_to" in step.details:
            keys = (*keys, "round_to")
        part = step.id.removeprefix("contribution-").removesuffix(f"-{step.how}")
        apart = part.replace(f"-{step.year}", "")
        cells = {}
        for key in keys:
            held = step.details.get(key)
            value = Decimal(str(held)) if held is not None else None
            told = self.numbers.words.say("workbook", f"in-{key}")
            title = say("workbook", f"part-{step.how}", agreement=apart)
            cells[key] = self.input(
                (str(step.place), apart, key), f"{title}: {told}", value,
                units[key] if key != "heads" else step.uses[0].unit, named("in", key, apart),
                say("workbook", "in-empty") if value is None else str(step.place),
            )  # fmt: skip
        return cells

    def _rule_title(self, growth: Step) -> str:
        agreement = growth.id.removeprefix("growth-").rsplit(f"-{growth.year}", 1)[0]
        return self.numbers.words.say(
            "workbook", "rule-of", agreement=agreement, year=growth.year or ""
        )

    # -- words -------------------------------------------------------------------------------------

    def called(self, step: Step) -> str:
        """What a number is."""
        told = explain.name(step, self.numbers)
        asset = step.details.get("asset") if step.name in ("operation",) else None
        named_asset = self.numbers.words.text(asset) if asset else ""
        return told if named_asset in told else f"{named_asset}: {told}"

    def unit(self, unit: str) -> str:
        return self.numbers.unit(unit) if unit else ""

    def _how(self, step: Step) -> str:
        return explain.how(step, self.numbers)

    def status(self, step: Step) -> str:
        words = self.numbers.words
        return words.say("status", step.status) if words.has("status", step.status) else step.status

    def _confidence(self, step: Step) -> str:
        return self.numbers.words.say("workbook", f"sure-{step.confidence}")

    def _documents(self, step: Step) -> Cell:
        told = documents(step)
        url = self.sources[told[0]].url if len(told) == 1 and told[0] in self.sources else ""
        return Cell("; ".join(told), link=url)


TERMS = ("plus", "floor", "cap")
TOLD = ("present", "operations-paid")
"""What is called by numbers that may be changed: a discount, the parts that are paid."""
OF_TERMS = ("growth-fixed", "cap-from")
"""What is made of the terms of a rule alone."""
COUNTED = ("count", "hours", "days")


def _year(step: Step) -> Cell:
    years = str(step.details.get("years") or "")
    if "–" in years:
        return text(years)
    return Cell(step.year or None)
