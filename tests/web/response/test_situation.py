"""The dashboard: each figure equals its rows, by unit and as of any instant."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from tests.web.conftest import ClientAs
from tests.web.factories import NOW, SYSTEM, make_person, make_user
from tests.web.response.worlds import DAY, HOUR, World
from vungxanh.records import minute_of
from vungxanh.terms import TestOutcome
from vungxanh.web.measures.actions import begin, confirm, end, reject, tell
from vungxanh.web.measures.models import Order
from vungxanh.web.registry.actions import rescope_person
from vungxanh.web.registry.models import ContactEvent
from vungxanh.web.response import actions
from vungxanh.web.response.golden import golden_times
from vungxanh.web.response.outcomes import found_in_quarantine, new_by_day, outcomes
from vungxanh.web.response.queries import Watch, situation

pytestmark = pytest.mark.django_db


def counted(watch: Watch) -> tuple[int, int, int, int, int, int]:
    return watch.f0, watch.f1, watch.f2, watch.f3, watch.advised, watch.without_order


def watch(chain: World, unit, at=NOW):
    return counted(situation(chain.outbreak, unit, at=at).totals)


def confirm_all(at=NOW) -> list[Order]:
    return confirm(list(Order.objects.proposed()), actor=SYSTEM, now=at)


def test_a_proposed_order_is_no_watch(chain: World) -> None:
    chain.confirm()
    assert watch(chain, chain.units.city) == (0, 0, 0, 0, 1, 3)


def test_a_running_order_is(chain: World) -> None:
    chain.confirm()
    confirm_all()
    assert watch(chain, chain.units.city) == (1, 1, 1, 0, 1, 0)


def test_the_figures_of_units_add_up_to_those_of_the_unit_above(chain: World) -> None:
    """Also where somebody lives in the city and nobody knows where in it."""
    chain.f1.unit = chain.units.city
    chain.f1.save()
    chain.f1.scopes.all().delete()
    rescope_person(chain.f1, actor=SYSTEM, now=NOW)
    chain.confirm()
    confirm_all()
    for unit in (chain.units.country, chain.units.city, chain.units.ba_dinh):
        found = situation(chain.outbreak, unit, at=NOW)
        parts = [counted(row) for row in found.units]
        assert tuple(map(sum, zip(*parts, strict=True))) == counted(found.totals)
    rows = {str(row.unit): counted(row) for row in situation(
        chain.outbreak, chain.units.city, at=NOW
    ).units}  # fmt: skip
    assert rows == {
        "Quận Ba Đình": (1, 0, 0, 0, 0, 0),
        "Quận Đống Đa": (0, 0, 1, 0, 1, 0),
        "Hà Nội": (0, 1, 0, 0, 0, 0),
    }


def test_after_the_reorganisation_people_count_where_their_ward_went(chain: World) -> None:
    later = NOW.replace(year=2025, month=8)
    chain.confirm()
    confirm_all()
    found = situation(chain.outbreak, chain.units.city, at=later)
    assert {str(row.unit) for row in found.units} >= {"Phường Ba Đình", "Phường Hồng Hà"}


def test_as_of_an_earlier_instant_nothing_changes_whatever_is_done_later(chain: World) -> None:
    chain.confirm(NOW - DAY)
    confirm_all(NOW - 12 * HOUR)
    instants = [NOW - 2 * DAY, NOW - DAY, NOW - 12 * HOUR, NOW]
    units = (chain.units.city, chain.units.ba_dinh, chain.units.cat_linh)

    def figures():
        return [
            (
                watch(chain, unit, at),
                golden_times(chain.outbreak, unit, at=at),
                found_in_quarantine(chain.outbreak, unit, at=at),
            )
            for at in instants
            for unit in units
        ]

    before = figures()
    tell(list(Order.objects.running()), actor=SYSTEM, now=NOW + HOUR, happened_at=NOW - HOUR)
    proposal = actions.record_result(chain.positive(chain.f1), actor=SYSTEM, now=NOW + DAY)
    actions.apply_proposal(proposal, actor=SYSTEM, now=NOW + DAY)
    actions.discard_case(chain.case, actor=SYSTEM, now=NOW + 2 * DAY, reason="false positive")
    assert figures() == before
    assert watch(chain, chain.units.city, NOW - 2 * DAY) == (0, 0, 0, 0, 0, 0)


def test_a_figure_equals_its_rows(chain: World) -> None:
    """The oracle goes through every person by hand."""
    chain.confirm()
    confirm_all()
    proposal = actions.record_result(chain.positive(chain.f1), actor=SYSTEM, now=NOW)
    actions.apply_proposal(proposal, actor=SYSTEM, now=NOW)
    expected = Counter()
    for code, level in chain.levels().items():
        person = getattr(chain, code)
        if person.orders.running().exists():
            expected[level] += 1
    found = situation(chain.outbreak, chain.units.city, at=NOW).totals
    assert (found.f0, found.f1, found.f2) == (expected[0], expected[1], expected[2])
    assert sum(expected.values()) == Order.objects.running().count()


def test_who_has_served_their_time_is_neither_watched_nor_forgotten(chain: World) -> None:
    chain.confirm()
    confirm_all()
    begin([chain.order_of(chain.f1)], actor=SYSTEM, now=NOW)
    end([chain.order_of(chain.f1)], actor=SYSTEM, now=NOW + HOUR, reason="time over")
    assert watch(chain, chain.units.city, NOW + HOUR) == (1, 0, 1, 0, 1, 0)


def test_who_was_freed_by_an_officer_is_not_without_an_order(chain: World) -> None:
    chain.confirm()
    reject(chain.order_of(chain.f2), actor=SYSTEM, now=NOW, reason="was abroad")
    assert watch(chain, chain.units.city) == (0, 0, 0, 0, 1, 2)


def test_an_f3_in_two_trees_is_advised_once(chain: World) -> None:
    second = make_person(unit=chain.units.truc_bach, code="second")
    chain.stay(second, chain.office, 0, 60)
    chain.confirm()
    proposal = actions.record_result(chain.positive(second), actor=SYSTEM, now=NOW)
    actions.apply_proposal(proposal, actor=SYSTEM, now=NOW)
    assert [advice.people for case in second.cases.all() for advice in case.advices.all()] == [1]
    assert situation(chain.outbreak, chain.units.city, at=NOW).totals.advised == 1


def test_f3_beyond_the_cap_are_counted(chain: World, settings) -> None:
    settings.F3_CAP = 0
    chain.confirm()
    assert chain.levels().get("f3") is None
    assert situation(chain.outbreak, chain.units.city, at=NOW).totals.advised == 1


def test_who_left_the_tree_is_not_counted_any_more(chain: World) -> None:
    chain.confirm()
    confirm_all()
    actions.discard_case(chain.case, actor=SYSTEM, now=NOW + HOUR, reason="false positive")
    assert watch(chain, chain.units.city, NOW) == (1, 1, 1, 0, 1, 0)
    assert watch(chain, chain.units.city, NOW + HOUR) == (0, 0, 0, 0, 0, 0)


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="PostgreSQL plans by its statistics")
def test_outdated_statistics_cost_seconds_at_most(chain: World) -> None:
    """After a great import PostgreSQL may still take every table for all but empty."""
    for number in range(500):
        chain.stay(make_person(unit=chain.units.phuc_xa, code=f"p{number}"), chain.office, 0, 60)
    chain.confirm(NOW - DAY)
    confirm_all(NOW - 2 * HOUR)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_class SET reltuples = 0 WHERE relname ~ '^(tracing|measures)_'")
        cursor.execute("UPDATE pg_class SET relpages = 1000 WHERE reltuples = 0 AND relkind = 'r'")
        cursor.execute("SET LOCAL statement_timeout = '5s'")
    assert watch(chain, chain.units.city, NOW - HOUR)[:3] == (1, 501, 1)
    assert watch(chain, chain.units.city, NOW - 3 * HOUR)[-1] == 503
    assert clocks(chain, at=NOW - HOUR)["found"]["done"] == 501


# The golden time


def clocks(chain: World, unit=None, at=NOW):
    rows = golden_times(chain.outbreak, unit or chain.units.city, at=at)
    return {row["key"]: row for row in rows}


def test_the_golden_time_runs_from_the_positive_result(chain: World) -> None:
    chain.confirm(at=NOW - DAY, known=NOW - DAY - 2 * HOUR)
    confirm_all(NOW - 20 * HOUR)
    order = chain.order_of(chain.f1)
    tell([order], actor=SYSTEM, now=NOW - 10 * HOUR, happened_at=NOW - 18 * HOUR)
    found, told, quarantined = clocks(chain).values()
    assert (found["median"], found["done"], found["open"]) == (120, 1, 0)
    assert (told["median"], told["done"], told["open"]) == (8 * 60, 1, 0)
    assert (quarantined["median"], quarantined["done"], quarantined["open"]) == (None, 0, 1)
    assert (quarantined["worst"], quarantined["worst_case"]) == (26 * 60, chain.case)
    assert quarantined["share_in_time"] == 0.0
    assert told["share_in_time"] == 1.0


def test_what_was_written_down_later_was_not_known_before(chain: World) -> None:
    chain.confirm(at=NOW - DAY)
    confirm_all(NOW - 20 * HOUR)
    tell([chain.order_of(chain.f1)], actor=SYSTEM, now=NOW, happened_at=NOW - 18 * HOUR)
    assert clocks(chain, at=NOW - HOUR)["told"]["done"] == 0
    assert clocks(chain, at=NOW)["told"]["median"] == 6 * 60


def test_an_order_that_ended_untold_is_no_debt(chain: World) -> None:
    chain.confirm(at=NOW - DAY)
    proposal = actions.record_result(chain.positive(chain.f1), actor=SYSTEM, now=NOW)
    actions.apply_proposal(proposal, actor=SYSTEM, now=NOW)
    told = clocks(chain)["told"]
    assert (told["done"], told["open"]) == (0, 1), "only the flatmate, who is F1 now, is open"


def test_a_false_positive_has_no_golden_time(chain: World) -> None:
    chain.confirm(at=NOW - DAY)
    actions.discard_case(chain.case, actor=SYSTEM, now=NOW, reason="false positive")
    assert [row["done"] + row["open"] for row in clocks(chain).values()] == [0, 0, 0]
    assert clocks(chain, at=NOW - HOUR)["found"]["done"] == 1


def test_the_golden_time_of_a_unit_is_that_of_its_people(chain: World) -> None:
    chain.confirm(at=NOW - DAY)
    assert clocks(chain, chain.units.ba_dinh)["found"]["done"] == 1
    assert clocks(chain, chain.units.dong_da)["found"]["done"] == 0


# What became of the F1


def test_outcomes_by_setting(chain: World) -> None:
    others = [make_person(unit=chain.units.truc_bach) for _ in range(3)]
    for person in others:
        chain.stay(person, chain.office, 0, 60)
    chain.confirm(at=NOW - DAY)
    negative = chain.positive(others[0], TestOutcome.NEGATIVE)
    actions.record_result(negative, actor=SYSTEM, now=NOW)
    proposal = actions.record_result(chain.positive(chain.f1), actor=SYSTEM, now=NOW)
    actions.apply_proposal(proposal, actor=SYSTEM, now=NOW)
    rows = {row["setting"]: row for row in outcomes(chain.outbreak, chain.units.city, at=NOW)}
    office = rows["workplace"]
    assert (office["contacts"], office["tested"], office["positive"]) == (4, 2, 1)
    assert office["rate"] == 0.25
    assert office["low"] < 0.25 < office["high"]
    assert (rows["home"]["contacts"], rows["home"]["positive"]) == (1, 0)


def test_the_infector_is_no_contact_of_whom_they_infected(chain: World) -> None:
    """The index case is in the F1's tree, too, and was ill before."""
    chain.confirm(at=NOW - DAY)
    proposal = actions.record_result(chain.positive(chain.f1), actor=SYSTEM, now=NOW)
    actions.apply_proposal(proposal, actor=SYSTEM, now=NOW)
    rows = outcomes(chain.outbreak, chain.units.city, at=NOW)
    assert sum(row["contacts"] for row in rows if row["setting"] == "workplace") == 1


