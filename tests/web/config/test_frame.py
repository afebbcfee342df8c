"""The frame of every page: the clock, the user's role and area, the way out, both languages."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.conftest import ClientAs
from tests.web.factories import UnitTree, make_user
from vungxanh.web.config import clock

SIGN_IN = "/accounts/login/"
PASSWORD = "a quiet green zone"


@pytest.mark.django_db
@pytest.mark.parametrize(("offset", "shown"), [(0, False), (-3600, True)])
def test_a_demonstration_clock_says_so(
    monkeypatch: pytest.MonkeyPatch, offset: int, shown: bool
) -> None:
    monkeypatch.setattr(clock, "offset", lambda: timedelta(seconds=offset))
    page = Client(headers={"accept-language": "en"}).get(SIGN_IN).content.decode()
    assert ("Demonstration clock" in page) is shown
    assert ("CC BY 4.0" in page) is shown, "the demonstration's data name their source"


@pytest.mark.django_db
def test_a_language_is_chosen_by_a_form_that_needs_no_script() -> None:
    client = Client(headers={"accept-language": "vi"})
    assert '<html lang="vi">' in client.get(SIGN_IN).content.decode()
    client.post(reverse("set_language"), {"language": "en", "next": SIGN_IN})
    assert '<html lang="en">' in client.get(SIGN_IN).content.decode()


@pytest.mark.django_db
def test_a_stranger_sees_no_rooms_and_no_way_to_register() -> None:
    page = Client().get(SIGN_IN).content.decode()
    assert 'class="rooms"' not in page
    assert "signup" not in page
    assert "password/reset" not in page


@pytest.mark.parametrize("name", ["mfa_index", "account_change_password", "account_logout"])
def test_the_pages_of_ones_own_account_stand_in_the_frame(
    client_as: ClientAs, units: UnitTree, name: str
) -> None:
    user = make_user("ward_officer", units.truc_bach)
    user.set_password(PASSWORD)
    user.save()
    answer = client_as(user).get(reverse(name))
    page = answer.content.decode()
    assert answer.status_code == HTTPStatus.OK
    assert "Ward officer" in page
    assert str(units.truc_bach) in page
    assert page.count("<h1") == 1
    assert reverse("account_logout") in page


def test_setting_up_the_app_shows_a_code_to_scan(client_as: ClientAs, units: UnitTree) -> None:
    user = make_user("tracer", units.city)
    user.set_password(PASSWORD)
    user.save()
    client = client_as(user)
    asked = client.get(reverse("mfa_activate_totp"))
    page = client.post(asked.url, {"password": PASSWORD}, follow=True).content.decode()
    assert 'src="data:image/svg+xml' in page
    assert 'id="authenticator_secret"' in page
    assert page.count('class="button button-main"') == 1
