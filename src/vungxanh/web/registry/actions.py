"""How the registry is written. Facts that tracing reads are changed through `response.actions`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils.timezone import localdate

from vungxanh.terms import Classification
from vungxanh.web.accounts import permissions
from vungxanh.web.accounts.models import User
from vungxanh.web.audit.actions import Actor, record
from vungxanh.web.audit.queries import BREAK_GLASS
from vungxanh.web.config.among import Among
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.registry import scoping
from vungxanh.web.registry.likeness import keys_of
from vungxanh.web.registry.models import (
    Case,
    CaseStatus,
    ContactEvent,
    EmergencyAccess,
    Fact,
    InterviewAnswer,
    Isolation,
    Link,
    Outbreak,
    Person,
    PersonKey,
    PersonScope,
    Place,
    RecordedModel,
    TestResult,
    Visit,
)

Row = TypeVar("Row", bound=RecordedModel)


def _write_keys(persons: Sequence[Person]) -> None:
    """Write the keys by which persons are found again, in place of those they had."""
    PersonKey.objects.filter(Among("person_id", [person.pk for person in persons])).delete()
    PersonKey.objects.bulk_create(keys_of(persons), batch_size=5000)


@transaction.atomic
def add_person(*, actor: Actor, now: datetime, **fields: Any) -> Person:
    """Write a new person."""
    person = Person(recorded_at=now, **fields).made_findable()
    person.save()
    _write_keys([person])
    record("person_added", person, actor=actor, now=now, person_id=person.pk, after=fields)
    rescope_person(person, actor=actor, now=now)
    return person


@transaction.atomic
def change_person(
    person: Person, changes: Mapping[str, Any], *, actor: Actor, now: datetime, reason: str = ""
) -> Person:
    """Correct what is known of a person."""
    before = {name: getattr(person, name) for name in changes}
    for name, value in changes.items():
        setattr(person, name, value)
    person.made_findable().save()
    _write_keys([person])
    record(
        "person_changed",
        person,
        actor=actor,
        now=now,
        person_id=person.pk,
        before=before,
        after=changes,
        reason=reason,
    )
    if changes.keys() & {"unit", "staying_unit"}:
        rescope_person(person, actor=actor, now=now)
    return person


@transaction.atomic
def add_outbreak(*, actor: Actor, now: datetime, **fields: Any) -> Outbreak:
    """Write a new outbreak."""
    outbreak = Outbreak.objects.create(**fields)
    record("outbreak_added", outbreak, actor=actor, now=now, after=fields)
    return outbreak


@transaction.atomic
def add_place(*, actor: Actor, now: datetime, **fields: Any) -> Place:
    """Write a new place."""
    place = Place.objects.create(**fields)
    record("place_added", place, actor=actor, now=now, after=fields)
    return place


def _write(
    rows: Sequence[Row], verb: str, about: Model | str, *, actor: Actor, now: datetime
) -> list[Row]:
    """Write facts of one kind; rows whose source key is known already are left as they are."""
    for row in rows:
        row.recorded_at = row.recorded_at or now
        row.recorded_by = row.recorded_by or actor.get_username()
    model = type(rows[0])
    keys = {row.source_key for row in rows if row.source_key}
    known = set(
        model.objects.filter(source_key__in=keys).values_list("source_key", flat=True)
        if keys
        else ()
    )
    fresh = [row for row in rows if row.source_key not in known]
    model.objects.bulk_create(fresh, batch_size=5000)
    record(verb, about, actor=actor, now=now, after={"rows": [row.pk for row in fresh[:1000]]})
    return fresh


@transaction.atomic
def add_visits(visits: Sequence[Visit], *, actor: Actor, now: datetime) -> list[Visit]:
    """Write who was where."""
    return _write(visits, "visits_added", visits[0].person, actor=actor, now=now) if visits else []


@transaction.atomic
def add_contacts(
    contacts: Sequence[ContactEvent], *, actor: Actor, now: datetime
) -> list[ContactEvent]:
    """Write who met whom."""
    if not contacts:
        return []
    return _write(contacts, "contacts_added", contacts[0].person_a, actor=actor, now=now)


@transaction.atomic
def add_isolations(
    isolations: Sequence[Isolation], *, actor: Actor, now: datetime
) -> list[Isolation]:
    """Write who was apart from others, and when."""
    if not isolations:
        return []
    return _write(isolations, "isolations_added", isolations[0].person, actor=actor, now=now)


@transaction.atomic
def add_facts(facts: Sequence[Fact], *, actor: Actor, now: datetime) -> list[Fact]:
    """Write symptoms, vaccination, clearance, the state of a home."""
    return _write(facts, "facts_added", facts[0].person, actor=actor, now=now) if facts else []


@transaction.atomic
def add_links(links: Sequence[Link], *, actor: Actor, now: datetime) -> list[Link]:
    """Write who is said to have infected whom."""
    return _write(links, "links_added", links[0].infectee, actor=actor, now=now) if links else []


@transaction.atomic
def add_result(result: TestResult, *, actor: Actor, now: datetime) -> TestResult:
    """Write a laboratory result."""
    result.recorded_at = result.recorded_at or now
    result.recorded_by = actor.get_username()
    result.save()
    record(
        "result_recorded",
        result,
        actor=actor,
        now=now,
        person_id=result.person_id,
        after={"outcome": result.outcome, "specimen_at": result.specimen_at},
    )
    return result


@transaction.atomic
def retract(row: RecordedModel, *, actor: Actor, now: datetime, reason: str) -> None:
    """Take a fact back: it stays known that it was once believed."""
    row.retracted_at = now
    row.save(update_fields=["retracted_at"])
    record(
        "retracted",
        row,
        actor=actor,
        now=now,
        person_id=getattr(row, "person_id", None),
        before={"retracted_at": None},
        after={"retracted_at": now},
        reason=reason,
    )


@transaction.atomic
def open_case(case: Case, *, actor: Actor, now: datetime) -> Case:
    """Write a new case, with its first classification."""
    case.recorded_at = case.recorded_at or now
    case.recorded_by = actor.get_username()
    case.save()
    CaseStatus.objects.create(case=case, after=case.classification, at=now, by=actor.get_username())
    record(
        "case_opened",
        case,
        actor=actor,
        now=now,
        person_id=case.person_id,
        after={"code": case.code, "classification": case.classification},
    )
    return case


@transaction.atomic
def open_cases(cases: Sequence[Case], *, actor: Actor, now: datetime) -> None:
    """Write many new cases at once, as a file brings them, with their first classification."""
    for case in cases:
        case.recorded_at = case.recorded_at or now
        case.recorded_by = actor.get_username()
    load_rows(cases, "cases_opened", actor=actor, now=now)
    CaseStatus.objects.bulk_create(
        [CaseStatus(case=c, after=c.classification, at=now, by=c.recorded_by) for c in cases],
        batch_size=5000,
    )


@transaction.atomic
def retract_many(
    rows: Sequence[RecordedModel], *, actor: Actor, now: datetime, reason: str
) -> None:
    """Take facts of one kind back at once; the rows they came from may come again."""
    if not rows:
        return
    model = type(rows[0])
    keys = [row.pk for row in rows]
    model._default_manager.filter(Among("pk", keys)).update(retracted_at=now, source_key=None)
    for row in rows:
        row.retracted_at, row.source_key = now, None
    after = {"rows": len(keys), "retracted_at": now}
    record(
        "retracted_many", model._meta.label_lower, actor=actor, now=now, after=after, reason=reason
    )


@transaction.atomic
def retract_persons(ids: Iterable[int], *, actor: Actor, now: datetime, reason: str) -> None:
    """Take persons out of the registry whom nobody should have brought in; no unit sees them."""
    keys = list(ids)
    if not keys:
        return
    Person.objects.filter(Among("pk", keys)).update(retracted_at=now)
    PersonScope.objects.filter(Among("person_id", keys)).delete()
    after = {"rows": len(keys), "retracted_at": now}
    record("persons_retracted", "registry.person", actor=actor, now=now, after=after, reason=reason)


@transaction.atomic
def revive_persons(ids: Iterable[int], *, actor: Actor, now: datetime) -> None:
    """Take persons up again who come in once more under the same code."""
    keys = list(ids)
    if not keys:
        return
    Person.objects.filter(Among("pk", keys)).update(retracted_at=None)
    scoping.show_where_they_live(keys, on=localdate(now))
    record("persons_revived", "registry.person", actor=actor, now=now, after={"rows": len(keys)})


@transaction.atomic
def retract_places(ids: Iterable[int], *, actor: Actor, now: datetime, reason: str) -> None:
    """Take places out of the registry that nobody should have brought in."""
    keys = list(ids)
    if keys:
        Place.objects.filter(Among("pk", keys)).update(retracted_at=now)
        after = {"rows": len(keys), "retracted_at": now}
        record(
            "places_retracted", "registry.place", actor=actor, now=now, after=after, reason=reason
        )


@transaction.atomic
def revive_places(ids: Iterable[int], *, actor: Actor, now: datetime) -> None:
    """Take places up again that come in once more under the same code."""
    keys = list(ids)
    if keys:
        Place.objects.filter(Among("pk", keys)).update(retracted_at=None)
        record("places_revived", "registry.place", actor=actor, now=now, after={"rows": len(keys)})


@transaction.atomic
def load_persons(persons: Sequence[Person], *, actor: Actor, now: datetime) -> None:
    """Write many new persons at once; the units where they live see them."""
    for person in persons:
        person.recorded_at = person.recorded_at or now
        person.made_findable()
    load_rows(persons, "persons_imported", actor=actor, now=now)
    if persons:
        scoping.show_where_they_live([person.pk for person in persons], on=localdate(now))


@transaction.atomic
def classify(
    case: Case, classification: Classification, *, actor: Actor, now: datetime, reason: str = ""
) -> None:
    """Move a case to another classification. Does nothing if somebody has already."""
    before = case.classification
    moved = Case.objects.filter(pk=case.pk, classification=before).update(
        classification=classification
    )
    if not moved or before == classification:
        return
    case.classification = classification
    CaseStatus.objects.create(
        case=case,
        before=before,
        after=classification,
        at=now,
        by=actor.get_username(),
        reason=reason,
    )
    record(
        "case_classified",
        case,
        actor=actor,
        now=now,
        person_id=case.person_id,
        before={"classification": before},
        after={"classification": classification},
        reason=reason,
    )


@transaction.atomic
def change_case(
    case: Case, changes: Mapping[str, Any], *, actor: Actor, now: datetime, reason: str = ""
) -> None:
    """Correct dates and circumstances of a case."""
    before = {name: getattr(case, name) for name in changes}
    for name, value in changes.items():
        setattr(case, name, value)
    case.save(update_fields=[*changes])
    record(
        "case_changed",
        case,
        actor=actor,
        now=now,
        person_id=case.person_id,
        before=before,
        after=changes,
        reason=reason,
    )


@transaction.atomic
def save_answer(case: Case, prompt: str, text: str, *, actor: Actor, now: datetime) -> None:
    """Keep one answer of an interview as it stands."""
    answer, _ = InterviewAnswer.objects.update_or_create(
        case=case,
        prompt=prompt,
        defaults={"text": text, "changed_at": now, "changed_by": actor.get_username()},
    )
    record("answer_saved", answer, actor=actor, now=now, person_id=case.person_id)


@transaction.atomic
def note_opened(person: Person, *, actor: Actor, now: datetime) -> None:
    """Write that somebody opened a person's record."""
    record("opened", person, actor=actor, now=now, person_id=person.pk)


