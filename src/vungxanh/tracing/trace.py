"""Read this first: who is F1, F2, F3 of whom, since when, and through whom.

The story of a trace goes in rounds. At first only the windows of the cases are open.

* Round 1 finds the earliest exposure of everybody by a case in a window: F1.
* Round 2 lets those that round 1 reached pass it on, from their arrival (plus `latent`) on, without
  end: whom they expose is F2, or, if reached before, arrives earlier than known and so passes it
  on from earlier.
* Round k + 1 is driven by everyone whose arrival improved in round k, new or not: an F1 who is
  reached earlier over two hops matters for F3, though the F1 row stays as it is.

A round reads the arrivals of the round before and never its own, so that k rounds are k hops and a
chain never runs backwards in time. Isolation is cut out of every active time. Being a case adds a
window and takes nothing away. A person's level is the first round that reached them.

`network.py` turns tables into arrays, `kernels.py` sweeps one place without forming pairs, and
`explain.py` walks the hops back. `live.py` does the same for one case, from a database.
"""

from typing import NamedTuple

import numpy as np
import polars as pl

from vungxanh.records import FOREVER, HOPS, LEVELS, Log, Rules, Tracing
from vungxanh.tracing.network import Coded, Ints, Network, Spans, encode, ints, minus

DEFAULT_RULES = Rules()


class Exposures(NamedTuple):
    """The earliest exposure of each person in one round; start is FOREVER where there is none."""

    start: Ints
    end: Ints
    via: Ints
    meeting: Ints
    last: Ints  # latest end of all contacts, for those who had not been reached before


def trace(log: Log, rules: Rules = DEFAULT_RULES) -> Tracing:
    """Trace all cases of a log at once.

    Gives one row of `levels` for each case and each person reached, and one row of `hops` for every
    improvement of an arrival (cases are reached like anyone). The answer does not depend on the
    order of rows.
    """
    coded = encode(log, rules)
    is_case = ints(coded.persons.is_in(log.windows["person_id"].implode())) == 1
    arrival = np.full(len(coded.persons), FOREVER)
    index_case = np.full(len(coded.persons), -1)
    active = minus(coded.windows, coded.isolations)
    levels, hops = [_case_rows(log)], [pl.DataFrame(schema=HOPS)]
    for number in range(1, rules.max_level + 1):
        found = one_round(coded.network, active, arrival, number)
        improved = np.flatnonzero(found.start < FOREVER)
        if not len(improved):
            break
        via = found.via[improved]
        index_case[improved] = via if number == 1 else index_case[via]
        new = improved[(arrival[improved] == FOREVER) & ~is_case[improved]]
        levels.append(_level_rows(coded, found, new, number, index_case))
        hops.append(_hop_rows(coded, found, improved, number))
        arrival[improved] = found.start[improved]
        active = minus(from_arrival(improved, arrival[improved], rules.latent), coded.isolations)
    return Tracing(pl.concat(levels), pl.concat(hops))


def from_arrival(person: Ints, arrival: Ints, latent: int) -> Spans:
    """Whoever is reached at x is active from x + latent on, without end."""
    return Spans(person, arrival + latent, np.full(len(person), FOREVER))


def one_round(
    network: Network, active: Spans, arrival: Ints, number: int, limit: int = FOREVER
) -> Exposures:
    """Find whom the active persons expose earlier than `arrival` says, in round `number`.

    Contacts that start at `limit` or later do not count.
    """
    from vungxanh.tracing import kernels  # noqa: PLC0415 - numba is slow to import, help is quick

    never, nobody = np.full(len(arrival), FOREVER), np.full(len(arrival), -1)
    found = Exposures(never, nobody.copy(), nobody.copy(), nobody.copy(), nobody.copy())
    parts = kernels.infectious_parts(network, *active, number, limit)
    kernels.sweep(network, found, arrival, limit, *parts)
    return found


def _case_rows(log: Log) -> pl.DataFrame:
    """Level 0: from the start of the first window to the end of the last, each its own index."""
    nothing = pl.lit("", pl.String)
    return (
        log.windows.group_by("person_id")
        .agg(first_exposure=pl.col("start").min(), last_exposure=pl.col("end").max())
        .with_columns(
            level=pl.lit(0, pl.Int64), via_person=nothing, via_place=nothing, index_case="person_id"
        )
        .select(*LEVELS)
        .sort("person_id")
    )


def _level_rows(
    coded: Coded, found: Exposures, new: Ints, number: int, index: Ints
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "person_id": coded.persons.gather(new),
            "level": np.full(len(new), number),
            "first_exposure": found.start[new],
            "last_exposure": found.last[new],
            "via_person": coded.persons.gather(found.via[new]),
            "via_place": _place_ids(coded, found.meeting[new]),
            "index_case": coded.persons.gather(index[new]),
        },
        LEVELS,
    )


def _hop_rows(coded: Coded, found: Exposures, improved: Ints, number: int) -> pl.DataFrame:
    meeting = found.meeting[improved]
    return pl.DataFrame(
        {
            "person_id": coded.persons.gather(improved),
            "round": np.full(len(improved), number),
            "exposure_start": found.start[improved],
            "exposure_end": found.end[improved],
            "via_person": coded.persons.gather(found.via[improved]),
            "via_place": _place_ids(coded, meeting),
            "close": coded.network.close[meeting] == 1,
            "min_overlap": coded.network.need[meeting],
        },
        HOPS,
    )


def _place_ids(coded: Coded, meeting: Ints) -> pl.Series:
    """Name the places of meetings; a contact event has the empty id."""
    names = pl.concat([pl.Series([""], dtype=pl.String), coded.places.cast(pl.String)])
    return names.gather(coded.network.place[meeting] + 1)
