"""What moves a future: the record of each driver, its fit, and how well the fit holds.

Plain floating point, in percent, and no chance in it: the same record gives the same fit. A year
without a figure stays a gap. Nothing is put in its place, and a year whose year before is a gap is
no year that the fit could rest on.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from burdenshare.model.money import rounded
from burdenshare.model.operations import counted, often
from burdenshare.model.series import figure
from burdenshare.vocabulary import (
    Correlated,
    Correlation,
    Course,
    Deployment,
    Driver,
    Fit,
    Foretold,
    HeldBack,
    Posture,
    Renewal,
    Series,
    Step,
    Stress,
    StressPath,
    Text,
    Together,
    Years,
    least_sure,
)

DRAWN = ("rate", "log-walk")
"""Kinds that are drawn from a process; of the others recorded values are drawn."""

HOW = {
    "mean": ("fit-mean", "values-mean"), "spread": ("fit-spread", "values-spread"),
    "persistence": ("fit-persistence", ""),
}  # fmt: skip
"""How a number of a fit is made: of a process, or of values that are drawn again."""

OFTEN = {"average": "often-average", "busiest": "often-busiest"}

LEAST_YEARS = 5
"""Years whose year before is recorded too, without which nothing is fitted."""

LEAST_VALUES = 3
LEAST_COMMON = 10
"""Common years without which no correlation is fitted."""

MOST_PERSISTENCE = 0.98
DAYS_OF_MONTH = Decimal("30.4375")

HALF, MOST = 50, 90
REACH: Mapping[int, float] = {HALF: 0.674489750196082, MOST: 1.644853626951472}
"""How many standard deviations the middle 50 and 90 percent of a normal draw reach."""

SURE = 1.959963984540054
"""Standard deviations of an interval of 95 percent."""


# -- the recorded figures --------------------------------------------------------------------------


def figures(driver: Driver, series: Mapping[str, Series]) -> tuple[Step, ...]:
    """The recorded figures of a rate, or the yearly changes of an exchange rate, in percent.

    The change is that of the logarithm, a hundred times: +10 and −10 cancel out.
    """
    found = []
    for year in driver.years:
        now = figure(series, driver.follows, year, driver.vintage)
        if driver.kind == "log-walk":
            before = figure(series, driver.follows, year - 1, driver.vintage)
            if year > driver.years.first and now.value and before.value:
                found.append(_log_change(driver, now, before))
        elif now.value is not None:
            found.append(now)
    return tuple(found)


def _log_change(driver: Driver, now: Step, before: Step) -> Step:
    ratio = float(now.value or 0) / float(before.value or 1)
    return Step(
        id=f"driver-{driver.name}-change-{now.year}", name="driver-change",
        value=_decimal(100 * math.log(ratio)), unit="percent", status="computed", year=now.year,
        how="log-change", details={"driver": driver.title}, uses=(now, before),
        confidence=least_sure(now.confidence, before.confidence), place=now.place,
    )  # fmt: skip


def renewals(
    held: Sequence[Renewal],
    owed: Sequence[Step],
    recorded: Mapping[str, Step],
    titles: Mapping[str, Text],
    printed: Decimal,
) -> tuple[Step, ...]:
    """The step of each renewal that can be computed, in order of years."""
    found = [_renewal(one, owed, recorded, titles, printed) for one in held]
    return tuple(sorted((s for s in found if s is not None), key=lambda s: s.year or 0))


def _renewal(
    one: Renewal,
    owed: Sequence[Step],
    recorded: Mapping[str, Step],
    titles: Mapping[str, Text],
    printed: Decimal,
) -> Step | None:
    now, before = _sums(one, owed, recorded)
    if now is None or before is None or not now.value or not before.value:
        return None
    if now.unit != before.unit:
        return None
    growth = (now.value / before.value - 1) * 100
    return Step(
        id=f"renewal-{one.agreement}", name="renewal-step", value=rounded(growth, printed),
        unit="percent", status="computed", year=one.year, how="growth-of",
        details={"agreement": titles.get(one.agreement, Text(one.agreement, one.agreement))},
        uses=(now, before), source=one.source, at=one.at, note=one.note,
        confidence=least_sure(one.confidence, now.confidence, before.confidence), place=one.place,
    )  # fmt: skip


def _sums(
    one: Renewal, owed: Sequence[Step], recorded: Mapping[str, Step]
) -> tuple[Step | None, Step | None]:
    if one.sum or one.before:
        return recorded.get(one.sum), recorded.get(one.before)
    return _only(owed, one.year), _only(owed, one.year - 1)


def _only(owed: Sequence[Step], year: int) -> Step | None:
    """The sum of a year that has one, and no parts."""
    of_year = [step for step in owed if step.year == year]
    return of_year[0] if len(of_year) == 1 else None


def lapses(
    courses: Sequence[Course], first: Mapping[str, int], titles: Mapping[str, Text], unit: Decimal
) -> tuple[Step, ...]:
    """Months from the end of an agreement to the entry into force of the next, where both days
    are known; ``first`` is the first year of each."""
    found = []
    for one in courses:
        days = one.steps.get("past-in-force")
        if days is not None and days.value is not None:
            found.append(
                Step(
                    id=f"lapse-{one.agreement}", name="lapse",
                    value=rounded(days.value / DAYS_OF_MONTH, unit), unit="months",
                    status="computed", year=first[one.agreement], how="months-of-days",
                    details={"agreement": titles[one.agreement]}, uses=(days,),
                    confidence=days.confidence, place=days.place,
                )
            )  # fmt: skip
    return tuple(found)


def inside(steps: Sequence[Step], years: Years) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """The figures of the years that are used, and those beside them."""
    kept = tuple(step for step in steps if step.year in years)
    return kept, tuple(step for step in steps if step.year not in years)


# -- the fit ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Process:
    """x(t) = mean + persistence × (x(t − 1) − mean) + a surprise, and what is not sure of it."""

    mean: float
    persistence: float
    spread: float
    errors: Mapping[str, float]
    tried: int
    bounded: bool = False

    def expects(self, last: float) -> float:
        return self.mean + self.persistence * (last - self.mean)


Pairs = Sequence[tuple[float, float]]


def fitted(driver: Driver, held: Sequence[Step]) -> Fit | None:
    """The fit of a driver to its recorded ``held`` figures; None where there are too few."""
    values = _values(held)
    years = tuple(values)
    missing = _missing(driver, years)
    if driver.kind not in DRAWN:
        return _drawn_again(driver, held, values) if len(held) >= LEAST_VALUES else None
    process = _process(driver, values)
    if process is None:
        return None
    innovations = {
        year: value - process.expects(last) for year, last, value in _consecutive(driver, values)
    }
    fixed = tuple(key for key in ("mean", "spread", "persistence") if _fixed(driver, key))
    fit = Fit(
        driver=driver.name, kind=driver.kind, years=years, values=tuple(values.values()),
        missing=missing, tried=process.tried, mean=process.mean, spread=process.spread,
        persistence=process.persistence, errors=process.errors, fixed=fixed,
        bounded=process.bounded, innovations=innovations,
    )  # fmt: skip
    return replace(fit, steps=_cited(driver, fit, held))


def _values(held: Sequence[Step]) -> dict[int, float]:
    found = {step.year: float(step.value) for step in held if step.value is not None and step.year}
    return {year: found[year] for year in sorted(found)}


def _missing(driver: Driver, years: Sequence[int]) -> tuple[int, ...]:
    """The years without a figure between the first and the last that has one."""
    if driver.kind not in DRAWN or not years:
        return ()
    return tuple(year for year in range(years[0], years[-1]) if year not in years)


def _consecutive(driver: Driver, values: Mapping[int, float]) -> list[tuple[int, float, float]]:
    """Each year with the year before it and itself; of a walk every change stands alone."""
    if driver.kind == "log-walk":
        return [(year, 0.0, value) for year, value in values.items()]
    return [(year, values[year - 1], v) for year, v in values.items() if year - 1 in values]


def _fixed(driver: Driver, key: str) -> bool:
    return getattr(driver, key) is not None


def _process(driver: Driver, values: Mapping[int, float]) -> Process | None:
    """The process by least squares on consecutive recorded years, with standard errors.

    Mean and persistence are those of Hamilton, *Time Series Analysis* (1994), 5.2, given the
    first year; what is fixed is taken as it is.
    """
    pairs = [(last, value) for _, last, value in _consecutive(driver, values)]
    open_ = not all(_fixed(driver, key) for key in ("mean", "spread"))
    persists = driver.kind == "rate" and not _fixed(driver, "persistence")
    if len(pairs) < LEAST_YEARS and (open_ or persists):
        return None
    persistence, bounded = _persistence(driver, pairs)
    mean = float(driver.mean) if driver.mean is not None else _mean(pairs, persistence)
    surprises = [value - mean - persistence * (last - mean) for last, value in pairs]
    free = len(pairs) - persists - (driver.mean is None)
    if driver.spread is not None:
        spread = float(driver.spread)
    else:
        spread = math.sqrt(math.fsum(one * one for one in surprises) / free)
    errors = _errors(driver, pairs, mean, persistence, spread, free)
    return Process(mean, persistence, spread, errors, len(pairs), bounded)


def _persistence(driver: Driver, pairs: Pairs) -> tuple[float, bool]:
    if driver.kind == "log-walk":
        return 0.0, False
    if driver.persistence is not None:
        return float(driver.persistence), False
    last, now = (_centre(pairs, n) if driver.mean is None else float(driver.mean) for n in (0, 1))
    across = math.fsum((x - last) * (y - now) for x, y in pairs)
    within = _within(pairs, last)
    found = across / within if within else 0.0
    bounded = abs(found) > MOST_PERSISTENCE
    return (math.copysign(MOST_PERSISTENCE, found) if bounded else found), bounded


def _centre(pairs: Pairs, which: int) -> float:
    return math.fsum(pair[which] for pair in pairs) / len(pairs)


def _within(pairs: Pairs, centre: float) -> float:
    return math.fsum((x - centre) ** 2 for x, _ in pairs)


def _mean(pairs: Pairs, persistence: float) -> float:
    return (_centre(pairs, 1) - persistence * _centre(pairs, 0)) / (1 - persistence)


def _errors(
    driver: Driver, pairs: Pairs, mean: float, persistence: float, spread: float, free: int
) -> dict[str, float]:
    """Standard errors of what was fitted: of the mean by the delta method."""
    found: dict[str, float] = {}
    n = len(pairs)
    persists = driver.kind == "rate" and driver.persistence is None
    centre = float(driver.mean) if driver.mean is not None else _centre(pairs, 0) if n else 0.0
    within = _within(pairs, centre)
    if driver.mean is None:
        of_slope = (centre - mean) ** 2 / within if persists and within else 0.0
        found["mean"] = spread / (1 - persistence) * math.sqrt(1 / n + of_slope)
    if driver.spread is None:
        found["spread"] = spread / math.sqrt(2 * free)
    if persists and within:
        found["persistence"] = spread / math.sqrt(within)
    return found


def _drawn_again(driver: Driver, held: Sequence[Step], values: Mapping[int, float]) -> Fit:
    """Of recorded values that are drawn with replacement: their mean and spread."""
    of_all = [float(step.value) for step in held if step.value is not None]
    n = len(of_all)
    mean = math.fsum(of_all) / n
    spread = math.sqrt(math.fsum((one - mean) ** 2 for one in of_all) / (n - 1))
    fit = Fit(
        driver=driver.name, kind=driver.kind, years=tuple(values), values=tuple(of_all),
        tried=n, mean=mean, spread=spread,
        errors={"mean": spread / math.sqrt(n), "spread": spread / math.sqrt(2 * (n - 1))},
    )  # fmt: skip
    return replace(fit, steps=_cited(driver, fit, held))


def _cited(driver: Driver, fit: Fit, held: Sequence[Step]) -> dict[str, Step]:
    """The numbers of a fit, each with the figures it was made from."""
    unit = unit_of(driver)
    told = {"mean": unit, "spread": unit}
    if driver.kind == "rate":
        told["persistence"] = ""
    steps = {"tried": _step(driver, "tried", fit.tried, "", held, "fit-tried")}
    for key, of in told.items():
        value = getattr(fit, key)
        if key in fit.fixed:
            steps[key] = _step(driver, key, value, of, (), "fit-fixed", fixed=True)
        else:
            way = HOW[key][driver.kind not in DRAWN]
            steps[key] = _step(driver, key, value, of, held, way)
        if key in fit.errors:
            name = f"{key}-error"
            steps[name] = _step(driver, name, fit.errors[key], of, (steps[key],), "fit-error")
    return steps


def _step(
    driver: Driver,
    key: str,
    value: float,
    unit: str,
    uses: Sequence[Step],
    how: str,
    fixed: bool = False,
) -> Step:
    return Step(
        id=f"driver-{driver.name}-{key}", name=f"driver-{key}", value=_decimal(value), unit=unit,
        status="assumed" if fixed else "computed", how=how, details={"driver": driver.title},
        uses=tuple(uses), source=driver.source if fixed else (), at=driver.at if fixed else "",
        note=driver.because if fixed else None,
        confidence=least_sure("high", *(one.confidence for one in uses)), place=driver.place,
    )  # fmt: skip


def _decimal(value: float) -> Decimal:
    """Six decimals: what differs beyond them differs between machines."""
    return Decimal(f"{value:.6f}").normalize() + Decimal(0)


# -- postures --------------------------------------------------------------------------------------


def by_posture(
    driver: Driver, postures: Mapping[str, Posture], deployments: Sequence[Deployment]
) -> tuple[tuple[Step, ...], Fit | None]:
    """The recorded deployments of each year that stands for a posture, and how many a year of
    each posture has. Which posture a year is in is not drawn: it is the reader's choice."""
    kept, _ = counted(deployments)
    named = sorted({y for one in postures.values() for y in one.years if y in driver.years})
    of_year = {year: [one for one in kept if one.year == year] for year in named}
    held = tuple(_of_year(driver, year, ones) for year, ones in of_year.items() if ones)
    if not held:
        return (), None
    times: dict[str, Fraction] = {}
    steps: dict[str, Step] = {"tried": _step(driver, "tried", len(held), "", held, "fit-tried")}
    for name, one in postures.items():
        uses = tuple(step for step in held if step.year in one.years)
        if uses:
            total = sum((n for n, _ in often(one, deployments).values()), Fraction(0))
            times[name] = total
            step = _step(driver, f"often-{name}", float(total), "", uses, OFTEN[one.draw])
            details = {"driver": driver.title, "posture": one.title}
            steps[f"often-{name}"] = replace(step, name="driver-often", details=details)
    values = tuple(float(step.value or 0) for step in held)
    years = tuple(step.year or 0 for step in held)
    return held, Fit(
        driver=driver.name, kind="posture", years=years, values=values, tried=len(held),
        often=times, steps=steps,
    )  # fmt: skip


