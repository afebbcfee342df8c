"""Finding a person by what somebody says on the telephone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web.factories import NOW, UnitTree, make_person, make_user
from vungxanh.identity.cards import normal_identity
from vungxanh.identity.phones import new_prefixes, normal_phone, phones_begun_with
from vungxanh.web.registry.models import Person
from vungxanh.web.registry.search import Likeness, likeness


@pytest.mark.parametrize(
    ("typed", "name", "expected"),
    [
        ("nguyen thi hoa", "Nguyễn Thị Hòa", Likeness.SAME),
        ("Nguyễn Thị Hoà", "Nguyễn Thị Hòa", Likeness.SAME),
        ("Nguyễn Thị Hòa", "NGUYEN THI HOA", Likeness.SAME),
        ("hoa", "Nguyễn Thị Hòa", Likeness.GIVEN),
        ("Hoà", "Nguyễn Thị Hòa", Likeness.GIVEN),
        ("Hoà", "Nguyễn Thị Hóa", Likeness.OTHER_TONES),
        ("nguyen hoa", "Nguyễn Thị Hòa", Likeness.PART),
        ("ngu th", "Nguyễn Thị Hòa", Likeness.PART),
        ("hoa nguyen thi", "Nguyễn Thị Hòa", Likeness.REORDERED),
        ("Võ Thị Mỹ", "Vũ Thị Mĩ", Likeness.REORDERED),
        ("Huỳnh Anh", "Hoàng Anh", Likeness.REORDERED),
        ("an", "Trần Thị Anh", Likeness.PART),
        ("đỗ", "Do Van Teo", Likeness.PART),
        ("thi thi", "Nguyễn Thị Hòa", None),
        ("hoan", "Nguyễn Thị Hòa", None),
        ("", "Nguyễn Thị Hòa", None),
    ],
)
def test_how_near_a_name_is(typed: str, name: str, expected: Likeness | None) -> None:
    assert likeness(typed, name) is expected


SYLLABLES = st.sampled_from(["Nguyễn", "Thị", "Hòa", "Hóa", "Vũ", "Mỹ", "Đỗ", "An", "Anh"])


@given(st.lists(SYLLABLES, min_size=1, max_size=4))
def test_every_name_is_found_by_itself_and_by_each_of_its_words(words: list[str]) -> None:
    name = " ".join(words)
    assert likeness(name, name) is Likeness.SAME
    for word in words:
        assert likeness(word, name) is not None


@pytest.mark.parametrize(
    ("told", "dialled"),
    [
        ("0912 345 678", "0912345678"),
        ("+84 912 345 678", "0912345678"),
        ("+84 (0)912.345.678", "0912345678"),
        ("84912345678", "0912345678"),
        ("0084 912 345 678", "0912345678"),
        ("0162 345 6789", "0323456789"),
        ("+84 199 345 6789", "0593456789"),
        ("024 3825 5888", "02438255888"),
        ("+82 10 1234 5678", "+821012345678"),
        ("the neighbour's", "the neighbour's"),
        ("12345", "12345"),
        ("", ""),
    ],
)
def test_a_phone_is_written_as_it_is_dialled_today(told: str, dialled: str) -> None:
    assert normal_phone(told) == dialled
    assert normal_phone(dialled) == dialled


def test_all_prefixes_of_eleven_digits_are_known() -> None:
    assert len(new_prefixes()) == 21
    assert all(len(new) == 3 and new.startswith("0") for new in new_prefixes().values())
    assert len(set(new_prefixes().values())) == 21


def test_an_old_number_that_is_half_typed_is_looked_for_both_ways() -> None:
    assert phones_begun_with("0168 234") == {"0168234", "038234"}


def test_identity_numbers_and_passports_are_written_one_way() -> None:
    assert normal_identity("001 168 012345") == "001168012345"
    assert normal_identity(" b 1234567 ") == "B1234567"


@pytest.fixture
def found(units: UnitTree):
    """Search as the district officer, and give the codes in the order of the answer."""
    officer = make_user("district_officer", units.ba_dinh)

    def search(typed: str) -> list[str]:
        rows = Person.objects.visible_to(officer, now=NOW)
        by_pk = Person.objects.in_bulk()
        return [by_pk[pk].code for pk in rows.best_matches(typed)]

    return search


@pytest.fixture
def hoa(units: UnitTree) -> Person:
    return make_person(
        unit=units.truc_bach,
        code="hoa",
        name="Nguyễn Thị Hòa",
        phone="+84 162 345 6789",
        identity_number="001 168 012345",
    )


def test_a_name_is_found_without_diacritics(found, hoa: Person) -> None:
    assert found("nguyen thi hoa") == ["hoa"]
    assert found("NGUYỄN  THỊ HOÀ") == ["hoa"]
    assert found("thi hoa") == ["hoa"]


def test_other_tones_are_found_but_come_later(found, hoa: Person, units: UnitTree) -> None:
    make_person(unit=units.truc_bach, code="another", name="Nguyễn Thị Hóa")
    make_person(unit=units.truc_bach, code="bare", name="NGUYEN THI HOA")
    assert found("Nguyễn Thị Hoà") == ["hoa", "bare", "another"]
    assert found("Nguyễn Thị Hóa") == ["another", "bare", "hoa"]
    assert found("hóa") == ["another", "bare", "hoa"]


def test_the_likeliest_are_kept_where_many_match(units: UnitTree) -> None:
    for number in range(8):
        make_person(unit=units.truc_bach, name=f"Hoa Văn {'ABCDEFGH'[number]}")
    exact = make_person(unit=units.truc_bach, name="Hoa")
    assert Person.objects.best_matches("hoa", most=3)[0] == exact.pk


@pytest.mark.parametrize(
    "typed",
    ["+84 32 345 6789", "0323456789", "0162 345 6789", "0162 345", "6789", "345 6789", "0323"],
)
def test_a_phone_is_found_in_any_form(found, hoa: Person, typed: str) -> None:
    assert found(typed) == ["hoa"]


@pytest.mark.parametrize("typed", ["001168012345", "001 168", "012345"])
def test_an_identity_number_is_found_whole_or_by_an_end(found, hoa: Person, typed: str) -> None:
    assert found(typed) == ["hoa"]


def test_a_whole_code_comes_before_codes_that_begin_with_it(found, units: UnitTree) -> None:
    for code in ("BN178", "BN17", "BN179"):
        make_person(unit=units.truc_bach, code=code, name="")
    assert found("bn17") == ["BN17", "BN178", "BN179"]


def test_nobody_outside_the_area_is_found(found, units: UnitTree) -> None:
    make_person(unit=units.cat_linh, name="Nguyễn Thị Hòa", phone="0912345678")
    assert found("nguyen thi hoa") == []
    assert found("0912345678") == []


def test_signs_of_the_pattern_language_are_letters_like_others(found, hoa: Person) -> None:
    assert found("%%%") == []
    assert found("h_a") == []
