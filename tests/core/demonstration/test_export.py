"""The files that an analyst gets are those that `vungxanh trace` reads."""

import csv
from collections import Counter

import pytest

import vungxanh
from vungxanh.demonstration import write_csv

FILES = ("cases", "contacts", "visits", "places", "isolations")


@pytest.fixture(scope="module")
def folder(wave, tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "files"
    write_csv(wave, path, until=wave.now)
    return path


def test_the_files_trace_as_they_are(folder):
    traced = vungxanh.trace(*(folder / f"{name}.csv" for name in FILES))
    count = Counter(traced.levels["level"])
    assert (count[0], count[2]) == (20, 164 + 90 + 124)
    assert "BN17" in set(traced.levels["index_case"])


def test_nothing_recorded_later_is_in_them(folder):
    text = "".join(path.read_text("utf-8") for path in folder.iterdir())
    assert "BN20" in text
    assert "BN21" not in text


def test_a_patient_is_called_by_the_number_once_there_is_one(wave, tmp_path):
    write_csv(wave, tmp_path)
    with (tmp_path / "persons.csv").open(encoding="utf-8", newline="") as file:
        persons = {row["person_id"] for row in csv.DictReader(file)}
    assert "BN21" in persons
    assert wave.guide["passenger_nearby"] not in persons
    assert {f"BN{number}" for number in range(1, 289)} <= persons


def test_the_whole_wave_and_the_day_of_2021_trace_without_a_fault(wave, day_2021, tmp_path):
    for city, cases in ((wave, 288), (day_2021, 43)):
        write_csv(city, tmp_path / city.code)
        files = (tmp_path / city.code / f"{name}.csv" for name in FILES)
        traced = vungxanh.trace(*files)
        assert Counter(traced.levels["level"])[0] == cases


def test_the_same_city_gives_the_same_bytes(wave, tmp_path):
    first, second = (write_csv(wave, tmp_path / name) for name in ("one", "two"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
