"""Builds the invented part of a city: people, their homes, and the hours they spent together.

Contacts are made by real stays at places: whoever should be met is there for an hour or more, and
whoever should not is never there at the same time. So the levels follow from tracing alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import numpy as np

from vungxanh.demonstration.city import (
    CaseRecord,
    ContactRecord,
    IsolationRecord,
    LinkRecord,
    PersonRecord,
    PlaceRecord,
    SymptomRecord,
    TestRecord,
    VisitRecord,
)
from vungxanh.demonstration.names import NameBook
from vungxanh.demonstration.tables import row_of
from vungxanh.terms import Answer

INVENTED = "Invented for the demonstration"
JITTER = 10
"""Nobody comes or goes on the dot: up to so many minutes late, up to so many early."""
HOME_QUALIFIES = 0.7
"""Share of the invented homes with a separate, airy room; chosen."""


@dataclass
class Crowd:
    """Collects the records of a city while people are invented around its cases.

    Every method that makes something takes `at`, the instant at which it is written down.
    """

    rng: np.random.Generator
    places: list[PlaceRecord] = field(default_factory=list)
    persons: dict[str, PersonRecord] = field(default_factory=dict)
    visits: list[VisitRecord] = field(default_factory=list)
    contacts: list[ContactRecord] = field(default_factory=list)
    cases: list[CaseRecord] = field(default_factory=list)
    tests: list[TestRecord] = field(default_factory=list)
    symptoms: list[SymptomRecord] = field(default_factory=list)
    links: list[LinkRecord] = field(default_factory=list)
    isolations: list[IsolationRecord] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = NameBook(self.rng)
        self._invented = 0

    def person(self, unit: str, at: datetime, *, surname: str = "", age: int | None = None) -> str:
        """Invent somebody who lives in a unit; gives their code."""
        sex = self.names.sex()
        return self._add(
            name=self.names.full_name(sex, surname),
            sex=sex,
            unit=unit,
            at=at,
            age=self.names.adult_age() if age is None else age,
        )

    def traveller(self, at: datetime) -> str:
        """Invent somebody from abroad, of no unit; gives their code."""
        sex = self.names.sex()
        return self._add(
            name=self.names.foreign_name(sex),
            sex=sex,
            unit="",
            at=at,
            age=self.names.adult_age(),
        )

    def people(self, units: Iterable[str], at: datetime) -> list[str]:
        """Invent one grown person for each unit."""
        return [self.person(unit, at) for unit in units]

    def place(self, kind: str, unit: str, at: datetime, *, max_level: int | None = None) -> str:
        """Invent a place of a kind in a unit; gives its place_id."""
        number = len(self.places) + 1
        names = row_of("place_names", "kind", kind)
        record = PlaceRecord(
            place_id=f"{kind}-{number}",
            kind=kind,
            name_vi=names["name_vi"].format(n=number),
            name_en=names["name_en"].format(n=number),
            unit_code=unit,
            max_level=max_level,
            fictional=True,
            recorded_at=at,
            source=INVENTED,
        )
        self.places.append(record)
        return record.place_id

    def household(self, person: str, size: int, at: datetime) -> list[str]:
        """Give a person a home with so many others; gives the others' codes.

        The home is known since the person is, the others are written down at `at`.
        """
        head = self.persons[person]
        home = self.place("household", head.unit_code, head.recorded_at)
        self.persons[person] = head = replace(head, home=home)
        surname = head.name.split()[0] if head.name else ""
        others = [
            self.person(head.unit_code, at, surname=surname, age=self.names.any_age())
            for _ in range(size)
        ]
        for code in others:
            self.persons[code] = replace(
                self.persons[code], home=home, home_qualifies=head.home_qualifies
            )
        return others

    def gather(
        self, place: str, people: Sequence[str], start: datetime, end: datetime, at: datetime
    ) -> None:
        """Put people at a place from about `start` to about `end`; all of them meet."""
        late = self.rng.integers(0, JITTER + 1, len(people)).tolist()
        early = self.rng.integers(0, JITTER + 1, len(people)).tolist()
        for person, come, go in zip(people, late, early, strict=True):
            self.stay(person, place, start + minutes(come), end - minutes(go), at)

    def stay(
        self,
        person: str,
        place: str,
        start: datetime,
        end: datetime,
        at: datetime,
        seat: str = "",
        source: str = INVENTED,
    ) -> None:
        """Put one person at a place for exactly this time; written down once they are known."""
        self.visits.append(
            VisitRecord(
                person=person,
                place=place,
                start=start,
                end=end,
                seat=seat,
                recorded_at=max(at, self.persons[person].recorded_at),
                source=source,
            )
        )

    def _add(self, *, name: str, sex: str, unit: str, at: datetime, age: int) -> str:
        self._invented += 1
        code = f"P{self._invented:05d}"
        suits = self.rng.random() < HOME_QUALIFIES
        self.persons[code] = PersonRecord(
            code=code,
            name=name,
            fictional=True,
            sex=sex,
            birth_year=at.year - age,
            age=age,
            phone=self.names.telephone(),
            unit_code=unit,
            home_qualifies=Answer.YES if suits else Answer.NO,
            recorded_at=at,
            source=INVENTED,
        )
        return code


def minutes(count: int) -> timedelta:
    """Give a length of time in minutes."""
    return timedelta(minutes=count)


def hours(count: float) -> timedelta:
    """Give a length of time in hours."""
    return timedelta(hours=count)
