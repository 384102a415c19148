"""Charts as tables with small bars: positions in percent, no script, no inline style."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from burdenshare import accounting, study
from burdenshare.show.amounts import Numbers
from burdenshare.show.shares import percent
from burdenshare.vocabulary import Dossier, Share


def years(dossier: Dossier, numbers: Numbers, today: date) -> dict[str, object] | None:
    """The sum of each year in the home money, agreed, by rule, or projected."""
    owed = study.project(dossier)
    ledger = study.payments(dossier, None, today, None)
    rows = []
    for row in ledger.years:
        step = row.whole
        if step is not None and step.value is not None and " " in step.unit:
            rows.append((row.year, step))
    known = {year for year, _ in rows}
    rows += [
        (step.year, step)
        for step in owed
        if step.year is not None and step.year not in known and step.value is not None
    ]
    if not rows:
        return None
    rows.sort(key=lambda row: row[0])
    unit = rows[-1][1].unit  # the newest year's money: older years in another are not drawn
    same = [(year, step) for year, step in rows if step.unit == unit]
    most = max((step.value or Decimal(0)) for _, step in same)
    return {
        "kind": "bars",
        "title": numbers.words.say("web", "chart-years"),
        "unit": numbers.unit(unit),
        "rows": [
            {
                "head": str(year),
                "value": numbers.in_table(step.value or Decimal(0), unit),
                "id": step.id,
                "from": "0",
                "width": f"{(step.value or Decimal(0)) / most * 100:.2f}",
                "class": "projected" if step.status in ("assumed", "projected") else "bar",
                "after": numbers.words.say("status", step.status)
                if numbers.words.has("status", step.status)
                else step.status,
                "end": "",
            }
            for year, step in same
        ],
    }


def strip(dossier: Dossier, numbers: Numbers, newest: bool) -> dict[str, object] | None:
    """Measured shares that somebody stated, each on a line from 0 to 100: all of them, or those
    of the newest year of which both a government and a civic group speak."""
    told = [
        c
        for c in dossier.claims
        if c.kind == "measurement" and c.of == "host" and c.low is not None and c.years is not None
    ]
    if newest:
        sides: dict[int, set[str]] = {}
        for c in told:
            if c.years is not None and c.years.first == c.years.last:
                sides.setdefault(c.years.first, set()).add(c.side)
        both = [y for y, held in sides.items() if "civic" in held and len(held) > 1]
        told = [c for c in told if c.years is not None and c.years.last == max(both, default=0)]
    if not told:
        return None
    korean = numbers.words.language == "ko"
    ordered = sorted(told, key=lambda c: (c.years.last if c.years else 0, c.low or Decimal(0)))
    return {
        "kind": "strip",
        "title": numbers.words.say("web", "chart-strip-of" if newest else "chart-strip",
                                  year=ordered[-1].years),
        "year": str(ordered[-1].years),
        "unit": "%",
        "low": f"{min(c.low for c in told if c.low is not None)}",
        "high": f"{max((c.high or c.low or Decimal(0)) for c in told)}",
        "rows": [
            {
                "head": c.by_ko if korean else c.by,
                "year": str(c.years),
                "value": f"{c.low}" if c.low == c.high or c.high is None else f"{c.low}–{c.high}",
                "id": c.id,
                "from": f"{c.low}",
                "width": "0",
                "class": "dot",
                "after": _definition(c.definition, dossier, numbers),
                "end": "",
            }
            for c in ordered
        ],
    }  # fmt: skip


def _definition(name: str, dossier: Dossier, numbers: Numbers) -> str:
    known = dossier.definitions.get(name)
    return numbers.words.text(known.title) if known is not None else ""


def bridge(
    start: Share, end: Share, dossier: Dossier, numbers: Numbers
) -> dict[str, object] | None:
    """From one share to another, a bar a step."""
    if start.share.value is None or end.share.value is None or start.host.unit != end.host.unit:
        return None
    held = accounting.bridge(dossier, start, end)
    rows: list[dict[str, str]] = []
    before = Decimal(held.first.numerator) / held.first.denominator
    rows.append(_total(start, before, dossier, numbers))
    for step in held.steps:
        after = Decimal(step.reached.numerator) / step.reached.denominator
        change = after - before
        known = step.after or step.before
        rows.append({
            "head": numbers.words.text(dossier.items[step.item].title),
            "value": "" if known is None or known.value is None
            else numbers.amount(known.value.quantize(Decimal("0.1")), known.unit),
            "id": known.id if known is not None else "",
            "from": f"{min(before, after):.2f}",
            "width": f"{abs(change):.2f}",
            "class": "up" if change >= 0 else "down",
            "after": f"{change:+.2f}".replace("-", "−"),
            "end": f"{percent(after)} %",
        })  # fmt: skip
        before = after
    rows.append(_total(end, before, dossier, numbers))
    title = numbers.words.say(
        "web", "chart-bridge", start=percent(start.share.value), end=percent(end.share.value)
    )
    return {"kind": "bars", "title": title, "unit": "%", "rows": rows}


def _total(one: Share, value: Decimal, dossier: Dossier, numbers: Numbers) -> dict[str, str]:
    title = (
        dossier.definitions[one.definition].title if one.definition in dossier.definitions else ""
    )
    return {
        "head": numbers.words.text(title), "value": "", "id": one.share.id, "from": "0",
        "width": f"{value:.2f}", "class": "bar", "after": "", "end": f"{percent(value)} %",
    }  # fmt: skip
