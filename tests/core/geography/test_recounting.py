"""Figures of former units in the units of another day."""

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
    destinations,
    population_2019,
    recount,
    shipped_gazetteer,
)
from vungxanh.records import DateRange

CENSUS, BEFORE, TODAY = date(2019, 4, 1), date(2021, 8, 1), date(2025, 8, 1)
REFORM = date(2025, 7, 1)


def commune(code: str, first: date | None = None, end: date | None = None) -> Unit:
    return Unit(code, Level.COMMUNE, code, code, "", DateRange(first, end))


def became(before: str, after: str, *, default: bool, extent: Extent = Extent.PART) -> Change:
    return Change(REFORM, before, after, extent, default)


SMALL = Gazetteer(
    [
        commune("whole", end=REFORM),
        commune("split", end=REFORM),
        commune("giver"),
        commune("kept"),
        commune("a", REFORM),
        commune("b", REFORM),
    ],
    [
        became("whole", "a", default=True, extent=Extent.WHOLE),
        became("split", "a", default=True),
        became("split", "b", default=False),
        became("giver", "b", default=False),
    ],
)


def by_code(counts: dict[str, int]) -> dict[str, tuple[int, int, int]]:
    rows = recount(SMALL, counts, BEFORE, TODAY)
    return {row.unit.code: (row.count, row.certain, row.at_most) for row in rows}


def test_what_went_whole_is_certain_and_what_was_split_is_not() -> None:
    assert by_code({"whole": 7, "split": 3}) == {"a": (10, 7, 10), "b": (0, 0, 3)}


def test_the_share_that_is_uncertain_is_told() -> None:
    (into_a, into_b) = recount(SMALL, {"whole": 7, "split": 3}, BEFORE, TODAY)
    assert into_a.uncertain_share == pytest.approx(0.3)
    assert into_b.uncertain_share == 0.0


def test_a_unit_that_gave_a_part_away_and_went_on_is_uncertain_too() -> None:
    assert by_code({"giver": 4}) == {"b": (0, 0, 4), "giver": (4, 0, 4)}


def test_the_rest_of_a_unit_that_gave_a_part_away_is_followed_when_it_is_divided_later() -> None:
    later = date(2026, 1, 1)
    gazetteer = Gazetteer(
        [commune("giver", end=later), commune("b"), commune("c", later), commune("d", later)],
        [
            became("giver", "b", default=False),
            Change(later, "giver", "c", Extent.PART, default=True),
            Change(later, "giver", "d", Extent.PART, default=False),
        ],
    )
    reached = destinations(gazetteer, "giver", BEFORE, later)
    assert [unit.code for unit in reached] == ["c", "b", "d"]


def test_a_unit_that_nothing_happened_to_keeps_its_figures() -> None:
    assert by_code({"kept": 5}) == {"kept": (5, 5, 5)}


def test_on_the_same_day_nothing_changes() -> None:
    (row,) = recount(SMALL, {"split": 3}, BEFORE, BEFORE)
    assert (row.unit.code, row.count, row.certain, row.at_most) == ("split", 3, 3, 3)


def test_figures_cannot_be_told_in_units_of_an_earlier_day() -> None:
    with pytest.raises(ValueError, match="earlier units of 2021-08-01"):
        recount(SMALL, {"a": 1}, TODAY, BEFORE)


def test_a_code_that_nobody_bore_is_named() -> None:
    with pytest.raises(KeyError, match="'nowhere'"):
        recount(SMALL, {"nowhere": 1}, BEFORE, TODAY)


def test_the_default_comes_first_and_is_where_an_address_is_shown() -> None:
    gazetteer = shipped_gazetteer()
    for unit in gazetteer.valid(BEFORE, Level.COMMUNE):
        first = destinations(gazetteer, unit.code, BEFORE, TODAY)[0]
        assert first == gazetteer.translate(unit.code, BEFORE, TODAY)


def test_the_census_of_2019_is_told_whole_in_the_126_communes_of_today() -> None:
    """8,053,663 is the published figure; 126 communes by Resolution 1656/NQ-UBTVQH15."""
    gazetteer = shipped_gazetteer()
    rows = recount(gazetteer, population_2019(), CENSUS, TODAY)
    assert sum(row.count for row in rows) == 8_053_663
    assert [row.unit for row in rows] == sorted(
        gazetteer.valid(TODAY, Level.COMMUNE), key=lambda unit: unit.code
    )


def test_the_579_communes_of_2020_hold_the_whole_census_with_little_doubt() -> None:
    rows = recount(shipped_gazetteer(), population_2019(), CENSUS, BEFORE)
    assert len(rows) == 579
    assert sum(row.count for row in rows) == 8_053_663
    assert sum(row.certain for row in rows) > 0.95 * 8_053_663


CODES = st.sampled_from([unit.code for unit in shipped_gazetteer().valid(BEFORE, Level.COMMUNE)])


@given(st.dictionaries(CODES, st.integers(0, 10_000), max_size=40))
def test_nobody_is_lost_or_counted_twice(counts: dict[str, int]) -> None:
    rows = recount(shipped_gazetteer(), counts, BEFORE, TODAY)
    assert sum(row.count for row in rows) == sum(counts.values())
    assert all(0 <= row.certain <= row.count <= row.at_most for row in rows)
