"""Which records of the registry are probably of one person: the whole registry compared at once."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import polars as pl

from vungxanh.identity import PERSONS, duplicate_pairs
from vungxanh.identity.levels import COMPARISONS
from vungxanh.web.merging.models import Apart, LikelyPair
from vungxanh.web.merging.queries import ordered
from vungxanh.web.registry.models import Person

AT_MOST = 20_000
"""Pairs kept, the surest: nobody works through more before the next search."""
COLUMNS = (
    "pk",
    "name",
    "sex",
    "birth_date",
    "birth_year",
    "phone",
    "identity_number",
    "residence",
    "unit_id",
)


def likely_pairs(*, now: datetime) -> list[LikelyPair]:
    """Find the pairs, the surest first, unsaved; those set apart stay away."""
    table = pl.DataFrame(_rows(), PERSONS, orient="row")
    apart = Apart.objects.filter(taken_back_at=None).values_list("left", "right")
    pairs = duplicate_pairs(table, apart=[(str(left), str(right)) for left, right in apart])
    return [_pair(row, now) for row in pairs.head(AT_MOST).iter_rows(named=True)]


def _rows() -> Iterator[tuple[Any, ...]]:
    persons = Person.objects.filter(retracted_at=None).order_by().values_list(*COLUMNS)
    for pk, *told, unit in persons.iterator(chunk_size=10_000):
        yield str(pk), *told, str(unit or "")


def _pair(row: dict[str, Any], now: datetime) -> LikelyPair:
    left, right = ordered(int(row["left"]), int(row["right"]))
    levels = {
        name: int(kinds[row[name].upper()]) for name, kinds in COMPARISONS.items() if row[name]
    }
    return LikelyPair(
        left_id=left, right_id=right, probability=row["probability"], levels=levels, found_at=now
    )
