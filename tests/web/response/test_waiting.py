"""What waits, and deciding it: seen beforehand, applied or dismissed, by those who may."""

import pytest
from django.test import Client

from tests.web.conftest import ClientAs
from tests.web.factories import NOW, SYSTEM, make_case, make_person, make_user
from tests.web.response.worlds import DAY, World
from vungxanh.terms import Classification, TestOutcome
from vungxanh.web.audit.models import AuditEvent
from vungxanh.web.measures.actions import confirm
from vungxanh.web.measures.models import Order
from vungxanh.web.registry.models import Case, Person
from vungxanh.web.response import actions
from vungxanh.web.response.models import Proposal
from vungxanh.web.tracing.models import Level

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposed(chain: World) -> Proposal:
    """The F1 is positive."""
    chain.confirm()
    found = actions.record_result(chain.positive(chain.f1), actor=SYSTEM, now=NOW)
    assert isinstance(found, Proposal)
    return found


def moves(context) -> dict:
    return {(move["before"], move["after"]): move for move in context["preview"]["moves"]}


# What waits


def test_everything_that_waits_is_listed(chain: World, page: Client, proposed: Proposal) -> None:
    undated = make_case(
        chain.stranger, outbreak=chain.outbreak, onset_date=None, specimen_date=None
    )
    context = page.get("/waiting/").context
    assert list(context["proposals"]) == [proposed]
    groups = {str(group["unit"]): group for group in context["order_groups"]}
    assert groups.keys() == {"Phường Trúc Bạch", "Phường Phúc Xá", "Phường Cát Linh"}
    assert sum(group["count"] for group in groups.values()) == Order.objects.proposed().count()
    assert groups["Phường Phúc Xá"]["measures"] == [
        {"measure": "facility", "label": "quarantine site", "count": 1}
    ]
    assert groups["Phường Phúc Xá"]["oldest"] == 24 * 60
    assert context["undated"] == [undated]
    assert context["untold"] == []


def test_beyond_the_oldest_groups_the_other_orders_are_counted(
    chain: World, page: Client, monkeypatch
) -> None:
    chain.confirm()
    monkeypatch.setattr("vungxanh.web.response.views.waiting.GROUPS", 1)
    response = page.get("/waiting/")
    (group,) = response.context["order_groups"]
    left = Order.objects.proposed().count() - group["count"]
    assert left > 0
    assert f"{left} newer orders wait: see them all" in response.content.decode()
    assert page.get("/orders/?status=proposed").context["total"] == left + group["count"]


def test_a_confirmed_order_waits_to_be_told(chain: World, page: Client) -> None:
    chain.confirm()
    confirm(list(Order.objects.proposed().filter(person=chain.f1)), actor=SYSTEM, now=NOW - DAY / 2)
    untold = page.get("/waiting/").context["untold"]
    assert [(str(row["unit"]), row["count"], row["oldest"]) for row in untold] == [
        ("Phường Phúc Xá", 1, 12 * 60)
    ]


def test_a_missing_fact_is_asked_with_a_link_to_record_it(chain: World, page: Client) -> None:
    chain.confirm()
    asked = {row["person"].code: row for row in page.get("/waiting/").context["missing"]}
    assert "f2" in asked, "an F2 needs a home that qualifies"
    response = page.get(asked["f2"]["url"])
    assert response.status_code == 200
    assert response.context["form"].initial["name"] == "home_qualifies"


def test_a_colleague_elsewhere_sees_only_their_own(chain: World, client_as, proposed) -> None:
    other = client_as(make_user("ward_officer", chain.units.cat_linh))
    context = other.get("/waiting/").context
    assert {str(group["unit"]) for group in context["order_groups"]} == {"Phường Cát Linh"}
    assert not context["proposals"].object_list


def test_the_list_of_what_waits_stays_quick(
    chain: World, page: Client, django_assert_max_num_queries
) -> None:
    def grow() -> None:
        for _ in range(15):
            chain.stay(make_person(unit=chain.units.phuc_xa), chain.office, 0, 60)
        actions.correct_case(chain.case, {"specimen_date": None}, actor=SYSTEM, now=NOW, reason="x")

    chain.confirm()
    grow()
    with django_assert_max_num_queries(40) as few:
        page.get("/waiting/")
    grow()
    with django_assert_max_num_queries(len(few)):
        page.get("/waiting/")


# One proposal


