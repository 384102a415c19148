"""An answer in a notebook, and the notebook of the tutorial from start to end."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import Any

import pytest
from docs import notebook

import burdenshare
from burdenshare.answers.asked import Answer, no_tables
from burdenshare.show import tables
from burdenshare.vocabulary import Step
from tests.written import ROOT

pd: Any = importlib.import_module("pandas")
ASKED = "payments korea --years 2009-2016"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)
        assert attrs == []


def test_an_answer_shows_itself() -> None:
    answer = burdenshare.ask("share korea 2016 official --lang ko")
    page = answer._repr_html_()
    assert "42.44" in page and "<table>" in page
    assert "| 42" in answer._repr_markdown_() or "42.44" in answer._repr_markdown_()


def test_what_a_record_says_stays_text() -> None:
    evil = "<script>alert(1)</script> | `x` [a](b)"
    sheet = tables.Sheet(evil, (tables.Column(evil),), ((evil,),), (evil,))
    answer = Answer(lambda: [sheet], dict, lines=lambda: [evil, "~~~~"], lead=lambda: evil)
    reader = Tags()
    reader.feed(answer._repr_html_())
    assert "script" not in reader.found
    assert set(reader.found) <= {"p", "strong", "table", "thead", "tbody", "tr", "th", "td",
                                 "small", "pre"}  # fmt: skip
    told = answer._repr_markdown_()
    head = told[: told.index("~~~~~")]
    assert "<script" not in head.replace("\\<script", "")
    assert "\\|" in head
    assert told.rstrip().endswith("~~~~~~")


def test_a_table_has_every_number_with_its_digits() -> None:
    answer = burdenshare.ask(ASKED)
    frame = answer.to_pandas()
    assert answer.numbers is not None
    steps = {step.id: step for step in answer.numbers()}
    assert set(frame["id"]) == set(steps)
    for row in frame.itertuples():
        value = steps[row.id].value
        if value is None:
            assert pd.isna(row.value) and row.exact == ""
        else:
            assert row.value == float(value)
    paid = frame[(frame.year == 2016) & (frame.exact == "944.1")]
    assert len(paid) and (paid.unit == "KRW bn").all() and (paid.documents != "").all()


def test_an_array_holds_each_number_at_its_year_and_nothing_else() -> None:
    answer = burdenshare.ask("agreement korea 8")
    held = answer.to_xarray()
    assert held.dims == ("what", "year")
    row = held.sel(what="contribution-sma-08")
    assert row.sel(year=[2009, 2012]).values.tolist() == [760.0, 836.1]
    assert str(row.unit.values) == "KRW bn"
    every = burdenshare.ask(ASKED)
    assert every.numbers is not None
    frame = every.to_pandas().dropna(subset=["value"])
    dated = frame[[str(y) in i for y, i in zip(frame.year, frame.id, strict=True)]]
    assert int(every.to_xarray().notnull().sum()) == len(dated)


def test_what_is_not_of_years_is_told_so() -> None:
    step = Step(id="rate", name="rate", value=None, unit="", status="missing")
    answer = Answer(no_tables, dict, numbers=lambda: [step])
    with pytest.raises(ValueError, match="not of years"):
        answer.to_xarray()


def test_pandas_and_xarray_load_only_when_they_are_called() -> None:
    code = (
        "import sys, burdenshare\n"
        f"answer = burdenshare.ask({ASKED!r})\nanswer._repr_html_()\n"
        "assert not {'pandas', 'xarray', 'numpy'} & set(sys.modules)\n"
        "answer.to_pandas()\nassert 'pandas' in sys.modules and 'xarray' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


@pytest.mark.parametrize(("name", "language"), notebook.names().items())
def test_the_notebook_of_the_tutorial_runs_and_gives_what_it_shows(
    name: str, language: str
) -> None:
    """From start to end in one namespace; every output is the one that stands in the file."""
    held = json.loads((ROOT / "docs" / name).read_text(encoding="utf-8"))
    again = json.loads(notebook.text(language))
    for shown, made in zip(held["cells"], again["cells"], strict=True):
        assert shown == made, "python -m docs.notebook"
    code = [cell for cell in held["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == [*range(1, len(code) + 1)]
    assert sum(bool(cell["outputs"]) for cell in code) >= 7
    told = json.dumps(held)
    assert not re.search(r"/tmp|/home|/root", told)
