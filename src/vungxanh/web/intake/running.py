"""An import at work: all rows that are left, a chunk a transaction."""

from collections.abc import Callable
from datetime import datetime

from vungxanh.linelist import Faults
from vungxanh.web.audit.actions import Actor
from vungxanh.web.intake.actions import lead
from vungxanh.web.intake.checking import chunks_of, refusals
from vungxanh.web.intake.desk import Desk
from vungxanh.web.intake.kinds import KINDS
from vungxanh.web.intake.models import Import, ImportStatus
from vungxanh.web.intake.reading import table_of
from vungxanh.web.intake.writing.actions import take_rows


def run(imported: Import, *, actor: Actor, clock: Callable[[], datetime]) -> Faults:
    """Take all rows that are left, a chunk a transaction. Give those that were refused.

    Not atomic: the progress must be seen, and what was taken before an error stays, to be gone
    on with or undone. Raises what went wrong.
    """
    try:
        return _run(imported, actor, clock)
    except Exception as error:
        imported.refresh_from_db()
        lead(imported, ImportStatus.FAILED, actor=actor, now=clock(), reason=str(error)[:500])
        raise


def _run(imported: Import, actor: Actor, clock: Callable[[], datetime]) -> Faults:
    kind, table = KINDS[imported.kind], table_of(imported)
    found: list[Faults] = []
    desk = Desk(imported.outbreak, actor, clock())
    for rows in chunks_of(table, kind.chunk, imported.done):
        if Import.objects.filter(pk=imported.pk, wants_stop=True).exists():
            lead(imported, ImportStatus.STOPPED, actor=actor, now=clock())
            return Faults.joined(found)
        now = desk.now = clock()
        plans = kind.plan(rows, desk)
        take_rows(imported, plans, actor=actor, now=now)
        found.append(refusals(plans, table))
    lead(imported, ImportStatus.DONE, actor=actor, now=clock(), ended_at=clock())
    return Faults.joined(found)
