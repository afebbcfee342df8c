"""The first wave against the sources: patients, flights, sizes of trees on 8 March 2020."""

from collections import Counter
from datetime import date, datetime

import pytest

from tests.core.demonstration.tracing_input import log_of
from vungxanh.demonstration.tables import CITY_ZONE, table
from vungxanh.linelist.rules import shipped_rules
from vungxanh.records import Rules
from vungxanh.terms import TestOutcome
from vungxanh.tracing.trace import trace

FLIGHT = "VN0054-2020-03-02"


@pytest.fixture(scope="session")
def morning(wave):
    """What is known when the demonstration clock starts."""
    return wave.until(wave.now)


def local(*parts):
    return datetime(*parts, tzinfo=CITY_ZONE)


def levels(city, numbers=(), rules=None):
    traced = trace(log_of(city, numbers), rules or Rules())
    return dict(traced.levels.select("person_id", "level").iter_rows())


def test_all_288_patients_with_the_sources_counts(wave):
    assert [case.number for case in sorted(wave.cases, key=lambda c: int(c.number[2:]))] == [
        f"BN{number}" for number in range(1, 289)
    ]
    kinds = Counter(link.kind for link in wave.links)
    assert kinds == {"infector_reported": 85, "place_cluster": 38}
    infectors = Counter(link.from_person for link in wave.links if link.from_person)
    assert [infectors[number] for number in ("BN17", "BN34", "BN91", "BN243")] == [4, 8, 9, 10]


def test_at_seven_on_8_march_twenty_patients_are_known(morning):
    assert {case.number for case in morning.cases} == {f"BN{n}" for n in range(1, 21)}
    announced = {case.number: case.recorded_at for case in morning.cases}
    assert announced["BN17"] == local(2020, 3, 6, 23, 28)
    assert announced["BN19"] == local(2020, 3, 7, 17, 27)


def test_patient_21_is_a_passenger_until_the_notice_of_a_quarter_past_eight(wave, morning):
    neighbour = wave.guide["passenger_nearby"]
    assert neighbour in {person.code for person in morning.persons}
    (case,) = [case for case in wave.cases if case.person == neighbour]
    assert case.number == "BN21"
    assert case.recorded_at == local(2020, 3, 8, 8, 15)
    assert "BN21" not in {person.code for person in wave.persons}, "no code tells the future"


def test_the_index_patient_is_as_the_newspapers_tell(wave):
    (case,) = [case for case in wave.cases if case.number == "BN17"]
    (person,) = [person for person in wave.persons if person.code == case.person]
    assert (person.age, person.sex, person.unit_code) == (26, "female", "00004")
    assert case.onset == date(2020, 3, 1)
    assert case.isolated_at.date() == date(2020, 3, 5)
    assert case.onset_source
    (flight,) = [v for v in wave.visits if v.person == person.code and v.place == FLIGHT]
    assert flight.end == local(2020, 3, 2, 4)
    assert flight.seat == "5K"


def test_a_flight_is_a_number_and_a_date(wave):
    numbers = {case.person: case.number for case in wave.cases}
    aboard = [visit.person for visit in wave.visits if visit.place == FLIGHT]
    patients = {numbers[person] for person in aboard if person in numbers}
    expected = {17, *range(21, 32), 33, 49}
    assert patients == {f"BN{n}" for n in expected} | {"BN59"}, "14 passengers and one of the crew"
    assert len(aboard) == 217
    named = [row for row in table("first_wave_cases") if row["flight"].startswith("VN0054")]
    other_days = {row["flight"] for row in named} - {FLIGHT}
    assert len(other_days) >= 5


def test_her_tree_has_the_reported_sizes(morning):
    found = levels(morning, ["BN17"])
    numbers = {case.person for case in morning.cases}
    on_board = {visit.person for visit in morning.visits if visit.place == FLIGHT}
    first = {person for person, level in found.items() if level == 1}
    assert len(first - numbers - on_board - {"BN17-home-1"}) == 46, "told negative later"
    assert {"BN19", "BN20", morning.guide["passenger_nearby"], "BN17-home-1"} <= first
    assert sum(level == 2 for level in found.values()) == 164 + 90 + 124
    assert 100 < sum(level == 3 for level in found.values()) < 400


def test_the_shipped_rules_leave_her_tree_as_it_is(morning):
    plain = levels(morning, ["BN17"])
    assert levels(morning, ["BN17"], Rules(kinds=shipped_rules())) == plain


def test_only_those_within_two_rows_are_contacts_of_the_flight(morning):
    first = {person for person, level in levels(morning, ["BN17"]).items() if level == 1}
    for visit in morning.visits:
        if visit.place == FLIGHT and visit.person != "BN17" and visit.seat:
            row = int(visit.seat[:-1])
            assert (visit.person in first) == (3 <= row <= 7), visit


def test_the_tree_of_patient_21_is_the_reported_124(wave):
    found = levels(wave, ["BN21"])
    assert Counter(found.values())[1] == 124


def test_the_hospital_had_twenty_contacts_of_whom_nineteen_were_negative(morning):
    met = {v.person for v in morning.visits if v.place == "hospital-bn17"} - {"BN17"}
    negative = {t.person for t in morning.tests if t.outcome is TestOutcome.NEGATIVE}
    assert (len(met), len(met & negative), len(negative)) == (20, 19, 25)
    assert met - negative == {morning.guide["result_awaited"]}


def test_a_positive_result_of_the_nurse_moves_a_chain(morning, wave):
    nurse = morning.guide["result_awaited"]
    before = levels(morning)
    assert before[nurse] == 1
    (case,) = [case for case in wave.cases if case.number == "BN17"]
    taken = date(2020, 3, 7)
    changed = type(case)(
        **{
            name: getattr(case, name)
            for name in case.__dataclass_fields__
            if name not in ("person", "number", "onset", "specimen")
        },
        person=nurse,
        number="new",
        onset=None,
        specimen=taken,
    )
    after = levels(replace_cases(morning, (*morning.cases, changed)))
    moved = Counter(
        (before[person], level) for person, level in after.items() if before[person] != level
    )
    assert moved[1, 0] == 1
    assert moved[2, 1] >= 10
    assert moved[3, 2] >= 1
    assert set(moved) == {(1, 0), (2, 1), (3, 2)}


def replace_cases(city, cases):
    return type(city)(
        **{name: getattr(city, name) for name in city.__dataclass_fields__ if name != "cases"},
        cases=cases,
    )


def test_unknown_dates_are_said_to_be_unknown(wave):
    for case in wave.cases:
        assert (case.onset is None) == bool(case.note)
        assert bool(case.onset) == bool(case.onset_source)
        assert case.specimen_source
    assert sum(case.onset is not None for case in wave.cases) < 15


def test_somebody_found_in_quarantine_has_no_contacts(wave):
    found = levels(wave, ["BN267"])
    assert set(found.values()) == {0}
