"""Users and roles, managed by each unit for its own."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

from tests.web.factories import LATER, NOW, SYSTEM, UnitTree, give, make_user
from vungxanh.web.accounts.actions import (
    Refused,
    carry_over_roles,
    change_user,
    choose_password,
    create_user,
    grant_role,
    hand_password,
    note_failed_sign_in,
    open_account,
    reset_second_factor,
    withdraw_role,
)
from vungxanh.web.accounts.models import Grant, User
from vungxanh.web.accounts.permissions import NotAllowed
from vungxanh.web.audit.models import AuditEvent, Value


def roles(user: User, now=NOW) -> set[tuple[str, str]]:
    return {(g.role, g.unit.full_name) for g in Grant.objects.in_force(now).filter(user=user)}


def add_factor(user: User) -> None:
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})


class TestNewUsers:
    def test_a_unit_makes_users_for_itself_and_the_units_below(self, units: UnitTree) -> None:
        officer = make_user("district_officer", units.ba_dinh)
        made = create_user(
            "lan.ward", "ward_officer", units.truc_bach, actor=officer, now=NOW, full_name="Lan"
        )
        assert roles(made) == {("ward_officer", "Phường Trúc Bạch")}
        verbs = AuditEvent.objects.filter(actor=officer.username).values_list("verb", flat=True)
        assert {*verbs} == {"user_created", "role_granted"}

    def test_but_not_for_others(self, units: UnitTree) -> None:
        officer = make_user("district_officer", units.ba_dinh)
        for role, unit in (("ward_officer", units.cat_linh), ("command", units.city)):
            with pytest.raises(NotAllowed):
                create_user("x", role, unit, actor=officer, now=NOW)
        assert not User.objects.filter(username="x").exists()

    def test_a_name_is_taken_whatever_its_case(self, units: UnitTree) -> None:
        create_user("lan", "tracer", units.city, actor=SYSTEM, now=NOW)
        with pytest.raises(Refused, match="choose another"):
            create_user("Lan", "tracer", units.city, actor=SYSTEM, now=NOW)

    def test_a_role_that_does_not_fit_leaves_no_user_behind(self, units: UnitTree) -> None:
        with pytest.raises(Refused):
            create_user("lan", "ward_officer", units.city, actor=SYSTEM, now=NOW)
        assert not User.objects.filter(username="lan").exists()

    def test_a_password_that_was_handed_over_must_be_changed(self, units: UnitTree) -> None:
        made = create_user(
            "lan", "tracer", units.city, actor=SYSTEM, now=NOW, password="hand-me-over-1"
        )
        assert made.first_password
        choose_password(made, "mine-alone-2020", actor=made, now=NOW)
        made.refresh_from_db()
        assert not made.first_password
        assert made.check_password("mine-alone-2020")

    def test_a_demonstration_hands_out_passwords_that_stay(self, units: UnitTree) -> None:
        made = create_user(
            "demo",
            "tracer",
            units.city,
            actor=SYSTEM,
            now=NOW,
            password="demo-demo-1",
            must_change=False,
        )
        assert not made.first_password

    def test_no_password_stands_in_the_log(self, units: UnitTree) -> None:
        made = create_user(
            "lan", "tracer", units.city, actor=SYSTEM, now=NOW, password="hand-me-over-1"
        )
        hand_password(made, "hand-me-over-2", actor=SYSTEM, now=NOW)
        assert "hand-me-over" not in str([*Value.objects.values()])


class TestRoles:
    def test_a_district_officer_needs_a_district_that_is_in_force(self, units: UnitTree) -> None:
        user = make_user("ward_officer", units.new_ba_dinh, since=LATER)
        with pytest.raises(Refused, match="not in force"):
            grant_role(user, "district_officer", units.ba_dinh, actor=SYSTEM, now=LATER)
        with pytest.raises(Refused, match="level"):
            grant_role(user, "district_officer", units.new_ba_dinh, actor=SYSTEM, now=LATER)
        grant_role(user, "district_officer", units.ba_dinh, actor=SYSTEM, now=NOW)

    def test_a_ward_officer_needs_a_commune(self, units: UnitTree) -> None:
        user = make_user("tracer", units.city)
        for unit in (units.city, units.ba_dinh):
            with pytest.raises(Refused, match="level"):
                grant_role(user, "ward_officer", unit, actor=SYSTEM, now=NOW)
        with pytest.raises(Refused, match="not in force"):
            grant_role(user, "ward_officer", units.new_ba_dinh, actor=SYSTEM, now=NOW)

    def test_nobody_gives_a_role_to_themselves_nor_takes_their_own(self, units: UnitTree) -> None:
        chief = make_user("command", units.city)
        with pytest.raises(NotAllowed):
            grant_role(chief, "auditor", units.city, actor=chief, now=NOW)
        with pytest.raises(NotAllowed):
            withdraw_role(chief.grants.get(), actor=chief, now=NOW)

    @pytest.mark.parametrize("role", ["tracer", "laboratory", "auditor"])
    def test_who_does_not_manage_gives_nothing(self, units: UnitTree, role: str) -> None:
        user = make_user("ward_officer", units.truc_bach)
        with pytest.raises(NotAllowed):
            grant_role(user, "tracer", units.truc_bach, actor=make_user(role, units.city), now=NOW)

    def test_a_role_is_held_once(self, units: UnitTree) -> None:
        user = make_user("tracer", units.city)
        with pytest.raises(Refused, match="already"):
            grant_role(user, "tracer", units.city, actor=SYSTEM, now=NOW)

    def test_a_withdrawn_role_ends_now_and_can_be_given_again(self, units: UnitTree) -> None:
        user = make_user("tracer", units.truc_bach)
        officer = make_user("ward_officer", units.truc_bach)
        withdraw_role(user.grants.get(), actor=officer, now=NOW)
        assert roles(user) == set()
        assert roles(user, NOW - timedelta(minutes=1)) == {("tracer", "Phường Trúc Bạch")}
        later = NOW + timedelta(hours=1)
        grant_role(user, "tracer", units.truc_bach, actor=officer, now=later)
        assert roles(user, later) == {("tracer", "Phường Trúc Bạch")}

    def test_withdrawing_twice_is_logged_once(self, units: UnitTree) -> None:
        grant = make_user("tracer", units.city).grants.get()
        for minutes in (0, 5):
            withdraw_role(grant, actor=SYSTEM, now=NOW + timedelta(minutes=minutes))
        assert AuditEvent.objects.filter(verb="role_withdrawn").count() == 1
        assert Grant.objects.get(pk=grant.pk).until == NOW

    def test_a_unit_does_not_withdraw_what_another_gave(self, units: UnitTree) -> None:
        user = make_user("tracer", units.city)
        with pytest.raises(NotAllowed):
            withdraw_role(
                user.grants.get(), actor=make_user("district_officer", units.ba_dinh), now=NOW
            )


class TestReorganisation:
    """1 July 2025: what becomes of the roles in units that end."""

    def test_a_ward_officer_serves_in_the_new_ward(self, units: UnitTree) -> None:
        user = make_user("ward_officer", units.truc_bach)
        give(user, "tracer", units.phuc_xa)
        assert carry_over_roles(actor=SYSTEM, now=LATER) == 2
        assert roles(user, LATER) == {
            ("ward_officer", "Phường Ba Đình"),
            ("tracer", "Phường Hồng Hà"),
        }
        assert roles(user) == {("ward_officer", "Phường Trúc Bạch"), ("tracer", "Phường Phúc Xá")}

    def test_a_district_officer_waits_for_another_role(self, units: UnitTree) -> None:
        user = make_user("district_officer", units.ba_dinh)
        assert carry_over_roles(actor=SYSTEM, now=LATER) == 0
        assert user.grants.get().until == LATER

    def test_two_wards_that_became_one_give_one_role(self, units: UnitTree) -> None:
        units.phuc_xa.became.update(after=units.new_ba_dinh)
        user = make_user("ward_officer", units.truc_bach)
        give(user, "ward_officer", units.phuc_xa)
        assert carry_over_roles(actor=SYSTEM, now=LATER) == 1

    def test_before_the_day_and_a_second_time_nothing_happens(self, units: UnitTree) -> None:
        make_user("ward_officer", units.truc_bach)
        assert carry_over_roles(actor=SYSTEM, now=NOW) == 0
        carry_over_roles(actor=make_user("command", units.city), now=LATER)
        assert carry_over_roles(actor=SYSTEM, now=LATER) == 0

    def test_a_ward_does_not_carry_over_what_is_not_its_own(self, units: UnitTree) -> None:
        make_user("ward_officer", units.phuc_xa)
        ward = make_user("ward_officer", units.new_ba_dinh, since=LATER)
        with pytest.raises(NotAllowed):
            carry_over_roles(actor=ward, now=LATER)


class TestAccounts:
    def test_taking_over_an_account_needs_all_its_units(self, units: UnitTree) -> None:
        chief = make_user("command", units.city)
        give(chief, "ward_officer", units.truc_bach)
        ward = make_user("ward_officer", units.truc_bach)
        with pytest.raises(NotAllowed, match="outside your area"):
            hand_password(chief, "hand-me-over-1", actor=ward, now=NOW)
        with pytest.raises(NotAllowed):
            open_account(chief, False, actor=ward, now=NOW, reason="gone")
        hand_password(chief, "hand-me-over-1", actor=make_user("command", units.country), now=NOW)

    def test_a_unit_takes_over_nothing_of_someone_who_once_ruled_above_it(
        self, units: UnitTree
    ) -> None:
        former = make_user("command", units.city)
        give(former, "tracer", units.truc_bach)
        former.grants.update(until=NOW)
        former.forget_grants()
        ward = make_user("ward_officer", units.truc_bach)
        with pytest.raises(NotAllowed):
            hand_password(former, "hand-me-over-1", actor=ward, now=NOW)

    def test_a_new_password_is_not_for_oneself(self, units: UnitTree) -> None:
        chief = make_user("command", units.city)
        with pytest.raises(NotAllowed):
            hand_password(chief, "hand-me-over-1", actor=chief, now=NOW)
        with pytest.raises(NotAllowed):
            choose_password(make_user("tracer", units.city), "mine", actor=chief, now=NOW)

    def test_a_closed_account_is_opened_again(self, units: UnitTree) -> None:
        user, chief = make_user("tracer", units.ba_dinh), make_user("command", units.city)
        open_account(user, False, actor=chief, now=NOW, reason="left the service")
        assert not User.objects.get(pk=user.pk).is_active
        open_account(user, True, actor=chief, now=NOW, reason="came back")
        assert User.objects.get(pk=user.pk).is_active
        verbs = AuditEvent.objects.filter(target=f"accounts.user:{user.pk}")
        assert {*verbs.values_list("verb", "reason")} == {
            ("account_closed", "left the service"),
            ("account_opened", "came back"),
        }

    def test_closing_needs_a_reason(self, units: UnitTree) -> None:
        user = make_user("tracer", units.ba_dinh)
        with pytest.raises(Refused, match="why"):
            open_account(user, False, actor=SYSTEM, now=NOW, reason=" ")

    def test_users_change_their_language_and_not_their_name(self, units: UnitTree) -> None:
        user = make_user("tracer", units.city, full_name="Lan")
        change_user(user, full_name="Lan", language="en", actor=user, now=NOW)
        assert User.objects.get(pk=user.pk).language == "en"
        with pytest.raises(NotAllowed):
            change_user(user, full_name="Chief Lan", language="en", actor=user, now=NOW)

    def test_a_wrong_password_is_logged_for_users_only(self, units: UnitTree) -> None:
        make_user("tracer", units.city, username="lan")
        for name in ("Lan", "secret-typed-in-the-wrong-field"):
            note_failed_sign_in(name, actor=SYSTEM, now=NOW)
        event = AuditEvent.objects.get()
        assert event.verb == "sign_in_failed"


class TestLostSecondFactor:
    def test_the_unit_above_resets_it(self, units: UnitTree) -> None:
        user = make_user("ward_officer", units.truc_bach)
        add_factor(user)
        officer = make_user("district_officer", units.ba_dinh)
        reset_second_factor(user, actor=officer, now=NOW, reason="phone lost")
        assert not Authenticator.objects.filter(user=user).exists()
        event = AuditEvent.objects.get(verb="second_factor_reset")
        assert (event.actor, event.reason) == (officer.username, "phone lost")

    def test_neither_the_same_unit_nor_another_nor_oneself(self, units: UnitTree) -> None:
        user = make_user("ward_officer", units.truc_bach)
        add_factor(user)
        others = (
            make_user("ward_officer", units.truc_bach),
            make_user("district_officer", units.dong_da),
            make_user("tracer", units.city),
            user,
        )
        for actor in others:
            with pytest.raises(NotAllowed):
                reset_second_factor(user, actor=actor, now=NOW, reason="phone lost")
        assert Authenticator.objects.filter(user=user).exists()

    def test_of_a_user_of_two_units_a_unit_above_both(self, units: UnitTree) -> None:
        user = make_user("ward_officer", units.truc_bach)
        give(user, "tracer", units.dong_da)
        with pytest.raises(NotAllowed):
            reset_second_factor(
                user, actor=make_user("district_officer", units.ba_dinh), now=NOW, reason="lost"
            )
        reset_second_factor(user, actor=make_user("command", units.city), now=NOW, reason="lost")

    def test_of_the_uppermost_the_system(self, units: UnitTree) -> None:
        user = make_user("command", units.country)
        with pytest.raises(NotAllowed):
            reset_second_factor(
                user, actor=make_user("command", units.country), now=NOW, reason="lost"
            )
        reset_second_factor(user, actor=SYSTEM, now=NOW, reason="lost")

    def test_it_needs_a_reason(self, units: UnitTree) -> None:
        user = make_user("ward_officer", units.truc_bach)
        with pytest.raises(Refused, match="why"):
            reset_second_factor(user, actor=make_user("command", units.city), now=NOW, reason="")
