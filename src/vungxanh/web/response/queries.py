"""What the command centre asks: who is under watch where, how quick we were, what waits.

Every figure holds as of an instant: only what was recorded by then counts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import sqrt
from statistics import median
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from vungxanh.terms import Classification
from vungxanh.web.accounts.models import User
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.measures.models import Order, OrderStep, TreeAdvice
from vungxanh.web.measures.queries import RUNNING
from vungxanh.web.registry.models import Case, Outbreak, Person, PersonScope, TestResult
from vungxanh.web.tracing.models import Arrival, LevelChange

GOLDEN_TARGET = 24 * 60
"""Minutes from the positive result: the World Health Organization asks for a day."""

OUTERMOST = 3
TRACED = range(OUTERMOST)
"""Levels that the directives bind by an order of their own."""


@dataclass(slots=True)
class Watch:
    """How many are under watch by level, and how many should be and are not."""

    unit: AdminUnit | None = None
    f0: int = 0
    f1: int = 0
    f2: int = 0
    f3: int = 0
    advised: int = 0
    without_order: int = 0
    url: str | None = None

    def add(self, level: int, watched: bool) -> None:  # noqa: FBT001
        """Count one person."""
        if watched:
            name = f"f{level}"
            setattr(self, name, getattr(self, name) + 1)
        elif level in TRACED:
            self.without_order += 1


@dataclass(slots=True)
class Situation:
    """Who is under watch in a unit as of an instant, in all and by the units below it."""

    totals: Watch = field(default_factory=Watch)
    units: list[Watch] = field(default_factory=list)


def situation(outbreak: Outbreak, unit: AdminUnit, *, at: datetime) -> Situation:
    """Count who was under watch in a unit at an instant.

    Under watch means a running order, not a level. Persons count where they live.
    """
    levels = _levels(outbreak, unit, at)
    watched = _watched(outbreak, at)
    found = Situation()
    below: dict[int, Watch] = {}
    parts = _parts(unit)
    for person, level, lives_in in levels:
        if level is None:
            continue
        is_watched = person in watched
        found.totals.add(level, is_watched)
        part = parts.get(lives_in) if lives_in else None
        if part is not None:
            below.setdefault(part.pk, Watch(part)).add(level, is_watched)
    found.totals.advised = _advised(outbreak, unit, at)
    found.units = sorted(below.values(), key=lambda row: (-row.f0, -row.f1, str(row.unit)))
    return found


def _levels(
    outbreak: Outbreak, unit: AdminUnit, at: datetime
) -> Iterable[tuple[int, int | None, int]]:
    """Give person, level and unit of residence of everybody in a unit who had a level."""
    newest = Window(
        RowNumber(), partition_by=F("person_id"), order_by=[F("at").desc(), F("pk").desc()]
    )
    changes = LevelChange.objects.filter(outbreak=outbreak, at__lte=at)
    if unit.depth:
        lives = PersonScope.objects.filter(
            person=OuterRef("person"), unit=unit, why=PersonScope.Why.RESIDENCE
        )
        changes = changes.filter(Exists(lives))
    last = changes.annotate(newest=newest).filter(newest=1, after__isnull=False)
    return last.order_by().values_list("person_id", "after", "person__unit_id")


def _watched(outbreak: Outbreak, at: datetime) -> set[int]:
    """Give the persons whose order was running at an instant."""
    newest = Window(
        RowNumber(), partition_by=F("order_id"), order_by=[F("at").desc(), F("pk").desc()]
    )
    steps = OrderStep.objects.filter(order__outbreak=outbreak, at__lte=at)
    running = steps.annotate(newest=newest).filter(newest=1, after__in=RUNNING)
    return set(running.order_by().values_list("order__person_id", flat=True))


def _advised(outbreak: Outbreak, unit: AdminUnit, at: datetime) -> int:
    """Count the F3 who were advised together, in the trees of the unit's own cases."""
    advices = TreeAdvice.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=at), case__outbreak=outbreak, given_at__lte=at
    )
    if unit.depth:
        lives = PersonScope.objects.filter(
            person=OuterRef("case__person"), unit=unit, why=PersonScope.Why.RESIDENCE
        )
        advices = advices.filter(Exists(lives))
    return sum(advices.values_list("people", flat=True))


def _parts(unit: AdminUnit) -> dict[int, AdminUnit]:
    """Map every unit below a unit to the direct part of it in which it lies."""
    parents = dict(AdminUnit.objects.values_list("pk", "parent_id"))
    children = {child.pk: child for child in AdminUnit.objects.filter(parent=unit)}
    found: dict[int, AdminUnit] = {}
    for pk in parents:
        above: int | None = pk
        while above is not None and above not in children:
            above = parents[above]
        if above is not None:
            found[pk] = children[above]
    return found


