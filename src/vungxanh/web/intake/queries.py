"""How to read imports and saved mappings."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from vungxanh.web.accounts.models import User
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.registry.queries import areas


class Imports(models.QuerySet[Any]):
    """Imports."""

    def visible_to(self, user: User, *, now: Any) -> Self:
        """Keep a user's own imports and those that were made for a unit of their area.

        A file names persons: who may import in the whole of its unit may see it.
        """
        units = areas(user, now, "import")
        if any(unit.depth == 0 for unit in units):
            return self
        inside = Q(unit__in=AdminUnit.objects.under_any(units)) if units else Q(pk=None)
        mine = Q(by=user.get_username()) if units else Q(pk=None)
        return self.filter(inside | mine)


class SavedMappings(models.QuerySet[Any]):
    """Mappings that were saved by name."""

    def fitting(self, fingerprint: str, kind: str = "") -> Self:
        """Keep those made for the same headings, the newest first."""
        found = self.filter(fingerprint=fingerprint).order_by("-saved_at", "-pk")
        return found.filter(kind=kind) if kind else found
