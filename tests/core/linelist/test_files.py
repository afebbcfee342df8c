"""Any file that an office sends becomes the same grid; what is no list is refused politely."""

import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.linelist import sent_files
from tests.core.linelist.sent_files import FILES, HEADER, ROWS, ods, ods_row, replaced, workbook
from vungxanh.linelist import Faulty, read_grid
from vungxanh.linelist.encodings import decode, encode
from vungxanh.linelist.sheets import ROW

MIDNIGHT = datetime.fromisoformat("2020-03-08")
TITLE: list[object] = ["DANH SÁCH CA BỆNH NGÀY 8/3", *[None] * 7]


def told(grid) -> list[list[str]]:
    return [[cell or "" for cell in row] for row in grid.cells.select(grid.header).rows()]


@pytest.mark.parametrize("name", FILES)
def test_the_same_list_is_read_from_every_kind_of_file(name: str) -> None:
    grid = read_grid(FILES[name], name)
    assert list(grid.header) == HEADER
    assert told(grid) == ROWS
    assert grid.cells[ROW].to_list() == [2, 3, 4]


def test_titles_above_the_header_and_numbering_below_it_are_no_rows() -> None:
    numbering: list[object] = [f"({number})" for number in range(1, 9)]
    grid = read_grid(workbook([TITLE, [], HEADER, numbering, *ROWS, [None]]), "a.xlsx")
    assert told(grid) == ROWS
    assert (grid.header_row, grid.cells[ROW].to_list()) == (3, [5, 6, 7])
    text = "Sở Y tế,,\n\nTT,Họ tên,Tuổi\n1,An,5\n"
    assert told(read_grid(text.encode(), "a.csv")) == [["1", "An", "5"]]


def test_cells_of_a_workbook_are_text_as_people_read_them() -> None:
    rows = [
        ["Họ tên", "Ngày", "Lúc", "SĐT", "CT", "Có"],
        ["An", MIDNIGHT, MIDNIGHT.replace(hour=7, minute=30), 912000111, 17.5, True],
    ]
    grid = read_grid(workbook(rows), "a.xlsx")
    assert told(grid) == [["An", "2020-03-08", "2020-03-08T07:30", "912000111", "17.5", "yes"]]


def test_a_sheet_is_chosen_by_name_and_the_first_that_has_rows_else() -> None:
    book = workbook([], [["Họ tên"], ["An"]], [["Họ tên"], ["Bình"]])
    grid = read_grid(book, "a.xlsx")
    assert (grid.sheet, grid.sheets) == ("Sheet2", ("Sheet1", "Sheet2", "Sheet3"))
    assert told(read_grid(book, "a.xlsx", sheet="Sheet3")) == [["Bình"]]
    with pytest.raises(Faulty, match="one of its sheets"):
        read_grid(book, "a.xlsx", sheet="Tờ 4")


def test_nested_records_are_flattened_under_dotted_headings() -> None:
    record = {"visualId": "C1", "addresses": [{"phoneNumber": "09"}], "age": {"years": 5.0}}
    grid = read_grid(json.dumps([record]).encode(), "a.json")
    assert grid.header == ("visualId", "addresses[0].phoneNumber", "age.years")
    assert told(grid) == [["C1", "09", "5"]]


def test_a_row_of_csv_that_cannot_be_split_is_a_fault_and_the_others_are_read() -> None:
    grid = read_grid(b'ten,tuoi\nAn,5\n"Binh,6\nC,7,8\nD,9\n', "a.csv")
    assert [row[0] for row in told(grid)] == ["An", "D"]
    assert grid.faults.table["row"].to_list() == [3, 4]


def test_equal_and_blank_headings_are_told_apart() -> None:
    grid = read_grid("Tên,Ngày,Ngày,,\nAn,1,2,3,\n".encode(), "a.csv")
    assert grid.header == ("Tên", "Ngày", "Ngày (2)", "(D)")


SHEET = "xl/worksheets/sheet1.xml"
XML = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    "<row r='1'><c r = 'A1' t='inlineStr'><is><t>a</t></is></c></row>"
    "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row></sheetData></worksheet>"
)
GOOD = FILES["a.xlsx"]
REPEATED = (
    '<table:table-row table:number-rows-repeated="900000"><table:table-cell'
    ' office:value-type="string" table:number-columns-repeated="900"><text:p>x</text:p>'
    "</table:table-cell></table:table-row>"
)
REFUSED = {
    "empty.csv": (b"", "empty"),
    "blank.csv": (b"\n,,\n", "empty"),
    "workbook.csv": (GOOD, "something else"),
    "zero.csv": (b"a,b\n\x00,1\n", "zero byte"),
    "wide.csv": (",".join(f"c{n}" for n in range(2001)).encode() + b"\n1\n", "2,000 columns"),
    "text.xlsx": (b"a,b\n1,2\n", "something else"),
    "half.xlsx": (GOOD[: len(GOOD) // 2], "whole workbook"),
    "other.xlsx": (sent_files.archive(a="x"), "whole workbook"),
    "bomb.xlsx": (sent_files.archive(a="0" * 100_000_000), "unpack"),
    "corner.xlsx": (replaced(GOOD, SHEET, XML), "far away"),
    "renamed.xlsx": (replaced(GOOD, "docProps/app.xml", XML), "far away"),
    "entities.xlsx": (replaced(GOOD, SHEET, '<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "entities"),
    "repeated.ods": (ods(ods_row(HEADER) + REPEATED), "far away"),
    "locked.xlsx": (
        b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
        "with a password",
    ),
    "old.xlsx": (b"\xd0\xcf\x11\xe0 old", "saved as .xlsx"),
    "deep.json": (b"[" * 100_000, "nested too deeply"),
    "cut.json": (b'[{"a": 1', "list of records"),
    "numbers.json": (b"[1, 2]", "list of records"),
    "fake.parquet": (b"PAR1 no PAR1", "whole Parquet"),
    "paper.pdf": (b"%PDF", "ends in"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_list_is_refused_with_a_reason(name: str) -> None:
    data, reason = REFUSED[name]
    with pytest.raises(Faulty, match=reason) as error:
        read_grid(data, name)
    assert error.value.faults.fatal


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "two-gigabytes.csv"
    with path.open("wb") as file:
        file.truncate(2_000_000_000)  # takes no room on the disk
    with pytest.raises(Faulty, match=r"2,000 MB.*200 MB at most"):
        read_grid(path, path.name)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["a.csv", "a.json", "a.xlsx", "a.ods", "a.parquet"]),
    st.binary(max_size=60),
    st.integers(0, 10_000),
)
def test_a_damaged_file_is_a_fault_or_a_grid_and_never_more(
    name: str, junk: bytes, where: int
) -> None:
    data = FILES.get(name) or sent_files.csv().encode()
    at = where % len(data)
    damaged = data[:at] + junk + data[at + len(junk) :]
    with suppress(Faulty):
        assert read_grid(damaged, name).header


@pytest.mark.parametrize("encoding", ["cp1258", "tcvn3"])
def test_old_encodings_are_told_by_their_syllables(encoding: str) -> None:
    text = "Nguyễn Thị Hòa, Đặng Văn Hậu, quận Cầu Giấy"
    decoded = decode(encode(text, encoding))
    assert (decoded.text, decoded.encoding) == (text, encoding)
    spoilt = text.encode() + b"\xff"
    assert decode(spoilt).text == text + "\ufffd"  # UTF-8 with one bad byte stays UTF-8
