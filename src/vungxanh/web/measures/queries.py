"""How to read orders."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q

from vungxanh.web.accounts.models import User
from vungxanh.web.accounts.permissions import units_for
from vungxanh.web.geography.models import AdminUnit
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

    def decided_by(self, user: User, verb: str, *, now: datetime) -> Self:
        """Keep the orders that a user may do a verb with: of their units, and of nobody's.

        Seeing a person is not enough: the contact of a case of one's own may live elsewhere.
        """
        units = units_for(user, verb, now)
        if any(unit.depth == 0 for unit in units):
            return self
        if not units:
            return self.none()
        return self.filter(Q(unit=None) | Q(unit__in=AdminUnit.objects.under_any(units)))


KEPT = timedelta(days=1)
"""How long a file of documents is kept."""


class OrderPrints(models.QuerySet[Any]):
    """Files of documents."""

    def of(self, user: User, *, now: datetime) -> Self:
        """Keep the files that a user asked for and that are not outdated: nobody else's."""
        return self.filter(asked_by=user, asked_at__gt=now - KEPT)

    def outdated(self, now: datetime) -> Self:
        """Keep those whose day is over."""
        return self.filter(asked_at__lte=now - KEPT)
