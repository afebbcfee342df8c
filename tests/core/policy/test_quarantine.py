from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from vungxanh.policy.rules.quarantine import ends_at, last_exposed_day, test_days

days_due = test_days  # under its own name pytest would collect it
del test_days
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
BERLIN = ZoneInfo("Europe/Berlin")
instants = st.integers(0, 10 * 365 * 24 * 60).map(
    lambda minute: datetime(2019, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
)


@given(instants, st.integers(0, 60), st.sampled_from([HANOI, BERLIN, UTC]))
def test_the_end_is_the_first_midnight_after_n_whole_days(last, days, zone):
    end = ends_at(last, days, zone)
    local = end.astimezone(zone)
    assert (local.hour, local.minute, local.second) == (0, 0, 0)
    assert local.date() == last_exposed_day(last, zone) + timedelta(days=days + 1)
    assert end >= last


@given(instants, st.integers(-12, 14))
def test_the_offset_in_which_an_instant_is_written_changes_nothing(last, hours):
    elsewhere = last.astimezone(timezone(timedelta(hours=hours)))
    assert ends_at(elsewhere, 14, HANOI) == ends_at(last, 14, HANOI)


def test_a_night_with_summer_time_is_still_one_day():
    last = datetime(2020, 3, 28, 12, tzinfo=BERLIN)  # the clocks change on 29 March
    assert ends_at(last, 1, BERLIN).isoformat() == "2020-03-30T00:00:00+02:00"


@given(
    st.dates(date(2020, 1, 1), date(2022, 1, 1)),
    st.lists(st.integers(1, 30), max_size=5).map(tuple),
    st.integers(0, 30),
)
def test_test_days_are_ordered_distinct_and_inside_the_order(first, numbers, length):
    last = first + timedelta(days=length)
    due = days_due(first, numbers, last)
    assert list(due) == sorted(set(due))
    assert all(first <= day <= last for day in due)
    assert set(due) >= {
        first + timedelta(days=number - 1) for number in numbers if number - 1 <= length
    }
    assert bool(due) == bool(numbers)
