"""`vungxanh import`: files into the registry."""

from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from vungxanh import diseases, linelist
from vungxanh.linelist import Faults, Faulty, Table
from vungxanh.linelist.formats import Format
from vungxanh.web.commands.start import CommandError, migrate, prepare, refresh_statistics, say
from vungxanh.web.config import clock

if TYPE_CHECKING:
    from vungxanh.web.registry.models import Outbreak

FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        linelist.CASES,
        linelist.CONTACTS,
        linelist.VISITS,
        linelist.PLACES,
        linelist.ISOLATIONS,
        linelist.LINKS,
    )
}


def import_files(
    *,
    kind: str,
    files: list[Path],
    outbreak: str,
    disease: str | None = None,
    rejects: Path | None = None,
) -> None:
    """Write the rows of files of one kind; an unknown outbreak is made where `disease` is said.

    Raises Faulty, before anything is written, where a row is bad and there is no `rejects`.
    """
    prepare()
    migrate()
    from django.conf import settings  # noqa: PLC0415 - after prepare
    from django.db import transaction  # noqa: PLC0415

    from vungxanh.web.audit.actions import System  # noqa: PLC0415
    from vungxanh.web.importing import import_rows, open_outbreak  # noqa: PLC0415

    actor, now = System("import"), clock.now()
    found = _outbreak_called(outbreak, disease)
    zone = ZoneInfo(settings.TIME_ZONE)
    tables = [linelist.read_table(FORMATS[kind], file, zone) for file in files]
    _settle_faults(tables, rejects)
    with transaction.atomic():
        rows = [table.rows for table in tables]
        chosen = found or open_outbreak(outbreak, disease or "", rows, actor=actor, now=now)
        done = [import_rows(kind, table, chosen, actor=actor, now=now) for table in rows]
    refresh_statistics()
    for table, count in zip(tables, done, strict=True):
        say.print(f"{table.file}: {count.written} written, {count.known} known already.")


def _outbreak_called(name: str, disease: str | None) -> "Outbreak | None":
    """Find an outbreak by its code or name; None where it is to be made, of a known disease."""
    from django.db.models import Q  # noqa: PLC0415 - after prepare

    from vungxanh.web.registry.models import Outbreak  # noqa: PLC0415

    found: Outbreak | None = Outbreak.objects.filter(Q(code=name) | Q(name=name)).first()
    if found is None and disease is None:
        known = ", ".join(Outbreak.objects.values_list("code", flat=True)) or "none yet"
        raise CommandError(
            f"There is no outbreak {name!r}: choose one of {known}, or make it by saying its"
            f" disease (--disease {' or '.join(diseases.names())})."
        )
    if disease is not None:
        diseases.profile(disease)
    if found is not None and disease not in (None, found.disease):
        raise CommandError(
            f"The outbreak {name!r} is one of {found.disease}, not of {disease}: leave --disease"
            " out, or give the new outbreak another name."
        )
    return found


def _settle_faults(tables: list[Table], rejects: Path | None) -> None:
    faults = Faults.joined([table.faults for table in tables])
    if rejects is None:
        if faults.count:
            raise Faulty(faults)
        return
    linelist.write_rejects(faults, rejects)
    if faults.count:
        say.print(f"{faults.rows} bad rows are in {rejects}; the good ones are taken.")
