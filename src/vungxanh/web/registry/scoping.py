"""Which units see a person, worked out and written inside the database.

A unit's *circle* is the unit itself, the units above it, the units that succeeded it by the day
and those above them. Whom a unit sees its circle sees too; the country is left out, as it sees
everybody without a row. One statement writes thousands of rows, many times as fast as rows that
pass through Python. No value stands in the text of a statement, all are parameters.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection

from vungxanh.web.config.among import condition

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
    condition="AND {people}",
)
BY_COLUMN = CIRCLE.format(
    start="",
    row="person.id, circle.seer_id, %s, 0",
    join="JOIN registry_person person ON person.{column} = circle.unit_id",
    condition="{people}",
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
    people, ids = condition("person.id", person_ids, connection.vendor)
    return _write(ONE_UNIT.format(people=people), [on, unit_id, why, source, ids])


def show_where_they_live(person_ids: Iterable[int] | None, *, on: date) -> int:
    """Let the circles of residence and of stay see some persons, or all. Give the new rows."""
    among, ids = "", []
    if person_ids is not None:
        people, packed = condition("person.id", person_ids, connection.vendor)
        among, ids = f"AND {people}", [packed]
    return sum(
        _write(BY_COLUMN.format(column=column, people=among), [on, why, *ids])
        for why, column in COLUMNS.items()
    )


def show_to_successors(*, on: date) -> int:
    """Let the circle of every unit see whom the unit sees. Give the number of new rows."""
    return _write(BY_SIGHT, [on])


def _write(statement: str, values: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
