"""Administrative units, each valid for a range of days.

Units are merged, split and renamed, and an official code may come back for another area: a unit
is known by its code *and* the day from which it is valid, so every question names a day.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vungxanh.records import DateRange


class Level(StrEnum):
    """The tiers of administration that addresses are read by. Districts ended in mid-2025.

    A unit of another country may have a level of another name.
    """

    COUNTRY = "country"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"

    @classmethod
    def called(cls, name: str) -> str:
        """Give the level of that name; a name of another country's level stays as it is."""
        return next((level for level in cls if level == name), name)


@dataclass(frozen=True, slots=True)
class Unit:
    """One area during one time of validity.

    `full_name` has the type before the name ("Phường …"); `parent_code` is "" for the country.
    `created_by` and `ended_by` name the resolutions, "" where unknown.
    """

    code: str
    level: str
    name: str
    full_name: str
    parent_code: str
    valid: DateRange
    name_en: str = ""
    created_by: str = ""
    ended_by: str = ""

    @property
    def key(self) -> tuple[str, date | None]:
        """Code and first day: what tells a unit from a later one with the same code."""
        return self.code, self.valid.first


class Extent(StrEnum):
    """How much of the former unit a change moved."""

    WHOLE = "whole"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Change:
    """From `effective` on, (a part of) one unit belongs to another.

    `default` marks the one target that an address goes to when only the former unit is known.
    """

    effective: date
    from_code: str
    to_code: str
    extent: Extent
    default: bool


@dataclass(frozen=True, slots=True)
class Succession:
    """The unit at the other end of a change."""

    unit: Unit
    extent: Extent
    default: bool
    effective: date
