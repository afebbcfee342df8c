"""The reported links of an outbreak, put together and cut to what one user may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from vungxanh.tracing.transmission import Component, Transmission, transmission
from vungxanh.web.accounts.models import User
from vungxanh.web.config.among import Among
from vungxanh.web.registry.models import Case, Link, Outbreak, Person, Place


class Told(NamedTuple):
    """One link as it was told: from a person, or from a place where nobody is named."""

    infector: int | None
    place: int | None
    infectee: int
    kind: str
    certainty: str


@dataclass(frozen=True)
class Reported:
    """The links of an outbreak.

    All of them give the numbers; `components` are those with somebody whom the user may see, and
    only they are shown. Their other persons stay anonymous.
    """

    whole: Transmission[int]
    links: list[Told]
    components: list[Component[int]]

    @property
    def persons(self) -> list[int]:
        """Name everybody in the components: who leads to most first, then by generation."""
        shown = [person for part in self.components for person in part.persons]
        rank = self.whole.offspring, self.whole.generation
        return sorted(shown, key=lambda person: (-rank[0][person], rank[1][person], person))

    def links_among(self, persons: Iterable[int]) -> list[Told]:
        """Give the links between some persons, and from places to them."""
        drawn = set(persons)
        return [
            link
            for link in self.links
            if link.infectee in drawn and (link.infector is None or link.infector in drawn)
        ]


def reported_links(outbreak: Outbreak, *, user: User, now: datetime) -> Reported:
    """Read the links of an outbreak as they were known at an instant."""
    columns = ("infector_id", "place_id", "infectee_id", "kind", "certainty")
    rows = Link.objects.as_of(now).filter(outbreak=outbreak).order_by("recorded_at", "pk")
    links = [Told(*row) for row in rows.values_list(*columns)]
    whole = transmission(
        [(link.infector, link.infectee) for link in links if link.infector is not None],
        [
            (link.place, link.infectee)
            for link in links
            if link.infector is None and link.place is not None
        ],
    )
    everybody = Person.objects.visible_to(user, now=now).filter(Among("pk", whole.generation))
    seen = set(everybody.values_list("pk", flat=True))
    parts = [part for part in whole.components if not seen.isdisjoint(part.persons)]
    return Reported(whole, links, parts)


def cases_of(outbreak: Outbreak, persons: Iterable[int], *, now: datetime) -> dict[int, Case]:
    """Map persons to their first case in an outbreak, by primary key."""
    rows = Case.objects.as_of(now).filter(Among("person_id", persons), outbreak=outbreak)
    return {case.person_id: case for case in rows.order_by("-pk")}


def unlinked_cases(outbreak: Outbreak, found: Reported, *, user: User, now: datetime) -> int:
    """Count the cases that a user may see and of which no link is told."""
    cases = Case.objects.visible_to(user, now=now).as_of(now).filter(outbreak=outbreak)
    return int(cases.exclude(Among("person_id", found.whole.generation)).count())


def places_of(links: Iterable[Told], seen: Iterable[int]) -> dict[int, Place]:
    """Map to its row each place from which a link leads to somebody who is seen."""
    visible = set(seen)
    named = {link.place for link in links if link.place is not None and link.infectee in visible}
    return {place.pk: place for place in Place.objects.filter(Among("pk", named))}