def _of_year(driver: Driver, year: int, ones: Sequence[Deployment]) -> Step:
    return Step(
        id=f"driver-{driver.name}-recorded-{year}", name="deployments-of-year",
        value=Decimal(len(ones)), unit="", status="computed", year=year, how="counted",
        details={"driver": driver.title},
        source=tuple(dict.fromkeys(name for one in ones for name in one.source)),
        confidence=least_sure(*(one.confidence for one in ones)), place=ones[0].place,
    )  # fmt: skip


# -- how well the fit holds ------------------------------------------------------------------------


def held_back(driver: Driver, held: Sequence[Step]) -> HeldBack | None:
    """Each year from the middle of the record on beside what a fit on the years before it gives.

    The interval is that of the process as it is drawn, at the fitted parameters: what is not sure
    of them does not widen it. A year whose year before is a gap cannot be foretold.
    """
    if driver.kind == "posture":
        return None
    trials = tuple(_trials(driver, held))
    if not trials:
        return None
    counts = {
        HALF: sum(one.in_half for one in trials),
        MOST: sum(one.in_most for one in trials),
    }
    sure = {level: wilson(count, len(trials)) for level, count in counts.items()}
    recorded = tuple(one.recorded for one in trials)
    steps = {"trials": _step(driver, "trials", len(trials), "", recorded, "held-back-trials")}
    for level, count in counts.items():
        name = f"inside-{level}"
        steps[name] = _step(driver, name, count, "", recorded, "held-back-inside")
        for end, value in zip(("low", "high"), sure[level], strict=True):
            one = _step(driver, f"wilson-{level}-{end}", 100 * value, "percent",
                        (steps[name], steps["trials"]), "wilson")  # fmt: skip
            steps[f"wilson-{level}-{end}"] = replace(one, name=f"wilson-{end}")
    return HeldBack(
        driver=driver.name, trials=trials, inside=counts, wilson=sure, steps=steps
    )  # fmt: skip


