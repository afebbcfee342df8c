"""Two records become one and two again: nothing is lost, the trees are right."""

import pytest

from tests.web.factories import SYSTEM, make_person
from tests.web.merging.worlds import LATER, SOON, World, tables, trees, trees_computed_fresh
from vungxanh.terms import TestOutcome
from vungxanh.web.audit.models import AuditEvent
from vungxanh.web.measures.actions import confirm
from vungxanh.web.measures.models import Order, OrderStatus
from vungxanh.web.merging.actions import merge, set_apart, take_apart_back, undo_merge
from vungxanh.web.merging.models import Merge
from vungxanh.web.merging.refusing import RefusedError, why_not_undone
from vungxanh.web.merging.relations import MOVED, STAYING, WORKED_OUT, relations
from vungxanh.web.merging.wording import ROWS
from vungxanh.web.registry.models import Case, ContactEvent, Person, TestResult, Visit
from vungxanh.web.response import actions

pytestmark = pytest.mark.django_db


def merged(world: World, **options: object) -> Merge:
    return merge(world.one, world.other, actor=SYSTEM, now=SOON, **options)  # type: ignore[arg-type]


def undone(done: Merge) -> None:
    undo_merge(done, actor=SYSTEM, now=LATER, reason="two sisters")


def test_everything_that_points_to_a_person_is_handled() -> None:
    tables_of = [set(MOVED), WORKED_OUT, STAYING]
    assert set(relations()) == set.union(*tables_of), (
        "say in relations.py what a merge does with it"
    )
    assert sum(map(len, tables_of)) == len(set.union(*tables_of))
    assert {relation.rpartition(".")[0] for relation in MOVED} == ROWS.keys()


@pytest.mark.parametrize("seed", range(6))
def test_a_merge_that_is_undone_leaves_every_row_as_it_was(seed: int) -> None:
    world = World(seed)
    before = tables()
    done = merged(world, taken=["birth_date", "name", "unit"])
    assert trees() == trees_computed_fresh()
    assert not Visit.objects.filter(person=world.other).exists()
    assert not Case.objects.filter(person=world.other).exists()
    undone(done)
    after = tables()
    fresh = [row for row in after["measures.order"] if row not in before["measures.order"]]
    assert all(f"'{OrderStatus.WITHDRAWN.value}'" in row for row in fresh)
    after["measures.order"] = [row for row in after["measures.order"] if row not in fresh]
    assert after == before


def test_the_kept_record_has_what_both_had_and_who_met_themselves_did_not() -> None:
    world = World(1)
    visits = Visit.objects.filter(person__in=[world.one, world.other]).count()
    done = merged(world, taken=["birth_date"], reason="same card")
    kept, gone = (Person.objects.get(pk=p.pk) for p in (world.one, world.other))
    assert Visit.objects.filter(person=kept).count() == visits
    assert kept.birth_date == world.other.birth_date
    assert kept.name == world.one.name
    assert gone.merged_into == kept
    assert gone.retracted_at == SOON
    pair = [kept.pk, gone.pk]
    between = ContactEvent.objects.get(person_a__in=pair, person_b__in=pair)
    assert between.retracted_at == SOON
    told = AuditEvent.objects.filter(verb="persons_merged").values_list("person_id", flat=True)
    assert set(told) == set(pair)
    assert done.reason == "same card"


def negative(person: Person, world: World) -> TestResult:
    return TestResult(
        person=person,
        outbreak=world.outbreak,
        specimen_at=SOON,
        resulted_at=SOON,
        outcome=TestOutcome.NEGATIVE,
    )


def test_a_merge_is_not_undone_once_something_newer_hangs_on_it() -> None:
    world = World(2)
    done = merged(world)
    result = negative(world.one, world)
    actions.record_result(result, actor=SYSTEM, now=SOON)
    with pytest.raises(RefusedError, match="test results"):
        undone(done)
    actions.retract_result(result, actor=SYSTEM, now=SOON, reason="of somebody else")
    third = make_person(unit=world.units.truc_bach)
    later = merge(Person.objects.get(pk=world.one.pk), third, actor=SYSTEM, now=SOON)
    assert third.code in " ".join(why_not_undone(done))
    undo_merge(later, actor=SYSTEM, now=LATER, reason="no")
    undone(done)
    with pytest.raises(RefusedError, match="already"):
        undone(done)


def test_two_running_orders_and_pairs_set_apart_are_refused() -> None:
    world = World(3)
    one, other = world.one, world.other
    apart = set_apart(one, other, actor=SYSTEM, now=SOON, reason="twins")
    with pytest.raises(RefusedError, match="not to be the same"):
        merged(world)
    take_apart_back(apart, actor=SYSTEM, now=SOON)
    for person in (one, other):
        Order.objects.filter(person=person).delete()
        order = Order.objects.create(
            person=person,
            outbreak=world.outbreak,
            level=1,
            measure="home",
            starts_at=SOON,
            decision={},
            directive="test",
            proposed_at=SOON,
        )
        confirm([order], actor=SYSTEM, now=SOON)
    with pytest.raises(RefusedError, match="running order"):
        merged(world)


def test_a_record_is_not_merged_with_itself_or_twice() -> None:
    world = World(4)
    with pytest.raises(RefusedError):
        merge(world.one, world.one, actor=SYSTEM, now=SOON)
    merged(world)
    with pytest.raises(RefusedError):
        merged(world)
