"""The reference pages are written from the data; these tests keep them current."""

from pathlib import Path

import pytest

from vungxanh.policy.facts import FACTS
from vungxanh.policy.loading import shipped_directives
from vungxanh.policy.reference import directives_page, facts_page, main

PAGES = Path(__file__).parents[3] / "docs" / "reference"


@pytest.mark.parametrize("name", ["directives.md", "facts.md"])
def test_the_page_is_current(name, tmp_path):
    main(tmp_path)
    written = (tmp_path / name).read_text(encoding="utf-8")
    kept = (PAGES / name).read_text(encoding="utf-8")
    assert written == kept, "run: python -m vungxanh.policy.reference docs/reference"


def test_the_page_names_every_document_its_certainty_and_its_sources():
    page = directives_page(shipped_directives())
    for version in shipped_directives():
        assert f"`{version.id}`" in page
        assert version.certainty in page
        assert all(source.title in page for source in version.sources)


def test_the_page_of_facts_names_each_fact_once():
    rows = [line.split("|")[1].strip() for line in facts_page().splitlines() if "| `" in line[:3]]
    assert rows[: len(FACTS)] == [f"`{name}`" for name in FACTS]
