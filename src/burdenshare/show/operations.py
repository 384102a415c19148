"""Deployments and what they cost, as tables for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import partial

from burdenshare.show.amounts import Numbers
from burdenshare.show.explain import citation
from burdenshare.show.shares import percent
from burdenshare.show.tables import Column, Sheet
from burdenshare.vocabulary import (
    Deployment,
    Dossier,
    Exercise,
    Expected,
    Operations,
    Posture,
    RateBasis,
    Sent,
    Step,
    Tally,
    WithSupport,
)

InHome = Callable[[Step], Step | None]
"""A cost in the home currency, or None without a rate."""

BASES: tuple[RateBasis, ...] = ("variable", "operating", "ownership")
NOTHING = "–"
SUMS = ("doubtful", "lacking")
"""Marks of a sum over a list."""


def _say(numbers: Numbers, key: str, **details: object) -> str:
    return numbers.words.say("operations", key, **details)


def _asset(names: Iterable[str], dossier: Dossier, numbers: Numbers) -> str:
    told = (numbers.words.text(dossier.assets[n].title) for n in names if n in dossier.assets)
    return " + ".join(told) or _say(numbers, "all-assets")


def exact(step: Step, numbers: Numbers) -> str:
    """A cost to the smallest unit of its currency, or what is not known."""
    if step.value is None:
        return _say(numbers, step.how)
    unit, value = step.unit, step.value
    if " " not in unit:
        value = value.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return numbers.cite(numbers.amount(value, unit), step) + _mark(step)


def short(step: Step, numbers: Numbers) -> str:
    """A large sum in millions, to one decimal."""
    return numbers.cite(_short(step.value or Decimal(0), step.unit, numbers), step)


def _short(value: Decimal, unit: str, numbers: Numbers) -> str:
    if " " in unit:
        return numbers.amount(value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP), unit)
    millions = value.scaleb(-6)
    places = Decimal("0.1") if abs(millions) >= 10 else Decimal("0.01")
    return numbers.amount(millions.quantize(places, rounding=ROUND_HALF_UP), f"{unit} mn")


def _mark(step: Step) -> str:
    return "†" if step.status == "assumed" else ""


# -- a list or a plan --------------------------------------------------------------------------


def operations(
    held: Operations,
    dossier: Dossier,
    numbers: Numbers,
    title: str,
    in_home: InHome,
    notes: Sequence[str] = (),
    published: Sequence[Step] = (),
) -> Iterator[Sheet]:
    """The sum on each basis, how a ship's days count first, then each line, and beside them
    what was published of such deployments as a whole."""
    ships = any(_is_ship(one, dossier) for one in held.lines)
    rows = []
    for mode, sums in held.sums.items():
        if mode == "all" or ships:
            cells = [_sum(sums[basis], held.lacking[mode][basis], numbers) for basis in BASES]
            rows.append((_say(numbers, f"carrier-{mode}" if ships else "sum"), *cells))
    heads = (Column(_say(numbers, "carrier") if ships else "", whole=True), *_bases(numbers))
    told = tuple(_about(held, ships, numbers, in_home))
    yield Sheet(title, heads, tuple(rows), (*told, *notes), SUMS)
    if held.lines:
        yield _lines(held, dossier, numbers)
    if published:
        yield Sheet(_say(numbers, "published-whole"), *_rates(published, numbers))


def _is_ship(one: Sent, dossier: Dossier) -> bool:
    return any(dossier.assets[name].per == "day" for name in one.asset if name in dossier.assets)


def _bases(numbers: Numbers) -> tuple[Column, ...]:
    return tuple(Column(_say(numbers, basis), True) for basis in BASES)


def _sum(step: Step, lacking: int, numbers: Numbers) -> str:
    if step.value is None:
        return NOTHING
    more = numbers.made(f" (+{lacking})", "no-cost", step.uses) if lacking else ""
    doubtful = " (?)" if step.confidence == "low" else ""
    return short(step, numbers) + _mark(step) + doubtful + more


def _about(held: Operations, ships: bool, numbers: Numbers, in_home: InHome) -> Iterator[str]:
    if ships:
        yield _say(numbers, "carrier-first")
    exact_sums = [
        f"{_say(numbers, basis)}: {_both(held.sums['all'][basis], numbers, in_home)}"
        for basis in BASES
        if held.sums["all"][basis].value is not None
    ]
    if exact_sums:
        yield "; ".join(exact_sums)
    for basis in BASES:
        why = Counter(one.costs[basis].how for one in held.lines if one.costs[basis].value is None)
        if why:
            told = ", ".join(f"{_say(numbers, how)}: {count}" for how, count in why.items())
            yield f"{_say(numbers, basis)}: {told}"
    if held.left:
        away = sum(one.away for one in held.left)
        yield _say(numbers, "left", announced=len(held.left) - away, away=away)
    yield _say(numbers, "never-added")


def _both(step: Step, numbers: Numbers, in_home: InHome) -> str:
    told = exact(step, numbers)
    home = in_home(step)
    if home is not None and home.value is not None and home.unit[:3] != step.unit[:3]:
        value = home.value.quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)
        told = f"{told} = {numbers.cite(numbers.amount(value, home.unit), home)}"
        if home.how == "converted":
            rate = numbers.step(home.uses[1]).rstrip("*†‡")
            told = f"{told} ({_say(numbers, 'at-rate', rate=rate)})"
    return told


def _lines(held: Operations, dossier: Dossier, numbers: Numbers) -> Sheet:
    heads = (
        Column(_say(numbers, "day"), whole=True), Column(_say(numbers, "what")),
        Column(_say(numbers, "count"), True), Column(_say(numbers, "time"), True),
        *_bases(numbers), Column(_say(numbers, "document")),
    )  # fmt: skip
    rows = [_line(one, dossier, numbers) for one in held.lines]
    return Sheet(_say(numbers, "lines"), heads, tuple(rows), marks=("no-number",))


def _line(one: Sent, dossier: Dossier, numbers: Numbers) -> tuple[str, ...]:
    deployment = one.deployment
    what = _asset(one.asset, dossier, numbers)
    if deployment is not None and deployment.unit:
        what = f"{what} ({deployment.unit})"
    count = "?"
    if one.count.value is not None:
        count = numbers.cite(f"{one.count.value:f}", one.count) + _mark(one.count)
    if one.count.how == "at-least":
        count = f"≥{count}"
    unit = "" if one.time.value is None else _say(numbers, f"per-{one.time.unit}")
    time = "?"
    if one.time.value is not None:
        time = numbers.cite(f"{one.time.value:f} {unit}".strip(), one.time) + _mark(one.time)
    costs = []
    for basis in BASES:
        step = one.costs[basis]
        known = step.value is not None
        shown = short(step, numbers) if known else NOTHING
        costs.append(shown + (_mark(step) if known else ""))
    cited = "; ".join(deployment.source) if deployment is not None else ""
    return (_day(deployment), what, count, time, *costs, cited)


def _day(one: Deployment | None) -> str:
    if one is None:
        return ""
    return f"{one.start} – {one.end[5:]}" if one.end and one.end != one.start else one.start


# -- years -------------------------------------------------------------------------------------


def years(
    held: Mapping[int, Operations], dossier: Dossier, numbers: Numbers, tallies: Sequence[Tally]
) -> Iterator[Sheet]:
    """Each year with how often what came, what it cost, and the published numbers beside."""
    kinds = ("bomber", "fighter", "carrier-group", "submarine")
    heads = (
        Column(_say(numbers, "year"), whole=True),
        *(Column(_say(numbers, kind), True) for kind in kinds),
        *(Column(_say(numbers, f"years-{mode}"), True) for mode in ("all", "extra")),
        Column(_say(numbers, "no-cost"), True),
    )
    rows = []
    for year, one in held.items():
        count = Counter(str(dossier.assets[n].kind) for line in one.lines for n in line.asset[:1])
        costs = [_sum(one.sums[mode]["operating"], 0, numbers) for mode in ("all", "extra")]
        counted = partial(_times, numbers=numbers, held=one, dossier=dossier, year=year)
        rows.append(
            (str(year), *(counted(str(count[kind] or NOTHING), kind) for kind in kinds), *costs,
             counted(f"{one.lacking['all']['operating']}/{len(one.lines)}", "no-cost"))
        )  # fmt: skip
    notes = (_say(numbers, "list-note"), _say(numbers, "never-added"))
    yield Sheet(_say(numbers, "years-title"), heads, tuple(rows), notes, SUMS)
    yield from _tallies(tallies, dossier, numbers)
    yield _postures(dossier.postures, numbers)


def _times(
    text: str, what: str, numbers: Numbers, held: Operations, dossier: Dossier, year: int
) -> str:
    """How often something was recorded in a year; ``no-cost`` counts everything."""
    if text == NOTHING:
        return text
    sent = [
        line.count
        for line in held.lines
        if what == "no-cost" or what in [dossier.assets[name].kind for name in line.asset[:1]]
    ]
    return numbers.made(text, "recorded-times", sent, what=_say(numbers, what), year=year)


def _tallies(tallies: Sequence[Tally], dossier: Dossier, numbers: Numbers) -> Iterator[Sheet]:
    heads = (
        Column(_say(numbers, "span"), whole=True), Column(_say(numbers, "what")),
        Column(_say(numbers, "published"), True), Column(_say(numbers, "listed"), True),
        Column(_say(numbers, "differs")), Column(_say(numbers, "document")),
    )  # fmt: skip
    rows = []
    for one in tallies:
        count = one.published
        difference = len(one.listed) - count.number
        key = "same" if not difference else "more" if difference > 0 else "fewer"
        said = _say(numbers, key, count=abs(difference))
        note = count.note_ko if numbers.words.language == "ko" else count.note
        if note and difference:
            said = f"{said}: {note}"
        rows.append(
            (f"{count.start} – {count.end}", _asset(count.asset, dossier, numbers),
             numbers.cite(str(count.number), one.steps["published"]),
             numbers.cite(str(len(one.listed)), one.steps["listed"]), said, "; ".join(count.source))
        )  # fmt: skip
    if rows:
        yield Sheet(_say(numbers, "tallies"), heads, tuple(rows))


def _because(one: Posture, numbers: Numbers) -> str:
    """Why years stand for a posture; on a past day only that they were the known ones."""
    return numbers.words.text(one.because) or _say(numbers, "cut-off")


def _postures(postures: Mapping[str, Posture], numbers: Numbers) -> Sheet:
    heads = (
        Column(_say(numbers, "posture"), whole=True), Column(_say(numbers, "drawn-from")),
        Column(_say(numbers, "why")),
    )  # fmt: skip
    rows = [
        (f"{name}: {numbers.words.text(one.title)}", ", ".join(map(str, one.years)),
         _because(one, numbers))
        for name, one in postures.items()
    ]  # fmt: skip
    return Sheet(_say(numbers, "postures"), heads, tuple(rows))


def beside(
    first: Operations,
    second: Operations,
    held: tuple[int, int],
    exercises: Mapping[int, Sequence[Exercise]],
    dossier: Dossier,
    numbers: Numbers,
) -> Iterator[Sheet]:
    """Two years by asset: how often, what it cost, and which exercises were held or halted."""
    heads = [Column(_say(numbers, "what"))]
    for year in held:
        heads.append(Column(_say(numbers, "times-of", year=year), True))
        heads.append(Column(_say(numbers, "cost-of", year=year), True))
    rows = []
    assets = sorted({one.asset for both in (first, second) for one in both.lines})
    for asset in assets:
        cells: list[str] = []
        for both in (first, second):
            lines = [one for one in both.lines if one.asset == asset]
            costs = [one.costs["operating"] for one in lines]
            known = [step.value for step in costs if step.value is not None]
            lacking = len(costs) - len(known)
            unit = next((s.unit for s in costs if s.value is not None), "")
            sent = [one.count for one in lines]
            more = numbers.made(f" (+{lacking})", "no-cost", sent) if lacking else ""
            told = _short(sum(known, Decimal(0)), unit, numbers)
            shown = numbers.made(told, "of-asset", tuple(s for s in costs if s.value is not None),
                                 asset=_asset(asset, dossier, numbers))  # fmt: skip
            shown = shown if known else NOTHING
            times = numbers.made(str(len(lines)), "recorded-times", sent,
                                 what=_asset(asset, dossier, numbers), year="")  # fmt: skip
            cells += [times if lines else NOTHING, shown + more]
        rows.append((_asset(asset, dossier, numbers), *cells))
    totals: list[str] = []
    for both in (first, second):
        step = both.sums["all"]["operating"]
        sent = [one.count for one in both.lines]
        times = numbers.made(str(len(both.lines)), "recorded-times", sent,
                             what=_say(numbers, "sum"), year="")  # fmt: skip
        totals += [times, _sum(step, both.lacking["all"]["operating"], numbers)]
    rows.append((_say(numbers, "sum"), *totals))
    part = [
        _say(
            numbers, "in-exercises", year=year, all=len(both.lines),
            part=sum(bool(one.deployment and one.deployment.exercise) for one in both.lines),
        )
        for year, both in zip(held, (first, second), strict=True)
    ]  # fmt: skip
    notes = (*part, _say(numbers, "list-note"))
    yield Sheet(
        _say(numbers, "beside", first=held[0], second=held[1]),
        tuple(heads),
        tuple(rows),
        notes,
        SUMS,
    )
    yield from _exercises(exercises, numbers)


def _exercises(held: Mapping[int, Sequence[Exercise]], numbers: Numbers) -> Iterator[Sheet]:
    heads = (
        Column(_say(numbers, "day"), whole=True), Column(_say(numbers, "exercise")),
        Column(_say(numbers, "state")), Column(_say(numbers, "document")),
    )  # fmt: skip
    korean = numbers.words.language == "ko"
    rows = [
        (one.start + (f" – {one.end[5:]}" if one.end else ""),
         one.title_ko if korean else one.title, _say(numbers, f"exercise-{one.state}"),
         citation(one.source, one.at))
        for year in held
        for one in held[year]
    ]  # fmt: skip
    if rows:
        yield Sheet(_say(numbers, "exercises"), heads, tuple(rows))


# -- rates, budgets, postures, the category ------------------------------------------------------


def rates(
    asset: str,
    every: Sequence[Step],
    order: Sequence[tuple[RateBasis, Step]],
    numbers: Numbers,
    dossier: Dossier,
) -> Iterator[Sheet]:
    """Every published figure of an asset, the three bases first, and their order as found."""
    heads, rows = _rates(every, numbers)
    missing = [basis for basis in BASES if basis not in [b for b, _ in order]]
    notes = []
    if order:
        told = " < ".join(f"{_say(numbers, b)} {exact(s, numbers)}" for b, s in order)
        notes.append(_say(numbers, "order", order=told))
    if missing:
        names = ", ".join(_say(numbers, basis) for basis in missing)
        notes.append(_say(numbers, "no-rate-on", bases=names))
    notes.append(_say(numbers, "never-added"))
    title = _say(numbers, "rates-of", asset=_asset((asset,), dossier, numbers))
    yield Sheet(title, heads, rows, tuple(notes))


def _rates(
    every: Sequence[Step], numbers: Numbers
) -> tuple[tuple[Column, ...], tuple[tuple[str, ...], ...]]:
    """Published figures, a row each."""
    heads = (
        Column(_say(numbers, "kind")), Column(_say(numbers, "year"), whole=True),
        Column(_say(numbers, "rate"), True), Column(_say(numbers, "note")),
        Column(_say(numbers, "document")),
    )  # fmt: skip
    rows = []
    for step in every:
        per = _say(numbers, f"per-{step.details['per']}")
        upper = str(step.details.get("upper") or "")
        value = numbers.amount(step.value or Decimal(0), step.unit)
        if upper:
            value = f"{value}–{numbers.amount(Decimal(upper), step.unit)}"
        value = numbers.cite(value, step)
        of = numbers.words.text(step.details.get("of") or "")
        note = numbers.words.text(step.note) if step.note else ""
        rows.append(
            (_say(numbers, str(step.details["kind"])), str(step.year), f"{value} / {per}",
             "; ".join(filter(None, (of, note))), citation(step.source, step.at))
        )  # fmt: skip
    return heads, tuple(rows)


def budget(
    text: str,
    visit: str,
    held: Mapping[RateBasis, tuple[Step, Fraction] | None],
    numbers: Numbers,
) -> Iterator[Sheet]:
    """How many times a sum pays for a visit, under each basis."""
    heads = (
        Column(_say(numbers, "basis")), Column(_say(numbers, "one-visit"), True),
        Column(_say(numbers, "visits"), True),
    )  # fmt: skip
    rows = []
    for basis, one in held.items():
        if one is None:
            rows.append((_say(numbers, basis), NOTHING, _say(numbers, "no-rate")))
        else:
            rows.append(
                (
                    _say(numbers, basis),
                    exact(one[0], numbers).rstrip("†"),
                    numbers.made(f"{int(one[1]):,}", "visits", (one[0],), sum=text),
                )
            )
    title = _say(numbers, "budget", sum=text, visit=visit)
    yield Sheet(title, heads, tuple(rows), (_say(numbers, "never-added"),))


def posture(
    held: Sequence[Expected], one: Posture, dossier: Dossier, numbers: Numbers
) -> Iterator[Sheet]:
    """What a year in a posture costs: how a ship's days count first, the mean and the range."""
    heads = (
        Column(_say(numbers, "carrier"), whole=True), Column(_say(numbers, "basis")),
        Column(_say(numbers, "mean"), True), Column("5 %", True), Column("50 %", True),
        Column("95 %", True),
    )  # fmt: skip
    rows = []
    words = numbers.words
    for each in held:
        unit = each.mean.unit
        known = each.mean.value is not None
        shown = [
            numbers.made(_short(value, unit, numbers), f"posture-{name}", (each.mean,),
                         posture=words.text(one.title), basis=_say(numbers, each.basis),
                         carrier=_say(numbers, f"carrier-{each.carrier}"))
            if known
            else NOTHING
            for name, value in (("mean", each.mean.value or Decimal(0)), ("low", each.low),
                                ("middle", each.middle), ("high", each.high))
        ]  # fmt: skip
        carrier = _say(numbers, f"carrier-{each.carrier}")
        rows.append((carrier, _say(numbers, each.basis), *shown))
    notes = [
        _because(one, numbers),
        _say(numbers, "drawn", years=", ".join(map(str, one.years)), draws=held[0].draws,
             seed=held[0].seed),
        _say(numbers, "list-note"),
        _say(numbers, "lower-bound"),
    ]  # fmt: skip
    title = _say(numbers, "posture-title", posture=words.text(one.title))
    yield Sheet(title, heads, tuple(rows), tuple(notes))
    operating = next((each for each in held if each.basis == "operating"), held[0])
    columns = (
        Column(_say(numbers, "what")), Column(_say(numbers, "times"), True),
        Column(_say(numbers, "no-cost"), True),
    )  # fmt: skip
    often = partial(numbers.made, name="posture-often", uses=(operating.mean,))
    table = [
        (
            _asset(name.split("+"), dossier, numbers),
            often(f"{float(times):.1f}", asset=name),
            often(str(lacking), asset=name) if lacking else NOTHING,
        )
        for name, times, lacking in operating.often
    ]
    yield Sheet(_say(numbers, "often"), columns, tuple(table))


