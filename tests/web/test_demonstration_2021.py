"""The larger demonstration, loaded fact by fact: the counts of two districts come out of it."""

import os
from collections import Counter

import pytest

from vungxanh.demonstration import day_2021_08_04
from vungxanh.web.audit.actions import System
from vungxanh.web.demonstration import load
from vungxanh.web.geography.actions import load_shipped_units
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.tracing.models import Level

POSTGRES = os.environ.get("VUNGXANH_TEST_DB") == "postgres"
REPORTED = {"268": (36, 485, 2824), "277": (7, 143, 700)}
"""Hà Đông and Chương Mỹ: F0, F1 and F2 by district of residence on 4 August 2021."""


@pytest.mark.django_db
@pytest.mark.skipif(POSTGRES, reason="slow, and the database makes no difference to it")
def test_the_day_of_2021_has_the_reported_counts_by_district() -> None:
    city = day_2021_08_04()
    load_shipped_units(actor=System("demo"), now=city.now)
    load(city)
    units = AdminUnit.objects.in_bulk()
    counts: Counter[tuple[str, int]] = Counter()
    for unit, level in Level.objects.values_list("person__unit_id", "level"):
        district = next(above for above in units[unit].ancestors() if above.level == "district")
        counts[district.code, level] += 1
    found = {code: tuple(counts[code, level] for level in range(3)) for code in REPORTED}
    assert found == REPORTED
