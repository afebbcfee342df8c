"""No cell that goes out is a formula, and what comes back is what went out."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vungxanh.linelist.formulas import as_harmless_text, without_apostrophe
from vungxanh.linelist.sheets import open_sheet
from vungxanh.linelist.writing import write_all

cells = st.text(st.sampled_from("'=+-@\t\rab1 "), max_size=6) | st.text(max_size=8)


@settings(max_examples=100, deadline=None)
@given(st.lists(cells, min_size=1))
def test_a_cell_is_no_formula_and_comes_back_as_it_was(texts: list[str]) -> None:
    table = pl.DataFrame({"a": texts}, {"a": pl.String})
    out = as_harmless_text(table)
    assert not any(text and text[0] in "=+-@\t\r" for text in out["a"])
    assert without_apostrophe(out)["a"].fill_null("").to_list() == texts


@pytest.mark.parametrize("ending", [".csv", ".tsv"])
def test_files_are_harmless_and_numbers_and_dates_in_them_stay(tmp_path: Path, ending: str) -> None:
    table = pl.DataFrame({"a": ["=1+1", "-x"], "n": [-1, 2], "d": [date(2020, 3, 8), None]})
    path = tmp_path / f"out{ending}"
    write_all([(table, path)])
    assert path.read_text().splitlines()[1].split("\t" if ending == ".tsv" else ",") == [
        "'=1+1",
        "-1",
        "2020-03-08",
    ]
    assert open_sheet(path, name="x", known=["a"]).cells["a"].to_list() == ["=1+1", "-x"]
