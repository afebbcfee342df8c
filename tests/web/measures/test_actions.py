"""How orders are proposed, confirmed, changed, told, begun, ended and taken back."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.db.utils import IntegrityError
from django.utils import translation

from tests.web.factories import (
    NOW,
    SYSTEM,
    UnitTree,
    make_case,
    make_outbreak,
    make_person,
    make_place,
    make_visit,
)
from tests.web.measures.worlds import DAY, HOUR, MET, Tree, clear, make_tree, say
from vungxanh.terms import Measure
from vungxanh.web.audit.models import AuditEvent
from vungxanh.web.measures import actions, deciding
from vungxanh.web.measures.models import Order, OrderStep
from vungxanh.web.measures.transitions import OvertakenError, WrongStepError, WrongTimeError
from vungxanh.web.registry.models import Person
from vungxanh.web.response.actions import confirm_case, discard_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def tree(units: UnitTree) -> Tree:
    return make_tree(units)


def again(order: Order) -> Order:
    """Read an order as a second user would."""
    return Order.objects.get(pk=order.pk)


def proposed(tree: Tree, *persons, at=NOW):
    return actions.propose(tree.outbreak, [p.pk for p in persons], actor=SYSTEM, now=at)


def confirmed(tree: Tree, person, at=NOW) -> Order:
    order = tree.order(person)
    assert actions.confirm([order], actor=SYSTEM, now=at) == [order]
    return order


# proposing


def test_asking_again_proposes_nothing_new(tree):
    before = Order.objects.count()
    found = proposed(tree, tree.index, tree.near, tree.far, at=NOW + HOUR)
    assert (found.orders, found.withdrawn) == ([], 0)
    assert Order.objects.count() == before


def test_the_proposals_come_back_as_they_were_written(units: UnitTree):
    found = confirm_case(make_tree(units, confirmed=False).case, actor=SYSTEM, now=NOW)
    assert {order.person.code for order in found.orders} == {
        "index",
        "near",
        "other",
        "far",
        "friend",
    }
    for order in found.orders:
        written = again(order)
        for column in Order._meta.concrete_fields:
            assert getattr(order, column.attname) == getattr(written, column.attname)
        (step,) = order.steps.all()
        assert (step.before, step.after, step.measure) == ("", "proposed", order.measure)
        assert (step.at, step.happened_at, step.ends_at) == (NOW, NOW, order.ends_at)


def test_a_proposal_that_asks_for_a_fact_is_renewed_when_the_fact_is_known(tree):
    """No qualifying home: the same measure as while nobody knew, but no question is open."""
    first = tree.order(tree.far)
    assert (first.measure, first.decision["missing"]) == ("station", ["home_qualifies"])
    say(tree.far, "home_qualifies", "no")
    second = tree.order(tree.far)
    assert (second.measure, second.decision["missing"]) == ("station", [])
    assert again(first).status == "withdrawn"


def test_what_an_officer_changed_is_not_proposed_again(tree):
    order = tree.order(tree.near)
    actions.confirm_changed(order, actor=SYSTEM, now=NOW, reason="dialysis", measure=Measure.HOME)
    assert proposed(tree, tree.near, at=NOW + HOUR).orders == []


def test_what_an_officer_turned_down_is_not_proposed_again(tree):
    actions.reject(tree.order(tree.near), actor=SYSTEM, now=NOW, reason="left the country")
    assert proposed(tree, tree.near, at=NOW + HOUR).orders == []


def test_what_was_turned_down_is_proposed_where_the_directives_ask_for_something_else(tree, units):
    actions.reject(tree.order(tree.near), actor=SYSTEM, now=NOW, reason="left the country")
    cafe = make_place(unit=units.truc_bach)
    for person in (tree.index, tree.near):
        make_visit(person, cafe, MET + DAY)
    confirm_case(tree.case, actor=SYSTEM, now=NOW + HOUR)
    assert tree.order(tree.near).status == "proposed"


def test_a_rejection_does_not_outlive_the_level(tree):
    actions.reject(tree.order(tree.near), actor=SYSTEM, now=NOW, reason="met somebody else")
    discard_case(tree.case, actor=SYSTEM, now=NOW + HOUR, reason="swapped")
    confirm_case(tree.case, actor=SYSTEM, now=NOW + 2 * HOUR)
    assert tree.order(tree.near).status == "proposed"


def test_where_no_directive_is_in_force_nobody_is_set_free(tree, monkeypatch):
    confirmed(tree, tree.near)
    empty = type(deciding.directives())(())
    monkeypatch.setattr(deciding, "directives", lambda: empty)
    assert proposed(tree, tree.near, at=NOW + HOUR).orders == []


def test_a_person_in_no_tree_any_more_is_proposed_to_go_free(tree):
    confirmed(tree, tree.near)
    tree.near.levels.all().delete()
    (release,) = proposed(tree, tree.near, at=NOW + HOUR).orders
    assert (release.measure, release.ends_at) == ("none", None)
    assert release.decision["reasons"] == []


def test_a_cleared_person_is_proposed_to_go_free(tree):
    running = confirmed(tree, tree.near)
    clear(tree.near)
    release = tree.order(tree.near)
    assert (release.measure, release.replaces) == ("none", running)


def test_who_is_moved_elsewhere_begins_there_now(tree):
    order = confirmed(tree, tree.far)
    actions.begin([order], actor=SYSTEM, now=NOW)
    say(tree.far, "home_qualifies", "yes", NOW + DAY)
    moved = tree.order(tree.far)
    assert (moved.measure, moved.starts_at) == ("home", NOW + DAY)


def test_the_database_refuses_a_second_proposal(tree):
    order = tree.order(tree.near)
    order.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        order.save(force_insert=True)


# confirming


def test_a_confirmed_order_ends_the_one_that_runs(tree):
    first = confirmed(tree, tree.far)
    say(tree.far, "home_qualifies", "yes", NOW + HOUR)
    second = confirmed(tree, tree.far, NOW + HOUR)
    assert (again(first).status, again(first).ended_at) == ("ended", NOW + HOUR)
    assert tree.running(tree.far) == second
    assert again(second).replaces == first


def test_a_confirmed_release_ends_at_once(tree):
    confirmed(tree, tree.near)
    clear(tree.near)
    release = confirmed(tree, tree.near, NOW + DAY)
    assert tree.running(tree.near) is None
    assert again(release).status == "ended"


def test_of_two_officers_who_confirm_at_once_one_wins_and_the_order_stands(tree):
    order = tree.order(tree.near)
    same = again(order)
    assert actions.confirm([order], actor=SYSTEM, now=NOW)
    assert actions.confirm([same], actor=SYSTEM, now=NOW + HOUR) == []
    assert again(order).status == "confirmed"
    assert again(order).confirmed_at == NOW


def test_who_confirms_what_another_turned_down_ends_nothing(tree):
    running = confirmed(tree, tree.far)
    say(tree.far, "home_qualifies", "yes", NOW + HOUR)
    proposal = tree.order(tree.far)
    same = again(proposal)
    actions.reject(proposal, actor=SYSTEM, now=NOW + HOUR, reason="the room is not airy")
    assert actions.confirm([same], actor=SYSTEM, now=NOW + HOUR) == []
    assert tree.running(tree.far) == running


def test_what_another_changed_is_not_confirmed_unseen(tree):
    order = tree.order(tree.near)
    same = again(order)
    actions.change(order, actor=SYSTEM, now=NOW, reason="frail", measure=Measure.HOME)
    assert actions.confirm([same], actor=SYSTEM, now=NOW) == []
    assert again(order).status == "proposed"


def test_orders_of_two_outbreaks_are_confirmed_together(tree, units):
    other = make_outbreak("mers-2020", name="MERS", disease="mers")
    case = make_case(tree.near, outbreak=other, classification="suspected", confirmed_at=None)
    confirm_case(case, actor=SYSTEM, now=NOW)
    orders = list(Order.objects.proposed().filter(person=tree.near))
    assert len(orders) == 2
    assert len(actions.confirm(orders, actor=SYSTEM, now=NOW)) == 2
    assert Order.objects.running().filter(person=tree.near).count() == 2


def test_only_a_proposal_can_be_confirmed(tree):
    order = confirmed(tree, tree.near)
    with pytest.raises(WrongStepError):
        actions.confirm([order], actor=SYSTEM, now=NOW)


def test_confirming_many_writes_a_step_each_and_one_event(tree):
    orders = list(Order.objects.proposed())
    actions.confirm(orders, actor=SYSTEM, now=NOW)
    assert OrderStep.objects.filter(after="confirmed").count() == len(orders) == 5
    event = AuditEvent.objects.get(verb="orders_confirmed")
    assert event.target == f"registry.case:{tree.case.pk}"


# telling, beginning, ending


def test_told_and_begun_keep_when_they_happened_and_when_they_were_written_down(tree):
    order = confirmed(tree, tree.near)
    actions.tell([order], actor=SYSTEM, now=NOW + 4 * HOUR, happened_at=NOW + HOUR)
    actions.begin([order], actor=SYSTEM, now=NOW + 4 * HOUR, happened_at=NOW + 3 * HOUR)
    order = again(order)
    assert (order.told_at, order.begun_at) == (NOW + HOUR, NOW + 3 * HOUR)
    step = order.steps.get(after="told")
    assert (step.at, step.happened_at) == (NOW + 4 * HOUR, NOW + HOUR)


@pytest.mark.parametrize("step", [actions.tell, actions.begin])
@pytest.mark.parametrize("hours", [-1, 5])
def test_no_step_lies_ahead_or_before_the_confirmation(tree, step, hours):
    order = confirmed(tree, tree.near)
    with pytest.raises(WrongTimeError):
        step([order], actor=SYSTEM, now=NOW + 4 * HOUR, happened_at=NOW + hours * HOUR)
    assert again(order).status == "confirmed"


def test_an_end_is_written_with_its_reason_and_time(tree):
    order = confirmed(tree, tree.near)
    actions.end([order], actor=SYSTEM, now=NOW + DAY, reason="died", happened_at=NOW + HOUR)
    assert again(order).ended_at == NOW + HOUR
    assert order.steps.get(after="ended").reason == "died"
    with pytest.raises(ValueError, match="Say why"):
        actions.end([confirmed(tree, tree.far)], actor=SYSTEM, now=NOW, reason=" ")


def test_of_two_who_tell_at_once_one_wins(tree):
    order = confirmed(tree, tree.near)
    same = again(order)
    assert actions.tell([order], actor=SYSTEM, now=NOW + HOUR) == [order]
    assert actions.tell([same], actor=SYSTEM, now=NOW + 2 * HOUR) == []
    assert again(order).told_at == NOW + HOUR


def test_of_two_who_turn_down_and_confirm_one_is_told(tree):
    order = tree.order(tree.near)
    same = again(order)
    actions.confirm([order], actor=SYSTEM, now=NOW)
    with pytest.raises(OvertakenError, match="Somebody else"):
        actions.reject(same, actor=SYSTEM, now=NOW, reason="not here")
    assert again(order).status == "confirmed"


def test_a_refusal_needs_a_reason(tree):
    with pytest.raises(ValueError, match="Say why"):
        actions.reject(tree.order(tree.near), actor=SYSTEM, now=NOW, reason="  ")


# changing


def test_a_changed_proposal_is_confirmed_with_the_change_in_one_step(tree):
    order = tree.order(tree.near)
    ends = order.ends_at - DAY
    actions.confirm_changed(
        order,
        actor=SYSTEM,
        now=NOW,
        reason="needs a carer",
        measure=Measure.HOME,
        ends_at=ends,
        site="her sister's flat",
    )
    order = again(order)
    assert (order.status, order.measure, order.site) == ("confirmed", "home", "her sister's flat")
    assert (order.ends_at, order.changed_reason) == (ends, "needs a carer")
    assert order.decision["measure"] == "facility"  # what the directive asked for is kept
    assert [(s.before, s.after, s.measure) for s in order.steps.all()] == [
        ("", "proposed", "facility"),
        ("proposed", "proposed", "home"),
        ("proposed", "confirmed", "home"),
    ]


def test_a_running_order_may_be_changed_and_stays_running(tree):
    order = confirmed(tree, tree.near)
    actions.change(order, actor=SYSTEM, now=NOW + HOUR, reason="full", site="Site B")
    assert (again(order).status, again(order).site) == ("confirmed", "Site B")


def test_of_two_who_change_at_once_one_wins(tree):
    order = tree.order(tree.near)
    same = again(order)
    actions.change(order, actor=SYSTEM, now=NOW, reason="full", site="Site B")
    with pytest.raises(OvertakenError):
        actions.change(same, actor=SYSTEM, now=NOW, reason="near home", site="Site C")
    assert again(order).site == "Site B"


def test_nothing_is_confirmed_where_the_change_was_overtaken(tree):
    order = tree.order(tree.near)
    same = again(order)
    actions.change(order, actor=SYSTEM, now=NOW, reason="full", site="Site B")
    with pytest.raises(OvertakenError):
        actions.confirm_changed(same, actor=SYSTEM, now=NOW, reason="near home", site="Site C")
    assert (again(order).status, again(order).site) == ("proposed", "Site B")


def test_what_is_over_cannot_be_changed(tree):
    order = tree.order(tree.near)
    actions.reject(order, actor=SYSTEM, now=NOW, reason="not here")
    with pytest.raises(WrongStepError):
        actions.change(order, actor=SYSTEM, now=NOW, reason="after all", site="Site B")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, "Nothing differs"),
        ({"reason": " ", "site": "Site B"}, "Say why"),
        ({"measure": Measure.NONE}, "set a person free"),
        ({"ends_at": NOW - HOUR}, "lie ahead"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_in_words(tree, changes, message):
    order = tree.order(tree.near)
    with pytest.raises(ValueError, match=message):
        actions.change(order, **({"actor": SYSTEM, "now": NOW, "reason": "because"} | changes))
    assert again(order).changed_reason == ""


# taking back


def second_case(tree: Tree, units: UnitTree):
    """A second case whom `near` met, and who lived elsewhere."""
    case = make_case(
        unit=units.truc_bach,
        outbreak=tree.outbreak,
        classification="suspected",
        onset_date=(NOW - 4 * DAY).date(),
        specimen_date=None,
        confirmed_at=None,
    )
    place = make_place(unit=units.truc_bach)
    for person in (case.person, tree.near):
        make_visit(person, place, MET + timedelta(minutes=90))
    return case


def test_who_is_a_contact_of_another_case_too_is_not_set_free_by_a_discarded_one(tree, units):
    order = confirmed(tree, tree.near)
    other = second_case(tree, units)
    confirm_case(other, actor=SYSTEM, now=NOW)
    discard_case(tree.case, actor=SYSTEM, now=NOW + HOUR, reason="swapped")
    still = tree.running(tree.near)
    assert still == order
    assert still.case == other
    assert tree.running(tree.index) is None


def test_what_an_officer_had_ended_does_not_come_back(tree):
    home = confirmed(tree, tree.far)
    say(tree.far, "home_qualifies", "yes", NOW + HOUR)
    actions.end([home], actor=SYSTEM, now=NOW + 2 * HOUR, reason="moved abroad")
    confirmed(tree, tree.far, NOW + 3 * HOUR)
    discard_case(tree.case, actor=SYSTEM, now=NOW + DAY, reason="swapped")
    assert tree.running(tree.far) is None


def test_an_order_that_comes_back_keeps_what_an_officer_had_made_of_it(tree, units):
    order = tree.order(tree.far)
    actions.confirm_changed(order, actor=SYSTEM, now=NOW, reason="frail", site="his mother's")
    case = make_case(
        tree.near, outbreak=tree.outbreak, classification="suspected", confirmed_at=None
    )
    confirm_case(case, actor=SYSTEM, now=NOW + HOUR)
    facility = confirmed(tree, tree.far, NOW + HOUR)
    assert facility.measure == "facility"
    discard_case(case, actor=SYSTEM, now=NOW + DAY, reason="swapped")
    back = tree.running(tree.far)
    assert (back.site, back.changed_reason) == ("his mother's", "frail")
    assert back.replaces == facility


def test_an_order_whose_time_is_over_does_not_come_back(tree):
    far = confirmed(tree, tree.far)
    case = make_case(
        tree.near, outbreak=tree.outbreak, classification="suspected", confirmed_at=None
    )
    confirm_case(case, actor=SYSTEM, now=NOW + HOUR)
    confirmed(tree, tree.far, NOW + HOUR)
    discard_case(case, actor=SYSTEM, now=far.ends_at, reason="swapped")
    assert tree.running(tree.far) is None


# many


def many(tree: Tree, units: UnitTree, count: int) -> list[Order]:
    """Write proposals of many persons, as a large tree leads to."""
    like = tree.order(tree.near)
    people = Person.objects.bulk_create(
        Person(code=f"many-{count}-{number}", unit=units.truc_bach, recorded_at=NOW)
        for number in range(count)
    )
    names = ("outbreak_id", "case_id", "level", "measure", "unit_id", "starts_at", "ends_at")
    same = {name: getattr(like, name) for name in (*names, "decision", "directive", "proposed_at")}
    return Order.objects.bulk_create(Order(person=person, **same) for person in people)


@pytest.mark.parametrize(("count", "queries"), [(10, 14), (1000, 40)])
def test_a_thousand_orders_are_confirmed_in_a_few_queries(
    tree, units, count, queries, django_assert_max_num_queries
):
    orders = many(tree, units, count)
    with django_assert_max_num_queries(queries):  # SQLite takes several inserts for many steps
        assert len(actions.confirm(orders, actor=SYSTEM, now=NOW)) == count


def test_the_ends_are_instants_of_the_city(tree):
    assert tree.order(tree.near).ends_at == datetime.fromisoformat("2020-03-20T00:00+07:00")


# advice to the outermost


def test_the_advice_to_all_f3_is_one_row_with_an_end_and_no_open_question(tree, units):
    last = make_person(unit=units.truc_bach)
    cafe = make_place(unit=units.truc_bach)
    for person in (tree.far, last):
        make_visit(person, cafe, MET + DAY)
    confirm_case(tree.case, actor=SYSTEM, now=NOW + HOUR)
    advice = tree.case.advices.get(ended_at=None)
    assert advice.people == 1
    assert advice.decision["missing"] == []
    assert advice.decision["until"] == "2020-03-21T00:00:00+07:00"
