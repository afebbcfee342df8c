"""Addresses as people write them: real ones, hard ones, and what holds for any text."""

import csv
import unicodedata
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vungxanh.geography import (
    Address,
    AddressReader,
    Gazetteer,
    Language,
    Level,
    Unit,
    shipped_gazetteer,
    shipped_language,
)
from vungxanh.records import DateRange

DATA = Path(__file__).parents[2] / "data"
AUGUST_2021 = date(2021, 8, 1)
AUGUST_2025 = date(2025, 8, 1)
ENOUGH_RIGHT = 0.95
SURE = 0.9
UNLIKELY = 0.5
"""An answer below this counts as none, where the right answer is none."""

READER = AddressReader(shipped_gazetteer(), shipped_language())
COMMUNES = shipped_gazetteer().valid(AUGUST_2021, Level.COMMUNE)
ERAS = [date(2020, 2, 1), AUGUST_2021, date(2025, 3, 1), date(2026, 1, 1)]
DAYS = st.one_of(st.sampled_from(ERAS), st.dates(date(2018, 1, 1), date(2027, 12, 31)))


def read(text: str, on: date = AUGUST_2021) -> Address:
    return READER.read(text, on)


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def is_right(row: dict[str, str], answer: Address) -> bool:
    if row["code"]:
        return answer.unit is not None and answer.unit.code == row["code"]
    return answer.confidence < UNLIKELY


def judge(chosen: list[dict[str, str]]) -> tuple[float, list[str]]:
    """Give the share that is read right, and what is wrong with confidence."""
    answers = [(row, read(row["address"], date.fromisoformat(row["on"]))) for row in chosen]
    wrong = [(row, answer) for row, answer in answers if not is_right(row, answer)]
    sure = [row["address"] for row, answer in wrong if answer.confidence > SURE]
    return 1 - len(wrong) / len(chosen), sure


@pytest.mark.parametrize(
    "chosen",
    [
        pytest.param(lambda row: row["code"], id="in the city"),
        pytest.param(lambda row: not row["code"], id="elsewhere"),
    ],
)
def test_addresses_in_the_ministrys_notices_are_read_right(chosen):
    share, sure = judge([row for row in rows("addresses_bulletins.csv") if chosen(row)])
    assert share >= ENOUGH_RIGHT
    assert not sure


@pytest.mark.parametrize("held_out", ["0", "1"])
def test_hard_addresses_are_read_right(held_out):
    hard = [row for row in rows("addresses_hard.csv") if row["held_out"] == held_out]
    assert len(hard) > 250
    share, sure = judge(hard)
    assert share >= ENOUGH_RIGHT
    assert not sure


def test_confidence_means_what_it_says():
    """Of the answers told with a confidence above 0.9, and of the others, enough are right."""
    files = ("addresses_bulletins.csv", "addresses_hard.csv")
    all_rows = [row for name in files for row in rows(name)]
    answers = [(row, read(row["address"], date.fromisoformat(row["on"]))) for row in all_rows]
    given_ = [(is_right(row, answer), answer.confidence) for row, answer in answers if answer.unit]
    for low, high in ((0.4, 0.9), (0.9, 1.0)):
        band = [(right, sure) for right, sure in given_ if low <= sure <= high]
        share = sum(right for right, _ in band) / len(band)
        assert share >= sum(sure for _, sure in band) / len(band) - 0.02


def test_files_of_addresses_name_units_that_were_in_force():
    for name in ("addresses_bulletins.csv", "addresses_hard.csv"):
        for row in rows(name):
            if row["code"]:
                unit = shipped_gazetteer().unit(row["code"], date.fromisoformat(row["on"]))
                assert row["unit"].startswith(unit.full_name), row


def test_the_street_is_told_apart_from_the_ward_of_the_same_name():
    answer = read("139 Trúc Bạch, p. Trúc Bạch, Ba Đình, HN")
    assert answer.unit.full_name == "Phường Trúc Bạch"
    assert answer.street == "139 Trúc Bạch"
    assert answer.confidence > SURE


@pytest.mark.parametrize(
    ("text", "street"),
    [
        ("trú tại thôn Hạ Lôi, xã Mê Linh, huyện Mê Linh, Hà Nội", "thôn Hạ Lôi"),
        ("Hà Nội, quận Hoàng Mai, phường Tương Mai, ngõ 4", "ngõ 4"),
        ("An Thượng, Hoài Đức", ""),
        ("58 Hàng Đào, Hoàn Kiếm", "58 Hàng Đào"),
        (
            unicodedata.normalize("NFD", "Số 3 Tạ Quang Bửu, Bách Khoa, HBT, HN"),
            "Số 3 Tạ Quang Bửu",
        ),
    ],
)
def test_the_street_part_is_in_the_words_of_the_text(text, street):
    assert read(text).street == street


