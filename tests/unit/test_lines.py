"""Lines must be exact in TOML as well as in CSV."""

from burdenshare.read.csvrows import rows
from burdenshare.read.tomllines import lines
from burdenshare.vocabulary import Problem, Source

TOML = '''# a comment, and a [bracket] in it
title = "a = [b] # not a comment"

[table]  # with a comment
key = 1
"quoted key" . sub = 2

[[block]]
long = """
  text [[block]]
  key = "no key" \\
"""
list = [
    1,
    # a comment
    [2, 3],
    { inner = "}", other = 5 },
]

[[block]]
literal = '"\\'
  [[block.part]]
  day = 2014-02-02 10:00:00
  [block.part.deep]
  x = 'y'
[[block.part]]
day = 2
'''


def test_every_key_block_and_element_has_its_line() -> None:
    found = lines(TOML)
    assert found[("title",)] == 2
    assert found[("table",)] == 4
    assert found[("table", "key")] == 5
    assert found[("table", "quoted key", "sub")] == 6
    assert found[("block", 0)] == 8
    assert found[("block", 0, "long")] == 9
    assert found[("block", 0, "list")] == 13
    assert found[("block", 0, "list", 0)] == 14
    assert found[("block", 0, "list", 1)] == 16
    assert found[("block", 0, "list", 1, 1)] == 16
    assert found[("block", 0, "list", 2, "other")] == 17
    assert found[("block", 1)] == 20
    assert found[("block", 1, "literal")] == 21
    assert found[("block", 1, "part", 0, "day")] == 23
    assert found[("block", 1, "part", 0, "deep", "x")] == 25
    assert found[("block", 1, "part", 1, "day")] == 27


HEADER = "id,title,title_ko,publisher,date,language,kind\n"


def test_a_row_is_where_it_begins_even_after_a_cell_of_several_lines() -> None:
    problems: list[Problem] = []
    text = (
        HEADER
        + 'a,"two\nlines",x,P,2001,en,press\n\nb,t,x,P,never,en,press\nc,t,x,P,2002,en,press\n'
    )
    found = list(rows(text, "sources.csv", Source, problems))
    assert [(one.id, one.place.line) for one in found] == [("a", 2), ("c", 6)]
    assert [(p.place.line, p.kind) for p in problems] == [(5, "bad-date")]
