"""How to read the audit log."""

from datetime import datetime
from typing import Any, NoReturn, Self

from django.db import models

BREAK_GLASS = "emergency"
"""Verb of opening a record outside one's area; the auditor sees these first."""


class AppendOnly(models.QuerySet[Any]):
    """Rows that are written once."""

    def update(self, **kwargs: object) -> NoReturn:
        """Refuse."""
        raise TypeError("The audit log is append-only.")

    def bulk_update(self, *args: object, **kwargs: object) -> NoReturn:
        """Refuse."""
        raise TypeError("The audit log is append-only.")

    def delete(self) -> NoReturn:
        """Refuse."""
        raise TypeError("The audit log is append-only.")


class Events(AppendOnly):
    """Audit events."""

    def of_person(self, person_id: int) -> Self:
        """Keep what concerns one person's record."""
        return self.filter(person_id=person_id)

    def by(self, actor: str) -> Self:
        """Keep what one user did."""
        return self.filter(actor=actor)

    def between(self, start: datetime | None, end: datetime | None) -> Self:
        """Keep events from `start` up to, not including, `end`."""
        rows = self
        if start is not None:
            rows = rows.filter(at__gte=start)
        return rows if end is None else rows.filter(at__lt=end)
