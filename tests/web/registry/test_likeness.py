"""The keys by which persons are found again are kept with them; the likely ones are told."""

from datetime import date, timedelta

from tests.web.factories import NOW, SYSTEM, UnitTree, make_person, make_user
from vungxanh.identity import Identity, blocking_keys
from vungxanh.web.registry.actions import change_person, load_persons, retract_persons
from vungxanh.web.registry.likeness import identity_of, likely_persons
from vungxanh.web.registry.models import Person, PersonKey


def held(person: Person) -> set[str]:
    return set(PersonKey.objects.filter(person=person).values_list("key", flat=True))


def wanted(person: Person) -> set[str]:
    return set(blocking_keys(identity_of(person)))


def test_keys_follow_whatever_becomes_of_a_person(units: UnitTree) -> None:
    person = make_person(unit=units.truc_bach, name="Vũ Thị Hòa", birth_year=1985)
    assert held(person) == wanted(person) != set()
    before = held(person)
    change_person(person, {"phone": "0162 234 5678", "unit": None}, actor=SYSTEM, now=NOW)
    assert held(person) == wanted(person) != before
    loaded = [Person(code=f"L{n}", name="Trần Văn Bình", phone=f"091234567{n}") for n in range(3)]
    load_persons(loaded, actor=SYSTEM, now=NOW)
    assert all(held(one) == wanted(one) != set() for one in loaded)


def test_the_likeliest_is_first_and_who_is_outside_the_area_is_only_counted(
    units: UnitTree,
) -> None:
    here = make_person(
        unit=units.truc_bach, name="Vũ Thị Hòa", birth_date=date(1985, 4, 3), phone="0322345678"
    )
    make_person(unit=units.cat_linh, name="Vũ Thị Hoà", birth_year=1985, phone="0322345678")
    gone = make_person(unit=units.truc_bach, name="Vũ Thị Hòa", phone="0322345678")
    retract_persons([gone.pk], actor=SYSTEM, now=NOW, reason="entered by mistake")
    user = make_user("ward_officer", units.truc_bach)
    entered = Identity("", "vu thi hoa", birth_year=1985, phone="0162 234 5678")
    found = likely_persons(entered, user=user, now=NOW + timedelta(hours=1))
    assert [one.person for one in found.shown] == [here]
    assert found.outside == 1


def test_five_are_the_most(units: UnitTree) -> None:
    for _ in range(6):
        make_person(unit=units.truc_bach, name="Khuất Khắc Viễn", birth_year=1950)
    user = make_user("command", units.city)
    entered = Identity("", "Khuất Khắc Viễn", birth_year=1950)
    found = likely_persons(entered, user=user, now=NOW)
    assert len(found.shown) + found.outside == 5
