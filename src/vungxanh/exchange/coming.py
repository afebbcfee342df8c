"""Files of Go.Data and SORMAS, in: recognised by their headings, read by a shipped mapping."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import polars as pl

from vungxanh.exchange.shapes import Shape, shapes
from vungxanh.linelist import Grid, Mapping, Table, read_mapped

BIRTH = "person.birthdate"
BIRTH_PARTS = ("person.birthdateYYYY", "person.birthdateMM", "person.birthdateDD")
ENOUGH = 4
"""Headings of a shape that a file must have, of which `CERTAIN` as they are written only there."""

CERTAIN = 0.5


def recognise(grid: Grid) -> Shape | None:
    """Tell which system's file this is; None for the list of an office."""
    scored = [(_found(shape, grid), shape) for shape in shapes()]
    number, shape = max(scored, key=lambda one: one[0])
    needed = min(ENOUGH, len(shape.columns) // 2)
    return shape if number >= needed and _is_foreign(grid) else None


def shipped_mapping(shape: Shape, grid: Grid) -> Mapping:
    """Give the mapping of a file of this shape: as the package ships it, for these headings."""
    grid = with_birth_date(grid)
    columns = {
        target: heading
        for target, headings in shape.columns.items()
        if (heading := next((name for name in headings if name in grid.header), None))
    }
    values = {target: dict(told) for target, told in shape.read.items()}
    for target, told in shape.values.items():
        values.setdefault(target, {}).update({text: value for value, text in told.items()})
    for target, text in shape.ill.items():
        values.setdefault(target, {})[text] = "yes"
    return Mapping(
        f"{shape.title}: {shape.content}",
        shape.form.name,
        columns,
        {target: told for target, told in values.items() if target in columns},
        day_first=shape.day_first,
    )


def read_file(shape: Shape, grid: Grid, zone: ZoneInfo) -> Table:
    """Read a file of another system. Raises Faulty when it lacks what is needed."""
    return read_mapped(shipped_mapping(shape, grid), with_birth_date(grid), zone)


def with_birth_date(grid: Grid) -> Grid:
    """Join the three columns of a birth date into one; a year alone stays a year."""
    if BIRTH in grid.header or BIRTH_PARTS[0] not in grid.header:
        return grid
    there = [part for part in BIRTH_PARTS if part in grid.header]
    year, *smaller = (pl.col(part) for part in there)
    parts = [year, *(part.str.zfill(2) for part in smaller)]
    whole = pl.concat_str(parts, separator="-")
    cells = grid.cells.with_columns(pl.coalesce(whole, year).alias(BIRTH))
    return replace(grid, header=(*grid.header, BIRTH), cells=cells)


def _found(shape: Shape, grid: Grid) -> float:
    header = set(with_birth_date(grid).header)
    hits = [headings for headings in shape.columns.values() if header & set(headings)]
    own = sum(headings[0] in header for headings in hits)
    return len(hits) + own / 100 - len(shape.columns) / 1000


def _is_foreign(grid: Grid) -> bool:
    """Tell headings that are names of fields, such as firstName or person.sex."""
    fields = [name for name in grid.header if " " not in name and name.isascii()]
    marked = [name for name in fields if "." in name or "_" in name or name != name.lower()]
    return len(marked) >= len(grid.header) * CERTAIN
