"""Tables as wide as the terminal."""

from burdenshare.show.tables import Column, Sheet, drawn, wrapped


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