def test_a_house_number_makes_a_street_and_the_ward_stays_a_candidate():
    answer = read("Số 5 phố Kim Mã, Ba Đình, Hà Nội")
    assert answer.unit.full_name == "Quận Ba Đình"
    ward = read("Kim Mã, Ba Đình, Hà Nội")
    assert ward.unit.full_name == "Phường Kim Mã"


def test_wards_that_share_a_name_are_all_told_and_none_is_chosen():
    answer = read("phường Quang Trung, Hà Nội")
    assert answer.unit.level is Level.PROVINCE
    assert {one.unit.code for one in answer.others} >= {"00214", "09550", "09583"}
    assert read("phường Quang Trung, Hà Đông").unit.code == "09550"
    assert read("xã Quang Trung, Hà Nội").unit.code == "10306"


def test_an_address_of_a_former_unit_is_read_as_that_unit_on_its_days():
    text = "phường Ngô Thì Nhậm, quận Hai Bà Trưng"
    assert read(text, date(2020, 2, 29)).unit.name == "Ngô Thì Nhậm"
    later = read(text, date(2020, 3, 1))
    assert later.named.name == "Ngô Thì Nhậm"
    assert later.unit.code == shipped_gazetteer().translate("00253", date(2020, 2, 1), ERAS[1]).code
    assert later.confidence < SURE, "the ward was divided"


def test_a_district_that_people_still_write_leads_to_the_ward_of_today():
    answer = read("phường Nghĩa Tân, quận Cầu Giấy, Hà Nội", AUGUST_2025)
    assert answer.unit == shipped_gazetteer().translate("00160", AUGUST_2021, AUGUST_2025)
    assert answer.named.full_name == "Phường Nghĩa Tân"
    alone = read("quận Ba Đình, Hà Nội", AUGUST_2025)
    assert alone.unit.level is Level.PROVINCE
    assert alone.named.full_name == "Quận Ba Đình"


def test_a_contradiction_is_not_told_with_confidence():
    answer = read("phường Cửa Nam, quận Hai Bà Trưng, Hà Nội")
    assert answer.unit.name == "Cửa Nam"
    assert answer.confidence < SURE


@pytest.mark.parametrize("text", ["", "   ", "????", "Bệnh viện Bạch Mai", "BN17", "Paris, Pháp"])
def test_what_names_no_unit_gets_none(text):
    answer = read(text)
    assert answer.unit is None
    assert answer.confidence == 0
    assert answer.street == text.strip()


ADDRESS_WORDS = st.sampled_from(
    [
        *[
            "phường",
            "xã",
            "quận",
            "huyện",
            "thị",
            "trấn",
            "tp",
            "P.",
            "Q.",
            "H.",
            "TX",
            "số",
            "12",
            "ngõ",
            "đường",
            "phố",
            "thôn",
            "tổ",
            ",",
            ",",
            ",",
            ".",
            "-",
            "/",
            "(",
        ],
        *(word for unit in COMMUNES for word in unit.name.split()),
        *(unit.name for unit in COMMUNES),
        *[
            "Hà Nội",
            "HN",
            "Hà Đông",
            "Ba Đình",
            "Mê Linh",
            "Vĩnh Phúc",
            "Việt Nam",
            "chợ",
            "bệnh viện",
            "II",
            "2021",
        ],
    ]
)


@given(st.one_of(st.text(), st.lists(ADDRESS_WORDS, max_size=14).map(" ".join)), DAYS)
def test_any_text_is_read_and_the_unit_is_in_force(text, on):
    answer = read(text, on)
    assert answer.text == text
    assert 0 <= answer.confidence <= 1
    assert (answer.unit is None) == (answer.confidence == 0)
    units = [one.unit for one in answer.others] + ([answer.unit] if answer.unit else [])
    assert len({unit.key for unit in units}) == len(units)
    assert all(on in unit.valid for unit in units)
    assert answer.named is None or answer.named.name


