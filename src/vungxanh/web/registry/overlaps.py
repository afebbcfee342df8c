"""Who was at a place together with whom, and whether it counts: pure, the meaning of the kernel.

The kernel tells only the first exposure of each person. This lists every shared stay, also those
that do not count, and says why not.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import overload

import numpy as np
import numpy.typing as npt

from vungxanh.records import DEFAULT_MIN_OVERLAP, KindRule, Minute, Rules

OUTERMOST = 3
_ROW = re.compile(r"\s*([0-9]{1,9})")
Ints = npt.NDArray[np.int64]
Span = tuple[Minute, Minute]


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay at the place; touching visits of one person to one seat are one."""

    person: int
    start: Minute
    end: Minute
    seat: str = ""

    @property
    def row(self) -> int | None:
        """The number that the seat starts with."""
        number = _ROW.match(self.seat)
        return int(number.group(1)) if number else None


@dataclass(frozen=True, slots=True)
class Active:
    """A time in which a person passes it on, as reached in `round` rounds (0: in a window).

    Contacts that start at `limit` or later do not count: the tree has ended.
    """

    person: int
    round: int
    start: Minute
    end: Minute
    limit: Minute


@dataclass(frozen=True, slots=True)
class PlaceRule:
    """What makes a contact at a place; `source` is place, kind or default."""

    min_overlap: int
    max_level: int | None
    seat_rows: int | None
    source: str


class NotCounted(StrEnum):
    """Why a shared stay makes no contact."""

    SHORT = "short"
    APART = "apart"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Overlap:
    """A shared stay of one who passes it on and another. `reason` None: it counts."""

    infector: int
    round: int
    person: int
    start: Minute
    end: Minute
    reason: NotCounted | None
    rows_apart: int | None = None


def rule_of(own: KindRule, kind: KindRule | None, rules: Rules) -> PlaceRule:
    """Settle the rule of a place: its own value, else that of its kind, else the default."""
    by_kind = kind or KindRule()
    source = "default"
    for name, said in (("place", own), ("kind", by_kind)):
        if said.min_overlap is not None:
            source = name
            break
    minutes = _first(own.min_overlap, by_kind.min_overlap, rules.min_overlap)
    return PlaceRule(
        max(1, DEFAULT_MIN_OVERLAP if minutes is None else minutes),
        _first(own.max_level, by_kind.max_level),
        _first(own.seat_rows, by_kind.seat_rows),
        source,
    )


def _first(*values: int | None) -> int | None:
    return next((value for value in values if value is not None), None)


