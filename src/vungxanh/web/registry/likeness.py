"""Who may be the person who is being entered: the index of the core, in the database.

A key is looked up by itself, so that one which a crowd shares costs no more than the others. The
whole registry is asked: who stands outside somebody's area is told without any detail.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vungxanh.identity import Candidate, Identity, blocking_keys, candidates
from vungxanh.web.accounts.models import User
from vungxanh.web.config.among import Among
from vungxanh.web.registry.models import Person, PersonKey

AT_MOST = 5
"""Persons shown while one is entered."""


def identity_of(person: Person) -> Identity:
    """Give what the core compares of a person; the id is the primary key."""
    return Identity(
        person_id=str(person.pk),
        name=person.name,
        sex=person.sex,
        birth_date=person.birth_date,
        birth_year=person.birth_year,
        phone=person.phone,
        identity_number=person.identity_number,
        residence=person.residence,
        unit=str(person.unit_id or ""),
    )


def keys_of(persons: Iterable[Person]) -> Iterator[PersonKey]:
    """Make the rows of the keys of some persons, unsaved."""
    for person in persons:
        for key in dict.fromkeys(blocking_keys(identity_of(person))):
            yield PersonKey(person_id=person.pk, key=key)


class RegistryIndex:
    """The table of keys as `identity.candidates` asks it."""

    @property
    def population(self) -> int:
        """Estimate how many records there are, by the newest."""
        newest = Person.objects.order_by("-pk").values_list("pk", flat=True).first()
        return newest or 0

    def sharing(self, keys: Sequence[str], at_most: int) -> list[Identity]:
        """Give the records that have one of the keys; a key of too many is passed over."""
        holders: set[int] = set()
        for key in keys:
            rows = PersonKey.objects.filter(key=key).order_by()
            found = rows.values_list("person_id", flat=True)[: at_most + 1]
            if len(found) <= at_most:
                holders.update(found)
        known = Person.objects.filter(Among("pk", holders), retracted_at=None)
        return [identity_of(person) for person in known]


@dataclass(frozen=True)
class Likely:
    """A person who may be the one that is entered, and how far the two agree."""

    person: Person
    candidate: Candidate


@dataclass(frozen=True)
class Found:
    """Those whom a user may see, the likeliest first, and how many others there are."""

    shown: list[Likely]
    outside: int

    def __bool__(self) -> bool:
        return bool(self.shown or self.outside)


def likely_persons(entered: Identity, *, user: User, now: datetime) -> Found:
    """Find at most five persons who may be the one that is entered."""
    found = candidates(entered, RegistryIndex(), AT_MOST)
    seen = Person.objects.shown_to(user, [int(each.person_id) for each in found], now=now)
    shown = [
        Likely(seen[int(each.person_id)], each) for each in found if int(each.person_id) in seen
    ]
    return Found(shown, len(found) - len(shown))


def typed_identity(said: Any) -> Identity:
    """Make an identity of what a form has so far; what cannot be read yet is left out."""
    unit = said.get("unit")
    return Identity(
        person_id="",
        name=said.get("name") or "",
        sex=said.get("sex") or "",
        birth_date=said.get("birth_date"),
        birth_year=said.get("birth_year"),
        phone=said.get("phone") or "",
        identity_number=said.get("identity_number") or "",
        residence=said.get("residence") or "",
        unit=str(getattr(unit, "pk", "")),
    )
