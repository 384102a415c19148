"""One number through four doors: the page, HTTP, the command line and Python."""

from __future__ import annotations

import html
import io
import json
import re
import shlex
from contextlib import redirect_stdout
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import burdenshare
from burdenshare.cli import main
from burdenshare.show import data
from burdenshare.show.words import words
from burdenshare.web.pages import BY_NAME, asks, command_line
from burdenshare.web.questions import address, question
from tests.serving import Site

SPANS = ["2008", "2010", "2012", "2014-2016", "2016", "2019"]
DEFINITIONS = ["official", "spark-2016", "spark-2010", "mnd-continuing", "us-indirect", "gao"]
ITEMS = ["relocation", "land", "vicinity"]
SWITCHES = st.fixed_dictionaries({}, optional={
    "rate": st.decimals("800", "1600", places=2).map(str),
    "leave-out": st.sampled_from(ITEMS),
    "basis": st.sampled_from(["agreed", "budgeted", "executed"]),
})  # fmt: skip
STATES = st.one_of(
    st.tuples(st.just("share"), st.builds(
        lambda span, name, more: {"span": span, "definition": name, **more},
        st.sampled_from(SPANS), st.sampled_from(DEFINITIONS), SWITCHES)),
    st.tuples(st.just("bridge"), st.builds(
        lambda span, ends, more: {"span": span, "start": ends[0], "end": ends[1], **more},
        st.sampled_from(SPANS), st.permutations(DEFINITIONS[:4]), SWITCHES)),
    st.tuples(st.just("years"), st.fixed_dictionaries({}, optional={
        "in": st.sampled_from(["KRW", "USD"]), "prices": st.sampled_from(["2000", "2020"]),
        "years": st.sampled_from(["1991-2001", "2009", "2014-2030"])})),
    st.tuples(st.just("agreements"), st.fixed_dictionaries({}, optional={
        "assume": st.decimals("0", "6", places=1).map(lambda v: f"cpi-kr={v}")})),
    st.tuples(st.just("operational"), st.builds(
        lambda plan, rate: {"plan": plan, "rate": str(rate)},
        st.sampled_from(["b-1b 1x13", "b-2a 2x10, b-52h 1x13", "csg 1x5"]),
        st.integers(900, 1500))),
    st.tuples(st.just("proposals"), st.builds(
        lambda names, rate, more: {"names": ",".join(names), "assume": f"cpi-kr={rate}", **more},
        st.lists(st.sampled_from(["sma-12", "eleventh-carried-on", "eighth-carried-on",
                                  "us-twice"]), min_size=1, max_size=3, unique=True),
        st.decimals("0", "6", places=1),
        st.sampled_from([{}, {"futures": "512"}, {"futures": "512", "seed": "3"}]))),
)  # fmt: skip
"""A page and what is asked on it."""

QUIET = settings(
    deadline=None, derandomize=True, database=None, max_examples=60,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
SCALES = {"tn": 12, "trillion": 12, "bn": 9, "billion": 9, "mn": 6, "million": 6, "": 0}


def printed(line: list[str]) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        main(line)
    return out.getvalue()


@QUIET
@given(state=STATES, pick=st.randoms(use_true_random=False), language=st.sampled_from(["en", "ko"]))
def test_a_number_is_the_same_through_every_door(
    state: tuple[str, dict[str, str]], pick: Random, language: str, site: Site
) -> None:
    name, told = state
    page = site.get(f"/korea/{BY_NAME[name].path}?{urlencode({**told, 'lang': 'en'})}")
    one = asks(BY_NAME[name], "korea", "", [*told.items()], "ko" if language == "ko" else "en")
    api = site.get(address(one, f"/api/v1/korea/{one.command}"))
    if page.status != 200:
        assert page.status == api.status
        assert json.loads(api.text)["problems"][0]["message"]
        return
    line = command_line(one).removeprefix("burdenshare ")
    python = burdenshare.ask(line)
    speech = words(one.language)
    assert json.loads(api.text) == json.loads(data.as_json(python.content(), speech))
    assert json.loads(api.text) == json.loads(printed([*shlex.split(line), "--json"]))
    links = _links(page.text)
    if not links:  # a share that the records do not give
        assert one.command == "share"
        return
    shown, link = pick.choice(links)
    number = dict(parse_qsl(urlsplit(link).query))["explain"]
    english = question("korea", one.command, dict(one.arguments), [*told.items()], "en")
    (step,) = json.loads(
        site.get(address(english, f"/api/v1/korea/{one.command}", explain=number)).text
    )
    assert _agrees(shown, step), (shown, step)


def _links(page: str) -> list[tuple[str, str]]:
    """Every linked number of the answer with its link; those beside its fields have pages of their
    own."""
    found = re.findall(r'<a class="n" href="([^"]*[?&;]explain=[^"]+)">([^<]+)</a>', page)
    return [(html.unescape(shown), html.unescape(link)) for link, shown in found]


SUM = re.compile(r"([\d,]+(?:\.\d+)?)[ \u00a0]?(tn|trillion|bn|billion|mn|million)?")


def _agrees(shown: str, step: dict[str, Any]) -> bool:
    """Whether a printed number is the value, rounded half-up to the digits that are printed."""
    if step["how"] == "made":
        return bool(step["details"]["shown"] == shown.replace("\u00a0", " "))
    match = SUM.search(shown)
    assert match is not None, shown
    digits = Decimal(match[1].replace(",", ""))
    unit = str(step.get("unit", "")).split(" ")
    of_value = SCALES.get(unit[1], 0) if len(unit) == 2 else 0
    value = abs(Decimal(str(step["value"])))
    moved = value.scaleb(of_value - SCALES[match[2]]) if match[2] else value
    last = Decimal(1).scaleb(int(digits.as_tuple().exponent))
    return moved.quantize(last, rounding=ROUND_HALF_UP) == digits


def test_a_wrong_number_is_found() -> None:
    step = {"how": "recorded", "value": 944.1, "unit": "KRW bn"}
    assert _agrees("₩944.1\u00a0bn", step)
    assert _agrees("₩0.94\u00a0trillion", step)
    assert not _agrees("₩944.2\u00a0bn", step)
    assert not _agrees("₩0.95\u00a0trillion", step)
