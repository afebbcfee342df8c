"""Files out: whole or not at all. A table is written beside its place and then moved into it."""

import os
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import polars as pl

from vungxanh.linelist.formulas import as_harmless_text
from vungxanh.linelist.sheets import CSV_ENDINGS, PARQUET_ENDINGS


def check_ending(path: Path) -> None:
    """Raise ValueError unless the path's ending tells a format."""
    if path.suffix.lower() not in CSV_ENDINGS + PARQUET_ENDINGS:
        raise ValueError(f"{path}: give a file name that ends in .csv or .parquet")


def can_write(path: Path) -> None:
    """Raise ValueError for an unknown ending, OSError for a place that cannot be written.

    Asked before long work, so that nobody waits for a result that has nowhere to go.
    """
    check_ending(path)
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a directory: give the name of a file in it")
    folder = path.absolute().parent
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is no directory: make it first")
    if not os.access(folder, os.W_OK):
        raise PermissionError(f"{folder} cannot be written: choose another directory")


def write_all(tables: Sequence[tuple[pl.DataFrame, Path]]) -> None:
    """Write several tables: all are complete before the first of them appears in its place."""
    for _, path in tables:
        can_write(path)
    with ExitStack() as unfinished:
        moves = []
        for table, path in tables:
            temporary = _temporary_beside(path)
            unfinished.callback(temporary.unlink, missing_ok=True)
            _write(table, temporary, path.suffix.lower())
            moves.append((temporary, path))
        for temporary, path in moves:
            temporary.replace(path)


def _temporary_beside(path: Path) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    temporary.chmod(0o666 & ~_umask())
    return temporary


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _write(table: pl.DataFrame, path: Path, ending: str) -> None:
    if ending in PARQUET_ENDINGS:
        table.write_parquet(path)
    else:
        table = as_harmless_text(table)
        table.write_csv(path, separator="\t" if ending == ".tsv" else ",")
