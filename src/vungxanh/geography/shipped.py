"""The gazetteer and the census that the package ships; sources stand in data/SOURCES.md."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files

from vungxanh.geography.gazetteer import Gazetteer
from vungxanh.geography.units import Change, Extent, Level, Unit
from vungxanh.records import DateRange


@cache
def shipped_gazetteer() -> Gazetteer:
    """Read the units and changes of the city that the package ships."""
    return Gazetteer(
        (_unit(row) for row in _rows("hanoi_units.csv")),
        (_change(row) for row in _rows("hanoi_crosswalk.csv")),
    )


@cache
def population_2019() -> dict[str, int]:
    """People by commune, census of 1 April 2019, with the codes of that day."""
    return {
        row["commune_code"]: int(row["population"]) for row in _rows("hanoi_population_2019.csv")
    }


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("vungxanh.geography").joinpath("data", name).read_text("utf-8")
    return csv.DictReader(text.splitlines())


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _unit(row: dict[str, str]) -> Unit:
    return Unit(
        code=row["code"],
        level=Level(row["level"]),
        name=row["name"],
        full_name=row["full_name"],
        parent_code=row["parent_code"],
        valid=DateRange(_day(row["valid_from"]), _day(row["valid_to"])),
        name_en=row["name_en"],
        created_by=row["created_by"],
        ended_by=row["ended_by"],
    )


def _change(row: dict[str, str]) -> Change:
    return Change(
        effective=date.fromisoformat(row["effective"]),
        from_code=row["from_code"],
        to_code=row["to_code"],
        extent=Extent(row["extent"]),
        default=row["is_default"] == "1",
    )
