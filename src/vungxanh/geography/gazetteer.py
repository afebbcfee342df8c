"""Which units there were on a day, what they belonged to, and what became of them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from vungxanh.geography.units import Change, Succession, Unit

ONE_DAY = timedelta(days=1)


class Gazetteer:
    """Units and their changes, asked by code and day.

    Raises ValueError when two units share a code on the same day or a parent is missing.
    """

    def __init__(self, units: Iterable[Unit], changes: Iterable[Change] = ()) -> None:
        self.units = tuple(units)
        self.changes = tuple(changes)
        self._by_code: dict[str, list[Unit]] = defaultdict(list)
        self._from: dict[str, list[Change]] = defaultdict(list)
        self._to: dict[str, list[Change]] = defaultdict(list)
        for unit in self.units:
            self._by_code[unit.code].append(unit)
        for change in self.changes:
            self._from[change.from_code].append(change)
            self._to[change.to_code].append(change)
        self._check()

    def at(self, code: str, on: date) -> Unit | None:
        """Give the unit that bore the code on the day, or None."""
        return next((unit for unit in self._by_code.get(code, ()) if on in unit.valid), None)

    def unit(self, code: str, on: date) -> Unit:
        """Give the unit that bore the code on the day; KeyError says which code and day."""
        found = self.at(code, on)
        if found is None:
            raise KeyError(f"no administrative unit had the code {code!r} on {on}")
        return found

    def valid(self, on: date, level: str | None = None) -> tuple[Unit, ...]:
        """Give the units of a day, of one level or of all, in the order of the list."""
        return tuple(
            unit for unit in self.units if on in unit.valid and level in (None, unit.level)
        )

    def ancestors(self, code: str, on: date) -> tuple[Unit, ...]:
        """Give the path from the unit above up to the country, nearest first."""
        above = self.unit(code, on).parent_code
        return (self.unit(above, on), *self.ancestors(above, on)) if above else ()

    def children(self, code: str, on: date) -> tuple[Unit, ...]:
        """Give the units directly below on the day."""
        return tuple(unit for unit in self.valid(on) if unit.parent_code == code)

    def ancestor(self, code: str, level: str, on: date) -> Unit | None:
        """Give the unit itself or the one above it that is of a level; None if there is none."""
        path = (self.unit(code, on), *self.ancestors(code, on))
        return next((unit for unit in path if unit.level == level), None)

    def successors(self, code: str, on: date) -> tuple[Succession, ...]:
        """Say what the unit of that day became at its next change; () if it never changed."""
        unit = self.unit(code, on)
        later = [change for change in self._from[code] if on < change.effective]
        if unit.valid.end is not None:
            later = [change for change in later if change.effective <= unit.valid.end]
        first = min((change.effective for change in later), default=None)
        return tuple(
            self._succession(change, change.to_code, change.effective)
            for change in later
            if change.effective == first
        )

    def predecessors(self, code: str, on: date) -> tuple[Succession, ...]:
        """Say what the unit of that day was made of at its last change; () if unknown."""
        unit = self.unit(code, on)
        earlier = [change for change in self._to[code] if change.effective <= on]
        if unit.valid.first is not None:
            earlier = [change for change in earlier if unit.valid.first <= change.effective]
        last = max((change.effective for change in earlier), default=None)
        return tuple(
            self._succession(change, change.from_code, change.effective - ONE_DAY)
            for change in earlier
            if change.effective == last
        )

    def translate(self, code: str, since: date, on: date) -> Unit:
        """Follow the default successors of a unit of `since` up to a later day.

        Good for display; a record keeps the unit it was written with, as a split loses detail.
        Raises KeyError where the way ends: a unit that was abolished without a successor.
        """
        unit = self.unit(code, since)
        while unit.valid.end is not None and unit.valid.end <= on:
            end = unit.valid.end
            heirs = [heir for heir in self.successors(unit.code, end - ONE_DAY) if heir.default]
            if not heirs:
                raise KeyError(f"{unit.full_name} ({unit.code}) ended on {end} without a successor")
            unit = heirs[0].unit
        return unit

    def _succession(self, change: Change, code: str, on: date) -> Succession:
        return Succession(self.unit(code, on), change.extent, change.default, change.effective)

    def _check(self) -> None:
        for code, units in self._by_code.items():
            ordered = sorted(units, key=lambda unit: unit.valid.first or date.min)
            for one, other in pairwise(ordered):
                if one.valid.end is None or (other.valid.first or date.min) < one.valid.end:
                    raise ValueError(f"two units have the code {code!r} on the same day")
        for unit in self.units:
            if unit.parent_code and unit.parent_code not in self._by_code:
                raise ValueError(f"unit {unit.code!r} has an unknown parent {unit.parent_code!r}")
