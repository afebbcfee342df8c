"""A visit, a meeting, an isolation or a fact that was entered wrongly is taken back on a page."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.web.conftest import ClientAs
from tests.web.factories import (
    NOW,
    SYSTEM,
    make_case,
    make_outbreak,
    make_person,
    make_place,
    make_user,
)
from tests.web.response.worlds import DAY, MET, World
from vungxanh.records import minute_of
from vungxanh.terms import Classification
from vungxanh.web.audit.models import AuditEvent
from vungxanh.web.measures.actions import confirm
from vungxanh.web.measures.models import Order
from vungxanh.web.registry.models import Case, ContactEvent, Fact, Isolation, Person, Place, Visit
from vungxanh.web.response import actions
from vungxanh.web.response.views import taking_back
from vungxanh.web.tracing.models import LevelChange

pytestmark = pytest.mark.django_db

REASON = {"reason": "it was her sister"}


@pytest.fixture
def traced(chain: World) -> World:
    """The chain, with the index case confirmed: F1, F2 and F3 stand in its tree."""
    chain.confirm()
    return chain


def visit_of(person: Person) -> Visit:
    """Give the earliest stay of a person."""
    found = Visit.objects.filter(person=person).order_by("start").first()
    assert found is not None
    return found


def meeting(one: Person, other: Person, **fields: object) -> ContactEvent:
    """Let two persons meet at noon of the day, as an officer wrote down."""
    event = ContactEvent(
        person_a=one,
        person_b=other,
        start=minute_of(MET) + 300,
        end=minute_of(MET) + 360,
        close=True,
        setting="meal",
        recorded_at=NOW - 2 * DAY,
        **fields,
    )
    actions.add_contacts([event], actor=SYSTEM, now=NOW - 2 * DAY)
    return event


def apart(person: Person, hours: int = 1) -> Isolation:
    row = Isolation(person=person, start=minute_of(MET) + 60 * hours, recorded_at=NOW - DAY)
    actions.isolate(row, actor=SYSTEM, now=NOW - DAY)
    return row


def fact(person: Person, name: str = "home_qualifies", value: str = "yes") -> Fact:
    row = Fact(person=person, name=name, value=value, observed_at=NOW - DAY, recorded_at=NOW - DAY)
    actions.record_fact(row, actor=SYSTEM, now=NOW - DAY)
    return row


def case_of_somebody_at(place: Place, world: World, code: str) -> Case:
    """Suspect somebody else who was at a place in the first hour."""
    person = make_person(unit=world.units.truc_bach, now=NOW - 5 * DAY)
    world.stay(person, place, 0, 60)
    return make_case(
        person, outbreak=world.outbreak, classification=Classification.SUSPECTED, code=code
    )


def address(row: Visit | ContactEvent | Isolation | Fact) -> str:
    kind = {Visit: "visits", ContactEvent: "contacts", Isolation: "isolations", Fact: "facts"}
    return f"/{kind[type(row)]}/{row.pk}/take-back/"


def said(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def moves(response: Any) -> list[tuple[int | None, int | None, int]]:
    shown = response.context["preview"]["moves"]
    return [(move["before"], move["after"], move["count"]) for move in shown]


# What is shown beforehand


def test_a_stay_is_shown_with_who_recorded_it_and_whom_it_would_move(
    traced: World, page: Client
) -> None:
    visit = visit_of(traced.f1)
    Visit.objects.filter(pk=visit.pk).update(recorded_by="cán-bộ", source="phỏng vấn", seat="12A")
    response = page.get(address(visit))
    assert response.status_code == 200
    html = response.content.decode()
    for part in ("Nơi workplace", "12A", "5 Mar 2020, 07:00–08:00", "cán-bộ", "phỏng vấn"):
        assert part in html
    assert moves(response) == [(1, None, 1), (2, None, 1), (3, None, 1)]
    (change,) = response.context["trees"]
    assert (change.case, change.levels) == (traced.case, [(1, 0), (1, 0), (1, 0)])


def test_looking_changes_nothing_and_is_audited(traced: World, page: Client) -> None:
    visit, before = visit_of(traced.f1), traced.levels()
    history = LevelChange.objects.count()
    page.get(address(visit))
    visit.refresh_from_db()
    assert visit.retracted_at is None
    assert traced.levels() == before
    assert LevelChange.objects.count() == history
    assert list(AuditEvent.objects.filter(actor="chỉ-huy").values_list("verb", "person_id")) == [
        ("opened", traced.f1.pk)
    ]


def test_what_was_proposed_and_would_go_is_shown(traced: World, page: Client) -> None:
    rows = page.get(address(visit_of(traced.f1))).context["preview"]["orders"]
    changes = {(row["level"], row["measure"], row["change"], row["count"]) for row in rows}
    assert (1, "facility", "withdrawn", 1) in changes
    confirm([traced.order_of(traced.f1)], actor=SYSTEM, now=NOW)
    rows = page.get(address(visit_of(traced.f1))).context["preview"]["orders"]
    assert "facility" not in {row["measure"] for row in rows}, "it runs: nobody ends it unasked"


def test_every_tree_that_changes_is_named(traced: World, page: Client) -> None:
    """The F1 sat with a second case at the office, too."""
    second = case_of_somebody_at(traced.office, traced, "BN99")
    actions.confirm_case(second, actor=SYSTEM, now=NOW - DAY)
    trees = page.get(address(visit_of(traced.f1))).context["trees"]
    assert {change.case.code for change in trees} == {traced.case.code, "BN99"}


def test_trees_of_two_outbreaks_are_previewed_each(traced: World, page: Client) -> None:
    elsewhere = make_outbreak("mers-2020", name="MERS", disease="mers")
    mers = make_case(
        traced.index, outbreak=elsewhere, classification=Classification.SUSPECTED, code="M1"
    )
    actions.confirm_case(mers, actor=SYSTEM, now=NOW - DAY)
    response = page.get(address(visit_of(traced.f1)))
    assert {change.case.outbreak for change in response.context["trees"]} == {
        traced.outbreak,
        elsewhere,
    }
    assert moves(response) == [(1, None, 1), (2, None, 1), (3, None, 1)] * 2
    done = page.post(address(visit_of(traced.f1)), REASON, follow=True)
    assert "6 persons changed their level." in said(done)[0]


def test_who_changes_through_another_way_is_named_with_it(traced: World, page: Client) -> None:
    """The flatmate met the case briefly, and is F1 by that alone."""
    event = meeting(traced.index, traced.f2)
    assert traced.levels()["f2"] == 1
    response = page.get(f"{address(event)}?person={traced.f2.pk}")
    assert moves(response) == [(1, 2, 1), (2, 3, 1)]
    (row,) = response.context["preview"]["moves"][0]["people"]
    assert (row["person"], row["via"], row["place"]) == (traced.f2, traced.f1, traced.flat)


def test_where_nobody_depends_on_it_the_page_says_so(traced: World, page: Client) -> None:
    visit = traced.stay(traced.stranger, traced.cafe, 0, 60)
    response = page.get(address(visit))
    assert response.context["trees"] == []
    assert "Nobody's level changes." in response.content.decode()


# Taking back


def test_a_stay_taken_back_moves_its_people_and_leads_to_the_person(
    traced: World, page: Client
) -> None:
    visit = visit_of(traced.f1)
    response = page.post(address(visit), REASON, follow=True)
    assert response.redirect_chain == [(f"/persons/{traced.f1.pk}/", 302)]
    assert said(response) == ["The stay is taken back. 3 persons changed their level."]
    visit.refresh_from_db()
    assert visit.retracted_at == NOW
    assert traced.levels() == {"index": 0}
    event = AuditEvent.objects.get(verb="retracted")
    assert (event.actor, event.target, event.reason) == (
        "chỉ-huy",
        f"registry.visit:{visit.pk}",
        "it was her sister",
    )
    assert (row := response.context["visits"][1]).pk == visit.pk
    assert row.retracted_at == NOW
    assert "it was her sister" in response.content.decode()


def test_the_deed_is_what_the_preview_said(traced: World, page: Client) -> None:
    visit = visit_of(traced.f2)
    foreseen = moves(page.get(address(visit)))
    last = LevelChange.objects.order_by("-pk").values_list("pk", flat=True)[0]
    page.post(address(visit), REASON)
    written = LevelChange.objects.filter(pk__gt=last).values_list("before", "after")
    assert sorted(written) == sorted((before, after) for before, after, _count in foreseen)


def test_an_isolation_taken_back_lets_the_tree_grow_again(traced: World, page: Client) -> None:
    row = apart(traced.f1)
    assert traced.levels() == {"index": 0, "f1": 1}
    assert moves(page.get(address(row))) == [(None, 2, 1), (None, 3, 1)]
    response = page.post(address(row), REASON, follow=True)
    assert said(response) == [
        "The isolation is taken back. 2 persons changed their level. New orders are proposed."
    ]
    assert traced.levels()["f3"] == 3
    assert not response.context["isolations"]


def test_a_meeting_leads_back_to_the_side_it_was_taken_back_from(
    traced: World, page: Client
) -> None:
    event = meeting(traced.index, traced.stranger)
    before = f"{address(event)}?person={traced.stranger.pk}"
    html = page.get(before).content.decode()
    assert str(traced.index) in html
    assert "meal" in html
    response = page.post(before, REASON, follow=True)
    assert response.redirect_chain == [(f"/persons/{traced.stranger.pk}/", 302)]
    assert said(response) == ["The meeting is taken back. 1 person changed their level."]
    assert response.context["contacts"] == []
    assert "stranger" not in traced.levels()


def test_a_fact_taken_back_leads_to_other_orders(traced: World, page: Client) -> None:
    row = fact(traced.f2)
    assert traced.order_of(traced.f2).measure == "home"
    shown = page.get(address(row))
    assert shown.context["trees"] == []
    assert [(o["measure"], o["count"]) for o in shown.context["preview"]["orders"]] == [
        ("station", 1)
    ]
    response = page.post(address(row), REASON, follow=True)
    assert said(response) == ["The fact is taken back. New orders are proposed."]
    assert traced.order_of(traced.f2).measure == "station"
    assert response.context["facts"] == []


def test_a_fact_on_which_nothing_hangs_is_taken_back_with_few_words(
    chain: World, page: Client
) -> None:
    response = page.post(address(fact(chain.stranger, "fever")), REASON, follow=True)
    assert said(response) == ["The fact is taken back."]
    assert not Order.objects.exists()


# What is refused


@pytest.mark.parametrize("typed", ["", "   ", "x" * 2001])
def test_without_a_fit_reason_nothing_happens_and_nothing_typed_is_lost(
    traced: World, page: Client, typed: str
) -> None:
    visit = visit_of(traced.f1)
    response = page.post(address(visit), {"reason": typed})
    assert response.status_code == 422
    assert "reason" in response.context["form"].errors
    assert typed in response.content.decode()
    assert len(moves(response)) == 3, "what would follow is still shown"
    visit.refresh_from_db()
    assert visit.retracted_at is None


@pytest.mark.parametrize("kind", ["stay", "meeting", "isolation", "fact"])
def test_what_is_taken_back_already_stays_as_it_is(traced: World, page: Client, kind: str) -> None:
    make = {
        "stay": visit_of,
        "meeting": lambda person: meeting(person, traced.stranger),
        "isolation": apart,
        "fact": fact,
    }
    row = make[kind](traced.f1)
    page.post(address(row), REASON)
    type(row).objects.filter(pk=row.pk).update(retracted_at=NOW - DAY)
    for response in (
        page.get(address(row), follow=True),
        page.post(address(row), {"reason": "again"}, follow=True),
    ):
        assert said(response)[-1] == f"This {kind} was taken back already: nothing has changed."
        assert response.redirect_chain == [(f"/persons/{traced.f1.pk}/", 302)]
    row.refresh_from_db()
    assert row.retracted_at == NOW - DAY
    assert AuditEvent.objects.get(verb="retracted").reason == "it was her sister"


def test_who_is_slower_than_a_colleague_takes_nothing_back(
    traced: World, page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_before_the_colleague(request, kind, pk):
        entry = kind.objects.get(pk=pk)
        same = kind.objects.get(pk=pk)
        actions.retract_exposure(same, actor=SYSTEM, now=NOW - timedelta(hours=1), reason="first")
        return entry

    monkeypatch.setattr(taking_back, "_once_known", read_before_the_colleague)
    visit = visit_of(traced.f1)
    response = page.post(address(visit), REASON, follow=True)
    assert said(response) == ["This stay was taken back already: nothing has changed."]
    assert AuditEvent.objects.get(verb="retracted").reason == "first"


def test_what_becomes_known_later_is_not_there_yet(chain: World, page: Client) -> None:
    visit = visit_of(chain.f1)
    Visit.objects.filter(pk=visit.pk).update(recorded_at=NOW + DAY)
    assert page.get(address(visit)).status_code == 404


# Who may


def test_rows_of_another_area_are_not_found(chain: World, client_as: ClientAs) -> None:
    ward = client_as(make_user("ward_officer", chain.units.truc_bach))
    event = meeting(chain.f2, chain.f3)
    for row in (visit_of(chain.f2), event, apart(chain.f2), fact(chain.f2)):
        assert ward.get(address(row)).status_code == 404
        assert ward.post(address(row), REASON).status_code == 404
        row.refresh_from_db()
        assert row.retracted_at is None


def test_a_meeting_is_open_to_the_area_of_either_and_names_nobody_outside(
    chain: World, client_as: ClientAs
) -> None:
    ward = client_as(make_user("ward_officer", chain.units.truc_bach))
    event = meeting(chain.f2, chain.stranger)
    for asked in ("", f"?person={chain.f2.pk}", "?person=nobody"):
        response = ward.get(address(event) + asked)
        assert response.context["person"] == chain.stranger
        html = response.content.decode()
        assert "a person outside your area" in html
        assert str(chain.f2) not in html
    done = ward.post(address(event), REASON)
    assert done.headers["Location"] == f"/persons/{chain.stranger.pk}/"


def test_a_case_of_another_area_is_named_by_its_number_without_a_way_there(
    traced: World, client_as: ClientAs
) -> None:
    ward = client_as(make_user("ward_officer", traced.units.phuc_xa))
    html = ward.get(address(visit_of(traced.f1))).content.decode()
    assert traced.case.code in html
    assert f"/cases/{traced.case.pk}/" not in html


# The ways there


def links(response: Any) -> set[str]:
    html = response.content.decode()
    return {part.partition('"')[0] for part in html.split('href="')[1:] if "take-back" in part[:60]}


def test_the_page_of_a_person_leads_to_each_entry(traced: World, page: Client) -> None:
    event, row, told = meeting(traced.f1, traced.stranger), apart(traced.f1, 900), fact(traced.f1)
    stays = Visit.objects.filter(person=traced.f1)
    shown = page.get(f"/persons/{traced.f1.pk}/")
    assert links(shown) == {
        *map(address, stays),
        f"{address(event)}?person={traced.f1.pk}",
        address(row),
        address(told),
    }
    for one in (*stays, event, row, told):
        page.post(address(one), REASON)
    shown = page.get(f"/persons/{traced.f1.pk}/")
    assert not links(shown)
    assert "taken back 8 Mar 2020, 07:00" in shown.content.decode()


def test_the_page_of_a_case_leads_to_what_is_on_the_way(traced: World, page: Client) -> None:
    event, row = meeting(traced.stranger, traced.index), apart(traced.index, 10)
    shown = page.get(f"/cases/{traced.case.pk}/")
    assert links(shown) == {
        address(visit_of(traced.index)),
        f"{address(event)}?person={traced.index.pk}",
        address(row),
    }


def test_many_trees_are_counted(
    traced: World, page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_back, "TREES", 1)
    hall = make_place(unit=traced.units.truc_bach)
    visit = traced.stay(traced.stranger, hall, 0, 60)
    cases = [case_of_somebody_at(hall, traced, f"BN{number}") for number in range(3)]
    for case in cases:
        actions.confirm_case(case, actor=SYSTEM, now=NOW - DAY)
    response = page.get(address(visit))
    assert len(response.context["trees"]) == 1
    assert "and 2 more trees" in response.content.decode()
