"""`vungxanh backup` and `restore`: the whole database in one file, as it was at one instant.

A backup is a zip: `manifest.json` (version, kind of database, migrations), and either the SQLite
file or, of PostgreSQL, each table as COPY writes it. It is written aside and moved into place, so
that a backup that was cut short never looks like one.
"""

import json
import os
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import DataError

from vungxanh.web.commands.start import (
    CommandError,
    home,
    migrate,
    prepare,
    refresh_statistics,
    say,
)

MANIFEST = "manifest.json"
SQLITE_FILE = "database.sqlite3"
SPOILT = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, sqlite3.DatabaseError, DataError)
"""What reading a damaged file raises: of the archive, of SQLite, of PostgreSQL."""


def backup(*, file: Path) -> None:
    """Copy the database into a file while the application runs."""
    prepare()
    from django.db import connection  # noqa: PLC0415 - after prepare

    if not file.parent.is_dir():
        raise CommandError(f"There is no folder {file.parent}: make it, or choose another.")
    manifest = _manifest()
    if not manifest["migrations"]:
        raise CommandError(
            f"There is no database of Vùng Xanh in {connection.settings_dict['NAME']}:"
            " check VUNGXANH_HOME and VUNGXANH_DATABASE."
        )
    with _aside(file) as aside, zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, json.dumps(manifest))
        if connection.vendor == "sqlite":
            _write_sqlite(archive)
        else:
            _write_tables(archive)
    say.print(f"The database is in {file} ({file.stat().st_size / 1e6:.1f} MB).")


def restore(*, file: Path) -> None:
    """Put a backup in the place of the present database, whole or not at all.

    SQLite's file is replaced only while nobody else uses it.
    """
    prepare(alone=True)
    from django.db import connection  # noqa: PLC0415 - after prepare

    try:
        archive = zipfile.ZipFile(file)
        manifest = json.loads(archive.read(MANIFEST))
    except (zipfile.BadZipFile, KeyError, ValueError):
        raise CommandError(f"{file} is no backup of Vùng Xanh: choose a file of backup.") from None
    with archive:
        _demand_fit(manifest, connection.vendor)
        if connection.vendor != "sqlite":
            migrate()
        try:
            (_read_sqlite if connection.vendor == "sqlite" else _read_tables)(archive)
        except SPOILT:
            raise CommandError(
                "The backup is damaged, and nothing was changed: take another one."
            ) from None
    migrate()
    refresh_statistics()
    say.print(f"The database is as it was in {file}.")


@contextmanager
def _aside(file: Path) -> Iterator[Path]:
    """Give a file to write beside the wanted one, and move it there when all went well."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    os.close(handle)
    try:
        yield Path(name)
        Path(name).replace(file)
    finally:
        Path(name).unlink(missing_ok=True)


def _manifest() -> dict[str, Any]:
    from django.db import connection  # noqa: PLC0415 - after prepare
    from django.db.migrations.recorder import MigrationRecorder  # noqa: PLC0415

    applied = MigrationRecorder(connection).applied_migrations()
    return {"kind": connection.vendor, "migrations": sorted(map(list, applied))}


def _demand_fit(manifest: dict[str, Any], kind: str) -> None:
    """Raise CommandError where a backup cannot become this database."""
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415 - after prepare

    if manifest["kind"] != kind:
        raise CommandError(
            f"This is a backup of {manifest['kind']}, and the database is {kind}:"
            " set VUNGXANH_DATABASE to one of the same kind."
        )
    known = set(MigrationLoader(None).disk_migrations or {})  # the database may be damaged
    if any(tuple(step) not in known for step in manifest["migrations"]):
        raise CommandError(
            "The backup was made by a newer version of Vùng Xanh: install that version first."
        )


def _write_sqlite(archive: zipfile.ZipFile) -> None:
    """Copy by SQLite's own backup, which gives one instant while others write."""
    from django.db import connection  # noqa: PLC0415 - after prepare

    with tempfile.TemporaryDirectory(dir=home()) as folder:
        copy = Path(folder) / SQLITE_FILE
        with (
            closing(sqlite3.connect(str(connection.settings_dict["NAME"]))) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
        archive.write(copy, SQLITE_FILE)


def _read_sqlite(archive: zipfile.ZipFile) -> None:
    from django.db import connection  # noqa: PLC0415 - after prepare

    place = Path(str(connection.settings_dict["NAME"]))
    connection.close()
    with tempfile.TemporaryDirectory(dir=place.parent) as folder:
        copy = Path(archive.extract(SQLITE_FILE, folder))
        with closing(sqlite3.connect(copy)) as content:
            (health,) = content.execute("PRAGMA quick_check").fetchone()
        if health != "ok":
            raise sqlite3.DatabaseError(health)
        for ending in ("-wal", "-shm"):
            Path(f"{place}{ending}").unlink(missing_ok=True)
        copy.replace(place)


def _tables() -> list[str]:
    from django.db import connection  # noqa: PLC0415 - after prepare

    return sorted(set(connection.introspection.table_names()) - {"django_migrations"})


def _write_tables(archive: zipfile.ZipFile) -> None:
    from django.db import connection, transaction  # noqa: PLC0415 - after prepare

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for table in _tables():
            name = connection.ops.quote_name(table)
            with (
                archive.open(f"{table}.copy", "w", force_zip64=True) as member,
                cursor.copy(f"COPY {name} TO STDOUT") as rows,
            ):
                for block in rows:
                    member.write(block)


def _read_tables(archive: zipfile.ZipFile) -> None:
    from django.apps import apps  # noqa: PLC0415 - after prepare
    from django.core.management.color import no_style  # noqa: PLC0415
    from django.db import connection, transaction  # noqa: PLC0415

    tables = _tables()
    quoted = ", ".join(connection.ops.quote_name(table) for table in tables)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"TRUNCATE {quoted}")
        for table in tables:
            name = connection.ops.quote_name(table)
            with (
                archive.open(f"{table}.copy") as member,
                cursor.copy(f"COPY {name} FROM STDIN") as rows,
            ):
                while block := member.read(1 << 20):
                    rows.write(block)
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)
