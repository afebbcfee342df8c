"""Cases for the registry that `world` fills. Import it after `database.prepare`."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from benchmarks.world import ACTOR, NOW
from vungxanh.terms import Classification, TestOutcome
from vungxanh.web.measures.models import Order
from vungxanh.web.officers import Officers
from vungxanh.web.registry.models import Case, Outbreak, Person, TestResult, Visit
from vungxanh.web.response.actions import confirm_case, record_result
from vungxanh.web.tracing.models import Level

ILL_FOR = timedelta(days=6)
APART = timedelta(hours=1)
"""From one confirmation to the next."""


@dataclass(frozen=True)
class Confirmed:
    """What confirming one case took, and the size of its tree."""

    seconds: float
    processor: float
    f1: int
    f2: int
    f3: int


def confirm_one(number: int, person: int, *, now: datetime = NOW) -> Confirmed:
    """Confirm a suspected case: its tree, levels, orders and advice, in one transaction."""
    case = _suspect(number, person, now)
    start, busy = time.perf_counter(), time.process_time()
    confirm_case(case, actor=ACTOR, now=now)
    seconds, processor = time.perf_counter() - start, time.process_time() - busy
    tree = case.tree
    tree.refresh_from_db()
    return Confirmed(seconds, processor, tree.f1, tree.f2, tree.f3)


def run_outbreak(cases: int, persons: int, *, proposals: int = 10) -> None:
    """Confirm cases hour by hour from NOW on, while officers work through the orders.

    At the end some F1 turn out positive, so that proposed cascades wait, too.
    """
    officers, now = Officers(1, ACTOR), NOW
    for number in range(cases):
        officers.act_until(now)
        confirm_one(number, 1 + number * (persons // cases), now=now)
        now += APART
    for level in Level.objects.filter(level=1).order_by("pk")[:proposals]:
        result = TestResult(
            person_id=level.person_id,
            outbreak_id=level.outbreak_id,
            specimen_at=now - APART,
            resulted_at=now,
            outcome=TestOutcome.POSITIVE,
        )
        record_result(result, actor=ACTOR, now=now)


def sizes() -> dict[str, int]:
    """Count what the pages have to show."""
    return {
        "persons": Person.objects.count(),
        "visits": Visit.objects.count(),
        "cases": Case.objects.count(),
        "levels": Level.objects.count(),
        "orders": Order.objects.count(),
        "orders waiting": Order.objects.proposed().count(),
    }


def _suspect(number: int, person: int, now: datetime) -> Case:
    outbreak, _ = Outbreak.objects.get_or_create(
        code="bench",
        defaults={"name": "Benchmark", "disease": "covid-19", "started_on": NOW.date()},
    )
    case: Case = Case.objects.create(
        person=Person.objects.select_related("unit__parent__parent__parent").get(pk=person),
        outbreak=outbreak,
        code=f"C{number}",
        classification=Classification.SUSPECTED,
        onset_date=(NOW - ILL_FOR).date(),
        recorded_at=now,
    )
    return case
