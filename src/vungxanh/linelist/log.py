"""All files of a trace together: read each whole, gather every fault, make the `Log`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from zoneinfo import ZoneInfo

import polars as pl

from vungxanh.diseases import Disease
from vungxanh.linelist.cases import Cases, conform, minutes, read_cases
from vungxanh.linelist.crosscheck import warnings_of
from vungxanh.linelist.formats import CONTACTS, ISOLATIONS, PLACES, VISITS, Format
from vungxanh.linelist.problems import Faults, Faulty
from vungxanh.linelist.tables import Source, Table, read_table
from vungxanh.records import CONTACTS as CONTACT_COLUMNS
from vungxanh.records import ISOLATIONS as ISOLATION_COLUMNS
from vungxanh.records import PLACES as PLACE_COLUMNS
from vungxanh.records import VISITS as VISIT_COLUMNS
from vungxanh.records import Log

T = TypeVar("T")


@dataclass(frozen=True)
class Reading:
    """What the files gave: the log of their good rows, all faults, and warnings in sentences.

    `log` is None if a file could not be used at all (`faults.fatal`).
    """

    log: Log | None
    faults: Faults
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sources:
    """The files (or tables) of a trace; only the cases are needed."""

    cases: Source
    contacts: Source | None = None
    visits: Source | None = None
    places: Source | None = None
    isolations: Source | None = None


def read_log(
    sources: Sources, *, disease: Disease, zone: ZoneInfo, kinds: frozenset[str] | None = None
) -> Reading:
    """Read all files of a trace.

    `kinds` are the kinds of place that the rules name, None where there are no rules; a place of
    another kind is a warning. Faults are in the answer, not raised. Raises OSError when a file
    cannot be opened.
    """
    fatal: list[Faults] = []

    def attempt(read: Callable[[], T]) -> T | None:
        try:
            return read()
        except Faulty as error:
            fatal.append(error.faults)
            return None

    def table(form: Format, source: Source | None) -> Table | None:
        return None if source is None else attempt(lambda: read_table(form, source, zone))

    cases = attempt(lambda: read_cases(sources.cases, disease, zone))
    contacts = table(CONTACTS, sources.contacts)
    visits = table(VISITS, sources.visits)
    places = table(PLACES, sources.places)
    isolations = table(ISOLATIONS, sources.isolations)
    tables = (cases.table if cases else None, contacts, visits, places, isolations)
    faults = Faults.joined([*fatal, *(read.faults for read in tables if read)])
    if fatal or cases is None:
        return Reading(None, faults)
    log = Log(
        cases.windows,
        contacts_of(contacts),
        visits_of(visits),
        places_of(places),
        pl.concat([cases.isolations, isolations_of(isolations)]),
    )
    return Reading(log, faults, tuple(_warnings(cases, visits, places, isolations, log, kinds)))


def contacts_of(table: Table | None) -> pl.DataFrame:
    """Make the contact events of a table as tracing reads them; blank `close` is no."""
    if table is None:
        return pl.DataFrame(schema=CONTACT_COLUMNS)
    events = table.rows.with_columns(
        minutes("start"),
        minutes("end"),
        pl.col("close").fill_null(value=False),
        pl.col("setting").fill_null(""),
    )
    return conform(events, CONTACT_COLUMNS)


def visits_of(table: Table | None) -> pl.DataFrame:
    """Make the visits of a table as tracing reads them."""
    if table is None:
        return pl.DataFrame(schema=VISIT_COLUMNS)
    seat = pl.col("seat").fill_null("")
    return conform(table.rows.with_columns(minutes("start"), minutes("end"), seat), VISIT_COLUMNS)


def places_of(table: Table | None) -> pl.DataFrame:
    """Make the places of a table as tracing reads them; numbers stay null where not given."""
    if table is None:
        return pl.DataFrame(schema=PLACE_COLUMNS)
    return conform(table.rows.with_columns(pl.col("kind", "name").fill_null("")), PLACE_COLUMNS)


def isolations_of(table: Table | None) -> pl.DataFrame:
    """Make the isolations of a table as tracing reads them; no release is an open end."""
    if table is None:
        return pl.DataFrame(schema=ISOLATION_COLUMNS)
    start, end = minutes("isolated_at").alias("start"), minutes("released_at").alias("end")
    return conform(table.rows.with_columns(start, end), ISOLATION_COLUMNS)


def _warnings(
    cases: Cases,
    visits: Table | None,
    places: Table | None,
    isolations: Table | None,
    log: Log,
    kinds: frozenset[str] | None,
) -> list[str]:
    return warnings_of(
        log,
        cases_file=cases.table.file,
        visits=visits,
        places=places,
        isolations=isolations,
        kinds=kinds,
    )
