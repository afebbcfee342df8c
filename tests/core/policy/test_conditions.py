from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.policy.facts import PersonFacts
from vungxanh.policy.rules.conditions import (
    CONDITIONS,
    Finding,
    Protection,
    Situation,
    assignments,
    deciding,
    months_after,
)
from vungxanh.terms import Answer

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = date(2021, 12, 20)
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
SIX_MONTHS = Protection(14, 6, 6)


def find(name: str, protection: Protection | None = SIX_MONTHS, **facts: object) -> Finding:
    person = PersonFacts(level=1, **facts)
    return CONDITIONS[name].find(Situation(person, TODAY, ZONE, protection))


@pytest.mark.parametrize(
    ("cough", "fever", "answer", "ask"),
    [
        (YES, UNKNOWN, YES, ()),
        (UNKNOWN, YES, YES, ()),
        (NO, NO, NO, ()),
        (NO, UNKNOWN, UNKNOWN, ("fever",)),
        (UNKNOWN, UNKNOWN, UNKNOWN, ("cough", "fever")),
    ],
)
def test_cough_or_fever(cough, fever, answer, ask):
    assert find("cough_or_fever", cough=cough, fever=fever) == Finding(answer, ask)


def test_a_negative_test_counts_from_the_exposure_if_there_was_no_onset():
    exposed = {"first_exposure": datetime(2021, 12, 18, 9, tzinfo=ZONE), "test_result": "negative"}
    assert find("tested_negative", **exposed, specimen_on=date(2021, 12, 17)).answer is NO
    assert find("tested_negative", **exposed, specimen_on=date(2021, 12, 18)).answer is YES
    assert find("tested_negative", **exposed).ask == ("specimen_on",)
    assert find("tested_negative", test_result="negative").answer is YES
    assert find("tested_negative", test_result="inconclusive").answer is NO
    assert find("tested_negative").answer is NO


def test_a_positive_test_counts_until_a_clearance_after_it():
    tested = {"test_result": "positive", "specimen_on": date(2021, 12, 10)}
    assert find("tested_positive", **tested).answer is YES
    cleared = datetime(2021, 12, 18, tzinfo=ZONE)
    assert find("tested_positive", **tested, cleared_at=cleared).answer is NO
    assert find("tested_positive", test_result="positive", cleared_at=cleared).answer is YES
    same_day = datetime(2021, 12, 10, 18, tzinfo=ZONE)
    assert find("tested_positive", **tested, cleared_at=same_day).answer is YES


def test_nobody_is_protected_where_the_directive_does_not_say_so():
    assert find("protected", None, vaccinated_full=YES, last_dose_on=date(2021, 11, 1)).answer is NO


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({"vaccinated_full": YES, "last_dose_on": date(2021, 12, 6)}, YES),
        ({"vaccinated_full": YES, "last_dose_on": date(2021, 12, 7)}, NO),
        ({"vaccinated_full": YES, "last_dose_on": date(2021, 6, 20)}, YES),
        ({"vaccinated_full": YES, "last_dose_on": date(2021, 6, 19)}, NO),
        ({"vaccinated_full": NO, "recovered_on": date(2021, 6, 20)}, YES),
        ({"vaccinated_full": NO, "recovered_on": date(2021, 6, 19)}, NO),
        ({"vaccinated_full": NO, "recovered_on": date(2021, 12, 20)}, YES),
        ({"vaccinated_full": NO, "recovered_on": date(2021, 12, 21)}, NO),
        ({"vaccinated_full": NO}, NO),
        ({}, UNKNOWN),
        ({"recovered_on": date(2020, 6, 1)}, UNKNOWN),
        ({"vaccinated_full": YES}, UNKNOWN),
    ],
)
def test_who_is_protected(facts, answer):
    assert find("protected", **facts).answer is answer


def test_without_limits_any_earlier_illness_and_any_old_dose_count():
    assert find("protected", Protection(), recovered_on=date(2020, 2, 1)).answer is YES
    dosed = {"vaccinated_full": YES, "last_dose_on": date(2020, 12, 1)}
    assert find("protected", Protection(), **dosed).answer is YES


@given(st.dates(date(1901, 1, 1), date(2199, 1, 1)), st.integers(0, 36))
def test_months_after_keeps_the_day_or_takes_the_last_of_the_month(day, months):
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or ((later + timedelta(days=1)).day == 1 and later.day < day.day)


def test_every_way_of_answering_is_tried_once_and_known_answers_stay():
    findings = {"a": Finding(UNKNOWN), "b": Finding(YES), "c": Finding(UNKNOWN)}
    tried = [tuple(answers.values()) for answers in assignments(findings)]
    assert tried == [(NO, YES, NO), (NO, YES, YES), (YES, YES, NO), (YES, YES, YES)]


answers = st.fixed_dictionaries({name: st.sampled_from(Answer) for name in "abc"})
tables = st.lists(st.integers(0, 2), min_size=8, max_size=8)


@given(answers, tables)
def test_exactly_the_answers_that_can_change_the_outcome_are_asked_for(given_answers, table):
    """Against the definition: some two ways of answering that differ in it end differently."""

    def outcome(chosen: dict[str, Answer]) -> int:
        return table[sum(2**place * (chosen[name] is YES) for place, name in enumerate("abc"))]

    findings = {name: Finding(given_answers[name], (name,)) for name in "abc"}
    ways = list(assignments(findings))
    expected = [
        name
        for name in "abc"
        if any(
            outcome(one) != outcome(other)
            for one in ways
            for other in ways
            if {key for key in "abc" if one[key] is not other[key]} == {name}
        )
    ]
    assert list(deciding(findings, outcome)) == expected
    assert bool(expected) == (len({outcome(way) for way in ways}) > 1)
