"""How to read administrative units."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q


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
        found = frontier = {unit.pk for unit in units}
        while frontier:
            below = self.model.objects.filter(parent__in=frontier).values_list("pk", flat=True)
            frontier = set(below) - found
            found = found | frontier
        return self.filter(pk__in=found)
