"""How far the cells of a sheet reach, told from its XML before a reader makes room for them.

A reader makes room for every cell up to the last row and column in use. A sheet of a hundred
bytes that names a cell in the last corner would take half a terabyte.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import IO
from xml.parsers import expat

from vungxanh.linelist.grids import MOST_COLUMNS

MOST_CELLS = 40_000_000

_PLACE = re.compile(r"[A-Za-z]{0,3}(\d{1,7})")
_DIGITS = "0123456789"
_OTHERS = frozenset({"v", "t", "si", "is", "r", "rPr", "f"})
"""Tags inside cells and texts, which are most of all."""
_CHUNK = 1 << 20
_COLUMNS = "number-columns-repeated"
_ROWS = "number-rows-repeated"

Attributes = dict[str, str]


class TooFar(ValueError):  # noqa: N818 - "too far" is where the cells reach
    """The cells of a sheet reach further than a list does."""

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__(f"cells up to row {rows:,} and column {columns:,}")


def check_xlsx_sheet(opened: IO[bytes]) -> None:
    """Raise TooFar or ExpatError unless the cells of a worksheet keep within bounds."""
    row = column = widest = 0
    here = "0"  # the row as cells name it; most cells do, and need no look at their digits

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal row, column, widest, here
        if tag in _OTHERS:
            return
        name = tag.rpartition(":")[2]
        told = attributes.get("r")
        if name == "c":
            letters = told.rstrip(_DIGITS) if told else ""
            column = _number(letters) if letters else column + 1
            if column > widest or (told and told[len(letters) :] != here):
                widest = max(widest, column)
                row = max(row, _digits(told))
                _check(row, widest)
        elif name == "row":
            row, column = max(row, _digits(told) or row + 1), 0
            here = str(row)
            _check(row, widest)

    _parse(opened, start)


def check_ods(opened: IO[bytes]) -> None:
    """Raise TooFar or ExpatError unless the cells of every table keep within bounds.

    Blank cells and rows are repeated to the end of the sheet; they count where a filled one
    follows.
    """
    row = column = widest = repeats = 0
    cell_repeats = 0

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal row, column, widest, repeats, cell_repeats
        name = tag.rpartition(":")[2]
        if name == "table":
            row = widest = 0
        elif name == "table-row":
            repeats, column = _times(attributes, _ROWS), 0
            row += repeats
        elif name in ("table-cell", "covered-table-cell"):
            column += _times(attributes, _COLUMNS)
            if any(key.endswith(("value-type", "formula")) for key in attributes):
                widest = max(widest, column)
                _check(row, widest)
        elif name == "p":
            widest = max(widest, column)
            _check(row, widest)

    _parse(opened, start)


def _parse(opened: IO[bytes], start: Callable[[str, Attributes], None]) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EntityDeclHandler = _refuse_entity
    while chunk := opened.read(_CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _refuse_entity(*declared: object) -> None:
    raise expat.ExpatError("it declares entities")


def _check(row: int, widest: int) -> None:
    if widest > MOST_COLUMNS or row * widest > MOST_CELLS:
        raise TooFar(row, widest)


def _digits(told: str | None) -> int:
    found = _PLACE.fullmatch(told) if told else None
    return int(found[1]) if found else 0


@lru_cache(maxsize=4096)
def _number(letters: str) -> int:
    """Give the number of a column; more letters than any column has are far away."""
    number = 0
    for letter in letters.upper()[:4]:
        number = number * 26 + max(1, ord(letter) - 64)
    return number


def _times(attributes: Attributes, name: str) -> int:
    for key, value in attributes.items():
        if key.endswith(name):
            return int(value) if value.isdecimal() and len(value) < 10 else 1
    return 1
