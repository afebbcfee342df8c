import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.policy.facts import (
    FACTS,
    FactRow,
    PersonFacts,
    Source,
    facts_from_rows,
    read_value,
)
from vungxanh.terms import Answer, TestOutcome

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2020, 3, 8, 7, tzinfo=ZONE)


def row(fact: str, value: str, hours_ago: float = 1) -> FactRow:
    return FactRow(fact, value, NOW - timedelta(hours=hours_ago))


def gather(*rows: FactRow, **more: object) -> PersonFacts:
    return facts_from_rows(rows, **({"level": 1, "now": NOW, "zone": ZONE} | more))


def test_every_fact_fills_an_attribute_of_a_person():
    for fact in FACTS.values():
        assert hasattr(PersonFacts(level=1), fact.field_name), fact.name


def test_rows_of_every_kind_are_read():
    facts = gather(
        row("cough", "yes"),
        row("test_result", "Negative"),
        row("specimen_on", "2020-03-07"),
        row("age", "61"),
        row("cleared", "2020-03-08"),
        row("place_of_stay", "00004"),
        row("source_cleared", "BN20 = no"),
        row("source_cleared", "BN19=YES"),
    )
    assert facts.cough is Answer.YES
    assert facts.test_result is TestOutcome.NEGATIVE
    assert facts.specimen_on == date(2020, 3, 7)
    assert facts.age == 61
    assert facts.cleared_at == datetime(2020, 3, 8, tzinfo=ZONE)
    assert facts.place_of_stay == "00004"
    assert facts.sources == (Source("BN19", Answer.YES), Source("BN20", Answer.NO))


def test_the_latest_observation_wins_whatever_the_order_of_rows():
    older, newer = row("fever", "yes", 5), row("fever", "no", 2)
    assert gather(older, newer).fever is gather(newer, older).fever is Answer.NO


def test_rows_observed_later_than_now_are_not_known_yet():
    assert gather(row("fever", "yes", -1)).fever is Answer.UNKNOWN


def test_unknown_said_later_takes_an_earlier_statement_back():
    assert gather(row("fever", "yes", 5), row("fever", "unknown", 2)).fever is Answer.UNKNOWN
    dated = row("onset_on", "2020-03-01", 5), row("onset_on", "", 2)
    assert gather(*dated).onset_on is None


def test_a_date_alone_as_the_last_exposure_lasts_to_the_end_of_that_day():
    assert gather(row("last_exposure", "2020-03-02")).last_exposure == datetime(
        2020, 3, 3, tzinfo=ZONE
    )
    assert gather(row("first_exposure", "2020-03-02")).first_exposure == datetime(
        2020, 3, 2, tzinfo=ZONE
    )


def test_a_fact_row_beats_the_exposure_that_tracing_found():
    traced = datetime(2020, 3, 1, 9, tzinfo=ZONE)
    facts = gather(row("last_exposure", "2020-03-02T10:00"), last_exposure=traced)
    assert facts.last_exposure == datetime(2020, 3, 2, 10, tzinfo=ZONE)
    assert gather(last_exposure=traced).last_exposure == traced


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("coughs", "yes", "unknown fact 'coughs': use one of first_exposure"),
        ("cough", "maybe", "cough 'maybe': write yes, no or unknown"),
        ("onset_on", "1/3/2020", "onset_on '1/3/2020': write a date such as 2020-03-05"),
        ("test_result", "pos", "test_result 'pos': write positive, negative or inconclusive"),
        ("age", "200", "age '200': write whole years, 0 to 130"),
        ("source_cleared", "yes", "source_cleared 'yes': write PERSON=yes"),
        ("began", "noon", "began 'noon': write an instant such as"),
    ],
)
def test_a_bad_value_gets_one_sentence_that_says_what_to_write(name, value, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        read_value(name, value, ZONE)


def test_all_bad_rows_of_a_person_are_named_at_once():
    with pytest.raises(ValueError, match=r"cough 'maybe'.*; age '-1'"):
        gather(row("cough", "maybe", 3), row("age", "-1", 2), row("fever", "no"))


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"level": -1}, "level -1"),
        ({"level": 1, "last_exposure": datetime(2020, 3, 2)}, "no time zone"),  # noqa: DTZ001
        ({"level": 1, "onset_on": date(2920, 3, 2)}, "the year must be 1900 to 2200"),
        (
            {"level": 1, "first_exposure": NOW, "last_exposure": NOW - timedelta(hours=1)},
            "last_exposure is before first_exposure",
        ),
        ({"level": 1, "cough": "perhaps"}, "perhaps"),
        ({"level": 1, "test_result": "pos"}, "pos"),
    ],
)
def test_what_cannot_be_is_refused(facts, message):
    with pytest.raises(ValueError, match=message):
        PersonFacts(**facts)


def test_plain_text_from_a_database_becomes_an_answer():
    facts = PersonFacts(level=1, cough="yes", test_result="positive")
    assert facts.cough is Answer.YES
    assert facts.test_result is TestOutcome.POSITIVE


def complaint(name: str, value: str) -> str:
    try:
        read_value(name, value, ZONE)
    except ValueError as problem:
        return str(problem)
    return ""


@given(st.sampled_from(sorted(FACTS)), st.text(max_size=20))
def test_reading_any_text_gives_a_value_or_a_sentence_that_begins_with_the_fact(name, value):
    told = complaint(name, value)
    assert told == "" or told.startswith(f"{name} ")
