"""Files of Go.Data and SORMAS: recognised, read, and written so that they come back the same."""

import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vungxanh.exchange import left_out, read_file, recognise, shape_of, shapes, write_file
from vungxanh.linelist import Format, cells, read_grid, values_of
from vungxanh.linelist.sheets import ROW

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
SORMAS_CASES = (
    "CaseData,CaseData,CaseData,CaseData,CaseData,CaseData,CaseData\n"
    "disease,person.firstName,person.lastName,person.sex,person.approximateAge,externalID,reportDate\n"
    "EVD,Văn An,Trần,MALE,18,ABC-1,11/20/2018\n"
)
SORMAS_CONTACTS = (
    "caseIdExternalSystem,disease,reportDateTime,lastContactDate,person.firstName,person.lastName,"
    "person.sex,person.birthdateDD,person.birthdateMM,person.birthdateYYYY,externalID\n"
    "ABC-1,EVD,03/14/2020,03/12/2020,Hòa,Nguyễn,FEMALE,12,1,1982,P1\n"
    "ABC-1,EVD,03/14/2020,,Bình,,,,,1990,P2\n"
)
GODATA_CASE = {
    "visualId": "CASE-1",
    "firstName": "Thị Hòa",
    "lastName": "Nguyễn",
    "gender": "LNG_REFERENCE_DATA_CATEGORY_GENDER_FEMALE",
    "age": {"years": 45},
    "classification": "LNG_REFERENCE_DATA_CATEGORY_CASE_CLASSIFICATION_SUSPECT",
    "dateOfOnset": "2020-03-08T00:00:00.000Z",
    "addresses": [{"phoneNumber": "0912000111", "addressLine1": "5 Trúc Bạch"}],
}


def test_files_as_the_systems_write_them_are_recognised_and_read() -> None:
    grid = read_grid(SORMAS_CASES.encode(), "cases.csv")
    shape = recognise(grid)
    assert shape is shape_of("sormas", "cases")
    row = read_file(shape, grid, HANOI).rows.row(0, named=True)
    told = (row["case_code"], row["name"], row["sex"], row["age"], row["reported_date"])
    assert told == ("ABC-1", "Trần Văn An", "male", 18, date(2018, 11, 20))

    grid = read_grid(SORMAS_CONTACTS.encode(), "contacts.csv")
    shape = recognise(grid)
    assert shape is shape_of("sormas", "contacts")
    rows = read_file(shape, grid, HANOI).rows
    assert rows["birth_date"].to_list() == [date(1982, 1, 12), None]
    assert rows["birth_year"].to_list() == [None, 1990]
    assert rows["index_case"].to_list() == ["ABC-1", "ABC-1"]

    grid = read_grid(json.dumps([GODATA_CASE]).encode(), "cases.json")
    shape = recognise(grid)
    assert shape is shape_of("godata", "cases")
    row = read_file(shape, grid, HANOI).rows.row(0, named=True)
    told = (row["name"], row["classification"], row["onset_date"], row["phone"])
    assert told == ("Nguyễn Thị Hòa", "suspected", date(2020, 3, 8), "0912000111")


def test_the_list_of_an_office_is_no_file_of_another_system() -> None:
    grid = read_grid("Họ tên,Tuổi,SĐT,Ngày lấy mẫu\nAn,5,0912000111,\n".encode(), "a.csv")
    assert recognise(grid) is None


def test_what_has_no_place_in_the_other_system_is_named() -> None:
    rows = pl.DataFrame({"name": ["An"], "infected_by": ["BN17"], "note": ["x"], "outcome": [None]})
    assert left_out(shape_of("godata", "cases"), rows) == ["infected_by", "note"]


word = st.text("abcđêềửNT", min_size=1, max_size=6)
names = st.lists(word, min_size=1, max_size=4).map(" ".join)
days = st.dates(date(1950, 1, 1), date(2030, 1, 1))
midnights = days.map(
    lambda day: int(
        datetime(day.year, day.month, day.day, tzinfo=HANOI).astimezone(UTC).timestamp()
    )
)
free_text = st.text(st.sampled_from("=+-@',\"ab đ\n"), min_size=1, max_size=8).map(
    lambda text: text.strip()
)


NUMBERS = ("phone", "identity_number", "person_id", "case_code", "index_case")
BY_READER = {
    cells.day: days,
    cells.start: midnights,
    cells.end: midnights,
    cells.flag: st.booleans(),
}
BY_NAME = {
    "name": names,
    "age": st.integers(0, 60),
    "day_number": st.integers(0, 60),
    "temperature": st.sampled_from([36.5, 38.0]),
} | dict.fromkeys(NUMBERS, st.integers(10**12, 10**13).map(str))


def cell_of(form: Format, target: str) -> st.SearchStrategy[object]:
    read = next(column.read for column in form.columns if column.name == target)
    if target in BY_NAME or read in BY_READER:
        return BY_NAME.get(target, BY_READER.get(read, st.none()))
    if known := sorted(set(values_of(target).values())):
        return st.sampled_from(known)
    return free_text.filter(lambda text: any(map(str.isalpha, text)))


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, str, pl.DataFrame]:
    shape = draw(st.sampled_from(shapes()))
    columns = {"name"} if "given_name" in shape.columns else set()
    columns |= set(shape.columns) & set(shape.form.names)
    kept = [name for name in shape.form.names if name in columns]
    needed = {"name", "person_id", *shape.form.needed} & set(kept)
    rows = [
        {
            name: draw(
                cell_of(shape.form, name)
                if name in needed
                else st.none() | cell_of(shape.form, name)
            )
            for name in kept
        }
        for _ in range(draw(st.integers(1, 3)))
    ]
    return shape.system, shape.content, pl.DataFrame(rows, infer_schema_length=None)


@settings(max_examples=25, deadline=None)
@given(tables())
def test_what_goes_out_comes_in_and_goes_out_the_same(made: tuple[str, str, pl.DataFrame]) -> None:
    system, content, rows = made
    shape = shape_of(system, content)
    out = write_file(shape, rows, HANOI)
    table = read_file(shape, read_grid(out, "out.csv"), HANOI)
    rest = table.faults.table
    assert rest["column"].is_in(WITHIN_ROWS).all(), rest  # dates drawn at random contradict
    good = rows.with_row_index(ROW, 3 if shape.classes else 2)
    if not rest.is_empty():
        return
    for name in rows.columns:
        assert table.rows[name].to_list() == good[name].to_list(), name
    assert write_file(shape, table.rows, HANOI) == out


WITHIN_ROWS = ["onset_date", "last_contact", "case_code", "first_contact"] + [
    heading
    for shape in shapes()
    for target in ("onset_date", "last_contact", "case_code")
    for heading in shape.columns.get(target, ())
]


def test_a_shape_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(KeyError, match="godata cases"):
        shape_of("dhis2", "cases")
