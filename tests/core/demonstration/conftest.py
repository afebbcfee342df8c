"""The two cities, built once."""

import pytest

from vungxanh.demonstration import City, day_2021_08_04, first_wave


@pytest.fixture(scope="session")
def wave() -> City:
    return first_wave()


@pytest.fixture(scope="session")
def day_2021() -> City:
    return day_2021_08_04()
