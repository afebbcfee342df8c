"""How good a list of pairs is, and the other ways to make one."""

import math
from dataclasses import dataclass

import polars as pl

from benchmarks.people import People
from vungxanh.identity import normal_phone, plain

Z = 1.96
"""Of 95 % intervals."""


@dataclass(frozen=True)
class Judged:
    """Pairs shown, pairs that are right, pairs that there are to find."""

    shown: int
    right: int
    there: int

    @property
    def precision(self) -> float:
        """Share of the pairs shown that are right."""
        return self.right / max(self.shown, 1)

    @property
    def recall(self) -> float:
        """Share of the pairs that there are that were shown."""
        return self.right / max(self.there, 1)


def truth_of(invented: People) -> pl.DataFrame:
    """List the pairs that are one person: left, right."""
    return pl.DataFrame(sorted(invented.twice()), ["left", "right"], orient="row")


def judged(pairs: pl.DataFrame, truth: pl.DataFrame) -> Judged:
    """Compare pairs (left, right, the smaller id first) with the truth."""
    right = pairs.join(truth, on=["left", "right"], how="semi")
    return Judged(len(pairs), len(right), len(truth))


def interval(hits: int, of: int) -> tuple[float, float]:
    """Give the 95 % interval of a share, by Wilson."""
    if not of:
        return 0.0, 1.0
    share, spread = hits / of, Z * Z / of
    middle = share + spread / 2
    width = Z * math.sqrt(share * (1 - share) / of + spread / (4 * of))
    return (middle - width) / (1 + spread), (middle + width) / (1 + spread)


def told(name: str, result: Judged) -> str:
    """Write one line of the table."""
    precision = "{:.2%} ({:.2%} to {:.2%})".format(
        result.precision, *interval(result.right, result.shown)
    )
    recall = "{:.2%} ({:.2%} to {:.2%})".format(
        result.recall, *interval(result.right, result.there)
    )
    return f"{name:<36} {result.shown:>8,} pairs  precision {precision}  recall {recall}"


def by_rule(frame: pl.DataFrame) -> pl.DataFrame:
    """Pair records with the same name without diacritics and the same year of birth."""
    return _equal(_keyed(frame), ["plain", "year"])


def by_rules(frame: pl.DataFrame) -> pl.DataFrame:
    """Pair as by_rule, and records with the same number, or the same plain name and telephone."""
    keyed = _keyed(frame)
    found = [_equal(keyed, keys) for keys in (["plain", "year"], ["number"], ["plain", "phone"])]
    return pl.concat(found).unique()


def _keyed(frame: pl.DataFrame) -> pl.DataFrame:
    year = pl.coalesce(pl.col("birth_date").dt.year().cast(pl.Int64), pl.col("birth_year"))
    return frame.select(
        "person_id",
        pl.Series("plain", [plain(name) for name in frame["name"]]),
        pl.Series("phone", [normal_phone(phone) for phone in frame["phone"]]),
        year=year.cast(pl.String).fill_null(""),
        number="identity_number",
    )


def _equal(keyed: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Pair the rows whose keys are known and equal."""
    known = keyed.filter(pl.all_horizontal(pl.col(key) != "" for key in keys))
    both = known.join(known, on=keys, suffix="_right")
    both = both.filter(pl.col("person_id") < pl.col("person_id_right"))
    return both.select(left="person_id", right="person_id_right")
