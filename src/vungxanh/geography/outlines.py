"""Outlines and places of units, for drawing: which file is good for which level on a day."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

_FOLDER = files("vungxanh.geography") / "data" / "outlines"


@dataclass(frozen=True, slots=True)
class Outlines:
    """What there is to draw the units of one level by, on some days.

    `shapes` is a TopoJSON topology whose one object holds a geometry a unit (property `code`);
    `points` maps codes to latitude, longitude and radius in km. One of the two is None.
    """

    shapes: Mapping[str, Any] | None
    points: Mapping[str, tuple[float, float, float]] | None

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the units that can be drawn."""
        if self.points is not None:
            return frozenset(self.points)
        (layer,) = (self.shapes or {"objects": {"": {"geometries": ()}}})["objects"].values()
        return frozenset(one["properties"]["code"] for one in layer["geometries"])


def shipped_outlines(level: str, on: date) -> Outlines | None:
    """Give what the units of a level are drawn by on a day; None where nothing is shipped."""
    for row in _index():
        begun = not row["valid_from"] or date.fromisoformat(row["valid_from"]) <= on
        over = bool(row["valid_to"]) and date.fromisoformat(row["valid_to"]) <= on
        if row["level"] == level and begun and not over:
            return _read(row["file"])
    return None


def shipped_levels(on: date) -> tuple[str, ...]:
    """Name the levels that can be drawn on a day, those of larger units first."""
    levels = dict.fromkeys(row["level"] for row in _index())
    return tuple(level for level in levels if shipped_outlines(level, on))


@cache
def _index() -> tuple[dict[str, str], ...]:
    return tuple(csv.DictReader(io.StringIO((_FOLDER / "outlines.csv").read_text("utf-8"))))


@cache
def _read(name: str) -> Outlines:
    text = (_FOLDER / name).read_text("utf-8")
    if name.endswith(".topojson"):
        return Outlines(json.loads(text), None)
    rows = csv.DictReader(io.StringIO(text))
    return Outlines(
        None,
        {r["code"]: (float(r["lat"]), float(r["lon"]), float(r["radius_km"])) for r in rows},
    )