@transaction.atomic
def load_rows(
    rows: Iterable[Model], verb: str, *, actor: Actor, now: datetime, batch_size: int = 5000
) -> int:
    """Write many rows of one kind at once, as an import does, with one audit event."""
    rows = list(rows)
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=batch_size)
        if isinstance(rows[0], Person):
            _write_keys([row for row in rows if isinstance(row, Person)])
        record(verb, rows[0]._meta.label_lower, actor=actor, now=now, after={"rows": len(rows)})
    return len(rows)


@transaction.atomic
def widen_scope(
    person_ids: Iterable[int],
    unit: AdminUnit,
    why: PersonScope.Why,
    *,
    source: int = 0,
    actor: Actor,
    now: datetime,
) -> int:
    """Let a unit, the units above it and those that succeeded it see some persons.

    `source` is the case, where they are its contacts. Rows that stand are left as they are. Give
    the number of new rows; where there are none, nothing is logged.
    """
    ids = list(person_ids)
    rows = scoping.show_to(unit.pk, ids, why=str(why), source=source, on=localdate(now))
    if rows:
        after = {"why": str(why), "source": source, "rows": rows}
        one = ids[0] if len(ids) == 1 else None
        record("scope_widened", unit, actor=actor, now=now, person_id=one, after=after)
    return rows


