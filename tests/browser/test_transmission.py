"""The drawing of reported links: columns by generation, and whom a press names."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.web.factories import (
    SYSTEM,
    make_outbreak,
    make_person,
    make_place,
    make_units,
    make_user,
)
from vungxanh.web.config import clock
from vungxanh.web.registry.actions import add_links
from vungxanh.web.registry.models import Link, Outbreak

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LAYOUT = "/static/js/transmissionlayout.js"


@pytest.fixture
def outbreak() -> Outbreak:
    """A source who led to six, one of them to one more, and a market of two."""
    now, found = clock.now(), make_outbreak()
    source, *led = [make_person(now=now, code=f"C{n}") for n in range(8)]
    market = make_place(name="Chợ thử")
    pairs = [(source, None, person) for person in led[:6]]
    pairs += [(led[0], None, led[6]), (None, market, source)]
    pairs += [(None, market, make_person(now=now, code="C8"))]
    links = [
        Link(outbreak=found, infector=a, place=place, infectee=b, kind="reported")
        for a, place, b in pairs
    ]
    add_links(links, actor=SYSTEM, now=now)
    return found


def sign_in(page: Page, address: str) -> None:
    client = Client()
    client.force_login(make_user("command", make_units().country))
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": address}]
    )


@pytest.mark.parametrize("width", [390, 1280])
def test_it_is_drawn_and_a_press_names_the_person(
    page: Page, live_server, outbreak: Outbreak, screenshots: Path, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, live_server.url)
    page.goto(reverse("tracing:transmission", args=[outbreak.pk]))
    expect(page.locator("[data-status]")).to_have_text(re.compile(r"^9\b"))
    assert page.evaluate("document.documentElement.scrollWidth") == width
    canvas = page.locator("[data-canvas]")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    spots = (
        (x, y) for y in range(30, int(box["height"]), 8) for x in range(6, int(box["width"]), 8)
    )
    for x, y in spots:
        canvas.click(position={"x": x, "y": y})
        if page.locator("[data-picked] a").count():
            break
    expect(page.locator("[data-picked] a")).to_have_attribute(
        "href", re.compile(r"^/p(erson|lace)s/")
    )
    page.screenshot(path=screenshots / f"transmission-{width}.png", full_page=True)


def test_everybody_stands_right_of_their_infector_and_nobody_on_another(
    page: Page, live_server
) -> None:
    page.goto("/static/vendor/manifest.json")  # a page of the same origin, so that modules load
    drawn = page.evaluate(
        """async (address) => {
            const { arrange, layOut } = await import(address);
            const person = (id, generation, infectees) =>
                ({ id, kind: 'person', generation, infectees });
            const nodes = [
                person('a', 0, 2), person('b', 1, 1), person('c', 2, 0), person('d', 1, 1),
                person('x', 3, 1), person('y', 3, 1),
                { id: 'm', kind: 'place', generation: -1, infectees: 1 },
            ];
            const edges = [['a', 'b'], ['a', 'd'], ['b', 'c'], ['d', 'c'], ['m', 'a'],
                           ['c', 'x'], ['x', 'y'], ['y', 'x']]
                .map(([source, target]) => ({ source, target, certainty: 'reported' }));
            const shown = arrange({ nodes, edges }, new Set());
            const at = Object.fromEntries(layOut(shown.nodes, shown.edges));
            return { at, edges: shown.edges };
        }""",
        LAYOUT,
    )
    at = drawn["at"]
    assert len(at) == len({(spot["x"], spot["y"]) for spot in at.values()}) == 7
    for edge in drawn["edges"]:
        apart = at[edge["target"]]["x"] - at[edge["source"]]["x"]
        assert apart > 0 if {edge["source"], edge["target"]} != {"x", "y"} else apart == 0
    assert sum(edge["main"] for edge in drawn["edges"]) == 5, "one line each, second ones beside"


def test_who_led_to_nobody_is_a_count_where_there_are_many(page: Page, live_server) -> None:
    page.goto("/static/vendor/manifest.json")
    shown = page.evaluate(
        """async (address) => {
            const { arrange } = await import(address);
            const nodes = [{ id: 'a', kind: 'person', generation: 0, infectees: 300 }];
            const edges = [];
            for (let n = 0; n < 300; n += 1) {
                nodes.push({ id: `${n}`, kind: 'person', generation: 1, infectees: 0 });
                edges.push({ source: 'a', target: `${n}`, certainty: 'reported' });
            }
            const closed = arrange({ nodes, edges }, new Set());
            const open = arrange({ nodes, edges }, new Set(['a']));
            return [closed.nodes.length, closed.nodes[1].people, closed.edges.length,
                    open.nodes.length];
        }""",
        LAYOUT,
    )
    assert shown == [2, 300, 1, 301]
