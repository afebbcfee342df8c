from datetime import UTC, date, datetime

from vungxanh.policy.decision import Citation, Decision, Reason, reassess
from vungxanh.terms import Measure

NOW = datetime(2020, 3, 8, tzinfo=UTC)
LATER = datetime(2020, 3, 22, tzinfo=UTC)
CITED = Citation("d", 1, "contacts", "VN", "1/BYT", date(2020, 2, 7), NOW)


def decision(measure: Measure, until: datetime | None = LATER, **more: object) -> Decision:
    return Decision(measure, NOW, until, (CITED,), (Reason("level.1", {"level": 1}),), **more)


def test_the_plain_form_names_from_and_until_and_all_that_an_order_needs():
    plain = decision(Measure.HOME, tests=(date(2020, 3, 9),), missing=("fever",)).to_dict()
    assert plain["from"] == "2020-03-08T00:00:00+00:00"
    assert plain["until"] == "2020-03-22T00:00:00+00:00"
    assert plain["tests"] == ["2020-03-09"]
    assert plain["missing"] == ["fever"]
    assert plain["directives"][0]["reference"] == "1/BYT"


def test_a_safer_measure_is_stricter_whatever_its_length():
    difference = reassess(decision(Measure.HOME), decision(Measure.FACILITY, NOW))
    assert (difference.stricter, difference.milder) == (True, False)
    assert [change.what for change in difference.changes] == ["measure", "until"]


def test_the_same_measure_is_stricter_when_longer_and_no_end_is_the_longest():
    assert reassess(decision(Measure.HOME, NOW), decision(Measure.HOME)).stricter
    assert reassess(decision(Measure.HOME), decision(Measure.HOME, None)).stricter
    assert reassess(decision(Measure.HOME, None), decision(Measure.HOME)).milder


def test_the_health_station_is_safer_than_a_home():
    assert reassess(decision(Measure.HOME), decision(Measure.STATION)).stricter


def test_reasons_alone_make_no_difference():
    old, new = decision(Measure.HOME), decision(Measure.HOME)
    assert not reassess(old, new)
    assert not reassess(old, new).stricter


def test_a_missing_fact_that_is_answered_shows_as_a_difference():
    difference = reassess(decision(Measure.HOME, missing=("fever",)), decision(Measure.HOME))
    assert [(change.what, change.old, change.new) for change in difference.changes] == [
        ("missing", ("fever",), ())
    ]
    assert not difference.stricter
    assert not difference.milder
