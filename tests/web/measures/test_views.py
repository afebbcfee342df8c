"""The pages of orders: who sees and may do what, by filters, steps and in bulk."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.web.factories import NOW, SYSTEM, UnitTree, make_person, make_user
from tests.web.measures.worlds import HOUR, Tree, make_tree, say
from vungxanh.web.audit.models import AuditEvent
from vungxanh.web.measures import actions
from vungxanh.web.measures.models import Order
from vungxanh.web.registry.models import Person, PersonScope

pytestmark = pytest.mark.django_db
LIST = "/orders/"


@pytest.fixture
def tree(units: UnitTree) -> Tree:
    return make_tree(units)


@pytest.fixture
def officer(units):
    return make_user("ward_officer", units.truc_bach)


@pytest.fixture
def browser(client_as, officer):
    return client_as(officer)


def page_of(order: Order) -> str:
    return reverse("measures:order", args=[order.pk])


def shown(browser, order: Order) -> dict[str, str]:
    """Give what the form of an order holds, as a browser would send it."""
    form = browser.get(page_of(order)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: str(value) for name, value in values.items() if value not in (None, "")}


def press(browser, order: Order, to: str, **said):
    return browser.post(page_of(order), shown(browser, order) | {"to": to} | said)


# the list


def rows(response) -> set[str]:
    return {order.person.code for order in response.context["page"]}


def test_the_list_shows_what_waits_first_and_counts_by_status(tree, browser):
    actions.confirm([tree.order(tree.near)], actor=SYSTEM, now=NOW)
    response = browser.get(LIST)
    assert [order.status for order in response.context["page"]] == ["proposed"] * 4 + ["confirmed"]
    counts = {row["status"]: row["count"] for row in response.context["statuses"]}
    assert (counts[""], counts["proposed"], counts["confirmed"]) == (5, 4, 1)
    assert "Confirm the marked orders" in response.content.decode()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("status=confirmed", {"near"}),
        ("measure=hospital", {"index"}),
        ("level=2", {"far", "friend"}),
        ("level=0", {"index"}),
        ("status=proposed&level=1", {"other"}),
        ("status=nonsense", {"index", "near", "other", "far", "friend"}),
    ],
)
def test_the_list_is_filtered(tree, browser, asked, expected):
    actions.confirm([tree.order(tree.near)], actor=SYSTEM, now=NOW)
    assert rows(browser.get(f"{LIST}?{asked}")) == expected


def test_the_list_is_filtered_by_unit_case_and_outbreak(tree, units, client_as):
    browser = client_as(make_user("command", units.city))
    everybody = {"index", "near", "other", "far", "friend"}
    assert rows(browser.get(f"{LIST}?unit={units.ba_dinh.pk}")) == everybody
    assert rows(browser.get(f"{LIST}?unit={units.dong_da.pk}")) == set()
    assert rows(browser.get(f"{LIST}?outbreak={tree.outbreak.pk}")) == everybody
    response = browser.get(f"{LIST}?case={tree.case.pk}")
    assert rows(response) == everybody
    assert response.context["case"] == tree.case
    assert rows(browser.get(f"{LIST}?case={tree.case.pk + 1}")) == set()


def test_a_link_to_a_status_keeps_the_other_filters_and_leaves_the_page(tree, browser):
    statuses = browser.get(f"{LIST}?level=2&page=3").context["statuses"]
    urls = {row["status"]: row["url"] for row in statuses}
    assert urls["told"] == "?level=2&status=told"


def test_nobody_sees_the_orders_of_another_area(tree, units, client_as):
    assert rows(client_as(make_user("ward_officer", units.cat_linh)).get(LIST)) == set()


def many(tree: Tree, units: UnitTree, count: int) -> None:
    like = tree.order(tree.near)
    people = Person.objects.bulk_create(
        Person(code=f"many-{number}", unit=units.truc_bach, recorded_at=NOW)
        for number in range(count)
    )
    PersonScope.objects.bulk_create(
        PersonScope(person=person, unit=units.truc_bach, why="residence") for person in people
    )
    names = ("outbreak_id", "case_id", "level", "measure", "unit_id", "starts_at", "ends_at")
    same = {name: getattr(like, name) for name in (*names, "decision", "directive", "proposed_at")}
    Order.objects.bulk_create(Order(person=person, **same) for person in people)


def test_the_list_asks_no_more_of_many_rows(tree, units, browser, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        browser.get(LIST)
    many(tree, units, 300)
    with django_assert_max_num_queries(14):
        response = browser.get(f"{LIST}?page=2")
    assert len(response.context["page"]) == 50
    assert response.context["total"] == 305


# one order


def test_the_page_says_what_why_and_what_may_follow(tree, browser):
    order = tree.order(tree.far)
    response = browser.get(page_of(order))
    text = response.content.decode()
    assert "quarantine at the commune" in response.context["reasons"][0]
    assert response.context["missing"] == ["home qualifies"]
    assert response.context["directive"]["issued_on"].isoformat() == "2020-03-08"
    assert [move["to"] for move in response.context["moves"]] == ["confirmed", "rejected", ""]
    assert "24:00 on" in text
    assert AuditEvent.objects.filter(verb="opened", person_id=tree.far.pk).exists()


def test_the_reasons_speak_the_language_of_the_page(tree, browser, officer):
    officer.language = "vi"
    officer.save()
    reasons = browser.get(page_of(tree.order(tree.near))).context["reasons"]
    assert any("người tiếp xúc gần" in reason for reason in reasons)


def test_a_fact_that_was_told_since_is_not_asked_for(tree, browser):
    order = tree.order(tree.far)
    actions.confirm([order], actor=SYSTEM, now=NOW)
    say(tree.far, "home_qualifies", "no")
    assert browser.get(page_of(order)).context["missing"] == []


def test_an_order_goes_through_its_whole_life_by_the_buttons(tree, browser):
    order = tree.order(tree.near)
    press(browser, order, "confirmed")
    press(browser, order, "told")
    press(browser, order, "begun")
    assert press(browser, order, "ended", reason="moved abroad").status_code == 302
    order.refresh_from_db()
    assert order.status == "ended"
    steps = list(browser.get(page_of(order)).context["steps"])
    assert [step.after for step in steps] == ["proposed", "confirmed", "told", "begun", "ended"]
    assert steps[-1].reason == "moved abroad"


def test_a_step_may_be_dated_back(tree, browser, set_clock):
    order = tree.order(tree.near)
    press(browser, order, "confirmed")
    set_clock(NOW + 5 * HOUR)
    press(browser, order, "told", happened_at="2020-03-08T09:30")
    order.refresh_from_db()
    assert order.told_at == NOW + timedelta(hours=2, minutes=30)


@pytest.mark.parametrize(
    ("when", "message"),
    [("2020-03-08T06:30", "The order was confirmed at"), ("2020-03-08T07:30", "not happened yet")],
)
def test_a_time_that_cannot_be_is_refused_in_words(tree, browser, when, message):
    order = tree.order(tree.near)
    press(browser, order, "confirmed")
    response = press(browser, order, "told", happened_at=when)
    assert response.status_code == 422
    assert message in response.content.decode()
    order.refresh_from_db()
    assert order.status == "confirmed"


def test_a_proposal_is_changed_and_confirmed_by_one_button(tree, browser):
    order = tree.order(tree.near)
    response = press(
        browser, order, "confirmed", measure="home", ends_at="2020-03-18", reason="frail"
    )
    assert response.status_code == 302
    order.refresh_from_db()
    assert (order.status, order.measure, order.changed_reason) == ("confirmed", "home", "frail")
    assert order.ends_at.isoformat() == "2020-03-18T17:00:00+00:00"


def test_a_running_order_is_changed_without_a_step(tree, browser):
    order = tree.order(tree.near)
    press(browser, order, "confirmed")
    press(browser, order, "", site="Site B", reason="full")
    order.refresh_from_db()
    assert (order.status, order.site) == ("confirmed", "Site B")


@pytest.mark.parametrize(
    ("to", "said", "message"),
    [
        ("confirmed", {"measure": "home"}, "Say why you order something else"),
        ("rejected", {}, "Say why it is turned down"),
        ("", {"reason": "no change"}, "Nothing differs"),
        ("told", {}, "cannot become"),
        ("nonsense", {}, "no such step"),
        ("confirmed", {"measure": "none", "reason": "go"}, "Select a valid choice"),
        ("confirmed", {"ends_at": "2020-03-01", "reason": "go"}, "must lie ahead"),
    ],
)
def test_what_cannot_be_done_is_said_on_the_page(tree, browser, to, said, message):
    order = tree.order(tree.near)
    response = press(browser, order, to, **said)
    assert response.status_code == 422
    assert message in response.content.decode()
    order.refresh_from_db()
    assert (order.status, order.measure) == ("proposed", "facility")


def test_what_another_officer_did_meanwhile_is_not_overwritten(tree, browser, units, client_as):
    """Both opened the page; the other changed the order before the first one confirmed it."""
    order = tree.order(tree.near)
    opened = shown(browser, order)
    other = client_as(make_user("ward_officer", units.truc_bach))
    press(other, order, "", site="Site B", reason="full")
    typed = opened | {"to": "rejected", "reason": "not here"}
    response = browser.post(page_of(order), typed)
    assert response.status_code == 409
    text = response.content.decode()
    assert "Somebody else has changed this order" in text
    assert "Site B" in text  # as it is now
    assert "not here" in text  # and nothing typed is lost
    order.refresh_from_db()
    assert order.status == "proposed"
    press(browser, order, "confirmed")
    order.refresh_from_db()
    assert order.status == "confirmed"


def test_a_tracer_reads_and_tells_but_does_not_sign(tree, units, client_as):
    browser = client_as(make_user("tracer", units.truc_bach))
    order = tree.order(tree.near)
    assert browser.get(page_of(order)).context["moves"] == []
    assert press(browser, order, "confirmed").status_code == 403
    actions.confirm([order], actor=SYSTEM, now=NOW)
    assert press(browser, order, "told").status_code == 302
    assert press(browser, order, "ended", reason="over").status_code == 403


def test_who_sees_the_person_but_answers_for_another_unit_does_not_sign(tree, units, client_as):
    """A contact of the case of one's own ward who lives elsewhere."""
    order = tree.order(tree.near)
    Order.objects.filter(pk=order.pk).update(unit=units.cat_linh)
    browser = client_as(make_user("ward_officer", units.truc_bach))
    assert browser.get(page_of(order)).context["moves"] == []
    assert press(browser, order, "confirmed").status_code == 403


