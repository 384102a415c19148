"""Agreements and proposals side by side, as tables for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from burdenshare.show import fans
from burdenshare.show.amounts import Numbers
from burdenshare.show.explain import publication
from burdenshare.show.sheets import assumptions, rule
from burdenshare.show.tables import Column, Sheet
from burdenshare.vocabulary import Agreement, Dossier, Laid, Outlook, Spread, Step

NOTHING = "–"
TENTH = Decimal("0.1")


def _say(numbers: Numbers, key: str, **details: object) -> str:
    return numbers.words.say("outlook", key, **details)


def comparison(
    held: Sequence[Outlook], dossier: Dossier, numbers: Numbers, assume: Mapping[str, Decimal]
) -> Iterator[Sheet]:
    """A line a proposal: each year, all together, and against the first."""
    first, words = held[0], numbers.words
    unit = first.of.money.unit
    wide = (
        ("real", any(one.real for one in held)), ("present", any(one.present for one in held)),
        ("dollars", any(one.dollars for one in held)),
    )  # fmt: skip
    more = [key for key, known in wide if known]
    heads = (
        Column(_say(numbers, "proposal")),
        *(Column(str(year), True) for year in first.years),
        Column(_say(numbers, "total"), True),
        *(Column(_say(numbers, key), True) for key in more),
        Column(_say(numbers, "less"), True),
    )
    rows = [_row(one, one is first, more, numbers) for one in held]
    notes = [
        _say(numbers, "unit", unit=numbers.unit(unit)),
        _say(numbers, "against", title=first.of.title),
    ]
    if assume:
        told = assumptions(assume, dossier, numbers)
        notes.append(numbers.words.say("label", "assumed", values=told))
    notes += _rates(held, numbers)
    late = [words.text(one.of.title) for one in held if one.of.years.first > one.years.first]
    if late:
        notes.append(_say(numbers, "agreements-before", titles="; ".join(late)))
    if any(one.open for one in held):
        notes.append(_say(numbers, "open", option=_wanted(held, assume)))
    yield Sheet(_say(numbers, "title", years=first.years), heads, tuple(rows), tuple(notes))
    yield _terms(held, dossier, numbers)


def _rates(held: Sequence[Outlook], numbers: Numbers) -> Iterator[str]:
    """At which exchange rate the sums stand in dollars: one for every year, or one a year."""
    found = [pair for one in held if one.dollars for pair in _exchanged(one.dollars)]
    rates = {rate.id: (year, rate) for year, rate in found}
    years = sorted(rates.values(), key=lambda pair: pair[0])
    if not years:
        return
    (first, rate), (last, other) = years[0], years[-1]
    told, ends = (_rate(each, numbers) for each in (rate, other))
    if len(years) > 1:
        yield _say(numbers, "dollars-by-year", first=first, last=last, low=told, high=ends)
    elif rate.status == "assumed":
        yield _say(numbers, "dollars-stated", rate=told)
    else:
        series = rate.details["series"]
        vintage = publication(str(rate.details["vintage"]), numbers)
        yield _say(numbers, "dollars-recorded", rate=told, series=series, year=rate.year,
                   vintage=vintage)  # fmt: skip


def _exchanged(step: Step) -> Iterator[tuple[int, Step]]:
    """The rates by which a sum was turned into another currency, with their years."""
    if step.how == "converted":
        yield step.year or step.uses[-1].year or 0, step.uses[-1]
    else:
        for part in step.uses:
            yield from _exchanged(part)


def _rate(step: Step, numbers: Numbers) -> str:
    assert step.value is not None
    return numbers.cite(numbers.amount(step.value, step.unit), step)


def _wanted(held: Sequence[Outlook], assume: Mapping[str, Decimal]) -> str:
    """The option for rates, with those that the rules of proposals with open years follow."""
    rules = (rule for one in held if one.open for rule in one.of.escalator)
    names = dict.fromkeys(name for rule in rules for name in rule.follow if name not in assume)
    return " ".join(filter(None, ("--assume", ",".join(f"{name}=…" for name in names))))


def laid(
    path: Laid, dossier: Dossier, numbers: Numbers, assume: Mapping[str, Decimal], drawn: bool
) -> Iterator[Sheet]:
    """Which year of a path stands for which, with its figures; what holds after it and of what
    it does not name."""
    words = numbers.words
    series = [*path.drivers]
    heads = (
        Column(_say(numbers, "year"), whole=True), Column(_say(numbers, "stands-for"), whole=True),
        *(Column(words.text(path.drivers[name].title), True) for name in series),
    )  # fmt: skip
    rows = [
        (str(year), str(path.stands_for(year)),
         *(_on_path(path, dossier, name, year, numbers) for name in series))
        for year in path.years
    ]  # fmt: skip
    title = words.text(path.path.title)
    notes = [_say(numbers, "path-note", year=path.years.first)]
    notes += _before(path, numbers, assume, drawn)
    notes += _after(path, numbers, assume, drawn)
    notes.append(_say(numbers, "path-else-drawn" if drawn else "path-else"))
    yield Sheet(_say(numbers, "path", path=title), heads, tuple(rows), tuple(notes))


def _on_path(path: Laid, dossier: Dossier, name: str, year: int, numbers: Numbers) -> str:
    """The figure of the path, in brackets where a recorded one stands in its place."""
    step = path.figures.get((name, year))
    if step is None or step.value is None:
        return NOTHING
    known = any(o.year == year for o in dossier.series[name].observations)
    told = numbers.cite(numbers.plain(step.value), step)
    return f"({told})" if known else told


def _before(
    path: Laid, numbers: Numbers, assume: Mapping[str, Decimal], drawn: bool
) -> Iterator[str]:
    """What stands in for figures of years that have passed and that nobody has printed yet."""
    for name, driver in path.drivers.items():
        held = {year: step for (one, year), step in path.before.items() if one == name}
        if held and (drawn or name not in assume):
            step = next(iter(held.values()))
            yield _say(numbers, "before-mean", driver=driver.title,
                       years=", ".join(map(str, sorted(held))),
                       value=numbers.cite(f"{step.value:f}", step))  # fmt: skip


def _after(
    path: Laid, numbers: Numbers, assume: Mapping[str, Decimal], drawn: bool
) -> Iterator[str]:
    for name, driver in path.drivers.items():
        told = {"driver": driver.title, "year": path.years.last}
        mean = path.means.get(name)
        if name in assume:
            yield _say(numbers, "after-assumed", value=f"{assume[name]:f}", **told)
        elif driver.kind == "log-walk":
            yield _say(numbers, "after-stays", **told)
        elif mean is not None and mean.value is not None:
            value = mean.value.quantize(driver.printed, rounding=ROUND_HALF_UP)
            yield _say(numbers, "after-mean", value=numbers.cite(f"{value:f}", mean), **told)
    if drawn:
        yield _say(numbers, "after-drawn", year=path.years.last)


def alone(others: Sequence[Agreement], numbers: Numbers) -> Sheet:
    """What could stand beside one that is alone."""
    names = ", ".join(f"{numbers.words.text(one.title)} ({one.name})" for one in others)
    return Sheet("", notes=(_say(numbers, "alone", names=names or NOTHING),))


def _row(one: Outlook, is_first: bool, more: Sequence[str], numbers: Numbers) -> tuple[str, ...]:
    unit = one.of.money.unit
    sums = {"real": one.real, "present": one.present, "dollars": one.dollars}
    return (
        numbers.words.text(one.of.title),
        *(_cell(one.steps.get(year), unit, numbers) for year in one.years),
        _cell(one.total, unit, numbers),
        *(_cell(sums[key], unit, numbers) for key in more),
        NOTHING if is_first else _cell(one.less, unit, numbers, signed=True),
    )


def _cell(step: Step | None, unit: str, numbers: Numbers, signed: bool = False) -> str:
    if step is None or step.value is None:
        return NOTHING
    value = step.value.quantize(TENTH, rounding=ROUND_HALF_UP)
    shown = numbers.in_table if step.unit == unit else numbers.amount
    sign = "+" if signed and value > 0 else ""
    mark = {"assumed": "†", "proposed": "", "computed": "*"}.get(step.status, "")
    return numbers.cite(sign + shown(value, step.unit), step) + mark


COLUMNS = 4
"""Up to so many stand side by side, a column each; more are a row each."""


def _terms(held: Sequence[Outlook], dossier: Dossier, numbers: Numbers) -> Sheet:
    """What each asks for and what stands behind it: side by side, or a row each where there are
    many."""
    told = [_told(one, one is held[0], dossier, numbers) for one in held]
    notes = (_say(numbers, "copy-note"),)
    title = _say(numbers, "terms")
    if len(held) > COLUMNS:
        keys = [key for key in told[0] if key not in SUMS]
        heads = (
            Column(_say(numbers, "proposal")), Column(told[0][keys[0]][0], whole=True),
            *(Column(told[0][key][0]) for key in keys[1:]),
        )  # fmt: skip
        rows = tuple(
            (numbers.words.text(one.of.title), *(cells[key][1] for key in keys))
            for one, cells in zip(held, told, strict=True)
        )
        return Sheet(title, heads, rows, notes)
    heads = (
        Column(""),
        *(Column(numbers.words.text(one.of.title)) for one in held),
    )  # fmt: skip
    rows = tuple((told[0][key][0], *(cells[key][1] for cells in told)) for key in told[0])
    return Sheet(title, heads, rows, notes)


SUMS = ("first", "total", "less")
"""What the table of years says already."""


def _told(
    one: Outlook, is_first: bool, dossier: Dossier, numbers: Numbers
) -> dict[str, tuple[str, str]]:
    """Of one: the head of each line, and what stands there."""
    words = numbers.words
    by = words.text(one.of.proposed_by) if one.of.proposed_by else _say(numbers, "signed")
    day = one.of.proposed or one.of.signed or ""
    steps = [*one.steps.values()][:1]
    names = dict.fromkeys(each.name for each in one.of.category)
    told = {
        "id": (words.say("label", "id"), one.of.name),
        "by": (_say(numbers, "by"), f"{by}, {day}".rstrip(", ")),
        "first": (_say(numbers, "first"), _first(one, numbers)),
        "rule": (words.say("label", "rule"),
                 "; ".join(dict.fromkeys(rule(one.of, dossier, numbers, steps)))),
        "categories": (words.say("label", "categories"),
                       ", ".join(words.text(dossier.category[name].title) for name in names)),
        "total": (_say(numbers, "total"), _cell(one.total, "", numbers)),
        "less": (_say(numbers, "less"),
                 NOTHING if is_first else _cell(one.less, "", numbers, signed=True)),
        "capped": (_say(numbers, "capped"), ", ".join(map(str, one.binding))),
        "not-modelled": (
            _say(numbers, "not-modelled"),
            " ".join(words.text(c.text) for c in one.of.clause if c.kind == "not-modelled"),
        ),
        "source": (words.say("label", "source"), "; ".join(one.of.source)),
    }  # fmt: skip
    return {key: (head, text or NOTHING) for key, (head, text) in told.items()}


def _first(one: Outlook, numbers: Numbers) -> str:
    """The sum of the first year that has one, and the year."""
    if not one.steps:
        return NOTHING
    year = min(one.steps)
    return _say(numbers, "first-of", sum=_cell(one.steps[year], "", numbers), year=year)


def spreads(held: Sequence[Spread], count: int, seed: int, numbers: Numbers) -> Iterator[Sheet]:
    """Over many futures: the mean, the range, and against the first on the same futures."""
    heads = (
        Column(_say(numbers, "proposal")), Column(_say(numbers, "mean"), True),
        *(Column(_say(numbers, key), True) for key in ("low", "middle", "high")),
        *(Column(_say(numbers, f"less-{key}"), True) for key in ("low", "middle", "high")),
        Column(_say(numbers, "more"), True),
    )  # fmt: skip
    ran = [one for one in held if one.steps]
    keys = ("mean", "low", "middle", "high", "less-low", "less-middle", "less-high", "more")
    rows = []
    for one in held:
        title = numbers.words.text(one.of.title)
        if one.refused:
            title = f"{title} ({_say(numbers, 'refused-' + one.refused)})"
        rows.append((title, *(_drawn(one.steps.get(key), one, numbers) for key in keys)))
    notes = (
        _say(numbers, "drawn", futures=f"{count:,}", seed=seed), _say(numbers, "same-futures"),
        _say(numbers, "range-note"),
        *(_say(numbers, "against", title=run.of.title) for run in ran[:1] if len(ran) > 1),
    )  # fmt: skip
    yield Sheet(_say(numbers, "many"), heads, tuple(rows), notes)


def _drawn(step: Step | None, one: Spread, numbers: Numbers) -> str:
    if step is None or step.value is None:
        return NOTHING
    if step.unit == "percent":
        return fans.often(step, numbers)
    value = step.value.quantize(TENTH, rounding=ROUND_HALF_UP)
    same = step.unit == one.of.money.unit
    return numbers.cite((numbers.in_table if same else numbers.amount)(value, step.unit), step)


def break_even(
    pair: tuple[Outlook, Outlook],
    found: tuple[Decimal, Decimal] | None,
    driver: str,
    numbers: Numbers,
) -> Iterator[Sheet]:
    """The rate at which two cost the same, between two printed rates."""
    names = {"one": pair[0].of.title, "other": pair[1].of.title, "driver": driver}
    if found is None:
        told = _say(numbers, "no-break-even", **names)
    else:
        uses = [step for one in pair if (step := one.total) is not None]
        low, high = (
            numbers.made(f"{end:f}", "outlook-break-even", uses, driver=driver) for end in found
        )
        key = "break-even-at" if found[0] == found[1] else "break-even-between"
        told = _say(numbers, key, low=low, high=high, **names)
    yield Sheet(_say(numbers, "break-even"), notes=(told,))
