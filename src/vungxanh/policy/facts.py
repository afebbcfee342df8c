"""What policy may know of a person, and the table of names that a facts file may use.

An answer that nobody has given is unknown, never no. Acts (a clearance, a test) are different:
where none is recorded, none has happened as far as the office knows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, NamedTuple

from vungxanh.terms import Answer, TestOutcome

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
UNKNOWN = Answer.UNKNOWN


@dataclass(frozen=True, slots=True)
class Source:
    """One person of the level below with a qualifying contact to this one; are they cleared?"""

    person_id: str
    cleared: Answer = UNKNOWN


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """All that a rule may read of one person. Instants are aware; ends are exclusive.

    `last_exposure` is the end of the latest exposure, so an exposure that ends at 00:00 lies on
    the day before. `sources` empty means that no list was given: nobody is released early by it.
    Raises ValueError for what cannot be: a negative level, a naive instant, an exposure that ends
    before it starts.
    """

    level: int
    first_exposure: datetime | None = None
    last_exposure: datetime | None = None
    cough: Answer = UNKNOWN
    fever: Answer = UNKNOWN
    other_symptoms: Answer = UNKNOWN
    onset_on: date | None = None
    test_result: TestOutcome | None = None
    specimen_on: date | None = None
    home_qualifies: Answer = UNKNOWN
    vaccinated_full: Answer = UNKNOWN
    last_dose_on: date | None = None
    recovered_on: date | None = None
    cleared_at: datetime | None = None
    began_at: datetime | None = None
    age: int | None = None
    pregnant: Answer = UNKNOWN
    needs_carer: Answer = UNKNOWN
    place_of_stay: str = ""
    sources: tuple[Source, ...] = ()

    def __post_init__(self) -> None:
        if self.level < 0:
            raise ValueError(f"level {self.level}: a level is 0 (F0), 1, 2 or 3")
        for item in fields(self):
            _refuse_impossible(item.name, getattr(self, item.name))
            if item.default is UNKNOWN:
                # Databases and forms hold plain text; taken as it is, it would never match.
                object.__setattr__(self, item.name, Answer(getattr(self, item.name)))
        if self.test_result is not None:
            object.__setattr__(self, "test_result", TestOutcome(self.test_result))
        if self.first_exposure and self.last_exposure and self.last_exposure < self.first_exposure:
            raise ValueError("last_exposure is before first_exposure: check which is which")


def _refuse_impossible(name: str, value: object) -> None:
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError(f"{name} {value} has no time zone: attach the city's time zone first")
    if isinstance(value, date) and not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
        raise ValueError(f"{name} {value}: the year must be {EARLIEST_YEAR} to {LATEST_YEAR}")


def _answer(value: str, zone: tzinfo) -> Answer:
    return Answer(value.lower())


def _outcome(value: str, zone: tzinfo) -> TestOutcome:
    return TestOutcome(value.lower())


def _day(value: str, zone: tzinfo) -> date:
    return date.fromisoformat(value)


def _instant(value: str, zone: tzinfo) -> datetime:
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _exclusive_end(value: str, zone: tzinfo) -> datetime:
    """Read an end; a date alone means until the end of that day."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return _instant(value, zone)
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)


def _years(value: str, zone: tzinfo) -> int:
    age = int(value)
    if not 0 <= age <= 130:
        raise ValueError(value)
    return age


def _text(value: str, zone: tzinfo) -> str:
    return value


def _source(value: str, zone: tzinfo) -> Source:
    person_id, separator, answer = value.rpartition("=")
    if not separator or not person_id.strip():
        raise ValueError(value)
    return Source(person_id.strip(), Answer(answer.strip().lower()))


@dataclass(frozen=True, slots=True)
class Kind:
    """How the value of a fact is written and read."""

    written: str
    read: Callable[[str, tzinfo], Any]


YES_NO = Kind("yes, no or unknown", _answer)
OUTCOME = Kind("positive, negative or inconclusive", _outcome)
DAY = Kind("a date such as 2020-03-05", _day)
INSTANT = Kind("an instant such as 2020-03-05T14:30 (a date alone: 00:00)", _instant)
END = Kind(
    "an instant such as 2020-03-05T14:30 (a date alone: the end of that day)", _exclusive_end
)
YEARS = Kind("whole years, 0 to 130", _years)
TEXT = Kind("text", _text)
SOURCE = Kind("PERSON=yes, PERSON=no or PERSON=unknown", _source)


