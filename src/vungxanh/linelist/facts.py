"""Facts of persons for `decide`: who, what, since when known. Their names are policy's business."""

from collections.abc import Callable, Collection
from dataclasses import replace
from zoneinfo import ZoneInfo

import polars as pl

from vungxanh.linelist.formats import facts_format
from vungxanh.linelist.tables import Source, Table, read_table


def read_facts(
    source: Source,
    zone: ZoneInfo,
    *,
    names: Collection[str],
    wrong: Callable[[str, str], str | None],
) -> Table:
    """Read facts; good rows have `person_id`, `fact`, `value` and an aware `observed_at`.

    `names` are the facts there are; `wrong(fact, value)` says what should stand there instead, or
    None. Raises as `read_table` does.
    """
    table = read_table(facts_format(names, wrong), source, zone)
    seen = pl.from_epoch("observed_at", "s").dt.replace_time_zone("UTC")
    rows = table.rows.with_columns(seen.dt.convert_time_zone(zone.key).alias("observed_at"))
    return replace(table, rows=rows)
