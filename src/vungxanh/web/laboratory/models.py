"""Laboratories, the tokens by which they send, and every message as it came.

A message is kept with its fate: what it said, whom it was found to be about, which result it led
to. A broken one is kept, too, so that the laboratory can be told what to repair.
"""

import hashlib
from functools import cached_property
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vungxanh.labmessages import LabReport
from vungxanh.terms import TestOutcome
from vungxanh.web.accounts.models import User
from vungxanh.web.config.templatetags.words import WORDS
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.laboratory.queries import LabMessages
from vungxanh.web.registry.models import Person, TestResult


def digest_of(text: str) -> str:
    """Give the digest by which a token or a message is known again."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


class Laboratory(models.Model):
    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    users = models.ManyToManyField(User, related_name="laboratories")
    """Who may follow what became of its messages."""

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class LabToken(models.Model):
    """A secret that lets a laboratory send, and nothing else. Only its digest is kept."""

    laboratory = models.ForeignKey(Laboratory, models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"token {self.pk} of {self.laboratory_id}"


class LabMessage(models.Model):
    """One report of one message; of a message that could not be read, the message."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waits")
        MATCHED = "matched", _("matched, nothing to record")
        RECORDED = "recorded", _("recorded")
        DISMISSED = "dismissed", _("dismissed")
        BROKEN = "broken", _("could not be read")

    class Why(models.TextChoices):
        """Why a message waits, or why it led to no result."""

        NOBODY = "nobody", _("Nobody in the registry agrees with it.")
        PARTLY = "partly", _("Somebody agrees with a part of it only.")
        SEVERAL = "several", _("Several persons of the registry agree with it.")
        OTHER_PERSON = "other_person", _("Its number belongs to a result of somebody else.")
        NO_OUTBREAK = "no_outbreak", _("No outbreak of this disease was open on that day.")
        FUTURE = "future", _("Its times lie in the future.")
        TAKEN_BACK = "taken_back", _("It was matched to the wrong person before.")
        PRELIMINARY = "preliminary", _("A preliminary result that is not positive: not recorded.")
        CANCELLED = "cancelled", _("The laboratory cancelled it.")
        SUPERSEDED = "superseded", _("A later message about the same result counts.")
        SAME = "same", _("It says what another message said before.")

    laboratory = models.ForeignKey(Laboratory, models.PROTECT, related_name="messages")
    form = models.CharField(max_length=20)
    message_id = models.CharField(max_length=120, blank=True)
    position = models.PositiveIntegerField(default=0)
    """Which report of the message it is, from 0."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the content: the same message again is the same row."""
    raw = models.TextField()
    parsed = models.JSONField(null=True)
    """The report as plain values; None where it could not be read."""
    fault = models.JSONField(null=True)
    """The sentence with gaps, and what fills them."""
    status = models.CharField(max_length=10, choices=Status.choices)
    why = models.CharField(max_length=12, choices=Why.choices, blank=True)
    received_at = models.DateTimeField()
    key = models.CharField(max_length=160, blank=True)
    """What messages about one result have in common, of one laboratory; "" where it named none."""
    numbers = models.JSONField(default=list)
    """Order, filler and specimen number: the accession by which a person is known again."""
    outcome = models.CharField(max_length=12, blank=True)
    specimen_at = models.DateTimeField(null=True)
    searched = models.CharField(max_length=400, blank=True)
    """Name without diacritics and all numbers, for looking a message up."""
    unit = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="+")
    """Where the patient lives, as far as the address could be read."""
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lab_messages")
    result = models.ForeignKey(TestResult, models.PROTECT, null=True, related_name="lab_messages")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = LabMessages.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["laboratory", "message_id", "digest", "position"], name="lab_message_once"
            )
        ]
        indexes = [
            models.Index(fields=["status", "received_at"], name="lab_message_status"),
            models.Index(fields=["laboratory", "key"], name="lab_message_key"),
        ]

    def __str__(self) -> str:
        return f"laboratory message {self.pk}"

    def get_absolute_url(self) -> str:
        """Give the address of the message's page."""
        return reverse("laboratory:message", args=[self.pk])

    @cached_property
    def report(self) -> LabReport:
        """What the message says. Raises ValueError where it could not be read."""
        if self.parsed is None:
            raise ValueError(f"message {self.pk} could not be read")
        return LabReport.from_json(self.parsed)

    def fault_told(self) -> str:
        """Say in the reader's language what is wrong."""
        if not self.fault:
            return ""
        kept: dict[str, Any] = self.fault
        return (
            gettext(kept["text"]) % kept["parameters"]
            if kept["parameters"]
            else gettext(kept["text"])
        )

    def outcome_told(self) -> Any:
        """Name the result in words."""
        return WORDS[self.outcome] if self.outcome in set(TestOutcome) else ""
