"""Lists that the package ships: countries as people write them, designators of airlines."""

import csv
import re
from functools import cache
from importlib.resources import files

from vungxanh.bulletins.folding import Folded


def _shipped(name: str) -> str:
    return files("vungxanh.bulletins").joinpath("data", name).read_text("utf-8")


@cache
def countries() -> dict[str, str]:
    """Give the usual name of each country by the ways of writing it, without marks."""
    known = {}
    for row in csv.DictReader(_shipped("vi_countries.csv").splitlines()):
        for name in (row["name"], *row["other_names"].split(";")):
            if name.strip():
                known[Folded(name.strip()).plain] = row["name"]
    return known


@cache
def country_pattern() -> str:
    """Give a pattern for any country, the longest names first."""
    return "|".join(map(re.escape, sorted(countries(), key=len, reverse=True)))


@cache
def airport_pattern() -> str:
    """Give a pattern for any airport of entry."""
    lines = [line for line in _shipped("airports.txt").splitlines() if not line.startswith("#")]
    return "|".join(re.escape(Folded(line.strip()).plain) for line in lines)


@cache
def airlines() -> frozenset[str]:
    """Give the designators of airlines, in lower case."""
    lines = [line for line in _shipped("airlines.txt").splitlines() if not line.startswith("#")]
    return frozenset(" ".join(lines).lower().split())
