"""Read this first: one file, read whole, becomes a table of good rows and a table of faults.

`read_table` opens the file as a sheet, reads each column as its format says, checks what must
hold within a row and over the file, and parts the rows. Nothing is done row by row.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from vungxanh.linelist.formats import Format, problem_of, whole_day_of
from vungxanh.linelist.problems import FAULTS, Faults
from vungxanh.linelist.sheets import ROW, Sheet, open_sheet, require_columns

Source = Path | pl.DataFrame
"""A CSV or Parquet file, or a table that has been read already."""


@dataclass(frozen=True)
class Table:
    """The good rows of a file, as values under the names of its format, and its faults.

    Times are seconds since 1970, days are dates; `ROW` is the row's number in the file.
    """

    sheet: Sheet
    rows: pl.DataFrame
    faults: Faults

    @property
    def file(self) -> str:
        """The file's name as messages tell it."""
        return self.sheet.file

    def refuse(self, column: str, bad: pl.Expr, expected: str | pl.Expr) -> "Table":
        """Move good rows that are bad for a further reason to the faults."""
        found = _blame(self.rows, column, bad, expected)
        if found.is_empty():
            return self
        faults = Faults.joined([self.faults, _with_cells(found, self.sheet)])
        good = self.rows.join(found.select(ROW).unique(), on=ROW, how="anti", maintain_order="left")
        return replace(self, rows=good, faults=faults)


def read_table(form: Format, source: Source, zone: ZoneInfo) -> Table:
    """Read a file by its format.

    Raises Faulty when no row of it can be used (no such column, not text, empty), OSError when it
    cannot be opened.
    """
    sheet = open_sheet(source, name=form.name, known=form.names)
    require_columns(sheet, form.needed, known=form.names)
    read = _read_columns(form, sheet, zone)
    found = [_blame(read, *check) for check in _all_checks(form, sheet)]
    bad = pl.concat(found)
    order = pl.Enum(form.names)
    bad = bad.sort(ROW, pl.col("column").cast(order), maintain_order=True)
    good = read.join(bad.select(ROW).unique(), on=ROW, how="anti", maintain_order="left")
    faults = Faults.joined([sheet.faults, _with_cells(bad, sheet)])
    return Table(sheet, good.select(ROW, *form.names), Faults(faults.table.sort("row")))


def _read_columns(form: Format, sheet: Sheet, zone: ZoneInfo) -> pl.DataFrame:
    """Read every column of the format; a column that the file has not is blank."""
    height = sheet.cells.height
    columns = [sheet.cells[ROW]]
    for column in form.columns:
        if column.name in sheet.cells.columns:
            given = sheet.cells[column.name]
        else:
            given = pl.Series(column.name, [None], pl.String).new_from_index(0, height)
        read = column.read(given, zone)
        problem = read["expected"].cast(pl.String)
        if column.needed:
            blank = pl.DataFrame([read["value"].alias("value"), problem.alias("expected")])
            missing = pl.col("value").is_null() & pl.col("expected").is_null()
            told = pl.when(missing).then(pl.lit(column.needed)).otherwise("expected")
            problem = blank.select(told).to_series()
        columns += [read["value"].alias(column.name), problem.alias(problem_of(column.name))]
        if "whole_day" in read.columns:
            columns.append(read["whole_day"].alias(whole_day_of(column.name)))
    return pl.DataFrame(columns)


def _all_checks(form: Format, sheet: Sheet) -> list[tuple[str, pl.Expr, str | pl.Expr]]:
    problems = [(name, pl.col(problem_of(name))) for name in form.names]
    checks: list[tuple[str, pl.Expr, str | pl.Expr]] = [
        (name, problem.is_not_null(), problem) for name, problem in problems
    ]
    checks += form.checks
    if form.unique:
        key = pl.col(form.unique)
        first = pl.col(ROW).min().over(form.unique)
        message = pl.format(
            "{} that stands in no other row; row {} has it too", pl.lit(f"a {form.unique}"), first
        )
        checks.append((form.unique, key.is_not_null() & (pl.col(ROW) > first), message))
    return checks


def _blame(rows: pl.DataFrame, column: str, bad: pl.Expr, expected: str | pl.Expr) -> pl.DataFrame:
    told = pl.lit(expected) if isinstance(expected, str) else expected
    judged = rows.lazy().select(
        pl.col(ROW),
        pl.lit(column).alias("column"),
        told.cast(pl.String).alias("expected"),
        bad.fill_null(value=False).alias("#bad"),
    )
    return judged.filter("#bad").drop("#bad").collect()


def _with_cells(bad: pl.DataFrame, sheet: Sheet) -> Faults:
    """Add the file's name, the cell as it was, and the line as it was."""
    if bad.is_empty():
        return Faults()
    cells = sheet.cells.join(bad.select(ROW).unique(), on=ROW, how="semi")
    told = [
        pl.when(pl.col("column") == name).then(pl.col(name).cast(pl.String, strict=False))
        for name in bad["column"].unique()
        if name in cells.columns
    ]
    value = pl.coalesce(*told, pl.lit("")).fill_null("")
    table = (
        bad.join(cells, on=ROW, how="left", maintain_order="left", suffix="#cell")
        .with_columns(value.alias("#value"))
        .select(ROW, "column", "expected", pl.col("#value").alias("value"))
        .join(sheet.lines_of(bad[ROW]), on=ROW, how="left", maintain_order="left")
        .with_columns(pl.lit(sheet.file).alias("file"), pl.col(ROW).alias("row"))
    )
    return Faults(table.select(*FAULTS))