def test_the_page_shows_what_changes_where_an_order_replaces_another(tree, browser):
    station = tree.order(tree.far)
    actions.confirm([station], actor=SYSTEM, now=NOW)
    say(tree.far, "home_qualifies", "yes")
    found = browser.get(page_of(tree.order(tree.far))).context["difference"]
    assert found["tendency"] == "milder"
    assert [(row["label"], row["after"]) for row in found["rows"]] == [
        ("Measure", "home, supervised")
    ]
    assert browser.get(page_of(station)).context["replaced_by"] == tree.order(tree.far)


# many at once


def confirm_many(browser, **said):
    return browser.post(reverse("measures:confirm_many"), said, follow=True)


def test_a_whole_tree_is_confirmed(tree, browser):
    response = confirm_many(browser, case=tree.case.pk, all="1")
    assert "5 orders are confirmed" in response.content.decode()
    assert Order.objects.filter(status="confirmed").count() == 5


def test_only_the_marked_ones_are_confirmed(tree, browser):
    marked = [tree.order(tree.near).pk, tree.order(tree.far).pk]
    confirm_many(browser, order=marked)
    found = Order.objects.filter(status="confirmed").values_list("pk", flat=True)
    assert sorted(found) == sorted(marked)


def test_nothing_marked_says_what_to_do(tree, browser):
    response = confirm_many(browser, case=tree.case.pk)
    assert "mark those that wait" in response.content.decode()
    assert not Order.objects.running().exists()


