"""What policy is told of persons: what was known at the instant, and no contradiction."""

from datetime import date, datetime, timedelta

import pytest

from tests.web.factories import NOW, SYSTEM, UnitTree
from tests.web.measures.worlds import DAY, HOUR, MET, Tree, make_tree
from vungxanh.policy.facts import FactRow, PersonFacts
from vungxanh.terms import Answer, TestOutcome
from vungxanh.web.measures.actions import begin, confirm
from vungxanh.web.measures.persons import gather
from vungxanh.web.registry.actions import retract
from vungxanh.web.registry.models import Fact, TestResult
from vungxanh.web.tracing.models import Level

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(units: UnitTree) -> Tree:
    return make_tree(units)


def known(tree: Tree, person, now=NOW, **options) -> PersonFacts:
    return gather(tree.outbreak, [person.pk], now=now, **options)[person.pk][1]


def fact(person, name, value, at=NOW, recorded_at=None) -> Fact:
    return Fact.objects.create(
        person=person, name=name, value=value, observed_at=at, recorded_at=recorded_at or at
    )


def result(tree, person, outcome, at=NOW) -> TestResult:
    return TestResult.objects.create(
        person=person,
        outbreak=tree.outbreak,
        specimen_at=at,
        resulted_at=at,
        outcome=outcome,
        recorded_at=at,
    )


def test_level_and_exposures_come_from_tracing(tree):
    found = known(tree, tree.near)
    assert found.level == 1
    assert (found.first_exposure, found.last_exposure) == (MET, MET + HOUR)


def test_a_case_has_a_level_and_no_exposure(tree):
    found = known(tree, tree.index)
    assert (found.level, found.first_exposure, found.last_exposure) == (0, None, None)


def test_who_has_no_level_is_left_out(tree, units):
    Level.objects.filter(person=tree.far).delete()
    assert gather(tree.outbreak, [tree.far.pk], now=NOW) == {}


def test_nobody_is_asked_nothing(tree, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert gather(tree.outbreak, [], now=NOW) == {}


def test_a_fact_counts_from_when_it_was_recorded(tree):
    fact(tree.near, "cough", "yes", NOW - DAY, recorded_at=NOW + DAY)
    assert known(tree, tree.near, NOW).cough is Answer.UNKNOWN
    assert known(tree, tree.near, NOW + DAY).cough is Answer.YES


def test_the_latest_observation_wins_and_a_retracted_one_never_was(tree):
    fact(tree.near, "fever", "no", NOW - DAY)
    wrong = fact(tree.near, "fever", "yes", NOW - HOUR)
    assert known(tree, tree.near).fever is Answer.YES
    retract(wrong, actor=SYSTEM, now=NOW, reason="another person")
    assert known(tree, tree.near, NOW + HOUR).fever is Answer.NO


def test_the_latest_specimen_speaks_whenever_its_result_came(tree):
    result(tree, tree.near, "negative", NOW - HOUR)
    result(tree, tree.near, "positive", NOW - DAY)
    found = known(tree, tree.near)
    assert found.test_result is TestOutcome.NEGATIVE
    assert found.specimen_on == date(
        2020, 3, 8
    )  # six o'clock in Hanoi is the evening before in UTC


def test_what_somebody_tells_of_an_exposure_wins_over_the_tree(tree):
    told = datetime.fromisoformat("2020-03-07T10:00+07:00")
    fact(tree.near, "last_exposure", told.isoformat())
    assert known(tree, tree.near).last_exposure == told


def test_a_statement_that_cannot_be_true_does_not_stop_the_others(tree):
    """An exposure told to end before the traced one began: the tree is believed."""
    fact(tree.near, "last_exposure", (MET - DAY).isoformat())
    fact(tree.near, "cough", "yes")
    found = known(tree, tree.near)
    assert found.last_exposure == MET + HOUR
    assert found.cough is Answer.YES


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ({"birth_year": 1990}, 30),
        ({"birth_date": date(1990, 3, 8)}, 30),
        ({"birth_date": date(1990, 3, 9)}, 29),
        ({"birth_year": 1700}, None),
        ({}, None),
    ],
)
def test_the_age_is_that_of_the_day(tree, born, expected):
    for name, value in born.items():
        setattr(tree.near, name, value)
    tree.near.save()
    assert known(tree, tree.near).age == expected


def test_the_age_turns_at_midnight_of_the_city(tree):
    tree.near.birth_year = 1990
    tree.near.save()
    new_year = datetime.fromisoformat("2021-01-01T00:30+07:00")
    assert known(tree, tree.near, new_year - HOUR).age == 30
    assert known(tree, tree.near, new_year).age == 31


def test_a_quarantine_that_has_begun_is_known_so_that_test_days_count_from_it(tree):
    order = tree.order(tree.near)
    confirm([order], actor=SYSTEM, now=NOW)
    begin([order], actor=SYSTEM, now=NOW + 2 * HOUR, happened_at=NOW + HOUR)
    assert known(tree, tree.near, NOW + DAY).began_at == NOW + HOUR


def test_a_treatment_that_has_begun_is_no_quarantine(tree):
    order = tree.order(tree.index)
    confirm([order], actor=SYSTEM, now=NOW)
    begin([order], actor=SYSTEM, now=NOW)
    assert known(tree, tree.index, NOW + DAY).began_at is None


def test_sources_are_passed_on(tree):
    rows = {tree.far.pk: [FactRow("source_cleared", "near=yes", NOW)]}
    (source,) = known(tree, tree.far, sources=rows).sources
    assert (source.person_id, source.cleared) == ("near", Answer.YES)


def test_the_number_of_queries_does_not_grow_with_the_persons(tree, django_assert_max_num_queries):
    people = [tree.index.pk, tree.near.pk, tree.other.pk, tree.far.pk, tree.friend.pk]
    fact(tree.near, "cough", "yes", NOW - timedelta(minutes=1))
    with django_assert_max_num_queries(5):
        assert len(gather(tree.outbreak, people, now=NOW)) == 5
