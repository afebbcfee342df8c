"""Official notices as text: the cases they tell of, each field with the words it was read from.

Rules, no model. Read `reading.py` first, then `cutting.py`: which words belong to whom.
"""

from vungxanh.bulletins.answer import (
    Bulletin,
    Mention,
    Read,
    ReportedCase,
    Sex,
    Travel,
    TravelKind,
)
from vungxanh.bulletins.reading import read_bulletin
from vungxanh.bulletins.tables import (
    DistrictRow,
    DistrictTable,
    Inconsistency,
    read_district_table,
)

__all__ = [
    "Bulletin",
    "DistrictRow",
    "DistrictTable",
    "Inconsistency",
    "Mention",
    "Read",
    "ReportedCase",
    "Sex",
    "Travel",
    "TravelKind",
    "read_bulletin",
    "read_district_table",
]
