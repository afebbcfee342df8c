"""Reads the tables that the demonstrations ship; sources stand in data/SOURCES.md."""

import csv
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

CITY_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

Row = dict[str, str]


@cache
def table(name: str) -> tuple[Row, ...]:
    """Read a shipped table, for example "names"; a blank cell is ""."""
    text = files("vungxanh.demonstration").joinpath("data", f"{name}.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def row_of(name: str, column: str, value: str) -> Row:
    """Give the one row of a table with a value in a column; KeyError if there is none."""
    for row in table(name):
        if row[column] == value:
            return row
    raise KeyError(f"{name}.csv has no row with {column} {value!r}")


def instant(text: str) -> datetime:
    """Read a local time of the city, such as 2020-03-06T23:28."""
    return datetime.fromisoformat(text).replace(tzinfo=CITY_ZONE)


def day(text: str) -> date | None:
    """Read a day; blank is None."""
    return date.fromisoformat(text) if text else None


def clock(on: date, hour: float = 0.0) -> datetime:
    """Give the instant so many hours after midnight of a day, in the city's time."""
    return datetime(on.year, on.month, on.day, tzinfo=CITY_ZONE) + timedelta(hours=hour)
