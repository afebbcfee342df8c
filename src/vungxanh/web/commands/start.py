"""What every command of the web does first: find the database, bring it to its present form."""

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


def prepare(day: date | None = None) -> None:
    """Set Django up; another day than the first has a database of its own."""
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
