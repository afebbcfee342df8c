"""Administrative units over time. No name of a place stands in code: they are data."""

from vungxanh.geography.addresses import (
    Address,
    AddressReader,
    Candidate,
    Language,
    shipped_language,
)
from vungxanh.geography.gazetteer import Gazetteer
from vungxanh.geography.recounting import Recount, destinations, recount
from vungxanh.geography.shipped import population_2019, shipped_gazetteer
from vungxanh.geography.units import Change, Extent, Level, Succession, Unit

__all__ = [
    "Address",
    "AddressReader",
    "Candidate",
    "Change",
    "Extent",
    "Gazetteer",
    "Language",
    "Level",
    "Recount",
    "Succession",
    "Unit",
    "destinations",
    "population_2019",
    "recount",
    "shipped_gazetteer",
    "shipped_language",
]
