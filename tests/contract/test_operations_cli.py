"""The command about deployments at its door: strange and hostile words end in a sentence."""

from __future__ import annotations

import json

import pytest

from burdenshare.cli import main
from burdenshare.show.words import LANGUAGES

HOSTILE = [
    ["2099"], ["b-99"], ["x" * 5000], ["2017", "--carrier", "some"], ["2017", "--count", "0"],
    ["2017", "--count", "1e9"], ["2017", "--rate", "0"], ["2017", "--hours", "nan"],
    ["2017", "--hours", "9000"], ["2017", "--anyway", "2"], ["2017", "--beside", "x"],
    ["--plan", "b-1b 2x99999"], ["--plan", "b-1b -2x10"], ["--plan", "zeppelin 1x1"],
    ["--plan", "b-1b 2x10", "--day", "1980-01-01"], ["--plan", "b-1b 2x10", "--day", "2018-02-30"],
    ["--plan", "b-1b 2x10", "--host-share", "1.5"], ["--plan", "b-1b 2x10", "--tanker-hours", "3"],
    ["--plan", "b-1b 2x10", "--tanker-hours", "3", "--tanker-rate", "-5"],
    ["--budget", "lots"], ["--budget", "USD -5 bn"], ["--budget", "XXX 5 bn"],
    ["--posture", "war"], ["--posture", "tension", "--draws", "999999"],
    ["--category", "1890"], ["--category", "soon"], ["--category", "2019", "--definition", "no"],
]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", HOSTILE, ids=lambda w: " ".join(w)[:40])
def test_what_does_not_fit_is_refused_in_a_sentence(
    words: list[str], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["operations", "korea", *words, "--lang", language])
    told = capsys.readouterr()
    assert status == 2
    assert told.out == ""
    assert told.err.strip()
    assert "{" not in told.err


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "words",
    [[], ["2017"], ["b-2a"], ["2017", "--beside", "2018"], ["--posture", "routine"],
     ["--category", "2019"], ["--category", "2019", "--definition", "spark-2016"],
     ["--budget", "USD 5 bn"], ["--plan", "csg 1x5, f-22a 4x6", "--prices", "2020"]],
    ids=" ".join,
)  # fmt: skip
def test_the_same_as_tables_and_as_data(
    words: list[str], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for form in ([], ["--json"], ["--csv"]):
        assert main(["operations", "korea", *words, "--lang", language, *form]) == 0
        told = capsys.readouterr().out
        assert told.strip()
        if form == ["--json"]:
            json.loads(told)
