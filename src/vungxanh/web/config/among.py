"""Rows of many ids: one parameter, whatever their number, on SQLite and PostgreSQL alike.

Django's own `__in` makes a parameter an id, which is slow for thousands and limited in number.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, F, Func

UNPACKED = "SELECT value FROM json_each(%s)"


class Among(Func):
    """Condition for `filter`: a column of whole numbers is one of some ids."""

    arity = 1
    output_field = BooleanField()

    def __init__(self, column: str, ids: Iterable[int]) -> None:
        super().__init__(F(column))
        self.ids = [int(number) for number in ids]

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> Any:
        """Let SQLite unpack a JSON list."""
        column, values = compiler.compile(self.source_expressions[0])
        return f"{column} IN ({UNPACKED})", [*values, json.dumps(self.ids)]

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> Any:
        """Let PostgreSQL unpack an array."""
        column, values = compiler.compile(self.source_expressions[0])
        return f"{column} = ANY(%s)", [*values, self.ids]
