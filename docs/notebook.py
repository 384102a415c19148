"""Writes ``docs/tutorial.ipynb`` and ``docs/tutorial.ko.ipynb`` from the cells below, executed:
``python -m docs.notebook``. A test holds that they are current and run from start to end.

The cells run in order in one namespace of this process, as a notebook's would; no kernel is
needed to write or to test them.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent

Text = tuple[str, str]
"""English and Korean."""

CELLS: tuple[Text | str, ...] = (
    ("# burdenshare in a notebook\n\nEvery answer of the command line is an answer here: the same "
     "words, the same numbers.",
     "# 노트북에서 쓰는 burdenshare\n\n명령줄의 모든 답을 여기서도 같은 말로 물을 수 있고, "
     "수치도 같습니다."),
    "import burdenshare",
    ("An answer shows itself as tables. The day is fixed, so that it says the same tomorrow.",
     "답은 표로 보입니다. 기준일을 정해 두면 내일도 같은 답이 나옵니다."),
    'answer = burdenshare.ask("agreement korea 8 --as-of 2026-11-24 --lang {lang}")\nanswer',
    ("Its numbers carry value, unit, documents and the line they are written in.",
     "수치마다 값, 단위, 문서, 적혀 있는 줄이 붙어 있습니다."),
    "first = next(iter(answer.numbers()))\n"
    "print(first.id, first.value, first.unit, first.source, first.place)",
    ("As a table (`pip install 'burdenshare[notebook]'`): `value` for arithmetic, `exact` for "
     "every digit.",
     "표로(`pip install 'burdenshare[notebook]'`): `value`는 계산용, `exact`에는 모든 자릿수가 "
     "있습니다."),
    'answer.to_pandas()[["id", "year", "exact", "unit", "status"]]',
    ("By year, as an array. What has no figure is missing, not zero.",
     "해마다 배열로. 수치가 없으면 0이 아니라 빠진 값입니다."),
    "by_year = answer.to_xarray()\nprint(by_year.dims, by_year.shape)\n"
    'print(by_year.sel(what="contribution-sma-08").to_series())',
    ("Why 42 % and 72.6 % are both said of 2016:",
     "2016년을 두고 왜 42%와 72.6%를 다 말하는가:"),
    'burdenshare.ask("bridge korea 2016 official spark-2016 --as-of 2026-11-24 --lang {lang}")',
    ("Where a number comes from, down to the line:", "수치의 출처, 적힌 줄까지:"),
    'burdenshare.ask("explain korea 2012 --as-of 2026-11-24 --lang {lang}")',
    ("What would differ in a dossier of your own: copy it, change a line, compare.",
     "나의 자료집에서 무엇이 달라지는가: 복사하고, 한 줄을 고치고, 비교합니다."),
    "import pathlib\nimport tempfile\n\n"
    "folder = pathlib.Path(tempfile.mkdtemp()) / \"mine\"\n"
    'burdenshare.ask(f"new {{folder}} --copy ruritania")\n'
    'terms = folder / "agreements" / "first.toml"\n'
    'terms.write_text(terms.read_text().replace("cap      = 0.05", "cap      = 0.06"))\n'
    "changes = burdenshare.ask("
    'f"diff ruritania {{folder}} --as-of 2026-11-24 --lang {lang}").content()\n'
    'for number in changes["numbers"]:\n'
    '    print(number["id"], number["difference"], number["because"])',
)  # fmt: skip


def written(language: str) -> dict[str, Any]:
    """The notebook in a language, executed."""
    space: dict[str, Any] = {"__name__": "__main__"}
    cells: list[dict[str, Any]] = []
    count = 0
    for number, cell in enumerate(CELLS):
        if isinstance(cell, tuple):
            text = cell[1] if language == "ko" else cell[0]
            cells.append({"cell_type": "markdown", "id": f"cell-{number}", "metadata": {},
                          "source": _lines(text)})  # fmt: skip
        else:
            count += 1
            code = cell.format(lang=language)
            cells.append({
                "cell_type": "code", "id": f"cell-{number}", "metadata": {},
                "execution_count": count, "source": _lines(code),
                "outputs": run(code, space, count),
            })  # fmt: skip
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {
        "cells": cells, "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4, "nbformat_minor": 5,
    }  # fmt: skip


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def run(code: str, space: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """What a cell gives: what it prints, and its last expression as a notebook shows it."""
    tree = ast.parse(code)
    end = tree.body[-1] if tree.body else None
    last = end.value if isinstance(end, ast.Expr) else None
    tree.body = tree.body[:-1] if last is not None else tree.body
    out = io.StringIO()
    value = None
    with contextlib.redirect_stdout(out):
        exec(compile(tree, "<cell>", "exec"), space)
        if last is not None:
            value = eval(compile(ast.Expression(last), "<cell>", "eval"), space)
    found: list[dict[str, Any]] = []
    if out.getvalue():
        found.append({"name": "stdout", "output_type": "stream", "text": _lines(out.getvalue())})
    if value is not None:
        found.append({"data": _shown(value), "execution_count": count, "metadata": {},
                      "output_type": "execute_result"})  # fmt: skip
    return found


def _shown(value: Any) -> dict[str, list[str]]:
    shown = {}
    if hasattr(value, "_repr_html_"):
        shown["text/html"] = _lines(value._repr_html_())
    if hasattr(value, "_repr_markdown_"):
        shown["text/markdown"] = _lines(value._repr_markdown_())
    plain = f"<{type(value).__name__}>" if shown else repr(value)
    return {**shown, "text/plain": [plain]}


def names() -> dict[str, str]:
    """Each notebook by its file, with its language."""
    return {"tutorial.ipynb": "en", "tutorial.ko.ipynb": "ko"}


def text(language: str) -> str:
    return json.dumps(written(language), ensure_ascii=False, indent=1) + "\n"


def main() -> int:
    for name, language in names().items():
        (DOCS / name).write_text(text(language), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
