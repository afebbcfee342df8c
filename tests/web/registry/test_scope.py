"""Who may see whom: residence, stay, contact of a case, an emergency, a reorganisation."""

from datetime import timedelta
from time import process_time

import pytest
from django.db import connection

from tests.web.factories import (
    LATER,
    NOW,
    SYSTEM,
    UnitTree,
    give,
    make_case,
    make_person,
    make_place,
    make_user,
    make_visit,
)
from vungxanh.web.accounts.models import User
from vungxanh.web.accounts.permissions import NotAllowed
from vungxanh.web.audit.models import AuditEvent
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.registry.actions import (
    change_person,
    narrow_scope,
    open_in_emergency,
    rescope_all,
    rescope_person,
    widen_scope,
)
from vungxanh.web.registry.models import Case, Person, PersonScope, Place

CONTACT = PersonScope.Why.CONTACT


def sees(user: User, person: Person, now=NOW) -> bool:
    return Person.objects.visible_to(user, now=now).filter(pk=person.pk).exists()


def seers(person: Person) -> set[tuple[str, str]]:
    return {(row.unit.full_name, row.why) for row in person.scopes.select_related("unit")}


def test_a_resident_is_seen_by_the_unit_of_residence_and_every_unit_above(units: UnitTree) -> None:
    person = make_person(unit=units.truc_bach)
    for role, unit in (
        ("ward_officer", units.truc_bach),
        ("district_officer", units.ba_dinh),
        ("command", units.city),
        ("command", units.country),
    ):
        assert sees(make_user(role, unit), person)
    for role, unit in (("ward_officer", units.phuc_xa), ("district_officer", units.dong_da)):
        assert not sees(make_user(role, unit), person)
    assert not sees(make_user(), person)


def test_no_row_is_written_for_the_country_which_sees_everybody(units: UnitTree) -> None:
    person = make_person(unit=units.truc_bach)
    assert seers(person) == {
        ("Phường Trúc Bạch", "residence"),
        ("Quận Ba Đình", "residence"),
        ("Hà Nội", "residence"),
    }


def test_a_person_of_no_unit_is_seen_by_the_country_alone(units: UnitTree) -> None:
    person = make_person(unit=None)
    assert sees(make_user("command", units.country), person)
    assert not sees(make_user("command", units.city), person)


def test_moving_takes_the_sight_along(units: UnitTree) -> None:
    person = make_person(unit=units.truc_bach)
    change_person(person, {"unit": units.cat_linh}, actor=SYSTEM, now=NOW)
    assert sees(make_user("ward_officer", units.cat_linh), person)
    assert not sees(make_user("ward_officer", units.truc_bach), person)


def test_the_place_of_stay_sees_too(units: UnitTree) -> None:
    person = make_person(unit=units.truc_bach)
    change_person(person, {"staying_unit": units.cat_linh}, actor=SYSTEM, now=NOW)
    assert sees(make_user("ward_officer", units.cat_linh), person)
    assert sees(make_user("ward_officer", units.truc_bach), person)
    change_person(person, {"staying_unit": None}, actor=SYSTEM, now=NOW)
    assert not sees(make_user("ward_officer", units.cat_linh), person)


def test_rescoping_leaves_the_sight_that_a_case_gave(units: UnitTree) -> None:
    person = make_person(unit=units.truc_bach)
    widen_scope([person.pk], units.cat_linh, CONTACT, source=7, actor=SYSTEM, now=NOW)
    rescope_person(person, actor=SYSTEM, now=NOW)
    assert ("Phường Cát Linh", "contact") in seers(person)


def test_rescoping_what_did_not_move_is_not_logged(units: UnitTree) -> None:
    person = make_person(unit=units.truc_bach)
    before = AuditEvent.objects.count()
    rescope_person(person, actor=SYSTEM, now=NOW)
    assert AuditEvent.objects.count() == before


def test_a_contact_is_seen_by_the_units_of_the_case_until_its_tree_goes(units: UnitTree) -> None:
    person, other = make_person(unit=units.truc_bach), make_person(unit=units.truc_bach)
    officer = make_user("district_officer", units.dong_da)
    rows = widen_scope([person.pk], units.cat_linh, CONTACT, source=7, actor=SYSTEM, now=NOW)
    assert rows == 3
    assert sees(officer, person)
    assert not sees(officer, other)
    assert narrow_scope(CONTACT, 7, actor=SYSTEM, now=NOW) == 3
    assert not sees(officer, person)
    assert sees(make_user("ward_officer", units.truc_bach), person)


