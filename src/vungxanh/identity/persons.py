"""What is known of somebody that can tell them from others: one record, or a table of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

PERSONS: dict[str, type[pl.DataType]] = {
    "person_id": pl.String,
    "name": pl.String,
    "sex": pl.String,
    "birth_date": pl.Date,
    "birth_year": pl.Int64,
    "phone": pl.String,
    "identity_number": pl.String,
    "residence": pl.String,
    "unit": pl.String,
}
"""Columns of a table of persons; all but `person_id` may be missing, null or empty."""


@dataclass(frozen=True, slots=True)
class Identity:
    """One record, as it was told: nothing needs to be normal, everything but the id unknown.

    `sex` is "female", "male" or ""; `birth_year` may stand alone or beside `birth_date`;
    `residence` is the address in words, `unit` any code of the area, the same for all records.
    """

    person_id: str
    name: str = ""
    sex: str = ""
    birth_date: date | None = None
    birth_year: int | None = None
    phone: str = ""
    identity_number: str = ""
    residence: str = ""
    unit: str = ""

    @property
    def year(self) -> int | None:
        """Year of birth, from the date if there is one."""
        return self.birth_date.year if self.birth_date else self.birth_year


def checked(frame: pl.DataFrame) -> pl.DataFrame:
    """Give a table all columns of PERSONS and their types; a text that is missing is "".

    Raises ValueError when there is no column person_id, or an id stands twice.
    """
    if "person_id" not in frame.columns:
        raise ValueError("a table of persons needs the column person_id")
    if frame["person_id"].n_unique() < len(frame):
        raise ValueError("an id stands twice in the table of persons")
    columns = {name: pl.col(name) if name in frame.columns else pl.lit(None) for name in PERSONS}
    return frame.select(
        (column.cast(kind).fill_null("") if kind is pl.String else column.cast(kind)).alias(name)
        for (name, column), kind in zip(columns.items(), PERSONS.values(), strict=True)
    )


def identities(frame: pl.DataFrame, chunk: int = 50_000) -> Iterator[Identity]:
    """Read the records of a table one by one, a chunk of rows in memory at a time.

    Raises ValueError as `checked` does.
    """
    for part in checked(frame).iter_slices(chunk):
        for row in part.iter_rows():
            yield Identity(*row)


def table_of(persons: list[Identity]) -> pl.DataFrame:
    """Make a table of records."""
    rows = [[getattr(person, name) for name in PERSONS] for person in persons]
    return pl.DataFrame(rows, PERSONS, orient="row")
