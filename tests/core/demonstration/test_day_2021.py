"""The counts that the districts reported come out of tracing, for the shipped seed and others."""

from collections import Counter

import pytest

from tests.core.demonstration.tracing_input import log_of
from vungxanh.demonstration import day_2021_08_04
from vungxanh.geography import Level, shipped_gazetteer
from vungxanh.linelist.rules import shipped_rules
from vungxanh.records import Rules
from vungxanh.tracing.trace import trace

REPORTED = {"268": (36, 485, 2824), "277": (7, 143, 700)}


def count_by_district(city, rules):
    gazetteer, on = shipped_gazetteer(), city.now.date()
    unit = {person.code: person.unit_code for person in city.persons}
    levels = trace(log_of(city), rules).levels.select("person_id", "level")
    return Counter(
        (gazetteer.ancestor(unit[person], Level.DISTRICT, on).code, level)
        for person, level in levels.iter_rows()
    )


def reported(count):
    return {district: tuple(count[district, level] for level in range(3)) for district in REPORTED}


@pytest.mark.parametrize("kinds", [{}, shipped_rules()], ids=["plain", "shipped rules"])
def test_tracing_gives_the_reported_counts(day_2021, kinds):
    count = count_by_district(day_2021, Rules(kinds=kinds))
    assert reported(count) == REPORTED
    assert 500 < count["268", 3] < 2000


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_seed_gives_them(seed):
    assert reported(count_by_district(day_2021_08_04(seed), Rules())) == REPORTED


def test_all_of_it_is_known_when_the_clock_starts(day_2021):
    assert day_2021.until(day_2021.now) == day_2021


def test_some_have_met_people_of_other_districts_and_some_met_nobody(day_2021):
    count = count_by_district(day_2021, Rules())
    elsewhere = sum(number for (district, _), number in count.items() if district not in REPORTED)
    assert elsewhere > 20
    assert len(day_2021.persons) > sum(count.values()), "who had left before is no contact"


def test_infectors_fell_ill_before_those_they_infected(day_2021):
    onset = {case.person: case.onset for case in day_2021.cases}
    assert len(day_2021.links) > 10
    assert all(
        (onset[link.to_person] - onset[link.from_person]).days >= 3 for link in day_2021.links
    )