def test_the_preview_names_who_moves_through_whom_and_where(
    chain: World, page: Client, proposed: Proposal
) -> None:
    found = moves(page.get(f"/proposals/{proposed.pk}/").context)
    assert found.keys() == {(1, 0), (2, 1), (3, 2)}
    flatmate = found[2, 1]["people"][0]
    assert (flatmate["person"], flatmate["via"], flatmate["place"]) == (
        chain.f2, chain.f1, chain.flat,
    )  # fmt: skip
    friend = found[3, 2]["people"][0]
    assert (friend["via"], friend["place"]) == (chain.f2, chain.cafe)
    assert found[1, 0]["people"][0]["has_via"] is False


def test_the_stored_preview_holds_no_names(chain: World, proposed: Proposal) -> None:
    stored = str(proposed.preview)
    for person in Person.objects.all():
        assert person.name not in stored
        assert person.code not in stored


def test_the_preview_tells_the_infectious_period_it_would_use(
    chain: World, page: Client, proposed: Proposal
) -> None:
    """Under "all F2 become F1" it starts with the first exposure, whatever the specimen day."""
    response = page.get(f"/proposals/{proposed.pk}/")
    window = response.context["preview"]["window"]
    level = Level.objects.get(person=chain.f1)
    assert (window["start"], window["basis"]) == (level.first_exposure, "first_exposure")
    assert "their first exposure" in response.content.decode()
    assert response.context["preview"]["counts"] == [
        {"level": 1, "people": 2}, {"level": 2, "people": 1}, {"level": 3, "people": 0},
    ]  # fmt: skip


def test_looking_changes_nothing_but_the_audit_log(
    chain: World, page: Client, proposed: Proposal
) -> None:
    def state():
        return (
            chain.levels(),
            list(Order.objects.order_by("pk").values()),
            list(Case.objects.order_by("pk").values()),
        )

    before = state()
    page.get(f"/proposals/{proposed.pk}/")
    assert state() == before
    assert AuditEvent.objects.filter(verb="opened", person_id=chain.f1.pk).count() == 1


def test_orders_say_whether_they_are_stricter(chain: World, page: Client, proposed) -> None:
    confirm(list(Order.objects.proposed()), actor=SYSTEM, now=NOW)
    orders = page.get(f"/proposals/{proposed.pk}/").context["preview"]["orders"]
    said = {(row["level"], row["measure"]): row["change"] for row in orders}
    assert said == {(0, "hospital"): "stricter", (1, "facility"): "stricter", (2, "station"): "new"}


def test_applying_moves_the_chain(chain: World, page: Client, proposed: Proposal) -> None:
    response = page.post(f"/proposals/{proposed.pk}/", {"decision": "apply"})
    assert response.status_code == 302
    assert response.headers["Location"] == f"/cases/{proposed.case_id}/"
    assert chain.levels() == {"index": 0, "f1": 0, "f2": 1, "f3": 2}
    proposed.refresh_from_db()
    assert (proposed.status, proposed.decided_by) == ("applied", "chỉ-huy")


def test_dismissing_needs_a_reason_and_keeps_what_was_typed(
    chain: World, page: Client, proposed: Proposal
) -> None:
    response = page.post(f"/proposals/{proposed.pk}/", {"decision": "dismiss", "reason": ""})
    assert response.status_code == 422
    assert "Say why you dismiss it." in response.content.decode()
    response = page.post(f"/proposals/{proposed.pk}/", {"decision": "", "reason": "sẽ hỏi lại"})
    assert response.status_code == 422
    assert "sẽ hỏi lại" in response.content.decode()
    assert chain.levels()["f1"] == 1
    page.post(f"/proposals/{proposed.pk}/", {"decision": "dismiss", "reason": "wrong person"})
    proposed.refresh_from_db()
    assert (proposed.status, proposed.reason) == ("dismissed", "wrong person")
    assert proposed.case.classification == Classification.DISCARDED


def test_a_decided_proposal_shows_who_decided_and_takes_no_more(
    chain: World, page: Client, proposed: Proposal
) -> None:
    page.post(f"/proposals/{proposed.pk}/", {"decision": "apply"})
    html = page.get(f"/proposals/{proposed.pk}/").content.decode()
    assert "chỉ-huy" in html
    assert 'name="decision"' not in html
    again = page.post(f"/proposals/{proposed.pk}/", {"decision": "apply"}, follow=True)
    assert "Somebody else has decided this already." in again.content.decode()


