"""How to read trees, levels and their changes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from vungxanh.web.accounts.models import User
from vungxanh.web.config.among import Among
from vungxanh.web.registry.models import Case
from vungxanh.web.registry.queries import seen_by


class Arrivals(models.QuerySet[Any]):
    """Arrivals in trees."""

    def cases_around(self, persons: Iterable[int]) -> list[Case]:
        """Give the cases, of all outbreaks, in whose trees any of some persons stands."""
        ids = list(persons)
        reached = self.filter(Among("person_id", ids)).values("case_id").distinct()
        trees = Case.objects.filter(tree__isnull=False).select_related(
            "outbreak", "person__unit", "person__staying_unit"
        )
        return list(trees.filter(Among("person_id", ids) | Q(pk__in=reached)).order_by("pk"))

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
