"""What one question may ask: its work ends, and a word that asks for more is told so."""

from __future__ import annotations

import json
import re
import time

import pytest

import burdenshare
from tests.serving import Reply, Site

SLOWEST = 6.0
"""Seconds within which anything is answered, on a machine that is busy with other tests."""


def ask(site: Site, question: str) -> Reply:
    begun = time.perf_counter()
    mark = "&" if "?" in question else "?"
    reply = site.get(f"/api/v1/korea/{question}{mark}lang=en")
    assert time.perf_counter() - begun < SLOWEST, question
    return reply


def told(reply: Reply) -> str:
    (problem,) = json.loads(reply.text)["problems"]
    return f"{problem['message']} {problem['remedy']}".strip()


ITEMS = tuple(burdenshare.load("korea").items)
ALL_ASSUMED = ",".join(f"{item}=USD {100 + 7 * n} mn" for n, item in enumerate(ITEMS[:12]))

TOO_MUCH = {
    "share?span=0001-9999": '"0001-9999" is not a year, such as 2012, or a span, such as '
    "2009-2015. A span has at most 100 years.",
    "operations?posture=tension&draws=20001": "20001 is not a number of draws from 1 to 20000.",
    "operations?plan=" + "b-1b 1x1," * 21: "A plan has at most 20 parts.",
    "operations?what=2017&escort=" + "b-1b 1x1," * 21: "A plan has at most 20 parts.",
    f"multiverse?span=2016&definition=official&assume={ALL_ASSUMED}": "16,384 definitions are "
    "too many to be counted exactly; at most 1,024 are. Assume fewer items: each one doubles "
    "the definitions.",
    "share?span=2016&assume=us-pay=USD 1e999999 mn": '"us-pay=USD 1e999999 mn" is not an '
    "assumption about an item. Write us-pay='USD 2072 mn', or us-pay=interpolate where years "
    "before and after are recorded.",
    "share?span=2016&rate=1e-999999": '"1e-999999" is not an exchange rate.',
    "operations?budget=USD 1e-999999 bn": '"USD 1e-999999 bn" is not a sum of money of this '
    "dossier, such as 'USD 5 bn'.",
    "explain?number=2012&depth=" + "1" * 3000: f'"{"1" * 40}" is not a number of levels from '
    "1 to 99.",
    "brief?as-of=2018-07-" + "1" * 3000: f'"{"2018-07-" + "1" * 32}" is not a day of the '
    "calendar, such as 2018-07-24.",
    "share?span=2016&rate=1100&rate=1200": "Not understood: rate.",
    "share?span=2016&span=2017": "Not understood: span.",
}  # fmt: skip


@pytest.mark.parametrize("question", TOO_MUCH, ids=lambda text: text[:50])
def test_more_than_a_question_may_ask_is_refused_in_a_sentence(question: str, site: Site) -> None:
    reply = ask(site, question)
    assert reply.status == 400
    assert told(reply) == TOO_MUCH[question]


LONG = [
    "share?span=1950-2049", "operations?posture=tension&draws=20000", "claims",
    "claims?as-of=2018-07-24", "explain?number=nothing&as-of=2018-07-24",
    "explain?number=contribution-sma-12-2030&depth=99", "operations?category=2019&escort="
    + ",".join(["f-22a 1x5"] * 20), "brief?as-of=9999-12", "sources", "backtest",
    "agreement?name=12&assume=" + ",".join(["cpi-kr=2.0"] * 300),
    "talks?name=11&zone=&package=" + "; ".join(f"a{n}: amount KRW 1183.3 bn" for n in range(100)),
    "share?span=2016&count=" + ",".join(ITEMS * 10), "check-figure?text=0." + "0" * 300 + "1%",
    f"multiverse?span=2016&definition=official&over=70&assume={ALL_ASSUMED.rsplit(',', 4)[0]}",
    "bridge?span=2016&start=official&end=spark-2016&assume=us-pay=USD 1e-15 mn&count=us-pay",
    *(f"check-figure?text={(text * 300)[:300]}" for text in ("1% ", "1조 ", "1천", "$1bn ", "9")),
]  # fmt: skip


@pytest.mark.parametrize("question", LONG, ids=lambda text: text[:50])
def test_the_longest_questions_are_answered_in_time(question: str, site: Site) -> None:
    assert ask(site, question).status in (200, 404)


def test_limits_that_stand_apart_are_one_question(site: Site) -> None:
    """As on the command line, where ``--limit`` stands twice."""
    one = "limit=host amount KRW 1550 bn"
    two = "limit=sending amount KRW 1450 bn"
    apart = ask(site, f"talks?name=12&{one}&{two}")
    joined = ask(site, f"talks?name=12&{one}; sending amount KRW 1450 bn")
    assert apart.status == 200
    assert apart.text == joined.text


@pytest.mark.parametrize("query", ["prices=2016", "in=USD"])
@pytest.mark.parametrize("page", ["years", "years/2016"])
def test_a_link_keeps_what_the_path_does_not_say(query: str, page: str, site: Site) -> None:
    """The year in the path is not the year of the prices."""
    text = site.get(f"/korea/{page}?{query}&lang=en").text
    (other,) = re.findall(r'id="lang" href="([^"]+)"', text)
    assert query in other
