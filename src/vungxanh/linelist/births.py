"""Birth dates, birth years and ages stand in one another's columns: put each where it belongs."""

import polars as pl

COLUMNS = ("birth_date", "birth_year", "age")

_YEAR = r"^(?:\d{1,2}\s*[-/.]\s*)?((?:18|19|20)\d{2})$"
_YEARS_OLD = r"(?i)^(\d{1,3})(?:\s*(?:tuổi|tuoi|t|years?|y))?$"
_MONTHS_OLD = r"(?i)^\d{1,2}\s*(?:tháng|thang|th|months?|m)(?:\s*tuổi)?$"
_DATE = r"^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|^\d{4}[-/]\d{1,2}[-/]\d{1,2}"


def apart(table: pl.DataFrame) -> pl.DataFrame:
    """Move a year that stands alone to `birth_year`, a date to `birth_date`, "47 tuổi" to `age`.

    A cell that is none of them stays where it is, and becomes a fault there.
    """
    there = [column for column in COLUMNS if column in table.columns]
    if not there:
        return table
    years = pl.coalesce(*(pl.col(name).str.extract(_YEAR) for name in _first("birth_year", there)))
    dates = pl.coalesce(*(_that(name, _DATE) for name in _first("birth_date", there)))
    moved = {"birth_year": years, "birth_date": dates}
    if "age" in there:
        months = pl.when(pl.col("age").str.contains(_MONTHS_OLD)).then(pl.lit("0"))
        moved["age"] = pl.coalesce(pl.col("age").str.extract(_YEARS_OLD), months)
    kept = {name: pl.coalesce(moved[name], _strange(name)) for name in there}
    return table.with_columns(**(moved | kept))


def _first(column: str, there: list[str]) -> list[str]:
    return sorted(there, key=lambda name: name != column)


def _that(column: str, pattern: str) -> pl.Expr:
    return pl.when(pl.col(column).str.contains(pattern)).then(column)


def _strange(column: str) -> pl.Expr:
    """Give cells that are neither year, date nor age."""
    known = pl.any_horizontal(
        pl.col(column).str.contains(pattern) for pattern in (_YEAR, _DATE, _MONTHS_OLD)
    )
    return pl.when(~known).then(column)
