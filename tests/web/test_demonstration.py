"""The demonstrations, loaded fact by fact: what the reports say comes out of the registry."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client

from tests.web.conftest import SetClock
from vungxanh.demonstration import City, first_wave
from vungxanh.terms import Classification
from vungxanh.web.accounts.models import Role, User
from vungxanh.web.audit.actions import System
from vungxanh.web.demonstration import load, make_users
from vungxanh.web.geography.actions import load_shipped_units
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.measures.models import Order
from vungxanh.web.registry.models import Case, Fact, Outbreak, Person, TestResult
from vungxanh.web.response.golden import golden_times
from vungxanh.web.response.queries import situation
from vungxanh.web.tracing.models import Level, LevelChange

SEVEN = datetime.fromisoformat("2020-03-08T07:00+07:00")


def load_all(city: City) -> None:
    load_shipped_units(actor=System("demo"), now=city.now)
    load(city)
    make_users(city, "not-for-real-work")


@pytest.fixture(scope="module")
def _first_wave(django_db_setup: None, django_db_blocker) -> Iterator[City]:
    """Loaded once for the module: each test looks at it inside its own transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        city = first_wave()
        load_all(city)
        yield city
        transaction.set_rollback(True)


@pytest.fixture
def wave(_first_wave: City, db: None) -> City:
    return _first_wave


def test_at_seven_on_8_march_twenty_cases_are_known(wave: City) -> None:
    cases = Case.objects.as_of(SEVEN)
    assert {case.code for case in cases} == {f"BN{number}" for number in range(1, 21)}
    assert set(cases.values_list("classification", flat=True)) == {Classification.CONFIRMED}
    assert not Case.objects.filter(recorded_at__gt=SEVEN).exists()


def test_the_tree_of_patient_17_has_the_reported_sizes(wave: City) -> None:
    tree = Case.objects.get(code="BN17").tree
    assert (tree.f1, tree.f2, tree.f3) == (71, 378, 234)


def test_each_case_has_the_positive_result_that_made_it_one(wave: City) -> None:
    """So that it can be corrected, and the page of a case does not say "0 positive"."""
    positive = TestResult.objects.filter(outcome="positive").select_related("person")
    assert {result.person_id for result in positive} == set(
        Case.objects.values_list("person_id", flat=True)
    )
    assert all(result.specimen_at <= result.resulted_at <= SEVEN for result in positive)
    assert TestResult.objects.filter(outcome="negative").count() >= 19


def test_levels_were_reached_in_time_order(wave: City) -> None:
    """The cousin was a contact of BN17 before she was a case herself."""
    steps = LevelChange.objects.filter(person__code="BN19").order_by("at", "pk")
    assert [step.after for step in steps] == [1, 0]
    known = Case.objects.get(code="BN19")
    assert known.found_in_quarantine


def test_the_past_shows_what_was_known_then(wave: City) -> None:
    outbreak = Outbreak.objects.get()
    city = AdminUnit.objects.on(SEVEN.date()).get(code="01")
    before = situation(outbreak, city, at=datetime.fromisoformat("2020-03-06T23:00+07:00")).totals
    assert (before.f0, before.f1) == (0, 0)
    now = situation(outbreak, city, at=SEVEN).totals
    assert now.f1 > 50
    assert now.advised == Level.objects.filter(level=3, person__unit__isnull=False).count()


def test_the_golden_time_is_worked_out_and_something_waits(wave: City) -> None:
    outbreak = Outbreak.objects.get()
    city = AdminUnit.objects.on(SEVEN.date()).get(code="01")
    found, told, quarantined = golden_times(outbreak, city, at=SEVEN)
    assert found["median"] < told["median"] < quarantined["median"]
    assert told["open"] + quarantined["open"] > 0
    assert Order.objects.proposed().exists()


def test_real_patients_have_numbers_and_invented_people_say_so(wave: City) -> None:
    assert not Person.objects.filter(fictional=False).exclude(name="").exists()
    named = Person.objects.exclude(name="")
    assert named.count() > 500
    assert not named.filter(fictional=False).exists()


def test_everybody_is_visible_to_the_command_centre_and_few_to_a_ward(wave: City) -> None:
    commander, ward = (User.objects.get(username=name) for name in ("command", "ward"))
    reached = Person.objects.filter(levels__isnull=False).distinct()
    seen = reached.visible_to(commander, now=SEVEN)
    tree = Case.objects.get(code="BN17").tree
    assert seen.count() >= tree.f1 + tree.f2 + tree.f3
    assert Person.objects.visible_to(ward, now=SEVEN).count() > 0
    roles = {grant.role for user in User.objects.all() for grant in user.grants_at(SEVEN)}
    assert roles == set(Role)


@pytest.mark.parametrize("name", ["command", "tracer", "district", "ward", "national"])
def test_every_officer_finds_their_first_pages(wave: City, name: str, set_clock: SetClock) -> None:
    set_clock(SEVEN + timedelta(minutes=1))
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(username=name))
    for address in ("/", "/waiting/", "/cases/", "/persons/"):
        assert client.get(address).status_code == 200, address
    case = Case.objects.get(code="BN17")
    assert client.get(f"/cases/{case.pk}/").status_code == 200


def test_homes_are_told_as_facts(wave: City) -> None:
    assert Fact.objects.filter(name="home_qualifies").exists()
