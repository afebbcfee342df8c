"""A demonstration city as records: what a registry would have written down, and when.

Every record bears `recorded_at`, the instant at which the authorities could have written it, and
`source`, the words that a page shows. `City.until` answers what was known at an instant.
Instants are aware; places and persons are named by their codes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Self

from vungxanh.terms import Answer, Classification, TestOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What every record carries: when it was written down, and who says so."""

    recorded_at: datetime
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRecord(Recorded):
    """Where people meet; households, flights and quarantine rooms are places too.

    `kind` is one of PLACE_KINDS. `unit_code` is a code of the gazetteer, "" where the place is
    outside the city or moves. `min_overlap` (minutes), `max_level` and `seat_rows` as in tracing:
    None leaves the value to the place's kind.
    """

    place_id: str
    kind: str
    name_vi: str
    name_en: str
    unit_code: str = ""
    min_overlap: int | None = None
    max_level: int | None = None
    seat_rows: int | None = None
    fictional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord(Recorded):
    """One person. Real patients bear a number and no name; invented ones are `fictional`.

    `sex` is "male", "female" or "" (unknown); `home` the household's place_id or ""; `unit_code`
    the smallest unit of residence that is known, "" outside the city; `residence` the words of
    the source. `home_qualifies` says whether quarantine at that home is allowed.
    """

    code: str
    name: str = ""
    fictional: bool
    sex: str = ""
    birth_year: int | None = None
    age: float | None = None
    phone: str = ""
    nationality: str = ""
    home: str = ""
    unit_code: str = ""
    residence: str = ""
    home_qualifies: Answer = Answer.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRecord(Recorded):
    """One stay of a person at a place, `[start, end)`; `seat` such as 12A."""

    person: str
    place: str
    start: datetime
    end: datetime
    seat: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRecord(Recorded):
    """Two persons near each other; `setting` is one of SETTINGS, `close` as interviewed."""

    person_a: str
    person_b: str
    start: datetime
    end: datetime
    setting: str = ""
    close: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRecord(Recorded):
    """A person as a case of an outbreak; each date with the words of its own source.

    Unknown dates are None with an empty source; `note` tells what stands in for them.
    """

    number: str
    person: str
    outbreak: str
    classification: Classification
    confirmed_on: date
    confirmed_source: str
    onset: date | None = None
    onset_source: str = ""
    specimen: date | None = None
    specimen_source: str = ""
    isolated_at: datetime | None = None
    isolated_source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestRecord(Recorded):
    """One laboratory result."""

    __test__ = False

    person: str
    taken_at: datetime
    result_at: datetime
    outcome: TestOutcome
    method: str = "PCR"


@dataclass(frozen=True, slots=True, kw_only=True)
class SymptomRecord(Recorded):
    """A complaint and the day it began; `symptom` is one of SYMPTOMS."""

    person: str
    symptom: str
    started_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRecord(Recorded):
    """Who is said to have infected whom, or to have shared something. Never changes levels.

    `kind` is one of LINK_KINDS; `certainty` is "reported", "probable" or "possible". A cluster
    comes from a place, `from_person` being "" then; else `from_place` is "".
    """

    to_person: str
    kind: str
    certainty: str
    from_person: str = ""
    from_place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IsolationRecord(Recorded):
    """A time in isolation or quarantine; `place` a place_id or "".

    `released_at` became known at `release_recorded_at` only; None where still isolated.
    """

    person: str
    isolated_at: datetime
    released_at: datetime | None = None
    release_recorded_at: datetime | None = None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutbreakRecord(Recorded):
    """The outbreak that the cases belong to; `disease` is the name of a disease profile."""

    code: str
    disease: str
    name_vi: str
    name_en: str
    started_on: date


PLACE_KINDS = (
    "household",
    "workplace",
    "clinic",
    "hospital_ward",
    "market",
    "restaurant",
    "event",
    "taxi",
    "flight",
)
SETTINGS = ("household", "workplace", "school", "health_care", "travel", "social")
SYMPTOMS = ("cough", "fever", "sore_throat", "fatigue", "shortness_of_breath")
LINK_KINDS = ("infector_reported", "place_cluster")


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """All records of one demonstration, each tuple in time order of `recorded_at`.

    `now` is where the demonstration clock starts; `attributions` must be shown on its pages;
    `guide` names the persons of whom a tutorial speaks: role to code.
    """

    code: str
    title_vi: str
    title_en: str
    now: datetime
    seed: int
    attributions: tuple[str, ...]
    guide: Mapping[str, str]
    outbreaks: tuple[OutbreakRecord, ...]
    places: tuple[PlaceRecord, ...]
    persons: tuple[PersonRecord, ...]
    visits: tuple[VisitRecord, ...]
    contacts: tuple[ContactRecord, ...]
    cases: tuple[CaseRecord, ...]
    tests: tuple[TestRecord, ...]
    symptoms: tuple[SymptomRecord, ...]
    links: tuple[LinkRecord, ...]
    isolations: tuple[IsolationRecord, ...]

    def until(self, now: datetime) -> Self:
        """Give what was recorded by an instant; a release known only later is left open."""
        known: dict[str, Any] = {
            name: tuple(row for row in getattr(self, name) if row.recorded_at <= now)
            for name in RECORDS
        }
        known["isolations"] = tuple(_as_known(row, now) for row in known["isolations"])
        return replace(self, now=now, **known)

    def timeline(self) -> Iterator[Recorded]:
        """Walk all records by `recorded_at`; what others refer to comes first within an instant.

        Every record comes after the records it names, so that a loader may write as it goes.
        """
        rows = [row for name in RECORDS for row in getattr(self, name)]
        return iter(sorted(rows, key=lambda row: row.recorded_at))  # stable: RECORDS breaks ties


RECORDS = tuple(
    field.name
    for field in fields(City)
    if str(field.type).startswith("tuple[") and field.name != "attributions"
)
"""The record lists of a city, in the order in which they refer to each other."""


def _as_known(row: IsolationRecord, now: datetime) -> IsolationRecord:
    if row.release_recorded_at is None or row.release_recorded_at <= now:
        return row
    return replace(row, released_at=None, release_recorded_at=None)
