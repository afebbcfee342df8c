"""A table by district as it is pasted from a report: `TT | Huyện | F1 | F1 khác | F2 | F1+F2`."""

import re
from dataclasses import dataclass
from datetime import date

from vungxanh.bulletins.answer import Read
from vungxanh.bulletins.folding import Folded
from vungxanh.bulletins.units import reader_for
from vungxanh.geography import Gazetteer, Unit

_CELLS = re.compile(r"\t|\||\s{2,}")
_TOTAL = re.compile(r"(?:tong(?: cong| so)?|cong|toan (?:thanh pho|tinh))\b")
_UNIT_HEADING = re.compile(r"(?:quan|huyen|don vi|dia phuong|dia ban|xa|phuong|district|unit)\b")
_FIGURE = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d{1,9}")
_NONE = frozenset({"", "-", "--", "x"})
SURE = 0.6
"""A unit less likely than this is told as not recognised."""


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """One row: the name as written, the unit it means, and the figures by column."""

    name: Read[str]
    unit: Unit | None
    confidence: float
    figures: dict[str, Read[int]]


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """What does not fit in the table, and where: line as counted from 1, column ("" for the row).

    `kind` is `sum` (the row's parts), `total` (the column's rows), `figure`, `unit`, `twice`,
    `header` or `cells`.
    """

    line: int
    column: str
    kind: str
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class DistrictTable:
    """A table with everything in it that contradicts itself."""

    columns: tuple[str, ...]
    rows: tuple[DistrictRow, ...]
    total: dict[str, Read[int]] | None
    problems: tuple[Inconsistency, ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    start: int

    @property
    def plain(self) -> str:
        return Folded(self.text).plain


def read_district_table(text: str, *, on: date, gazetteer: Gazetteer) -> DistrictTable:
    """Read a pasted table of figures by unit. Reads any text and never raises."""
    return _Reader(text, on, gazetteer).table()


class _Reader:
    def __init__(self, text: str, on: date, gazetteer: Gazetteer) -> None:
        self._on, self._gazetteer = on, gazetteer
        self._lines = list(_lines(text))
        self._problems: list[Inconsistency] = []

    def table(self) -> DistrictTable:
        header = next((n for n, (_, cells) in enumerate(self._lines) if _is_header(cells)), None)
        if header is None:
            problem = Inconsistency(1, "", "header", "", "TT | Huyện | F1 | F1 khác | F2 | F1+F2")
            return DistrictTable((), (), None, (problem,))
        headings = self._lines[header][1]
        place = next(n for n, cell in enumerate(headings) if _UNIT_HEADING.match(cell.plain))
        columns = tuple(" ".join(cell.text.split()) for cell in headings[place + 1 :])
        rows: list[DistrictRow] = []
        total: dict[str, Read[int]] | None = None
        for line, cells in self._lines[header + 1 :]:
            name, figures = self._row(line, cells, columns)
            if name is None:
                continue
            self._check_sum(line, columns, figures)
            if _TOTAL.match(Folded(name.value).plain):
                total = figures
                self._check_total(line, rows, figures)
            else:
                rows.append(self._of_unit(line, name, figures, rows))
        return DistrictTable(columns, tuple(rows), total, tuple(self._problems))

    def _row(
        self, line: int, cells: list[_Cell], columns: tuple[str, ...]
    ) -> tuple[Read[str] | None, dict[str, Read[int]]]:
        name = next((cell for cell in cells if any(map(str.isalpha, cell.text))), None)
        if name is None:
            self._problems.append(Inconsistency(line, "", "cells", _joined(cells), "a unit"))
            return None, {}
        values = cells[cells.index(name) + 1 :]
        if len(values) != len(columns):
            found, expected = str(len(values)), str(len(columns))
            self._problems.append(Inconsistency(line, "", "cells", found, expected))
        figures = {}
        for column, cell in zip(columns, values, strict=False):
            if cell.text.lower() in _NONE:
                continue
            if _FIGURE.fullmatch(cell.text):
                value = int(re.sub(r"[.,]", "", cell.text))
                end = cell.start + len(cell.text)
                figures[column] = Read(value, cell.start, end, cell.text)
            else:
                self._problems.append(Inconsistency(line, column, "figure", cell.text, "0"))
        end = name.start + len(name.text)
        return Read(" ".join(name.text.split()), name.start, end, name.text), figures

    def _of_unit(
        self, line: int, name: Read[str], figures: dict[str, Read[int]], rows: list[DistrictRow]
    ) -> DistrictRow:
        found = reader_for(self._gazetteer).read(name.value, self._on)
        unit = found.unit if found.confidence >= SURE else None
        if unit is None:
            self._problems.append(Inconsistency(line, "", "unit", name.value, ""))
        elif any(row.unit == unit for row in rows):
            self._problems.append(Inconsistency(line, "", "twice", name.value, unit.full_name))
        return DistrictRow(name, unit, found.confidence if unit else 0.0, figures)

    def _check_sum(
        self, line: int, columns: tuple[str, ...], figures: dict[str, Read[int]]
    ) -> None:
        """Hold "F1+F2" against the columns that begin like its parts."""
        for column in columns:
            if "+" not in column or column not in figures:
                continue
            parts = [part.strip().lower() for part in column.split("+")]
            summed = [
                figures[one].value
                for one in columns
                if one in figures
                and "+" not in one
                and one.lower().startswith(tuple(filter(None, parts)))
            ]
            if summed and sum(summed) != figures[column].value:
                found, expected = figures[column].words, str(sum(summed))
                self._problems.append(Inconsistency(line, column, "sum", found, expected))

    def _check_total(
        self, line: int, rows: list[DistrictRow], figures: dict[str, Read[int]]
    ) -> None:
        for column, figure in figures.items():
            summed = sum(row.figures[column].value for row in rows if column in row.figures)
            if summed != figure.value:
                problem = Inconsistency(line, column, "total", figure.words, str(summed))
                self._problems.append(problem)


def _lines(text: str) -> list[tuple[int, list[_Cell]]]:
    found, start = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        if cells := _cells(line, start):
            found.append((number, cells))
        start += len(line) + 1
    return found


def _cells(line: str, start: int) -> list[_Cell]:
    """Cut a line at tabs or pipes, else at two or more spaces; a rule of dashes is no row."""
    if not line.strip(" \t\r|+-=:"):
        return []
    by = re.compile(r"\t") if "\t" in line else re.compile(r"\|") if "|" in line else _CELLS
    cells, place = [], 0
    for end, after in [*(match.span() for match in by.finditer(line)), (len(line), len(line))]:
        raw = line[place:end]
        cells.append(_Cell(raw.strip(), start + place + len(raw) - len(raw.lstrip())))
        place = after
    if by.pattern != r"\t":
        while cells and not cells[0].text:
            cells.pop(0)
        if cells and not cells[-1].text:
            cells.pop()
    return cells


def _is_header(cells: list[_Cell]) -> bool:
    return len(cells) > 1 and any(_UNIT_HEADING.match(cell.plain) for cell in cells)


def _joined(cells: list[_Cell]) -> str:
    return " | ".join(cell.text for cell in cells)
