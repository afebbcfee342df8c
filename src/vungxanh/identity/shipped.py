"""The tables that the package ships; their sources stand in data/SOURCES.md."""

import csv
from importlib.resources import files


def rows(name: str) -> list[dict[str, str]]:
    """Read a table of data/ by its file name."""
    text = files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
