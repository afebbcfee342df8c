"""The list of cases: whose, filtered how, and at what cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.web.conftest import ClientAs
from tests.web.factories import NOW, SYSTEM, UnitTree, make_case, make_outbreak, make_user
from tests.web.registry.conftest import Story
from vungxanh.web.measures.actions import confirm
from vungxanh.web.measures.models import Order
from vungxanh.web.registry.actions import classify
from vungxanh.web.registry.models import Case, Outbreak

LIST = "/cases/"
DAY = timedelta(days=1)


def codes(client: Client, **asked: object) -> list[str]:
    return [case.code for case in client.get(LIST, asked).context["page"]]


@pytest.fixture
def three(units: UnitTree, outbreak: Outbreak) -> None:
    """Confirmed the day before yesterday, yesterday, and one who is only suspected, today."""
    make_case(unit=units.truc_bach, code="A", confirmed_at=NOW - 2 * DAY, found_in_quarantine=True)
    make_case(unit=units.phuc_xa, code="B", confirmed_at=NOW - DAY, found_in_quarantine=False)
    make_case(unit=units.phuc_xa, code="C", classification="suspected", confirmed_at=None)


def test_the_newest_case_comes_first_and_other_areas_are_not_listed(
    page: Client, three: None, units: UnitTree
) -> None:
    make_case(unit=units.cat_linh, code="elsewhere")
    assert codes(page) == ["C", "B", "A"]
    assert page.get(LIST).context["total"] == 3


def test_every_filter_keeps_what_it_says(page: Client, three: None, units: UnitTree) -> None:
    other = make_outbreak("sars-2003", disease="sars")
    make_case(unit=units.truc_bach, code="D", outbreak=other, confirmed_at=NOW - 9 * DAY)
    assert codes(page, outbreak=other.pk) == ["D"]
    assert codes(page, classification="suspected") == ["C"]
    assert codes(page, unit=units.phuc_xa.pk) == ["C", "B"]
    assert codes(page, unit=units.ba_dinh.pk) == ["C", "B", "A", "D"]
    assert codes(page, since="2020-03-07") == ["C", "B"]
    assert codes(page, since="2020-03-06", until="2020-03-07") == ["B", "A"]
    assert codes(page, quarantine="yes") == ["A"]
    assert codes(page, quarantine="no") == ["B"]
    assert codes(page, quarantine="unknown") == ["C", "D"]


def test_a_unit_outside_the_area_is_no_choice(page: Client, three: None, units: UnitTree) -> None:
    response = page.get(LIST, {"unit": units.cat_linh.pk})
    assert response.context["form"].errors.keys() == {"unit"}
    assert units.cat_linh.full_name not in response.content.decode()


def test_a_day_is_a_day_of_the_city(page: Client, units: UnitTree, outbreak: Outbreak) -> None:
    # 23:30 in Hanoi on 6 March is 16:30 in Greenwich
    make_case(unit=units.truc_bach, code="late", confirmed_at=NOW - DAY - timedelta(minutes=450))
    assert codes(page, since="2020-03-06", until="2020-03-06") == ["late"]
    assert codes(page, since="2020-03-07") == []


def test_orders_are_counted_and_filtered_by_what_waits(page: Client, story: Story) -> None:
    assert codes(page, order="none") == ["BN17"]
    story.confirm()
    shown = page.get(LIST, {"order": "proposed"}).context["page"][0]
    assert (shown.code, shown.waiting) == ("BN17", Order.objects.proposed().count())
    assert shown.waiting >= 4
    confirm(list(Order.objects.proposed()), actor=SYSTEM, now=NOW)
    assert codes(page, order="proposed") == []
    assert codes(page, order="running") == ["BN17"]
    assert codes(page, order="none") == []
    assert page.get(LIST).context["page"][0].waiting == 0


def test_a_case_shows_the_size_of_its_tree(page: Client, story: Story) -> None:
    assert "BN17" in page.get(LIST).content.decode()
    story.confirm()
    tree = page.get(LIST).context["page"][0].tree
    assert (tree.f1, tree.f2, tree.f3) == (3, 1, 0)


def test_what_was_recorded_later_or_taken_back_is_not_listed(
    page: Client, three: None, units: UnitTree
) -> None:
    make_case(unit=units.truc_bach, code="tomorrow", now=NOW + DAY)
    Case.objects.filter(code="A").update(retracted_at=NOW - DAY)
    assert codes(page) == ["C", "B"]
    classify(Case.objects.get(code="B"), "discarded", actor=SYSTEM, now=NOW)
    assert codes(page, classification="discarded") == ["B"]


def queries_of(client: Client, address: str) -> int:
    client.get(address)  # what is read once a process
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_a_hundred_cases_cost_as_many_queries_as_ten(
    page: Client, units: UnitTree, outbreak: Outbreak
) -> None:
    def add(number: int) -> None:
        for _ in range(number):
            make_case(unit=units.truc_bach, outbreak=outbreak)

    add(10)
    few = queries_of(page, LIST)
    add(90)
    assert queries_of(page, LIST) == few
    assert len(page.get(LIST).context["page"]) == 50
    assert len(page.get(LIST, {"page": 2}).context["page"]) == 50


@pytest.mark.parametrize("role", ["laboratory", "auditor"])
def test_laboratories_and_auditors_are_told_why_not(
    role: str, units: UnitTree, client_as: ClientAs
) -> None:
    response = client_as(make_user(role, units.city)).get(reverse("registry:cases"))
    assert response.status_code == 403
    assert "Command centre" in response.content.decode()
