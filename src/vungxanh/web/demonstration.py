"""A demonstration city, written into the registry as it would have come in: fact by fact.

Every record is written with the instant at which it became known, in time order, and each case is
confirmed by the same action as in real work. So the history, the levels as of any earlier instant
and the golden-time clock of a demonstration are worked out, not painted.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import singledispatchmethod
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from vungxanh.demonstration import city as told
from vungxanh.records import minute_of
from vungxanh.terms import Answer, Classification, TestOutcome
from vungxanh.web.accounts.actions import create_user
from vungxanh.web.accounts.models import Role
from vungxanh.web.audit.actions import System
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.officers import Officers
from vungxanh.web.registry.actions import load_rows, rescope_all
from vungxanh.web.registry.models import (
    Case,
    ContactEvent,
    Fact,
    Isolation,
    Link,
    Outbreak,
    Person,
    Place,
    TestResult,
    Visit,
)
from vungxanh.web.response.actions import follow_exposures, new_case

ACTOR = System("demo")
EXPOSURES = {told.VisitRecord, told.ContactRecord, told.IsolationRecord}
Progress = Callable[[int, int], None]


@transaction.atomic
def load(city: told.City, progress: Progress = lambda done, total: None) -> None:
    """Write a city into an empty registry. `progress` is told how many records are done."""
    Loader(city).load(progress)


class Loader:
    """Writes records of one instant together, then lets tracing follow."""

    def __init__(self, city: told.City) -> None:
        self.city = city
        self.outbreaks: dict[str, Outbreak] = {}
        self.persons: dict[str, Person] = {}
        self.places: dict[str, Place] = {}
        self.units = {unit.code: unit for unit in AdminUnit.objects.on(city.now.date())}
        self.officers = Officers(city.seed, ACTOR)
        self.newcomers = False

    def load(self, progress: Progress) -> None:
        """Walk the story."""
        rows = list(self.city.until(self.city.now).timeline())
        done = 0
        for at, group in groupby(rows, key=lambda row: row.recorded_at):
            self.officers.act_until(at)
            for kind, same in groupby(group, key=type):
                records: Sequence[Any] = list(same)
                self._write(kind, records, at)
                done += len(records)
            progress(done, len(rows))
        self._let_them_be_seen(self.city.now)
        self.officers.act_until(self.city.now)

    def _write(self, kind: type, records: Sequence[Any], at: datetime) -> None:
        if kind is told.CaseRecord:
            self._let_them_be_seen(at)
            results = [self._result_of(record) for record in records]
            load_rows(results, "demonstration_loaded", actor=ACTOR, now=at)
            for record in records:
                new_case(self.row(record), actor=ACTOR, now=at)
            return
        rows = [self.row(record) for record in records]
        load_rows(rows, "demonstration_loaded", actor=ACTOR, now=at)
        if kind is told.PersonRecord:
            self.newcomers = True
            self._write_homes(records, at)
        if kind in EXPOSURES:
            follow_exposures(rows, actor=ACTOR, now=at)

    def _result_of(self, record: told.CaseRecord) -> TestResult:
        """Give the positive result that a notice speaks of; a day alone is its 00:00."""
        day = datetime.combine(record.specimen or record.recorded_at.date(), datetime.min.time())
        taken = timezone.make_aware(day)
        return TestResult(
            person=self.persons[record.person],
            outbreak=self.outbreaks[record.outbreak],
            specimen_at=min(taken, record.recorded_at),
            resulted_at=record.recorded_at,
            outcome=TestOutcome.POSITIVE,
            **recorded(record),
        )

    def _let_them_be_seen(self, at: datetime) -> None:
        if self.newcomers:
            rescope_all(actor=ACTOR, now=at)
            self.newcomers = False

    def _write_homes(self, records: Sequence[told.PersonRecord], at: datetime) -> None:
        """Write whether quarantine at home is possible, where the story says so."""
        facts = [
            Fact(
                person=self.persons[record.code],
                name="home_qualifies",
                value=record.home_qualifies,
                observed_at=at,
                **recorded(record),
            )
            for record in records
            if record.home_qualifies is not Answer.UNKNOWN
        ]
        load_rows(facts, "demonstration_loaded", actor=ACTOR, now=at)

    @singledispatchmethod
    def row(self, record: Any) -> Any:
        """Turn a record of the story into a row of the registry."""
        raise TypeError(f"no row is known for {type(record).__name__}")

    @row.register
    def _(self, record: told.OutbreakRecord) -> Outbreak:
        outbreak = Outbreak(
            code=record.code,
            name=record.name_vi,
            disease=record.disease,
            started_on=record.started_on,
            attribution="\n".join(self.city.attributions),
        )
        self.outbreaks[record.code] = outbreak
        return outbreak

    @row.register
    def _(self, record: told.PlaceRecord) -> Place:
        place = Place(
            code=record.place_id,
            kind=record.kind,
            name=record.name_vi,
            unit=self.units.get(record.unit_code),
            min_overlap=record.min_overlap,
            max_level=record.max_level,
            seat_rows=record.seat_rows,
            fictional=record.fictional,
        )
        self.places[record.place_id] = place
        return place

    @row.register
    def _(self, record: told.PersonRecord) -> Person:
        person = Person(
            code=record.code,
            name=record.name,
            fictional=record.fictional,
            sex=record.sex,
            birth_year=record.birth_year,
            phone=record.phone,
            nationality=record.nationality,
            home=self.places.get(record.home),
            unit=self.units.get(record.unit_code),
            residence=record.residence,
            source=record.source,
            recorded_at=record.recorded_at,
        ).made_findable()
        self.persons[record.code] = person
        return person

    @row.register
    def _(self, record: told.VisitRecord) -> Visit:
        return Visit(
            person=self.persons[record.person],
            place=self.places[record.place],
            start=minute_of(record.start),
            end=minute_of(record.end),
            seat=record.seat,
            **recorded(record),
        )

    @row.register
    def _(self, record: told.ContactRecord) -> ContactEvent:
        return ContactEvent(
            person_a=self.persons[record.person_a],
            person_b=self.persons[record.person_b],
            start=minute_of(record.start),
            end=minute_of(record.end),
            close=record.close,
            setting=record.setting,
            **recorded(record),
        )

    @row.register
    def _(self, record: told.IsolationRecord) -> Isolation:
        return Isolation(
            person=self.persons[record.person],
            start=minute_of(record.isolated_at),
            end=minute_of(record.released_at) if record.released_at else None,
            **recorded(record),
        )

    @row.register
    def _(self, record: told.TestRecord) -> TestResult:
        return TestResult(
            person=self.persons[record.person],
            outbreak=next(iter(self.outbreaks.values())),
            specimen_at=record.taken_at,
            resulted_at=record.result_at,
            outcome=record.outcome,
            method=record.method.lower(),
            **recorded(record),
        )

    @row.register
    def _(self, record: told.SymptomRecord) -> Fact:
        known = {"cough", "fever"}
        return Fact(
            person=self.persons[record.person],
            name=record.symptom if record.symptom in known else "other_symptoms",
            value=Answer.YES,
            observed_at=record.recorded_at,
            **recorded(record),
        )

    @row.register
    def _(self, record: told.LinkRecord) -> Link:
        return Link(
            outbreak=next(iter(self.outbreaks.values())),
            infector=self.persons.get(record.from_person),
            place=self.places.get(record.from_place),
            infectee=self.persons[record.to_person],
            kind=record.kind,
            certainty=record.certainty,
            **recorded(record),
        )

    @row.register
    def _(self, record: told.CaseRecord) -> Case:
        return Case(
            person=self.persons[record.person],
            outbreak=self.outbreaks[record.outbreak],
            code=record.number,
            classification=Classification(record.classification),
            onset_date=record.onset,
            onset_source=record.onset_source,
            specimen_date=record.specimen,
            specimen_source=record.specimen_source or record.note,
            confirmed_at=record.recorded_at,
            **recorded(record),
        )


def recorded(record: told.Recorded) -> dict[str, Any]:
    """Give the columns that every fact has."""
    return {
        "recorded_at": record.recorded_at,
        "recorded_by": ACTOR.get_username(),
        "source": record.source[:300],
    }


def make_users(city: told.City, password: str) -> dict[str, str]:
    """Make one user of each role, where the story has most cases; give name and description."""
    at = city.now
    country, top = (
        AdminUnit.objects.on(at.date()).get(code=c) for c in (settings.COUNTRY, settings.CITY)
    )
    homes = [
        case.person.unit.ancestors()
        for case in Case.objects.filter(person__unit__isnull=False).select_related(
            "person__unit__parent__parent__parent"
        )
    ]
    wards = Counter(path[0] for path in homes if path[0].level == "commune")
    ward = max(wards, key=lambda unit: (wards[unit], -unit.pk))
    district = ward.parent or top
    wanted = (
        ("command", Role.COMMAND, top),
        ("tracer", Role.TRACER, top),
        ("district", Role.DISTRICT_OFFICER, district),
        ("ward", Role.WARD_OFFICER, ward),
        ("lab", Role.LABORATORY, top),
        ("auditor", Role.AUDITOR, top),
        ("national", Role.COMMAND, country),
    )
    for name, role, unit in wanted:
        create_user(
            name,
            role,
            unit,
            actor=ACTOR,
            now=at,
            full_name=f"{role.label} ({unit.name})",
            password=password,
            must_change=False,
        )
    with translation.override("en"):  # the terminal speaks English
        return {name: f"{role.label}, {unit.full_name}" for name, role, unit in wanted}
