"""How the plans of some rows are written: new rows by their kind, changes through the conductor."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model

from vungxanh.web.audit.actions import Actor, record
from vungxanh.web.intake.models import Import, ImportRow
from vungxanh.web.intake.plans import Change, Plan
from vungxanh.web.registry import actions as registry
from vungxanh.web.registry.models import (
    Case,
    ContactEvent,
    Fact,
    Isolation,
    Link,
    Person,
    Place,
    TestResult,
    Visit,
)
from vungxanh.web.response.actions import correct_result, follow_exposures
from vungxanh.web.response.loading.actions import (
    correct_cases,
    load_cases,
    load_facts,
    load_results,
)
from vungxanh.web.response.models import Proposal

EXPOSURES = (Visit, ContactEvent, Isolation)
Did = ImportRow.Did


@transaction.atomic
def write_plans(imported: Import, plans: Sequence[Plan], *, actor: Actor, now: datetime) -> None:
    """Write what some rows of an import say, and note for each what it did."""
    new = [(plan, row) for plan in plans for row in plan.new]
    registry.load_persons(_of(Person, new), actor=actor, now=now)
    revived = [(plan, row) for plan in plans for row in plan.revived]
    registry.revive_persons([person.pk for person in _of(Person, revived)], actor=actor, now=now)
    registry.revive_places([place.pk for place in _of(Place, revived)], actor=actor, now=now)
    registry.load_rows(_of(Place, new), "places_imported", actor=actor, now=now)
    registry.load_rows(_stamped(Link, new, actor, now), "links_imported", actor=actor, now=now)
    _change(plans, actor=actor, now=now)
    load_cases(_of(Case, new), actor=actor, now=now)
    _expose(new, actor=actor, now=now)
    load_facts(_stamped(Fact, new, actor, now), actor=actor, now=now)
    opened = _results(plans, new, actor=actor, now=now)
    _note(imported, [*_entries(plans, revived), *opened], now)
    record("rows_imported", imported, actor=actor, now=now, after={"rows": len(plans)})


def _of(model: type[Any], new: Iterable[tuple[Plan, Any]]) -> list[Any]:
    return [row for _plan, row in new if isinstance(row, model)]


def _stamped(
    model: type[Any], new: Iterable[tuple[Plan, Model]], actor: Actor, now: datetime
) -> list[Any]:
    rows = _of(model, new)
    for row in rows:
        row.recorded_at, row.recorded_by = now, actor.get_username()
    return rows


def _change(plans: Iterable[Plan], *, actor: Actor, now: datetime) -> None:
    """Write other values of persons and cases, with history, and let the trees follow once."""
    changes = [change for plan in plans for change in plan.changes]
    for change in changes:
        if isinstance(change.target, Person):
            registry.change_person(
                change.target, change.after, actor=actor, now=now, reason="import"
            )
    cases = [(c.target, c.after) for c in changes if isinstance(c.target, Case)]
    correct_cases(cases, actor=actor, now=now, reason="import")


def _expose(new: Sequence[tuple[Plan, Model]], *, actor: Actor, now: datetime) -> None:
    rows = []
    for model in EXPOSURES:
        some = _stamped(model, new, actor, now)
        registry.load_rows(some, f"{model._meta.model_name}s_imported", actor=actor, now=now)
        rows += some
    if rows:
        follow_exposures(rows, actor=actor, now=now)


def _results(
    plans: Sequence[Plan], new: Iterable[tuple[Plan, Model]], *, actor: Actor, now: datetime
) -> list[tuple[int, Model, str, Any, Any]]:
    """Write and correct results; give the entries of the suspects that positive ones opened."""
    rows = {id(row): plan.row for plan in plans for row in plan.new}
    results = _stamped(TestResult, new, actor, now)
    line = {id(result): rows[id(result)] for result in results}
    proposals = load_results(results, actor=actor, now=now)
    for plan in plans:
        for wrong, right in plan.corrected:
            line[id(right)] = plan.row
            told = correct_result(wrong, right, actor=actor, now=now, reason="import")
            proposals += [told] if isinstance(told, Proposal) else []
    lines = {result.pk: line[id(result)] for result in results}
    lines |= {right.pk: plan.row for plan in plans for _wrong, right in plan.corrected}
    return [
        (lines.get(proposal.result_id, 0), proposal.case, Did.CREATED, None, None)
        for proposal in proposals
        if proposal.case is not None and proposal.case.recorded_at == now
    ]


def _entries(
    plans: Iterable[Plan], revived: Iterable[tuple[Plan, Model]]
) -> Iterable[tuple[int, Model, str, Any, Any]]:
    for plan in plans:
        for row in plan.new:
            sure = isinstance(row, Person) and plan.confidence is not None
            after = {"confidence": plan.confidence} if sure else None
            yield plan.row, row, Did.CREATED, None, after
        for change in plan.changes:
            yield (
                plan.row,
                change.target,
                Did.CHANGED,
                _plain(change, "before"),
                _plain(change, "after"),
            )
        for wrong, right in plan.corrected:
            yield plan.row, right, Did.CREATED, {"replaces": wrong.pk}, None
    for plan, row in revived:
        yield plan.row, row, Did.REVIVED, None, None


def _plain(change: Change, side: str) -> dict[str, Any]:
    """Give values as JSON keeps them; a unit by its key."""
    values = getattr(change, side)
    plain = {n: v.pk if isinstance(v, Model) else v for n, v in values.items()}
    kept: dict[str, Any] = json.loads(json.dumps(plain, cls=DjangoJSONEncoder))
    return kept


def _note(
    imported: Import, entries: Iterable[tuple[int, Model, str, Any, Any]], now: datetime
) -> None:
    ImportRow.objects.bulk_create(
        (
            ImportRow(
                of=imported,
                row=row,
                model=str(target._meta.model_name),
                key=target.pk,
                did=did,
                before=before,
                after=after,
                at=now,
            )
            for row, target, did, before, after in entries
        ),
        batch_size=5_000,
    )


@transaction.atomic
def take_rows(imported: Import, plans: Sequence[Plan], *, actor: Actor, now: datetime) -> None:
    """Write one chunk of an import, and how far it is."""
    write_plans(imported, plans, actor=actor, now=now)
    does = [plan.does for plan in plans]
    columns = {
        "done": imported.done + len(plans),
        "created": imported.created + does.count("created"),
        "changed": imported.changed + does.count("changed"),
        "left": imported.left + does.count("left"),
    }
    Import.objects.filter(pk=imported.pk).update(**columns)
    for name, value in columns.items():
        setattr(imported, name, value)
