"""Terms against what was printed: do the rules give the sums that were agreed and paid?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Context, Decimal, localcontext

from burdenshare.model.money import converted, money_of, printed_step, rounded
from burdenshare.model.payments import recorded
from burdenshare.model.projection import Carried, Look, looking_in, of_agreement
from burdenshare.model.series import figure
from burdenshare.vocabulary import (
    Agreement,
    Backtest,
    Escalator,
    Payment,
    Series,
    Step,
    Test,
    Trial,
    Variant,
    VariantOutcome,
)

_EXACT = Context(prec=40)


def backtest(
    agreements: Sequence[Agreement],
    series: Mapping[str, Series],
    payments: Sequence[Payment],
    tests: Sequence[Test],
    variants: Sequence[Variant],
) -> Backtest:
    """Every test, and every variant on the tests of its agreement.

    An agreement starts from the last sum owed before it and then goes on from its own computed
    sums, so that an error would carry on and show.
    """
    look = looking_in(series)
    before = _starts(agreements, look)
    by_name = {agreement.name: agreement for agreement in agreements}
    trials: list[Trial] = []
    for test in tests:
        agreement = by_name[test.agreement]
        steps = of_agreement(agreement, dict(before[test.agreement]), look, rules_first=True)
        trials.extend(_trials(test, agreement, steps, series, payments))
    return Backtest(
        trials=tuple(trials),
        variants=tuple(
            _outcome(variant, by_name[variant.agreement], before, series, payments, tests)
            for variant in variants
        ),
    )


def varied(agreement: Agreement, variant: Variant) -> Agreement:
    """The agreement with one thing changed in those of its rules that follow a series."""
    rules = tuple(_changed(rule, variant) for rule in agreement.escalator)
    return replace(agreement, escalator=rules)


def _changed(rule: Escalator, variant: Variant) -> Escalator:
    if not rule.follow or (rule.announced and variant.rounding is None):
        return rule
    return replace(
        rule,
        follow=rule.follow if variant.follow is None else variant.follow,
        lag=rule.lag if variant.lag is None else variant.lag,
        cap=None if variant.no_cap else (rule.cap if variant.cap is None else variant.cap),
        vintage=rule.vintage if variant.vintage is None else variant.vintage,
        round_to=None if variant.rounding == "none" else rule.round_to,
        rounding="down" if variant.rounding == "down" else rule.rounding,
    )


def _starts(agreements: Sequence[Agreement], look: Look) -> dict[str, Carried]:
    carried: Carried = {}
    starts: dict[str, Carried] = {}
    for agreement in agreements:
        starts[agreement.name] = dict(carried)
        of_agreement(agreement, carried, look)
    return starts


def _outcome(
    variant: Variant,
    agreement: Agreement,
    before: Mapping[str, Carried],
    series: Mapping[str, Series],
    payments: Sequence[Payment],
    tests: Sequence[Test],
) -> VariantOutcome:
    changed = varied(agreement, variant)
    look = looking_in(series)
    steps = of_agreement(changed, dict(before[agreement.name]), look, rules_first=True)
    trials = [
        trial
        for test in tests
        if test.agreement == agreement.name
        for trial in _trials(test, changed, steps, series, payments)
    ]
    told = tuple(replace(trial, needed=None, because=None) for trial in trials)
    return VariantOutcome(variant=variant, trials=told)


def _trials(
    test: Test,
    agreement: Agreement,
    steps: Sequence[Step],
    series: Mapping[str, Series],
    payments: Sequence[Payment],
) -> list[Trial]:
    return [_trial(test, agreement, year, steps, series, payments) for year in test.years]


def _trial(
    test: Test,
    agreement: Agreement,
    year: int,
    steps: Sequence[Step],
    series: Mapping[str, Series],
    payments: Sequence[Payment],
) -> Trial:
    computed = tuple(s for s in steps if s.year == year)
    printed = [p for p in payments if p.years.first == year and not p.category]
    against = [p for p in printed if test.against in p.source and p.status == test.status]
    met, recordings, gaps = _meet(test, year, computed, against, series)
    if test.kind == "computed" or not recordings:
        verdict = "no-record"
    else:
        enough = len(gaps) == len(recordings)
        all_met = enough and all(is_met for _, is_met in gaps)
        verdict = "reproduced" if all_met else "not-reproduced"
    shown = {step.id for step in recordings}
    beside = [recorded(p) for p in printed if p.status in ("agreed", test.status)]
    bases = tuple(s.uses[0] for s in computed if s.how == "grown")
    return Trial(
        agreement=agreement.name,
        year=year,
        kind=test.kind,
        base=bases,
        growth=tuple(s.uses[-1] for s in computed if s.name == "contribution" and s.uses),
        computed=computed,
        met=met,
        recorded=recordings,
        differences=tuple(difference for difference, _ in gaps),
        beside=tuple(step for step in beside if step.id not in shown),
        verdict=verdict,  # type: ignore[arg-type]
        expected=test.expect,
        because=test.because,
        needed=_needed(bases, recordings) if not met and verdict == "not-reproduced" else None,
    )


def _meet(
    test: Test,
    year: int,
    computed: tuple[Step, ...],
    against: list[Payment],
    series: Mapping[str, Series],
) -> tuple[Step | None, tuple[Step, ...], tuple[tuple[Decimal, bool], ...]]:
    """Computed and recorded in the same unit, by how much they differ, and whether they meet."""
    parts = [p for p in against if p.sense == "part"]
    if parts and len(computed) > 1:
        pairs = [(s, p) for s in computed for p in parts if p.money and p.money.unit == s.unit]
        recordings = tuple(recorded(p) for _, p in pairs)
        gaps = tuple(d for s, p in pairs if (d := _difference(s, p)) is not None)
        return None, recordings, gaps
    wanted = _chosen(test, computed, against)
    if wanted is None or wanted.money is None:
        return None, (), ()
    one = _in_one(test, year, computed, wanted, series)
    if one is None:
        return None, (recorded(wanted),), ()
    gap = _difference(one, wanted)
    return (one, (recorded(wanted),), () if gap is None else (gap,))


def _chosen(test: Test, computed: tuple[Step, ...], against: list[Payment]) -> Payment | None:
    """The printed sum to meet: in the unit computed, or in the first currency of the rate."""
    units = {s.unit for s in computed}
    if test.convert is not None:
        currency = test.convert.per.partition(" per ")[0 if _to_first(test, against) else 2]
        fitting = [p for p in against if p.money and p.money.currency == currency]
    else:
        fitting = [p for p in against if p.money and {p.money.unit} == units]
    finest = sorted(fitting, key=lambda p: p.step or printed_step(p.amount or Decimal(0)))
    return next(iter(finest), None)


def _to_first(test: Test, against: list[Payment]) -> bool:
    first = test.convert.per.partition(" per ")[0] if test.convert else ""
    return any(p.money and p.money.currency == first for p in against)


def _in_one(
    test: Test,
    year: int,
    computed: tuple[Step, ...],
    wanted: Payment,
    series: Mapping[str, Series],
) -> Step | None:
    if any(s.value is None for s in computed) or wanted.money is None:
        return None
    if test.convert is None:
        return computed[0] if len(computed) == 1 else None
    rate = _rate(test, year, series)
    money = wanted.money
    parts = tuple(
        converted(s, rate, money) if money_of(s.unit).currency != money.currency else s
        for s in computed
    )
    return Step(
        id=f"backtest-{test.agreement}-{year}-in-{money.currency.lower()}",
        name="contribution",
        value=sum((p.value for p in parts if p.value is not None), Decimal(0)),
        unit=money.unit,
        status="computed",
        year=year,
        how="sum",
        uses=parts,
    )


def _rate(test: Test, year: int, series: Mapping[str, Series]) -> Step:
    assert test.convert is not None
    if test.convert.series:
        return figure(series, test.convert.series, year)
    return Step(
        id=f"rate-{test.agreement}-{year}",
        name="rate",
        value=test.convert.rate,
        unit=test.convert.per,
        status="recorded",
        year=year,
        how="stated-rate",
        source=test.convert.source,
        at=test.convert.at,
        place=test.convert.place,
    )


def _difference(computed: Step, printed: Payment) -> tuple[Decimal, bool] | None:
    """Computed less printed, and whether they meet at the smallest unit printed.

    A figure that was cut off rather than rounded is met too when its step is coarser than its
    digits.
    """
    if computed.value is None or printed.amount is None:
        return None
    step = printed.step or printed_step(printed.amount)
    cut = printed.step is not None and rounded(computed.value, step, "down") == printed.amount
    is_met = cut or rounded(computed.value, step) == printed.amount
    return rounded(computed.value - printed.amount, Decimal("0.1")), is_met


def _needed(bases: tuple[Step, ...], recordings: tuple[Step, ...]) -> Step | None:
    """The growth that would give what was printed, where both are in one unit."""
    parts = [r for r in recordings if r.details["sense"] == "part"] or recordings
    for base in bases if len(bases) == len(parts) else ():
        for target in parts:
            if base.value and target.value is not None and base.unit == target.unit:
                with localcontext(_EXACT):
                    growth = (target.value / base.value - 1) * 100
                return Step(
                    id=f"needed-{target.id}",
                    name="needed",
                    value=rounded(growth, Decimal("0.1")),
                    unit="percent",
                    status="computed",
                    year=target.year,
                    how="needed",
                    uses=(target, base),
                )
    return None
