"""Figures against published values, and against counting by hand in small random worlds."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from tests.web.factories import NOW, SYSTEM, make_case, make_outbreak, make_person, make_units
from tests.web.response.worlds import DAY, HOUR
from vungxanh.records import minute_of
from vungxanh.terms import Classification
from vungxanh.web.measures.actions import begin, confirm, reject, tell
from vungxanh.web.measures.models import Order, OrderStep
from vungxanh.web.registry.models import ContactEvent
from vungxanh.web.response import actions
from vungxanh.web.response.outcomes import wilson
from vungxanh.web.response.queries import situation
from vungxanh.web.tracing.models import LevelChange

NEWCOMBE = {
    # R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3 (score)
    (81, 263): (0.2553, 0.3662),
    (15, 148): (0.0624, 0.1605),
    (0, 20): (0.0, 0.1611),
    (1, 29): (0.0061, 0.1718),
}


@pytest.mark.parametrize("counts", NEWCOMBE)
def test_the_interval_of_wilson_as_published(counts: tuple[int, int]) -> None:
    found = wilson(*counts)
    assert (round(found["low"], 4), round(found["high"], 4)) == NEWCOMBE[counts]


@pytest.mark.parametrize("contacts", [1, 7, 400])
def test_the_interval_is_symmetric_and_holds_the_share(contacts: int) -> None:
    for positive in range(contacts + 1):
        found, mirrored = wilson(positive, contacts), wilson(contacts - positive, contacts)
        assert found["low"] == pytest.approx(1 - mirrored["high"])
        assert 0 <= found["low"] <= positive / contacts <= found["high"] <= 1


class Wanderers:
    """Twelve persons of four places of residence who meet at random; officers act at random."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.units = make_units()
        self.outbreak = make_outbreak()
        homes = [self.units.truc_bach, self.units.phuc_xa, self.units.cat_linh, None]
        self.persons = [
            make_person(unit=self.chance.choice(homes), now=NOW - 9 * DAY) for _ in range(12)
        ]
        self.now = NOW - 4 * DAY
        for _ in range(14):
            self.meet()
        self.cases = [
            make_case(
                person,
                outbreak=self.outbreak,
                classification=Classification.SUSPECTED,
                onset_date=date(2020, 3, 1),
                confirmed_at=None,
                now=self.now,
            )
            for person in self.chance.sample(self.persons, 3)
        ]

    def meet(self) -> None:
        one, other = self.chance.sample(self.persons, 2)
        start = minute_of(NOW - 9 * DAY) + self.chance.randrange(4 * 1440)
        ContactEvent.objects.create(
            person_a=one, person_b=other, start=start, end=start + 30, recorded_at=NOW - 5 * DAY
        )

    def live(self) -> None:
        """Let an hour pass, in which somebody does something."""
        self.now += HOUR
        case = self.chance.choice(self.cases)
        case.refresh_from_db()
        does = self.chance.choice(["confirm", "discard", "sign", "tell", "begin", "reject"])
        proposed = list(Order.objects.proposed())
        some = self.chance.sample(proposed, self.chance.randint(0, len(proposed)))
        by = {"actor": SYSTEM, "now": self.now}
        if does == "confirm" and case.classification == Classification.SUSPECTED:
            actions.confirm_case(case, **by)
        elif does == "discard" and case.classification == Classification.CONFIRMED:
            actions.discard_case(case, **by, reason="false positive")
        elif does == "sign":
            confirm(some, **by)
        elif does == "tell":
            tell(list(Order.objects.filter(status="confirmed")[:2]), **by)
        elif does == "begin":
            begin(list(Order.objects.filter(status="told")[:2]), **by)
        elif does == "reject" and proposed:
            reject(self.chance.choice(proposed), **by, reason="abroad")


def by_hand(world: Wanderers, unit, at) -> Counter[str]:
    """Count person by person what the dashboard says in one query."""
    found: Counter[str] = Counter()
    for person in world.persons:
        above = person.unit.ancestors() if person.unit else []
        if unit.depth and unit not in above:
            continue
        changes = LevelChange.objects.filter(person=person, at__lte=at).order_by("at", "pk")
        levels = [change.after for change in changes]
        if not levels or levels[-1] is None:
            continue
        last = {}
        for step in OrderStep.objects.filter(order__person=person, at__lte=at).order_by("at", "pk"):
            last.pop(step.order_id, None)
            last[step.order_id] = step.after
        states = list(last.values())
        if set(states) & {"confirmed", "told", "begun"}:
            found[f"f{levels[-1]}"] += 1
        elif levels[-1] == 3:
            found["advised"] += 1
        elif "proposed" in states or not set(states) & {"ended", "rejected"}:
            found["without_order"] += 1
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_the_situation_is_what_counting_by_hand_gives(seed: int) -> None:
    world = Wanderers(seed)
    began = world.now
    for _ in range(25):
        world.live()
    hours = int((world.now - began) / HOUR)
    names = ("f0", "f1", "f2", "f3", "advised", "without_order")
    units = world.units
    seen = set()
    for hour in range(0, hours + 1, 4):
        at = began + timedelta(hours=hour)
        for unit in (units.country, units.city, units.ba_dinh, units.cat_linh):
            totals = situation(world.outbreak, unit, at=at).totals
            counted = by_hand(world, unit, at)
            assert {name: getattr(totals, name) for name in names} == {
                name: counted[name] for name in names
            }
            seen |= {name for name in names if counted[name]}
    assert len(seen) >= 2, "an empty world shows nothing"
