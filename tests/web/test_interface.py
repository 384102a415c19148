"""The description of the HTTP interface, taken at its word by a program that draws requests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import burdenshare
from burdenshare.answers.commands import COMMANDS
from burdenshare.vocabulary import Dossier
from burdenshare.web.app import SERVED, create_app
from burdenshare.web.description import SCHEMAS
from burdenshare.web.questions import question

APP = create_app()
SCHEMA = schemathesis.openapi.from_asgi("/api/v1/openapi.json", APP).exclude(path_regex="/export$")
"""Files of a whole dossier are asked for in ``test_downloads``."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def in_one_shape(response: Any) -> None:
    """An error is a list of problems, each with a sentence, and nothing else."""
    if response.status_code < 400:
        return
    told = json.loads(response.text)
    assert set(told) == {"problems"}
    for problem in told["problems"]:
        assert set(problem) == {"place", "message", "remedy"}
        assert problem["message"].strip()
        assert "Traceback" not in problem["message"]


def numbers(told: object) -> Iterator[dict[str, Any]]:
    """Every number in an answer, however deep."""
    if isinstance(told, dict):
        if {"value", "documents"} <= set(told):
            yield told
        for part in told.values():
            yield from numbers(part)
    elif isinstance(told, list):
        for part in told:
            yield from numbers(part)


def _not_json(word: str) -> None:
    raise AssertionError(f"{word} is no JSON")


def holds_numbers_as_described(response: Any) -> None:
    """A number has its documents and status, a value has its unit, and none is infinite."""
    if response.status_code != 200 or "json" not in response.headers["content-type"]:
        return
    known, required = (SCHEMAS["Number"][key] for key in ("properties", "required"))
    for one in numbers(json.loads(response.text, parse_constant=_not_json)):
        assert set(required) <= set(one) <= set(known), one
        assert one["value"] is None or {"unit", "id"} <= set(one), one


@cache
def plausible() -> dict[str, st.SearchStrategy[str]]:
    """For each parameter, words that the Korean dossier knows, and what is near to them."""
    korea: Dossier = burdenshare.load("korea")
    days = ["2018-07-24", "2011-01-01", "2018-02-29", "9999-12", "0001-01-01", "2018-07"]
    years = ["2010", "2016", "2019", "2016-2019", "1991-2030", "2026", "0001-9999", "2019-2016"]
    values = ["1", "0.5", "0", "-1", "1e-12", "1e400", "1156", "10", "2000", "NaN"]
    money = ["USD 5 bn", "KRW 1 tn", "USD 1e99 mn", "EUR 1 bn"]
    ids = ["2012", "share-official-2016", "contribution-sma-12-2027", "kmib-20180724"]
    names = ["8", "10", "12", "sma-11", "sma-99"]
    items = [*korea.items]
    plans = ["b-1b 1x13", "b-2a 2x10, csg 1x5", "b-1b 9x", ",".join(["b-1b 1x1"] * 30)]
    by_key: dict[str, list[str]] = {
        "span": years, "years": years, "year": years, "prices": years, "category": years,
        "beside": years, "what": [*years, *korea.assets, "2013-03-28"], "rates-of": years,
        "definition": [*korea.definitions], "start": [*korea.definitions],
        "end": [*korea.definitions], "count": [*items, "2"], "leave-out": items,
        "valuation": sorted({cost.valuation for cost in korea.costs}), "name": names,
        "agreement": names, "number": ids, "document": ids, "as-of": days, "on": days, "day": days,
        "posture": [*korea.postures], "plan": plans, "escort": plans, "budget": money,
        "assume": ["us-pay=interpolate", *(f"us-pay={sum_}" for sum_ in money), "cpi-kr=2.0"],
        "against": ["ruritania", "korea", "nowhere"],
        "status": sorted({payment.status for payment in korea.payments}),
        "in": [*korea.currency], "text": ["72.6%", "1조 389억 달러", "$1.19bn", "1%" * 600],
        "limit": ["host amount KRW 1550 bn", "sending amount KRW 1450 bn", "host duration 5"],
        "package": ["signed: amount KRW 1183.3 bn", "mine: amount KRW 1200 bn, duration 5"],
    }  # fmt: skip
    numeric = st.sampled_from(values)
    return {
        key: st.sampled_from(by_key[key]) if key in by_key else numeric
        for key in {p["name"] for each in described().values() for p in each}
    }