def test_a_meeting_counts_by_its_own_setting(chain: World) -> None:
    ContactEvent.objects.create(
        person_a=chain.stranger,
        person_b=chain.index,
        start=minute_of(NOW - 3 * DAY),
        end=minute_of(NOW - 3 * DAY) + 30,
        setting="social",
        recorded_at=NOW - 2 * DAY,
    )
    chain.confirm()
    rows = {row["setting"]: row for row in outcomes(chain.outbreak, chain.units.city, at=NOW)}
    assert rows["social"]["contacts"] == 1


def test_found_in_quarantine(chain: World) -> None:
    chain.confirm(at=NOW - DAY)
    confirm_all(NOW - DAY)
    proposal = actions.record_result(chain.positive(chain.f1), actor=SYSTEM, now=NOW)
    actions.apply_proposal(proposal, actor=SYSTEM, now=NOW)
    found = found_in_quarantine(chain.outbreak, chain.units.city, at=NOW)
    assert found == {"cases": 2, "found": 1, "share": 0.5}


def test_somebody_is_new_once(chain: World) -> None:
    chain.confirm(at=NOW - DAY)
    wrong = chain.positive(chain.f1)
    actions.apply_proposal(
        actions.record_result(wrong, actor=SYSTEM, now=NOW), actor=SYSTEM, now=NOW
    )
    right = chain.positive(chain.f1, TestOutcome.NEGATIVE)
    undo = actions.correct_result(wrong, right, actor=SYSTEM, now=NOW + HOUR, reason="swapped")
    actions.apply_proposal(undo, actor=SYSTEM, now=NOW + HOUR, reason="swapped")
    days = {
        row["day"].day: row for row in new_by_day(chain.outbreak, chain.units.city, at=NOW + HOUR)
    }
    assert (days[7]["f0"], days[7]["f1"]) == (1, 1)
    assert (days[8]["f0"], days[8]["f1"]) == (1, 1)
    assert len(days) == 21


