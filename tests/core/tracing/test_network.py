"""Tables to arrays: ids to codes, pieces to stays, contact events to private places."""

import os
import subprocess
import sys

import numpy as np
import pytest

from vungxanh.records import (
    FOREVER,
    ContactEvent,
    Isolation,
    KindRule,
    Log,
    Place,
    Rules,
    Visit,
    Window,
)
from vungxanh.tracing.network import (
    NO_MAX_LEVEL,
    NO_PLACE,
    NO_SEAT,
    NO_SEAT_ROWS,
    Coded,
    Spans,
    encode,
    join_spans,
    minus,
)


def stays(coded: Coded) -> list[tuple[str, str, int, int]]:
    """The stays of a network with ids instead of codes, in its own order."""
    network = coded.network
    places = [*coded.places, ""]
    return [
        (coded.persons[p], places[network.place[m]], s, e)
        for p, m, s, e in zip(
            network.person.tolist(),
            network.meeting.tolist(),
            network.start.tolist(),
            network.end.tolist(),
            strict=True,
        )
    ]


def encoded(*visits: Visit, rules: Rules | None = None, **tables) -> Coded:
    return encode(Log.of(visits=visits, **tables), rules or Rules())


def numbers(coded: Coded) -> list[tuple[int, int, int]]:
    network = coded.network
    columns = (network.need, network.max_level, network.seat_rows)
    return list(zip(*(c.tolist() for c in columns), strict=True))


def test_codes_follow_the_code_points_of_ids() -> None:
    ids = ["b", "A", "Đ", "a", "B", "𝟘", "~", "10", "9"]
    coded = encoded(*(Visit(p, p, 0, 60) for p in ids))
    assert coded.persons.to_list() == sorted(ids)
    assert coded.places.to_list() == sorted(ids)


def test_every_table_can_bring_a_person() -> None:
    coded = encoded(
        Visit("v", "x", 0, 60),
        windows=[Window("w", 0)],
        contacts=[ContactEvent("a", "b", 0, 9)],
        isolations=[Isolation("i", 0)],
    )
    assert coded.persons.to_list() == ["a", "b", "i", "v", "w"]


def test_fragments_that_touch_or_overlap_are_one_stay() -> None:
    coded = encoded(
        Visit("p", "x", 20, 30),
        Visit("p", "x", 0, 10),
        Visit("p", "x", 10, 20),
        Visit("p", "x", 31, 40),
        Visit("p", "x", 33, 35),
        Visit("p", "x", 40, 41),
    )
    assert stays(coded) == [("p", "x", 0, 30), ("p", "x", 31, 41)]


def test_stays_of_other_persons_places_and_seats_are_not_joined() -> None:
    coded = encoded(
        Visit("p", "x", 0, 10, "1A"),
        Visit("p", "x", 10, 20, "1B"),
        Visit("q", "x", 10, 20, "1A"),
        Visit("p", "y", 10, 20, "1A"),
    )
    assert len(stays(coded)) == 4


def test_a_stay_of_no_length_is_dropped() -> None:
    assert stays(encoded(Visit("p", "x", 5, 5), Visit("p", "x", 9, 8))) == []


def test_stays_are_grouped_by_place_and_sorted_by_start() -> None:
    coded = encoded(
        Visit("a", "y", 9, 20), Visit("b", "x", 7, 9), Visit("c", "y", 1, 4), Visit("d", "x", 3, 9)
    )
    assert stays(coded) == [("d", "x", 3, 9), ("b", "x", 7, 9), ("c", "y", 1, 4), ("a", "y", 9, 20)]
    assert coded.network.offset.tolist() == [0, 2, 4]


def test_the_stays_of_each_person_are_found() -> None:
    coded = encoded(Visit("a", "y", 9, 20), Visit("b", "x", 7, 9), Visit("a", "x", 1, 4))
    network = coded.network
    for code in range(2):
        own = network.stays[network.of_person[code] : network.of_person[code + 1]]
        assert network.person[own].tolist() == [code] * (2 - code)


def test_a_contact_event_is_a_private_place_with_two_stays() -> None:
    coded = encoded(Visit("c", "x", 0, 5), contacts=[ContactEvent("b", "a", 10, 40)])
    assert stays(coded)[1:] == [("a", "", 10, 40), ("b", "", 10, 40)]
    assert coded.network.place.tolist() == [0, NO_PLACE]


def test_contact_events_of_one_pair_are_joined_in_either_order_if_equally_close() -> None:
    coded = encoded(
        contacts=[
            ContactEvent("a", "b", 0, 10),
            ContactEvent("b", "a", 10, 20),
            ContactEvent("a", "b", 20, 30, close=True),
            ContactEvent("a", "c", 20, 30),
        ]
    )
    assert stays(coded)[::2] == [("a", "", 0, 20), ("a", "", 20, 30), ("a", "", 20, 30)]
    assert sorted(coded.network.close.tolist()) == [0, 0, 1]


