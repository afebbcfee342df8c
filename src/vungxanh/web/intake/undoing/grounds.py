"""Why an import cannot be undone: what others have built on what it wrote."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from vungxanh.web.audit.models import AuditEvent
from vungxanh.web.config.among import Among
from vungxanh.web.intake.models import Import, ImportRow
from vungxanh.web.measures.models import Order
from vungxanh.web.registry.models import (
    Case,
    ContactEvent,
    Fact,
    InterviewAnswer,
    Isolation,
    Link,
    Person,
    TestResult,
    Visit,
)

BUILT = (
    "person_changed",
    "case_changed",
    "case_classified",
    "answer_saved",
    "retracted",
    "result_recorded",
    "proposal_applied",
)
"""Events of a person that say that somebody worked on, after the import."""
HOLDERS: dict[str, tuple[tuple[type[Any], str], ...]] = {
    "person": (
        (Case, "person_id"),
        (Visit, "person_id"),
        (ContactEvent, "person_a_id"),
        (ContactEvent, "person_b_id"),
        (Isolation, "person_id"),
        (Fact, "person_id"),
        (TestResult, "person_id"),
        (Link, "infector_id"),
        (Link, "infectee_id"),
    ),
    "place": ((Visit, "place_id"), (Link, "place_id"), (Person, "home_id")),
}
"""What may hang on a person or place that an import brought."""


def model_of(name: str) -> type[Model]:
    """Give a model of the registry by its name in the ledger."""
    return apps.get_model("registry", name)


def written_by(imported: Import, *did: str) -> dict[str, set[int]]:
    """Give the keys of what an import wrote, by model; only what it `did`, if that is named."""
    found: dict[str, set[int]] = defaultdict(set)
    rows = imported.ledger.filter(did__in=did) if did else imported.ledger.all()
    for model, key in rows.order_by().values_list("model", "key"):
        found[model].add(key)
    return found


def standing_results(keys: set[int]) -> list[TestResult]:
    """Give the results that stand for some now: themselves, or what corrected them."""
    found, asked = set(keys), set(keys)
    while asked:
        later = TestResult.objects.filter(Among("replaces_id", asked))
        asked = set(later.values_list("pk", flat=True))
        found |= asked
    live = TestResult.objects.filter(Among("pk", found), retracted_at=None)
    return list(live.select_related("person", "outbreak"))


def _corrected(brought: dict[str, set[int]]) -> Iterable[str]:
    """Count the results of the import that say something else now."""
    first = TestResult.objects.filter(Among("pk", brought["testresult"]))
    said = Counter(first.values_list("person_id", "outcome"))
    now = Counter((r.person_id, r.outcome) for r in standing_results(brought["testresult"]))
    if other := (now - said).total():
        yield _("%(count)d of its results were corrected since.") % {"count": other}


def objections(imported: Import) -> list[str]:
    """Say all that speaks against undoing an import, in sentences; nothing: it can be undone."""
    brought = written_by(imported, ImportRow.Did.CREATED, ImportRow.Did.REVIVED)
    found = [*_hanging(brought), *_ordered(brought["case"], brought["person"])]
    found += [*_worked_on(imported, brought), *_changed_since(imported)]
    found += _corrected(brought)
    if _taken_over(imported):
        found.append(
            _("A later import wrote about the same persons or cases: undo that one first.")
        )
    return found


def _hanging(brought: dict[str, set[int]]) -> Iterable[str]:
    """Count live facts of others about persons and places that the import brought."""
    for kind, holders in HOLDERS.items():
        for model, column in holders:
            live = model.objects.filter(Among(column, brought[kind]))
            if model is not Person:
                live = live.filter(retracted_at=None)
            keys = set(live.order_by().values_list("pk", flat=True))
            if extra := len(keys - brought.get(model._meta.model_name, set())):
                yield _("%(count)d %(what)s hang on what it brought: take them back first.") % {
                    "count": extra,
                    "what": WORDS[model._meta.model_name](),
                }


WORDS = {
    "case": lambda: _("cases"),
    "visit": lambda: _("visits"),
    "contactevent": lambda: _("contacts"),
    "isolation": lambda: _("isolations"),
    "fact": lambda: _("facts"),
    "testresult": lambda: _("results"),
    "link": lambda: _("links"),
    "person": lambda: _("persons"),
}
"""Names of facts, for the sentences of a refusal."""


def _ordered(cases: set[int], persons: set[int]) -> Iterable[str]:
    running = Order.objects.exclude(status__in=["proposed", "withdrawn"])
    count = running.filter(Q(Among("case_id", cases)) | Q(Among("person_id", persons))).count()
    if count:
        yield _("%(count)d orders were decided on its ground: they bind people.") % {"count": count}


def _worked_on(imported: Import, brought: dict[str, set[int]]) -> Iterable[str]:
    """Count the persons of the import whom somebody worked on after it was written."""
    instants = set(imported.ledger.order_by().values_list("at", flat=True).distinct())
    if not instants:
        return
    events = AuditEvent.objects.filter(
        Among("person_id", brought["person"] | _persons_of(brought["case"])),
        verb__in=BUILT,
        at__gt=min(instants),
    )
    persons = events.exclude(at__in=instants).values("person_id").distinct().count()
    answered = InterviewAnswer.objects.filter(Among("case_id", brought["case"])).count()
    if persons or answered:
        yield _("Somebody has worked on %(count)d of its persons since.") % {
            "count": max(persons, 1)
        }


def _persons_of(cases: set[int]) -> set[int]:
    rows = Case.objects.filter(Among("pk", cases)).order_by()
    return set(rows.values_list("person_id", flat=True))


def _changed_since(imported: Import) -> Iterable[str]:
    """Count the rows that it changed and that have other values now."""
    other = 0
    changed = imported.ledger.filter(did=ImportRow.Did.CHANGED).order_by("pk")
    last = {
        (entry.model, entry.key, name): value
        for entry in changed
        for name, value in (entry.after or {}).items()
    }
    by_model: dict[str, set[int]] = defaultdict(set)
    for model, key, _name in last:
        by_model[model].add(key)
    rows = {
        (name, row.pk): row
        for name, keys in by_model.items()
        for row in model_of(name)._default_manager.filter(Among("pk", keys))
    }
    for (model, key, name), value in last.items():
        row = rows[model, key]
        field: Any = row._meta.get_field(name)
        now = getattr(row, field.attname)
        other += field.to_python(value) != now if not field.is_relation else value != now
    if other:
        yield _("%(count)d values that it changed were changed again since.") % {"count": other}


def _taken_over(imported: Import) -> bool:
    """Tell whether a later import that stands wrote to the same rows."""
    newest = imported.ledger.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None:
        return False
    for model, keys in written_by(imported).items():
        later = ImportRow.objects.filter(Among("key", keys), model=model, pk__gt=newest)
        if later.exclude(of=imported).exclude(of__status="undone").exists():
            return True
    return False
