"""The questions about futures, asked of a whole dossier: what moves them, fitted to what is
recorded, how well the fit holds, and the named paths."""

from __future__ import annotations

from collections.abc import Iterator

from burdenshare import negotiation
from burdenshare.model import drivers as _drivers
from burdenshare.model import presets as _presets
from burdenshare.model.payments import recorded
from burdenshare.model.projection import looking_in, project
from burdenshare.vocabulary import Dossier, Driver, Presets, Prospect, Prospects, Step


def prospects(dossier: Dossier) -> Prospects:
    """Every driver with its record, fit and held-back years, the correlations, and the paths."""
    held = {name: prospect(dossier, one) for name, one in dossier.drivers.items()}
    fits = [one.fit for one in held.values() if one.fit is not None]
    titles = {name: one.title for name, one in dossier.drivers.items()}
    return Prospects(
        drivers=held,
        together=_drivers.together(fits, dossier.correlations, titles),
        paths={
            name: _drivers.stress(one, dossier.drivers, dossier.series)
            for name, one in dossier.paths.items()
        },
    )


def prospect(dossier: Dossier, driver: Driver) -> Prospect:
    """One driver with its record, its fit, and how well the fit holds."""
    if driver.kind == "posture":
        figures, fit = _drivers.by_posture(driver, dossier.postures, dossier.deployments)
        return Prospect(driver=driver, figures=figures, fit=fit)
    beside: tuple[Step, ...] = ()
    lacking: tuple[str, ...] = ()
    if driver.kind in _drivers.DRAWN:
        figures = _drivers.figures(driver, dossier.series)
    else:
        every, lacking = _of_renewals(dossier, driver)
        figures, beside = _drivers.inside(every, driver.years)
    return Prospect(
        driver=driver,
        figures=figures,
        fit=_drivers.fitted(driver, figures),
        held_back=_drivers.held_back(driver, figures),
        beside=beside,
        lacking=lacking,
    )


def presets(dossier: Dossier, name: str) -> Presets | None:
    """What may be assumed of the series ``name``: None where no driver of a rate follows it, or
    too little is recorded."""
    for one in dossier.drivers.values():
        if one.follows == name and one.kind == "rate":
            on_paths = [r for path in dossier.paths.values() for r in path.rates.get(one.name, ())]
            seen = [each.value for each in dossier.series[name].observations]
            figures = _drivers.figures(one, dossier.series)
            return _presets.presets(one, figures, [*seen, *on_paths])
    return None


def _of_renewals(dossier: Dossier, driver: Driver) -> tuple[tuple[Step, ...], tuple[str, ...]]:
    """What is recorded of each renewal, and the agreements of which it is not known."""
    titles = {one.name: one.title for one in dossier.agreements}
    if driver.kind == "lapse":
        first = {one.name: one.years.first for one in dossier.agreements}
        courses = negotiation.courses(dossier)
        found = _drivers.lapses(courses, first, titles, driver.printed)
        later = [one.agreement for one in courses if one.expiry is not None]
        return found, _others(later, found)
    owed = project(dossier.agreements, looking_in(dossier.series))
    sums = {one.id: recorded(one) for one in dossier.payments}
    found = _drivers.renewals(dossier.renewals, owed, sums, titles, driver.printed)
    renewed = [one.name for one in dossier.agreements[1:]]
    return found, _others(renewed, found)


def _others(names: list[str], found: tuple[Step, ...]) -> tuple[str, ...]:
    known = {step.id.partition("-")[2] for step in found}
    return tuple(name for name in names if name not in known)


def every_number(dossier: Dossier) -> Iterator[Step]:
    """Every number of the drivers, to be cited."""
    held = prospects(dossier)
    for one in held.drivers.values():
        yield from (*one.figures, *one.beside)
        held_to = presets(dossier, one.driver.follows)
        yield from held_to.rates.values() if held_to is not None else ()
        if one.fit is not None:
            yield from one.fit.steps.values()
        if one.held_back is not None:
            yield from one.held_back.steps.values()
    for pair in held.together.pairs:
        yield pair.value
    for path in held.paths.values():
        for steps in path.figures.values():
            yield from (step for step in steps if step.value is not None)
