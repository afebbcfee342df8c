"""What the tests of the commands share: homes with a database, and commands as processes there."""

import fcntl
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

POSTGRES = os.environ.get("VUNGXANH_TEST_DB") == "postgres"
SERVER = os.environ.get("VUNGXANH_DATABASE", "") if POSTGRES else ""
_numbers = count(1)


@dataclass(frozen=True)
class Place:
    """A home for the command, and the address of its database."""

    home: Path
    database: str

    @property
    def lock(self) -> Path:
        return self.home / "vungxanh.sqlite3.lock"

    @property
    def environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("VUNGXANH_")}
        said = {"VUNGXANH_HOME": str(self.home), "VUNGXANH_DATABASE": self.database}
        return kept | {name: value for name, value in said.items() if value}

    def run(self, *words: object) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command(*words),
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=170,
            check=False,
        )

    @contextmanager
    def running(self, *words: object) -> "Iterator[subprocess.Popen[bytes]]":
        """Let a command run that does not end by itself."""
        process = subprocess.Popen(
            command(*words),
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=20)

    def ask(self, question: str) -> list[tuple[object, ...]]:
        """Ask the database directly; what changes it is kept."""
        if self.database:
            with psycopg.connect(self.database, autocommit=True) as connection:
                cursor = connection.execute(question)
                return cursor.fetchall() if cursor.description else []
        connection = sqlite3.connect(self.home / "vungxanh.sqlite3")
        try:
            rows = connection.execute(question).fetchall()
            connection.commit()
        finally:
            connection.close()
        return rows

    def content(self) -> dict[str, list[str]]:
        """Give all rows of all tables, sorted; when which migration ran is no content."""
        tables = (
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            if self.database
            else "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        names = sorted(str(name) for (name,) in self.ask(tables) if name != "django_migrations")
        rows = {name: self.ask(f'SELECT * FROM "{name}"') for name in names}  # noqa: S608
        return {name: sorted(map(str, found)) for name, found in rows.items()}


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "vungxanh", *map(str, words)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(holds: Callable[[], bool]) -> None:
    for _ in range(400):
        if holds():
            return
        time.sleep(0.05)
    pytest.fail("it did not come about within 20 seconds")


def new_database() -> str:
    """Make an empty database in the PostgreSQL of the tests; "" where SQLite is meant."""
    if not POSTGRES:
        return ""
    name = f"command_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))


def sentence(done: "subprocess.CompletedProcess[str]") -> str:
    """Give what a refused command said: one sentence, no stack trace."""
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, done.stderr
    return lines[0]


def answers(port: int) -> bool:
    with socket.socket() as visitor:
        return visitor.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def alone(place: Place) -> Iterator[None]:
    """Hold the file of a database, as a command does that replaces it."""
    with place.lock.open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
