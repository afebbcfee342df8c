"""Worked by hand from the design, section 4: points 4 to 7.

Each example is asked of the oracle and of the kernel. A row reads: level, first exposure, last
exposure, via person, via place, index case. Unless it says otherwise 15 minutes are a contact.
"""

from dataclasses import fields, replace

import pytest

from tests.core.tracing import oracle
from tests.core.tracing.programs import PROGRAMS, Program, exposed
from tests.core.tracing.worlds import World
from vungxanh.records import ContactEvent, Log, Place, Rules, Visit, Window

CASE = [Window("case", 0, 300)]


@pytest.fixture(params=PROGRAMS.values(), ids=PROGRAMS.keys())
def trace(request: pytest.FixtureRequest) -> Program:
    return request.param


def chain(*steps: tuple[str, str, int]) -> list[ContactEvent]:
    """Contact events of twenty minutes."""
    return [ContactEvent(one, other, start, start + 20) for one, other, start in steps]


# Point 4: earliest arrival with at most k hops

DETOUR = chain(("case", "an", 100), ("case", "x", 0), ("x", "an", 30), ("an", "binh", 60))
"""an is reached late by the case itself, early by way of x, and meets binh in between."""


def test_an_earlier_arrival_with_more_hops_moves_what_is_passed_on(trace):
    assert exposed(trace(World(CASE, DETOUR))) == {
        "an": (1, 100, 120, "case", "", "case"),
        "x": (1, 0, 20, "case", "", "case"),
        "binh": (3, 60, 80, "an", "", "case"),
    }


def test_every_improvement_of_an_arrival_is_a_hop(trace):
    assert trace(World(CASE, DETOUR)).hops == [
        ("an", 1, 100, 120, "case", "", False, 15),
        ("x", 1, 0, 20, "case", "", False, 15),
        ("an", 2, 30, 50, "x", "", False, 15),
        ("case", 2, 0, 20, "x", "", False, 15),
        ("binh", 3, 60, 80, "an", "", False, 15),
    ]


def test_windows_and_arrivals_are_never_joined_into_one_part(trace):
    windows = [Window("case", 0, 10), Window("other", 10, 60)]
    told = [ContactEvent("case", "an", 0, 20), ContactEvent("other", "case", 10, 11, close=True)]
    assert exposed(trace(World(windows, told))) == {}  # ten minutes in round 1, ten in round 2
    told[0] = ContactEvent("case", "an", 0, 25)
    assert exposed(trace(World(windows, told))) == {"an": (2, 10, 25, "case", "", "other")}


def test_the_level_is_the_first_round_that_reaches(trace):
    told = chain(("case", "an", 0), ("an", "binh", 20), ("binh", "chi", 40), ("case", "chi", 200))
    assert {who: row[0] for who, row in exposed(trace(World(CASE, told))).items()} == {
        "an": 1,
        "binh": 2,
        "chi": 1,
    }


def test_rounds_end_at_the_highest_level_asked_for(trace):
    told = chain(("case", "an", 0), ("an", "binh", 20), ("binh", "chi", 40), ("chi", "dung", 60))
    reached = [
        set(exposed(trace(World(CASE, told, rules=Rules(max_level=highest)))))
        for highest in (0, 1, 2, 3, 4)
    ]
    names = ["an", "binh", "chi", "dung"]
    assert reached == [set(names[:highest]) for highest in (0, 1, 2, 3, 4)]


def test_a_whole_chain_can_happen_at_one_instant(trace):
    told = [ContactEvent(*pair, 0, 60) for pair in (("case", "an"), ("an", "binh"))]
    assert exposed(trace(World(CASE, told)))["binh"] == (2, 0, 60, "an", "", "case")


# Point 5: what is kept for each person


def test_last_exposure_is_the_latest_end_of_the_contacts_of_the_round(trace):
    windows = [*CASE, Window("other", 0, 300)]
    told = chain(("case", "an", 0), ("other", "an", 90), ("case", "an", 50), ("case", "x", 0))
    told += chain(("x", "an", 200))  # a contact of round 2 says nothing of a contact of round 1
    assert exposed(trace(World(windows, told)))["an"] == (1, 0, 110, "case", "", "case")


def test_last_exposure_is_clipped_like_the_contact(trace):
    told = [ContactEvent("case", "an", 0, 20), ContactEvent("case", "an", 280, 900)]
    assert exposed(trace(World(CASE, told)))["an"] == (1, 0, 300, "case", "", "case")


@pytest.mark.parametrize(
    ("cases", "via"),
    [(("b", "B"), "B"), (("9", "10"), "10"), (("á", "z"), "z"), (("ab", "a"), "a")],
)
def test_of_equal_infectors_the_smallest_by_code_point_is_named(trace, cases, via):
    told = chain(*((case, "an", 0) for case in cases))
    answer = trace(World([Window(case, 0, 60) for case in cases], told))
    assert exposed(answer) == {"an": (1, 0, 20, via, "", via)}


def test_of_equal_places_the_smallest_by_code_point_is_named(trace):
    here = [Visit(who, place, 0, 20) for place in ("p", "P") for who in ("case", "an")]
    assert exposed(trace(World(CASE, visits=here))) == {"an": (1, 0, 20, "case", "P", "case")}
    told = chain(("case", "an", 0))
    assert exposed(trace(World(CASE, told, here))) == {"an": (1, 0, 20, "case", "", "case")}


