"""How common names are."""

import pytest

from vungxanh.identity.frequencies import FEWEST, RARITIES, counted, placed, shipped
from vungxanh.identity.names import form


def rarity(told, name: str) -> float:
    """Give the rarity of a name as it is spelt."""
    return told.rarity(form(name))[RARITIES["spelling"]]


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("", []),
        ("An", ["given"]),
        ("Lê An", ["family", "given"]),
        ("Nguyễn Thị Thu Hà", ["family", "middle", "middle", "given"]),
    ],
)
def test_places_of_words(name, places):
    assert [place for place, _ in placed(name.split())] == places


def test_the_commonest_names_say_least():
    assert rarity(shipped(), "Nguyễn Văn Hùng") > rarity(shipped(), "Lê Văn Hùng")
    assert rarity(shipped(), "Lê Văn Hùng") > rarity(shipped(), "Mạc Văn Hùng")


def test_a_registry_counts_its_own():
    own = counted([("Mạc Đăng Viễn", FEWEST), ("Nguyễn Văn Hùng", 10)])
    assert rarity(own, "Mạc Đăng Viễn") > rarity(own, "Nguyễn Văn Hùng")


def test_a_small_registry_takes_the_shipped_shares():
    assert counted([("Mạc Đăng Viễn", FEWEST - 1)]) is shipped()


def test_a_registry_without_diacritics_takes_the_shipped_shares():
    assert counted([("mac dang vien", FEWEST)]) is shipped()
