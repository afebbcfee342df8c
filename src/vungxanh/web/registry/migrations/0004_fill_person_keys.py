"""Give the persons of a registry that is in use the keys by which they are found again."""

from typing import Any

from django.db import migrations

from vungxanh.identity import blocking_keys
from vungxanh.web.registry.likeness import identity_of

AT_ONCE = 2_000


def fill(apps: Any, _editor: Any) -> None:
    """Write the keys of everybody, some thousand persons at a time."""
    persons, keys = apps.get_model("registry", "Person"), apps.get_model("registry", "PersonKey")
    waiting = []
    for person in persons.objects.order_by("pk").iterator(chunk_size=AT_ONCE):
        found = dict.fromkeys(blocking_keys(identity_of(person)))
        waiting += [keys(person_id=person.pk, key=key) for key in found]
        if len(waiting) >= AT_ONCE:
            keys.objects.bulk_create(waiting, batch_size=AT_ONCE)
            waiting = []
    keys.objects.bulk_create(waiting, batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_person_keys")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
