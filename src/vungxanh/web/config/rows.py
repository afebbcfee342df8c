"""Many rows at once, past the ORM's models: a tree of thousands is written in milliseconds.

Whoever calls it gives every column that has no default in the database; actions call it.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection, models


def insert(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows, given as values in the order of `fields`.

    Instants come as `adapted` gives them, JSON as `json_value` does.
    """
    quote = connection.ops.quote_name
    known = {field.name: field.column for field in model._meta.concrete_fields}
    known |= {field.attname: field.column for field in model._meta.concrete_fields}
    columns = [quote(str(known[name])) for name in fields]
    table, names = quote(model._meta.db_table), ", ".join(columns)
    values = list(rows)
    if not values:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            statement = f"COPY {table} ({names}) FROM STDIN"
            with connection.wrap_database_errors, cursor.copy(statement) as copy:
                for row in values:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)  # noqa: S608 - names of our own models


def adapted(instant: datetime) -> Any:
    """Give an instant as the database takes it."""
    return connection.ops.adapt_datetimefield_value(instant)


def adapter() -> Callable[[datetime | None], Any]:
    """Give a function that adapts instants, or None; the rows of one writing share a few."""
    return cache(lambda instant: None if instant is None else adapted(instant))


def json_value(content: Any) -> Any:
    """Give JSON as the database takes it."""
    return connection.ops.adapt_json_value(content, None)
