"""The pages that are open all day, and two ways to ask for them. Import after the setup."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benchmarks.world import ACTOR, NOW
from vungxanh.web.accounts.actions import create_user
from vungxanh.web.accounts.models import Role, User
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.registry.models import Case, Place
from vungxanh.web.tracing.models import Level, Tree

SHOWN = 20
"""Different cases, persons and places that are asked for in turn."""


Ask = Callable[["Page", int], tuple[int, int]]
"""Asks for a page, the so-manieth time; gives the status and the bytes of the answer."""


@dataclass(frozen=True)
class Page:
    """One kind of page: its addresses in turn, or what is posted to its one address."""

    name: str
    addresses: Sequence[str]
    posted: Sequence[dict[str, str]] = ()

    def address(self, number: int) -> str:
        """Give the address of one request."""
        return self.addresses[number % len(self.addresses)]


def pages(now: datetime) -> list[Page]:
    """List the pages, with addresses of what the registry holds."""
    cases = list(Tree.objects.order_by("-f1").values_list("case_id", flat=True)[:SHOWN])
    f1 = Level.objects.filter(level=1).order_by("pk").values_list("person_id", flat=True)[:SHOWN]
    places = Place.objects.order_by("-pk").values_list("pk", flat=True)[:SHOWN]
    past = timezone.localtime(now - (now - NOW) / 2).strftime("%Y-%m-%dT%H:%M")
    home, orders = reverse("response:dashboard"), reverse("measures:orders")
    return [
        Page("dashboard", [home]),
        Page("dashboard, a past instant", [f"{home}?at={past}"]),
        Page("case list", [reverse("registry:cases")]),
        Page("case page", _each("registry:case", cases)),
        Page("contacts of a case, list", _each("tracing:tree", cases)),
        Page("contacts of a case, graph", _each("tracing:tree_data", cases)),
        Page("person page", _each("registry:person", f1)),
        Page("person, why", _each("tracing:why", f1)),
        Page("place page", _each("registry:place", places)),
        Page("orders", [orders]),
        Page("orders, page 100", [f"{orders}?page=100"]),
        Page("orders of a case", [f"{orders}?case={case}" for case in cases]),
        Page("waiting", [reverse("response:waiting")]),
        Page("person search", [reverse("registry:persons")], [{"q": q} for q in _typed()]),
    ]


def _each(name: str, keys: Iterable[int]) -> list[str]:
    return [reverse(name, args=[key]) for key in keys]


def _typed() -> list[str]:
    """Give what people type: a whole name, part of one, without diacritics, a telephone."""
    people = Case.objects.select_related("person").order_by("pk")[:5]
    found = []
    for person in (case.person for case in people):
        found += [person.name, person.name_ascii.split()[-1], person.phone[-6:], person.code]
    return found


class Officer:
    """A signed-in user of the command centre, who asks in process."""

    def __init__(self, now: datetime) -> None:
        city = AdminUnit.objects.get(code=settings.CITY, depth=1)
        self.client = Client(SERVER_NAME="localhost")
        user = User.objects.filter(username="officer").first() or create_user(
            "officer", Role.COMMAND, city, actor=ACTOR, now=now, password=None
        )
        self.client.force_login(user)

    def ask(self, page: Page, number: int) -> tuple[int, int]:
        """Ask once (see `Ask`)."""
        if page.posted:
            data = page.posted[number % len(page.posted)]
            answer = self.client.post(page.address(number), data)
        else:
            answer = self.client.get(page.address(number))
        return answer.status_code, len(answer.content)

    def queries(self, page: Page) -> list[dict[str, str]]:
        """Ask once; give the queries with their seconds."""
        with CaptureQueriesContext(connection) as captured:
            self.ask(page, 0)
        return list(captured.captured_queries)

    @property
    def session(self) -> str:
        """Give the cookie under which the officer is known."""
        return self.client.cookies[settings.SESSION_COOKIE_NAME].value


class Server:
    """The server of `vungxanh serve`, in a process of its own, asked over one connection."""

    def __init__(self, session: str, now: datetime) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "vungxanh", "serve", "--port", str(self.port)]
        command += ["--now", now.isoformat(), "--no-worker"]
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={session}"
        self.process = subprocess.Popen(command, env=os.environ.copy(), stderr=subprocess.DEVNULL)

    def __enter__(self) -> Self:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            time.sleep(0.1)
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port)
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.wait(20)

    def ask(self, page: Page, number: int) -> tuple[int, int]:
        """Ask once (see `Ask`)."""
        self.connection.request("GET", page.address(number), headers={"Cookie": self.cookie})
        answer = self.connection.getresponse()
        return answer.status, len(answer.read())
