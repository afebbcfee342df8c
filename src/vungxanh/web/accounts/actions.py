"""How users and their roles are changed: by each unit for its own, each step in the audit log.

A unit manages the grants of itself and of the units below it. Nobody changes their own roles, and
who takes over an account (a new password, closing it) must manage every role that it holds. A lost
second factor is reset by a unit above all of the user's units, never by their own.
"""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vungxanh.web.accounts.models import Grant, Role, User
from vungxanh.web.accounts.permissions import (
    NotAllowed,
    can_manage_account,
    can_reset_second_factor,
    fits,
    require,
)
from vungxanh.web.audit.actions import Actor, record
from vungxanh.web.geography.models import AdminUnit


class Refused(ValueError):  # noqa: N818 - it reads as what happened
    """It cannot be done; the message says why and what to do."""


@transaction.atomic
def create_user(  # noqa: PLR0913 - what an account consists of
    username: str,
    role: Role | str,
    unit: AdminUnit,
    *,
    actor: Actor,
    now: datetime,
    full_name: str = "",
    language: str = "",
    password: str | None = None,
    must_change: bool = True,
) -> User:
    """Make a user with a first role. `must_change`: the user chooses an own password at sign-in.

    Raises NotAllowed outside the actor's area, Refused where the name is taken or the role does
    not fit the unit.
    """
    require(actor, "manage_users", now, unit=unit)
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(_("The user name %(name)s is taken: choose another.") % {"name": username})
    user: User = User.objects.create_user(
        username,
        password=password,
        full_name=full_name,
        language=language,
        first_password=must_change and password is not None,
    )
    after = {"username": username, "full_name": full_name, "language": language}
    record("user_created", user, actor=actor, now=now, after=after)
    grant_role(user, role, unit, actor=actor, now=now)
    return user


@transaction.atomic
def change_user(user: User, *, full_name: str, language: str, actor: Actor, now: datetime) -> None:
    """Correct the name or the language. Users may change their own language only."""
    if actor == user and full_name != user.full_name:
        raise NotAllowed(_("Ask your unit to correct your name: it answers for it."))
    if actor != user:
        _require_account(user, actor=actor, now=now)
    before = {"full_name": user.full_name, "language": user.language}
    after = {"full_name": full_name, "language": language}
    if before != after:
        user.full_name, user.language = full_name, language
        user.save(update_fields=["full_name", "language"])
        record("user_changed", user, actor=actor, now=now, before=before, after=after)


@transaction.atomic
def grant_role(
    user: User, role: Role | str, unit: AdminUnit, *, actor: Actor, now: datetime
) -> Grant:
    """Give a user a role in a unit, from now on.

    Raises NotAllowed outside the actor's area and for oneself; Refused where the unit is not in
    force today, where the role does not fit its level, and where the user holds it already.
    """
    _require_other(user, actor)
    require(actor, "manage_users", now, unit=unit)
    label = Role(role).label
    if localdate(now) not in unit.validity:
        raise Refused(
            _("%(unit)s is not in force today: choose the unit that took its place.")
            % {"unit": unit}
        )
    if not fits(role, unit):
        raise Refused(
            _("The role %(role)s cannot be held in %(unit)s: choose a unit of its level.")
            % {"role": label, "unit": unit}
        )
    if Grant.objects.in_force(now).filter(user=user, role=role, unit=unit).exists():
        raise Refused(
            _("%(user)s holds the role %(role)s in %(unit)s already.")
            % {"user": user, "role": label, "unit": unit}
        )
    grant: Grant = Grant.objects.create(
        user=user, role=role, unit=unit, since=now, granted_by=actor.get_username()
    )
    user.forget_grants()
    after = {"user": user, "role": str(role), "unit": unit, "since": now}
    record("role_granted", grant, actor=actor, now=now, after=after)
    return grant


@transaction.atomic
def withdraw_role(grant: Grant, *, actor: Actor, now: datetime, reason: str = "") -> None:
    """End a role now. Does nothing where it has ended already."""
    _require_other(grant.user, actor)
    require(actor, "manage_users", now, unit=grant.unit)
    if not Grant.objects.filter(pk=grant.pk, until=None).update(until=now):
        return
    grant.until = now
    grant.user.forget_grants()
    record(
        "role_withdrawn",
        grant,
        actor=actor,
        now=now,
        before={"until": None},
        after={"until": now},
        reason=reason,
    )


