"""The tree of one case, read from a database by index: the same rounds, the same kernel.

Each round asks a `Presence` where its frontier stayed, who else stayed there in that time, and
whom the frontier met by contact event; nothing else is read. Persons and places are whole numbers
here (primary keys, from 1 on), and ties are broken by their order.
"""

from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from vungxanh.records import FOREVER, Rules
from vungxanh.tracing.network import (
    Ints,
    Network,
    Spans,
    build,
    ints,
    join_spans,
    join_stays,
    minus,
    settle_places,
)
from vungxanh.tracing.trace import DEFAULT_RULES, Exposures, from_arrival, one_round

Texts = npt.NDArray[np.object_]
Flags = npt.NDArray[np.bool_]

SAYS_NOTHING = -1
"""Number of a place that leaves it to the place's kind."""


class Stays(NamedTuple):
    """Visits as recorded; touching pieces are joined here. `seat` is "" where unknown."""

    person: Ints
    place: Ints
    start: Ints
    end: Ints
    seat: Texts


class Contacts(NamedTuple):
    """Contact events as recorded, each once, whichever side was asked for."""

    person_a: Ints
    person_b: Ints
    start: Ints
    end: Ints
    close: Flags


class PlaceNumbers(NamedTuple):
    """What places say themselves, SAYS_NOTHING where they do not, and their kind."""

    place: Ints
    min_overlap: Ints
    max_level: Ints
    seat_rows: Ints
    kind: Texts


class Presence(Protocol):
    """Where the registry is asked. Each question comes at most once a round.

    Arrays of one call run side by side. Times are minutes, up to FOREVER. Rows outside
    the times asked for do no harm, rows of other persons or places must not come.
    """

    def isolations_of(self, persons: Ints) -> Spans:
        """Give all isolations of these persons, in any order."""

    def stays_of(self, persons: Ints, since: Ints) -> Stays:
        """Give the stays of `persons[i]` that end at `since[i]` or later."""

    def place_numbers(self, places: Ints) -> PlaceNumbers:
        """Give the numbers of these places; one that is missing follows the defaults."""

    def stays_at(self, places: Ints, since: Ints, until: Ints) -> Stays:
        """Give everybody's stays at `places[i]` that touch or overlap `[since[i], until[i])`."""

    def contacts_of(self, persons: Ints, since: Ints) -> Contacts:
        """Give the events with `persons[i]` on either side that end at `since[i]` or later."""


class TreeRows(NamedTuple):
    """The hops of a tree, by round, then person. `is_level` marks the row of a person's own level.

    `via_place` is 0 for a contact event; `last_exposure` is 0 where `is_level` is not set. The
    case itself may be reached in its own tree; it has no level row.
    """

    person: Ints
    round: Ints
    exposure_start: Ints
    exposure_end: Ints
    via_person: Ints
    via_place: Ints
    close: Flags
    min_overlap: Ints
    last_exposure: Ints
    is_level: Flags


class _Nearby(NamedTuple):
    """What one round reads: a network, and the keys behind its codes, sorted."""

    network: Network
    persons: Ints
    places: Ints


def trace_tree(
    windows: Spans,
    presence: Presence,
    *,
    rules: Rules = DEFAULT_RULES,
    follow_up: int | None = None,
) -> TreeRows:
    """Trace one case. `windows` are all its own; contacts that start `follow_up` minutes or more
    after the end of the last window do not count (None: no limit).

    Raises ValueError unless the windows are those of one person.
    """
    cases = np.unique(windows.person)
    if len(cases) != 1:
        raise ValueError(f"a tree has one case, these windows belong to {len(cases)}")
    limit = FOREVER if follow_up is None else int(windows.end.max()) + follow_up
    reached, arrivals = np.empty(0, np.int64), np.empty(0, np.int64)
    frontier = join_spans(*windows)
    rows = [_no_rows()]
    for number in range(1, rules.max_level + 1):
        active = _active(frontier, presence, limit)
        if not len(active.person):
            break
        nearby = _nearby(active, presence, rules, number, limit)
        arrival = _look_up(nearby.persons, reached, arrivals)
        coded = active._replace(person=np.searchsorted(nearby.persons, active.person))
        found = one_round(nearby.network, coded, arrival, number, limit)
        improved = np.flatnonzero(found.start < FOREVER)
        person, start = nearby.persons[improved], found.start[improved]
        new = (arrival[improved] == FOREVER) & (person != cases[0])
        rows.append(_rows(nearby, found, improved, new, number))
        reached, arrivals = _put(reached, arrivals, person, start)
        frontier = from_arrival(person, start, rules.latent)
    return TreeRows(*(np.concatenate(columns) for columns in zip(*rows, strict=True)))


def exposed_by(
    active: Spans,
    presence: Presence,
    *,
    rules: Rules = DEFAULT_RULES,
    number: int,
    limit: int = FOREVER,
) -> Ints:
    """Give everybody with a qualifying contact to the active persons in round `number`, sorted.

    `active` is when they pass it on, isolations not yet cut out. Contacts that start at `limit` or
    later do not count. Of several active persons, those whom another one exposes are given, too.
    """
    active = _active(join_spans(*active), presence, limit)
    if not len(active.person):
        return np.empty(0, np.int64)
    nearby = _nearby(active, presence, rules, number, limit)
    coded = active._replace(person=np.searchsorted(nearby.persons, active.person))
    nobody_yet = np.full(len(nearby.persons), FOREVER)
    found = one_round(nearby.network, coded, nobody_yet, number, limit)
    return nearby.persons[found.start < FOREVER]


