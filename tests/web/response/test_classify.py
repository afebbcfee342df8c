"""A suspected case is confirmed by hand, with its reason; what follows is shown before."""

import pytest

from tests.web.factories import NOW, make_case, make_person, make_place, make_user, make_visit
from vungxanh.terms import Classification
from vungxanh.web.registry.models import Case
from vungxanh.web.tracing.models import Level

pytestmark = pytest.mark.django_db


@pytest.fixture
def suspect(units) -> Case:
    case = make_case(
        unit=units.truc_bach, classification=Classification.SUSPECTED, confirmed_at=None
    )
    office, colleague = make_place(unit=units.truc_bach), make_person(unit=units.truc_bach)
    for person in (case.person, colleague):
        make_visit(person, office)
    return case


@pytest.fixture
def officer(units):
    return make_user("district_officer", units.ba_dinh)


def test_the_page_shows_whom_it_would_reach_and_changes_nothing(client_as, officer, suspect):
    page = client_as(officer).get(f"/cases/{suspect.pk}/confirm/")
    assert page.status_code == 200
    assert [move["count"] for move in page.context["preview"]["moves"]] == [1, 1]
    assert not Level.objects.exists()


def test_confirming_traces_the_case(client_as, officer, suspect):
    client = client_as(officer)
    answer = client.post(f"/cases/{suspect.pk}/confirm/", {"reason": "read the film"})
    assert answer.status_code == 302
    assert "2 persons moved; orders are proposed." in client.get(answer.url).content.decode()
    suspect.refresh_from_db()
    assert suspect.classification == Classification.CONFIRMED
    assert suspect.confirmed_at == NOW
    assert sorted(Level.objects.values_list("level", flat=True)) == [0, 1]


def test_without_a_reason_nothing_happens(client_as, officer, suspect):
    answer = client_as(officer).post(f"/cases/{suspect.pk}/confirm/", {"reason": ""})
    assert answer.status_code == 422
    assert not Level.objects.exists()


def test_a_ward_officer_does_not_confirm(client_as, units, suspect):
    ward = make_user("ward_officer", units.truc_bach)
    assert client_as(ward).get(f"/cases/{suspect.pk}/confirm/").status_code == 403


def test_a_confirmed_case_has_nothing_left_to_confirm(client_as, officer, suspect):
    client = client_as(officer)
    client.post(f"/cases/{suspect.pk}/confirm/", {"reason": "read the film"})
    assert client.get(f"/cases/{suspect.pk}/confirm/").status_code == 302
