"""Reading notices: what is read, from which words, and that nothing breaks it."""

import time
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vungxanh.bulletins import Bulletin, ReportedCase, TravelKind, read_bulletin
from vungxanh.geography import shipped_gazetteer

PUBLISHED = date(2020, 4, 6)


def read(text: str, published: date = PUBLISHED) -> Bulletin:
    return read_bulletin(text, published=published, gazetteer=shipped_gazetteer())


def values(case: ReportedCase) -> list[tuple[str, str]]:
    """Give what was read without where; of an address its unit."""
    found = []
    for name, one in case.fields():
        value = getattr(one.value, "unit", one.value)
        found.append((name, str(value)))
    return found


EXAMPLE = (
    "CA BỆNH 243 (BN243): Bệnh nhân nam, 47 tuổi, quốc tịch Việt Nam, có địa chỉ tại Mê Linh, Hà "
    "Nội. Ngày 12/3, bệnh nhân từ London về Nội Bài trên chuyến bay VN0054, số ghế 5K. Ngày 1/4, "
    "bệnh nhân có biểu hiện sốt. Ngày 4/4, được lấy mẫu và cho kết quả dương tính vào ngày 6/4. "
    "Bệnh nhân tiếp xúc gần với BN86. Hiện đang được cách ly, điều trị tại Bệnh viện Bệnh Nhiệt "
    "đới Trung ương cơ sở 2."
)
FIELDS = {
    "number": "243",
    "sex": "male",
    "age": "47",
    "nationality": "Việt Nam",
    "entry": "2020-03-12",
    "onset": "2020-04-01",
    "specimen": "2020-04-04",
    "confirmation": "2020-04-06",
    "hospital": "Bệnh viện Bệnh Nhiệt đới Trung ương cơ sở 2",
    "travel": "VN0054",
    "travel_on": "2020-03-12",
    "seat": "5K",
    "mention": "86",
}


def test_a_notice_of_one_case_is_read_whole() -> None:
    (case,) = read(EXAMPLE).cases
    assert FIELDS.items() <= dict(values(case)).items()
    assert case.address is not None
    assert case.address.words == "Mê Linh, Hà Nội"
    assert case.address.value.unit is not None
    assert case.address.value.unit.code == "250"
    assert case.mentions[0].relation == "contact"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_how_marks_are_stored_does_not_matter(form: str) -> None:
    (case,) = read(unicodedata.normalize(form, EXAMPLE)).cases
    told = {name: unicodedata.normalize("NFC", value) for name, value in values(case)}
    assert FIELDS.items() <= told.items()


def test_a_notice_without_marks_is_read_too() -> None:
    stripped = unicodedata.normalize("NFD", EXAMPLE.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(letter for letter in stripped if not unicodedata.combining(letter))
    (case,) = read(plain).cases
    told = dict(values(case))
    assert {**FIELDS, "hospital": told["hospital"]}.items() <= told.items()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("THÔNG BÁO VỀ CA BỆNH BN245-BN247: thông tin sẽ cập nhật sau.", [245, 246, 247]),
        ("THÔNG BÁO VỀ CÁC CA BỆNH 17 ĐẾN 20: đang điều tra.", [17, 18, 19, 20]),
        ("THÔNG BÁO VỀ CA BỆNH SỐ 36, 37, 38: đang điều tra.", [36, 37, 38]),
        ("Việt Nam ghi nhận ca nhiễm nCoV thứ 13. Chị N, 29 tuổi.", [13]),
        ("Các BN22, BN24 và BN27 đã khỏi bệnh.", []),
        ("Đã có 268 ca bệnh. Trong đó, 198 ca đã khỏi.", []),
        ("THÔNG BÁO VỀ CA BỆNH 1-999999: không có.", [1, 999999]),
    ],
)
def test_numbers_are_found_one_by_one_and_as_ranges(text: str, numbers: list[int]) -> None:
    assert [case.number.value for case in read(text).cases] == numbers


