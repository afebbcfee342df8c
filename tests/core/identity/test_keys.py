"""Blocking keys, and the pairs of those who share one."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.identity.strategies import persons
from vungxanh.identity import Identity, blocking_keys
from vungxanh.identity.blocks import key_table, pairs
from vungxanh.identity.groups import groups
from vungxanh.identity.keys import KINDS, keys_by_kind

HOA = Identity(
    "1",
    "Vũ Thị Hòa",
    "female",
    date(1985, 3, 4),
    phone="0322345678",
    identity_number="001185000123",
    unit="1",
)


@pytest.mark.parametrize(
    "fault",
    [
        {"name": "vo thi hoa"},
        {"name": "Hòa Vũ Thị"},
        {"name": "Vux Thij Hoaf"},
        {"birth_date": date(1985, 4, 3)},
        {"birth_date": None, "birth_year": 1985},
        {"name": "Vũ Hòa"},
        {"name": "Vũ Thị Hàa", "unit": ""},
        {"birth_date": None, "birth_year": 1958},
    ],
)
def test_one_fault_leaves_a_key_without_any_number(fault):
    bare = replace(HOA, phone="", identity_number="")
    assert set(blocking_keys(bare)) & set(blocking_keys(replace(bare, **fault)))


def test_old_and_new_telephone_share_a_key():
    one, other = Identity("1", phone="0162 234 5678"), Identity("2", phone="+84322345678")
    assert blocking_keys(one) == blocking_keys(other) == ("p:0322345678",)


def test_nothing_known_gives_no_key():
    assert blocking_keys(Identity("1", sex="female", residence="số 5")) == ()


@given(persons())
def test_there_is_at_most_one_key_of_a_kind(person):
    assert len(keys_by_kind(person)) == len(KINDS)
    assert len(set(blocking_keys(person))) == len(blocking_keys(person))


@given(st.lists(persons(), max_size=12), st.integers(2, 12))
def test_every_pair_that_shares_a_key_comes_once(people, at_most):
    keys = [set(blocking_keys(person)) for person in people]
    crowded = {key for each in keys for key in each if sum(key in k for k in keys) > at_most}
    expected = {
        (one, other)
        for one, other in combinations(range(len(people)), 2)
        if (keys[one] & keys[other]) - crowded
    }
    parts = [np.column_stack(both).tolist() for both in pairs(key_table(people), at_most=at_most)]
    found = [(one, other) for part in parts for one, other in part]
    assert len(found) == len(set(found))
    assert set(found) == expected


ids = st.sampled_from("abcdefgh")


@given(st.lists(st.tuples(ids, ids), max_size=10), st.randoms())
def test_groups_do_not_depend_on_the_order_of_the_pairs(found, random):
    mixed = [(other, one) if random.random() < 0.5 else (one, other) for one, other in found]
    random.shuffle(mixed)
    assert groups(mixed) == groups(found)


@given(st.lists(st.tuples(ids, ids), max_size=10))
def test_groups_hold_every_pair_and_no_id_twice(found):
    made = groups(found)
    assert all(any(one in g and other in g for g in made) for one, other in found)
    members = [one for group in made for one in group]
    assert len(members) == len(set(members))
