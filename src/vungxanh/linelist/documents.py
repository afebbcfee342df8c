"""JSON and Parquet: records and tables as cells of text, nested values under dotted headings."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
from pyarrow import ArrowException, parquet

from vungxanh.linelist.encodings import decode
from vungxanh.linelist.grids import MOST_COLUMNS, Grid, gridded
from vungxanh.linelist.problems import Faulty, unusable

MOST_VALUES = 100_000_000
MOST_BYTES_UNPACKED = 4_000_000_000
RECORDS = "a list of records, [{…}, {…}], or one record a line"


def read_json(data: bytes, file: str) -> Grid:
    """Read a list of records, or one record a line; a.b and a[0].b tell what was nested."""
    decoded = decode(data)
    try:
        found = list(_records(decoded.text, file))
        flat = [dict(_flat("", record)) for record in found]
    except RecursionError:
        raise unusable(file, "", "", f"{RECORDS}; this one is nested too deeply") from None
    header: dict[str, None] = {}
    for record in flat:
        header.update(dict.fromkeys(record))
        if len(header) > MOST_COLUMNS:
            raise unusable(file, "", "", f"{MOST_COLUMNS:,} different names at most")
    columns = [pl.Series([record.get(name) for record in flat], dtype=pl.String) for name in header]
    rows = pl.int_range(2, len(flat) + 2, dtype=pl.Int64, eager=True)
    named, cells = gridded(columns, list(header), rows, file)
    return Grid(file, "json", named, cells, encoding=decoded.encoding)


def read_parquet(source: Path | bytes, file: str) -> Grid:
    """Read a Parquet file; how much it unpacks to is asked of its footer first."""
    opened = BytesIO(source) if isinstance(source, bytes) else source
    try:
        footer = parquet.read_metadata(opened)
        unpacked = sum(
            footer.row_group(number).total_byte_size for number in range(footer.num_row_groups)
        )
        if footer.num_columns > MOST_COLUMNS:
            told, most = f"{footer.num_columns:,} columns", f"{MOST_COLUMNS:,} columns at most"
            raise unusable(file, "", told, most)
        if footer.num_rows * footer.num_columns > MOST_VALUES or unpacked > MOST_BYTES_UNPACKED:
            told = f"{footer.num_rows:,} rows of {footer.num_columns:,} columns"
            raise unusable(file, "", told, "a smaller table: send it in parts")
        table = pl.read_parquet(source)
    except Faulty:
        raise
    except (ArrowException, pl.exceptions.PolarsError, OSError, ValueError) as error:
        raise unusable(file, "", "", f"a whole Parquet file ({error})") from None
    return _of_frame(table, file)


def _of_frame(table: pl.DataFrame, file: str) -> Grid:
    while any(isinstance(dtype, pl.Struct) for dtype in table.dtypes):
        nested = [name for name, dtype in table.schema.items() if isinstance(dtype, pl.Struct)]
        table = table.unnest(*nested, separator=".")
    text = table.select(_as_text(name, dtype) for name, dtype in table.schema.items())
    rows = pl.int_range(2, table.height + 2, dtype=pl.Int64, eager=True)
    named, cells = gridded(text.get_columns(), table.columns, rows, file)
    return Grid(file, "parquet", named, cells)


def _as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(dtype, pl.Datetime):
        shown = column.dt.strftime("%Y-%m-%dT%H:%M:%S%:z" if dtype.time_zone else "%Y-%m-%dT%H:%M")
        midnight = column.dt.time() == pl.time(0)
        return pl.when(midnight).then(column.dt.strftime("%Y-%m-%d")).otherwise(shown).alias(name)
    if dtype.is_float():
        whole = (column == column.floor()) & (column.abs() < 1e15)
        number = pl.when(whole).then(column.cast(pl.Int64, strict=False).cast(pl.String))
        return number.otherwise(column.cast(pl.String)).alias(name)
    if dtype == pl.Boolean:
        return pl.when(column).then(pl.lit("yes")).when(~column).then(pl.lit("no")).alias(name)
    if isinstance(dtype, pl.List | pl.Array):
        texts = column.cast(pl.List(pl.String), strict=False)
        return texts.list.join(", ", ignore_nulls=True).alias(name)
    return column.cast(pl.String, strict=False)


def _records(text: str, file: str) -> Iterator[dict[str, Any]]:
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        yield from _lines(text, file, error)
        return
    if isinstance(whole, dict):
        lists = [value for value in whole.values() if _is_records(value)]
        whole = lists[0] if len(lists) == 1 else [whole]
    if not _is_records(whole):
        raise unusable(file, "", "", RECORDS)
    yield from whole


def _lines(text: str, file: str, first: json.JSONDecodeError) -> Iterator[dict[str, Any]]:
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    for number, line in lines:
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            told = first if number == lines[0][0] else error
            raise unusable(file, "", line[:80], f"{RECORDS} ({told})", row=number) from None
        if not isinstance(record, dict):
            raise unusable(file, "", line[:80], RECORDS, row=number)
        yield record


def _is_records(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _flat(name: str, value: object) -> Iterator[tuple[str, str | None]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(f"{name}.{key}" if name else key, inner)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _flat(f"{name}[{place}]", inner)
    else:
        yield name, _shown(value)


def _shown(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
