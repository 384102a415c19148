"""Pictures stand alone: whole, safe, the same every time, and right on any machine."""

from __future__ import annotations

import hashlib
import importlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from struct import unpack
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from burdenshare.show.charts import Chart, Kind, Look, Mark
from burdenshare.show.letters import FONT, NO_LETTER, broken, in_font, plain, shortened, wide
from burdenshare.show.pictures import SCALE, WIDTH, NoPictureError, png, svg
from burdenshare.show.words import LANGUAGES, words
from burdenshare.vocabulary import Language
from tests import pictured
from tests.written import ROOT

NAMES = {
    "bridge": pictured.bridge,
    "years": pictured.years,
    "strip": pictured.strip,
    "specks": pictured.specks,
    "fans": pictured.fans,
}
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</text><script>alert(1)</script> & "quoted" \x00\x0b\ufffe\u202e]]> <!-- \n\t'


def picture(name: str, language: Language) -> str:
    return svg(NAMES[name](language), pictured.FOOT[language], language)


def size(data: bytes) -> tuple[int, int]:
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    wide_, high = unpack(">II", data[16:24])
    return wide_, high


def page(text: str) -> str:
    """A document with one text."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="60">'
        '<rect width="400" height="60" fill="#ffffff"/>'
        f'<text x="10" y="40" font-size="28" font-family="Noto Sans KR, NanumGothic">{text}</text>'
        "</svg>"
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_sharp_and_the_same_every_time(name: str, language: Language) -> None:
    document = picture(name, language)
    assert document == picture(name, language)
    drawn = png(document)
    assert drawn == png(document)
    high = int(ElementTree.fromstring(document).attrib["height"])
    assert size(drawn) == (WIDTH * SCALE, high * SCALE)
    blank = re.sub(
        r"<(text|path|circle|polygon|desc|title).*?</\1>|<\w+ [^>]*[^\"]/>", "", document
    )
    assert len(drawn) > 2 * len(png(blank))


def test_korean_letters_are_drawn_without_any_font_of_the_machine() -> None:
    korean = png(page("한국과 미국"))
    assert korean != png(page(""))
    assert korean != png(page(f"{NO_LETTER * 3} {NO_LETTER * 2}"))
    assert korean != png(page("미국과 한국"))
    assert png(page("العربية")) == png(page(NO_LETTER * 7))  # a system font would have them


def test_the_minus_is_drawn_as_a_dash_and_stays_a_minus_in_the_document() -> None:
    assert "−1.59" in picture("bridge", "ko")
    assert in_font("−1.59") == "–1.59"


def test_the_font_has_every_letter_of_the_records_and_of_the_words() -> None:
    """But for the Arabic title of one document."""
    paths = [
        *(ROOT / "dossiers").rglob("*.toml"), *(ROOT / "dossiers").rglob("*.csv"),
        *(ROOT / "definitions").rglob("*.toml"), *(ROOT / "src").rglob("words/*.toml"),
    ]  # fmt: skip
    held = set(plain("".join(path.read_text(encoding="utf-8") for path in paths)))
    missing = {letter for letter in held if in_font(letter) == NO_LETTER != letter}
    assert {unicodedata.name(letter).split()[0] for letter in missing} <= {"ARABIC"}
    assert NO_LETTER not in in_font("₩–−→…×≈①·한")


def test_the_font_is_the_one_that_is_told() -> None:
    told = (FONT.parent / "README.md").read_text(encoding="utf-8")
    assert f"`{hashlib.sha256(FONT.read_bytes()).hexdigest()}`" in told
    licence = (FONT.parent / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in licence and "NanumGothic" in licence


Box = tuple[float, float, float, float, str]


def boxes(document: str) -> list[Box]:
    """Where each text stands, by the widths of the font."""
    found: list[Box] = []
    for text in ElementTree.fromstring(document).iter(f"{SVG}text"):
        type_ = float(text.attrib["font-size"])
        width = wide(text.text or "", type_)
        width += sum(wide(s.text or "", float(s.attrib["font-size"])) + 2 for s in text)
        moved = {"end": width, "middle": width / 2}.get(text.get("text-anchor", ""), 0.0)
        left, y = float(text.attrib["x"]) - moved, float(text.attrib["y"])
        found.append((left, y - type_ * 0.8, left + width, y + type_ * 0.15, text.text or ""))
    return found


def meet(one: Box, other: Box) -> bool:
    return (
        one[0] < other[2] - 0.2
        and other[0] < one[2] - 0.2
        and one[1] < other[3]
        and other[1] < one[3]
    )


def crowded() -> Chart:
    """Long words in every place."""
    long = "말이 아주 길어서 한 줄에 다 들어가지 않는 설명 " * 4
    places: tuple[tuple[int, int, Look], ...] = (
        (0, 100, "bar"), (90, 100, "up"), (2, 3, "down"), (50, 50, "dot"),
    )  # fmt: skip
    rows = tuple(
        Mark(long, Decimal(low), Decimal(high), look, "2011–2014", "₩1,234,567.8 bn", long, long)
        for low, high, look in places
    )
    return Chart("bars", long, long, rows, notes=(long,))


@pytest.mark.parametrize(
    "document",
    [
        *(picture(name, language) for name in NAMES for language in LANGUAGES),
        svg(crowded(), ["x" * 900], "ko"),
        svg(replace(crowded(), kind="strip"), ["가" * 900], "ko"),
        svg(replace(crowded(), kind="specks", choices=("하나", "둘") * 9), [], "ko"),
    ],
    ids=lambda document: str(len(document)),
)
def test_no_two_texts_meet_and_none_leaves_the_page(document: str) -> None:
    standing = boxes(document)
    assert [(one, other) for one, other in combinations(standing, 2) if meet(one, other)] == []
    assert all(box[0] >= 0 and box[2] <= WIDTH for box in standing)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_picture_says_all_that_the_chart_says(name: str, language: Language) -> None:
    told = ElementTree.fromstring(picture(name, language))
    chart = NAMES[name](language)
    assert told.attrib["lang"] == language
    assert told.findtext(f"{SVG}title") == chart.title
    described = told.findtext(f"{SVG}desc") or ""
    for row in chart.rows:
        assert all(
            part in described for part in (row.head, row.small, row.value, row.after, row.end)
        )
    seen = "".join("".join(text.itertext()) for text in told.iter(f"{SVG}text"))
    for value in (row.value for row in chart.rows):
        assert value in seen


def test_hostile_words_stay_words() -> None:
    mark = Mark(HOSTILE, Decimal(5), Decimal(50), "bar", HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    chart = Chart(
        "specks", HOSTILE, HOSTILE, (replace(mark, chosen=(True,)),), (), (HOSTILE,), (HOSTILE,)
    )
    for kind in (chart, replace(chart, kind="bars"), replace(chart, kind="strip")):
        document = svg(kind, [HOSTILE], "en")
        tags = {
            element.tag.removeprefix(SVG) for element in ElementTree.fromstring(document).iter()
        }
        assert tags <= {"svg", "title", "desc", "rect", "text", "tspan", "path", "circle"}
        assert "<script" not in document
        assert "\u202e" not in document and "\x00" not in document
        assert png(document)


@given(st.text(max_size=300), st.sampled_from(("bars", "strip", "specks", "fans")))
@settings(max_examples=60, deadline=None)
def test_any_words_make_a_whole_document(text: str, kind: Kind) -> None:
    mark = Mark(text, Decimal(1), Decimal(99), "up", text, text, text, text, chosen=(True, False))
    made = replace(crowded(), kind=kind, title=text, rows=(mark,), choices=(text, text))
    assert ElementTree.fromstring(svg(made, [text], "ko")).tag == f"{SVG}svg"


@given(st.text(alphabet="가나 ab.−", max_size=80), st.integers(20, 200))
@settings(deadline=None)
def test_no_line_is_wider_than_its_column(text: str, width: int) -> None:
    lines = broken(text, 16, width)
    assert all(wide(line, 16) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert wide(shortened(text, 16, width), 16) <= width


def test_a_number_is_not_broken() -> None:
    document = svg(replace(crowded(), kind="specks", choices=("하나", "둘") * 9), [], "ko")
    assert document.count(">₩1,234,567.8<") + document.count(">₩1,234,567.8 bn<") == 4


def test_steps_point_where_they_go_and_projected_bars_are_open() -> None:
    """What a colour says, a form says too."""
    bridge = picture("bridge", "en")
    up, down = (re.findall(rf'points="([^"]*)" fill="{c}"', bridge) for c in ("#8a5a00", "#5b4b8a"))
    assert all(tip(points) == "right" for points in up) and len(up) == 4
    assert [tip(points) for points in down] == ["left"]
    assert picture("years", "en").count('fill="none" stroke="#3c6e91"') == 2


def tip(points: str) -> str:
    corners = [tuple(map(float, corner.split(","))) for corner in points.split()]
    start, point = corners[0][0], corners[2][0]
    return "right" if point > start else "left"


def test_a_machine_without_the_package_hears_it_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    load: Callable[[str], object] = importlib.import_module

    def lacking(name: str) -> object:
        if name == "resvg_py":
            raise ModuleNotFoundError(name)
        return load(name)

    monkeypatch.setattr(importlib, "import_module", lacking)
    with pytest.raises(NoPictureError) as raised:
        png(page(""))
    for language in LANGUAGES:
        said = words(language)
        assert "resvg-py" in said.say("error", raised.value.key)
        assert "burdenshare[web]" in said.say("error", raised.value.remedy)


def test_a_chart_without_rows_is_a_picture_still() -> None:
    assert png(svg(Chart("strip", "Nothing", "–", ()), (), "en"))


def test_a_per_cent_sign_does_not_begin_a_line() -> None:
    for width in range(60, 200, 5):
        for line in broken("the rule of the 8th, cap 4 % a year, then 42.44 %.", 9, width):
            assert not line.startswith("%")


def test_a_long_address_is_cut_behind_a_mark_and_loses_no_letter() -> None:
    address = (
        "https://www.example.org/news/2025-02-10/national/defense/US-submarine-enters-Busan/22"
    )
    lines = broken(address, 7, 180)
    assert "".join(lines) == address
    assert all(line[-1] in "/-" for line in lines[:-1])
    coded = broken("http://example.org/" + "%ed%86%a0" * 30, 7, 180)
    assert all(line.startswith("%") for line in coded[1:])
