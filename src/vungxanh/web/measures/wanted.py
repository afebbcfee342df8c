"""Which order to propose to a person, from what the directives ask and what stands already.

Nothing here writes: the orders are rows that nobody has saved yet.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from vungxanh.policy.facts import PersonFacts
from vungxanh.terms import Answer, Measure
from vungxanh.web.config.among import Among
from vungxanh.web.measures.deciding import Asked, unit_key_of
from vungxanh.web.measures.models import Order, TreeAdvice
from vungxanh.web.registry.models import Case, Fact, Outbreak, TestResult
from vungxanh.web.tracing.models import Level, Tree

OUTERMOST = 3
"""The level that gets advice as one row a tree, unless a person of it is known to be ill."""

SYMPTOMS = ("cough", "fever", "other_symptoms")


@dataclass(frozen=True, slots=True)
class Held:
    """What a person has: an order in force, one that waits, and the last one turned down."""

    running: Order | None = None
    waiting: Order | None = None
    rejected: Order | None = None


def wanted(asked: Asked | None, held: Held, now: datetime) -> Order | None:
    """Make the order to propose, or None where nothing is to be said.

    `asked` is None for a person in no tree any more. What an officer changed or turned down is not
    proposed again as long as the directives ask for the same.
    """
    if asked is None:
        return _release(held.running, now) if held.running else None
    level, decision = asked.level, asked.decision
    if "directive" in decision.missing:
        return None  # without a directive nobody is bound, and nobody is set free
    if held.running is None:
        nothing = decision.measure is Measure.NONE
        if nothing or (level.level >= OUTERMOST and not _known_ill(asked.facts)):
            return None
    order = _order(asked, held.running, now)
    if held.running and asks_the_same(order, held.running):
        return None
    return None if _was_rejected(order, level, held) else order


def _order(asked: Asked, running: Order | None, now: datetime) -> Order:
    level, decision = asked.level, asked.decision
    goes_on = running is not None and running.measure == decision.measure
    return Order(
        person_id=level.person_id,
        outbreak_id=level.outbreak_id,
        case_id=level.index_case_id,
        level=level.level,
        measure=decision.measure.value,
        unit_id=unit_key_of(level.person),
        # Who is moved elsewhere begins there now, however long they have been apart.
        starts_at=decision.starts if goes_on else max(decision.starts, now),
        ends_at=decision.until,
        decision=asked.content,
        directive=decision.directive_id,
        proposed_at=now,
        replaces=running,
    )


def _release(running: Order, now: datetime) -> Order:
    """Propose that a person in no tree any more goes free."""
    return Order(
        person_id=running.person_id,
        outbreak_id=running.outbreak_id,
        case_id=running.case_id,
        level=running.level,
        measure=Measure.NONE.value,
        unit_id=running.unit_id,
        starts_at=now,
        ends_at=None,
        decision=_no_ground(running.decision, now),
        directive=running.directive,
        proposed_at=now,
        replaces=running,
    )


def _no_ground(decision: dict[str, object], now: datetime) -> dict[str, object]:
    """Turn the decision of an order into that of its end: its reasons hold no longer."""
    nothing: dict[str, object] = {
        "from": now.isoformat(),
        "until": None,
        "reasons": [],
        "tests": [],
        "missing": [],
    }
    return {**decision, **nothing, "measure": Measure.NONE.value, "possible": ["none"]}


def asks_the_same(one: Order, other: Order) -> bool:
    """Tell whether two orders came from the same demand, whatever an officer made of it."""
    return _demand(one) == _demand(other)


def says_the_same(one: Order, other: Order) -> bool:
    """Tell whether a proposal would read the same: the same demand, and the same open questions."""
    return asks_the_same(one, other) and one.decision["missing"] == other.decision["missing"]


def _demand(order: Order) -> tuple[str, datetime | None, int]:
    until = order.decision["until"]
    ends = datetime.fromisoformat(until) if until else None
    return order.decision["measure"], ends, order.level


def _was_rejected(order: Order, level: Level, held: Held) -> bool:
    """Tell whether an officer turned the same down since the person came to this level."""
    last = held.rejected
    return (
        last is not None
        and last.proposed_at >= level.since
        and last.replaces_id == order.replaces_id
        and asks_the_same(order, last)
    )


def _known_ill(facts: PersonFacts) -> bool:
    said = (facts.cough, facts.fever, facts.other_symptoms)
    return Answer.YES in said or facts.test_result is not None


def advised_together(outbreak: Outbreak, persons: Iterable[int]) -> set[int]:
    """Find those of the outermost level of whom neither symptom nor test is known.

    The level is compared here: asked for it, a database reads all the outermost of the outbreak.
    """
    levels = Level.objects.filter(Among("person_id", persons), outbreak=outbreak).order_by()
    rows = levels.values_list("person_id", "level")
    found = {person for person, level in rows if level >= OUTERMOST}
    symptoms = Fact.objects.filter(Among("person_id", found), name__in=SYMPTOMS)
    tests = TestResult.objects.filter(Among("person_id", found), outbreak=outbreak)
    told = {pk for rows in (symptoms, tests) for pk in rows.values_list("person_id", flat=True)}
    return found - told


def cases_to_advise(cases: Sequence[Case]) -> list[Case]:
    """Give the cases whose outermost contacts get advice, or had some: the others have none."""
    keys = [case.pk for case in cases]
    rimmed = Tree.objects.filter(Among("case_id", keys), f3__gt=0)
    advised = TreeAdvice.objects.filter(Among("case_id", keys), ended_at=None)
    asked = {pk for rows in (rimmed, advised) for pk in rows.values_list("case_id", flat=True)}
    return [case for case in cases if case.pk in asked]
