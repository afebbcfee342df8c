"""The page of reported links: the list, the data of the drawing, and who may see whom."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.web.conftest import ClientAs
from tests.web.factories import (
    NOW,
    SYSTEM,
    UnitTree,
    make_case,
    make_outbreak,
    make_person,
    make_place,
    make_user,
)
from tests.web.measures.worlds import DAY
from vungxanh.web.accounts.models import User
from vungxanh.web.registry.actions import add_links
from vungxanh.web.registry.models import Link, Outbreak, Person, Place
from vungxanh.web.tracing.views import transmission


class Family:
    """`first` led to `second` and `guest` (of another district), `second` to `third`; a market."""

    def __init__(self, units: UnitTree, outbreak: Outbreak) -> None:
        self.outbreak = outbreak
        self.first, self.second, self.third, self.buyer = (
            make_person(unit=units.truc_bach, code=code, sex="female", birth_year=1990)
            for code in ("first", "second", "third", "buyer")
        )
        self.guest = make_person(unit=units.cat_linh, code="guest")
        self.market: Place = make_place(unit=units.truc_bach, name="Chợ thử")
        self.case = make_case(self.first, outbreak=outbreak, code="BN1")
        self.links = [
            self.link(self.first, self.second),
            self.link(self.first, self.guest, certainty="probable"),
            self.link(self.second, self.third),
            self.link(None, self.buyer, place=self.market, kind="place_cluster"),
        ]

    def link(self, infector: Person | None, infectee: Person, **said: Any) -> Link:
        fields = {"kind": "infector_reported", "certainty": "reported"} | said
        link = Link(outbreak=self.outbreak, infector=infector, infectee=infectee, **fields)
        add_links([link], actor=SYSTEM, now=NOW)
        return link

    def path(self, name: str = "transmission") -> str:
        return reverse(f"tracing:{name}", args=[self.outbreak.pk])


@pytest.fixture
def family(units: UnitTree, outbreak: Outbreak) -> Family:
    return Family(units, outbreak)


@pytest.fixture
def everything(client_as: ClientAs, units: UnitTree) -> Client:
    """The browser of the city's command."""
    return client_as(make_user("command", units.city))


def data(client: Client, family: Family) -> dict[str, Any]:
    return client.get(family.path("transmission_data")).json()


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_the_list_says_who_led_to_whom_most_first(everything: Client, family: Family) -> None:
    context = everything.get(family.path()).context
    assert [
        (row["person"].code, row["infectees"], row["generation"]) for row in context["rows"]
    ] == [("first", 2, 0), ("second", 1, 1), ("buyer", 0, 0), ("guest", 0, 1), ("third", 0, 2)]
    assert context["summary"] == {
        "persons": 5,
        "links": 4,
        "chain": 2,
        "clusters": 2,
        "superspreaders": 0,
        "threshold": 4,
    }


def test_the_list_names_infectors_and_places_and_how_sure_it_is(
    everything: Client, family: Family
) -> None:
    response = everything.get(family.path())
    rows = {row["person"].code: row for row in response.context["rows"]}
    assert rows["first"]["sources"] == []
    assert rows["first"]["case"] == family.case
    (source,) = rows["guest"]["sources"]
    assert (source["person"], source["certainty"]) == (family.first, "probable")
    (source,) = rows["buyer"]["sources"]
    assert (source["is_place"], source["place"]) == (True, family.market)
    assert "Chợ thử" in response.content.decode()


def test_a_link_told_by_two_is_one_line_with_both_infectors(
    everything: Client, family: Family
) -> None:
    family.link(family.buyer, family.third)
    rows = everything.get(family.path()).context["rows"]
    third = next(row for row in rows if row["person"] == family.third)
    assert [source["person"] for source in third["sources"]] == [family.second, family.buyer]


def test_the_data_are_nodes_by_generation_and_edges_by_certainty(
    everything: Client, family: Family
) -> None:
    answer = data(everything, family)
    nodes = {node["id"]: node for node in answer["nodes"]}
    labels = {node["label"]: node for node in nodes.values()}
    assert labels["BN1"]["infectees"] == 2
    assert labels["BN1"]["url"] == family.first.get_absolute_url()
    assert labels["BN1"]["about"].startswith("female · 30 years · onset ")
    market = labels["Chợ thử"]
    assert (market["kind"], market["generation"], market["infectees"]) == ("place", -1, 1)
    assert market["url"] == reverse("registry:place", args=[family.market.pk])
    assert {
        (nodes[edge["source"]]["label"], nodes[edge["target"]]["label"]): edge["certainty"]
        for edge in answer["edges"]
    } == {
        ("BN1", str(family.second)): "reported",
        ("BN1", str(family.guest)): "probable",
        (str(family.second), str(family.third)): "reported",
        ("Chợ thử", str(family.buyer)): "reported",
    }
    assert answer["left"] == 0


def test_a_person_outside_the_area_is_a_mark_without_name_or_link(
    client_as: ClientAs, officer: User, family: Family
) -> None:
    client = client_as(officer)
    nameless = [node for node in data(client, family)["nodes"] if not node["label"]]
    assert len(nameless) == 1
    assert nameless[0] | {"id": ""} == {
        "id": "",
        "kind": "person",
        "generation": 1,
        "infectees": 0,
        "superspreader": False,
        "label": "",
        "url": "",
        "about": "",
    }
    page = client.get(family.path())
    assert [row["person"] for row in page.context["rows"] if not row["person"]] == [None]
    for text in (page.content.decode(), str(data(client, family))):
        assert family.guest.name not in text
        assert family.guest.get_absolute_url() not in text


