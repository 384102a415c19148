"""The command about operational support: what deployments, plans, years and postures cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from burdenshare import accounting, study, support
from burdenshare.answers.asked import Answer, Asked, loaded
from burdenshare.answers.commands import UsageError
from burdenshare.model import operations as model
from burdenshare.model.money import stated
from burdenshare.model.operations import BASES, InputError, Inputs, Planned
from burdenshare.show import charts, shares
from burdenshare.show import operations as sheets
from burdenshare.show.amounts import Numbers
from burdenshare.show.tables import Sheet
from burdenshare.show.workbook.kinds import Calculator
from burdenshare.vocabulary import (
    CarrierDays,
    Deployment,
    Dossier,
    Operations,
    Share,
    Step,
    WithSupport,
    Years,
)


def answer(asked: Asked) -> Answer:
    """The part of the command that is asked for.

    Raises ``UsageError`` for words that do not fit.
    """
    dossier, asked = loaded(asked)
    if not dossier.assets:
        raise UsageError("no-operations")
    numbers = Numbers(asked.words, dossier.currency, dossier.category, asked.shown)
    try:
        return _part(asked, dossier, numbers)
    except InputError as error:
        raise UsageError(f"input-{error.kind}", **error.details) from None


def _part(asked: Asked, dossier: Dossier, numbers: Numbers) -> Answer:
    inputs, rate = _inputs(asked), _decimal(asked, "--rate")
    if rate is not None and rate <= 0:
        raise UsageError("bad-number", name="--rate", value=asked.option("--rate")[:40])
    if asked.wants("--budget"):
        return _budget(asked, dossier, numbers, inputs, rate)
    if asked.wants("--plan"):
        return _plan(asked, dossier, numbers, inputs, rate)
    if asked.wants("--category"):
        return _category(asked, dossier, numbers, inputs, rate)
    what = asked.argument("what")
    if asked.wants("--posture"):
        return _posture(asked, dossier, numbers, inputs)
    if not what:
        return _years(asked, dossier, numbers, inputs, rate)
    if asked.wants("--beside"):
        return _beside(asked, dossier, numbers, inputs, rate)
    if what in dossier.assets and not asked.wants("--list"):
        return _rates(what, dossier, numbers)
    return _list(asked, dossier, numbers, inputs, rate)


def _inputs(asked: Asked) -> Inputs:
    carrier = asked.option("--carrier") or "all"
    if carrier not in model.CARRIER:
        raise UsageError("bad-carrier", value=carrier[:40], known=", ".join(model.CARRIER))
    mode: CarrierDays = carrier
    plain = Inputs()
    return Inputs(
        count=_whole(asked, "--count"),
        hours=_decimal(asked, "--hours"),
        days=_decimal(asked, "--days"),
        on_station=_decimal(asked, "--on-station") or plain.on_station,
        tanker_hours=_decimal(asked, "--tanker-hours") or plain.tanker_hours,
        tanker_rate=_decimal(asked, "--tanker-rate"),
        escort=support.plan(asked.option("--escort")) if asked.wants("--escort") else (),
        counterfactual_share=_decimal(asked, "--anyway"),
        host_share=plain.host_share
        if (part := _decimal(asked, "--host-share")) is None
        else part,
        carrier=mode,
        rates_of=_whole(asked, "--rates-of"),
        prices=_whole(asked, "--prices"),
    )  # fmt: skip


def _decimal(asked: Asked, name: str) -> Decimal | None:
    text = asked.option(name)
    if not text:
        return None
    value = stated(text)
    if value is None or abs(value.adjusted()) > 12:
        raise UsageError("bad-number", name=name, value=text[:40])
    return value


def _whole(asked: Asked, name: str) -> int | None:
    text = asked.option(name)
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 6):
        raise UsageError("bad-number", name=name, value=text[:40])
    return int(text)


def _in_home(dossier: Dossier, held: Operations, rate: Decimal | None) -> sheets.InHome:
    """At the rate of the year of what was sent, else of the newest year."""
    first = next((one.deployment for one in held.lines if one.deployment), None)
    year = first.year if first is not None else study.newest_rate(dossier)
    return lambda step: support.in_home(dossier, step, year, rate)


def _answer_of(
    held: Operations,
    dossier: Dossier,
    numbers: Numbers,
    title: str,
    inputs: Inputs,
    rate: Decimal | None,
) -> Answer:
    notes = list(_range(held, numbers, inputs))
    published = support.published(dossier, held)
    steps = [s for one in held.lines for s in one.costs.values() if s.value is not None]
    sums = [s for mode in held.sums.values() for s in mode.values() if s.value is not None]
    return Answer(
        tables=lambda: sheets.operations(
            held, dossier, numbers, title, _in_home(dossier, held, rate), notes, published
        ),
        content=lambda: {"operations": held, "published": published, "inputs": inputs},
        numbers=lambda: [*sums, *steps],
        kind=lambda: _calculator(held, dossier, inputs, rate),
    )


def _calculator(
    held: Operations, dossier: Dossier, inputs: Inputs, rate: Decimal | None
) -> Calculator:
    """What a workbook reckons with: the lines, their sums, and these in the home money."""
    sums = held.sums[inputs.carrier]
    home = {basis: _in_home(dossier, held, rate)(step) for basis, step in sums.items()}
    return Calculator(
        held=held, titles={name: one.title for name, one in dossier.assets.items()}, sums=sums,
        home={basis: step for basis, step in home.items() if step is not None},
    )  # fmt: skip


def _range(held: Operations, numbers: Numbers, inputs: Inputs) -> list[str]:
    """What the host would pay, for each end of what would have been spent anyway."""
    say = numbers.words.say
    told: list[str] = []
    first: Step | None = None
    for basis in BASES:
        step = held.sums[inputs.carrier][basis]
        if step.value is not None:
            paid = [model.paid(step, inputs, anyway) for anyway in model.ends(inputs)]
            first = first or next(iter(paid), None)
            known = sorted((p for p in paid if p.value is not None), key=lambda p: p.value or 0)
            sums = " … ".join(sheets.short(one, numbers) for one in known)
            told.append(f"{say('operations', basis)} {sums}")
    notes = []
    if told:
        key = "host-range" if inputs.counterfactual_share is None else "host-pays"
        host = format((inputs.host_share * 100).normalize(), "f")
        part = numbers.made(host, "host-part", () if first is None else (first,))
        notes.append(say("operations", key, sums="; ".join(told), host=part))
    if any(line.deployment is None or line.time.unit == "hour" for line in held.lines):
        notes.append(say("operations", "tankers" if inputs.tanker_hours else "no-tankers"))
    return notes


def _list(
    asked: Asked, dossier: Dossier, numbers: Numbers, inputs: Inputs, rate: Decimal | None
) -> Answer:
    what = asked.argument("what")
    found = support.chosen(dossier, what)
    if not found:
        years = [str(year) for year in support.years_with_deployments(dossier)] or ["–"]
        raise UsageError(
            "no-deployments", "years-known", value=what[:40], first=years[0], last=years[-1]
        )
    held = _costed(asked, dossier, found, what, inputs, rate)
    title = numbers.words.say("operations", "title", what=what)
    return _answer_of(held, dossier, numbers, title, inputs, rate)


def _costed(
    asked: Asked,
    dossier: Dossier,
    found: list[Deployment],
    title: str,
    inputs: Inputs,
    rate: Decimal | None,
) -> Operations:
    return support.operations(
        dossier, found, title, inputs, rate, asked.wants("--announced"), asked.wants("--away")
    )


def _plan(
    asked: Asked, dossier: Dossier, numbers: Numbers, inputs: Inputs, rate: Decimal | None
) -> Answer:
    parts = support.plan(asked.option("--plan"))
    if day := asked.option("--day"):
        support.check_day(dossier, parts, _day(day))
    held = support.operations(dossier, parts, "plan", inputs, rate)
    title = numbers.words.say("operations", "title", what=_told(parts, dossier, numbers))
    return _answer_of(held, dossier, numbers, title, inputs, rate)


def _day(text: str) -> str:
    day = study.day_of(text)
    if day is None:
        raise UsageError("bad-day", value=text[:40])
    return day.isoformat()


def _told(parts: tuple[Planned, ...], dossier: Dossier, numbers: Numbers) -> str:
    """A plan in words: ``B-1B 1 × 13 h``."""
    say = numbers.words
    told = []
    for one in parts:
        asset = dossier.assets.get(one.asset)
        if asset is None:
            raise UsageError(
                "input-unknown-asset", name=one.asset[:40], known=", ".join(dossier.assets)
            )
        per = say.say("operations", f"per-{asset.per}")
        told.append(f"{say.text(asset.title)} {one.count} × {one.time:f} {per}")
    return ", ".join(told)


def _budget(
    asked: Asked, dossier: Dossier, numbers: Numbers, inputs: Inputs, rate: Decimal | None
) -> Answer:
    first = next(iter(dossier.assets))
    usual = support.VISIT if "b-1b" in dossier.assets else f"{first} 1x1"
    parts = support.plan(asked.option("--plan") or usual)
    visit = support.operations(dossier, parts, "plan", inputs, rate)
    text = asked.option("--budget")
    held = support.budget(dossier, text, visit, rate)
    return Answer(
        tables=lambda: sheets.budget(text, _told(parts, dossier, numbers), held, numbers),
        content=lambda: {
            "budget": text,
            "visits": {b: int(one[1]) if one else None for b, one in held.items()},
            "one": {b: one[0] if one else None for b, one in held.items()},
        },
        numbers=lambda: [one[0] for one in held.values() if one is not None],
    )


def _years(
    asked: Asked, dossier: Dossier, numbers: Numbers, inputs: Inputs, rate: Decimal | None
) -> Answer:
    held = {
        year: _costed(asked, dossier, support.chosen(dossier, str(year)), str(year), inputs, rate)
        for year in support.years_with_deployments(dossier)
    }
    tallies = support.tallies(dossier)
    return Answer(
        charts=lambda: [charts.operations(held, numbers)],
        tables=lambda: sheets.years(held, dossier, numbers, tallies),
        content=lambda: {
            "years": {
                year: {"sums": one.sums, "lacking": one.lacking, "deployments": len(one.lines)}
                for year, one in held.items()
            },
            "published": [
                {"count": one.published, "listed": [d.id for d in one.listed]} for one in tallies
            ],
            "postures": dossier.postures,
        },
        numbers=lambda: [
            step
            for one in held.values()
            for sums in one.sums.values()
            for step in sums.values()
            if step.value is not None
        ],
    )


def _beside(
    asked: Asked, dossier: Dossier, numbers: Numbers, inputs: Inputs, rate: Decimal | None
) -> Answer:
    texts = (asked.argument("what"), asked.option("--beside"))
    years = []
    for text in texts:
        span = accounting.span_of(text)
        if span is None or span.first != span.last:
            raise UsageError("bad-year", value=text[:40])
        years.append(span.first)
    first, second = (
        _costed(asked, dossier, support.chosen(dossier, str(y)), str(y), inputs, rate)
        for y in years
    )
    exercises = {year: support.exercises(dossier, year) for year in years}
    return Answer(
        tables=lambda: sheets.beside(
            first, second, (years[0], years[1]), exercises, dossier, numbers
        ),
        content=lambda: {"first": first, "second": second, "exercises": exercises},
        numbers=lambda: [
            step
            for one in (first, second)
            for step in one.sums["all"].values()
            if step.value is not None
        ],
    )


def _rates(asset: str, dossier: Dossier, numbers: Numbers) -> Answer:
    where = support.field(dossier)
    every = [
        model.recorded_rate(rate, dossier.assets)
        for kind in (*BASES, "mission-average", "mission-total", "exercise-total", "annual-total")
        for rate in dossier.rates
        if rate.kind == kind and asset in rate.asset
    ]
    order = model.order_of_bases(where, asset)
    return Answer(
        tables=lambda: sheets.rates(asset, every, order, numbers, dossier),
        content=lambda: {"asset": asset, "rates": every, "order": order},
        numbers=lambda: every,
    )


def _posture(asked: Asked, dossier: Dossier, numbers: Numbers, inputs: Inputs) -> Answer:
    name = asked.option("--posture")
    draws = model.DRAWS if (told := _whole(asked, "--draws")) is None else told
    seed = _whole(asked, "--seed") or 0
    modes: tuple[CarrierDays, ...] = ("all", "extra")
    held = [
        support.expected(dossier, name, basis, replace(inputs, carrier=mode), draws, seed)
        for mode in modes
        for basis in BASES
    ]
    return Answer(
        tables=lambda: sheets.posture(held, dossier.postures[name], dossier, numbers),
        content=lambda: held,
        numbers=lambda: [one.mean for one in held if one.mean.value is not None],
    )


def _category(
    asked: Asked, dossier: Dossier, numbers: Numbers, inputs: Inputs, rate: Decimal | None
) -> Answer:
    text = asked.option("--category")
    span = accounting.span_of(text)
    if span is None or span.first != span.last:
        raise UsageError("bad-year", value=text[:40])
    name = asked.option("--definition") or "official"
    if name not in dossier.definitions:
        known = ", ".join(dossier.definitions)
        raise UsageError("unknown-definition", "definitions-known", name=name[:40], known=known)
    modes: tuple[CarrierDays, ...] = (
        (inputs.carrier,) if asked.wants("--carrier") else ("all", "extra")
    )
    model.check(inputs, support.field(dossier))
    held = {
        mode: support.with_support(dossier, span.first, name, replace(inputs, carrier=mode), rate)
        for mode in modes
    }
    contribution = accounting.contribution(dossier, Years(span.first, span.first), "agreed")
    if contribution is None:
        raise UsageError("input-no-contribution", value=text)
    words = numbers.words
    title = words.say(
        "operations", "category-title", year=span.first,
        definition=words.text(dossier.definitions[name].title),
    )  # fmt: skip

    def tables() -> Iterator[Sheet]:
        for mode, (rows, share) in held.items():
            shown = [
                one for one in rows if one.paid.value or inputs.counterfactual_share is not None
            ]
            yield from sheets.category(
                shown, mode, contribution, _share(share, numbers), dossier, numbers, title,
                list(_gaps(rows, share, dossier, numbers)),
            )  # fmt: skip

    return Answer(
        tables=tables,
        content=lambda: {
            mode: {"with": rows, "without": one} for mode, (rows, one) in held.items()
        },
        numbers=lambda: [one.contribution for rows, _ in held.values() for one in rows],
    )


def _share(share: Share, numbers: Numbers) -> str:
    if share.share.value is not None:
        return f"{shares.of_share(share.share, numbers)} %"
    if share.low is not None and share.high is not None:
        return f"{'–'.join(shares.bounds(share, numbers))} %"
    return "–"


def _gaps(
    rows: Sequence[WithSupport], share: Share, dossier: Dossier, numbers: Numbers
) -> Iterator[str]:
    """What has no cost, and what a share without a value lacks."""
    say = numbers.words.say
    found = {(one.posture, one.basis) for one in rows}
    for posture in dossier.postures:
        lacking = [b for b in BASES if (posture, b) not in found]
        if lacking:
            names = ", ".join(say("operations", b) for b in lacking)
            title = numbers.words.text(dossier.postures[posture].title)
            yield say("operations", "posture-gap", posture=title, bases=names)
    if share.share.value is None:
        names = ", ".join(
            numbers.words.text(dossier.items[str(gap.details["name"])].title)
            for gap in share.missing
            if str(gap.details["name"]) in dossier.items
        )
        yield say("operations", "share-lacks", items=names)
