"""Outlines of units from GeoJSON and TopoJSON, matched by code: every fault of the file at once.

A fault's row is the number of the feature in the file, beginning with 1.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import Any

from vungxanh.geography import Gazetteer, Unit
from vungxanh.linelist.problems import Faults, Problem, unusable
from vungxanh.linelist.units import missing_unit

ENDINGS = (".geojson", ".topojson", ".json")
LARGEST = 64 * 2**20
"""Bytes of a file; a country simplified for drawing has a few million."""
MOST_POINTS = 50_000
"""Corners of one unit: more are of no use on a screen (simplify with mapshaper, for instance)."""
FEWEST_CORNERS = 4
DEPTHS = {"Polygon": 2, "MultiPolygon": 3}
"""How deep the positions of a geometry lie in lists."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The area of a unit as a GeoJSON geometry, longitude before latitude in degrees."""

    unit: Unit
    geometry: Mapping[str, Any]


class _FeatureError(ValueError):
    """What is wrong with a feature: column, value, what was expected."""

    def __init__(self, column: str, value: object, expected: str) -> None:
        super().__init__(expected)
        self.column, self.value, self.expected = column, str(value)[:60], expected


def read_outlines(
    source: Path, units: Gazetteer, *, on: date | None
) -> tuple[tuple[Outline, ...], Faults]:
    """Give the outlines of a file, and its faults.

    A feature names its unit by the property `code`, and by the property `day` a day on which the
    unit has that code; `on` is that day where a feature does not say one. Raises Faulty when
    nothing of the file can be used.
    """
    found: dict[tuple[str, date | None], Outline] = {}
    problems = []
    for number, feature in enumerate(_features(source), start=1):
        try:
            outline = _outline(feature, units, on)
            if outline.unit.key in found:
                raise _FeatureError("code", outline.unit.code, "a unit that no other feature is of")
            found[outline.unit.key] = outline
        except _FeatureError as wrong:
            problems.append(
                Problem(source.name, number, wrong.column, wrong.value, wrong.expected, "")
            )
    return tuple(found.values()), Faults.of(problems)


def _outline(feature: Mapping[str, Any], units: Gazetteer, on: date | None) -> Outline:
    properties = feature.get("properties")
    told = properties if isinstance(properties, dict) else {}
    code = told.get("code")
    if not isinstance(code, str) or not code:
        raise _FeatureError("code", code or "", "the code of a unit, as text with its zeros")
    day = _day(told.get("day"), on)
    if expected := missing_unit(units, code, day):
        raise _FeatureError("code", code, expected)
    geometry = feature.get("geometry")
    return Outline(units.unit(code, day), _checked(geometry if geometry is not None else {}))


def _day(told: object, on: date | None) -> date:
    if told is None and on is not None:
        return on
    try:
        return date.fromisoformat(str(told or ""))
    except ValueError:
        raise _FeatureError("day", told or "", "a day like 2025-07-01, here or by --on") from None


def _checked(geometry: object) -> dict[str, Any]:
    """Give type and coordinates of a geometry that can be drawn."""
    told = geometry if isinstance(geometry, dict) else {}
    kind, coordinates = told.get("type"), told.get("coordinates")
    if kind not in DEPTHS:
        raise _FeatureError("geometry", kind or "", f"a geometry, one of {', '.join(DEPTHS)}")
    rings = [*_rings(coordinates, DEPTHS[kind])]
    points = sum(len(ring) for ring in rings)
    if not 0 < points <= MOST_POINTS:
        raise _FeatureError(
            "geometry", f"{points} corners", f"1 to {MOST_POINTS:,} corners: simplify it"
        )
    for ring in rings:
        _check_ring(ring)
    return {"type": kind, "coordinates": coordinates}


def _rings(coordinates: object, depth: int) -> Iterator[Sequence[Any]]:
    if not isinstance(coordinates, list):
        raise _FeatureError("geometry", coordinates, "lists of rings of positions")
    if depth == 1:
        yield coordinates
        return
    for part in coordinates:
        yield from _rings(part, depth - 1)


def _check_ring(ring: Sequence[Any]) -> None:
    for position in ring:
        if not _is_position(position):
            raise _FeatureError(
                "geometry",
                position,
                "longitude -180 to 180, then latitude -90 to 90, in degrees (WGS 84)",
            )
    if len(ring) < FEWEST_CORNERS or ring[0][:2] != ring[-1][:2]:
        raise _FeatureError(
            "geometry", f"{len(ring)} corners", "a ring of 4 or more that ends as it begins"
        )


def _is_position(position: object) -> bool:
    if not isinstance(position, list) or len(position) < 2:
        return False
    numbers = [one for one in position[:2] if type(one) in (int, float) and math.isfinite(one)]
    return len(numbers) == 2 and abs(numbers[0]) <= 180 and abs(numbers[1]) <= 90


def _features(source: Path) -> list[Mapping[str, Any]]:
    """Read the features of a file. Raises Faulty where it is not GeoJSON nor TopoJSON."""
    if source.stat().st_size > LARGEST:
        raise unusable(source.name, "", "", f"a file of {LARGEST // 2**20} MB at most: simplify it")
    try:
        whole = json.loads(source.read_bytes())
    except (ValueError, RecursionError):
        raise unusable(source.name, "", "", "GeoJSON or TopoJSON (it is no JSON)") from None
    told = whole if isinstance(whole, dict) else {}
    try:
        if told.get("type") == "FeatureCollection":
            return [dict(feature) for feature in told["features"]]
        if told.get("type") == "Topology":
            return _untangled(told)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError):
        raise unusable(source.name, "", "", "whole GeoJSON or TopoJSON (it is broken)") from None
    expected = 'a FeatureCollection or a Topology (its "type" is another)'
    raise unusable(source.name, "type", str(told.get("type", "")), expected)


def _untangled(topology: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Give the features of a topology, each with its own rings instead of shared arcs."""
    arcs = [_arc(arc, topology.get("transform")) for arc in topology["arcs"]]
    return [
        {
            "properties": shape.get("properties"),
            "geometry": {
                "type": shape.get("type"),
                "coordinates": _joined(shape.get("arcs", []), arcs),
            },
        }
        for layer in topology["objects"].values()
        for shape in layer.get("geometries", [layer])
    ]


def _arc(arc: list[list[float]], transform: Mapping[str, Any] | None) -> list[list[float]]:
    """Give the positions of an arc; a quantised one holds steps of a grid."""
    if transform is None:
        return arc
    (wide, high), (left, bottom) = transform["scale"], transform["translate"]
    columns = accumulate(step[0] for step in arc)
    lines = accumulate(step[1] for step in arc)
    return [
        [round(left + wide * x, 6), round(bottom + high * y, 6)]
        for x, y in zip(columns, lines, strict=True)
    ]


def _joined(part: list[Any], arcs: list[list[list[float]]]) -> list[Any]:
    """Put arcs together to rings; a number below zero is an arc backwards."""
    if not all(isinstance(one, int) for one in part):
        return [_joined(one, arcs) for one in part]
    ring: list[list[float]] = []
    for number in part:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring
