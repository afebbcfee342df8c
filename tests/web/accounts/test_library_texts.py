"""The library's pages speak Vietnamese too: each that a user can reach, after bad input as well."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from http import HTTPStatus
from pathlib import Path

import allauth
import django
import pytest
from allauth.account import urls as account_urls
from allauth.mfa import urls as mfa_urls
from allauth.mfa.totp.internal import auth as totp
from babel.messages.pofile import read_po
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.architecture.source import WEB
from tests.web.conftest import SetClock
from tests.web.factories import UnitTree, make_user
from tests.web.test_every_view import names
from vungxanh.web.accounts.models import User

PASSWORD = "a-long-pass-phrase"
NEW = {"oldpassword": PASSWORD, "password1": "my-own-words-2020", "password2": "my-own-words-2020"}
SILENT = {
    "mfa_download_recovery_codes": 404,
    "account_set_password": 302,
    "account_confirm_login_code": 302,
    "account_email": 404,
    "account_email_verification_sent": 404,
    "account_confirm_email": 404,
    "account_reset_password": 404,
    "account_reset_password_done": 404,
    "account_reset_password_from_key": 404,
    "account_reset_password_from_key_done": 404,
}
"""Addresses that show none, and what a user who types them gets: codes alone, if there are any,
or a page that has its own line above, or nothing."""

CATALOGUE = WEB / "locale_of_libraries" / "vi" / "LC_MESSAGES" / "django.po"
ALLAUTH = Path(allauth.__file__).parent / "locale"
DJANGO = Path(django.__file__).parent
ENGLISH = re.compile(r"(?i)\b(the|your|you|is|are|this|please|not|and|with|must|password)\b")


def texts(po: Path, language: str) -> set[str]:
    """Read the English texts of a catalogue, singular and plural."""
    with po.open("rb") as lines:
        ids = [message.id for message in read_po(lines, locale=language) if message.id]
    return {text for each in ids for text in ([each] if isinstance(each, str) else each)}


OURS = texts(CATALOGUE, "vi")
OF_ALLAUTH = texts(ALLAUTH / "de" / "LC_MESSAGES" / "django.po", "de")
OF_DJANGO = texts(DJANGO / "conf/locale/en/LC_MESSAGES/django.po", "en") | texts(
    DJANGO / "contrib/auth/locale/en/LC_MESSAGES/django.po", "en"
)


class Reader(HTMLParser):
    """Hears a page as a user does: its text, and what stands in empty fields and on pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._mute = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._mute = tag in {"script", "style"}
        self.said += [
            text for key, text in attrs if text and key in {"placeholder", "title", "aria-label"}
        ]

    def handle_endtag(self, tag: str) -> None:
        self._mute = False

    def handle_data(self, data: str) -> None:
        if not self._mute and data.strip():
            self.said.append(" ".join(data.split()))


def foreign(page: str) -> list[str]:
    """List what a page says in English: a text of the library, or words of that language."""
    reader = Reader()
    reader.feed(page)
    library = OURS | OF_ALLAUTH
    return [text for text in reader.said if text in library or ENGLISH.search(text)]


class Walk:
    """A user who goes from page to page in Vietnamese, and notes each that was seen."""

    def __init__(self) -> None:
        self.client = Client(headers={"accept-language": "vi"})
        self.seen: set[str] = set()

    def get(self, name: str, says: str = "") -> HttpResponse:
        return self._read(self.client.get(reverse(name)), says)

    def post(self, name: str, says: str, **form: str) -> HttpResponse:
        return self._read(self.client.post(reverse(name), form), says)

    def _read(self, response: HttpResponse, says: str) -> HttpResponse:
        while response.status_code == HTTPStatus.FOUND:
            response = self.client.get(response.headers["Location"])
        page = response.content.decode()
        assert not foreign(page)
        assert says in page
        self.seen.add(response.resolver_match.view_name)
        return response

    def sign_in(self) -> None:
        self.post("account_login", "Đã đăng nhập", login="anh", password=PASSWORD)

    def sign_in_twice(self) -> None:
        """Also prove it again, as the pages of the second factor want it."""
        self.sign_in()
        self.post("account_reauthenticate", "", password=PASSWORD)

    def set_up_app(self) -> None:
        """Set up the authenticator app, with one wrong code first."""
        page = self.get("mfa_activate_totp", "quét mã QR")
        secret = page.context["form"].secret
        self.post("mfa_activate_totp", "Mã không đúng.", code="no")
        self.post("mfa_activate_totp", "Đã kích hoạt ứng dụng", code=code_of(secret))


def code_of(secret: str) -> str:
    """Give what an authenticator app shows now."""
    now = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, now))


@pytest.fixture
def anh(units: UnitTree) -> User:
    return make_user("auditor", units.city, username="anh", password=PASSWORD, full_name="Thử A")


