"""Which rooms the bar shows to whom, and which one it marks."""

from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from vungxanh.web.accounts.permissions import VERBS
from vungxanh.web.config import navigation


@pytest.fixture(autouse=True)
def _addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every room is built in, whatever the other apps do."""
    monkeypatch.setattr(navigation, "reverse", lambda name: f"/{name}/")


def entries(roles: set[str], page: str) -> list[navigation.Entry]:
    request = RequestFactory().get("/")
    request.resolver_match = SimpleNamespace(view_name=page)
    return navigation.rooms(request, roles)


def labels(roles: set[str]) -> list[str]:
    return [str(entry.url) for entry in entries(roles, "")]


def test_the_auditor_sees_the_log_and_no_persons() -> None:
    assert labels({"auditor"}) == ["/audit:events/"]


def test_a_ward_officer_sees_no_log() -> None:
    shown = labels({"ward_officer"})
    assert "/registry:cases/" in shown
    assert "/audit:events/" not in shown


def test_somebody_without_a_role_sees_nothing() -> None:
    assert labels(set()) == []


@pytest.mark.parametrize(
    ("page", "marked"),
    [
        ("response:dashboard", "/response:dashboard/"),
        ("response:quick_entry", "/registry:cases/"),
        ("tracing:why", "/registry:persons/"),
        ("measures:order", "/measures:orders/"),
    ],
)
def test_one_room_is_marked_on_its_pages(page: str, marked: str) -> None:
    shown = entries({"command"}, page)
    assert [entry.url for entry in shown if entry.current] == [marked]


def test_every_room_asks_for_a_verb_that_exists() -> None:
    assert all(room.verb in VERBS for room in navigation.ROOMS)


def test_a_page_belongs_to_one_room_only() -> None:
    pages = [page for room in navigation.ROOMS for page in (room.first, *room.pages.split())]
    assert len(pages) == len(set(pages))
