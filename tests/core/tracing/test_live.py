"""The live tree against the bulk trace, over a presence that answers from a log in memory."""

from collections import Counter

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
from vungxanh.tracing import kernels
from vungxanh.tracing.live import (
    SAYS_NOTHING,
    Contacts,
    PlaceNumbers,
    Stays,
    TreeRows,
    trace_tree,
)
from vungxanh.tracing.network import Ints, Spans
from vungxanh.tracing.trace import trace


def numbers(column: list) -> Ints:
    return np.array(column, dtype=np.int64)


def key(text: str) -> int:
    """Ids such as "07" are their own keys, so that both orders agree."""
    return int(text)


class MemoryPresence:
    """Answers from records, with nothing beyond what was asked, and counts the questions."""

    def __init__(self, tables: dict[str, list]) -> None:
        self.tables = tables
        self.asked: Counter[str] = Counter()
        self.rows = 0

    def _take(self, question: str, rows: list) -> list:
        self.asked[question] += 1
        self.rows += len(rows)
        return rows

    def isolations_of(self, persons: Ints) -> Spans:
        rows = [i for i in self.tables["isolations"] if key(i.person_id) in persons]
        rows = self._take("isolations", rows)
        return Spans(
            numbers([key(i.person_id) for i in rows]),
            numbers([i.start for i in rows]),
            numbers([i.end for i in rows]),
        )

    def stays_of(self, persons: Ints, since: Ints) -> Stays:
        times = dict(zip(persons.tolist(), since.tolist(), strict=True))
        return self._stays(
            "stays_of",
            [
                v
                for v in self.tables["visits"]
                if key(v.person_id) in times and v.end >= times[key(v.person_id)]
            ],
        )

    def stays_at(self, places: Ints, since: Ints, until: Ints) -> Stays:
        pairs = zip(since.tolist(), until.tolist(), strict=True)
        times = dict(zip(places.tolist(), pairs, strict=True))
        return self._stays(
            "stays_at",
            [
                v
                for v in self.tables["visits"]
                if key(v.place_id) in times
                and v.end >= times[key(v.place_id)][0]
                and v.start <= times[key(v.place_id)][1]
            ],
        )

    def _stays(self, question: str, rows: list[Visit]) -> Stays:
        rows = self._take(question, rows)
        return Stays(
            numbers([key(v.person_id) for v in rows]),
            numbers([key(v.place_id) for v in rows]),
            numbers([v.start for v in rows]),
            numbers([v.end for v in rows]),
            np.array([v.seat for v in rows], dtype=object),
        )

    def contacts_of(self, persons: Ints, since: Ints) -> Contacts:
        times = dict(zip(persons.tolist(), since.tolist(), strict=True))
        rows = [
            c
            for c in self.tables["contacts"]
            if any(c.end >= times.get(key(p), FOREVER + 1) for p in (c.person_a, c.person_b))
        ]
        rows = self._take("contacts", rows)
        return Contacts(
            numbers([key(c.person_a) for c in rows]),
            numbers([key(c.person_b) for c in rows]),
            numbers([c.start for c in rows]),
            numbers([c.end for c in rows]),
            np.array([c.close for c in rows], dtype=bool),
        )

    def place_numbers(self, places: Ints) -> PlaceNumbers:
        rows = [p for p in self.tables["places"] if key(p.place_id) in places]
        rows = self._take("places", rows)

        def said(name: str) -> Ints:
            values = [getattr(p, name) for p in rows]
            return numbers([SAYS_NOTHING if v is None else v for v in values])

        return PlaceNumbers(
            numbers([key(p.place_id) for p in rows]),
            said("min_overlap"),
            said("max_level"),
            said("seat_rows"),
            np.array([p.kind for p in rows], dtype=object),
        )


def windows_of(tables: dict[str, list], case: str) -> Spans:
    own = [w for w in tables["windows"] if w.person_id == case]
    return Spans(
        numbers([key(w.person_id) for w in own]),
        numbers([w.start for w in own]),
        numbers([w.end for w in own]),
    )


def grown(tables: dict[str, list], case: str, **options) -> TreeRows:
    return trace_tree(windows_of(tables, case), MemoryPresence(tables), **options)


def live_hops(rows: TreeRows) -> list[tuple]:
    """The rows as bulk writes hops: ids as text, the empty place for a contact event."""
    columns = [column.tolist() for column in rows[:8]]
    return [
        (f"{p:02}", n, s, e, f"{v:02}", f"{x:02}" if x else "", close, need)
        for p, n, s, e, v, x, close, need in zip(*columns, strict=True)
    ]