def test_a_contact_of_two_cases_stays_seen_when_one_is_discarded(units: UnitTree) -> None:
    person = make_person(unit=units.truc_bach)
    for case in (7, 8):
        widen_scope([person.pk], units.cat_linh, CONTACT, source=case, actor=SYSTEM, now=NOW)
    narrow_scope(CONTACT, 7, actor=SYSTEM, now=NOW)
    assert sees(make_user("ward_officer", units.cat_linh), person)


def test_widening_twice_writes_once(units: UnitTree) -> None:
    person = make_person(unit=units.truc_bach)
    for expected in (3, 0):
        rows = widen_scope([person.pk], units.cat_linh, CONTACT, actor=SYSTEM, now=NOW)
        assert rows == expected
    assert AuditEvent.objects.filter(verb="scope_widened").count() == 1


def test_five_thousand_contacts_in_three_units_take_little_time(units: UnitTree) -> None:
    people = Person.objects.bulk_create(
        Person(code=f"bulk-{number}", recorded_at=NOW) for number in range(5000)
    )
    ids = [person.pk for person in people]
    times = []
    for case in range(5):
        start = process_time()
        rows = widen_scope(ids, units.truc_bach, CONTACT, source=case, actor=SYSTEM, now=NOW)
        times.append(process_time() - start)
        assert rows == 15_000
    if connection.vendor == "sqlite":  # PostgreSQL works in a process of its own
        assert min(times) < 0.1


def test_more_persons_than_a_statement_takes_parameters(units: UnitTree) -> None:
    ids = [make_person().pk for _ in range(10)]
    gone = range(ids[-1] + 1, ids[-1] + 300_000)
    assert widen_scope([*ids, *gone], units.truc_bach, CONTACT, actor=SYSTEM, now=NOW) == 30
    assert PersonScope.objects.values("person").distinct().count() == 10


def test_a_user_sees_the_areas_of_all_their_roles(units: UnitTree) -> None:
    user = make_user("ward_officer", units.truc_bach)
    give(user, "ward_officer", units.cat_linh)
    assert sees(user, make_person(unit=units.truc_bach))
    assert sees(user, make_person(unit=units.cat_linh))
    assert not sees(user, make_person(unit=units.phuc_xa))


@pytest.mark.parametrize("role", ["auditor", "laboratory"])
def test_auditors_and_laboratories_see_no_records(units: UnitTree, role: str) -> None:
    person = make_person(unit=units.truc_bach)
    for unit in (units.city, units.country):
        assert not sees(make_user(role, unit), person)


def test_a_laboratory_finds_the_persons_of_its_area_for_their_results(units: UnitTree) -> None:
    user = make_user("laboratory", units.ba_dinh)
    inside, outside = make_person(unit=units.truc_bach), make_person(unit=units.cat_linh)
    found = Person.objects.visible_to(user, now=NOW, verb="record_result")
    assert [*found] == [inside]
    assert outside not in found


def test_a_role_that_sees_records_in_a_ward_does_not_widen_a_laboratory_of_the_city(
    units: UnitTree,
) -> None:
    user = make_user("laboratory", units.city)
    give(user, "ward_officer", units.truc_bach)
    assert sees(user, make_person(unit=units.truc_bach))
    assert not sees(user, make_person(unit=units.cat_linh))


def test_cases_and_places_follow_the_same_areas(units: UnitTree) -> None:
    here, there = make_case(unit=units.truc_bach), make_case(unit=units.cat_linh)
    home, market = make_place(unit=units.truc_bach), make_place(unit=units.cat_linh)
    officer = make_user("ward_officer", units.truc_bach)
    assert [*Case.objects.visible_to(officer, now=NOW)] == [here]
    assert [*Place.objects.visible_to(officer, now=NOW)] == [home]
    make_visit(here.person, market)
    assert {*Place.objects.visible_to(officer, now=NOW)} == {home, market}
    assert there not in Case.objects.visible_to(officer, now=NOW)