def test_orders_of_other_units_are_left_to_them_and_those_of_other_areas_untouched(
    tree, units, browser
):
    near, far = tree.order(tree.near), tree.order(tree.far)
    Order.objects.filter(pk=near.pk).update(unit=units.cat_linh)  # seen, but not one's own to sign
    PersonScope.objects.filter(person=tree.far).delete()  # not even seen
    response = confirm_many(browser, case=tree.case.pk, all="1")
    text = response.content.decode()
    assert "3 orders are confirmed" in text
    assert "1 order is left to the unit" in text
    assert not Order.objects.running().filter(pk__in=[near.pk, far.pk]).exists()
    assert "mark those" in confirm_many(browser, order=[far.pk]).content.decode()


def test_a_case_of_another_area_confirms_only_ones_own_people(tree, units, client_as):
    """Its contact lives in Cát Linh: that ward signs for them, and for nobody else."""
    guest = make_person(unit=units.cat_linh)
    like = tree.order(tree.near)
    like.pk, like.person, like.unit = None, guest, units.cat_linh
    like.save()
    confirm_many(client_as(make_user("ward_officer", units.cat_linh)), case=tree.case.pk, all="1")
    assert [order.person for order in Order.objects.running()] == [guest]


@pytest.mark.parametrize("role", ["tracer", "laboratory", "auditor"])
def test_who_does_not_sign_confirms_nothing(tree, units, client_as, role):
    response = confirm_many(client_as(make_user(role, units.city)), case=tree.case.pk, all="1")
    assert response.status_code == 403
    assert not Order.objects.running().exists()


def test_a_stranger_is_sent_to_the_sign_in(tree, client_as):
    response = client_as(None).post(reverse("measures:confirm_many"), {"all": "1"})
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/")


def test_confirming_is_no_link(browser):
    assert browser.get(reverse("measures:confirm_many")).status_code == 405


def test_many_are_confirmed_in_a_few_queries(tree, units, browser, django_assert_max_num_queries):
    many(tree, units, 1000)
    with django_assert_max_num_queries(80):
        browser.post(reverse("measures:confirm_many"), {"case": tree.case.pk, "all": "1"})
    assert Order.objects.running().count() == 1005
