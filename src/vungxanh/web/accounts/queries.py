"""How to read users and their grants."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import UserManager
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.timezone import localdate

if TYPE_CHECKING:
    from vungxanh.web.geography.models import AdminUnit


class Grants(models.QuerySet[Any]):
    """Roles of users in units."""

    def in_force(self, now: datetime) -> Self:
        """Keep those in force at an instant, in units that are in force on that day."""
        day = localdate(now)
        return self.filter(
            Q(until=None) | Q(until__gt=now),
            Q(unit__valid_to=None) | Q(unit__valid_to__gt=day),
            since__lte=now,
            unit__valid_from__lte=day,
        )

    def within(self, units: "Iterable[AdminUnit]") -> Self:
        """Keep those in some units and everything below them."""
        above = list(units)
        if any(unit.depth == 0 for unit in above):
            return self
        model = type(above[0]) if above else None
        return self.filter(unit__in=model.objects.under_any(above)) if model else self.none()


class UserRows(models.QuerySet[Any]):
    """Users."""

    def within(self, units: "Iterable[AdminUnit]") -> Self:
        """Keep users who hold, or held, a role in some units or below. Others do not exist here."""
        grants = self.model._meta.get_field("grants").related_model.objects
        return self.filter(Exists(grants.within(units).filter(user=OuterRef("pk"))))

    def with_grants(self, units: "Iterable[AdminUnit]", now: datetime) -> Self:
        """Fetch, as `current_grants`, the grants in force in some units or below, and no others."""
        grants = self.model._meta.get_field("grants").related_model.objects
        current = grants.within(units).in_force(now).select_related("unit").order_by("since")
        return self.prefetch_related(Prefetch("grants", current, to_attr="current_grants"))


class Users(UserManager.from_queryset(UserRows)):  # type: ignore[misc]
    """Users, and how the framework makes them."""
