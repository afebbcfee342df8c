"""What stands below a list: which of its rows the page shows, and the way to the next page."""

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import strip_tags

PAGE = 50


def below(rows: int, page: int) -> str:
    context = {"page": Paginator(range(rows), PAGE).page(page)}
    request = RequestFactory().get("/", {"status": "proposed"})
    return render_to_string("components/paging.html", context, request)


@pytest.mark.parametrize(
    ("rows", "page", "said"),
    [
        (1, 1, "1 of 1"),
        (7, 1, "1–7 of 7"),
        (51, 1, "1–50 of 51 Next →"),
        (51, 2, "51 of 51 ← Previous"),
        (1204, 2, "51–100 of 1,204 ← Previous Next →"),
    ],
)
def test_one_row_is_no_range(rows: int, page: int, said: str) -> None:
    assert " ".join(strip_tags(below(rows, page)).split()) == said


def test_the_way_on_keeps_what_was_chosen() -> None:
    assert 'href="?status=proposed&amp;page=2"' in below(51, 1)


def test_one_row_is_no_range_in_vietnamese() -> None:
    with translation.override("vi"):
        assert "51 trên 51" in below(51, 2)
