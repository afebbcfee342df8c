"""A bulletin is pasted, shown with its words marked, and confirmed case by case."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.web.conftest import ClientAs
from tests.web.factories import UnitTree, make_case, make_user
from vungxanh.web.audit.models import AuditEvent
from vungxanh.web.bulletins.models import FigureTable, Notice, ReportedFigure
from vungxanh.web.registry.models import Case, Link, Outbreak, Person

TEXT = (
    "THÔNG BÁO VỀ CA BỆNH 20-21: BN20: nữ, 64 tuổi, quốc tịch Việt Nam, địa chỉ ở Trúc Bạch, "
    "Ba Đình, Hà Nội, là bác của BN17. Ngày 6/3, bệnh nhân được lấy mẫu; BN21: nam, 61 tuổi, ở "
    "Trúc Bạch (Ba Đình - Hà Nội), tiếp xúc gần với BN17 và BN20."
)
TABLE = """TT\tHuyện\tF1\tF1 khác\tF2\tF1+F2
1\tBa Đình\t10\t2\t30\t42
2\tĐống Đa\t5\t0\t7\t13
\tTổng\t15\t2\t38\t55"""


@pytest.fixture
def browser(units: UnitTree, client_as: ClientAs) -> Client:
    return client_as(make_user("command", units.city))


def paste(browser: Client, units: UnitTree, outbreak: Outbreak, text: str = "", **more: Any) -> Any:
    said = {"text": text, "day": "2020-03-07", "outbreak": outbreak.pk, "unit": units.city.pk}
    return browser.post(reverse("bulletins:notices"), said | more)


def form_of(browser: Client, notice: Notice, number: int) -> dict[str, Any]:
    """Give the form of a case as the page offers it."""
    page = browser.get(reverse("bulletins:case", args=[notice.pk, number]))
    form = page.context["form"]
    first = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in first.items()}


def test_a_notice_is_shown_and_makes_no_case_by_itself(
    browser: Client, units: UnitTree, outbreak: Outbreak
) -> None:
    page = browser.get(paste(browser, units, outbreak, TEXT).headers["Location"])
    html = page.content.decode()
    assert "<mark>64 tuổi" in html
    assert [one.told.code for one in page.context["cases"]] == ["BN20", "BN21"]
    assert "".join(piece.words for piece in page.context["pieces"]) == TEXT
    assert not Case.objects.exists()
    assert not Person.objects.exists()


def test_what_a_person_corrected_and_confirmed_becomes_a_case_with_its_links(
    browser: Client, units: UnitTree, outbreak: Outbreak
) -> None:
    known = make_case(outbreak=outbreak, unit=units.truc_bach, code="BN17")
    paste(browser, units, outbreak, TEXT)
    notice = Notice.objects.get()
    first = form_of(browser, notice, 20)
    assert first["unit"] == units.truc_bach.pk
    assert first["birth_year"] == 1956
    address = reverse("bulletins:case", args=[notice.pk, 20])
    assert browser.post(address, first | {"birth_year": "1955"}).status_code == 302
    case = Case.objects.get(code="BN20")
    assert (case.person.sex, case.person.birth_year) == ("female", 1955)
    assert case.person.unit == units.truc_bach
    assert str(case.specimen_date) == "2020-03-06"
    link = Link.objects.get()
    assert (link.infector, link.infectee, link.kind) == (known.person, case.person, "reported")
    assert AuditEvent.objects.filter(verb="notice_confirmed", person_id=case.person_id).exists()


def test_the_same_bulletin_again_changes_nothing(
    browser: Client, units: UnitTree, outbreak: Outbreak
) -> None:
    paste(browser, units, outbreak, TEXT)
    notice = Notice.objects.get()
    first = form_of(browser, notice, 20)
    address = reverse("bulletins:case", args=[notice.pk, 20])
    browser.post(address, first)
    again = paste(browser, units, outbreak, TEXT.replace(". ", ".\n"))
    assert again.headers["Location"] == notice.get_absolute_url()
    assert browser.post(address, first).status_code == 200, "it is known now: there is no form"
    assert Notice.objects.count() == Case.objects.count() == Person.objects.count() == 1


def test_a_case_that_is_known_is_shown_with_what_differs(
    browser: Client, units: UnitTree, outbreak: Outbreak
) -> None:
    make_case(outbreak=outbreak, unit=units.cat_linh, code="BN20")
    paste(browser, units, outbreak, TEXT)
    page = browser.get(reverse("bulletins:case", args=[Notice.objects.get().pk, 20]))
    assert page.context["form"] is None
    told = {str(name): new for name, _kept, new in page.context["shown"].differences}
    assert told["address"] == "Phường Trúc Bạch"


def test_a_case_needs_a_day_and_an_officer_of_the_place(
    browser: Client, units: UnitTree, outbreak: Outbreak, client_as: ClientAs
) -> None:
    paste(browser, units, outbreak, TEXT)
    notice = Notice.objects.get()
    address = reverse("bulletins:case", args=[notice.pk, 20])
    first = form_of(browser, notice, 20)
    refused = browser.post(address, first | {"specimen_date": ""})
    assert refused.status_code == 422
    assert "specimen_date" in refused.context["form"].errors
    for stranger in (make_user("district_officer", units.dong_da), make_user()):
        assert client_as(stranger).post(address, first).status_code in {403, 404}
    assert not Case.objects.exists()


def test_an_officer_confirms_in_their_own_area_alone(
    units: UnitTree, outbreak: Outbreak, client_as: ClientAs
) -> None:
    browser = client_as(make_user("district_officer", units.dong_da))
    paste(browser, units, outbreak, TEXT, unit=units.dong_da.pk)
    notice = Notice.objects.get()
    address = reverse("bulletins:case", args=[notice.pk, 20])
    assert browser.post(address, form_of(browser, notice, 20)).status_code == 403
    assert not Person.objects.exists()


def test_whoever_lives_elsewhere_is_seen_by_the_unit_that_received_the_notice(
    browser: Client, units: UnitTree, outbreak: Outbreak
) -> None:
    paste(browser, units, outbreak, "CA BỆNH 16 (BN16): Bệnh nhân nam, 50 tuổi, ở Vĩnh Phúc.")
    notice = Notice.objects.get()
    first = form_of(browser, notice, 16) | {"specimen_date": "2020-03-05"}
    browser.post(reverse("bulletins:case", args=[notice.pk, 16]), first)
    case = Case.objects.get()
    assert browser.get(reverse("registry:case", args=[case.pk])).status_code == 200


def test_a_table_is_kept_as_reported_with_what_does_not_fit(
    browser: Client, units: UnitTree, outbreak: Outbreak
) -> None:
    page = browser.get(paste(browser, units, outbreak, TABLE).headers["Location"])
    assert [one.kind for one in page.context["read"].problems] == ["sum", "total"]
    figure = ReportedFigure.objects.get(name="Ba Đình", column="F1 khác")
    assert (figure.value, figure.about) == (2, units.ba_dinh)
    paste(browser, units, outbreak, TABLE)
    assert FigureTable.objects.count() == 1
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("a.txt", TEXT.encode(), 302),
        ("utf16.txt", TEXT.encode("utf-16"), 302),
        ("a.docx", b"PK\x03\x04\xff\xfe\x00", 422),
        ("empty.txt", b"", 422),
    ],
)
def test_a_file_is_taken_if_it_is_text(
    browser: Client, units: UnitTree, outbreak: Outbreak, name: str, content: bytes, status: int
) -> None:
    answer = paste(browser, units, outbreak, file=SimpleUploadedFile(name, content))
    assert answer.status_code == status


def test_a_text_without_a_case_says_what_to_do(
    browser: Client, units: UnitTree, outbreak: Outbreak
) -> None:
    page = browser.get(paste(browser, units, outbreak, "Sáng nay trời đẹp.").headers["Location"])
    assert "open the case by hand" in page.content.decode()
