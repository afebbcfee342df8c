from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.policy.directives import DirectiveSet, DirectiveVersion

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PATH = ("00004", "001", "01", "VN")


def noon(day: int, month: int = 3) -> datetime:
    return datetime(2020, month, day, 12, tzinfo=ZONE)


def version(name: str, scope: str = "VN", start: int = 1, **more: object) -> DirectiveVersion:
    values = {
        "rule": "contacts",
        "parameters": None,
        "issued_on": date(2020, 3, start),
        "effective_from": datetime(2020, 3, start, tzinfo=ZONE),
    }
    return DirectiveVersion(id=name, scope=scope, **(values | more))


def in_force(versions: list[DirectiveVersion], now: datetime, **more: object) -> str | None:
    found = DirectiveSet(tuple(versions)).in_force("contacts", PATH, now=now, **more)
    return found.id if found else None


def test_the_latest_effective_version_is_in_force():
    versions = [version("a", start=1), version("b", start=5), version("c", start=9)]
    assert [in_force(versions, noon(day)) for day in (1, 4, 5, 8, 9)] == ["a", "a", "b", "b", "c"]
    assert in_force(versions, noon(28, month=2)) is None


def test_a_version_begins_at_its_instant_and_not_before():
    versions = [version("a", start=5)]
    start = datetime(2020, 3, 5, tzinfo=ZONE)
    assert in_force(versions, start) == "a"
    assert in_force(versions, start - timedelta(seconds=1)) is None
    assert in_force(versions, start.astimezone(UTC)) == "a"


def test_the_nearest_unit_that_has_a_version_wins_even_over_a_later_national_one():
    versions = [version("nation", start=7), version("city", "01", 2), version("ward", "00004", 5)]
    assert [in_force(versions, noon(day)) for day in (1, 2, 4, 5, 8)] == [
        None,
        "city",
        "city",
        "ward",
        "ward",
    ]


def test_another_unit_does_not_matter():
    assert in_force([version("a"), version("saigon", "79", 2)], noon(8)) == "a"


def test_a_binding_national_version_wins_until_one_that_does_not_bind_follows_it():
    versions = [
        version("city", "01", 1),
        version("binding", start=5, binding=True),
        version("free", start=9),
    ]
    assert [in_force(versions, noon(day)) for day in (4, 5, 8, 9)] == [
        "city",
        "binding",
        "binding",
        "city",
    ]


def test_ties_are_broken_by_the_date_of_issue_then_by_id():
    early = version("z", start=5, issued_on=date(2020, 3, 1))
    late = version("a", start=5, issued_on=date(2020, 3, 2))
    assert in_force([late, early], noon(6)) == "a"
    assert in_force([version("a", start=5), version("b", start=5)], noon(6)) == "b"


def test_what_was_issued_later_is_not_known_earlier():
    versions = [version("a"), version("b", start=3, issued_on=date(2020, 3, 6))]
    assert in_force(versions, noon(4)) == "b"  # issued later with effect from the third
    assert in_force(versions, noon(4), known_on=date(2020, 3, 5)) == "a"
    assert in_force(versions, noon(4), known_on=date(2020, 3, 6)) == "b"


def test_a_written_end_is_the_last_day_and_what_was_replaced_does_not_come_back():
    versions = [
        version("nation"),
        version("old", "01", 2),
        version("trial", "01", 5, ends_on=date(2020, 3, 7)),
    ]
    assert [in_force(versions, noon(day)) for day in (4, 5, 7, 8)] == [
        "old",
        "trial",
        "trial",
        "nation",
    ]


def test_the_last_day_ends_at_24_00_and_not_later():
    versions = [version("trial", ends_on=date(2020, 3, 7))]
    midnight = datetime(2020, 3, 8, tzinfo=ZONE)
    assert in_force(versions, midnight - timedelta(minutes=1)) == "trial"
    assert in_force(versions, midnight) is None


def test_the_end_is_as_written_or_the_start_of_the_successor():
    old, new = version("old", start=1), version("new", start=5, ends_on=date(2020, 3, 9))
    directives = DirectiveSet((old, new))
    assert directives.ends_at(old) == datetime(2020, 3, 5, tzinfo=ZONE)
    assert directives.ends_at(old, known_on=date(2020, 3, 4)) is None
    assert directives.ends_at(new) == datetime(2020, 3, 10, tzinfo=ZONE)


def test_the_same_rule_twice_in_a_document_for_a_unit_is_refused():
    with pytest.raises(ValueError, match="give one of them another id"):
        DirectiveSet((version("a"), version("a", start=5)))


scopes = st.sampled_from(["VN", "01", "001", "00004", "79"])
random_versions = st.lists(
    st.builds(
        version,
        st.uuids().map(str),
        scopes,
        st.integers(1, 20),
        issued_on=st.integers(1, 20).map(lambda day: date(2020, 3, day)),
        ends_on=st.none() | st.integers(1, 20).map(lambda day: date(2020, 3, day)),
        binding=st.booleans(),
    ),
    max_size=12,
)


def oracle(versions: list[DirectiveVersion], now: datetime, known_on: date) -> str | None:
    """The definition, read out slowly: what each unit has, then who wins."""
    having = {}
    for unit in PATH:
        known = [v for v in versions if v.scope == unit and v.issued_on <= known_on]
        begun = sorted(
            (v for v in known if v.effective_from <= now),
            key=lambda v: (v.effective_from, v.issued_on, v.id),
        )
        if begun and (begun[-1].ends_on is None or now.date() <= begun[-1].ends_on):
            having[unit] = begun[-1]
    for unit in ("VN", "01", "001", "00004"):
        if unit in having and having[unit].binding:
            return having[unit].id
    for unit in PATH:
        if unit in having:
            return having[unit].id
    return None


@given(random_versions, st.integers(1, 20), st.integers(1, 20))
def test_in_force_agrees_with_the_definition(versions, day, known):
    known_on = date(2020, 3, known)
    assert in_force(versions, noon(day), known_on=known_on) == oracle(versions, noon(day), known_on)
    assert in_force(versions[::-1], noon(day), known_on=known_on) == in_force(
        versions, noon(day), known_on=known_on
    )
