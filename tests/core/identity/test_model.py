"""From agreement to probability: symmetry, what weighs more, what is never one person."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given

from tests.core.identity.strategies import persons
from vungxanh.identity import Identity, shipped_model
from vungxanh.identity.comparing import COMPARE, compare, name_rarity
from vungxanh.identity.features import features
from vungxanh.identity.frequencies import shipped
from vungxanh.identity.levels import COLUMN, COMPARISONS, UNKNOWN, Birth, Home, Number, Phone
from vungxanh.identity.model import NEVER, evidence, model_of, probability, rows_of

CITY = 1_000_000
HOA = Identity(
    "1", "Nguyễn Thị Hòa", "female", date(1985, 3, 14), phone="0322345678", residence="số 5 ngõ 3"
)


def vector(one: Identity, other: Identity, *family: Identity) -> np.ndarray:
    """Compare two records; the family only holds telephones."""
    records = features([one, other, *family], shipped())
    return compare(records, np.array([0]), np.array([1]))


def score(one: Identity, other: Identity, *family: Identity) -> float:
    """Score two records of a city."""
    records = features([one, other, *family], shipped())
    left, right = np.array([0]), np.array([1])
    seen = compare(records, left, right)
    rarity = name_rarity(records, left, right, seen[:, COLUMN["name"]])
    return float(shipped_model().scores(seen, rarity, CITY)[0])


@given(persons(), persons())
def test_the_score_is_symmetric(one, other):
    assert (vector(one, other) == vector(other, one)).all()
    assert score(one, other) == score(other, one)


@given(persons(), persons())
def test_a_probability_is_one_and_finite(one, other):
    value = score(one, other)
    assert np.isfinite(value)
    assert 0 <= probability(np.array([value]))[0] <= 1


def test_there_is_a_comparison_for_every_name():
    assert len(COMPARE) == len(COMPARISONS)


@pytest.mark.parametrize("name", ["Nguyễn Thị Hóa", "Nguyễn Thị Họa"])
def test_other_tones_are_another_person_unless_something_else_agrees(name):
    other = Identity("2", name, "female", birth_year=1985, residence=HOA.residence)
    assert score(HOA, other) == NEVER
    for agreeing in (
        {"birth_date": HOA.birth_date},
        {"phone": "0162 234 5678"},
        {"identity_number": "001185000123"},
    ):
        told = replace(HOA, identity_number="001185000123")
        assert score(told, replace(other, **agreeing)) > NEVER


def test_a_number_only_one_has_weighs_more_than_a_family_s():
    other = Identity("2", "Nguyen Thi Hoa", "female", birth_year=1985, phone="01622345678")
    family = [Identity(str(n), phone=HOA.phone) for n in range(3, 6)]
    assert vector(HOA, other)[0, COLUMN["phone"]] == Phone.SAME
    assert vector(HOA, other, *family)[0, COLUMN["phone"]] == Phone.SHARED
    assert score(HOA, other) > score(HOA, other, *family) > 0


def test_twins_with_telephone_address_and_birth_in_common_are_two_persons():
    twin = replace(HOA, person_id="2", name="Nguyễn Thị Bích")
    assert score(HOA, twin) < 0


def test_a_rare_name_needs_less_beside_it():
    def pair(name: str) -> float:
        one = Identity("1", name, "male", birth_year=1985)
        return score(one, replace(one, person_id="2"))

    assert pair("Khuất Khắc Viễn") > pair("Nguyễn Văn Hùng") + 5
    assert pair("Nguyễn Văn Hùng") < 0, "there are many"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (date(1985, 3, 14), date(1985, 3, 14), Birth.SAME),
        (date(1985, 3, 4), date(1985, 4, 3), Birth.SWAPPED),
        (date(1985, 3, 14), date(1985, 3, 15), Birth.ONE_DIGIT),
        (date(1985, 3, 14), date(1995, 3, 14), Birth.ONE_DIGIT),
        (date(1985, 3, 14), 1985, Birth.SAME_YEAR),
        (date(1985, 3, 14), date(1985, 1, 1), Birth.SAME_YEAR),
        (1985, 1985, Birth.SAME_YEAR),
        (date(1985, 3, 14), 1986, Birth.NEAR_YEAR),
        (date(1985, 3, 14), date(1986, 7, 20), Birth.DIFFERENT),
        (1985, 1990, Birth.DIFFERENT),
        (1985, None, UNKNOWN),
    ],
)
def test_levels_of_births(one, other, expected):
    def born(value: date | int | None) -> Identity:
        given_date = isinstance(value, date)
        return Identity(
            "1", birth_date=value if given_date else None, birth_year=None if given_date else value
        )

    assert vector(born(one), born(other))[0, COLUMN["birth"]] == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("001185000123", "001 185 000 123", Number.SAME),
        ("001185000123", "001185000132", Number.ONE_DIGIT),
        ("001185000123", "001185999999", Number.DIFFERENT),
        ("001185000123", "012345678", UNKNOWN),
        ("001185000123", "", UNKNOWN),
    ],
)
def test_levels_of_identity_numbers(one, other, expected):
    pair = vector(Identity("1", identity_number=one), Identity("2", identity_number=other))
    assert pair[0, COLUMN["identity"]] == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("Số 5, ngõ 3", "1"), ("so 5 ngo 3", "1"), Home.SAME),
        (("số 5 ngõ 3", "1"), ("số 5 ngõ 3", "2"), Home.OTHER_UNIT),
        (("số 5 ngõ 3", "1"), ("số 7", "1"), Home.SAME_UNIT),
        (("phường ven sông", ""), ("phường ven sông", ""), UNKNOWN),
    ],
)
def test_levels_of_homes(one, other, expected):
    left = Identity("1", residence=one[0], unit=one[1])
    right = Identity("2", residence=other[0], unit=other[1])
    assert vector(left, right)[0, COLUMN["home"]] == expected


def test_the_evidence_of_a_pair_is_told_for_what_is_known():
    other = Identity("2", "Nguyen Thi Hoa", "male", phone="01622345678")
    told = evidence(shipped_model(), vector(HOA, other)[0])
    assert set(told) == {"name", "sex", "phone"}
    assert told["phone"] > told["name"] > 0 > told["sex"]


def test_a_model_is_written_and_read_again():
    again = model_of(rows_of(shipped_model()))
    for name, table in shipped_model().tables.items():
        assert again.tables[name] == pytest.approx(table, rel=0.01)
        assert table.sum(axis=1) == pytest.approx([1, 1, 1])


def test_a_model_that_lacks_a_level_says_so():
    with pytest.raises(ValueError, match="the levels of sex are same, different"):
        model_of([row for row in rows_of(shipped_model()) if row["comparison"] != "sex"])
