"""What a row of a file would do to the registry, said before anything is written."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from vungxanh.web.registry.models import Person, Place, TestResult

Row = dict[str, Any]

ROW = "#row"


class Refused(ValueError):  # noqa: N818 - what the row is
    """A row cannot be taken, though every cell of it is well written."""

    def __init__(self, column: str, expected: str) -> None:
        self.column, self.expected = column, expected
        super().__init__(f"{column}: {expected}")


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the registry gets other values."""

    target: Model
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(slots=True)
class Plan:
    """What one row would write: new rows, changed ones, persons taken up again, or nothing."""

    row: int
    about: str = ""
    """Code of the person, case or place: no name, so that it can be shown and kept."""
    new: list[Model] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    revived: list[Person | Place] = field(default_factory=list)
    corrected: list[tuple[TestResult, TestResult]] = field(default_factory=list)
    """Wrong result and right one."""
    unsure: str = ""
    """An address whose unit a person must confirm."""
    confidence: float | None = None
    """How sure the unit read from the address is."""
    refused: Refused | None = None

    @property
    def does(self) -> str:
        """Say in one word what becomes of the row."""
        if self.refused:
            return "refused"
        if self.changes or self.corrected:
            return "changed"
        return "created" if self.new or self.revived else "left"


def differing(target: Model, said: Mapping[str, Any]) -> Change | None:
    """Compare what a row says with what stands; a blank cell says nothing."""
    told = {name: value for name, value in said.items() if value not in {None, ""}}
    before = {name: getattr(target, name) for name in told}
    names = [name for name in told if before[name] != told[name]]
    if not names:
        return None
    return Change(target, {n: before[n] for n in names}, {n: told[n] for n in names})


def key_of(kind: str, outbreak: str, row: Row) -> str:
    """Digest what a row says, so that the same row is known again."""
    said = repr((kind, outbreak, sorted((k, str(v)) for k, v in row.items() if k != ROW)))
    return hashlib.sha256(said.encode()).hexdigest()[:40]
