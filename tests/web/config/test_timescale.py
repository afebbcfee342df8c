"""Where a minute falls in a drawing, and which hours and days are marked."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.records import minute_of
from vungxanh.web.config import timescale

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NEW_YORK = ZoneInfo("America/New_York")


def at(day: int, hour: int = 0, minute: int = 0, *, zone: ZoneInfo = HANOI) -> int:
    return minute_of(datetime(2020, 3, day, hour, minute, tzinfo=zone))


def test_the_scale_runs_from_0_to_100_percent() -> None:
    scale = timescale.Scale(100, 300)
    assert [scale.at(m) for m in (100, 200, 300)] == [0, 50, 100]
    assert (scale.at(0), scale.at(999), scale.at(None)) == (0, 100, 100)


minutes = st.integers(26_000_000, 27_000_000)


@given(start=minutes, length=st.integers(1, 200_000), a=minutes, b=minutes)
def test_earlier_is_never_drawn_to_the_right_of_later(
    start: int, length: int, a: int, b: int
) -> None:
    scale = timescale.Scale(start, start + length)
    assert scale.at(min(a, b)) <= scale.at(max(a, b))


@given(start=minutes, length=st.integers(1, 200_000), a=minutes, stay=st.integers(0, 10_000))
def test_a_bar_stays_inside_and_can_be_seen(start: int, length: int, a: int, stay: int) -> None:
    bar = timescale.bar(timescale.Scale(start, start + length), a, a + stay)
    assert bar.x >= 0
    assert bar.width >= 0.4
    assert bar.x + bar.width <= 100.001


def test_an_open_stay_reaches_to_the_end_of_the_drawing() -> None:
    bar = timescale.bar(timescale.Scale(0, 100), 40, None)
    assert (bar.x, bar.width) == (40, 60)


@pytest.mark.parametrize(
    ("length", "step"),
    [(60, 15), (5 * 60, 60), (24 * 60, 360), (7 * 1440, 2 * 1440), (13 * 1440, 3 * 1440)],
)
def test_the_finest_marks_that_fit_a_phone_are_taken(length: int, step: int) -> None:
    assert timescale.step_of(0, length) == step


@given(start=minutes, length=st.integers(60, 500_000))
def test_marks_stand_at_round_times_of_the_city(start: int, length: int) -> None:
    scale = timescale.Scale(start, start + length)
    marks = timescale.ticks(scale, HANOI)
    assert len(marks) <= timescale.MOST_TICKS + 1
    assert all(0 <= mark.x <= 100 for mark in marks)
    assert [m.x for m in marks] == sorted(m.x for m in marks)


def test_hours_are_marked_by_the_clock_and_midnight_by_its_day() -> None:
    marks = timescale.ticks(timescale.Scale(at(2, 22), at(3, 2)), HANOI)
    assert [m.words for m in marks] == ["22:00", "23:00", "3/3", "01:00", "02:00"]
    assert [m.anchor for m in marks] == ["start", "middle", "middle", "middle", "end"]


def test_days_are_marked_at_midnight_across_a_change_of_clocks() -> None:
    """On 8 March 2020 New York moved its clocks: that day had 23 hours."""
    scale = timescale.Scale(at(7, zone=NEW_YORK), at(10, zone=NEW_YORK))
    marks = timescale.ticks(scale, NEW_YORK)
    midnights = [m for m in marks if "/" in m.words]
    assert [m.words for m in midnights] == ["7/3", "8/3", "9/3", "10/3"]
    assert midnights[2].x == scale.at(at(9, zone=NEW_YORK))
