"""What the directives in force ask of persons: the core decides, this only brings the facts."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from vungxanh.policy.decide import decide
from vungxanh.policy.decision import Decision
from vungxanh.policy.facts import FactRow, PersonFacts
from vungxanh.terms import Answer
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.measures.persons import gather
from vungxanh.web.registry.models import Outbreak, Person
from vungxanh.web.tracing.models import Level
from vungxanh.web.tracing.rules import directives


def unit_of(person: Person) -> AdminUnit | None:
    """Give the unit that answers for a person: of the place of stay, else of the residence."""
    return person.staying_unit or person.unit


def path_of(unit: AdminUnit | None, known: dict[int, tuple[str, ...]]) -> tuple[str, ...]:
    """Give the codes above a unit, nearest first, ending with the country."""
    if unit is None:
        return (settings.CITY, settings.COUNTRY)
    if unit.pk not in known:
        codes = tuple(above.code for above in unit.ancestors())
        known[unit.pk] = codes if settings.COUNTRY in codes else (*codes, settings.COUNTRY)
    return known[unit.pk]


def decisions(
    outbreak: Outbreak,
    persons: Iterable[int],
    *,
    now: datetime,
    sources: dict[int, list[FactRow]] | None = None,
) -> dict[int, tuple[Level, PersonFacts, Decision]]:
    """Decide for everybody among the persons who has a level."""
    paths: dict[int, tuple[str, ...]] = {}
    return {
        person: (
            level,
            facts,
            decide(facts, directives(), unit_path=path_of(unit_of(level.person), paths), now=now),
        )
        for person, (level, facts) in gather(outbreak, persons, now=now, sources=sources).items()
    }


def advice_to_outermost(
    unit: AdminUnit | None, level: int, *, last_exposure: datetime | None, now: datetime
) -> Decision:
    """Decide for those at the rim of a tree of whom no symptom is known.

    `last_exposure` is the latest of them all, so that one date holds for everybody.
    """
    facts = PersonFacts(
        level=level,
        last_exposure=last_exposure,
        cough=Answer.NO,
        fever=Answer.NO,
        other_symptoms=Answer.NO,
    )
    return decide(facts, directives(), unit_path=path_of(unit, {}), now=now)