@cache
def described() -> dict[str, list[dict[str, Any]]]:
    """The parameters of each command."""
    paths = APP.openapi()["paths"]
    return {
        path.rpartition("/")[2]: each["get"]["parameters"]
        for path, each in paths.items()
        if not path.endswith("/export")
    }


QUIET = settings(
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@SCHEMA.parametrize()
@settings(QUIET, max_examples=100)
def test_the_interface_is_as_described(case: schemathesis.Case[Any]) -> None:
    response = case.call()
    case.validate_response(response, checks=CHECKS)
    in_one_shape(response)
    holds_numbers_as_described(response)


CLOSED = {"lang": st.sampled_from(["en", "ko"]), "form": st.sampled_from(["json", "csv", "xlsx"])}


SLOW = ("diff",)
"""Commands that compute everything twice: they are asked less often."""


@pytest.mark.parametrize("name", [command.name for command in SERVED if command.name not in SLOW])
@settings(QUIET, max_examples=150)
@given(data=st.data())
def test_plausible_questions_end_in_an_answer_or_a_sentence(name: str, data: st.DataObject) -> None:
    """A few parameters at a time, with words that a dossier knows and some that are near."""
    _ask(name, data)


@pytest.mark.parametrize("name", SLOW)
@settings(QUIET, max_examples=8)
@given(data=st.data())
def test_plausible_questions_about_versions_do_as_well(name: str, data: st.DataObject) -> None:
    _ask(name, data)


def _ask(name: str, data: st.DataObject) -> None:
    asked = [p for p in described()[name] if p["in"] == "query"]
    needed = [p["name"] for p in asked if p["required"]]
    others = st.sampled_from([p["name"] for p in asked if not p["required"]])
    keys = [*needed, *data.draw(st.lists(others, max_size=3, unique=True))]
    words = {**plausible(), **CLOSED}
    case = SCHEMA["/api/v1/{dossier}/" + name]["GET"].Case(
        path_parameters={"dossier": data.draw(st.sampled_from(["korea"] * 5 + ["ruritania"]))},
        query={key: data.draw(words[key]) for key in keys},
    )
    response = case.call()
    case.validate_response(response, checks=CHECKS)
    in_one_shape(response)
    holds_numbers_as_described(response)


def test_every_example_of_a_command_is_an_example_of_the_interface() -> None:
    assert set(described()) == {command.name for command in SERVED}
    assert {c.name for c in COMMANDS} - set(described()) == {
        "check",
        "new",
        "serve",
        "run",
        "reproduce",
        "export",
    }
    shown = {
        name: {p["name"]: p["schema"].get("examples", []) for p in each}
        for name, each in described().items()
    }
    assert shown["bridge"]["start"] == ["official"]
    assert shown["share"]["span"] == ["2016", "2010"]
    assert shown["operations"]["posture"] == ["tension"]
    assert shown["payments"]["in"] == ["KRW"]
    assert shown["talks"]["as-of"] == ["2018-07-24"]


def compared(**query: str) -> Any:
    case = SCHEMA["/api/v1/{dossier}/compare"]["GET"].Case(
        path_parameters={"dossier": "korea"}, query=query
    )
    return case.call()


@pytest.mark.parametrize("key", ["keep", "cluster", "progress"])
def test_a_server_writes_nothing_and_connects_to_nothing(key: str, tmp_path: Path) -> None:
    """What the command line may do with a folder or a cluster, no address can ask for."""
    assert key not in {p["name"] for p in described()["compare"]}
    response = compared(futures="1000", **{key: str(tmp_path / "kept")})
    assert response.status_code == 400
    assert key in response.json()["problems"][0]["message"]
    page = question("korea", "compare", {}, [(key, str(tmp_path / "kept"))], "en")
    assert (page.options, page.ignored) == ({}, (key,))
    assert list(tmp_path.iterdir()) == []


def test_a_server_runs_fewer_futures_at_once_than_the_command_line() -> None:
    response = compared(futures="1000001")
    assert response.status_code == 400
    assert "1,000,000" in response.json()["problems"][0]["message"]
