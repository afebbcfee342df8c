"""Lists as offices send them: persons found or made, cases, contacts, results, doses, visits."""

from datetime import timedelta

import pytest

from tests.web.factories import SYSTEM, UnitTree, make_person, make_user
from tests.web.intake.desks import LATER, checked, standing, taken
from vungxanh.web.intake import actions
from vungxanh.web.registry.models import Case, Fact, Link, Outbreak, Person, TestResult
from vungxanh.web.tracing.models import Level

# ruff: noqa: E501
pytestmark = pytest.mark.django_db

LINELIST = """Mã BN,Họ và tên,Giới tính,Tuổi,SĐT,CCCD,Địa chỉ,Ngày khởi phát,Kết quả,Ngày lấy mẫu,Nguồn lây
CA1,Nguyễn Thị Thử,Nữ,30,0912345678,001090000001,"Phường Trúc Bạch, Ba Đình, Hà Nội",04/03/2020,Dương tính,05/03/2020,
CA2,Trần Văn Thử,Nam,41,,,"ngõ nào đó",05/03/2020,,,CA1
CA3,Lê Thị Sai,Nữ,xx,,,,31/02/2020,,,
"""
CONTACTS = """Họ tên,Năm sinh,SĐT,Mã F0,Ngày tiếp xúc cuối
Phạm Văn Gần,1990,0987654321,CA1,04/03/2020
Đỗ Thị Không,1985,,CA99,04/03/2020
"""


def test_a_line_list_makes_persons_cases_results_and_links(
    units: UnitTree, outbreak: Outbreak
) -> None:
    before = standing()
    done = taken("linelist", LINELIST, outbreak)
    assert (done.created, done.bad) == (2, 1)
    first = Person.objects.get(identity_number="001090000001")
    assert (first.name, first.sex, first.birth_year) == ("Nguyễn Thị Thử", "female", 1990)
    assert first.unit == units.truc_bach
    entry = done.ledger.get(model="person", key=first.pk)
    assert entry.after["confidence"] >= 0.8
    assert [row["row"] for row in done.preview["unsure"]] == [3]
    assert Person.objects.get(name="Trần Văn Thử").unit == units.city
    assert set(Level.objects.values_list("level", flat=True)) == {0}
    assert TestResult.objects.get().outcome == "positive"
    assert Link.objects.get().infector == first
    again = taken("linelist", LINELIST, outbreak, now=LATER)
    assert (again.created, again.changed, again.left) == (0, 0, 2)
    actions.undo(again, actor=SYSTEM, now=LATER + timedelta(hours=1), reason="again")
    actions.undo(done, actor=SYSTEM, now=LATER + timedelta(hours=2), reason="wrong file")
    assert standing() == before


def test_a_known_person_is_found_by_number_and_shown_field_by_field(
    units: UnitTree, outbreak: Outbreak
) -> None:
    known = make_person(
        unit=units.truc_bach,
        identity_number="001090000001",
        name="Nguyễn Thị Thử",
        phone="0900000000",
    )
    before = standing()
    shown = checked("linelist", LINELIST, outbreak)
    values = {v["field"]: v for row in shown.preview["changes"] for v in row["values"]}
    assert (values["phone"]["before"], values["phone"]["after"]) == ("0900000000", "0912345678")
    done = taken("linelist", LINELIST, outbreak)
    assert Case.objects.get(code="CA1").person == known
    actions.undo(done, actor=SYSTEM, now=LATER, reason="wrong file")
    assert standing() == before


def test_a_contact_list_hangs_contacts_on_its_cases(units: UnitTree, outbreak: Outbreak) -> None:
    taken("linelist", LINELIST, outbreak)
    before = standing()
    done = taken("contact_list", CONTACTS, outbreak, now=LATER)
    assert done.created == 1
    assert [p["row"] for p in done.preview["problems"]] == [3]
    contact = Person.objects.get(name="Phạm Văn Gần")
    assert Level.objects.get(person=contact).level == 1
    actions.undo(done, actor=SYSTEM, now=LATER + timedelta(hours=1), reason="wrong")
    assert standing() == before


def test_results_propose_correct_and_go_back(units: UnitTree, outbreak: Outbreak) -> None:
    make_person(unit=units.truc_bach, code="P-A")
    before = standing()
    text = "person_id,specimen_at,outcome\nP-A,2020-03-06,negative\n"
    first = taken("results", text, outbreak)
    told = standing()
    second = taken("results", text.replace("negative", "positive"), outbreak, now=LATER)
    assert second.changed == 1
    assert Case.objects.get(retracted_at=None).classification == "suspected"
    actions.undo(second, actor=SYSTEM, now=LATER + timedelta(hours=1), reason="wrong")
    assert standing() == told
    actions.undo(first, actor=SYSTEM, now=LATER + timedelta(hours=2), reason="wrong")
    assert standing() == before


def test_doses_and_visits_become_facts(units: UnitTree, outbreak: Outbreak) -> None:
    make_person(unit=units.truc_bach, code="P-A")
    before = standing()
    doses = taken("vaccinations", "person_id,dose,given_on\nP-A,2,2020-03-01\n", outbreak)
    visits = taken("followups", "person_id,seen_on,temperature\nP-A,2020-03-07,38.1\n", outbreak)
    facts = dict(Fact.objects.values_list("name", "value"))
    assert facts == {"last_dose_on": "2020-03-01", "vaccinated_full": "yes", "fever": "yes"}
    for imported in (visits, doses):
        actions.undo(imported, actor=SYSTEM, now=LATER, reason="wrong")
    assert standing() == before


def test_an_address_outside_the_area_is_refused(units: UnitTree, outbreak: Outbreak) -> None:
    officer = make_user("district_officer", units.dong_da)
    shown = checked("linelist", LINELIST, outbreak, actor=officer)
    refused = [p for p in shown.preview["problems"] if p["row"] == 2]
    assert "Phường Trúc Bạch" in refused[0]["expected"]


def test_a_row_that_may_be_a_known_person_is_shown_and_not_merged(
    units: UnitTree, outbreak: Outbreak
) -> None:
    known = make_person(
        unit=units.truc_bach,
        name="Nguyễn Thị Thử",
        sex="female",
        birth_year=1990,
        phone="0912345678",
    )
    done = taken("linelist", LINELIST, outbreak)
    assert [(pair["row"], pair["code"]) for pair in done.preview["alike"]] == [(2, known.code)]
    assert Case.objects.get(code="CA1").person != known
