"""The worklist, two records beside one another, and the merge's page: for those of the area."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.conftest import ClientAs
from tests.web.factories import UnitTree, make_person, make_user
from vungxanh.web.merging.models import Apart, LikelyPair, Merge, PairSearch
from vungxanh.web.registry.models import Person


@pytest.fixture
def pair(units: UnitTree) -> tuple[Person, Person]:
    said = {"phone": "0322345678", "birth_date": date(1985, 4, 3)}
    one = make_person(unit=units.truc_bach, name="Vũ Thị Hòa", **said)
    return one, make_person(unit=units.truc_bach, name="Vu Thi Hoa", occupation="nurse", **said)


@pytest.fixture
def officer(units: UnitTree, client_as: ClientAs) -> Client:
    return client_as(make_user("district_officer", units.ba_dinh))


def both(pair: tuple[Person, Person]) -> str:
    return reverse("merging:compare", args=[pair[0].pk, pair[1].pk])


def test_a_search_fills_the_worklist_and_not_the_same_empties_it(
    pair: tuple[Person, Person], officer: Client, settings: Any
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    officer.post(reverse("merging:search"))
    assert PairSearch.objects.get().found == 1
    page = officer.get(reverse("merging:pairs"), {"least": "0.8"}).content.decode()
    assert both(pair) in page
    assert "same phone" in page
    officer.post(both(pair), {"apart": "1", "reason": "twins"})
    assert both(pair) not in officer.get(reverse("merging:pairs")).content.decode()
    officer.post(reverse("merging:search"))
    assert not LikelyPair.objects.exists()
    assert "two persons" in officer.get(both(pair)).content.decode()
    officer.post(both(pair), {"together": "1"})
    assert not Apart.objects.filter(taken_back_at=None).exists()


def test_two_records_are_merged_field_by_field_and_made_two_again(
    pair: tuple[Person, Person], officer: Client
) -> None:
    one, other = pair
    page = officer.get(both(pair)).content.decode()
    assert 'name="take-occupation" value="merged" checked' in page
    response = officer.post(both(pair), {"merge": "1", "take-occupation": "merged"}, follow=True)
    done = Merge.objects.get()
    assert response.redirect_chain[-1][0] == done.get_absolute_url()
    one.refresh_from_db()
    assert (one.name, one.occupation) == ("Vũ Thị Hòa", "nurse")
    assert officer.get(other.get_absolute_url()).headers["Location"] == one.get_absolute_url()
    assert other.code in officer.get(one.get_absolute_url()).content.decode()
    officer.post(done.get_absolute_url(), {"reason": "sisters"})
    assert officer.get(other.get_absolute_url()).status_code == 200
    assert "sisters" in officer.get(done.get_absolute_url()).content.decode()


def test_only_those_who_answer_for_both_merge_them(
    pair: tuple[Person, Person], units: UnitTree, client_as: ClientAs
) -> None:
    strangers = [
        ("district_officer", units.dong_da, 404),
        ("ward_officer", units.truc_bach, 403),
        ("auditor", units.city, 403),
        ("laboratory", units.city, 403),
    ]
    for role, unit, status in strangers:
        client = client_as(make_user(role, unit))
        assert client.get(both(pair)).status_code == status
        assert client.post(both(pair), {"merge": "1"}).status_code == status
    assert client_as(None).get(both(pair)).status_code == 302
    assert client_as(None).post(reverse("merging:search")).status_code == 302
    assert not Merge.objects.exists()