@transaction.atomic
def narrow_scope(
    why: PersonScope.Why,
    source: int,
    persons: Iterable[int] | None = None,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Take back the sight of persons, or of all, that one case gave. Give the rows that went."""
    given = PersonScope.objects.filter(why=why, source=source)
    if persons is not None:
        given = given.filter(Among("person_id", persons))
    rows, _ = given.delete()
    if rows:
        before = {"why": str(why), "source": source, "rows": rows}
        record("scope_narrowed", f"registry.case:{source}", actor=actor, now=now, before=before)
    return rows


@transaction.atomic
def rescope_person(person: Person, *, actor: Actor, now: datetime) -> None:
    """Let the units where a person lives and stays see them, and no others on that ground."""
    outdated = PersonScope.objects.filter(person=person, why__in=scoping.COLUMNS)
    before = sorted(outdated.values_list("unit", flat=True))
    outdated.delete()
    scoping.show_where_they_live([person.pk], on=localdate(now))
    after = sorted(outdated.all().values_list("unit", flat=True))
    if before != after:
        record(
            "rescoped",
            person,
            actor=actor,
            now=now,
            person_id=person.pk,
            before={"units": before},
            after={"units": after},
        )


@transaction.atomic
def rescope_all(*, actor: Actor, now: datetime) -> int:
    """Let every unit see its persons, and every successor those of the units it came from.

    For after a bulk load and after a reorganisation: persons keep the unit of their day, and all
    units that took a part of it see them, as nobody knows in which part they live. Give the
    number of new rows.
    """
    on = localdate(now)
    rows = scoping.show_where_they_live(None, on=on) + scoping.show_to_successors(on=on)
    record("rescoped_all", "registry.personscope", actor=actor, now=now, after={"rows": rows})
    return rows


EMERGENCY = timedelta(hours=1)
"""How long a record opened in an emergency stays open."""


@transaction.atomic
def open_in_emergency(
    person: Person, reason: str, *, actor: User, now: datetime
) -> EmergencyAccess:
    """Break the glass: open a person outside one's area for an hour, for a reason to be read.

    Raises NotAllowed where the user works with no records at all, ValueError on a blank reason.
    """
    permissions.require(actor, "break_glass", now)
    if not reason.strip():
        raise ValueError("Opening a record outside your area needs a reason: say why.")
    access = EmergencyAccess.objects.create(
        user_id=actor.pk,
        username=actor.get_username(),
        person=person,
        reason=reason.strip(),
        opened_at=now,
        until=now + EMERGENCY,
    )
    record(
        BREAK_GLASS,
        person,
        actor=actor,
        now=now,
        person_id=person.pk,
        after={"until": access.until},
        reason=access.reason,
    )
    return access
