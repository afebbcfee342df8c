"""The page of a place: who was there, who met whom, what counts, and whose name is hidden."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.web.conftest import ClientAs
from tests.web.factories import NOW, UnitTree, make_person, make_user, make_visit
from tests.web.registry.conftest import DAY, START, Story
from vungxanh.records import minute_of
from vungxanh.web.registry.models import Isolation, Visit

FIRST = minute_of(START)


@pytest.fixture
def shown(page: Client, story: Story):
    def load(**asked: object):
        response = page.get(f"/places/{story.office.pk}/", asked)
        assert response.status_code == 200
        return response.context

    return load


def test_who_met_whom_and_what_counts(shown, story: Story) -> None:
    story.confirm()
    overlaps = list(shown()["overlaps"])
    rows = {row["person"]: row for row in overlaps if row["infector"] == story.index}
    assert rows.keys() == {story.colleague, story.guest, story.passer_by}
    # an F1 can expose those who are no F1; the passer-by was there too shortly for that, too
    assert [(row["infector"], row["person"], row["counted"]) for row in overlaps[3:]] == [
        (story.colleague, story.passer_by, False)
    ]
    assert [rows[p]["counted"] for p in (story.colleague, story.guest, story.passer_by)] == [
        True, True, False,
    ]  # fmt: skip
    assert rows[story.passer_by]["why"] == "shorter than 15 min"
    assert (rows[story.guest]["minutes"], rows[story.guest]["level"]) == (30, 1)


def test_those_who_passed_it_on_come_first_with_the_parts_that_count(shown, story: Story) -> None:
    story.confirm()
    rows = shown()["stays"]
    assert rows[0]["person"] == story.index
    by_person = {row["person"]: row for row in rows}
    assert by_person[story.index]["infectious"] == [(FIRST, FIRST + 60)]
    assert by_person[story.index]["seat"] == "12A"
    assert by_person[story.guest]["exposed"] == [(FIRST + 30, FIRST + 60)]
    assert by_person[story.guest]["infectious"] == []  # shown as exposed, which came first
    assert by_person[story.passer_by]["exposed"] == []
    assert shown()["window"] == {"start": FIRST, "end": FIRST + 60}


def test_nobody_passes_anything_on_before_a_case_is_confirmed(shown, story: Story) -> None:
    context = shown()
    assert len(context["stays"]) == 4
    assert len(context["overlaps"]) == 0


def test_isolation_is_cut_out(shown, story: Story) -> None:
    story.confirm()
    Isolation.objects.create(person=story.index, start=FIRST + 20, end=None, recorded_at=NOW - DAY)
    rows = {row["person"]: row for row in shown()["overlaps"]}
    assert (rows[story.colleague]["minutes"], rows[story.colleague]["counted"]) == (20, True)
    assert story.guest not in rows


def test_seats_decide_where_the_place_has_rows(shown, story: Story) -> None:
    story.office.seat_rows, story.office.min_overlap = 2, 30
    story.office.save()
    Visit.objects.filter(person=story.guest).update(seat="15C")
    Visit.objects.filter(person=story.colleague).update(seat="14C")
    story.confirm()
    context = shown()
    rows = {r["person"]: r for r in context["overlaps"] if r["infector"] == story.index}
    assert (rows[story.guest]["counted"], rows[story.guest]["why"]) == (False, "3 rows apart")
    assert rows[story.colleague]["counted"]
    assert context["rule"] == {
        "min_overlap": 30, "max_level": None, "seat_rows": 2, "from": "place"
    }  # fmt: skip


def test_a_place_that_makes_no_further_levels_says_so(page: Client, story: Story) -> None:
    story.flat.max_level = 1
    story.flat.save()
    story.confirm()
    row = page.get(f"/places/{story.flat.pk}/").context["overlaps"][0]
    assert (row["infector"], row["person"]) == (story.colleague, story.flatmate)
    assert (row["counted"], row["why"]) == (False, "this place counts up to F1")


def test_an_f1_exposes_the_flatmate(page: Client, story: Story) -> None:
    story.confirm()
    (row,) = page.get(f"/places/{story.flat.pk}/").context["overlaps"]
    assert (row["infector"], row["person"], row["level"]) == (story.colleague, story.flatmate, 2)
    assert row["counted"]
    stays = {
        stay["person"]: stay for stay in page.get(f"/places/{story.flat.pk}/").context["stays"]
    }
    assert stays[story.colleague]["infectious"] == [(FIRST + 120, FIRST + 300)]
    assert stays[story.flatmate]["exposed"] == [(FIRST + 120, FIRST + 300)]


def test_persons_outside_the_area_are_counted_only(
    page: Client, shown, story: Story, units: UnitTree
) -> None:
    stranger = make_person(unit=units.cat_linh, name="Người Xa Lạ", code="P-XA")
    story.stay(stranger, story.office, 0, 10)
    context = shown()
    assert (context["hidden"], len(context["stays"])) == (1, 4)
    text = page.get(f"/places/{story.office.pk}/").content.decode()
    assert "Người Xa Lạ" not in text
    assert "P-XA" not in text


def test_a_case_of_elsewhere_is_drawn_without_a_name(
    client_as: ClientAs, story: Story, units: UnitTree
) -> None:
    neighbour = make_person(unit=units.cat_linh)
    story.stay(neighbour, story.office, 0, 60)
    story.confirm()
    ward = client_as(make_user("ward_officer", units.cat_linh))
    response = ward.get(f"/places/{story.office.pk}/")
    context = response.context
    assert [(row["infector"], row["person"], row["counted"]) for row in context["overlaps"]] == [
        (None, neighbour, True),
        (neighbour, None, False),  # the passer-by
    ]
    assert [row["person"] for row in context["stays"]] == [None, neighbour]  # the case alone
    assert context["hidden"] == 3
    text = response.content.decode()
    for person in (story.index, story.colleague, story.guest, story.passer_by):
        assert str(person) not in text


def test_the_last_two_weeks_of_stays_are_shown_and_others_on_demand(shown, story: Story) -> None:
    early = make_visit(story.guest, story.office, START - 20 * DAY, recorded_at=NOW - DAY)
    assert len(shown()["stays"]) == 4
    asked = shown(since="2020-02-14", until="2020-02-14")
    assert [row["start"] for row in asked["stays"]] == [early.start]
    assert len(shown(since="2020-02-14")["stays"]) == 5
    wrong = shown(since="2020-03-05", until="2020-03-01")
    assert wrong["form"].non_field_errors()
    assert len(wrong["stays"]) == 4


def test_only_what_is_known_now_is_shown(shown, story: Story) -> None:
    story.stay(story.friend, story.office, 0, 60, recorded_at=NOW + DAY)
    Visit.objects.filter(person=story.passer_by).update(retracted_at=NOW - timedelta(hours=1))
    assert {row["person"] for row in shown()["stays"]} == {
        story.index, story.colleague, story.guest,
    }  # fmt: skip


def test_beyond_two_hundred_stays_are_told_and_not_drawn(shown, story: Story) -> None:
    story.confirm()
    people = [make_person(unit=story.units.truc_bach) for _ in range(5)]
    for number in range(40):
        for person in people:
            story.stay(person, story.office, 100 + number * 10, 105 + number * 10)
    context = shown()
    assert (len(context["stays"]), context["more"]) == (200, 4)
    assert context["stays"][0]["person"] == story.index


def test_a_crowd_costs_as_many_queries_as_a_few(page: Client, story: Story) -> None:
    story.confirm()
    address = f"/places/{story.office.pk}/"

    def cost(number: int) -> int:
        for _ in range(number):
            story.stay(make_person(unit=story.units.truc_bach), story.office, 0, 60)
        page.get(address)
        with CaptureQueriesContext(connection) as caught:
            page.get(address)
        return len(caught)

    assert cost(10) == cost(90)
    assert page.get(address).context["overlaps"].paginator.count > 200
