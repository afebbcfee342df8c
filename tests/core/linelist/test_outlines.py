"""Outlines by code: read from both formats alike, and refused with the reason, never a crash."""

import json
import math
from copy import deepcopy
from datetime import date
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vungxanh.geography import shipped_gazetteer
from vungxanh.linelist import Faulty
from vungxanh.linelist.outlines import read_outlines

SHIPPED = Path(str(files("vungxanh.geography") / "data" / "outlines"))
DAY = date(2021, 8, 4)
SQUARE = [[105.8, 21.0], [105.9, 21.0], [105.9, 21.1], [105.8, 21.0]]
OFFICIAL_KM2 = 3358.6
"""Area of the city by the statistical office."""


def square_km(geometry: Any) -> float:
    """Give the area on the sphere, by the shoelace formula at each corner's latitude."""
    whole = geometry["coordinates"]
    total = 0.0
    for polygon in [whole] if geometry["type"] == "Polygon" else whole:
        for number, ring in enumerate(polygon):
            flat = [(x * 111.32 * math.cos(math.radians(21)), y * 110.7) for x, y in ring]
            area = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(flat))) / 2
            total += -area if number else area
    return total


def feature(code: Any = "001", ring: Any = SQUARE, kind: str = "Polygon") -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": [ring]}
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}


def written(folder: Path, content: Any) -> Path:
    path = folder / "some.geojson"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def collected(*features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def test_a_topology_gives_every_unit_its_area() -> None:
    file = SHIPPED / "hanoi_districts_2021.topojson"
    found, faults = read_outlines(file, shipped_gazetteer(), on=DAY)
    assert not faults.count
    assert len({outline.unit.code for outline in found}) == 30
    area = sum(square_km(outline.geometry) for outline in found)
    assert area == pytest.approx(OFFICIAL_KM2, rel=0.01)


def test_outlines_of_another_day_have_unknown_codes() -> None:
    file = SHIPPED / "hanoi_districts_2021.topojson"
    found, faults = read_outlines(file, shipped_gazetteer(), on=date(2025, 7, 1))
    assert not found
    assert {one.column for one in faults.shown()} == {"code"}
    assert faults.count == 30


def test_each_feature_may_name_its_day(tmp_path: Path) -> None:
    dated, undated = feature(), feature("002")
    dated["properties"]["day"] = "2021-08-04"
    found, faults = read_outlines(
        written(tmp_path, collected(dated, undated)), shipped_gazetteer(), on=None
    )
    assert [outline.unit.code for outline in found] == ["001"]
    assert [(one.row, one.column) for one in faults.shown()] == [(2, "day")]


def test_every_bad_feature_is_told_and_the_good_one_read(tmp_path: Path) -> None:
    bad = [
        feature(code="ZZ"),
        feature(code=1),
        feature(ring=SQUARE[:3]),
        feature(ring=[*SQUARE[:3], [105.7, 21.0]]),
        feature(ring=[[y, x] for x, y in SQUARE]),
        feature(ring=[[float("nan"), 21.0], *SQUARE]),
        feature(kind="LineString"),
        feature(ring=[]),
        feature(ring=None),
        {"type": "Feature", "properties": None, "geometry": None},
        feature(code="002"),
        feature(code="002"),
    ]
    file = written(tmp_path, collected(*deepcopy(bad)))
    found, faults = read_outlines(file, shipped_gazetteer(), on=DAY)
    assert [outline.unit.code for outline in found] == ["002"]
    assert [one.row for one in faults.shown()] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12]
    columns = [one.column for one in faults.shown()]
    assert columns == ["code", "code", *["geometry"] * 7, "code", "code"]


ANY = st.recursive(
    st.none() | st.integers(-300, 300) | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "arcs", "properties", "geometry", "code", "coordinates"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(["FeatureCollection", "Topology"]), ANY, ANY, ANY)
def test_a_broken_file_is_refused_and_never_a_crash(
    tmp_path: Path, kind: str, features: Any, arcs: Any, transform: Any
) -> None:
    whole = {
        "type": kind,
        "features": features,
        "arcs": arcs,
        "objects": {"layer": features},
        "transform": transform,
    }
    try:
        found, _ = read_outlines(written(tmp_path, whole), shipped_gazetteer(), on=DAY)
    except Faulty:
        return
    assert not found


def test_what_is_no_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "some.json"
    path.write_bytes(b"\xff{" + b"[" * 200_000)
    with pytest.raises(Faulty, match="it is no JSON"):
        read_outlines(path, shipped_gazetteer(), on=DAY)
