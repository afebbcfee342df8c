"""The reference pages are written from the code and current; their examples are good files."""

import io
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from build_support import reference
from build_support.reference_words import EXAMPLES
from tests.architecture.source import PACKAGE, ROOT, python_files
from vungxanh.linelist import read_table

PAGES = ROOT / "docs" / "reference"
INTERNAL = {"VUNGXANH_CLOCK_OFFSET"}
"""Set by `serve --now` for the processes that it starts; nobody else writes it."""


@pytest.mark.parametrize("name", reference.PAGES)
def test_the_page_is_current(name: str, tmp_path: Path) -> None:
    reference.main(tmp_path)
    written = (tmp_path / name).read_text(encoding="utf-8")
    assert written == (PAGES / name).read_text(encoding="utf-8"), (
        "run: .venv/bin/python build_support/reference.py"
    )


def test_every_command_and_option_is_told() -> None:
    page = reference.commands_page()
    commands = re.findall(r"^## ([\w-]+)$", page, re.MULTILINE)
    assert {"trace", "explain", "decide", "demo", "serve", "import", "restore"} <= set(commands)
    assert "| `--latent` HOURS | `0` |" in page
    assert "--help" not in page.split("## trace")[1]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_of_a_file_is_a_good_file(name: str) -> None:
    form = next(form for form in reference.FORMATS if form.name == name)
    table = read_table(
        form,
        pl.read_csv(io.StringIO(EXAMPLES[name]), infer_schema=False),
        ZoneInfo("Asia/Ho_Chi_Minh"),
    )
    assert not table.faults.count
    assert table.rows.height


def test_every_variable_that_the_code_reads_is_told() -> None:
    read = {
        name
        for path in python_files(PACKAGE)
        for name in re.findall(r"\bVUNGXANH_[A-Z0-9_]+", path.read_text(encoding="utf-8"))
    }
    assert len(read) >= 10
    told = set(re.findall(r"VUNGXANH_[A-Z0-9_]+", reference.settings_page()))
    assert read - INTERNAL == told