def _trials(driver: Driver, held: Sequence[Step]) -> Iterator[Foretold]:
    ordered = sorted((s for s in held if s.value is not None), key=lambda s: s.year or 0)
    for number in range(len(ordered) // 2, len(ordered)):
        now = ordered[number]
        before = [step for step in ordered if (step.year or 0) < (now.year or 0)]
        ends = _foretold(driver, before, now.year or 0)
        if ends is not None:
            value = float(now.value or 0)
            half, most = ends
            yield Foretold(
                year=now.year or 0, recorded=now, before=len(before), half=half, most=most,
                in_half=half[0] <= value <= half[1], in_most=most[0] <= value <= most[1],
                uses=tuple(before),
            )  # fmt: skip


Ends = tuple[float, float]


def _foretold(driver: Driver, before: Sequence[Step], year: int) -> tuple[Ends, Ends] | None:
    """The intervals of 50 and 90 percent for a year, from the figures before it."""
    if driver.kind not in DRAWN:
        values = sorted(float(step.value or 0) for step in before)
        if len(values) < LEAST_VALUES:
            return None
        half, most = ((quantile(values, (100 - n) / 200), quantile(values, (100 + n) / 200))
                      for n in (HALF, MOST))  # fmt: skip
        return half, most
    held = _values(before)
    last = held.get(year - 1) if driver.kind == "rate" else 0.0
    process = _process(driver, held)
    if process is None or last is None or process.tried < LEAST_YEARS:
        return None
    centre = process.expects(last)
    half, most = ((centre - REACH[n] * process.spread, centre + REACH[n] * process.spread)
                  for n in (HALF, MOST))  # fmt: skip
    return half, most


def quantile(ordered: Sequence[float], part: float) -> float:
    """The value below which ``part`` of the ordered values lies, on a straight line between two
    of them.

    >>> quantile([1.0, 2.0, 4.0], 0.75)
    3.0
    """
    where = (len(ordered) - 1) * part
    below = math.floor(where)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (where - below) * (ordered[above] - ordered[below])


def wilson(count: int, of: int) -> tuple[float, float]:
    """The interval of 95 percent for a part, as Wilson (1927) has it: it holds for few trials.

    >>> [round(end, 3) for end in wilson(9, 10)]
    [0.596, 0.982]
    """
    part, square = count / of, SURE * SURE
    centre = (part + square / (2 * of)) / (1 + square / of)
    reach = SURE / (1 + square / of) * math.sqrt(part * (1 - part) / of + square / (4 * of * of))
    return max(centre - reach, 0.0), min(centre + reach, 1.0)


# -- how drivers move together ---------------------------------------------------------------------


def together(fits: Sequence[Fit], stated: Sequence[Correlation], titles: Mapping[str, Text]) -> (
    Together
):  # fmt: skip
    """The correlations of the surprises of all drawn drivers in the years that all of them have,
    stated ones in the place of fitted ones, and their factor."""
    drawn = [fit for fit in fits if fit.kind in DRAWN]
    if not drawn:
        return Together()
    names = tuple(fit.driver for fit in drawn)
    common = tuple(y for y in drawn[0].innovations if all(y in f.innovations for f in drawn))
    enough = len(common) >= max(LEAST_COMMON, len(drawn) + 2)
    told = {frozenset(one.between): one for one in stated}
    pairs = []
    matrix = [[float(a == b) for b in names] for a in names]
    for i, one in enumerate(drawn):
        for j, other in enumerate(drawn[:i]):
            own = told.get(frozenset((one.driver, other.driver)))
            pair = None
            if own is not None:
                pair = _stated(own, (other.driver, one.driver), titles)
            elif enough:
                pair = _correlated(other, one, common, titles)
            if pair is not None:
                pairs.append(pair)
                matrix[i][j] = matrix[j][i] = float(pair.value.value or 0)
    shrunk, lower = _factor_of(matrix)
    for i in range(len(names)):
        for j in range(len(names)):
            matrix[i][j] *= 1.0 if i == j else shrunk
    return Together(
        names=names, years=common if enough else (), pairs=tuple(pairs),
        matrix=tuple(map(tuple, matrix)), factor=lower, shrunk=shrunk,
    )  # fmt: skip


def _stated(one: Correlation, between: tuple[str, str], titles: Mapping[str, Text]) -> Correlated:
    return Correlated(
        between=between,
        value=Step(
            id=f"correlation-{'-'.join(between)}", name="driver-correlation", value=one.value,
            unit="", status="assumed", how="fit-fixed", details=_both(between, titles),
            source=one.source, at=one.at, note=one.because, place=one.place,
        ),
        stated=one,
    )  # fmt: skip


def _both(between: tuple[str, str], titles: Mapping[str, Text]) -> dict[str, str | Text]:
    return {"driver": titles[between[0]], "other": titles[between[1]]}


def _correlated(
    one: Fit, other: Fit, years: Sequence[int], titles: Mapping[str, Text]
) -> Correlated:
    """Pearson's correlation of the surprises, and Fisher's interval of 95 percent."""
    value = correlation(
        [one.innovations[year] for year in years], [other.innovations[year] for year in years]
    )
    between = (one.driver, other.driver)
    bounded = max(min(value, 0.999999), -0.999999)
    reach = SURE / math.sqrt(len(years) - 3)
    uses = tuple(fit.steps["spread"] for fit in (one, other))
    step = Step(
        id=f"correlation-{'-'.join(between)}", name="driver-correlation", value=_decimal(bounded),
        unit="", status="computed", how="fit-correlation",
        details={**_both(between, titles), "count": str(len(years))}, uses=uses,
        confidence=least_sure(*(use.confidence for use in uses)), place=uses[0].place,
    )  # fmt: skip
    low, high = (math.tanh(math.atanh(bounded) + way * reach) for way in (-1, 1))
    return Correlated(between=between, value=step, low=low, high=high)


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float:
    """Pearson's; nothing moves together with what does not move."""
    x, y = math.fsum(xs) / len(xs), math.fsum(ys) / len(ys)
    across = math.fsum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True))
    within = math.fsum((a - x) ** 2 for a in xs) * math.fsum((b - y) ** 2 for b in ys)
    return across / math.sqrt(within) if within else 0.0


