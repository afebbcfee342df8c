"""The browser itself: it starts, draws the shipped font and libraries, and takes pictures."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIBRARIES = {
    "vendor/htmx.org/htmx.min.js": "htmx.version",
    "vendor/cytoscape/cytoscape.min.js": "cytoscape.version",
}


@pytest.mark.parametrize("file", LIBRARIES)
def test_each_library_runs_from_its_file_alone(page: Page, file: str) -> None:
    path = finders.find(file)
    assert path, f"{file} is missing: python build_support/frontend.py makes it"
    page.set_content("<p>Vùng Xanh</p>")
    page.add_script_tag(path=path)
    assert page.evaluate(LIBRARIES[file])


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
