"""How imports are led: drafted, checked, run chunk by chunk, stopped, undone; mappings saved."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.linelist import Faults
from vungxanh.web.audit.actions import Actor, record
from vungxanh.web.intake.checking import check
from vungxanh.web.intake.desk import Desk, home_of
from vungxanh.web.intake.kinds import KINDS
from vungxanh.web.intake.models import (
    Import,
    ImportFile,
    ImportStatus,
    ImportStep,
    SavedMapping,
)
from vungxanh.web.intake.reading import too_large
from vungxanh.web.intake.transitions import TRANSITIONS, WrongImportStepError
from vungxanh.web.intake.undoing.actions import take_back
from vungxanh.web.registry.models import Outbreak

LARGEST = 200 * 1024 * 1024
"""Bytes of a file that the desk takes; beyond, the command reads it, or it comes in parts."""


@transaction.atomic
def draft(
    content: bytes,
    file_name: str,
    kind: str,
    outbreak: Outbreak,
    *,
    mapping: str = "",
    actor: Actor,
    now: datetime,
) -> Import:
    """Keep a file that is to come in. Raises ValueError for an unknown kind, or too large."""
    if kind not in KINDS:
        raise ValueError(_("Nobody knows files of the kind %(kind)s.") % {"kind": kind})
    if len(content) > LARGEST:
        raise ValueError(too_large())
    imported = Import.objects.create(
        outbreak=outbreak,
        unit=home_of(actor, now),
        kind=kind,
        file_name=file_name[-200:],
        digest=hashlib.sha256(content).hexdigest(),
        mapping=mapping,
        by=actor.get_username(),
        made_at=now,
    )
    ImportFile.objects.create(of=imported, content=content)
    record("import_drafted", imported, actor=actor, now=now, after={"kind": kind})
    return imported


@transaction.atomic
def lead(imported: Import, status: str, *, actor: Actor, now: datetime, **columns: Any) -> None:
    """Lead an import to its next status, by compare-and-set.

    Raises WrongImportStepError where the table forbids it, or somebody was quicker.
    """
    before = imported.status
    if status not in TRANSITIONS[before]:
        raise WrongImportStepError(before, status)
    won = Import.objects.filter(pk=imported.pk, status=before).update(status=status, **columns)
    if not won:
        raise WrongImportStepError(before, status)
    imported.status = status
    for name, value in columns.items():
        setattr(imported, name, value)
    ImportStep.objects.create(
        of=imported, before=before, after=status, at=now, by=actor.get_username()
    )
    record(
        f"import_{status}",
        imported,
        actor=actor,
        now=now,
        before={"status": before},
        after={"status": status},
        reason=str(columns.get("reason", "")),
    )


@transaction.atomic
def map_file(imported: Import, kind: str, mapping: str, *, actor: Actor, now: datetime) -> None:
    """Say how a file is read: its kind, columns and values. What was checked is checked anew."""
    if imported.status != ImportStatus.DRAFTED:
        lead(imported, ImportStatus.DRAFTED, actor=actor, now=now)
    Import.objects.filter(pk=imported.pk).update(kind=kind, mapping=mapping, preview={})
    before = {"kind": imported.kind}
    imported.kind, imported.mapping, imported.preview = kind, mapping, {}
    record("import_mapped", imported, actor=actor, now=now, before=before, after={"kind": kind})


@transaction.atomic
def finish_check(imported: Import, *, actor: Actor, now: datetime) -> Faults:
    """Plan every row and keep the preview; nothing of the registry is written."""
    desk = Desk(imported.outbreak, actor, now)
    preview, rows, faults = check(imported, desk)
    lead(
        imported,
        ImportStatus.CHECKED,
        actor=actor,
        now=now,
        preview=preview,
        rows=rows,
        bad=faults.rows,
    )
    return faults


@transaction.atomic
def begin(imported: Import, *, actor: Actor, now: datetime) -> None:
    """Start an import, or go on with one that was stopped."""
    if imported.preview.get("fatal"):
        raise ValueError(_("No row of this file can be used: see what is wrong with it."))
    started = imported.started_at or now
    lead(
        imported,
        ImportStatus.RUNNING,
        actor=actor,
        now=now,
        started_at=started,
        wants_stop=False,
    )


@transaction.atomic
def ask_to_stop(imported: Import, *, actor: Actor, now: datetime) -> None:
    """Ask a running import to stop after the rows in its hands; what was taken stays."""
    if Import.objects.filter(pk=imported.pk, status=ImportStatus.RUNNING).update(wants_stop=True):
        record("import_stop_asked", imported, actor=actor, now=now)


@transaction.atomic
def undo(imported: Import, *, actor: Actor, now: datetime, reason: str) -> None:
    """Take an import back as a whole. Raises CannotUndoError where something was built on it."""
    lead(
        imported,
        ImportStatus.UNDONE,
        actor=actor,
        now=now,
        undone_at=now,
        undone_by=actor.get_username(),
        reason=reason,
    )
    take_back(imported, actor=actor, now=now, reason=reason)


@transaction.atomic
def save_mapping(
    name: str, kind: str, fingerprint: str, text: str, *, actor: Actor, now: datetime
) -> SavedMapping:
    """Keep a mapping by name; one of that name is replaced."""
    saved, made = SavedMapping.objects.update_or_create(
        name=name,
        defaults={
            "kind": kind,
            "fingerprint": fingerprint,
            "text": text,
            "saved_at": now,
            "saved_by": actor.get_username(),
        },
    )
    verb = "mapping_saved" if made else "mapping_replaced"
    record(verb, saved, actor=actor, now=now, after={"kind": kind})
    return saved


@transaction.atomic
def give_up(imported: Import, reason: str, *, actor: Actor, now: datetime) -> None:
    """Say that a check failed, and why."""
    imported.refresh_from_db()
    lead(imported, ImportStatus.FAILED, actor=actor, now=now, reason=reason[:500])


@transaction.atomic
def note_downloaded(imported: Import, *, actor: Actor, now: datetime) -> None:
    """Write that somebody took the bad rows of a file, which name persons."""
    record("bad_rows_downloaded", imported, actor=actor, now=now, after={"rows": imported.bad})