def category(
    held: Sequence[WithSupport],
    carrier: str,
    contribution: Step,
    share: str,
    dossier: Dossier,
    numbers: Numbers,
    title: str,
    gaps: Sequence[str],
) -> Iterator[Sheet]:
    """A contribution and a share with operational support as a category."""
    heads = (
        Column(_say(numbers, "posture")), Column(_say(numbers, "basis")),
        Column(_say(numbers, "anyway"), True), Column(_say(numbers, "paid"), True),
        Column(_say(numbers, "contribution"), True), Column(_say(numbers, "replaced"), True),
        Column(_say(numbers, "added"), True),
    )  # fmt: skip
    rows = []
    for one in held:
        name = numbers.words.text(dossier.postures[one.posture].title)
        anyway = f"{Decimal(str(one.paid.details['anyway'])):f} %"
        anyway = numbers.made(anyway, "support-anyway", (one.paid,), posture=name)
        paid, whole = short(one.paid, numbers), short(one.contribution, numbers)
        ways = [
            numbers.made(percent(share_), f"support-{way}", (one.contribution, one.paid),
                         posture=name, basis=_say(numbers, one.basis),
                         carrier=_say(numbers, f"carrier-{carrier}"))
            for way, share_ in (("replaced", one.replaced), ("added", one.added))
        ]  # fmt: skip
        rows.append(
            (name, _say(numbers, one.basis), anyway, paid, whole,
             *ways)
        )  # fmt: skip
    without = _say(numbers, "without", sum=numbers.step(contribution).rstrip("*†‡"), share=share)
    notes = (
        _say(numbers, "counting-days", carrier=_say(numbers, f"carrier-{carrier}")),
        without, _say(numbers, "two-ways"), *gaps, _say(numbers, "list-note"),
        _say(numbers, "lower-bound"),
    )  # fmt: skip
    yield Sheet(title, heads, tuple(rows), notes)
