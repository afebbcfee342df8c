"""How allauth behaves here: nobody registers by themselves, and every sign-in is in the log."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse

from vungxanh.web.accounts.actions import choose_password, note_failed_sign_in, note_sign_in
from vungxanh.web.accounts.models import User
from vungxanh.web.accounts.permissions import start_page
from vungxanh.web.accounts.requests import Request
from vungxanh.web.audit.actions import System

SIGN_IN = System("sign-in")


class ClosedRegistration(DefaultAccountAdapter):
    """Users are made by the unit that answers for them."""

    def is_open_for_signup(self, request: Request) -> bool:
        """Refuse."""
        return False

    def get_login_redirect_url(self, request: Request) -> str:
        """Send users to the page where their work starts."""
        return reverse(start_page(request.user, request.now))

    def get_password_change_redirect_url(self, request: Request) -> str:
        """Send users on to their work."""
        return self.get_login_redirect_url(request)

    def login(self, request: Request, user: User) -> None:
        """Sign a user in, and write it down."""
        super().login(request, user)
        note_sign_in(user, actor=user, now=request.now)

    def authentication_failed(self, request: Request, **credentials: Any) -> None:
        """Write a wrong password down."""
        name = str(credentials.get("username", ""))
        note_failed_sign_in(name, actor=SIGN_IN, now=request.now)

    def set_password(self, user: User, password: str) -> None:
        """Keep the password that a user chose."""
        choose_password(user, password, actor=user, now=self.request.now)


def display(user: User) -> str:
    """Name a user on a page."""
    return str(user)
