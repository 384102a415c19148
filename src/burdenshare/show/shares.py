"""Shares, claims, bridges and all definitions as tables for people."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from burdenshare.show import data, explain, precision
from burdenshare.show.amounts import Numbers
from burdenshare.show.explain import citation
from burdenshare.show.tables import Column, Sheet
from burdenshare.vocabulary import (
    Answer,
    Bridge,
    Claim,
    Counted,
    Definition,
    Dossier,
    Finding,
    Multiverse,
    Share,
    Step,
    Text,
    Verdict,
    Years,
)

HUNDREDTH = Decimal("0.01")
TENTH = Decimal("0.1")
NOTHING = "–"


def percent(value: Decimal | Fraction | None, places: int = 2) -> str:
    """A percentage as it is printed, half-up."""
    if value is None:
        return "–"
    exact = value if isinstance(value, Decimal) else _decimal(value)
    shown = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{shown:f}".replace("-", "−")


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _names(gaps: Iterable[Step], dossier: Dossier, numbers: Numbers) -> str:
    """The missing items by name; of many, the first three and how many more."""
    names = [_item(dossier, str(gap.details["name"]), numbers) for gap in gaps]
    if len(names) > 4:
        return _say(numbers, "and-more", items=", ".join(names[:3]), count=len(names) - 3)
    return ", ".join(names)


def _say(numbers: Numbers, key: str, **details: object) -> str:
    return numbers.words.say("share", key, **details)


def _title(dossier: Dossier, name: str, numbers: Numbers) -> str:
    known = dossier.definitions.get(name)
    return numbers.words.text(known.title) if known else name


def _item(dossier: Dossier, name: str, numbers: Numbers) -> str:
    known = dossier.items.get(name)
    return numbers.words.text(known.title) if known else name


# -- one share ---------------------------------------------------------------------------------


def share(
    one: Share, definition: Definition, dossier: Dossier, numbers: Numbers
) -> Iterator[Sheet]:
    """The answer, both sums, every item counted and every item left out, with the reasons."""
    words = numbers.words
    title = _say(numbers, "title", title=words.text(definition.title), years=one.years)
    yield Sheet(title, notes=tuple(_answer(one, dossier, numbers)))
    columns = (
        Column(_say(numbers, "item")),
        Column(_say(numbers, "bearer")),
        Column(numbers.unit(one.host.unit), True),
        Column(_say(numbers, "how")),
        Column(_say(numbers, "because")),
        Column(numbers.words.say("label", "source")),
    )
    rows = [_counted(c, dossier, numbers) for c in one.counted]
    for side in (one.host, one.sending):
        value = _say(numbers, "not-recorded")
        if side.value is not None:
            value = _in_table(side, numbers) + _derived(side)
        rows.append((_say(numbers, side.name), "", value, "", "", ""))
    yield Sheet(_say(numbers, "what-counts"), columns, tuple(rows), marks=("derived",))
    left = [
        (", ".join(_item(dossier, i, numbers) for i in block.items), words.text(block.because))
        for block in definition.leave_out
    ]
    heads = (Column(_say(numbers, "item")), Column(_say(numbers, "because")))
    if left and one.definition == definition.name:
        yield Sheet(_say(numbers, "left-out"), heads, tuple(left))


def in_short(one: Share, dossier: Dossier, numbers: Numbers) -> str:
    """The share in one sentence with its year and definition."""
    title = _title(dossier, one.definition, numbers)
    if one.share.value is None:
        names = _names(one.missing, dossier, numbers)
        return _say(numbers, "lead-missing", title=title, items=names, years=one.years)
    value = of_share(one.share, numbers)
    return _say(numbers, "lead", title=title, value=value, years=one.years, host=dossier.host)


def _answer(one: Share, dossier: Dossier, numbers: Numbers) -> Iterator[str]:
    if one.share.value is not None:
        value = of_share(one.share, numbers)
        yield _say(numbers, "answer", value=value, years=one.years, id=one.share.id)
    else:
        names = ", ".join(_item(dossier, str(g.details["name"]), numbers) for g in one.missing)
        yield _say(numbers, "missing", items=names, years=one.years)
        if one.low is not None and one.high is not None:
            low, high = bounds(one, numbers)
            key = "interval" if one.low != one.high else "carried"
            ids = ", ".join(end.id for end in one.ends[: 1 if one.low == one.high else 2])
            yield _say(numbers, key, low=low, high=high, id=ids)
            for step in {step.id: step for step in one.bounds}.values():
                cited = "; ".join(dict.fromkeys(_sources(step)))
                yield f"    {_value(step, numbers)} [{cited}] {step.place}"
        else:
            yield _say(numbers, "assume")
    yield from _rests_on((one,), dossier, numbers)
    definition = dossier.definitions.get(one.definition)
    if definition is not None and definition.used_by:
        yield _say(numbers, "used-by", who=numbers.words.text(definition.used_by))
    if definition is not None and definition.note:
        yield numbers.words.text(definition.note)


def _rests_on(shares: Sequence[Share], dossier: Dossier, numbers: Numbers) -> Iterator[str]:
    """What a reader must know before taking these shares for measurements."""
    derived = sorted({claim for one in shares for claim in one.derived_from})
    for caveat in dict.fromkeys(name for one in shares for name in one.caveats):
        yield _say(numbers, caveat, claims=", ".join(derived))
    yield from _doubts(shares, dossier, numbers)


def _doubts(shares: Sequence[Share], dossier: Dossier, numbers: Numbers) -> Iterator[str]:
    """What the records themselves doubt of the claims that state such a share for that year, and
    of those that a sum was worked back from."""
    named = {name for one in shares for name in one.derived_from}
    asked = {(one.definition, one.years) for one in shares}
    for claim in dossier.claims:
        if claim.id in named or (claim.definition, claim.years) in asked:
            yield from doubts_of(claim, dossier, numbers)


def doubts_of(claim: Claim, dossier: Dossier, numbers: Numbers) -> Iterator[str]:
    """A sentence a doubt, the last with the place to read more."""
    korean = numbers.words.language == "ko"
    told = [
        _say(numbers, doubt, percent=_printed(claim, numbers),
             by=claim.by_ko if korean else claim.by, year=claim.years or "–")
        for doubt in claim.doubts
    ]  # fmt: skip
    if told:
        called = shlex.quote(dossier.name)
        yield " ".join((*told, _say(numbers, "doubt-more", dossier=called, id=claim.id)))


def _value(step: Step, numbers: Numbers) -> str:
    root = _root(step)
    years = root.details.get("years", step.year)
    item = root.details.get("item", "")
    name = numbers.words.text(item) if item else _what(root, None, numbers)
    return f"{name}, {years}: {numbers.step(step)}"


def _in_table(step: Step, numbers: Numbers) -> str:
    return numbers.cite(numbers.in_table(precision.told(step, TENTH), step.unit), step)


def _amount(step: Step, numbers: Numbers) -> str:
    return numbers.cite(numbers.amount(precision.told(step, TENTH), step.unit), step)


def of_share(step: Step, numbers: Numbers) -> str:
    """A share in percent, without the sign."""
    return numbers.cite(percent(step.value), step) if step.value is not None else NOTHING


def bounds(one: Share, numbers: Numbers) -> tuple[str, str]:
    """The least and the greatest that a share with missing figures can be."""
    low, high = (numbers.cite(percent(end.value, 1), end) for end in one.ends)
    return low, high


def _counted(one: Counted, dossier: Dossier, numbers: Numbers) -> tuple[str, ...]:
    step = one.step
    value = "" if step.value is None else _in_table(step, numbers)
    mark = "†" if _root(step).status == "assumed" else _derived(step)
    return (
        _item(dossier, one.item, numbers),
        _say(numbers, one.bearer),
        value + mark,
        _made(step, numbers),
        numbers.words.text(one.because)
        if one.because and one.because.en
        else _say(numbers, "own-switch"),
        "; ".join(dict.fromkeys(_sources(step))),
    )


def _derived(step: Step) -> str:
    """The mark of a sum that is no more precise than a share it was worked back from."""
    return "" if precision.known_to(step) is None else "‡"


def _root(step: Step) -> Step:
    return step.uses[0] if step.how == "converted" else step


def _sources(step: Step) -> Iterator[str]:
    yield from step.source
    for used in step.uses:
        yield from _sources(used)


def _made(step: Step, numbers: Numbers) -> str:
    root = _root(step)
    parts = []
    if step.how == "converted" and root.value is not None:
        parts.append(
            _say(numbers, "at-rate", sum=numbers.step(root), rate=numbers.step(step.uses[1]))
        )
    if root.how in ("rest-of-sum", "worked-back", "sum", "interpolated", "assumed"):
        details = {"claim": root.details.get("claim", "")}
        parts.append(_say(numbers, root.how, **details))
    valuation = str(root.details.get("valuation", ""))
    if valuation and root.how == "recorded" and numbers.words.has("valuation", valuation):
        parts.append(numbers.words.say("valuation", valuation))
    if root.details.get("year_basis") == "us-fiscal":
        parts.append(_say(numbers, "us-fiscal"))
    return "; ".join(parts)


def every(
    shares: Sequence[Share], dossier: Dossier, numbers: Numbers, years: object
) -> Iterator[Sheet]:
    """A year under every definition, side by side; none is the default."""
    columns = (
        Column(_say(numbers, "definition")),
        Column(""),
        Column("%", True),
        Column(_say(numbers, "host-side"), True),
        Column(_say(numbers, "sending-side"), True),
        Column(_say(numbers, "remark")),
    )
    rows = []
    for one in shares:
        shown = of_share(one.share, numbers)
        low, high = bounds(one, numbers) if one.low is not None else ("", "")
        if one.share.value is None and one.low is not None:
            shown = f"{low}–{high}"
        remark = []
        if one.low is not None and one.low == one.high:
            shown = f"({low})"
            remark.append(_say(numbers, "one-figure"))
        if one.missing:
            remark.append(_say(numbers, "lacks", items=_names(one.missing, dossier, numbers)))
        if one.derived_from:
            remark.append(_say(numbers, "given", claims=", ".join(one.derived_from)))
        sums = [
            _amount(s, numbers) + _derived(s) if s.value and not one.missing else NOTHING
            for s in (one.host, one.sending)
        ]
        title = _title(dossier, one.definition, numbers)
        rows.append((one.definition, title, shown, *sums, "; ".join(remark)))
    yield Sheet(
        _say(numbers, "every", years=years),
        columns,
        tuple(rows),
        (*_doubts(shares, dossier, numbers), _sides(dossier, numbers)),
        ("derived",),
    )


def _sides(dossier: Dossier, numbers: Numbers) -> str:
    """How many claims each side has in the records: none is the default."""
    held = Counter(claim.side for claim in dossier.claims)
    told = ", ".join(f"{numbers.words.say('side', side)} {n}" for side, n in held.most_common())
    return _say(numbers, "sides", sides=told)


# -- claims ------------------------------------------------------------------------------------


def claims(
    verdicts: Sequence[Verdict], dossier: Dossier, numbers: Numbers, without: int = 0
) -> Iterator[Sheet]:
    """A line a claim, and how many there are of each verdict; ``without`` is how many were left
    out because they name no year."""
    words = numbers.words
    columns = (
        Column(words.say("label", "id"), whole=True),
        Column(_say(numbers, "by")),
        Column(words.say("label", "year")),
        Column("%", True),
        Column(words.say("label", "verdict")),
        Column(_say(numbers, "ground")),
    )
    rows = [_claim(v, dossier, numbers) for v in verdicts]
    counted = Counter(v.verdict for v in verdicts)
    notes = [
        f"{words.say('claim', name)}: {counted[name]}"
        for name in (
            "reproduced",
            "other-definition",
            "by-construction",
            "not-reproducible",
            "target",
        )
    ]
    if not rows:
        notes = [_say(numbers, "no-claims")]
    if without:
        notes.append(_say(numbers, "claims-without-year", count=without))
    yield Sheet(_say(numbers, "claims"), columns, tuple(rows), (*notes, _sides(dossier, numbers)))


def _claim(one: Verdict, dossier: Dossier, numbers: Numbers) -> tuple[str, ...]:
    claim = one.claim
    return (
        claim.id,
        claim.by_ko if numbers.words.language == "ko" else claim.by,
        str(claim.years or ""),
        _printed(claim, numbers),
        numbers.words.say("claim", one.verdict),
        ground(one, dossier, numbers),
    )


def _printed(claim: Claim, numbers: Numbers) -> str:
    """The share that somebody stated, as printed."""
    if claim.low is None:
        told = f"≤ {claim.high}"
    elif claim.high is None:
        told = f"≥ {claim.low}"
    else:
        told = str(claim.low) if claim.low == claim.high else f"{claim.low}–{claim.high}"
    return numbers.named(told, claim.id)


def ground(one: Verdict, dossier: Dossier, numbers: Numbers) -> str:
    """What a verdict rests on, or what it lacks."""
    words = numbers.words
    parts = []
    value = one.share.share.value if one.share is not None else None
    if one.share is not None and value is not None and one.verdict != "target":
        of_host = one.claim.of == "host"
        shown = (
            of_share(one.share.share, numbers)
            if of_host
            else numbers.made(
                percent(100 - value),
                "share-of-sending",
                [one.share.share],
                definition=one.share.definition,
                years=one.share.years,
            )
        )
        parts.append(_say(numbers, "records-give", value=shown, definition=one.share.definition))
    if one.own is not None:
        parts.append(_say(numbers, "own-figures", value=of_share(one.own, numbers)))
    if one.given:
        parts.append(_say(numbers, "given", claims=", ".join(one.given)))
    if one.others:
        told = ", ".join(f"{o.definition} {of_share(o.share, numbers)}" for o in one.others)
        parts.append(_say(numbers, "others", others=told))
    if one.why:
        parts.append(words.say("why", one.why, items=_names(one.missing, dossier, numbers)))
    return "; ".join(parts)


# -- bridge and multiverse ---------------------------------------------------------------------


def bridge(
    held: Bridge, sets: Iterable[tuple[str, ...]], dossier: Dossier, numbers: Numbers
) -> Iterator[Sheet]:
    words = numbers.words
    start, end = (_title(dossier, s.definition, numbers) for s in (held.start, held.end))
    columns = (
        Column(_say(numbers, "item")),
        Column(numbers.unit(held.start.host.unit), True),
        Column(_say(numbers, "step"), True),
        Column(_say(numbers, "reached"), True),
        Column(_say(numbers, "shapley"), True),
        Column(_say(numbers, "least-most"), True),
        Column(words.say("label", "source")),
    )
    ends = (held.start.share, held.end.share)
    rows = [(start, "", "", of_share(ends[0], numbers), "", "", "")]
    for one in held.steps:
        step = one.after or one.before
        assert step is not None
        sign = "" if one.after is not None else "−"
        value = "" if step.value is None else sign + _in_table(step, numbers) + _derived(step)
        points = {
            name: numbers.made(
                percent(given), f"bridge-{name}", (*ends, step),
                item=_item(dossier, one.item, numbers), start=held.start.definition,
                end=held.end.definition, years=held.start.years,
            )
            for name, given in (
                ("step", one.step), ("reached", one.reached), ("shapley", one.shapley),
                ("least", one.least), ("most", one.most),
            )
        }  # fmt: skip
        rows.append(
            (
                _item(dossier, one.item, numbers),
                value,
                points["step"],
                points["reached"],
                points["shapley"],
                f"{points['least']} / {points['most']}",
                "; ".join(dict.fromkeys(_sources(step))),
            )
        )
    total = numbers.made(percent(held.last - held.first), "bridge-total", ends,
                         start=held.start.definition, end=held.end.definition,
                         years=held.start.years)  # fmt: skip
    rows.append((end, "", total, of_share(ends[1], numbers), total, "", ""))
    title = _say(numbers, "bridge", start=start, end=end, years=held.start.years)
    told = [" + ".join(_item(dossier, i, numbers) for i in s) for s in sets]
    notes = [_say(numbers, "bridge-note")]
    notes += [_say(numbers, "smallest-sets", sets=" | ".join(told))] if told else []
    notes += _rests_on((held.start, held.end), dossier, numbers)
    yield Sheet(title, columns, tuple(rows), tuple(notes), ("derived",), ids=True)


def multiverse(held: Multiverse, dossier: Dossier, numbers: Numbers) -> Iterator[Sheet]:
    words = numbers.words

    def named(switches: Iterable[tuple[str, str]]) -> str:
        told = [f"{_item(dossier, i, numbers)}: {_say(numbers, o)}" for i, o in switches]
        return ", ".join(told) or _say(numbers, "itself")

    start = _title(dossier, held.start, numbers)
    uses = tuple(one.share for one in held.named)
    low, high = (
        numbers.made(percent(end), f"multiverse-{name}", uses, years=held.years, start=held.start)
        for name, end in (("low", held.low), ("high", held.high))
    )
    notes = [
        _say(
            numbers, "range", count=f"{held.definitions:,}", low=low, high=high, years=held.years,
        ),
        _say(numbers, "no-likelihood"),
        *_rests_on(held.named, dossier, numbers),
    ]  # fmt: skip
    yield Sheet(_say(numbers, "multiverse", start=start), notes=tuple(notes))
    count = {c.id: n for c, n in held.landing}
    rows = []
    for claim, sets in held.nearest:
        shown = " | ".join(named(s) for s in sets) or "–"
        rows.append((claim.id, _printed(claim, numbers), shown, f"{count[claim.id]:,}"))
    columns = (
        Column(words.say("label", "id"), whole=True),
        Column("%", True),
        Column(_say(numbers, "nearest", start=start)),
        Column(_say(numbers, "landing"), True),
    )
    if rows:
        yield Sheet(_say(numbers, "claims"), columns, tuple(rows))
    lines = []
    for claim, sets in held.edges:
        lines.append(_say(numbers, "edge", claim=claim.id, sets=" | ".join(named(s) for s in sets)))
    for claim, item, *ends in held.thresholds:
        lines.append(_threshold(held, claim, item, (ends[0], ends[1]), dossier, numbers))
    if held.over is not None:
        told = " | ".join(" + ".join(_item(dossier, i, numbers) for i in s) for s in held.over_sets)
        lines.append(_say(numbers, "over", limit=percent(held.over, 0), sets=told or "–"))
    if lines:
        yield Sheet(_say(numbers, "edges"), notes=tuple(lines))
    moves = [
        (_item(dossier, i, numbers),
         numbers.made(percent(e), "multiverse-effect", uses, item=_item(dossier, i, numbers),
                      years=held.years, start=held.start))
        for i, e in held.effects
    ]  # fmt: skip
    heads = (Column(_say(numbers, "choice")), Column(_say(numbers, "moves"), True))
    yield Sheet(_say(numbers, "effects"), heads, tuple(moves))


def _threshold(
    held: Multiverse,
    claim: Claim,
    item: str,
    ends: tuple[Fraction, Fraction],
    dossier: Dossier,
    numbers: Numbers,
) -> str:
    """Between which sums of an item a claim is reached; in dollars where the sending state bears
    it and a rate is recorded."""
    unit = next((s.host.unit for s in held.named if s.host.unit), "")
    rate = held.exchange.value if held.exchange is not None else None
    abroad = dossier.items[item].bearer == "sending" and rate is not None and unit == "KRW bn"
    values = [_decimal(end) for end in ends]
    if abroad and rate is not None:
        values, unit = [value * 1000 / rate for value in values], "USD mn"
    name = _item(dossier, item, numbers)
    uses = (*(one.share for one in held.named), *((held.exchange,) if held.exchange else ()))
    sums = [side for one in held.named for side in (one.host, one.sending)]
    low, high = (
        numbers.made(
            numbers.amount(precision.rounded(v, sums, TENTH), unit), f"threshold-{end}",
            uses, claim=claim.id, item=name, years=held.years,
        )
        for end, v in zip(("low", "high"), values, strict=True)
    )  # fmt: skip
    return _say(numbers, "threshold", claim=claim.id, item=name, low=low, high=high)


def gaps(
    ranked: Sequence[tuple[Step, Decimal | None]],
    bounds_: Sequence[Step],
    dossier: Dossier,
    numbers: Numbers,
    title: str,
) -> Iterator[Sheet]:
    """The unpublished figures, by how many points each leaves open between its bounds."""
    columns = (Column(_say(numbers, "item")), Column(_say(numbers, "leaves-open"), True))
    rows = [
        (
            _item(dossier, str(gap.details["name"]), numbers),
            numbers.made(
                percent(width, 1),
                "leaves-open",
                (gap, *bounds_),
                item=_item(dossier, str(gap.details["name"]), numbers),
            )
            if width is not None
            else _say(numbers, "unbounded"),
        )
        for gap, width in ranked
    ]
    notes = () if rows else (_say(numbers, "nothing-missing"),)
    yield Sheet(_say(numbers, "gaps", title=title), columns, tuple(rows), notes)


# -- check a figure ----------------------------------------------------------------------------


def answers(found: Sequence[Answer], dossier: Dossier, numbers: Numbers) -> Iterator[str]:
    """Each figure with what it is, or the nearest three."""
    words = numbers.words
    if not found:
        yield words.say("figure", "none")
    for one in found:
        line = f"{one.line}: " if one.line else ""
        kind = one.kind if one.findings else "unknown-alone"
        yield f"{line}“{one.text}” — {words.say('figure', kind)}"
        for finding in one.findings:
            yield f"    {told(finding, dossier, numbers)}"
            if finding.step.note is not None:
                yield f"        {words.say('label', 'note')}: {words.text(finding.step.note)}"
            if finding.given:
                yield f"        {_given(finding, numbers)}"
            for part in finding.parts:
                yield f"        {_part(part, numbers)}"
        if one.more:
            yield f"    {words.say('finding', 'more', count=one.more)}"


def _given(finding: Finding, numbers: Numbers) -> str:
    """That a figure, or what the records give for a claim, was in part worked back from a claim."""
    claims, step = ", ".join(finding.given), finding.step
    if step.name != "claim":
        return _say(numbers, "derived", claims=claims)
    key = "circular" if step.id in finding.given else "claim-given"
    return numbers.words.say("finding", key, claims=claims)


def not_yet(owed: Sequence[Step], dossier: Dossier, numbers: Numbers) -> Iterator[str]:
    """Which sums are not looked through because they are still to come, and how they are."""
    years = [step.year for step in owed if step.gap == "not-yet" and step.year is not None]
    rules = [rule for one in dossier.agreements for rule in one.escalator]
    follow = [name for rule in rules if set(rule.years) & set(years) for name in rule.follow]
    if years and follow:
        yield numbers.words.say(
            "figure", "not-yet", years=Years(min(years), max(years)), series=follow[0],
            dossier=shlex.quote(dossier.name),
        )  # fmt: skip


def _part(part: Step, numbers: Numbers) -> str:
    """What is known of a package, and what is left of it."""
    key = part.name if part.details.get("without") else f"{part.name}-all"
    shown = _amount(replace(part, value=part.value or Decimal(0)), numbers)
    return numbers.words.say(
        "finding", key, sum=shown, years=part.details["years"], without=part.details["without"]
    )


NAMED = ("same", "in-words")
"""Ways that what the number is says already."""


def told(finding: Finding, dossier: Dossier, numbers: Numbers) -> str:
    words = numbers.words
    step = finding.step
    first = numbers.step(step.uses[0]) if finding.how == "nominal-for-real" else ""
    sentence = words.say("finding", finding.how, first=first) if finding.how not in NAMED else ""
    parts = [sentence] if sentence else []
    parts.append(f"{_what(step, dossier, numbers)}: {_shown(step, numbers)}")
    if finding.rate is not None:
        years = ", ".join(str(y) for y in finding.years)
        rate = numbers.made(numbers.plain(finding.rate), "implied-rate", (step,), years=years)
        key = "rate-years" if years else "implied-rate"
        parts.append(words.say("finding", key, rate=rate, years=years))
    cited = citation(data.documents(step), step.at) if data.documents(step) else ""
    return f"{'; '.join(parts)}  [{step.id}] {cited} {data.place(step)}".rstrip()


def _shown(step: Step, numbers: Numbers) -> str:
    if step.unit == "percent":
        if step.value is None:
            return numbers.step(step)
        shown = percent(step.value) if step.how == "share" else f"{step.value}"
        return f"{numbers.cite(shown, step)} %"
    return numbers.step(step).rstrip("*†‡")


def _about_claim(step: Step) -> str:
    """What a matched percentage is, where it is not the host's measured share."""
    if step.details.get("kind") not in ("measurement", "", None):
        return f"claim-{step.details['kind']}"
    return "claim-sending" if step.details.get("of") == "sending" else ""


