"""A case who met two at work, those whom they met, and the officer of their district."""

import pytest
from django.test import Client

from tests.web.conftest import ClientAs
from tests.web.factories import UnitTree, make_user
from tests.web.measures.worlds import Tree, make_tree
from vungxanh.web.accounts.models import User
from vungxanh.web.registry.models import Outbreak


@pytest.fixture
def tree(units: UnitTree, outbreak: Outbreak) -> Tree:
    return make_tree(units, outbreak)


@pytest.fixture
def officer(units: UnitTree) -> User:
    return make_user("district_officer", units.ba_dinh)


@pytest.fixture
def neighbour(units: UnitTree) -> User:
    return make_user("district_officer", units.dong_da)


@pytest.fixture
def page(client_as: ClientAs, officer: User) -> Client:
    """The officer's browser."""
    return client_as(officer)
