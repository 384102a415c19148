"""The command about what is to come: compare."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from burdenshare import accounting, outlook
from burdenshare.answers.asked import Answer, Asked, loaded
from burdenshare.answers.basics import assumptions
from burdenshare.answers.commands import UsageError
from burdenshare.model.money import stated
from burdenshare.show import charts
from burdenshare.show import outlook as sheets
from burdenshare.show.amounts import Numbers
from burdenshare.show.tables import Sheet
from burdenshare.vocabulary import Agreement, Dossier, Years

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
    years = _years(asked, chosen[0].years)
    assume = assumptions(asked, dossier)
    held = outlook.compare(
        dossier, chosen, years, assume, _base(asked), _percent(asked, "--discount"),
        _rate(asked),
    )  # fmt: skip
    driver = asked.option("--break-even")
    found = None
    if driver:
        found = _break_even(dossier, chosen, years, assume, driver)

    def tables() -> Iterator[Sheet]:
        yield from sheets.comparison(held, dossier, numbers, assume)
        if driver:
            yield from sheets.break_even((held[0], held[1]), found, driver, numbers)

    return Answer(
        tables=tables,
        content=lambda: {"outlooks": held, "break_even": found},
        numbers=lambda: [
            step
            for one in held
            for step in (*one.steps.values(), one.total, one.real, one.present, one.dollars,
                         one.less)
            if step is not None
        ],
        charts=lambda: [charts.outlooks(held, numbers)],
    )  # fmt: skip


def _break_even(
    dossier: Dossier,
    chosen: tuple[Agreement, ...],
    years: Years,
    assume: dict[str, Decimal],
    driver: str,
) -> tuple[Decimal, Decimal] | None:
    if len(chosen) != 2:
        raise UsageError("break-even-of-two")
    known = [name for name, one in dossier.series.items() if one.unit == "percent"]
    if driver not in known:
        raise UsageError("unknown-rates", "items-known", name=driver[:40], known=", ".join(known))
    return outlook.break_even(dossier, (chosen[0], chosen[1]), years, assume, driver)


def _years(asked: Asked, own: Years) -> Years:
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
    if not (text.isascii() and text.isdecimal() and len(text) == 4):
        raise UsageError("bad-year", value=text[:40])
    return int(text)


def _percent(asked: Asked, name: str) -> Decimal | None:
    text = asked.option(name)
    if not text:
        return None
    value = stated(text.removesuffix("%"))
    if value is None or not -20 < value < 100:
        raise UsageError("bad-percentage", value=text[:40])
    return value


def _rate(asked: Asked) -> Decimal | None:
    text = asked.option("--rate")
    if not text:
        return None
    value = stated(text)
    if value is None or not 0 < value < 1_000_000:
        raise UsageError("bad-rate", value=text[:40])
    return value
