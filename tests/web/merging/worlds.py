"""Two records of one person in a small outbreak, and all tables as they stand."""

import random
from datetime import date, timedelta
from typing import Any

from django.apps import apps

from tests.web.factories import (
    NOW,
    SYSTEM,
    make_case,
    make_outbreak,
    make_person,
    make_place,
    make_units,
)
from vungxanh.records import minute_of
from vungxanh.terms import Classification, TestOutcome
from vungxanh.web.registry.models import (
    Case,
    ContactEvent,
    Fact,
    Isolation,
    Link,
    Person,
    TestResult,
    Visit,
)
from vungxanh.web.response import actions
from vungxanh.web.response.loading.actions import load_facts
from vungxanh.web.tracing.models import Arrival, Level, Tree

DAY = timedelta(days=1)
SOON, LATER = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
LOGS = {"tracing.levelchange", "measures.orderstep", "merging.merge"}
"""What only grows: histories, which tell of the merge and its undoing."""
FOLLOWING = {
    "tracing.tree": {"id", "traced_at"},
    "tracing.arrival": {"id"},
    "tracing.level": {"id", "since"},
    "registry.personkey": {"id"},
    "registry.personscope": {"id"},
}
"""What is worked out, and its columns that say when it was."""


class World:
    """Six persons who met at random; `one` and `other` are two records of the same."""

    def __init__(self, seed: int = 0) -> None:
        self.random = random.Random(seed)
        self.units = make_units()
        self.outbreak = make_outbreak()
        unit = self.units.truc_bach
        self.one = make_person(unit=unit, name="Vũ Thị Hòa", birth_year=1985, phone="0322345678")
        self.other = make_person(
            unit=self.units.phuc_xa, name="Vu Thi Hoa", birth_date=date(1985, 4, 3)
        )
        self.others = [make_person(unit=unit) for _ in range(4)]
        self.everybody = [self.one, self.other, *self.others]
        places = [make_place(unit=unit, kind="workplace") for _ in range(3)]
        visits = [self._visit(person, place) for person in self.everybody for place in places]
        actions.add_visits([v for v in visits if v], actor=SYSTEM, now=NOW)
        actions.add_contacts([self._meeting(person) for person in self.others[:2]], **self.by)
        actions.add_contacts([self._meeting(self.one, self.other)], **self.by)
        if self.random.random() < 0.5:
            start = minute_of(NOW - DAY)
            actions.isolate(Isolation(person=self.other, start=start), **self.by)
        self.cases = [self._case(self.others[0]), self._case(self.other)]
        load_facts(
            [
                Fact(person=p, name="fever", value="yes", observed_at=NOW, recorded_at=NOW)
                for p in self.everybody
            ],
            **self.by,
        )
        self._results()
        Link.objects.create(
            outbreak=self.outbreak,
            infector=self.one,
            infectee=self.other,
            kind="reported",
            recorded_at=NOW,
        )

        # A positive result waits for an officer: let the orders follow it as any later step would.
        also = [person.pk for person in self.everybody]
        actions.follow(self.cases, cause="settled", also=also, **self.by)

    @property
    def by(self) -> dict[str, Any]:
        return {"actor": SYSTEM, "now": NOW}

    def _visit(self, person: Person, place: Any) -> Visit | None:
        if self.random.random() < 0.4:
            return None
        start = minute_of(NOW - 4 * DAY) + 60 * self.random.randrange(48)
        return Visit(person=person, place=place, start=start, end=start + 300)

    def _meeting(self, one: Person, other: Person | None = None) -> ContactEvent:
        start = minute_of(NOW - 2 * DAY) + 60 * self.random.randrange(24)
        other = other or self.random.choice([self.one, self.other])
        return ContactEvent(person_a=one, person_b=other, start=start, end=start + 60, close=True)

    def _case(self, person: Person) -> Case:
        case = make_case(
            person,
            outbreak=self.outbreak,
            classification=Classification.SUSPECTED,
            onset_date=date(2020, 3, 3),
            specimen_date=None,
            confirmed_at=None,
        )
        if person is not self.other or self.random.random() < 0.5:
            actions.confirm_case(case, **self.by)
        return case

    def _results(self) -> None:
        for person in (self.one, self.other):
            outcome = self.random.choice([TestOutcome.POSITIVE, TestOutcome.NEGATIVE])
            result = TestResult(
                person=person,
                outbreak=self.outbreak,
                specimen_at=NOW - DAY,
                resulted_at=NOW,
                outcome=outcome,
            )
            actions.record_result(result, **self.by)


def tables() -> dict[str, list[Any]]:
    """Give all rows of all tables apart from the log and the histories, in comparable order."""
    found = {}
    for model in apps.get_models():
        label = model._meta.label_lower
        if not model.__module__.startswith("vungxanh.web.") or ".audit." in model.__module__:
            continue
        if label in LOGS:
            continue
        without = FOLLOWING.get(label, set())
        names = [f.attname for f in model._meta.concrete_fields if f.name not in without]
        rows = model._default_manager.order_by().values_list(*names)
        found[label] = sorted(map(repr, rows))
    return found


def trees() -> dict[str, list[Any]]:
    return {label: rows for label, rows in tables().items() if label.startswith("tracing.")}


def trees_computed_fresh() -> dict[str, list[Any]]:
    for model in (Arrival, Level, Tree):
        model._default_manager.filter(pk__gt=0).delete()
    cases = Case.objects.filter(retracted_at=None).select_related("outbreak", "person__unit")
    actions.follow(list(cases.order_by("pk")), cause="fresh", actor=SYSTEM, now=LATER)
    return trees()
