"""What waits for an officer: a proposed cascade, or its undoing."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from vungxanh.web.accounts.models import User
from vungxanh.web.registry.models import Case, Outbreak, Person, TestResult
from vungxanh.web.registry.queries import seen_by


class Proposals(models.QuerySet[Any]):
    """Proposed cascades."""

    def visible_to(self, user: User, *, now: datetime) -> Self:
        """Keep those about persons in a user's area."""
        return self.filter(seen_by(user, now, "person"))


class Proposal(models.Model):
    """Who would move and which orders would follow, if an officer agrees."""

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("confirm the case")
        DISCARD = "discard", _("discard the case")

    class Status(models.TextChoices):
        OPEN = "open", _("waits")
        APPLIED = "applied", _("applied")
        DISMISSED = "dismissed", _("dismissed")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    person = models.ForeignKey(Person, models.CASCADE, related_name="proposals")
    outbreak = models.ForeignKey(Outbreak, models.CASCADE, related_name="proposals")
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="proposals")
    result = models.ForeignKey(TestResult, models.PROTECT, null=True, related_name="proposals")
    preview = models.JSONField()
    """Counts and moves as they were when it was proposed; worked out again when applied."""
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    reason = models.TextField(blank=True)

    objects = Proposals.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "outbreak", "kind"],
                condition=models.Q(status="open"),
                name="one_open_proposal",
            )
        ]
        indexes = [models.Index(fields=["outbreak", "status"], name="proposal_status")]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"
