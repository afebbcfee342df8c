"""All files together: the log that comes out, every fault of every file, and the warnings."""

from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from vungxanh.diseases import profile
from vungxanh.linelist import Reading, Sources, read_log
from vungxanh.records import (
    CONTACTS,
    FOREVER,
    ISOLATIONS,
    PLACES,
    VISITS,
    WINDOWS,
    Log,
)

COVID = profile("covid-19")
CASES = "person_id,onset_date\nA,2020-03-01\n"


@pytest.fixture
def reading(tmp_path: Path, hanoi: ZoneInfo):
    def of(kinds: frozenset[str] | None = None, **texts: str) -> Reading:
        paths = {}
        for name, text in ({"cases": CASES} | texts).items():
            paths[name] = tmp_path / f"{name}.csv"
            paths[name].write_text(text, encoding="utf-8")
        return read_log(Sources(**paths), disease=COVID, zone=hanoi, kinds=kinds)

    return of


def test_the_log_has_the_schemas_that_tracing_reads_and_no_nulls(reading) -> None:
    log = reading(
        contacts="person_a,person_b,start,end\nA,B,2020-03-01,2020-03-01\n",
        visits="person_id,place_id,start,end\nA,P,2020-03-01T10:00:59,2020-03-01T11:00:01\n",
        places="place_id\nP\n",
        isolations="person_id,isolated_at\nA,2020-03-05\nA,2020-03-09\n",
    ).log
    assert isinstance(log, Log)
    tables = (log.windows, log.contacts, log.visits, log.places, log.isolations)
    schemas = (WINDOWS, CONTACTS, VISITS, PLACES, ISOLATIONS)
    for table, schema in zip(tables, schemas, strict=True):
        assert table.schema == pl.Schema(schema)
    assert log.contacts["close"].to_list() == [False]
    assert log.visits["seat"].to_list() == [""]
    assert log.visits.select(pl.col("end") - pl.col("start")).item() == 60  # floored
    assert log.places["min_overlap"].to_list() == [None]
    assert log.places["kind"].to_list() == [""]
    assert log.isolations["end"].to_list() == [FOREVER, FOREVER]


def test_isolations_of_cases_and_of_their_own_file_come_together(reading) -> None:
    log = reading(
        cases="person_id,onset_date,isolated_at\nA,2020-03-01,2020-03-05\n",
        isolations="person_id,isolated_at,released_at\nA,2020-03-01,2020-03-02\n",
    ).log
    assert log.isolations.height == 2


def test_faults_of_all_files_are_told_at_once(reading) -> None:
    found = reading(
        cases="person_id,onset_date\nA,soon\n",
        contacts="who,whom\nA,B\n",
        visits="person_id,place_id,start,end\nA,P,x,2020-03-01\n",
    )
    assert found.log is None
    assert found.faults.fatal
    assert sorted(found.faults.table["file"].unique()) == [
        "cases.csv",
        "contacts.csv",
        "visits.csv",
    ]


def test_good_rows_are_there_beside_the_faults(reading) -> None:
    visits = "person_id,place_id,start,end\nA,P,2020-03-01,2020-03-01\nB,P,x,2020-03-01\n"
    found = reading(visits=visits)
    assert found.faults.count == 1
    assert not found.faults.fatal
    assert found.log.visits["person_id"].to_list() == ["A"]


VISITS_AT = "person_id,place_id,start,end\nA,P1,2020-03-01,2020-03-01\nB,P2,2020-03-01,2020-03-02\n"


def test_a_place_that_is_missing_is_a_warning(reading) -> None:
    found = reading(visits=VISITS_AT, places="place_id\nP1\n")
    assert not found.faults.count
    assert found.warnings == (
        "visits.csv: 1 place that places.csv has not, so the default overlap counts there:"
        " P2 (row 3)",
    )
    assert reading(visits=VISITS_AT, places="place_id\nP1\nP2\n").warnings == ()


def test_without_a_file_of_places_none_is_missing(tmp_path: Path, hanoi: ZoneInfo) -> None:
    (tmp_path / "cases.csv").write_text(CASES)
    (tmp_path / "visits.csv").write_text(VISITS_AT)
    sources = Sources(tmp_path / "cases.csv", visits=tmp_path / "visits.csv")
    assert read_log(sources, disease=COVID, zone=hanoi).warnings == ()


def test_a_kind_that_the_rules_have_not_is_a_warning_only_with_rules(reading) -> None:
    places = "place_id,kind\nP1,bus\nP2,moon\n"
    assert reading(visits=VISITS_AT, places=places).warnings == ()
    assert reading(frozenset({"bus"}), visits=VISITS_AT, places=places).warnings == (
        "places.csv: 1 kind of place that the rules have not, so the default overlap counts"
        " there: moon (row 3)",
    )


def test_strange_isolations_lonely_cases_and_wrong_years_are_warnings(reading) -> None:
    found = reading(
        cases="person_id,onset_date\nA,2020-03-01\nBN17,2020-03-01\n",
        visits="person_id,place_id,start,end\nA,P1,2021-03-01,2021-03-02\n",
        isolations="person_id,isolated_at\nX,2020-03-01\n",
    )
    assert found.warnings == (
        "isolations.csv: 1 person whom no other file names, so their isolation changes nothing:"
        " X (row 2)",
        "cases.csv: 1 case without any contact or visit, so nobody is found through them: BN17",
        "Every contact and visit lies after the last infectious time of cases.csv: are the years"
        " and the time zone right?",
    )


def test_ids_that_never_meet_are_told(reading) -> None:
    found = reading(cases="person_id,onset_date\na,2020-03-01\n", visits=VISITS_AT)
    assert found.warnings == (
        "cases.csv: 1 case without any contact or visit, so nobody is found through them (that is"
        " every case: are the ids written alike in all files?): a",
    )


def test_no_case_is_a_warning_and_many_examples_are_cut(reading) -> None:
    assert reading(cases="person_id,onset_date\n").warnings == (
        "cases.csv has no case: nobody can be traced.",
    )
    rows = "".join(f"C{number},2020-03-01\n" for number in range(9))
    found = reading(cases=f"person_id,onset_date\nA,2020-03-01\n{rows}", visits=VISITS_AT)
    assert found.warnings[0].endswith("C0, C1, C2, C3, C4, …")


def test_parquet_gives_the_same_log_as_csv(tmp_path: Path, hanoi: ZoneInfo) -> None:
    (tmp_path / "cases.csv").write_text(CASES)
    (tmp_path / "visits.csv").write_text(VISITS_AT)
    for name in ("cases", "visits"):
        typed = pl.read_csv(tmp_path / f"{name}.csv", try_parse_dates=True)
        assert pl.Date in typed.schema.values()
        typed.write_parquet(tmp_path / f"{name}.parquet")
    logs = [
        read_log(
            Sources(tmp_path / f"cases.{ending}", visits=tmp_path / f"visits.{ending}"),
            disease=COVID,
            zone=hanoi,
        ).log
        for ending in ("csv", "parquet")
    ]
    assert logs[0].visits.equals(logs[1].visits)
    assert logs[0].windows.equals(logs[1].windows)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("cases.parquet", b"person_id", "a Parquet file (its content is something else)"),
        ("cases.parquet", b"PAR1broken", "a whole Parquet file ("),
        ("cases.xlsx", b"PK", "a file whose name ends in .csv or .parquet"),
    ],
)
def test_files_of_another_kind_are_refused(
    tmp_path: Path, hanoi: ZoneInfo, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    found = read_log(Sources(tmp_path / name), disease=COVID, zone=hanoi)
    assert found.log is None
    assert message in found.faults.shown()[0].expected