def live_levels(rows: TreeRows) -> dict[str, tuple]:
    """person -> (level, first, via, place, last)"""
    return {
        hop[0]: (hop[1], hop[2], hop[4], hop[5], last)
        for hop, last, own in zip(
            live_hops(rows), rows.last_exposure.tolist(), rows.is_level.tolist(), strict=True
        )
        if own
    }


def bulk_levels(log: Log, rules: Rules) -> dict[str, tuple]:
    reached = trace(log, rules).levels.filter(pl.col("level") > 0)
    columns = ("person_id", "level", "first_exposure", "via_person", "via_place", "last_exposure")
    return {row[0]: row[1:] for row in reached.select(columns).iter_rows()}


persons = st.integers(1, 7).map("{:02}".format)
places = st.integers(1, 3).map("{:02}".format)
times = st.tuples(st.integers(0, 80), st.integers(1, 40)).map(lambda t: (t[0], t[0] + t[1]))
kinds = st.sampled_from(["", "bus"])
worlds = st.fixed_dictionaries(
    {
        "windows": st.lists(
            st.builds(lambda p, t: Window(p, *t), persons, times), min_size=1, max_size=3
        ),
        "contacts": st.lists(
            st.builds(
                lambda a, b, t, c: ContactEvent(a, b, *t, c), persons, persons, times, st.booleans()
            ),
            max_size=5,
        ),
        "visits": st.lists(
            st.builds(
                lambda p, x, t, s: Visit(p, x, *t, s),
                persons,
                places,
                times,
                st.sampled_from(["", "1A", "3B"]),
            ),
            max_size=14,
        ),
        "places": st.lists(
            st.builds(
                Place,
                places,
                st.none() | st.integers(1, 20),
                st.none() | st.integers(0, 3),
                st.none() | st.integers(0, 1),
                kinds,
            ),
            max_size=3,
            unique_by=lambda place: place.place_id,
        ),
        "isolations": st.lists(
            st.builds(lambda p, t: Isolation(p, *t), persons, times), max_size=2
        ),
    }
)
rule_sets = st.builds(
    Rules,
    st.integers(1, 15),
    st.sampled_from([0, 0, 10]),
    st.integers(1, 4),
    st.just({"bus": KindRule(min_overlap=5, max_level=2)}),
)


@settings(deadline=None, max_examples=300)
@given(worlds, rule_sets)
def test_the_live_tree_is_the_bulk_trace_of_its_case(tables: dict, rules: Rules) -> None:
    case = tables["windows"][0].person_id
    alone = tables | {"windows": [w for w in tables["windows"] if w.person_id == case]}
    rows = grown(tables, case, rules=rules)
    log = Log.of(**alone)
    assert live_hops(rows) == list(trace(log, rules).hops.iter_rows())
    assert live_levels(rows) == bulk_levels(log, rules)


@settings(deadline=None, max_examples=300)
@given(worlds, rule_sets)
def test_bulk_is_the_least_over_the_trees(tables: dict, rules: Rules) -> None:
    cases = {w.person_id for w in tables["windows"]}
    trees = [live_levels(grown(tables, case, rules=rules)) for case in cases]
    least = {}
    for person in {p for tree in trees for p in tree} - cases:
        rows = [tree[person] for tree in trees if person in tree]
        level = min(row[0] for row in rows)
        rows = [row for row in rows if row[0] == level]
        least[person] = (*min(row[:4] for row in rows), max(row[4] for row in rows))
    assert least == bulk_levels(Log.of(**tables), rules)


@settings(deadline=None, max_examples=300)
@given(worlds, rule_sets, st.integers(0, 60))
def test_a_followed_up_tree_is_the_tree_without_later_starts(
    tables: dict, rules: Rules, follow_up: int
) -> None:
    """Exposures never start before the hop before, so a later limit only ever adds rows."""
    case = tables["windows"][0].person_id
    ends = [w.end for w in tables["windows"] if w.person_id == case]
    whole = grown(tables, case, rules=rules)
    ended = grown(tables, case, rules=rules, follow_up=follow_up)
    limit = max(ends) + follow_up
    assert live_hops(ended) == [hop for hop in live_hops(whole) if hop[2] < limit]


def world(**tables: list) -> dict[str, list]:
    empty = {name: [] for name in ("windows", "contacts", "visits", "places", "isolations")}
    return empty | tables


def test_contacts_that_start_after_the_follow_up_do_not_count_in_the_tree() -> None:
    tables = world(
        windows=[Window("01", 0, 100)],
        contacts=[
            ContactEvent("01", "02", 50, 90),
            ContactEvent("02", "03", 149, 190),
            ContactEvent("02", "03", 150, 400),
            ContactEvent("02", "04", 150, 190),
        ],
    )
    found = live_levels(grown(tables, "01", follow_up=50))
    assert found["03"] == (2, 149, "02", "", 400)  # the two events touch: one, begun in time
    assert "04" not in found
    assert "04" in live_levels(grown(tables, "01", follow_up=51))
    assert "04" in live_levels(grown(tables, "01"))


