"""The core decides; the web names the unit, the facts and the instant."""

from datetime import datetime, timedelta

import pytest

from tests.web.factories import NOW, UnitTree, make_person
from tests.web.measures.worlds import make_tree
from vungxanh.terms import Measure
from vungxanh.web.measures.deciding import (
    advice_to_outermost,
    decisions,
    path_of,
    paths_of,
    unit_key_of,
    unit_of,
)

pytestmark = pytest.mark.django_db


def test_the_unit_of_the_stay_answers_else_that_of_the_residence(units: UnitTree):
    at_home = make_person(unit=units.truc_bach)
    guest = make_person(unit=units.truc_bach, staying_unit=units.cat_linh)
    assert unit_of(at_home) == units.truc_bach
    assert unit_of(guest) == units.cat_linh
    assert unit_of(make_person()) is None
    assert unit_key_of(guest) == units.cat_linh.pk


def test_a_path_runs_from_the_ward_to_the_country(units: UnitTree):
    assert path_of(units.truc_bach) == ("00004", "001", "01", "VN")
    assert path_of(units.new_ba_dinh) == ("00004", "01", "VN")


def test_who_has_no_unit_is_the_citys(units: UnitTree):
    assert path_of(None) == ("01", "VN")


def test_a_unit_without_its_country_still_ends_there(units: UnitTree):
    units.city.parent = None
    units.city.save()
    units.truc_bach.refresh_from_db()
    assert path_of(units.truc_bach)[-1] == "VN"
    assert paths_of([units.truc_bach.pk]) == {units.truc_bach.pk: path_of(units.truc_bach)}


def test_the_paths_of_many_units_are_those_of_each(units: UnitTree):
    some = [units.truc_bach, units.new_ba_dinh, units.cat_linh, units.dong_da, units.country]
    assert paths_of(unit.pk for unit in some) == {unit.pk: path_of(unit) for unit in some}


def test_each_is_decided_by_the_directive_of_their_own_unit(units: UnitTree):
    tree = make_tree(units)
    found = decisions(tree.outbreak, [tree.near.pk, tree.far.pk], now=NOW)
    near = found[tree.near.pk]
    assert (near.level.level, near.facts.level) == (1, 1)
    assert near.decision.measure is Measure.FACILITY
    assert near.decision.directive_id == "hanoi-2020-03-08"
    assert found[tree.far.pk].decision.missing == ("home_qualifies",)


def test_who_is_asked_the_same_shares_the_decision_as_it_is_stored(units: UnitTree):
    tree = make_tree(units)
    found = decisions(tree.outbreak, [tree.near.pk, tree.other.pk, tree.far.pk], now=NOW)
    near, other, far = (found[person.pk] for person in (tree.near, tree.other, tree.far))
    assert near.content == near.decision.to_dict()
    assert near.content is other.content
    assert near.content != far.content


def test_the_day_before_the_directive_another_one_decides(units: UnitTree):
    tree = make_tree(units)
    before = decisions(tree.outbreak, [tree.near.pk], now=NOW - timedelta(days=1))
    assert before[tree.near.pk].decision.directive_id == "vn-2020-02-07"


def test_the_number_of_queries_does_not_grow_with_the_persons(
    units: UnitTree, django_assert_num_queries
):
    tree = make_tree(units)
    tree.far.staying_unit = units.cat_linh
    tree.far.save()
    facts, levels_of_units = 4, 4
    for persons in ([tree.near], [tree.index, tree.near, tree.other, tree.far, tree.friend]):
        with django_assert_num_queries(facts + levels_of_units):
            decisions(tree.outbreak, [person.pk for person in persons], now=NOW)


def test_the_outermost_are_advised_until_a_date_and_asked_nothing(units: UnitTree):
    exposed = datetime.fromisoformat("2020-03-05T15:00+07:00")
    decision = advice_to_outermost(units.truc_bach, 3, last_exposure=exposed, now=NOW)
    assert decision.measure is Measure.ADVICE
    assert decision.until == datetime.fromisoformat("2020-03-20T00:00+07:00")
    assert decision.missing == ()
