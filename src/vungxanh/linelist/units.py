"""Files of administrative units: the units, what became of them, the people counted in them.

The rows of a file are laid over the units that are known already. A unit is known by its code and
its first day, for codes are re-used; a blank first day means that nobody wrote it down.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from vungxanh.geography import Change, Extent, Gazetteer, Level, Unit
from vungxanh.linelist import cells
from vungxanh.linelist.formats import Column, Format, no_longer_than
from vungxanh.linelist.problems import Faults
from vungxanh.linelist.sheets import ROW
from vungxanh.linelist.tables import Source, Table, read_table
from vungxanh.records import DateRange

UNIT = "the code of a unit"
EXTENTS = tuple(extent.value for extent in Extent)
ONE_DAY = timedelta(days=1)
DEEPEST = 12
"""Levels one above another, at most."""

Key = tuple[str, date | None]

UNITS = Format(
    "units",
    (
        Column("level", cells.words, "a level: country, province, district, commune, or another"),
        Column("code", cells.words, UNIT),
        Column("name", cells.words, "the name without its kind"),
        Column("full_name", cells.words),
        Column("name_en", cells.words),
        Column("parent_code", cells.words),
        Column("valid_from", cells.day),
        Column("valid_to", cells.day),
    ),
    (
        (
            "level",
            ~pl.col("level").str.contains(r"^[a-z][a-z0-9_-]{0,19}$"),
            "a level in small letters without blanks, 20 at most",
        ),
        no_longer_than(20, "code"),
        no_longer_than(120, "name"),
        no_longer_than(160, "full_name"),
        (
            "valid_to",
            pl.col("valid_to") <= pl.col("valid_from"),
            "the first day on which the unit is no more, after valid_from",
        ),
    ),
)
CROSSWALK = Format(
    "crosswalk",
    (
        Column("effective", cells.day, "the day of the change"),
        Column("from_code", cells.words, UNIT),
        Column("to_code", cells.words, UNIT),
        Column("extent", cells.one_of(EXTENTS), "whole or part"),
        Column("is_default", cells.flag, "yes where addresses go by default, else no"),
    ),
)


def population_format(code: str) -> Format:
    """Make the format of people by unit; `code` is how the file calls the column of codes."""
    return Format(
        "population",
        (
            Column(code, cells.words, UNIT),
            Column("population", cells.whole(0, " of people"), "a number of people"),
            Column("day", cells.day),
        ),
    )


def read_units(
    source: Source, known: Iterable[Unit], zone: ZoneInfo
) -> tuple[tuple[Unit, ...], Faults]:
    """Give all units, those known with those of the file laid over them, and the file's faults.

    A row without a first day is the known unit of that code that ends the same day, if there is
    one; a row without a parent, below a country that is known, belongs to that country.
    """
    table = read_table(UNITS, source, zone)
    before = {unit.key: unit for unit in known}
    by_code = _by_code(before.values())
    rows = {row[ROW]: _unit(row, by_code[row["code"]]) for row in table.rows.iter_rows(named=True)}
    twice = _twice({row: unit.key for row, unit in rows.items()})
    table, rows = _refuse(table, "code", twice), _without(rows, twice)
    rows = _below_the_country(rows, before.values())
    for column, find in (
        ("valid_from", _overlapping),
        ("valid_to", _leaving_others),
        ("parent_code", _without_parent),
    ):
        while bad := find(rows, before):
            table, rows = _refuse(table, column, bad), _without(rows, bad)
    return tuple(_over(before, rows).values()), table.faults


def read_crosswalk(
    source: Source, units: Gazetteer, zone: ZoneInfo
) -> tuple[tuple[Change, ...], Faults]:
    """Give the changes of a file, each between units that there are, and its faults."""
    table = read_table(CROSSWALK, source, zone)
    rows = {row[ROW]: _change(row) for row in table.rows.iter_rows(named=True)}
    asked = {row: (one.from_code, one.effective - ONE_DAY) for row, one in rows.items()}
    table = _refuse(table, "from_code", _unknown(asked, units))
    asked = {row: (one.to_code, one.effective) for row, one in rows.items()}
    table = _refuse(table, "to_code", _unknown(asked, units))
    pairs = {row: (one.effective, one.from_code, one.to_code) for row, one in rows.items()}
    table = _refuse(table, "to_code", _twice(pairs))
    defaults = {row: (one.effective, one.from_code) for row, one in rows.items() if one.default}
    table = _refuse(table, "is_default", _twice(defaults))
    return tuple(rows[row] for row in table.rows[ROW]), table.faults


def read_population(
    source: Source, units: Gazetteer, zone: ZoneInfo, *, on: date | None, code: str = "code"
) -> tuple[dict[date, dict[str, int]], Faults]:
    """Give how many people were counted, by day and code, and the file's faults.

    `on` is the day of the count where a row does not say one; `code` is the column of codes.
    """
    table = read_table(population_format(code), source, zone)
    dated = table.rows.with_columns(pl.col("day").fill_null(pl.lit(on, pl.Date)))
    table = replace(table, rows=dated)
    table = table.refuse("day", pl.col("day").is_null(), "the day of the count, here or by --on")
    asked = {row[ROW]: (row[code], row["day"]) for row in table.rows.iter_rows(named=True)}
    table = _refuse(table, code, _unknown(asked, units))
    table = _refuse(table, code, _twice(asked))
    found: dict[date, dict[str, int]] = defaultdict(dict)
    for row in table.rows.iter_rows(named=True):
        found[row["day"]][row[code]] = row["population"]
    return dict(found), table.faults


def missing_unit(units: Gazetteer, code: str, day: date) -> str | None:
    """Say what is expected where no unit has a code on a day; None where one has it."""
    if units.at(code, day):
        return None
    return f"the code of a unit in force on {day} (is it a code of another day?)"


def _unit(row: Mapping[str, Any], same_code: Iterable[Unit]) -> Unit:
    first, end = row["valid_from"], row["valid_to"]
    if first is None:
        ending = [unit.valid.first for unit in same_code if unit.valid.end == end]
        first = None if None in ending else next(iter(ending), None)
    return Unit(
        code=row["code"],
        level=Level.called(row["level"]),
        name=row["name"],
        full_name=row["full_name"] or row["name"],
        parent_code=row["parent_code"] or "",
        valid=DateRange(first, end),
        name_en=row["name_en"] or "",
    )


def _change(row: Mapping[str, Any]) -> Change:
    return Change(
        effective=row["effective"],
        from_code=row["from_code"],
        to_code=row["to_code"],
        extent=Extent(row["extent"]),
        default=row["is_default"],
    )


def _by_code(units: Iterable[Unit]) -> dict[str, list[Unit]]:
    found: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        found[unit.code].append(unit)
    return found


def _over(before: Mapping[Key, Unit], rows: Mapping[int, Unit]) -> dict[Key, Unit]:
    return {**before, **{unit.key: unit for unit in rows.values()}}


def _without(rows: Mapping[int, Unit], bad: Mapping[int, str]) -> dict[int, Unit]:
    return {row: unit for row, unit in rows.items() if row not in bad}


def _below_the_country(rows: Mapping[int, Unit], known: Iterable[Unit]) -> dict[int, Unit]:
    """Set the country, where there is one, above the rows that name nothing above them."""
    countries = {unit.code for unit in (*known, *rows.values()) if unit.level == Level.COUNTRY}
    if len(countries) != 1:
        return dict(rows)
    (country,) = countries
    return {
        row: replace(unit, parent_code=country)
        if not unit.parent_code and unit.code != country
        else unit
        for row, unit in rows.items()
    }


def _overlapping(rows: Mapping[int, Unit], before: Mapping[Key, Unit]) -> dict[int, str]:
    """Find the rows whose code another unit has on the same day."""
    row_of = {unit.key: row for row, unit in rows.items()}
    bad = {}
    for units in _by_code(_over(before, rows).values()).values():
        ordered = sorted(units, key=lambda unit: unit.valid.first or date.min)
        for one, other in pairwise(ordered):
            if one.valid.end is None or (other.valid.first or date.min) < one.valid.end:
                blamed, right = (other, one) if other.key in row_of else (one, other)
                if blamed.key in row_of:
                    bad[row_of[blamed.key]] = f"days on which the code is free: {_told(right)}"
    return bad


def _leaving_others(rows: Mapping[int, Unit], before: Mapping[Key, Unit]) -> dict[int, str]:
    """Find the rows that end a unit while a known one below it, not in the file, goes on."""
    given = {unit.key for unit in rows.values()}
    by_code = _by_code(_over(before, rows).values())
    left = {
        unit.parent_code: unit
        for unit in before.values()
        if unit.key not in given and unit.parent_code and not _above(unit, by_code)
    }
    return {
        row: f"a day not before its parts end: {_told(left[unit.code])}"
        for row, unit in rows.items()
        if unit.code in left
    }


def _without_parent(rows: Mapping[int, Unit], before: Mapping[Key, Unit]) -> dict[int, str]:
    """Find the rows below nothing that is in force on their last day, or below themselves."""
    by_code = _by_code(_over(before, rows).values())
    bad = {}
    for row, unit in rows.items():
        above, steps = unit, 0
        while above.parent_code and steps < DEEPEST:
            found = _above(above, by_code)
            if found is None:
                bad[row] = f"a unit in force on the last day of {_told(above)}"
                break
            above, steps = found, steps + 1
        if steps == DEEPEST:
            bad[row] = f"a unit above that is not below this one, {DEEPEST} levels at most"
    return bad


def _above(unit: Unit, by_code: Mapping[str, list[Unit]]) -> Unit | None:
    last = unit.valid.end - ONE_DAY if unit.valid.end else date.max
    units = by_code.get(unit.parent_code, ())
    return next((above for above in units if last in above.valid), None)


def _told(unit: Unit) -> str:
    since = f" since {unit.valid.first}" if unit.valid.first else ""
    until = f" until {unit.valid.end}" if unit.valid.end else ""
    return f"{unit.full_name} ({unit.code}){since}{until}"


def _unknown(asked: Mapping[int, tuple[str, date]], units: Gazetteer) -> dict[int, str]:
    told = {row: missing_unit(units, *key) for row, key in asked.items()}
    return {row: expected for row, expected in told.items() if expected}


def _twice(keys: Mapping[int, object]) -> dict[int, str]:
    """Find the rows whose key an earlier row has."""
    first: dict[object, int] = {}
    for row, key in keys.items():
        first.setdefault(key, row)
    return {
        row: f"what stands in no other row; row {first[key]} has it too"
        for row, key in keys.items()
        if first[key] != row
    }


def _refuse(table: Table, column: str, bad: Mapping[int, str]) -> Table:
    """Move rows to the faults, each with what was expected."""
    if not bad:
        return table
    expected = pl.col(ROW).replace_strict(bad, default=None, return_dtype=pl.String)
    return table.refuse(column, pl.col(ROW).is_in(list(bad)), expected)
