"""The columns of every file, as data: what a row needs, how its cells are read, what must hold."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import polars as pl

from vungxanh.linelist import cells

Check = tuple[str, pl.Expr, str | pl.Expr]
"""Column to blame, when the row is wrong (over values as read), and what was expected."""


@dataclass(frozen=True)
class Column:
    """A column: how it is read, and what a blank cell should have held (None: it may be blank).

    A column that may not be blank must be in the header; the others may be missing.
    """

    name: str
    read: cells.Reader
    needed: str | None = None


@dataclass(frozen=True)
class Format:
    """One kind of file: its name, its columns, and what must hold between the cells of a row."""

    name: str
    columns: tuple[Column, ...]
    checks: tuple[Check, ...] = ()
    unique: str | None = None

    @property
    def names(self) -> list[str]:
        """The columns that the format knows, in order."""
        return [column.name for column in self.columns]

    @property
    def needed(self) -> list[str]:
        """The columns that must be in the header."""
        return [column.name for column in self.columns if column.needed]


PERSON = "the id of a person"
START = "the time at which it started"
END = "the time at which it ended (unknown? estimate it, a blank end cannot be traced)"


DATED_BY = ("infectious_from", "onset_date", "specimen_date")
CERTAINTIES = ("reported", "probable", "possible")
"""How sure a link is; reported where nothing is said."""


def problem_of(column: str) -> str:
    """Name the column, beside each column as read, that tells what is wrong with its cells."""
    return f"{column}?"


def _blank(column: str) -> pl.Expr:
    return pl.col(column).is_null() & pl.col(problem_of(column)).is_null()


def _undated() -> Check:
    blank = [_blank(column) for column in DATED_BY]
    return ("onset_date", pl.all_horizontal(blank), f"a time in one of {', '.join(DATED_BY)}")


def _beside(column: str, other: str) -> Check:
    return (column, _blank(column) & ~_blank(other), f"a {column} beside the {other}")


def no_longer_than(letters: int, column: str) -> Check:
    """Check that a text fits where it is kept."""
    return (column, pl.col(column).str.len_chars() > letters, f"{letters} letters at most")


def whole_day_of(column: str) -> str:
    """Name the column that tells where a date stood alone; only columns of times have one."""
    return f"{column}#whole_day"


def ordered(start: str, end: str) -> Check:
    """Check that what ends does not end before it starts; both are days, or both are times."""
    backwards = pl.col(end) < pl.col(start)
    if end.endswith("_date"):
        return (end, backwards, f"a day not before {start}")
    # An end of 1 March alone is the next midnight; after a start on 2 March it is still too early.
    day_before = pl.col(whole_day_of(end)) & (pl.col(end) == pl.col(start))
    return (end, backwards | day_before, f"a time not before {start}")


CASES = Format(
    "cases",
    (
        Column("person_id", cells.words, PERSON),
        Column("case_id", cells.words),
        Column("infectious_from", cells.start),
        Column("infectious_until", cells.end),
        Column("onset_date", cells.day),
        Column("specimen_date", cells.day),
        Column("isolated_at", cells.start),
    ),
    (_undated(), ordered("infectious_from", "infectious_until")),
    unique="case_id",
)
CONTACTS = Format(
    "contacts",
    (
        Column("person_a", cells.words, PERSON),
        Column("person_b", cells.words, PERSON),
        Column("start", cells.start, START),
        Column("end", cells.end, END),
        Column("close", cells.flag),
        Column("setting", cells.words),
    ),
    (
        ordered("start", "end"),
        (
            "person_b",
            pl.col("person_a") == pl.col("person_b"),
            "somebody other than person_a: nobody is a contact of themselves",
        ),
    ),
)
VISITS = Format(
    "visits",
    (
        Column("person_id", cells.words, PERSON),
        Column("place_id", cells.words, "the id of a place"),
        Column("start", cells.start, START),
        Column("end", cells.end, END),
        Column("seat", cells.seat),
    ),
    (ordered("start", "end"),),
)
PLACES = Format(
    "places",
    (
        Column("place_id", cells.words, "the id of a place"),
        Column("kind", cells.words),
        Column("name", cells.words),
        Column("min_overlap", cells.whole(0, " of minutes")),
        Column("max_level", cells.whole(0, " (the last level that this place makes)")),
        Column("seat_rows", cells.whole(0, " of rows")),
        Column("unit_code", cells.words),
        Column("latitude", cells.degrees("latitude", 90)),
        Column("longitude", cells.degrees("longitude", 180)),
    ),
    (_beside("longitude", "latitude"), _beside("latitude", "longitude")),
    unique="place_id",
)
ISOLATIONS = Format(
    "isolations",
    (
        Column("person_id", cells.words, PERSON),
        Column("isolated_at", cells.start, "the time at which the isolation began"),
        Column("released_at", cells.end),
    ),
    (ordered("isolated_at", "released_at"),),
)
LINKS = Format(
    "links",
    (
        Column("from_person", cells.words),
        Column("to_person", cells.words, "the id of the person who was infected"),
        Column("from_place", cells.words),
        Column("kind", cells.words),
        Column("certainty", cells.words),
        Column("source", cells.words),
    ),
    (
        (
            "from_person",
            _blank("from_person") & _blank("from_place"),
            "the id of the infector, or a from_place where nobody is named",
        ),
        (
            "to_person",
            pl.col("from_person") == pl.col("to_person"),
            "somebody other than from_person: nobody is linked to themselves",
        ),
        (
            "certainty",
            ~pl.col("certainty").is_in(CERTAINTIES),
            f"{', '.join(CERTAINTIES[:-1])} or {CERTAINTIES[-1]} (blank is {CERTAINTIES[0]})",
        ),
        no_longer_than(40, "kind"),
        no_longer_than(300, "source"),
    ),
)
RULES = Format(
    "rules",
    (
        Column("kind", cells.words, "a kind of place"),
        Column("min_overlap", cells.whole(0, " of minutes")),
        Column("max_level", cells.whole(0, " (the last level that such a place makes)")),
        Column("seat_rows", cells.whole(0, " of rows")),
    ),
    unique="kind",
)
LEVELS = Format(
    "levels",
    (
        Column("person_id", cells.words, PERSON),
        Column("level", cells.whole(0, ""), "a level: 0, 1, 2 or 3"),
        Column("first_exposure", cells.start, START),
        Column("last_exposure", cells.end),
        Column("via_person", cells.words),
        Column("via_place", cells.words),
        Column("index_case", cells.words, "the id of the case at the end of the chain"),
    ),
    (ordered("first_exposure", "last_exposure"),),
    unique="person_id",
)
HOPS = Format(
    "hops",
    (
        Column("person_id", cells.words, PERSON),
        Column("round", cells.whole(1, ""), "a round: 1, 2 or 3"),
        Column("exposure_start", cells.start, START),
        Column("exposure_end", cells.end, END),
        Column("via_person", cells.words, PERSON),
        Column("via_place", cells.words),
        Column("close", cells.flag, "yes or no"),
        Column("min_overlap", cells.whole(1, " of minutes"), "minutes"),
    ),
    (ordered("exposure_start", "exposure_end"),),
)


def facts_format(names: Collection[str], wrong: Callable[[str, str], str | None]) -> Format:
    """Make the format of facts: `names` are the facts there are, `wrong` says what is expected.

    `wrong(fact, value)` gives None where the value is fine. It is asked once for each distinct
    pair.
    """
    known = ", ".join(names)
    is_known = pl.col("fact").is_in(list(names))

    def judge(pairs: pl.Series) -> pl.Series:
        given = pairs.struct.unnest()
        distinct = given.drop_nulls().unique().filter(is_known)
        told = [wrong(fact, value) for fact, value in distinct.iter_rows()]
        judged = distinct.with_columns(pl.Series("told", told, pl.String))
        return given.join(judged, on=["fact", "value"], how="left", maintain_order="left")["told"]

    told = pl.struct("fact", "value").map_batches(judge, return_dtype=pl.String)
    return Format(
        "facts",
        (
            Column("person_id", cells.words, PERSON),
            Column("fact", cells.words, f"the name of a fact: one of {known}"),
            Column("value", cells.words, 'a value ("unknown" is one)'),
            Column("observed_at", cells.start, "the time at which it was observed"),
        ),
        (
            ("fact", ~is_known, f"one of {known}"),
            ("value", told.is_not_null(), told),
        ),
    )
