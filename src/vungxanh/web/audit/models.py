"""The audit log: who did what to which row, when and why. Append-only, without foreign keys.

An event holds ids and field names only. The values stand in `Value`, apart, so that a retention
rule can purge them and leave the log whole.
"""

import uuid

from django.db import models

from vungxanh.web.audit.queries import AppendOnly, Events


class WrittenOnce(models.Model):
    """A row that is never changed nor deleted by itself."""

    class Meta:
        abstract = True

    def save(self, *args: object, **kwargs: object) -> None:
        """Write a new row; refuse to change one that is written."""
        if not self._state.adding:
            raise TypeError("The audit log is never changed: record another event.")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        """Refuse to delete a row."""
        raise TypeError("The audit log is never deleted.")


class AuditEvent(WrittenOnce):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    """User name, or `system:` and the name of the command."""
    verb = models.CharField(max_length=60)
    target = models.CharField(max_length=120)
    """`app.model:id` of the row that was changed or opened."""
    person_id = models.BigIntegerField(null=True)
    """The person whose record it concerns, if one; not a foreign key on purpose."""
    fields = models.JSONField(default=list)
    """Names of the fields that changed."""
    reason = models.TextField(blank=True)

    objects = Events.as_manager()

    class Meta:
        ordering = ["-at", "id"]
        indexes = [
            models.Index(fields=["at"], name="audit_at"),
            models.Index(fields=["target"], name="audit_target"),
            models.Index(fields=["actor", "at"], name="audit_actor"),
            models.Index(fields=["person_id", "at"], name="audit_person"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.verb} {self.target}"


class Value(WrittenOnce):
    """What one field held before and after one event. Purged by the retention rule."""

    event_id = models.UUIDField()
    at = models.DateTimeField()
    target = models.CharField(max_length=120)
    field = models.CharField(max_length=60)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    objects = AppendOnly.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["event_id"], name="value_event"),
            models.Index(fields=["target", "at"], name="value_target"),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.field}"
