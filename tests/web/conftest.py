"""What every test of the web may ask for: the units, an outbreak, a browser signed in as a user."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from tests.web.factories import NOW, UnitTree, make_outbreak, make_units
from vungxanh.web.accounts.models import User
from vungxanh.web.config import clock
from vungxanh.web.registry.models import Outbreak

SetClock = Callable[[datetime], None]
ClientAs = Callable[[User | None], Client]


@pytest.fixture
def now() -> datetime:
    """8 March 2020, 7:00 in Hanoi."""
    return NOW


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Set the instant that requests see; NOW unless it is called."""

    def set_to(instant: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: instant)

    set_to(NOW)
    return set_to


@pytest.fixture
def units(db: None) -> UnitTree:
    return make_units()


@pytest.fixture
def outbreak(db: None) -> Outbreak:
    return make_outbreak()


@pytest.fixture
def client_as(db: None, set_clock: SetClock) -> ClientAs:
    """Give a browser in English in which a user, or nobody, is signed in, at NOW."""

    def sign_in(user: User | None) -> Client:
        client = Client(headers={"accept-language": "en"})
        if user is not None:
            client.force_login(user)
        return client

    return sign_in


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """Hash passwords once instead of a million times: the tests guard nothing."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Let messages outside requests be in English, as the tests expect them."""
    with translation.override("en"):
        yield
