"""Worked by hand from the design, section 4: the input, and points 1 to 3.

Each example is asked of the oracle and of the kernel. A row reads: level, first exposure, last
exposure, via person, via place, index case. Unless it says otherwise 15 minutes are a contact.
"""

import pytest

from tests.core.tracing.programs import PROGRAMS, Program, exposed
from tests.core.tracing.worlds import DAY, World
from vungxanh.records import (
    FOREVER,
    ContactEvent,
    Isolation,
    KindRule,
    Place,
    Rules,
    Visit,
    Window,
)

CASE = [Window("case", 0, 100)]
FIRST = Rules(max_level=1)
"""One round: a case that meets its contact again is itself reached in round 2."""


@pytest.fixture(params=PROGRAMS.values(), ids=PROGRAMS.keys())
def trace(request: pytest.FixtureRequest) -> Program:
    return request.param


# Input


def test_stays_that_touch_are_one(trace):
    here = [Visit("case", "p", 0, 60), Visit("an", "p", 10, 20), Visit("an", "p", 20, 30)]
    assert exposed(trace(World(CASE, visits=here))) == {"an": (1, 10, 30, "case", "p", "case")}


def test_stays_a_minute_apart_are_two(trace):
    here = [Visit("case", "p", 0, 60), Visit("an", "p", 10, 20), Visit("an", "p", 21, 31)]
    assert exposed(trace(World(CASE, visits=here))) == {}


def test_stays_on_two_seats_are_two(trace):
    here = [
        Visit("case", "p", 0, 60),
        Visit("an", "p", 10, 20, "1A"),
        Visit("an", "p", 20, 30, "2A"),
    ]
    assert exposed(trace(World(CASE, visits=here))) == {}


def test_contact_events_of_a_pair_join_whoever_told_them(trace):
    told = [ContactEvent("case", "an", 0, 8), ContactEvent("an", "case", 8, 16)]
    assert exposed(trace(World(CASE, told))) == {"an": (1, 0, 16, "case", "", "case")}


def test_close_contact_events_do_not_join_others(trace):
    told = [ContactEvent("case", "an", 0, 8), ContactEvent("an", "case", 8, 16, close=True)]
    assert exposed(trace(World(CASE, told))) == {"an": (1, 8, 16, "case", "", "case")}


def test_an_instant_of_contact_lasts_one_minute(trace):
    told = [ContactEvent("case", "an", 50, 50), ContactEvent("case", "binh", 60, 60, close=True)]
    world = World(CASE, told, rules=Rules(min_overlap=1))
    assert exposed(trace(world)) == {
        "an": (1, 50, 51, "case", "", "case"),
        "binh": (1, 60, 61, "case", "", "case"),
    }


def test_a_stay_without_length_is_none(trace):
    here = [Visit("case", "p", 0, 60), Visit("an", "p", 30, 30)]
    assert exposed(trace(World(CASE, visits=here, rules=Rules(min_overlap=0)))) == {}


def test_nobody_is_their_own_contact(trace):
    here = [Visit("case", "p", 0, 60, "1A"), Visit("case", "p", 0, 60, "2A")]
    answer = trace(World(CASE, visits=here))
    assert (exposed(answer), answer.hops) == ({}, [])


# Point 1: the window of a case


def test_windows_that_touch_are_one(trace):
    windows = [Window("case", 10, 20), Window("case", 0, 10)]
    world = World(windows, [ContactEvent("case", "an", 5, 30)])
    assert exposed(trace(world)) == {"an": (1, 5, 20, "case", "", "case")}


def test_windows_apart_are_two(trace):
    windows = [Window("case", 0, 10), Window("case", 11, 21)]
    assert exposed(trace(World(windows, [ContactEvent("case", "an", 0, 30)]))) == {}
    windows = [Window("case", 0, 10), Window("case", 50, 70)]
    told = [ContactEvent("case", "an", 0, 60), ContactEvent("case", "binh", 0, 65)]
    world = World(windows, told, rules=FIRST)
    assert exposed(trace(world)) == {"binh": (1, 50, 65, "case", "", "case")}


def test_the_row_of_a_case_tells_its_first_and_last_window(trace):
    windows = [Window("case", 50, 60), Window("case", 0, 10), Window("open", 5, FOREVER)]
    assert trace(World(windows)).levels == [
        ("case", 0, 0, 60, "", "", "case"),
        ("open", 0, 5, FOREVER, "", "", "open"),
    ]


def test_a_window_ends_before_its_midnight_and_begins_with_it(trace):
    told = [ContactEvent("case", "early", DAY - 15, DAY), ContactEvent("case", "in", DAY, DAY + 15)]
    told.append(ContactEvent("case", "late", 2 * DAY, 2 * DAY + 15))
    world = World([Window("case", DAY, 2 * DAY)], told, rules=FIRST)
    assert exposed(trace(world)) == {"in": (1, DAY, DAY + 15, "case", "", "case")}


