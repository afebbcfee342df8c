"""A desk in the command centre: a small world, its officer, and a browser signed in at 7:00."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from tests.web.factories import NOW, make_user
from tests.web.response.worlds import World
from vungxanh.web.accounts.models import User

PASSWORD = "only-for-this-test"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Desk:
    """The world, who works in it, and the page they look at."""

    world: World
    officer: User
    page: Page

    def go(self, address: str) -> None:
        """Open a page and wait until nothing is loading any more."""
        self.page.goto(address)
        self.page.wait_for_load_state("networkidle")


def furnish() -> tuple[World, User]:
    """Write the world: the index case is confirmed since yesterday."""
    world = World()
    for name, called in (
        ("index", "Người Thử Một"),
        ("f1", "Người Thử Hai"),
        ("f2", "Người Thử Ba"),
        ("f3", "Người Thử Bốn"),
        ("stranger", "Trần Thị Lạ"),
    ):
        person = getattr(world, name)
        person.name = called
        person.made_findable().save()
    world.confirm(NOW - DAY)
    officer = make_user("command", world.units.city, username="lan")
    officer.set_password(PASSWORD)
    officer.save()
    return world, officer


def sign_in(page: Page, officer: User, server: str, *, language: str = "en") -> None:
    """Give the browser the session of an officer, as if they had signed in."""
    client = Client()
    client.force_login(officer)
    cookies = {
        settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value,
        settings.LANGUAGE_COOKIE_NAME: language,
    }
    page.context.add_cookies(
        [{"name": name, "value": value, "url": server} for name, value in cookies.items()]
    )
