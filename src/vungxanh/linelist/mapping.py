"""A mapping: how the columns and values of a file become those of a format; saved and shared.

`propose` makes one from what is known, a person changes it, `read_mapped` reads a file by it.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from vungxanh.linelist import births, values
from vungxanh.linelist.formats import Format
from vungxanh.linelist.grids import Grid
from vungxanh.linelist.headings import guess
from vungxanh.linelist.knowledge import FORMATS, key_of, targets_of, values_of
from vungxanh.linelist.lists import PARTS
from vungxanh.linelist.problems import FAULTS, Faults, Faulty, Problem, unusable
from vungxanh.linelist.sheets import ROW
from vungxanh.linelist.tables import Table, read_table

FORMAT = "vungxanh mapping"
VERSION = 1
DATES = ("birth_date", "given_on", "seen_on", "first_contact", "last_contact")

_NUMBERS = r"^(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})(\D.*)?$"


@dataclass(frozen=True)
class Mapping:
    """How a file is read: `columns` {column of the format: heading of the file}.

    `values` {column: {text in the file: value}} adds to what is known, "" is blank; `constants`
    {column: value} fill what is blank; `day_first` tells how 08/03/2020 is meant.
    """

    name: str
    kind: str
    columns: dict[str, str]
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    day_first: bool = True

    @property
    def form(self) -> Format:
        """The format that the file is read by."""
        return FORMATS[self.kind]


def propose(grid: Grid, *, name: str = "", kind: str | None = None) -> Mapping:
    """Propose a mapping for a file: its kind where none is given, its columns, its dates."""
    found = guess(grid.header, kind)
    mapping = Mapping(name or grid.file, found.kind, found.columns)
    dates = [grid.cells[found.columns[one]] for one in _dates(mapping)]
    return replace(mapping, day_first=all(values.day_comes_first(cells) for cells in dates))


def fingerprint(header: Sequence[str]) -> str:
    """Give what files of the same headings share, whatever their order, case and diacritics.

    >>> fingerprint(["Họ tên", "Tuổi"]) == fingerprint(["TUOI", "HO TEN"])
    True
    """
    keys = "\n".join(sorted(key_of(heading) for heading in header))
    return hashlib.sha256(keys.encode()).hexdigest()[:16]


def to_text(mapping: Mapping) -> str:
    """Write a mapping as a file that can be shared (JSON)."""
    told = {"format": FORMAT, "version": VERSION, **asdict(mapping)}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def from_text(text: str, *, file: str = "mapping.json") -> Mapping:
    """Read a shared mapping. Raises Faulty, saying what is wrong, when it is none."""
    try:
        told = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise unusable(file, "", "", f"a mapping as it was saved ({error})") from None
    if not isinstance(told, dict) or told.pop("format", None) != FORMAT:
        raise unusable(file, "format", "", f'a saved mapping: "format": "{FORMAT}"')
    version = told.pop("version", None)
    if version != VERSION:
        raise unusable(file, "version", str(version), f"version {VERSION} of a mapping")
    mapping = _checked(told, file)
    problems = list(_problems(mapping, file))
    if problems:
        raise Faulty(Faults.of(problems, fatal=True))
    return mapping


def apply(mapping: Mapping, grid: Grid) -> pl.DataFrame:
    """Give the cells of a file under the columns of the format, ready for `read_table`.

    Raises Faulty when a heading that the mapping names is not in the file.
    """
    lost = [name for name in mapping.columns.values() if name not in grid.header]
    if lost:
        expected = f"a column of this heading; the file has {', '.join(grid.header)}"
        problems = [Problem(grid.file, grid.header_row, name, "", expected, "") for name in lost]
        raise Faulty(Faults.of(problems, fatal=True))
    chosen = [pl.col(heading).alias(target) for target, heading in mapping.columns.items()]
    table = grid.cells.select(ROW, *chosen)
    table = table.filter(~pl.all_horizontal(pl.exclude(ROW).is_null())) if chosen else table
    table = table.with_columns(
        values.understood(target, table[target], mapping.values.get(target, {}))
        if values_of(target) or target in mapping.values
        else _without_nothing(table[target])
        for target in mapping.columns
    )
    table = _filled(table, mapping.constants)
    for whole, (between, parts) in PARTS.items():
        table = _joined(table, whole, between, parts)
    for column, mend in _MENDED.items():
        if column in table.columns:
            table = table.with_columns(mend(table[column]))
    table = births.apart(table) if "birth_date" in mapping.form.names else table
    dates = [column for column in _dates(mapping) if column in table.columns]
    return table.with_columns(_dated(column, mapping.day_first) for column in dates)


def read_mapped(mapping: Mapping, grid: Grid, zone: ZoneInfo) -> Table:
    """Read a file by a mapping. Faults name the headings, rows and cells of the file itself."""
    try:
        table = read_table(mapping.form, apply(mapping, grid), zone)
    except Faulty as error:
        raise Faulty(_own_words(error.faults, mapping, grid)) from None
    own = _own_words(table.faults, mapping, grid)
    return replace(table, faults=Faults(Faults.joined([grid.faults, own]).table.sort("row")))


def unknown_values(mapping: Mapping, grid: Grid) -> dict[str, pl.DataFrame]:
    """Give, by column, the texts that are not understood and how often each stands there."""
    asked = {
        target: values.unknown_values(
            target, grid.cells[heading].alias("text"), mapping.values.get(target, {})
        )
        for target, heading in mapping.columns.items()
        if heading in grid.header
    }
    return {target: texts for target, texts in asked.items() if not texts.is_empty()}


def _own_words(faults: Faults, mapping: Mapping, grid: Grid) -> Faults:
    """Tell faults by the headings of the file, with its own cells and lines."""
    rows = faults.table["row"].unique()
    cells = grid.cells.filter(pl.col(ROW).is_in(rows.implode()))
    told = pl.concat_str(pl.exclude(ROW).fill_null(""), separator=",").alias("#line")
    told_rows = cells.select(ROW, told) if grid.header else cells.select(ROW)
    table = faults.table.join(told_rows, left_on="row", right_on=ROW, how="left")
    original = pl.col("value")
    for target, heading in mapping.columns.items():
        written = dict(zip(cells[ROW], cells[heading], strict=True)) if heading in cells else {}
        here = pl.col("column") == target
        cell = pl.col("row").replace_strict(written, default=None, return_dtype=pl.String)
        original = pl.when(here).then(pl.coalesce(cell, "value")).otherwise(original)
    table = table.with_columns(
        original.alias("value"),
        pl.col("column").replace(mapping.columns),
        pl.lit(grid.file).alias("file"),
        pl.coalesce("#line", "line").alias("line"),
    )
    return Faults(table.select(*FAULTS).sort("row", maintain_order=True), faults.fatal)


def _dates(mapping: Mapping) -> list[str]:
    endings = ("_at", "_date", "_on", "_from", "_until")
    names = [name for name in mapping.form.names if name.endswith(endings) or name in DATES]
    names += [name for name in ("start", "end") if name in mapping.form.names]
    return [name for name in names if name in mapping.columns]


def _dated(column: str, day_first: bool) -> pl.Expr:
    """Write dates the one way that readers know: the day first, the year with four digits.

    Two digits of a birth year stay: nobody knows the century.
    """
    text = pl.col(column)
    parts = text.str.extract_groups(_NUMBERS).struct
    first, mark, second, year = (parts.field(str(number)) for number in range(1, 5))
    day, month = (first, second) if day_first else (second, first)
    if column != "birth_date":
        year = pl.when(year.str.len_chars() == 2).then("20" + year).otherwise(year)
    rest = parts.field("5").fill_null("")
    whole = pl.concat_str(day, mark, month, mark, year, rest)
    return pl.when(first.is_not_null()).then(whole).otherwise(text).alias(column)


def _without_nothing(cells: pl.Series) -> pl.Series:
    return values.understood("", cells, {})


def _filled(table: pl.DataFrame, constants: dict[str, str]) -> pl.DataFrame:
    blank = [name for name in constants if name not in table.columns]
    table = table.with_columns(pl.lit(None, pl.String).alias(name) for name in blank)
    return table.with_columns(pl.col(name).fill_null(text) for name, text in constants.items())


def _joined(table: pl.DataFrame, whole: str, between: str, parts: tuple[str, ...]) -> pl.DataFrame:
    """Join the parts of a name or an address; an address in a column of its own comes first."""
    there = [part for part in parts if part in table.columns]
    if not there:
        return table
    if whole in table.columns and whole == "address":
        there = [whole, *there]
    joined = pl.concat_str(*there, separator=between, ignore_nulls=True).replace("", None)
    if whole in table.columns and whole != "address":
        joined = pl.coalesce(whole, joined)
    return table.with_columns(joined.alias(whole)).drop(set(parts) & set(there))


_MENDED = {"phone": values.with_lost_zero, "identity_number": values.with_lost_zeros}


def _checked(told: dict[str, Any], file: str) -> Mapping:
    """Make the mapping; every member must be what it is meant to be."""
    plain = {"name": str, "kind": str, "columns": dict, "values": dict, "constants": dict}
    types = plain | {"day_first": bool}
    problems = [
        Problem(file, 1, name, str(told[name])[:80], f"a {types[name].__name__}", "")
        for name in types
        if name in told and not isinstance(told[name], types[name])
    ]
    problems += [
        Problem(file, 1, name, "", "this member", "")
        for name in ("name", "kind", "columns")
        if name not in told
    ]
    for name in ("columns", "constants"):
        if isinstance(told.get(name), dict) and not _texts(told[name]):
            problems.append(Problem(file, 1, name, "", "texts only", ""))
    inner = told.get("values")
    if isinstance(inner, dict) and not all(map(_texts, inner.values())):
        problems.append(Problem(file, 1, "values", "", "texts by column", ""))
    strange = sorted(set(told) - set(types))
    problems += [Problem(file, 1, name, "", "no such member", "") for name in strange]
    if problems:
        raise Faulty(Faults.of(problems, fatal=True))
    return Mapping(**told)


def _texts(table: object) -> bool:
    return isinstance(table, dict) and all(isinstance(value, str) for value in table.values())


def _problems(mapping: Mapping, file: str) -> list[Problem]:
    if mapping.kind not in FORMATS:
        kinds = f"one of {', '.join(FORMATS)}"
        return [Problem(file, 1, "kind", mapping.kind, kinds, "")]
    known = targets_of(mapping.form)
    named = (*mapping.columns, *mapping.values, *mapping.constants)
    strange = [name for name in dict.fromkeys(named) if name not in known]
    return [Problem(file, 1, "columns", one, f"one of {', '.join(known)}", "") for one in strange]