# Point 2: who passes it on, and when


def test_who_is_reached_passes_it_on_without_end(trace):
    told = [ContactEvent("case", "an", 0, 20), ContactEvent("an", "binh", 30 * DAY, 30 * DAY + 15)]
    assert exposed(trace(World(CASE, told))) == {
        "an": (1, 0, 20, "case", "", "case"),
        "binh": (2, 30 * DAY, 30 * DAY + 15, "an", "", "case"),
    }


def test_nobody_passes_it_on_before_being_reached(trace):
    told = [ContactEvent("case", "an", 30, 60), ContactEvent("an", "binh", 0, 44)]
    assert exposed(trace(World(CASE, told))).keys() == {"an"}  # 30-44 is a minute too short
    told[1] = ContactEvent("an", "binh", 0, 45)
    assert exposed(trace(World(CASE, told)))["binh"] == (2, 30, 45, "an", "", "case")


def test_latent_time_delays_who_is_reached_but_no_window(trace):
    told = [
        ContactEvent("case", "an", 0, 20),
        ContactEvent("an", "binh", 20, 50),
        ContactEvent("an", "chi", 20, 44),
    ]
    assert exposed(trace(World(CASE, told, rules=Rules(latent=30)))) == {
        "an": (1, 0, 20, "case", "", "case"),
        "binh": (2, 30, 50, "an", "", "case"),
    }


def test_a_case_reached_in_another_tree_passes_it_on_after_its_own_window(trace):
    windows = [Window("case", 0, 200), Window("other", 0, 10)]
    told = [ContactEvent("case", "other", 100, 120), ContactEvent("other", "an", 130, 150)]
    answer = trace(World(windows, told))
    assert exposed(answer) == {"an": (2, 130, 150, "other", "", "case")}
    assert answer.hops[0] == ("other", 1, 100, 120, "case", "", False, 15)


def test_a_case_can_be_reached_in_its_own_tree(trace):
    told = [
        ContactEvent("case", "an", 0, 20),
        ContactEvent("an", "case", 200, 220),
        ContactEvent("case", "binh", 230, 250),
    ]
    answer = trace(World(CASE, told))
    assert exposed(answer)["binh"] == (3, 230, 250, "case", "", "case")
    assert [(hop.person_id, hop.round) for hop in answer.hops] == [
        ("an", 1),
        ("case", 2),
        ("binh", 3),
    ]


def test_a_case_that_meets_its_contact_again_passes_it_on_after_its_window(trace):
    told = [ContactEvent("case", "an", 85, 200), ContactEvent("case", "binh", 86, 200)]
    assert exposed(trace(World(CASE, told))) == {
        "an": (1, 85, 100, "case", "", "case"),
        "binh": (3, 86, 200, "case", "", "case"),  # case, an, case, binh
    }


def test_isolation_is_cut_out_of_a_window(trace):
    told = [ContactEvent("case", "an", 0, 60), ContactEvent("case", "binh", 45, 75)]
    world = World(CASE, told, isolations=[Isolation("case", 14, 60)])
    assert exposed(trace(world)) == {"binh": (1, 60, 75, "case", "", "case")}


def test_isolation_is_cut_out_of_the_time_after_being_reached(trace):
    told = [ContactEvent("case", "an", 0, 20), ContactEvent("an", "binh", 30, 60)]
    away = [Isolation("an", 20, 40), Isolation("an", 50, FOREVER)]
    assert exposed(trace(World(CASE, told, isolations=away))).keys() == {"an"}  # 40-50 is left
    assert exposed(trace(World(CASE, told, isolations=away[:1])))["binh"][1:3] == (40, 60)


def test_the_parts_before_and_after_an_isolation_do_not_add_up(trace):
    told = [ContactEvent("case", "an", 0, 29)]
    assert exposed(trace(World(CASE, told, isolations=[Isolation("case", 14, 15)]))) == {}
    whole = exposed(trace(World(CASE, told, isolations=[Isolation("case", 14, 14)])))
    assert whole == {"an": (1, 0, 29, "case", "", "case")}  # no time at all: nothing is cut


def test_isolation_does_not_stop_one_from_being_exposed(trace):
    here = [Visit("case", "ward", 0, 60), Visit("an", "ward", 0, 60)]
    world = World(CASE, visits=here, isolations=[Isolation("an", 0)])
    assert exposed(trace(world)) == {"an": (1, 0, 60, "case", "ward", "case")}


# Point 3: what counts as a contact


def test_the_active_time_clips_before_the_overlap_is_compared(trace):
    told = [ContactEvent("case", "an", 86, 200), ContactEvent("case", "binh", 85, 200)]
    assert exposed(trace(World(CASE, told, rules=FIRST))) == {
        "binh": (1, 85, 100, "case", "", "case")
    }