def test_a_contact_event_of_no_length_lasts_one_minute_and_joins_like_others() -> None:
    coded = encoded(contacts=[ContactEvent("a", "b", 10, 10), ContactEvent("a", "b", 11, 20)])
    assert stays(coded)[::2] == [("a", "", 10, 20)]


def test_a_contact_with_oneself_is_no_contact() -> None:
    assert stays(encoded(contacts=[ContactEvent("a", "a", 0, 99)])) == []


def test_close_events_need_a_minute_others_the_default() -> None:
    events = [ContactEvent("a", "b", 0, 9), ContactEvent("a", "b", 0, 9, close=True)]
    coded = encoded(contacts=events, rules=Rules(min_overlap=30))
    assert numbers(coded) == [
        (30, NO_MAX_LEVEL, NO_SEAT_ROWS),
        (1, NO_MAX_LEVEL, NO_SEAT_ROWS),
    ]


def test_a_place_says_its_numbers_before_its_kind_and_its_kind_before_the_default() -> None:
    visits = [Visit("p", place, 0, 60) for place in "abcde"]
    places = [
        Place("a", min_overlap=5, max_level=2, seat_rows=0, kind="bus"),
        Place("b", max_level=0, kind="bus"),
        Place("c", kind="bus"),
        Place("d", kind="ship"),
        Place("unvisited", min_overlap=1),
    ]
    rules = Rules(20, kinds={"bus": KindRule(10, 1, 3), "other": KindRule(99)})
    assert numbers(encoded(*visits, places=places, rules=rules)) == [
        (5, 2, 0),
        (10, 0, 3),
        (10, 1, 3),
        (20, NO_MAX_LEVEL, NO_SEAT_ROWS),
        (20, NO_MAX_LEVEL, NO_SEAT_ROWS),
    ]


@pytest.mark.parametrize("said", [0, -3])
def test_the_overlap_is_never_below_a_minute(said: int) -> None:
    place = Place("x", min_overlap=said)
    assert numbers(encoded(Visit("p", "x", 0, 1), places=[place]))[0][0] == 1
    assert numbers(encoded(Visit("p", "x", 0, 1), rules=Rules(min_overlap=said)))[0][0] == 1


@pytest.mark.parametrize(
    ("seat", "row"),
    [("12A", 12), ("7", 7), (" 3C", 3), ("0", 0), ("", NO_SEAT), ("A12", NO_SEAT)],
)
def test_the_row_is_the_leading_number_of_the_seat(seat: str, row: int) -> None:
    assert encoded(Visit("p", "x", 0, 60, seat)).network.row.tolist() == [row]


def test_windows_and_isolations_that_touch_are_one() -> None:
    coded = encoded(
        windows=[Window("b", 0, 5), Window("a", 7), Window("b", 5, 9), Window("b", 20, 20)],
        isolations=[Isolation("a", 3, 9), Isolation("a", 0, 4)],
    )
    assert [c.tolist() for c in coded.windows] == [[0, 1], [7, 0], [FOREVER, 9]]
    assert [c.tolist() for c in coded.isolations] == [[0], [0], [9]]


def spans(*rows: tuple[int, int, int]) -> Spans:
    return join_spans(*np.array(rows, np.int64).reshape(-1, 3).T)


@pytest.mark.parametrize(
    ("isolated", "left"),
    [
        ([], [(1, 10, 50)]),
        ([(2, 0, 99)], [(1, 10, 50)]),
        ([(1, 0, 10)], [(1, 10, 50)]),
        ([(1, 0, 20)], [(1, 20, 50)]),
        ([(1, 20, 30)], [(1, 10, 20), (1, 30, 50)]),
        ([(1, 20, 30), (1, 40, 45)], [(1, 10, 20), (1, 30, 40), (1, 45, 50)]),
        ([(1, 40, FOREVER)], [(1, 10, 40)]),
        ([(1, 10, 50)], []),
        ([(1, 50, 60)], [(1, 10, 50)]),
    ],
)
def test_isolation_is_cut_out(isolated: list, left: list) -> None:
    found = minus(spans((1, 10, 50)), spans(*isolated))
    assert list(zip(*(c.tolist() for c in found), strict=True)) == left


def test_isolations_cut_each_of_several_windows() -> None:
    found = minus(spans((1, 0, 10), (1, 20, 30), (3, 0, 9)), spans((1, 5, 25), (2, 0, 9)))
    assert [c.tolist() for c in found] == [[1, 1, 3], [0, 25, 0], [5, 30, 9]]


def test_importing_the_tracing_does_not_import_numba() -> None:
    code = (
        "import vungxanh.tracing.live, vungxanh.tracing.explain, sys; print('numba' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "False"
