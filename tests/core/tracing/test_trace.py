"""The rounds, trap by trap: small worlds whose answers can be read off by hand."""

import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vungxanh.records import (
    FOREVER,
    HOPS,
    LEVELS,
    ContactEvent,
    Isolation,
    KindRule,
    Log,
    Place,
    Rules,
    Tracing,
    Visit,
    Window,
)
from vungxanh.tracing.trace import trace

CASE = Window("f0", 0, 1000)


def met(a: str, b: str, start: int, end: int, close: bool = False) -> ContactEvent:
    return ContactEvent(a, b, start, end, close)


def traced(
    *contacts: ContactEvent, rules: Rules | None = None, windows=(CASE,), **tables
) -> Tracing:
    return trace(Log.of(windows, contacts, **tables), rules or Rules())


def levels(tracing: Tracing) -> dict[str, int]:
    return dict(tracing.levels.select("person_id", "level").iter_rows())


def row(tracing: Tracing, person: str) -> tuple:
    """level, first, last, via person, via place, index case"""
    return tracing.levels.filter(pl.col("person_id") == person).row(0)[1:]


def hops(tracing: Tracing, person: str) -> list[tuple]:
    """(round, start, end, via person, via place)"""
    own = tracing.hops.filter(pl.col("person_id") == person)
    return [hop[1:6] for hop in own.iter_rows()]


def test_a_chain_of_contacts_makes_f1_f2_f3_and_stops_there() -> None:
    found = traced(
        met("f0", "a", 10, 30), met("a", "b", 40, 60), met("b", "c", 70, 90), met("c", "d", 99, 120)
    )
    assert levels(found) == {"f0": 0, "a": 1, "b": 2, "c": 3}
    assert row(found, "b") == (2, 40, 60, "a", "", "f0")
    assert levels(traced(met("f0", "a", 10, 30), rules=Rules(max_level=0))) == {"f0": 0}


def test_the_answer_has_the_columns_and_the_order_that_the_files_have() -> None:
    found = traced(met("f0", "b", 10, 30), met("f0", "a", 10, 30), met("a", "0", 40, 60))
    assert dict(found.levels.schema) == LEVELS
    assert dict(found.hops.schema) == HOPS
    assert found.levels["person_id"].to_list() == ["f0", "a", "b", "0"]


def test_an_empty_log_has_an_empty_answer() -> None:
    found = trace(Log.of())
    assert found.levels.is_empty()
    assert found.hops.is_empty()
    assert dict(found.levels.schema) == LEVELS


def test_time_is_respected_a_contact_before_the_exposure_passes_nothing_on() -> None:
    assert "b" not in levels(traced(met("a", "b", 0, 20), met("f0", "a", 20, 40)))


def test_a_visited_set_would_miss_this_an_earlier_longer_way_reaches_further() -> None:
    """a is F1 late, but was reached over b earlier, in time to expose c."""
    found = traced(
        met("f0", "a", 500, 520),
        met("f0", "b", 0, 20),
        met("b", "a", 30, 50),
        met("a", "c", 60, 80),
    )
    assert row(found, "c") == (3, 60, 80, "a", "", "f0")
    assert row(found, "a") == (1, 500, 520, "f0", "", "f0")
    assert hops(found, "a") == [(1, 500, 520, "f0", ""), (2, 30, 50, "b", "")]


def test_rounds_read_only_the_round_before() -> None:
    """Updated in place, c would be reached in the round that reaches a and b."""
    found = traced(met("f0", "a", 0, 20), met("a", "b", 20, 40), met("b", "c", 40, 60))
    assert levels(found) == {"f0": 0, "a": 1, "b": 2, "c": 3}
    in_one_place = [Visit(p, "x", 20 * i, 20 * i + 35) for i, p in enumerate(["f0", "a", "b", "c"])]
    assert levels(traced(visits=in_one_place)) == {"f0": 0, "a": 1, "b": 2, "c": 3}


def test_the_way_is_kept_by_person_and_round() -> None:
    """c's chain passes through a as reached in round 2, of another case than a's own row."""
    found = traced(
        met("g0", "a", 500, 520),
        met("f0", "b", 0, 20),
        met("b", "a", 30, 50),
        met("a", "c", 60, 80),
        windows=[CASE, Window("g0", 0, 1000)],
    )
    assert row(found, "a")[-1] == "g0"
    assert row(found, "c")[-1] == "f0"


