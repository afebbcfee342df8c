"""Blocking keys in a SQLite table, as the registry keeps them: the index that `candidates` asks."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from vungxanh.identity import PERSONS, Identity, blocking_keys

COLUMNS = ", ".join(PERSONS)
GAPS = ", ".join("?" * len(PERSONS))


class KeyTable:
    """A file with the persons, and a row for each person and key."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path)
        self._database.executescript(
            f"CREATE TABLE person ({COLUMNS}, PRIMARY KEY (person_id)) WITHOUT ROWID;"
            "CREATE TABLE person_key (key, person_id, PRIMARY KEY (key, person_id)) WITHOUT ROWID;"
        )
        self.population = self.keys = 0

    def fill(self, persons: Iterable[Identity]) -> None:
        """Write persons and their keys, sorted: SQLite then appends."""
        keys = []
        for person in persons:
            born = person.birth_date.isoformat() if person.birth_date else None
            cells = [born if name == "birth_date" else getattr(person, name) for name in PERSONS]
            self._database.execute(f"INSERT INTO person VALUES ({GAPS})", cells)
            keys += [(key, person.person_id) for key in blocking_keys(person)]
            self.population += 1
        self.keys = len(keys)
        self._database.executemany("INSERT INTO person_key VALUES (?, ?)", sorted(keys))
        self._database.commit()

    def sharing(self, keys: Sequence[str], at_most: int) -> list[Identity]:
        """Give the persons who have one of the keys; a key of too many is passed over."""
        holders: set[str] = set()
        for key in keys:
            found = self._database.execute(
                "SELECT person_id FROM person_key WHERE key = ? LIMIT ?", (key, at_most + 1)
            ).fetchall()
            if len(found) <= at_most:
                holders.update(person_id for (person_id,) in found)
        gaps = ", ".join("?" * len(holders))
        rows = self._database.execute(
            f"SELECT {COLUMNS} FROM person WHERE person_id IN ({gaps})", sorted(holders)
        )
        return [_identity(row) for row in rows]


def _identity(row: tuple[object, ...]) -> Identity:
    cells = dict(zip(PERSONS, row, strict=True))
    born = cells["birth_date"]
    cells["birth_date"] = date.fromisoformat(str(born)) if born else None
    return Identity(**cells)  # type: ignore[arg-type]
