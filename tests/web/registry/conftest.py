"""A case who met people at an office, in a flat and face to face, and the officer who asks."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from tests.web.conftest import ClientAs
from tests.web.factories import (
    NOW,
    SYSTEM,
    UnitTree,
    make_case,
    make_person,
    make_place,
    make_user,
)
from vungxanh.records import minute_of
from vungxanh.terms import Classification
from vungxanh.web.accounts.models import User
from vungxanh.web.registry.models import Case, ContactEvent, Outbreak, Person, Place, Visit
from vungxanh.web.response import actions

DAY = timedelta(days=1)
START = NOW - 3 * DAY
"""5 March, 7:00: onset was on 3 March, so the window runs from 1 March on."""


class Story:
    """The case sat in an office with two colleagues; one of them lives with a flatmate."""

    def __init__(self, units: UnitTree, outbreak: Outbreak) -> None:
        self.units, self.outbreak = units, outbreak
        names = ("index", "colleague", "guest", "friend", "flatmate", "passer_by")
        for name in names:
            setattr(self, name, make_person(unit=units.truc_bach, code=name))
        self.office: Place = make_place(unit=units.truc_bach, name="Văn phòng thử")
        self.flat: Place = make_place(unit=units.truc_bach, name="Căn hộ thử")
        self.stay(self.index, self.office, 0, 60, seat="12A")
        self.stay(self.colleague, self.office, 0, 60)
        self.stay(self.guest, self.office, 30, 60)
        self.stay(self.passer_by, self.office, 0, 5)
        self.stay(self.colleague, self.flat, 120, 300)
        self.stay(self.flatmate, self.flat, 120, 300)
        self.meeting = self.meets(self.index, self.friend, 90, 150)
        self.case: Case = make_case(
            self.index,
            outbreak=outbreak,
            classification=Classification.SUSPECTED,
            code="BN17",
            onset_date=date(2020, 3, 3),
            onset_source="the patient herself",
            specimen_date=None,
            confirmed_at=None,
        )

    index: Person
    colleague: Person
    guest: Person
    friend: Person
    flatmate: Person
    passer_by: Person

    def stay(self, person: Person, place: Place, start: int, end: int, **fields: object) -> Visit:
        first = minute_of(START)
        said = {"recorded_at": NOW - DAY} | fields
        return Visit.objects.create(
            person=person, place=place, start=first + start, end=first + end, **said
        )

    def meets(self, one: Person, other: Person, start: int, end: int) -> ContactEvent:
        first = minute_of(START)
        return ContactEvent.objects.create(
            person_a=one,
            person_b=other,
            start=first + start,
            end=first + end,
            close=True,
            setting="meal",
            recorded_at=NOW - DAY,
        )

    def confirm(self, at: datetime = NOW) -> None:
        actions.confirm_case(self.case, actor=SYSTEM, now=at, confirmed_at=at)


@pytest.fixture
def story(units: UnitTree, outbreak: Outbreak) -> Story:
    return Story(units, outbreak)


@pytest.fixture
def officer(units: UnitTree) -> User:
    return make_user("district_officer", units.ba_dinh, username="lan")


@pytest.fixture
def page(client_as: ClientAs, officer: User) -> Client:
    """The officer's browser."""
    return client_as(officer)
