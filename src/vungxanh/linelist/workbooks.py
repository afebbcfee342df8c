"""Workbooks, XLSX and ODS: the cells of one sheet as text, dates as ISO dates."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import islice

import polars as pl
import python_calamine as calamine

from vungxanh.linelist.archives import check_workbook, encrypted
from vungxanh.linelist.grids import MOST_COLUMNS, Grid, gridded
from vungxanh.linelist.headings import LINES_LOOKED_AT, find_header
from vungxanh.linelist.problems import unusable
from vungxanh.linelist.sheets import ROW

_AT_A_TIME = 20_000
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")

Cell = str | float | bool | datetime | date | time | timedelta


def read_workbook(data: bytes, file: str, kind: str, sheet: str | None) -> Grid:
    """Read one sheet: the named one, else the first that has cells and is not hidden."""
    if data.startswith(_OLD_OFFICE):
        if _LOCKED in data:
            raise encrypted(file)
        raise unusable(file, "", "a workbook of the old kind", "a workbook saved as .xlsx")
    if not data.startswith(b"PK"):
        raise unusable(file, "", "", f"a workbook as the ending .{kind} says; it is something else")
    check_workbook(data, file)
    try:
        with calamine.CalamineWorkbook.from_object(BytesIO(data)) as book:
            return _read(book, file, kind, sheet)
    except calamine.PasswordError:
        raise encrypted(file) from None
    except calamine.CalamineError as error:
        raise unusable(file, "", "", f"a whole workbook ({error})") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise unusable(file, "", "", "a whole workbook; save it again and send it again") from None


def _read(book: calamine.CalamineWorkbook, file: str, kind: str, wanted: str | None) -> Grid:
    sheets = tuple(book.sheet_names)
    if wanted is not None and wanted not in sheets:
        raise unusable(file, "", wanted, f"the name of one of its sheets: {', '.join(sheets)}")
    for name in [wanted] if wanted is not None else _visible(book):
        opened = book.get_sheet_by_name(name)
        start = opened.start
        if start is None or opened.height < 2:
            continue
        if opened.width > MOST_COLUMNS:
            expected = f"{MOST_COLUMNS:,} columns at most"
            raise unusable(file, "", f"{opened.width:,} columns", expected)
        return _grid(opened, file, kind, sheets)
    raise unusable(file, "", "", "a sheet with a header line and rows below it; it is empty")


def _visible(book: calamine.CalamineWorkbook) -> list[str]:
    shown = calamine.SheetVisibleEnum.Visible
    names = [sheet.name for sheet in book.sheets_metadata if sheet.visible == shown]
    return names or list(book.sheet_names)


def _grid(opened: calamine.CalamineSheet, file: str, kind: str, sheets: tuple[str, ...]) -> Grid:
    rows = opened.iter_rows()
    first = [_texts(row) for row in islice(rows, LINES_LOOKED_AT)]
    place = find_header([[text or "" for text in row] for row in first])
    header = [text or "" for text in first[place]]
    columns = _columns(first[place + 1 :], rows, len(header))
    height = len(columns[0]) if columns else 0
    numbers = pl.int_range(place + 2, place + 2 + height, dtype=pl.Int64, eager=True)
    named, cells = gridded(columns, header, numbers.alias(ROW), file)
    return Grid(file, kind, named, cells, opened.name, sheets, header_row=place + 1)


def _columns(
    first: list[list[str | None]], rows: Iterator[Sequence[Cell]], width: int
) -> list[pl.Series]:
    """Gather the rows as columns of text, some thousands at a time to keep memory low."""
    parts = [_frame(first, width)]
    while some := list(islice(rows, _AT_A_TIME)):
        parts.append(_frame([_texts(row) for row in some], width))
    return pl.concat(parts).get_columns()


def _frame(rows: list[list[str | None]], width: int) -> pl.DataFrame:
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    return pl.DataFrame(
        [pl.Series(str(place), column, pl.String) for place, column in enumerate(columns)]
    )


def _texts(row: Sequence[Cell]) -> list[str | None]:
    return [cell if type(cell) is str else _text(cell) for cell in row]


def _text(cell: Cell) -> str | None:
    """Write a value as text: whole numbers without a point, dates as ISO dates."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float | int):
        return str(int(cell)) if cell == cell // 1 and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return _moment(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat("minutes")
    return None if cell is None else str(cell)


def _moment(cell: datetime) -> str:
    """Round to seconds: a spreadsheet keeps 07:30 as a fraction of a day."""
    rounded = (cell + timedelta(microseconds=500_000)).replace(microsecond=0)
    if rounded.time() == time(0):
        return rounded.date().isoformat()
    return rounded.isoformat("T", "seconds" if rounded.second else "minutes")
