"""The command about what is to come: compare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from burdenshare import accounting, outlook
from burdenshare.answers import reasons
from burdenshare.answers.asked import Answer, Asked, loaded
from burdenshare.answers.basics import assumptions, year_of
from burdenshare.answers.commands import UsageError
from burdenshare.answers.running import not_run, refuse_without_futures, running
from burdenshare.answers.shares import rate_of
from burdenshare.model.money import stated
from burdenshare.running import NotRunError
from burdenshare.show import charts, fans
from burdenshare.show import outlook as sheets
from burdenshare.show.amounts import Numbers
from burdenshare.show.charts import Chart
from burdenshare.show.tables import Sheet
from burdenshare.show.workbook.kinds import Side
from burdenshare.vocabulary import Agreement, Dossier, Laid, Spread, Step, Years

MOST = 40
LONGEST = 30


def compare(asked: Asked) -> Answer:
    """Agreements and proposals side by side on one path."""
    dossier, asked = loaded(asked, False)
    numbers = Numbers(asked.words, dossier.currency, dossier.category, asked.shown)
    names = [part.strip() for part in asked.argument("names").split(",") if part.strip()]
    chosen = outlook.chosen(dossier, names[:MOST])
    if not chosen:
        raise UsageError("no-proposals")
    years = years_asked(asked, chosen[0].years)
    assume = assumptions(asked, dossier)
    doubt(asked, assume, numbers)
    path = _path(asked, dossier, chosen, years)
    held = outlook.compare(
        dossier, chosen, years, assume, _base(asked), _percent(asked, "--discount"),
        rate_of(asked.option("--rate")), path,
    )  # fmt: skip
    driver = asked.option("--break-even")
    driver = "" if driver and driver == dossier.exchange else driver  # that one is told by ``why``
    found = None
    if driver:
        found = _break_even(dossier, chosen, years, assume, driver, path)

    many, seed = _many(asked, dossier, chosen, years, path)
    why = reasons.asked_for(asked, dossier, held, assume, seed, path)
    starts = [start for one in chosen for start in outlook.cap_starts(dossier, one, years)]
    at_cap = outlook.at_cap(dossier, chosen[0], years, assume)

    open_ = any(one.open for one in held)

    def compared() -> Iterator[Sheet]:
        yield from sheets.comparison(held, dossier, numbers, assume)
        if len(held) == 1:
            yield sheets.alone(outlook.beside(dossier, chosen[0]), numbers)
        if path is not None:
            yield from sheets.laid(path, dossier, numbers, assume, bool(many))

    def drawn() -> Iterator[Sheet]:
        if many:
            count = -(-futures_asked(asked) // outlook.BLOCK) * outlook.BLOCK
            yield from sheets.spreads(many, count, seed, numbers)
        yield from fans.tables(many, held, starts, dossier, numbers)

    def tables() -> Iterator[Sheet]:
        """What was asked for first; a table with gaps stands behind what has none."""
        yield from why.tables(numbers, first=True)
        for part in (drawn, compared) if many and open_ else (compared, drawn):
            yield from part()
        yield from why.tables(numbers)
        if driver:
            yield from sheets.break_even((held[0], held[1]), found, driver, numbers)

    def drawings() -> list[Chart | None]:
        both = [charts.outlooks(held, numbers), fans.chart(many, numbers)]
        return [*why.charts(numbers, first=True), *(both[::-1] if open_ else both),
                *why.charts(numbers)]  # fmt: skip

    def lead() -> str:
        told = [*why.lead(dossier, numbers)]
        if many or not (told and open_):
            told.append(fans.lead(held, many, at_cap, assume, dossier, numbers, path))
        return " ".join(told)

    return Answer(
        tables=tables,
        content=lambda: {"outlooks": held, "break_even": found, "futures": many,
                         "caps": starts,
                         "path": path and {
                             "name": path.path.name, "years": path.years,
                             "figures": [*path.before.values(), *path.figures.values()]},
                         **why.content()},
        numbers=lambda: [
            step
            for one in held
            for step in (*one.steps.values(), one.total, one.real, one.present, one.dollars,
                         one.less)
            if step is not None
        ]
        + [step for one in many for step in _drawn(one)]
        + [one.step for one in starts if one.step is not None]
        + [*((*path.before.values(), *path.figures.values()) if path is not None else ())]
        + why.numbers(),
        charts=drawings,
        lead=lead,
        says_first=bool(many) or any(asked.wants(name) for name in ("--paths", "--influence")),
        kind=lambda: Side(held, starts),
    )  # fmt: skip


LEAST_GROWTH, MOST_GROWTH = -10, 30


def doubt(asked: Asked, assume: Mapping[str, Decimal], numbers: Numbers) -> None:
    """Tells of growth that is seldom meant, and asks, unless the reader has said that it is; it is
    computed all the same. A page has a link for the answer."""
    say = asked.words.say
    doubted = unlikely(assume) if not asked.wants("--meant") else ()
    for name in doubted:
        value = numbers.plain(assume[name])
        asked.notes.append(say("error", "unlikely-growth", name=name, value=value))
    if doubted and not asked.served:
        asked.notes[-1] += " " + say("error", "unlikely-growth-meant")


def unlikely(assume: Mapping[str, Decimal]) -> tuple[str, ...]:
    """What is assumed to grow by more or less than it ever does."""
    return tuple(name for name, rate in assume.items() if not LEAST_GROWTH <= rate <= MOST_GROWTH)


def _drawn(one: Spread) -> Iterator[Step]:
    """Every number of many futures."""
    yield from one.steps.values()
    for of_year in one.years.values():
        yield from of_year.values()
    for bound in one.bounds:
        yield from bound.years.values()
    yield from one.more.values()


def _many(
    asked: Asked,
    dossier: Dossier,
    chosen: tuple[Agreement, ...],
    years: Years,
    path: Laid | None,
) -> tuple[tuple[Spread, ...], int]:
    """What many futures give, where they were asked for."""
    seed = whole_of(asked, "--seed", 2**31) or 0
    count = futures_asked(asked)
    if not count:
        return (), seed
    if not dossier.drivers or not dossier.exchange:
        raise UsageError("no-drivers")
    how = running(asked)
    try:
        return outlook.spreads(dossier, chosen, years, count, seed, how, path), seed
    except ModuleNotFoundError:
        raise UsageError("no-futures", "no-futures-remedy") from None
    except NotRunError as error:
        raise not_run(error) from error


MOST_FUTURES = 10_000_000_000
MOST_SERVED = 1_000_000
"""A server answers many."""


def futures_asked(asked: Asked) -> int:
    count = whole_of(asked, "--futures", MOST_SERVED if asked.served else MOST_FUTURES) or 0
    if not count:
        refuse_without_futures(asked)
    return count


def whole_of(asked: Asked, name: str, most: int) -> int | None:
    text = asked.option(name).replace(",", "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 12 and int(text) <= most):
        raise UsageError("bad-count", name=name, value=text[:40], most=f"{most:,}")
    return int(text)


def _break_even(
    dossier: Dossier,
    chosen: tuple[Agreement, ...],
    years: Years,
    assume: dict[str, Decimal],
    driver: str,
    path: Laid | None,
) -> tuple[Decimal, Decimal] | None:
    reasons.two(chosen)
    known = [name for name, one in dossier.series.items() if one.unit == "percent"]
    if driver not in known:
        known += filter(None, (dossier.exchange,))
        raise UsageError("unknown-rates", "items-known", name=driver[:40], known=", ".join(known))
    return outlook.break_even(dossier, (chosen[0], chosen[1]), years, assume, driver, path)


def _path(
    asked: Asked, dossier: Dossier, chosen: tuple[Agreement, ...], years: Years
) -> Laid | None:
    """The stress path that was asked for, laid over the years to come."""
    name = asked.option("--path")
    if not name:
        return None
    if name not in dossier.paths:
        known = ", ".join(dossier.paths)
        raise UsageError("unknown-path", "items-known", name=name[:40], known=known)
    return outlook.laid(dossier, name, chosen, years)


def years_asked(asked: Asked, own: Years) -> Years:
    if not asked.wants("--years"):
        return own
    years = accounting.span_of(asked.option("--years").replace("–", "-"))
    if years is None or years.last - years.first >= LONGEST:
        raise UsageError("bad-year", value=asked.option("--years")[:40])
    return years


def _base(asked: Asked) -> int | None:
    text = asked.option("--prices")
    if not text:
        return None
    return year_of(text)


def _percent(asked: Asked, name: str) -> Decimal | None:
    text = asked.option(name)
    if not text:
        return None
    value = stated(text.removesuffix("%"))
    if value is None or not -20 < value < 100:
        raise UsageError("bad-percentage", value=text[:40])
    return value