def test_a_ward_officer_sees_a_proposal_and_who_decides_it(
    chain: World, client_as: ClientAs, proposed: Proposal
) -> None:
    ward = client_as(make_user("ward_officer", chain.units.phuc_xa))
    html = ward.get(f"/proposals/{proposed.pk}/").content.decode()
    assert "Somebody else decides this." in html
    assert 'value="apply"' not in html
    assert ward.post(f"/proposals/{proposed.pk}/", {"decision": "apply"}).status_code == 403
    assert chain.levels()["f1"] == 1


def test_a_stranger_finds_no_proposal(chain: World, client_as: ClientAs, proposed) -> None:
    stranger = client_as(make_user("district_officer", chain.units.dong_da))
    assert stranger.get(f"/proposals/{proposed.pk}/").status_code == 404


def test_who_is_outside_the_area_moves_without_a_name(
    chain: World, client_as: ClientAs, proposed: Proposal
) -> None:
    """The officer of the F1's ward does not see who lives in another district."""
    ward = client_as(make_user("district_officer", chain.units.ba_dinh))
    chain.f3.scopes.filter(unit=chain.units.ba_dinh).delete()
    response = ward.get(f"/proposals/{proposed.pk}/")
    friend = moves(response.context)[3, 2]["people"][0]
    assert friend["person"] is None
    assert chain.f3.name not in response.content.decode()
    assert "a person outside your area" in response.content.decode()


# Undoing


def test_a_corrected_result_shows_whom_it_releases_and_takes_it_back(
    chain: World, page: Client
) -> None:
    chain.confirm()
    wrong = chain.positive(chain.f1)
    cascade = actions.record_result(wrong, actor=SYSTEM, now=NOW)
    actions.apply_proposal(cascade, actor=SYSTEM, now=NOW)
    right = chain.positive(chain.f1, TestOutcome.NEGATIVE)
    undo = actions.correct_result(wrong, right, actor=SYSTEM, now=NOW, reason="swapped")
    context = page.get(f"/proposals/{undo.pk}/").context
    assert moves(context).keys() == {(0, 1), (1, 2), (2, 3)}
    assert context["warnings"] == []
    page.post(f"/proposals/{undo.pk}/", {"decision": "apply", "reason": "samples swapped"})
    assert chain.levels() == {"index": 0, "f1": 1, "f2": 2, "f3": 3}


def test_discarding_shows_whom_it_releases_then_does_it(chain: World, page: Client) -> None:
    chain.confirm()
    confirm(list(Order.objects.proposed()), actor=SYSTEM, now=NOW)
    address = f"/cases/{chain.case.pk}/discard/"
    context = page.get(address).context
    assert moves(context).keys() == {(0, None), (1, None), (2, None), (3, None)}
    assert {row["change"] for row in context["preview"]["orders"]} == {"ends"}
    assert chain.levels()["f1"] == 1
    assert page.post(address, {"reason": ""}).status_code == 422
    response = page.post(address, {"reason": "contaminated sample"}, follow=True)
    assert "4 persons moved back." in response.content.decode()
    assert chain.levels() == {}


def test_a_case_is_discarded_once(chain: World, page: Client) -> None:
    chain.confirm()
    address = f"/cases/{chain.case.pk}/discard/"
    page.post(address, {"reason": "contaminated sample"})
    statuses = chain.case.statuses.count()
    for response in (page.get(address), page.post(address, {"reason": "again"})):
        assert response.status_code == 302
    assert chain.case.statuses.count() == statuses


def test_a_ward_officer_may_not_discard(chain: World, client_as: ClientAs) -> None:
    chain.confirm()
    ward = client_as(make_user("ward_officer", chain.units.truc_bach))
    response = ward.post(f"/cases/{chain.case.pk}/discard/", {"reason": "x"})
    assert response.status_code == 403
    assert chain.levels()["f1"] == 1


def test_confirming_by_hand_shows_the_tree_beforehand(chain: World, page: Client) -> None:
    address = f"/cases/{chain.case.pk}/confirm/"
    preview = page.get(address).context["preview"]
    assert [row["people"] for row in preview["counts"]] == [1, 1, 1]
    assert preview["window"]["basis"] == "onset"
    assert chain.levels() == {}
    page.post(address, {"reason": "clinic and swab"})
    assert chain.levels() == {"index": 0, "f1": 1, "f2": 2, "f3": 3}
