"""A small tree for the tests of orders: a case, two F1, their F2, and what the directives ask."""

from dataclasses import dataclass
from datetime import date, timedelta

from tests.web.factories import (
    NOW,
    SYSTEM,
    UnitTree,
    make_case,
    make_outbreak,
    make_person,
    make_place,
    make_visit,
)
from vungxanh.terms import Classification
from vungxanh.web.measures.models import Order
from vungxanh.web.registry.models import Case, Fact, Outbreak, Person
from vungxanh.web.response.actions import confirm_case, record_fact

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MET = NOW - 3 * DAY
"""When the case met the F1; the F1 met the F2 two hours later."""


@dataclass
class Tree:
    """`index` met `near` and `other` at work; both met `far`, `near` alone met `friend`."""

    outbreak: Outbreak
    case: Case
    index: Person
    near: Person
    other: Person
    far: Person
    friend: Person

    def order(self, person: Person) -> Order:
        """Give the newest order of a person."""
        found = Order.objects.filter(person=person).order_by("-pk").first()
        assert found is not None, f"{person.code} has no order"
        return found

    def running(self, person: Person) -> Order | None:
        """Give the order that binds a person."""
        return Order.objects.running().filter(person=person).first()


def make_tree(units: UnitTree, outbreak: Outbreak | None = None, *, confirmed: bool = True) -> Tree:
    """Write the persons and where they met, and confirm the case."""
    found = outbreak or make_outbreak()
    names = ("index", "near", "other", "far", "friend")
    people = {name: make_person(unit=units.truc_bach, code=name) for name in names}
    meetings = [
        (("index", "near", "other"), MET),
        (("near", "far"), MET + 2 * HOUR),
        (("other", "far"), MET + 4 * HOUR),
        (("near", "friend"), MET + 6 * HOUR),
    ]
    for who, start in meetings:
        place = make_place(unit=units.truc_bach)
        for name in who:
            make_visit(people[name], place, start, recorded_at=NOW - DAY)
    case = make_case(
        people["index"],
        outbreak=found,
        classification=Classification.SUSPECTED,
        onset_date=date(2020, 3, 3),
        specimen_date=None,
        confirmed_at=None,
    )
    if confirmed:
        confirm_case(case, actor=SYSTEM, now=NOW)
    return Tree(outbreak=found, case=case, **people)


def say(person: Person, name: str, value: str, at=NOW) -> list[Order]:
    """Record a fact and give the orders that it leads to propose."""
    fact = Fact(person=person, name=name, value=value, observed_at=at)
    return record_fact(fact, actor=SYSTEM, now=at)


def clear(person: Person, at=NOW + DAY) -> list[Order]:
    """Clear somebody."""
    return say(person, "cleared", at.isoformat(), at)
