"""The page of a person: levels, chains, orders, facts, and who may see all that."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.web.conftest import ClientAs, SetClock
from tests.web.factories import NOW, SYSTEM, UnitTree, make_person, make_user
from tests.web.registry.conftest import DAY, Story
from vungxanh.terms import TestOutcome
from vungxanh.web.audit.models import AuditEvent
from vungxanh.web.measures.models import Order
from vungxanh.web.registry.actions import add_facts, retract
from vungxanh.web.registry.models import Fact, Person, TestResult
from vungxanh.web.response import actions


@pytest.fixture
def shown(page: Client):
    def load(person: Person):
        response = page.get(f"/persons/{person.pk}/")
        assert response.status_code == 200
        return response.context

    return load


def test_opening_a_person_is_audited_each_time(page: Client, story: Story) -> None:
    page.get(f"/persons/{story.guest.pk}/")
    page.get(f"/persons/{story.guest.pk}/")
    events = AuditEvent.objects.filter(verb="opened").values_list("actor", "person_id")
    assert list(events) == [("lan", story.guest.pk)] * 2


def test_every_chain_and_the_levels_over_time_are_told(shown, story: Story) -> None:
    story.confirm(NOW - DAY)
    result = TestResult(
        person=story.colleague, outbreak=story.outbreak, specimen_at=NOW,
        resulted_at=NOW, outcome=TestOutcome.POSITIVE,
    )  # fmt: skip
    proposal = actions.record_result(result, actor=SYSTEM, now=NOW)
    assert list(shown(story.colleague)["proposals"]) == [proposal]
    actions.apply_proposal(proposal, actor=SYSTEM, now=NOW)
    context = shown(story.flatmate)
    assert [level.level for level in context["levels"]] == [1]
    assert [step["level"] for step in context["level_steps"]] == [2, 1]
    assert [change.after for change in context["level_changes"]] == [1, 2]
    chains = context["chains"]
    assert [(chain.case.person, chain.level) for chain in chains] == [
        (story.colleague, 1),
        (story.index, 2),
    ]
    assert [hop.person for hop in chains[1].hops] == [story.colleague, story.flatmate]
    assert context["chains_more"] == 0


def test_orders_ask_for_the_facts_that_are_missing(shown, story: Story) -> None:
    story.confirm()
    context = shown(story.flatmate)
    assert context["orders"] == list(Order.objects.filter(person=story.flatmate))
    assert context["missing"] == ["home qualifies"]
    fact = Fact(person=story.flatmate, name="home_qualifies", value="yes", observed_at=NOW)
    actions.record_fact(fact, actor=SYSTEM, now=NOW)
    known = shown(story.flatmate)
    assert known["missing"] == []
    assert [(row["label"], row["value_label"]) for row in known["facts"]] == [
        ("home qualifies", "yes")
    ]


def test_facts_are_those_known_now(shown, story: Story, set_clock: SetClock) -> None:
    def fever(value: str, at) -> Fact:
        fact = Fact(person=story.guest, name="fever", value=value, observed_at=at)
        return add_facts([fact], actor=SYSTEM, now=at)[0]

    wrong = fever("yes", NOW)
    fever("no", NOW + DAY)
    retract(wrong, actor=SYSTEM, now=NOW + DAY, reason="the thermometer was broken")
    assert [row["value_label"] for row in shown(story.guest)["facts"]] == ["yes"]
    set_clock(NOW + DAY)
    context = shown(story.guest)
    assert [row["value_label"] for row in context["facts"]] == ["no"]
    event = next(e for e in context["history"] if e.title == "Taken back: fever: yes")
    assert event.detail == "the thermometer was broken"


def test_meetings_name_the_other_unless_they_are_outside_the_area(
    shown, story: Story, units: UnitTree
) -> None:
    stranger = make_person(unit=units.cat_linh, name="Người Xa Lạ")
    story.meets(stranger, story.friend, 500, 560)
    rows = shown(story.friend)["contacts"]
    assert [row["other"] for row in rows] == [None, story.index]
    assert rows[1]["close"]


def test_stays_that_were_taken_back_stay_on_the_page_as_such(shown, story: Story) -> None:
    visit = story.guest.visits.get()
    actions.retract_exposure(visit, actor=SYSTEM, now=NOW, reason="was at home")
    assert [v.retracted_at for v in shown(story.guest)["visits"]] == [NOW]


def test_the_units_that_see_a_person_are_listed_once_a_reason(shown, story: Story) -> None:
    story.confirm()
    rows = [(str(scope.unit), scope.why) for scope in shown(story.friend)["scopes"]]
    assert len(rows) == len(set(rows)) == 6
    assert ("Phường Trúc Bạch", "residence") in rows
    assert ("Hà Nội", "contact") in rows


def test_the_history_joins_levels_orders_and_status(shown, story: Story) -> None:
    story.confirm()
    titles = [event.title for event in shown(story.index)["history"]]
    assert "BN17: suspected → confirmed" in titles
    assert "level F0" in titles
    assert "Order: hospital, proposed" in titles


def test_a_stranger_of_another_ward_learns_nothing(
    client_as: ClientAs, story: Story, units: UnitTree
) -> None:
    ward = client_as(make_user("ward_officer", units.phuc_xa))
    response = ward.get(f"/persons/{story.guest.pk}/")
    assert response.status_code == 404
    assert str(story.guest) not in response.content.decode()
    story.guest.recorded_at = NOW + timedelta(minutes=1)
    story.guest.save()
    assert "open" not in ward.get(f"/persons/{story.guest.pk}/").content.decode().split("main")[1]


def test_many_stays_and_meetings_cost_as_many_queries_as_few(page: Client, story: Story) -> None:
    address = f"/persons/{story.index.pk}/"

    def cost(number: int) -> int:
        for i in range(number):
            story.stay(story.index, story.flat, 1000 + 10 * i, 1005 + 10 * i)
            story.meets(story.index, make_person(unit=story.units.truc_bach), 5000, 5060)
        page.get(address)
        with CaptureQueriesContext(connection) as caught:
            page.get(address)
        return len(caught)

    assert cost(10) == cost(90)
