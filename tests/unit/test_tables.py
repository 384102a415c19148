"""Tables as wide as the terminal."""

import pytest

from burdenshare.show.tables import Column, Sheet, drawn, folded, wrapped


def test_numbers_stand_at_the_right_and_korean_counts_two() -> None:
    sheet = Sheet(
        "제목",
        (Column("항목"), Column("금액", number=True)),
        (("인건비", "1,000"), ("군사건설", "2")),
    )
    assert drawn(sheet, 60).splitlines() == [
        "제목",
        "항목       금액",
        "────────  ─────",
        "인건비    1,000",
        "군사건설      2",
    ]


def test_words_give_way_when_the_terminal_is_narrow() -> None:
    sheet = Sheet("", (Column("a"), Column("b")), (("one two three four", "x" * 10),))
    lines = drawn(sheet, 24).splitlines()
    assert max(len(line) for line in lines) <= 24
    assert "one two" in lines[2]
    assert "three four" in lines[3]


def test_a_line_without_blanks_is_broken_where_it_must() -> None:
    assert wrapped("abcdefgh", 3) == ["abc", "def", "gh"]
    assert wrapped("가나다", 4) == ["가나", "다"]


def test_an_empty_column_is_left_out() -> None:
    sheet = Sheet("", (Column("a"), Column("")), (("1", ""),))
    assert drawn(sheet, 40).splitlines()[0] == "a"


IDS = Sheet(
    "",
    (Column("Year"), Column("Note"), Column("Document"), Column("Id")),
    (("2011–2013", "Agreed less budgeted over three years", "koreaherald-20131010",
      "carried-over-2012-63eaf63b"),) * 2,
)  # fmt: skip


@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_an_id_stays_whole_in_every_width(width: int) -> None:
    shown = drawn(IDS, width)
    assert max(len(line) for line in shown.splitlines()) <= width
    for name in ("koreaherald-20131010", "carried-over-2012-63eaf63b"):
        assert shown.count(name) == 2


def test_what_does_not_fit_side_by_side_is_a_block_a_row() -> None:
    assert drawn(IDS, 60).split("\n\n")[0].splitlines() == [
        "Year      2011–2013",
        "Note      Agreed less budgeted over three years",
        "Document  koreaherald-20131010",
        "Id        carried-over-2012-63eaf63b",
    ]


def test_an_id_in_brackets_stands_on_its_own_line_before_it_is_broken() -> None:
    sheet = Sheet("", (Column("a"), Column("b")), (("x" * 20, "35.55%(place-of-performance);"),))
    assert [line[22:] for line in drawn(sheet, 47).splitlines()[2:]] == [
        "35.55%",
        "(place-of-performance);",
    ]


def test_a_folded_line_keeps_its_words_and_goes_on_farther_in() -> None:
    told = "  │ Document: koreaherald-20131010; spark-8th-ko and another-long-id-20190101\nshort"
    assert folded(told, 40).splitlines() == [
        "  │ Document: koreaherald-20131010;",
        "  │     spark-8th-ko and",
        "  │     another-long-id-20190101",
        "short",
    ]
    assert folded("https://an.address/that-is-longer-than-the-line", 20).splitlines() == [
        "https://an.address/that-is-longer-than-the-line"
    ]


def test_a_few_rows_of_many_numbers_are_turned_and_stay_side_by_side() -> None:
    years = tuple(str(year) for year in range(2026, 2036))
    heads = (Column("Proposal"), *(Column(year, True) for year in years))
    rows = (("first", *("1,519.2",) * 10), ("second", *("1,446.3*",) * 10))
    shown = drawn(Sheet("", heads, rows), 60).splitlines()
    assert shown[:3] == [
        "Proposal    first    second",
        "────────  ───────  ────────",
        "2026      1,519.2  1,446.3*",
    ]
    assert len(shown) == 12
    wide = drawn(Sheet("", heads, rows), 120).splitlines()
    assert wide[2].startswith("first")