def test_only_clusters_that_touch_the_area_are_shown(
    client_as: ClientAs, neighbour: User, family: Family
) -> None:
    client = client_as(neighbour)
    assert client.get(family.path()).context["summary"]["persons"] == 4
    answer = data(client, family)
    assert [node["label"] for node in answer["nodes"] if node["label"]] == [str(family.guest)]
    assert "Chợ thử" not in str(answer)
    assert family.first.name not in client.get(family.path()).content.decode()


def test_a_place_is_named_by_those_who_are_seen_and_opened_in_its_area_alone(
    client_as: ClientAs, neighbour: User, family: Family
) -> None:
    family.link(None, family.guest, place=family.market, kind="place_cluster")
    (place,) = (n for n in data(client_as(neighbour), family)["nodes"] if n["kind"] == "place")
    assert (place["label"], place["url"]) == ("Chợ thử", "")


def test_a_place_of_hidden_persons_alone_has_no_name(
    client_as: ClientAs, neighbour: User, family: Family, units: UnitTree
) -> None:
    family.link(None, family.third, place=family.market, kind="place_cluster")
    client = client_as(neighbour)
    (place,) = (node for node in data(client, family)["nodes"] if node["kind"] == "place")
    assert (place["label"], place["url"]) == ("", "")
    assert "Chợ thử" not in client.get(family.path()).content.decode()


def test_whoever_sees_nobody_of_it_sees_an_empty_page(
    client_as: ClientAs, family: Family, units: UnitTree
) -> None:
    client = client_as(make_user("ward_officer", units.phuc_xa))
    response = client.get(family.path())
    assert "No link is known in your area" in response.content.decode()
    assert data(client, family) == {"nodes": [], "edges": [], "left": 0}


@pytest.mark.parametrize("name", ["transmission", "transmission_data"])
def test_it_is_for_officers_only(
    name: str, client_as: ClientAs, family: Family, units: UnitTree
) -> None:
    address = family.path(name)
    anonymous = client_as(None).get(address)
    assert anonymous.status_code == 302
    assert anonymous.headers["Location"].startswith("/accounts/login/")
    for stranger in (
        make_user(),
        make_user("laboratory", units.city),
        make_user("auditor", units.city),
    ):
        assert client_as(stranger).get(address).status_code == 403
    officer = client_as(make_user("ward_officer", units.truc_bach))
    assert officer.get(address).status_code == 200
    assert officer.post(address).status_code == 405
    assert officer.get(reverse(f"tracing:{name}", args=[0])).status_code == 404


def test_links_of_another_outbreak_and_those_taken_back_are_not_drawn(
    everything: Client, family: Family, set_clock: Any
) -> None:
    other = make_outbreak("mers", disease="mers")
    Link.objects.create(
        outbreak=other, infector=family.third, infectee=family.first, kind="x", recorded_at=NOW
    )
    Link.objects.filter(pk=family.links[2].pk).update(retracted_at=NOW)
    Link.objects.filter(pk=family.links[3].pk).update(recorded_at=NOW + DAY)
    assert everything.get(family.path()).context["summary"]["links"] == 2
    set_clock(NOW + 2 * DAY)
    assert everything.get(family.path()).context["summary"]["links"] == 3


def test_links_in_a_ring_are_named_and_drawn(everything: Client, family: Family) -> None:
    family.link(family.third, family.second)
    response = everything.get(family.path())
    assert response.context["rings"] == [[family.second, family.third]]
    assert "run in a ring" in response.content.decode()
    assert len(data(everything, family)["edges"]) == 5


def test_a_superspreader_is_marked(everything: Client, family: Family, units: UnitTree) -> None:
    for _ in range(6):
        family.link(family.first, make_person(unit=units.truc_bach))
    rows = everything.get(family.path()).context["rows"]
    assert [row["person"] for row in rows if row["superspreader"]] == [family.first]
    marked = [node["label"] for node in data(everything, family)["nodes"] if node["superspreader"]]
    assert marked == ["BN1"]


def test_cases_without_a_link_are_counted(
    everything: Client, family: Family, units: UnitTree
) -> None:
    assert everything.get(family.path()).context["unlinked"] == 0
    make_case(outbreak=family.outbreak, unit=units.truc_bach)
    assert everything.get(family.path()).context["unlinked"] == 1


def test_the_list_is_paged_and_the_drawing_cut_and_neither_asks_more_for_more(
    everything: Client, family: Family, units: UnitTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = [family.path(), family.path("transmission_data")]
    few = [queries(everything, address) for address in addresses]
    for _ in range(60):
        family.link(family.first, make_person(unit=units.truc_bach))
    assert [queries(everything, address) for address in addresses] == few
    assert len(everything.get(family.path()).context["rows"]) == 50
    assert len(everything.get(family.path(), {"page": 2}).context["rows"]) == 15
    monkeypatch.setattr(transmission, "NODES", 10)
    answer = data(everything, family)
    assert answer["left"] == 55
    assert answer["nodes"][0]["label"] == "BN1"
    ids = {node["id"] for node in answer["nodes"]}
    assert all({edge["source"], edge["target"]} <= ids for edge in answer["edges"])


def test_the_dashboard_and_the_case_lead_here(everything: Client, family: Family) -> None:
    for address in ("/", reverse("registry:case", args=[family.case.pk])):
        assert family.path() in everything.get(address).content.decode()
