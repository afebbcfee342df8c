"""Random small worlds for tracing: crowded in time, so that things touch, tie and collide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from vungxanh.records import (
    FOREVER,
    ContactEvent,
    Isolation,
    KindRule,
    Log,
    Minute,
    Place,
    Rules,
    Visit,
    Window,
)

PEOPLE = ("b", "B", "á", "10", "9", "a", "ab", "Ơ")
"""Ids whose order by code point is not the order in which they stand here."""
PLACE_IDS = ("p", "P", "ơ", "b")  # a place may bear the name of a person
KINDS = ("", "bus", "market")
SEATS = ("1A", "1B", "2A", "3C", "4", "10A", "12B", "", "C")  # C: a seat that tells no row
DAY = 24 * 60
EPOCHS = (0, 26_387_280)
"""A world lies at the beginning of time, or on 4 March 2020 in Hanoi."""

Span = tuple[Minute, Minute]


@dataclass(frozen=True)
class World:
    """All that a trace is told."""

    windows: Sequence[Window] = ()
    contacts: Sequence[ContactEvent] = ()
    visits: Sequence[Visit] = ()
    places: Sequence[Place] = ()
    isolations: Sequence[Isolation] = ()
    rules: Rules = field(default_factory=Rules)

    def log(self) -> Log:
        """Give the tables that the kernel reads."""
        return Log.of(self.windows, self.contacts, self.visits, self.places, self.isolations)

    def cases(self) -> set[str]:
        """Give everybody who has a window."""
        return {window.person_id for window in self.windows}

    def people(self) -> set[str]:
        """Give everybody of whom something is told."""
        told = {row.person_id for row in (*self.windows, *self.visits, *self.isolations)}
        return told | {p for event in self.contacts for p in (event.person_a, event.person_b)}

    def renamed(self, names: Mapping[str, str]) -> "World":
        """Give the same world with other names of persons."""

        def one(rows: Sequence[Any]) -> list[Any]:
            return [replace(row, person_id=names[row.person_id]) for row in rows]

        pairs = [
            replace(event, person_a=names[event.person_a], person_b=names[event.person_b])
            for event in self.contacts
        ]
        return replace(
            self,
            windows=one(self.windows),
            contacts=pairs,
            visits=one(self.visits),
            isolations=one(self.isolations),
        )

    def of_case(self, case: str) -> "World":
        """Give the world in which nobody else is a case."""
        return replace(self, windows=[w for w in self.windows if w.person_id == case])


@dataclass(frozen=True)
class Frame:
    """Who lives in a world, and how time passes there: instants, and lengths of what lasts."""

    people: Sequence[str]
    epoch: Minute
    starts: st.SearchStrategy[Minute]
    lengths: st.SearchStrategy[int]


QUARTERS = st.integers(0, 5).map(lambda n: 15 * n), st.sampled_from((15, 30, 45, 60, 0))
FIVES = st.integers(0, 12).map(lambda n: 5 * n), st.sampled_from((5, 10, 15, 20, 30, 45, 0))
MINUTES = st.integers(0, 60), st.integers(0, 60)
DAYS = (
    st.builds(
        lambda day, minute: day * DAY + minute,
        st.integers(0, 3),
        st.sampled_from((0, 0, 15, 600, DAY - 15, DAY - 1)),
    ),
    st.sampled_from((DAY, 2 * DAY, 600, 30, 15, 0)),
)


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    """Two to eight persons; quarters of an hour, free minutes, or days with midnights."""
    people = draw(st.permutations(PEOPLE))[: draw(st.integers(2, len(PEOPLE)))]
    starts, lengths = draw(st.sampled_from((QUARTERS, FIVES, FIVES, MINUTES, MINUTES, DAYS)))
    return Frame(people, draw(st.sampled_from(EPOCHS)), starts, lengths)


@st.composite
def spans(draw: st.DrawFn, frame: Frame) -> list[Span]:
    """One to three intervals that touch, overlap, stand apart, or are told twice."""
    marks = [frame.epoch + draw(frame.starts)]
    for length in draw(st.lists(frame.lengths, min_size=1, max_size=3)):
        marks.append(marks[-1] + length)
    touching = list(pairwise(marks))
    overlapping = [(start, marks[min(i + 2, len(marks) - 1)]) for i, start in enumerate(marks[:-1])]
    return draw(st.sampled_from((touching, overlapping, touching[::2], touching + touching[:1])))


@st.composite
def windows(draw: st.DrawFn, frame: Frame) -> list[Window]:
    """Windows of one case, none without length; the last may be open."""
    person = draw(st.sampled_from(frame.people[:2]) | st.sampled_from(frame.people))
    times = [(start, max(end, start + 1)) for start, end in draw(spans(frame))]
    if draw(st.booleans()):  # the case of most chains: infectious before anything happened
        times[0] = (frame.epoch, times[0][1])
    if draw(st.booleans()):
        times[-1] = (times[-1][0], FOREVER)
    return [Window(person, *time) for time in times]


@st.composite
def isolations(draw: st.DrawFn, frame: Frame) -> list[Isolation]:
    """Isolations of one person, also some without length; the last may be open."""
    person = draw(st.sampled_from(frame.people))
    times = draw(spans(frame))
    if draw(st.sampled_from((False, False, True))):
        times[-1] = (times[-1][0], FOREVER)
    return [Isolation(person, *time) for time in times]


@st.composite
def visits(draw: st.DrawFn, frame: Frame) -> list[Visit]:
    """Visits of one person to one place, on no seat, on one, or on two in turn."""
    who = draw(st.integers(0, len(frame.people) - 1))
    # Mostly at two places only, one shared with each neighbour: long chains need strangers.
    where = draw(st.sampled_from((who, who, who + 1, who + 1, 0, 1, 2, 3)))
    person, place = frame.people[who], PLACE_IDS[where % len(PLACE_IDS)]
    seats = draw(st.just([""]) | st.lists(st.sampled_from(SEATS), min_size=1, max_size=2))
    times = draw(spans(frame))
    return [Visit(person, place, *t, seats[i % len(seats)]) for i, t in enumerate(times)]


@st.composite
def contacts(draw: st.DrawFn, frame: Frame) -> list[ContactEvent]:
    """Contact events of one pair, told by the one or the other, close or not or in turn."""
    who = draw(st.integers(0, len(frame.people) - 2))
    others = [person for person in frame.people if person != frame.people[who]]
    one, other = frame.people[who], draw(st.just(frame.people[who + 1]) | st.sampled_from(others))
    close = draw(st.lists(st.booleans(), min_size=1, max_size=2))
    return [
        ContactEvent(*((other, one) if i % 2 else (one, other)), *time, close[i % len(close)])
        for i, time in enumerate(draw(spans(frame)))
    ]


@st.composite
def relays(draw: st.DrawFn, frame: Frame) -> list[ContactEvent]:
    """Contact events that hand it on from one person to the next, not always in time."""
    route = [person for person in frame.people if draw(st.sampled_from((True, True, False)))]
    moment = frame.epoch + draw(frame.starts)
    events = []
    for one, other in pairwise(route):
        length, close = draw(frame.lengths), draw(st.booleans())
        events.append(ContactEvent(one, other, moment, moment + length, close))
        moment += draw(st.sampled_from((0, length, length, 15, 30)))
    return events


OVERLAPS = st.sampled_from((None, 0, 1, 5, 15, 16, 30))
MAX_LEVELS = st.sampled_from((None, None, None, 3, 2, 1, 0))
SEAT_ROWS = st.sampled_from((None, 2, 1, 0))
KIND_RULES = st.builds(KindRule, OVERLAPS, MAX_LEVELS, SEAT_ROWS)
RULES = st.builds(
    Rules,
    min_overlap=st.sampled_from((15, 15, 10, 5, 1, 0, 20)),
    latent=st.just(0) | st.sampled_from((1, 10, 15)) | st.integers(0, 40),
    max_level=st.sampled_from((3, 3, 3, 3, 3, 3, 4, 2, 1, 0)),
    kinds=st.dictionaries(st.sampled_from(KINDS[1:]), KIND_RULES),
)
PLACES = st.lists(
    st.builds(
        Place,
        st.sampled_from(PLACE_IDS),
        OVERLAPS,
        MAX_LEVELS,
        SEAT_ROWS,
        st.sampled_from(KINDS),
    ),
    unique_by=lambda place: place.place_id,
)


def told(rows: st.SearchStrategy[list[Any]], least: int, most: int) -> st.SearchStrategy[list[Any]]:
    """Give the rows of several tellings, one after the other."""
    sizes = st.integers(least, most)  # drawn first: lists alone are mostly short
    tellings = sizes.flatmap(lambda size: st.lists(rows, min_size=size, max_size=size))
    return tellings.map(lambda lists: [row for each in lists for row in each])


@st.composite
def full_worlds(draw: st.DrawFn, frame: Frame) -> World:
    """Everything may happen."""
    return World(
        draw(told(windows(frame), 1, 3)),
        draw(told(contacts(frame) | relays(frame), 0, 6)),
        draw(told(visits(frame), 0, 16)),
        draw(PLACES),
        draw(told(isolations(frame), 0, 2)),
        draw(RULES),
    )


@st.composite
def relay_worlds(draw: st.DrawFn, frame: Frame) -> World:
    """Two cases, long chains that cross each other: who is reached early comes late by hops."""
    cases = [Window(person, frame.epoch) for person in frame.people[:2]]
    return World(cases, draw(told(relays(frame), 2, 6)), rules=draw(RULES))


@st.composite
def edge_worlds(draw: st.DrawFn, frame: Frame) -> World:
    """A case is reached by another while its window ends, and meets all others around then."""
    edge, around = frame.epoch + 30, st.integers(0, 20)
    first, second, *others = frame.people
    told = [ContactEvent(first, second, edge - draw(around), edge + draw(around), close=True)]
    for person in others:
        told.append(ContactEvent(second, person, edge - draw(around), edge + draw(around)))
    return World(
        [Window(first, frame.epoch), Window(second, frame.epoch, edge)], told, rules=draw(RULES)
    )


@st.composite
def cabin_worlds(draw: st.DrawFn, frame: Frame) -> World:
    """One bus in which everybody sits somewhere: the seat rows decide."""
    cases = draw(st.lists(st.sampled_from(frame.people), min_size=1, max_size=2, unique=True))
    trips = [
        Visit(person, "p", *time, draw(st.sampled_from(SEATS)))
        for person in frame.people
        for time in draw(spans(frame))
    ]
    bus = draw(st.builds(Place, st.just("p"), OVERLAPS, MAX_LEVELS, SEAT_ROWS, st.just("bus")))
    rules = replace(draw(RULES), kinds={"bus": draw(KIND_RULES)})
    return World([Window(c, frame.epoch) for c in cases], (), trips, [bus], (), rules)


@st.composite
def grown_worlds(draw: st.DrawFn) -> tuple[World, World]:
    """A world, and the same after one more case, contact or visit was told."""
    frame = draw(frames())
    world = draw(
        full_worlds(frame)
        | full_worlds(frame)
        | relay_worlds(frame)
        | cabin_worlds(frame)
        | edge_worlds(frame)
    )
    table, strategy = draw(
        st.sampled_from((("visits", visits), ("contacts", contacts), ("windows", windows)))
    )
    grown = [*getattr(world, table), *draw(strategy(frame))]
    return world, replace(world, **{table: grown})


def worlds() -> st.SearchStrategy[World]:
    """Two to eight persons, up to four places, and whatever else can be told of them."""
    return grown_worlds().map(lambda pair: pair[1])


@st.composite
def shuffled_worlds(draw: st.DrawFn) -> tuple[World, World]:
    """A world, and the same rows in another order, contacts told from the other side."""
    world = draw(worlds())
    turned = [replace(c, person_a=c.person_b, person_b=c.person_a) for c in world.contacts]
    return world, World(
        draw(st.permutations(world.windows)),
        draw(st.permutations(turned)),
        draw(st.permutations(world.visits)),
        draw(st.permutations(world.places)),
        draw(st.permutations(world.isolations)),
        world.rules,
    )


@st.composite
def narrowed_worlds(draw: st.DrawFn) -> tuple[World, World]:
    """A world, and the same with one row of a window made narrower, but not empty."""
    world = draw(worlds())
    which = draw(st.integers(0, len(world.windows) - 1))
    old = world.windows[which]
    latest = min(old.end, old.start + 2 * DAY)
    start = draw(st.integers(old.start, latest - 1))
    end = draw(st.just(old.end) | st.integers(start + 1, latest))
    narrow = replace(old, start=start, end=end)
    rows = [*world.windows[:which], narrow, *world.windows[which + 1 :]]
    return world, replace(world, windows=rows)
