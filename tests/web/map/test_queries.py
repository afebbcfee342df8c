"""Figures by unit and day: nobody lost, nobody counted twice, and told in the units of today."""

from datetime import date, datetime

import pytest

from tests.web.factories import (
    NOW,
    SYSTEM,
    UnitTree,
    make_case,
    make_person,
    make_place,
    make_user,
    make_visit,
)
from vungxanh.terms import Classification
from vungxanh.web.geography.models import AdminUnit, Population, UnitLink
from vungxanh.web.map.queries import (
    CASES,
    F1,
    NEW,
    Placing,
    changes,
    days_of,
    populations,
    series,
)
from vungxanh.web.registry.models import Outbreak
from vungxanh.web.response.actions import confirm_case

TODAY = NOW.date()


def suspect(units: UnitTree, outbreak: Outbreak):
    return make_case(
        unit=units.truc_bach,
        outbreak=outbreak,
        classification=Classification.SUSPECTED,
        confirmed_at=None,
    )


def figures(outbreak: Outbreak, user, level: str, now: datetime = NOW):
    days = days_of(outbreak, now=now)
    return days, series(changes(outbreak, user, now=now), Placing(level, TODAY), days)


def test_a_case_and_their_contact_count_where_they_live_from_that_day_on(
    units: UnitTree, outbreak: Outbreak
) -> None:
    case, contact = suspect(units, outbreak), make_person(unit=units.cat_linh)
    office = make_place(unit=units.truc_bach)
    for person in (case.person, contact):
        make_visit(person, office)
    confirm_case(case, actor=SYSTEM, now=NOW)
    days, found = figures(outbreak, make_user("command", units.city), "district")
    ba_dinh, dong_da = found[units.ba_dinh.pk].values, found[units.dong_da.pk].values
    assert (ba_dinh[CASES][-1], sum(ba_dinh[NEW])) == (1, 1)
    assert ba_dinh[NEW][days.index(TODAY)] == 1
    assert ba_dinh[CASES][-2:] == [0, 1]
    assert dong_da[F1][-2:] == [0, 1]
    assert dong_da[CASES][-1] == 0


def test_only_ones_own_area_counts(units: UnitTree, outbreak: Outbreak) -> None:
    confirm_case(suspect(units, outbreak), actor=SYSTEM, now=NOW)
    for unit, seen in ((units.ba_dinh, 1), (units.dong_da, 0)):
        _, found = figures(outbreak, make_user("district_officer", unit), "commune")
        assert sum(row.values[CASES][-1] for row in found.values()) == seen


def test_a_person_of_whom_the_city_alone_is_known_is_told_apart(
    units: UnitTree, outbreak: Outbreak
) -> None:
    case = make_case(
        unit=units.city,
        outbreak=outbreak,
        classification=Classification.SUSPECTED,
        confirmed_at=None,
    )
    confirm_case(case, actor=SYSTEM, now=NOW)
    _, found = figures(outbreak, make_user("command", units.city), "district")
    assert found[None].values[CASES][-1] == 1


@pytest.fixture
def divided(units: UnitTree) -> tuple[AdminUnit, AdminUnit, AdminUnit]:
    """A commune that ended and went in two parts to others."""
    day = date(2020, 3, 1)
    old = AdminUnit.objects.create(
        code="99999",
        level="commune",
        name="Cũ",
        full_name="Xã Cũ",
        parent=units.ba_dinh,
        valid_to=day,
        depth=units.truc_bach.depth,
    )
    for heir, is_default in ((units.truc_bach, True), (units.cat_linh, False)):
        UnitLink.objects.create(
            before=old, after=heir, effective=day, whole=False, is_default=is_default
        )
    return old, units.truc_bach, units.cat_linh


def test_a_divided_unit_counts_in_its_default_heir_and_is_no_sure_figure(
    divided: tuple[AdminUnit, AdminUnit, AdminUnit], outbreak: Outbreak, units: UnitTree
) -> None:
    old, heir, _other = divided
    assert Placing("commune", TODAY).place(old.pk) == (heir.pk, False)
    case = make_case(
        unit=old, outbreak=outbreak, classification=Classification.SUSPECTED, confirmed_at=None
    )
    confirm_case(case, actor=SYSTEM, now=NOW)
    _, found = figures(outbreak, make_user("command", units.city), "commune")
    assert (found[heir.pk].values[CASES][-1], found[heir.pk].unsure) == (1, 1)
    Population.objects.create(unit=old, year=2019, people=100)
    Population.objects.create(unit=heir, year=2019, people=50)
    assert populations(Placing("commune", TODAY))[heir.pk] == (150, False)
