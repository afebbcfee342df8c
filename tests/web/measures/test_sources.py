"""Whose clearance releases whom: every source with a contact that counts, and nobody else."""

from datetime import timedelta

import pytest

from tests.web.factories import NOW, SYSTEM, UnitTree, make_case, make_place, make_visit
from tests.web.measures.worlds import DAY, HOUR, MET, Tree, clear, make_tree, say
from vungxanh.records import minute_of
from vungxanh.web.measures.sources import (
    sources_if_cleared,
    sources_of,
    sources_of_contacts,
)
from vungxanh.web.registry.models import Isolation
from vungxanh.web.response.actions import confirm_case, isolate

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(units: UnitTree) -> Tree:
    return make_tree(units)


def said(tree: Tree, person, now=NOW) -> dict[str, list[str]]:
    names = {getattr(tree, name).pk: name for name in ("near", "other", "far", "friend")}
    found = sources_of_contacts(tree.outbreak, person.pk, now=now)
    return {names[pk]: [row.value for row in rows] for pk, rows in found.items()}


def test_every_source_is_found_and_not_only_the_first(tree):
    both = ["near=no", "other=no"]
    assert said(tree, tree.near) == {"far": both, "friend": ["near=no"]}
    assert said(tree, tree.other) == {"far": both}


def test_nobody_hangs_on_a_case_or_on_the_outermost_level(tree):
    assert said(tree, tree.index) == {}
    assert said(tree, tree.far) == {}


def test_a_cleared_source_says_so_from_its_clearance_on(tree):
    clear(tree.near, NOW + DAY)
    assert said(tree, tree.near, NOW + DAY)["far"] == ["near=yes", "other=no"]
    assert said(tree, tree.near, NOW)["far"] == ["near=no", "other=no"]


def test_a_clearance_before_a_new_exposure_does_not_count(tree):
    clear(tree.near, MET - HOUR)
    assert said(tree, tree.near)["friend"] == ["near=no"]


def test_a_contact_that_is_too_short_makes_no_source(tree, units):
    corner = make_place(unit=units.truc_bach)
    for person, minutes in ((tree.other, 10), (tree.friend, 10)):
        make_visit(person, corner, MET + 8 * HOUR, minutes=minutes)
    assert said(tree, tree.near)["friend"] == ["near=no"]


def test_a_source_who_was_apart_in_time_is_none(tree):
    apart = Isolation(person=tree.other, start=minute_of(MET + 3 * HOUR))
    isolate(apart, actor=SYSTEM, now=NOW)
    assert said(tree, tree.near)["far"] == ["near=no"]


def test_a_contact_after_the_tree_has_ended_makes_no_source(tree, units):
    late = make_place(unit=units.truc_bach)
    for person in (tree.other, tree.friend):
        make_visit(person, late, NOW + 60 * DAY)
    assert said(tree, tree.near)["friend"] == ["near=no"]


def test_the_sources_of_all_trees_count(tree, units):
    """The friend is an F2 of a second case, too: their F1 there must be cleared as well."""
    second = make_case(
        unit=units.truc_bach,
        outbreak=tree.outbreak,
        classification="suspected",
        onset_date=(NOW - 4 * DAY).date(),
        specimen_date=None,
        confirmed_at=None,
    )
    office = make_place(unit=units.truc_bach)
    club = make_place(unit=units.truc_bach)
    colleague = make_case(unit=units.truc_bach, classification="suspected").person
    for person in (second.person, colleague):
        make_visit(person, office, MET)
    for person in (colleague, tree.friend):
        make_visit(person, club, MET + 3 * HOUR)
    confirm_case(second, actor=SYSTEM, now=NOW)
    assert set(said(tree, tree.near)["friend"]) == {"near=no", f"{colleague.code}=no"}


def test_the_sources_are_asked_for_only_where_the_first_is_cleared(
    tree, django_assert_max_num_queries
):
    people = [tree.far.pk, tree.friend.pk]
    with django_assert_max_num_queries(2):
        assert sources_if_cleared(tree.outbreak, people, now=NOW) == {}
    clear(tree.near, NOW + DAY)
    assert sources_if_cleared(tree.outbreak, people, now=NOW + DAY).keys() == set(people)


def test_a_symptom_told_later_does_not_lose_the_release(tree):
    """Whatever makes the office look at somebody again, their sources are looked at, too."""
    clear(tree.near, NOW + DAY)
    assert tree.order(tree.friend).status == "withdrawn"
    say(tree.friend, "home_qualifies", "yes", NOW + 2 * DAY)
    assert tree.order(tree.friend).status == "withdrawn"


def test_persons_of_another_level_are_left_out(tree):
    found = sources_of(tree.outbreak, [tree.near.pk, tree.far.pk], next_to=1, now=NOW)
    assert found.keys() == {tree.far.pk}


def test_the_rows_were_observed_now(tree):
    later = NOW + timedelta(minutes=5)
    rows = sources_of_contacts(tree.outbreak, tree.near.pk, now=later)[tree.friend.pk]
    assert [(row.fact, row.observed_at) for row in rows] == [("source_cleared", later)]
