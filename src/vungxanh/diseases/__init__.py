"""Disease profiles: the figures of a disease, each with its range, unit and source.

A profile is a TOML file in this folder; a new disease is a new file.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from vungxanh.records import Minute, midnight

__all__ = ["Disease", "Figure", "infectious_window", "names", "profile"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a disease. `low` and `high` are None where no published range is known."""

    value: float
    unit: str
    range: str
    source: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Disease:
    """A disease as tracing and policy need it: three distances in days, and where they come from.

    The distances are plain numbers, so that a directive can replace them
    (`dataclasses.replace(profile, days_after=14)`); `figures` holds every number of the file.
    """

    name: str
    title: str
    days_before_onset: int
    days_before_specimen: int
    days_after: int
    figures: Mapping[str, Figure]

    @property
    def incubation(self) -> Figure:
        """From infection to onset."""
        return self.figures["incubation"]

    @property
    def infectious_period(self) -> Figure:
        """How long a case passes it on."""
        return self.figures["infectious_period"]

    @property
    def serial_interval(self) -> Figure:
        """From the onset of a case to the onset of those whom the case infected."""
        return self.figures["serial_interval"]


def names() -> list[str]:
    """Name the diseases that the package knows, in alphabetical order."""
    found = (entry.name for entry in files(__name__).iterdir())
    return sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml"))


@cache
def profile(name: str) -> Disease:
    """Give the profile of a disease by its name, such as "covid-19".

    Raises ValueError, which names the known diseases, when there is none of that name.
    """
    if name not in names():
        raise ValueError(f'no disease is called "{name}": choose one of {", ".join(names())}')
    text = tomllib.loads((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))
    title = text.pop("title")
    figures = {key: Figure(**figure) for key, figure in text.items()}
    return Disease(
        name=name,
        title=title,
        days_before_onset=int(figures["days_before_onset"].value),
        days_before_specimen=int(figures["days_before_specimen"].value),
        days_after=int(figures["days_after"].value),
        figures=MappingProxyType(figures),
    )


def infectious_window(
    disease: Disease, *, onset: date | None, specimen: date | None, zone: tzinfo
) -> tuple[Minute, Minute]:
    """Compute when a case passes it on: `[start, end)` in minutes; the onset beats the specimen.

    From 00:00 of the day onset - `days_before_onset` (without an onset: specimen -
    `days_before_specimen`) to 24:00 of that day + `days_after`, days as the city's clock has them.
    Raises ValueError when both days are unknown.
    """
    if onset is not None:
        day, before = onset, disease.days_before_onset
    elif specimen is not None:
        day, before = specimen, disease.days_before_specimen
    else:
        raise ValueError("a case needs a day of onset or a day of specimen")
    first, last = day - timedelta(days=before), day + timedelta(days=disease.days_after)
    return midnight(first, zone), midnight(last + timedelta(days=1), zone)
