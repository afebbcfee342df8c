"""The bad rows as a file, so that somebody can repair them and send them again."""

from pathlib import Path

from vungxanh.linelist.problems import Faults
from vungxanh.linelist.writing import write_all


def write_rejects(faults: Faults, path: Path) -> None:
    """Write every fault: file, row, column, value, expected, and the line as it was.

    The file is written also when there are none, so that an old one does not mislead.
    Raises ValueError for an unknown ending, OSError when it cannot be written.
    """
    write_all([(faults.table, path)])
