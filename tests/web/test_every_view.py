"""Every address is classified, and each lets in only whom it should.

A view that is not in a table below fails a test, so that nobody forgets. Views of one record are
asked by a stranger (no account), by an officer of another district, and by the officer in whose
area the record lies.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.core.labmessages.examples import hl7
from tests.web.conftest import ClientAs
from tests.web.factories import (
    NOW,
    SYSTEM,
    UnitTree,
    make_case,
    make_person,
    make_place,
    make_user,
    make_visit,
)
from vungxanh.bulletins import read_district_table
from vungxanh.geography import shipped_gazetteer
from vungxanh.labmessages import read_hl7
from vungxanh.records import minute_of
from vungxanh.terms import Classification, TestOutcome
from vungxanh.web.accounts.models import User
from vungxanh.web.bulletins.actions import receive_notice, receive_table
from vungxanh.web.laboratory.actions import add_laboratory
from vungxanh.web.laboratory.actions import receive as receive_message
from vungxanh.web.laboratory.models import LabMessage
from vungxanh.web.measures.models import Order
from vungxanh.web.merging.actions import merge
from vungxanh.web.registry.models import (
    ContactEvent,
    Fact,
    Isolation,
    Outbreak,
    Person,
    TestResult,
)
from vungxanh.web.response.actions import confirm_case, record_result
from vungxanh.web.response.models import Proposal

NotHere = frozenset({403, 404})


@dataclass(frozen=True)
class World:
    """One of each row that a view may show, in the ward Trúc Bạch of the district Ba Đình."""

    units: UnitTree
    outbreak: Outbreak

    def person(self) -> int:
        return make_person(unit=self.units.truc_bach).pk

    def case(self) -> int:
        return make_case(unit=self.units.truc_bach, outbreak=self.outbreak).pk

    def suspect(self) -> int:
        return make_case(
            unit=self.units.truc_bach,
            outbreak=self.outbreak,
            classification=Classification.SUSPECTED,
            confirmed_at=None,
        ).pk

    def place(self) -> int:
        return make_place(unit=self.units.truc_bach).pk

    def result(self) -> int:
        return self._positive().pk

    def visit(self) -> int:
        units = self.units
        return make_visit(make_person(unit=units.truc_bach), make_place(unit=units.truc_bach)).pk

    def contact(self) -> int:
        one, other = (make_person(unit=self.units.truc_bach) for _ in range(2))
        met = minute_of(NOW)
        return ContactEvent.objects.create(
            person_a=one, person_b=other, start=met, end=met, recorded_at=NOW
        ).pk

    def isolation(self) -> int:
        person = make_person(unit=self.units.truc_bach)
        return Isolation.objects.create(person=person, start=minute_of(NOW), recorded_at=NOW).pk

    def fact(self) -> int:
        person = make_person(unit=self.units.truc_bach)
        return Fact.objects.create(
            person=person, name="fever", value="yes", observed_at=NOW, recorded_at=NOW
        ).pk

    def proposal(self) -> int:
        return Proposal.objects.get(result=self._positive()).pk

    def order(self) -> int:
        """Let a case meet somebody at their office, and give the order that this leads to."""
        case = make_case(
            unit=self.units.truc_bach,
            outbreak=self.outbreak,
            classification=Classification.SUSPECTED,
            confirmed_at=None,
        )
        contact, office = (
            make_person(unit=self.units.truc_bach),
            make_place(unit=self.units.truc_bach),
        )
        for person in (case.person, contact):
            make_visit(person, office)
        confirm_case(case, actor=SYSTEM, now=NOW)
        return Order.objects.get(person=contact).pk

    def _positive(self) -> TestResult:
        result = TestResult(
            person=make_person(unit=self.units.truc_bach),
            outbreak=self.outbreak,
            specimen_at=NOW,
            resulted_at=NOW,
            outcome=TestOutcome.POSITIVE,
        )
        record_result(result, actor=SYSTEM, now=NOW)
        return result

    def notice(self) -> int:
        notice, _new = receive_notice("BN17: nữ, 26 tuổi", published=NOW.date(), **self._received())
        return notice.pk

    def figures(self) -> int:
        text = "TT | Huyện | F1\n1 | Ba Đình | 3"
        read = read_district_table(text, on=NOW.date(), gazetteer=shipped_gazetteer())
        table, _new = receive_table(text, read, reported_on=NOW.date(), **self._received())
        return table.pk

    def _received(self) -> dict[str, Any]:
        by = {"actor": SYSTEM, "now": NOW}
        return {"outbreak": self.outbreak, "unit": self.units.ba_dinh, **by}

    def lab_message(self) -> int:
        """Take in what a laboratory writes of somebody whom nobody knows, of an address here."""
        laboratory = add_laboratory("lab", "A laboratory", actor=SYSTEM, now=NOW)
        (read,) = read_hl7(hl7().encode(), zone=ZoneInfo(settings.TIME_ZONE))
        (row,), _new = receive_message(read, laboratory, actor=SYSTEM, now=NOW)
        LabMessage.objects.filter(pk=row.pk).update(unit=self.units.truc_bach)
        return row.pk

    def merge(self) -> int:
        one, other = (make_person(unit=self.units.truc_bach) for _ in range(2))
        return merge(one, other, actor=SYSTEM, now=NOW).pk

    def user(self) -> int:
        return make_user("ward_officer", self.units.truc_bach).pk


Row = Callable[[World], int]

ROWS: dict[str, Row] = {
    "accounts:user": World.user,
    "bulletins:notice": World.notice,
    "bulletins:table": World.figures,
    "laboratory:message": World.lab_message,
    "laboratory:new_person": World.lab_message,
    "merging:merge": World.merge,
    "merging:of": World.person,
    "measures:order": World.order,
    "measures:order_pdf": World.order,
    "registry:case": World.case,
    "registry:interview": World.case,
    "registry:person": World.person,
    "registry:place": World.place,
    "response:add_visit": World.case,
    "response:confirm": World.suspect,
    "response:correct_case": World.case,
    "response:correct_result": World.result,
    "response:discard": World.case,
    "response:isolate": World.person,
    "response:proposal": World.proposal,
    "response:quick_entry": World.case,
    "response:record_fact": World.person,
    "response:record_result": World.person,
    "response:take_back_contact": World.contact,
    "response:take_back_fact": World.fact,
    "response:take_back_isolation": World.isolation,
    "response:take_back_visit": World.visit,
    "tracing:tree": World.case,
    "tracing:tree_data": World.case,
    "tracing:why": World.person,
}
"""Views of one row of an area, answered to GET: shown to the right officer, hidden from others."""

LABORATORY = {"response:record_result", "response:correct_result"}
"""Those of the above that are a laboratory's work, too."""