def test_several_windows_of_a_case_all_count_and_the_time_between_does_not() -> None:
    found = traced(
        met("f0", "a", 10, 30), met("f0", "b", 60, 80), met("f0", "c", 110, 130),
        windows=[Window("f0", 0, 50), Window("f0", 100, 150)], rules=Rules(max_level=1),
    )  # fmt: skip
    assert levels(found) == {"f0": 0, "a": 1, "c": 1}
    assert row(found, "f0") == (0, 0, 150, "", "", "f0")


def test_windows_that_touch_are_one() -> None:
    assert "a" in levels(
        traced(met("f0", "a", 40, 60), windows=[Window("f0", 50, 90), Window("f0", 0, 50)])
    )
    assert "a" not in levels(
        traced(met("f0", "a", 40, 60), windows=[Window("f0", 51, 90), Window("f0", 0, 50)])
    )


def test_a_window_that_begins_within_a_contact_begins_the_exposure() -> None:
    found = traced(met("f0", "a", 0, 60), windows=[Window("f0", 40)])
    assert row(found, "a") == (1, 40, 60, "f0", "", "f0")


def test_clip_first_then_compare() -> None:
    assert "a" not in levels(traced(met("f0", "a", 0, 60), windows=[Window("f0", 46)]))
    assert "a" not in levels(traced(met("f0", "a", 0, 60), windows=[Window("f0", 0, 14)]))


def test_windows_and_arrivals_are_never_joined_into_one_part() -> None:
    """The case's window ends at 50, its arrival in the other's tree is at 50: two short parts."""
    found = traced(
        met("g0", "f0", 50, 70), met("f0", "a", 40, 60),
        windows=[Window("f0", 0, 50), Window("g0", 0, 1000)],
    )  # fmt: skip
    assert "a" not in levels(found)


def test_a_chain_may_run_within_one_minute() -> None:
    visits = [Visit(person, place, 0, 60) for person, place in ("fx", "ax", "ay", "by")]
    found = traced(visits=visits, windows=[Window("f", 0)])
    assert row(found, "b") == (2, 0, 60, "a", "y", "f")


def test_touching_visits_are_no_contact() -> None:
    touching = [Visit("f0", "x", 0, 30), Visit("a", "x", 30, 60)]
    assert levels(traced(visits=touching, rules=Rules(min_overlap=1))) == {"f0": 0}


def test_fragments_of_a_stay_are_joined_before_they_are_measured() -> None:
    visits = [Visit("f0", "x", 900, 930), Visit("a", "x", 900, 910), Visit("a", "x", 910, 920)]
    assert row(traced(visits=visits), "a") == (1, 900, 920, "f0", "x", "f0")


def test_short_contacts_do_not_add_up() -> None:
    assert levels(traced(met("f0", "a", 0, 10), met("f0", "a", 20, 30))) == {"f0": 0}


def test_nobody_is_their_own_contact() -> None:
    visits = [Visit("f0", "x", 0, 60, "1A"), Visit("f0", "x", 0, 60, "1B")]
    found = traced(met("f0", "f0", 0, 60), visits=visits)
    assert found.hops.is_empty()


def test_two_places_at_once_are_legal_and_both_count() -> None:
    visits = [Visit(person, place, 0, 60) for person, place in ("fx", "fy", "ax", "by")]
    assert levels(traced(visits=visits, windows=[Window("f", 0)])) == {"f": 0, "a": 1, "b": 1}


def test_an_exposure_at_one_place_counts_at_another_the_same_minute() -> None:
    found = traced(met("f0", "a", 0, 30), visits=[Visit("a", "y", 0, 60), Visit("b", "y", 0, 60)])
    assert row(found, "b")[:2] == (2, 0)


def test_isolation_cuts_the_window() -> None:
    isolated = [Isolation("f0", 20, 100)]
    found = traced(
        met("f0", "a", 0, 30), met("f0", "b", 30, 60), met("f0", "c", 90, 120), isolations=isolated
    )
    assert row(found, "a") == (1, 0, 20, "f0", "", "f0")
    assert row(found, "c") == (1, 100, 120, "f0", "", "f0")
    assert "b" not in levels(found)


def test_isolation_splits_a_stay_into_parts_that_must_last_by_themselves() -> None:
    split = [Isolation("f0", 10, 20)]
    assert "a" not in levels(traced(met("f0", "a", 0, 30), isolations=split))
    assert row(traced(met("f0", "a", 0, 40), isolations=split), "a")[1:3] == (20, 40)


