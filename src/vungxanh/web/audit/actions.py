"""How the audit log is written: `record`, called by every action in its own transaction."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol

from django.db import models, transaction

from vungxanh.web.audit.models import AuditEvent, Value


class Actor(Protocol):
    """Whoever acts: a user, or a command of the system."""

    def get_username(self) -> str:
        """Give the name that the log keeps."""


class System:
    """A command that acts without a user: `System("demo")` is logged as `system:demo`."""

    def __init__(self, name: str) -> None:
        self.name = name

    def get_username(self) -> str:
        """Give the name that the log keeps."""
        return f"system:{self.name}"


def target_of(row: models.Model) -> str:
    """Name a row as the log does: `registry.case:17`."""
    return f"{row._meta.label_lower}:{row.pk}"


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.pk if isinstance(value, models.Model) else value


def record(
    verb: str,
    target: models.Model | str,
    *,
    actor: Actor,
    now: datetime,
    person_id: int | None = None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
) -> AuditEvent:
    """Write one event, and the values that changed apart from it.

    `before` and `after` map field names to values; fields that are equal in both are left out.
    """
    before, after = before or {}, after or {}
    names = [n for n in {**before, **after} if before.get(n) != after.get(n)]
    label = target if isinstance(target, str) else target_of(target)
    event = AuditEvent.objects.create(
        at=now,
        actor=actor.get_username(),
        verb=verb,
        target=label,
        person_id=person_id,
        fields=names,
        reason=reason,
    )
    Value.objects.bulk_create(
        Value(
            event_id=event.pk,
            at=now,
            target=label,
            field=name,
            before=_plain(before.get(name)),
            after=_plain(after.get(name)),
        )
        for name in names
    )
    return event


@transaction.atomic
def purge_values(before: datetime, *, actor: Actor, now: datetime) -> int:
    """Forget the values of events before an instant, as a retention rule asks. Give how many.

    The events stay: who changed which field of which row, when and why. Raises ValueError for an
    instant that has not come yet.
    """
    if before > now:
        raise ValueError(f"Values up to {before} cannot be purged yet: it is {now}.")
    gone, _rows = models.QuerySet(Value).filter(at__lt=before).delete()
    record("values_purged", Value._meta.label_lower, actor=actor, now=now, after={"rows": gone})
    return gone
