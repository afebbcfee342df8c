"""What the units below the city are drawn by: what was brought in, else what the package ships."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from vungxanh.geography.outlines import shipped_levels, shipped_outlines
from vungxanh.web.geography.models import AdminUnit, UnitOutline
from vungxanh.web.geography.queries import Units


@dataclass(frozen=True, slots=True)
class Drawing:
    """The outlines of the units of one level on a day.

    `drawn` are features of GeoJSON that were brought in; `shapes` (a topology) or `points` are
    shipped, without those units.
    """

    drawn: list[Mapping[str, Any]]
    shapes: Mapping[str, Any] | None
    points: Mapping[str, tuple[float, float, float]] | None


def units_below_the_city(on: date) -> Units:
    """Give the units in force on a day below the city that this installation serves."""
    cities = AdminUnit.objects.filter(code=settings.CITY)
    below = AdminUnit.objects.under_any(cities).exclude(code=settings.CITY)
    return below.on(on)


def levels_to_draw(on: date) -> tuple[str, ...]:
    """Name the levels that can be drawn on a day, those of larger units first."""
    units = units_below_the_city(on)
    codes = _codes_by_level(units)
    brought = set(units.filter(outline__isnull=False).order_by().values_list("level", flat=True))
    return tuple(
        level
        for level in codes
        if level in brought
        or (level in shipped_levels(on) and _is_of_the_city(level, on, codes[level]))
    )


def outlines_to_draw(level: str, on: date) -> Drawing | None:
    """Give what the units of a level are drawn by on a day; None where there is nothing."""
    units = units_below_the_city(on).filter(level=level)
    rows = UnitOutline.objects.filter(unit__in=units).order_by("unit__code")
    found = rows.values_list("unit__code", "geometry")
    drawn: list[Mapping[str, Any]] = [
        {"type": "Feature", "properties": {"code": code}, "geometry": geometry}
        for code, geometry in found
    ]
    codes = set(units.order_by().values_list("code", flat=True))
    shipped = shipped_outlines(level, on) if _is_of_the_city(level, on, codes) else None
    if shipped is None:
        return Drawing(drawn, None, None) if drawn else None
    return Drawing(drawn, shipped.shapes, shipped.points)


def _codes_by_level(units: Units) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for level, code in units.order_by("depth", "code").values_list("level", "code"):
        found.setdefault(level, set()).add(code)
    return found


def _is_of_the_city(level: str, on: date, codes: set[str]) -> bool:
    """Say whether what is shipped for a level is of this city: another has other codes."""
    shipped = shipped_outlines(level, on)
    return shipped is not None and not shipped.codes.isdisjoint(codes)
