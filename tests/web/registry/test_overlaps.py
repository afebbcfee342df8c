"""Who overlapped with whom counts exactly where the kernel counts it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from vungxanh.records import FOREVER, Isolation, KindRule, Log, Place, Rules, Visit, Window
from vungxanh.tracing.trace import trace
from vungxanh.web.registry.overlaps import (
    Active,
    NotCounted,
    Overlaps,
    PlaceRule,
    Stay,
    joined,
    joined_stays,
    rule_of,
    without,
)

RULE = PlaceRule(15, None, None, "default")


def span(draw: st.DrawFn, most: int = 120) -> tuple[int, int]:
    start = draw(st.integers(0, most))
    return start, start + draw(st.integers(0, 60))


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, object]:
    seats = st.sampled_from(["", "1A", "2", "5C", "x"])
    persons = st.integers(1, 5)
    stays = draw(
        st.lists(st.builds(lambda p, s, seat: (p, *s, seat), persons, st.composite(span)(), seats),
                 min_size=1, max_size=9)
    )  # fmt: skip
    return {
        "stays": stays,
        "windows": draw(st.lists(st.composite(span)(), min_size=1, max_size=2)),
        "apart": draw(st.lists(st.tuples(persons, st.composite(span)()), max_size=2)),
        "own": KindRule(
            draw(st.sampled_from([None, 1, 10])),
            draw(st.sampled_from([None, 0, 1, 2])),
            draw(st.sampled_from([None, 0, 2])),
        ),
    }


def earliest(overlaps: Overlaps, number: int) -> dict[int, int]:
    """Give the first counted exposure of each person in a round."""
    found: dict[int, int] = {}
    for row in overlaps:
        if row.reason is None and row.round == number:
            found[row.person] = min(found.get(row.person, FOREVER), row.start)
    return found


@settings(max_examples=200, deadline=None)
@given(worlds())
def test_the_first_counted_overlaps_are_the_exposures_of_the_kernel(world) -> None:
    """Person 1 is the case; rounds 1 and 2 agree in who is reached and when."""
    own, apart = world["own"], world["apart"]
    log = Log.of(
        windows=[Window("1", *w) for w in world["windows"] if w[0] < w[1]],
        visits=[Visit(str(p), "x", start, end, seat) for p, start, end, seat in world["stays"]],
        places=[Place("x", own.min_overlap, own.max_level, own.seat_rows)],
        isolations=[Isolation(str(p), *s) for p, s in apart if s[0] < s[1]],
    )
    hops = {
        number: {
            int(row["person_id"]): row["exposure_start"]
            for row in trace(log).hops.to_dicts()
            if row["round"] == number
        }
        for number in (1, 2)
    }
    levels = {1: 0} | dict.fromkeys(hops[1], 1) | {1: 0}
    active = [
        Active(person, number, start, end, FOREVER)
        for person, number, whole in (
            *((1, 0, window) for window in joined(world["windows"])),
            *((person, 1, (start, FOREVER)) for person, start in hops[1].items()),
        )
        for start, end in without(whole, [s for p, s in apart if p == person])
    ]
    stays = joined_stays(Stay(*row) for row in world["stays"])
    overlaps = Overlaps(stays, active, rule_of(own, None, Rules()), levels)
    assert earliest(overlaps, 0) == hops[1]
    new = {person: start for person, start in hops[2].items() if person not in levels}
    assert earliest(overlaps, 1) == new


def pair(rule: PlaceRule = RULE, minutes: int = 30, seats=("", ""), number: int = 0) -> Overlaps:
    stays = [Stay(1, 0, 60, seats[0]), Stay(2, 60 - minutes, 90, seats[1])]
    return Overlaps(stays, [Active(1, number, 0, FOREVER, FOREVER)], rule, {1: number})


def test_a_shared_stay_is_told_with_its_time() -> None:
    row = pair()[0]
    assert (row.infector, row.person, row.start, row.end, row.reason) == (1, 2, 30, 60, None)


def test_what_does_not_count_is_told_with_the_reason() -> None:
    assert pair(minutes=14)[0].reason is NotCounted.SHORT
    assert pair(minutes=15)[0].reason is None
    near = PlaceRule(15, None, 2, "place")
    assert pair(near, seats=("12A", "16F"))[0].reason is NotCounted.APART
    assert pair(near, seats=("12A", "16F"))[0].rows_apart == 4
    assert pair(near, seats=("12A", "14F"))[0].reason is None
    assert pair(near, seats=("12A", ""))[0].reason is None
    assert pair(PlaceRule(15, 0, None, "place"))[0].reason is NotCounted.LEVEL
    only_f1 = PlaceRule(15, 1, None, "kind")
    assert pair(only_f1)[0].reason is None
    assert pair(only_f1, number=1)[0].reason is NotCounted.LEVEL


def test_after_the_end_of_the_tree_nothing_is_shared() -> None:
    stays = [Stay(1, 0, 60), Stay(2, 30, 90)]
    assert len(Overlaps(stays, [Active(1, 0, 0, FOREVER, 31)], RULE, {})) == 1
    assert len(Overlaps(stays, [Active(1, 0, 0, FOREVER, 30)], RULE, {})) == 0


def test_those_who_are_of_the_level_already_are_left_out_except_for_a_case() -> None:
    stays = [Stay(1, 0, 60), Stay(2, 0, 60)]
    as_f1 = [Active(1, 1, 0, FOREVER, FOREVER)]
    assert len(Overlaps(stays, as_f1, RULE, {1: 1, 2: 1})) == 0
    assert len(Overlaps(stays, as_f1, RULE, {1: 1, 2: 2})) == 1
    as_case = [Active(1, 0, 0, FOREVER, FOREVER)]
    assert len(Overlaps(stays, as_case, RULE, {1: 0, 2: 0})) == 1


def test_a_case_who_was_reached_again_is_told_once() -> None:
    stays = [Stay(1, 0, 60), Stay(2, 0, 60)]
    window, reached = Active(1, 0, 0, 50, FOREVER), Active(1, 2, 10, FOREVER, FOREVER)
    assert [row.round for row in Overlaps(stays, [reached, window], RULE, {1: 0})] == [0, 2]
    whole = Active(1, 0, 0, 60, FOREVER)
    assert [row.round for row in Overlaps(stays, [reached, whole], RULE, {1: 0})] == [0]


def test_the_parts_of_a_stay_are_told_for_the_drawing() -> None:
    stays = [Stay(1, 0, 60), Stay(2, 0, 60)]
    overlaps = Overlaps(stays, [Active(1, 0, 20, 50, FOREVER)], RULE, {1: 0})
    assert overlaps.infectious(stays[0]) == [(20, 50)]
    assert overlaps.infectious(stays[1]) == []
    assert overlaps.exposed(1) == [(20, 50)]
    assert overlaps.exposed(0) == []
    assert list(overlaps.with_any([2])) == [0]
    assert list(overlaps.with_any([3])) == []


def test_the_rule_of_a_place_says_where_it_comes_from() -> None:
    kind = KindRule(30, 1, 2)
    assert rule_of(KindRule(), None, Rules()) == PlaceRule(15, None, None, "default")
    assert rule_of(KindRule(), kind, Rules()) == PlaceRule(30, 1, 2, "kind")
    assert rule_of(KindRule(5, 2), kind, Rules()) == PlaceRule(5, 2, 2, "place")
    assert rule_of(KindRule(0), None, Rules()).min_overlap == 1


def test_holes_are_cut_out_and_touching_stays_joined() -> None:
    assert list(without((0, 100), [(10, 20), (15, 30), (90, 200)])) == [(0, 10), (30, 90)]
    assert list(without((0, 10), [(0, 10)])) == []
    pieces = [Stay(1, 15, 30), Stay(1, 0, 15), Stay(1, 30, 40, "2"), Stay(1, 50, 50)]
    assert joined_stays(pieces) == [Stay(1, 0, 30), Stay(1, 30, 40, "2")]