def _what(step: Step, dossier: Dossier | None, numbers: Numbers) -> str:
    words = numbers.words
    years = step.details.get("years") or step.year or ""
    if step.name == "claim":
        by: str | Text = step.details.get("by", "")
        key = "claim" if years else "claim-no-year"
        said = words.say("finding", key, by=words.text(by), years=years)
        about = _about_claim(step)
        return f"{said} ({words.say('finding', about)})" if about else said
    if step.name in ("rate-of-asset", "position", "growth", "sum", "in-words"):
        return explain.name(step, numbers)
    if step.name == "share" and dossier is not None:
        title = _title(dossier, str(step.details.get("definition", "")), numbers)
        return f"{title}, {years}"
    if step.name == "cost":
        valuation = str(step.details.get("valuation", ""))
        whose = (
            words.say("valuation", valuation) if words.has("valuation", valuation) else valuation
        )
        return f"{words.text(step.details.get('item', ''))}, {years} ({whose})"
    if step.name == "at-prices":
        base = words.say("step", "at-prices", base=step.details["base"])
        return f"{_what(step.uses[0], dossier, numbers)} ({base})"
    if step.name in ("contribution", "term"):
        told = words.say("step", step.name, **{"year": years, **step.details})
        if step.name == "contribution" and words.has("status", step.status):
            return f"{told} ({words.say('status', step.status)})"
        return told
    if step.how in ("share", "sum") and words.has("step", step.name):
        return explain.name(step, numbers)
    status = words.say("status", step.status) if words.has("status", step.status) else step.status
    item = str(step.details.get("category") or "")
    tail = f", {words.text(numbers.category[item].title)}" if item in numbers.category else ""
    return f"{words.say('step', 'payment', status=status, year=years)}{tail}"
