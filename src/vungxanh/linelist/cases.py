"""Cases: from what a line list tells of a case to the times in which the case passes it on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import polars as pl

from vungxanh.diseases import Disease, infectious_window
from vungxanh.linelist.formats import CASES
from vungxanh.linelist.sheets import ROW
from vungxanh.linelist.tables import Source, Table, read_table
from vungxanh.records import FOREVER, ISOLATIONS, WINDOWS

Schema = Mapping[str, type[pl.DataType]]


@dataclass(frozen=True)
class Cases:
    """The cases of a file: the table as read, and what tracing needs of it, in minutes."""

    table: Table
    windows: pl.DataFrame
    isolations: pl.DataFrame


def read_cases(source: Source, disease: Disease, zone: ZoneInfo) -> Cases:
    """Read a line list and compute each row's window.

    An explicit `infectious_from` wins and is open-ended without an `infectious_until`; without it
    the window is computed from the onset, else the specimen, and an `infectious_until` replaces
    its end. Raises as `read_table` does.
    """
    table = read_table(CASES, source, zone)
    timed = _with_computed_window(table.rows, disease, zone)
    begins = pl.coalesce("infectious_from", "computed_start")
    ends = pl.coalesce(
        "infectious_until", pl.when(pl.col("infectious_from").is_null()).then("computed_end")
    )
    timed = timed.with_columns(begins.alias("start"), ends.alias("end"))
    computed = pl.col("infectious_from").is_null()
    late = timed.filter(computed & (pl.col("end") <= pl.col("start")))
    since = _stamps(late["start"], zone)
    told = pl.format(
        "a time after the start of the window computed from the onset or specimen, {}", since
    )
    table = table.refuse(
        "infectious_until",
        pl.col(ROW).is_in(late[ROW].implode()),
        pl.col(ROW).replace_strict(late[ROW], late.select(told).to_series(), default=None),
    )
    good = timed.join(late, on=ROW, how="anti")
    return Cases(table, _spans(good, "start", "end", WINDOWS), _isolations(good))


def _with_computed_window(rows: pl.DataFrame, disease: Disease, zone: ZoneInfo) -> pl.DataFrame:
    """Add `computed_start` and `computed_end` in seconds, one look-up a distinct day."""
    keys = rows.select("onset_date", "specimen_date").unique()
    windows = [_window(disease, onset, specimen, zone) for onset, specimen in keys.iter_rows()]
    schema = {"computed_start": pl.Int64, "computed_end": pl.Int64}
    keys = keys.hstack(pl.DataFrame(windows, schema, orient="row"))
    on = ["onset_date", "specimen_date"]
    return rows.join(keys, on=on, how="left", nulls_equal=True, maintain_order="left")


def _window(
    disease: Disease, onset: date | None, specimen: date | None, zone: ZoneInfo
) -> tuple[int | None, int | None]:
    if onset is None and specimen is None:
        return None, None
    start, end = infectious_window(disease, onset=onset, specimen=specimen, zone=zone)
    return start * 60, end * 60


def _stamps(seconds: pl.Series, zone: ZoneInfo) -> pl.Series:
    return pl.from_epoch(seconds, "s").dt.convert_time_zone(zone.key).dt.strftime("%Y-%m-%dT%H:%M")


def _isolations(rows: pl.DataFrame) -> pl.DataFrame:
    isolated = rows.filter(pl.col("isolated_at").is_not_null())
    return _spans(
        isolated.with_columns(pl.lit(None).alias("end")), "isolated_at", "end", ISOLATIONS
    )


def _spans(rows: pl.DataFrame, start: str, end: str, schema: Schema) -> pl.DataFrame:
    spans = rows.select("person_id", minutes(start).alias("start"), minutes(end).alias("end"))
    return conform(spans, schema)


def minutes(seconds: str) -> pl.Expr:
    """Floor a column of seconds to minutes; blank is FOREVER."""
    return (pl.col(seconds).cast(pl.Int64) // 60).fill_null(FOREVER)


def conform(table: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """Give the columns of a schema in its order and types."""
    return table.select(pl.col(name).cast(dtype) for name, dtype in schema.items())
