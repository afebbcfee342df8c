"""How to read what was pasted: those who work in the unit of whoever pasted it, and above."""

from datetime import datetime
from typing import Any, Self

from django.db import models

from vungxanh.web.accounts.models import User
from vungxanh.web.accounts.permissions import units_for
from vungxanh.web.config.among import Among
from vungxanh.web.geography.models import AdminUnit


class Pasted(models.QuerySet[Any]):
    """Notices or tables, each with the unit that received it."""

    def visible_to(self, user: User, *, now: datetime) -> Self:
        """Keep what was received in a unit in which, or below which, a user reads bulletins."""
        units = units_for(user, "read_bulletin", now)
        seen = AdminUnit.objects.keys_under(units) if units else set()
        return self.filter(Among("unit_id", seen), received_at__lte=now)
