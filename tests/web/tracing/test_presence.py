"""The registry as tracing asks it, against the same world in memory and the trace in bulk."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import numpy as np
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.core.tracing.test_live import (
    MemoryPresence,
    bulk_levels,
    live_hops,
    live_levels,
    rule_sets,
    windows_of,
    worlds,
)
from tests.web.factories import NOW
from vungxanh.records import FOREVER, ContactEvent, Isolation, Log, Rules, Visit, Window
from vungxanh.tracing.live import TreeRows, trace_tree
from vungxanh.tracing.trace import trace
from vungxanh.web.registry import models
from vungxanh.web.tracing.presence import RegistryPresence

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
UNKNOWN = {
    "not yet recorded": {"recorded_at": NOW + HOUR},
    "taken back": {"recorded_at": NOW - 2 * HOUR, "retracted_at": NOW - HOUR},
}
KNOWN = {
    "recorded": {"recorded_at": NOW - HOUR},
    "taken back later": {"recorded_at": NOW, "retracted_at": NOW + HOUR},
}
Tables = dict[str, list]

some_worlds = worlds.map(
    lambda tables: (
        tables | {"contacts": [c for c in tables["contacts"] if c.person_a != c.person_b]}
    )
)
"""As in memory; the registry refuses a contact with oneself."""

on_random_worlds = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@contextmanager
def registry(known: Tables, unknown: Tables) -> Iterator[RegistryPresence]:
    """Write a world, and another one that is not known at NOW, as long as this lasts."""
    with transaction.atomic():
        write_places(known)
        for tables, ways in ((known, KNOWN), (unknown, UNKNOWN)):
            for number, row in enumerate(facts(tables)):
                vars(row).update(list(ways.values())[number % 2])
                row.save(force_insert=True)
        yield RegistryPresence(NOW)
        transaction.set_rollback(True)


def write_places(tables: Tables) -> None:
    """Write persons and places under the numbers by which the world calls them."""
    persons = (models.Person(pk=n, code=f"{n:02}", recorded_at=NOW) for n in range(1, 100))
    models.Person.objects.bulk_create(persons)
    told = {int(place.place_id): place for place in tables["places"]}
    names = ("kind", "min_overlap", "max_level", "seat_rows")
    models.Place.objects.bulk_create(
        models.Place(
            pk=n,
            code=f"{n:02}",
            **({name: getattr(told[n], name) for name in names} if n in told else {}),
        )
        for n in range(1, 51)
    )


def facts(tables: Tables) -> list[models.RecordedModel]:
    """Turn the records of a world into rows."""
    visits = [
        models.Visit(
            person_id=int(v.person_id), place_id=int(v.place_id), start=v.start, end=v.end,
            seat=v.seat,
        )
        for v in tables["visits"]
    ]  # fmt: skip
    contacts = [
        models.ContactEvent(
            person_a_id=int(c.person_a), person_b_id=int(c.person_b), start=c.start, end=c.end,
            close=c.close,
        )
        for c in tables["contacts"]
    ]  # fmt: skip
    isolations = [
        models.Isolation(
            person_id=int(i.person_id), start=i.start, end=None if i.end == FOREVER else i.end
        )
        for i in tables["isolations"]
    ]
    return [*visits, *contacts, *isolations]


def alone(tables: Tables) -> tuple[str, Tables]:
    """Keep the windows of one case: a tree has one."""
    case = tables["windows"][0].person_id
    return case, tables | {"windows": [w for w in tables["windows"] if w.person_id == case]}


def same(one: TreeRows, other: TreeRows) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@on_random_worlds
@given(some_worlds, some_worlds, rule_sets, st.none() | st.integers(0, 60))
def test_a_tree_from_the_registry_is_the_tree_from_memory(
    tables: Tables, unknown: Tables, rules: Rules, follow_up: int | None
) -> None:
    windows = windows_of(tables, tables["windows"][0].person_id)
    expected = trace_tree(windows, MemoryPresence(tables), rules=rules, follow_up=follow_up)
    with registry(tables, unknown) as presence:
        assert same(trace_tree(windows, presence, rules=rules, follow_up=follow_up), expected)


@on_random_worlds
@given(some_worlds, some_worlds, rule_sets)
def test_a_tree_from_the_registry_is_the_bulk_trace_of_its_case(
    tables: Tables, unknown: Tables, rules: Rules
) -> None:
    case, of_case = alone(tables)
    log = Log.of(**of_case)
    with registry(tables, unknown) as presence:
        rows = trace_tree(windows_of(tables, case), presence, rules=rules)
    assert live_hops(rows) == list(trace(log, rules).hops.iter_rows())
    assert live_levels(rows) == bulk_levels(log, rules)


def world(**tables: list) -> Tables:
    empty = {name: [] for name in ("windows", "contacts", "visits", "places", "isolations")}
    return empty | tables


def reached(known: Tables, unknown: Tables) -> set[str]:
    with registry(known, unknown) as presence:
        return set(live_levels(trace_tree(windows_of(known, "01"), presence)))


def test_what_is_not_known_now_reaches_nobody() -> None:
    windows = [Window("01", 0, 100)]
    visits = [Visit(person, "01", 0, 60) for person in ("01", "02", "03")]
    contacts = [ContactEvent("01", "04", 0, 60), ContactEvent("05", "01", 0, 60)]
    told = world(windows=windows, visits=visits, contacts=contacts)
    silent = world(windows=windows)
    assert reached(told, world()) == {"02", "03", "04", "05"}
    assert reached(silent, told) == set()


def test_an_isolation_that_was_taken_back_stops_nothing() -> None:
    told = world(
        windows=[Window("01", 0, 100)],
        contacts=[ContactEvent("01", "02", 0, 60)],
    )
    apart = {"isolations": [Isolation("01", 0)]}
    assert reached(told, world(isolations=apart["isolations"] * 2)) == {"02"}
    assert reached(told | apart, world()) == set()
