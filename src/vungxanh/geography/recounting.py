"""Figures of the units of one day, told in the units of another day.

A record keeps the unit it was written with. When that unit was divided since, nobody knows in which
part its people live: they are counted where the crosswalk sends them by default, and the figure
says how many of it are sure and how many there could be at most.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from vungxanh.geography.gazetteer import Gazetteer
from vungxanh.geography.units import Unit


@dataclass(frozen=True, slots=True)
class Recount:
    """How many belong to a unit of the other day.

    `count` follows the default successors. `certain` came from units that went there whole;
    `at_most` adds everybody of whose former unit any part went there: certain <= count <= at_most.
    """

    unit: Unit
    count: int
    certain: int
    at_most: int

    @property
    def uncertain_share(self) -> float:
        """Share of the count, 0 to 1, that may belong to another unit."""
        return (self.count - self.certain) / self.count if self.count else 0.0


def destinations(gazetteer: Gazetteer, code: str, since: date, on: date) -> tuple[Unit, ...]:
    """Give the units of a later day that took any part of the unit of `since`.

    The one that an address goes to by default comes first, the others by code. Raises KeyError
    where the way ends, as `Gazetteer.translate` does, and when there is no such unit.
    """
    first = gazetteer.translate(code, since, on)
    others = _reached(gazetteer, code, since, on) - {first}
    return (first, *sorted(others, key=lambda unit: unit.code))


def _reached(gazetteer: Gazetteer, code: str, since: date, on: date) -> set[Unit]:
    """Follow every part, change by change: each step leads to a later day, so it ends."""
    unit = gazetteer.unit(code, since)
    next_change = [each for each in gazetteer.successors(code, since) if each.effective <= on]
    if not next_change:
        return {unit} if on in unit.valid else set()
    day = next_change[0].effective
    codes = {each.unit.code for each in next_change}
    if day in unit.valid:
        codes.add(code)  # it gave a part away and went on with the rest
    return {unit for code in codes for unit in _reached(gazetteer, code, day, on)}


def recount(
    gazetteer: Gazetteer, counts: Mapping[str, int], since: date, on: date
) -> tuple[Recount, ...]:
    """Tell counts by the codes of `since` in the units of `on`, a day not before it, by code.

    No one is lost or counted twice: the counts add up to those given. A unit that nobody is
    counted in by default appears too where somebody could be. Raises ValueError where `on` lies
    before `since`, KeyError as `destinations`.
    """
    if on < since:
        raise ValueError(f"figures of {since} cannot be told in the earlier units of {on}")
    found: dict[Unit, list[int]] = defaultdict(lambda: [0, 0, 0])
    for code, number in counts.items():
        first, *others = destinations(gazetteer, code, since, on)
        found[first][0] += number
        found[first][1] += 0 if others else number
        for unit in (first, *others):
            found[unit][2] += number
    return tuple(
        Recount(unit, *figures)
        for unit, figures in sorted(found.items(), key=lambda item: item[0].code)
    )