def factor(matrix: Sequence[Sequence[float]]) -> tuple[tuple[float, ...], ...] | None:
    """The lower triangle whose product with itself turned is ``matrix`` (Cholesky); None where
    the correlations contradict each other.

    >>> factor([[1.0, 0.6], [0.6, 1.0]])
    ((1.0, 0.0), (0.6, 0.8))
    """
    lower = [[0.0] * len(matrix) for _ in matrix]
    for i, row in enumerate(matrix):
        for j in range(i + 1):
            rest = row[j] - math.fsum(lower[i][k] * lower[j][k] for k in range(j))
            if i == j and rest < 1e-9:
                return None
            lower[i][j] = math.sqrt(rest) if i == j else rest / lower[j][j]
    return tuple(map(tuple, lower))


def _factor_of(matrix: Sequence[Sequence[float]]) -> tuple[float, tuple[tuple[float, ...], ...]]:
    """The factor, and by how much all correlations had to be drawn nearer to zero for it."""
    for hundredths in range(100, 0, -1):
        by = hundredths / 100
        nearer = [
            [value if i == j else value * by for j, value in enumerate(row)]
            for i, row in enumerate(matrix)
        ]
        lower = factor(nearer)
        if lower is not None:
            return by, lower
    raise AssertionError("independent draws have a factor")


