"""The vocabulary: small frozen records, and `Log`, the tables that tracing reads.

Time inside the core is a whole number of minutes since 1970-01-01T00:00Z (`Minute`), always
floored; intervals are half-open, `[start, end)`. `minute_of` and `instant_of` cross the border.
Ids are text; where a tie must be broken the smallest id by code point wins.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Self

import polars as pl

Minute = int
FOREVER: Minute = 2**62
"""End of an interval that has none."""

DEFAULT_MIN_OVERLAP = 15
"""Minutes that make a contact where neither the place nor its kind says otherwise."""


def minute_of(instant: datetime) -> Minute:
    """Floor an aware instant to its minute."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no time zone: attach the city's time zone first")
    return int((instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(minutes=1))


def instant_of(minute: Minute, zone: tzinfo = UTC) -> datetime:
    """Give the instant at which a minute starts, in a time zone."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)).astimezone(zone)


def midnight(day: date, zone: tzinfo) -> Minute:
    """Give the minute at which a day starts in a time zone."""
    return minute_of(datetime.combine(day, time.min, tzinfo=zone))


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days from `first` up to, not including, `end`; None is open."""

    first: date | None
    end: date | None

    def __contains__(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Window:
    """A time in which a case passes it on. Several rows of one person are several windows."""

    person_id: str
    start: Minute
    end: Minute = FOREVER


@dataclass(frozen=True, slots=True)
class Isolation:
    """A time in which a person passes nothing on. It does not stop one from being exposed."""

    person_id: str
    start: Minute
    end: Minute = FOREVER


@dataclass(frozen=True, slots=True)
class ContactEvent:
    """Two persons near each other, as an interview told it. Symmetric."""

    person_a: str
    person_b: str
    start: Minute
    end: Minute
    close: bool = False
    setting: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """One person at one place. `seat` such as 12A; its leading number is the row."""

    person_id: str
    place_id: str
    start: Minute
    end: Minute
    seat: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where people meet. None leaves the value to the place's kind, then to the default."""

    place_id: str
    min_overlap: int | None = None
    max_level: int | None = None
    seat_rows: int | None = None
    kind: str = ""
    name: str = ""


WINDOWS = {"person_id": pl.String, "start": pl.Int64, "end": pl.Int64}
ISOLATIONS = WINDOWS
CONTACTS = {
    "person_a": pl.String,
    "person_b": pl.String,
    "start": pl.Int64,
    "end": pl.Int64,
    "close": pl.Boolean,
    "setting": pl.String,
}
VISITS = {
    "person_id": pl.String,
    "place_id": pl.String,
    "start": pl.Int64,
    "end": pl.Int64,
    "seat": pl.String,
}
PLACES = {
    "place_id": pl.String,
    "min_overlap": pl.Int64,
    "max_level": pl.Int64,
    "seat_rows": pl.Int64,
    "kind": pl.String,
    "name": pl.String,
}

LEVELS = {
    "person_id": pl.String,
    "level": pl.Int64,
    "first_exposure": pl.Int64,
    "last_exposure": pl.Int64,
    "via_person": pl.String,
    "via_place": pl.String,
    "index_case": pl.String,
}
"""Columns of the answer: one row a person, times in minutes, sorted by level, then person_id."""

HOPS = {
    "person_id": pl.String,
    "round": pl.Int64,
    "exposure_start": pl.Int64,
    "exposure_end": pl.Int64,
    "via_person": pl.String,
    "via_place": pl.String,
    "close": pl.Boolean,
    "min_overlap": pl.Int64,
}
"""One row for every improvement of a person's arrival: what `explain` walks."""


def _frame(rows: Iterable[object], schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    return pl.DataFrame(
        [[getattr(row, name) for name in schema] for row in rows], schema, orient="row"
    )


@dataclass(frozen=True)
class Log:
    """All that tracing reads: five polars tables with the schemas above, checked by `linelist`.

    Seats and settings are "" when unknown, ends are FOREVER when open, never null; the numbers
    of a place are null where the place itself says nothing.
    """

    windows: pl.DataFrame
    contacts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CONTACTS))
    visits: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=VISITS))
    places: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PLACES))
    isolations: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ISOLATIONS))

    @classmethod
    def of(
        cls,
        windows: Sequence[Window] = (),
        contacts: Sequence[ContactEvent] = (),
        visits: Sequence[Visit] = (),
        places: Sequence[Place] = (),
        isolations: Sequence[Isolation] = (),
    ) -> Self:
        """Make the tables from records."""
        return cls(
            _frame(windows, WINDOWS),
            _frame(contacts, CONTACTS),
            _frame(visits, VISITS),
            _frame(places, PLACES),
            _frame(isolations, ISOLATIONS),
        )


@dataclass(frozen=True, slots=True)
class KindRule:
    """What a directive says of a kind of place; None leaves the default."""

    min_overlap: int | None = None
    max_level: int | None = None
    seat_rows: int | None = None


@dataclass(frozen=True)
class Rules:
    """How contacts are counted: the default overlap, the latent time (minutes), the kinds."""

    min_overlap: int = DEFAULT_MIN_OVERLAP
    latent: int = 0
    max_level: int = 3
    kinds: dict[str, KindRule] = field(default_factory=dict)


@dataclass(frozen=True)
class Tracing:
    """The answer of a trace: `levels` and `hops`, polars tables with the schemas above."""

    levels: pl.DataFrame
    hops: pl.DataFrame
