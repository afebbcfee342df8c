"""Decide for a whole tree at once: thousands of contacts are a few dozen kinds of people.

Two persons are of one kind if they are alike in all that a rule reads. The minute in which an
exposure ended tells them apart, but a rule counts from its day.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import datetime, tzinfo
from operator import attrgetter
from typing import TypeVar

from vungxanh.policy.decide import decide
from vungxanh.policy.decision import Decision
from vungxanh.policy.directives import DirectiveSet
from vungxanh.policy.facts import PersonFacts
from vungxanh.policy.rules.quarantine import last_exposed_day

Key = TypeVar("Key")

EXPOSURES = frozenset({"first_exposure", "last_exposure"})
READ_BY_NOBODY = frozenset({"age", "place_of_stay"})
"""Facts of which no rule takes notice."""

_as_told = attrgetter(
    *(item.name for item in fields(PersonFacts) if item.name not in EXPOSURES | READ_BY_NOBODY)
)


def decide_for_many(
    people: Iterable[tuple[Key, PersonFacts, Sequence[str]]],
    directives: DirectiveSet,
    *,
    now: datetime,
) -> Iterator[tuple[Decision, list[Key]]]:
    """Give the decisions for many persons, each with all for whom it holds.

    A person comes as key, facts and `unit_path`, and is told what `decide` would tell them alone.
    """
    kinds: dict[Hashable, list[tuple[Key, PersonFacts, Sequence[str]]]] = {}
    for key, facts, unit_path in people:
        kind = _kind(facts, directives.zone), directives.scopes_among(unit_path)
        kinds.setdefault(kind, []).append((key, facts, unit_path))
    for alike in kinds.values():
        _key, facts, unit_path = alike[0]
        decision = decide(facts, directives, unit_path=unit_path, now=now)
        if decision.directives:
            yield decision, [key for key, _facts, _unit_path in alike]
            continue
        for key, facts, unit_path in alike:  # each is told in which unit nothing is in force
            yield decide(facts, directives, unit_path=unit_path, now=now), [key]


def _kind(facts: PersonFacts, zone: tzinfo) -> Hashable:
    first, last = facts.first_exposure, facts.last_exposure
    return (
        first and first.astimezone(zone).date(),
        last and last_exposed_day(last, zone),
        # Whether a clearance came before or after it is a matter of minutes.
        last and facts.cleared_at and last > facts.cleared_at,
        _as_told(facts),
    )
