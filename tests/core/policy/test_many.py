"""Deciding for many at once tells each what `decide` tells them alone."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.policy.test_decide import DIRECTIVES, FIRST_DAY, PATHS, between, nows, people
from vungxanh.policy import many
from vungxanh.policy.decide import decide
from vungxanh.policy.directives import CITY_ZONE
from vungxanh.policy.facts import PersonFacts
from vungxanh.policy.many import decide_for_many

MARCH = datetime(2020, 3, 8, 7, tzinfo=CITY_ZONE)
HOUR = timedelta(hours=1)
paths = st.sampled_from([*PATHS, ("00001", "001", "01", "VN"), ("XX",), ()])
minutes = st.integers(0, 3 * 24 * 60).map(lambda minute: timedelta(minutes=minute))


@st.composite
def trees(draw: st.DrawFn) -> list[PersonFacts]:
    """Few kinds of people, exposed and cleared some minutes or days apart, of any age."""
    kinds = draw(st.lists(people(), min_size=1, max_size=3))
    found = []
    for facts in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=12)):
        met = draw(between(FIRST_DAY, FIRST_DAY + timedelta(days=30)))
        changes = {
            "first_exposure": draw(st.sampled_from([None, met])),
            "last_exposure": draw(st.sampled_from([None, met + draw(minutes)])),
            "cleared_at": draw(st.sampled_from([None, met + draw(minutes)])),
            "age": draw(st.none() | st.integers(0, 130)),
            "place_of_stay": draw(st.sampled_from(["", "00004"])),
        }
        found.append(replace(facts, **changes))
    return found


@settings(max_examples=300)
@given(trees(), st.lists(paths, min_size=12, max_size=12), nows)
def test_each_is_told_what_decide_tells_them_alone(tree, unit_paths, now):
    asked = [
        (n, facts, path) for n, (facts, path) in enumerate(zip(tree, unit_paths, strict=False))
    ]
    told = {
        number: decision
        for decision, numbers in decide_for_many(asked, DIRECTIVES, now=now)
        for number in numbers
    }
    assert told == {n: decide(f, DIRECTIVES, unit_path=path, now=now) for n, f, path in asked}


def f1(met: datetime, **more: object) -> PersonFacts:
    return PersonFacts(level=1, first_exposure=met, last_exposure=met + HOUR, **more)


def groups(*persons: tuple[PersonFacts, tuple[str, ...]]) -> list[list[int]]:
    """Number the persons, and give those who share a decision."""
    asked = [(number, *person) for number, person in enumerate(persons)]
    return [numbers for _decision, numbers in decide_for_many(asked, DIRECTIVES, now=MARCH)]


def test_the_contacts_of_one_day_are_decided_once_whatever_their_age_and_ward(monkeypatch):
    asked = []
    monkeypatch.setattr(many, "decide", lambda *a, **k: asked.append(a) or decide(*a, **k))
    noon = MARCH - timedelta(days=3, hours=-5)
    people = [
        (f1(noon + timedelta(minutes=n), age=n), ("00004", "001", "01", "VN")) for n in range(60)
    ]
    people.append((f1(noon), ("00037", "001", "01", "VN")))
    assert groups(*people) == [[*range(61)]]
    assert len(asked) == 1


def test_another_day_and_another_authority_are_decided_apart():
    day = MARCH - timedelta(days=3)
    ward = ("00004", "001", "01", "VN")
    assert groups(
        (f1(day), ward), (f1(day - timedelta(days=1)), ward), (f1(day), ("79", "VN"))
    ) == [
        [0],
        [1],
        [2],
    ]


def test_an_exposure_that_ends_at_midnight_belongs_to_the_day_before():
    midnight = datetime(2020, 3, 6, tzinfo=CITY_ZONE)
    ward = ("00004", "001", "01", "VN")
    before, after = f1(midnight - HOUR), f1(midnight - HOUR + timedelta(minutes=1))
    assert groups((before, ward), (after, ward)) == [[0], [1]]


def test_who_was_exposed_after_the_clearance_is_decided_apart():
    ward, cleared = ("00004", "001", "01", "VN"), MARCH - timedelta(hours=12)
    before, after = f1(cleared - 2 * HOUR, cleared_at=cleared), f1(cleared, cleared_at=cleared)
    assert groups((before, ward), (after, ward)) == [[0], [1]]


def test_where_nothing_is_in_force_each_unit_is_named():
    told = list(
        decide_for_many([(1, f1(MARCH), ("A",)), (2, f1(MARCH), ("B",))], DIRECTIVES, now=MARCH)
    )
    assert [decision.reasons[-1].arguments["unit"] for decision, _people in told] == ["A", "B"]
