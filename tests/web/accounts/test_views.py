"""The pages of users: own area only, and what each button does."""

import pytest
from allauth.mfa.models import Authenticator

from tests.web.conftest import ClientAs
from tests.web.factories import NOW, UnitTree, give, make_user
from vungxanh.web.accounts.models import User


@pytest.fixture
def officer(units: UnitTree) -> User:
    return make_user("district_officer", units.ba_dinh, full_name="Officer Ba Dinh")


def test_the_list_shows_the_users_of_the_area_and_no_others(
    units: UnitTree, officer: User, client_as: ClientAs
) -> None:
    inside = make_user("ward_officer", units.truc_bach)
    above, beside, nobody = (
        make_user("command", units.city),
        make_user("ward_officer", units.cat_linh),
        make_user(),
    )
    page = client_as(officer).get("/users/").content.decode()
    assert inside.username in page
    for other in (above, beside, nobody):
        assert other.username not in page


def test_roles_of_other_units_are_not_told(
    units: UnitTree, officer: User, client_as: ClientAs
) -> None:
    user = make_user("ward_officer", units.truc_bach)
    give(user, "tracer", units.cat_linh)
    client = client_as(officer)
    for page in ("/users/", f"/users/{user.pk}/"):
        content = client.get(page).content.decode()
        assert "Phường Trúc Bạch" in content
        assert "Cát Linh" not in content


def test_a_user_of_another_area_does_not_exist(
    units: UnitTree, officer: User, client_as: ClientAs
) -> None:
    for other in (make_user("command", units.city), make_user("ward_officer", units.cat_linh)):
        assert client_as(officer).get(f"/users/{other.pk}/").status_code == 404
        posted = client_as(officer).post(f"/users/{other.pk}/", {"action": "password"})
        assert posted.status_code == 404


@pytest.mark.parametrize("role", ["tracer", "laboratory", "auditor"])
@pytest.mark.parametrize("page", ["/users/", "/users/new/", "/users/1/"])
def test_only_managers_reach_the_pages_and_others_read_why(
    units: UnitTree, client_as: ClientAs, role: str, page: str
) -> None:
    response = client_as(make_user(role, units.city)).get(page)
    assert response.status_code == 403
    assert "This needs one of these roles" in response.content.decode()


def test_strangers_are_sent_to_sign_in(client_as: ClientAs) -> None:
    response = client_as(None).get("/users/")
    assert response.headers["Location"] == "/accounts/login/?next=/users/"


def test_a_fragment_asked_for_after_sign_out_moves_the_whole_page(client_as: ClientAs) -> None:
    response = client_as(None).get("/users/", headers={"hx-request": "true"})
    assert response.headers["HX-Redirect"].startswith("/accounts/login/")


def test_a_thousand_users_take_as_many_queries_as_one(
    units: UnitTree, officer: User, client_as: ClientAs, django_assert_max_num_queries
) -> None:
    for _ in range(60):
        give(make_user(), "tracer", units.truc_bach)
    client = client_as(officer)
    with django_assert_max_num_queries(14):
        page = client.get("/users/")
    assert len(page.context["page"].object_list) == 50
    assert page.context["total"] == 61


def test_the_list_is_filtered_by_name_and_role(
    units: UnitTree, officer: User, client_as: ClientAs
) -> None:
    tracer = make_user("tracer", units.truc_bach, username="lan")
    shown = client_as(officer).get("/users/", {"role": "tracer"}).context["page"].object_list
    assert [*shown] == [tracer]
    shown = client_as(officer).get("/users/", {"q": "LA"}).context["page"].object_list
    assert [*shown] == [tracer]