def test_a_shared_stay_lasts_while_both_are_there(trace):
    here = [Visit("case", "p", 0, 40), Visit("an", "p", 25, 90), Visit("binh", "p", 26, 90)]
    assert exposed(trace(World(CASE, visits=here)))["an"] == (1, 25, 40, "case", "p", "case")
    assert exposed(trace(World(CASE, visits=here)))["binh"] == (2, 26, 90, "an", "p", "case")


def test_the_overlap_is_the_places_own_else_its_kinds_else_the_default(trace):
    rules = Rules(min_overlap=30, kinds={"bus": KindRule(min_overlap=10)})
    places = [Place("own", 5, kind="bus"), Place("kind", kind="bus"), Place("odd", kind="kiosk")]
    ends = {"own": 5, "kind": 10, "odd": 30, "unlisted": 30}
    for place, end in ends.items():
        for late, reached in ((0, 1), (1, 0)):
            here = [Visit("case", place, 0, 60), Visit("an", place, late, end)]
            answer = trace(World(CASE, (), here, places, rules=rules))
            assert len(exposed(answer)) == reached, (place, late)


def test_an_overlap_of_nothing_is_one_minute(trace):
    here = [Visit("case", "p", 0, 60), Visit("an", "p", 59, 70), Visit("binh", "p", 60, 70)]
    world = World(CASE, (), here, [Place("p", 0, max_level=1)])
    assert exposed(trace(world)) == {"an": (1, 59, 60, "case", "p", "case")}
    assert trace(world).hops == [("an", 1, 59, 60, "case", "p", False, 1)]
    told = [ContactEvent("case", "an", 99, 200), ContactEvent("case", "binh", 100, 200)]
    world = World(CASE, told, rules=Rules(min_overlap=0, max_level=1))
    assert trace(world).hops == [("an", 1, 99, 100, "case", "", False, 1)]


def test_a_close_contact_counts_whatever_its_length(trace):
    told = [ContactEvent("case", "an", 99, 140, close=True), ContactEvent("case", "binh", 99, 140)]
    answer = trace(World(CASE, told, rules=FIRST))
    assert exposed(answer) == {"an": (1, 99, 100, "case", "", "case")}
    assert answer.hops == [("an", 1, 99, 100, "case", "", True, 1)]


@pytest.mark.parametrize(("max_level", "reached"), [(0, ""), (1, "a"), (2, "ab"), (None, "abc")])
def test_a_place_counts_up_to_its_max_level(trace, max_level, reached):
    # a at the station with the case, then b with a, then c with b
    here = [Visit("case", "station", 0, 20), Visit("a", "station", 0, 40)]
    here += [Visit("b", "station", 20, 60), Visit("c", "station", 40, 60)]
    own = World(CASE, (), here, [Place("station", max_level=max_level)])
    kinds = {"hub": KindRule(max_level=max_level)}
    of_kind = World(CASE, (), here, [Place("station", kind="hub")], rules=Rules(kinds=kinds))
    assert set(exposed(trace(own))) == set(exposed(trace(of_kind))) == set(reached)


def test_the_places_own_max_level_wins_over_its_kinds(trace):
    here = [Visit("case", "p", 0, 20), Visit("an", "p", 0, 20)]
    rules = Rules(kinds={"hub": KindRule(max_level=0)})
    assert exposed(trace(World(CASE, (), here, [Place("p", None, 1, kind="hub")], rules=rules)))


@pytest.mark.parametrize(
    ("seat", "rows", "counts"),
    [
        ("14F", 2, True),
        ("15A", 2, False),
        ("10C", 2, True),
        ("9C", 2, False),
        ("12F", 0, True),
        ("13A", 0, False),
        ("99K", None, True),
        ("", 0, True),
    ],
)
def test_seats_count_when_their_rows_are_near(trace, seat, rows, counts):
    here = [Visit("case", "VN0054", 0, 60, "12A"), Visit("an", "VN0054", 0, 60, seat)]
    own = World(CASE, (), here, [Place("VN0054", seat_rows=rows)])
    kinds = {"flight": KindRule(seat_rows=rows)}
    of_kind = World(CASE, (), here, [Place("VN0054", kind="flight")], rules=Rules(kinds=kinds))
    assert bool(exposed(trace(own))) is bool(exposed(trace(of_kind))) is counts


def test_the_places_own_seat_rows_win_over_its_kinds(trace):
    here = [Visit("case", "bus", 0, 60, "1"), Visit("an", "bus", 0, 60, "3")]
    rules = Rules(kinds={"coach": KindRule(seat_rows=0)})
    world = World(CASE, (), here, [Place("bus", seat_rows=2, kind="coach")], rules=rules)
    assert exposed(trace(world)) == {"an": (1, 0, 60, "case", "bus", "case")}
