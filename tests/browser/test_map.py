"""The map: outlines are drawn, the slider changes map and table, nothing comes from elsewhere."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, Request, expect

from tests.web.factories import SYSTEM, make_case, make_outbreak, make_units, make_user
from vungxanh.terms import Classification
from vungxanh.web.config import clock
from vungxanh.web.response.actions import confirm_case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_wave_is_played_on_map_and_table_without_asking_elsewhere(
    page: Page, live_server, screenshots: Path
) -> None:
    units, outbreak, now = make_units(), make_outbreak(), clock.now()
    case = make_case(
        unit=units.truc_bach,
        outbreak=outbreak,
        classification=Classification.SUSPECTED,
        confirmed_at=None,
    )
    confirm_case(case, actor=SYSTEM, now=now)
    client = Client()
    client.force_login(make_user("command", units.country))
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}]
    )
    elsewhere: list[str] = []

    def watch(request: Request) -> None:
        if not request.url.startswith((live_server.url, "data:", "blob:")):
            elsewhere.append(request.url)

    page.on("request", watch)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{live_server.url}/map/")
    expect(page.locator(".map path.leaflet-interactive")).to_have_count(126)
    expect(page.locator(".map-figure")).to_have_text("1")
    expect(page.locator("[data-figure]")).to_have_text("1")
    page.locator("[data-slider]").press("Home")
    expect(page.locator(".map-figure")).to_have_count(0)
    expect(page.locator("[data-figure]")).to_have_text("0")
    page.locator("[data-slider]").press("End")
    page.screenshot(path=screenshots / "map-390.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("[data-table] a").click()
    expect(page.locator("main")).to_contain_text(case.code)
    assert elsewhere == []
