"""Headings and values as people write them, mappings that are saved, bad rows that go back."""

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.linelist import sent_files
from tests.core.linelist.conftest import HANOI
from tests.core.linelist.sent_files import FILES, HEADER, ROWS
from vungxanh.linelist import (
    FORMATS,
    Faulty,
    Grid,
    Mapping,
    fingerprint,
    from_text,
    guess,
    propose,
    read_grid,
    read_mapped,
    returned_ending,
    to_text,
    unknown_values,
    values_of,
    write_returned,
)
from vungxanh.linelist.sheets import ROW


def grid_of(text: str) -> Grid:
    return read_grid(text.encode(), "ds.csv")


LISTS = {
    "linelist": "STT,Mã BN,Họ và tên,Giới tính,Năm sinh,Địa chỉ,Ngày KP,Ngày lấy mẫu,Nguồn lây",
    "contact_list": "TT;HỌ TÊN;Tuổi;SĐT;Quan hệ với BN;Tiếp xúc với;Ngày tiếp xúc cuối;Nơi cách ly",
    "results": "Mã mẫu,Họ tên,NS,Loại xét nghiệm,Ngày lấy mẫu,Kết quả,Ngày trả kết quả,CT",
    "vaccinations": "Họ tên,CCCD,Mũi số,Ngày tiêm,Loại vắc xin,Số lô",
    "followups": "Ho ten,SDT,Ngay theo doi,Nhiet do,Trieu chung,Nguoi theo doi",
    "passengers": "Hành khách,Số ghế,Chuyến bay,Ngày bay,Hộ chiếu,Mã đặt chỗ",
    "visits": "person_id,place_id,start,end,seat",
    "cases": "person_id,case_id,onset_date,specimen_date,isolated_at,infectious_from",
}


@pytest.mark.parametrize("kind", LISTS)
def test_the_kind_of_a_list_and_every_column_are_guessed(kind: str) -> None:
    header = LISTS[kind].replace(";", ",").split(",")
    found = guess(header)
    assert found.kind == kind
    assert set(header) - set(found.columns.values()) <= {"TT", "STT"}
    assert set(FORMATS[kind].needed) <= set(found.columns)


def test_a_heading_that_is_misspelt_is_offered_with_less_certainty() -> None:
    matches = {
        match.target: match for match in guess(["Họ và tênn", "Ngày khởi phat bệnh"]).matches
    }
    assert matches["name"].heading == "Họ và tênn"
    assert all(0.7 < match.sure < 1 for match in matches.values())


def test_a_list_is_read_with_values_and_faults_in_its_own_words() -> None:
    grid = grid_of(sent_files.csv(";"))
    table = read_mapped(propose(grid), grid, HANOI)
    assert table.rows.select("name", "sex", "birth_year", "phone", "outcome").rows() == [
        ("Nguyễn Thị Hòa", "female", 1975, "0912000111", "positive"),
        ("Đỗ Văn Hậu", "male", 1980, "0162 234 5678", "negative"),
    ]
    (problem,) = table.faults.shown()
    assert (problem.file, problem.row, problem.column) == ("ds.csv", 4, "Ngày KPTC")
    assert problem.value == "31/02/2020"


def test_parts_of_names_and_addresses_are_joined_and_births_put_in_their_place() -> None:
    grid = grid_of(
        "Họ và tên đệm,Tên,Ngày sinh,Tuổi,CCCD,Thôn,Xã,Huyện,Di động\n"
        "Nguyễn Thị,Hòa,1975,,1075000123,Thôn 2,An Thượng,Hoài Đức,912000111\n"
        "Đỗ,Hậu,5/3/1980,47 tuổi,012345678,,,Ba Đình,không rõ\n"
        ",Tí,,8 tháng,,,,,\n"
    )
    rows = read_mapped(propose(grid, kind="linelist"), grid, HANOI).rows
    told = rows.select("name", "birth_date", "birth_year", "age", "identity_number", "phone")
    assert [list(map(str, row)) for row in told.rows()] == [
        ["Nguyễn Thị Hòa", "None", "1975", "None", "001075000123", "0912000111"],
        ["Đỗ Hậu", "1980-03-05", "None", "47", "012345678", "None"],
        ["Tí", "None", "None", "0", "None", "None"],
    ]
    assert rows["address"].to_list() == ["Thôn 2, An Thượng, Hoài Đức", "Ba Đình", None]


def test_dates_with_the_month_first_are_told_by_the_days_after_the_twelfth() -> None:
    grid = grid_of("name,date of onset\nAn,03/08/2020\nBình,3/28/20\n")
    mapping = propose(grid)
    assert not mapping.day_first
    days = read_mapped(mapping, grid, HANOI).rows["onset_date"]
    assert [str(day) for day in days] == ["2020-03-08", "2020-03-28"]