def golden_times(outbreak: Outbreak, user: User, *, at: datetime) -> list[dict[str, Any]]:
    """Measure how long after the positive result F1 were found, told and in quarantine."""
    found = (
        LevelChange.objects.filter(
            outbreak=outbreak, after=1, at__lte=at, case__confirmed_at__isnull=False
        )
        .filter(case__in=Case.objects.visible_to(user, now=at))
        .values_list("case_id", "case__confirmed_at", "at")
    )
    orders = list(
        Order.objects.filter(
            outbreak=outbreak, level=1, proposed_at__lte=at, case__confirmed_at__isnull=False
        )
        .exclude(status__in=["rejected", "withdrawn"])
        .filter(case__in=Case.objects.visible_to(user, now=at))
        .values_list("case_id", "case__confirmed_at", "told_at", "begun_at")
    )
    rows: dict[str, list[tuple[int, datetime, datetime | None]]] = {
        "found": [(case, known, then) for case, known, then in found],
        "told": [(case, known, told) for case, known, told, _ in orders],
        "quarantined": [(case, known, begun) for case, known, _, begun in orders],
    }
    return [_golden(key, values, at) for key, values in rows.items()]


def _golden(
    key: str, rows: list[tuple[int, datetime, datetime | None]], at: datetime
) -> dict[str, Any]:
    """Summarise one clock; what has not happened yet is still running."""
    done, ages = [], []
    for case, known, then in rows:
        happened = then is not None and then <= at
        minutes = int(((then if then and happened else at) - known).total_seconds() // 60)
        ages.append((minutes, case))
        if happened:
            done.append(minutes)
    worst = max(ages, default=None)
    due = [minutes for minutes, _ in ages if minutes > GOLDEN_TARGET] + [
        minutes for minutes in done if minutes <= GOLDEN_TARGET
    ]
    return {
        "key": key,
        "median": int(median(done)) if done else None,
        "worst": worst[0] if worst else None,
        "worst_case": Case.objects.get(pk=worst[1]) if worst else None,
        "done": len(done),
        "open": len(rows) - len(done),
        "share_in_time": sum(m <= GOLDEN_TARGET for m in done) / len(due) if due else None,
    }


def outcomes(outbreak: Outbreak, user: User, *, at: datetime) -> list[dict[str, Any]]:
    """Give the attack rate of F1 by the kind of place where they were exposed."""
    tested = TestResult.objects.as_of(at).filter(person=OuterRef("person"), outbreak=outbreak)
    positive = Case.objects.as_of(at).filter(
        person=OuterRef("person"),
        outbreak=outbreak,
        classification=Classification.CONFIRMED,
        confirmed_at__gt=OuterRef("case__confirmed_at"),
    )
    contacts = Arrival.objects.filter(case__outbreak=outbreak, round=1, is_level=True).visible_to(
        user, now=at
    )
    rows = (
        contacts.annotate(is_tested=Exists(tested), is_positive=Exists(positive))
        .values("place__kind")
        .annotate(
            contacts=Count("person", distinct=True),
            tested=Count("person", filter=Q(is_tested=True), distinct=True),
            positive=Count("person", filter=Q(is_positive=True), distinct=True),
        )
        .order_by("-contacts")
    )
    return [
        {
            "setting": row["place__kind"],
            "contacts": row["contacts"],
            "tested": max(row["tested"], row["positive"]),
            "positive": row["positive"],
            "rate": row["positive"] / row["contacts"],
            **wilson(row["positive"], row["contacts"]),
        }
        for row in rows
    ]


def wilson(positive: int, contacts: int) -> dict[str, float]:
    """Give the 95 % interval of a share (Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212).

    >>> {name: round(value, 3) for name, value in wilson(1, 20).items()}
    {'low': 0.009, 'high': 0.236}
    """
    z = 1.959964
    share, spread = positive / contacts, z * z / contacts
    centre = share + spread / 2
    half = z * sqrt(share * (1 - share) / contacts + spread / (4 * contacts))
    return {
        "low": max(0.0, (centre - half) / (1 + spread)),
        "high": min(1.0, (centre + half) / (1 + spread)),
    }


def found_in_quarantine(outbreak: Outbreak, user: User, *, at: datetime) -> dict[str, Any]:
    """Count the confirmed cases who were in quarantine already when they turned positive."""
    cases = (
        Case.objects.visible_to(user, now=at)
        .as_of(at)
        .filter(
            outbreak=outbreak,
            classification=Classification.CONFIRMED,
            found_in_quarantine__isnull=False,
        )
    )
    total, found = cases.count(), cases.filter(found_in_quarantine=True).count()
    return {"cases": total, "found": found, "share": found / total if total else None}


def new_by_day(
    outbreak: Outbreak, user: User, *, at: datetime, days: int = 21
) -> list[dict[str, Any]]:
    """Count new F0 and new F1 a day, oldest first."""
    zone = timezone.get_default_timezone()
    last = at.astimezone(zone).date()
    first = last - timedelta(days=days - 1)
    start = datetime.combine(first, datetime.min.time(), tzinfo=zone)
    changes = LevelChange.objects.filter(
        outbreak=outbreak, after__in=[0, 1], at__gte=start, at__lte=at
    )
    seen = changes.filter(person__in=Person.objects.visible_to(user, now=at))
    counts: dict[date, Counter[int]] = defaultdict(Counter)
    for then, level in seen.values_list("at", "after"):
        if level is None:
            continue
        counts[then.astimezone(zone).date()][level] += 1
    return [
        {"day": day, "f0": counts[day][0], "f1": counts[day][1]}
        for day in (first + timedelta(days=number) for number in range(days))
    ]
