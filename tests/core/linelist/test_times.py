"""Times: every accepted spelling, floor and midnight, and what is refused with which words."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vungxanh.linelist.times import days, instants

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
BERLIN = ZoneInfo("Europe/Berlin")
EXAMPLES = "2020-03-08T07:30 or 08/03/2020 07:30 (day first), or a date alone"


def one(text: object, *, end: bool = False, zone: ZoneInfo = HANOI) -> datetime | str | None:
    value, expected, _ = instants(pl.Series([text]), zone, end=end).row(0)
    return expected if value is None else datetime.fromtimestamp(value, UTC).astimezone(zone)


@pytest.mark.parametrize(
    "text",
    [
        "2020-03-08T07:30",
        "2020-03-08 07:30",
        "2020-03-08t07:30:00",
        "2020-03-08T07:30:00.000+07:00",
        "2020-03-08T00:30Z",
        "2020-03-07T19:30-0500",
        "2020-03-08 07:30 +07",
        "2020/03/08 7:30",
        "08/03/2020 07:30",
        "8/3/2020 7:30",
        "08-03-2020 07:30",
        "08.03.2020 7h30",
        " 08/03/2020  07:30 ",
    ],
)
def test_all_spellings_of_one_instant(text: str) -> None:
    assert one(text) == datetime(2020, 3, 8, 7, 30, tzinfo=HANOI)


def test_a_date_alone_starts_at_midnight_and_ends_at_the_next() -> None:
    for text in ("2020-03-08", "08/03/2020"):
        assert one(text) == datetime(2020, 3, 8, tzinfo=HANOI)
        assert one(text, end=True) == datetime(2020, 3, 9, tzinfo=HANOI)
    assert one("2020-03-08T24:00") == datetime(2020, 3, 9, tzinfo=HANOI)


def test_day_comes_first() -> None:
    assert one("03/04/2020") == datetime(2020, 4, 3, tzinfo=HANOI)
    assert one("12/25/2020") == f"a day and time that exist, such as {EXAMPLES}"


@pytest.mark.parametrize("text", ["2020-02-30", "2020-03-08T25:00", "2020-03-08T10:61",
                                  "31/11/2020", "2020-03-08T24:01",
                                  "2020-03-08T10:00+15:00"])  # fmt: skip
def test_what_does_not_exist_is_refused(text: str) -> None:
    assert one(text) == f"a day and time that exist, such as {EXAMPLES}"


@pytest.mark.parametrize("text", ["yesterday", "2020", "08/03/20", "07:30", "2020-03", "8 March"])
def test_what_is_no_time_is_refused(text: str) -> None:
    assert one(text) == f"a time such as {EXAMPLES}"


@pytest.mark.parametrize(
    ("number", "moment"),
    [("43898", "2020-03-08"), ("43898.3125", "2020-03-08T07:30"), ("43898,5", "2020-03-08T12:00")],
)
def test_excel_numbers_are_refused_with_the_date_they_stand_for(number: str, moment: str) -> None:
    assert one(number) == (
        f"a time as text: this is the number that Excel keeps for {moment}; format the column as"
        " yyyy-mm-dd hh:mm and save again"
    )


def test_years_out_of_reach_are_refused() -> None:
    for given_year in ("0202-03-08", "2202-03-08T10:00", date(1020, 3, 8), datetime(3020, 1, 1)):  # noqa: DTZ001
        assert one(given_year) == "a year from 1900 to 2100"


def test_a_clock_time_that_was_skipped_is_refused() -> None:
    skipped = "a time that exists in Europe/Berlin (the clock was put forward over this one)"
    assert one("2020-03-29T02:30", zone=BERLIN) == skipped
    assert one("2020-03-29T02:30+02:00", zone=BERLIN) == datetime(2020, 3, 29, 0, 30, tzinfo=UTC)


def test_a_day_of_25_hours_ends_at_its_own_midnight() -> None:
    start, end = one("2020-10-25", zone=BERLIN), one("2020-10-25", end=True, zone=BERLIN)
    assert isinstance(start, datetime)
    assert isinstance(end, datetime)
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=25)


def test_blank_is_neither_value_nor_fault() -> None:
    read = instants(pl.Series(["", None, "  "]), HANOI, end=True)
    assert read.select("value", "expected").rows() == [(None, None)] * 3


def test_days_are_of_the_city() -> None:
    column = pl.Series(["2020-03-08", "2020-03-08T23:00Z", "08/03/2020 23:59"])
    assert days(column, HANOI)["value"].to_list() == [
        date(2020, 3, 8),
        date(2020, 3, 9),
        date(2020, 3, 8),
    ]


def test_dates_and_datetimes_of_frames_are_read_as_they_are() -> None:
    day = date(2020, 3, 8)
    naive = datetime(2020, 3, 8, 7, 30)  # noqa: DTZ001 - a frame has them
    assert one(day) == datetime(2020, 3, 8, tzinfo=HANOI)
    assert one(day, end=True) == datetime(2020, 3, 9, tzinfo=HANOI)
    assert one(naive, end=True) == naive.replace(tzinfo=HANOI)
    aware = pl.Series([datetime(2020, 3, 8, tzinfo=UTC)]).cast(pl.Datetime("ms", "UTC"))
    assert instants(aware, HANOI, end=False)["value"].item() == aware[0].timestamp()


STAMPS = st.datetimes(datetime(1901, 1, 1), datetime(2099, 1, 1))  # noqa: DTZ001
OFFSETS = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@settings(max_examples=300, deadline=None)
@given(STAMPS.map(lambda stamp: stamp.replace(microsecond=0)), OFFSETS)
def test_iso_stamps_agree_with_the_standard_library(stamp: datetime, offset: timezone) -> None:
    aware = stamp.replace(tzinfo=offset)
    assert one(aware.isoformat()) == aware
    assert one(f"{stamp:%d/%m/}{stamp.year} {stamp:%H:%M:%S}") == stamp.replace(tzinfo=HANOI)
