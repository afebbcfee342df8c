"""Profiles are complete and sourced; the window follows the definition day by day."""

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.diseases import infectious_window, names, profile
from vungxanh.records import instant_of

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
DAYS = st.dates(date(1950, 1, 1), date(2090, 1, 1))


def test_three_diseases_are_known() -> None:
    assert names() == ["covid-19", "mers", "sars"]


@pytest.mark.parametrize("name", names())
def test_every_figure_has_unit_range_and_source_and_lies_in_its_range(name: str) -> None:
    figures = profile(name).figures
    assert {"incubation", "infectious_period", "serial_interval"} <= set(figures)
    for figure in figures.values():
        assert figure.unit == "days"
        assert figure.source
        assert figure.range
        if figure.low is not None and figure.high is not None:
            assert figure.low <= figure.value <= figure.high


def test_covid_window_is_two_two_and_ten_days() -> None:
    covid = profile("covid-19")
    assert (covid.days_before_onset, covid.days_before_specimen, covid.days_after) == (2, 2, 10)
    assert covid.incubation.value == 5.1
    assert covid.infectious_period.value == covid.days_before_onset + covid.days_after
    assert covid.serial_interval.value == 5.8


def test_mers_does_not_spread_before_onset() -> None:
    assert profile("mers").days_before_onset == 0


def test_unknown_disease_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match='no disease is called "flu": choose one of covid-19, '):
        profile("flu")


def test_a_profile_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        profile("sars").days_after = 3  # type: ignore[misc]


def test_window_of_an_onset_on_1_march_runs_28_february_to_the_end_of_11_march() -> None:
    start, end = infectious_window(
        profile("covid-19"), onset=date(2020, 3, 1), specimen=date(2020, 3, 6), zone=HANOI
    )
    assert instant_of(start, HANOI) == datetime(2020, 2, 28, tzinfo=HANOI)
    assert instant_of(end, HANOI) == datetime(2020, 3, 12, tzinfo=HANOI)


def test_specimen_counts_where_the_onset_is_unknown() -> None:
    covid = replace(profile("covid-19"), days_before_specimen=4, days_after=1)
    start, end = infectious_window(covid, onset=None, specimen=date(2020, 3, 6), zone=UTC)
    assert instant_of(start) == datetime(2020, 3, 2, tzinfo=UTC)
    assert instant_of(end) == datetime(2020, 3, 8, tzinfo=UTC)


def test_a_case_without_both_days_is_refused() -> None:
    with pytest.raises(ValueError, match="a day of onset or a day of specimen"):
        infectious_window(profile("covid-19"), onset=None, specimen=None, zone=HANOI)


@given(DAYS, st.sampled_from(["covid-19", "mers", "sars"]))
def test_window_holds_the_onset_and_whole_days_in_hanoi(onset: date, name: str) -> None:
    disease = profile(name)
    start, end = infectious_window(disease, onset=onset, specimen=None, zone=HANOI)
    first, last = instant_of(start, HANOI), instant_of(end, HANOI)
    assert first.date() == onset - timedelta(days=disease.days_before_onset)
    assert last.date() == onset + timedelta(days=disease.days_after + 1)
