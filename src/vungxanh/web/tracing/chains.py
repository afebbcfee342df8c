"""Every chain that leads to a person, walked back through the arrivals: one a tree."""

from dataclasses import dataclass
from datetime import datetime

from vungxanh.web.accounts.models import User
from vungxanh.web.registry.models import Case, Outbreak, Person, Place
from vungxanh.web.tracing.models import Arrival

SHOWN = 20
"""Chains shown of one person; a hub may stand in hundreds of trees."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a chain. A person outside the reader's area is None."""

    level: int
    person: Person | None
    infector: Person | None
    place: Place | None
    start: int
    end: int
    close: bool
    min_overlap: int


@dataclass(frozen=True, slots=True)
class Chain:
    """The way from a case to a person, hop by hop; `level` hops."""

    case: Case
    level: int
    hops: list[Hop]


def chains_to(
    person: Person, outbreak: Outbreak, *, user: User, now: datetime, most: int = SHOWN
) -> tuple[list[Chain], int]:
    """Give the chains that lead to a person, lowest level first, and how many more there are."""
    heads = Arrival.objects.levels().filter(person=person, case__outbreak=outbreak)
    total = heads.count()
    rows = list(
        heads.select_related("case__person", "place").order_by(
            "round", "exposure_start", "case_id"
        )[:most]
    )
    steps = _steps(rows)
    # The case itself is nobody's contact: it stands in the first step alone, as the infector.
    named = {pk for row in steps.values() for pk in (row.person_id, row.via_id)}
    persons = _visible(named, user, now)
    return [_chain(row, steps, persons) for row in rows], total - len(rows)


def _steps(rows: list[Arrival]) -> dict[tuple[int, int, int], Arrival]:
    """Fetch the arrivals that the chains pass through: a query a round."""
    steps = {(row.case_id, row.person_id, row.round): row for row in rows}
    wanted = rows
    while wanted := [row for row in wanted if row.round > 1]:
        found = Arrival.objects.filter(
            case__in={row.case_id for row in wanted},
            person__in={row.via_id for row in wanted},
            round__in={row.round - 1 for row in wanted},
        ).select_related("place")
        known = {(row.case_id, row.person_id, row.round): row for row in found}
        wanted = [known[row.case_id, row.via_id, row.round - 1] for row in wanted]
        steps |= known
    return steps


def _visible(persons: set[int], user: User, now: datetime) -> dict[int, Person]:
    seen = Person.objects.visible_to(user, now=now).filter(pk__in=persons)
    return {person.pk: person for person in seen.select_related("unit")}


def _chain(
    row: Arrival, steps: dict[tuple[int, int, int], Arrival], persons: dict[int, Person]
) -> Chain:
    hops, step = [], row
    while True:
        hops.append(
            Hop(
                level=step.round,
                person=persons.get(step.person_id),
                infector=persons.get(step.via_id),
                place=step.place,
                start=step.exposure_start,
                end=step.exposure_end,
                close=step.close,
                min_overlap=step.min_overlap,
            )
        )
        if step.round == 1:
            return Chain(row.case, row.round, hops[::-1])
        step = steps[step.case_id, step.via_id, step.round - 1]
