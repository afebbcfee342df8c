"""Two demonstration cities, as records that a registry can load. Nobody with a name is real."""

from vungxanh.demonstration.city import City
from vungxanh.demonstration.day_2021 import day_2021_08_04
from vungxanh.demonstration.export import write_csv
from vungxanh.demonstration.first_wave import first_wave

__all__ = ["City", "day_2021_08_04", "first_wave", "write_csv"]
