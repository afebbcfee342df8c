"""Users of one's own area: the list, one user, a new one; and one's own page."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import get_random_string
from django.utils.timezone import localdate
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language

from vungxanh.web.accounts import actions
from vungxanh.web.accounts.actions import Refused
from vungxanh.web.accounts.forms import Account, NewUser, OwnLanguage, RoleInUnit, UserFilter
from vungxanh.web.accounts.models import Grant, User
from vungxanh.web.accounts.permissions import (
    can_manage_account,
    can_reset_second_factor,
    permitted,
    units_for,
)
from vungxanh.web.accounts.queries import UserRows
from vungxanh.web.accounts.requests import Request
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.geography.queries import Units

PAGE = 50
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that are not taken for each other when read aloud."""


def first_password() -> str:
    """Make a password to be handed over: 16 signs, 79 bits."""
    return get_random_string(16, READABLE)


def _own(request: Request) -> list[AdminUnit]:
    return units_for(request.user, "manage_users", request.now)


def _choices(request: Request) -> Units:
    """Give the units of today in which the signed-in user may give roles."""
    below = AdminUnit.objects.under_any(_own(request)).on(localdate(request.now))
    return below.select_related("parent")


def _users(request: Request) -> UserRows:
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    found: UserRows = User.objects.within(_own(request)).annotate(second_factor=Exists(factors))
    return found


@require_safe
@permitted("manage_users")
def users(request: Request) -> HttpResponse:
    """List the users of one's units and those below, with their roles there."""
    form = UserFilter(request.GET or None)
    found = _users(request).with_grants(_own(request), request.now).order_by("username")
    if form.is_valid():
        if form.cleaned_data["q"]:
            found = found.filter(username__icontains=form.cleaned_data["q"])
        if role := form.cleaned_data["role"]:
            held = Grant.objects.within(_own(request)).in_force(request.now).filter(role=role)
            found = found.filter(Exists(held.filter(user=OuterRef("pk"))))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "total": page.paginator.count, "may": {"new_user"}}
    return render(request, "accounts/users.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permitted("manage_users")
def new_user(request: Request) -> HttpResponse:
    """Make a user with a first role; show the first password once."""
    form = NewUser(request.POST or None, units=_choices(request))
    if request.method == "POST" and form.is_valid():
        password = first_password()
        try:
            member = actions.create_user(
                **form.cleaned_data, password=password, actor=request.user, now=request.now
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _show_once(request, member, password)
    status = 422 if form.errors else 200
    context: dict[str, object] = {"subject": None, "form": form, "may": ()}
    return render(request, "accounts/user.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permitted("manage_users")
def user(request: Request, pk: int) -> HttpResponse:
    """Show one user, and change what the pressed button says."""
    member = get_object_or_404(_users(request), pk=pk)
    if member == request.user:
        return redirect("accounts:me")
    account = Account(initial={"full_name": member.full_name, "language": member.language})
    role = RoleInUnit(units=_choices(request))
    if request.method == "POST":
        wanted = request.POST.get("action", "")
        if wanted == "save":
            account = Account(request.POST)
        elif wanted == "grant":
            role = RoleInUnit(request.POST, units=_choices(request))
        if done := _act(request, member, wanted, account, role):
            return done
    status = 422 if account.errors or role.errors else 200
    return render(
        request, "accounts/user.html", _shown(request, member, account, role), status=status
    )


def _shown(request: Request, member: User, account: Form, role: Form) -> dict[str, object]:
    now = request.now
    allowed = {"users", "grant", "withdraw"}
    if can_manage_account(member, actor=request.user, now=now):
        allowed |= {"save", "password", "close" if member.is_active else "open"}
    if can_reset_second_factor(member, actor=request.user, now=now):
        allowed.add("reset_second_factor")
    grants = Grant.objects.filter(user=member).within(_own(request))
    return {
        "subject": member,
        "form": account if "save" in allowed else None,
        "grants": grants.select_related("unit").order_by("-since", "-pk"),
        "grant_form": role,
        "second_factor": member.second_factor,  # type: ignore[attr-defined]
        "may": allowed,
    }


def _act(
    request: Request, member: User, wanted: str, account: Form, role: Form
) -> HttpResponse | None:
    """Do what was asked for; None where a form must be shown again, with its errors."""
    who: dict[str, Any] = {"actor": request.user, "now": request.now}
    reason = request.POST.get("reason", "").strip()
    form = {"save": account, "grant": role}.get(wanted)
    if form is not None and not form.is_valid():
        return None
    if wanted == "password":
        password = first_password()
        actions.hand_password(member, password, **who)
        return _show_once(request, member, password)
    doing: dict[str, Callable[[], object]] = {
        "save": lambda: actions.change_user(member, **account.cleaned_data, **who),
        "grant": lambda: actions.grant_role(member, **role.cleaned_data, **who),
        "withdraw": lambda: actions.withdraw_role(_grant(request, member), reason=reason, **who),
        "reset": lambda: actions.reset_second_factor(member, reason=reason, **who),
        "close": lambda: actions.open_account(member, False, reason=reason, **who),
        "open": lambda: actions.open_account(member, True, reason=reason, **who),
    }
    try:
        doing.get(wanted, _nothing)()
    except Refused as refusal:
        messages.error(request, str(refusal)) if form is None else form.add_error(
            None, str(refusal)
        )
        return None
    messages.success(request, _("Done."))
    return redirect("accounts:user", pk=member.pk)


def _nothing() -> None:
    raise Refused(_("Nothing was chosen: press one of the buttons of the page."))


def _grant(request: Request, member: User) -> Grant:
    """Find a grant of the user among those of the signed-in user's area."""
    grants = Grant.objects.filter(user=member).within(_own(request))
    key = request.POST.get("grant", "")
    return get_object_or_404(grants, pk=int(key) if key.isdecimal() else 0)


def _show_once(request: Request, member: User, password: str) -> HttpResponse:
    context = {"subject": member, "password": password}
    return render(request, "accounts/password_shown.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: Request) -> HttpResponse:
    """Show one's own roles; take the language one wants."""
    member = User.objects.get(pk=request.user.pk)
    form = OwnLanguage(request.POST or None, initial={"language": member.language})
    if request.method == "POST" and form.is_valid():
        _speak(request, form.cleaned_data["language"])
        messages.success(request, _("Done."))
        return redirect("accounts:me")
    context = {
        "subject": member,
        "form": form,
        "grants": member.grants.select_related("unit").order_by("-since", "-pk"),
        "second_factor": Authenticator.objects.filter(
            user=member, type=Authenticator.Type.TOTP
        ).exists(),
        "may": set(),
    }
    return render(request, "accounts/user.html", context)


@require_POST
def choose_language(request: Request) -> HttpResponse:
    """Change the language of this browser and, of a signed-in user, for all their devices."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and check_for_language(language):
        _speak(request, language)
    return set_language(request)


def _speak(request: Request, language: str) -> None:
    member = request.user
    actions.change_user(
        member, full_name=member.full_name, language=language, actor=member, now=request.now
    )