def joined(spans: Iterable[Span]) -> list[Span]:
    """Make one of the spans that touch or overlap; drop empty ones."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def without(span: Span, holes: Iterable[Span]) -> Iterator[Span]:
    """Cut holes out of a span."""
    start, end = span
    for hole_start, hole_end in joined(holes):
        if start < min(hole_start, end):
            yield start, min(hole_start, end)
        start = max(start, hole_end)
    if start < end:
        yield start, end


def joined_stays(stays: Iterable[Stay]) -> list[Stay]:
    """Join what one person stayed at one seat without a break; by start, then person."""
    by_seat = sorted(stays, key=lambda stay: (stay.person, stay.seat))
    found = [
        Stay(person, start, end, seat)
        for (person, seat), group in groupby(by_seat, key=lambda stay: (stay.person, stay.seat))
        for start, end in joined((stay.start, stay.end) for stay in group)
    ]
    return sorted(found, key=lambda stay: (stay.start, stay.person, stay.seat))


class Overlaps(Sequence[Overlap]):
    """All shared stays at a place, nearest to the case first; rows are made when asked for.

    A person reached in k rounds meets those who are not yet of level k or less; a case meets
    everybody.
    """

    def __init__(
        self,
        stays: Sequence[Stay],
        active: Iterable[Active],
        rule: PlaceRule,
        levels: dict[int, int],
    ) -> None:
        """Pair the stays with the active times. `levels` are the present levels of persons."""
        self.stays, self.rule = stays, rule
        self.parts = _parts(stays, active)
        self._by_person: dict[int, list[_Part]] = {}
        for part in self.parts:
            self._by_person.setdefault(part.person, []).append(part)
        self._person = np.array([stay.person for stay in stays], np.int64)
        self._start = np.array([stay.start for stay in stays], np.int64)
        self._end = np.array([stay.end for stay in stays], np.int64)
        none = OUTERMOST + 1
        self._level = np.array([levels.get(stay.person, none) for stay in stays], np.int64)
        met = [self._met(part) for part in self.parts]
        sizes = [len(targets) for targets in met]
        self._part = np.repeat(np.arange(len(met)), sizes)
        self._target = np.concatenate(met) if met else np.empty(0, np.int64)

    def _met(self, part: "_Part") -> Ints:
        start = np.maximum(self._start, part.start)
        meets = (start < np.minimum(self._end, part.end)) & (start < part.limit)
        meets &= self._person != part.person
        if part.round:
            meets &= self._level > part.round
        return np.flatnonzero(meets)

    def __len__(self) -> int:
        return len(self._part)

    @overload
    def __getitem__(self, index: int) -> Overlap: ...

    @overload
    def __getitem__(self, index: slice) -> list[Overlap]: ...

    def __getitem__(self, index: int | slice) -> Overlap | list[Overlap]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        part, target = self.parts[self._part[index]], self.stays[self._target[index]]
        start, end = max(part.start, target.start), min(part.end, target.end)
        apart = _rows_apart(part.row, target.row)
        reason = self._reason(part.round, end - start, apart)
        return Overlap(part.person, part.round, target.person, start, end, reason, apart)

    def _reason(self, number: int, minutes: int, apart: int | None) -> NotCounted | None:
        rule = self.rule
        deepest = OUTERMOST if rule.max_level is None else rule.max_level
        if number + 1 > deepest:
            return NotCounted.LEVEL
        if rule.seat_rows is not None and apart is not None and apart > rule.seat_rows:
            return NotCounted.APART
        return NotCounted.SHORT if minutes < rule.min_overlap else None

    def with_any(self, persons: Iterable[int]) -> Ints:
        """Give the numbers of the rows in which at least one of some persons stands."""
        some = np.fromiter(persons, np.int64)
        infectors = np.array([part.person for part in self.parts], np.int64)
        either = np.isin(infectors, some)[self._part] | np.isin(self._person, some)[self._target]
        return np.flatnonzero(either)

    def infectious(self, stay: Stay) -> list[Span]:
        """Give the parts of a stay in which the person passes it on."""
        own = self._by_person.get(stay.person, ())
        inside = ((max(p.start, stay.start), min(p.end, stay.end)) for p in own)
        return joined(inside)

    def exposed(self, number: int) -> list[Span]:
        """Give the counted exposures of the stay of a number."""
        rows = (self[int(index)] for index in np.flatnonzero(self._target == number))
        return joined((row.start, row.end) for row in rows if row.reason is None)


@dataclass(frozen=True, slots=True)
class _Part:
    person: int
    round: int
    start: Minute
    end: Minute
    limit: Minute
    row: int | None


def _parts(stays: Sequence[Stay], active: Iterable[Active]) -> list[_Part]:
    """Clip the stays to the active times of their persons; the nearest to the case first."""
    times: dict[int, list[Active]] = {}
    for time in sorted(active, key=lambda time: time.round):
        times.setdefault(time.person, []).append(time)
    parts: list[_Part] = []
    for stay in stays:
        parts += _parts_of(stay, times.get(stay.person, ()))
    return sorted(parts, key=lambda part: (part.round, part.start, part.person, part.end))


def _parts_of(stay: Stay, times: Iterable[Active]) -> list[_Part]:
    """Clip one stay. A case who was reached again by a contact passes nothing more on by that."""
    parts: list[_Part] = []
    for time in times:
        start, end = max(stay.start, time.start), min(stay.end, time.end)
        said = any(p.start <= start and end <= p.end and time.limit <= p.limit for p in parts)
        if start < end and not said:
            parts.append(_Part(stay.person, time.round, start, end, time.limit, stay.row))
    return parts


def _rows_apart(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else abs(one - other)
