"""Pictures of charts, against approved ones: a change of them is looked at.

``python -m tests.golden.test_pictures`` draws them anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from burdenshare.show.charts import Chart
from burdenshare.show.pictures import svg
from burdenshare.show.words import LANGUAGES
from burdenshare.vocabulary import Language
from tests import pictured

APPROVED = Path(__file__).parent / "approved"

CHARTS = [(name, language) for name in ("bridge", "years", "strip", "specks", "fans")
          for language in LANGUAGES]  # fmt: skip


def chart(name: str, language: Language) -> Chart:
    match name:
        case "bridge":
            return pictured.bridge(language)
        case "years":
            return pictured.years(language, first=2022)
        case "strip":
            return pictured.strip(language)
        case "fans":
            return pictured.fans(language)
        case _:
            return pictured.specks(language, count=3)


def drawn(name: str, language: Language) -> str:
    return svg(chart(name, language), pictured.FOOT[language], language)


@pytest.mark.parametrize(("name", "language"), CHARTS)
def test_a_picture_is_as_approved(name: str, language: Language) -> None:
    approved = APPROVED / f"picture-{name}.{language}.svg"
    assert approved.exists(), "approve it: python -m tests.golden.test_pictures"
    assert drawn(name, language) == approved.read_text(encoding="utf-8")


if __name__ == "__main__":
    for one, spoken in CHARTS:
        path = APPROVED / f"picture-{one}.{spoken}.svg"
        path.write_text(drawn(one, spoken), encoding="utf-8")
