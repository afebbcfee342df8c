"""Files of units: laid over those known, every fault with its row and column."""

from datetime import date
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from vungxanh.geography import Gazetteer, Unit, population_2019, shipped_gazetteer
from vungxanh.linelist import Faults
from vungxanh.linelist.units import read_crosswalk, read_population, read_units

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DATA = Path(str(files("vungxanh.geography") / "data"))
HEADER = "level,code,name,full_name,parent_code,valid_from,valid_to\n"
REGIONS = HEADER + "country,UT,Utopia,,,,\nregion,R1,North,,UT,,\nparish,P1,Hill,,R1,,2024-01-01\n"


def told(faults: Faults) -> list[tuple[int, str]]:
    return [(one.row, one.column) for one in faults.shown()]


def written(folder: Path, text: str, name: str = "units.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def known(folder: Path, text: str = REGIONS) -> tuple[Unit, ...]:
    units, faults = read_units(written(folder, text, "known.csv"), (), ZONE)
    assert not faults.count, faults.shown()
    return units


def test_the_shipped_files_over_the_shipped_units_change_nothing() -> None:
    shipped = shipped_gazetteer()
    units, faults = read_units(DATA / "hanoi_units.csv", shipped.units, ZONE)
    assert not faults.count
    assert {unit.key for unit in units} == {unit.key for unit in shipped.units}
    changes, faults = read_crosswalk(DATA / "hanoi_crosswalk.csv", Gazetteer(units), ZONE)
    assert not faults.count
    assert changes == shipped.changes
    on = date(2019, 4, 1)
    file = DATA / "hanoi_population_2019.csv"
    people, faults = read_population(file, shipped, ZONE, on=on, code="commune_code")
    assert not faults.count
    assert people == {on: population_2019()}


def test_levels_of_another_country_keep_their_names(tmp_path: Path) -> None:
    gazetteer = Gazetteer(known(tmp_path))
    path = gazetteer.ancestors("P1", date(2023, 1, 1))
    assert [unit.level for unit in path] == ["region", "country"]


def test_a_row_without_a_first_day_is_the_known_unit_that_ends_the_same_day(tmp_path: Path) -> None:
    finer = known(
        tmp_path,
        REGIONS.replace("2024-01-01", "2020-03-01") + "parish,P1,Hills,,R1,2020-03-01,2024-01-01\n",
    )
    rows = HEADER + "parish,P1,Hills,Parish of Hills,R1,,2024-01-01\nparish,P2,Vale,,R1,,\n"
    units, faults = read_units(written(tmp_path, rows), finer, ZONE)
    assert not faults.count
    names = {unit.key: unit.full_name for unit in units}
    assert names["P1", date(2020, 3, 1)] == "Parish of Hills"
    assert names["P1", None] == "Hill", "the earlier one stays"
    assert names["P2", None] == "Vale"


def test_a_row_without_a_parent_belongs_to_the_country(tmp_path: Path) -> None:
    rows = written(tmp_path, HEADER + "region,R2,South,,,,\n")
    units, _ = read_units(rows, known(tmp_path), ZONE)
    assert next(unit for unit in units if unit.code == "R2").parent_code == "UT"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("Parish Level,P9,X,,R1,,", "level"),
        ("parish,,X,,R1,,", "code"),
        ("parish,P9,X,,R1,2020-13-01,", "valid_from"),
        ("parish,P9,X,,R1,2021-01-01,2020-01-01", "valid_to"),
        ("parish,P9,X,,R9,,", "parent_code"),
        ("parish,P9,X,,P1,,", "parent_code"),
        ("parish,P1,X,,R1,2023-06-01,", "valid_from"),
        ("parish,P9,X,,P9,,", "parent_code"),
        ("region,R1,North,,UT,,2020-01-01", "valid_to"),
    ],
    ids=[
        "a level of two words",
        "no code",
        "no such day",
        "it ends before it begins",
        "nothing has the code above it",
        "what lies above it ended before it",
        "its code is taken on some days",
        "it lies below itself",
        "it ends before its parts",
    ],
)
def test_a_unit_that_cannot_be_is_told_with_row_and_column(
    tmp_path: Path, row: str, column: str
) -> None:
    rows = HEADER + f"parish,P7,Good,,R1,,\n{row}\n"
    units, faults = read_units(written(tmp_path, rows), known(tmp_path), ZONE)
    assert told(faults) == [(3, column)]
    assert "P7" in {unit.code for unit in units}, "the good row is read"


def test_all_faults_of_all_kinds_are_told_at_once(tmp_path: Path) -> None:
    rows = HEADER + "parish,P2,A,,R1,,\nparish,P2,A,,R1,,\nparish,P3,A,,R9,,\nLEVEL,P4,A,,R1,,\n"
    _, faults = read_units(written(tmp_path, rows), known(tmp_path), ZONE)
    assert sorted(told(faults)) == [(3, "code"), (4, "parent_code"), (5, "level")]


def test_changes_are_between_units_that_there_are(tmp_path: Path) -> None:
    units = known(tmp_path, REGIONS + "parish,P2,Vale,,R1,2024-01-01,\n")
    rows = (
        "effective,from_code,to_code,extent,is_default\n"
        "2024-01-01,P1,P2,whole,1\n"
        "2024-01-01,P9,P2,whole,1\n"
        "2024-01-01,P1,P1,part,0\n"
        "2024-01-01,P1,R1,part,1\n"
        "2024-01-01,P1,P2,half,1\n"
    )
    changes, faults = read_crosswalk(written(tmp_path, rows), Gazetteer(units), ZONE)
    assert [change.to_code for change in changes] == ["P2"]
    assert sorted(told(faults)) == [
        (3, "from_code"),
        (4, "to_code"),
        (5, "is_default"),
        (6, "extent"),
    ]


def test_people_are_counted_on_a_day_in_units_of_that_day(tmp_path: Path) -> None:
    file = written(tmp_path, "code,population,day\nP1,10,2019-04-01\nP1,9,2024-06-01\nR1,10,\n")
    gazetteer = Gazetteer(known(tmp_path))
    people, faults = read_population(file, gazetteer, ZONE, on=None)
    assert people == {date(2019, 4, 1): {"P1": 10}}
    assert sorted(told(faults)) == [(3, "code"), (4, "day")]
