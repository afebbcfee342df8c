"""Small imports for the tests of the desk, and the registry as one sees it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from tests.web.factories import NOW, SYSTEM
from vungxanh.web.audit.actions import Actor
from vungxanh.web.intake import actions
from vungxanh.web.intake.models import Import, ImportStatus
from vungxanh.web.intake.running import run
from vungxanh.web.measures.models import Order
from vungxanh.web.registry.models import (
    Case,
    ContactEvent,
    Fact,
    Isolation,
    Link,
    Outbreak,
    Person,
    PersonScope,
    Place,
    TestResult,
    Visit,
)
from vungxanh.web.tracing.models import Arrival, Level, Tree

MINUTE = timedelta(minutes=1)
LATER = NOW + timedelta(hours=1)
FACTS = (Case, Visit, ContactEvent, Isolation, Fact, TestResult, Link)
HIDDEN = {"id", "recorded_at", "recorded_by", "source_key", "retracted_at", "replaces"}


def clock_from(start: datetime) -> Any:
    """Make a clock that goes on a second each time somebody looks."""
    ticks: Iterator[int] = iter(range(1_000_000))
    return lambda: start + timedelta(seconds=next(ticks))


def checked(
    kind: str, text: str, outbreak: Outbreak, *, actor: Actor = SYSTEM, now: datetime = NOW
) -> Import:
    """Draft and check a CSV file."""
    imported = actions.draft(text.encode(), f"{kind}.csv", kind, outbreak, actor=actor, now=now)
    actions.lead(imported, ImportStatus.CHECKING, actor=actor, now=now)
    actions.finish_check(imported, actor=actor, now=now)
    return imported


def taken(
    kind: str, text: str, outbreak: Outbreak, *, actor: Actor = SYSTEM, now: datetime = NOW
) -> Import:
    """Take a CSV file in as a whole."""
    imported = checked(kind, text, outbreak, actor=actor, now=now)
    actions.begin(imported, actor=actor, now=now)
    run(imported, actor=actor, clock=clock_from(now))
    return imported


def standing() -> dict[str, list[Any]]:
    """Give all that is live: facts, persons, who sees them, trees, levels, proposals."""
    live: dict[str, list[Any]] = {}
    for model in FACTS:
        names = [f.attname for f in model._meta.concrete_fields if f.name not in HIDDEN]
        rows = model.objects.filter(retracted_at=None).values_list(*names)
        live[model.__name__] = sorted(map(str, rows))
    for model in (Person, Place):
        names = [f.attname for f in model._meta.concrete_fields]
        live[model.__name__] = sorted(
            map(str, model.objects.filter(retracted_at=None).values_list(*names))
        )
    scopes = PersonScope.objects.values_list("person", "unit", "why", "source")
    live["scopes"] = sorted(map(str, scopes))
    live["trees"] = sorted(Tree.objects.values_list("case", "window_start", "f1", "f2", "f3"))
    live["arrivals"] = sorted(
        Arrival.objects.values_list("case", "person", "round", "exposure_start", "via")
    )
    live["levels"] = sorted(Level.objects.values_list("outbreak", "person", "level", "index_case"))
    live["orders"] = sorted(
        Order.objects.exclude(status="withdrawn").values_list("person", "level", "measure")
    )
    return live
