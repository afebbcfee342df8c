"""The page of a case: its window, its ways and whom they reached, its tree, what became of it."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.web.conftest import SetClock
from tests.web.factories import (
    NOW,
    SYSTEM,
    UnitTree,
    make_case,
    make_person,
    make_place,
    make_visit,
)
from tests.web.registry.conftest import DAY, START, Story
from vungxanh.records import minute_of
from vungxanh.terms import TestOutcome
from vungxanh.web.measures.actions import confirm
from vungxanh.web.measures.models import Order
from vungxanh.web.registry.actions import save_answer
from vungxanh.web.registry.models import Isolation, Link, Outbreak, TestResult, Visit
from vungxanh.web.response import actions
from vungxanh.web.tracing.models import Tree


@pytest.fixture
def shown(page: Client, story: Story):
    """Give the context of the page, which must be drawn without an error."""

    def load():
        response = page.get(reverse("registry:case", args=[story.case.pk]))
        assert response.status_code == 200
        return response.context

    return load


def test_the_window_says_what_it_rests_on(shown, story: Story) -> None:
    window = shown()["window"]
    assert window.start == datetime.fromisoformat("2020-03-01T00:00+07:00")
    assert window.end == datetime.fromisoformat("2020-03-14T00:00+07:00")
    assert (window.basis, window.source) == ("onset", "the patient herself")
    assert shown()["day_counts"] == ""
    assert shown()["window_minutes"]["start"] == minute_of(window.start)


def test_a_day_that_stands_in_for_the_onset_is_named(shown, story: Story) -> None:
    story.case.onset_date = None
    story.case.specimen_date = date(2020, 3, 5)
    story.case.save()
    assert shown()["window"].basis == "specimen"
    assert "counted from the specimen day" in shown()["day_counts"]
    story.case.confirmed_at = START
    story.case.save()
    assert "the day of confirmation counts as specimen day" in shown()["day_counts"]
    story.case.infectious_from = START
    story.case.save()
    assert (shown()["window"].basis, shown()["window"].start) == ("explicit", START)


def test_a_case_without_any_date_has_no_window_and_all_its_ways(shown, story: Story) -> None:
    story.case.onset_date = None
    story.case.save()
    context = shown()
    assert (context["window"].start, context["window"].basis) == (None, "none")
    assert len(context["itinerary"]) == 2


def test_the_itinerary_tells_how_many_each_occasion_reached(shown, story: Story) -> None:
    story.confirm()
    rows = shown()["itinerary"]
    assert [(row.kind, row.label, row.reached) for row in rows] == [
        ("visit", "Văn phòng thử", 2),  # the passer-by stayed five minutes only
        ("contact", str(story.friend), 1),
    ]
    assert rows[0].seat == "12A"
    assert sum(row.reached for row in rows) == Tree.objects.get().f1


def test_somebody_met_twice_counts_where_it_came_first(shown, story: Story) -> None:
    story.stay(story.index, story.office, 600, 700)
    story.stay(story.guest, story.office, 600, 700)
    story.stay(story.friend, story.office, 600, 700)
    story.confirm()
    assert [row.reached for row in shown()["itinerary"]] == [2, 1, 0]


def test_only_ways_of_the_window_are_listed_and_isolations_with_them(shown, story: Story) -> None:
    make_visit(story.index, story.flat, NOW - 20 * DAY, recorded_at=NOW - DAY)
    Isolation.objects.create(
        person=story.index, start=minute_of(NOW), end=None, recorded_at=NOW - DAY
    )
    kinds = [(row.kind, row.end is None) for row in shown()["itinerary"]]
    assert kinds == [("visit", False), ("contact", False), ("isolation", True)]


def test_facts_of_later_and_facts_taken_back_are_not_on_the_way(
    shown, story: Story, set_clock: SetClock
) -> None:
    story.stay(story.index, story.flat, 200, 300, recorded_at=NOW + DAY)
    assert len(shown()["itinerary"]) == 2
    set_clock(NOW + 2 * DAY)
    assert len(shown()["itinerary"]) == 3
    visit = Visit.objects.get(person=story.index, place=story.office)
    actions.retract_exposure(visit, actor=SYSTEM, now=NOW + 2 * DAY, reason="another colleague")
    context = shown()
    assert len(context["itinerary"]) == 2
    event = context["history"][0]
    assert "stay at Văn phòng thử" in event.title
    assert event.detail.endswith("another colleague")
    set_clock(NOW)
    assert len(shown()["itinerary"]) == 2
    assert not any("Taken back" in event.title for event in shown()["history"])


def test_the_counts_say_what_became_of_each_level(shown, story: Story) -> None:
    story.confirm()
    confirm(list(Order.objects.proposed()), actor=SYSTEM, now=NOW)

    def test(person, outcome, at=NOW):
        result = TestResult(
            person=person, outbreak=story.outbreak, specimen_at=at, resulted_at=at, outcome=outcome
        )
        return actions.record_result(result, actor=SYSTEM, now=at)

    test(story.guest, TestOutcome.NEGATIVE)
    proposal = test(story.colleague, TestOutcome.POSITIVE)
    waiting = shown()
    assert list(waiting["proposals"]) == []  # it is a proposal about another case
    actions.apply_proposal(proposal, actor=SYSTEM, now=NOW)
    f1, f2, f3 = shown()["counts"]
    assert f1 == {
        "level": 1, "people": 3, "kept": 3, "with_order": 3, "now_f0": 1, "tested": 2, "positive": 1
    }  # fmt: skip
    assert (f2["people"], f2["now_f0"], f2["tested"]) == (1, 0, 0)
    assert f3["people"] == 0
    assert shown()["tree_count"] == 4


def test_orders_that_wait_come_first(shown, story: Story) -> None:
    story.confirm()
    first = Order.objects.get(person=story.index)
    confirm([first], actor=SYSTEM, now=NOW)
    context = shown()
    assert context["orders"][0].status == "proposed"
    assert [order.pk for order in context["orders"]][-1] == first.pk
    counts = {row["status"]: row["count"] for row in context["order_counts"]}
    assert counts == {"proposed": Order.objects.count() - 1, "confirmed": 1}
    assert context["orders_url"].endswith(f"?case={story.case.pk}")


def test_an_open_proposal_of_the_case_is_announced(page: Client, shown, story: Story) -> None:
    story.confirm()
    proposal = actions.propose_discard(story.case, actor=SYSTEM, now=NOW)
    assert list(shown()["proposals"]) == [proposal]


def test_links_name_persons_of_the_area_only(shown, story: Story, units: UnitTree) -> None:
    stranger = make_person(unit=units.cat_linh, name="Người Xa Lạ")
    for infector, place in ((stranger, None), (None, story.office)):
        Link.objects.create(
            outbreak=story.outbreak, infector=infector, place=place, infectee=story.index,
            kind="infector_reported", recorded_at=NOW - DAY,
        )  # fmt: skip
    rows = shown()["links"]
    assert [(row["infector"], row["place"]) for row in rows] == [(None, None), (None, story.office)]
    assert all(row["infectee"] == story.index for row in rows)


def test_persons_outside_the_area_are_nameless_on_the_page(
    page: Client, story: Story, units: UnitTree
) -> None:
    stranger = make_person(unit=units.cat_linh, name="Người Xa Lạ", code="P-XA")
    story.meets(story.index, stranger, 200, 260)
    text = page.get(reverse("registry:case", args=[story.case.pk])).content.decode()
    assert "Người Xa Lạ" not in text
    assert "P-XA" not in text
    assert "a person outside your area" in text


def test_the_history_tells_status_levels_and_corrections_with_their_reason(
    shown, story: Story
) -> None:
    story.confirm()
    actions.correct_case(
        story.case, {"onset_date": date(2020, 3, 2)}, actor=SYSTEM, now=NOW + DAY, reason="recalled"
    )
    titles = [event.title for event in shown()["history"]]
    assert "BN17: suspected" in titles
    assert "BN17: suspected → confirmed" in titles
    assert "3 persons became F1" in titles
    assert "1 person became F2" in titles
    assert "The case was corrected" not in titles  # that is tomorrow


def test_a_correction_is_told_from_its_instant_on(shown, story: Story, set_clock: SetClock) -> None:
    story.confirm()
    actions.correct_case(
        story.case, {"onset_date": date(2020, 3, 2)}, actor=SYSTEM, now=NOW + DAY, reason="recalled"
    )
    set_clock(NOW + DAY)
    event = next(e for e in shown()["history"] if e.title == "The case was corrected")
    assert (event.detail, event.by) == ("onset · recalled", "system:test")


def test_results_that_were_corrected_stay_on_the_page(page: Client, shown, story: Story) -> None:
    results = [
        TestResult(
            person=story.index, outbreak=story.outbreak, specimen_at=NOW - DAY,
            resulted_at=NOW, outcome=outcome,
        )
        for outcome in (TestOutcome.POSITIVE, TestOutcome.NEGATIVE)
    ]  # fmt: skip
    story.confirm()
    actions.record_result(results[0], actor=SYSTEM, now=NOW)
    actions.correct_result(*results, actor=SYSTEM, now=NOW, reason="mixed up tubes")
    shown_results = shown()["results"]
    assert {(r.outcome, r.retracted_at is None) for r in shown_results} == {
        ("positive", False),
        ("negative", True),
    }
    assert any(e.detail == "mixed up tubes" for e in shown()["history"])


def test_the_progress_of_the_interview_is_counted(shown, story: Story) -> None:
    before = shown()["answered"]
    save_answer(story.case, "home-household", "her parents", actor=SYSTEM, now=NOW)
    save_answer(story.case, "work-room", "", actor=SYSTEM, now=NOW)
    assert shown()["answered"] == {"done": before["done"] + 1, "prompts": before["prompts"]}


def test_a_large_tree_costs_as_many_queries_as_a_small_one(
    page: Client, units: UnitTree, outbreak: Outbreak
) -> None:
    def cost(people: int) -> int:
        story = make_case(unit=units.truc_bach, outbreak=outbreak, classification="suspected")
        hall = make_visit(
            story.person, make_place(unit=units.truc_bach), START, recorded_at=NOW - DAY
        ).place
        for _ in range(people):
            make_visit(make_person(unit=units.truc_bach), hall, START, recorded_at=NOW - DAY)
        actions.confirm_case(story, actor=SYSTEM, now=NOW)
        address = reverse("registry:case", args=[story.pk])
        page.get(address)
        with CaptureQueriesContext(connection) as caught:
            context = page.get(address).context
        assert context["counts"][0]["people"] == people
        return len(caught)

    assert cost(10) == cost(100)
