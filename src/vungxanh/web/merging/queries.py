"""How to read pairs and merges: both persons must lie in a user's area."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from vungxanh.web.accounts.models import User
from vungxanh.web.registry.queries import seen_by

VERB = "merge_persons"


def ordered(one: int, other: int) -> tuple[int, int]:
    """Give a pair as it is stored: the smaller key first."""
    return min(one, other), max(one, other)


class Pairs(models.QuerySet[Any]):
    """Pairs of persons."""

    def visible_to(self, user: User, *, now: datetime) -> Self:
        """Keep the pairs of which a user may merge both."""
        both = Q(left__retracted_at=None, right__retracted_at=None)
        left, right = (seen_by(user, now, side, verb=VERB) for side in ("left", "right"))
        return self.filter(both, left).filter(right)

    def unsettled(self) -> Self:
        """Leave out the pairs that somebody found not to be the same."""
        from vungxanh.web.merging.models import Apart  # noqa: PLC0415 - models import queries

        apart = Apart.objects.filter(left=OuterRef("left"), right=OuterRef("right"))
        return self.filter(~Exists(apart.filter(taken_back_at=None)))


class Merges(models.QuerySet[Any]):
    """Merges."""

    def visible_to(self, user: User, *, now: datetime) -> Self:
        """Keep the merges into persons whom a user may merge."""
        return self.filter(seen_by(user, now, "kept", verb=VERB))
