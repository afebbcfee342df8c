"""The auditor's page: emergencies first, by area, searched by time, user, verb, row and person."""

from datetime import timedelta

import pytest

from tests.web.conftest import ClientAs
from tests.web.factories import NOW, SYSTEM, UnitTree, make_person, make_user
from vungxanh.web.audit.actions import System, record
from vungxanh.web.audit.models import AuditEvent
from vungxanh.web.registry.actions import change_person, open_in_emergency
from vungxanh.web.registry.models import Person


def listed(client, **search: object) -> list[AuditEvent]:
    return list(client.get("/audit/", search).context["page"].object_list)


@pytest.fixture
def person(units: UnitTree) -> Person:
    return make_person(unit=units.truc_bach, phone="0900000001")


def test_an_emergency_stands_above_all_else_with_its_reason(
    units: UnitTree, person: Person, client_as: ClientAs
) -> None:
    officer = make_user("ward_officer", units.cat_linh)
    open_in_emergency(person, "fainted at our station", actor=officer, now=NOW)
    for _ in range(60):
        record("opened", person, actor=officer, now=NOW, person_id=person.pk)
    response = client_as(make_user("auditor", units.city)).get("/audit/")
    assert [event.verb for event in response.context["emergencies"]] == ["emergency"]
    page = response.content.decode()
    first = page.index("fainted at our station")
    assert first < page.index("<table")


def test_the_auditor_of_a_district_sees_what_its_users_did_and_what_was_done_to_its_persons(
    units: UnitTree, person: Person, client_as: ClientAs
) -> None:
    own, other = (make_user("ward_officer", u) for u in (units.truc_bach, units.cat_linh))
    elsewhere = make_person(unit=units.cat_linh)
    by_own = record("own user", elsewhere, actor=own, now=NOW, person_id=elsewhere.pk)
    on_own = record("own person", person, actor=other, now=NOW, person_id=person.pk)
    hidden = record("other", elsewhere, actor=other, now=NOW, person_id=elsewhere.pk)
    system = record("loaded", "registry.person", actor=System("demo"), now=NOW)
    seen = listed(client_as(make_user("auditor", units.ba_dinh)))
    assert by_own in seen
    assert on_own in seen
    assert hidden not in seen
    assert system not in seen
    city = listed(client_as(make_user("auditor", units.city)))
    assert {by_own, on_own, hidden, system} <= {*city}


def test_the_country_sees_all(units: UnitTree, client_as: ClientAs) -> None:
    event = record("x", "registry.person:1", actor=System("demo"), now=NOW, person_id=1)
    assert event in listed(client_as(make_user("auditor", units.country)))


class TestSearch:
    @pytest.fixture
    def client(self, units: UnitTree, client_as: ClientAs):
        return client_as(make_user("auditor", units.city))

    @pytest.fixture
    def event(self, units: UnitTree, person: Person) -> AuditEvent:
        lan = make_user("tracer", units.city, username="lan")
        make_user("tracer", units.city, username="anh")
        record("closed", "x.y:1", actor=System("demo"), now=NOW - timedelta(days=1))
        return record("told", "x.y:2", actor=lan, now=NOW, person_id=person.pk)

    def test_by_user_verb_row_and_person(self, client, event: AuditEvent, person: Person) -> None:
        assert listed(client, actor="lan") == [event]
        assert listed(client, verb="told") == [event]
        assert listed(client, target="x.y:2") == [event]
        for who in (person.code, person.code.lower(), str(person.pk)):
            assert event in listed(client, person=who)
            assert {row.person_id for row in listed(client, person=who)} == {person.pk}
        for search in ({"actor": "anh"}, {"person": "nobody"}, {"target": "x.y"}):
            assert listed(client, **search) == []

    def test_by_days_of_the_city_both_included(self, client, event: AuditEvent) -> None:
        # NOW is 7:00 of 8 March in Hanoi.
        assert event in listed(client, since="2020-03-08", until="2020-03-08")
        assert event not in listed(client, until="2020-03-07")
        assert event not in listed(client, since="2020-03-09")

    def test_a_time_that_ends_before_it_starts_is_told(self, client, event: AuditEvent) -> None:
        response = client.get("/audit/", {"since": "2020-03-09", "until": "2020-03-08"})
        assert "swap them" in response.content.decode()
        assert not response.context["page"].object_list

    def test_what_happens_later_on_the_clock_is_not_shown(self, client, event) -> None:
        later = record("later", "x.y:3", actor=SYSTEM, now=NOW + timedelta(minutes=1))
        assert later not in listed(client)

    def test_pages_of_fifty_cost_the_same_queries(
        self, client, event, django_assert_max_num_queries
    ) -> None:
        for number in range(120):
            record("many", f"x.y:{number}", actor=SYSTEM, now=NOW, after={"a": number})
        with django_assert_max_num_queries(16):
            response = client.get("/audit/", {"verb": "many", "page": 3})
        assert len(response.context["page"].object_list) == 20
        assert response.context["total"] == 120


class TestValues:
    def test_an_auditor_reads_which_fields_changed_and_not_what_stood_in_them(
        self, units: UnitTree, person: Person, client_as: ClientAs
    ) -> None:
        change_person(person, {"phone": "0900000002"}, actor=SYSTEM, now=NOW)
        page = client_as(make_user("auditor", units.city)).get("/audit/").content.decode()
        assert "phone" in page
        assert "090000000" not in page
        assert person.name not in page

    def test_the_command_reads_them_of_its_persons(
        self, units: UnitTree, person: Person, client_as: ClientAs
    ) -> None:
        change_person(person, {"phone": "0900000002"}, actor=SYSTEM, now=NOW)
        page = client_as(make_user("command", units.city)).get("/audit/").content.decode()
        assert "0900000001 → 0900000002" in page


@pytest.mark.parametrize("role", ["tracer", "district_officer", "ward_officer", "laboratory"])
def test_nobody_else_reads_the_log(units: UnitTree, client_as: ClientAs, role: str) -> None:
    homes = {"district_officer": units.ba_dinh, "ward_officer": units.truc_bach}
    response = client_as(make_user(role, homes.get(role, units.city))).get("/audit/")
    assert response.status_code == 403


def test_the_page_can_only_be_read(units: UnitTree, client_as: ClientAs) -> None:
    assert client_as(make_user("auditor", units.city)).post("/audit/").status_code == 405
