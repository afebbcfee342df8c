"""Problems in bulk: all counted, the first thousand shown, quickly; and the file of rejects."""

import time
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from tests.core.linelist.conftest import Reader
from vungxanh.linelist import (
    VISITS,
    Faults,
    Faulty,
    Problem,
    can_write,
    read_table,
    write_rejects,
)
from vungxanh.linelist.writing import write_all

PROBLEM = Problem("a.csv", 2, "end", "x", "a time", "A,P,x")


def test_a_problem_reads_as_a_sentence() -> None:
    assert str(PROBLEM) == 'a.csv, row 2, column end: "x"; expected a time'


def test_errors_and_rows_are_counted_apart() -> None:
    faults = Faults.of([PROBLEM, Problem("a.csv", 2, "start", "", "a time", "A,P,x"), PROBLEM])
    assert (faults.count, faults.rows) == (3, 1)
    assert faults.summary() == "3 errors in 1 row."
    assert Faults.of([PROBLEM]).summary() == "1 error in 1 row."


def test_faulty_tells_every_problem_and_the_sum() -> None:
    error = Faulty(
        Faults.joined([Faults(), Faults.of([PROBLEM]), Faults.of([PROBLEM], fatal=True)])
    )
    assert str(error).splitlines() == [str(PROBLEM), str(PROBLEM), "2 errors in 1 row."]
    assert error.faults.fatal
    assert error.problems == [PROBLEM, PROBLEM]


def test_a_million_faulty_rows_are_all_counted_and_a_thousand_shown(
    tmp_path: Path, hanoi: ZoneInfo
) -> None:
    number = pl.int_range(1_000_000, eager=True)
    rows = pl.DataFrame({"n": number}).select(
        pl.format("P{}", "n").alias("person_id"),
        pl.lit("L1").alias("place_id"),
        pl.format("2020-13-01T10:00:{}", "n").alias("start"),
        pl.lit("2020-03-01").alias("end"),
    )
    rows.write_csv(tmp_path / "visits.csv")
    began = time.perf_counter()
    error = Faulty(read_table(VISITS, tmp_path / "visits.csv", hanoi).faults)
    took = time.perf_counter() - began
    assert error.count == 1_000_000
    assert len(error.problems) == 1_000
    assert str(error).endswith("1,000,000 errors in 1,000,000 rows (the first 1,000 are shown).")
    assert error.problems[-1].row == 1_001
    assert took < 60  # some 4 s on two quiet cores; a loop over rows takes minutes


def test_rejects_hold_every_fault_and_the_line_as_it_was(read: Reader, tmp_path: Path) -> None:
    text = 'person_id,place_id,start,end,seat\nA,"P, 1",x,y,\nB,P,2020-03-01,2020-03-02,\nC,P,"z\n'
    faults = read(VISITS, text).faults
    write_rejects(faults, tmp_path / "rejects.csv")
    back = pl.read_csv(tmp_path / "rejects.csv")
    assert back.columns == ["file", "row", "column", "value", "expected", "line"]
    assert back.select("file", "row", "column", "value").rows() == [
        ("visits.csv", 2, "start", "x"),
        ("visits.csv", 2, "end", "y"),
        ("visits.csv", 4, None, 'C,P,"z'),
    ]
    assert back["line"].to_list() == ['A,"P, 1",x,y,', 'A,"P, 1",x,y,', 'C,P,"z']


def test_rejects_without_faults_replace_an_old_file(tmp_path: Path) -> None:
    old = tmp_path / "rejects.csv"
    old.write_text("old")
    write_rejects(Faults(), old)
    assert old.read_text() == "file,row,column,value,expected,line\n"


def test_nothing_appears_unless_everything_can_be_written(tmp_path: Path) -> None:
    table = pl.DataFrame({"a": [1]})
    unwritable = pl.DataFrame({"a": [[1, 2]]})  # CSV has no lists
    with pytest.raises(pl.exceptions.PolarsError):
        write_all([(table, tmp_path / "one.csv"), (unwritable, tmp_path / "two.csv")])
    assert list(tmp_path.iterdir()) == []


def test_places_that_cannot_be_written_are_told_beforehand(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(ValueError, match=r"give a file name that ends in \.csv or \.parquet"):
        can_write(tmp_path / "levels.xlsx")
    with pytest.raises(IsADirectoryError, match="is a directory: give the name of a file in it"):
        can_write(tmp_path / "folder.csv")
    with pytest.raises(FileNotFoundError, match="is no directory: make it first"):
        can_write(tmp_path / "nowhere" / "levels.csv")
