"""A stress path laid over years to come: its figures in the place of those nobody knows yet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal

from burdenshare.model.money import rounded
from burdenshare.model.series import figure
from burdenshare.vocabulary import Driver, Fit, Laid, Series, Step, Stress, StressPath, Years

Look = Callable[[str, int, Sequence[str]], Step]


def laid(
    stress: Stress,
    first: int,
    drivers: Mapping[str, Driver],
    fits: Mapping[str, Fit],
    series: Mapping[str, Series],
    wanted: Collection[tuple[str, int]] = (),
) -> Laid:
    """The path from the year ``first`` on. A rate is as an office prints it; an exchange rate
    goes on from its last recorded level by the growth of the path. Figures of years before it that
    are ``wanted`` and not on record are the fitted mean."""
    path = stress.path
    years = Years(first, first + path.years.last - path.years.first)
    figures: dict[tuple[str, int], Step] = {}
    for name, steps in stress.figures.items():
        one = drivers[name]
        told = _level if one.kind == "log-walk" else _rate
        figures |= {(one.follows, y): s for y, s in told(stress, one, steps, years, series)}
    named = {drivers[n].follows: drivers[n] for n in stress.figures}
    means = {
        one.follows: fits[one.name].steps["mean"]
        for one in named.values()
        if one.name in fits and "mean" in fits[one.name].steps
    }
    return Laid(
        path=path, years=years, figures=figures, drivers=named, means=means,
        before={
            (name, year): _before(path, named[name], means[name], year)
            for name, year in wanted
            if year < first and name in means and named[name].kind == "rate"
        },
    )  # fmt: skip


def along(recorded: Look, assumed: Look, path: Laid) -> Look:
    """What is recorded, else what the path says of a year, else what is assumed; before its
    first year and after its last also the mean of what it moves."""

    def look(name: str, year: int, vintage: Sequence[str]) -> Step:
        known = recorded(name, year, vintage)
        if known.value is not None:
            return known
        if (name, year) in path.figures:
            return path.figures[name, year]
        told = assumed(name, year, vintage)
        if told.value is None and (name, year) in path.before:
            return path.before[name, year]
        if told.value is None and name in path.means and year > path.years.last:
            return after(path, name, year)
        return told

    return look


def after(path: Laid, name: str, year: int) -> Step:
    """What holds after the path where nothing is assumed: a rate at its fitted mean; an exchange
    rate moved by it, year after year, from where the path leaves it."""
    driver, mean = path.drivers[name], path.means[name]
    value = mean.value or Decimal(0)
    uses: tuple[Step, ...] = (mean,)
    unit = "percent"
    if driver.kind == "log-walk":
        last = path.figures[name, path.years.last]
        value = (last.value or Decimal(0)) * (value / 100 * (year - path.years.last)).exp()
        uses, unit = (last, mean), last.unit
    return Step(
        id=f"{name}-{year}-after-{path.path.name}", name="figure",
        value=rounded(value, driver.printed), unit=unit, status="assumed", year=year,
        how="after-path", details={"series": driver.title, "path": path.path.title}, uses=uses,
        confidence="low", place=path.path.place,
    )  # fmt: skip


def _before(path: StressPath, driver: Driver, mean: Step, year: int) -> Step:
    return Step(
        id=f"{driver.follows}-{year}-before-{path.name}", name="figure",
        value=rounded(mean.value or Decimal(0), driver.printed), unit="percent", status="assumed",
        year=year, how="before-path", details={"series": driver.title, "path": path.title},
        uses=(mean,), confidence="low", place=path.place,
    )  # fmt: skip


Laying = tuple[int, Step]


def _rate(
    stress: Stress, driver: Driver, steps: Sequence[Step], years: Years,
    _: Mapping[str, Series],
) -> list[Laying]:  # fmt: skip
    return [
        (year, _step(stress, driver, year, rounded(one.value, driver.printed), "percent", (one,)))
        for year, one in zip(years, steps, strict=False)
        if one.value is not None
    ]


def _level(
    stress: Stress, driver: Driver, steps: Sequence[Step], years: Years,
    series: Mapping[str, Series],
) -> list[Laying]:  # fmt: skip
    """Each year's level on that of the year before; nothing where no level is recorded."""
    held = [o.year for o in series[driver.follows].observations if o.year < years.first]
    if not held:
        return []
    before = figure(series, driver.follows, max(held), driver.vintage)
    found = []
    for year, growth in zip(years, steps, strict=False):
        if before.value is None or growth.value is None:
            break
        value = rounded(before.value * (1 + growth.value / 100), driver.printed)
        before = _step(stress, driver, year, value, before.unit, (before, growth))
        found.append((year, before))
    return found


def _step(
    stress: Stress, driver: Driver, year: int, value: Decimal, unit: str, uses: tuple[Step, ...]
) -> Step:
    path = stress.path
    of = uses[-1].year
    return Step(
        id=f"{driver.follows}-{year}-on-{path.name}", name="figure", value=value, unit=unit,
        status="assumed", year=year, how="laid-level" if len(uses) > 1 else "laid",
        details={"series": driver.title, "path": path.title, "of": str(of)}, uses=uses,
        confidence="low", place=path.place,
    )  # fmt: skip
