"""The shipped list against the published counts, and the questions a gazetteer answers."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.geography import (
    Change,
    Extent,
    Gazetteer,
    Level,
    Unit,
    population_2019,
    shipped_gazetteer,
)
from vungxanh.records import DateRange

CITY = "01"
MARCH_2020 = date(2020, 3, 8)
TODAY = date(2026, 1, 1)
ENDS_OF_UNITS = (date(2020, 3, 1), date(2025, 1, 1), date(2025, 7, 1))


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return shipped_gazetteer()


@pytest.mark.parametrize(
    ("on", "communes", "districts"),
    [
        (date(2019, 4, 1), 584, 30),
        (date(2020, 2, 29), 584, 30),
        (date(2020, 3, 1), 579, 30),
        (date(2021, 8, 4), 579, 30),
        (date(2024, 12, 31), 579, 30),
        (date(2025, 1, 1), 526, 30),
        (date(2025, 6, 30), 526, 30),
        (date(2025, 7, 1), 126, 0),
    ],
)
def test_counts_are_the_published_ones(gazetteer, on, communes, districts):
    count = Counter(unit.level for unit in gazetteer.valid(on))
    assert count[Level.COMMUNE] == communes
    assert count[Level.DISTRICT] == districts
    assert count[Level.PROVINCE] == count[Level.COUNTRY] == 1


@given(st.dates(date(2018, 1, 1), date(2027, 12, 31)))
def test_on_every_day_every_unit_belongs_to_the_country(day):
    gazetteer = shipped_gazetteer()
    units = gazetteer.valid(day)
    assert len({unit.code for unit in units}) == len(units)
    assert all(
        gazetteer.ancestors(unit.code, day)[-1].code == "VN" for unit in units if unit.parent_code
    )
    assert sum(len(gazetteer.children(unit.code, day)) for unit in units[:32]) == len(units) - 1


def test_ancestors_go_from_the_nearest_to_the_country(gazetteer):
    path = gazetteer.ancestors("00004", MARCH_2020)
    assert [unit.code for unit in path] == ["001", CITY, "VN"]
    assert [unit.code for unit in gazetteer.ancestors("00004", TODAY)] == [CITY, "VN"]
    assert gazetteer.ancestors("VN", TODAY) == ()


def test_a_code_that_came_back_is_another_unit(gazetteer):
    then, now = gazetteer.at("00004", MARCH_2020), gazetteer.at("00004", TODAY)
    assert (then.name, now.name) == ("Trúc Bạch", "Ba Đình")
    assert then.key != now.key


def test_an_unknown_code_is_none_or_named(gazetteer):
    assert gazetteer.at("99999", TODAY) is None
    assert gazetteer.at("001", TODAY) is None, "districts have ended"
    with pytest.raises(KeyError, match=r"'001' on 2026-01-01"):
        gazetteer.unit("001", TODAY)


def test_ancestor_of_a_level(gazetteer):
    assert gazetteer.ancestor("00004", Level.DISTRICT, MARCH_2020).code == "001"
    assert gazetteer.ancestor("001", Level.DISTRICT, MARCH_2020).code == "001"
    assert gazetteer.ancestor("00004", Level.DISTRICT, TODAY) is None


def test_a_divided_ward_names_its_parts_and_its_default(gazetteer):
    heirs = gazetteer.successors("00253", date(2020, 2, 1))
    assert {(heir.unit.code, heir.extent, heir.default) for heir in heirs} == {
        ("00241", Extent.PART, False),
        ("00247", Extent.PART, True),
    }
    assert {heir.effective for heir in heirs} == {date(2020, 3, 1)}


def test_a_unit_that_grew_knows_what_it_took_in(gazetteer):
    sources = gazetteer.predecessors("00241", MARCH_2020)
    assert {source.unit.code for source in sources} == {"00250", "00253"}
    assert gazetteer.predecessors("00241", date(2020, 2, 29)) == ()


@pytest.mark.parametrize("change", ENDS_OF_UNITS)
def test_every_commune_that_ended_has_exactly_one_default_successor(gazetteer, change):
    day_before = date.fromordinal(change.toordinal() - 1)
    ended = [
        unit for unit in gazetteer.valid(day_before, Level.COMMUNE) if unit.valid.end == change
    ]
    assert ended
    for unit in ended:
        heirs = gazetteer.successors(unit.code, day_before)
        assert sum(heir.default for heir in heirs) == 1, unit
        assert all(change in heir.unit.valid for heir in heirs)
        whole = [heir for heir in heirs if heir.extent is Extent.WHOLE]
        assert len(whole) in (0, len(heirs)), "a whole unit goes to one place only"


def test_translation_reaches_todays_commune_from_every_former_one(gazetteer):
    former = gazetteer.valid(date(2019, 1, 1), Level.COMMUNE)
    today = {gazetteer.translate(unit.code, date(2019, 1, 1), TODAY).code for unit in former}
    communes = {unit.code for unit in gazetteer.valid(TODAY, Level.COMMUNE)}
    assert today <= communes
    assert communes - today == {"00340"}, "made of lesser parts only, nobody's default"


def test_translation_says_where_the_way_ends(gazetteer):
    with pytest.raises(KeyError, match="ended on 2025-07-01 without a successor"):
        gazetteer.translate("001", MARCH_2020, TODAY)


def test_two_units_with_one_code_on_one_day_are_refused():
    one = Unit("1", Level.COMMUNE, "A", "A", "", DateRange(None, date(2020, 1, 2)))
    other = Unit("1", Level.COMMUNE, "B", "B", "", DateRange(date(2020, 1, 1), None))
    with pytest.raises(ValueError, match="two units have the code '1'"):
        Gazetteer([one, other])


def test_a_missing_parent_is_refused():
    orphan = Unit("1", Level.COMMUNE, "A", "A", "9", DateRange(None, None))
    with pytest.raises(ValueError, match="unknown parent '9'"):
        Gazetteer([orphan])


def test_successors_are_those_of_the_next_change_only():
    units = [Unit(code, Level.COMMUNE, code, code, "", DateRange(None, None)) for code in "abc"]
    changes = [
        Change(date(2020, 1, 1), "a", "b", Extent.PART, True),
        Change(date(2021, 1, 1), "a", "c", Extent.PART, True),
    ]
    gazetteer = Gazetteer(units, changes)
    assert [heir.unit.code for heir in gazetteer.successors("a", date(2019, 1, 1))] == ["b"]
    assert [heir.unit.code for heir in gazetteer.successors("a", date(2020, 1, 1))] == ["c"]
    assert gazetteer.successors("a", date(2021, 1, 1)) == ()


def test_the_census_covers_the_584_communes_and_adds_up(gazetteer):
    census = population_2019()
    communes = gazetteer.valid(date(2019, 4, 1), Level.COMMUNE)
    assert set(census) == {unit.code for unit in communes}
    assert sum(census.values()) == 8_053_663