def unaccented(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def other_tone_place(text: str) -> str:
    """Move the tone mark of oa, oe, uy from one custom to the other."""
    pairs = [
        (
            unicodedata.normalize("NFC", one + tone + two),
            unicodedata.normalize("NFC", one + two + tone),
        )
        for one, two in ("oa", "oe", "uy")
        for tone in "\u0300\u0301\u0303\u0309\u0323"
    ]
    for old, new in pairs:
        text = text.replace(old, "\ue000").replace(new, old).replace("\ue000", new)
    return text


SPELLINGS = [
    str.upper,
    str.lower,
    str.title,
    unaccented,
    other_tone_place,
    lambda text: unaccented(text).upper(),
    lambda text: text.replace(",", ""),
    lambda text: text.replace(", ", " - "),
    lambda text: ", ".join(reversed(text.split(", "))),
]


@given(
    st.sampled_from(COMMUNES),
    st.lists(st.sampled_from(SPELLINGS), max_size=3),
    st.sampled_from(["NFC", "NFD"]),
)
def test_spelling_does_not_change_the_unit_of_a_whole_address(commune, spellings, form):
    district = shipped_gazetteer().unit(commune.parent_code, AUGUST_2021)
    text = f"{commune.full_name}, {district.full_name}, Hà Nội"
    for spelling in spellings:
        text = spelling(text)
    answer = read(unicodedata.normalize(form, text))
    assert answer.unit == commune
    assert answer.confidence > UNLIKELY


@given(st.sampled_from(COMMUNES), st.sampled_from(SPELLINGS), st.sampled_from(["", ", HN"]))
def test_kinds_may_be_left_out_where_the_district_tells(commune, spelling, end):
    same = [one for one in COMMUNES if one.name == commune.name]
    assume(len({one.parent_code for one in same}) == len(same))
    district = shipped_gazetteer().unit(commune.parent_code, AUGUST_2021)
    assert read(spelling(f"{commune.name}, {district.name}{end}")).unit == commune


def with_a_slip(name: str, rng: Random) -> str:
    """Leave out, replace, add or swap a letter."""
    place = rng.choice([n for n, letter in enumerate(name) if letter.isalpha()])
    other = rng.choice("abcdeghiklmnopqrstuvxy")
    before, here, after = name[:place], name[place], name[place + 1 :]
    slips = [before + after, before + other + after, before + other + here + after]
    return rng.choice([*slips, before + after[:1] + here + after[1:]])


@pytest.mark.parametrize("end", ["Hà Nội", "HN"])
def test_one_slip_in_every_commune_leads_to_it_or_to_doubt(end):
    rng = Random(2020)
    found = unsure = 0
    for commune in COMMUNES:
        district = shipped_gazetteer().unit(commune.parent_code, AUGUST_2021)
        answer = read(f"{with_a_slip(commune.name, rng)}, {district.name}, {end}")
        found += answer.unit == commune
        unsure += answer.unit != commune and answer.confidence <= SURE
    assert found >= 0.9 * len(COMMUNES)
    assert found + unsure == len(COMMUNES)


ALWAYS = DateRange(None, None)
ELSEWHERE = Gazetteer(
    [
        Unit("1", Level.PROVINCE, "Norland", "County of Norland", "", ALWAYS),
        Unit("10", Level.DISTRICT, "10", "Borough 10", "1", ALWAYS),
        Unit("1012", Level.COMMUNE, "12", "Parish 12", "10", ALWAYS),
        Unit("1013", Level.COMMUNE, "Milton", "Parish Milton", "10", ALWAYS),
    ]
)
ENGLISH = Language(
    {
        "kinds": [
            {"full": "Parish", "levels": ["commune"], "before": ["parish"], "after": ["parish"]},
            {"full": "Borough", "levels": ["district"], "before": ["borough"], "after": []},
        ],
        "words": {"street": ["street"], "lead": ["lives in"]},
    },
    elsewhere=(("Sudland",),),
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("4 High Road, parish 12, borough 10, Norland", "1012"),
        ("lives in Milton parish, borough 10", "1013"),
        ("12 Milton, borough 10", "10"),
        ("parish 12, borough 10, Sudland", None),
        ("parish 14, Sudland", None),
    ],
)
def test_another_country_brings_its_units_and_its_words(text, code):
    unit = AddressReader(ELSEWHERE, ENGLISH).read(text, AUGUST_2021).unit
    assert (unit.code if unit else None) == code


def test_a_language_without_its_tables_is_refused():
    with pytest.raises(KeyError, match="kinds"):
        Language({"words": {}})