def test_a_stay_recorded_in_pieces_is_one_across_the_end_of_the_follow_up() -> None:
    pieces = [Visit("02", "01", 140, 150), Visit("02", "01", 150, 160), Visit("02", "02", 150, 200)]
    others = [Visit("03", "01", 0, 145), Visit("03", "01", 145, 400), Visit("04", "02", 0, 400)]
    contact = ContactEvent("01", "02", 50, 90)
    tables = world(windows=[Window("01", 0, 100)], contacts=[contact], visits=pieces + others)
    found = live_levels(grown(tables, "01", follow_up=50))
    assert found.keys() == {"02", "03"}
    assert found["03"] == (2, 140, "02", "01", 160)


def test_the_last_exposure_leaves_late_starts_out_too() -> None:
    tables = world(
        windows=[Window("01", 0, 100)],
        contacts=[
            ContactEvent("01", "02", 50, 90),
            ContactEvent("02", "03", 120, 140),
            ContactEvent("02", "03", 160, 180),
        ],
    )
    assert live_levels(grown(tables, "01", follow_up=50))["03"][-1] == 140


def test_the_case_may_be_reached_in_its_own_tree_and_has_no_level_row() -> None:
    tables = world(windows=[Window("01", 0, 50)], contacts=[ContactEvent("01", "02", 0, 30)])
    rows = grown(tables, "01")
    assert list(zip(rows.person.tolist(), rows.is_level.tolist(), strict=True)) == [
        (2, True),
        (1, False),
    ]
    assert rows.last_exposure.tolist() == [30, 0]


def test_each_question_comes_at_most_once_a_round_and_reads_the_frontier_only() -> None:
    chain = [("01", "02"), ("02", "03"), ("03", "04")]
    near = [
        Visit(p, f"{n:02}", 100 * n, 100 * n + 60) for n, pair in enumerate(chain, 1) for p in pair
    ]
    far = [Visit(f"{p:02}", "50", 0, 900) for p in range(10, 99)]
    before = [Visit(f"{p:02}", "01", 0, 99) for p in range(10, 99)]
    tables = world(windows=[Window("01", 0)], visits=near + far + before)
    presence = MemoryPresence(tables)
    rows = trace_tree(windows_of(tables, "01"), presence)
    assert live_levels(rows).keys() == {"02", "03", "04"}
    assert set(presence.asked.values()) == {3}
    assert presence.rows < 20


def test_a_place_closed_to_this_round_is_not_read() -> None:
    visits = [Visit("01", "01", 0, 60), Visit("02", "01", 0, 60)]
    tables = world(windows=[Window("01", 0)], visits=visits, places=[Place("01", max_level=0)])
    presence = MemoryPresence(tables)
    assert not len(trace_tree(windows_of(tables, "01"), presence).person)
    assert presence.rows == 2  # the case's own stay and the place's numbers


def test_an_isolated_case_has_an_empty_tree_and_reads_nothing_more() -> None:
    tables = world(
        windows=[Window("01", 10, 50)],
        isolations=[Isolation("01", 0)],
        visits=[Visit("01", "01", 0, 60), Visit("02", "01", 0, 60)],
    )
    presence = MemoryPresence(tables)
    assert not len(trace_tree(windows_of(tables, "01"), presence).person)
    assert presence.asked == {"isolations": 1}


@pytest.mark.parametrize("cases", [[], [1, 2]])
def test_a_tree_has_exactly_one_case(cases: list[int]) -> None:
    start = numbers([0] * len(cases))
    with pytest.raises(ValueError, match="one case"):
        trace_tree(Spans(numbers(cases), start, start + 9), MemoryPresence(world()))


def test_bulk_and_live_share_one_compiled_kernel() -> None:
    """A second set of array types would compile everything again, for seconds."""
    tables = world(
        windows=[Window("01", 0)],
        visits=[Visit("01", "01", 0, 60, "1A"), Visit("02", "01", 0, 60)],
        places=[Place("01", seat_rows=1)],
        contacts=[ContactEvent("02", "03", 30, 60)],
        isolations=[Isolation("01", 50)],
    )
    assert live_levels(grown(tables, "01")).keys() == {"02", "03"}
    assert bulk_levels(Log.of(**tables), Rules()).keys() == {"02", "03"}
    for loop in (
        kernels.join_touching,
        kernels.cut_out,
        kernels.index_by,
        kernels.infectious_parts,
        kernels.sweep,
    ):
        assert len(loop.signatures) == 1, loop
