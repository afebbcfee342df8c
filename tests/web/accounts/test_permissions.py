"""Which role may do what, and where."""

from datetime import timedelta

import pytest
from django.http import HttpRequest, HttpResponse

from tests.web.factories import LATER, NOW, UnitTree, give, make_user
from vungxanh.web.accounts.models import Role
from vungxanh.web.accounts.permissions import (
    VERBS,
    NotAllowed,
    allowed,
    check,
    fits,
    may,
    permitted,
    require,
    start_page,
    units_for,
)
from vungxanh.web.audit.actions import System

LABORATORY = {"follow_lab_message"}
"""What laboratories do of their own, and no officer."""

EXPECTED = {
    "command": set(VERBS) - LABORATORY,
    "district_officer": set(VERBS) - LABORATORY - {"view_audit"},
    "tracer": set(VERBS)
    - LABORATORY
    - {"view_audit", "manage_users", "reset_second_factor", "confirm_order", "reject_order"},
    "ward_officer": set(VERBS)
    - LABORATORY
    - {"view_audit", "confirm_case", "discard_case", "correct_case", "import", "read_bulletin"}
    - {"settle_lab_message", "merge_persons"},
    "laboratory": {"find_person", "record_result"} | LABORATORY,
    "auditor": {"view_audit"},
}
"""Said once more by hand: a change of the table must be meant."""

HOMES = {
    "command": "city",
    "tracer": "city",
    "district_officer": "ba_dinh",
    "ward_officer": "truc_bach",
    "laboratory": "city",
    "auditor": "city",
}


@pytest.mark.parametrize("role", EXPECTED)
def test_each_role_may_do_its_verbs_and_no_others(units: UnitTree, role: str) -> None:
    assert may(make_user(role, getattr(units, HOMES[role])), NOW) == EXPECTED[role]


def test_without_a_role_nothing_is_allowed_and_the_reason_says_whom_to_ask(
    units: UnitTree,
) -> None:
    answer = allowed(make_user(), "view_case", NOW)
    assert not answer
    assert "who manages its users" in answer.reason or "quản lý" in answer.reason


def test_a_role_counts_in_its_unit_and_below(units: UnitTree) -> None:
    user = make_user("district_officer", units.ba_dinh)
    assert allowed(user, "confirm_case", NOW, unit=units.ba_dinh)
    assert allowed(user, "confirm_case", NOW, unit=units.truc_bach)
    for outside in (units.dong_da, units.cat_linh, units.city, units.country):
        answer = allowed(user, "confirm_case", NOW, unit=outside)
        assert not answer
        assert str(outside) in answer.reason


def test_a_refusal_names_the_roles_that_may_and_those_that_are_held(units: UnitTree) -> None:
    user = make_user("ward_officer", units.truc_bach)
    with pytest.raises(NotAllowed) as refusal:
        check(user, "confirm_case", NOW)
    assert str(Role.TRACER.label) in str(refusal.value)
    assert str(units.truc_bach) in str(refusal.value)


def test_a_grant_counts_from_its_start_until_its_end(units: UnitTree) -> None:
    user = make_user("tracer", units.city, since=NOW)
    user.grants.update(until=NOW + timedelta(hours=1))
    assert not allowed(user, "view_case", NOW - timedelta(seconds=1))
    assert allowed(user, "view_case", NOW)
    assert not allowed(user, "view_case", NOW + timedelta(hours=1))


@pytest.mark.parametrize(
    ("role", "home"), [("district_officer", "ba_dinh"), ("ward_officer", "truc_bach")]
)
def test_a_role_follows_its_unit_out_of_force(units: UnitTree, role: str, home: str) -> None:
    user = make_user(role, getattr(units, home))
    last = LATER.replace(month=6, day=30, hour=16, minute=59)  # 23:59 in Hanoi
    assert allowed(user, "view_case", last)
    assert not allowed(user, "view_case", last + timedelta(minutes=1))
    assert allowed(make_user("command", units.city), "view_case", LATER)


def test_roles_of_a_level_are_held_at_that_level(units: UnitTree) -> None:
    held = {
        role: {
            u.level
            for u in (units.country, units.city, units.ba_dinh, units.truc_bach)
            if fits(role, u)
        }
        for role in Role
    }
    everywhere = {"country", "province", "district", "commune"}
    assert held == {
        Role.COMMAND: {"country", "province"},
        Role.DISTRICT_OFFICER: {"district"},
        Role.WARD_OFFICER: {"commune"},
        Role.TRACER: everywhere,
        Role.LABORATORY: everywhere,
        Role.AUDITOR: everywhere,
    }


def test_areas_are_those_of_the_roles_that_may(units: UnitTree) -> None:
    user = make_user("laboratory", units.city)
    give(user, "ward_officer", units.truc_bach)
    assert units_for(user, "view_person", NOW) == [units.truc_bach]
    assert units_for(user, "record_result", NOW) == [units.city, units.truc_bach]


def test_an_unknown_verb_is_an_error_of_the_program(units: UnitTree) -> None:
    with pytest.raises(KeyError):
        allowed(make_user("command", units.city), "fly", NOW)
    with pytest.raises(KeyError):
        permitted("fly")


def test_grants_are_read_once_a_request(units: UnitTree, django_assert_num_queries) -> None:
    user = make_user("tracer", units.city)
    with django_assert_num_queries(1):
        for verb in VERBS:
            allowed(user, verb, NOW)


def test_a_command_of_the_system_may_do_everything(db: None) -> None:
    for verb in VERBS:
        require(System("demo"), verb, NOW)


def test_a_view_that_is_guarded_answers_only_those_who_may(units: UnitTree) -> None:
    @permitted("view_audit")
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse("log")

    request = HttpRequest()
    request.now = NOW
    request.user = make_user("auditor", units.city)
    assert page(request).content == b"log"
    request.user = make_user("tracer", units.city)
    with pytest.raises(NotAllowed):
        page(request)


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("command", "response:dashboard"),
        ("laboratory", "registry:persons"),
        ("auditor", "audit:events"),
    ],
)
def test_work_starts_where_the_role_has_its_work(units: UnitTree, role: str, page: str) -> None:
    assert start_page(make_user(role, units.city), NOW) == page


def test_without_a_role_work_starts_at_the_own_page(db: None) -> None:
    assert start_page(make_user(), NOW) == "accounts:me"
