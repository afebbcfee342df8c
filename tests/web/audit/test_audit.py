"""The audit log: written once, without values of its own, and forgetting values by rule."""

from datetime import timedelta

import pytest

from tests.web.factories import NOW, SYSTEM, make_place
from vungxanh.web.audit.actions import purge_values, record
from vungxanh.web.audit.models import AuditEvent, Value

pytestmark = pytest.mark.django_db


def write(minutes: int = 0) -> AuditEvent:
    return record(
        "changed",
        "registry.person:7",
        actor=SYSTEM,
        now=NOW + timedelta(minutes=minutes),
        person_id=7,
        before={"phone": "1", "name": "Lan"},
        after={"phone": "2", "name": "Lan"},
        reason="told by herself",
    )


def test_an_event_names_the_fields_that_changed_and_keeps_their_values_apart() -> None:
    event = write()
    assert event.fields == ["phone"]
    assert event.actor == "system:test"
    assert [*Value.objects.values_list("event_id", "field", "before", "after")] == [
        (event.pk, "phone", "1", "2")
    ]


def test_values_are_plain_whatever_the_field_held() -> None:
    place = make_place()
    record("x", place, actor=SYSTEM, now=NOW, after={"at": NOW, "day": NOW.date(), "place": place})
    held = dict(
        Value.objects.filter(field__in=["at", "day", "place"]).values_list("field", "after")
    )
    assert held == {"at": "2020-03-08T00:00:00+00:00", "day": "2020-03-08", "place": place.pk}


@pytest.mark.parametrize("model", [AuditEvent, Value])
class TestWrittenOnce:
    def test_a_row_is_not_saved_again(self, model) -> None:
        write()
        row = model.objects.get()
        row.target = "registry.person:8"
        with pytest.raises(TypeError, match="never changed"):
            row.save()
        assert model.objects.get().target == "registry.person:7"

    def test_a_row_is_not_deleted(self, model) -> None:
        write()
        with pytest.raises(TypeError, match="never deleted"):
            model.objects.get().delete()
        assert model.objects.exists()

    def test_rows_are_neither_updated_nor_deleted_together(self, model) -> None:
        write()
        for change in (
            lambda: model.objects.update(target="x"),
            lambda: model.objects.filter(pk__isnull=False).delete(),
            lambda: model.objects.bulk_update(model.objects.all(), ["target"]),
        ):
            with pytest.raises(TypeError, match="append-only"):
                change()
        assert model.objects.get().target == "registry.person:7"


class TestRetention:
    def test_old_values_go_and_events_stay(self) -> None:
        old, new = write(), write(minutes=10)
        later = NOW + timedelta(days=400)
        assert purge_values(NOW + timedelta(minutes=5), actor=SYSTEM, now=later) == 1
        assert [*Value.objects.filter(target="registry.person:7").values_list("event_id")] == [
            (new.pk,)
        ]
        assert AuditEvent.objects.get(pk=old.pk).fields == ["phone"]

    def test_the_purge_itself_is_logged(self) -> None:
        write()
        purge_values(NOW + timedelta(days=1), actor=SYSTEM, now=NOW + timedelta(days=1))
        event = AuditEvent.objects.get(verb="values_purged")
        assert Value.objects.get(event_id=event.pk).after == 1

    def test_what_has_not_happened_yet_is_not_purged(self) -> None:
        with pytest.raises(ValueError, match="cannot be purged yet"):
            purge_values(NOW + timedelta(days=1), actor=SYSTEM, now=NOW)
