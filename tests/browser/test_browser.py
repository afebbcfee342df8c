"""The browser itself: it starts, draws the shipped font and libraries, and takes pictures."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIBRARIES = {
    "vendor/htmx.org/htmx.min.js": "htmx.version",
    "vendor/leaflet/leaflet.js": "L.version",
    "vendor/topojson-client/topojson-client.min.js": "typeof topojson.feature",
    "vendor/uplot/uPlot.iife.min.js": "typeof uPlot",
    "vendor/cytoscape/cytoscape.min.js": "cytoscape.version",
    "vendor/cytoscape-dagre/cytoscape-dagre.min.js": "typeof cytoscapeDagre",
}


@pytest.mark.parametrize("file", LIBRARIES)
def test_each_library_runs_from_its_file_alone(page: Page, file: str) -> None:
    path = finders.find(file)
    assert path, f"{file} is missing: python build_support/frontend.py makes it"
    page.set_content("<p>Vùng Xanh</p>")
    page.add_script_tag(path=path)
    assert page.evaluate(LIBRARIES[file])


def test_dagre_lays_a_chain_out_from_top_to_bottom(page: Page) -> None:
    page.set_content("<div id=graph style='width: 300px; height: 300px'></div>")
    for file in ("cytoscape/cytoscape.min.js", "cytoscape-dagre/cytoscape-dagre.min.js"):
        page.add_script_tag(path=finders.find(f"vendor/{file}"))
    heights = page.evaluate(
        """() => {
            const graph = cytoscape({
                container: document.getElementById('graph'),
                elements: [
                    {data: {id: 'F0'}}, {data: {id: 'F1'}}, {data: {id: 'F2'}},
                    {data: {source: 'F0', target: 'F1'}}, {data: {source: 'F1', target: 'F2'}},
                ],
                layout: {name: 'dagre'},
            });
            return ['F0', 'F1', 'F2'].map((id) => graph.getElementById(id).position('y'));
        }"""
    )
    assert heights == sorted(set(heights))


def test_the_font_has_the_vietnamese_letters(page: Page, live_server, screenshots: Path) -> None:
    sheet = f"{live_server.url}/static/vendor/be-vietnam-pro/be-vietnam-pro.css"
    page.goto("/static/vendor/manifest.json")  # a page of the same origin, so that fonts load
    page.set_content(
        f"<link rel=stylesheet href={sheet}>"
        "<p style='font: 700 40px \"Be Vietnam Pro\"'>Vùng xanh: người tiếp xúc gần</p>"
    )
    loaded = page.evaluate(
        "() => document.fonts.load('700 40px \"Be Vietnam Pro\"', 'ườ').then((f) => f.length)"
    )
    assert loaded >= 1
    picture = screenshots / "font.png"
    page.screenshot(path=picture)
    assert picture.stat().st_size > 5_000
