"""From what people write as a time to seconds since 1970, whole columns at once.

Understood: ISO 8601 (2020-03-08T07:30, with or without seconds and offset), the day first as in
Vietnam (08/03/2020 07:30, 08/03/2020 7h30), and a date alone: the start of a stay begins at 00:00,
its end lasts to the next midnight. Without an offset the city's clock counts.
"""

from zoneinfo import ZoneInfo

import polars as pl

FIRST_YEAR, LAST_YEAR = 1900, 2100
EXAMPLES = "2020-03-08T07:30 or 08/03/2020 07:30 (day first), or a date alone"

_OFFSET = r"([Zz]|[+-]\d{2}(?::?\d{2})?)?"
_CLOCK = rf"(?:(?:[Tt]|\s+)(\d{{1,2}})[:h](\d{{2}})(?::(\d{{2}})(?:[.,]\d+)?)?\s*{_OFFSET})?"
_YEAR_FIRST = rf"^(\d{{4}})[-/](\d{{1,2}})[-/](\d{{1,2}}){_CLOCK}$"
_DAY_FIRST = rf"^(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_CLOCK}$"
_WIDEST_OFFSET = 14 * 3600
_EXCEL = r"^[2-7]\d{4}(?:[.,]\d+)?$"
_EXCEL_DAY_ZERO = pl.lit("1899-12-30").str.to_datetime("%Y-%m-%d", time_unit="us")


def instants(column: pl.Series, zone: ZoneInfo, *, end: bool) -> pl.DataFrame:
    """Read a column of times: `value` in seconds since 1970 (null: blank or bad), `expected`.

    `expected` says what should have been written instead, null where nothing is wrong;
    `whole_day` tells that a date stood alone. The column may hold text, dates, or datetimes with
    or without a time zone.
    """
    if isinstance(column.dtype, pl.Datetime):
        return _of_datetimes(column, zone)
    if column.dtype == pl.Date:
        return _of_dates(column, zone, end=end)
    text = column.cast(pl.String, strict=False).str.strip_chars().alias("text")
    distinct = _of_text(text.unique(), zone, end=end)
    return text.to_frame().join(distinct, on="text", how="left", maintain_order="left").drop("text")


def days(column: pl.Series, zone: ZoneInfo) -> pl.DataFrame:
    """Read a column of days: `value` is a date of the city's calendar; `expected` as above."""
    read = instants(column, zone, end=False)
    day = pl.from_epoch(pl.col("value"), "s").dt.convert_time_zone(zone.key).dt.date()
    return read.select(day.alias("value"), "expected")


def _seconds(local: pl.Expr, zone: ZoneInfo) -> pl.Expr:
    aware = local.dt.replace_time_zone(zone.key, ambiguous="earliest", non_existent="null")
    return aware.dt.epoch("s")


def _of_datetimes(column: pl.Series, zone: ZoneInfo) -> pl.DataFrame:
    given = pl.col("given")
    local = column.dtype.time_zone is None  # type: ignore[attr-defined]
    value = _seconds(given, zone) if local else given.dt.epoch("s")
    table = pl.DataFrame({"given": column}).with_columns(
        value.alias("value"), pl.lit(value=False).alias("whole_day")
    )
    return _good_values(table.with_columns(_wrong_instant(given, given.dt.year(), zone)))


def _of_dates(column: pl.Series, zone: ZoneInfo, *, end: bool) -> pl.DataFrame:
    given = pl.col("given").cast(pl.Datetime("us"))
    local = given.dt.offset_by("1d") if end else given
    table = pl.DataFrame({"given": column}).with_columns(
        _seconds(local, zone).alias("value"), pl.lit(value=True).alias("whole_day")
    )
    return _good_values(table.with_columns(_wrong_instant(given, given.dt.year(), zone)))


