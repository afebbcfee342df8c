"""What holds for every demonstration city: order, references, privacy, repeatability."""

import re
from datetime import timedelta

import pytest

from vungxanh.demonstration import City, day_2021_08_04, first_wave
from vungxanh.demonstration.city import (
    PLACE_KINDS,
    RECORDS,
    SETTINGS,
    SYMPTOMS,
    IsolationRecord,
    PersonRecord,
    PlaceRecord,
)
from vungxanh.geography import shipped_gazetteer


@pytest.fixture(params=["wave", "day_2021"])
def city(request) -> City:
    return request.getfixturevalue(request.param)


def references(row) -> set[str]:
    names = ("person", "person_a", "person_b", "from_person", "to_person")
    return {getattr(row, name) for name in names if getattr(row, name, "")}


def places(row) -> set[str]:
    return {
        getattr(row, name) for name in ("place", "home", "from_place") if getattr(row, name, "")
    }


def test_the_timeline_names_nothing_that_has_not_come_before(city):
    people, known_places, last = set(), set(), None
    for row in city.timeline():
        assert last is None or last <= row.recorded_at
        last = row.recorded_at
        assert references(row) <= people, row
        assert places(row) <= known_places, row
        if isinstance(row, PersonRecord):
            people.add(row.code)
        elif isinstance(row, PlaceRecord):
            known_places.add(row.place_id)


def test_the_timeline_holds_every_record_once(city):
    rows = list(city.timeline())
    assert len(rows) == sum(len(getattr(city, name)) for name in RECORDS)


@pytest.mark.parametrize("days", [-40, -2, -1, 0, 30])
def test_until_is_whole_in_itself_and_holds_nothing_later(city, days):
    then = city.until(city.now + timedelta(days=days))
    people = {person.code for person in then.persons}
    known = {place.place_id for place in then.places}
    for name in RECORDS:
        for row in getattr(then, name):
            assert row.recorded_at <= then.now
            assert references(row) <= people
            assert places(row) <= known


def test_a_release_is_not_known_before_it_is_recorded(wave):
    released = [row for row in wave.until(wave.now).isolations if row.released_at]
    assert released, "the first sixteen had recovered"
    assert all(row.released_at <= wave.now for row in released)
    index = wave.guide["index"]
    assert [row.released_at for row in wave.isolations if row.person == index] != [None]
    known = [row for row in wave.until(wave.now).isolations if row.person == index]
    assert [(row.released_at, row.release_recorded_at) for row in known] == [(None, None)]
    assert all(isinstance(row, IsolationRecord) for row in known)


def test_nothing_is_written_down_before_it_happened(city):
    assert all(row.start < row.end <= row.recorded_at for row in city.contacts)
    late = [row for row in city.visits if row.end > row.recorded_at]
    day_only = {row.place_id for row in city.places if row.kind == "flight"}
    assert {row.place for row in late} <= day_only, "an arrival known by its day ends at midnight"
    assert all(row.start < row.end for row in city.visits)
    assert all(row.taken_at < row.result_at <= row.recorded_at for row in city.tests)
    assert all(row.isolated_at <= row.recorded_at for row in city.isolations)
    assert all(case.confirmed_on <= case.recorded_at.date() for case in city.cases)


def test_every_record_names_its_source_and_times_are_aware(city):
    for row in city.timeline():
        assert row.source
        assert row.recorded_at.utcoffset() == timedelta(hours=7)


def test_units_existed_on_the_day(city):
    gazetteer = shipped_gazetteer()
    for row in (*city.persons, *city.places):
        assert not row.unit_code or gazetteer.at(row.unit_code, city.now.date()), row


def test_names_and_telephones_belong_to_the_invented_only(city):
    for person in city.persons:
        assert bool(person.name) == person.fictional == bool(person.phone)
        if person.fictional:
            assert re.fullmatch(r"0000\d{6}", person.phone)
    telephones = [person.phone for person in city.persons if person.phone]
    assert len(set(telephones)) == len(telephones)


def test_words_are_those_of_the_vocabulary(city):
    assert {place.kind for place in city.places} <= set(PLACE_KINDS)
    assert {contact.setting for contact in city.contacts} <= set(SETTINGS)
    assert {symptom.symptom for symptom in city.symptoms} <= set(SYMPTOMS)
    assert len({place.place_id for place in city.places}) == len(city.places)
    assert len({person.code for person in city.persons}) == len(city.persons)
    assert len({case.number for case in city.cases}) == len(city.cases)


def test_members_of_a_home_agree_on_it(city):
    by_home: dict[str, set[str]] = {}
    for person in city.persons:
        if person.home and person.fictional:
            by_home.setdefault(person.home, set()).add((person.unit_code, person.home_qualifies))
    assert by_home
    assert all(len(answers) == 1 for answers in by_home.values())


def test_the_seed_decides_everything(wave, day_2021):
    assert first_wave() == wave
    assert day_2021_08_04() == day_2021
    assert first_wave(seed=1).persons != wave.persons
