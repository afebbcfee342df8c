"""A file as somebody sent it: its headings as they stand there, and its cells as text."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase

import polars as pl

from vungxanh.linelist.problems import Faults, unusable
from vungxanh.linelist.sheets import ROW

MOST_COLUMNS = 2_000


@dataclass(frozen=True)
class Grid:
    """The cells of a file, all text (null: blank), under headings that are unique.

    `cells` has the column `ROW`: the number of the row as a spreadsheet counts. `kind` is csv,
    xlsx, ods, parquet or json; `separator` and `encoding` are those of a CSV file. `faults` tells
    rows that could not be split into cells.
    """

    file: str
    kind: str
    header: tuple[str, ...]
    cells: pl.DataFrame
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    header_row: int = 1
    separator: str = ","
    encoding: str = "utf-8"
    faults: Faults = field(default_factory=Faults)
    lines: pl.DataFrame | None = None

    @property
    def height(self) -> int:
        """How many rows it has, without those that could not be split."""
        return self.cells.height


def gridded(
    columns: Sequence[pl.Series], header: Sequence[str], rows: pl.Series, file: str
) -> tuple[tuple[str, ...], pl.DataFrame]:
    """Name the columns and leave out what is blank: whole rows, and columns without a heading."""
    if len(header) > MOST_COLUMNS:
        raise unusable(file, "", f"{len(header):,} columns", f"{MOST_COLUMNS:,} columns at most")
    named = unique_headings(header)
    cells = pl.DataFrame(
        [column.alias(name) for name, column in zip(named, columns, strict=False)]
    ).with_columns(rows.cast(pl.Int64).alias(ROW))
    text = pl.col(name for name in named if name in cells.columns)
    stripped = text.str.strip_chars(" \t\r\n\u00a0\u200b\ufeff")
    cells = cells.with_columns(stripped.replace("", None))
    cells = cells.filter(~pl.all_horizontal(text.is_null()))
    kept = [
        name
        for name, told in zip(named, header, strict=True)
        if told.strip() or cells[name].null_count() < cells.height
    ]
    if not kept:
        raise unusable(file, "", "", "a header line and rows below it; the file is empty")
    cells = _without_numbering(cells, kept)
    return tuple(kept), cells.select(ROW, *kept)


def unique_headings(header: Sequence[str]) -> list[str]:
    """Make headings unique: a second "Ngày" is "Ngày (2)", a blank one is named by its letter.

    >>> unique_headings(["Tên", "Ngày", "Ngày", ""])
    ['Tên', 'Ngày', 'Ngày (2)', '(D)']
    """
    seen: set[str] = set()
    named = []
    for place, told in enumerate(header):
        base = " ".join(told.split()) or f"({letters_of(place)})"
        base = f"{base} " if base == ROW else base
        name, number = base, 1
        while name in seen:
            number += 1
            name = f"{base} ({number})"
        seen.add(name)
        named.append(name)
    return named


def letters_of(place: int) -> str:
    """Name a column as a spreadsheet does.

    >>> letters_of(0), letters_of(26)
    ('A', 'AA')
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = ascii_uppercase[rest] + letters
    return letters


def _without_numbering(cells: pl.DataFrame, kept: list[str]) -> pl.DataFrame:
    """Leave out the line (1), (2), (3) … that forms have below their header."""
    if cells.is_empty() or len(kept) < 3:
        return cells
    first = cells.select(kept).row(0)
    numbers = [text.strip(" ()") for text in first if text]
    counted = [str(number) for number in range(1, len(numbers) + 1)]
    return cells.slice(1) if len(numbers) >= 3 and numbers == counted else cells
