"""Every main page: fits a telephone, and an automatic check of accessibility finds nothing."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.desk import Desk
from tests.web.factories import NOW, SYSTEM
from vungxanh.web.response import actions

pytestmark = pytest.mark.browser

PAGES: dict[str, Callable[[Desk], str]] = {
    "situation": lambda desk: "/",
    "waiting": lambda desk: "/waiting/",
    "cases": lambda desk: "/cases/",
    "case": lambda desk: f"/cases/{desk.world.case.pk}/",
    "interview": lambda desk: f"/cases/{desk.world.case.pk}/interview/",
    "quick entry": lambda desk: f"/cases/{desk.world.case.pk}/contacts/new/",
    "visit": lambda desk: f"/cases/{desk.world.case.pk}/visits/new/",
    "discard": lambda desk: f"/cases/{desk.world.case.pk}/discard/",
    "proposal": lambda desk: f"/proposals/{desk.world.case.outbreak.proposals.get().pk}/",
    "persons": lambda desk: "/persons/",
    "person": lambda desk: f"/persons/{desk.world.f2.pk}/",
    "result": lambda desk: f"/persons/{desk.world.f2.pk}/results/new/",
    "fact": lambda desk: f"/persons/{desk.world.f2.pk}/facts/new/?name=cough",
    "why": lambda desk: f"/tracing/persons/{desk.world.f2.pk}/why/",
    "place": lambda desk: f"/places/{desk.world.office.pk}/",
    "orders": lambda desk: "/orders/",
    "order": lambda desk: f"/orders/{desk.world.order_of(desk.world.f1).pk}/",
    "new person": lambda desk: "/persons/new/",
    "duplicates": lambda desk: "/duplicates/",
    "two records": lambda desk: f"/duplicates/of/{desk.world.f1.pk}/and/{desk.world.f2.pk}/",
    "users": lambda desk: "/users/",
    "audit log": lambda desk: "/audit/",
}


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """The F1 is positive, so that a proposal waits."""
    actions.record_result(desk.world.positive(desk.world.f1), actor=SYSTEM, now=NOW)
    return desk


WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_fits_its_screen_and_is_accessible(busy: Desk, width: int) -> None:
    """On a telephone nothing scrolls sideways; axe finds no fault."""
    page, axe = busy.page, Axe()
    page.set_viewport_size({"width": width, "height": 844})
    faults: dict[str, list[str]] = {}
    for name, address in PAGES.items():
        page.goto(address(busy))
        said = [
            f"{fault['id']}: {node['html'][:150]}"
            for fault in axe.run(page).response["violations"]
            for node in fault["nodes"]
        ]
        if (over := page.evaluate(WIDER)) > 0:
            said.append(f"scrolls sideways by {over} pixels")
        if said:
            faults[name] = said
    assert faults == {}
