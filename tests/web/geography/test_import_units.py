"""`vungxanh import units`: another city comes in from files, is drawn, and comes in only once."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.web.conftest import ClientAs, SetClock
from tests.web.factories import UnitTree, make_outbreak, make_user
from vungxanh.linelist import Faulty
from vungxanh.web.audit.models import AuditEvent
from vungxanh.web.commands import units as command
from vungxanh.web.geography.models import AdminUnit, Population, UnitLink, UnitOutline

pytestmark = pytest.mark.django_db

UNITS = (
    "level,code,name,parent_code,valid_from,valid_to\n"
    "city,C1,Rivertown,,,\n"
    "quarter,Q1,Old Mill,C1,,2020-01-01\n"
    "quarter,Q1,Mill and Quay,C1,2020-01-01,\n"
    "quarter,Q2,Quay,C1,,2020-01-01\n"
)
CROSSWALK = (
    "effective,from_code,to_code,extent,is_default\n"
    "2020-01-01,Q1,Q1,whole,1\n"
    "2020-01-01,Q2,Q1,whole,1\n"
)
SQUARE = [[[5.0, 50.0], [5.1, 50.0], [5.1, 50.1], [5.0, 50.0]]]
TODAY = date(2020, 3, 8)

Import = Callable[..., None]


@pytest.fixture
def bring_in(
    units: UnitTree, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Import:
    """Run the command on the test's own database, over the units of the country."""
    for name in ("prepare", "migrate", "refresh_statistics"):
        monkeypatch.setattr(command, name, lambda: None)

    def run(on: date | None = None, **files: str) -> None:
        paths = []
        for name, text in files.items():
            path = tmp_path / (f"{name}.geojson" if name.startswith("outline") else f"{name}.csv")
            path.write_text(text, encoding="utf-8")
            paths.append(path)
        command.import_units(files=paths, on=on)

    return run


def outlines(*codes: str) -> str:
    features = [
        {"properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": SQUARE}}
        for code in codes
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_another_city_comes_in_whatever_the_order_of_its_files_and_only_once(
    bring_in: Import,
) -> None:
    files = {
        "outlines": outlines("Q1"),
        "people": "code,population\nQ1,900\n",
        "changes": CROSSWALK,
        "units": UNITS,
    }
    bring_in(on=TODAY, **files)
    mill = AdminUnit.objects.get(code="Q1", valid_from=date(2020, 1, 1))
    assert [above.level for above in mill.ancestors()] == ["quarter", "city", "country"]
    assert Population.objects.get(unit=mill).people == 900
    assert UnitLink.objects.filter(after=mill, whole=True).count() == 2
    assert UnitOutline.objects.get().unit == mill
    verbs = {"units_loaded", "outlines_loaded", "rescoped_all"}
    assert {*AuditEvent.objects.values_list("verb", flat=True)} == verbs
    bring_in(on=TODAY, **files)
    assert AuditEvent.objects.count() == len(verbs)


def test_a_corrected_file_corrects(bring_in: Import) -> None:
    bring_in(units=UNITS, changes=CROSSWALK, people="code,population,day\nQ1,900,2020-03-08\n")
    bring_in(
        units=UNITS.replace("Mill and Quay", "Quayside"),
        changes=CROSSWALK.replace("Q2,Q1,whole", "Q2,Q1,part"),
        people="code,population,day\nQ1,901,2020-03-08\n",
    )
    unit = AdminUnit.objects.get(code="Q1", valid_from=date(2020, 1, 1))
    assert (unit.name, unit.populations.get().people) == ("Quayside", 901)
    assert not UnitLink.objects.get(before__code="Q2").whole


def test_the_faults_of_all_files_are_told_at_once_and_nothing_is_written(
    bring_in: Import,
) -> None:
    with pytest.raises(Faulty) as told:
        bring_in(
            on=TODAY,
            units=UNITS + "quarter,Q3,,C1,,\n",
            changes=CROSSWALK + "2020-01-01,Q9,Q1,whole,1\n",
            people="code,population\nQ1,many\n",
            outlines=outlines("Q1", "Q9"),
            strange="colour,taste\nred,sweet\n",
        )
    found = {(one.file, one.row, one.column) for one in told.value.problems}
    assert found == {
        ("units.csv", 6, "name"),
        ("changes.csv", 4, "from_code"),
        ("people.csv", 2, "population"),
        ("outlines.geojson", 2, "code"),
        ("strange.csv", 1, ""),
    }
    assert not AdminUnit.objects.filter(code__startswith="Q").exists()


def test_the_map_of_another_city_draws_its_units_and_not_those_that_are_shipped(
    bring_in: Import, client_as: ClientAs, settings, units: UnitTree
) -> None:
    settings.CITY = "C1"
    bring_in(on=TODAY, units=UNITS, outlines=outlines("Q1"))
    make_outbreak()
    client = client_as(make_user("command", AdminUnit.objects.get(code="C1")))
    assert 'level=quarter"' in client.get("/map/").content.decode()
    answer = client.get("/map/quarter/2020-03-08/outlines.json").json()
    assert [one["properties"]["code"] for one in answer["drawn"]] == ["Q1"]
    assert answer["shapes"] is answer["points"] is None
    assert client.get("/map/quarter/2019-12-31/outlines.json").status_code == 404
    assert client.get("/map/district/2020-03-08/outlines.json").status_code == 404