@pytest.fixture
def walk(anh: User, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Walk:
    cache.clear()
    # A test commits nothing: what waits for it happens at once.
    monkeypatch.setattr(transaction, "on_commit", lambda done, **_: done())
    return Walk()


def strangers_walk(walk: Walk) -> None:
    walk.get("account_signup", "không tự đăng ký")
    walk.get("account_login", "Tên đăng nhập")
    walk.post("account_login", "bắt buộc")
    for _ in range(5):
        walk.post("account_login", "mật khẩu không đúng", login="anh", password="wrong")
    walk.post("account_login", "sai quá nhiều lần", login="anh", password=PASSWORD)


def password_walk(walk: Walk) -> None:
    walk.sign_in()
    walk.get("account_change_password", "Mật khẩu hiện tại")
    walk.post("account_change_password", "bắt buộc")
    short = {"oldpassword": "wrong", "password1": "abc", "password2": "abd"}
    walk.post("account_change_password", "phải có ít nhất 10 ký tự", **short)
    walk.post("account_change_password", "không giống nhau", **NEW | {"password2": "another-2020"})
    walk.post("account_change_password", "Đã đổi mật khẩu.", **NEW)
    walk.get("account_reauthenticate", "Nhập mật khẩu của bạn:")
    walk.post("account_reauthenticate", "Mật khẩu không đúng.", password="wrong")
    walk.get("account_inactive")
    walk.get("account_logout")
    walk.post("account_logout", "Bạn đã đăng xuất.")


def second_factor_walk(walk: Walk) -> None:
    walk.sign_in_twice()
    walk.get("mfa_index")
    walk.post("mfa_generate_recovery_codes", "Phải bật xác thực hai lớp")
    walk.set_up_app()
    walk.get("mfa_index")
    walk.get("mfa_generate_recovery_codes", "Các mã hiện có sẽ hết hiệu lực.")
    walk.post("mfa_generate_recovery_codes", "Đã tạo bộ mã dự phòng mới.")
    walk.get("mfa_reauthenticate", "Dùng mật khẩu")
    walk.post("mfa_reauthenticate", "Mã không đúng.", code="no")
    walk.get("account_reauthenticate", "Dùng ứng dụng xác thực")
    walk.get("mfa_deactivate_totp", "Bạn có chắc chắn không?")
    walk.post("mfa_deactivate_totp", "Đã gỡ ứng dụng xác thực.")


def second_step_walk(walk: Walk) -> None:
    walk.sign_in_twice()
    walk.set_up_app()
    walk.post("account_logout", "Bạn đã đăng xuất.")
    walk.post("account_login", "một mã dự phòng", login="anh", password=PASSWORD)
    for _ in range(5):
        walk.post("mfa_authenticate", "Mã không đúng.", code="no")
    walk.post("mfa_authenticate", "sai quá nhiều lần", code="no")


def impatient_walk(walk: Walk) -> None:
    walk.sign_in_twice()
    for _ in range(5):
        walk.get("mfa_activate_totp")
        walk.post("mfa_activate_totp", "Mã không đúng.", code="no")
    walk.post("mfa_activate_totp", "Bạn đã thử quá nhiều lần.", code="no")
    for _ in range(10):
        walk.post("account_reauthenticate", "", password="wrong")
    walk.post("account_reauthenticate", "Vui lòng thử lại sau vài phút.", password=PASSWORD)


WALKS: dict[Callable[[Walk], None], set[str]] = {
    strangers_walk: {"account_login", "account_signup"},
    password_walk: {
        "account_change_password",
        "account_reauthenticate",
        "account_inactive",
        "account_logout",
    },
    second_factor_walk: {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_reauthenticate",
        "mfa_deactivate_totp",
    },
    second_step_walk: {"mfa_authenticate"},
    impatient_walk: {"mfa_activate_totp", "account_reauthenticate"},
}
"""Each walk and the pages of the library that it must have seen."""


@pytest.mark.parametrize("way", WALKS)
def test_a_user_hears_vietnamese_all_the_way(way: Callable[[Walk], None], walk: Walk) -> None:
    way(walk)
    assert walk.seen >= WALKS[way]


def test_every_address_of_the_library_is_walked_or_shows_nothing() -> None:
    known = {name for name, _ in names([*account_urls.urlpatterns, *mfa_urls.urlpatterns])}
    assert known == set().union(*WALKS.values()) | SILENT.keys()


@pytest.mark.parametrize("name", SILENT)
def test_the_other_addresses_show_nothing(name: str, walk: Walk) -> None:
    walk.sign_in()
    keys = {
        "account_confirm_email": {"key": "x"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "x"},
    }
    response = walk.client.get(reverse(name, kwargs=keys.get(name)))
    assert response.status_code == SILENT[name]


def test_a_page_that_is_too_old_is_refused_in_vietnamese(anh: User, set_clock: SetClock) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "vi"})
    response = client.post("/accounts/login/", {"login": "anh", "password": PASSWORD})
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert "Trang đã hết hạn" in response.content.decode()
    assert not foreign(response.content.decode())


def test_english_is_heard() -> None:
    page = '<p>Xin chào</p><input placeholder="New Password"><p>Set the clock</p>'
    assert foreign(page) == ["New Password", "Set the clock"]


def test_every_text_is_translated_and_still_said_by_a_library() -> None:
    with CATALOGUE.open("rb") as lines:
        messages = [message for message in read_po(lines, locale="vi") if message.id]
    assert len(messages) >= 30
    assert not [m.id for m in messages if not m.string or m.fuzzy]
    assert not OURS - OF_ALLAUTH - OF_DJANGO, "gone from the library: drop or renew it"


def test_the_library_still_has_no_vietnamese_of_its_own() -> None:
    assert (ALLAUTH / "de").is_dir()
    assert not (ALLAUTH / "vi").exists(), "drop ours where the library's is as good"
