"""What must hold of ``futures.toml``: drivers, renewals, correlations and paths."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import TypeVar

from burdenshare.model import drivers as model
from burdenshare.model.drivers import DRAWN
from burdenshare.model.money import rate_pair
from burdenshare.model.series import figure
from burdenshare.vocabulary import (
    Correlation,
    Dossier,
    Driver,
    Place,
    Placed,
    Problem,
    Renewal,
    Series,
    StressPath,
)

Row = TypeVar("Row", bound=Placed)

OF_KIND = {
    "rate": ("follows", "mean", "spread", "persistence"),
    "log-walk": ("follows", "mean", "spread"),
    "step": (),
    "lapse": (),
    "posture": (),
}
"""Keys that mean something only for drivers of some kinds."""


def futures(dossier: Dossier) -> Iterator[Problem]:
    """All problems of ``futures.toml``."""
    before = len(dossier.drivers)
    sound = []
    for driver in dossier.drivers.values():
        found = [*_driver(driver, dossier)]
        yield from found
        sound += [driver] if not found else []
    yield from _followed_twice(dossier)
    for renewal in dossier.renewals:
        yield from _renewal(renewal, dossier)
    yield from _twice(dossier.renewals, lambda one: one.agreement)
    wrong = [p for one in dossier.correlations for p in _correlation(one, dossier)]
    wrong += _twice(dossier.correlations, lambda one: frozenset(one.between))
    yield from wrong
    if not wrong and len(sound) == before:
        yield from _contradiction(dossier)
    for path in dossier.paths.values():
        yield from _path(path, dossier)
        if path.name in dossier.drivers:
            yield Problem(path.place, "driver-and-path", {"key": path.name})


def _unknown(kind: str, place: Place, word: str, known: Iterable[str]) -> Problem:
    names = sorted(known)
    meant = next(iter(get_close_matches(word, names, n=1, cutoff=0.6)), "")
    return Problem(place, kind, {"key": word, "meant": meant, "known": ", ".join(names[:12])})


def _twice(rows: Iterable[Row], subject: Callable[[Row], object]) -> list[Problem]:
    seen: dict[object, Place] = {}
    found = []
    for row in rows:
        first = seen.setdefault(subject(row), row.place)
        if first is not row.place:
            found.append(Problem(row.place, "duplicate-row", {"first": str(first)}))
    return found


# -- drivers ---------------------------------------------------------------------------------------


def _driver(one: Driver, dossier: Dossier) -> Iterator[Problem]:
    for key in ("follows", "mean", "spread", "persistence"):
        if key in (one.lines or {}) and key not in OF_KIND[one.kind]:
            yield Problem(one.where(key), "not-of-this-kind", {"key": key, "value": one.kind})
    if one.spread is not None and one.spread <= 0:
        details = {"key": "spread", "value": str(one.spread)}
        yield Problem(one.where("spread"), "not-positive", details)
    if one.printed <= 0:
        details = {"key": "printed", "value": str(one.printed)}
        yield Problem(one.where("printed"), "not-positive", details)
    if one.persistence is not None and not -1 < one.persistence < 1:
        details = {"value": str(one.persistence)}
        yield Problem(one.where("persistence"), "persistence-out-of-range", details)
    fixed = next((k for k in ("mean", "spread", "persistence") if k in (one.lines or {})), "")
    if fixed and one.because is None:
        yield Problem(one.where(fixed), "fixed-without-reason", {"key": fixed})
    if one.kind == "posture" and not dossier.postures:
        yield _unknown("unknown-posture", one.place, one.name, ())
    if one.kind in DRAWN:
        yield from _follows(one, dossier)
    elif one.kind != "posture" and one.name in dossier.series:
        yield Problem(one.place, "driver-and-series", {"key": one.name})


def _follows(one: Driver, dossier: Dossier) -> Iterator[Problem]:
    if not one.follows:
        yield Problem(one.place, "follows-nothing", {"key": one.name, "value": one.kind})
        return
    series = dossier.series.get(one.follows)
    if series is None:
        yield _unknown("unknown-series", one.where("follows"), one.follows, dossier.series)
        return
    walks = one.kind == "log-walk"
    if series.posture or (rate_pair(series.unit) is None if walks else series.unit != "percent"):
        wanted = "KRW per USD" if walks else "percent"
        details = {"key": series.name, "unit": series.unit, "wanted": wanted}
        yield Problem(one.where("follows"), "wrong-unit", details)
        return
    if not _has_figures(one.follows, dossier.series):
        return
    held = model.figures(one, dossier.series)
    if model.fitted(one, held) is None:
        details = {"years": str(one.years), "count": str(len(held)), "least": str(
            model.LEAST_YEARS + (not walks))}  # fmt: skip
        yield Problem(one.where("years"), "too-few-years", details)


def _has_figures(name: str, series: Mapping[str, Series], above: tuple[str, ...] = ()) -> bool:
    """Whether a series can be computed: its parts are known, and it is no part of itself."""
    if name not in series or name in above:
        return False
    one = series[name]
    parts = (*one.sum_of, *((one.growth_of,) if one.growth_of else ()))
    return all(_has_figures(part, series, (*above, name)) for part in parts)


def _followed_twice(dossier: Dossier) -> Iterator[Problem]:
    seen: dict[str, Driver] = {}
    for one in dossier.drivers.values():
        first = seen.setdefault(one.follows, one) if one.follows else one
        if first is not one:
            details = {"key": one.follows, "first": first.name}
            yield Problem(one.where("follows"), "followed-twice", details)


# -- renewals and correlations ---------------------------------------------------------------------


def _renewal(one: Renewal, dossier: Dossier) -> Iterator[Problem]:
    by_name = {a.name: a for a in dossier.agreements}
    agreement = by_name.get(one.agreement)
    if agreement is None:
        yield _unknown("unknown-agreement", one.where("agreement"), one.agreement, by_name)
    elif one.year not in agreement.years:
        details = {"key": one.agreement, "years": str(agreement.years), "year": str(one.year)}
        yield Problem(one.where("year"), "year-outside-agreement", details)
    sums = {payment.id: payment for payment in dossier.payments}
    if bool(one.sum) != bool(one.before):
        yield Problem(one.place, "half-a-renewal", {"key": one.agreement})
        return
    missing = [key for key in ("sum", "before") if getattr(one, key, "") not in ("", *sums)]
    for key in missing:
        yield _unknown("unknown-record", one.where(key), getattr(one, key), sums)
    if one.sum and not missing:
        units = [str(sums[key].money) for key in (one.sum, one.before)]
        if units[0] != units[1]:
            details = {"key": one.before, "unit": units[1], "wanted": units[0]}
            yield Problem(one.where("before"), "two-units", details)


def _correlation(one: Correlation, dossier: Dossier) -> Iterator[Problem]:
    drawn = [name for name, driver in dossier.drivers.items() if driver.kind in DRAWN]
    for name in one.between:
        if name not in drawn:
            yield _unknown("unknown-driver", one.where("between"), name, drawn)
    if len(set(one.between)) != 2 or len(one.between) != 2:
        yield Problem(one.where("between"), "not-a-pair", {"value": ", ".join(one.between)})
    if not -1 <= one.value <= 1:
        details = {"value": str(one.value)}
        yield Problem(one.where("value"), "correlation-out-of-range", details)


def _contradiction(dossier: Dossier) -> Iterator[Problem]:
    """Stated correlations that cannot hold together, or not with the fitted ones."""
    if not dossier.correlations:
        return
    drawn = [one for one in dossier.drivers.values() if one.kind in DRAWN]
    drawn = [one for one in drawn if _has_figures(one.follows, dossier.series)]
    fits = [model.fitted(one, model.figures(one, dossier.series)) for one in drawn]
    titles = {name: one.title for name, one in dossier.drivers.items()}
    held = model.together([f for f in fits if f is not None], dossier.correlations, titles)
    if held.shrunk < 1:
        last = dossier.correlations[-1]
        details = {"value": ", ".join(last.between)}
        yield Problem(last.where("value"), "correlations-contradict", details)


# -- paths -----------------------------------------------------------------------------------------


def _path(one: StressPath, dossier: Dossier) -> Iterator[Problem]:
    drawn = {name: d for name, d in dossier.drivers.items() if d.kind in DRAWN}
    if not one.drivers and not one.rates:
        yield Problem(one.place, "path-without-driver", {"key": one.name})
    for key in ("drivers", "rates"):
        for name in getattr(one, key):
            if name not in drawn:
                yield _not_drawn(one, one.where(key), name, drawn)
    if one.drivers and one.rates:
        yield Problem(one.where("rates"), "recorded-and-assumed", {"key": one.name})
    years = [*one.years]
    for name, rates in one.rates.items():
        if len(rates) != len(years):
            details = {**_at_fault(one, name, drawn), "count": str(len(rates)),
                       "years": str(len(years))}  # fmt: skip
            yield Problem(one.where("rates"), "path-of-other-length", details)
        if any(rate <= -100 for rate in rates):
            details = {**_at_fault(one, name, drawn), "value": str(min(rates))}
            yield Problem(one.where("rates"), "below-nothing", details)
    known = {n: drawn[n] for n in one.drivers if n in drawn}
    for name, driver in known.items():
        wanted = {*years, *((years[0] - 1,) if driver.kind == "log-walk" else ())}
        if not _has_figures(driver.follows, dossier.series):
            continue
        for year in sorted(wanted):
            if figure(dossier.series, driver.follows, year, driver.vintage).value is None:
                details = {**_at_fault(one, name, drawn), "year": str(year)}
                yield Problem(one.where("drivers"), "path-without-figure", details)


def _at_fault(one: StressPath, name: str, drawn: Mapping[str, Driver]) -> dict[str, str]:
    """The path, the driver, and the series that it follows."""
    series = drawn[name].follows if name in drawn else name
    return {"path": one.name, "key": name, "series": series}


def _not_drawn(one: StressPath, place: Place, name: str, drawn: Mapping[str, Driver]) -> Problem:
    """A name that is no driver that is drawn; the driver of a series is the one that is meant."""
    found = _unknown("unknown-path-driver", place, name, drawn)
    meant = next((key for key, driver in drawn.items() if driver.follows == name), "")
    details = {**found.details, "path": one.name}
    return Problem(place, found.kind, {**details, "meant": meant} if meant else details)
