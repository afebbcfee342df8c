"""How administrative units are written: loaded whole from a gazetteer, as often as one likes."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from vungxanh.geography import (
    Change,
    Extent,
    Gazetteer,
    Unit,
    population_2019,
    shipped_gazetteer,
)
from vungxanh.web.audit.actions import Actor, record
from vungxanh.web.geography.models import SINCE_EVER, AdminUnit, Population, UnitLink

Key = tuple[str, date]
"""Code and first day: codes are re-used."""

CENSUS = date(2019, 4, 1)
"""Day of the census that the package ships."""


@transaction.atomic
def load_units(
    units: Iterable[Unit],
    changes: Iterable[Change],
    populations: Mapping[date, Mapping[str, int]],
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Write units, what became of them, and the people counted in them on some days, by code.

    What is known is corrected and nothing is deleted: the same again changes nothing. Give the
    number of rows that were written. Raises ValueError where the units contradict each other.
    Afterwards `registry.actions.rescope_all` lets new units see the persons of the former ones.
    """
    gazetteer = Gazetteer(units, changes)
    rows = {(row.code, row.valid_from): row for row in AdminUnit.objects.all()}
    written = {
        "units": _write_units(gazetteer, rows),
        "links": _write_links(gazetteer, rows),
        "populations": _write_populations(gazetteer, populations, rows),
    }
    if any(written.values()):
        record("units_loaded", AdminUnit._meta.label_lower, actor=actor, now=now, after=written)
    return sum(written.values())


@transaction.atomic
def load_shipped_units(*, actor: Actor, now: datetime) -> int:
    """Write the units and the census that the package ships. Give the number of rows written."""
    gazetteer = shipped_gazetteer()
    census = {CENSUS: population_2019()}
    return load_units(gazetteer.units, gazetteer.changes, census, actor=actor, now=now)


def _key(unit: Unit) -> Key:
    return unit.code, unit.valid.first or SINCE_EVER


def _path(gazetteer: Gazetteer, unit: Unit) -> tuple[Unit, ...]:
    """Give the units above, as on the last day of the unit: the country at the end."""
    last = unit.valid.end - timedelta(days=1) if unit.valid.end else date.max
    return gazetteer.ancestors(unit.code, last)


def _write_units(gazetteer: Gazetteer, rows: dict[Key, AdminUnit]) -> int:
    """Write what is new or changed, from the country down; `rows` holds all units afterwards."""
    paths = [(unit, _path(gazetteer, unit)) for unit in gazetteer.units]
    written = 0
    for unit, path in sorted(paths, key=lambda pair: len(pair[1])):
        row = AdminUnit(
            code=unit.code,
            level=str(unit.level),
            name=unit.name,
            full_name=unit.full_name,
            parent=rows[_key(path[0])] if path else None,
            valid_from=unit.valid.first or SINCE_EVER,
            valid_to=unit.valid.end,
            depth=len(path),
        )
        known = rows.get(_key(unit))
        if known is not None and _content(known) == _content(row):
            continue
        row.pk = known.pk if known else None
        row.save()
        rows[_key(unit)] = row
        written += 1
    return written


def _content(row: AdminUnit) -> tuple[object, ...]:
    return row.level, row.name, row.full_name, row.parent_id, row.valid_to, row.depth


def _write_links(gazetteer: Gazetteer, rows: Mapping[Key, AdminUnit]) -> int:
    known = set(UnitLink.objects.values_list("before", "after"))
    links = []
    for change in gazetteer.changes:
        before = gazetteer.unit(change.from_code, change.effective - timedelta(days=1))
        after = gazetteer.unit(change.to_code, change.effective)
        pair = rows[_key(before)].pk, rows[_key(after)].pk
        if pair[0] == pair[1] or pair in known:
            continue  # a unit that took others in and stayed itself has no link to itself
        known.add(pair)
        links.append(
            UnitLink(
                before_id=pair[0],
                after_id=pair[1],
                effective=change.effective,
                whole=change.extent is Extent.WHOLE,
                is_default=change.default,
            )
        )
    return len(UnitLink.objects.bulk_create(links))


def _write_populations(
    gazetteer: Gazetteer,
    populations: Mapping[date, Mapping[str, int]],
    rows: Mapping[Key, AdminUnit],
) -> int:
    known = set(Population.objects.values_list("unit", "year"))
    counted = [
        Population(unit=rows[_key(gazetteer.unit(code, day))], year=day.year, people=people)
        for day, by_code in populations.items()
        for code, people in by_code.items()
    ]
    fresh = [row for row in counted if (row.unit_id, row.year) not in known]
    return len(Population.objects.bulk_create(fresh))
