"""Who imports, into which outbreak, and where: what every kind of file needs to know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.conf import settings
from django.utils.timezone import localdate

from vungxanh.geography.addresses import AddressReader, shipped_language
from vungxanh.web.accounts.models import User
from vungxanh.web.accounts.permissions import units_for
from vungxanh.web.audit.actions import Actor
from vungxanh.web.geography.gazetteers import gazetteer_of
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.intake.plans import Refused
from vungxanh.web.registry.models import Outbreak, Person
from vungxanh.web.registry.queries import Persons

SURE = 0.8
"""Confidence from which the unit read from an address is taken; below, a person confirms it."""


@dataclass
class Desk:
    """One importer at work. Make one for each run: it remembers units and addresses."""

    outbreak: Outbreak
    actor: Actor
    now: datetime

    def __post_init__(self) -> None:
        self._read: dict[str, tuple[AdminUnit | None, float]] = {}

    @property
    def today(self) -> date:
        """Give the day of the import."""
        return localdate(self.now)

    @cached_property
    def units(self) -> dict[int, AdminUnit]:
        """Give all units by key, each with the very object of the unit above it."""
        units = {unit.pk: unit for unit in AdminUnit.objects.all()}
        for unit in units.values():
            if unit.parent_id:
                unit.parent = units[unit.parent_id]
        return units

    @cached_property
    def by_code(self) -> dict[str, AdminUnit]:
        """Give the units in force today by code."""
        return {u.code: u for u in self.units.values() if self.today in u.validity}

    @cached_property
    def area(self) -> set[int] | None:
        """Give the units in which rows may be written; None: everywhere."""
        if not isinstance(self.actor, User):
            return None
        units = units_for(self.actor, "import", self.now)
        if any(unit.depth == 0 for unit in units):
            return None
        return AdminUnit.objects.keys_under(units)

    @cached_property
    def home(self) -> AdminUnit | None:
        """Give the unit that sees whom no address places: the importer's, else the city."""
        unit = home_of(self.actor, self.now)
        return self.units[unit.pk] if unit else self.by_code.get(settings.CITY)

    def unit_called(self, code: str, column: str) -> AdminUnit:
        """Find the unit of a code. Raises Refused where there is none, or it is not ours."""
        unit = self.by_code.get(code)
        if unit is None:
            raise Refused(column, "the code of a unit that is in force today")
        return self.ours(unit, column)

    def ours(self, unit: AdminUnit, column: str) -> AdminUnit:
        """Raise Refused for a unit outside the importer's area."""
        if self.area is not None and unit.pk not in self.area:
            raise Refused(column, f"a unit of your area: {unit} is not; its own officers take it")
        return unit

    def place_of(self, address: str) -> tuple[AdminUnit | None, float]:
        """Read the unit of an address, with the confidence; None where it is not sure enough."""
        if address not in self._read:
            found = self._reader.read(address, self.today)
            unit = self.by_code.get(found.unit.code) if found.unit else None
            sure = unit is not None and found.confidence >= SURE
            self._read[address] = (unit if sure else None, found.confidence)
        return self._read[address]

    @cached_property
    def _reader(self) -> AddressReader:
        return AddressReader(gazetteer_of(self.units.values()), shipped_language())

    def registry(self) -> Persons:
        """Give the persons whom the importer may see."""
        if isinstance(self.actor, User):
            return Person.objects.all().visible_to(self.actor, now=self.now, verb="import")
        return Person.objects.filter(retracted_at=None)

    def visible(self, persons: Iterable[Person]) -> set[int]:
        """Give the keys of those of some persons whom the importer may write about."""
        keys = [person.pk for person in persons]
        if not isinstance(self.actor, User) or self.area is None:
            return set(keys)
        seen = Person.objects.filter(pk__in=keys)
        found = seen.visible_to(self.actor, now=self.now, verb="import")
        return set(found.values_list("pk", flat=True))


def home_of(actor: Actor, now: datetime) -> AdminUnit | None:
    """Give the highest unit in which a user may import; None for a command."""
    if not isinstance(actor, User):
        return None
    return min(units_for(actor, "import", now), key=lambda unit: unit.depth, default=None)
