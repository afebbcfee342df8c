"""Every page asks for a signed-in user whose account is complete, and speaks their language."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import translation
from django_htmx.http import HttpResponseClientRedirect

OPEN = (
    "/accounts/login/",
    "/accounts/2fa/authenticate/",
    "/accounts/logout/",
    "/accounts/signup/",
    "/i18n/",
    "/static/",
    "/api/lab/",
)
"""What strangers may ask for. Laboratories bring a token instead of an account."""

ALWAYS = ("/accounts/logout/", "/accounts/reauthenticate/", "/accounts/2fa/", "/i18n/", "/static/")
"""What a user may ask for before their account is complete."""

NEVER = ("/accounts/email/", "/accounts/confirm-email/", "/accounts/password/reset/")
"""Ways by e-mail, which accounts here do not have: the unit helps."""

Answerer = Callable[[HttpRequest], HttpResponse]


class SignedIn:
    """Send strangers to the sign-in page, and users to what their account still needs."""

    def __init__(self, get_response: Answerer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(NEVER):
            raise Http404
        if not request.user.is_authenticated:
            return self._stranger(request)
        if (detour := _detour(request)) and not request.path.startswith((*ALWAYS, detour)):
            return _send(request, detour)
        return self.get_response(request)

    def _stranger(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OPEN):
            return self.get_response(request)
        return _send(request, redirect_to_login(request.get_full_path()).url)


class UserLanguage:
    """Speak the language that the user chose, on whatever device."""

    def __init__(self, get_response: Answerer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", "")
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)


def _send(request: HttpRequest, address: str) -> HttpResponse:
    """Send a browser elsewhere; a fragment's answer must move the whole page."""
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(address)
    return HttpResponse(status=302, headers={"Location": address})


def _detour(request: HttpRequest) -> str | None:
    """Name the page where the user must go first, if any."""
    if request.user.first_password:  # type: ignore[union-attr]
        return resolve_url("account_change_password")
    if settings.SECOND_FACTOR and not _has_second_factor(request):
        return resolve_url("mfa_activate_totp")
    return None


def _has_second_factor(request: HttpRequest) -> bool:
    kind = Authenticator.Type.TOTP
    return bool(Authenticator.objects.filter(user=request.user, type=kind).exists())
