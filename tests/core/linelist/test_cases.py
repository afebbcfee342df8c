"""Cases: which of the dates counts, and what a line list must not say."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.core.linelist.conftest import Teller
from vungxanh.diseases import profile
from vungxanh.linelist import CASES, Cases, Faulty, read_cases
from vungxanh.records import FOREVER, instant_of, minute_of

COVID = profile("covid-19")
HEADER = "person_id,case_id,infectious_from,infectious_until,onset_date,specimen_date,isolated_at\n"
UNDATED = "expected a time in one of infectious_from, onset_date, specimen_date"


@pytest.fixture
def cases_of(tmp_path: Path, hanoi: ZoneInfo):
    def of(text: str) -> Cases:
        path = tmp_path / "cases.csv"
        path.write_text(text, encoding="utf-8")
        return read_cases(path, COVID, hanoi)

    return of


def window(cases: Cases, zone: ZoneInfo) -> tuple[str, str]:
    (row,) = cases.windows.iter_rows()
    return tuple("" if at == FOREVER else f"{instant_of(at, zone):%m-%d %H:%M}" for at in row[1:])  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("A,,,,2020-03-01,2020-03-06,", ("02-28 00:00", "03-12 00:00")),  # onset beats specimen
        ("A,,,,,2020-03-06,", ("03-04 00:00", "03-17 00:00")),
        ("A,,2020-03-03,,2020-03-01,,", ("03-03 00:00", "")),  # explicit wins, and stays open
        ("A,,2020-03-03T10:30:59,2020-03-04,,,", ("03-03 10:30", "03-05 00:00")),
        ("A,,,2020-03-05T18:00,2020-03-01,,", ("02-28 00:00", "03-05 18:00")),  # new end
        ("A,,2020-03-03T10:00,2020-03-03T10:00,,,", ("03-03 10:00", "03-03 10:00")),
    ],
)
def test_window(cases_of, hanoi: ZoneInfo, row: str, expected: tuple[str, str]) -> None:
    cases = cases_of(HEADER + row)
    assert not cases.table.faults.count
    assert window(cases, hanoi) == expected


def test_several_rows_of_a_person_are_several_windows(cases_of) -> None:
    cases = cases_of("person_id,onset_date\nA,2020-03-01\nA,2020-08-01\n")
    assert cases.windows["person_id"].to_list() == ["A", "A"]


def test_isolated_at_is_an_isolation_without_an_end(cases_of, hanoi: ZoneInfo) -> None:
    cases = cases_of(
        "person_id,onset_date,isolated_at\nA,2020-03-01,2020-03-05T10:00\nB,01/03/2020,\n"
    )
    begins = minute_of(datetime(2020, 3, 5, 10, tzinfo=hanoi))
    assert cases.isolations.rows() == [("A", begins, FOREVER)]


def test_isolated_before_infectious_is_no_error(cases_of) -> None:
    cases = cases_of("person_id,onset_date,isolated_at\nA,2020-03-10,2020-03-01\n")
    assert not cases.table.faults.count


def test_each_kind_of_error_has_its_message(wrong: Teller) -> None:
    rows = [
        ",,,,2020-03-01,,",
        "A,,,,,,",
        "B,,,2020-03-05,,,",
        "C,,,,43898,,",
        "D,,2020-03-05,2020-03-01,,,",
        "E,K1,,,2020-03-01,,",
        "F,K1,,,2020-03-01,,soon",
    ]
    assert wrong(CASES, HEADER + "\n".join(rows)) == [
        "cases.csv, row 2, column person_id: blank; expected the id of a person",
        f"cases.csv, row 3, column onset_date: blank; {UNDATED}",
        f"cases.csv, row 4, column onset_date: blank; {UNDATED}",
        'cases.csv, row 5, column onset_date: "43898"; expected a time as text: this is the number'
        " that Excel keeps for 2020-03-08; format the column as yyyy-mm-dd hh:mm and save again",
        'cases.csv, row 6, column infectious_until: "2020-03-01"; expected a time not before'
        " infectious_from",
        'cases.csv, row 8, column case_id: "K1"; expected a case_id that stands in no other row;'
        " row 7 has it too",
        'cases.csv, row 8, column isolated_at: "soon"; expected a time such as 2020-03-08T07:30 or'
        " 08/03/2020 07:30 (day first), or a date alone",
    ]


def test_an_end_before_the_computed_window_is_an_error(cases_of) -> None:
    cases = cases_of(
        "person_id,onset_date,infectious_until\nA,2020-03-01,2020-02-27\nB,2020-03-01,\n"
    )
    assert [str(problem) for problem in cases.table.faults.shown()] == [
        'cases.csv, row 2, column infectious_until: "2020-02-27"; expected a time after the start'
        " of the window computed from the onset or specimen, 2020-02-28T00:00"
    ]
    assert cases.table.rows["person_id"].to_list() == cases.windows["person_id"].to_list() == ["B"]


def test_a_line_list_without_any_of_the_three_dates_is_told_row_by_row(wrong: Teller) -> None:
    assert wrong(CASES, "person_id\nA\n") == [
        f"cases.csv, row 2, column onset_date: blank; {UNDATED}"
    ]


def test_a_missing_person_id_column_stops_the_file(cases_of) -> None:
    with pytest.raises(Faulty, match=r'a column person_id \(is it "personid"\? then rename it\)'):
        cases_of("personid,onset_date\nA,2020-03-01\n")