def test_isolation_cuts_what_a_contact_passes_on_but_not_what_reaches_them() -> None:
    isolated = [Isolation("a", 0, 50)]
    found = traced(
        met("f0", "a", 0, 30), met("a", "b", 30, 50), met("a", "c", 40, 70), isolations=isolated
    )
    assert levels(found) == {"f0": 0, "a": 1, "c": 2}
    assert row(found, "c")[1] == 50


def test_a_case_isolated_before_its_window_has_no_contacts_and_is_a_case() -> None:
    found = traced(met("f0", "a", 0, 60), isolations=[Isolation("f0", 0)])
    assert levels(found) == {"f0": 0}


def test_latent_time_delays_whom_a_contact_can_expose_but_not_the_window() -> None:
    contacts = met("f0", "a", 0, 30), met("a", "b", 40, 59), met("a", "c", 40, 90)
    found = traced(*contacts, rules=Rules(latent=45))
    assert levels(found) == {"f0": 0, "a": 1, "c": 2}
    assert row(found, "c")[1:3] == (45, 90)


def test_a_case_reached_in_anothers_tree_passes_it_on_there_like_anyone() -> None:
    """The second case's own window opens too late for b; being a case takes nothing away."""
    found = traced(
        met("f0", "g0", 10, 30), met("g0", "b", 40, 60), windows=[CASE, Window("g0", 500)]
    )
    assert levels(found) == {"f0": 0, "g0": 0, "b": 2}
    assert row(found, "b") == (2, 40, 60, "g0", "", "f0")
    assert hops(found, "g0") == [(1, 10, 30, "f0", "")]


def test_a_case_may_be_reached_in_its_own_tree() -> None:
    found = traced(met("f0", "a", 0, 20), windows=[Window("f0", 0, 20)])
    assert hops(found, "f0") == [(2, 0, 20, "a", "")]


def test_a_case_reached_back_in_its_own_tree_is_active_beyond_its_window() -> None:
    """Point 4 to the letter: f0 to a, a back to f0 (no window needed), f0 to b as F3."""
    found = traced(met("f0", "a", 0, 20), met("f0", "b", 50, 70), windows=[Window("f0", 0, 40)])
    assert row(found, "b") == (3, 50, 70, "f0", "", "f0")


def test_a_row_stays_with_its_own_level_when_an_earlier_arrival_takes_more_hops() -> None:
    found = traced(met("f0", "a", 0, 20), met("a", "b", 20, 40), met("f0", "b", 90, 120))
    assert row(found, "b") == (1, 90, 120, "f0", "", "f0")
    assert hops(found, "b") == [(1, 90, 120, "f0", ""), (2, 20, 40, "a", "")]


def test_the_last_exposure_is_the_latest_end_of_the_round_of_ones_level() -> None:
    found = traced(
        met("f0", "a", 0, 20),
        met("g0", "a", 5, 300),
        met("f0", "a", 400, 420),
        met("f0", "a", 500, 510),
        met("b", "a", 600, 700),
        met("f0", "b", 0, 20),
        windows=[CASE, Window("g0", 0)],
    )
    assert row(found, "a") == (1, 0, 420, "f0", "", "f0")


def test_ties_go_to_the_smallest_person_then_the_smallest_place() -> None:
    both = [Window("B", 0), Window("a", 0)]
    visits = [Visit(p, x, 0, 30) for p in ("B", "a", "t") for x in ("y", "Z")]
    assert row(traced(visits=visits, windows=both), "t")[3:5] == ("B", "Z")
    found = traced(met("B", "t", 0, 20), visits=visits, windows=both)
    assert row(found, "t")[3:5] == ("B", "")


def test_ties_of_one_person_and_place_go_to_the_later_end_then_to_close() -> None:
    found = traced(met("f0", "a", 0, 20, close=True), met("f0", "a", 0, 30))
    assert found.hops.row(0)[3] == 30
    found = traced(met("f0", "a", 0, 20), met("f0", "a", 0, 20, close=True))
    assert found.hops.row(0)[6:] == (True, 1)


def test_a_close_contact_of_a_minute_counts_and_another_does_not() -> None:
    assert row(traced(met("f0", "a", 7, 7, close=True)), "a")[1:3] == (7, 8)
    assert "a" not in levels(traced(met("f0", "a", 7, 7)))


def test_a_close_contact_is_clipped_to_the_active_time_too() -> None:
    window = [Window("f0", 0, 10)]
    assert "a" in levels(traced(met("f0", "a", 9, 30, close=True), windows=window))
    assert "a" not in levels(traced(met("f0", "a", 10, 30, close=True), windows=window))


