"""How near two names are: each level by example, and what holds for all names."""

import numpy as np
import pytest
from hypothesis import given

from tests.core.identity.strategies import names
from vungxanh.identity.comparing import name_levels
from vungxanh.identity.features import names_of
from vungxanh.identity.frequencies import RAREST_NAME, RARITIES, shipped
from vungxanh.identity.levels import UNKNOWN, Name
from vungxanh.identity.names import normal, plain


def level(one: str, other: str) -> int:
    """Compare two names."""
    table = names_of([one, other], shipped())
    both = name_levels(table, np.array([0, 1]), np.array([1, 0]))
    assert both[0] == both[1], "symmetric"
    return int(both[0])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Nguyễn Thị Hòa", "nguyễn  thị HOÀ", Name.EXACT),
        ("Nguyễn Thị Hòa", "Nguyeenx Thij Hoaf", Name.EXACT),
        ("Nguyen Thi Hoa", "Nguyễn Thị Hòa", Name.UNACCENTED),
        ("Hòa Nguyễn Thị", "Nguyễn Thị Hòa", Name.REORDERED),
        ("hoa nguyen thi", "Nguyễn Thị Hòa", Name.REORDERED),
        ("Vũ Văn An", "Võ Văn An", Name.VARIANT),
        ("Hoàng Văn An", "huynh van an", Name.VARIANT),
        ("Lê Thị Mỹ", "Lê Thị Mĩ", Name.VARIANT),
        ("Lê Quý", "Lê Quí", Name.VARIANT),
        ("Nguyễn Thị Thu Hòa", "Nguyễn Hòa", Name.PARTIAL),
        ("Nguyễn Thị Thu Hòa", "Nguyễn Thu Hòa", Name.PARTIAL),
        ("Nguyễn Văn Hùng", "Nguyễn Văn Hùngg", Name.SLIP),
        ("Nguyễn Văn Hùng", "Nguyen Vna Hung", Name.SLIP),
        ("Trần Văn Nam", "TrầnVăn Nam", Name.SLIP),
        ("Nguyễn Văn An", "Nguyễn Văn Anh", Name.NEIGHBOUR),
        ("Nguyễn Minh Ngọc", "Nguyễn Ngọc Minh", Name.NEIGHBOUR),
        ("Nguyễn Thị Hòa", "Nguyễn Thị Hóa", Name.OTHER_TONES),
        ("Nguyễn Thị Anh", "Nguyễn Thị Ánh", Name.OTHER_TONES),
        ("Nguyễn Thị Hòa", "chị Hòa", Name.GIVEN_ONLY),
        ("Nguyễn Thị Hòa", "hoa", Name.GIVEN_ONLY),
        ("Nguyễn Thị Hòa", "Hóa", Name.DIFFERENT),
        ("Nguyễn Văn Hòa", "Nguyễn Đức Hòa", Name.DIFFERENT),
        ("Lê Thúy", "Lê Thúi", Name.NEIGHBOUR),
        ("Nguyễn Thị Hòa", "", UNKNOWN),
        ("", "", UNKNOWN),
    ],
)
def test_levels(one, other, expected):
    assert level(one, other) == expected


@given(names, names)
def test_names_that_read_alike_are_exact_and_only_they(one, other):
    assert (level(one, other) == Name.EXACT) == (normal(one) == normal(other))


@given(names)
def test_a_name_without_its_diacritics_is_still_that_name(name):
    assert level(name, plain(name)) in (Name.EXACT, Name.UNACCENTED)


def test_a_rare_name_says_more_than_a_common_one():
    table = names_of(["Nguyễn Văn Hùng", "Nguyễn Văn Đạt", "Nguyen Van Dat"], shipped())
    common, rare, bare = table.rarity[:, RARITIES["letters"]]
    assert rare == bare < common
    assert table.rarity[1, RARITIES["spelling"]] < table.rarity[0, RARITIES["spelling"]]


def test_no_name_is_told_apart_without_limit():
    table = names_of(["Wolfeschlegel Hausenberger Dorff"], shipped())
    assert table.rarity.min() == RAREST_NAME
