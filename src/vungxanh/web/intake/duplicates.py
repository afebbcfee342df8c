"""Which rows of a file may be persons whom the registry knows already: shown, never merged here."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from vungxanh.identity import PERSONS, duplicate_pairs
from vungxanh.web.intake.people import AT_ONCE
from vungxanh.web.intake.plans import Plan
from vungxanh.web.registry.models import Person
from vungxanh.web.registry.queries import Persons

SURE = 0.9
"""Probability from which a new person is shown as one who may be known."""
COLUMNS = ("name", "sex", "birth_date", "birth_year", "phone", "identity_number", "residence")


def new_persons(plans: Sequence[Plan]) -> list[tuple[int, Person]]:
    """Give the persons whom some rows would create, with the row, if they have a name."""
    return [
        (plan.row, row)
        for plan in plans
        for row in plan.new
        if isinstance(row, Person) and row.name
    ]


def likely_known(found: Sequence[tuple[int, Person]], visible: Persons) -> list[dict[str, Any]]:
    """Compare new persons with one another and the visible ones of the registry, surest first.

    Of the registry only who shares the name without diacritics, the telephone or the number is
    read: a name with a typing error and nothing else is left to the worklist of duplicates.
    """
    fresh = {f"row {row}": person.made_findable() for row, person in found}
    if not fresh:
        return []
    known = {person.code: person for person in _sharing(list(fresh.values()), visible)}
    table = pl.concat([_table(fresh), _table(known)]).unique("person_id", keep="first")
    pairs = duplicate_pairs(table, threshold=SURE)
    rows = dict(zip(fresh, (row for row, _person in found), strict=True))
    return [
        {
            "row": rows[one],
            "code": other if other in known else f"#{rows[other]}",
            "probability": round(probability, 3),
        }
        for left, right, probability in pairs.select("left", "right", "probability").iter_rows()
        for one, other in [(left, right) if left in rows else (right, left)]
        if one in rows
    ]


def _sharing(persons: Sequence[Person], visible: Persons) -> list[Person]:
    found: dict[int, Person] = {}
    for column in ("name_ascii", "phone", "identity_number"):
        values = sorted({value for person in persons if (value := getattr(person, column))})
        for first in range(0, len(values), AT_ONCE):
            some = visible.filter(**{f"{column}__in": values[first : first + AT_ONCE]})
            found |= {person.pk: person for person in some.order_by()}
    return list(found.values())


def _table(persons: dict[str, Person]) -> pl.DataFrame:
    rows = [
        (key, *(getattr(person, column) for column in COLUMNS), str(person.unit_id or ""))
        for key, person in persons.items()
    ]
    return pl.DataFrame(rows, PERSONS, orient="row")
