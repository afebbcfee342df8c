"""What the command centre asks first: who is under watch where, as of an instant.

Every figure of a unit counts the persons who live there; only what was recorded by the instant
counts. `golden.py` and `outcomes.py` answer the other questions.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
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


def confirmed_cases(outbreak: Outbreak, at: datetime) -> dict[int, tuple[int, datetime]]:
    """Map the cases that stood confirmed at an instant to person and time of the result."""
    rows = CaseStatus.objects.filter(case__outbreak=outbreak, at__lte=at).order_by("at", "pk")
    columns = rows.values_list("case_id", "after", "case__person_id", "case__confirmed_at", "at")
    last: dict[int, tuple[str, int, datetime]] = {
        case: (after, person, known or then) for case, after, person, known, then in columns
    }
    return {
        case: (person, known)
        for case, (after, person, known) in last.items()
        if after == Classification.CONFIRMED
    }


def situation(outbreak: Outbreak, unit: AdminUnit, *, at: datetime) -> Situation:
    """Count who was under watch in a unit at an instant.

    Under watch means a running order, not a level. Persons count where they live.
    """
    found = Situation()
    below: defaultdict[int, Watch] = defaultdict(Watch)
    parts = Parts(unit, on=timezone.localdate(at))
    for level, lives_in, state, people in _everybody(outbreak, unit, at):
        if parts.include(lives_in):
            found.totals.add(level, state, people)
            below[parts.holding(lives_in)].add(level, state, people)
    found.totals.advised += _beyond_cap(outbreak, unit, at)
    for key, part in AdminUnit.objects.in_bulk(below).items():
        below[key].unit = part
    found.units = sorted(below.values(), key=lambda row: (-row.f0, -row.f1, str(row.unit)))
    return found


def under_watch(outbreak: Outbreak, unit: AdminUnit, *, at: datetime) -> Watch:
    """Count who was under watch, and nothing else: the rest of a `situation` takes longer."""
    parts = Parts(unit, on=timezone.localdate(at))
    levels = _watched(outbreak, unit, at).values_list("level_then", "person__unit_id")
    found = Watch()
    for level, lives_in, people in levels.annotate(Count("pk")):
        if level is not None and parts.include(lives_in):
            found.add(level, "watched", people)
    return found


Counted = tuple[int, int | None, str, int]
"""Level, unit of residence, state, and how many persons share these."""


def _everybody(outbreak: Outbreak, unit: AdminUnit, at: datetime) -> Iterator[Counted]:
    """Count everybody who had a level: those nearer than the outermost by state, then the rim."""
    yield from _nearer(outbreak, unit, at)
    watched = _watched(outbreak, unit, at).filter(level_then=OUTERMOST)
    outermost = levels_at(outbreak, at).filter(_residents_below_city(unit), stood=OUTERMOST)
    rim: Counter[int | None] = Counter(_by_home(outermost))
    for lives_in, people in _by_home(watched).items():
        rim[lives_in] -= people
        yield OUTERMOST, lives_in, "watched", people
    for lives_in, people in rim.items():
        yield OUTERMOST, lives_in, "advised", people


def _by_home(rows: Any) -> dict[int | None, int]:
    return dict(rows.values_list("person__unit_id").annotate(Count("pk")))


def _watched(outbreak: Outbreak, unit: AdminUnit, at: datetime) -> Any:
    """Give the orders that bound somebody, with the person's level: the column `level_then`."""
    changes = LevelChange.objects.filter(person=OuterRef("person"), outbreak=outbreak, at__lte=at)
    last = changes.order_by("-at", "-pk").values("after")[:1]
    orders = orders_at(outbreak, at).filter(_residents_below_city(unit), stood__in=RUNNING)
    return orders.annotate(level_then=Subquery(last))


def _nearer(outbreak: Outbreak, unit: AdminUnit, at: datetime) -> Iterable[Counted]:
    """Count the levels before the outermost: watched, bound by nothing yet, or it was over.

    It is over for somebody whose order was carried out or turned down, unless another waits; and
    for somebody without any in a tree that is over.
    """
    orders = orders_at(outbreak, at).filter(person=OuterRef("person"))
    over = Level.objects.filter(
        outbreak=outbreak, person=OuterRef("person"), index_case__tree__ends__lte=minute_of(at)
    )
    # In a case, not in a condition: there PostgreSQL looks each person up, whatever it believes
    # of the size of the tables.
    state = Case(
        When(Exists(orders.filter(stood__in=RUNNING)), then=Value("watched")),
        When(Exists(orders.filter(stood=OrderStatus.PROPOSED)), then=Value("unbound")),
        When(Exists(orders.filter(stood__in=SETTLED)) | Exists(over), then=Value("over")),
        default=Value("unbound"),
    )
    rows = levels_at(outbreak, at).filter(_residents_below_city(unit), stood__lt=OUTERMOST)
    found: Iterable[Counted] = (
        rows.annotate(state=state)
        .values_list("stood", "person__unit_id", "state")
        .annotate(Count("pk"))
    )
    return found


def _residents_below_city(unit: AdminUnit) -> Q:
    return residents(unit) if unit.depth > 1 else Q()


def levels_at(outbreak: Outbreak, at: datetime) -> Any:
    """Give the rows that tell who had which level at an instant: the column `stood`.

    The present levels where nothing came later; else the changes, which tell of any instant.
    """
    changes = LevelChange.objects.filter(outbreak=outbreak)
    if changes.filter(at__gt=at).exists():
        return (
            changes.latest_by(at).filter(after__isnull=False).annotate(stood=F("after")).order_by()
        )
    return Level.objects.filter(outbreak=outbreak).annotate(stood=F("level"))


def orders_at(outbreak: Outbreak, at: datetime) -> Any:
    """Give the orders with their state at an instant, the column `stood`: None before they were."""
    orders = Order.objects.filter(outbreak=outbreak)
    if not OrderStep.objects.filter(at__gt=at).exists():
        return orders.annotate(stood=F("status"))
    last = OrderStep.objects.filter(order=OuterRef("pk"), at__lte=at).order_by("-at", "-pk")
    return orders.annotate(stood=Subquery(last.values("after")[:1]))


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
        self.unit = unit
        heirs = UnitLink.objects.filter(is_default=True)
        self.heir: dict[int, int] = dict(heirs.values_list("before_id", "after_id"))
        columns = ("pk", "parent_id", "valid_from", "valid_to")
        rows = AdminUnit.objects.order_by().values_list(*columns)
        self.parent: dict[int, int | None] = {}
        self.in_force: set[int] = set()
        for key, parent, first, end in rows:
            self.parent[key] = parent
            if first <= on and (end is None or on < end):
                self.in_force.add(key)

    @cache  # noqa: B019 - lives no longer than one figure
    def include(self, lives_in: int | None) -> bool:
        """Tell whether somebody who lives in a unit belongs to this one, at any time.

        Of the country everybody does; below the city the rows are picked before they come here.
        """
        if self.unit.depth != 1:
            return True
        here = lives_in
        while here is not None and here != self.unit.pk:
            here = self.parent.get(here)
        return here is not None

    @cache  # noqa: B019 - lives no longer than one figure
    def holding(self, lives_in: int | None) -> int:
        """Give the key of that part; of the unit itself where nothing nearer is known."""
        here = lives_in
        while here is not None and here not in self.in_force:
            here = self.heir.get(here)
        while here is not None and self.parent.get(here) != self.unit.pk:
            here = self.parent.get(here)
        return here or self.unit.pk
