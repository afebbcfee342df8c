"""Any file that offices send, as a grid of text: CSV, XLSX, ODS, Parquet, JSON.

`read_grid` asks the size before it reads, and reads nothing that its ending does not promise.
"""

import csv
from collections import Counter
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from vungxanh.linelist.delimited import ALL_SEPARATORS, records, split_records
from vungxanh.linelist.documents import read_json, read_parquet
from vungxanh.linelist.encodings import decode
from vungxanh.linelist.formulas import without_apostrophe
from vungxanh.linelist.grids import Grid, gridded
from vungxanh.linelist.headings import LINES_LOOKED_AT, find_header
from vungxanh.linelist.problems import unusable
from vungxanh.linelist.sheets import CSV_ENDINGS, PARQUET_ENDINGS
from vungxanh.linelist.workbooks import read_workbook

MOST_BYTES = 200_000_000
JSON_ENDINGS = (".json", ".jsonl", ".ndjson")
WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".ods")
ENDINGS = (*CSV_ENDINGS, *WORKBOOK_ENDINGS, *PARQUET_ENDINGS, *JSON_ENDINGS)
"""What a file may be called that `read_grid` reads."""

_NO_TEXT = (b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff")


def read_grid(
    source: Path | bytes, name: str, *, sheet: str | None = None, most_bytes: int = MOST_BYTES
) -> Grid:
    """Read a file whole.

    `name` is what the file is called, its ending says what it is; `sheet` chooses one of a
    workbook. Raises Faulty when it cannot be used: too large, empty, encrypted, broken, or
    something else than its ending says. Raises OSError when it cannot be opened.
    """
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS:
        known = "a file whose name ends in .csv, .xlsx, .ods, .parquet or .json"
        raise unusable(name, "", ending, known)
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > most_bytes:
        most = f"{most_bytes / 1e6:,.0f} MB at most: send it in parts, or as Parquet"
        raise unusable(name, "", f"{size / 1e6:,.0f} MB", most)
    if not size:
        raise unusable(name, "", "", "a header line and rows below it; the file is empty")
    if ending in PARQUET_ENDINGS:
        return read_parquet(source, name)
    data = source if isinstance(source, bytes) else source.read_bytes()
    if ending in WORKBOOK_ENDINGS:
        return read_workbook(data, name, "ods" if ending == ".ods" else "xlsx", sheet)
    if ending in JSON_ENDINGS:
        return read_json(data, name)
    return _read_text(data, name)


def _read_text(data: bytes, file: str) -> Grid:
    if data.startswith(_NO_TEXT):
        raise unusable(file, "", "", "text, as the ending says; it is something else, rename it")
    decoded = decode(data)
    if "\x00" in decoded.text:
        raise unusable(file, "", "a zero byte", "text; it is something else")
    lines = records(decoded.text)
    if lines.is_empty():
        raise unusable(file, "", "", "a header line and rows below it; the file is empty")
    first = lines["line"].head(LINES_LOOKED_AT).to_list()
    separator = _separator(first)
    place = find_header([_split(line, separator) for line in first])
    split = split_records(lines.slice(place), file, separator)
    columns = without_apostrophe(split.cells).get_columns()
    header, cells = gridded(columns, split.header, split.rows, file)
    return Grid(
        file,
        "csv",
        header,
        cells,
        header_row=lines["row"][place],
        separator=separator,
        encoding=decoded.encoding,
        faults=split.faults,
        lines=split.lines,
    )


def _separator(lines: Sequence[str]) -> str:
    """Tell the separator: the one that parts most lines into equally many cells."""

    def fitness(separator: str) -> tuple[int, int]:
        widths = Counter(len(_split(line, separator)) for line in lines)
        width, number = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]))
        return (number, width) if width > 1 else (0, 0)

    return max(ALL_SEPARATORS, key=fitness)


def _split(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader(StringIO(line, newline=""), delimiter=separator), [])
    except csv.Error:
        return line.split(separator)
