"""The units of the database as the core knows them."""

from collections.abc import Iterable

from vungxanh.geography.gazetteer import Gazetteer
from vungxanh.geography.units import Change, Extent, Level, Unit
from vungxanh.records import DateRange
from vungxanh.web.geography.models import SINCE_EVER, AdminUnit, UnitLink


def known_gazetteer() -> Gazetteer:
    """Give all units of the database, with what became of them."""
    units = {unit.pk: unit for unit in AdminUnit.objects.all()}
    for unit in units.values():
        if unit.parent_id:
            unit.parent = units[unit.parent_id]
    return gazetteer_of(units.values())


def gazetteer_of(units: Iterable[AdminUnit]) -> Gazetteer:
    """Give units, each with the one above it at hand, and all that is known of their changes."""
    links = UnitLink.objects.select_related("before", "after").order_by("effective", "pk")
    return Gazetteer(
        [
            Unit(
                code=unit.code,
                level=Level.called(unit.level),
                name=unit.name,
                full_name=unit.full_name,
                parent_code=unit.parent.code if unit.parent else "",
                valid=DateRange(
                    None if unit.valid_from == SINCE_EVER else unit.valid_from, unit.valid_to
                ),
            )
            for unit in units
        ],
        [
            Change(
                link.effective,
                link.before.code,
                link.after.code,
                Extent.WHOLE if link.whole else Extent.PART,
                link.is_default,
            )
            for link in links
        ],
    )
