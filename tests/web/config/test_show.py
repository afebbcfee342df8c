"""How values look on the pages, in both languages."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from vungxanh.records import FOREVER, minute_of
from vungxanh.terms import Classification, TestOutcome
from vungxanh.web.config.templatetags import show

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


def at(day: int, hour: int = 0, minute: int = 0) -> int:
    return minute_of(datetime(2020, 3, day, hour, minute, tzinfo=HANOI))


def test_a_minute_becomes_an_instant_of_the_city() -> None:
    assert show.instant(at(2, 4)) == datetime(2020, 3, 2, 4, tzinfo=HANOI)
    assert str(show.instant(at(2, 4)).tzinfo) == "Asia/Ho_Chi_Minh"
    assert show.instant(None) is None
    assert show.instant(FOREVER) is None


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (None, "–"),
        (0, "0 min"),
        (59, "59 min"),
        (59.6, "1 h"),
        (125, "2 h 05 min"),
        (24 * 60, "24 h"),
        (47 * 60 + 59, "47 h 59 min"),
        (48 * 60, "2 d"),
        (3 * 1440 + 4 * 60, "3 d 4 h"),
        (3 * 1440 + 23 * 60 + 40, "4 d"),
    ],
)
def test_durations(minutes: float | None, said: str) -> None:
    assert show.duration(minutes) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(24 * 60, "24 giờ"), (125, "2 giờ 05 phút"), (48 * 60, "2 ngày"), (76 * 60, "3 ngày 4 giờ")],
)
def test_durations_in_vietnamese(minutes: float, said: str) -> None:
    with translation.override("vi"):
        assert show.duration(minutes) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (None, "–"),
        (0.0, "0 %"),
        (0.013, "1.3 %"),
        (0.0996, "10 %"),
        (0.184, "18 %"),
        (1.0, "100 %"),
    ],
)
def test_shares(share: float | None, said: str) -> None:
    assert show.percent(share) == said


def test_numbers_follow_the_language() -> None:
    assert show.count(31210) == "31,210"
    with translation.override("vi"):
        assert show.count(31210) == "31.210"
        assert "1,3" in show.percent(0.013)
    assert show.count(None) == "–"


@pytest.mark.parametrize(
    ("now", "before", "said"), [(4, 1, "+3"), (1, 2, "−1"), (7, 7, "±0"), (7, None, "")]
)
def test_a_change_carries_its_sign(now: int, before: int | None, said: str) -> None:
    assert show.change(now, before) == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (at(8, 8), at(8, 9, 30), "8 Mar 2020, 08:00–09:30"),
        (at(8, 20), at(9), "8 Mar 2020, 20:00–24:00"),
        (at(8, 20), at(9, 1), "8 Mar 2020, 20:00 – 9 Mar 2020, 01:00"),
        (at(8), at(9), "8 Mar 2020"),
        (at(8), at(11), "8 Mar 2020 – 10 Mar 2020"),
        (at(8, 8), FOREVER, "from 8 Mar 2020, 08:00"),
        (at(8, 8), None, "from 8 Mar 2020, 08:00"),
        (at(8), at(8), "8 Mar 2020, 00:00–00:00"),
    ],
)
def test_stays_say_their_day_once(start: int, end: int | None, said: str) -> None:
    assert show.span(start, end) == said


def test_the_end_of_quarantine_is_24_00_of_its_last_day() -> None:
    assert show.last_moment(datetime(2020, 3, 20, tzinfo=HANOI)) == "24:00 on 19 Mar 2020"
    assert show.last_moment(datetime(2020, 3, 19, 17, tzinfo=UTC)) == "24:00 on 19 Mar 2020"
    assert show.last_moment(datetime(2020, 3, 20, 7, tzinfo=HANOI)) == "20 Mar 2020, 07:00"


def test_minutes_between() -> None:
    assert show.minutes_to(at(8), at(8, 1)) == 60
    assert show.minutes_to(at(8), FOREVER) is None


@pytest.mark.parametrize(
    ("born", "year", "years"),
    [
        (date(1994, 3, 8), None, 26),
        (date(1994, 3, 9), None, 25),
        (None, 1994, 26),
        (None, None, None),
    ],
)
def test_ages_are_those_of_the_day_in_the_city(
    born: date | None, year: int | None, years: int | None
) -> None:
    person = SimpleNamespace(birth_date=born, birth_year=year)
    evening_in_london = datetime(2020, 3, 7, 18, tzinfo=UTC)  # 1:00 on the 8th in Hanoi
    assert show.age(person, evening_in_london) == years
    assert show.age(person, None) is None


@pytest.mark.parametrize("value", [*Classification, *TestOutcome])
def test_every_value_of_the_core_has_words(value: str) -> None:
    assert value.value in show.WORDS


def test_a_value_without_words_is_shown_readably() -> None:
    assert show.word("seen_by_satellite") == "seen by satellite"
