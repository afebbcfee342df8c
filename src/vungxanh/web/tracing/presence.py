"""Where tracing asks the registry who was where: by index, a few queries a round.

The queries come from the ORM; the rows bypass it and become arrays at once.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet

from vungxanh.records import FOREVER
from vungxanh.tracing.live import SAYS_NOTHING, Contacts, PlaceNumbers, Stays
from vungxanh.tracing.network import Ints, Spans
from vungxanh.web.registry.models import ContactEvent, Isolation, Place, Visit

CHUNK = 10_000
"""Ids a query: databases limit the number of parameters."""


class RegistryPresence:
    """What the registry knew at an instant of visits, contacts and isolations."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def isolations_of(self, persons: Ints) -> Spans:
        """Give all isolations of these persons."""
        rows = _by_chunks(
            lambda ids: Isolation.objects.as_of(self.now).filter(person__in=ids), persons
        )
        person, start, end = _columns(rows, ("person_id", "start", "end"))
        until = [FOREVER if value is None else value for value in end]
        return Spans(_ints(person), _ints(start), _ints(until))

    def stays_of(self, persons: Ints, since: Ints) -> Stays:
        """Give the stays of persons from a time on."""
        if not len(persons):
            return _stays(())
        rows = _by_chunks(
            lambda ids: Visit.objects.as_of(self.now).filter(
                person__in=ids, end__gte=int(since.min())
            ),
            persons,
        )
        return _stays(rows)

    def stays_at(self, places: Ints, since: Ints, until: Ints) -> Stays:
        """Give everybody's stays at places in a time."""
        if not len(places):
            return _stays(())
        rows = _by_chunks(
            lambda ids: Visit.objects.as_of(self.now).filter(
                place__in=ids, end__gte=int(since.min()), start__lte=int(until.max())
            ),
            places,
        )
        return _stays(rows)

    def contacts_of(self, persons: Ints, since: Ints) -> Contacts:
        """Give the contact events of persons from a time on."""
        rows: list[QuerySet[Any]] = []
        for ids in _chunks(persons):
            asked = ContactEvent.objects.as_of(self.now).filter(
                Q(person_a__in=ids) | Q(person_b__in=ids),
                end__gte=int(since.min()),
            )
            rows.append(asked)
        names = ("pk", "person_a_id", "person_b_id", "start", "end", "close")
        # An event between persons of two chunks is found twice.
        events = {row[0]: row[1:] for query in rows for row in query.values_list(*names)}
        a, b, start, end, close = zip(*events.values(), strict=True) if events else [()] * 5
        return Contacts(_ints(a), _ints(b), _ints(start), _ints(end), np.array(close, np.bool_))

    def place_numbers(self, places: Ints) -> PlaceNumbers:
        """Give what places say of overlap, levels and seats."""
        rows = _by_chunks(lambda ids: Place.objects.filter(pk__in=ids), places)
        names = ("pk", "min_overlap", "max_level", "seat_rows", "kind")
        place, overlap, level, seat_rows, kind = _columns(rows, names)
        numbers = [
            _ints(SAYS_NOTHING if value is None else value for value in column)
            for column in (overlap, level, seat_rows)
        ]
        return PlaceNumbers(_ints(place), *numbers, np.array(kind, np.object_))


def _chunks(ids: Ints) -> Iterator[list[int]]:
    for first in range(0, len(ids), CHUNK):
        yield ids[first : first + CHUNK].tolist()


def _by_chunks(ask: Any, ids: Ints) -> list[QuerySet[Any]]:
    return [ask(chunk) for chunk in _chunks(ids)]


def _columns(queries: Iterable[QuerySet[Any]], names: Sequence[str]) -> list[Sequence[Any]]:
    rows = [row for query in queries for row in query.order_by().values_list(*names)]
    return list(zip(*rows, strict=True)) if rows else [()] * len(names)


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), np.int64)


def _stays(queries: Iterable[QuerySet[Any]]) -> Stays:
    names = ("person_id", "place_id", "start", "end", "seat")
    person, place, start, end, seat = _columns(queries, names)
    return Stays(_ints(person), _ints(place), _ints(start), _ints(end), np.array(seat, np.object_))
