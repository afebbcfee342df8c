"""Bad rows given back: the same kind of file, the same columns, and one that tells what is wrong.

Somebody repairs the file and sends it again: it is read by the same mapping.
"""

import json
from collections.abc import Callable
from io import BytesIO

import polars as pl
import xlsxwriter

from vungxanh.linelist.encodings import encode
from vungxanh.linelist.formulas import as_harmless_text
from vungxanh.linelist.grids import Grid, unique_headings
from vungxanh.linelist.problems import SHOWN, Faults, Problem
from vungxanh.linelist.sheets import ROW

Teller = Callable[[Problem], str]
"""Says what is wrong in the language of the reader."""


def returned_ending(grid: Grid) -> str:
    """Give the ending of the file that goes back; an ODS file goes back as XLSX."""
    return ".xlsx" if grid.kind == "ods" else f".{grid.kind}"


def write_returned(
    grid: Grid, faults: Faults, *, heading: str, tell: Teller, row_heading: str | None = None
) -> bytes:
    """Write the rows that have faults, with a column `heading` that tells them, as a file.

    `tell` says one fault; several of a row are joined. `row_heading` adds the number that the row
    had. Rows that could not be split into cells come back as a line in the first column.
    """
    told = _told(faults, tell)
    rows = grid.cells.join(told, on=ROW, how="inner", maintain_order="left")
    lost = _unsplit(grid, told.join(grid.cells.select(ROW), on=ROW, how="anti"))
    table = pl.concat([rows, lost], how="diagonal").sort(ROW, maintain_order=True)
    names = unique_headings([*grid.header, heading, *([row_heading] if row_heading else [])])
    columns = [*grid.header, "#told", *([ROW] if row_heading else [])]
    table = table.select(
        pl.col(column).cast(pl.String).alias(name)
        for column, name in zip(columns, names, strict=True)
    )
    return _WRITERS[grid.kind](table, grid)


def _told(faults: Faults, tell: Teller) -> pl.DataFrame:
    """Tell the faults of each row in one text; a fault that many rows share is told once."""
    columns = ["column", "value", "expected"]
    distinct = faults.table.select(columns).unique(maintain_order=True)
    texts = [
        tell(Problem(file="", row=0, line="", **fault)) for fault in distinct.iter_rows(named=True)
    ]
    distinct = distinct.with_columns(pl.Series("#told", texts, pl.String))
    table = faults.table.join(distinct, on=columns, how="left", maintain_order="left")
    rows = table.rename({"row": ROW}).group_by(ROW, maintain_order=True)
    return rows.agg(pl.col("#told").head(SHOWN).unique(maintain_order=True).str.join("; "))


def _unsplit(grid: Grid, told: pl.DataFrame) -> pl.DataFrame:
    if grid.lines is None or told.is_empty():
        return told.clear().with_columns(pl.lit(None, pl.String).alias(grid.header[0]))
    lines = grid.lines.rename({"row": ROW, "line": grid.header[0]})
    return told.join(lines, on=ROW, how="inner")


def _csv(table: pl.DataFrame, grid: Grid) -> bytes:
    text = as_harmless_text(table).write_csv(separator=grid.separator)
    encoding = "utf-8-sig" if grid.encoding == "utf-8" else grid.encoding
    return encode(text, encoding)


def _xlsx(table: pl.DataFrame, grid: Grid) -> bytes:
    """Write every cell as text: nothing is a formula, no zero at the front is lost."""
    out = BytesIO()
    options = {"in_memory": True, "constant_memory": True, "strings_to_formulas": False}
    with xlsxwriter.Workbook(out, options | {"strings_to_urls": False}) as book:
        sheet = book.add_worksheet((grid.sheet or "1")[:31])
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
        for place, name in enumerate(table.columns):
            sheet.write_string(0, place, name, bold)
        for number, row in enumerate(table.iter_rows(), start=1):
            for place, cell in enumerate(row):
                if cell is not None:
                    sheet.write_string(number, place, cell, text)
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def _parquet(table: pl.DataFrame, grid: Grid) -> bytes:
    out = BytesIO()
    table.write_parquet(out)
    return out.getvalue()


def _json(table: pl.DataFrame, grid: Grid) -> bytes:
    return json.dumps(table.to_dicts(), ensure_ascii=False, indent=1).encode()


_WRITERS = {"csv": _csv, "xlsx": _xlsx, "ods": _xlsx, "parquet": _parquet, "json": _json}
