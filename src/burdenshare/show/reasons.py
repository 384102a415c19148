"""What makes the difference between agreements and proposals, as tables and charts for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from burdenshare.show import explain
from burdenshare.show.amounts import Numbers
from burdenshare.show.charts import MOST_DOCUMENTS, Chart, Look, Mark
from burdenshare.show.shares import of_share
from burdenshare.show.sweeps import course_title
from burdenshare.show.tables import Column, Sheet
from burdenshare.vocabulary import (
    Agreement,
    BridgeStep,
    ClauseBridge,
    Dossier,
    Driven,
    EqualRate,
    Laid,
    Outlook,
    PathRegret,
    PathRegrets,
    SharesIf,
    Spent,
    Step,
    Swing,
    Tornado,
)

NOTHING = "–"
TENTH = Decimal("0.1")
ZERO = Decimal(0)


def _say(numbers: Numbers, key: str, **details: object) -> str:
    return numbers.words.say("reasons", key, **details)


def _tenth(value: Fraction | Decimal) -> Decimal:
    exact = value if isinstance(value, Decimal) else Decimal(value.numerator) / value.denominator
    return exact.quantize(TENTH, rounding=ROUND_HALF_UP)


def _signed(value: Fraction | Decimal, unit: str, numbers: Numbers) -> str:
    short = _tenth(value)
    return f"{'+' if short > 0 else ''}{numbers.in_table(short + ZERO, unit)}"


def _mark(step: Step) -> str:
    return {"assumed": "†", "computed": "*"}.get(step.status, "")


def _sum(step: Step, numbers: Numbers) -> str:
    return numbers.cite(numbers.in_table(_tenth(step.value or ZERO), step.unit), step) + _mark(step)


# -- regret on several paths -----------------------------------------------------------------------


def regrets(held: PathRegrets, dossier: Dossier, numbers: Numbers) -> Iterator[Sheet]:
    """A row a proposal, a column a path; the most of each, and the one whose most is least."""
    titles = {one.name: course_title(one, dossier, numbers) for one in held.courses}
    heads = (
        Column(_say(numbers, "proposal")), *(Column(title, True) for title in titles.values()),
        Column(_say(numbers, "regret-most"), True), Column(_say(numbers, "regret-on")),
    )  # fmt: skip
    rows = [
        (numbers.words.text(one.of.title), *(_sum(one.regrets[name], numbers) for name in titles),
         _sum(one.most, numbers), titles[one.on] if one.most.value else NOTHING)
        for one in held.held
    ]  # fmt: skip
    notes = []
    least = held.least
    if least is not None:
        notes += [_say(numbers, "unit", unit=numbers.unit(least.most.unit))]
        notes += [_say(numbers, "regret-note")]
    if held.left_out:
        others = "; ".join(numbers.words.text(one.title) for one in held.left_out)
        notes.append(_say(numbers, "regret-left-out", titles=others))
    yield Sheet(_say(numbers, "regrets", years=held.years), heads, tuple(rows), tuple(notes))
    if held.held:
        yield _totals(held, titles, numbers)


def _totals(held: PathRegrets, titles: Mapping[str, str], numbers: Numbers) -> Sheet:
    """What each costs on each path: what regret is the difference of."""
    heads = (
        Column(_say(numbers, "proposal")), *(Column(title, True) for title in titles.values()),
    )  # fmt: skip
    rows = tuple(
        (numbers.words.text(one.of.title), *(_sum(one.totals[name], numbers) for name in titles))
        for one in held.held
    )
    notes = (_say(numbers, "unit", unit=numbers.unit(held.held[0].most.unit)),)
    return Sheet(_say(numbers, "path-totals", years=held.years), heads, rows, notes)


def _worst(held: PathRegrets) -> PathRegret | None:
    """The one with the greatest regret of all, where any is regretted."""
    worst = max(held.held, key=lambda one: _value(one.most), default=None)
    return worst if worst is not None and worst.most.value else None


def regret_lead(held: PathRegrets, dossier: Dossier, numbers: Numbers) -> Iterator[str]:
    """Which is the least to be regretted whatever path comes, and which the most."""
    least, worst = held.least, _worst(held)
    if least is not None:
        key = "regret-least" if least.most.value else "regret-none"
        yield _say(numbers, key, title=least.of.title, most=_prose(least.most, numbers))
    if worst is not None and worst is not least:
        yield _regretted(worst, held, dossier, numbers)


def _regretted(one: PathRegret, held: PathRegrets, dossier: Dossier, numbers: Numbers) -> str:
    return _say(numbers, "regret-worst", title=one.of.title, most=_prose(one.most, numbers),
                path=_course(held, one.on, dossier, numbers))  # fmt: skip


def _course(held: PathRegrets, name: str, dossier: Dossier, numbers: Numbers) -> str:
    (one,) = (course for course in held.courses if course.name == name)
    return course_title(one, dossier, numbers)


def regret_chart(held: PathRegrets, dossier: Dossier, numbers: Numbers) -> Chart | None:
    """A bar each: its greatest regret, and the path on which it is that much."""
    worst = _worst(held)
    if worst is None:
        return None
    rows = tuple(
        Mark(
            head=numbers.words.text(one.of.title), low=ZERO,
            high=_value(one.most) / _value(worst.most) * 100,
            look="bar" if one.most.value else "none",
            value=_sum(one.most, numbers), step=one.most,
            after=_course(held, one.on, dossier, numbers) if one.most.value else "",
        )
        for one in held.held
    )  # fmt: skip
    title = _regretted(worst, held, dossier, numbers)
    measure = numbers.words.say("chart", "measure-regrets", years=held.years,
                                unit=numbers.unit(worst.most.unit))  # fmt: skip
    documents = tuple(explain.cited([one.most for one in held.held]))
    note = _say(numbers, "regret-note")
    return Chart("bars", title, measure, rows, documents[:MOST_DOCUMENTS], (note,))


def _prose(step: Step, numbers: Numbers) -> str:
    return numbers.cite(numbers.prose(step.value or ZERO, step.unit), step)


# -- clause by clause ------------------------------------------------------------------------------


def clauses(
    held: ClauseBridge | None, titles: tuple[str, str], numbers: Numbers
) -> Iterator[Sheet]:
    """What each clause does: in the order in which they are switched, and free of order."""
    title = _say(numbers, "clauses", one=titles[0], other=titles[1])
    if held is None or not held.steps:
        key = "no-clauses" if held is None else "same-clauses"
        yield Sheet(title, notes=(_say(numbers, key),))
        return
    heads = (
        Column(_say(numbers, "clause")),
        *(
            Column(_say(numbers, key), True)
            for key in ("in-order", "reached", "all-orders", "ends")
        ),
    )
    unit = held.first.unit
    rows = [(titles[0], "", _sum(held.first, numbers), "", "")]
    for one in held.steps:
        told = _effects(one, held, numbers)
        reached = "" if one.after is None else _sum(one.after, numbers)
        rows.append((_clause(one, numbers), told["step"], reached, told["shapley"],
                     f"{told['least']} / {told['most']}"))  # fmt: skip
    whole = numbers.made(
        _signed((held.last.value or ZERO) - (held.first.value or ZERO), unit, numbers),
        "clause-whole", (held.first, held.last),
    )  # fmt: skip
    rows.append((titles[1], whole, _sum(held.last, numbers), whole, ""))
    notes = (_say(numbers, "unit", unit=numbers.unit(unit)), _say(numbers, "clauses-note"))
    yield Sheet(title, heads, tuple(rows), notes, ids=True)


def _clause(one: BridgeStep, numbers: Numbers) -> str:
    return _say(numbers, f"clause-{one.item}")


def _effects(one: BridgeStep, held: ClauseBridge, numbers: Numbers) -> dict[str, str]:
    """What a clause does, in its order and over all orders, each as a number to be explained."""
    uses = tuple(step for step in (one.before, one.after) if step is not None)
    ends = (held.first, held.last)
    return {
        name: numbers.made(
            _signed(value, held.first.unit, numbers), f"clause-{name}",
            uses if name == "step" else (*ends, *uses), clause=_clause(one, numbers),
        )
        for name, value in (("step", one.step), ("shapley", one.shapley),
                            ("least", one.least), ("most", one.most))
    }  # fmt: skip


def clause_chart(
    held: ClauseBridge | None, titles: tuple[str, str], numbers: Numbers
) -> Chart | None:
    """From one total to another, a bar a clause."""
    if held is None or not held.steps:
        return None
    ends = (held.first, held.last)
    reached = [Fraction(ends[0].value or 0), *(one.reached for one in held.steps)]
    most = max(reached) or Fraction(1)
    at = [_percent(value, most) for value in reached]
    rows = [_end(titles[0], ends[0], at[0], numbers)]
    for number, one in enumerate(held.steps):
        before, after = at[number], at[number + 1]
        look: Look = "up" if after >= before else "down"
        told = _effects(one, held, numbers)
        rows.append(Mark(
            head=_clause(one, numbers), low=min(before, after), high=max(before, after), look=look,
            value=told["step"],
            after=numbers.words.say("chart", "on-average", value=told["shapley"]),
            end="" if one.after is None else _sum(one.after, numbers), step=one.after,
        ))  # fmt: skip
    rows.append(_end(titles[1], ends[1], at[-1], numbers))
    shown = [numbers.cite(numbers.prose(one.value or ZERO, one.unit), one) for one in ends]
    title = numbers.words.say("chart", "clauses", one=shown[0], other=shown[1], years=held.years)
    measure = numbers.words.say("chart", "measure-clauses", unit=numbers.unit(ends[0].unit))
    documents = tuple(explain.cited(ends))[:MOST_DOCUMENTS]
    return Chart("bars", title, measure, tuple(rows), documents, _largest(held, numbers))


def _end(title: str, step: Step, high: Decimal, numbers: Numbers) -> Mark:
    return Mark(head=title, low=ZERO, high=high, look="bar", end=_sum(step, numbers), step=step)


def _percent(value: Fraction, most: Fraction) -> Decimal:
    part = value / most * 100
    return Decimal(part.numerator) / part.denominator


def _largest(held: ClauseBridge, numbers: Numbers) -> tuple[str, ...]:
    """Which clause does most: in this order, and on average over all orders."""
    if len(held.steps) < 2:
        return ()
    first = max(held.steps, key=lambda one: abs(one.step))
    mean = max(held.steps, key=lambda one: abs(one.shapley))
    told = numbers.words.say(
        "chart", "largest-clause", first=_clause(first, numbers),
        step=_effects(first, held, numbers)["step"], mean=_clause(mean, numbers),
        shapley=_effects(mean, held, numbers)["shapley"],
    )  # fmt: skip
    return (told,)


# -- the exchange rate at which two cost the same --------------------------------------------------


def equal_rate(held: EqualRate | str, titles: tuple[str, str], numbers: Numbers) -> Iterator[Sheet]:
    """The rate at which two are worth the same, and the newest one recorded; or why there is
    none."""
    title = numbers.words.say("outlook", "break-even")
    names = {"one": titles[0], "other": titles[1]}
    if isinstance(held, str):
        yield Sheet(title, notes=(_say(numbers, f"equal-rate-{held}", **names),))
        return
    told = _say(numbers, "equal-rate", rate=numbers.step(held.rate).rstrip("*†"),
                foreign=held.foreign.title, **names)  # fmt: skip
    notes = [told]
    if held.newest is not None:
        notes.append(_say(numbers, "newest-rate", rate=numbers.step(held.newest),
                          year=held.newest.year))  # fmt: skip
    yield Sheet(title, notes=tuple(notes))


# -- the share under a definition ------------------------------------------------------------------


def shares(
    held: SharesIf, outlooks: Sequence[Outlook], dossier: Dossier, numbers: Numbers
) -> Iterator[Sheet]:
    """The share of each year of each, all else as in one recorded year; or what stands in the
    way."""
    definition = held.definition.title
    title = _say(numbers, "shares", definition=definition)
    base = held.base.years
    if held.lacking:
        told = ", ".join(_item(name, dossier, numbers) for name in held.lacking if name)
        key = "shares-missing" if held.base.share.value is None else "shares-within"
        yield Sheet(title, notes=(_say(numbers, key if told else "shares-without", items=told,
                                       years=base),))  # fmt: skip
        return
    years = outlooks[0].years
    heads = (
        Column(_say(numbers, "proposal")), *(Column(str(year), True) for year in years),
    )  # fmt: skip
    rows = [
        (
            numbers.words.text(one.of.title),
            *(_percent_cell(held.steps[one.of.name].get(year), numbers) for year in years),
        )
        for one in outlooks
    ]
    others = [
        f"{_item(one.item, dossier, numbers)} {numbers.step(one.step)}"
        for one in held.base.counted
        if not dossier.items[one.item].contribution
    ]
    notes = [
        _say(numbers, "shares-note", base=base, share=of_share(held.base.share, numbers)),
        _say(numbers, "shares-others", base=base, items=", ".join(others)),
    ]
    if held.base.derived_from:
        notes.append(numbers.words.say("share", "derived",
                                       claims=", ".join(held.base.derived_from)))  # fmt: skip
    yield Sheet(title, heads, tuple(rows), tuple(notes))


def _item(name: str, dossier: Dossier, numbers: Numbers) -> str:
    return numbers.words.text(dossier.items[name].title)


def _percent_cell(step: Step | None, numbers: Numbers) -> str:
    return NOTHING if step is None else f"{of_share(step, numbers)}†"


# -- the cash path ------------------------------------------------------------------------------


def spent(held: Spent | None, outlooks: Sequence[Outlook], numbers: Numbers) -> Iterator[Sheet]:
    """Each year in cash at the mean part, and all years at the mean, least and most."""
    title = _say(numbers, "cash")
    if held is None:
        yield Sheet(title, notes=(_say(numbers, "no-cash"),))
        return
    years = outlooks[0].years
    unit = outlooks[0].of.money.unit
    heads = (
        Column(_say(numbers, "proposal")), *(Column(str(year), True) for year in years),
        *(Column(_say(numbers, f"cash-{key}"), True) for key in ("mean", "least", "most")),
    )  # fmt: skip
    rows = []
    for one in outlooks:
        path, totals = held.paths[one.of.name], held.totals.get(one.of.name, {})
        cells = [path.get(year) for year in years]
        cells += [totals.get(key) for key in ("mean", "least", "most")]
        rows.append((numbers.words.text(one.of.title), *(_cash(c, unit, numbers) for c in cells)))
    told = ", ".join(f"{part.year} {numbers.step(part).rstrip('*')}" for part in held.parts)
    ends = {key: numbers.step(step).rstrip("*") for key, step in held.at.items()}
    notes = (
        _say(numbers, "unit", unit=numbers.unit(unit)),
        _say(numbers, "cash-parts", told=told, **ends), _say(numbers, "cash-note"),
        _say(numbers, "cash-leaves-out", count=len(held.parts)),
    )  # fmt: skip
    yield Sheet(title, heads, tuple(rows), notes)


def _cash(step: Step | None, unit: str, numbers: Numbers) -> str:
    return NOTHING if step is None else numbers.step(step, unit)


# -- which driver matters most ---------------------------------------------------------------------


def tornado(
    held: Tornado, dossier: Dossier, numbers: Numbers, path: Laid | None
) -> Iterator[Sheet]:
    """What each driver alone does: its rates, the totals, and how to ask for each again."""
    title = _say(numbers, "tornado", what=_of_tornado(held, numbers))
    if held.middle is None:
        notes = (_say(numbers, "no-tornado"), *_of_drawn(held, dossier, numbers))
        yield Sheet(title, notes=notes)
        return
    heads = (
        Column(_say(numbers, "driver")),
        *(Column(_say(numbers, key), True) for key in
          ("rate-low", "sum-low", "rate-high", "sum-high", "width")),
    )  # fmt: skip
    rows = []
    for one in held.swings:
        rates = [_rate(rate, numbers) for rate in one.rates]
        sums = [_sum(step, numbers) for step in one.sums]
        width = _width(one, dossier, numbers, numbers.in_table)
        told = (rates[0], sums[0], rates[1], sums[1], width)
        rows.append((_driver(one.driver, dossier, numbers), *told))
    yield Sheet(title, heads, tuple(rows), tuple(_tornado_notes(held, dossier, numbers, path)))


def _tornado_notes(
    held: Tornado, dossier: Dossier, numbers: Numbers, path: Laid | None
) -> Iterator[str]:
    assert held.middle is not None
    middle = ", ".join(
        f"{numbers.words.text(dossier.series[name].title)} {numbers.step(rate).rstrip('*†')}"
        for name, rate in held.rates.items()
    )
    if held.exchange is not None:
        middle = f"{middle}, {_rate(held.exchange, numbers)}"
    yield _say(numbers, "unit", unit=numbers.unit(held.middle.unit))
    yield _say(numbers, "tornado-middle", sum=_sum(held.middle, numbers), rates=middle)
    yield _say(numbers, "tornado-note")
    if path is not None:
        yield _say(numbers, "on-path", path=path.path.title, last=path.years.last)
    if held.still:
        told = ", ".join(_driver(name, dossier, numbers) for name in held.still)
        yield _say(numbers, "tornado-still", drivers=told)
    yield from _of_drawn(held, dossier, numbers)
    yield from _of_walks(held, dossier, numbers, path)
    for one in held.swings:
        for key, rate in zip(("low", "high"), one.rates, strict=True):
            yield _say(numbers, f"again-{key}", driver=_driver(one.driver, dossier, numbers),
                       command=_again(held, one.driver, rate, dossier, numbers, path))  # fmt: skip


def _of_drawn(held: Tornado | Driven, dossier: Dossier, numbers: Numbers) -> Iterator[str]:
    """What the terms follow that is among no drivers, and why."""
    if held.drawn:
        yield _say(numbers, "not-among", names=_drawn(held.drawn, dossier, numbers))


def _drawn(names: Sequence[str], dossier: Dossier, numbers: Numbers) -> str:
    titles = (
        (dossier.drivers[name] if name in dossier.drivers else dossier.series[name]).title
        for name in names
    )
    return ", ".join(numbers.words.text(title) for title in titles)


def influence_lead(
    swings: Sequence[Tornado], driven: Sequence[Driven], dossier: Dossier, numbers: Numbers
) -> Iterator[str]:
    """Which driver matters most to each total, by how much and for how much of its variance; and
    what its terms follow that is among no drivers."""
    parts = {tuple(of.name for of in one.of): one for one in driven}
    home = [one for one in swings if not one.abroad]
    for one in home:
        part = parts.get(tuple(of.name for of in one.of))
        yield from _matters(one, part, dossier, numbers)
    for one in home:
        if one.drawn and len(one.of) == 1:
            yield _say(numbers, "lead-drawn", what=_quoted(one.of, numbers),
                       names=_drawn(one.drawn, dossier, numbers))  # fmt: skip


def _matters(
    one: Tornado, part: Driven | None, dossier: Dossier, numbers: Numbers
) -> Iterator[str]:
    what = _quoted(one.of, numbers)
    indices = part.indices if part is not None else {}
    top = max(indices, key=lambda name: _value(indices[name]["whole"]), default="")
    told = {
        key: numbers.cite(f"{_value(indices[top][name]):f}".replace("-", "−"), indices[top][name])
        for key, name in (("part", "whole"), ("margin", "whole-margin"))
        if top
    }
    widest = one.swings[0] if one.swings else None
    if widest is not None:
        width = _width(widest, dossier, numbers, numbers.prose)
        same = widest.driver == top
        yield _say(numbers, "lead-both" if same else "lead-swing", what=what, width=width,
                   driver=_driver(widest.driver, dossier, numbers), **told)  # fmt: skip
        if same:
            return
    if top:
        driver = _driver(top, dossier, numbers)
        yield _say(numbers, "lead-part", what=what, driver=driver, **told)
    elif widest is None:
        key = "lead-unmoved" if one.middle is not None else "lead-untold"
        yield _say(numbers, key, what=what)


def _width(
    one: Swing, dossier: Dossier, numbers: Numbers, shown: Callable[[Decimal, str], str]
) -> str:
    return numbers.made(
        shown(_tenth(one.width), one.sums[0].unit), "swing-width", one.sums,
        driver=_driver(one.driver, dossier, numbers),
    )  # fmt: skip


def _quoted(of: Sequence[Agreement], numbers: Numbers) -> str:
    what = _what(of, numbers)
    return what if len(of) > 1 else _say(numbers, "quoted", title=what)


def _of_walks(
    held: Tornado, dossier: Dossier, numbers: Numbers, path: Laid | None
) -> Iterator[str]:
    """How far an exchange rate is moved, or why it is not."""
    told = {one.driver for one in held.swings} | {*held.still}
    for name, one in dossier.drivers.items():
        if one.kind == "log-walk" and name not in held.still:
            laid = path is not None and one.follows in path.drivers
            key = "tornado-walks" if name in told else "tornado-laid" if laid else "tornado-known"
            yield _say(numbers, key, driver=_driver(name, dossier, numbers))


def _again(
    held: Tornado, driver: str, rate: Step, dossier: Dossier, numbers: Numbers, path: Laid | None
) -> str:  # fmt: skip
    """The command that gives an end again."""
    walks = dossier.drivers[driver].kind == "log-walk"
    rates = held.rates if walks else {**held.rates, dossier.drivers[driver].follows: rate}
    assume = ",".join(
        f"{name}={numbers.cite(f'{step.value:f}', step)}" for name, step in rates.items()
    )
    names = ",".join(each.name for each in held.of)
    exchange = rate if walks else held.exchange
    at = "" if exchange is None else f" --rate {numbers.cite(f'{exchange.value:f}', exchange)}"
    on = "" if path is None else f" --path {path.path.name}"
    return (
        f"burdenshare compare {dossier.name} {names} "
        f"--years {held.years.first}-{held.years.last} --assume {assume}{at}{on}"
    )


def _rate(step: Step, numbers: Numbers) -> str:
    """A rate to a tenth where it is one of exchange, in percent as it is."""
    if step.value is None or " per " not in step.unit:
        return numbers.step(step).rstrip("*†")
    return numbers.cite(numbers.amount(_tenth(step.value), step.unit), step)


def _of_tornado(held: Tornado, numbers: Numbers) -> str:
    what = _what(held.of, numbers)
    if not held.abroad or held.middle is None:
        return what
    return _say(numbers, "what-in", what=what, unit=numbers.unit(held.middle.unit))


def _what(of: Sequence[Agreement], numbers: Numbers) -> str:
    """The total of one, or what the second costs more than the first."""
    titles = [numbers.words.text(one.title) for one in of]
    if len(titles) == 1:
        return titles[0]
    return _say(numbers, "second-less-first", one=titles[0], other=titles[1])


def _driver(name: str, dossier: Dossier, numbers: Numbers) -> str:
    return numbers.words.text(dossier.drivers[name].title)


def tornado_chart(held: Tornado, dossier: Dossier, numbers: Numbers) -> Chart | None:
    """A bar a driver, from its low to its high, around the middle; the widest on top."""
    if held.middle is None or not held.swings:
        return None
    ends = [step.value or ZERO for one in held.swings for step in one.sums]
    middle = held.middle.value or ZERO
    least, most = min(*ends, middle), max(*ends, middle)

    def at(value: Decimal) -> Decimal:
        return (value - least) / (most - least) * 100

    rows = []
    for one in held.swings:
        pairs = zip(one.sums, one.rates, strict=True)
        (low, left), (high, right) = sorted(pairs, key=lambda pair: _value(pair[0]))
        rates = [_rate(rate, numbers) for rate in (left, right)]
        rows.append(Mark(
            head=_driver(one.driver, dossier, numbers),
            after=numbers.words.say("chart", "from-to", low=rates[0], high=rates[1]),
            low=at(low.value or ZERO), high=at(high.value or ZERO), look="bar",
            value=_sum(low, numbers), end=_sum(high, numbers), step=high,
        ))  # fmt: skip
    first = held.swings[0]
    title = numbers.words.say(
        "chart", "tornado", what=_of_tornado(held, numbers),
        driver=_driver(first.driver, dossier, numbers), years=held.years,
    )  # fmt: skip
    measure = numbers.words.say("chart", "measure-tornado", unit=numbers.unit(held.middle.unit))
    note = numbers.words.say("chart", "tornado-middle", sum=_sum(held.middle, numbers))
    documents = tuple(explain.cited([held.middle, *(s for one in held.swings for s in one.sums)]))
    return Chart("bars", title, measure, tuple(rows), documents[:MOST_DOCUMENTS], (note,),
                 ground=at(middle))  # fmt: skip


def driven(
    held: Sequence[Driven] | None,
    dossier: Dossier,
    seed: int,
    numbers: Numbers,
    path: Laid | None,
) -> Iterator[Sheet]:
    """The Sobol indices of each total, the largest first."""
    title = _say(numbers, "driven")
    if held is None:
        yield Sheet(title, notes=(_say(numbers, "no-driven"),))
        return
    heads = (
        Column(_say(numbers, "total-of")), Column(_say(numbers, "driver")),
        *(Column(_say(numbers, key), True) for key in
          ("alone", "alone-margin", "whole", "whole-margin")),
    )  # fmt: skip
    rows: list[tuple[str, ...]] = []
    idle = _idle(held)
    for one in held:
        what = _what(one.of, numbers)
        if not one.indices:
            key = f"refused-{one.refused}" if one.refused else ""
            reason = numbers.words.say("outlook", key) if key else _say(numbers, "unmoved")
            rows.append((what, reason, *(NOTHING,) * 4))
        ranked = sorted(one.indices.items(), key=lambda at: _value(at[1]["whole"]), reverse=True)
        for name, steps in ranked:
            if name in idle:
                continue
            shown = (
                numbers.cite(f"{_value(steps[key]):f}".replace("-", "−"), steps[key])
                for key in ("alone", "alone-margin", "whole", "whole-margin")
            )
            rows.append((what, _driver(name, dossier, numbers), *shown))
    count = max((one.evaluations for one in held), default=0)
    notes = [_say(numbers, "driven-note")]
    if drawn := tuple(dict.fromkeys(name for one in held for name in one.drawn)):
        notes.append(_say(numbers, "not-among", names=_drawn(drawn, dossier, numbers)))
    if order := _order(held, dossier, numbers):
        notes.append(_say(numbers, "driven-order", drivers=order))
    notes.append(_say(numbers, "driven-runs", evaluations=f"{count:,}", seed=seed))
    if path is not None:
        notes.insert(1, _say(numbers, "on-path", path=path.path.title, last=path.years.last))
    if idle:
        told = ", ".join(_driver(name, dossier, numbers) for name in sorted(idle))
        notes.insert(1, _say(numbers, "driven-idle", drivers=told))
    yield Sheet(title, heads, tuple(rows), tuple(notes))


def _idle(held: Sequence[Driven]) -> set[str]:
    """The drivers that have no part in any of the totals."""
    known = [(name, steps) for one in held for name, steps in one.indices.items()]
    moving = {name for name, steps in known if any(step.value for step in steps.values())}
    return {name for name, _ in known} - moving


def _value(step: Step) -> Decimal:
    return ZERO if step.value is None else step.value


def _order(held: Sequence[Driven], dossier: Dossier, numbers: Numbers) -> str:
    """The drivers in the order in which they are made to go together: that of the dossier."""
    known = {name for one in held for name in one.indices}
    return ", ".join(_driver(n, dossier, numbers) for n in dossier.drivers if n in known)
