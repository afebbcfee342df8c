"""What the directives in force ask of persons: the core decides, this only brings the facts."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings

from vungxanh.policy.decide import decide
from vungxanh.policy.decision import Decision
from vungxanh.policy.facts import FactRow, PersonFacts
from vungxanh.policy.many import decide_for_many
from vungxanh.terms import Answer
from vungxanh.web.config.among import Among
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.measures.persons import gather
from vungxanh.web.registry.models import Outbreak, Person
from vungxanh.web.tracing.models import Level
from vungxanh.web.tracing.rules import directives


class Asked(NamedTuple):
    """What the directives ask of one person, and on what facts."""

    level: Level
    facts: PersonFacts
    decision: Decision
    content: dict[str, Any]
    """The decision as an order keeps it: one for all of whom the same is asked, never changed."""


def unit_of(person: Person) -> AdminUnit | None:
    """Give the unit that answers for a person: of the place of stay, else of the residence."""
    return person.staying_unit or person.unit


def unit_key_of(person: Person) -> int | None:
    """Give the key of that unit, and read nothing."""
    return person.staying_unit_id or person.unit_id


def path_of(unit: AdminUnit | None) -> tuple[str, ...]:
    """Give the codes above a unit, nearest first, ending with the country."""
    if unit is None:
        return (settings.CITY, settings.COUNTRY)
    return _up_to_the_country([above.code for above in unit.ancestors()])


def _up_to_the_country(codes: list[str]) -> tuple[str, ...]:
    return tuple(codes if settings.COUNTRY in codes else [*codes, settings.COUNTRY])


def paths_of(units: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Give the paths of units by key. Each unit is read once: thousands live in a few wards."""
    known: dict[int, tuple[str, int | None]] = {}
    asked = frontier = set(units)
    while frontier:
        rows = AdminUnit.objects.filter(Among("pk", frontier)).order_by()
        found = {pk: (code, up) for pk, code, up in rows.values_list("pk", "code", "parent_id")}
        known |= found
        frontier = {up for _code, up in found.values() if up} - known.keys()
    return {unit: _up_to_the_country(_codes_above(unit, known)) for unit in asked}


def _codes_above(unit: int | None, known: dict[int, tuple[str, int | None]]) -> list[str]:
    codes = []
    while unit:
        code, unit = known[unit]
        codes.append(code)
    return codes


def decisions(
    outbreak: Outbreak,
    persons: Iterable[int],
    *,
    now: datetime,
    sources: dict[int, list[FactRow]] | None = None,
) -> dict[int, Asked]:
    """Decide for everybody among the persons who has a level."""
    gathered = gather(outbreak, persons, now=now, sources=sources)
    units = {person: unit_key_of(level.person) or 0 for person, (level, _said) in gathered.items()}
    paths = {0: path_of(None)} | paths_of(filter(None, units.values()))
    people = ((who, facts, paths[units[who]]) for who, (_level, facts) in gathered.items())
    found: dict[int, Asked] = {}
    for decision, alike in decide_for_many(people, directives(), now=now):
        content = decision.to_dict()
        found |= {person: Asked(*gathered[person], decision, content) for person in alike}
    return found


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
    return decide(facts, directives(), unit_path=path_of(unit), now=now)
