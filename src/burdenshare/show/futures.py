"""Drivers of futures as tables for people: the fits, one driver's record, how they move together,
and the stress paths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from burdenshare.show.amounts import Numbers
from burdenshare.show.explain import citation, how
from burdenshare.show.tables import Column, Sheet
from burdenshare.vocabulary import (
    Dossier,
    Driver,
    Fit,
    Foretold,
    HeldBack,
    Presets,
    Prospect,
    Prospects,
    Step,
    Stress,
    Together,
    Years,
)

NOTHING = "–"
HUNDREDTH = Decimal("0.01")
TENTH = Decimal("0.1")
LEVELS = (50, 90)


def _say(numbers: Numbers, key: str, **details: object) -> str:
    return numbers.words.say("futures", key, **details)


def _digits(value: Decimal, to: Decimal) -> str:
    """Rounded half-up, and no zero below zero."""
    rounded = value.quantize(to, rounding=ROUND_HALF_UP)
    return f"{rounded if rounded else abs(rounded):f}".replace("-", "−")


def _shown(step: Step | None, numbers: Numbers, to: Decimal = HUNDREDTH) -> str:
    if step is None or step.value is None:
        return NOTHING
    return numbers.cite(_digits(step.value, to), step)


def _fitted(fit: Fit, key: str, numbers: Numbers) -> str:
    """A fitted number with its standard error, or a fixed one marked as such."""
    step = fit.steps.get(key)
    if step is None:
        return NOTHING
    shown = _shown(step, numbers)
    if key in fit.fixed:
        return _say(numbers, "fixed", value=shown)
    error = fit.steps.get(f"{key}-error")
    return f"{shown} ± {_shown(error, numbers)}" if error is not None else shown


def _count(step: Step | None, numbers: Numbers) -> str:
    return NOTHING if step is None else _shown(step, numbers, Decimal(1))


def _inside(held: HeldBack | None, level: int, numbers: Numbers) -> str:
    """How many of the foretold years fell inside, ``14 of 15``."""
    if held is None:
        return NOTHING
    count, of = (_count(held.steps[key], numbers) for key in (f"inside-{level}", "trials"))
    return _say(numbers, "of", count=count, of=of)


def _years(one: Prospect) -> str:
    known = sorted({step.year for step in one.figures if step.year is not None})
    return str(Years(known[0], known[-1])) if known else NOTHING


def drivers(held: Prospects, dossier: Dossier, numbers: Numbers) -> Iterator[Sheet]:
    """All drivers with fit and uncertainty, how they move together, and the paths."""
    columns = (
        Column(_say(numbers, "driver")), Column(_say(numbers, "kind")),
        Column(_say(numbers, "record"), whole=True), Column(_say(numbers, "n"), True),
        Column(_say(numbers, "mean"), True), Column(_say(numbers, "spread"), True),
        Column(_say(numbers, "persistence"), True),
        *(Column(_say(numbers, f"inside-{level}"), True) for level in LEVELS),
    )  # fmt: skip
    rows = [_row(one, numbers) for one in held.drivers.values()]
    notes = [_say(numbers, "note-units")]
    if any(one.fit is not None and one.fit.fixed for one in held.drivers.values()):
        notes.append(_say(numbers, "note-stated"))
    if any(one.held_back is not None for one in held.drivers.values()):
        notes.append(_say(numbers, "note-held-back"))
    notes += [_few(one, numbers) for one in held.drivers.values() if one.fit is None]
    title = _say(numbers, "title", title=dossier.title)
    yield Sheet(title, columns, tuple(rows), tuple(notes))
    for one in held.drivers.values():
        yield from _postures(one, dossier, numbers)
    yield from together(held.together, held, numbers)
    for path in held.paths.values():
        yield from stress(path, held, numbers)


def _row(one: Prospect, numbers: Numbers) -> tuple[str, ...]:
    fit, driver = one.fit, one.driver
    head = (
        numbers.words.text(driver.title), _say(numbers, f"kind-{driver.kind}"),
        _years(one),
    )  # fmt: skip
    if fit is None:
        return (*head, *[NOTHING] * 6)
    return (
        *head, _count(fit.steps.get("tried"), numbers),
        *(_fitted(fit, key, numbers) for key in ("mean", "spread", "persistence")),
        *(_inside(one.held_back, level, numbers) for level in LEVELS),
    )  # fmt: skip


def _few(one: Prospect, numbers: Numbers) -> str:
    return _say(numbers, "too-few", driver=one.driver.title, count=len(one.figures))


def _postures(one: Prospect, dossier: Dossier, numbers: Numbers) -> Iterator[Sheet]:
    """How many deployments a year of each posture has."""
    if one.fit is None or not one.fit.often:
        return
    columns = (
        Column(_say(numbers, "posture"), whole=True), Column(_say(numbers, "stands-for")),
        Column(_say(numbers, "often"), True),
    )  # fmt: skip
    rows = [
        (numbers.words.text(dossier.postures[name].title),
         ", ".join(str(year) for year in dossier.postures[name].years),
         _shown(one.fit.steps[f"often-{name}"], numbers, TENTH))
        for name in one.fit.often
    ]  # fmt: skip
    yield Sheet(
        numbers.words.text(one.driver.title), columns, tuple(rows),
        (_say(numbers, "note-postures"),),
    )  # fmt: skip


def together(held: Together, all_: Prospects, numbers: Numbers) -> Iterator[Sheet]:
    """How the surprises of two drivers go together."""
    if not held.pairs:
        if len(held.names) > 1:
            yield Sheet(_say(numbers, "together"), notes=(_say(numbers, "drawn-apart"),))
        return
    columns = (
        Column(_say(numbers, "driver")), Column(_say(numbers, "and")),
        Column(_say(numbers, "correlation"), True), Column(_say(numbers, "interval"), True),
    )  # fmt: skip
    rows = []
    for pair in held.pairs:
        names = [numbers.words.text(all_.drivers[name].driver.title) for name in pair.between]
        shown = _shown(pair.value, numbers)
        between = NOTHING
        if pair.low is not None and pair.high is not None:
            ends = "{} … {}".format(
                *(_digits(Decimal(f"{end:.6f}"), HUNDREDTH) for end in (pair.low, pair.high))
            )
            between = numbers.made(
                ends, "correlation-interval", (pair.value,), driver=names[0], other=names[1]
            )
        rows.append(
            (*names, shown if pair.stated is None else _say(numbers, "fixed", value=shown), between)
        )
    notes = []
    if held.years:
        years = Years(held.years[0], held.years[-1])
        notes.append(_say(numbers, "note-together", years=years, count=len(held.years)))
    notes += [_say(numbers, "note-shrunk", part=f"{held.shrunk:.2f}")] if held.shrunk < 1 else []
    yield Sheet(_say(numbers, "together"), columns, tuple(rows), tuple(notes))


def stress(one: Stress, held: Prospects, numbers: Numbers) -> Iterator[Sheet]:
    """A path year by year."""
    path, words = one.path, numbers.words
    names = [name for name in one.figures if name in held.drivers]
    titles = [words.text(held.drivers[name].driver.title) for name in names]
    columns = (Column(_say(numbers, "year"), whole=True), *(Column(t, True) for t in titles))
    rows = [
        (str(year), *(_of_year(one.figures[name], year, numbers) for name in names))
        for year in path.years
    ]
    key = "assumed-path" if path.is_assumed else "recorded-path"
    title = f"{words.text(path.title)} ({_say(numbers, key)})"
    told = [words.text(path.because)] if words.text(path.because) else []
    notes = [_say(numbers, "in-percent"), *told, citation(path.source, path.at)]
    yield Sheet(title, columns, tuple(rows), tuple(notes))


def _of_year(steps: Sequence[Step], year: int, numbers: Numbers) -> str:
    step = next((one for one in steps if one.year == year), None)
    return _shown(step, numbers, TENTH)


# -- one driver ------------------------------------------------------------------------------------


def driver(
    one: Prospect, rates: Presets | None, dossier: Dossier, numbers: Numbers
) -> Iterator[Sheet]:
    """One driver: why, its fit, what of its record may be assumed, its recorded years, and how
    well the fit holds."""
    yield _why(one, dossier, numbers)
    if one.fit is not None and one.fit.steps.get("mean") is not None:
        yield _fit(one.driver, one.fit, numbers)
    yield from _postures(one, dossier, numbers)
    if rates is not None:
        yield _presets(one.driver, rates, numbers)
    yield _record(one, dossier, numbers)
    if one.held_back is not None:
        yield _held_back(one.driver, one.held_back, numbers)
    elif one.fit is not None:
        yield Sheet(_say(numbers, "held-back"), notes=(_say(numbers, "not-held-back"),))


def _why(one: Prospect, dossier: Dossier, numbers: Numbers) -> Sheet:
    words, driver_ = numbers.words, one.driver
    notes = [_say(numbers, f"process-{driver_.kind}")]
    if driver_.follows:
        notes.append(_say(numbers, "follows", series=dossier.series[driver_.follows].title))
    notes += [words.text(driver_.argument)] if words.text(driver_.argument) else []
    if driver_.because is not None:
        notes.append(_say(numbers, "fixed-because", because=driver_.because))
    notes += [_few(one, numbers)] if one.fit is None else []
    notes += [f"[{citation(driver_.source, driver_.at)}]"] if driver_.source else []
    return Sheet(words.text(driver_.title), notes=tuple(notes))


def _fit(driver_: Driver, fit: Fit, numbers: Numbers) -> Sheet:
    columns = (Column(_say(numbers, "number-of-fit"), whole=True),
               Column(_say(numbers, "value"), True), Column(_say(numbers, "error"), True),
               Column(_say(numbers, "meaning")))  # fmt: skip
    rows = [
        (_say(numbers, key), _shown(fit.steps[key], numbers),
         _say(numbers, "stated") if key in fit.fixed
         else _shown(fit.steps.get(f"{key}-error"), numbers),
         _say(numbers, f"meaning-{key}-{driver_.kind}"))
        for key in ("mean", "spread", "persistence")
        if key in fit.steps
    ]  # fmt: skip
    rows.append((_say(numbers, "n"), _count(fit.steps["tried"], numbers), NOTHING,
                 _say(numbers, "meaning-n")))  # fmt: skip
    notes = []
    if fit.missing:
        years = ", ".join(str(year) for year in fit.missing)
        notes.append(_say(numbers, "missing-years", years=years))
    if fit.bounded:
        notes.append(_say(numbers, "note-bounded"))
    return Sheet(_say(numbers, "fit"), columns, tuple(rows), tuple(notes))


def _presets(driver_: Driver, rates: Presets, numbers: Numbers) -> Sheet:
    """The words that may be assumed of a rate, and what each stands for."""
    columns = (
        Column(_say(numbers, "preset-word"), whole=True),
        Column(_say(numbers, "figure-rate"), True), Column(_say(numbers, "meaning")),
    )  # fmt: skip
    rows = [
        (word, numbers.cite(f"{step.value:f}".replace("-", "−"), step), how(step, numbers))
        for word, step in rates.rates.items()
    ]
    line = f"--assume {driver_.follows}={next(iter(rates.rates))}"
    return Sheet(
        _say(numbers, "presets"), columns, tuple(rows), (_say(numbers, "presets-note", line=line),)
    )


def _record(one: Prospect, dossier: Dossier, numbers: Numbers) -> Sheet:
    """The recorded figures, each with its surprise where it has one."""
    surprises = one.fit.innovations if one.fit is not None else {}
    of_renewals = one.driver.kind in ("step", "lapse")
    columns = (
        Column(_say(numbers, "year"), whole=True),
        Column(_say(numbers, "renewal") if of_renewals else ""),
        Column(_say(numbers, f"figure-{one.driver.kind}"), True),
        Column(_say(numbers, "surprise") if surprises else "", True),
        Column(_say(numbers, "document")),
    )
    rows = []
    ordered = sorted((*one.figures, *one.beside), key=lambda step: step.year or 0)
    for step in ordered:
        year = step.year or 0
        surprise = ""
        if year in surprises and one.fit is not None:
            told = _digits(Decimal(f"{surprises[year]:.6f}"), HUNDREDTH)
            before = [s for s in one.figures if s.year == year - 1]
            uses = [step, *before, one.fit.steps["mean"]]
            surprise = numbers.made(told, "driver-surprise", uses, driver=one.driver.title,
                                    year=str(year))  # fmt: skip
        title = numbers.words.text(step.details.get("agreement", ""))
        beside = f" {_say(numbers, 'beside')}" if step in one.beside else ""
        shown = numbers.cite(_digits(step.value or Decimal(0), _own(step)), step)
        rows.append(
            (str(year), f"{title}{beside}", shown, surprise, citation(_documents(step), ""))
        )
    notes = []
    if one.lacking:
        titles = {a.name: numbers.words.text(a.title) for a in dossier.agreements}
        names = ", ".join(titles.get(name, name) for name in one.lacking)
        notes.append(_say(numbers, "lacking", names=names))
    if one.beside:
        notes.append(_say(numbers, "note-beside", years=one.driver.years))
    return Sheet(_say(numbers, "recorded"), columns, tuple(rows), tuple(notes))


def _own(step: Step) -> Decimal:
    """As many digits as the figure has, and no more than two where it was computed."""
    value = step.value or Decimal(0)
    exponent = int(value.as_tuple().exponent)
    return Decimal(1).scaleb(max(min(exponent, 0), -2 if step.status == "computed" else -4))


def _documents(step: Step) -> tuple[str, ...]:
    if step.source:
        return step.source
    return tuple(dict.fromkeys(name for used in step.uses for name in _documents(used)))


def _held_back(driver_: Driver, held: HeldBack, numbers: Numbers) -> Sheet:
    """Each foretold year beside what came, and how often it came inside."""
    columns = (
        Column(_say(numbers, "year"), whole=True), Column(_say(numbers, "years-before"), True),
        Column(_say(numbers, "interval-50"), True), Column(_say(numbers, "interval-90"), True),
        Column(_say(numbers, "came"), True), Column(_say(numbers, "where")),
    )  # fmt: skip
    rows = [_trial(driver_, one, numbers) for one in held.trials]
    notes = [_say(numbers, f"way-{'drawn' if driver_.kind in ('rate', 'log-walk') else 'again'}")]
    for level in LEVELS:
        low, high = (
            numbers.cite(_digits(step.value or Decimal(0), Decimal(1)), step)
            for step in (held.steps[f"wilson-{level}-{end}"] for end in ("low", "high"))
        )
        notes.append(
            _say(numbers, "coverage", level=level, inside=_inside(held, level, numbers), low=low,
                 high=high)
        )  # fmt: skip
    return Sheet(_say(numbers, "held-back"), columns, tuple(rows), tuple(notes))


def _trial(driver_: Driver, one: Foretold, numbers: Numbers) -> tuple[str, ...]:
    def between(ends: tuple[float, float], name: str) -> str:
        told = [_digits(Decimal(f"{end:.6f}"), TENTH) for end in ends]
        return numbers.made(" … ".join(told), name, one.uses, driver=driver_.title,
                            year=str(one.year))  # fmt: skip

    before = numbers.made(str(one.before), "years-before", one.uses, driver=driver_.title,
                          year=str(one.year))  # fmt: skip
    key = "in-half" if one.in_half else "in-most" if one.in_most else "outside"
    return (
        str(one.year), before, between(one.half, "interval-50"), between(one.most, "interval-90"),
        _shown(one.recorded, numbers, TENTH), _say(numbers, key),
    )  # fmt: skip


def lead(held: Prospects, numbers: Numbers) -> str:
    """What moves the futures, and how often the fit held, in one sentence."""
    tried = [one.held_back for one in held.drivers.values()
             if one.held_back is not None and one.driver.kind in ("rate", "log-walk")]  # fmt: skip
    if not tried:
        return ""
    uses = [one.steps["inside-90"] for one in tried]
    inside = numbers.made(str(sum(one.inside[90] for one in tried)), "inside-90-all", uses)
    trials = [one.steps["trials"] for one in tried]
    of = numbers.made(str(sum(len(one.trials) for one in tried)), "trials-all", trials)
    return _say(numbers, "lead", count=len(held.drivers), inside=inside, of=of)
