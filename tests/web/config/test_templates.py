"""Every template compiles, and keeps the rules of the house: no inline script, style or handler."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import engines

WEB = Path(settings.WEB)
TEMPLATES = sorted([*WEB.glob("templates/**/*.html"), *WEB.glob("*/templates/**/*.html")])
NAMES = [path.relative_to(WEB).as_posix() for path in TEMPLATES]


class Elements(HTMLParser):
    """Collects the start tags of a page, template tags taken out before."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", source, flags=re.S))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_templates_are_found() -> None:
    assert "templates/base.html" in NAMES
    assert len(NAMES) > 50


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_it_compiles(path: Path) -> None:
    engines["django"].from_string(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_nothing_in_it_is_refused_by_the_security_policy(path: Path) -> None:
    for tag, attrs in Elements(path.read_text(encoding="utf-8")).tags:
        assert tag != "style"
        assert "style" not in attrs
        assert not any(name.startswith(("on", "hx-on")) for name in attrs)
        assert tag != "script" or "src" in attrs or attrs.get("type") == "application/json"


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_forms_that_change_something_carry_the_token(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", source, flags=re.S):
        assert "csrf_token" in form


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_its_static_files_exist(path: Path) -> None:
    for name in re.findall(r"\{% static \"([^\"]+)\" %\}", path.read_text(encoding="utf-8")):
        if not name.startswith("vendor/"):  # made at build time
            assert finders.find(name), name