def test_what_is_said_of_a_group_belongs_to_each() -> None:
    bulletin = read(
        "THÔNG BÁO VỀ CA BỆNH 195-197: BN195, BN196 đều là nữ giới; BN197, nam, 41 tuổi. Cả 3 bệnh "
        "nhân đang được cách ly, điều trị tại BV Bệnh Nhiệt đới Trung ương cơ sở 2."
    )
    assert [case.sex and case.sex.value for case in bulletin.cases] == ["female", "female", "male"]
    assert all(case.hospital for case in bulletin.cases)


def test_a_slip_of_a_number_is_put_right_and_told() -> None:
    text = "THÔNG BÁO VỀ CA BỆNH 63-65: BN63: nữ, 20 tuổi; BN634: nữ, 36 tuổi; BN65: nữ, 28 tuổi."
    doubts = {case.code: case.doubt for case in read(text).cases}
    assert doubts == {"BN63": "", "BN64": "BN634", "BN65": ""}


def test_a_heading_may_name_its_patient_twice() -> None:
    (case,) = read("Thông tin ca bệnh số 31 - BN 31: Bệnh nhân nam, 49 tuổi quốc tịch Anh.").cases
    assert case.sex is not None
    assert case.age is not None
    assert case.age.value == 49


def test_trains_and_buses_are_read() -> None:
    (case,) = read(
        "CA BỆNH 5 (BN5): nam, 30 tuổi. Ngày 2/4 đi tàu SE3, ghế 12; ngày 3/4 đi xe khách biển số "
        "29B-123.45 về quê."
    ).cases
    kinds = [(one.kind, one.number.value) for one in case.travels]
    assert kinds == [(TravelKind.TRAIN, "SE3"), (TravelKind.BUS, "29B-123.45")]


def test_a_day_without_a_year_is_never_far_ahead() -> None:
    text = "CA BỆNH 5 (BN5): nam, nhập cảnh ngày 30/12."
    (case,) = read(text, date(2021, 1, 2)).cases
    assert case.entry is not None
    assert case.entry.value == date(2020, 12, 30)


PARTS = st.sampled_from(
    [
        *("BN17", "BN 243", "ca bệnh 17 đến 20", "bệnh nhân", "nam", "nữ", "47 tuổi", "SN 1956"),
        *("có địa chỉ tại", "Mê Linh, Hà Nội", "ngày 31/2", "12/3/2020", "chuyến bay", "VN0054"),
        *(
            "ghế 5K",
            "(",
            ")",
            ":",
            ";",
            ". ",
            "\n",
            "-",
            "0",
            "BN0",
            "e\u0302\u0301",
            "İ",
            "\u0301",
        ),
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PARTS, max_size=25).map(" ".join))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text_is_read_and_every_value_shows_its_words(text: str) -> None:
    bulletin = read(text)
    assert bulletin == read(text)
    for case in bulletin.cases:
        for _name, one in case.fields():
            assert one.words == text[one.start : one.end] != ""


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from(
        ["Bộ Y tế đề nghị người dân đeo khẩu trang.", "Đường dây nóng: 1900 9095.", "Trời đẹp."]
    ),
    st.booleans(),
)
def test_a_sentence_that_says_nothing_of_a_patient_changes_nothing(extra: str, first: bool) -> None:
    longer = f"{extra}\n{EXAMPLE}" if first else f"{EXAMPLE} {extra}"
    (before,), (after,) = read(EXAMPLE).cases, read(longer).cases
    assert values(before) == values(after)


@pytest.mark.parametrize(
    "piece",
    [
        *("BN1, ", "ca bệnh 1-", "(", "địa chỉ tại A ", "điều trị ", "ngày 1/3 ", "VN1 ghế ", "1."),
        *("A, ", "bệnh nhân nam, ", "nhập cảnh ", "xe khách ", "Cả 2 bệnh nhân đều ", "\u0301"),
        *("BN1: nam; ", "BN1-BN300 đều là nữ; ", "ca bệnh 1-300, 301-600, 601-900: ", "1-300, "),
    ],
)
def test_no_text_takes_long(piece: str) -> None:
    start = time.process_time()
    read("CA BỆNH 1-300, 301-600: " + piece * (200_000 // len(piece)))
    assert time.process_time() - start < 4
