"""A registry that is in use gets the keys of its persons with the update."""

from importlib import import_module

from django.apps import apps

from tests.web.factories import UnitTree, make_person
from vungxanh.web.registry.models import PersonKey


def test_persons_of_an_older_registry_get_the_keys_that_new_ones_have(units: UnitTree) -> None:
    for name in ("Vũ Thị Hòa", "Trần Văn Bình"):
        make_person(unit=units.truc_bach, name=name, birth_year=1985, phone="0322345678")
    written = set(PersonKey.objects.values_list("person_id", "key"))
    PersonKey.objects.all().delete()
    import_module("vungxanh.web.registry.migrations.0004_fill_person_keys").fill(apps, None)
    assert set(PersonKey.objects.values_list("person_id", "key")) == written != set()
