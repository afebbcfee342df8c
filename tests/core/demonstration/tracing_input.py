"""How the tests trace a city: real stays, windows of 2 days before to 10 days after."""

from collections.abc import Collection
from datetime import timedelta

from vungxanh.demonstration import City
from vungxanh.records import (
    FOREVER,
    ContactEvent,
    Isolation,
    Log,
    Place,
    Visit,
    Window,
    midnight,
    minute_of,
)


def log_of(city: City, numbers: Collection[str] = ()) -> Log:
    """What tracing reads: windows of 2 days before to 10 days after onset or specimen."""
    zone = city.now.tzinfo
    windows = []
    for case in city.cases:
        if not numbers or case.number in numbers:
            first = case.onset or case.specimen
            start, end = first - timedelta(days=2), first + timedelta(days=11)
            windows.append(Window(case.person, midnight(start, zone), midnight(end, zone)))
    return Log.of(
        windows,
        [
            ContactEvent(c.person_a, c.person_b, minute_of(c.start), minute_of(c.end), c.close)
            for c in city.contacts
        ],
        [
            Visit(v.person, v.place, minute_of(v.start), minute_of(v.end), v.seat)
            for v in city.visits
        ],
        [Place(p.place_id, p.min_overlap, p.max_level, p.seat_rows, p.kind) for p in city.places],
        [
            Isolation(
                i.person,
                minute_of(i.isolated_at),
                FOREVER if i.released_at is None else minute_of(i.released_at),
            )
            for i in city.isolations
        ],
    )
