"""What the map's page and its two answers say, and to whom."""

from datetime import timedelta

from tests.web.conftest import ClientAs
from tests.web.factories import NOW, SYSTEM, UnitTree, make_case, make_user
from vungxanh.terms import Classification
from vungxanh.web.registry.models import Case, Outbreak
from vungxanh.web.registry.queries import lives_in
from vungxanh.web.response.actions import confirm_case


def confirmed(units: UnitTree, outbreak: Outbreak) -> None:
    case = make_case(
        unit=units.truc_bach,
        outbreak=outbreak,
        classification=Classification.SUSPECTED,
        confirmed_at=None,
    )
    confirm_case(case, actor=SYSTEM, now=NOW)


def test_the_table_says_the_same_without_a_script_on_the_day_that_is_asked_for(
    units: UnitTree, outbreak: Outbreak, client_as: ClientAs
) -> None:
    confirmed(units, outbreak)
    client = client_as(make_user("command", units.city))
    today = client.get("/map/").content.decode()
    assert units.ba_dinh.full_name in today
    assert "data-figure>1<" in today
    before = f"{NOW - timedelta(days=1):%Y-%m-%d}"
    assert "data-figure>0<" in client.get("/map/", {"day": before}).content.decode()
    assert client.get("/map/", {"level": "nonsense"}).status_code == 200


def test_a_click_leads_to_the_rows_of_a_unit_below_the_nearest_ones(
    units: UnitTree, outbreak: Outbreak, client_as: ClientAs
) -> None:
    confirmed(units, outbreak)
    client = client_as(make_user("command", units.city))
    found = client.get("/cases/", {"outbreak": outbreak.pk, "unit": units.truc_bach.pk})
    assert found.context["total"] == 1
    assert not found.context["form"].errors
    of_today = Case.objects.filter(lives_in(units.new_ba_dinh, "person"))
    assert of_today.count() == 1, "the ward is whole in the new one"
    none = client.get("/cases/", {"outbreak": outbreak.pk, "unit": units.cat_linh.pk})
    assert none.context["total"] == 0


def test_the_figures_are_of_ones_own_area_and_name_nobody(
    units: UnitTree, outbreak: Outbreak, client_as: ClientAs
) -> None:
    confirmed(units, outbreak)
    address = f"/map/{outbreak.pk}/figures.json?level=commune"
    here = client_as(make_user("district_officer", units.ba_dinh)).get(address).json()
    (unit,) = here["units"]
    assert (unit["code"], unit["values"]["cases"][-1]) == (units.truc_bach.code, 1)
    assert len(unit["values"]["cases"]) == len(here["days"])
    elsewhere = client_as(make_user("district_officer", units.dong_da)).get(address).json()
    assert elsewhere["units"] == []
    assert client_as(make_user()).get(address).status_code == 403
    assert (
        client_as(make_user("command", units.city)).get("/map/9999/figures.json").status_code == 404
    )


def test_outlines_are_those_of_the_day(units: UnitTree, client_as: ClientAs) -> None:
    client = client_as(make_user("command", units.city))
    before = client.get("/map/district/2025-06-30/outlines.json").json()
    after = client.get("/map/commune/2025-07-01/outlines.json").json()
    dots = client.get("/map/commune/2025-06-30/outlines.json").json()
    assert before["shapes"]
    assert after["shapes"]
    assert len(dots["points"]) == 579
    for gone in ("district/2025-07-01", "commune/2020-13-01", "ward/2020-03-08"):
        assert client.get(f"/map/{gone}/outlines.json").status_code == 404
    assert client_as(make_user()).get("/map/district/2020-03-08/outlines.json").status_code == 403
