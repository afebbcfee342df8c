"""The level of a person: the least over the trees, with the exposures of those trees."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from vungxanh.web.config.among import Among
from vungxanh.web.registry.models import Case, ContactEvent, Outbreak, Visit
from vungxanh.web.tracing.models import Arrival, Level, Tree

CHUNK = 5_000


class Standing(NamedTuple):
    """Where a person stands in an outbreak: columns of `Level`."""

    level: int
    first_exposure: int
    last_exposure: int
    via_id: int | None
    place_id: int | None
    index_case_id: int

    def joined(self, other: "Standing") -> "Standing":
        """Take the better of two trees; of equal levels the earliest start and the latest end."""
        if self.level != other.level:
            return self if self.level < other.level else other
        first, last = sorted((self, other), key=_earliest)
        if first.last_exposure >= last.last_exposure:
            return first
        return first._replace(last_exposure=last.last_exposure)


COLUMNS = Standing._fields


def _earliest(standing: Standing) -> tuple[int, int, int, int]:
    """Order by start, then the smallest infector, then place, a contact event before all others."""
    via, place = standing.via_id or 0, standing.place_id or 0
    return standing.first_exposure, via, place, standing.index_case_id


def standings(outbreak: Outbreak, persons: Iterable[int]) -> dict[int, Standing]:
    """Work out where persons stand, from the trees and the cases; who is in no tree is left out."""
    ids = list(persons)
    found: dict[int, Standing] = {}
    for person, standing in _arrivals(outbreak, ids):
        _join(found, person, standing)
    for person, standing in _cases(outbreak, ids):
        _join(found, person, standing)
    return found


def _arrivals(outbreak: Outbreak, persons: list[int]) -> Iterator[tuple[int, Standing]]:
    """Give the levels of persons in the trees of an outbreak.

    The outbreak is compared here: asked for it, a database looks every person up in every tree.
    """
    rows = Arrival.objects.levels().filter(Among("person_id", persons)).order_by()
    names = ("round", "exposure_start", "last_exposure", "via_id", "place_id", "case_id")
    for person, of, *values in rows.values_list("person_id", "case__outbreak_id", *names):
        if of == outbreak.pk:
            yield person, Standing(*values)


def stored(outbreak: Outbreak, persons: Iterable[int]) -> dict[int, Standing]:
    """Give where persons stood at the last settling."""
    rows = Level.objects.filter(Among("person_id", persons), outbreak=outbreak)
    return {
        person: Standing(*values)
        for person, *values in rows.order_by().values_list("person_id", *COLUMNS)
    }


def _cases(outbreak: Outbreak, persons: list[int]) -> Iterator[tuple[int, Standing]]:
    trees = Tree.objects.filter(Among("case__person_id", persons), case__outbreak=outbreak)
    names = ("case__person_id", "window_start", "window_end", "case_id")
    for person, start, end, case in trees.values_list(*names):
        yield person, Standing(0, start, end, None, None, case)


def _join(found: dict[int, Standing], person: int, standing: Standing) -> None:
    known = found.get(person)
    found[person] = known.joined(standing) if known else standing


def who_met_nobody(cases: Sequence[Case]) -> set[int]:
    """Give the keys of the cases whose trees hold nobody and can hold nobody: no way is known."""
    persons = {case.person_id for case in cases}
    moving: set[int] = set()
    for model, column in (
        (Visit, "person_id"),
        (ContactEvent, "person_a_id"),
        (ContactEvent, "person_b_id"),
    ):
        rows = model.objects.filter(Among(column, persons)).order_by()
        moving |= set(rows.values_list(column, flat=True).distinct())
    keys = {case.pk for case in cases if case.person_id not in moving}
    grown = Arrival.objects.filter(Among("case_id", keys)).order_by()
    return keys - set(grown.values_list("case_id", flat=True).distinct())


def chunks(persons: Iterable[int]) -> Iterator[list[int]]:
    """Cut persons, in order, into lists that a query can take."""
    ordered = sorted(persons)
    for first in range(0, len(ordered), CHUNK):
        yield ordered[first : first + CHUNK]