EMERGENCY: dict[str, Row] = {"registry:open_person": World.person}
"""Views by which an officer of another area opens a record, with a reason that is kept."""

ABOUT: dict[str, Row] = {"response:new_case": World.person}
"""Views that take their person as `?person=`."""

LISTS = {
    "accounts:users",
    "accounts:new_user",
    "bulletins:notices",
    "laboratory:inbox",
    "intake:imports",
    "intake:new",
    "map:map",
    "measures:orders",
    "merging:pairs",
    "registry:cases",
    "registry:persons",
    "registry:new_person",
    "response:dashboard",
    "response:waiting",
}
"""Views for any officer, that show nothing but their area; their own tests say so."""

ROLES: dict[str, str] = {
    "audit:events": "auditor",
    "laboratory:sent": "laboratory",
}
"""Views for one role, and that role."""

OWN = {"accounts:me", "set_language"}
"""Views for any signed-in user, about nobody but themselves."""

ELSEWHERE: dict[str, str] = {
    "bulletins:case": "tests/web/bulletins/test_views.py",
    "lab_api:fhir": "tests/web/laboratory/test_sending.py",
    "lab_api:hl7": "tests/web/laboratory/test_sending.py",
    "intake:import": "tests/web/intake/test_views.py",
    "intake:map": "tests/web/intake/test_views.py",
    "intake:start": "tests/web/intake/test_views.py",
    "intake:stop": "tests/web/intake/test_views.py",
    "intake:undo": "tests/web/intake/test_views.py",
    "intake:bad_rows": "tests/web/intake/test_views.py",
    "intake:mapping": "tests/web/intake/test_views.py",
    "map:figures": "tests/web/map/test_views.py",
    "map:outlines": "tests/web/map/test_views.py",
    "merging:compare": "tests/web/merging/test_views.py",
    "merging:search": "tests/web/merging/test_views.py",
    "measures:confirm_many": "tests/web/measures/test_views.py",
    "measures:print_many": "tests/web/measures/test_printing.py",
    "measures:prints": "tests/web/measures/test_printing.py",
    "measures:printed_file": "tests/web/measures/test_printing.py",
    "registry:likely": "tests/web/registry/test_persons.py",
    "tracing:transmission": "tests/web/tracing/test_transmission.py",
    "tracing:transmission_data": "tests/web/tracing/test_transmission.py",
}
"""Views that cannot be asked by GET and one row, and where the tests stand that guard them."""

OUTSIDE = ("account_", "mfa_")
"""Views of the sign-in, which is not ours."""


