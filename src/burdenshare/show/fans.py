"""Many futures as tables and as a chart of fans: each year, comparisons of all pairs, regret, and
where a cap holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from burdenshare.show.amounts import Numbers
from burdenshare.show.charts import Chart, Fan, Mark
from burdenshare.show.sheets import followed
from burdenshare.show.tables import Column, Sheet
from burdenshare.vocabulary import CapStart, Dossier, Laid, Outlook, Spread, Step

NOTHING = "–"
ZERO = Decimal(0)
TENTH = Decimal("0.1")
QUANTILES = ("low", "lower", "middle", "upper", "high")


def _say(numbers: Numbers, key: str, **details: object) -> str:
    return numbers.words.say("fans", key, **details)


def tables(
    many: Sequence[Spread], held: Sequence[Outlook], starts: Sequence[CapStart], dossier: Dossier,
    numbers: Numbers,
) -> Iterator[Sheet]:  # fmt: skip
    """In dollars, of all pairs, regret, each year, and where bounds hold."""
    run = [one for one in many if one.steps]
    if run:
        yield _dollars(run, numbers)
    if len(run) > 1:
        yield _pairs(run, numbers)
        yield _regret(run, numbers)
    for one in run:
        yield _yearly(one, numbers)
    yield from bounds(many, held, starts, dossier, numbers)


def _dollars(run: Sequence[Spread], numbers: Numbers) -> Sheet:
    keys = ("mean", "low", "middle", "high")
    unit = run[0].steps["dollars-mean"].unit
    heads = (_proposal(numbers), *(Column(_quantile(key, numbers), True) for key in keys))
    rows = tuple(
        (_title(one, numbers), *(_sum(one.steps[f"dollars-{key}"], unit, numbers) for key in keys))
        for one in run
    )
    notes = (_say(numbers, "unit", unit=numbers.unit(unit)), _say(numbers, "dollars-note"))
    return Sheet(_say(numbers, "dollars"), heads, rows, notes)


def _pairs(run: Sequence[Spread], numbers: Numbers) -> Sheet:
    heads = (
        Column(_say(numbers, "row")), _proposal(numbers),
        *(Column(str(n), True) for n in range(1, len(run) + 1)),
    )  # fmt: skip
    rows = tuple(
        (str(n), _title(one, numbers), *(often(one.more.get(two.of.name), numbers) for two in run))
        for n, one in enumerate(run, 1)
    )
    return Sheet(_say(numbers, "pairs"), heads, rows, (_say(numbers, "pairs-note"),))


def _regret(run: Sequence[Spread], numbers: Numbers) -> Sheet:
    sums, parts = ("regret-mean", "regret-high", "regret-most"), ("cheapest", "alone")
    unit = run[0].steps["regret-mean"].unit
    heads = (_proposal(numbers), *(Column(_say(numbers, key), True) for key in (*sums, *parts)))
    rows = tuple(
        (_title(one, numbers), *(_sum(one.steps[key], unit, numbers) for key in sums),
         *(often(one.steps[key], numbers) for key in parts))
        for one in run
    )  # fmt: skip
    notes = (_say(numbers, "unit", unit=numbers.unit(unit)), _say(numbers, "regret-note"))
    return Sheet(_say(numbers, "regret"), heads, rows, notes)


def _yearly(one: Spread, numbers: Numbers) -> Sheet:
    """A row a year, and the whole span below them."""
    keys = ("mean", *QUANTILES)
    unit = one.steps["mean"].unit
    heads = (
        Column(numbers.words.say("label", "year")),
        *(Column(_quantile(key, numbers), True) for key in keys),
        *(Column(_bound(f"{b.kind}-holds", b.tranche, numbers), True) for b in one.bounds),
    )
    rows = [
        (str(year), *(_sum(of[key], unit, numbers) for key in keys),
         *(often(b.years.get(year), numbers) for b in one.bounds))
        for year, of in one.years.items()
    ]  # fmt: skip
    whole = (_sum(one.steps[key], unit, numbers) for key in keys)
    rows.append((numbers.words.say("outlook", "total"), *whole, *("" for _ in one.bounds)))
    notes = (_say(numbers, "unit", unit=numbers.unit(unit)),)
    return Sheet(_say(numbers, "yearly", title=one.of.title), heads, tuple(rows), notes)


def bounds(
    many: Sequence[Spread], held: Sequence[Outlook], starts: Sequence[CapStart], dossier: Dossier,
    numbers: Numbers,
) -> Iterator[Sheet]:  # fmt: skip
    """Where a cap or a floor holds: from which rate, in which years of this path, how often."""
    every = [(one, bound) for one in many for bound in one.bounds]
    if not starts and not every:
        return
    years = sorted({year for _, bound in every for year in bound.years})
    binding = {one.of.name: ", ".join(map(str, one.binding)) for one in held}
    heads = (
        _proposal(numbers), Column(_say(numbers, "bound")), Column(_say(numbers, "from")),
        Column(_say(numbers, "path-years")), *(Column(str(year), True) for year in years),
    )  # fmt: skip
    begins = {one.of.name: _start(one, dossier, numbers) for one in reversed(starts)}
    rows = [
        (_title(one, numbers), _bound(bound.kind, bound.tranche, numbers),
         begins.get(one.of.name, NOTHING) if bound.kind == "cap" else NOTHING,
         (binding.get(one.of.name) or NOTHING) if bound.kind == "cap" else NOTHING,
         *(often(bound.years.get(year), numbers) for year in years))
        for one, bound in every
    ]  # fmt: skip
    told = {one.of.name for one, _ in every}
    rows += [
        (numbers.words.text(one.of.title), _bound("cap", one.rule.tranche, numbers),
         _start(one, dossier, numbers), binding.get(one.of.name) or NOTHING,
         *(NOTHING for _ in years))
        for one in starts if one.of.name not in told
    ]  # fmt: skip
    notes = [_say(numbers, "from-note")]
    if years:
        notes.append(_say(numbers, "bounds-note"))
    yield Sheet(_say(numbers, "bounds"), heads, tuple(rows), tuple(notes))


def _start(one: CapStart, dossier: Dossier, numbers: Numbers) -> str:
    if one.step is None or one.step.value is None:
        return NOTHING
    title = numbers.words.text(followed(one.series, dossier))
    rate = numbers.cite(numbers.amount(one.step.value, "percent"), one.step)
    return _say(numbers, "starts", series=title, rate=rate)


def often(step: Step | None, numbers: Numbers) -> str:
    """A part of the futures in percent; none at all is 0, and few are not none."""
    if step is None or step.value is None:
        return NOTHING
    count = int(str(step.details.get("count", "0")).replace(",", ""))
    all_ = int(str(step.details["futures"]).replace(",", ""))
    told = f"{step.value:f}"
    if count in (0, all_):
        told = "0" if count == 0 else "100"
    elif told in ("0.0", "100.0"):
        told = "< 0.1" if told == "0.0" else "> 99.9"
    return numbers.cite(told, step)


def _proposal(numbers: Numbers) -> Column:
    return Column(numbers.words.say("outlook", "proposal"))


def _quantile(key: str, numbers: Numbers) -> str:
    return numbers.words.say("outlook", key)


def _bound(kind: str, tranche: str, numbers: Numbers) -> str:
    told = _say(numbers, kind)
    return f"{told} ({tranche})" if tranche else told


def _title(one: Spread, numbers: Numbers) -> str:
    return numbers.words.text(one.of.title)


def _sum(step: Step, unit: str, numbers: Numbers) -> str:
    value = (step.value or ZERO).quantize(TENTH, rounding=ROUND_HALF_UP)
    shown = numbers.in_table if step.unit == unit else numbers.amount
    return numbers.cite(shown(value, step.unit), step)


# -- the answer in words -------------------------------------------------------------------------


def lead(
    held: Sequence[Outlook], many: Sequence[Spread], at_cap: Step | None,
    assume: Mapping[str, Decimal], dossier: Dossier, numbers: Numbers, laid: Laid | None = None,
) -> str:  # fmt: skip
    """What the first of them costs: on this path, at its cap, over many futures; and the one that
    is farthest from it."""
    told = [*_on_path(held, at_cap, assume, dossier, numbers, laid)]
    run = [one for one in many if one.steps]
    if run:
        first, *others = run
        if first.of is held[0].of and told:
            told.append(_say(numbers, "lead-range", **_range(first, numbers)))
        else:
            ends = _range(first, numbers)
            told = [
                _say(
                    numbers,
                    "lead-many",
                    **ends,
                    middle=_prose(first.steps["middle"], numbers),
                    years=held[0].years,
                    futures=first.steps["mean"].details["futures"],
                )
            ]
        if others:
            best = max(run, key=lambda one: one.steps["cheapest"].value or ZERO)
            told.append(_say(numbers, "lead-cheapest", title=best.of.title,
                             often=often(best.steps["cheapest"], numbers)))  # fmt: skip
    elif told:
        told += _farthest(held, numbers)
    return " ".join(told or _open(held, numbers))


def _open(held: Sequence[Outlook], numbers: Numbers) -> Iterator[str]:
    """That the first has no sum, and between which the sums of the others lie."""
    yield _say(numbers, "lead-open", title=held[0].of.title, years=held[0].years)
    known = [(one, one.total) for one in held if one.total and one.total.value is not None]
    if len(known) > 1:
        ends = sorted(known, key=lambda pair: pair[1].value or ZERO)
        (least, low), (most, high) = ends[0], ends[-1]
        yield _say(numbers, "lead-between", least=least.of.title, low=_prose(low, numbers),
                   most=most.of.title, high=_prose(high, numbers))  # fmt: skip


def _on_path(
    held: Sequence[Outlook], at_cap: Step | None, assume: Mapping[str, Decimal], dossier: Dossier,
    numbers: Numbers, laid: Laid | None,
) -> Iterator[str]:  # fmt: skip
    first = held[0]
    if first.total is None or first.total.value is None:
        return
    own = {name for rule in first.of.escalator for name in rule.follow}
    path = ", ".join(
        _say(
            numbers,
            "lead-piece",
            series=followed(name, dossier),
            rate=_assumed(first.total, name, rate, numbers),
        )
        for name, rate in assume.items()
        if name in own
    )
    shown = {"title": first.of.title, "years": first.years, "total": _prose(first.total, numbers)}
    if laid is not None:
        yield _say(numbers, "lead-laid", path=laid.path.title, **shown)
        return
    if path and first.total.status == "assumed":
        yield _say(numbers, "lead-at", path=path, **shown)
    else:
        yield _say(numbers, "lead", **shown)
    if at_cap is not None and at_cap.value != first.total.value:
        yield _say(numbers, "lead-cap", total=_prose(at_cap, numbers))


def _assumed(total: Step, series: str, rate: Decimal, numbers: Numbers) -> str:
    """A rate that the reader put in, leading to where the total uses it."""
    told = numbers.amount(rate, "percent")
    left = [total]
    while left:
        step = left.pop()
        if step.status == "assumed" and step.how == "assumed" and step.id.startswith(f"{series}-"):
            return numbers.cite(told, step)
        left += step.uses
    return told


def _farthest(held: Sequence[Outlook], numbers: Numbers) -> Iterator[str]:
    known = [(one, one.less) for one in held[1:] if one.less and one.less.value is not None]
    if not known:
        return
    one, less = max(known, key=lambda pair: abs(pair[1].value or ZERO))
    value = less.value or ZERO
    shown = numbers.cite(numbers.prose(abs(value), less.unit), less)
    key = "lead-same" if not value else "lead-more" if value > 0 else "lead-less"
    yield _say(numbers, key, title=one.of.title, sum=shown)


# -- the chart -----------------------------------------------------------------------------------


def chart(many: Sequence[Spread], numbers: Numbers) -> Chart | None:
    """A panel for each, all to one scale: the middle of the futures, their inner half, and nine
    tenths of them, year by year."""
    run = [one for one in many if one.steps]
    if not run:
        return None
    every = [of[key] for one in run for of in one.years.values() for key in ("low", "high")]
    foot, top = (pick(every, key=lambda step: step.value or ZERO) for pick in (min, max))
    least, most = (step.value or ZERO for step in (foot, top))
    rows = tuple(
        Mark(
            head=_title(one, numbers), low=ZERO, high=ZERO, look="none",
            value=_prose(one.steps["middle"], numbers), after=_ends(one, numbers),
            step=one.steps["middle"], fan=_fan(one, least, most),
        )
        for one in run
    )  # fmt: skip
    documents = tuple(dict.fromkeys(name for one in run for name in one.of.source))
    middle = run[0].steps["middle"].details
    notes = (
        numbers.words.say("outlook", "drawn", futures=middle["futures"], seed=middle["seed"]),
        numbers.words.say("outlook", "not-drawn"),
    )
    measure = _say(numbers, "measure", foot=_prose(foot, numbers), top=_prose(top, numbers))
    return Chart("fans", _finding(run, numbers), measure, rows, documents, notes)


def _finding(run: Sequence[Spread], numbers: Numbers) -> str:
    """The range of the first, and of the one with the widest."""
    first, widest = run[0], max(run, key=_width)
    told = _say(numbers, "finding", years=first.steps["mean"].details["years"],
                **_range(first, numbers))  # fmt: skip
    if widest is first:
        return told
    return f"{told} {_say(numbers, 'widest', **_range(widest, numbers))}"


def _range(one: Spread, numbers: Numbers) -> dict[str, str]:
    low, high = (_prose(one.steps[key], numbers) for key in ("low", "high"))
    return {"title": _title(one, numbers), "low": low, "high": high}


def _width(one: Spread) -> Decimal:
    return (one.steps["high"].value or ZERO) - (one.steps["low"].value or ZERO)


def _prose(step: Step, numbers: Numbers) -> str:
    return numbers.cite(numbers.prose(step.value or ZERO, step.unit), step)


def _ends(one: Spread, numbers: Numbers) -> str:
    """The last year in figures, for those who do not see the panel."""
    last = max(one.years)
    of = one.years[last]
    unit = of["middle"].unit
    shown = {key: _sum(of[key], unit, numbers) for key in QUANTILES}
    return _say(numbers, "ends", year=last, **shown, unit=numbers.unit(unit))


def _fan(one: Spread, least: Decimal, most: Decimal) -> Fan:
    span = most - least
    bands = tuple(
        tuple(
            ((of[key].value or ZERO) - least) / span * 100 if span else Decimal(50)
            for key in QUANTILES
        )
        for of in one.years.values()
    )
    return Fan(str(min(one.years)), str(max(one.years)), bands)
