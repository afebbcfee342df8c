"""How to read administrative units."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from vungxanh.web.config.among import Among


class Units(models.QuerySet[Any]):
    """Administrative units."""

    def on(self, day: date) -> Self:
        """Keep the units in force on a day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)

    def under(self, unit: Any) -> Self:
        """Keep a unit and everything below it, at any time."""
        return self.under_any([unit])

    def under_any(self, units: Iterable[Any]) -> Self:
        """Keep some units and everything below them, at any time."""
        return self.filter(Among("pk", self.model.objects.keys_under(units)))

    def keys_under(self, units: Iterable[Any]) -> set[int]:
        """Give the keys of some units and of everything below them, at any time."""
        below: dict[int | None, list[int]] = {}
        for key, parent in self.order_by().values_list("pk", "parent_id"):
            below.setdefault(parent, []).append(key)
        frontier = [unit.pk for unit in units]
        found = set(frontier)
        while frontier:
            frontier = below.get(frontier.pop(), []) + frontier
            found.update(frontier)
        return found

    def with_former(self, unit: Any) -> set[int]:
        """Give the keys of a unit and of the former ones whose addresses count there today."""
        found, frontier = {unit.pk}, {unit.pk}
        while frontier:
            heirs = self.filter(became__after__in=frontier, became__is_default=True)
            frontier = set(heirs.order_by().values_list("pk", flat=True)) - found
            found |= frontier
        return found
