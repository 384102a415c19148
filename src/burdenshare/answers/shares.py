"""The commands about shares: share, claims, bridge, multiverse, missing, check-figure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from burdenshare import accounting, negotiation, study
from burdenshare.accounting import Terms
from burdenshare.answers import switches
from burdenshare.answers.asked import Answer, Asked, loaded, no_tables
from burdenshare.answers.basics import assumptions, years_wanted
from burdenshare.answers.called import called
from burdenshare.answers.commands import UsageError
from burdenshare.model.bridge import TooManyDifferencesError
from burdenshare.model.figures import Known
from burdenshare.model.money import stated
from burdenshare.model.multiverse import TooManyDefinitionsError
from burdenshare.show import charts
from burdenshare.show import shares as sheets
from burdenshare.show.amounts import Numbers
from burdenshare.show.sheets import assumptions as assumptions_told
from burdenshare.vocabulary import Answer as Figure
from burdenshare.vocabulary import (
    Definition,
    Dossier,
    Finding,
    Multiverse,
    Share,
    Step,
    Verdict,
    Years,
    plain_id,
)

LARGEST_TEXT = 1_000_000
LONGEST_WORDS = 1_000


def _loaded(asked: Asked) -> tuple[Dossier, Numbers]:
    dossier, asked = loaded(asked)
    if not dossier.costs and not dossier.claims:
        raise UsageError("no-costs")
    return dossier, Numbers(asked.words, dossier.currency, dossier.category, asked.shown)


def _span(asked: Asked) -> Years:
    text = asked.argument("span").replace("–", "-")
    years = accounting.span_of(text)
    if years is None:
        raise UsageError(
            "bad-year", "longest-span", value=text[:40], most=str(accounting.LONGEST_SPAN)
        )
    return years


def definition_of(dossier: Dossier, name: str) -> Definition:
    """The definition called ``name``. Raises ``UsageError`` where there is none."""
    if name not in dossier.definitions:
        known = ", ".join(dossier.definitions)
        raise UsageError("unknown-definition", "definitions-known", name=name[:40], known=known)
    return dossier.definitions[name]


def _terms(asked: Asked, dossier: Dossier, years: Years) -> Terms:
    """The switches of the command line, each refused in a sentence when it does not fit."""
    items = {}
    for key in ("--count", "--leave-out"):
        items[key] = tuple(filter(None, asked.option(key).split(",")))
        for name in items[key]:
            _item(dossier, name)
    basis = asked.option("--basis")
    if basis not in ("", "agreed", "budgeted", "executed"):
        raise UsageError("bad-basis", value=basis)
    valuation = tuple(filter(None, asked.option("--valuation").split(",")))
    recorded = {cost.valuation for cost in dossier.costs}
    for whose in valuation:
        if whose not in recorded:
            known = ", ".join(sorted(recorded))
            raise UsageError("unknown-valuation", "items-known", value=whose, known=known)
    return Terms(
        count=items["--count"],
        leave_out=items["--leave-out"],
        valuation=valuation,
        basis=basis or None,  # type: ignore[arg-type]
        rate=rate_of(asked.option("--rate")),
        assume=_assumed(asked, dossier, years),
    )


def _item(dossier: Dossier, name: str) -> None:
    if name not in dossier.items:
        known = ", ".join(dossier.items)
        raise UsageError("unknown-item", "items-known", name=name[:40], known=known)


def rate_of(text: str) -> Decimal | None:
    if not text:
        return None
    rate = _number(text)
    if rate is None or not 0 < rate < 1_000_000:
        raise UsageError("bad-rate", value=text[:40])
    return rate


def _number(text: str) -> Decimal | None:
    return stated(text.replace(",", ""))


def _assumed(asked: Asked, dossier: Dossier, years: Years) -> dict[str, Step]:
    assumed = {}
    for part in filter(None, asked.option("--assume").split(",")):
        item, _, text = (piece.strip() for piece in part.partition("="))
        _item(dossier, item)
        step = accounting.assumption(dossier, item, years, text)
        if step is None:
            raise UsageError("bad-item-assumption", "item-assumption-form", value=part[:60])
        assumed[item] = step
    return assumed


# -- answers -----------------------------------------------------------------------------------


def share(asked: Asked) -> Answer:
    dossier, numbers = _loaded(asked)
    years = _span(asked)
    terms = _terms(asked, dossier, years)
    name = asked.argument("definition")
    if not name:
        definitions = [*dossier.definitions.values()]
        every = [accounting.share(dossier, years, one, terms) for one in definitions]
        return Answer(
            tables=lambda: sheets.every(every, dossier, numbers, years),
            content=lambda: every,
            numbers=lambda: [
                *(one.share for one in every),
                *(e for one in every for e in one.ends),
            ],
            charts=lambda: [charts.every(every, dossier.claims, dossier, numbers)],
            kind=lambda: switches.board(dossier, years, terms, every, definitions),
        )
    definition = definition_of(dossier, name)
    one = accounting.share(dossier, years, definition, terms)
    return Answer(
        tables=lambda: sheets.share(one, definition, dossier, numbers),
        lead=lambda: sheets.in_short(one, dossier, numbers),
        content=lambda: one,
        numbers=lambda: [
            one.share,
            one.host,
            one.sending,
            *(c.step for c in one.counted),
            *one.ends,
        ],
        kind=lambda: switches.board(dossier, years, terms, [one], [definition]),
        status=0 if one.share.value is not None else 1,
    )


def claims(asked: Asked) -> Answer:
    dossier, numbers = _loaded(asked)
    verdicts, without = _of_years(asked, accounting.claims(dossier))
    chosen = [one.claim for one in verdicts]
    header = ("id", "by", "by_ko", "side", "years", "low", "high", "verdict", "basis", "ground",
              "documents", "place")  # fmt: skip
    return Answer(
        tables=lambda: sheets.claims(verdicts, dossier, numbers, without),
        content=lambda: verdicts,
        cells=lambda: (
            header,
            [
                (
                    v.claim.id, v.claim.by, v.claim.by_ko, v.claim.side, v.claim.years or "",
                    v.claim.low or "", v.claim.high or "", v.verdict, v.basis,
                    sheets.ground(v, dossier, numbers), ";".join(v.claim.source),
                    str(v.claim.place),
                )
                for v in verdicts
            ],
        ),
        charts=lambda: [
            charts.strip(chosen, accounting.every_claim(dossier), dossier, numbers, False)
        ],
    )  # fmt: skip


def _of_years(asked: Asked, every: Sequence[Verdict]) -> tuple[tuple[Verdict, ...], int]:
    """The claims about some of the years asked for, and how many name no year."""
    named = [(one, one.claim.years) for one in every if one.claim.years is not None]
    if not (asked.wants("--year") or asked.wants("--years")):
        return tuple(every), 0
    ends = [year for _, years in named for year in (years.first, years.last)]
    wanted = {*years_wanted(asked, range(min(ends), max(ends) + 1) if ends else range(0))}
    chosen = tuple(one for one, years in named if wanted & {*years})
    return chosen, len(every) - len(named)


def bridge(asked: Asked) -> Answer:
    dossier, numbers = _loaded(asked)
    years = _span(asked)
    terms = _terms(asked, dossier, years)
    definitions = [definition_of(dossier, asked.argument(key)) for key in ("start", "end")]
    ends = [accounting.share(dossier, years, one, terms) for one in definitions]
    for one in ends:
        _must_have_a_share(one, dossier, numbers)
    start, end = ends
    if start.host.unit != end.host.unit:
        raise UsageError("other-money")
    try:
        held = accounting.bridge(dossier, start, end)
    except TooManyDifferencesError as many:
        raise UsageError("too-many-differences", count=str(many.count)) from None
    sets = accounting.explaining_sets(start, end)
    steps = [s for one in held.steps for s in (one.before, one.after) if s is not None]
    return Answer(
        tables=lambda: sheets.bridge(held, sets, dossier, numbers),
        content=lambda: {"bridge": held, "smallest_sets": sets},
        numbers=lambda: [start.share, *steps, end.share],
        charts=lambda: [charts.bridge(held, dossier, numbers)],
        kind=lambda: switches.board(dossier, years, terms, ends, definitions, held),
    )


def _must_have_a_share(one: Share, dossier: Dossier, numbers: Numbers) -> None:
    if one.share.value is None:
        names = [str(gap.details["name"]) for gap in one.missing]
        told = ", ".join(
            numbers.words.text(dossier.items[n].title) for n in names if n in dossier.items
        )
        raise UsageError(
            "no-share", "no-share-remedy", definition=one.definition, years=str(one.years),
            items=told,
        )  # fmt: skip


def multiverse(asked: Asked) -> Answer:
    dossier, numbers = _loaded(asked)
    years = _span(asked)
    terms = _terms(asked, dossier, years)
    start = definition_of(dossier, asked.argument("definition"))
    over = None
    if asked.wants("--over"):
        over = _number(asked.option("--over").removesuffix("%"))
        if over is None or not 0 <= over <= 100:
            raise UsageError("bad-percentage", value=asked.option("--over")[:40])
    _must_have_a_share(accounting.share(dossier, years, start, terms), dossier, numbers)
    try:
        held = accounting.multiverse(dossier, years, start, terms, over)
    except TooManyDefinitionsError as many:
        raise UsageError(
            "too-many-definitions", "fewer-assumptions", count=f"{many.count:,}",
            most=f"{accounting.MOST_DEFINITIONS:,}",
        ) from None  # fmt: skip
    if asked.wants("--only"):
        held = replace(held, each=_only(held, asked.option("--only").split(","), dossier))
    return Answer(
        tables=lambda: sheets.multiverse(held, dossier, numbers),
        content=lambda: held,
        numbers=lambda: [one.share for one in held.named],
        charts=lambda: [charts.multiverse(held, dossier, numbers)],
    )


def _only(
    held: Multiverse, items: Sequence[str], dossier: Dossier
) -> tuple[tuple[Fraction, tuple[str, ...]], ...]:
    """The definitions that count each of ``items``."""
    for item in items:
        _item(dossier, item)
    names = [item for item, _ in held.choices]
    return tuple(
        (share_, options)
        for share_, options in held.each
        if all(dict(zip(names, options, strict=True)).get(i) == "counted" for i in items)
    )


def missing(asked: Asked) -> Answer:
    dossier, numbers = _loaded(asked)
    years = _span(asked)
    definition = definition_of(dossier, asked.argument("definition"))
    ranked = accounting.missing(dossier, years, definition)
    bounds = accounting.share(dossier, years, definition).bounds
    title = f"{asked.words.text(definition.title)}, {years}"
    return Answer(
        tables=lambda: sheets.gaps(ranked, bounds, dossier, numbers, title),
        content=lambda: [
            {"item": gap.details["name"], "points_left_open": width} for gap, width in ranked
        ],
        cells=lambda: (
            ("item", "points_left_open"),
            [(str(gap.details["name"]), "" if w is None else str(w)) for gap, w in ranked],
        ),
    )


def _known(dossier: Dossier, owed: Sequence[Step]) -> Known:
    """Everything recorded that a figure may be: sums, shares, and what was said in talks."""
    known = accounting.known_figures(dossier, owed)
    stated = [s for s in negotiation.every_position(dossier) if s.how == "stated-in-talks"]
    percents = [s for s in stated if s.unit == "percent" and s.value is not None]
    sums = [s for s in stated if s.unit not in ("percent", "years") and _is_of_a_year(s)]
    shares_ = [*known.shares, *percents, *study.changes(owed)]
    return replace(known, sums=[*known.sums, *sums], shares=shares_)


def _is_of_a_year(step: Step) -> bool:
    """A sum asked or offered for a year; one over several years is a package, not a sum."""
    return step.details.get("issue") == "amount"


def check_figure(asked: Asked) -> Answer:
    dossier, asked = loaded(asked)
    numbers = Numbers(asked.words, dossier.currency, dossier.category, asked.shown)
    assume = assumptions(asked, dossier)
    owed = study.project(dossier, assume=assume)
    if asked.wants("--file"):
        found = accounting.check_text(_text_of(asked.option("--file")), _known(dossier, owed))
    else:
        text = asked.argument("text")
        if len(text) > LONGEST_WORDS:
            raise UsageError("too-long", most=str(LONGEST_WORDS))
        found = _by_id(asked, dossier, text, assume) or accounting.check_figure(
            text, _known(dossier, owed), _in_tables(asked, dossier)
        )
    found = accounting.weighed(dossier, found)
    steps = [finding.step for one in found for finding in one.findings]
    return Answer(
        tables=no_tables,
        content=lambda: found,
        numbers=lambda: steps,
        lines=lambda: [
            *sheets.answers(found, dossier, numbers),
            *([_assumed_in_words(assume, dossier, numbers)] if assume else ()),
            *(sheets.not_yet(owed, dossier, numbers) if _may_be_to_come(found) else ()),
        ],
    )


def _assumed_in_words(assume: Mapping[str, Decimal], dossier: Dossier, numbers: Numbers) -> str:
    told = assumptions_told(assume, dossier, numbers)
    return numbers.words.say("label", "assumed", values=told)


_ID = re.compile(r"[a-z][a-z0-9.]*(?:-[A-Za-z0-9.+~]+)+")


def _by_id(
    asked: Asked, dossier: Dossier, text: str, assume: Mapping[str, Decimal]
) -> tuple[Figure, ...]:
    """The number that a text names by its id, where it names one."""
    name = plain_id(text)
    if _ID.fullmatch(name) is None:
        return ()
    try:
        held = called(dossier, name, asked.today, assume)
    except study.NotFoundError:  # a sum with years to come has its id, and no value yet
        if study.is_of_content(name):  # of a record that is another one now
            raise
        unknown = Figure(text=text.strip(), kind="unknown")
        return (unknown,) if name.startswith("sum-") else ()
    findings = tuple(Finding(how="by-id", step=step) for step in held)
    return (Figure(text=text.strip(), kind="matches", findings=findings),)


def _in_tables(asked: Asked, dossier: Dossier) -> str:
    """How a number without a unit reads under the heads of our tables."""
    of_tables = accounting.home(dossier).unit == "KRW bn"
    return asked.words.say("figure", "in-tables", number="{number}") if of_tables else "{number}"


def _may_be_to_come(found: Sequence[Figure]) -> bool:
    """Whether a figure is nothing recorded and no percentage: then it may be a sum to come."""
    return any(one.kind == "unknown" and not one.text.endswith("%") for one in found)


def _text_of(name: str) -> str:
    try:
        path = Path(name)
        if path.stat().st_size > LARGEST_TEXT:
            raise UsageError("no-file", name=name[:80])
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("not-utf8", name=name[:80]) from None
    except (OSError, ValueError):
        raise UsageError("no-file", name=name[:80]) from None


ANSWERS: dict[str, Callable[[Asked], Answer]] = {
    "share": share,
    "claims": claims,
    "bridge": bridge,
    "multiverse": multiverse,
    "missing": missing,
    "check-figure": check_figure,
}