# The page


def test_the_page_shows_the_figures(chain: World, page: Client) -> None:
    chain.confirm()
    confirm_all()
    context = page.get("/").context
    assert counted(context["totals"]) == (1, 1, 1, 0, 1, 0)
    assert context["unit"] == chain.units.city
    assert [str(row["label"]) for row in context["waits"]] == [
        "proposed moves to decide", "orders to confirm", "persons to tell",
        "told, but not yet in isolation or quarantine",
    ]  # fmt: skip
    assert [row["count"] for row in context["waits"]] == [0, 0, 3, 0]


@pytest.mark.parametrize("narrowed", [False, True])
def test_the_list_behind_a_figure_holds_that_many(
    chain: World, page: Client, narrowed: bool
) -> None:
    chain.confirm()
    confirm([chain.order_of(chain.f1)], actor=SYSTEM, now=NOW)
    confirm([chain.order_of(chain.index)], actor=SYSTEM, now=NOW)
    tell([chain.order_of(chain.f1)], actor=SYSTEM, now=NOW)
    asked = {"unit": chain.units.ba_dinh.pk} if narrowed else {}
    waits = {row["key"]: row for row in page.get("/", asked).context["waits"]}
    assert [row["count"] for row in waits.values()] == [0, 0 if narrowed else 1, 1, 1]
    for key in ("proposed", "untold", "not_begun"):
        assert page.get(waits[key]["url"]).context["total"] == waits[key]["count"], key


