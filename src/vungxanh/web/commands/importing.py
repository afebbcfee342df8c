"""`vungxanh import`: files into the registry."""

from pathlib import Path
from zoneinfo import ZoneInfo

from vungxanh import linelist
from vungxanh.linelist import Faults, Faulty, Table
from vungxanh.linelist.formats import Format
from vungxanh.web.commands.start import CommandError, migrate, prepare, say
from vungxanh.web.config import clock

FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        linelist.CASES,
        linelist.CONTACTS,
        linelist.VISITS,
        linelist.PLACES,
        linelist.ISOLATIONS,
    )
}


def import_files(
    *, kind: str, files: list[Path], outbreak: str, rejects: Path | None = None
) -> None:
    """Write the rows of files of one kind.

    Raises Faulty, before anything is written, where a row is bad and there is no `rejects`.
    """
    prepare()
    migrate()
    from django.conf import settings  # noqa: PLC0415 - after prepare

    from vungxanh.web.audit.actions import System  # noqa: PLC0415
    from vungxanh.web.importing import import_rows  # noqa: PLC0415
    from vungxanh.web.registry.models import Outbreak  # noqa: PLC0415

    chosen = Outbreak.objects.filter(code=outbreak).first()
    if chosen is None:
        known = ", ".join(Outbreak.objects.values_list("code", flat=True)) or "none yet"
        raise CommandError(f"There is no outbreak {outbreak!r}: choose one of {known}.")
    zone = ZoneInfo(settings.TIME_ZONE)
    tables = [linelist.read_table(FORMATS[kind], file, zone) for file in files]
    _settle_faults(tables, rejects)
    for table in tables:
        done = import_rows(kind, table.rows, chosen, actor=System("import"), now=clock.now())
        say.print(f"{table.file}: {done.written} written, {done.known} known already.")


def _settle_faults(tables: list[Table], rejects: Path | None) -> None:
    faults = Faults.joined([table.faults for table in tables])
    if rejects is None:
        if faults.count:
            raise Faulty(faults)
        return
    linelist.write_rejects(faults, rejects)
    if faults.count:
        say.print(f"{faults.rows} bad rows are in {rejects}; the good ones are taken.")
