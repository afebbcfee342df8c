"""Levels and hops: written for people, read back without loss, both or neither."""

import unicodedata
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vungxanh.linelist import Faulty, hops_path, read_levels, read_tracing, write_tracing
from vungxanh.records import FOREVER, HOPS, LEVELS, Tracing, minute_of

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
START = minute_of(datetime(2020, 3, 1, 22, tzinfo=HANOI))


def tracing(*, end: int = START + 360, person: str = "Nguyễn, A") -> Tracing:
    levels = [
        ("BN17", 0, START - 999, FOREVER, "", "", "BN17"),
        (person, 1, START, end, "BN17", "VN0054", "BN17"),
    ]
    hops = [
        (person, 1, START, end, "BN17", "VN0054", False, 15),
        ("BN17", 2, START, end, person, "", True, 1),
    ]
    return Tracing(
        pl.DataFrame(levels, LEVELS, orient="row"), pl.DataFrame(hops, HOPS, orient="row")
    )


def test_csv_is_iso_8601_with_offset_and_open_ends_are_blank(tmp_path: Path) -> None:
    write_tracing(tracing(), tmp_path / "levels.csv", HANOI)
    assert (tmp_path / "levels.csv").read_text(encoding="utf-8").splitlines() == [
        "person_id,level,first_exposure,last_exposure,via_person,via_place,index_case",
        "BN17,0,2020-03-01T05:21+07:00,,,,BN17",
        '"Nguyễn, A",1,2020-03-01T22:00+07:00,2020-03-02T04:00+07:00,BN17,VN0054,BN17',
    ]
    assert (tmp_path / "levels.hops.csv").read_text(encoding="utf-8").splitlines() == [
        "person_id,round,exposure_start,exposure_end,via_person,via_place,close,min_overlap",
        'BN17,2,2020-03-01T22:00+07:00,2020-03-02T04:00+07:00,"Nguyễn, A",,yes,1',
        '"Nguyễn, A",1,2020-03-01T22:00+07:00,2020-03-02T04:00+07:00,BN17,VN0054,no,15',
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["levels.csv", "levels.hops.csv"]


@pytest.mark.parametrize("name", ["levels.csv", "levels.tsv", "levels.parquet", "x.y.csv"])
@settings(max_examples=20, deadline=None)
@given(person=st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1))
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, name: str, person: str
) -> None:
    path = tmp_path_factory.mktemp("out") / name
    given_tracing = tracing(person="P" + unicodedata.normalize("NFC", person))
    write_tracing(given_tracing, path, HANOI)
    back = read_tracing(path, hops_path(path), HANOI)
    assert back.levels.equals(given_tracing.levels)
    assert back.hops.sort("round").equals(given_tracing.hops)


def test_parquet_holds_aware_times(tmp_path: Path) -> None:
    write_tracing(tracing(), tmp_path / "levels.parquet", HANOI)
    schema = pl.read_parquet_schema(tmp_path / "levels.parquet")
    assert schema["first_exposure"] == pl.Datetime("us", "Asia/Ho_Chi_Minh")
    assert hops_path(tmp_path / "levels.parquet").exists()


def test_levels_that_somebody_edited_badly_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "levels.csv"
    path.write_text(
        "person_id,level,first_exposure,index_case\nA,F1,2020-03-01,B\nA,1,,B\nC,1,2020-03-01,\n"
    )
    with pytest.raises(Faulty) as error:
        read_levels(path, HANOI)
    assert [str(problem) for problem in error.value.problems] == [
        'levels.csv, row 2, column level: "F1"; expected a whole number, 0 or more',
        'levels.csv, row 3, column person_id: "A"; expected a person_id that stands in no other'
        " row; row 2 has it too",
        "levels.csv, row 3, column first_exposure: blank; expected the time at which it started",
        "levels.csv, row 4, column index_case: blank; expected the id of the case at the end of"
        " the chain",
    ]
