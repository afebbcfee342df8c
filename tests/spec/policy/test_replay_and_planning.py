"""Past decisions asked again, differences shown, the cascade, and preparing one level above."""

from datetime import date

import pytest

from vungxanh.policy.decide import (
    decide,
    levels_to_prepare,
    one_level_above,
    tracing_parameters,
)
from vungxanh.policy.decision import reassess
from vungxanh.policy.facts import PersonFacts
from vungxanh.terms import Answer, Measure

TRUC_BACH = "Trúc Bạch, Ba Đình, Hà Nội"
HA_DONG = "Hà Đông, Hà Nội"
HANOI, SAIGON = ("001", "01", "VN"), ("79", "VN")
COUGHING_F3 = {
    "F": 3,
    "where": TRUC_BACH,
    "when": "2020-03-08 12:00",
    "last_exposure": "2020-03-07 09:00",
    "cough": Answer.YES,
}


def test_a_decision_can_be_replayed_with_what_was_known_the_day_before(ask):
    assert ask(**COUGHING_F3).measure is Measure.FACILITY
    assert ask(**COUGHING_F3, known_on=date(2020, 3, 8)).measure is Measure.FACILITY
    assert ask(**COUGHING_F3, known_on=date(2020, 3, 7)).measure is Measure.ADVICE


def test_the_telegram_of_16_november_was_known_a_day_before_it_took_effect(ask):
    f1 = {
        "F": 1,
        "where": HA_DONG,
        "last_exposure": "2021-11-15 09:00",
        "home_qualifies": Answer.YES,
    }
    assert ask(**f1, when="2021-11-16 12:00", known_on=date(2021, 11, 16)).measure == "facility"
    assert ask(**f1, when="2021-11-17 12:00", known_on=date(2021, 11, 15)).measure == "facility"
    assert ask(**f1, when="2021-11-17 12:00", known_on=date(2021, 11, 16)).measure == "home"


def test_a_new_directive_is_shown_as_a_difference(ask, at):
    f1 = {
        "F": 1,
        "where": HA_DONG,
        "last_exposure": "2021-05-01 09:00",
        "began_at": "2021-05-02 09:00",
    }
    old, new = ask(**f1, when="2021-05-04 12:00"), ask(**f1, when="2021-05-05 12:00")
    difference = reassess(old, new)
    assert {change.what for change in difference.changes} == {"until", "tests", "directives"}
    assert (difference.stricter, difference.milder) == (True, False)
    until = next(change for change in difference.changes if change.what == "until")
    assert (until.old, until.new) == (at("2021-05-16 00:00"), at("2021-05-23 00:00"))


def test_asking_again_an_hour_later_is_no_difference(ask):
    f1 = {"F": 1, "where": TRUC_BACH, "last_exposure": "2020-03-07 09:00"}
    assert not reassess(ask(**f1, when="2020-03-08 12:00"), ask(**f1, when="2020-03-08 13:00"))


def test_a_clearance_is_milder(ask):
    f1 = {
        "F": 1,
        "where": TRUC_BACH,
        "last_exposure": "2020-03-07 09:00",
        "when": "2020-03-09 12:00",
    }
    assert reassess(ask(**f1), ask(**f1, cleared_at="2020-03-09 10:00")).milder


@pytest.mark.parametrize(
    ("unit_path", "when", "proposed"),
    [
        (HANOI, "2020-03-07 23:59", None),
        (HANOI, "2020-03-08 00:00", "2020-03-05 18:00"),
        (HANOI, "2020-03-09 00:00", "2020-03-05 18:00"),
        (SAIGON, "2020-03-09 00:00", None),
    ],
)
def test_from_8_march_2020_a_confirmed_contact_in_hanoi_counts_from_the_first_exposure(
    unit_path, when, proposed, directives, at
):
    parameters = tracing_parameters(directives, unit_path=unit_path, now=at(when))
    expected = at(proposed) if proposed else None
    assert parameters.proposed_infectious_from(at("2020-03-05 18:00")) == expected
    assert parameters.follow_up_days == 14


def test_everything_is_prepared_one_level_above_from_8_march_2020_in_hanoi(directives, at):
    def levels(unit_path: tuple[str, ...], when: str) -> int:
        return levels_to_prepare(directives, unit_path=unit_path, now=at(when))

    assert levels(HANOI, "2020-03-07 12:00") == 0
    assert levels(HANOI, "2020-03-08 12:00") == 1
    assert levels(SAIGON, "2020-03-08 12:00") == 0


def test_one_level_above_an_f2_needs_a_bed_at_a_facility_and_an_f1_one_in_hospital(directives, at):
    def prepared(level: int) -> Measure:
        facts = PersonFacts(level=level, last_exposure=at("2020-03-07 09:00"))
        return one_level_above(
            facts, directives, unit_path=HANOI, now=at("2020-03-08 12:00")
        ).measure

    assert [prepared(level) for level in (0, 1, 2)] == ["hospital", "hospital", "facility"]


def test_planning_ahead_changes_nothing_for_the_person(directives, at):
    facts = PersonFacts(level=2, last_exposure=at("2020-03-07 09:00"), home_qualifies=Answer.YES)
    asked = {"unit_path": HANOI, "now": at("2020-03-08 12:00")}
    before = decide(facts, directives, **asked)
    one_level_above(facts, directives, **asked)
    assert decide(facts, directives, **asked) == before
