"""What is wrong with a file: every fault with its file, row, column, value and what was expected.

Faults are kept as a table, so that a million of them cost no more than a million of anything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

import polars as pl

SHOWN = 1_000
"""How many problems are shown; all are counted."""

FAULTS = {
    "file": pl.String,
    "row": pl.Int64,
    "column": pl.String,
    "value": pl.String,
    "expected": pl.String,
    "line": pl.String,
}
"""Columns of a table of faults. `row` counts as a spreadsheet does: the header is row 1."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault. `column` is "" where the whole row is meant, `line` the row as it was."""

    file: str
    row: int
    column: str
    value: str
    expected: str
    line: str

    def __str__(self) -> str:
        where = f"{self.file}, row {self.row}"
        if self.column:
            where += f", column {self.column}"
        found = f'"{self.value}"' if self.value else "blank"
        return f"{where}: {found}; expected {self.expected}"


def _no_faults() -> pl.DataFrame:
    return pl.DataFrame(schema=FAULTS)


@dataclass(frozen=True)
class Faults:
    """All faults of one or more files. `fatal`: a file cannot be used at all, not even in part."""

    table: pl.DataFrame = field(default_factory=_no_faults)
    fatal: bool = False

    @classmethod
    def of(cls, problems: Iterable[Problem], *, fatal: bool = False) -> Self:
        """Make the table from single problems."""
        rows = [[getattr(problem, name) for name in FAULTS] for problem in problems]
        return cls(pl.DataFrame(rows, FAULTS, orient="row"), fatal)

    @classmethod
    def joined(cls, parts: Sequence["Faults"]) -> Self:
        """Put the faults of several files behind one another."""
        tables = [part.table for part in parts if part.count]
        table = pl.concat(tables) if tables else _no_faults()
        return cls(table, any(part.fatal for part in parts))

    @property
    def count(self) -> int:
        """How many faults there are."""
        return self.table.height

    @property
    def rows(self) -> int:
        """How many rows have at least one fault."""
        return self.table.select("file", "row").n_unique()

    def shown(self) -> list[Problem]:
        """Give the first 1,000 faults as records."""
        return [Problem(*row) for row in self.table.head(SHOWN).iter_rows()]

    def counted(self) -> str:
        """Say how many there are: "3 errors in 2 rows"."""
        return f"{_number(self.count, 'error')} in {_number(self.rows, 'row')}"

    def summary(self) -> str:
        """Say in one sentence how many there are and how many are shown."""
        shown = f" (the first {SHOWN:,} are shown)" if self.count > SHOWN else ""
        return f"{self.counted()}{shown}."


class Faulty(ValueError):  # noqa: N818 - "faulty" is what the files are
    """The files have faults. `faults` holds all of them, `problems` the first 1,000."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.problems = faults.shown()
        self.count = faults.count
        super().__init__("\n".join([*map(str, self.problems), faults.summary()]))


def unusable(file: str, column: str, value: str, expected: str, *, row: int = 1) -> Faulty:
    """Refuse a file as a whole, with the one reason."""
    return Faulty(Faults.of([Problem(file, row, column, value, expected, "")], fatal=True))


def _number(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
