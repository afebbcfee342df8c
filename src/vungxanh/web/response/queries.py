"""What the command centre asks first: who is under watch where, as of an instant.

Every figure of a unit counts the persons who live there; only what was recorded by the instant
counts. `golden.py` and `outcomes.py` answer the other questions.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from itertools import chain
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, Exists, F, OuterRef, Q, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from vungxanh.records import minute_of
from vungxanh.terms import Classification
from vungxanh.web.geography.models import AdminUnit, UnitLink
from vungxanh.web.measures.models import Order, OrderStatus, OrderStep, TreeAdvice
from vungxanh.web.measures.queries import RUNNING
from vungxanh.web.registry.models import CaseStatus, Outbreak, PersonScope
from vungxanh.web.tracing.models import Level, LevelChange

OUTERMOST = 3
"""The level that is advised together, a tree at a time; those before it get orders."""

SETTLED = (OrderStatus.ENDED, OrderStatus.REJECTED)
"""An order in one of these states was carried out, or an officer decided against it."""


@dataclass(slots=True)
class Watch:
    """How many are under watch by level, and how many should be and are not."""

    unit: AdminUnit | None = None
    f0: int = 0
    f1: int = 0
    f2: int = 0
    f3: int = 0
    advised: int = 0
    """F3 without an order of their own, who are advised together."""
    without_order: int = 0
    """F0, F1 and F2 whom nothing binds yet."""
    url: str | None = None

    def add(self, level: int, state: str, people: int) -> None:
        """Count people of one level and state."""
        if state == "watched":
            name = f"f{level}"
            setattr(self, name, getattr(self, name) + people)
        elif level == OUTERMOST:
            self.advised += people
        elif state == "unbound":
            self.without_order += people


@dataclass(slots=True)
class Situation:
    """Who is under watch in a unit as of an instant, in all and by the units below it."""

    totals: Watch = field(default_factory=Watch)
    units: list[Watch] = field(default_factory=list)
    """Those of whom only the unit itself is known stand under the unit itself."""


def residents(unit: AdminUnit, person: str = "person") -> Q:
    """Make the condition that a person, named by a lookup, lives in a unit or below it."""
    if not unit.depth:
        return Q()
    scopes = PersonScope.objects.filter(person=OuterRef(person), unit=unit)
    return Q(Exists(scopes.filter(why=PersonScope.Why.RESIDENCE)))


def newest(rows: Any, of: str) -> Any:
    """Keep the last row of each thing, named by a column: rows that are only ever appended.

    What is filtered afterwards is filtered among the last rows: hence the inner query, into which
    Django would else move every later condition.
    """
    number = Window(RowNumber(), partition_by=F(of), order_by=[F("at").desc(), F("pk").desc()])
    last = rows.annotate(newest=number).filter(newest=1).order_by()
    return rows.model.objects.filter(pk__in=last.values("pk")).order_by()


def confirmed_cases(outbreak: Outbreak, at: datetime) -> dict[int, tuple[int, datetime]]:
    """Map the cases that stood confirmed at an instant to person and time of the result."""
    statuses = CaseStatus.objects.filter(case__outbreak=outbreak, at__lte=at)
    standing = newest(statuses, "case_id").filter(after=Classification.CONFIRMED)
    rows = standing.values_list("case_id", "case__person_id", "case__confirmed_at", "at")
    return {case: (person, known or then) for case, person, known, then in rows}


def situation(outbreak: Outbreak, unit: AdminUnit, *, at: datetime) -> Situation:
    """Count who was under watch in a unit at an instant.

    Under watch means a running order, not a level. Persons count where they live.
    """
    states = _states(outbreak, at)
    found = Situation()
    below: dict[int, Watch] = {}
    parts = Parts(unit, on=timezone.localdate(at))
    for person, level, lives_in, people in _levels(outbreak, unit, at):
        state = states.get(person, "unbound") if person else "unbound"
        found.totals.add(level, state, people)
        part = parts.holding(lives_in)
        below.setdefault(part.pk, Watch(part)).add(level, state, people)
    found.totals.advised += _beyond_cap(outbreak, unit, at)
    found.units = sorted(below.values(), key=lambda row: (-row.f0, -row.f1, str(row.unit)))
    return found


def _levels(
    outbreak: Outbreak, unit: AdminUnit, at: datetime
) -> Iterable[tuple[int | None, int, int, int]]:
    """Give person, level, unit of residence and 1 for everybody in a unit who had a level.

    The outermost without an order, tens of thousands, come as counts: the person is None. Read
    from the present levels; only for whom a change came after the instant is it asked what stood.
    """
    later = LevelChange.objects.filter(outbreak=outbreak, at__gt=at).values("person_id")
    standing = Level.objects.filter(outbreak=outbreak).exclude(person__in=later)
    changes = LevelChange.objects.filter(outbreak=outbreak, at__lte=at, person__in=later)
    earlier = newest(changes, "person_id").filter(after__isnull=False)
    inside = set(AdminUnit.objects.under(unit).values_list("pk", flat=True))
    for rows, level in ((standing, "level"), (earlier, "after")):
        for row in _counted(rows, level, outbreak, unit):
            if unit.depth != 1 or row[2] in inside:
                yield row


def _counted(
    rows: Any, level: str, outbreak: Outbreak, unit: AdminUnit
) -> Iterable[tuple[int | None, int, int, int]]:
    """Count rows by level and unit; who is not outermost, or has an order, stands alone.

    Of a whole city the caller picks by unit: asking who lives there for each row takes longer.
    """
    ordered = Exists(Order.objects.filter(person=OuterRef("person"), outbreak=outbreak))
    alone = When(Q(**{f"{level}__lt": OUTERMOST}) | Q(ordered), then=F("person_id"))
    found: Iterable[tuple[int | None, int, int, int]] = (
        rows.filter(residents(unit) if unit.depth > 1 else Q())
        .annotate(alone=Case(alone))
        .order_by()
        .values_list("alone", level, "person__unit_id")
        .annotate(Count("pk"))
    )
    return found


def _states(outbreak: Outbreak, at: datetime) -> dict[int, str]:
    """Tell who was watched, and of whom it was over; nothing binds the others yet.

    It is over for somebody whose order was carried out or turned down, unless another waits; and
    for somebody without any in a tree that is over.
    """
    over = Level.objects.filter(outbreak=outbreak, index_case__tree__ends__lte=minute_of(at))
    found: dict[int, str] = dict.fromkeys(over.values_list("person_id", flat=True), "over")
    later = OrderStep.objects.filter(order__outbreak=outbreak, at__gt=at).values("order_id")
    standing = Order.objects.filter(outbreak=outbreak).exclude(pk__in=later)
    steps = OrderStep.objects.filter(order__outbreak=outbreak, at__lte=at, order__in=later)
    earlier = newest(steps, "order_id").values_list("order__person_id", "after")
    for person, status in chain(standing.values_list("person_id", "status"), earlier):
        if found.get(person) == "watched":
            continue
        if status in RUNNING:
            found[person] = "watched"
        elif status == OrderStatus.PROPOSED:
            found[person] = "unbound"
        elif status in SETTLED and found.get(person) != "unbound":
            found[person] = "over"
    return found


def _beyond_cap(outbreak: Outbreak, unit: AdminUnit, at: datetime) -> int:
    """Count the F3 of whom no rows are kept, in the trees of the unit's own cases."""
    advices = TreeAdvice.objects.filter(
        residents(unit, "case__person"),
        Q(ended_at=None) | Q(ended_at__gt=at),
        case__outbreak=outbreak,
        given_at__lte=at,
        people__gt=settings.F3_CAP,
    )
    return sum(people - settings.F3_CAP for people in advices.values_list("people", flat=True))


class Parts:
    """Finds the direct part of a unit in which another lies, by the units in force on a day."""

    def __init__(self, unit: AdminUnit, *, on: date) -> None:
        self.unit, self.on = unit, on
        self.units = AdminUnit.objects.in_bulk()
        heirs = UnitLink.objects.filter(is_default=True)
        self.heir = dict(heirs.values_list("before_id", "after_id"))

    @cache  # noqa: B019 - lives no longer than one figure
    def holding(self, lives_in: int | None) -> AdminUnit:
        """Give that part; the unit itself where nothing nearer is known."""
        here = self._in_force(self.units.get(lives_in))
        while here is not None and here.parent_id != self.unit.pk:
            here = self.units.get(here.parent_id)
        return here or self.unit

    def _in_force(self, found: AdminUnit | None) -> AdminUnit | None:
        while found is not None and self.on not in found.validity:
            found = self.units.get(self.heir.get(found.pk))
        return found
