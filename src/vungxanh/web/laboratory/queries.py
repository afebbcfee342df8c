"""How to read laboratory messages: within one's area, by number, about one result."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from vungxanh.web.accounts.models import User
from vungxanh.web.accounts.permissions import units_for
from vungxanh.web.config.among import Among


class LabMessages(models.QuerySet[Any]):
    """Messages of laboratories."""

    def visible_to(self, user: User, *, now: datetime) -> Self:
        """Keep what a user may settle: of their area, and what nobody can tell the area of.

        Once it is matched, the person's area counts.
        """
        from vungxanh.web.registry.queries import seen_by  # noqa: PLC0415 - models import queries

        units = units_for(user, "settle_lab_message", now)
        if not units:
            return self.none()
        if any(not unit.depth for unit in units):
            return self
        below = Among("unit_id", type(units[0]).objects.keys_under(units))
        waiting = Q(person=None) & (Q(unit=None) | Q(below))
        persons = seen_by(user, now, "person", verb="settle_lab_message")
        return self.filter(waiting | (Q(person__isnull=False) & persons))

    def sent_by(self, user: User) -> Self:
        """Keep what a user's own laboratories sent."""
        return self.filter(laboratory__users=user)

    def about_same(self, message: Any) -> Self:
        """Keep the other messages about the result that a message is about."""
        if not message.key:
            return self.none()
        same = self.filter(laboratory=message.laboratory_id, key=message.key)
        return same.exclude(pk=message.pk)