def names(
    patterns: list[URLPattern | URLResolver], namespace: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Walk all addresses."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}", pattern


def all_views() -> dict[str, URLPattern]:
    found = dict(names(get_resolver().url_patterns))
    return {name: pattern for name, pattern in found.items() if not name.startswith(OUTSIDE)}


EXISTING = all_views()
TABLES = (ROWS, EMERGENCY, ABOUT, LISTS, ROLES, OWN, ELSEWHERE)


@pytest.mark.parametrize("name", sorted(EXISTING))
def test_every_view_is_classified_once(name: str) -> None:
    assert not name.endswith("None"), "give the address a name"
    assert sum(name in table for table in TABLES) == 1, f"say in this file who may see {name}"


def test_no_table_names_a_view_that_is_gone() -> None:
    assert {name for table in TABLES for name in table} <= EXISTING.keys()


@pytest.mark.parametrize("name", sorted(EXISTING))
def test_a_view_with_a_key_is_tested_with_a_row(name: str) -> None:
    if EXISTING[name].pattern.converters:
        assert name in ROWS or name in EMERGENCY or name in ELSEWHERE, (
            f"say in ROWS what the key of {name} stands for"
        )


@pytest.fixture
def officer(units: UnitTree) -> User:
    """Answers for the area of the row."""
    return make_user("district_officer", units.ba_dinh)


@pytest.fixture
def neighbour(units: UnitTree) -> User:
    """Does the same in another district."""
    return make_user("district_officer", units.dong_da)


@pytest.fixture
def world(units: UnitTree, outbreak: Outbreak) -> World:
    return World(units, outbreak)


def is_sent_to_sign_in(client: Client, address: str) -> bool:
    response = client.get(address)
    return response.status_code == 302 and response.headers["Location"].startswith(
        "/accounts/login/"
    )


@pytest.mark.parametrize("name", [name for name in ROWS if name in EXISTING])
def test_a_row_is_shown_to_its_area_alone(
    name: str, world: World, officer: User, neighbour: User, client_as: ClientAs
) -> None:
    address = reverse(name, args=[ROWS[name](world)])
    assert is_sent_to_sign_in(client_as(None), address)
    for stranger in (neighbour, make_user()):
        assert client_as(stranger).get(address).status_code in NotHere
        assert client_as(stranger).post(address).status_code in NotHere | {405}
    assert client_as(officer).get(address).status_code == 200


@pytest.mark.parametrize("name", [name for name in ROWS if name in EXISTING])
@pytest.mark.parametrize("role", ["laboratory", "auditor"])
def test_a_record_is_not_for_laboratories_and_auditors(
    name: str, role: str, world: World, client_as: ClientAs
) -> None:
    address = reverse(name, args=[ROWS[name](world)])
    its_work = role == "laboratory" and name in LABORATORY
    status = client_as(make_user(role, world.units.city)).get(address).status_code
    assert status == 200 if its_work else status in NotHere


@pytest.mark.parametrize("name", [name for name in EMERGENCY if name in EXISTING])
def test_an_emergency_is_for_officers_and_shows_no_name_beforehand(
    name: str, world: World, neighbour: User, client_as: ClientAs
) -> None:
    key = EMERGENCY[name](world)
    address = reverse(name, args=[key])
    assert is_sent_to_sign_in(client_as(None), address)
    for role in ("laboratory", "auditor"):
        assert client_as(make_user(role, world.units.city)).get(address).status_code == 403
    response = client_as(neighbour).get(address)
    assert response.status_code == 200
    assert Person.objects.get(pk=key).name not in response.content.decode()


@pytest.mark.parametrize("name", [name for name in ROWS if name in EXISTING])
def test_a_row_that_does_not_exist_is_not_found(
    name: str, world: World, officer: User, client_as: ClientAs
) -> None:
    missing = ROWS[name](world) + 1000
    assert client_as(officer).get(reverse(name, args=[missing])).status_code == 404


@pytest.mark.parametrize("name", [name for name in ABOUT if name in EXISTING])
def test_a_person_is_taken_from_the_area_alone(
    name: str, world: World, officer: User, neighbour: User, client_as: ClientAs
) -> None:
    address = f"{reverse(name)}?person={ABOUT[name](world)}"
    assert is_sent_to_sign_in(client_as(None), address)
    for stranger in (neighbour, make_user()):
        assert client_as(stranger).get(address).status_code in NotHere
    assert client_as(officer).get(address).status_code == 200


@pytest.mark.parametrize("name", sorted(LISTS & EXISTING.keys()))
def test_a_list_is_for_officers(
    name: str, world: World, officer: User, client_as: ClientAs
) -> None:
    address = reverse(name)
    assert is_sent_to_sign_in(client_as(None), address)
    refused = client_as(make_user()).get(address)  # the start page may send on to one's own page
    assert refused.status_code == 403 or refused.headers.get("Location") == reverse("accounts:me")
    assert client_as(officer).get(address).status_code == 200


@pytest.mark.parametrize("name", sorted(ROLES.keys() & EXISTING.keys()))
def test_a_page_of_one_role_is_for_that_role(
    name: str, world: World, officer: User, client_as: ClientAs
) -> None:
    address = reverse(name)
    assert is_sent_to_sign_in(client_as(None), address)
    assert client_as(officer).get(address).status_code == 403
    assert client_as(make_user(ROLES[name], world.units.city)).get(address).status_code == 200


@pytest.mark.parametrize("name", sorted(OWN))
def test_an_own_page_asks_who_one_is(
    name: str, world: World, officer: User, client_as: ClientAs
) -> None:
    assert client_as(officer).get(reverse(name)).status_code in {200, 405}
    if name != "set_language":  # a stranger chooses a language, too
        assert is_sent_to_sign_in(client_as(None), reverse(name))
