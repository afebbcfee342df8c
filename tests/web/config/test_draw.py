"""The drawings: how rows, bars and steps are cut, and what the SVG says."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template, engines
from django.utils import translation

from vungxanh.records import FOREVER, minute_of
from vungxanh.web.config.templatetags import draw

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def at(day: int, hour: int = 0) -> int:
    return minute_of(datetime(2020, 3, day, hour, tzinfo=HANOI))


def render(source: str, **context: object) -> str:
    template: Template = engines["django"].from_string("{% load draw %}" + source)
    return str(template.render(context))


def test_the_itinerary_lays_each_row_over_the_infectious_window() -> None:
    rows = [
        {"kind": "visit", "start": at(2, 1), "end": at(2, 4), "label": "VN0054"},
        {"kind": "isolation", "start": at(5, 18), "end": None, "label": "isolated"},
    ]
    window = {"start": at(1), "end": at(11)}
    drawn = draw.itinerary_chart(rows, window, datetime(2020, 3, 6, tzinfo=HANOI))
    assert (drawn["window"].x, drawn["window"].width) == (0, 100)
    assert drawn["now_x"] == 50
    flight, isolation = (row.bars[0] for row in drawn["rows"])
    assert flight.x == pytest.approx(100 * 25 / 240, abs=0.001)
    assert flight.style == "visit"
    assert isolation.x + isolation.width == pytest.approx(100)


def test_an_itinerary_before_the_window_widens_the_drawing() -> None:
    rows = [{"kind": "visit", "start": at(1), "end": at(2), "label": "home"}]
    drawn = draw.itinerary_chart(rows, {"start": at(6), "end": at(11)}, None)
    assert drawn["rows"][0].bars[0].x == 0
    assert drawn["window"].x == 50
    assert drawn["now_x"] is None


def test_without_a_known_window_no_window_is_drawn() -> None:
    rows = [{"kind": "visit", "start": at(1), "end": FOREVER, "label": "home"}]
    assert draw.itinerary_chart(rows, None)["window"] is None
    assert draw.itinerary_chart(rows, {"start": None, "end": None})["window"] is None


def test_a_stay_shows_its_whole_length_and_on_it_what_was_exposed() -> None:
    stay = {
        "start": at(2),
        "end": at(2, 4),
        "exposed": [(at(2, 1), at(2, 2))],
        "infectious": [],
    }
    (row,) = draw.stay_chart([stay], {"start": at(2), "end": at(2, 4)})["rows"]
    assert [(b.style, b.x, b.width) for b in row.bars] == [("stay", 0, 100), ("exposed", 25, 25)]


def test_stays_outside_the_drawn_time_are_left_out() -> None:
    stay = {"start": at(2), "end": at(2, 4), "exposed": [], "infectious": []}
    assert draw.stay_chart([stay], {"start": at(5), "end": at(6)})["rows"] == []


def test_levels_are_steps_that_join() -> None:
    steps = [
        {"at": datetime(2020, 3, 7, tzinfo=HANOI), "level": 2},
        {"at": datetime(2020, 3, 8, tzinfo=HANOI), "level": 1},
        {"at": datetime(2020, 3, 9, tzinfo=HANOI), "level": None},
    ]
    drawn = draw.level_chart(steps, datetime(2020, 3, 10, tzinfo=HANOI))
    first, second, third = drawn["stretches"]
    assert (first.end, second.end) == (second.x, third.x)
    assert first.rise is None
    assert (second.rise, third.rise) == (first.y, second.y)
    assert second.y < first.y < third.y, "F1 stands above F2, and no level at the bottom"
    assert third.style == "none"


def test_without_any_level_nothing_is_drawn() -> None:
    assert "<svg" not in render("{% level_chart steps now %}", steps=[], now=None)


def test_bars_of_days_are_as_high_as_their_numbers() -> None:
    first = date(2020, 3, 1)
    numbers = [0, 5, 10, 0]
    days = [
        {"day": first + timedelta(days=n), "f0": number, "f1": 2 * number}
        for n, number in enumerate(numbers)
    ]
    bars = draw.day_bars(days)["bars"]
    assert [bar.f0_height for bar in bars] == [0, 21, 42, 0]
    assert [bar.f1_height for bar in bars] == [0, 21, 42, 0]
    assert bars[2].f0_y + bars[2].f0_height == draw.BAND
    assert bars[3].x + bars[3].width <= 100


def test_numbers_of_the_drawing_never_follow_the_language() -> None:
    """A decimal comma would break an SVG."""
    rows = [{"kind": "visit", "start": at(1, 1), "end": at(2, 2), "label": "home", "reached": 0}]
    with translation.override("vi"):
        svg = render(
            "{% itinerary_chart rows window %}", rows=rows, window={"start": at(1), "end": at(4)}
        )
    assert 'x="1.389%"' in svg
    assert ",389" not in svg


def test_names_in_a_drawing_are_escaped() -> None:
    rows = [{"kind": "visit", "start": at(1), "end": at(2), "label": "<b>A&B</b>"}]
    svg = render("{% itinerary_chart rows %}", rows=rows)
    assert "&lt;b&gt;A&amp;B&lt;/b&gt;" in svg
    assert "<b>" not in svg


def test_an_unknown_share_draws_nothing() -> None:
    assert render("{% share_bar rate %}", rate=None).strip() == ""
    assert 'width="18.4%"' in render("{% share_bar rate %}", rate=0.184)


def test_objects_and_dicts_are_read_alike() -> None:
    class Stay:
        start, end, exposed, infectious = at(2), at(3), (), ()

    as_object = draw.stay_chart([Stay()])["rows"][0].bars
    as_dict = draw.stay_chart([{"start": at(2), "end": at(3)}])["rows"][0].bars
    assert as_object == as_dict


def test_the_context_of_a_page_is_not_needed() -> None:
    assert Template("{% load draw %}{% day_bars days %}").render(Context({"days": []}))
