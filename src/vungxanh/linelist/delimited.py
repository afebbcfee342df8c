"""Text of comma, semicolon or tab separated cells: from bytes to columns, no row lost silently.

Every line is looked at before the cells are split, because a missing quotation mark can swallow
a hundred rows and a comma too many can shift one: such rows become faults, the others are read.
"""

from dataclasses import dataclass

import polars as pl

from vungxanh.linelist.problems import FAULTS, Faults, unusable

SEPARATORS = (",", ";", "\t")
"""Of the files that the formats describe; lists of other people also have bars."""
ALL_SEPARATORS = (*SEPARATORS, "|")
QUOTED_CELL = '"(?:[^"]|"")*"'
SAVE_AS_UTF8 = 'text in UTF-8 (in Excel: save as "CSV UTF-8")'
REPLACEMENT = "\ufffd"


@dataclass(frozen=True)
class Split:
    """A text split into cells: `cells` (all text) of the good rows and their row numbers.

    `lines` has every row as it was (`row`, `line`); `faults` tells the rows that are not in cells.
    """

    header: list[str]
    cells: pl.DataFrame
    rows: pl.Series
    lines: pl.DataFrame
    faults: Faults


def split_into_cells(data: bytes, file: str, known: list[str]) -> Split:
    """Split the bytes of a file.

    `known` are names of columns that may stand in the header: the separator is the one that finds
    most of them. Raises Faulty when the file as a whole is unreadable or empty.
    """
    lines = records(_text(data, file))
    if lines.is_empty():
        raise unusable(file, "", "", f"a header line with {', '.join(known)}; the file is empty")
    return split_records(lines, file, _separator(lines["line"][0], known))


def split_records(lines: pl.DataFrame, file: str, separator: str) -> Split:
    """Split numbered lines (`records`), of which the first is the header."""
    header_line = lines["line"][0]
    if REPLACEMENT in header_line:
        raise unusable(file, "", header_line, SAVE_AS_UTF8, row=lines["row"][0])
    header = _cells_of(lines["line"].head(1), header_line.count(separator) + 1, separator).row(0)
    body = _judged(lines.slice(1), len(header), separator)
    good = body.filter(pl.col("expected").is_null())
    cells = _cells_of(good["line"], len(header), separator)
    if cells.height != good.height:
        raise unusable(file, "", "", "cells in rows; the quotation marks do not come in pairs")
    names = [name or "" for name in header]
    return Split(names, cells, good["row"], body.select("row", "line"), _faults(body, file))


def _text(data: bytes, file: str) -> str:
    """Decode UTF-8; bytes that are none become U+FFFD, by which their row is found again."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise unusable(file, "", "UTF-16", SAVE_AS_UTF8)
    if data[:4] == b"PK\x03\x04":
        raise unusable(file, "", "an Excel workbook", 'text: save it as "CSV UTF-8"')
    if b"\x00" in data:
        row = data[: data.index(b"\x00")].count(b"\n") + 1
        raise unusable(file, "", "a zero byte", SAVE_AS_UTF8, row=row)
    return data.decode("utf-8-sig", errors="replace")


def _lines(text: str) -> pl.DataFrame:
    text = text if "\n" in text else text.replace("\r", "\n")
    line = pl.Series("line", [text], pl.String).str.split("\n").explode()
    return pl.DataFrame({"line": line.str.strip_suffix("\r")})


def records(text: str) -> pl.DataFrame:
    """Number the rows and join lines that one quoted cell spans; blank rows count but fall out."""
    lines = _lines(text)
    odd = lines["line"].str.count_matches('"', literal=True) % 2 == 1
    if odd.any():
        lines = _joined(lines, odd)
    blank = pl.col("line").str.strip_chars(",;|\t \u00a0") == ""
    return lines.with_row_index("row", 1).cast({"row": pl.Int64}).filter(~blank)


def _joined(lines: pl.DataFrame, odd: pl.Series) -> pl.DataFrame:
    """Join what stands between an odd quotation mark and the next, if cells come out whole."""
    inside = odd.cast(pl.Int64).cum_sum() % 2 == 1
    starts = ~inside.shift(1, fill_value=False)
    record = starts.cast(pl.Int64).cum_sum().alias("record")
    joined = lines.with_columns(record).group_by("record", maintain_order=True)
    records = joined.agg(pl.col("line").str.join("\n"), pl.len().alias("parts"))
    spanning = records.filter(pl.col("parts") > 1)["line"]
    forms = "|".join(_well_formed(separator) for separator in ALL_SEPARATORS)
    if not spanning.str.contains(forms).all():
        return lines  # a mark is missing somewhere: the lines that have one too few are faults
    return records.select("line")


def _well_formed(separator: str) -> str:
    cell = f'(?:{QUOTED_CELL}|[^"{separator}]*)'
    return f"^{cell}(?:[{separator}]{cell})*$"


def _separator(header: str, known: list[str]) -> str:
    def found(separator: str) -> tuple[int, int]:
        names = [name.strip(' "').lower() for name in header.split(separator)]
        return len(set(names) & set(known)), len(names)

    return max(SEPARATORS, key=found)


def _judged(lines: pl.DataFrame, width: int, separator: str) -> pl.DataFrame:
    """Add to each row what is wrong with its form (`expected`, null when nothing is)."""
    line = pl.col("line")
    bare = line.str.replace_all(QUOTED_CELL, "")
    quoted = line.str.contains('"', literal=True)
    lines = lines.with_columns(
        pl.when(quoted).then(bare).otherwise(line).str.strip_chars_end(separator).alias("#bare")
    )
    count = pl.col("#bare").str.count_matches(separator, literal=True) + 1
    badly_quoted = quoted & ~line.str.contains(_well_formed(separator))
    too_many = pl.format(
        "{} cells as in the header, found {}; put a cell that holds the separator between"
        " quotation marks",
        pl.lit(width),
        count,
    )
    expected = (
        pl.when(line.str.contains(REPLACEMENT, literal=True))
        .then(pl.lit(SAVE_AS_UTF8))
        .when(badly_quoted)
        .then(pl.lit('quotation marks in pairs around a whole cell ("" for a mark inside it)'))
        .when(count > width)
        .then(too_many)
    )
    return lines.with_columns(expected.alias("expected")).drop("#bare")


def _cells_of(lines: pl.Series, width: int, separator: str) -> pl.DataFrame:
    """Split well-formed lines into text columns; short rows are filled up with nulls."""
    header = separator.join(f"c{index}" for index in range(width))
    data = f"{header}\n{lines.str.join(chr(10)).item()}".encode()
    return pl.read_csv(data, separator=separator, infer_schema=False, truncate_ragged_lines=True)


def _faults(body: pl.DataFrame, file: str) -> Faults:
    bad = body.filter(pl.col("expected").is_not_null())
    shown = pl.col("line").str.slice(0, 80)
    columns = {"file": pl.lit(file), "column": pl.lit(""), "value": shown}
    return Faults(bad.with_columns(**columns).select(*FAULTS))
