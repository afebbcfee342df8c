"""What the tests of files share: write a file, read it by its format, tell what is wrong."""

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from vungxanh.linelist import Faulty, Format, Table, read_table

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

Reader = Callable[[Format, str | bytes], Table]
Teller = Callable[[Format, str | bytes], list[str]]


@pytest.fixture
def hanoi() -> ZoneInfo:
    return HANOI


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Read a text (or bytes) as the CSV file of a format."""

    def of(form: Format, content: str | bytes) -> Table:
        path = tmp_path / f"{form.name}.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_table(form, path, HANOI)

    return of


@pytest.fixture
def wrong(read: Reader) -> Teller:
    """Tell everything that is wrong with a text read by a format, as people see it."""

    def of(form: Format, content: str | bytes) -> list[str]:
        try:
            return [str(problem) for problem in read(form, content).faults.shown()]
        except Faulty as error:
            return [str(problem) for problem in error.problems]

    return of
