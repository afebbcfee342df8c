"""`vungxanh import`: files into the registry, by the same desk as in the browser."""

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from vungxanh import diseases, linelist
from vungxanh.linelist import Faults, Faulty
from vungxanh.web.commands.start import CommandError, migrate, prepare, refresh_statistics, say
from vungxanh.web.config import clock

if TYPE_CHECKING:
    from vungxanh.web.audit.actions import Actor
    from vungxanh.web.intake.models import Import
    from vungxanh.web.registry.models import Outbreak


def import_files(
    *,
    kind: str,
    files: list[Path],
    outbreak: str,
    disease: str | None = None,
    rejects: Path | None = None,
    mapping: str | None = None,
    dry_run: bool = False,
) -> None:
    """Write the rows of files of one kind; an unknown outbreak is made where `disease` is said.

    Raises Faulty, before anything is written, where a row is bad and there is no `rejects`.
    """
    prepare()
    migrate()
    from django.db import transaction  # noqa: PLC0415 - after prepare

    from vungxanh.web.audit.actions import System  # noqa: PLC0415

    actor = System("import")
    found = _outbreak_called(outbreak, disease)
    read_by = _mapping_called(mapping, kind) if mapping else ""
    with transaction.atomic():
        chosen = found or _new_outbreak(
            outbreak, disease or "", _begun(files, kind, read_by), actor
        )
        checked = [_checked(file, kind, chosen, read_by, actor) for file in files]
        _settle_faults([faults for _imported, faults in checked], rejects)
        for imported, _faults in checked:
            _tell_preview(imported) if dry_run else _take(imported, actor)
        if dry_run:
            transaction.set_rollback(True)
    if not dry_run:
        refresh_statistics()


def undo_import(*, number: int) -> None:
    """Take one import back as a whole. Raises CommandError where something was built on it."""
    prepare()
    migrate()
    from vungxanh.web.audit.actions import System  # noqa: PLC0415 - after prepare
    from vungxanh.web.intake.actions import undo  # noqa: PLC0415
    from vungxanh.web.intake.models import Import  # noqa: PLC0415

    imported = Import.objects.select_related("outbreak").filter(pk=number).first()
    if imported is None:
        raise CommandError(f"There is no import {number}: vungxanh import names each when it ends.")
    try:
        undo(imported, actor=System("import"), now=clock.now(), reason="vungxanh import --undo")
    except ValueError as refusal:
        raise CommandError(str(refusal)) from None
    say.print(f"Import {number} ({imported.file_name}) is undone.")


def _checked(
    file: Path, kind: str, outbreak: "Outbreak", mapping: str, actor: "Actor"
) -> "tuple[Import, Faults]":
    """Draft and check one file. Raises Faulty where no row of it can be used."""
    from vungxanh.web.intake import actions  # noqa: PLC0415 - after prepare
    from vungxanh.web.intake.models import ImportStatus  # noqa: PLC0415

    if file.stat().st_size > actions.LARGEST:
        raise CommandError(f"{file} is larger than 200 MB: send it in parts, or as Parquet.")
    now = clock.now()
    imported = actions.draft(
        file.read_bytes(), file.name, kind, outbreak, mapping=mapping, actor=actor, now=now
    )
    actions.lead(imported, ImportStatus.CHECKING, actor=actor, now=now)
    faults = actions.finish_check(imported, actor=actor, now=now)
    if faults.fatal:
        raise Faulty(faults)
    return imported, faults


def _take(imported: "Import", actor: "Actor") -> None:
    from vungxanh.web.intake import actions  # noqa: PLC0415 - after prepare
    from vungxanh.web.intake.running import run  # noqa: PLC0415

    actions.begin(imported, actor=actor, now=clock.now())
    run(imported, actor=actor, clock=clock.now)
    written = imported.created + imported.changed
    say.print(
        f"{imported.file_name}: {written} written, {imported.left} known already"
        f" (import {imported.pk})."
    )


def _tell_preview(imported: "Import") -> None:
    counts = imported.preview["counts"]
    new, changed, left = (counts.get(name, 0) for name in ("created", "changed", "left"))
    say.print(
        f"{imported.file_name}: {new} would be created, {changed} changed, {left} left as they"
        f" are, {imported.bad} are bad. Nothing was written."
    )
    for entry in imported.preview["changes"]:
        for value in entry["values"]:
            say.print(
                f"  row {entry['row']}, {entry['about']}, {value['field']}:"
                f" {value['before'] or 'blank'} → {value['after']}"
            )


def _mapping_called(named: str, kind: str) -> str:
    """Give the text of a mapping: a file, or one saved in the registry by name."""
    from vungxanh.web.intake.models import SavedMapping  # noqa: PLC0415 - after prepare

    path = Path(named)
    if path.is_file():
        text = path.read_text(encoding="utf-8")
    else:
        saved = SavedMapping.objects.filter(name=named).first()
        if saved is None:
            raise CommandError(f"There is no file and no saved mapping {named!r}.")
        text = saved.text
    mapping = linelist.from_text(text, file=named)
    if mapping.kind != kind:
        raise CommandError(f"The mapping {named!r} is one for {mapping.kind}, not for {kind}.")
    return text


DATES = ("onset_date", "specimen_date")


def _begun(files: list[Path], kind: str, mapping: str) -> date | None:
    """Give the first day of onset or specimen in the files; faults are told later."""
    from django.conf import settings  # noqa: PLC0415 - after prepare

    days = []
    for file in files:
        with suppress(Faulty):
            grid = linelist.read_grid(file, file.name)
            by = linelist.from_text(mapping) if mapping else linelist.propose(grid, kind=kind)
            rows = linelist.read_mapped(by, grid, ZoneInfo(settings.TIME_ZONE)).rows
            days += [rows[name].min() for name in DATES if name in rows.columns]
    return min((day for day in days if isinstance(day, date)), default=None)


def _new_outbreak(name: str, disease: str, begun: date | None, actor: "Actor") -> "Outbreak":
    from vungxanh.web.intake.outbreaks import open_outbreak  # noqa: PLC0415 - after prepare

    return open_outbreak(name, disease, begun, actor=actor, now=clock.now())


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


def _settle_faults(found: list[Faults], rejects: Path | None) -> None:
    faults = Faults.joined(found)
    if rejects is None:
        if faults.count:
            raise Faulty(faults)
        return
    linelist.write_rejects(faults, rejects)
    if faults.count:
        say.print(f"{faults.rows} bad rows are in {rejects}; the good ones are taken.")
