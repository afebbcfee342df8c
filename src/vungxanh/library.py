"""The core for a notebook: `trace`, `explain`, `decide` on files or pandas or polars frames.

What comes in as pandas goes out as pandas; files give polars. Nothing here reads a clock, and
equal input gives equal output. Faulty input raises `linelist.Faulty` with all problems at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from os import PathLike
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from vungxanh import linelist
from vungxanh.diseases import profile
from vungxanh.frames import Data, like, source_of
from vungxanh.options import (
    CITY_UNIT,
    CITY_ZONE,
    RulesLike,
    instant_on,
    rules_of,
    unit_path,
    zone_of,
)
from vungxanh.policy.decide import decide as decide_one
from vungxanh.policy.decision import Decision
from vungxanh.policy.facts import FACTS, FactRow, PersonFacts, facts_from_rows, read_value
from vungxanh.policy.loading import shipped_directives
from vungxanh.records import DEFAULT_MIN_OVERLAP, Tracing, instant_of
from vungxanh.terms import degree
from vungxanh.tracing import explain as explaining
from vungxanh.tracing.trace import trace as trace_log


@dataclass(frozen=True)
class Traced:
    """The answer of `trace`: `levels` and `hops` as frames with aware times, and `warnings`.

    `tracing` is the same in minutes, for `explain` and `decide`.
    """

    levels: Any
    hops: Any
    warnings: tuple[str, ...]
    tracing: Tracing
    time_zone: str

    def write(self, path: str | PathLike[str]) -> None:
        """Write levels.csv and levels.hops.csv (or .parquet); raises ValueError or OSError."""
        linelist.write_tracing(self.tracing, Path(path), zone_of(self.time_zone))


@dataclass(frozen=True)
class Chain:
    """Why a person has their level: the steps back to the F0, also as sentences."""

    steps: tuple[explaining.Step, ...]
    sentences: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self.sentences)


@dataclass(frozen=True)
class Decided:
    """What applies to one person."""

    person_id: str
    level: int
    decision: Decision


def trace(  # noqa: PLR0913 - five tables, and the options that a notebook wants by name
    cases: Data,
    contacts: Data | None = None,
    visits: Data | None = None,
    places: Data | None = None,
    isolations: Data | None = None,
    *,
    disease: str = "covid-19",
    min_overlap: int = DEFAULT_MIN_OVERLAP,
    latent: timedelta = timedelta(0),
    max_level: int = 3,
    rules: RulesLike | None = None,
    time_zone: str = CITY_ZONE,
) -> Traced:
    """Find everyone near a case, everyone near those, and so on up to `max_level` hops.

    The columns of each table stand in the reference of the files; `min_overlap` is in minutes.
    `rules` is a table of kinds (path, frame, or a mapping of kind to KindRule); without it a
    place's kind changes nothing. Times without offset are of `time_zone`.
    Raises linelist.Faulty with all problems of all tables, ValueError for an option that cannot
    be, OSError for a file that cannot be read.
    """
    counting = rules_of(min_overlap, latent, max_level, rules)
    zone = zone_of(time_zone)
    others = (contacts, visits, places, isolations)
    sources = (None if data is None else source_of(data) for data in others)
    reading = linelist.read_log(
        linelist.Sources(source_of(cases), *sources),
        disease=profile(disease),
        zone=zone,
        kinds=None if rules is None else frozenset(counting.kinds),
    )
    if reading.log is None or reading.faults.count:
        raise linelist.Faulty(reading.faults)
    tracing = trace_log(reading.log, counting)
    return Traced(
        like(cases, linelist.shown_levels(tracing, zone)),
        like(cases, linelist.shown_hops(tracing, zone)),
        reading.warnings,
        tracing,
        time_zone,
    )


def explain(
    traced: Traced | Data,
    person: str,
    *,
    hops: Data | None = None,
    places: Data | None = None,
    time_zone: str = CITY_ZONE,
) -> Chain:
    """Tell why a person has their level, back to the F0.

    `traced` is what `trace` gave, or its levels as a path (its hops lie beside it) or a frame
    (then give `hops`). `places` gives names to places. Raises LookupError if the person is
    neither a case nor was reached, linelist.Faulty or OSError if the tables cannot be read.
    """
    zone = zone_of(traced.time_zone if isinstance(traced, Traced) else time_zone)
    tracing = traced.tracing if isinstance(traced, Traced) else _tracing(traced, hops, zone)
    steps = explaining.explain(tracing, person)
    names = {} if places is None else _place_names(places, zone)
    return Chain(tuple(steps), tuple(explaining.sentences(steps, zone, names)))


def decide(
    levels: Traced | Data,
    *,
    on: date | datetime,
    facts: Data | None = None,
    unit: str = CITY_UNIT,
    known_on: date | None = None,
    time_zone: str = CITY_ZONE,
) -> Any:
    """Tell what applies to each person by the directives in force, until when, and why.

    Gives a frame with `person_id`, `level`, `measure`, `from`, `until` (exclusive), `tests`,
    `directive`, `missing` (facts to ask for) and `reasons`. See `decisions` for the arguments.
    """
    given = levels.levels if isinstance(levels, Traced) else levels
    found = decisions(levels, on=on, facts=facts, unit=unit, known_on=known_on, time_zone=time_zone)
    return like(given, decided_table(found, time_zone))


def decisions(
    levels: Traced | Data,
    *,
    on: date | datetime,
    facts: Data | None = None,
    unit: str = CITY_UNIT,
    known_on: date | None = None,
    time_zone: str = CITY_ZONE,
) -> list[Decided]:
    """Decide for each person, in the order of the levels.

    `on`: a day is taken as it ends (23:59), a datetime as it is. Who is exposed only later is left
    out, and so are facts observed later. `unit` is the code of the administrative unit whose
    directives count; `known_on` leaves out directives issued later, to replay a decision.
    Raises linelist.Faulty, OSError, or ValueError for a unit that is not.
    """
    zone = zone_of(time_zone)
    now = instant_on(on, zone)
    path = unit_path(unit, now.astimezone(zone).date())
    known = {} if facts is None else _facts_by_person(facts, zone)

    @cache
    def answer(told: PersonFacts) -> Decision:
        return decide_one(told, shipped_directives(), unit_path=path, now=now, known_on=known_on)

    found = []
    columns = ("person_id", "level", "first_exposure", "last_exposure")
    for person, level, *exposures in _level_rows(levels, zone).select(columns).iter_rows():
        # The exposure of a case is its infectious time, which is no exposure to policy.
        first, last = (instant_of(at, zone) if level else None for at in exposures)
        if first is None or first <= now:
            told = facts_from_rows(
                known.get(person, ()),
                level=level,
                now=now,
                zone=zone,
                first_exposure=first,
                last_exposure=last,
            )
            found.append(Decided(person, level, answer(told)))
    return found


def decided_table(found: Sequence[Decided], time_zone: str = CITY_ZONE) -> pl.DataFrame:
    """Put decisions into a table, a row a person; lists become text parted by semicolons."""
    instant = pl.Datetime("us", time_zone)
    schema: dict[str, Any] = {
        "person_id": pl.String,
        "level": pl.Int64,
        "measure": pl.String,
        "from": instant,
        "until": instant,
        "tests": pl.String,
        "directive": pl.String,
        "missing": pl.String,
        "reasons": pl.String,
    }
    rows = [_decided_row(item) for item in found]
    return pl.DataFrame(rows, schema, orient="row")


def counted_levels(tracing: Tracing) -> str:
    """Say how many persons have each level: "1 F0, 12 F1"."""
    counts = tracing.levels.group_by("level").len().sort("level")
    told = [f"{number:,} {degree(level)}" for level, number in counts.iter_rows()]
    return ", ".join(told) or "Nobody"


def _level_rows(levels: Traced | Data, zone: ZoneInfo) -> pl.DataFrame:
    if isinstance(levels, Traced):
        return levels.tracing.levels
    return linelist.read_levels(source_of(levels), zone)


def _tracing(levels: Data, hops: Data | None, zone: ZoneInfo) -> Tracing:
    source = source_of(levels)
    if hops is not None:
        return linelist.read_tracing(source, source_of(hops), zone)
    if isinstance(source, Path):
        return linelist.read_tracing(source, linelist.hops_path(source), zone)
    raise ValueError("explain needs the hops beside the levels: explain(levels, person, hops=...)")


def _place_names(places: Data, zone: ZoneInfo) -> dict[str, str]:
    table = linelist.read_table(linelist.PLACES, source_of(places), zone)
    named = table.rows.filter(pl.col("name").is_not_null())
    return dict(named.select("place_id", "name").iter_rows())


def _facts_by_person(facts: Data, zone: ZoneInfo) -> dict[str, list[FactRow]]:
    def wrong(fact: str, value: str) -> str | None:
        try:
            read_value(fact, value, zone)
        except ValueError:
            return FACTS[fact].kind.written
        return None

    table = linelist.read_facts(source_of(facts), zone, names=FACTS, wrong=wrong)
    if table.faults.count:
        raise linelist.Faulty(table.faults)
    by_person: dict[str, list[FactRow]] = {}
    columns = ("person_id", "fact", "value", "observed_at")
    for person, *row in table.rows.select(columns).iter_rows():
        by_person.setdefault(person, []).append(FactRow(*row))
    return by_person


def _decided_row(item: Decided) -> list[object]:
    decision = item.decision
    return [
        item.person_id,
        item.level,
        decision.measure.value,
        decision.starts,
        decision.until,
        "; ".join(day.isoformat() for day in decision.tests) or None,
        decision.directive_id or None,
        "; ".join(decision.missing) or None,
        "; ".join(reason.text() for reason in decision.reasons),
    ]
