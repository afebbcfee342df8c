"""The answer of a trace as files, `levels.csv` and `levels.hops.csv` beside it; and back again."""

from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from vungxanh.linelist import formats
from vungxanh.linelist.cases import conform, minutes
from vungxanh.linelist.problems import Faulty
from vungxanh.linelist.tables import Source, read_table
from vungxanh.linelist.writing import write_all
from vungxanh.records import FOREVER, HOPS, LEVELS, Tracing

LEVEL_TIMES = ("first_exposure", "last_exposure")
HOP_TIMES = ("exposure_start", "exposure_end")


def hops_path(levels: Path) -> Path:
    """Give the name of the hops that belong to a file of levels: levels.csv has levels.hops.csv."""
    return levels.with_name(f"{levels.stem}.hops{levels.suffix}")


def shown_levels(tracing: Tracing, zone: ZoneInfo) -> pl.DataFrame:
    """Give the levels as people read them: aware times of the city, null for what is not there."""
    shown = _with_instants(tracing.levels, LEVEL_TIMES, zone)
    shown = shown.with_columns(_blank_to_null("via_person", "via_place"))
    return shown.select(*LEVELS).sort("level", "person_id")


def shown_hops(tracing: Tracing, zone: ZoneInfo) -> pl.DataFrame:
    """Give the hops as people read them, sorted by person, then round."""
    shown = _with_instants(tracing.hops, HOP_TIMES, zone)
    shown = shown.with_columns(_blank_to_null("via_place"))
    return shown.select(*HOPS).sort("person_id", "round")


def write_tracing(tracing: Tracing, path: Path, zone: ZoneInfo) -> None:
    """Write levels and hops, CSV or Parquet by the path's ending, both or neither.

    In CSV, times are ISO 8601 with the offset of the city's zone and an open end is blank.
    Raises ValueError for an unknown ending, OSError when the files cannot be written.
    """
    tables = [(shown_levels(tracing, zone), path), (shown_hops(tracing, zone), hops_path(path))]
    if path.suffix.lower() not in (".parquet", ".pq"):
        tables = [(_as_text(table), target) for table, target in tables]
    write_all(tables)


def read_tracing(levels: Source, hops: Source, zone: ZoneInfo) -> Tracing:
    """Read levels and hops back. Raises Faulty for any error in them, OSError if one is missing."""
    return Tracing(read_levels(levels, zone), read_hops(hops, zone))


def read_levels(source: Source, zone: ZoneInfo) -> pl.DataFrame:
    """Read levels back into minutes, with the schema `LEVELS`."""
    rows = _good_rows(formats.LEVELS, source, zone)
    times = [minutes(name) for name in LEVEL_TIMES]
    blank = pl.col("via_person", "via_place").fill_null("")
    return conform(rows.with_columns(*times, blank), LEVELS)


def read_hops(source: Source, zone: ZoneInfo) -> pl.DataFrame:
    """Read hops back into minutes, with the schema `HOPS`."""
    rows = _good_rows(formats.HOPS, source, zone)
    times = [minutes(name) for name in HOP_TIMES]
    return conform(rows.with_columns(*times, pl.col("via_place").fill_null("")), HOPS)


def _good_rows(form: formats.Format, source: Source, zone: ZoneInfo) -> pl.DataFrame:
    table = read_table(form, source, zone)
    if table.faults.count:
        raise Faulty(table.faults)
    return table.rows


def _with_instants(table: pl.DataFrame, names: tuple[str, ...], zone: ZoneInfo) -> pl.DataFrame:
    def instant(name: str) -> pl.Expr:
        known = pl.when(pl.col(name) < FOREVER).then(pl.col(name) * 60)
        seconds = pl.from_epoch(known, "s").dt.cast_time_unit("us")
        return seconds.dt.replace_time_zone("UTC").dt.convert_time_zone(zone.key).alias(name)

    return table.with_columns(instant(name) for name in names)


def _blank_to_null(*names: str) -> list[pl.Expr]:
    return [pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in names]


def _as_text(table: pl.DataFrame) -> pl.DataFrame:
    """Write times as ISO 8601 with offset, yes and no as words."""
    yes_or_no = pl.when(pl.selectors.boolean()).then(pl.lit("yes")).otherwise(pl.lit("no"))
    flags = [yes_or_no.name.keep()] if pl.Boolean in table.schema.values() else []
    return table.with_columns(pl.selectors.datetime().dt.strftime("%Y-%m-%dT%H:%M%:z"), *flags)
