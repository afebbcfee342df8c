"""Cells that a spreadsheet would compute: they go out as text, and come back as they were.

A spreadsheet computes a cell of a CSV file that begins with = + - @ or a control sign, whoever
typed it. An apostrophe before it keeps it text. Only columns of text are touched: numbers and
dates are no formulas.
"""

import polars as pl

_FORMULA = r"^'*[=+\-@\t\r]"
_KEPT_TEXT = r"^'('*[=+\-@\t\r])"


def as_harmless_text(table: pl.DataFrame) -> pl.DataFrame:
    """Make columns of text fit for CSV: "" is blank, and no cell is taken for a formula.

    A cell that has apostrophes before such a sign gets one more, so that `without_apostrophe`
    gives back what it was.
    """
    names = [name for name, dtype in table.schema.items() if dtype == pl.String]
    return table.with_columns(_harmless(pl.col(name)).alias(name) for name in names)


def _harmless(text: pl.Expr) -> pl.Expr:
    kept = pl.concat_str(pl.lit("'"), text)
    return pl.when(text.str.contains(_FORMULA)).then(kept).otherwise(text.replace("", None))


def without_apostrophe(table: pl.DataFrame) -> pl.DataFrame:
    """Take away the apostrophes that `as_harmless_text` put before cells."""
    return table.with_columns(pl.selectors.string().str.replace(_KEPT_TEXT, "$1"))
