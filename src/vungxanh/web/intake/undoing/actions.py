"""Undoing: everything an import brought is retracted, everything it changed stands as before."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from vungxanh.web.audit.actions import Actor, record
from vungxanh.web.config.among import Among
from vungxanh.web.intake.models import Import, ImportRow
from vungxanh.web.intake.undoing.grounds import (
    model_of,
    objections,
    standing_results,
    written_by,
)
from vungxanh.web.registry import actions as registry
from vungxanh.web.registry.models import Case, Person, TestResult
from vungxanh.web.response.actions import correct_result
from vungxanh.web.response.loading.actions import correct_cases, retract_loaded

Did = ImportRow.Did


class CannotUndoError(ValueError):
    """Something was built on the import; `reasons` says all that."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join([_("This import cannot be undone."), *reasons]))


@transaction.atomic
def take_back(imported: Import, *, actor: Actor, now: datetime, reason: str) -> None:
    """Retract what an import wrote and restore what it changed.

    Raises CannotUndoError, and changes nothing, where something else was built on it.
    """
    if reasons := objections(imported):
        raise CannotUndoError(reasons)
    _restore_results(imported, actor=actor, now=now, reason=reason)
    created = written_by(imported, Did.CREATED)
    corrections = imported.ledger.filter(model="testresult", before__isnull=False)
    created["testresult"] -= set(corrections.values_list("key", flat=True))
    facts: list[Any] = []
    for name, keys in created.items():
        if name == "testresult":
            facts += standing_results(keys)
        elif name not in {"person", "place"}:
            facts += (
                model_of(name)
                ._default_manager.filter(Among("pk", keys), retracted_at=None)
                .select_related(*RELATED.get(name, ()))
            )
    retract_loaded(facts, actor=actor, now=now, reason=reason)
    _restore(imported, actor=actor, now=now, reason=reason)
    gone = written_by(imported, Did.CREATED, Did.REVIVED)
    registry.retract_persons(gone["person"], actor=actor, now=now, reason=reason)
    registry.retract_places(gone["place"], actor=actor, now=now, reason=reason)
    record("import_taken_back", imported, actor=actor, now=now, reason=reason)


RELATED = {"case": ("outbreak", "person__unit", "person__staying_unit")}


def _restore(imported: Import, *, actor: Actor, now: datetime, reason: str) -> None:
    """Give persons and cases the values that stood before the first change of the import."""
    before: dict[tuple[str, int], dict[str, Any]] = defaultdict(dict)
    for entry in imported.ledger.filter(did=Did.CHANGED).order_by("pk"):
        values = before[entry.model, entry.key]
        values |= {n: v for n, v in (entry.before or {}).items() if n not in values}
    cases = []
    for (name, key), values in before.items():
        row = model_of(name)._default_manager.select_related(*RELATED.get(name, ())).get(pk=key)
        said = {column: _value(row, column, value) for column, value in values.items()}
        if isinstance(row, Person):
            registry.change_person(row, said, actor=actor, now=now, reason=reason)
        elif isinstance(row, Case):
            cases.append((row, said))
    correct_cases(cases, actor=actor, now=now, reason=reason)


def _value(row: Model, column: str, value: Any) -> Any:
    """Turn a value of the ledger into one of the row."""
    field: Any = row._meta.get_field(column)
    if field.is_relation and value is not None:
        return field.related_model._default_manager.get(pk=value)
    return value if field.is_relation else field.to_python(value)


def _restore_results(imported: Import, *, actor: Actor, now: datetime, reason: str) -> None:
    """Say again what a corrected result said: a further correction, so that history stays."""
    for entry in imported.ledger.filter(model="testresult", did=Did.CREATED, before__isnull=False):
        right = TestResult.objects.get(pk=entry.key)
        wrong = TestResult.objects.select_related("person", "outbreak").get(
            pk=(entry.before or {})["replaces"]
        )
        again = TestResult(
            person=wrong.person,
            outbreak=wrong.outbreak,
            specimen_at=wrong.specimen_at,
            resulted_at=wrong.resulted_at,
            method=wrong.method,
            outcome=wrong.outcome,
            laboratory=wrong.laboratory,
            source=wrong.source,
        )
        correct_result(right, again, actor=actor, now=now, reason=reason)
