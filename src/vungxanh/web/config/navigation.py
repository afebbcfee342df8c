"""The rooms that the bar of every page leads to."""

from collections.abc import Set
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vungxanh.web.accounts.permissions import VERBS


@dataclass(frozen=True)
class Room:
    """One entry of the bar: its first page, and the other pages on which it is marked."""

    first: str
    label: str | Promise
    verb: str
    """Who may do it sees the entry; the pages ask for permission themselves."""
    pages: str = ""


CASES = (
    "registry:case registry:interview tracing:tree response:new_case response:correct_case "
    "response:discard response:quick_entry response:add_visit"
)
PERSONS = (
    "registry:person registry:new_person registry:open_person registry:place tracing:why "
    "response:record_result response:correct_result response:isolate response:record_fact "
    "merging:pairs merging:of merging:compare merging:merge"
)

ROOMS = (
    Room("response:dashboard", _("Situation"), "view_dashboard"),
    Room("response:waiting", _("Waiting"), "view_dashboard", "response:proposal"),
    Room("map:map", _("Map"), "view_case"),
    Room("registry:cases", _("Cases"), "view_case", CASES),
    Room("registry:persons", _("Persons"), "find_person", PERSONS),
    Room(
        "laboratory:inbox",
        _("Laboratory"),
        "settle_lab_message",
        "laboratory:message laboratory:new_person",
    ),
    Room("laboratory:sent", _("Sent results"), "follow_lab_message"),
    Room("measures:orders", _("Orders"), "view_case", "measures:order measures:confirm_many"),
    Room(
        "bulletins:notices",
        _("Bulletins"),
        "read_bulletin",
        "bulletins:notice bulletins:case bulletins:table",
    ),
    Room("intake:imports", _("Imports"), "import", "intake:new intake:import intake:map"),
    Room("accounts:users", _("Users"), "manage_users", "accounts:user accounts:new_user"),
    Room("audit:events", _("Audit log"), "view_audit"),
)


@dataclass(frozen=True)
class Entry:
    """A room as the bar shows it on one page."""

    label: str | Promise
    url: str
    current: bool


def rooms(request: HttpRequest, roles: Set[str]) -> list[Entry]:
    """Give the entries of the bar for a request by a user with some roles."""
    match = request.resolver_match
    here = match.view_name if match else ""
    return [
        Entry(room.label, url, here == room.first or here in room.pages.split())
        for room in ROOMS
        if VERBS[room.verb] & roles and (url := _address(room.first))
    ]


def _address(name: str) -> str | None:
    """A room that is not built in has no address, and no entry."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
