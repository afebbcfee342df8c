"""Whose contact a contact is: policy releases an F2 when every F1 who exposed them is cleared.

A tree keeps the first infector of a person only. Here all are found: those of the level below, in
the trees in which the person stands at their own level, who have a qualifying contact to them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import Q
from django.utils import timezone

from vungxanh.policy.facts import FactRow
from vungxanh.policy.rules.release import is_cleared
from vungxanh.records import FOREVER, Rules
from vungxanh.terms import Answer
from vungxanh.tracing.live import exposed_by
from vungxanh.tracing.network import Spans
from vungxanh.web.config.among import Among
from vungxanh.web.measures.persons import gather
from vungxanh.web.registry.models import Case, ContactEvent, Fact, Outbreak, Person, Visit
from vungxanh.web.tracing.models import Arrival, Level, Tree
from vungxanh.web.tracing.presence import RegistryPresence
from vungxanh.web.tracing.rules import tracing_rules, unit_path
from vungxanh.web.tracing.settling import chunks

OUTERMOST = 3

Sources = dict[int, list[FactRow]]
"""By contact, a row a source: whether they are cleared."""


@dataclass(frozen=True, slots=True)
class _Ring:
    """The persons of one level in the tree of one case, and how contacts count there."""

    case: int
    level: int
    rules: Rules
    ends: int
    arrivals: Mapping[int, int]
    """By person, the start of the first exposure."""

    def exposed_by(self, person: int, now: datetime) -> set[int]:
        """Give everybody of the next level to whom one person of the ring had a contact."""
        since = self.arrivals[person] + self.rules.latent
        active = Spans(*(np.array([value]) for value in (person, since, FOREVER)))
        found = exposed_by(
            active,
            RegistryPresence(now),
            rules=self.rules,
            number=self.level + 1,
            limit=self.ends,
        )
        return set(found.tolist())


def sources_of_contacts(outbreak: Outbreak, person: int, *, now: datetime) -> Sources:
    """Give, for those whom a person of level 1 or 2 exposed, all their sources.

    They stand one level further out. Empty for anybody else: nobody hangs on them.
    """
    standing = Level.objects.filter(outbreak=outbreak, person=person).first()
    if standing is None or not 0 < standing.level < OUTERMOST:
        return {}
    exposed: set[int] = set()
    for ring in _rings(outbreak, standing.level, [person], now):
        exposed |= ring.exposed_by(person, now)
    return sources_of(outbreak, exposed, next_to=standing.level, now=now)


def sources_if_cleared(outbreak: Outbreak, persons: Iterable[int], *, now: datetime) -> Sources:
    """Give the sources of those persons whose first infector has been cleared.

    Only they can be released with their sources, so the others are not asked for.
    """
    levels = Level.objects.filter(Among("person_id", persons), outbreak=outbreak).order_by()
    rows = [row for row in levels.values_list("person_id", "level", "via_id") if row[1] > 1]
    vias = {via for _person, _level, via in rows}
    told = Fact.objects.as_of(now).filter(Among("person_id", vias), name="cleared")
    cleared = set(told.values_list("person_id", flat=True))
    hopeful: dict[int, set[int]] = defaultdict(set)
    for person, level, via in rows:
        if via in cleared:
            hopeful[level].add(person)
    found: Sources = {}
    for level, contacts in hopeful.items():
        found |= sources_of(outbreak, contacts, next_to=level - 1, now=now)
    return found


def sources_of(
    outbreak: Outbreak, persons: Iterable[int], *, next_to: int, now: datetime
) -> Sources:
    """Give all sources, of level `next_to`, of those of some persons who stand one level further.

    Each source is told by their code, and whether policy holds them for cleared.
    """
    contacts = _standing_at(outbreak, next_to + 1, persons)
    by_contact: dict[int, set[int]] = defaultdict(set)
    for case, members in _trees_of(outbreak, next_to + 1, contacts).items():
        for ring in _rings(outbreak, next_to, _near(case, next_to, members, now), now, case):
            for source in ring.arrivals:
                for contact in ring.exposed_by(source, now) & members:
                    by_contact[contact].add(source)
    words = _said(outbreak, {s for sources in by_contact.values() for s in sources}, now)
    return {
        contact: [FactRow("source_cleared", words[source], now) for source in sorted(sources)]
        for contact, sources in by_contact.items()
    }


def _standing_at(outbreak: Outbreak, level: int, persons: Iterable[int]) -> set[int]:
    return {
        person
        for chunk in chunks(persons)
        for person in Level.objects.filter(
            outbreak=outbreak, level=level, person__in=chunk
        ).values_list("person", flat=True)
    }


def _trees_of(outbreak: Outbreak, level: int, persons: set[int]) -> dict[int, set[int]]:
    """Map the cases in whose trees persons stand at a level to those persons."""
    found: dict[int, set[int]] = defaultdict(set)
    for chunk in chunks(persons):
        rows = Arrival.objects.levels().filter(
            case__outbreak=outbreak, round=level, person__in=chunk
        )
        for case, person in rows.values_list("case", "person"):
            found[case].add(person)
    return found


def _near(case: int, level: int, persons: set[int], now: datetime) -> set[int]:
    """Give those of a level of a tree who shared a place or a contact event with some persons.

    A first cut by index: whether a contact counts, the kernel says.
    """
    ring = Arrival.objects.levels().filter(case=case, round=level).values("person")
    found: set[int] = set()
    for chunk in chunks(persons):
        places = Visit.objects.as_of(now).filter(person__in=chunk).values("place")
        there = Visit.objects.as_of(now).filter(place__in=places, person__in=ring)
        found |= set(there.values_list("person", flat=True).distinct())
        events = ContactEvent.objects.as_of(now)
        for mine, other in (("person_a", "person_b"), ("person_b", "person_a")):
            told = events.filter(Q(**{f"{mine}__in": chunk}), Q(**{f"{other}__in": ring}))
            found |= set(told.values_list(other, flat=True))
    return found


def _rings(
    outbreak: Outbreak, level: int, persons: Iterable[int], now: datetime, case: int | None = None
) -> list[_Ring]:
    """Give, for each tree (or one case's), those of some persons who stand there at a level."""
    arrivals: dict[int, dict[int, int]] = defaultdict(dict)
    for chunk in chunks(persons):
        rows = Arrival.objects.levels().filter(
            case__outbreak=outbreak, round=level, person__in=chunk
        )
        if case is not None:
            rows = rows.filter(case=case)
        for tree, person, start in rows.values_list("case", "person", "exposure_start"):
            arrivals[tree][person] = start
    cases = Case.objects.filter(pk__in=arrivals).select_related(
        "person__unit__parent__parent__parent", "person__staying_unit__parent__parent__parent"
    )
    ends = dict(Tree.objects.filter(case__in=arrivals).values_list("case", "ends"))
    return [
        _Ring(
            found.pk,
            level,
            tracing_rules(unit_path(found), now=now).counting,
            ends[found.pk],
            arrivals[found.pk],
        )
        for found in cases
    ]


def _said(outbreak: Outbreak, persons: set[int], now: datetime) -> dict[int, str]:
    """Say of each source, by code, whether they are cleared, as a facts file would."""
    zone = timezone.get_default_timezone()
    cleared = {
        person
        for person, (_level, facts) in gather(outbreak, persons, now=now).items()
        if is_cleared(facts, now, zone)
    }
    codes = dict(Person.objects.filter(pk__in=persons).values_list("pk", "code"))
    return {
        person: f"{code}={Answer.YES if person in cleared else Answer.NO}"
        for person, code in codes.items()
    }
