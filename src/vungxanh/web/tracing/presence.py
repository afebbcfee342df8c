"""Where tracing asks the registry who was where: by index, a few queries a round."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import QuerySet

from vungxanh.records import FOREVER
from vungxanh.tracing.live import SAYS_NOTHING, Contacts, PlaceNumbers, Stays
from vungxanh.tracing.network import Ints, Spans
from vungxanh.web.config.among import Among
from vungxanh.web.config.rows import adapted
from vungxanh.web.registry.models import ContactEvent, Isolation, Place, Visit

STAYS_AT = {
    "sqlite": """
    WITH asked (place, since, until) AS MATERIALIZED (
        SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(%s)
    )
    SELECT visit.person_id, visit.place_id, visit.start, visit."end", visit.seat
    FROM asked JOIN registry_visit visit ON visit.place_id = asked.place
    WHERE visit."end" >= asked.since AND visit.start <= asked.until
    AND visit.recorded_at <= %s AND (visit.retracted_at IS NULL OR visit.retracted_at > %s)
    """,
    # Left to itself PostgreSQL reads all visits of the registry rather than look into so many
    # places. OFFSET 0 makes it look into each by itself; `+ 0` keeps it from reckoning that it
    # would have to skip through every end there.
    "postgresql": """
    SELECT stay.* FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) asked (place, since, until)
    CROSS JOIN LATERAL (
        SELECT person_id, place_id, start, "end", seat FROM registry_visit
        WHERE place_id = asked.place AND "end" >= asked.since AND start + 0 <= asked.until
        AND recorded_at <= %s AND (retracted_at IS NULL OR retracted_at > %s)
        OFFSET 0
    ) stay
    """,
}
"""By vendor: everybody's stays at places, each in its own time. The ORM cannot ask that at once."""


class RegistryPresence:
    """What the registry knew at an instant of visits, contacts and isolations."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def isolations_of(self, persons: Ints) -> Spans:
        """Give all isolations of these persons."""
        known = Isolation.objects.as_of(self.now).filter(Among("person_id", persons))
        person, start, end = _columns(known, ("person_id", "start", "end"))
        until = [FOREVER if value is None else value for value in end]
        return Spans(_ints(person), _ints(start), _ints(until))

    def stays_of(self, persons: Ints, since: Ints) -> Stays:
        """Give the stays of persons from a time on."""
        known = Visit.objects.as_of(self.now).filter(Among("person_id", persons))
        late = known.filter(end__gte=int(since.min(initial=FOREVER)))
        return _stays(_columns(late, ("person_id", "place_id", "start", "end", "seat")))

    def stays_at(self, places: Ints, since: Ints, until: Ints) -> Stays:
        """Give everybody's stays at places in a time."""
        columns = [column.tolist() for column in (places, since, until)]
        if connection.vendor == "sqlite":
            asked: list[Any] = [json.dumps(list(zip(*columns, strict=True)))]
        else:
            asked = columns
        instant = adapted(self.now)
        with connection.cursor() as cursor:
            cursor.execute(STAYS_AT[connection.vendor], [*asked, instant, instant])
            return _stays(_transposed(cursor.fetchall(), 5))

    def contacts_of(self, persons: Ints, since: Ints) -> Contacts:
        """Give the contact events of persons from a time on."""
        known = ContactEvent.objects.as_of(self.now).filter(
            end__gte=int(since.min(initial=FOREVER))
        )
        names = ("pk", "person_a_id", "person_b_id", "start", "end", "close")
        events: dict[int, tuple[Any, ...]] = {}
        for side in ("person_a_id", "person_b_id"):
            found = known.filter(Among(side, persons)).order_by().values_list(*names)
            events |= {row[0]: row[1:] for row in found}
        a, b, start, end, close = _transposed(list(events.values()), 5)
        return Contacts(_ints(a), _ints(b), _ints(start), _ints(end), np.array(close, np.bool_))

    def place_numbers(self, places: Ints) -> PlaceNumbers:
        """Give what places say of overlap, levels and seats."""
        names = ("pk", "min_overlap", "max_level", "seat_rows", "kind")
        found = _columns(Place.objects.filter(Among("pk", places)), names)
        place, overlap, level, rows, kind = found
        return PlaceNumbers(
            _ints(place), _said(overlap), _said(level), _said(rows), np.array(kind, np.object_)
        )


def _columns(rows: QuerySet[Any], names: Sequence[str]) -> list[Sequence[Any]]:
    return _transposed(list(rows.order_by().values_list(*names)), len(names))


def _transposed(rows: Sequence[tuple[Any, ...]], width: int) -> list[Sequence[Any]]:
    return list(zip(*rows, strict=True)) if rows else [()] * width


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int64)


def _said(values: Iterable[int | None]) -> Ints:
    return _ints(SAYS_NOTHING if value is None else value for value in values)


def _stays(columns: Sequence[Sequence[Any]]) -> Stays:
    person, place, start, end, seat = columns
    return Stays(_ints(person), _ints(place), _ints(start), _ints(end), np.array(seat, np.object_))
