"""The shipped units in the database: as many as the official lists say, loaded again and again."""

from datetime import date

import pytest
from django.db.models import Sum

from tests.web.factories import LATER, NOW, SYSTEM, make_person, make_user
from vungxanh.geography import Change, Extent, Level, Unit
from vungxanh.records import DateRange
from vungxanh.web.audit.models import AuditEvent
from vungxanh.web.geography.actions import load_shipped_units, load_units
from vungxanh.web.geography.models import AdminUnit, Population, UnitLink
from vungxanh.web.registry.actions import rescope_all
from vungxanh.web.registry.models import Person

pytestmark = pytest.mark.django_db


def unit(code: str, parent: str, first: date | None = None, end: date | None = None) -> Unit:
    level = Level.COUNTRY if not parent else Level.COMMUNE
    return Unit(
        code=code,
        level=level,
        name=code,
        full_name=f"Unit {code}",
        parent_code=parent,
        valid=DateRange(first, end),
    )


class TestShipped:
    @pytest.fixture(autouse=True)
    def _loaded(self, db: None) -> None:
        load_shipped_units(actor=SYSTEM, now=NOW)

    @pytest.mark.parametrize(
        ("day", "districts", "communes"),
        [
            (date(2020, 2, 29), 30, 584),
            (date(2020, 3, 8), 30, 579),
            (date(2021, 8, 4), 30, 579),
            (date(2025, 1, 1), 30, 526),
            (date(2025, 7, 1), 0, 126),
        ],
    )
    def test_there_are_as_many_as_on_the_official_lists(
        self, day: date, districts: int, communes: int
    ) -> None:
        on = AdminUnit.objects.on(day)
        assert on.filter(level="district").count() == districts
        assert on.filter(level="commune").count() == communes

    def test_the_country_is_the_root_of_all(self) -> None:
        assert AdminUnit.objects.get(parent=None).code == "VN"
        for row in AdminUnit.objects.select_related("parent__parent__parent"):
            path = row.ancestors()
            assert path[-1].code == "VN"
            assert [above.depth for above in path] == [*range(row.depth, -1, -1)]

    def test_a_code_that_came_back_names_another_unit(self) -> None:
        rows = AdminUnit.objects.filter(code="00004").order_by("valid_from")
        assert [row.full_name for row in rows] == ["Phường Trúc Bạch", "Phường Ba Đình"]
        assert [row.parent.level for row in rows] == ["district", "province"]

    def test_the_census_counts_the_city(self) -> None:
        people = Population.objects.filter(year=2019).aggregate(total=Sum("people"))["total"]
        assert 8_000_000 < people < 8_100_000  # 8,053,663 by the census of 1 April 2019

    def test_loading_again_changes_nothing(self) -> None:
        assert load_shipped_units(actor=SYSTEM, now=NOW) == 0
        assert AuditEvent.objects.filter(verb="units_loaded").count() == 1

    def test_every_ward_of_the_last_day_has_one_default_successor(self) -> None:
        ended = AdminUnit.objects.filter(level="commune", valid_to=date(2025, 7, 1))
        for row in ended:
            links = UnitLink.objects.filter(before=row, effective=date(2025, 7, 1))
            assert links.filter(is_default=True).count() == 1, row

    def test_after_the_reorganisation_the_new_ward_sees_the_persons_of_the_old(self) -> None:
        old, new = AdminUnit.objects.filter(code="00004").order_by("valid_from")
        person = make_person(unit=old)
        officer = make_user("ward_officer", new, since=LATER)
        assert not Person.objects.visible_to(officer, now=LATER).exists()
        rescope_all(actor=SYSTEM, now=LATER)
        assert [*Person.objects.visible_to(officer, now=LATER)] == [person]


def test_a_unit_that_ended_is_corrected_and_linked() -> None:
    load_units([unit("C", ""), unit("1", "C")], [], {}, actor=SYSTEM, now=NOW)
    day = date(2024, 1, 1)
    units = [unit("C", ""), unit("1", "C", None, day), unit("2", "C", day)]
    changes = [Change(day, "1", "2", Extent.WHOLE, default=True)]
    assert load_units(units, changes, {}, actor=SYSTEM, now=NOW) == 3
    first = AdminUnit.objects.get(code="1")
    assert first.valid_to == day
    assert [link.after.code for link in first.became.all()] == ["2"]


def test_a_unit_that_took_another_in_has_no_link_to_itself() -> None:
    day = date(2024, 1, 1)
    units = [unit("C", ""), unit("1", "C"), unit("2", "C", None, day)]
    changes = [
        Change(day, "1", "1", Extent.WHOLE, default=True),
        Change(day, "2", "1", Extent.WHOLE, default=True),
    ]
    load_units(units, changes, {}, actor=SYSTEM, now=NOW)
    assert [(link.before.code, link.after.code) for link in UnitLink.objects.all()] == [("2", "1")]


def test_units_that_contradict_each_other_write_nothing() -> None:
    with pytest.raises(ValueError, match="same day"):
        load_units([unit("C", ""), unit("1", "C"), unit("1", "C")], [], {}, actor=SYSTEM, now=NOW)
    assert not AdminUnit.objects.exists()


def test_people_are_counted_in_the_unit_that_bore_the_code_on_the_day() -> None:
    day = date(2024, 1, 1)
    units = [unit("C", ""), unit("1", "C", None, day), unit("1", "C", day)]
    census = {date(2019, 4, 1): {"1": 10}, date(2029, 4, 1): {"1": 20}}
    load_units(units, [], census, actor=SYSTEM, now=NOW)
    counted = Population.objects.order_by("year").values_list("unit__valid_to", "people")
    assert [*counted] == [(day, 10), (None, 20)]
