"""Every page of the documents can be reached from the README, and every link leads somewhere."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from babel.messages.pofile import read_po

from tests.architecture.source import ROOT, WEB, own_files, shown

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)|(?:src|href)=\"([^\"]+)\"")
OUTSIDE = re.compile(r"^(https?:|mailto:|#)")


def links(page: Path) -> set[Path]:
    """List the files that a page links to."""
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = {one or other for one, other in LINK.findall(text)}
    inside = {target.partition("#")[0] for target in targets if not OUTSIDE.match(target)}
    return {(page.parent / target).resolve() for target in inside}


def reachable(start: Path) -> set[Path]:
    """Follow the links from a page on; a link to a folder leads to its files."""
    seen: set[Path] = set()
    waiting = [start]
    while waiting:
        page = waiting.pop()
        if page in seen or not page.exists():
            continue
        seen.add(page)
        if page.suffix == ".md":
            waiting += links(page)
    return seen


def pages() -> list[Path]:
    """List the pages for readers: those of docs/ and those beside the README."""
    return [p for p in own_files() if p.suffix == ".md" and p.parts[len(ROOT.parts)] != "src"]


def test_every_link_leads_to_a_file() -> None:
    found = {page: links(page) for page in pages()}
    assert sum(map(len, found.values())) >= 10
    dead = {
        shown(page): missing
        for page, targets in found.items()
        if (missing := sorted(str(t) for t in targets if not t.exists()))
    }
    assert not dead


def test_every_page_can_be_reached_from_the_readme() -> None:
    documents = {page for page in pages() if page.is_relative_to(ROOT / "docs")}
    assert len(documents) >= 5
    assert not sorted(map(shown, documents - reachable(ROOT / "README.md")))


def test_every_decision_says_its_status() -> None:
    decisions = [p for p in (ROOT / "docs" / "adr").glob("*.md") if p.name[0].isdigit()]
    assert decisions
    silent = [shown(p) for p in decisions if not re.search(r"(?i)\bstatus\b", p.read_text("utf-8"))]
    assert not silent


def test_links_are_read_as_a_reader_sees_them(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text('[a](b.md#part) `[c](d.md)` [e](https://x.y) ![f](g.png "title")\n', "utf-8")
    assert {target.name for target in links(page)} == {"b.md", "g.png"}


LABEL = re.compile(r"\*\*([^*]+)\*\*(?:\s+\(([^)]+)\))?")
"""A label of a page in bold, and perhaps its Vietnamese in brackets behind it."""


@pytest.mark.parametrize("name", ["tutorial.md", "how-to/manage-users-and-roles.md"])
def test_labels_are_those_of_the_pages(name: str) -> None:
    with (WEB / "locale" / "vi" / "LC_MESSAGES" / "django.po").open("rb") as file:
        texts = {str(message.id): str(message.string) for message in read_po(file)}
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    told = [tuple(" ".join(word.split()) for word in pair) for pair in LABEL.findall(page)]
    assert len(told) >= 5
    assert not [english for english, _ in told if english not in texts]
    assert not [pair for pair in told if pair[1] and texts[pair[0]] != pair[1]]


def test_drawings_say_what_they_show_and_need_nothing_else() -> None:
    drawings = sorted((ROOT / "docs" / "images").glob("*.svg"))
    assert drawings
    for drawing in drawings:
        root = ElementTree.parse(drawing).getroot()  # noqa: S314 - our own drawing
        title = root.find("{http://www.w3.org/2000/svg}title")
        assert title is not None, shown(drawing)
        assert title.text, shown(drawing)
        assert "prefers-color-scheme:dark" in drawing.read_text(encoding="utf-8"), shown(drawing)
        assert not [one for one in root.iter() if "href" in one.attrib], shown(drawing)
