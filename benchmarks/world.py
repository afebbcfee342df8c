"""A registry of invented persons, written straight into the database: the load of live and pages.

Each person sleeps at a home of about four, works in a team of eight, and goes to shops; the
largest place has 500 visitors in fourteen days. Import it after `database.prepare`.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection, transaction

from vungxanh.demonstration.names import NameBook
from vungxanh.identity.names import normal, plain
from vungxanh.web.audit.actions import System
from vungxanh.web.geography.actions import load_shipped_units
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.registry.actions import rescope_all

ACTOR = System("benchmark")
DAYS = 14
DAY = 24 * 60
NOW = datetime(2020, 3, 15, 0, 0, tzinfo=UTC)
SHOP_VISITORS = 500

VISIT = (
    "person_id", "place_id", "start", "end", "seat", "note", "recorded_at", "recorded_by", "source",
)  # fmt: skip


def visits(persons: int, rng: np.random.Generator) -> Iterator[tuple[int, int, int, int]]:
    """Give (person, place, start, end) in minutes, about fifteen a person."""
    first = int((NOW - timedelta(days=DAYS)).timestamp() // 60)
    person = np.arange(1, persons + 1)
    home, team = (person - 1) // 4 + 1, rng.permutation(persons) // 8 + 1
    homes, teams = int(home.max()), int(team.max())
    shops = max(1, persons * 5 // SHOP_VISITORS)
    for day in rng.choice(DAYS, 5, replace=False):
        start = first + int(day) * DAY + rng.integers(11 * 60, 13 * 60, persons)
        yield from zip(person, home, start, start + 9 * 60, strict=True)
    for day in rng.choice(DAYS, 5, replace=False):
        start = first + int(day) * DAY + rng.integers(0, 60, persons)
        yield from zip(person, homes + team, start, start + 8 * 60, strict=True)
    for _ in range(5):
        start = first + rng.integers(0, DAYS, persons) * DAY
        start += rng.integers(9 * 60, 14 * 60, persons)
        shop = homes + teams + 1 + rng.permutation(persons) % shops
        yield from zip(person, shop, start, start + rng.integers(15, 75, persons), strict=True)


def fill(persons: int, seed: int = 1) -> dict[str, int]:
    """Write units, persons, places and visits into an empty, migrated database."""
    rng = np.random.default_rng(seed)
    with transaction.atomic():
        load_shipped_units(actor=ACTOR, now=NOW)
        communes = list(
            AdminUnit.objects.on(NOW.date()).filter(level="commune").values_list("pk", flat=True)
        )
        home_unit = rng.choice(communes, persons // 4 + 1)
        rows = [(int(a), int(b), int(c), int(d)) for a, b, c, d in visits(persons, rng)]
        written = connection.ops.adapt_datetimefield_value(NOW - timedelta(days=1))
        places = max(place for _, place, _, _ in rows)
        _persons(persons, home_unit, written, rng)
        _insert(
            "registry_place",
            ("id", "code", "kind", "name", "address", "fictional"),
            ((n, f"b{n}", "", f"Place {n}", "", True) for n in range(1, places + 1)),
        )
        _insert(
            "registry_visit",
            VISIT,
            ((*row, "", "", written, "benchmark", "") for row in rows),
        )
        rescope_all(actor=ACTOR, now=NOW)
    _analyse()
    return {"persons": persons, "places": places, "visits": len(rows)}


def _persons(count: int, home_unit: Any, written: Any, rng: np.random.Generator) -> None:
    book = NameBook(rng)

    def row(number: int) -> tuple[Any, ...]:
        name, unit = book.full_name(book.sex()), int(home_unit[(number - 1) // 4])
        spellings = (name, normal(name), plain(name))
        return (number, f"B{number}", *spellings, book.telephone(), unit, written)

    blank = ("sex", "identity_number", "nationality", "residence", "occupation", "source")
    columns = ("id", "code", "name", "name_norm", "name_ascii", "phone", "unit_id", "recorded_at")
    rest = ("",) * len(blank)
    rows = ((*row(number), True, *rest) for number in range(1, count + 1))
    _insert("registry_person", (*columns, "fictional", *blank), rows)


def _insert(table: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"
                f" (SELECT max(id) FROM {table}))"
            )
            return
        marks = ", ".join(["%s"] * len(names))
        statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
        batch: list[tuple[Any, ...]] = []
        for row in rows:
            batch.append(row)
            if len(batch) == 20_000:
                cursor.executemany(statement, batch)
                batch.clear()
        cursor.executemany(statement, batch)


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
