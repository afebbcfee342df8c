"""Administrative units over time. No name of a place stands in code: they are data."""

from vungxanh.geography.gazetteer import Gazetteer
from vungxanh.geography.shipped import population_2019, shipped_gazetteer
from vungxanh.geography.units import Change, Extent, Level, Succession, Unit

__all__ = [
    "Change",
    "Extent",
    "Gazetteer",
    "Level",
    "Succession",
    "Unit",
    "population_2019",
    "shipped_gazetteer",
]
