"""Writing names one way, and reading what keyboards leave behind."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.identity.strategies import WORDS, names, texts
from vungxanh.identity.names import form, normal, plain
from vungxanh.identity.syllables import is_syllable, without_telex


@given(texts)
def test_writing_one_way_twice_changes_nothing(text):
    assert normal(normal(text)) == normal(text)
    assert plain(plain(text)) == plain(text)
    assert plain(normal(text)) == plain(text)


@given(names)
def test_composed_and_decomposed_letters_are_one_name(name):
    spread = unicodedata.normalize("NFD", name.upper())
    assert normal(spread) == normal(name)
    assert form(spread) == form(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nguyễn Thị Hòa", "NGUYỄN  THỊ HOÀ"),
        ("Thúy", "Thuý"),
        ("Khỏe", "Khoẻ"),
        (" Lê\tVăn  An ", "lê văn an"),
    ],
)
def test_old_and_new_tone_placement_case_and_spaces_do_not_count(one, other):
    assert normal(one) == normal(other)


@pytest.mark.parametrize(("one", "other"), [("Hòa", "Hóa"), ("Hòa", "Hoa"), ("Đức", "Dức")])
def test_tones_and_letters_do_count(one, other):
    assert normal(one) != normal(other)


def test_every_word_of_the_shipped_names_is_a_syllable():
    assert not [w for word in WORDS for w in plain(word).split() if not is_syllable(w)]


@pytest.mark.parametrize("word", ["hoaf", "nguyeenx", "vawn", "agnes", "trrang", "zung", "hoangg"])
def test_what_no_vietnamese_word_looks_like(word):
    assert not is_syllable(word)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nguyeenx", "nguyễn"),
        ("thij", "thị"),
        ("hoaf", "hoà"),
        ("huwowng", "hương"),
        ("ddoox", "đỗ"),
        ("ddawngj", "đặng"),
        ("quys", "quý"),
        ("giangf", "giàng"),
        ("thuyf", "thuỳ"),
        ("maix", "mãi"),
    ],
)
def test_left_over_telex_is_read(typed, meant):
    assert without_telex(typed) == meant


@pytest.mark.parametrize("word", ["linh", "hana", "sara", "agnes", "hoà", "john", "jeff", ""])
def test_other_words_stay(word):
    assert without_telex(word) == word


def test_titles_and_asides_are_no_part_of_a_name():
    assert form("chị Hòa (Tí)") == form("Hoà")
    assert form("Bà").words == ("bà",)
    assert form("Ông Cao Thắng").words == ("cao", "thắng")


@given(st.one_of(st.text(), texts))
def test_any_text_has_a_form_and_its_form_is_itself(text):
    assert form(form(text).spelling) == form(text)


def test_nothing_has_no_words():
    assert form("").words == form(" (Tí) -- ").words == ()
