"""The rules table: what each kind of place asks for. Read from a file, or the one shipped."""

from importlib.resources import files
from zoneinfo import ZoneInfo

import polars as pl

from vungxanh.linelist.formats import RULES
from vungxanh.linelist.problems import Faulty
from vungxanh.linelist.tables import Source, read_table
from vungxanh.records import KindRule

SHIPPED = files(__package__) / "rules.csv"


def shipped_rules_text() -> str:
    """Give the shipped table as CSV text, with the reason for each row."""
    return SHIPPED.read_text(encoding="utf-8")


def shipped_rules() -> dict[str, KindRule]:
    """Give the shipped table."""
    table = pl.read_csv(shipped_rules_text().encode(), infer_schema=False)
    return read_rules(table)


def read_rules(source: Source) -> dict[str, KindRule]:
    """Read a table of kinds: `kind`, `min_overlap`, `max_level`, `seat_rows`; blank: the default.

    Raises Faulty when any row is wrong: half a table of rules is none.
    """
    table = read_table(RULES, source, ZoneInfo("UTC"))
    if table.faults.count:
        raise Faulty(table.faults)
    rows = table.rows.select("kind", "min_overlap", "max_level", "seat_rows")
    return {kind: KindRule(*numbers) for kind, *numbers in rows.iter_rows()}
