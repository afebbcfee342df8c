"""The main job: a positive result moves the chain up, a wrong one moves it back down."""

from datetime import date, datetime, timedelta

import pytest

from tests.web.factories import (
    NOW,
    SYSTEM,
    make_case,
    make_outbreak,
    make_person,
    make_place,
    make_units,
)
from vungxanh.records import minute_of
from vungxanh.terms import Classification, TestOutcome
from vungxanh.web.measures.actions import begin, confirm, tell
from vungxanh.web.measures.models import Order, OrderStatus
from vungxanh.web.registry.models import ContactEvent, Fact, Isolation, TestResult, Visit
from vungxanh.web.response import actions
from vungxanh.web.response.models import Proposal
from vungxanh.web.tracing.models import Arrival, Level, LevelChange, Tree

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


class World:
    """A case, an F1 who shared their office, that F1's flatmate, and the flatmate's friend."""

    def __init__(self) -> None:
        self.units = make_units()
        self.outbreak = make_outbreak()
        self.names = ("index", "f1", "f2", "f3", "stranger")
        for name in self.names:
            setattr(self, name, make_person(unit=self.units.truc_bach, code=name))
        office, flat, cafe = (make_place(unit=self.units.truc_bach) for _ in range(3))
        self.office = office
        self.stay(self.index, office, 0, 60)
        self.stay(self.f1, office, 0, 60)
        self.stay(self.f1, flat, 120, 300)
        self.stay(self.f2, flat, 120, 300)
        self.stay(self.f2, cafe, 400, 460)
        self.stay(self.f3, cafe, 400, 460)
        self.case = make_case(
            self.index,
            outbreak=self.outbreak,
            classification=Classification.SUSPECTED,
            onset_date=date(2020, 3, 3),
            specimen_date=None,
            confirmed_at=None,
        )

    def stay(self, person, place, start, end):
        first = minute_of(NOW - 3 * DAY)
        return Visit.objects.create(
            person=person, place=place, start=first + start, end=first + end, recorded_at=NOW - DAY
        )

    def levels(self) -> dict[str, int]:
        return {level.person.code: level.level for level in Level.objects.select_related("person")}

    def order_of(self, person) -> Order | None:
        return Order.objects.filter(person=person).order_by("-pk").first()


@pytest.fixture
def world() -> World:
    return World()


def positive(world, person, outcome=TestOutcome.POSITIVE, at=NOW) -> TestResult:
    return TestResult(
        person=person,
        outbreak=world.outbreak,
        specimen_at=at - timedelta(hours=6),
        resulted_at=at,
        outcome=outcome,
    )


def test_confirming_a_case_finds_f1_f2_and_f3(world):
    actions.confirm_case(world.case, actor=SYSTEM, now=NOW)
    assert world.levels() == {"index": 0, "f1": 1, "f2": 2, "f3": 3}
    tree = Tree.objects.get()
    assert (tree.f1, tree.f2, tree.f3) == (1, 1, 1)


def test_each_level_is_proposed_what_the_directive_of_8_march_asks(world):
    actions.confirm_case(world.case, actor=SYSTEM, now=NOW)
    assert world.order_of(world.index).measure == "hospital"
    f1 = world.order_of(world.f1)
    assert (f1.measure, f1.status) == ("facility", "proposed")
    # last exposed on 5 March, 14 days: until 24:00 of 19 March
    assert f1.ends_at == datetime.fromisoformat("2020-03-20T00:00+07:00")
    assert f1.decision["reasons"]
    assert world.order_of(world.f2).measure in {"home", "station"}
    assert world.order_of(world.f3) is None
    assert world.case.advices.get().people == 1


def test_a_positive_f1_only_proposes_the_cascade(world):
    actions.confirm_case(world.case, actor=SYSTEM, now=NOW)
    proposal = actions.record_result(positive(world, world.f1), actor=SYSTEM, now=NOW + DAY)
    assert isinstance(proposal, Proposal)
    moves = {(m["before"], m["after"]): m["count"] for m in proposal.preview["moves"]}
    assert moves == {(1, 0): 1, (2, 1): 1, (3, 2): 1}
    assert world.levels() == {"index": 0, "f1": 1, "f2": 2, "f3": 3}
    assert LevelChange.objects.count() == 4


