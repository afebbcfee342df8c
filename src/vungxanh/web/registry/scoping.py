"""Which units see a person, worked out and written inside the database.

A unit's *circle* is the unit itself, the units above it, the units that succeeded it by the day
and those above them. Whom a unit sees its circle sees too; the country is left out, as it sees
everybody without a row. One statement writes thousands of rows, many times as fast as rows that
pass through Python. No value stands in the text of a statement, all are parameters.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db import connection

CHUNK = 10_000
"""Persons named in one statement: SQLite takes 32,766 parameters."""

CIRCLE = """
INSERT INTO registry_personscope (person_id, unit_id, why, source)
WITH RECURSIVE steps (origin, target) AS (
    SELECT id, parent_id FROM geography_adminunit WHERE parent_id IS NOT NULL
    UNION ALL
    SELECT before_id, after_id FROM geography_unitlink WHERE effective <= %s
), circle (unit_id, seer_id) AS (
    SELECT id, id FROM geography_adminunit {start}
    UNION
    SELECT circle.unit_id, steps.target FROM circle JOIN steps ON steps.origin = circle.seer_id
)
SELECT {row}
FROM circle
JOIN geography_adminunit seer ON seer.id = circle.seer_id
{join}
WHERE seer.depth > 0 {condition}
ON CONFLICT DO NOTHING
"""

ONE_UNIT = CIRCLE.format(
    start="WHERE id = %s",
    row="person.id, circle.seer_id, %s, %s",
    join="CROSS JOIN registry_person person",
    condition="AND person.id IN ({people})",
)
BY_COLUMN = CIRCLE.format(
    start="",
    row="person.id, circle.seer_id, %s, 0",
    join="JOIN registry_person person ON person.{column} = circle.unit_id",
    condition="{among}",
)
BY_SIGHT = CIRCLE.format(
    start="",
    row="seen.person_id, circle.seer_id, seen.why, seen.source",
    join="JOIN registry_personscope seen ON seen.unit_id = circle.unit_id",
    condition="AND circle.seer_id <> circle.unit_id",
)

COLUMNS = {"residence": "unit_id", "stay": "staying_unit_id"}
"""Reason of a scope row, and the column of the person that it follows from."""


def show_to(unit_id: int, person_ids: Iterable[int], *, why: str, source: int, on: date) -> int:
    """Let a unit's circle see some persons. Give the number of new rows."""
    return sum(
        _write(ONE_UNIT.format(people=_marks(ids)), [on, unit_id, why, source, *ids])
        for ids in _chunks(person_ids)
    )


def show_where_they_live(person_ids: Iterable[int] | None, *, on: date) -> int:
    """Let the circles of residence and of stay see some persons, or all. Give the new rows."""
    written = 0
    for why, column in COLUMNS.items():
        if person_ids is None:
            written += _write(BY_COLUMN.format(column=column, among=""), [on, why])
            continue
        for ids in _chunks(person_ids):
            among = f"AND person.id IN ({_marks(ids)})"
            written += _write(BY_COLUMN.format(column=column, among=among), [on, why, *ids])
    return written


def show_to_successors(*, on: date) -> int:
    """Let the circle of every unit see whom the unit sees. Give the number of new rows."""
    return _write(BY_SIGHT, [on])


def _write(statement: str, values: Sequence[int | str | date]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _marks(ids: Sequence[int]) -> str:
    return ", ".join(["%s"] * len(ids))


def _chunks(person_ids: Iterable[int]) -> Iterator[list[int]]:
    ids = sorted(set(person_ids))
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