def _active(frontier: Spans, presence: Presence, limit: int) -> Spans:
    """Cut isolations out, and what could only begin after the tree has ended."""
    if not len(frontier.person):
        return frontier
    isolations = join_spans(*presence.isolations_of(np.unique(frontier.person)))
    active = minus(frontier, isolations)
    return Spans(*(column[active.start < limit] for column in active))


def _nearby(active: Spans, presence: Presence, rules: Rules, number: int, limit: int) -> _Nearby:
    """Read what the active persons can meet in this round."""
    persons, first = np.unique(active.person, return_index=True)
    since = active.start[first]
    own = presence.stays_of(persons, since)
    places = np.unique(own.place)
    numbers = _places_table(presence.place_numbers(places), places)
    need, max_level, _ = settle_places(numbers, rules, len(places))
    stays = join_stays(_visits_table(own, persons, places), len(persons))
    person, place, start, end = (ints(stays[c]) for c in ("person", "place", "start", "end"))
    start = np.maximum(start, since[person])
    counts = (end - start >= need[place]) & (max_level[place] >= number) & (start < limit)
    around = presence.stays_at(*_times_at(places, place[counts], start[counts], end[counts]))
    contacts = presence.contacts_of(persons, since)
    everyone = np.unique(
        np.concatenate([persons, around.person, contacts.person_a, contacts.person_b])
    )
    network = build(
        _visits_table(around, everyone, places),
        _contacts_table(contacts, everyone),
        numbers,
        rules,
        n_persons=len(everyone),
        n_places=len(places),
    )
    return _Nearby(network, everyone, places)


def _times_at(places: Ints, place: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
    """Give the places that active stays take part in, and for each the time from first to last."""
    first, last = np.full(len(places), FOREVER), np.full(len(places), -FOREVER)
    np.minimum.at(first, place, start)
    np.maximum.at(last, place, end)
    asked = first < last
    return places[asked], first[asked], last[asked]


def _visits_table(stays: Stays, persons: Ints, places: Ints) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "person": np.searchsorted(persons, stays.person),
            "place": np.searchsorted(places, stays.place),
            "start": stays.start,
            "end": stays.end,
            "seat": pl.Series(stays.seat, dtype=pl.String),
        }
    )


def _contacts_table(contacts: Contacts, persons: Ints) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "a": np.searchsorted(persons, contacts.person_a),
            "b": np.searchsorted(persons, contacts.person_b),
            "start": contacts.start,
            "end": contacts.end,
            "close": contacts.close,
        }
    )


def _places_table(numbers: PlaceNumbers, places: Ints) -> pl.DataFrame:
    said = pl.DataFrame(
        {
            "place": np.searchsorted(places, numbers.place),
            "min_overlap": numbers.min_overlap,
            "max_level": numbers.max_level,
            "seat_rows": numbers.seat_rows,
            "kind": pl.Series(numbers.kind, dtype=pl.String),
        }
    )
    return said.with_columns(
        pl.when(pl.col(name) != SAYS_NOTHING).then(name)
        for name in ("min_overlap", "max_level", "seat_rows")
    )


def _look_up(persons: Ints, reached: Ints, arrivals: Ints) -> Ints:
    """Give the arrival of each person so far; FOREVER for those not reached. All are sorted."""
    arrival = np.full(len(persons), FOREVER)
    _, here, there = np.intersect1d(persons, reached, assume_unique=True, return_indices=True)
    arrival[here] = arrivals[there]
    return arrival


def _put(reached: Ints, arrivals: Ints, person: Ints, arrival: Ints) -> tuple[Ints, Ints]:
    """Replace or add arrivals; the newest of each person stands."""
    persons, newest = np.unique(np.concatenate([person, reached]), return_index=True)
    return persons, np.concatenate([arrival, arrivals])[newest]


def _rows(nearby: _Nearby, found: Exposures, improved: Ints, new: Flags, number: int) -> TreeRows:
    """Turn the exposures of a round back into keys. `new` marks who had not been reached before."""
    network, meeting = nearby.network, found.meeting[improved]
    place = network.place[meeting]
    keys = np.concatenate([nearby.places, [0]])  # the last one answers NO_PLACE, which is -1
    return TreeRows(
        person=nearby.persons[improved],
        round=np.full(len(improved), number),
        exposure_start=found.start[improved],
        exposure_end=found.end[improved],
        via_person=nearby.persons[found.via[improved]],
        via_place=keys[place],
        close=network.close[meeting] == 1,
        min_overlap=network.need[meeting],
        last_exposure=np.where(new, found.last[improved], 0),
        is_level=new,
    )


def _no_rows() -> TreeRows:
    number, flag = np.empty(0, np.int64), np.empty(0, np.bool_)
    return TreeRows(number, number, number, number, number, number, flag, number, number, flag)