def test_the_person_decides_before_the_place(trace):
    windows = [Window("1", 0, 60), Window("2", 0, 60)]
    here = [Visit("1", "z", 0, 20), Visit("an", "z", 0, 20)]
    world = World(windows, chain(("2", "an", 0)), here)
    assert exposed(trace(world)) == {"an": (1, 0, 20, "1", "z", "1")}


def test_of_equal_contacts_the_longer_then_the_close_one_is_kept(trace):
    told = [ContactEvent("case", "an", 0, 30), ContactEvent("case", "an", 0, 20, close=True)]
    assert trace(World(CASE, told)).hops[0] == ("an", 1, 0, 30, "case", "", False, 15)
    told[0] = ContactEvent("case", "an", 0, 20)
    assert trace(World(CASE, told)).hops[0] == ("an", 1, 0, 20, "case", "", True, 1)


def test_the_chain_need_not_pass_through_the_row_of_the_infector(trace):
    windows = [Window("first", 0, 300), Window("second", 0, 300)]
    told = chain(("first", "an", 100), ("second", "x", 0), ("x", "an", 20), ("an", "binh", 40))
    rows = exposed(trace(World(windows, told)))
    assert rows["an"] == (1, 100, 120, "first", "", "first")
    assert rows["binh"] == (3, 40, 60, "an", "", "second")


def test_the_place_of_the_first_exposure_is_kept_also_when_the_last_was_elsewhere(trace):
    here = [Visit(who, "market", 50, 70) for who in ("case", "an")]
    here += [Visit(who, "bus", 10, 30) for who in ("case", "an")]
    assert exposed(trace(World(CASE, visits=here))) == {"an": (1, 10, 70, "case", "bus", "case")}


# Point 6: trees

CASCADE = World(CASE, chain(("case", "an", 0), ("an", "binh", 30), ("binh", "chi", 60)))


def test_confirming_a_contact_adds_a_tree_and_removes_nothing(trace):
    before = exposed(trace(CASCADE))
    assert {who: row[0] for who, row in before.items()} == {"an": 1, "binh": 2, "chi": 3}
    confirmed = replace(CASCADE, windows=[*CASE, Window("an", 0, 300)])
    after = exposed(trace(confirmed))
    assert {who: row[0] for who, row in after.items()} == {"binh": 1, "chi": 2}
    assert after["binh"] == (1, 30, 50, "an", "", "an")
    assert exposed(trace(confirmed.of_case("case"))) == before


def test_a_narrow_window_takes_nothing_from_the_other_tree(trace):
    confirmed = replace(CASCADE, windows=[*CASE, Window("an", 290, 300)])
    assert exposed(trace(confirmed)) == {
        "binh": (2, 30, 50, "an", "", "case"),
        "chi": (3, 60, 80, "binh", "", "case"),
    }


def test_of_several_trees_the_least_level_gives_the_row(trace):
    windows = [*CASE, Window("other", 0, 300)]
    told = chain(("case", "an", 0), ("an", "binh", 20), ("other", "binh", 200))
    assert exposed(trace(World(windows, told)))["binh"] == (1, 200, 220, "other", "", "other")


def test_a_tree_ends_the_follow_up_time_after_the_last_window():
    windows = [Window("case", 0, 50), Window("case", 90, 100)]
    told = chain(("case", "an", 0), ("an", "binh", 1099), ("an", "chi", 1100))
    rows = exposed(oracle.trace(windows, told, [], [], [], Rules(), follow_up=1000))
    assert rows.keys() == {"an", "binh"}
    assert exposed(oracle.trace(windows, told, [], [], [], Rules())).keys() == {"an", "binh", "chi"}


def test_what_counts_for_the_end_of_a_tree_is_where_the_part_starts():
    told = [ContactEvent("case", "an", 0, 20), ContactEvent("an", "binh", 0, 60)]
    windows = [Window("case", 0, 20)]
    for follow_up, reached in ((9, {"an"}), (11, {"an", "binh"})):
        answer = oracle.trace(windows, told, [], [], [], Rules(latent=30), follow_up)
        assert exposed(answer).keys() == reached


def test_a_follow_up_time_is_asked_of_one_tree_only():
    with pytest.raises(ValueError, match="each case alone"):
        oracle.trace([Window("a", 0), Window("b", 0)], [], [], [], [], Rules(), follow_up=1)


# Point 7: links never change levels


def test_tracing_is_told_of_presence_and_contacts_but_not_of_links():
    tables = {"windows", "contacts", "visits", "places", "isolations"}
    assert {table.name for table in fields(Log)} == tables


def test_what_an_interview_says_of_the_setting_changes_nothing(trace):
    told = [ContactEvent("case", "an", 0, 14, setting="infected by case")]
    told.append(ContactEvent("binh", "case", 0, 15, setting="was elsewhere"))
    answer = trace(World(CASE, told, places=[Place("was elsewhere", max_level=0)]))
    assert exposed(answer) == {"binh": (1, 0, 15, "case", "", "case")}