def test_an_emergency_opens_a_record_for_an_hour_and_says_so(units: UnitTree) -> None:
    person = make_person(unit=units.cat_linh)
    officer, colleague = (make_user("ward_officer", units.truc_bach) for _ in range(2))
    open_in_emergency(person, " fainted at our station ", actor=officer, now=NOW)
    assert sees(officer, person)
    assert sees(officer, person, NOW + timedelta(minutes=59))
    assert not sees(officer, person, NOW + timedelta(minutes=60))
    assert not sees(colleague, person)
    event = AuditEvent.objects.get(verb="emergency")
    assert (event.reason, event.person_id) == ("fainted at our station", person.pk)
    assert event.actor == officer.username


def test_an_emergency_needs_a_reason_and_a_role(units: UnitTree) -> None:
    person = make_person(unit=units.cat_linh)
    with pytest.raises(ValueError, match="say why"):
        open_in_emergency(person, "  ", actor=make_user("tracer", units.city), now=NOW)
    for user in (
        make_user("auditor", units.city),
        make_user("laboratory", units.city),
        make_user(),
    ):
        with pytest.raises(NotAllowed):
            open_in_emergency(person, "curious", actor=user, now=NOW)
    assert not AuditEvent.objects.filter(verb="emergency").exists()


def test_an_emergency_ends_with_the_role(units: UnitTree) -> None:
    person = make_person(unit=units.cat_linh)
    officer = make_user("ward_officer", units.truc_bach)
    open_in_emergency(person, "fainted at our station", actor=officer, now=NOW)
    officer.grants.update(until=NOW + timedelta(minutes=10))
    assert not sees(User.objects.get(pk=officer.pk), person, NOW + timedelta(minutes=10))


class TestReorganisation:
    """1 July 2025: districts end, wards are merged, codes come back for other wards."""

    def officer(self, unit: AdminUnit) -> User:
        return make_user("ward_officer", unit, since=LATER - timedelta(days=1))

    def test_the_new_ward_sees_the_persons_of_the_old(self, units: UnitTree) -> None:
        person = make_person(unit=units.truc_bach)
        new, other = self.officer(units.new_ba_dinh), self.officer(units.hong_ha)
        assert not sees(new, person, LATER)
        rescope_all(actor=SYSTEM, now=LATER)
        assert sees(new, person, LATER)
        assert not sees(other, person, LATER)
        assert Person.objects.get(pk=person.pk).unit == units.truc_bach

    def test_it_sees_the_contacts_of_the_old_wards_cases_too(self, units: UnitTree) -> None:
        person = make_person(unit=units.cat_linh)
        widen_scope([person.pk], units.truc_bach, CONTACT, source=7, actor=SYSTEM, now=NOW)
        rescope_all(actor=SYSTEM, now=LATER)
        assert sees(self.officer(units.new_ba_dinh), person, LATER)
        narrow_scope(CONTACT, 7, actor=SYSTEM, now=LATER)
        assert not sees(self.officer(units.new_ba_dinh), person, LATER)

    def test_nothing_changes_before_the_day(self, units: UnitTree) -> None:
        make_person(unit=units.truc_bach)
        assert rescope_all(actor=SYSTEM, now=NOW) == 0

    def test_a_second_time_changes_nothing(self, units: UnitTree) -> None:
        make_person(unit=units.truc_bach)
        assert rescope_all(actor=SYSTEM, now=LATER) == 1
        assert rescope_all(actor=SYSTEM, now=LATER) == 0

    def test_a_person_told_of_later_with_an_old_address_is_seen_at_once(
        self, units: UnitTree
    ) -> None:
        person = make_person(unit=units.phuc_xa, now=LATER)
        assert sees(self.officer(units.hong_ha), person, LATER)

    def test_a_role_in_a_unit_that_ended_ends_with_it(self, units: UnitTree) -> None:
        person = make_person(unit=units.truc_bach)
        for role, unit in (
            ("ward_officer", units.truc_bach),
            ("district_officer", units.ba_dinh),
        ):
            user = make_user(role, unit)
            assert sees(user, person)
            assert not sees(user, person, LATER)

    def test_persons_loaded_in_bulk_get_their_units(self, units: UnitTree) -> None:
        rows = [("a", units.truc_bach, None), ("b", units.cat_linh, units.phuc_xa)]
        Person.objects.bulk_create(
            Person(code=code, unit=unit, staying_unit=stay, recorded_at=NOW)
            for code, unit, stay in rows
        )
        assert rescope_all(actor=SYSTEM, now=NOW) == 3 + 3 + 3
        officer = make_user("ward_officer", units.phuc_xa)
        assert [p.code for p in Person.objects.visible_to(officer, now=NOW)] == ["b"]
