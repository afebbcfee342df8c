"""Tables by district: whatever parts the columns, and whatever does not add up."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vungxanh.bulletins import DistrictTable, read_district_table
from vungxanh.geography import shipped_gazetteer

ON = date(2020, 3, 12)
ROWS = [
    ["TT", "Huyện", "F1", "F1 khác", "F2", "F1+F2"],
    ["1", "Ba Đình", "10", "2", "30", "42"],
    ["2", "Đống Đa", "5", "-", "1.007", "1012"],
    ["", "Tổng cộng", "15", "2", "1037", "1054"],
]


def read(text: str) -> DistrictTable:
    return read_district_table(text, on=ON, gazetteer=shipped_gazetteer())


@pytest.mark.parametrize("joint", ["\t", " | ", "   "])
def test_a_table_is_read_whatever_parts_its_columns(joint: str) -> None:
    text = "\n".join(joint.join(row) for row in ROWS)
    table = read(text)
    assert table.problems == ()
    assert [row.unit and row.unit.code for row in table.rows] == ["001", "006"]
    assert {name: one.value for name, one in table.rows[1].figures.items()} == {
        "F1": 5,
        "F2": 1007,
        "F1+F2": 1012,
    }
    assert all(
        one.words == text[one.start : one.end]
        for row in table.rows
        for one in (row.name, *row.figures.values())
    )


@pytest.mark.parametrize(
    ("row", "column", "value", "kinds"),
    [
        (1, 5, "43", {"sum", "total"}),
        (3, 4, "1038", {"sum", "total"}),
        (1, 1, "Xứ Lạ", {"unit"}),
        (2, 1, "Ba Đình", {"twice"}),
        (1, 2, "mười", {"figure", "sum", "total"}),
    ],
)
def test_what_does_not_fit_is_told(row: int, column: int, value: str, kinds: set[str]) -> None:
    rows = [list(one) for one in ROWS]
    rows[row][column] = value
    table = read("\n".join("\t".join(one) for one in rows))
    assert {one.kind for one in table.problems} == kinds


def test_a_text_that_is_no_table_says_what_was_expected() -> None:
    (problem,) = read("Không có bảng nào.").problems
    assert problem.kind == "header"


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="TT|Huyện F12+\t\n 0.-", max_size=120))
def test_any_text_is_read(text: str) -> None:
    assert read(text) == read(text)