def test_one_that_waits_is_said_as_one(chain: World, page: Client) -> None:
    chain.confirm()
    confirm_all()
    tell([chain.order_of(chain.f1)], actor=SYSTEM, now=NOW)
    actions.record_result(chain.positive(chain.f1), actor=SYSTEM, now=NOW)
    waits = page.get("/").context["waits"]
    assert str(waits[0]["label"]) == "proposed move to decide"


def test_the_chosen_unit_and_instant_stay_in_the_filter(chain: World, page: Client) -> None:
    chain.confirm(NOW - DAY)
    asked = {"unit": chain.units.dong_da.pk, "at": "2020-03-07T12:00"}
    response = page.get("/", asked)
    assert response.context["unit"] == chain.units.dong_da
    assert response.context["is_past"]
    assert counted(response.context["totals"]) == (0, 0, 0, 0, 1, 1)
    html = response.content.decode()
    assert f'<option value="{chain.units.dong_da.pk}" selected>' in html
    assert 'value="2020-03-07T12:00"' in html


def test_without_a_choice_the_filter_shows_the_own_unit(chain: World, page: Client) -> None:
    html = page.get("/").content.decode()
    assert f'<option value="{chain.units.city.pk}" selected>' in html


def test_figures_of_before_the_user_had_a_role_are_shown(chain: World, client_as: ClientAs) -> None:
    chain.confirm(NOW - 2 * DAY)
    fresh = client_as(make_user("command", chain.units.city, since=NOW - HOUR))
    context = fresh.get("/", {"at": "2020-03-07T12:00"}).context
    assert context["golden"][0]["done"] == 1