class TestNewUser:
    def form(self, unit_pk: int, **changes: object) -> dict[str, object]:
        return {
            "username": "lan",
            "full_name": "Lan",
            "role": "ward_officer",
            "unit": unit_pk,
            "language": "vi",
        } | changes

    def test_the_first_password_is_shown_once_and_signs_in(
        self, units: UnitTree, officer: User, client_as: ClientAs
    ) -> None:
        response = client_as(officer).post("/users/new/", self.form(units.truc_bach.pk))
        password = response.context["password"]
        assert password in response.content.decode()
        assert "no-store" in response.headers["Cache-Control"]
        made = User.objects.get(username="lan")
        assert made.check_password(password)
        assert made.first_password

    def test_only_units_of_the_area_and_of_today_can_be_chosen(
        self, units: UnitTree, officer: User, client_as: ClientAs
    ) -> None:
        client = client_as(officer)
        offered = client.get("/users/new/").context["form"].fields["unit"].queryset
        assert {*offered} == {units.ba_dinh, units.truc_bach, units.phuc_xa}
        for unit in (units.cat_linh, units.city, units.new_ba_dinh):
            response = client.post("/users/new/", self.form(unit.pk))
            assert response.status_code == 422
        assert not User.objects.filter(username="lan").exists()

    def test_a_role_of_another_level_is_refused_with_the_reason(
        self, units: UnitTree, officer: User, client_as: ClientAs
    ) -> None:
        response = client_as(officer).post("/users/new/", self.form(units.ba_dinh.pk))
        assert response.status_code == 422
        assert "choose a unit of its level" in response.content.decode()


class TestOneUser:
    @pytest.fixture
    def user(self, units: UnitTree) -> User:
        return make_user("ward_officer", units.truc_bach, full_name="Lan")

    def test_name_and_language_are_corrected(
        self, officer: User, user: User, client_as: ClientAs
    ) -> None:
        form = {"action": "save", "full_name": "Lan Anh", "language": "en"}
        response = client_as(officer).post(f"/users/{user.pk}/", form)
        assert response.status_code == 302
        user.refresh_from_db()
        assert (user.full_name, user.language) == ("Lan Anh", "en")

    def test_a_role_is_given_and_withdrawn(
        self, units: UnitTree, officer: User, user: User, client_as: ClientAs
    ) -> None:
        client, page = client_as(officer), f"/users/{user.pk}/"
        client.post(page, {"action": "grant", "role": "tracer", "unit": units.phuc_xa.pk})
        grant = user.grants.get(role="tracer")
        client.post(page, {"action": "withdraw", "grant": grant.pk})
        grant.refresh_from_db()
        assert grant.until == NOW

    def test_a_role_of_another_unit_is_not_found(
        self, units: UnitTree, officer: User, user: User, client_as: ClientAs
    ) -> None:
        grant = give(user, "tracer", units.cat_linh)
        response = client_as(officer).post(
            f"/users/{user.pk}/", {"action": "withdraw", "grant": grant.pk}
        )
        assert response.status_code == 404
        grant.refresh_from_db()
        assert grant.until is None

    def test_the_second_factor_is_reset_from_above(
        self, officer: User, user: User, client_as: ClientAs
    ) -> None:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
        client, page = client_as(officer), f"/users/{user.pk}/"
        assert b"Reset the second factor" in client.get(page).content
        assert client.post(page, {"action": "reset"}).status_code == 200  # the reason is missing
        assert Authenticator.objects.filter(user=user).exists()
        client.post(page, {"action": "reset", "reason": "phone lost"})
        assert not Authenticator.objects.filter(user=user).exists()

    def test_a_colleague_of_the_same_unit_is_not_offered_it(
        self, units: UnitTree, user: User, client_as: ClientAs
    ) -> None:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
        client, page = client_as(make_user("ward_officer", units.truc_bach)), f"/users/{user.pk}/"
        assert b"Reset the second factor" not in client.get(page).content
        assert client.post(page, {"action": "reset", "reason": "x"}).status_code == 403
        assert Authenticator.objects.filter(user=user).exists()

    def test_a_closed_account_is_signed_out(
        self, officer: User, user: User, client_as: ClientAs
    ) -> None:
        theirs = client_as(user)
        assert theirs.get("/users/me/").status_code == 200
        client_as(officer).post(f"/users/{user.pk}/", {"action": "close", "reason": "left"})
        assert theirs.get("/users/me/").status_code == 302

    def test_an_unknown_button_changes_nothing_and_says_so(
        self, officer: User, user: User, client_as: ClientAs
    ) -> None:
        response = client_as(officer).post(f"/users/{user.pk}/", {"action": "promote"})
        assert "press one of the buttons" in response.content.decode()

    def test_ones_own_account_is_ones_own_page(self, officer: User, client_as: ClientAs) -> None:
        response = client_as(officer).get(f"/users/{officer.pk}/")
        assert response.headers["Location"] == "/users/me/"
