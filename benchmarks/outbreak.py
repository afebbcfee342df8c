"""Cases for the registry that `world` fills. Import it after `database.prepare`."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from benchmarks.world import ACTOR, NOW
from vungxanh.terms import Classification
from vungxanh.web.registry.models import Case, Outbreak, Person
from vungxanh.web.response.actions import confirm_case

ILL_FOR = timedelta(days=6)


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
