"""How administrative units are written: loaded whole from a gazetteer, as often as one likes."""

from collections import defaultdict
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
from vungxanh.linelist.outlines import Outline
from vungxanh.web.audit.actions import Actor, record
from vungxanh.web.geography.models import SINCE_EVER, AdminUnit, Population, UnitLink, UnitOutline

Key = tuple[str, date]
"""Code and first day: codes are re-used."""

AT_ONCE = 500
"""Rows of one statement; SQLite takes no more values than that needs."""
CONTENT = ("level", "name", "full_name", "parent", "valid_to", "depth")

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
    by_depth: dict[int, list[tuple[Unit, tuple[Unit, ...]]]] = defaultdict(list)
    for unit in gazetteer.units:
        path = _path(gazetteer, unit)
        by_depth[len(path)].append((unit, path))
    return sum(_write_level(by_depth[depth], rows) for depth in sorted(by_depth))


def _write_level(paths: Iterable[tuple[Unit, tuple[Unit, ...]]], rows: dict[Key, AdminUnit]) -> int:
    """Write the units of one depth, when those above them have their keys."""
    fresh, changed = [], []
    for unit, path in paths:
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
        if known is None:
            fresh.append(row)
        elif _content(known) != _content(row):
            row.pk = known.pk
            changed.append(row)
    AdminUnit.objects.bulk_create(fresh, batch_size=AT_ONCE)
    AdminUnit.objects.bulk_update(changed, CONTENT, batch_size=AT_ONCE)
    rows.update({(row.code, row.valid_from): row for row in (*fresh, *changed)})
    return len(fresh) + len(changed)


def _content(row: AdminUnit) -> tuple[object, ...]:
    return row.level, row.name, row.full_name, row.parent_id, row.valid_to, row.depth


def _write_links(gazetteer: Gazetteer, rows: Mapping[Key, AdminUnit]) -> int:
    """Write new links, and correct how much of a unit went where."""
    known = {(link.before_id, link.after_id): link for link in UnitLink.objects.all()}
    fresh, changed = [], []
    for change in gazetteer.changes:
        before = gazetteer.unit(change.from_code, change.effective - timedelta(days=1))
        after = gazetteer.unit(change.to_code, change.effective)
        pair = rows[_key(before)].pk, rows[_key(after)].pk
        if pair[0] == pair[1]:
            continue  # a unit that took others in and stayed itself has no link to itself
        link = known.get(pair)
        if link is None:
            link = known[pair] = UnitLink(before_id=pair[0], after_id=pair[1])
            fresh.append(link)
        told = change.effective, change.extent is Extent.WHOLE, change.default
        if (link.effective, link.whole, link.is_default) != told:
            link.effective, link.whole, link.is_default = told
            if link.pk:
                changed.append(link)
    UnitLink.objects.bulk_create(fresh, batch_size=AT_ONCE)
    UnitLink.objects.bulk_update(changed, ["effective", "whole", "is_default"], batch_size=AT_ONCE)
    return len(fresh) + len(changed)


def _write_populations(
    gazetteer: Gazetteer,
    populations: Mapping[date, Mapping[str, int]],
    rows: Mapping[Key, AdminUnit],
) -> int:
    """Write new counts, and correct those of a year that is known."""
    known = {(row.unit_id, row.year): row for row in Population.objects.all()}
    fresh, changed = [], []
    for day, by_code in populations.items():
        for code, people in by_code.items():
            unit = rows[_key(gazetteer.unit(code, day))]
            row = known.get((unit.pk, day.year))
            if row is None:
                fresh.append(Population(unit=unit, year=day.year, people=people))
            elif row.people != people:
                row.people = people
                changed.append(row)
    Population.objects.bulk_create(fresh, batch_size=AT_ONCE)
    Population.objects.bulk_update(changed, ["people"], batch_size=AT_ONCE)
    return len(fresh) + len(changed)


@transaction.atomic
def load_outlines(outlines: Iterable[Outline], *, actor: Actor, now: datetime) -> int:
    """Write the outlines of units that are there. Give the number of those new or changed."""
    units = {(code, since): key for code, since, key in _unit_keys()}
    known = dict(UnitOutline.objects.values_list("unit_id", "geometry"))
    fresh, changed = [], []
    given = {units[_key(outline.unit)]: dict(outline.geometry) for outline in outlines}
    for key, geometry in given.items():
        row = UnitOutline(unit_id=key, geometry=geometry)
        if row.unit_id not in known:
            fresh.append(row)
        elif known[row.unit_id] != row.geometry:
            changed.append(row)
    UnitOutline.objects.bulk_create(fresh, batch_size=AT_ONCE)
    UnitOutline.objects.bulk_update(changed, ["geometry"], batch_size=AT_ONCE)
    written = len(fresh) + len(changed)
    if written:
        after = {"outlines": written}
        record("outlines_loaded", UnitOutline._meta.label_lower, actor=actor, now=now, after=after)
    return written


def _unit_keys() -> Iterable[tuple[str, date, int]]:
    return AdminUnit.objects.order_by().values_list("code", "valid_from", "pk")