@dataclass(frozen=True, slots=True)
class Fact:
    """A name that a facts file may use: its kind, its meaning, the attribute that it fills."""

    name: str
    kind: Kind
    meaning: str
    attribute: str = ""

    @property
    def field_name(self) -> str:
        """The attribute of `PersonFacts` that it fills."""
        return self.attribute or self.name


_TABLE = (
    Fact("first_exposure", INSTANT, "Start of the first exposure; else taken from levels.csv."),
    Fact("last_exposure", END, "End of the latest exposure; else taken from levels.csv."),
    Fact("cough", YES_NO, "The person coughs."),
    Fact("fever", YES_NO, "The person has a fever."),
    Fact("other_symptoms", YES_NO, "Sore throat, short breath, lost smell or taste, tiredness."),
    Fact("onset_on", DAY, "Day of the first symptom."),
    Fact("test_result", OUTCOME, "What the laboratory said of the latest specimen."),
    Fact("specimen_on", DAY, "Day on which that specimen was taken."),
    Fact("home_qualifies", YES_NO, "The home has a separate, airy room for this person alone."),
    Fact("vaccinated_full", YES_NO, "All doses of the vaccine have been given."),
    Fact("last_dose_on", DAY, "Day of the last dose."),
    Fact("recovered_on", DAY, "Day on which an earlier Covid-19 was declared over."),
    Fact(
        "cleared", INSTANT, "When the office cleared the person; no row: not cleared.", "cleared_at"
    ),
    Fact("began", INSTANT, "When the present isolation or quarantine began.", "began_at"),
    Fact("age", YEARS, "Age in years."),
    Fact("pregnant", YES_NO, "The person is pregnant."),
    Fact("needs_carer", YES_NO, "The person cannot manage alone (disability, frailty, infancy)."),
    Fact("place_of_stay", TEXT, "Code of the unit where the person stays, if not the home's."),
    Fact(
        "source_cleared",
        SOURCE,
        "A source of this contact and whether they are cleared; a row for each source.",
        "sources",
    ),
)
FACTS: dict[str, Fact] = {fact.name: fact for fact in _TABLE}
"""The fact names allowed in facts.csv."""


class FactRow(NamedTuple):
    """One row of a facts file about one person; `observed_at` is aware."""

    fact: str
    value: str
    observed_at: datetime


def read_value(name: str, value: str, zone: tzinfo) -> Any:
    """Read one value; None where it is blank or "unknown" and the fact is no yes-or-no.

    Raises ValueError with a sentence for the person who wrote the file.
    """
    fact = FACTS.get(name)
    if fact is None:
        raise ValueError(f"unknown fact {name!r}: use one of {', '.join(FACTS)}")
    text = value.strip()
    if fact.kind is YES_NO:
        text = text or UNKNOWN
    elif text.lower() in ("", "unknown"):
        return None
    try:
        return fact.kind.read(text, zone)
    except ValueError:
        raise ValueError(f"{name} {value!r}: write {fact.kind.written}") from None


@dataclass
class _Latest:
    """The newest value of each fact; sources are kept one by one."""

    values: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)

    def take(self, row: FactRow, zone: tzinfo) -> None:
        value = read_value(row.fact, row.value, zone)
        if value is None:
            # "unknown", said later, takes an earlier statement back
            self.values.pop(FACTS[row.fact].field_name, None)
        elif isinstance(value, Source):
            self.sources[value.person_id] = value
        else:
            self.values[FACTS[row.fact].field_name] = value


def facts_from_rows(
    rows: Iterable[FactRow],
    *,
    level: int,
    now: datetime,
    zone: tzinfo,
    first_exposure: datetime | None = None,
    last_exposure: datetime | None = None,
) -> PersonFacts:
    """Gather the rows of one person as known at `now`: the latest observation of a fact wins.

    Rows observed after `now` are not known yet. Rows of the same instant: the last one in the
    file wins. Raises ValueError that lists every bad row.
    """
    latest, problems = _Latest(), []
    for row in sorted(rows, key=lambda row: row.observed_at):
        try:
            if row.observed_at <= now:
                latest.take(row, zone)
        except ValueError as problem:
            problems.append(str(problem))
    if problems:
        raise ValueError("; ".join(problems))
    given = {"first_exposure": first_exposure, "last_exposure": last_exposure}
    sources = tuple(latest.sources[person_id] for person_id in sorted(latest.sources))
    return PersonFacts(level=level, sources=sources, **(given | latest.values))
