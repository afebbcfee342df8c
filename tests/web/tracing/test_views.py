"""The tree of a case as list and as data, and the answer to "why?"."""

from collections.abc import Callable

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
    make_person,
    make_place,
    make_user,
    make_visit,
)
from tests.web.measures.worlds import DAY, HOUR, MET, Tree
from vungxanh.records import minute_of
from vungxanh.web.accounts.models import User
from vungxanh.web.audit.models import AuditEvent
from vungxanh.web.registry.models import Visit
from vungxanh.web.response.actions import add_visits, confirm_case
from vungxanh.web.tracing.views import graph

HTMX = {"HX-Request": "true"}


def listed(client: Client, tree: Tree, **asked: object) -> list[str]:
    response = client.get(reverse("tracing:tree", args=[tree.case.pk]), asked)
    return [row.person.code for row in response.context["page"]]


def data(client: Client, tree: Tree) -> dict[str, list[dict[str, object]]]:
    return client.get(reverse("tracing:tree_data", args=[tree.case.pk])).json()


def crowd(tree: Tree, units: UnitTree, people: int, *, unit: object = None) -> None:
    """Let the case meet many at a market, a minute after the other."""
    place = make_place(unit=units.truc_bach)
    persons = [make_person(unit=unit or units.truc_bach) for _ in range(people)]
    stays = [
        Visit(person=person, place=place, start=minute_of(MET + DAY), end=minute_of(MET + DAY) + 60)
        for person in [tree.index, *persons]
    ]
    add_visits(stays, actor=SYSTEM, now=NOW)


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_the_list_shows_one_level_at_a_time(page: Client, tree: Tree) -> None:
    assert listed(page, tree) == ["near", "other"]
    assert set(listed(page, tree, level=2)) == {"far", "friend"}
    assert listed(page, tree, level=3) == []
    assert listed(page, tree, level="nonsense") == ["near", "other"]


def test_the_list_says_through_whom_where_and_which_order(page: Client, tree: Tree) -> None:
    response = page.get(reverse("tracing:tree", args=[tree.case.pk]), {"level": 2})
    row = next(row for row in response.context["page"] if row.person == tree.friend)
    assert row.via == tree.near
    assert row.level_now == 2
    assert row.order == tree.order(tree.friend)
    assert [count["people"] for count in response.context["counts"]] == [2, 2, 0]


def test_who_became_a_case_stays_in_the_tree_as_f1_now_f0(page: Client, tree: Tree) -> None:
    second = make_case(tree.near, outbreak=tree.outbreak, classification="suspected")
    confirm_case(second, actor=SYSTEM, now=NOW)
    response = page.get(reverse("tracing:tree", args=[tree.case.pk]))
    row = next(row for row in response.context["page"] if row.person == tree.near)
    assert (row.round, row.level_now) == (1, 0)


def test_htmx_gets_the_fragment_and_others_the_page(page: Client, tree: Tree) -> None:
    address = reverse("tracing:tree", args=[tree.case.pk])
    assert b"<html" in page.get(address).content
    fragment = page.get(address, headers=HTMX).content
    assert b"<html" not in fragment
    assert b"near" in fragment


def test_the_list_is_paged_and_asks_no_more_for_more_rows(
    page: Client, tree: Tree, units: UnitTree
) -> None:
    address = reverse("tracing:tree", args=[tree.case.pk])
    few = queries(page, address)
    crowd(tree, units, 60)
    assert queries(page, address) == few
    assert len(listed(page, tree)) == 50
    assert len(listed(page, tree, page=2)) == 12
    assert not set(listed(page, tree)) & set(listed(page, tree, page=2))


def test_the_data_are_the_nodes_and_edges_of_the_tree(page: Client, tree: Tree) -> None:
    answer = data(page, tree)
    nodes = {node["label"]: node for node in answer["nodes"]}
    names = {str(person): person for person in (tree.near, tree.other, tree.far, tree.friend)}
    assert nodes.keys() == {tree.case.code, *names}
    assert nodes[tree.case.code]["level"] == 0
    assert nodes[str(tree.far)]["level"] == 2
    assert nodes[str(tree.near)]["url"] == tree.near.get_absolute_url()
    assert nodes[str(tree.near)]["status"] == tree.order(tree.near).measure
    edges = {(edge["source"], edge["target"]) for edge in answer["edges"]}
    pairs = [("index", "near"), ("index", "other"), ("near", "far"), ("near", "friend")]
    assert edges == {(str(getattr(tree, a).pk), str(getattr(tree, b).pk)) for a, b in pairs}
    assert answer["truncated"] == {"1": 0, "2": 0, "3": 0}