def _of_text(text: pl.Series, zone: ZoneInfo, *, end: bool) -> pl.DataFrame:
    """Read distinct texts: `text`, `value`, `expected`."""
    names = ("y", "mo", "d", "h", "mi", "s", "offset")
    year_first = _groups(_YEAR_FIRST, names)
    day_first = _groups(_DAY_FIRST, ("d", "mo", "y", "h", "mi", "s", "offset"))
    parts = [pl.coalesce(year_first.struct.field(n), day_first.struct.field(n)) for n in names]
    table = text.to_frame().with_columns(
        [part.alias(name) for part, name in zip(parts, names, strict=True)]
    )
    table = table.with_columns(pl.col("h", "mi", "s").cast(pl.Int64)).with_columns(
        _local(end=end).alias("local"), _offset_seconds().alias("offset_s")
    )
    table = table.with_columns(pl.when(pl.col("offset_s").abs() <= _WIDEST_OFFSET).then("local"))
    given_offset = pl.col("local").dt.epoch("s") - pl.col("offset_s")
    value = pl.when(pl.col("offset").is_null()).then(_seconds(pl.col("local"), zone))
    table = table.with_columns(value.otherwise(given_offset).alias("value"))
    table = table.with_columns(_expected(zone), pl.col("h").is_null().alias("whole_day"))
    return table.select("text").hstack(_good_values(table))


def _good_values(table: pl.DataFrame) -> pl.DataFrame:
    return table.select(
        pl.when(pl.col("expected").is_null()).then("value"), "expected", "whole_day"
    )


def _groups(pattern: str, names: tuple[str, ...]) -> pl.Expr:
    return pl.col("text").str.extract_groups(pattern).struct.rename_fields(list(names))


def _local(*, end: bool) -> pl.Expr:
    """Put day and clock together; null where there is no such day or clock. 24:00 is midnight."""
    day = pl.concat_str(["y", "mo", "d"], separator="-").str.to_date("%Y-%m-%d", strict=False)
    hour, minute, second = (pl.col(name).fill_null(0) for name in ("h", "mi", "s"))
    midnight = (hour == 24) & (minute == 0) & (second == 0)
    valid = ((hour < 24) | midnight) & (minute < 60) & (second < 60)
    clock = pl.duration(hours=hour, minutes=minute, seconds=second)
    whole_day = pl.duration(days=1 if end else 0)
    local = day.cast(pl.Datetime("us")) + pl.when(pl.col("h").is_null()).then(whole_day).otherwise(
        clock
    )
    return pl.when(valid).then(local)


def _offset_seconds() -> pl.Expr:
    digits = pl.col("offset").str.replace_all(r"[^0-9]", "")
    hours = digits.str.slice(0, 2).cast(pl.Int64, strict=False).fill_null(0)
    minutes = digits.str.slice(2, 2).cast(pl.Int64, strict=False).fill_null(0)
    sign = pl.when(pl.col("offset").str.starts_with("-")).then(-1).otherwise(1)
    return sign * (hours * 3600 + minutes * 60)


def _expected(zone: ZoneInfo) -> pl.Expr:
    text = pl.col("text")
    return (
        pl.when(text.is_null() | (text == ""))
        .then(None)
        .when(text.str.contains(_EXCEL))
        .then(_excel_advice())
        .when(pl.col("y").is_null())
        .then(pl.lit(f"a time such as {EXAMPLES}"))
        .when(pl.col("local").is_null())
        .then(pl.lit(f"a day and time that exist, such as {EXAMPLES}"))
        .otherwise(_wrong_instant(pl.col("local"), pl.col("local").dt.year(), zone))
        .alias("expected")
    )


def _wrong_instant(given: pl.Expr, year: pl.Expr, zone: ZoneInfo) -> pl.Expr:
    skipped = f"a time that exists in {zone.key} (the clock was put forward over this one)"
    return (
        pl.when(~year.is_between(FIRST_YEAR, LAST_YEAR))
        .then(pl.lit(f"a year from {FIRST_YEAR} to {LAST_YEAR}"))
        .when(given.is_not_null() & pl.col("value").is_null())
        .then(pl.lit(skipped))
        .alias("expected")
    )


def _excel_advice() -> pl.Expr:
    """Say which moment Excel's number stands for, and how to save it as text."""
    number = pl.col("text").str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    minutes = (number * 1440).round().cast(pl.Int64, strict=False)
    moment = (_EXCEL_DAY_ZERO + pl.duration(minutes=minutes)).dt.strftime("%Y-%m-%dT%H:%M")
    return pl.format(
        "a time as text: this is the number that Excel keeps for {}; format the column as"
        " yyyy-mm-dd hh:mm and save again",
        moment.str.strip_suffix("T00:00"),
    )