def test_applying_the_cascade_moves_the_chain_up_with_new_orders(world):
    actions.confirm_case(world.case, actor=SYSTEM, now=NOW)
    proposal = actions.record_result(positive(world, world.f1), actor=SYSTEM, now=NOW + DAY)
    actions.apply_proposal(proposal, actor=SYSTEM, now=NOW + DAY)
    assert world.levels() == {"index": 0, "f1": 0, "f2": 1, "f3": 2}
    assert world.order_of(world.f2).measure == "facility"
    assert world.order_of(world.f2).status == OrderStatus.PROPOSED
    # under "all F2 become F1" the new case is infectious from the first exposure on
    case = world.f1.cases.get()
    assert case.classification == Classification.CONFIRMED
    assert case.infectious_from == NOW - 3 * DAY


def test_the_contact_who_became_a_case_stays_in_the_first_tree(world):
    actions.confirm_case(world.case, actor=SYSTEM, now=NOW)
    proposal = actions.record_result(positive(world, world.f1), actor=SYSTEM, now=NOW + DAY)
    actions.apply_proposal(proposal, actor=SYSTEM, now=NOW + DAY)
    assert Arrival.objects.get(case=world.case, person=world.f1, is_level=True).round == 1


def test_a_corrected_result_proposes_and_then_takes_the_whole_cascade_back(world):
    actions.confirm_case(world.case, actor=SYSTEM, now=NOW)
    confirm(list(Order.objects.proposed()), actor=SYSTEM, now=NOW)
    home = world.order_of(world.f2)
    tell([home], actor=SYSTEM, now=NOW)
    begin([home], actor=SYSTEM, now=NOW)
    wrong = positive(world, world.f1)
    proposal = actions.record_result(wrong, actor=SYSTEM, now=NOW + DAY)
    actions.apply_proposal(proposal, actor=SYSTEM, now=NOW + DAY)
    confirm(list(Order.objects.proposed()), actor=SYSTEM, now=NOW + DAY)
    assert world.order_of(world.f2).measure == "facility"

    right = positive(world, world.f1, TestOutcome.NEGATIVE)
    undo = actions.correct_result(
        wrong, right, actor=SYSTEM, now=NOW + 2 * DAY, reason="samples swapped"
    )
    assert undo.kind == Proposal.Kind.DISCARD
    moves = {(m["before"], m["after"]): m["count"] for m in undo.preview["moves"]}
    assert moves == {(0, 1): 1, (1, 2): 1, (2, 3): 1}
    assert world.levels()["f2"] == 1

    actions.apply_proposal(undo, actor=SYSTEM, now=NOW + 2 * DAY, reason="samples swapped")
    assert world.levels() == {"index": 0, "f1": 1, "f2": 2, "f3": 3}
    restored = Order.objects.running().get(person=world.f2)
    assert (restored.measure, restored.status) == (home.measure, OrderStatus.BEGUN)
    assert restored.ends_at == home.ends_at
    assert Order.objects.running().get(person=world.f1).measure == "facility"


def test_discarding_the_only_case_empties_everything(world):
    actions.confirm_case(world.case, actor=SYSTEM, now=NOW)
    confirm(list(Order.objects.proposed()), actor=SYSTEM, now=NOW)
    actions.discard_case(world.case, actor=SYSTEM, now=NOW + DAY, reason="false positive")
    assert world.levels() == {}
    assert not Order.objects.running().exists()
    assert not Arrival.objects.exists()
    assert world.case.advices.get().ended_at == NOW + DAY


def test_levels_as_of_before_the_cascade_stay_what_they_were(world):
    actions.confirm_case(world.case, actor=SYSTEM, now=NOW)
    proposal = actions.record_result(positive(world, world.f1), actor=SYSTEM, now=NOW + DAY)
    actions.apply_proposal(proposal, actor=SYSTEM, now=NOW + DAY)
    then = LevelChange.objects.latest_by(NOW + timedelta(hours=1))
    assert {c.person.code: c.after for c in then} == {"index": 0, "f1": 1, "f2": 2, "f3": 3}


def test_a_visit_told_later_reaches_its_people(world):
    actions.confirm_case(world.case, actor=SYSTEM, now=NOW)
    visit = Visit(
        person=world.stranger,
        place=world.office,
        start=minute_of(NOW - 3 * DAY),
        end=minute_of(NOW - 3 * DAY) + 30,
    )
    actions.add_visits([visit], actor=SYSTEM, now=NOW + DAY)
    assert world.levels()["stranger"] == 1
    assert world.order_of(world.stranger).measure == "facility"


