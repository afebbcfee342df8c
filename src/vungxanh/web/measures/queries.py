"""How to read orders."""

from datetime import datetime
from typing import Any, Self

from django.db import models

from vungxanh.web.accounts.models import User
from vungxanh.web.registry.queries import seen_by

RUNNING = ("confirmed", "told", "begun")
"""An order in one of these states binds the person."""


class Orders(models.QuerySet[Any]):
    """Orders."""

    def running(self) -> Self:
        """Keep the orders that bind somebody."""
        return self.filter(status__in=RUNNING)

    def proposed(self) -> Self:
        """Keep what waits for an officer."""
        return self.filter(status="proposed")

    def visible_to(self, user: User, *, now: datetime) -> Self:
        """Keep the orders of persons in a user's area."""
        return self.filter(seen_by(user, now, "person"))
