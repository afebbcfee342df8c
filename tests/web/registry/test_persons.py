"""Searching by POST, writing a new person, and breaking the glass."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.web.conftest import ClientAs
from tests.web.factories import NOW, UnitTree, make_person, make_user
from vungxanh.web.accounts.models import User
from vungxanh.web.audit.models import AuditEvent
from vungxanh.web.audit.queries import BREAK_GLASS
from vungxanh.web.registry.models import EmergencyAccess, Person

SEARCH, NEW = "/persons/", "/persons/new/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def hoa(units: UnitTree) -> Person:
    return make_person(
        unit=units.truc_bach, code="P-HOA", name="Nguyễn Thị Hòa", phone="0912345678"
    )


def found(client: Client, typed: str, **said: object) -> list[str]:
    page = client.post(SEARCH, {"q": typed} | said).context["page"]
    return [] if page is None else [person.code for person in page]


def test_the_empty_page_asks_for_more(page: Client, hoa: Person) -> None:
    context = page.get(SEARCH).context
    assert (context["page"], context["searched"]) == (None, False)
    for short in ("", "h", "09", "  "):
        assert page.post(SEARCH, {"q": short}).context["page"] is None


def test_a_search_finds_by_name_phone_and_code(page: Client, hoa: Person) -> None:
    for typed in ("nguyen thi hoa", "Hoà", "+84 912 345 678", "0912 345", "p-hoa", "678"):
        assert found(page, typed) == ["P-HOA"]
    assert found(page, "tran") == []
    assert page.post(SEARCH, {"q": "tran"}).context["searched"]


def test_what_is_searched_for_stands_in_no_address(page: Client, hoa: Person) -> None:
    assert page.get(SEARCH, {"q": "nguyen thi hoa"}).context["page"] is None
    text = page.post(SEARCH, {"q": "nguyen thi hoa"}).content.decode()
    assert 'method="post"' in text
    assert "?q=" not in text
    assert reverse("registry:person", args=[hoa.pk]) == f"/persons/{hoa.pk}/"


def test_a_search_within_a_unit_keeps_who_lives_or_stays_there(
    page: Client, hoa: Person, units: UnitTree
) -> None:
    make_person(unit=units.phuc_xa, staying_unit=units.truc_bach, code="guest", name="Hoa Thử")
    make_person(unit=units.phuc_xa, code="other", name="Hoa Thử")
    assert set(found(page, "hoa", unit=units.truc_bach.pk)) == {"P-HOA", "guest"}


def test_a_fragment_is_sent_to_the_page_that_types(page: Client, hoa: Person) -> None:
    text = page.post(SEARCH, {"q": "hoa"}, headers=HTMX).content.decode()
    assert "Nguyễn Thị Hòa" in text
    assert "<html" not in text


def test_quick_entry_is_offered_eight_persons_at_most(page: Client, units: UnitTree) -> None:
    for number in range(9):
        make_person(unit=units.truc_bach, name=f"Hoa {'ABCDEFGHI'[number]}")
    response = page.post(SEARCH, {"pick": "3", "q": "hoa"}, headers=HTMX)
    assert [len(response.context["persons"]), response.context["row"]] == [8, 3]
    by_field = page.post(SEARCH, {"pick": "3", "contacts-3-name": "hoa a"}, headers=HTMX)
    assert [str(person) for person in by_field.context["persons"]] == ["Hoa A"]
    nothing = page.post(SEARCH, {"pick": "0", "q": "h"}, headers=HTMX)
    assert nothing.content.decode().strip() == ""


def test_a_laboratory_finds_by_the_whole_code_and_sees_no_name(
    client_as: ClientAs, hoa: Person, units: UnitTree
) -> None:
    laboratory = client_as(make_user("laboratory", units.city))
    assert found(laboratory, "P-HOA") == ["P-HOA"]
    for typed in ("nguyen thi hoa", "0912345678", "P-H", "HOA"):
        assert found(laboratory, typed) == []
    text = laboratory.post(SEARCH, {"q": "P-HOA"}).content.decode()
    assert reverse("response:record_result", args=[hoa.pk]) in text
    assert "Nguyễn" not in text
    assert "unit" not in laboratory.get(SEARCH).context["form"].fields
    assert laboratory.post(SEARCH, {"pick": "0", "q": "hoa"}).status_code == 403


def test_an_auditor_searches_nobody(client_as: ClientAs, hoa: Person, units: UnitTree) -> None:
    auditor = client_as(make_user("auditor", units.city))
    assert auditor.post(SEARCH, {"q": "hoa"}).status_code == 403


def test_pages_are_cut_on_the_server_at_one_cost(page: Client, units: UnitTree) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            page.post(SEARCH, {"q": "hoa"})
        return len(caught)

    for number in range(10):
        make_person(unit=units.truc_bach, name=f"Hoa {number}")
    few = cost()
    for number in range(90):
        make_person(unit=units.truc_bach, name=f"Hoa {number}")
    assert cost() == few
    assert len(found(page, "hoa")) == 50
    assert len(found(page, "hoa", page=2)) == 50


# A new person


def said(units: UnitTree, **more: object) -> dict[str, object]:
    return {"name": "Trần Văn Thử", "phone": "+84 162 345 6789", "unit": units.truc_bach.pk} | more


def test_a_new_person_gets_a_code_and_is_audited(
    page: Client, officer: User, units: UnitTree
) -> None:
    response = page.post(NEW, said(units, birth_date="1968-05-19"))
    person = Person.objects.get(name="Trần Văn Thử")
    assert response.headers["Location"] == f"/persons/{person.pk}/"
    assert person.code.startswith("P")
    assert person.phone == "0323456789"
    assert (person.birth_year, person.name_ascii) == (1968, "tran van thu")
    event = AuditEvent.objects.get(verb="person_added")
    assert (event.actor, event.person_id) == ("lan", person.pk)


def test_codes_are_numbered_and_never_given_twice(units: UnitTree) -> None:
    taken = make_person(unit=units.truc_bach)
    make_person(unit=units.truc_bach, code=f"P{taken.pk + 2}")
    assert Person.objects.next_code() == f"P{taken.pk + 3}"


def test_somebody_of_another_area_can_be_written_but_not_opened(
    page: Client, units: UnitTree
) -> None:
    response = page.post(NEW, said(units, unit=units.cat_linh.pk))
    assert response.headers["Location"] == SEARCH
    assert Person.objects.get(name="Trần Văn Thử").unit == units.cat_linh


@pytest.mark.parametrize(
    "twice",
    [
        {"identity_number": "001 168 012345", "name": "Another Name"},
        {"phone": "0162 345 6789"},
        {"phone": "", "birth_year": "1968"},
    ],
)
def test_a_person_who_may_be_known_already_needs_a_second_look(
    page: Client, units: UnitTree, twice: dict[str, object]
) -> None:
    known = make_person(
        unit=units.phuc_xa, code="P-OLD", name="Trần Văn Thử", phone="0323456789",
        birth_year=1968, identity_number="001168012345",
    )  # fmt: skip
    response = page.post(NEW, said(units, **twice))
    assert "P-OLD" in response.content.decode()
    assert list(Person.objects.all()) == [known]
    page.post(NEW, said(units, **twice, is_another="on"))
    assert Person.objects.count() == 2


def test_the_same_name_alone_is_no_doubt(page: Client, units: UnitTree) -> None:
    make_person(unit=units.phuc_xa, name="Trần Văn Thử")
    assert page.post(NEW, said(units)).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"birth_date": "2020-03-09"},
        {"birth_year": "68"},
        {"birth_year": "2021"},
        {"unit": "0"},
    ],
)
def test_what_cannot_be_is_refused(page: Client, units: UnitTree, wrong: dict[str, str]) -> None:
    response = page.post(NEW, said(units, **wrong))
    assert response.status_code == 200
    assert response.context["form"].errors.keys() == wrong.keys()
    assert not Person.objects.exists()


# Outside the area


@pytest.fixture
def stranger(units: UnitTree) -> Person:
    return make_person(unit=units.cat_linh, code="P-XA", name="Người Xa Lạ")


def test_a_person_outside_the_area_is_not_shown_and_the_glass_is_offered(
    page: Client, stranger: Person
) -> None:
    response = page.get(f"/persons/{stranger.pk}/")
    text = response.content.decode()
    assert response.status_code == 404
    assert f"/persons/{stranger.pk}/open/" in text
    for secret in ("Người Xa Lạ", "P-XA", "Cát Linh"):
        assert secret not in text
    assert not AuditEvent.objects.filter(verb="opened").exists()


def test_breaking_the_glass_needs_a_reason_and_opens_for_an_hour(
    page: Client, officer: User, stranger: Person
) -> None:
    address = f"/persons/{stranger.pk}/open/"
    context = page.get(address).context
    assert (context["unit"], context["hours"]) == (stranger.unit, 1)
    assert page.post(address, {"reason": "  "}).context["form"].errors.keys() == {"reason"}
    assert not EmergencyAccess.objects.exists()
    response = page.post(address, {"reason": "on the ward of BN17"})
    assert response.headers["Location"] == f"/persons/{stranger.pk}/"
    opened = page.get(f"/persons/{stranger.pk}/")
    assert opened.status_code == 200
    assert opened.context["emergency"].reason == "on the ward of BN17"
    event = AuditEvent.objects.get(verb=BREAK_GLASS)
    assert (event.actor, event.person_id, event.at) == ("lan", stranger.pk, NOW)


def test_who_may_see_a_person_need_not_break_the_glass(page: Client, hoa: Person) -> None:
    response = page.post(f"/persons/{hoa.pk}/open/", {"reason": "why not"})
    assert response.headers["Location"] == f"/persons/{hoa.pk}/"
    assert not EmergencyAccess.objects.exists()


def test_who_may_be_meant_is_shown_while_one_types(units: UnitTree, client_as: ClientAs) -> None:
    known = make_person(
        unit=units.truc_bach, name="Vũ Thị Hòa", birth_year=1985, phone="0322345678"
    )
    elsewhere = make_person(unit=units.cat_linh, name="Vũ Thị Hoà", birth_year=1985)
    client = client_as(make_user("ward_officer", units.truc_bach))
    typed = {
        "name": "vu thi hoa",
        "birth_year": "1985",
        "phone": "0162 234 5678",
        "sex": "male",
        "identity_number": "001185000123",
    }
    shown = client.post(reverse("registry:likely"), typed).content.decode()
    assert known.get_absolute_url() in shown
    assert "same phone" in shown
    assert elsewhere.code not in shown
    assert "1 record outside your area" in shown
    assert "The identity number is that of a woman." in shown
    row = {"pick": "3", **{f"contacts-3-{name}": value for name, value in typed.items()}}
    picked = client.post(reverse("registry:persons"), row).content.decode()
    assert f'data-person-id="{known.pk}"' in picked
    assert "same phone" in picked
    assert elsewhere.code not in picked
    auditor = client_as(make_user("auditor", units.city))
    assert auditor.post(reverse("registry:likely"), typed).status_code == 403