def test_a_contact_event_told_later_reaches_its_people_and_can_be_taken_back(world):
    actions.confirm_case(world.case, actor=SYSTEM, now=NOW)
    event = ContactEvent(
        person_a=world.stranger,
        person_b=world.index,
        start=minute_of(NOW - 2 * DAY),
        end=minute_of(NOW - 2 * DAY),
        close=True,
    )
    actions.add_contacts([event], actor=SYSTEM, now=NOW + DAY)
    assert world.levels()["stranger"] == 1
    actions.retract_exposure(event, actor=SYSTEM, now=NOW + 2 * DAY, reason="somebody else")
    assert "stranger" not in world.levels()


def test_isolation_cuts_off_what_was_passed_on_after_it(world):
    actions.confirm_case(world.case, actor=SYSTEM, now=NOW)
    apart = Isolation(person=world.f1, start=minute_of(NOW - 3 * DAY) + 60)
    actions.isolate(apart, actor=SYSTEM, now=NOW + DAY)
    assert world.levels() == {"index": 0, "f1": 1}


def test_a_corrected_onset_moves_the_window_and_the_tree(world):
    actions.confirm_case(world.case, actor=SYSTEM, now=NOW)
    actions.correct_case(
        world.case, {"onset_date": date(2020, 3, 8)}, actor=SYSTEM, now=NOW, reason="asked again"
    )
    assert world.levels() == {"index": 0}


def test_a_qualifying_home_keeps_an_f2_at_home(world):
    actions.confirm_case(world.case, actor=SYSTEM, now=NOW)
    fact = Fact(person=world.f2, name="home_qualifies", value="yes", observed_at=NOW)
    actions.record_fact(fact, actor=SYSTEM, now=NOW)
    order = world.order_of(world.f2)
    assert order.measure == "home"
    assert not order.decision["missing"]


def test_the_same_result_twice_opens_one_proposal(world):
    actions.confirm_case(world.case, actor=SYSTEM, now=NOW)
    for _ in range(2):
        actions.record_result(positive(world, world.f1), actor=SYSTEM, now=NOW + DAY)
    assert Proposal.objects.count() == 1


def test_a_proposal_is_decided_once(world):
    actions.confirm_case(world.case, actor=SYSTEM, now=NOW)
    proposal = actions.record_result(positive(world, world.f1), actor=SYSTEM, now=NOW + DAY)
    same = Proposal.objects.get(pk=proposal.pk)
    actions.apply_proposal(proposal, actor=SYSTEM, now=NOW + DAY)
    with pytest.raises(actions.AlreadyDecidedError):
        actions.apply_proposal(same, actor=SYSTEM, now=NOW + DAY)


def test_an_f2_is_released_only_when_all_their_f1_are_cleared(world):
    """The flatmate met a second F1, too: the clearance of one is not enough."""
    bar = make_place(unit=world.units.truc_bach)
    for person in (world.stranger, world.f2):
        world.stay(person, bar, 500, 560)
    world.stay(world.stranger, world.office, 0, 60)
    actions.confirm_case(world.case, actor=SYSTEM, now=NOW)
    assert world.levels() == {"index": 0, "f1": 1, "stranger": 1, "f2": 2, "f3": 3}
    confirm(list(Order.objects.proposed()), actor=SYSTEM, now=NOW)
    running = world.order_of(world.f2)

    cleared(world, world.f1, NOW + DAY)
    assert world.order_of(world.f1).measure == "none"
    assert world.order_of(world.f2) == running

    cleared(world, world.stranger, NOW + 2 * DAY)
    release = world.order_of(world.f2)
    assert (release.measure, release.status) == ("none", "proposed")
    assert release.replaces == running
    confirm([release], actor=SYSTEM, now=NOW + 2 * DAY)
    assert not Order.objects.running().filter(person=world.f2).exists()


def cleared(world, person, at) -> list[Order]:
    fact = Fact(person=person, name="cleared", value=at.isoformat(), observed_at=at)
    return actions.record_fact(fact, actor=SYSTEM, now=at)


def test_a_fact_taken_back_counts_no_more(world):
    actions.confirm_case(world.case, actor=SYSTEM, now=NOW)
    fact = Fact(person=world.f2, name="home_qualifies", value="yes", observed_at=NOW)
    actions.record_fact(fact, actor=SYSTEM, now=NOW)
    assert world.order_of(world.f2).measure == "home"
    actions.retract_fact(fact, actor=SYSTEM, now=NOW + DAY, reason="another flat was meant")
    order = world.order_of(world.f2)
    assert (order.measure, order.status) == ("station", "proposed")
    assert order.decision["missing"]
