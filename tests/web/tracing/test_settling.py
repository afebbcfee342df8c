"""The level of a person over all trees of an outbreak: the least, earliest start, latest end."""

from itertools import permutations

import pytest

from tests.web.factories import NOW, SYSTEM, make_case, make_outbreak, make_person, make_visit
from tests.web.measures.worlds import DAY, HOUR, MET, Tree
from vungxanh.records import minute_of
from vungxanh.terms import Classification
from vungxanh.web.registry.models import Case
from vungxanh.web.response.actions import confirm_case
from vungxanh.web.tracing.models import Level, LevelChange
from vungxanh.web.tracing.settling import Standing, standings, stored

pytestmark = pytest.mark.django_db


def confirmed(person, outbreak, *, at=NOW) -> Case:
    """Confirm a case who fell ill when the first one did."""
    case = make_case(
        person,
        outbreak=outbreak,
        code=f"{outbreak.code}-{person.pk}",
        classification=Classification.SUSPECTED,
        onset_date=(NOW - 5 * DAY).date(),
        specimen_date=None,
        confirmed_at=None,
    )
    confirm_case(case, actor=SYSTEM, now=at)
    return case


def test_of_two_trees_the_nearer_counts_else_the_earlier_start_and_the_later_end() -> None:
    near = Standing(1, 900, 950, 5, 7, 3)
    early = Standing(2, 100, 200, 8, None, 1)
    late = Standing(2, 150, 700, 9, 4, 2)
    for first, second, third in permutations((near, early, late)):
        assert first.joined(second).joined(third) == near
    assert early.joined(late) == late.joined(early) == Standing(2, 100, 700, 8, None, 1)


def test_of_two_that_start_together_the_smallest_infector_counts() -> None:
    one, other = Standing(1, 100, 300, 5, 9, 2), Standing(1, 100, 200, 4, 9, 1)
    assert one.joined(other) == other.joined(one) == Standing(1, 100, 300, 4, 9, 1)


def test_what_is_stored_is_what_the_trees_say(tree: Tree) -> None:
    persons = [tree.index.pk, tree.near.pk, tree.far.pk, make_person().pk]
    found = standings(tree.outbreak, persons)
    assert stored(tree.outbreak, persons) == found
    assert [found[pk].level for pk in persons[:3]] == [0, 1, 2]
    assert len(found) == 3


def test_the_trees_of_another_outbreak_do_not_count(tree: Tree) -> None:
    other = make_outbreak("sars-2003", disease="covid-19")
    stranger = make_person()
    place = tree.far.visits.get(start=minute_of(MET + 2 * HOUR)).place
    make_visit(stranger, place, MET + 2 * HOUR, recorded_at=NOW - DAY)
    confirmed(stranger, other)
    assert standings(tree.outbreak, [tree.far.pk])[tree.far.pk].level == 2
    assert standings(other, [tree.far.pk])[tree.far.pk].level == 1
    assert Level.objects.get(person=tree.far, outbreak=tree.outbreak).level == 2
    assert Level.objects.get(person=tree.far, outbreak=other).level == 1


def test_who_stays_at_a_level_keeps_since_when(tree: Tree) -> None:
    """A second case was at the same work, earlier: the exposure changes, the level does not."""
    place = tree.index.visits.get().place
    second = make_person()
    make_visit(second, place, MET - HOUR, recorded_at=NOW - DAY)
    make_visit(tree.near, place, MET - HOUR, recorded_at=NOW - DAY)
    before = Level.objects.get(person=tree.near)
    confirmed(second, tree.outbreak, at=NOW + HOUR)
    after = Level.objects.get(person=tree.near)
    assert (after.level, after.since) == (before.level, before.since)
    assert after.first_exposure < before.first_exposure
    assert LevelChange.objects.filter(person=tree.near).count() == 1
