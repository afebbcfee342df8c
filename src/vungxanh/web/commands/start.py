"""What every command of the web does first: find the database, hold it, bring it up to date.

SQLite's file is held by a lock of the kernel on a file beside it, many commands together or one
alone. It ends with the process, however that ends, so nothing stays behind to be cleared away. The
database itself could not tell: a server that idles has no connection. PostgreSQL needs none of it,
because there one transaction replaces the content.
"""

import fcntl
import os
from datetime import date
from pathlib import Path

from platformdirs import user_data_path
from rich.console import Console

SETTINGS = "vungxanh.web.config.settings"
FIRST_DAY = date(2020, 3, 8)
"""The demonstration that needs no name."""

say = Console(stderr=True, highlight=False, soft_wrap=True)


class CommandError(Exception):
    """A command cannot go on; the message says why and what to do."""


def home() -> Path:
    """Give the folder of the database, as the settings will."""
    named = os.environ.get("VUNGXANH_HOME")
    return Path(named or user_data_path("vungxanh", appauthor=False)).resolve()


def prepare(day: date | None = None, *, alone: bool = False) -> None:
    """Set Django up and hold the database; another day than the first has one of its own.

    Raises CommandError where the folder cannot be made, where the database is being replaced, and
    where it is asked for `alone` and somebody else holds it.
    """
    try:
        home().mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(
            f"{home()} cannot be made ({error.strerror}): set VUNGXANH_HOME to a folder you may"
            " write to."
        ) from None
    if day is not None and day != FIRST_DAY:
        os.environ["VUNGXANH_DATABASE"] = f"sqlite:///{home() / f'vungxanh-{day}.sqlite3'}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django  # noqa: PLC0415 - the settings read the environment that was just set

    django.setup()
    from django.conf import settings  # noqa: PLC0415 - the settings are read just now

    # WhiteNoise serves from the packages; it only warns where this folder is missing.
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    _hold(alone=alone)


def _hold(*, alone: bool) -> None:
    """Hold SQLite's file until this process ends: alone, or together with other commands."""
    from django.db import connections  # noqa: PLC0415 - after prepare
    from django.db.backends.sqlite3.base import DatabaseWrapper  # noqa: PLC0415

    database = connections["default"]
    if not isinstance(database, DatabaseWrapper) or database.is_in_memory_db():
        return
    file = Path(str(database.settings_dict["NAME"])).resolve()
    try:
        lock = os.open(f"{file}.lock", os.O_RDONLY | os.O_CREAT, 0o644)
        fcntl.flock(lock, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CommandError(
            f"{file} is in use, and nothing was changed: stop the server and its worker first."
            if alone
            else f"{file} is just being replaced: try again when that is done."
        ) from None
    except OSError as error:
        raise CommandError(
            f"{file} cannot be used ({error.strerror}): check VUNGXANH_DATABASE."
        ) from None


def migrate() -> None:
    """Bring the database to the form that this version needs; say so if it takes a while."""
    from django.core.management import call_command  # noqa: PLC0415 - after prepare
    from django.db import OperationalError, connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            say.print("Preparing the database …")
            call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        first = str(error).strip().splitlines()[0]
        raise CommandError(
            f"The database cannot be reached ({first}): check VUNGXANH_DATABASE."
        ) from None


def refresh_statistics() -> None:
    """Let the database count its tables, once many rows have come and are committed.

    By these numbers it chooses how to answer. PostgreSQL counts by itself only some time later and
    chooses badly until then; SQLite never does.
    """
    from django.db import connection  # noqa: PLC0415 - after prepare

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
