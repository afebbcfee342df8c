"""Rings of invented people around a case: whom it met, whom those met, and whom those met.

The case meets its first ring on a day (`on`) and at home in the two nights around it; the first
ring meets the second in the following night at home or on the following day; the second meets the
third in the night after that. Nobody else is ever in the same place at the same time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vungxanh.demonstration.crowd import Crowd
from vungxanh.demonstration.tables import clock

MORNING, EVENING, NIGHT, DAWN = 8, 17, 19, 24 + 6.5  # hours of the day
EVERYWHERE = ("workplace", "restaurant", "market", "event")
PASSING = ("market",)  # kinds where only the case itself makes contacts
LARGEST_MEETING, LARGEST_FAMILY = 9, 4

Home = Callable[[], str]
"""Draws the code of the unit in which the next invented person lives."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody of a first ring: met on a day, at the case's home or elsewhere."""

    person: str
    met_on: date
    at_home: bool


def first_ring(
    crowd: Crowd,
    case: str,
    on: date,
    size: int,
    home: Home,
    at: datetime,
    guests: Sequence[str] = (),
    kinds: Sequence[str] = EVERYWHERE,
) -> list[Contact]:
    """Invent so many people whom a case meets on a day and in the nights around it.

    `guests` exist already and come to the first of the meetings by day, which are at places of
    some `kinds`.
    """
    family = crowd.household(case, min(size, _draw(crowd, 1, LARGEST_FAMILY)), at)
    ring = [Contact(person, on, True) for person in family]
    for before in (1, 0):
        night = date.fromordinal(on.toordinal() - before)
        _spend_night(crowd, [case, *family], night, at)
    while len(ring) < size:
        group = crowd.people((home() for _ in range(_group(crowd, size - len(ring)))), at)
        _meet_by_day(crowd, [case, *guests], group, on, at, kinds)
        ring += [Contact(person, on, False) for person in group]
        guests = ()
    return ring


def second_ring(crowd: Crowd, contact: Contact, size: int, home: Home, at: datetime) -> list[str]:
    """Invent so many people whom a contact meets after having met the case."""
    ring: list[str] = []
    if size and not contact.at_home:
        ring = crowd.household(contact.person, min(size, _draw(crowd, 1, LARGEST_FAMILY)), at)
        _spend_night(crowd, [contact.person, *ring], contact.met_on, at)
    next_day = date.fromordinal(contact.met_on.toordinal() + 1)
    while len(ring) < size:
        group = crowd.people((home() for _ in range(_group(crowd, size - len(ring)))), at)
        where = crowd.place("workplace", crowd.persons[contact.person].unit_code, at)
        crowd.gather(
            where, [contact.person, *group], clock(next_day, MORNING), clock(next_day, EVENING), at
        )
        ring += group
    return ring


def third_ring(crowd: Crowd, person: str, met_on: date, at: datetime) -> list[str]:
    """Invent the family of somebody who was met on a day; they spend the night together."""
    if crowd.persons[person].home:
        return []
    family = crowd.household(person, _draw(crowd, 1, LARGEST_FAMILY), at)
    _spend_night(crowd, [person, *family], met_on, at)
    return family


def _meet_by_day(
    crowd: Crowd,
    known: Sequence[str],
    group: Sequence[str],
    on: date,
    at: datetime,
    kinds: Sequence[str],
) -> None:
    kind = kinds[_draw(crowd, 0, len(kinds) - 1)]
    passing = kind in PASSING
    where = crowd.place(
        kind, crowd.persons[group[0]].unit_code, at, max_level=1 if passing else None
    )
    start = MORNING + _draw(crowd, 0, 5)
    crowd.gather(where, [*known, *group], clock(on, start), clock(on, start + 2), at)
    if passing:  # somebody who had left before anyone of these came
        early = crowd.person(crowd.persons[group[0]].unit_code, at)
        crowd.stay(early, where, clock(on, start - 2), clock(on, start - 0.5), at)


def _spend_night(crowd: Crowd, people: Sequence[str], on: date, at: datetime) -> None:
    home = crowd.persons[people[0]].home
    crowd.gather(home, people, clock(on, NIGHT), clock(on, DAWN), at)


def _group(crowd: Crowd, most: int) -> int:
    return min(most, _draw(crowd, 3, LARGEST_MEETING))


def _draw(crowd: Crowd, low: int, high: int) -> int:
    """Draw a whole number from low to high, both included."""
    return int(crowd.rng.integers(low, high + 1))
