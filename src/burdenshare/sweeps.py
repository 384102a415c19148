"""Many proposals on many paths and under many definitions at once, as one long table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from burdenshare import outlook, reasons
from burdenshare.running import Running, Told
from burdenshare.vocabulary import (
    Agreement,
    Along,
    Definition,
    Dossier,
    Laid,
    Money,
    Outlook,
    PathRegret,
    PathRegrets,
    SharesIf,
    Spread,
    Step,
    Sweep,
    Swept,
    Text,
    Years,
    least_sure,
)

STATED = "stated"
"""The path without any: recorded figures, and what is assumed."""

SUM = "sum"
STATISTICS = {
    "mean": "mean", "q05": "low", "q25": "lower", "q50": "middle", "q75": "upper", "q95": "high",
}  # fmt: skip
"""What is told of many futures, by the key under which ``ranges`` has it."""


def courses(dossier: Dossier, names: Sequence[str]) -> tuple[Along, ...]:
    """What the names mean: ``stated``, a path of ``futures.toml``, or a posture. Raises
    ``KeyError`` with the name that is none of them."""
    found = []
    for name in dict.fromkeys(names):
        if name == STATED:
            found.append(Along(name, "stated"))
        elif name in dossier.paths:
            found.append(Along(name, "path"))
        elif name in dossier.postures:
            found.append(Along(name, "posture"))
        else:
            raise KeyError(name)
    return tuple(found)


def in_posture(dossier: Dossier, posture: str) -> Dossier:
    """A dossier in which every metered cost of a posture is that of another one."""
    series = {
        name: replace(one, posture=posture) if one.posture else one
        for name, one in dossier.series.items()
    }
    return replace(dossier, series=series)


def sweep(
    dossier: Dossier,
    held: Sequence[Agreement],
    years: Years,
    assume: Mapping[str, Decimal],
    along: Sequence[Along],
    definitions: Sequence[Definition],
    count: int,
    seed: int,
    how: Running,
) -> Sweep:
    """What ``compare`` gives for each path by itself, with ``count`` futures where there are any.

    Raises what ``outlook.spreads`` raises.
    """
    cells: list[Swept] = []
    for place, course in enumerate(along):
        here, path = _on(dossier, course, held, years)
        outlooks = outlook.compare(here, held, years, assume, path=path)
        told = replace(how, told=part(how.told, place, len(along)))
        many = outlook.spreads(here, held, years, count, seed, told, path) if count else ()
        shares = [reasons.shares(here, outlooks, one) for one in definitions]
        cells += _along(course, outlooks, many, shares, outlook.abroad(dossier))
    return Sweep(
        proposals=tuple(held), courses=tuple(along), definitions=tuple(definitions), years=years,
        statistics=(SUM, *(STATISTICS if count else ())), seed=seed,
        futures=-(-count // outlook.BLOCK) * outlook.BLOCK, cells=tuple(cells),
    )  # fmt: skip


def _on(
    dossier: Dossier, course: Along, held: Sequence[Agreement], years: Years
) -> tuple[Dossier, Laid | None]:
    """The dossier in its posture, and the path that is laid over the years."""
    here = in_posture(dossier, course.name) if course.kind == "posture" else dossier
    return here, outlook.laid(here, course.name, held, years) if course.kind == "path" else None


def part(told: Told, place: int, of: int) -> Told:
    """Hears one of several equal runs as a part of all of them."""

    def heard(stage: str, done: int, wanted: int, left: float | None) -> None:
        if left is not None and wanted > done:
            left += left * wanted / (wanted - done) * (of - place - 1)
        told(stage, place * wanted + done, of * wanted, left)

    return heard


def _along(
    course: Along,
    outlooks: Sequence[Outlook],
    many: Sequence[Spread],
    shares: Sequence[SharesIf],
    other: Money | None,
) -> Iterator[Swept]:
    for n, one in enumerate(outlooks):
        held = [*_on_path(one, other)]
        held += _drawn(one.of.name, many[n], one.years, other) if many else ()
        for share in shares:
            held += _shares(one, share)
        yield from (_apart(cell, course) for cell in held)


def _on_path(one: Outlook, other: Money | None) -> Iterator[Swept]:
    for year in one.years:
        yield _cell(one.of.name, SUM, Years(year, year), one.steps.get(year), "open")
    yield replace(_cell(one.of.name, SUM, one.years, one.total, "open"), is_total=True)
    if other is not None:
        gap = "open" if one.total is None else "no-rate"
        yield _abroad(
            _cell(one.of.name, SUM, one.years, outlook.in_other(one.total, one.dollars, other), gap)
        )


def _abroad(cell: Swept) -> Swept:
    return replace(cell, measure="dollars", is_total=True)


def _drawn(name: str, one: Spread, years: Years, other: Money | None) -> Iterator[Swept]:
    for statistic, key in STATISTICS.items():
        for year in years:
            step = one.years.get(year, {}).get(key)
            yield _cell(name, statistic, Years(year, year), step, one.refused)
        total = _cell(name, statistic, years, one.steps.get(key), one.refused)
        yield replace(total, is_total=True)
        if other is not None:
            step = one.steps.get(f"dollars-{key}")
            yield _abroad(_cell(name, statistic, years, step, one.refused))


def _shares(one: Outlook, share: SharesIf) -> Iterator[Swept]:
    steps, gap = share.steps.get(one.of.name, {}), "lacks" if share.lacking else "open"
    for year in one.years:
        cell = _cell(one.of.name, SUM, Years(year, year), steps.get(year), gap)
        yield replace(cell, measure="share", definition=share.definition.name)


def _cell(name: str, statistic: str, years: Years, step: Step | None, gap: str) -> Swept:
    if step is not None and step.value is None:
        step = None
    return Swept(
        proposal=name, path="", definition="", years=years, statistic=statistic, step=step,
        gap="" if step is not None else gap,
    )  # fmt: skip


def _apart(cell: Swept, course: Along) -> Swept:
    """On its path, with an id of its own there: the same number stands on all of them."""
    if cell.step is None or course.kind == "stated":
        return replace(cell, path=course.name)
    return replace(cell, path=course.name, step=_named(cell.step, course))


def _named(step: Step, course: Along) -> Step:
    return step if course.kind == "stated" else replace(step, id=f"{course.name}-{step.id}")


# -- regret --------------------------------------------------------------------------------------


def regrets(
    dossier: Dossier,
    held: Sequence[Agreement],
    years: Years,
    assume: Mapping[str, Decimal],
    along: Sequence[Along],
) -> PathRegrets:
    """How much more each costs on each path than the cheapest there (Savage 1951): all years
    together, of those that have a sum in one money, that of the first, on every path."""
    totals: dict[str, dict[str, Step]] = {one.name: {} for one in held}
    for course in along:
        here, path = _on(dossier, course, held, years)
        for one in outlook.compare(here, held, years, assume, path=path):
            if one.total is not None and one.total.unit == held[0].money.unit:
                totals[one.of.name][course.name] = _named(one.total, course)
    whole = {name: told for name, told in totals.items() if len(told) == len(along)}
    cheapest = {
        course.name: min((told[course.name] for told in whole.values()), key=_value)
        for course in along
        if whole
    }
    return PathRegrets(
        courses=tuple(along), years=years,
        held=tuple(
            _regret(one, whole[one.name], cheapest, dossier, years)
            for one in held
            if one.name in whole
        ),
        left_out=tuple(one for one in held if one.name not in whole),
    )  # fmt: skip


def _regret(
    one: Agreement,
    totals: Mapping[str, Step],
    cheapest: Mapping[str, Step],
    dossier: Dossier,
    years: Years,
) -> PathRegret:
    found = {
        path: _more(one, path, total, cheapest[path], dossier, years)
        for path, total in totals.items()
    }
    on = max(found, key=lambda path: _value(found[path]))
    most = Step(
        id=f"regret-most-{one.name}-{years}", name="path-regret-most", value=found[on].value,
        unit=found[on].unit, status=found[on].status, how="path-regret-most",
        details={"title": one.title, "years": str(years), "count": str(len(found))},
        uses=tuple(found.values()), place=one.place,
        confidence=least_sure(*(step.confidence for step in found.values())),
    )  # fmt: skip
    return PathRegret(of=one, totals=totals, regrets=found, most=most, on=on)


def _more(
    one: Agreement, path: str, total: Step, cheapest: Step, dossier: Dossier, years: Years
) -> Step:
    course = dossier.paths.get(path) or dossier.postures.get(path)
    details: dict[str, str | Text] = {"title": one.title, "years": str(years)}
    both = (total, cheapest)
    return Step(
        id=f"regret-{path}-{one.name}-{years}",
        name="path-regret" if course else "path-regret-stated",
        value=_value(total) - _value(cheapest), unit=total.unit,
        status="assumed" if "assumed" in (total.status, cheapest.status) else "computed",
        how="difference", details={**details, "path": course.title} if course else details,
        uses=both, confidence=least_sure(*(step.confidence for step in both)), place=one.place,
    )  # fmt: skip


def _value(step: Step) -> Decimal:
    return step.value or Decimal(0)
