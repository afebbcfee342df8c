"""How to read trees, levels and their changes."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import OuterRef, Subquery

from vungxanh.web.accounts.models import User
from vungxanh.web.registry.queries import seen_by


class Arrivals(models.QuerySet[Any]):
    """Arrivals in trees."""

    def levels(self) -> Self:
        """Keep each person's place in the tree, and leave out their other arrivals."""
        return self.filter(is_level=True)

    def visible_to(self, user: User, *, now: datetime) -> Self:
        """Keep the arrivals of persons in a user's area."""
        return self.filter(seen_by(user, now, "person"))


class Levels(models.QuerySet[Any]):
    """Present levels."""

    def visible_to(self, user: User, *, now: datetime) -> Self:
        """Keep the levels of persons in a user's area."""
        return self.filter(seen_by(user, now, "person"))


class LevelChanges(models.QuerySet[Any]):
    """Changes of level."""

    def latest_by(self, instant: datetime) -> Self:
        """Keep the last change of each person and outbreak up to an instant: the level as of it."""
        newest = self.model.objects.filter(
            person=OuterRef("person"), outbreak=OuterRef("outbreak"), at__lte=instant
        ).order_by("-at", "-pk")
        return self.filter(pk=Subquery(newest.values("pk")[:1]))
