"""Rows of many ids: one parameter, whatever their number, on SQLite and PostgreSQL alike.

Django's own `__in` makes a parameter an id, which is slow for thousands and limited in number.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, F, Func

CONDITION = {
    "sqlite": "{column} IN (SELECT value FROM json_each(%s))",
    "postgresql": "{column} = ANY(%s)",
}
"""By vendor. SQLite unpacks a JSON list, PostgreSQL an array."""


def condition(column: str, ids: Iterable[int], vendor: str) -> tuple[str, Any]:
    """Give the condition on a column for a statement of one's own, and its one parameter."""
    listed = [int(number) for number in ids]
    packed = json.dumps(listed) if vendor == "sqlite" else listed
    return CONDITION[vendor].format(column=column), packed


class Among(Func):
    """Condition for `filter`: a column of whole numbers is one of some ids."""

    arity = 1
    output_field = BooleanField()

    def __init__(self, column: str, ids: Iterable[int]) -> None:
        super().__init__(F(column))
        self.ids = list(ids)

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> Any:
        """Compare the column with the list of ids."""
        column, values = compiler.compile(self.source_expressions[0])
        statement, ids = condition(column, self.ids, connection.vendor)
        return statement, [*values, ids]
