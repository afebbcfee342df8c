"""Properties of `decide` for any facts, any place and any day."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vungxanh.policy.decide import decide
from vungxanh.policy.decision import Decision, reassess
from vungxanh.policy.directives import CITY_ZONE
from vungxanh.policy.facts import PersonFacts, Source
from vungxanh.policy.loading import shipped_directives
from vungxanh.policy.rules.placement import SAFEST_FIRST
from vungxanh.terms import Answer, Measure, TestOutcome

DIRECTIVES = shipped_directives()
FIRST_DAY = datetime(2020, 2, 7, tzinfo=CITY_ZONE)
PATHS = [
    ("00004", "001", "01", "VN"),
    ("268", "01", "VN"),
    ("79", "VN"),
    ("VN",),
]
answer = st.sampled_from(Answer)
days = st.none() | st.dates(date(2019, 6, 1), date(2023, 1, 1))
far_days = st.none() | st.dates(date(1900, 1, 1), date(2200, 12, 31))


def between(first: datetime, last: datetime) -> st.SearchStrategy[datetime]:
    """Any minute from the first to the last, in the zone of the first."""
    minutes = int((last - first) / timedelta(minutes=1))
    return st.integers(0, minutes).map(lambda minute: first + timedelta(minutes=minute))


NEVER_DULL = between(datetime(2020, 1, 1, tzinfo=UTC), datetime(2022, 6, 1, tzinfo=UTC))
FAR_AWAY = between(datetime(1901, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))
instants = st.none() | NEVER_DULL | FAR_AWAY
nows = between(FIRST_DAY, datetime(2022, 6, 1, tzinfo=CITY_ZONE))
sources = st.lists(st.builds(Source, st.sampled_from(["BN19", "BN20"]), answer), max_size=2)


@st.composite
def people(draw: st.DrawFn) -> PersonFacts:
    first, last = draw(instants), draw(instants)
    if first and last and last < first:
        first, last = last, first
    return PersonFacts(
        level=draw(st.integers(0, 6)),
        first_exposure=first,
        last_exposure=last,
        cough=draw(answer),
        fever=draw(answer),
        other_symptoms=draw(answer),
        onset_on=draw(far_days),
        test_result=draw(st.none() | st.sampled_from(TestOutcome)),
        specimen_on=draw(days),
        home_qualifies=draw(answer),
        vaccinated_full=draw(answer),
        last_dose_on=draw(far_days),
        recovered_on=draw(days),
        cleared_at=draw(instants),
        began_at=draw(instants),
        age=draw(st.none() | st.integers(0, 130)),
        pregnant=draw(answer),
        needs_carer=draw(answer),
        sources=tuple(draw(sources)),
    )


def ask(facts: PersonFacts, path: tuple[str, ...], now: datetime) -> Decision:
    return decide(facts, DIRECTIVES, unit_path=path, now=now)


@settings(max_examples=400)
@given(people(), st.sampled_from(PATHS), nows)
def test_decide_is_total_and_says_under_which_directive_and_why(facts, path, now):
    decision = ask(facts, path, now)
    assert decision == ask(facts, path, now)
    assert decision.directive_id
    assert decision.reasons
    assert decision.until is None or decision.until >= decision.starts
    assert decision.until is None or decision.until > now
    assert decision.starts <= now
    assert decision.measure in decision.possible
    assert list(decision.tests) == sorted(set(decision.tests))
    assert not decision.tests or decision.until
    told = [reason.message for reason in decision.reasons]
    assert ("tests" in told) == bool(decision.tests)
    if "ends.clearance" in told:
        assert decision.until is None
        assert decision.measure is not Measure.NONE
    if decision.measure is Measure.HOSPITAL:
        assert "ends.clearance" in told


@settings(max_examples=200)
@given(people(), st.sampled_from(PATHS), nows)
def test_every_decision_survives_json_and_can_be_read_out(facts, path, now):
    decision = ask(facts, path, now)
    assert Decision.from_dict(json.loads(json.dumps(decision.to_dict()))) == decision
    for language in ("en", "vi"):
        for audience in ("official", "citizen"):
            for sentence in decision.sentences(language=language, audience=audience):
                assert sentence
                assert "{" not in sentence
    assert not reassess(decision, decision)


@settings(max_examples=200)
@given(people(), st.sampled_from(PATHS), nows, st.data())
def test_answering_what_is_asked_never_leads_to_something_safer_than_was_proposed(
    facts, path, now, data
):
    """The provisional measure is the safest of what the answers can bring."""
    decision = ask(facts, path, now)
    answers = {
        name: data.draw(st.sampled_from([Answer.YES, Answer.NO]))
        for name in decision.missing
        if isinstance(getattr(facts, name, None), Answer)
    }
    told = ask(replace(facts, **answers), path, now)
    assert SAFEST_FIRST.index(told.measure) >= SAFEST_FIRST.index(decision.measure)


@settings(max_examples=200)
@given(people(), st.sampled_from(PATHS), nows, st.data())
def test_a_fact_that_is_not_asked_for_changes_nothing(facts, path, now, data):
    decision = ask(facts, path, now)
    unknown = [
        name
        for name in (
            "cough",
            "fever",
            "other_symptoms",
            "home_qualifies",
            "pregnant",
            "needs_carer",
        )
        if getattr(facts, name) is Answer.UNKNOWN and name not in decision.missing
    ]
    for name in unknown:
        told = ask(replace(facts, **{name: data.draw(st.sampled_from(["yes", "no"]))}), path, now)
        assert (told.measure, told.until) == (decision.measure, decision.until)


@given(nows, st.integers(0, 40))
def test_a_later_exposure_never_ends_an_order_sooner(now, hours):
    def until(last: datetime) -> datetime:
        decision = ask(
            PersonFacts(level=1, last_exposure=last, home_qualifies="no", vaccinated_full="no"),
            ("79", "VN"),
            now,
        )
        return decision.until or now

    assert until(now + timedelta(hours=hours)) >= until(now)


def test_now_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="attach the city's time zone"):
        decide(PersonFacts(level=1), DIRECTIVES, unit_path=("VN",), now=datetime(2020, 3, 8))  # noqa: DTZ001


def test_a_path_without_any_known_unit_asks_for_a_directive():
    decision = decide(PersonFacts(level=1), DIRECTIVES, unit_path=(), now=FIRST_DAY)
    assert decision.missing == ("directive",)
    assert decision.measure is Measure.NONE
    assert decision.directive_id == ""
    assert decision.directive_version is None
