"""From tables to arrays: the only place where ids become integers, and pieces become one stay.

A *meeting* is wherever persons can meet: a place, or one contact event, which is a private place
with two stays. `build` makes the arrays that the kernels sweep; `encode` reads a whole log.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from vungxanh.records import KindRule, Log, Rules

Ints = npt.NDArray[np.int64]

NO_PLACE = -1
"""Place of a contact event: the empty place id comes before all others."""
NO_SEAT = -1
NO_SEAT_ROWS = -1
NO_MAX_LEVEL = 2**62


class Spans(NamedTuple):
    """Intervals of persons (windows, isolations, active times), sorted by person, then start."""

    person: Ints
    start: Ints
    end: Ints


class Network(NamedTuple):
    """Who was where and when. Codes of persons are dense and ordered as their ids are."""

    offset: Ints  # the stays of meeting m, by start, are offset[m]:offset[m + 1]
    person: Ints  # of each stay, like the next four
    start: Ints
    end: Ints
    row: Ints  # of the seat, or NO_SEAT
    meeting: Ints
    of_person: Ints  # the stays of person p are stays[of_person[p]:of_person[p + 1]]
    stays: Ints
    need: Ints  # the minutes that make a contact at each meeting; the next four are like it
    max_level: Ints
    seat_rows: Ints
    place: Ints  # code, or NO_PLACE
    close: Ints  # 1 if the interviewer marked it close


@dataclass(frozen=True)
class Coded:
    """A log in integers: a code is the position of the id in `persons` or `places`, both sorted."""

    persons: pl.Series
    places: pl.Series
    windows: Spans
    isolations: Spans
    network: Network


def encode(log: Log, rules: Rules) -> Coded:
    """Read a whole log."""
    visits, contacts, windows, isolations = log.visits, log.contacts, log.windows, log.isolations
    persons = sorted_ids(
        *(table["person_id"] for table in (windows, isolations, visits)),
        *(contacts[side] for side in ("person_a", "person_b")),
    )
    places = sorted_ids(visits["place_id"])
    visited = log.places.filter(pl.col("place_id").is_in(places.implode()))
    network = build(
        visits.with_columns(
            person=_codes(visits["person_id"], persons), place=_codes(visits["place_id"], places)
        ),
        contacts.with_columns(
            a=_codes(contacts["person_a"], persons), b=_codes(contacts["person_b"], persons)
        ),
        visited.with_columns(place=_codes(visited["place_id"], places)),
        rules,
        n_persons=len(persons),
        n_places=len(places),
    )
    return Coded(
        persons, places, _spans_of(windows, persons), _spans_of(isolations, persons), network
    )


def sorted_ids(*columns: pl.Series) -> pl.Series:
    """Give the distinct ids by code point, so that the order of codes is the order of ids."""
    return pl.concat([column.cast(pl.String).unique() for column in columns]).unique().sort()


def build(
    visits: pl.DataFrame,
    contacts: pl.DataFrame,
    places: pl.DataFrame,
    rules: Rules,
    *,
    n_persons: int,
    n_places: int,
) -> Network:
    """Make the network of coded tables.

    `visits` has person, place, start, end, seat; `contacts` a, b, start, end, close; `places`
    place, min_overlap, max_level, seat_rows (null where it says nothing), kind. Other columns are
    ignored. Places without a row follow the defaults.
    """
    stays = join_stays(visits, n_persons)
    events = _events(contacts, n_persons)
    both = _two_stays(events, n_places)
    meeting = ints(pl.concat([stays["place"], both["place"]]))
    person = ints(pl.concat([stays["person"], both["person"]]))
    of_person, by_person = _index(person, n_persons)
    close = np.concatenate([np.zeros(n_places, np.int64), ints(events["close"])])
    need, max_level, seat_rows = settle_places(places, rules, n_places)
    no_limit = np.full(len(events), NO_MAX_LEVEL)
    return Network(
        offset=np.searchsorted(meeting, np.arange(n_places + len(events) + 1)),
        person=person,
        start=ints(pl.concat([stays["start"], both["start"]])),
        end=ints(pl.concat([stays["end"], both["end"]])),
        row=np.concatenate([ints(stays["row"]), np.full(len(both), NO_SEAT)]),
        meeting=meeting,
        of_person=of_person,
        stays=by_person,
        need=np.concatenate(
            [need, np.where(ints(events["close"]) == 1, 1, max(1, rules.min_overlap))]
        ),
        max_level=np.concatenate([max_level, no_limit]),
        seat_rows=np.concatenate([seat_rows, np.full(len(events), NO_SEAT_ROWS)]),
        place=np.concatenate([np.arange(n_places), np.full(len(events), NO_PLACE)]),
        close=close,
    )


def join_touching(table: pl.DataFrame, key: pl.Expr) -> tuple[Ints, Ints, Ints]:
    """Make one of the intervals with an equal key that touch or overlap; drop empty ones.

    `key` is an integer made of all that must be equal. Gives key, start and end of what is left,
    sorted by key, then start.
    """
    from vungxanh.tracing import kernels  # noqa: PLC0415 - numba is slow to import, help is quick

    rows = table.select(key.cast(pl.Int64).alias("key"), "start", "end")
    rows = rows.filter(pl.col("start") < pl.col("end")).sort("key", "start")
    keys, start, end = (ints(rows[column]) for column in ("key", "start", "end"))
    first, until = kernels.join_touching(keys, start, end)
    return keys[first], start[first], until


def join_stays(visits: pl.DataFrame, n_persons: int) -> pl.DataFrame:
    """Join the pieces of each stay: same person, same place, same seat.

    `visits` is as in `build`. Gives person, place, start, end and the row of the seat, sorted by
    place, then start.
    """
    seats = sorted_ids(visits["seat"], pl.Series([""], dtype=pl.String))
    row = seats.str.extract(r"^\s*(\d{1,9})").cast(pl.Int64).fill_null(NO_SEAT)
    seat = _codes(visits["seat"], seats)
    key = (pl.col("place") * n_persons + pl.col("person")) * len(seats) + seat
    keys, start, end = join_touching(visits, key)
    visitor, seated = np.divmod(keys, len(seats))
    place, person = np.divmod(visitor, n_persons)
    stays = {"person": person, "place": place, "start": start, "end": end, "row": ints(row)[seated]}
    return pl.DataFrame(stays).sort("place", "start")


def join_spans(person: Ints, start: Ints, end: Ints) -> Spans:
    """Join the touching intervals of each person."""
    table = pl.DataFrame({"person": person, "start": start, "end": end})
    return Spans(*join_touching(table, pl.col("person")))


def minus(spans: Spans, isolations: Spans) -> Spans:
    """Cut isolations out of active times."""
    from vungxanh.tracing import kernels  # noqa: PLC0415 - see join_touching

    low = np.searchsorted(isolations.person, spans.person, side="left")
    high = np.searchsorted(isolations.person, spans.person, side="right")
    row, start, end = kernels.cut_out(
        spans.start, spans.end, low, high, isolations.start, isolations.end
    )
    return Spans(spans.person[row], start, end)


def ints(column: pl.Series) -> Ints:
    """Give a column as an array of its own, in the one type that the kernels are compiled for."""
    return column.cast(pl.Int64).to_numpy(writable=True)


def _codes(ids: pl.Series, names: pl.Series) -> pl.Series:
    return ids.cast(pl.Enum(names)).to_physical().cast(pl.Int64)


def _spans_of(table: pl.DataFrame, persons: pl.Series) -> Spans:
    person = ints(_codes(table["person_id"], persons))
    return join_spans(person, ints(table["start"]), ints(table["end"]))


def _events(contacts: pl.DataFrame, n_persons: int) -> pl.DataFrame:
    """Join the contact events of each pair with the same `close`; an instant lasts one minute."""
    start, end = pl.col("start"), pl.col("end")
    lasting = contacts.filter(pl.col("a") != pl.col("b")).with_columns(
        pl.when(start == end).then(start + 1).otherwise(end).alias("end")
    )
    pair = pl.min_horizontal("a", "b") * n_persons + pl.max_horizontal("a", "b")
    keys, joined_start, joined_end = join_touching(
        lasting, pair * 2 + pl.col("close").cast(pl.Int64)
    )
    pairs, close = np.divmod(keys, 2)
    a, b = np.divmod(pairs, n_persons)
    return pl.DataFrame({"a": a, "b": b, "start": joined_start, "end": joined_end, "close": close})


def _two_stays(events: pl.DataFrame, n_places: int) -> pl.DataFrame:
    """Seat both persons of each contact event in a place of their own, numbered from `n_places`."""
    places = pl.int_range(n_places, n_places + len(events), eager=True)
    one = events.with_columns(places.alias("place"))
    sides = [
        one.select("place", pl.col(side).alias("person"), "start", "end") for side in ("a", "b")
    ]
    return pl.concat(sides).sort("place", "person")


def settle_places(places: pl.DataFrame, rules: Rules, n_places: int) -> tuple[Ints, Ints, Ints]:
    """Settle overlap, max_level and seat_rows of places 0 to n_places - 1.

    A place's own value comes first, then its kind's, then the default. `places` is as in `build`.
    """
    defaults = {
        "min_overlap": max(1, rules.min_overlap),
        "max_level": NO_MAX_LEVEL,
        "seat_rows": NO_SEAT_ROWS,
    }
    kinds = _kinds_table(rules.kinds)
    known = places.unique("place", keep="first").join(kinds, on="kind", how="left")
    code = ints(known["place"])
    settled = []
    for name, default in defaults.items():
        values = np.full(n_places, default)
        values[code] = ints(
            known.select(pl.coalesce(name, f"kind_{name}", pl.lit(default))).to_series()
        )
        settled.append(values)
    need, max_level, seat_rows = settled
    return np.maximum(need, 1), max_level, seat_rows


def _kinds_table(kinds: dict[str, KindRule]) -> pl.DataFrame:
    names = ("min_overlap", "max_level", "seat_rows")
    columns = {"kind": pl.Series(list(kinds), dtype=pl.String)} | {
        f"kind_{name}": pl.Series([getattr(rule, name) for rule in kinds.values()], dtype=pl.Int64)
        for name in names
    }
    return pl.DataFrame(columns)


def _index(code: Ints, size: int) -> tuple[Ints, Ints]:
    from vungxanh.tracing import kernels  # noqa: PLC0415 - see join_touching

    return kernels.index_by(code, size)
