"""Signing in: closed registration, rate limits, first passwords, a second factor, the language."""

from http import HTTPStatus

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from tests.web.conftest import ClientAs
from tests.web.factories import NOW, UnitTree, make_user
from vungxanh.web.accounts.models import User
from vungxanh.web.audit.models import AuditEvent

PASSWORD = "a-long-pass-phrase"


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    cache.clear()


@pytest.fixture
def auditor(units: UnitTree) -> User:
    return make_user("auditor", units.city, username="anh", password=PASSWORD)


def sign_in(client: Client, password: str = PASSWORD):
    return client.post("/accounts/login/", {"login": "anh", "password": password})


def test_signing_in_leads_to_the_work_and_is_logged_on_the_clock_of_the_system(
    auditor: User, client_as: ClientAs
) -> None:
    response = sign_in(client_as(None))
    assert response.headers["Location"] == "/audit/"
    event = AuditEvent.objects.get(verb="signed_in")
    assert (event.actor, event.at) == ("anh", NOW)
    auditor.refresh_from_db()
    assert auditor.last_login == NOW


def test_a_wrong_password_is_logged(auditor: User, client_as: ClientAs) -> None:
    assert sign_in(client_as(None), "wrong").status_code == HTTPStatus.OK
    assert AuditEvent.objects.get().verb == "sign_in_failed"


def test_after_five_wrong_passwords_the_right_one_must_wait(
    auditor: User, client_as: ClientAs
) -> None:
    client = client_as(None)
    for _ in range(5):
        sign_in(client, "wrong")
    response = sign_in(client)
    assert response.status_code == HTTPStatus.OK
    assert "Too many failed login attempts" in response.content.decode()


def test_nobody_registers_by_themselves(db: None, client_as: ClientAs) -> None:
    client = client_as(None)
    assert client.get("/accounts/signup/").status_code == HTTPStatus.OK
    client.post("/accounts/signup/", {"username": "me", "password1": PASSWORD})
    assert not User.objects.exists()


@pytest.mark.parametrize("page", ["/accounts/email/", "/accounts/password/reset/"])
def test_there_are_no_ways_by_email(auditor: User, client_as: ClientAs, page: str) -> None:
    assert client_as(auditor).get(page).status_code == HTTPStatus.NOT_FOUND


def test_who_was_handed_a_password_must_choose_their_own(
    auditor: User, client_as: ClientAs
) -> None:
    User.objects.update(first_password=True)
    client = client_as(auditor)
    assert client.get("/audit/").headers["Location"] == "/accounts/password/change/"
    assert client.get("/accounts/password/change/").status_code == HTTPStatus.OK
    form = {
        "oldpassword": PASSWORD,
        "password1": "my-own-words-2020",
        "password2": "my-own-words-2020",
    }
    response = client.post("/accounts/password/change/", form)
    assert response.headers["Location"] == "/audit/"
    assert client.get("/audit/").status_code == HTTPStatus.OK
    assert AuditEvent.objects.filter(verb="password_chosen", actor="anh").exists()


def test_where_a_second_factor_is_asked_for_nothing_opens_without_it(
    auditor: User, client_as: ClientAs, settings
) -> None:
    settings.SECOND_FACTOR = True
    client = client_as(auditor)
    assert client.get("/audit/").headers["Location"] == "/accounts/2fa/totp/activate/"
    assert client.get("/accounts/2fa/totp/activate/").status_code in {
        HTTPStatus.OK,
        HTTPStatus.FOUND,  # to type the password once more
    }
    Authenticator.objects.create(user=auditor, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert client.get("/audit/").status_code == HTTPStatus.OK


def test_who_cannot_give_the_second_factor_can_start_again_as_somebody_else(
    auditor: User, client_as: ClientAs
) -> None:
    Authenticator.objects.create(user=auditor, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client = client_as(None)
    assert sign_in(client).headers["Location"] == "/accounts/2fa/authenticate/"
    left = client.post("/accounts/logout/", {"next": "/accounts/login/"})
    assert left.headers["Location"] == "/accounts/login/"
    assert client.get("/accounts/login/").status_code == HTTPStatus.OK


def test_the_language_follows_the_user(auditor: User, client_as: ClientAs) -> None:
    client = client_as(auditor)
    assert client.get("/audit/").headers["Content-Language"] == "en"
    client.post("/i18n/setlang/", {"language": "vi", "next": "/audit/"})
    auditor.refresh_from_db()
    assert auditor.language == "vi"
    assert client_as(auditor).get("/audit/").headers["Content-Language"] == "vi"


def test_a_stranger_chooses_a_language_for_the_browser(db: None, client_as: ClientAs) -> None:
    client = client_as(None)
    client.post("/i18n/setlang/", {"language": "vi", "next": "/accounts/login/"})
    assert client.get("/accounts/login/").headers["Content-Language"] == "vi"


def test_one_own_page_shows_the_roles_and_takes_the_language(
    auditor: User, client_as: ClientAs
) -> None:
    client = client_as(auditor)
    assert "Hà Nội" in client.get("/users/me/").content.decode()
    client.post("/users/me/", {"language": "en", "full_name": "Chief"})
    auditor.refresh_from_db()
    assert (auditor.language, auditor.full_name) == ("en", "")