@transaction.atomic
def carry_over_roles(*, actor: Actor, now: datetime) -> int:
    """End the roles in units that are in force no more, and give them in the successors.

    For the day of a reorganisation. A role goes to the default successor, if it fits its level:
    a ward officer serves in the new ward, a district officer waits for another role. One's own
    roles are left to others. Give the number of roles that were given.
    """
    gone = Grant.objects.filter(until=None, unit__valid_to__lte=localdate(now))
    given = 0
    for grant in gone.select_related("user", "unit").order_by("pk"):
        if grant.user == actor:
            continue
        withdraw_role(grant, actor=actor, now=now, reason="the unit is in force no more")
        heir = grant.unit.heir(localdate(now))
        if heir is None or not fits(grant.role, heir):
            continue
        held = Grant.objects.in_force(now).filter(user=grant.user, role=grant.role, unit=heir)
        if not held.exists():
            grant_role(grant.user, grant.role, heir, actor=actor, now=now)
            given += 1
    return given


@transaction.atomic
def hand_password(user: User, password: str, *, actor: Actor, now: datetime) -> None:
    """Give a user a new first password, which they must change. It ends their open sessions."""
    _require_other(user, actor)
    _require_account(user, actor=actor, now=now)
    user.set_password(password)
    user.first_password = True
    user.save(update_fields=["password", "first_password"])
    record("password_handed", user, actor=actor, now=now)


@transaction.atomic
def choose_password(user: User, password: str, *, actor: Actor, now: datetime) -> None:
    """Keep the password that users choose for themselves."""
    if actor != user:
        raise NotAllowed(_("Only the user can choose their own password."))
    user.set_password(password)
    user.first_password = False
    user.save(update_fields=["password", "first_password"])
    record("password_chosen", user, actor=actor, now=now)


@transaction.atomic
def note_sign_in(user: User, *, actor: Actor, now: datetime) -> None:
    """Write that a user signed in, on the clock of the system."""
    User.objects.filter(pk=user.pk).update(last_login=now)
    user.last_login = now
    record("signed_in", user, actor=actor, now=now)


@transaction.atomic
def note_failed_sign_in(username: str, *, actor: Actor, now: datetime) -> None:
    """Write that somebody gave a wrong password for a user; a name that nobody has is not kept."""
    if user := User.objects.filter(username__iexact=username).first():
        record("sign_in_failed", user, actor=actor, now=now)


@transaction.atomic
def open_account(user: User, is_open: bool, *, actor: Actor, now: datetime, reason: str) -> None:
    """Close an account, which ends its sessions, or open it again."""
    _require_other(user, actor)
    _require_account(user, actor=actor, now=now)
    _require_reason(reason)
    if user.is_active == is_open:
        return
    user.is_active = is_open
    user.save(update_fields=["is_active"])
    record(
        "account_opened" if is_open else "account_closed",
        user,
        actor=actor,
        now=now,
        before={"is_active": not is_open},
        after={"is_active": is_open},
        reason=reason,
    )


@transaction.atomic
def reset_second_factor(user: User, *, actor: Actor, now: datetime, reason: str) -> None:
    """Forget a lost second factor, so that the user sets up another at the next sign-in.

    Raises NotAllowed unless the actor manages users in a unit above every unit of the user.
    """
    _require_other(user, actor)
    _require_reason(reason)
    if isinstance(actor, User) and not can_reset_second_factor(user, actor=actor, now=now):
        raise NotAllowed(_("A lost second factor is reset by a unit above the user's own."))
    gone, _rows = Authenticator.objects.filter(user=user).delete()
    record(
        "second_factor_reset",
        user,
        actor=actor,
        now=now,
        before={"factors": gone},
        after={"factors": 0},
        reason=reason,
    )


def _require_other(user: User, actor: Actor) -> None:
    if actor == user:
        raise NotAllowed(_("Nobody can do this to their own account: ask your unit."))


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Say why: the auditor reads the reason."))


def _require_account(user: User, *, actor: Actor, now: datetime) -> None:
    require(actor, "manage_users", now)
    if isinstance(actor, User) and not can_manage_account(user, actor=actor, now=now):
        raise NotAllowed(
            _("%(user)s holds roles outside your area: the unit above you both can do this.")
            % {"user": user}
        )
