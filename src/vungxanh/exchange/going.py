"""Files for Go.Data and SORMAS, out: their headings, their values, their dates, as CSV."""

from zoneinfo import ZoneInfo

import polars as pl

from vungxanh.exchange.coming import BIRTH, BIRTH_PARTS
from vungxanh.exchange.shapes import Shape
from vungxanh.linelist import cells
from vungxanh.linelist.formulas import as_harmless_text

_MIDNIGHT = pl.time(0)


def write_file(
    shape: Shape, rows: pl.DataFrame, zone: ZoneInfo, *, asked: dict[str, str] | None = None
) -> bytes:
    """Write rows of the shape's format (`Table.rows`) as a file that the other system takes.

    `asked` {heading: text} fills columns that its importer asks for and that no row tells, such
    as disease, region and district. Columns that it has no place for are left out: `left_out`
    names them.
    """
    blank = [name for name in shape.form.names if name not in rows.columns]
    rows = rows.with_columns(pl.lit(None, pl.String).alias(name) for name in blank)
    parted = _with_parts(rows)
    told = [
        _text(shape, target, zone).alias(headings[0])
        for target, headings in shape.columns.items()
        if target in parted.columns
    ]
    table = parted.select(told)
    if BIRTH in table.columns:
        table = _with_birth_parts(table, parted)
    further = shape.asked | (asked or {})
    table = table.with_columns(pl.lit(text).alias(heading) for heading, text in further.items())
    text = as_harmless_text(table).write_csv()
    classes = ",".join([shape.classes] * table.width) + "\n" if shape.classes else ""
    return (classes + text).encode()


def left_out(shape: Shape, rows: pl.DataFrame) -> list[str]:
    """Name the columns that hold something and that the other system's file has no place for."""
    has = set(shape.columns) | {"name"} if "given_name" in shape.columns else set(shape.columns)
    if BIRTH in {headings[0] for headings in shape.columns.values()}:
        has.add("birth_year")
    names = [name for name in shape.form.names if name in rows.columns]
    return [name for name in names if name not in has and rows[name].count()]


def _with_parts(rows: pl.DataFrame) -> pl.DataFrame:
    """Part names: the first word is the family's, a single word is a given name."""
    words = pl.col("name").cast(pl.String).str.split(" ")
    several = words.list.len() > 1
    return rows.with_columns(
        pl.when(several).then(words.list.first()).alias("family_name"),
        pl.when(several)
        .then(words.list.slice(1).list.join(" "))
        .otherwise("name")
        .alias("given_name"),
    )


def _text(shape: Shape, target: str, zone: ZoneInfo) -> pl.Expr:
    column = pl.col(target)
    readers = {one.name: one.read for one in shape.form.columns}
    read = readers.get(target)
    if read is cells.day:
        return column.cast(pl.Date).dt.strftime(shape.date)
    if read in (cells.start, cells.end):
        return _instant(shape, column, zone, ends=read is cells.end)
    if read is cells.flag:
        flag = column.cast(pl.Boolean)
        column = pl.when(flag).then(pl.lit("yes")).when(~flag).then(pl.lit("no"))
    values = shape.values.get(target)
    text = column.cast(pl.String)
    text = text.replace_strict(values, default=None, return_dtype=pl.String) if values else text
    if target in shape.ill:
        seen = (
            pl.col(target).cast(pl.Boolean).fill_null(value=False)
            & pl.col("symptoms").is_not_null()
        )
        text = pl.when(seen).then(pl.lit(shape.ill[target])).otherwise(text)
    return text


def _instant(shape: Shape, column: pl.Expr, zone: ZoneInfo, *, ends: bool) -> pl.Expr:
    """Write whole days as days: an end at midnight is the end of the day before."""
    local = (
        pl.from_epoch(column.cast(pl.Int64), "s")
        .dt.replace_time_zone("UTC")
        .dt.convert_time_zone(zone.key)
    )
    at_midnight = local.dt.time() == _MIDNIGHT
    day = local.dt.offset_by("-1d") if ends else local
    return (
        pl.when(at_midnight)
        .then(day.dt.strftime(shape.date))
        .otherwise(local.dt.strftime(shape.time))
    )


def _with_birth_parts(table: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    born = rows["birth_date"].cast(pl.Date).dt
    year = born.year().cast(pl.String)
    year = pl.select(pl.coalesce(year, rows["birth_year"].cast(pl.String))).to_series()
    parts = (year, born.month().cast(pl.String), born.day().cast(pl.String))
    named = [part.alias(name) for part, name in zip(parts, BIRTH_PARTS, strict=True)]
    return table.drop(BIRTH).with_columns(named)