def anew(driver: Driver, year: int, assumed: Mapping[str, Decimal]) -> Step:
    """What a renewal of ``year`` brings of a driver that follows no series: as assumed, else not
    known until then."""
    value = assumed.get(driver.name)
    is_known = value is not None
    return Step(
        id=f"{driver.name}-{year}" + ("-assumed" if is_known else ""), name="figure", value=value,
        unit=unit_of(driver), status="assumed" if is_known else "missing", year=year,
        gap=None if is_known else "not-yet", how="assumed" if is_known else "not-drawn",
        details={"series": driver.title}, confidence="low", place=driver.place,
    )  # fmt: skip


def unit_of(driver: Driver) -> str:
    return "months" if driver.kind == "lapse" else "percent"


# -- stress paths ----------------------------------------------------------------------------------


def stress(path: StressPath, drivers: Mapping[str, Driver], series: Mapping[str, Series]) -> Stress:
    """The figures of a path, in percent a year: as recorded, or as the path assumes them. Of an
    exchange rate it is the growth on the year before."""
    found: dict[str, tuple[Step, ...]] = {}
    for name in path.drivers:
        if name in drivers:
            found[name] = tuple(_recorded(drivers[name], series, year) for year in path.years)
    for name, rates in path.rates.items():
        if name in drivers:
            pairs = zip(path.years, rates, strict=False)
            found[name] = tuple(_assumed(path, drivers[name], y, rate) for y, rate in pairs)
    return Stress(path=path, figures=found)


def _recorded(driver: Driver, series: Mapping[str, Series], year: int) -> Step:
    now = figure(series, driver.follows, year, driver.vintage)
    if driver.kind != "log-walk":
        return now
    before = figure(series, driver.follows, year - 1, driver.vintage)
    known = now.value is not None and before.value
    growth = (now.value / before.value - 1) * 100 if now.value and before.value else None
    return Step(
        id=f"driver-{driver.name}-growth-{year}", name="driver-growth",
        value=rounded(growth, driver.printed) if growth is not None else None, unit="percent",
        status="computed", year=year, gap=None if known else (now.gap or before.gap),
        how="growth-of", details={"driver": driver.title}, uses=(now, before), place=now.place,
    )  # fmt: skip


def _assumed(path: StressPath, driver: Driver, year: int, rate: Decimal) -> Step:
    return Step(
        id=f"path-{path.name}-{driver.name}-{year}", name="path-rate", value=rate, unit="percent",
        status="assumed", year=year, how="assumed",
        details={"driver": driver.title, "path": path.title}, source=path.source, at=path.at,
        confidence="low", place=path.place,
    )  # fmt: skip
