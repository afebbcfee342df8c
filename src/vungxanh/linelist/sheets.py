"""A file as cells of text or values, before anyone asks what they mean.

`open_sheet` takes a CSV or Parquet file or a polars table and gives a `Sheet`: the cells, the row
number of each as a spreadsheet counts (the header is row 1), and the rows that are broken.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import polars as pl

from vungxanh.linelist.delimited import split_into_cells
from vungxanh.linelist.formulas import without_apostrophe
from vungxanh.linelist.problems import Faults, Faulty, Problem, unusable

CSV_ENDINGS = (".csv", ".tsv", ".txt")
PARQUET_ENDINGS = (".parquet", ".pq")
ROW = "#row"
"""Name of the column of row numbers. A table that has it keeps its own; no file has one."""


@dataclass(frozen=True)
class Sheet:
    """The cells of a file: `cells` with a column `ROW`, faults of form, and the lines as they were.

    `lines` is None where rows are no text; then a line is put together when one is asked for.
    """

    file: str
    cells: pl.DataFrame
    faults: Faults
    lines: pl.DataFrame | None = None

    def lines_of(self, rows: pl.Series) -> pl.DataFrame:
        """Give the lines of some rows as they were: columns `ROW` and `line`."""
        rows_wanted = rows.unique().to_frame(ROW)
        if self.lines is not None:
            return self.lines.join(rows_wanted, on=ROW, how="semi")
        wanted = self.cells.join(rows_wanted, on=ROW, how="semi")
        text = pl.exclude(ROW).cast(pl.String, strict=False).fill_null("")
        return wanted.select(ROW, pl.concat_str(text, separator=",").alias("line"))


def open_sheet(source: Path | pl.DataFrame, *, name: str, known: list[str]) -> Sheet:
    """Read a CSV file, a Parquet file or a table.

    `name` is what a table is called in messages; `known` are the columns that the format knows,
    by which the separator is told. Raises Faulty when nothing of it can be used, OSError when
    there is no such file.
    """
    if isinstance(source, pl.DataFrame):
        return _of_table(source, name)
    ending = source.suffix.lower()
    if ending in PARQUET_ENDINGS:
        return _of_table(_read_parquet(source), source.name)
    if ending in CSV_ENDINGS:
        return _of_csv(source, known)
    expected = "a file whose name ends in .csv or .parquet"
    raise unusable(source.name, "", source.suffix, expected)


def require_columns(sheet: Sheet, needed: list[str], *, known: list[str]) -> None:
    """Raise Faulty, naming every needed column that the sheet has not.

    A column that no format knows (`known`) and that is called much alike is offered as a hint.
    """
    found = [column for column in sheet.cells.columns if column != ROW]
    problems = []
    for column in needed:
        if column not in found:
            near = get_close_matches(column, [name for name in found if name not in known], n=1)
            hint = f' (is it "{near[0]}"? then rename it)' if near else ""
            expected = f"a column {column}{hint}; the header has {', '.join(found)}"
            problems.append(Problem(sheet.file, 1, column, "", expected, ",".join(found)))
    if problems:
        raise Faulty(Faults.of(problems, fatal=True))


def _of_csv(path: Path, known: list[str]) -> Sheet:
    split = split_into_cells(path.read_bytes(), path.name, known)
    cells = _named(without_apostrophe(split.cells), split.header, path.name)
    cells = cells.with_columns(split.rows.alias(ROW))
    lines = split.lines.rename({"row": ROW})
    return Sheet(path.name, cells, split.faults, lines)


def _of_table(table: pl.DataFrame, name: str) -> Sheet:
    cells = _named(table, table.columns, name)
    if ROW not in cells.columns:
        numbers = pl.int_range(2, cells.height + 2, dtype=pl.Int64, eager=True)
        cells = cells.with_columns(numbers.alias(ROW))
    return Sheet(name, cells, Faults())


def _named(cells: pl.DataFrame, header: list[str], file: str) -> pl.DataFrame:
    names = [name.strip().lower() for name in header]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise unusable(file, twice[0], ",".join(header), f"one column {twice[0]}, not several")
    keep = [index for index, name in enumerate(names) if name]
    return pl.DataFrame([cells.to_series(index).alias(names[index]) for index in keep])


def _read_parquet(path: Path) -> pl.DataFrame:
    with path.open("rb") as file:
        if file.read(4) != b"PAR1":
            raise unusable(path.name, "", "", "a Parquet file (its content is something else)")
    try:
        return pl.read_parquet(path)
    except pl.exceptions.PolarsError as error:
        raise unusable(path.name, "", "", f"a whole Parquet file ({error})") from None
