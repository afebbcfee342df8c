"""Each compiled loop beside a plain twin that forms all pairs and sorts with Python."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from vungxanh.records import FOREVER
from vungxanh.tracing import kernels
from vungxanh.tracing.network import NO_SEAT_ROWS, Network
from vungxanh.tracing.trace import Exposures

unhurried = settings(deadline=None)  # the first call compiles
small = st.integers(0, 30)
span = st.tuples(small, small).map(lambda pair: (min(pair), max(pair) + 1))


def array(values) -> np.ndarray:
    return np.array(list(values), dtype=np.int64)


@unhurried
@given(st.lists(st.tuples(st.integers(0, 2), span)))
def test_joining_leaves_the_same_minutes_in_disjoint_pieces(rows: list) -> None:
    rows = sorted(rows)
    key, start, end = (
        array(c)
        for c in ([k for k, _ in rows], [s for _, (s, _) in rows], [e for _, (_, e) in rows])
    )
    first, until = kernels.join_touching(key, start, end)
    joined = list(zip(key[first].tolist(), start[first].tolist(), until.tolist(), strict=True))
    assert {(k, m) for k, (s, e) in rows for m in range(s, e)} == {
        (k, m) for k, s, e in joined for m in range(s, e)
    }
    assert all(k != k2 or e < s2 for (k, _, e), (k2, s2, _) in pairwise(joined))


@unhurried
@given(span, st.lists(span, max_size=5))
def test_cutting_holes_leaves_the_minutes_outside_them(whole: tuple, holes: list) -> None:
    minutes = {m for s, e in holes for m in range(s, e)}
    starts = array(sorted(m for m in minutes if m - 1 not in minutes))
    ends = array(sorted(m + 1 for m in minutes if m + 1 not in minutes))
    bounds = array([0]), array([len(starts)])
    row, left, until = kernels.cut_out(array([whole[0]]), array([whole[1]]), *bounds, starts, ends)
    kept = [m for s, e in zip(left.tolist(), until.tolist(), strict=True) for m in range(s, e)]
    assert kept == [m for m in range(*whole) if m not in minutes]
    assert set(row.tolist()) <= {0}


@unhurried
@given(st.lists(st.integers(0, 6)))
def test_grouping_keeps_the_order_of_rows(codes: list[int]) -> None:
    offset, order = kernels.index_by(array(codes), 8)
    for code in range(8):
        assert order[offset[code] : offset[code + 1]].tolist() == [
            row for row, c in enumerate(codes) if c == code
        ]


@unhurried
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-2, 2))))
def test_the_merge_sort_is_a_stable_sort_by_two_keys(rows: list) -> None:
    order = kernels.in_order(array(a for a, _ in rows), array(b for _, b in rows))
    assert order.tolist() == sorted(range(len(rows)), key=lambda i: rows[i])


def one_place(stays: list, need: int, seat_rows: int, persons: int = 6) -> Network:
    """A network of one place; stays are (person, (start, end), row), sorted by start."""
    person = array(p for p, _, _ in stays)
    of_person, own = kernels.index_by(person, persons)
    return Network(
        offset=array([0, len(stays)]),
        person=person,
        start=array(s for _, (s, _), _ in stays),
        end=array(e for _, (_, e), _ in stays),
        row=array(r for _, _, r in stays),
        meeting=array([0] * len(stays)),
        of_person=of_person,
        stays=own,
        need=array([need]),
        max_level=array([2]),
        seat_rows=array([seat_rows]),
        place=array([0]),
        close=array([0]),
    )


def swept(network: Network, active: list, arrival: np.ndarray, limit: int) -> Exposures:
    found = Exposures(np.full(6, FOREVER), *(np.full(6, -1) for _ in range(4)))
    columns = (
        array(p for p, _ in active),
        array(s for _, (s, _) in active),
        array(e for _, (_, e) in active),
    )
    parts = kernels.infectious_parts(network, *columns, 1, limit)
    kernels.sweep(network, found, arrival, limit, *parts)
    return found


def plainly(stays: list, need: int, seat_rows: int, active: list, limit: int) -> dict:
    """All contacts of one round, pair by pair: target -> [(start, via, -end)]."""
    contacts: dict = {}
    for who, (begin, stop) in active:
        for p, (s, e), row in stays:
            for q, (s2, e2), row2 in stays:
                start, end = max(s, s2, begin), min(e, e2, stop)
                far = seat_rows >= 0 and min(row, row2) >= 0 and abs(row - row2) > seat_rows
                if p == who != q and end - start >= need and start < limit and not far:
                    contacts.setdefault(q, []).append((start, p, -end))
    return contacts


stay = st.tuples(st.integers(0, 5), span, st.integers(-1, 4))


@settings(unhurried, max_examples=400)
@given(
    st.lists(stay, max_size=14).map(lambda rows: sorted(rows, key=lambda r: r[1][0])),
    st.integers(1, 6),
    st.sampled_from([NO_SEAT_ROWS, NO_SEAT_ROWS, 0, 1]),
    st.lists(st.tuples(st.integers(0, 5), span), max_size=6),
    st.lists(st.one_of(st.just(FOREVER), small), min_size=6, max_size=6),
    st.one_of(st.just(FOREVER), small),
)
def test_a_sweep_finds_what_all_pairs_find(stays, need, seat_rows, active, arrivals, limit) -> None:
    network = one_place(stays, need, seat_rows)
    active = sorted(active)
    found = swept(network, active, array(arrivals), limit)
    contacts = plainly(stays, need, seat_rows, active, limit)
    for person in range(6):
        start, via, end = min(contacts.get(person, []), default=(FOREVER, -1, 1))
        if start < arrivals[person]:
            assert (found.start[person], found.via[person], found.end[person]) == (start, via, -end)
        else:
            assert found.start[person] == FOREVER
        is_source = any(p == person for p, _ in active)
        if arrivals[person] == FOREVER and not is_source:
            last = max((-e for _, _, e in contacts.get(person, [])), default=-1)
            assert found.last[person] == last


def test_only_places_open_in_this_round_give_parts() -> None:
    network = one_place([(0, (0, 30), -1)], 15, NO_SEAT_ROWS)
    active = array([0]), array([0]), array([30])
    lengths = [len(kernels.infectious_parts(network, *active, n, FOREVER)[0]) for n in (1, 2, 3)]
    assert lengths == [1, 1, 0]


def test_ties_go_to_the_smaller_person_then_the_later_end() -> None:
    stays = [(3, (0, 40), -1), (1, (0, 20), 1), (1, (0, 30), 2), (2, (0, 50), -1), (0, (5, 60), -1)]
    found = swept(
        one_place(stays, 15, NO_SEAT_ROWS),
        [(p, (0, 99)) for p in (1, 2, 3)],
        np.full(6, FOREVER),
        FOREVER,
    )
    assert (found.start[0], found.via[0], found.end[0]) == (5, 1, 30)
    assert found.last[0] == 50
