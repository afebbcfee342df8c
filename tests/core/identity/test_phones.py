"""Telephone numbers: the one way of writing, and the prefixes of 2018."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.identity.phones import new_prefixes, normal_phone, phone_digits


def test_the_21_prefixes_of_2018():
    assert len(new_prefixes()) == 21
    assert len(set(new_prefixes().values())) == 21


@pytest.mark.parametrize(("old", "new"), sorted(new_prefixes().items()))
def test_an_old_and_a_new_number_agree(old, new):
    assert phone_digits(f"{old} 234 5678") == phone_digits(f"+84{new[1:]}2345678")


@pytest.mark.parametrize(
    "told", ["0912 000 111", "+84 912 000 111", "84912000111", "(0)912.000.111", "0084912000111"]
)
def test_ways_of_writing_one_number(told):
    assert phone_digits(told) in ("0912000111",)


@pytest.mark.parametrize("told", ["", "no", "12", "ask Lan 0912000111"])
def test_what_is_no_number_has_no_digits(told):
    assert phone_digits(told) == ""


@given(st.text("0123456789+ .-", max_size=16))
def test_writing_a_number_one_way_twice_changes_nothing(told):
    assert normal_phone(normal_phone(told)) == normal_phone(told)
