"""What an identity number says, and when it contradicts the record."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.identity.cards import (
    TEXTS,
    Holder,
    Kind,
    holder_of,
    kind_of,
    normal_identity,
    provinces,
    warnings_of,
)


def codes(number: str, **record) -> list[str]:
    """Name the warnings."""
    return [each.code for each in warnings_of(number, **record)]


def test_there_are_63_provinces_each_with_its_own_number():
    assert len(provinces()) == 63
    assert all(prefix == f"0{code}" for prefix, code in provinces().items())


@pytest.mark.parametrize(
    ("number", "holder"),
    [
        ("001 085 000123", Holder("01", "male", 1985)),
        ("001185000123", Holder("01", "female", 1985)),
        ("079.2.03.000123", Holder("79", "male", 2003)),
        ("079303000123", Holder("79", "female", 2003)),
        ("240185000123", Holder("", "female", 1985)),
        ("012345678", None),
        ("B1234567", None),
    ],
)
def test_the_number_says_province_sex_and_year(number, holder):
    assert holder_of(number) == holder


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("001085000123", Kind.PERSONAL),
        ("012345678", Kind.OLD_CARD),
        ("B1234567", Kind.PASSPORT),
        ("12345", Kind.OTHER),
        ("٠٠١٠٨٥٠٠٠١٢٣", Kind.OTHER),
    ],
)
def test_kinds(number, kind):
    assert kind_of(number) is kind


def test_a_number_that_agrees_gives_no_warning():
    assert codes("001185000123", sex="female", birth_year=1985) == []


def test_what_the_record_does_not_say_is_not_contradicted():
    assert codes("001185000123") == []
    assert codes("", sex="male", birth_year=1985) == []
    assert codes("012345678", sex="male", birth_year=1985) == []


def test_contradictions_are_told_all_at_once():
    found = warnings_of("001 185 000123", sex="male", birth_year=1958)
    assert [str(each) for each in found] == [
        "The identity number is that of a woman.",
        "By the identity number the year of birth is 1985, not 1958.",
    ]


def test_a_province_that_does_not_exist_and_a_country():
    assert codes("003085000123") == ["province"]
    assert codes("240085000123") == [], "born abroad"


@pytest.mark.parametrize("number", ["1", "12345678", "0011850001234"])
def test_a_wrong_count_of_digits(number):
    assert codes(number) == ["length"]


@given(st.text(max_size=14), st.sampled_from(["", "female", "male"]), st.integers(1900, 2100))
def test_whatever_is_typed_gets_a_sentence_and_no_error(number, sex, year):
    for warning in warnings_of(number, sex=sex, birth_year=year):
        assert warning.text in TEXTS
        assert str(warning)


@given(st.text(max_size=14))
def test_writing_a_number_one_way_twice_changes_nothing(told):
    assert normal_identity(normal_identity(told)) == normal_identity(told)
