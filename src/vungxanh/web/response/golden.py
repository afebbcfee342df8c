"""The golden time: how long after the positive result F1 were found, told and in quarantine."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Any

from django.db.models import Min, Q

from vungxanh.terms import Measure
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.measures.models import OrderStatus
from vungxanh.web.registry.models import Case, Outbreak
from vungxanh.web.response.queries import confirmed_cases, orders_at, residents
from vungxanh.web.tracing.models import Arrival, LevelChange

GOLDEN_TARGET = 24 * 60
"""Minutes from the positive result: the World Health Organization asks for a day."""

STILL_OPEN = {
    "told": {OrderStatus.PROPOSED, OrderStatus.CONFIRMED},
    "quarantined": {OrderStatus.PROPOSED, OrderStatus.CONFIRMED, OrderStatus.TOLD},
}
"""In which states of an order the clock goes on. An order that ended before is no debt."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One contact: of which case, since when the result was known, and when it was done."""

    case: int
    known: datetime
    done: datetime | None


def golden_times(outbreak: Outbreak, unit: AdminUnit, *, at: datetime) -> list[dict[str, Any]]:
    """Measure the three clocks of the F1 who live in a unit, as of an instant.

    Only cases that stood confirmed at the instant count: a false positive has no golden time.
    """
    cases = {case: known for case, (_who, known) in confirmed_cases(outbreak, at).items()}
    orders = _orders(outbreak, unit, at)
    found = [
        Clock(case, cases[case], then)
        for (case, _person), then in _found(outbreak, unit, at).items()
        if case in cases
    ]
    told = _clocks(orders, OrderStatus.TOLD, STILL_OPEN["told"], cases)
    begun = _clocks(orders, OrderStatus.BEGUN, STILL_OPEN["quarantined"], cases)
    return [
        _summary(key, list(clocks), at)
        for key, clocks in (("found", found), ("told", told), ("quarantined", begun))
    ]


def _found(outbreak: Outbreak, unit: AdminUnit, at: datetime) -> dict[tuple[int, int], datetime]:
    """Tell when each became an F1, by case and person.

    Who came to it by several trees at once counts for the case that exposed them first.
    """
    changes = LevelChange.objects.filter(residents(unit), outbreak=outbreak, after=1, at__lte=at)
    first = dict(changes.order_by().values_list("person_id").annotate(Min("at")))
    named = changes.exclude(case=None).order_by("-at", "-pk").values_list("person_id", "case_id")
    case_of: dict[int, int] = dict(named)
    rest = first.keys() - case_of.keys()
    arrivals = Arrival.objects.levels().filter(case__outbreak=outbreak, round=1, person__in=rest)
    case_of |= dict(arrivals.order_by("-exposure_start").values_list("person_id", "case_id"))
    return {(case_of[p], p): then for p, then in first.items() if p in case_of}


@dataclass(slots=True)
class History:
    """What had happened to the orders of one contact of one case."""

    states: set[str] = field(default_factory=set)
    told: datetime | None = None
    begun: datetime | None = None


def _orders(outbreak: Outbreak, unit: AdminUnit, at: datetime) -> Iterable[tuple[int, History]]:
    """Give the case and the history of the orders of each F1, as of an instant."""
    orders = (
        orders_at(outbreak, at)
        .filter(residents(unit), ~Q(measure=Measure.NONE), level=1, stood__isnull=False)
        .annotate(told=_first(OrderStatus.TOLD, at), begun=_first(OrderStatus.BEGUN, at))
        .values_list("case_id", "person_id", "stood", "told", "begun")
    )
    found: dict[tuple[int, int], History] = {}
    for case, person, state, told, begun in orders:
        history = found.setdefault((case, person), History())
        history.states.add(state)
        history.told = _earlier(history.told, told)
        history.begun = _earlier(history.begun, begun)
    return [(case, history) for (case, _person), history in found.items()]


def _first(status: OrderStatus, at: datetime) -> Min:
    return Min("steps__happened_at", filter=Q(steps__after=status, steps__at__lte=at))


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(filter(None, (one, other)), default=None)


def _clocks(
    orders: Iterable[tuple[int, History]],
    step: OrderStatus,
    still_open: set[OrderStatus],
    cases: dict[int, datetime],
) -> Iterable[Clock]:
    for case, history in orders:
        done = history.begun if step == OrderStatus.BEGUN else history.told or history.begun
        if case in cases and (done or history.states & still_open):
            yield Clock(case, cases[case], done)


def _summary(key: str, clocks: list[Clock], at: datetime) -> dict[str, Any]:
    """Summarise one clock; what has not happened yet is still running."""
    ages = [(_minutes(clock.known, clock.done or at), clock) for clock in clocks]
    done = [minutes for minutes, clock in ages if clock.done]
    in_time = sum(minutes <= GOLDEN_TARGET for minutes in done)
    late = sum(minutes > GOLDEN_TARGET for minutes, _clock in ages)
    worst = max(ages, key=lambda age: age[0], default=None)
    return {
        "key": key,
        "median": int(median(done)) if done else None,
        "worst": worst[0] if worst else None,
        "worst_case": Case.objects.get(pk=worst[1].case) if worst else None,
        "done": len(done),
        "open": len(clocks) - len(done),
        "share_in_time": in_time / (in_time + late) if in_time + late else None,
    }


def _minutes(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds() // 60)