@pytest.mark.parametrize(("needed", "level"), [(20, 1), (21, None)])
def test_the_overlap_a_place_needs_is_its_own_then_its_kinds(
    needed: int, level: int | None
) -> None:
    visits = [Visit("f0", "x", 0, 20), Visit("a", "x", 0, 30)]
    own = traced(visits=visits, places=[Place("x", min_overlap=needed, kind="bus")])
    kind = Rules(kinds={"bus": KindRule(min_overlap=needed)})
    assert levels(own).get("a") == level
    assert (
        levels(traced(visits=visits, places=[Place("x", kind="bus")], rules=kind)).get("a") == level
    )


@pytest.mark.parametrize("open_until", [0, 1, 2, 3, None])
def test_max_level_closes_a_place_for_later_rounds(open_until: int | None) -> None:
    steps = [("f0", "a"), ("a", "b"), ("b", "c")]
    visits = [Visit(p, "x", 50 * i, 50 * i + 30) for i, pair in enumerate(steps) for p in pair]
    found = traced(visits=visits, places=[Place("x", max_level=open_until)])
    assert max(levels(found).values()) == (3 if open_until is None else open_until)


def test_seat_rows_count_near_rows_and_a_stay_without_a_seat_meets_all() -> None:
    seats = {"f0": "10A", "a": "8F", "b": "7A", "c": "12B", "d": "13B", "e": "", "g": "crew"}
    visits = [Visit(p, "plane", 0, 120, seat) for p, seat in seats.items()]
    plane = [Place("plane", seat_rows=2)]
    rules = Rules(max_level=1)
    found = traced(visits=visits, places=plane, rules=rules)
    assert levels(found) == {"f0": 0, "a": 1, "c": 1, "e": 1, "g": 1}
    assert len(levels(traced(visits=visits, rules=rules))) == 7


def test_a_place_missing_from_places_follows_the_defaults() -> None:
    visits = [Visit("f0", "x", 0, 20), Visit("a", "x", 0, 20)]
    assert "a" in levels(traced(visits=visits, places=[Place("y", max_level=0)]))


def test_windows_without_an_end_stay_open() -> None:
    found = traced(met("f0", "a", 10**9, 10**9 + 20), windows=[Window("f0", 5)])
    assert row(found, "f0")[1:3] == (5, FOREVER)
    assert levels(found)["a"] == 1


persons = st.sampled_from("abcdef")
places = st.sampled_from("xyz")
seats = st.sampled_from(["", "1A", "3B"])
instant = st.integers(0, 60)
lasting = st.integers(1, 40)


@st.composite
def logs(draw: st.DrawFn) -> dict[str, list]:
    def times() -> tuple[int, int]:
        start = draw(instant)
        return start, start + draw(lasting)

    return {
        "windows": [Window(draw(persons), *times()) for _ in range(draw(st.integers(1, 3)))],
        "contacts": [
            ContactEvent(draw(persons), draw(persons), *times(), draw(st.booleans()))
            for _ in range(draw(st.integers(0, 5)))
        ],
        "visits": [
            Visit(draw(persons), draw(places), *times(), draw(seats))
            for _ in range(draw(st.integers(0, 9)))
        ],
        "places": [
            Place("x", draw(st.integers(1, 20)), draw(st.integers(0, 3))),
            Place("y", seat_rows=1),
        ],
        "isolations": [Isolation(draw(persons), *times()) for _ in range(draw(st.integers(0, 2)))],
    }


@settings(deadline=None)
@given(logs(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(tables: dict, shuffler: random.Random) -> None:
    before = trace(Log.of(**tables))
    shuffled = {name: shuffler.sample(rows, len(rows)) for name, rows in tables.items()}
    after = trace(Log.of(**shuffled))
    assert before.levels.equals(after.levels)
    assert before.hops.equals(after.hops)


@settings(deadline=None)
@given(logs())
def test_every_chain_has_as_many_hops_as_its_level_and_never_runs_backwards(tables: dict) -> None:
    found = trace(Log.of(**tables))
    ways = {(hop[0], hop[1]): hop for hop in found.hops.iter_rows()}
    cases = {p for p, level in levels(found).items() if level == 0}
    for person, level, first, *_, index in found.levels.iter_rows():
        at, before = person, FOREVER
        for number in range(level, 0, -1):
            start, end, via = ways[(at, number)][2:5]
            assert start <= min(before, end)
            assert number < level or start == first
            at, before = via, start
        assert at == index
        assert at in cases
