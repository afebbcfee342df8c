"""Text into cells: what is accepted silently, what is named, and that no row gets lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.linelist.conftest import Reader, Teller
from vungxanh.linelist import ISOLATIONS, PLACES, VISITS
from vungxanh.linelist.delimited import split_into_cells
from vungxanh.linelist.sheets import ROW

GOOD = "place_id,kind,name\nP1,home,Nhà A\nP2,bus,Xe số 9\n"
QUOTES = 'expected quotation marks in pairs around a whole cell ("" for a mark inside it)'


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_bom_separators_and_line_ends_are_simply_accepted(
    read: Reader, separator: str, bom: str, newline: str
) -> None:
    text = bom + GOOD.replace(",", separator).replace("\n", newline)
    table = read(PLACES, text)
    assert not table.faults.count
    assert table.rows["name"].to_list() == ["Nhà A", "Xe số 9"]
    assert table.rows[ROW].to_list() == [2, 3]


def test_blank_rows_are_left_out_but_counted(read: Reader) -> None:
    table = read(PLACES, "place_id,kind\n\nP1,home\n,\n  ; ,\nP2,bus\n\n")
    assert table.rows.select("place_id", ROW).rows() == [("P1", 3), ("P2", 6)]


def test_header_is_read_whatever_its_case_and_blanks_and_further_columns_are_ignored(
    read: Reader,
) -> None:
    table = read(PLACES, " Place_ID ,colour,KIND,\nP1,red,home,\n")
    assert table.rows["kind"].to_list() == ["home"]


def test_short_rows_are_filled_and_trailing_separators_dropped(read: Reader) -> None:
    table = read(PLACES, "place_id,kind,name\nP1\nP2,bus,Bus 9,,,\n")
    assert table.rows.select("place_id", "kind", "name").rows() == [
        ("P1", None, None),
        ("P2", "bus", "Bus 9"),
    ]


def test_quoted_cells_hold_separators_marks_and_line_ends(read: Reader) -> None:
    table = read(PLACES, 'place_id,name\n"P1","Quán ""Sao"", tầng 2"\nP2,"a\nb"\nP3,c\n')
    assert table.rows["name"].to_list() == ['Quán "Sao", tầng 2', "a\nb", "c"]
    assert table.rows[ROW].to_list() == [2, 3, 4]  # as a spreadsheet counts


def test_a_missing_mark_spoils_its_own_row_only(read: Reader, wrong: Teller) -> None:
    text = 'place_id,name\nP1,a\nP2,"b\nP3,c\nP4,5" pipe\nP5,d\n'
    assert wrong(PLACES, text) == [
        f'places.csv, row 3: "P2,"b"; {QUOTES}',
        f'places.csv, row 5: "P4,5" pipe"; {QUOTES}',
    ]
    assert read(PLACES, text).rows["place_id"].to_list() == ["P1", "P3", "P5"]


@pytest.mark.parametrize("cell", ['"a"b', '""a', 'caf "Sao" x', ' "a"'])
def test_marks_that_do_not_stand_around_a_cell_are_named(wrong: Teller, cell: str) -> None:
    assert wrong(PLACES, f"place_id,name\nP1,{cell}\n") == [
        f'places.csv, row 2: "P1,{cell}"; {QUOTES}'
    ]


def test_a_row_with_too_many_cells_is_named(wrong: Teller) -> None:
    assert wrong(PLACES, "place_id,name\nP1,Hà Nội, Ba Đình\n") == [
        'places.csv, row 2: "P1,Hà Nội, Ba Đình"; expected 2 cells as in the header, found 3;'
        " put a cell that holds the separator between quotation marks"
    ]


def test_a_row_that_is_not_utf_8_is_named_and_the_others_are_read(
    read: Reader, wrong: Teller
) -> None:
    data = b"place_id,name\nP1,ok\nP2,H\xe0 N\xf4i\n"
    assert wrong(PLACES, data) == [
        'places.csv, row 3: "P2,H\ufffd N\ufffdi"; expected text in UTF-8 '
        '(in Excel: save as "CSV UTF-8")'
    ]
    assert read(PLACES, data).rows["place_id"].to_list() == ["P1"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", "row 1: blank; expected a header line with place_id, kind, name, min_overlap, "
         "max_level, seat_rows, unit_code, latitude, longitude; the file is empty"),
        (" \n\n", "row 1: blank; expected a header line with place_id, kind, name, min_overlap, "
         "max_level, seat_rows, unit_code, latitude, longitude; the file is empty"),
        (GOOD.encode("utf-16"),
         'row 1: "UTF-16"; expected text in UTF-8 (in Excel: save as "CSV UTF-8")'),
        (b"place_id\nP\x001\n",
         'row 2: "a zero byte"; expected text in UTF-8 (in Excel: save as "CSV UTF-8")'),
        (b"PK\x03\x04zip", 'row 1: "an Excel workbook"; expected text: save it as "CSV UTF-8"'),
        (b"place_id,T\xean\nP1,a\n",
         'row 1: "place_id,T\ufffdn"; expected text in UTF-8 (in Excel: save as "CSV UTF-8")'),
        ("place_id,kind,Kind\nP1,a,b\n",
         'row 1, column kind: "place_id,kind,Kind"; expected one column kind, not several'),
        ("place,kind\nP1,a\n",
         'row 1, column place_id: blank; expected a column place_id (is it "place"? then rename '
         "it); the header has place, kind"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_at_all_says_why(
    wrong: Teller, data: str | bytes, message: str
) -> None:
    assert wrong(PLACES, data) == [f"places.csv, {message}"]


def test_every_missing_column_is_told_at_once(wrong: Teller) -> None:
    assert wrong(VISITS, "person_id;seat\nA;1\n") == [
        f"visits.csv, row 1, column {column}: blank; expected a column {column}; "
        "the header has person_id, seat"
        for column in ("place_id", "start", "end")
    ]


def test_a_header_alone_is_a_table_without_rows(read: Reader) -> None:
    table = read(ISOLATIONS, "person_id,isolated_at\n")
    assert table.rows.height == table.faults.count == 0


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r\ufffd"), max_size=8)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), max_size=8), st.sampled_from(",;\t"))
def test_whatever_is_quoted_properly_comes_back(
    rows: list[tuple[str, str]], separator: str
) -> None:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"'

    lines = [separator.join(map(quoted, row)) for row in rows]
    text = "\n".join([f"person_id{separator}place_id", *lines])
    split = split_into_cells(text.encode(), "visits.csv", VISITS.names)
    assert not split.faults.count
    assert split.cells.rows() == rows


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text('ab,;"', min_size=1, max_size=6), max_size=8))
def test_every_row_is_either_read_or_named(lines: list[str]) -> None:
    text = "\n".join(["person_id,place_id", *lines])
    split = split_into_cells(text.encode(), "visits.csv", VISITS.names)
    told = split.faults.table["row"].to_list() + split.rows.to_list()
    assert sorted(told) == split.lines["row"].to_list()
    assert split.cells.height == len(split.rows)
