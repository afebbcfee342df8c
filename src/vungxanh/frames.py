"""Frames of other libraries: pandas or polars in, the same out."""

from os import PathLike
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

Data = str | PathLike[str] | Any
"""A path, or a pandas or polars frame."""


def source_of(data: Data) -> Path | pl.DataFrame:
    """Give a path as a Path and any frame as polars. Raises TypeError for anything else."""
    if isinstance(data, str | PathLike):
        return Path(data)
    if isinstance(data, pl.DataFrame):
        return data
    frame = _narwhals(data)
    if frame is None:
        raise TypeError(f"give a path or a pandas or polars frame, not {type(data).__name__}")
    return pl.DataFrame([_column(frame[name]).alias(str(name)) for name in frame.columns])


def like(given: Data, table: pl.DataFrame) -> Any:
    """Give a table as a frame of the library that `given` is of; polars where it is a path."""
    frame = None if isinstance(given, str | PathLike | pl.DataFrame) else _narwhals(given)
    if frame is not None and frame.implementation.is_pandas():
        return table.to_pandas()
    return table


def _narwhals(data: Any) -> Any:
    """Wrap a frame; a lazy one is collected. None if it is no frame."""
    if isinstance(data, pl.LazyFrame):
        data = data.collect()
    frame = nw.from_native(data, eager_only=True, pass_through=True)
    return frame if isinstance(frame, nw.DataFrame) else None


def _column(column: Any) -> pl.Series:
    """Convert one column. A pandas column of mixed kinds becomes text, so that it can be judged."""
    try:
        return pl.Series(column.to_arrow())
    except (TypeError, ValueError):  # pyarrow's errors are of these kinds
        values = column.to_list()
        return pl.Series(
            [None if _missing(value) else str(value) for value in values], dtype=pl.String
        )


def _missing(value: object) -> bool:
    return value is None or value != value  # noqa: PLR0124 - NaN and NaT differ from themselves
