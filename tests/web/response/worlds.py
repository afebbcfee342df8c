"""A chain of four in Ba Đình, known to every test of the room, and what is done to it."""

from datetime import date, datetime, timedelta

from tests.web.factories import NOW, SYSTEM, make_case, make_outbreak, make_person, make_place
from tests.web.factories import make_units as units_of_the_corner
from vungxanh.records import minute_of
from vungxanh.terms import Classification, TestOutcome
from vungxanh.web.measures.models import Order
from vungxanh.web.registry.models import Case, Person, Place, TestResult, Visit
from vungxanh.web.response import actions
from vungxanh.web.tracing.models import Level

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MET = NOW - 3 * DAY
"""When the index case was at the office: 5 March, 7:00."""


class World:
    """A case, an F1 who shared their office, that F1's flatmate, and the flatmate's friend."""

    index: Person
    f1: Person
    f2: Person
    f3: Person
    stranger: Person

    def __init__(self) -> None:
        self.units = units_of_the_corner()
        self.outbreak = make_outbreak()
        lives = {
            "index": self.units.truc_bach,
            "f1": self.units.phuc_xa,
            "f2": self.units.cat_linh,
            "f3": self.units.cat_linh,
            "stranger": self.units.truc_bach,
        }
        for name, unit in lives.items():
            setattr(self, name, make_person(unit=unit, code=name, now=NOW - 5 * DAY))
        self.office, self.flat, self.cafe = (
            make_place(unit=self.units.truc_bach, kind=kind, name=f"Nơi {kind}")
            for kind in ("workplace", "home", "")
        )
        self.stay(self.index, self.office, 0, 60)
        self.stay(self.f1, self.office, 0, 60)
        self.stay(self.f1, self.flat, 120, 300)
        self.stay(self.f2, self.flat, 120, 300)
        self.stay(self.f2, self.cafe, 400, 460)
        self.stay(self.f3, self.cafe, 400, 460)
        self.case: Case = make_case(
            self.index,
            outbreak=self.outbreak,
            classification=Classification.SUSPECTED,
            onset_date=date(2020, 3, 3),
            specimen_date=None,
            confirmed_at=None,
            now=NOW - 2 * DAY,
        )

    def stay(self, person: Person, place: Place, start: int, end: int) -> Visit:
        first = minute_of(MET)
        return Visit.objects.create(
            person=person,
            place=place,
            start=first + start,
            end=first + end,
            recorded_at=NOW - 2 * DAY,
        )

    def confirm(self, at: datetime = NOW - DAY, known: datetime | None = None) -> None:
        actions.confirm_case(self.case, actor=SYSTEM, now=at, confirmed_at=known or at)

    def positive(
        self, person: Person, outcome: TestOutcome = TestOutcome.POSITIVE, at: datetime = NOW
    ) -> TestResult:
        return TestResult(
            person=person,
            outbreak=self.outbreak,
            specimen_at=at - 6 * HOUR,
            resulted_at=at,
            outcome=outcome,
        )

    def levels(self) -> dict[str, int]:
        return {level.person.code: level.level for level in Level.objects.select_related("person")}

    def order_of(self, person: Person) -> Order:
        found = Order.objects.filter(person=person).order_by("-pk").first()
        assert found is not None
        return found