def test_what_the_drawing_leaves_out_is_counted(
    page: Client, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph, "NODES", 3)
    answer = data(page, tree)
    assert [node["level"] for node in answer["nodes"]] == [0, 1, 1, 2]
    assert answer["truncated"] == {"1": 0, "2": 1, "3": 0}


def test_persons_outside_the_area_are_counted_and_not_sent(
    tree: Tree, units: UnitTree, client_as: ClientAs, officer: User
) -> None:
    crowd(tree, units, 3, unit=units.cat_linh)
    command = make_user("command", units.city)
    assert len(data(client_as(command), tree)["nodes"]) == 8
    ward = make_user("ward_officer", units.phuc_xa)
    address = reverse("tracing:tree_data", args=[tree.case.pk])
    assert client_as(ward).get(address).status_code == 404


def test_the_data_ask_no_more_for_more_nodes(page: Client, tree: Tree, units: UnitTree) -> None:
    address = reverse("tracing:tree_data", args=[tree.case.pk])
    few = queries(page, address)
    crowd(tree, units, 30)
    assert queries(page, address) == few


def test_why_walks_the_chain_back_to_the_case(page: Client, tree: Tree) -> None:
    response = page.get(reverse("tracing:why", args=[tree.friend.pk]))
    (chain,) = response.context["chains"]
    assert (chain.case, chain.level) == (tree.case, 2)
    assert [(hop.infector, hop.person) for hop in chain.hops] == [
        (tree.index, tree.near),
        (tree.near, tree.friend),
    ]
    assert chain.hops[1].start == minute_of(MET + 6 * HOUR)
    assert response.context["level"] == 2
    assert response.context["decision"]["measure_label"]


def test_a_chain_leaves_nameless_who_is_outside_the_area(
    tree: Tree, units: UnitTree, client_as: ClientAs
) -> None:
    guest, place = make_person(unit=units.cat_linh, code="guest"), make_place()
    make_visit(guest, place, MET + 8 * HOUR)
    visit = Visit(
        person=tree.friend,
        place=place,
        start=minute_of(MET + 8 * HOUR),
        end=minute_of(MET + 9 * HOUR),
    )
    add_visits([visit], actor=SYSTEM, now=NOW)
    elsewhere = client_as(make_user("ward_officer", units.cat_linh))
    response = elsewhere.get(reverse("tracing:why", args=[guest.pk]))
    (chain,) = response.context["chains"]
    assert [hop.person for hop in chain.hops] == [None, None, guest]
    for name in (tree.near.name, tree.friend.name):
        assert name not in response.content.decode()


def test_why_is_answered_for_somebody_in_no_tree(page: Client, units: UnitTree) -> None:
    lonely = make_person(unit=units.truc_bach)
    response = page.get(reverse("tracing:why", args=[lonely.pk]))
    assert (response.context["chains"], response.context["level"]) == ([], None)
    assert "in no tree" in response.content.decode()


def test_asking_why_opens_the_record_and_is_logged(page: Client, tree: Tree) -> None:
    page.get(reverse("tracing:why", args=[tree.near.pk]), headers=HTMX)
    assert AuditEvent.objects.filter(verb="opened", person_id=tree.near.pk).exists()


Address = Callable[[Tree], str]
ADDRESSES: dict[str, Address] = {
    "tree": lambda tree: reverse("tracing:tree", args=[tree.case.pk]),
    "tree_data": lambda tree: reverse("tracing:tree_data", args=[tree.case.pk]),
    "why": lambda tree: reverse("tracing:why", args=[tree.near.pk]),
}


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
def test_officers_of_the_area_alone_are_answered(
    address: Address, tree: Tree, client_as: ClientAs, officer: User, neighbour: User
) -> None:
    where = address(tree)
    assert client_as(officer).get(where).status_code == 200
    assert client_as(neighbour).get(where).status_code == 404
    anonymous = client_as(None).get(where)
    assert anonymous.status_code == 302
    assert anonymous.headers["Location"].startswith("/accounts/login/")
    assert client_as(officer).post(where).status_code == 405
