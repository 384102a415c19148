"""What the commands print, against approved files: a change of them is reviewed like prose.

``python -m tests.golden.test_approved`` writes them anew.
"""

from __future__ import annotations

import contextlib
import io
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest

from burdenshare import study
from burdenshare.cli import main

APPROVED = Path(__file__).parent / "approved"

COMMANDS = {
    f"{name}.{language}": [*words.split(), "--lang", language]
    for name, words in {
        "brief": "brief korea",
        "backtest": "backtest korea",
        "payments": "payments korea",
        "payments-2012": "payments korea --year 2012",
        "payments-2014-items": "payments korea --years 2014-2019 --category",
        "payments-1999-in-won": "payments korea --years 1997-2006 --in KRW --prices 2020",
        "agreements": "agreement korea",
        "agreement-8": "agreement korea 8",
        "agreement-12": "agreement korea 12 --assume cpi-kr=2.0",
        "explain-2012": "explain korea 2012",
        "explain-2003": "explain korea 2003",
        "document": "sources korea ejanews-2013",
        "ruritania": "payments ruritania",
        "proposal": "agreement ruritania freeze",
        "proposal-carried-on": "agreement korea twelfth-carried-on-step --assume cpi-kr=2.0",
        "proposal-asked": "agreement korea us-operational-support",
        "proposal-offered": "agreement korea korea-thirteen-percent",
        "proposal-support": "agreement korea support-tension",
        "compare": "compare korea sma-12,eighth-carried-on --assume cpi-kr=2.0 --futures 10000",
        "compare-alone": "compare korea us-five-billion --futures 1000",
        "futures": "futures korea",
        "futures-budget": "futures korea budget",
        "futures-step": "futures korea step",
    }.items()
    for language in ("en", "ko")
}


VERSION = study.version(study.load("korea"))
"""It moves with every record; in approved output ``version0`` stands for it."""


class Day(date):
    @classmethod
    def today(cls) -> Day:
        return cls(2026, 11, 24)


def printed(arguments: list[str]) -> str:
    held = io.StringIO()
    with (
        patch("burdenshare.cli.main.date", Day),
        patch.dict("os.environ", {"COLUMNS": "100"}),
        contextlib.redirect_stdout(held),
    ):
        main(arguments)
    return held.getvalue().replace(VERSION, "version0")


@pytest.mark.parametrize("name", COMMANDS)
def test_output_is_as_approved(name: str) -> None:
    approved = APPROVED / f"{name}.txt"
    assert approved.exists(), "approve it: python -m tests.golden.test_approved"
    assert printed(COMMANDS[name]) == approved.read_text(encoding="utf-8")


if __name__ == "__main__":
    APPROVED.mkdir(exist_ok=True)
    for one, arguments in COMMANDS.items():
        (APPROVED / f"{one}.txt").write_text(printed(arguments), encoding="utf-8")
