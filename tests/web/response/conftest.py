"""The world of the room's tests, and browsers of its officers."""

import pytest
from django.test import Client

from tests.web.conftest import ClientAs
from tests.web.factories import make_user
from tests.web.response.worlds import World
from vungxanh.web.accounts.models import User


@pytest.fixture
def chain(db: None) -> World:
    return World()


@pytest.fixture
def commander(chain: World) -> User:
    return make_user("command", chain.units.city, username="chỉ-huy")


@pytest.fixture
def page(client_as: ClientAs, commander: User) -> Client:
    """The browser of the city's command centre."""
    return client_as(commander)
