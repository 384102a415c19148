"""What holds for every input."""

from __future__ import annotations

import random
import string
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from burdenshare.model.money import rounded
from burdenshare.model.projection import escalate, looking_in, of_agreement, payers, project
from burdenshare.read.csvrows import rows
from burdenshare.read.tomllines import lines
from burdenshare.read.tomltables import noun, page
from burdenshare.read.write import agreement_text, payments_text
from burdenshare.vocabulary import (
    Agreement,
    Clause,
    Contribution,
    Escalator,
    Key,
    Money,
    Observation,
    Payment,
    Problem,
    Series,
    Text,
    Years,
)

D = Decimal


def decimals(low: str, high: str, places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(D(low), D(high), places=places, allow_nan=False, allow_infinity=False)


rates = decimals("-10", "20", 1)
amounts = decimals("0.1", "99999", 1)
words = st.text(string.ascii_letters + "가나다라 \"'\\", min_size=1).map(str.strip).filter(bool)
ids = st.text(string.ascii_lowercase, min_size=1, max_size=8)


@st.composite
def bounded(draw: st.DrawFn) -> tuple[Decimal, Decimal]:
    low, high = sorted((draw(decimals("-0.09", "0.2", 3)), draw(decimals("-0.09", "0.2", 3))))
    return low, high


def prices(values: list[Decimal]) -> Mapping[str, Series]:
    seen = tuple(
        Observation(year=2000 + n, value=value, source=("book",)) for n, value in enumerate(values)
    )
    return {
        "prices": Series(title=Text("p", "p"), unit="percent", name="prices", observations=seen)
    }


def deal(base: Decimal, **rule: Any) -> Agreement:
    return Agreement(
        name="deal",
        title=Text("Deal", "협정"),
        years=Years(2001, 2005),
        money=Money("RUC", "mn"),
        source=("text",),
        contribution=(Contribution(years=Years(2001, 2001), amount=base, source=("text",)),),
        escalator=(
            Escalator(
                years=Years(2002, 2005), follow=("prices",), lag=1, round_to=D("0.1"), **rule
            ),
        ),
    )


def owed(agreement: Agreement, values: list[Decimal]) -> list[Decimal]:
    steps = project([agreement], looking_in(prices(values)))
    return [step.value for step in steps if step.value is not None]


fives = st.lists(rates, min_size=5, max_size=5)


@given(amounts, fives, bounded())
def test_a_higher_cap_never_lowers_a_contribution(
    base: Decimal, values: list[Decimal], caps: tuple[Decimal, Decimal]
) -> None:
    low, high = (owed(deal(base, cap=cap), values) for cap in caps)
    assert all(a <= b for a, b in zip(low, high, strict=True))


@given(amounts, fives, bounded())
def test_a_higher_floor_never_lowers_a_contribution(
    base: Decimal, values: list[Decimal], floors: tuple[Decimal, Decimal]
) -> None:
    low, high = (owed(deal(base, floor=floor), values) for floor in floors)
    assert all(a <= b for a, b in zip(low, high, strict=True))


@given(fives, bounded())
def test_growth_lies_between_floor_and_cap(
    values: list[Decimal], bounds: tuple[Decimal, Decimal]
) -> None:
    floor, cap = bounds
    agreement = deal(D(100), floor=floor, cap=cap)
    for year in range(2002, 2006):
        growth = escalate(agreement, agreement.escalator[0], year, looking_in(prices(values)))
        assert growth.value is not None
        assert floor * 100 <= growth.value <= cap * 100


@given(amounts, fives)
def test_the_order_of_blocks_and_rows_changes_nothing(base: Decimal, values: list[Decimal]) -> None:
    whole = deal(base)
    split = replace(
        whole,
        escalator=tuple(
            replace(whole.escalator[0], years=Years(y, y)) for y in (2004, 2002, 2005, 2003)
        ),
    )
    series = prices(values)
    seen = list(series["prices"].observations)
    random.Random(0).shuffle(seen)
    shuffled = {"prices": replace(series["prices"], observations=tuple(seen))}
    assert [s.value for s in project([split], looking_in(shuffled))] == [
        s.value for s in project([whole], looking_in(series))
    ]


@given(amounts, fives, st.integers(1, 5))
def test_a_sum_scales_with_its_base(base: Decimal, values: list[Decimal], times: int) -> None:
    """Without rounding, twice the first sum is twice every sum."""
    free = deal(base)
    free = replace(free, escalator=(replace(free.escalator[0], round_to=None),))
    larger = replace(free, contribution=(replace(free.contribution[0], amount=base * times),))
    for one, many in zip(owed(free, values), owed(larger, values), strict=True):
        assert abs(one * times - many) < D("1e-15") * max(many, D(1))


@given(decimals("-99999", "99999", 6), st.sampled_from([D("0.1"), D("1"), D("0.01"), D("10")]))
def test_rounding_is_to_the_nearest_step_and_halves_go_out(value: Decimal, step: Decimal) -> None:
    found = rounded(value, step)
    assert abs(found - value) <= step / 2
    assert found % step == 0
    assert abs(rounded(-value, step)) == abs(found)


@given(amounts, st.lists(st.integers(1, 50), min_size=1, max_size=6))
def test_a_key_divides_without_loss(base: Decimal, weights: list[int]) -> None:
    total = D(sum(weights))
    shares = [D(w) / total for w in weights[:-1]]
    shares.append(1 - sum(shares, D(0)))
    agreement = replace(
        deal(base),
        key=(Key(years=Years(2001, 2005), shares={f"p{n}": s for n, s in enumerate(shares)}),),
    )
    (step, *_) = of_agreement(agreement, {}, looking_in(prices([D(1)] * 5)))
    parts = [part.value for part in payers(agreement, step)]
    assert sum(p for p in parts if p is not None) == step.value


# -- text → nouns → text -----------------------------------------------------------------------

texts = st.builds(Text, words, words)
sources = st.lists(ids, min_size=1, max_size=3).map(tuple)


@st.composite
def years(draw: st.DrawFn) -> Years:
    first = draw(st.integers(1990, 2030))
    return Years(first, first + draw(st.integers(0, 5)))


contributions = st.builds(
    Contribution,
    years=years(),
    amount=amounts,
    money=st.none()
    | st.builds(Money, st.sampled_from(["KRW", "USD"]), st.sampled_from(["bn", "mn"])),
    tranche=st.just("") | ids,
    source=sources,
    at=st.just("") | words,
)
escalators = st.builds(
    Escalator,
    years=years(),
    follow=st.lists(ids, max_size=3).map(tuple),
    lag=st.integers(0, 3),
    plus=decimals("-0.1", "0.1", 4),
    cap=st.none() | decimals("0", "0.1", 4),
    floor=st.none() | decimals("-0.1", "0", 4),
    round_to=st.none() | st.just(D("0.1")),
    rounding=st.sampled_from(["half-up", "down"]),
    vintage=st.lists(ids, min_size=1, max_size=2).map(tuple),
    announced=st.booleans(),
    source=sources,
)
agreements = st.builds(
    Agreement,
    name=st.just("deal"),
    title=texts,
    years=years(),
    money=st.just(Money("KRW", "bn")),
    signed=st.none() | st.sampled_from(["2014-02-02", "2014-02", "2014"]),
    note=st.none() | texts,
    contribution=st.lists(contributions, max_size=3).map(tuple),
    escalator=st.lists(escalators, max_size=3).map(tuple),
    key=st.lists(
        st.builds(
            Key,
            years=years(),
            shares=st.dictionaries(ids, decimals("0", "1", 3), max_size=3),
            source=sources,
        ),
        max_size=2,
    ).map(tuple),
    clause=st.lists(
        st.builds(
            Clause, kind=st.just("gap"), text=texts, years=st.none() | years(), source=sources
        ),
        max_size=2,
    ).map(tuple),
    source=sources,
)


@given(agreements)
def test_an_agreement_written_and_read_is_the_same(agreement: Agreement) -> None:
    text = agreement_text(agreement)
    held = page(text, "deal.toml")
    assert not isinstance(held, Problem), (held, text)
    problems: list[Problem] = []
    assert noun(held, Agreement, problems, name="deal") == agreement, (problems, text)
    assert agreement_text(agreement) == text


payments = st.builds(
    Payment,
    years=years(),
    status=st.sampled_from(["agreed", "budgeted", "executed", "lapsed"]),
    category=st.just("") | ids,
    amount=amounts,
    money=st.just(Money("KRW", "bn")),
    in_kind=st.none() | decimals("0", "1", 2),
    source=sources,
    at=st.just("") | words,
    confidence=st.sampled_from(["high", "low"]),
    note=st.just("") | words,
)


@given(st.lists(payments, min_size=1, max_size=5))
def test_payments_written_and_read_are_the_same(held: list[Payment]) -> None:
    problems: list[Problem] = []
    found = list(rows(payments_text(held), "payments.csv", Payment, problems))
    assert not problems
    assert found == held
    assert [one.id for one in found] == [one.id for one in held]


keys = st.text(string.ascii_lowercase, min_size=1, max_size=4)
scalars = st.integers(-9, 9) | st.booleans() | words.map(str) | st.just(D("1.5"))
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(keys, values, max_size=5))
def test_every_value_of_a_toml_file_has_a_line(table: dict[str, Any]) -> None:
    text = "\n".join(f"{key} = {_toml(value)}" for key, value in table.items())
    found = lines(text)
    for number, key in enumerate(tomllib.loads(text), 1):
        assert found[(key,)] == number

    def walk(value: Any, path: tuple[str | int, ...]) -> None:
        assert not path or path in found
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, (*path, key))
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                walk(inner, (*path, index))

    walk(tomllib.loads(text), ())


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(v) for v in value) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)
