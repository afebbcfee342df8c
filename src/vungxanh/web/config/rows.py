"""Many rows at once, past the ORM's models: a tree of thousands is written in milliseconds.

Only for tables without behaviour of their own (no `save`, no defaults); actions call it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models


def insert(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows, given as values in the order of `fields`, instants as `adapted` gives them."""
    quote = connection.ops.quote_name
    columns = {field.name: quote(str(field.column)) for field in model._meta.concrete_fields}
    columns = {name: columns[name] for name in fields}
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(columns.values())})"  # noqa: S608 - names of our own models
        f" VALUES ({', '.join(['%s'] * len(columns))})"
    )
    values = list(rows)
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)


def adapted(instant: datetime) -> Any:
    """Give an instant as the database takes it; worked out once for all rows that share it."""
    return connection.ops.adapt_datetimefield_value(instant)
