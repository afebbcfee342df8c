"""What people write in cells, turned into the values that a format knows; nothing is guessed.

A text that is not known word for word stays as it is: it becomes a fault, or a person says once
what it means (`unknown_values` lists what to ask).
"""

from collections.abc import Mapping

import polars as pl

from vungxanh.linelist.knowledge import folded, nothing, values_of

_LEVEL = r"^f\s*([0-3])\b"
_FIRST_NUMBERS = r"^(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*\d{2,4}"
_LOST_ZEROS = {8: 9, 10: 12, 11: 12}
"""Digits of an identity number that a spreadsheet took for a number, and how many there were."""


def understood(target: str, cells: pl.Series, own: Mapping[str, str]) -> pl.Series:
    """Turn the texts of a column into values; `own` is what a person said, and wins.

    What means nothing ("không rõ") becomes blank.
    """
    distinct = cells.drop_nulls().unique()
    said = {folded(text): value for text, value in own.items()}
    meant = [_meant(target, text, said) for text in distinct]
    return cells.replace_strict(distinct, pl.Series(meant, dtype=pl.String), default=None)


def unknown_values(target: str, cells: pl.Series, own: Mapping[str, str]) -> pl.DataFrame:
    """List the texts of a column that are not understood: `text` and `count`, the most first.

    Only columns of known values have any; free text is always understood.
    """
    codes = set(values_of(target).values())
    counts = cells.drop_nulls().value_counts(sort=True, name="count").rename({cells.name: "text"})
    if not codes:
        return counts.clear()
    meant = understood(target, counts["text"], own)
    strange = meant.is_not_null() & ~meant.is_in(list(codes))
    return counts.filter(strange)


def day_comes_first(cells: pl.Series) -> bool:
    """Tell whether dates like 08/03/2020 have the day first; where nothing tells, they do."""
    numbers = cells.drop_nulls().str.extract_groups(_FIRST_NUMBERS)
    first = numbers.struct.field("1").cast(pl.Int64)
    second = numbers.struct.field("2").cast(pl.Int64)
    return not ((second > 12).any() and not (first > 12).any())


def with_lost_zeros(identity_numbers: pl.Series) -> pl.Series:
    """Give back the zeros that a spreadsheet takes from the front of identity numbers."""
    bare = identity_numbers.str.replace_all(r"[\s.]", "")
    table = pl.DataFrame({"text": identity_numbers, "bare": bare})
    digits = pl.col("bare")
    only_digits = digits.str.contains(r"^\d+$")
    padded = pl.coalesce(
        *(
            pl.when(only_digits & (digits.str.len_chars() == few)).then(digits.str.zfill(many))
            for few, many in _LOST_ZEROS.items()
        ),
        pl.when(only_digits).then(digits),
        pl.col("text"),
    )
    return table.select(padded.alias(identity_numbers.name)).to_series()


def with_lost_zero(phones: pl.Series) -> pl.Series:
    """Give back the zero of a mobile number that a spreadsheet took for a number."""
    return phones.str.replace(r"^([35789]\d{8})$", "0$1")


def _meant(target: str, text: str, said: Mapping[str, str]) -> str | None:
    key = folded(text)
    known = said.get(key, values_of(target).get(key))
    if known is not None:
        return known or None
    if key in nothing():
        return None
    if target == "level":
        found = pl.Series([key]).str.extract(_LEVEL)[0]
        return str(found) if found is not None else text
    return text
