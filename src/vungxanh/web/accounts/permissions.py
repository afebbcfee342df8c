"""Which role may do what, and where: asked by every view before it acts.

A role is held in a unit and counts there and in every unit below. It counts only while that unit
is in force: a district officer is one as long as there are districts.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import Concatenate, NamedTuple, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _

from vungxanh.web.accounts.models import Grant, Role, User
from vungxanh.web.accounts.requests import Request
from vungxanh.web.audit.actions import Actor
from vungxanh.web.geography.models import AdminUnit

P = ParamSpec("P")

OFFICERS = frozenset({Role.COMMAND, Role.TRACER, Role.DISTRICT_OFFICER, Role.WARD_OFFICER})
"""Who works with the records of persons."""
DECIDERS = OFFICERS - {Role.TRACER}
"""Who signs: an order binds a person, a role opens records."""
TRACERS = OFFICERS - {Role.WARD_OFFICER}
"""Who settles whether somebody is a case."""

VERBS: dict[str, frozenset[Role]] = {
    "view_dashboard": OFFICERS,
    "view_case": OFFICERS,
    "view_person": OFFICERS,
    "view_place": OFFICERS,
    "find_person": OFFICERS | {Role.LABORATORY},
    "new_person": OFFICERS,
    "new_case": OFFICERS,
    "record_result": OFFICERS | {Role.LABORATORY},
    "confirm_case": TRACERS,
    "discard_case": TRACERS,
    "correct_case": TRACERS,
    "add_exposure": OFFICERS,
    "isolate": OFFICERS,
    "record_fact": OFFICERS,
    "interview": OFFICERS,
    "propose_order": OFFICERS,
    "confirm_order": DECIDERS,
    "reject_order": DECIDERS,
    "tell_order": OFFICERS,
    "merge_persons": TRACERS,
    "import": TRACERS,
    "read_bulletin": TRACERS,
    "settle_lab_message": TRACERS,
    "follow_lab_message": frozenset({Role.LABORATORY}),
    "break_glass": OFFICERS,
    "manage_users": DECIDERS,
    "reset_second_factor": DECIDERS,
    "view_audit": frozenset({Role.COMMAND, Role.AUDITOR}),
}
"""Each verb and the roles that may do it, in their units and below."""

LEVELS: dict[Role, frozenset[str]] = {
    Role.COMMAND: frozenset({"country", "province"}),
    Role.DISTRICT_OFFICER: frozenset({"district"}),
    Role.WARD_OFFICER: frozenset({"commune"}),
}
"""Levels of unit in which a role can be held; a role that is not named, in any."""


class NotAllowed(PermissionDenied):
    """The user may not do this; the message says why, for the page that refuses."""


class Permission(NamedTuple):
    """Whether a user may do something, and why not. True or false by itself."""

    may: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.may


def grants_for(user: User, verb: str, now: datetime) -> list[Grant]:
    """Give the grants in force by which a user may do a verb. KeyError on an unknown verb."""
    roles = VERBS[verb]
    return [grant for grant in user.grants_at(now) if grant.role in roles]


def units_for(user: User, verb: str, now: datetime) -> list[AdminUnit]:
    """Give the units in which, and below which, a user may do a verb."""
    return [grant.unit for grant in grants_for(user, verb, now)]


def allowed(user: User, verb: str, now: datetime, *, unit: AdminUnit | None = None) -> Permission:
    """Tell whether a user may do a verb; in one unit, if it is named, else in any."""
    units = units_for(user, verb, now)
    if not units:
        return Permission(False, _needed(user, verb, now))
    if unit is None or not {u.pk for u in unit.ancestors()}.isdisjoint(u.pk for u in units):
        return Permission(True)
    return Permission(
        False,
        _("%(unit)s is not in your area. Ask a colleague there, or the unit above you both.")
        % {"unit": unit},
    )


def check(user: User, verb: str, now: datetime, *, unit: AdminUnit | None = None) -> None:
    """Raise NotAllowed, with the reason in words, unless a user may do a verb."""
    if not (answer := allowed(user, verb, now, unit=unit)):
        raise NotAllowed(answer.reason)


def require(actor: Actor, verb: str, now: datetime, *, unit: AdminUnit | None = None) -> None:
    """Check an actor: as `check` if it is a user; a command of the system may do everything."""
    if isinstance(actor, User):
        check(actor, verb, now, unit=unit)


def may(user: User, now: datetime, verbs: Iterable[str] = VERBS) -> set[str]:
    """Give those of some verbs that a user may do somewhere: what a page shows buttons for."""
    return {verb for verb in verbs if allowed(user, verb, now)}


def permitted(
    verb: str,
) -> Callable[
    [Callable[Concatenate[Request, P], HttpResponse]],
    Callable[Concatenate[Request, P], HttpResponse],
]:
    """Let only users who may do a verb reach a view; others get the page with the reason."""
    VERBS[verb]  # an unknown verb fails when the view is made, not when it is called

    def decorate(
        view: Callable[Concatenate[Request, P], HttpResponse],
    ) -> Callable[Concatenate[Request, P], HttpResponse]:
        @wraps(view)
        def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            check(request.user, verb, request.now)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def fits(role: str, unit: AdminUnit) -> bool:
    """Tell whether a role can be held in a unit of this level."""
    levels = LEVELS.get(Role(role))
    return levels is None or unit.level in levels


def can_reset_second_factor(user: User, *, actor: User, now: datetime) -> bool:
    """Tell whether the actor manages a unit that lies above every unit of the user."""
    managed = {unit.pk for unit in units_for(actor, "reset_second_factor", now)}
    homes = units_of(user, now)
    return (
        user != actor
        and bool(homes)
        and all(not managed.isdisjoint(u.pk for u in home.ancestors()[1:]) for home in homes)
    )


def can_manage_account(user: User, *, actor: User, now: datetime) -> bool:
    """Tell whether the actor manages every unit in which the user holds a role."""
    managed = {unit.pk for unit in units_for(actor, "manage_users", now)}
    homes = units_of(user, now)
    return bool(homes) and all(
        not managed.isdisjoint(u.pk for u in home.ancestors()) for home in homes
    )


def units_of(user: User, now: datetime) -> list[AdminUnit]:
    """Give the units of a user's roles today; of someone without a role, those they once had."""
    held = [grant.unit for grant in user.grants_at(now)]
    return held or [grant.unit for grant in user.grants.select_related("unit")]


def start_page(user: User, now: datetime) -> str:
    """Name the page where a user's work starts."""
    for verb, page in (
        ("view_dashboard", "response:dashboard"),
        ("find_person", "registry:persons"),
        ("view_audit", "audit:events"),
    ):
        if allowed(user, verb, now):
            return page
    return "accounts:me"


def _needed(user: User, verb: str, now: datetime) -> str:
    needed = ", ".join(str(role.label) for role in Role if role in VERBS[verb])
    held = ", ".join(f"{g.get_role_display()} ({g.unit})" for g in user.grants_at(now))
    if not held:
        return _("You hold no role today. Your unit gives roles: ask who manages its users.")
    return _("This needs one of these roles: %(needed)s. You hold: %(held)s.") % {
        "needed": needed,
        "held": held,
    }
