"""How the cells of one column are read, whole columns at once.

Each reader takes a column (text, or values of a Parquet file or frame) and gives a table of
`value` (null: blank or bad) and `expected` (what should stand there; null: nothing is wrong).
"""

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

import polars as pl

from vungxanh.linelist import times

Reader = Callable[[pl.Series, ZoneInfo], pl.DataFrame]

YES = ("yes", "y", "true", "1", "có", "co")
NO = ("no", "n", "false", "0", "không", "khong")
LARGEST = 10**9


def words(column: pl.Series, zone: ZoneInfo) -> pl.DataFrame:
    """Read ids and names: outer blanks go; accents are composed, so that equal names are equal."""
    text = plain(column)
    if text.str.contains(r"[^\x00-\x7f]").any():
        text = text.str.normalize("NFC")
    return _read(text, text, pl.lit(None, pl.String))


def flag(column: pl.Series, zone: ZoneInfo) -> pl.DataFrame:
    """Read yes or no."""
    text = plain(column)
    lower = text.str.to_lowercase().str.normalize("NFC")
    value = pl.when(lower.is_in(YES)).then(True).when(lower.is_in(NO)).then(False)
    return _read(text, value, pl.lit("yes or no (also true, false, 1, 0, có, không)"))


def whole(least: int, unit: str, most: int = LARGEST) -> Reader:
    """Make a reader of whole numbers from `least` to `most`; `unit` is said in the message."""
    limit = f"{least} or more" if most == LARGEST else f"{least} to {most}"

    def read(column: pl.Series, zone: ZoneInfo) -> pl.DataFrame:
        text = plain(column)
        digits = pl.col("text").str.extract(r"^([+-]?\d{1,15})(?:\.0+)?$")
        number = digits.cast(pl.Int64, strict=False)
        value = pl.when(number.is_between(least, most)).then(number)
        return _read(text, value, pl.lit(f"a whole number{unit}, {limit}"))

    return read


def degrees(name: str, most: int) -> Reader:
    """Make a reader of degrees from `-most` to `most`; a decimal comma is accepted."""
    expected = f"a {name} in degrees from -{most} to {most}"
    if name == "latitude":
        expected += " (are latitude and longitude swapped?)"

    def read(column: pl.Series, zone: ZoneInfo) -> pl.DataFrame:
        text = plain(column)
        number = pl.col("text").str.replace(",", ".", literal=True)
        number = number.cast(pl.Float64, strict=False)
        value = pl.when(number.is_between(-most, most)).then(number)
        return _read(text, value, pl.lit(expected))

    return read


def decimal(least: int, most: int, name: str) -> Reader:
    """Make a reader of numbers from `least` to `most`; a decimal comma is accepted."""

    def read(column: pl.Series, zone: ZoneInfo) -> pl.DataFrame:
        text = plain(column)
        number = pl.col("text").str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        value = pl.when(number.is_between(least, most)).then(number)
        return _read(text, value, pl.lit(f"{name}, {least} to {most}"))

    return read


def one_of(codes: Sequence[str]) -> Reader:
    """Make a reader of codes; what people write for them is turned into codes by a mapping."""
    expected = pl.lit(f"one of {', '.join(codes)}")

    def read(column: pl.Series, zone: ZoneInfo) -> pl.DataFrame:
        text = plain(column)
        lower = pl.col("text").str.to_lowercase()
        value = pl.when(lower.is_in(list(codes))).then(lower)
        return _read(text, value, expected)

    return read


def seat(column: pl.Series, zone: ZoneInfo) -> pl.DataFrame:
    """Read seats: the leading number is the row."""
    text = plain(column)
    value = pl.when(pl.col("text").str.contains(r"^\d{1,6}(?:\D.*)?$")).then("text")
    return _read(text, value, pl.lit("a seat that begins with the number of its row, such as 12A"))


def start(column: pl.Series, zone: ZoneInfo) -> pl.DataFrame:
    """Read beginnings: a date alone is 00:00 of that day. Values are seconds since 1970."""
    return times.instants(column, zone, end=False)


def end(column: pl.Series, zone: ZoneInfo) -> pl.DataFrame:
    """Read ends: a date alone is the next midnight. Values are seconds since 1970."""
    return times.instants(column, zone, end=True)


def day(column: pl.Series, zone: ZoneInfo) -> pl.DataFrame:
    """Read days of the city's calendar."""
    return times.days(column, zone)


def plain(column: pl.Series) -> pl.Series:
    """Give a column as text without outer blanks; blank is null. 17.0 of a frame is 17."""
    text = column
    if column.dtype.is_float():
        numbers = column.fill_nan(None)
        if (numbers.drop_nulls() % 1 == 0).all():
            text = numbers.cast(pl.Int64, strict=False)
    if column.dtype == pl.Boolean:
        text = column.cast(pl.Int8)
    text = text.cast(pl.String, strict=False).str.strip_chars(" \t\r\n\u00a0\u200b\ufeff")
    return text.to_frame("text").select(pl.when(pl.col("text") != "").then("text")).to_series()


def _read(text: pl.Series, value: pl.Series | pl.Expr, expected: pl.Expr) -> pl.DataFrame:
    table = text.to_frame("text").with_columns(
        value.alias("value") if isinstance(value, pl.Expr) else value.rename("value")
    )
    bad = pl.col("text").is_not_null() & pl.col("value").is_null()
    return table.select("value", pl.when(bad).then(expected).alias("expected"))