def test_from_city_to_ward_by_links(chain: World, page: Client) -> None:
    chain.confirm()
    steps = []
    response = page.get("/")
    for _ in range(2):
        row = response.context["units"][0]
        response = page.get("/" + row.url)
        steps.append(str(response.context["unit"]))
    assert len(steps) == 2
    assert [row.url for row in response.context["units"]] == [None]


@pytest.mark.parametrize("at", ["yesterday", "2020-13-45T00:00"])
def test_an_unreadable_instant_gets_a_message_and_the_page(page: Client, at: str) -> None:
    response = page.get("/", {"at": at})
    assert response.status_code == 200
    assert response.context["form"].errors["at"]


def test_an_instant_ahead_means_now(chain: World, page: Client) -> None:
    context = page.get("/", {"at": "2030-01-01T00:00"}).context
    assert context["at"] == NOW
    assert not context["is_past"]


def test_a_unit_outside_the_area_is_refused(chain: World, client_as: ClientAs) -> None:
    officer = client_as(make_user("district_officer", chain.units.ba_dinh))
    response = officer.get("/", {"unit": chain.units.dong_da.pk})
    assert response.context["form"].errors["unit"]
    assert response.context["unit"] == chain.units.ba_dinh


def test_a_laboratory_starts_elsewhere(chain: World, client_as: ClientAs) -> None:
    response = client_as(make_user("laboratory", chain.units.city)).get("/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/persons/"


def test_an_empty_registry_says_what_to_do(db: None, units, client_as: ClientAs) -> None:
    html = client_as(make_user("command", units.city)).get("/").content.decode()
    assert "vungxanh demo" in html


def test_many_persons_do_not_make_many_queries(
    chain: World, page: Client, django_assert_max_num_queries
) -> None:
    def grow() -> None:
        for _ in range(20):
            chain.stay(make_person(unit=chain.units.phuc_xa), chain.office, 0, 60)

    grow()
    chain.confirm(NOW - timedelta(hours=30))
    with django_assert_max_num_queries(60) as few:
        page.get("/")
    grow()
    actions.correct_case(chain.case, {"specimen_date": None}, actor=SYSTEM, now=NOW, reason="more")
    with django_assert_max_num_queries(len(few)):
        page.get("/")