def test_a_value_that_is_not_known_is_asked_for_once_and_never_guessed() -> None:
    grid = grid_of("Họ tên,KQXN\nAn,Chưa xác định rõ\nBình,Chưa xác định rõ\nC,DƯƠNG TÍNH\n")
    mapping = propose(grid)
    asked = unknown_values(mapping, grid)
    assert {name: texts.rows() for name, texts in asked.items()} == {
        "outcome": [("Chưa xác định rõ", 2)]
    }
    assert read_mapped(mapping, grid, HANOI).faults.count == 2
    said = Mapping(
        "x", "linelist", mapping.columns, {"outcome": {"chưa xác định rõ": "inconclusive"}}
    )
    rows = read_mapped(said, grid, HANOI).rows
    assert rows["outcome"].to_list() == ["inconclusive", "inconclusive", "positive"]


def test_every_known_value_is_one_that_its_format_reads() -> None:
    for target in ("sex", "outcome", "classification", "method", "ended", "level"):
        form = next(form for form in FORMATS.values() if target in form.names)
        column = next(column for column in form.columns if column.name == target)
        read = column.read(pl.Series(sorted(set(values_of(target).values()))), HANOI)
        assert read["expected"].null_count() == read.height, target


def test_constants_fill_what_is_blank_and_a_heading_that_is_gone_is_named() -> None:
    grid = grid_of("Họ tên,KQXN\nAn,\nBình,âm\n")
    mapping = Mapping("x", "linelist", {"name": "Họ tên"}, constants={"outcome": "positive"})
    assert read_mapped(mapping, grid, HANOI).rows["outcome"].to_list() == ["positive", "positive"]
    with pytest.raises(Faulty, match="Tên gọi"):
        read_mapped(Mapping("x", "linelist", {"name": "Tên gọi"}), grid, HANOI)


texts = st.text(max_size=12)


@settings(max_examples=40, deadline=None)
@given(
    texts,
    st.dictionaries(st.sampled_from(["name", "sex", "outcome"]), texts, max_size=3),
    st.dictionaries(st.just("sex"), st.dictionaries(texts, texts, max_size=3), max_size=1),
    st.booleans(),
)
def test_a_mapping_is_the_same_after_it_was_saved(name, columns, values, day_first) -> None:
    mapping = Mapping(name, "linelist", columns, values, {"nationality": "Việt Nam"}, day_first)
    assert from_text(to_text(mapping)) == mapping


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "a mapping as it was saved"),
        ("[" * 100_000, "a mapping as it was saved"),
        ("[]", "a saved mapping"),
        ('{"format": "vungxanh mapping", "version": 9}', "version 1"),
        ('{"format": "vungxanh mapping", "version": 1, "name": "x", "kind": 3}', "column kind"),
        (to_text(Mapping("x", "bookkeeping", {})), "one of linelist"),
        (to_text(Mapping("x", "linelist", {"shoe_size": "Cỡ giày"})), "shoe_size"),
    ],
)
def test_a_broken_mapping_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(Faulty, match=reason):
        from_text(text)


def test_the_same_headings_have_the_same_fingerprint() -> None:
    assert fingerprint(HEADER) == fingerprint([name.upper() for name in reversed(HEADER)])
    assert fingerprint(HEADER) != fingerprint(HEADER[1:])


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.json", "a.parquet"])
def test_bad_rows_come_back_as_the_same_file_and_are_read_again_once_repaired(name: str) -> None:
    data = FILES.get(name) or sent_files.csv("|").encode("utf-16")
    grid = read_grid(data, name)
    mapping = propose(grid)
    faults = read_mapped(mapping, grid, HANOI).faults
    out = write_returned(
        grid, faults, heading="Sai ở đâu", tell=lambda p: f"={p.column}", row_heading="Dòng"
    )
    again = read_grid(out, name.replace(".ods", returned_ending(grid)))
    assert again.header == (*HEADER, "Sai ở đâu", "Dòng")
    assert [cell or "" for cell in again.cells.row(0)[1:]] == [*ROWS[2], "=Ngày KPTC", "4"]
    assert (again.separator, again.encoding) == (grid.separator, grid.encoding)
    assert read_mapped(mapping, again, HANOI).faults.count == 1


def test_a_row_that_could_not_be_split_comes_back_as_its_line() -> None:
    grid = grid_of("Họ tên,Tuổi\nAn,5\nBình,6,7\n")
    out = write_returned(grid, grid.faults, heading="Sai", tell=lambda p: "ô thừa").decode()
    assert out.splitlines()[1:] == ['"Bình,6,7",,ô thừa']


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_formulas_stay_text_in_what_is_returned(kind: str) -> None:
    grid = replace(grid_of("Họ tên,Ghi chú,Ngày KPTC\n=1+1,@SUM(A1),31/02/2020\n"), kind=kind)
    faults = read_mapped(propose(grid), grid, HANOI).faults
    out = write_returned(grid, faults, heading="Sai", tell=str)
    assert read_grid(out, f"a.{kind}").cells.drop(ROW).row(0)[:2] == ("=1+1", "@SUM(A1)")
    if kind == "csv":
        assert out.decode("utf-8-sig").splitlines()[1].startswith("'=1+1,'@SUM(A1),")
