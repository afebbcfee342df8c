"""What the browser tests drive: the system's Chromium, by Playwright, against a live server."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from build_support import browser as system_browser
from tests.browser.desk import Desk, furnish, sign_in
from tests.web.factories import NOW
from vungxanh.web.config import clock

# Playwright's own event loop runs in this thread, where Django else refuses to query.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

FLAGS = (
    "--no-sandbox",  # root, as in a container, may not make one
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
)
WAIT_MS = 10_000
ON_PURPOSE = ("net::ERR_ABORTED", "net::ERR_INTERNET_DISCONNECTED")
"""What is lost when a test leaves a page that still loads, or takes the network away."""


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Give the path of Chromium, or fail with what to do."""
    try:
        return system_browser.find_or_install()
    except system_browser.NoBrowserError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium_path: str) -> Iterator[Browser]:
    """One Chromium for all tests; each test gets a profile of its own in it."""
    running = playwright.chromium.launch(
        executable_path=chromium_path, headless=True, args=list(FLAGS)
    )
    yield running
    running.close()


@pytest.fixture
def page(browser: Browser, live_server, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open an empty page on the live server: `page.goto("/")`. Vietnamese, as the users see it.

    Errors of the page's scripts and files that are missing fail the test: they end up in
    `page.errors`, which is checked when the test ends.
    """
    context = browser.new_context(
        base_url=live_server.url,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        viewport={"width": 1280, "height": 800},
    )
    context.set_default_timeout(WAIT_MS)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(f"script: {error}"))
    opened.on("requestfailed", lambda lost: errors.append(f"lost: {lost.url} {lost.failure}"))
    opened.on("response", lambda got: _note_missing(got.status, got.url, errors))
    yield opened
    context.close()
    assert not [error for error in errors if not error.endswith(ON_PURPOSE)]


def _note_missing(status: int, url: str, errors: list[str]) -> None:
    if "/static/" in url and status >= 400:
        errors.append(f"{status}: {url}")


@pytest.fixture
def exercise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clock of the server run from 8 March 2020, 7:00, on."""
    monkeypatch.setenv(clock.OFFSET_VARIABLE, "0")
    clock.start_at(NOW)


@pytest.fixture
def desk(transactional_db: None, exercise: None, page: Page, live_server, settings: Any) -> Desk:
    """The small world, and the page of an officer of the command centre, in English."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    world, officer = furnish()
    sign_in(page, officer, live_server.url)
    return Desk(world, officer, page)


@pytest.fixture
def phone(page: Page) -> Page:
    """The same page on a telephone's screen."""
    page.set_viewport_size({"width": 375, "height": 740})
    return page


@pytest.fixture
def screenshots(request: pytest.FixtureRequest) -> Path:
    """A folder for pictures: SCREENSHOTS names one that stays, else it goes with the test."""
    if kept := os.environ.get("SCREENSHOTS"):
        folder = Path(kept)
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    return request.getfixturevalue("tmp_path")
