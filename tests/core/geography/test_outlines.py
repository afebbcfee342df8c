"""What units are drawn by: every unit in force can be drawn, by the file of its days."""

from datetime import date

import pytest

from vungxanh.geography import shipped_gazetteer
from vungxanh.geography.outlines import shipped_levels, shipped_outlines


@pytest.mark.parametrize(
    ("level", "on", "units"),
    [
        ("district", date(2020, 3, 8), 30),
        ("commune", date(2020, 3, 8), 579),
        ("commune", date(2025, 8, 1), 126),
    ],
)
def test_every_unit_of_a_level_can_be_drawn(level: str, on: date, units: int) -> None:
    found = shipped_outlines(level, on)
    assert found is not None
    assert len(found.codes) == units
    in_force = {one.code for one in shipped_gazetteer().valid(on) if one.level == level}
    assert in_force <= found.codes


def test_districts_end_with_june_2025() -> None:
    assert shipped_levels(date(2025, 6, 30)) == ("district", "commune")
    assert shipped_levels(date(2025, 7, 1)) == ("commune",)
    assert shipped_outlines("ward", date(2025, 7, 1)) is None
